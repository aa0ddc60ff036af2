"""Opens the calendar of a tenant, by its kind. Who uses the same address and credentials shares a connection."""

from collections.abc import Callable, Mapping
from datetime import datetime

import httpx

from holdfast.calendars.absent import AbsentCalendar
from holdfast.calendars.builtin import BuiltinCalendar
from holdfast.calendars.calcom.adapter import CalcomCalendar
from holdfast.calendars.calcom.connection import CalcomConnection
from holdfast.calendars.caldav.adapter import CaldavCalendar
from holdfast.calendars.caldav.connection import CaldavConnection
from holdfast.calendars.port import Budget, Calendar
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant

KINDS = frozenset({"builtin", "calcom", "caldav"})
"""The kinds of calendars that have an adapter."""
_REWRITES = {
    "builtin": BuiltinCalendar.rewrites_titles,
    "calcom": CalcomCalendar.rewrites_titles,
    "caldav": CaldavCalendar.rewrites_titles,
}
REWRITING = frozenset(kind for kind, rewrites in _REWRITES.items() if rewrites)
"""The kinds in which an entry can be written anew where it stands (`Calendar.rewrites_titles`)."""
CALCOM_ADDRESS = "https://api.cal.com"
CALCOM_REQUESTS_PER_MINUTE = 120
"""What Cal.com allows a key by default (measured)."""

OpenSecret = Callable[[str, str], str | None]
"""Opens a reference such as env:NAME for the tenant of that slug; None where there is no such secret."""
BudgetOf = Callable[[str, int], Budget]
"""The budget of a key, by its digest, of so many requests a minute."""


class Calendars:
    """The calendars of one process. All of it belongs to one event loop."""

    def __init__(
        self,
        builtin: Callable[[TenantId], Calendar],
        open_secret: OpenSecret,
        budget_of: BudgetOf,
        now: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """With `transport` nothing goes over the network: it stands in for it, in tests and in the simulator."""
        self._builtin = builtin
        self._open_secret = open_secret
        self._budget_of = budget_of
        self._now = now
        self._transport = transport
        self._calcom: dict[tuple[str, str], CalcomConnection] = {}
        self._caldav: dict[tuple[str, str, str], CaldavConnection] = {}

    def __call__(self, tenant_id: TenantId, tenant: Tenant, *, background: bool = False) -> Calendar:
        """See `CalendarMaker`. What cannot be opened says so when it is asked."""
        options = tenant.calendar.options
        match tenant.calendar.kind:
            case "builtin":
                return self._builtin(tenant_id)
            case "calcom":
                return self._open_calcom(tenant, options, background)
            case "caldav":
                return self._open_caldav(tenant, options, background)
            case kind:
                return AbsentCalendar(f"nobody serves calendars of the kind {kind}", self._now())

    def _open_calcom(self, tenant: Tenant, options: Mapping[str, object], background: bool) -> Calendar:
        key = self._secret(tenant, options, "api_key")
        if key is None:
            return self._without_secret("api_key")
        address = str(options.get("base_url") or CALCOM_ADDRESS)
        connection = self._calcom.get((address, key))
        if connection is None:
            connection = CalcomConnection(address, key, self._now, transport=self._transport)
            self._calcom[address, key] = connection
        limit = options.get("requests_per_minute")
        per_minute = limit if isinstance(limit, int) else CALCOM_REQUESTS_PER_MINUTE
        budget = self._budget_of(connection.digest, per_minute)
        return CalcomCalendar(connection, tenant, budget, self._now, background=background)

    def _open_caldav(self, tenant: Tenant, options: Mapping[str, object], background: bool) -> Calendar:
        password = self._secret(tenant, options, "password")
        if password is None:
            return self._without_secret("password")
        account = (str(options.get("base_url") or ""), str(options.get("username") or ""), password)
        connection = self._caldav.get(account)
        if connection is None:
            try:
                connection = CaldavConnection(*account, transport=self._transport)
            except ValueError as error:
                return AbsentCalendar(f"[calendar] base_url: {error}", self._now())
            self._caldav[account] = connection
        return CaldavCalendar(connection, tenant, self._now, background=background)

    def _secret(self, tenant: Tenant, options: Mapping[str, object], name: str) -> str | None:
        reference = options.get(name)
        return self._open_secret(reference, tenant.slug) if isinstance(reference, str) else None

    def _without_secret(self, name: str) -> Calendar:
        return AbsentCalendar(f"the secret of [calendar] {name} is missing or cannot be opened", self._now())

    async def close(self) -> None:
        """Close all connections."""
        for calcom in self._calcom.values():
            await calcom.close()
        for caldav in self._caldav.values():
            await caldav.close()
