"""The desk: the assembled application as actions see it. Nothing of it is global."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Protocol, TypeVar

import holidays as public_holidays

from holdfast.calendars.port import Calendar
from holdfast.core.ids import DIGITS, LETTERS, TenantId, speakable_ref
from holdfast.core.interval import Interval
from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import tenant_of
from holdfast.settings import Settings
from holdfast.store import tenants
from holdfast.store.engine import Store, TenantTx, Tx
from holdfast.store.tenants import TenantRow

T = TypeVar("T")
_HOLIDAY_LANGUAGES = {"de": "de", "en": "en_US"}
_SLOT_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)


class Chance(Protocol):
    """Where unguessable numbers come from."""

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, `bound`."""
        ...


class SystemChance:
    """The machine's source of secrets."""

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, `bound`."""
        return secrets.randbelow(bound)


@dataclass(frozen=True, slots=True)
class Ids:
    """Makes identifiers out of chance."""

    chance: Chance

    def code(self, length: int) -> str:
        """A random code of small letters and digits."""
        return "".join(_SLOT_ALPHABET[self.chance.below(len(_SLOT_ALPHABET))] for _ in range(length))

    def ref(self, length: int) -> str:
        """A speakable reference code."""
        return speakable_ref(self.chance.below((len(LETTERS) * len(DIGITS)) ** length), length)


class CalendarMaker(Protocol):
    """Builds the calendar of a tenant. The adapters are named only where the application is put together."""

    def __call__(self, tenant_id: TenantId, tenant: Tenant, *, background: bool = False) -> Calendar:
        """The calendar of this tenant as it is configured now. `background` work leaves the caller on the line a
        share of the rate budget. Never raises: a calendar that cannot be reached says so when it is asked."""
        ...


class Salon:
    """One tenant as it is in force: its row and its configuration."""

    __slots__ = ("id", "tenant", "version")

    def __init__(self, tenant_id: TenantId, version: int, tenant: Tenant) -> None:
        """Bind a configuration to its version."""
        self.id = tenant_id
        self.version = version
        self.tenant = tenant


@dataclass(frozen=True, slots=True)
class Reading:
    """Which part of a tenant's calendar is being read."""

    tenant_id: TenantId
    hosts: tuple[str, ...]
    span: Interval

    def covers(self, other: "Reading") -> bool:
        """Whether whoever waits for this reading will know all of the other."""
        same = self.tenant_id == other.tenant_id and set(other.hosts) <= set(self.hosts)
        return same and self.span.contains(other.span)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every action is given."""

    store: Store
    settings: Settings
    calendar_of: CalendarMaker
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=lambda: Ids(SystemChance()))
    name: str = "desk"
    environment: Mapping[str, str] = field(default_factory=dict)
    calendar_kinds: frozenset[str] = frozenset({"builtin"})
    rewriting_kinds: frozenset[str] = frozenset({"builtin"})
    """The kinds of calendars whose entries can be written anew where they stand (`Calendar.rewrites_titles`)."""
    salons: dict[TenantId, Salon] = field(default_factory=dict)
    errands: dict["asyncio.Task[bool]", "Reading | None"] = field(default_factory=dict)
    """What goes on behind an answer, kept here so that it lives on, and ends with the process; with what it reads of a
    calendar, so that whoever needs just that waits for it."""
    warmed: dict[TenantId, datetime] = field(default_factory=dict)
    """When this process last read a tenant's next days ahead of any question."""

    async def transact(self, body: Callable[[Tx], T]) -> T:
        """Run a plain function in one transaction. Holds no `await`, so it never spans a foreign call."""
        return await self.store.transact(body)

    def salon(self, tx: TenantTx, version: int | None = None) -> Salon:
        """The tenant's configuration as it is in force in this transaction: `apply` works at once."""
        number = tenants.version(tx) if version is None else version
        known = self.salons.get(tx.tenant_id)
        if known is None or known.version != number:
            known = Salon(tx.tenant_id, number, tenant_of(tenants.document(tx, number)))
            self.salons[tx.tenant_id] = known
        return known

    def salon_known(self, tx: TenantTx) -> Salon:
        """The configuration as this process knew it last: enough to go on with a visit that carries its own plan."""
        return self.salons.get(tx.tenant_id) or self.salon(tx)

    def salon_of(self, tx: Tx, row: TenantRow) -> Salon:
        """The same for a tenant just looked up."""
        return self.salon(tx.of(row.id), row.version)


def holidays_of(tenant: Tenant, days: tuple[date, ...]) -> Mapping[date, str]:
    """The public holidays of the tenant's Land in the years of these days, with their local names."""
    if tenant.holidays is None or not days:
        return {}
    found: dict[date, str] = {}
    for year in {day.year for day in days}:
        found |= _holidays_in(tenant.holidays, year, tenant.language)
    return found


@lru_cache(maxsize=256)
def _holidays_in(land: str, year: int, language: str) -> Mapping[date, str]:
    country, _, subdivision = land.partition("-")
    spoken = _HOLIDAY_LANGUAGES.get(language)
    return dict(public_holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=spoken))


def holidays_known(land: str) -> bool:
    """Whether the holidays of this Land ("DE-BE") are known."""
    country, _, subdivision = land.partition("-")
    try:
        public_holidays.country_holidays(country, subdiv=subdivision or None, years=2026)
    except NotImplementedError:
        return False
    return True
