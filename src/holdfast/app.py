"""The composition root: the one place where the parts are named and put together."""

import asyncio
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from holdfast.actions.admit import Doorkeeper
from holdfast.actions.budget import StoredBudget
from holdfast.actions.deliver import Alarming
from holdfast.actions.desk import Chance, Clock, Desk, Ids, SystemChance, SystemClock
from holdfast.actions.drive import Drives
from holdfast.actions.judge_due import Judging
from holdfast.actions.reconcile_due import Reconciling
from holdfast.actions.secrets import SecretKeyMissing, SecretUnreadable, open_reference
from holdfast.calendars.builtin import BuiltinCalendar
from holdfast.calendars.opening import KINDS, REWRITING, Calendars
from holdfast.calendars.port import Calendar
from holdfast.core.ids import TenantId
from holdfast.post.outgoing import OutgoingPost
from holdfast.post.port import Post
from holdfast.settings import Settings, read_settings
from holdfast.store.engine import Store
from holdfast.store.migrate import migrate

SECRET_KEPT = timedelta(seconds=60)
"""How long an opened secret is used before it is opened anew: one that was changed works within that time."""


class Application:
    """The parts of one process: the desk, its drives and comparisons, the doorkeeper, and the outside calendars."""

    def __init__(self, desk: Desk, calendars: Calendars | None = None, post: Post | None = None) -> None:
        """Put drives and doorkeeper beside a desk. Without `post`, what leaves the house goes to the real world."""
        self.desk = desk
        self.drives = Drives(desk)
        self.reconciling = Reconciling(desk, self.drives)
        self.judging = Judging(desk)
        self.alarming = Alarming(desk, post or OutgoingPost(desk.settings.loopback_webhooks))
        self.doorkeeper = Doorkeeper(desk)
        self._calendars = calendars

    async def close(self) -> None:
        """Let drives end, close what is connected, and the store."""
        await self.alarming.close()
        await self.judging.close()
        await self.reconciling.close()
        await self.drives.close()
        await self._end_errands()
        if self._calendars is not None:
            await self._calendars.close()
        self.desk.store.close()

    async def _end_errands(self) -> None:
        running = list(self.desk.errands)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)


@dataclass
class _Secrets:
    """Opens the secrets of calendars. Those of the environment are there; those in the store are kept for a while."""

    environment: Mapping[str, str]
    clock: Clock
    desk: Desk | None = None
    opened: dict[tuple[str, str], tuple[str | None, datetime]] = field(default_factory=dict)

    def open(self, reference: str, slug: str) -> str | None:
        """See `OpenSecret`."""
        kind, _, name = reference.partition(":")
        if kind == "env":
            return self.environment.get(name) or None
        value, at = self.opened.get((slug, reference), (None, None))
        now = self.clock.now()
        if at is None or now - at >= SECRET_KEPT:
            value = self._from_store(reference, slug)
            self.opened[slug, reference] = (value, now)
        return value

    def _from_store(self, reference: str, slug: str) -> str | None:
        desk = self.desk
        assert desk is not None, "it is set before anything is opened"
        try:
            return desk.store.transact_now(lambda tx: open_reference(tx, desk, reference, slug))
        except (SecretKeyMissing, SecretUnreadable):
            return None


def build(
    settings: Settings | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    chance: Chance | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Application:
    """Put an application together and bring its database to today's schema. With `transport`, outside calendars are
    reached through it and not through the network. Raises StoreFault, SettingsInvalid."""
    settings = settings or read_settings()
    store = Store(settings.database_url)
    migrate(store)
    clock = clock or SystemClock()
    ids = Ids(chance or SystemChance())
    known = os.environ if environment is None else environment
    vault = _Secrets(known, clock)

    def builtin_of(tenant_id: TenantId) -> Calendar:
        return BuiltinCalendar(store, tenant_id, clock.now, lambda: ids.code(20))

    def budget_of(key: str, per_minute: int) -> StoredBudget:
        assert vault.desk is not None, "it is set before any calendar is opened"
        return StoredBudget(vault.desk, key, per_minute)

    calendars = Calendars(builtin_of, vault.open, budget_of, clock.now, transport)
    desk = Desk(
        store=store,
        settings=settings,
        calendar_of=calendars,
        clock=clock,
        ids=ids,
        name=f"{socket.gethostname()[:20]}:{os.getpid()}:{ids.code(4)}",
        environment=known,
        calendar_kinds=KINDS,
        rewriting_kinds=REWRITING,
    )
    vault.desk = desk
    return Application(desk, calendars)
