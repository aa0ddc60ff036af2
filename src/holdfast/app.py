"""The composition root: the one place where the parts are named and put together."""

import os
import socket
from collections.abc import Mapping

from holdfast.actions.admit import Doorkeeper
from holdfast.actions.desk import Chance, Clock, Desk, Ids, SystemChance, SystemClock
from holdfast.actions.drive import Drives
from holdfast.calendars.builtin import BuiltinCalendar
from holdfast.calendars.port import Calendar
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.settings import Settings, read_settings
from holdfast.store.engine import Store
from holdfast.store.migrate import migrate

CALENDARS = frozenset({"builtin"})
"""The kinds of calendars that have an adapter."""


class Application:
    """The parts of one process: the desk, its drives, and the doorkeeper."""

    def __init__(self, desk: Desk) -> None:
        """Put drives and doorkeeper beside a desk."""
        self.desk = desk
        self.drives = Drives(desk)
        self.doorkeeper = Doorkeeper(desk)

    async def close(self) -> None:
        """Let drives end and close the store."""
        await self.drives.close()
        self.desk.store.close()


def build(
    settings: Settings | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    chance: Chance | None = None,
) -> Application:
    """Put an application together and bring its database to today's schema. Raises StoreFault, SettingsInvalid."""
    settings = settings or read_settings()
    store = Store(settings.database_url)
    migrate(store)
    clock = clock or SystemClock()
    ids = Ids(chance or SystemChance())

    def calendar_of(tenant_id: TenantId, tenant: Tenant, *, background: bool = False) -> Calendar:
        """The built-in diary, the only kind served by now. `actions.policy` begins nothing for a tenant of another
        kind; what stood in the diary before can still be taken out of it."""
        del tenant, background
        return BuiltinCalendar(store, tenant_id, clock.now, lambda: ids.code(20))

    return Application(
        Desk(
            store=store,
            settings=settings,
            calendar_of=calendar_of,
            clock=clock,
            ids=ids,
            name=f"{socket.gethostname()[:20]}:{os.getpid()}:{ids.code(4)}",
            environment=os.environ if environment is None else environment,
            calendar_kinds=CALENDARS,
        )
    )
