"""Looking things up for screens, programs and operators: reads only, bound to one tenant, holds nothing.

What is read leaves as values of the domain; which of it is shown, and how, is the door's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from holdfast.actions.desk import Desk, holidays_of
from holdfast.core.availability import Facts, Slot, explain, facts_window, find_slots
from holdfast.core.booking import Visit, VisitState
from holdfast.core.call import Call
from holdfast.core.ids import CallId, TenantId, VisitId, tidy_ref
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.refusals import Obstacle
from holdfast.core.saga import Saga
from holdfast.core.service import Plan, Service, plans_for
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import local_days, midnight, utc_of
from holdfast.store import calls, claims, migrate, segments, tasks, timeline, visits
from holdfast.store.engine import StoreFault as StoreFault  # What a door may catch; it knows no store.
from holdfast.store.engine import TenantTx, Tx, to_ms
from holdfast.store.tasks import Task
from holdfast.store.timeline import Event, Finding

T = TypeVar("T")
Position = tuple[int, str]
"""Where a page of a list ended: its order, and a name that tells ties apart."""
_INSTANT = timedelta(minutes=5)


class NotFound(Exception):
    """There is no such thing in this tenant; `thing` names its kind."""

    def __init__(self, thing: str) -> None:
        """Of which kind nothing was found."""
        super().__init__(f"there is no such {thing}")
        self.thing = thing


class NoSuchTime(Exception):
    """A wall-clock time that the night of the clock change skips."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list, and where it ended if more follows."""

    items: tuple[T, ...]
    next: Position | None = None


@dataclass(frozen=True, slots=True)
class BookingSeen:
    """A visit with its segments and the configuration that gives them their names."""

    visit: Visit
    sagas: tuple[Saga, ...]
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class CallSeen:
    """A call with what came of it."""

    call: Call
    tenant: Tenant
    bookings: tuple[BookingSeen, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An event of a timeline, with the code of the visit it is about."""

    event: Event
    zone: ZoneInfo
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task, with the code of the visit it is about."""

    task: Task
    zone: ZoneInfo
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class FreeStarts:
    """The slots that could be offered."""

    slots: tuple[Slot, ...]
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class Way:
    """One way to staff a visit, and every rule that stands in its way at the asked time: none, and it is free."""

    slot: Slot
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a time is offered or not. `refs` are the codes of the visits that occupy it."""

    at: datetime
    ways: tuple[Way, ...]
    refs: dict[str, str]
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class WantedBookings:
    """Which bookings are asked for; the start lies in [since, until), a whole day as `until` belongs to it."""

    limit: int
    after: Position | None = None
    since: date | None = None
    until: date | None = None
    state: VisitState | None = None


@dataclass(frozen=True, slots=True)
class WantedStarts:
    """Which free starts are asked for; services and staff by key or display name, no day: today."""

    services: Sequence[str]
    staff: str | None = None
    first: date | None = None
    days: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many visits of the installation are due, and how long the oldest has been."""

    visits: int
    oldest: timedelta = field(default=timedelta(0))


async def _ask(desk: Desk, tenant_id: TenantId, question: Callable[[TenantTx, Tenant], T]) -> T:
    """Answer a question about one tenant in one transaction."""

    def answer(tx: Tx) -> T:
        bound = tx.of(tenant_id)
        return question(bound, desk.salon(bound).tenant)

    return await desk.transact(answer)


def _paged(found: Sequence[T], limit: int, position: Callable[[T], Position]) -> Listed[T]:
    """A page out of one item more than it may hold: the surplus one only tells that more follows."""
    kept = tuple(found[:limit])
    return Listed(kept, position(kept[-1]) if len(found) > limit else None)


def instant_at(moment: date, zone: ZoneInfo) -> datetime:
    """A moment as a client names it: with an offset, on the salon's wall clock, or a day (its midnight).

    Raises NoSuchTime.
    """
    if not isinstance(moment, datetime):
        return midnight(moment, zone)
    found = moment if moment.tzinfo else utc_of(moment.date(), moment.time(), zone)
    if found is None:
        raise NoSuchTime(moment.isoformat())
    return instant_of_offset(found)


def instant_of_offset(moment: datetime) -> datetime:
    """The same instant in UTC."""
    return (moment - moment.utcoffset()).replace(tzinfo=_UTC) if moment.utcoffset() else moment.astimezone(_UTC)
