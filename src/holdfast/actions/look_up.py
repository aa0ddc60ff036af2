"""Looking things up for screens, programs and operators: reads only, bound to one tenant, holds nothing.

What is read leaves as values of the domain; which of it is shown, and how, is the door's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from holdfast.actions.desk import Desk
from holdfast.core.booking import Visit, VisitState
from holdfast.core.call import Call
from holdfast.core.ids import CallId, TenantId, tidy_ref
from holdfast.core.saga import Saga
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import midnight, utc_of
from holdfast.store import calls, migrate, segments, tasks, timeline, visits
from holdfast.store.engine import StoreFault as StoreFault  # What a door may catch; it knows no store.
from holdfast.store.engine import TenantTx, Tx, to_ms
from holdfast.store.tasks import Task
from holdfast.store.timeline import Event
from holdfast.store.timeline import Finding as Finding

T = TypeVar("T")
Position = tuple[int, str]
"""Where a page of a list ended: its order, and a name that tells ties apart."""
MOST_FINDINGS = 100


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
class WantedBookings:
    """Which bookings are asked for; the start lies in [since, until), a whole day as `until` belongs to it."""

    limit: int
    after: Position | None = None
    since: date | None = None
    until: date | None = None
    state: VisitState | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many visits of the installation are due, and how long the oldest has been."""

    visits: int
    oldest: timedelta = field(default=timedelta(0))


async def ask(desk: Desk, tenant_id: TenantId, question: Callable[[TenantTx, Tenant], T]) -> T:
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
    found = moment.astimezone(UTC) if moment.tzinfo else utc_of(moment.date(), moment.time(), zone)
    if found is None:
        raise NoSuchTime(moment.isoformat())
    return found


def _end_of(moment: date, zone: ZoneInfo) -> datetime:
    """Where a span ends that goes up to this moment: a whole day belongs to it, an instant does not."""
    whole_day = not isinstance(moment, datetime)
    return instant_at(moment + timedelta(days=1) if whole_day else moment, zone)


async def bookings(desk: Desk, tenant_id: TenantId, wanted: WantedBookings) -> Listed[BookingSeen]:
    """Bookings by start. Raises NoSuchTime."""
    return await ask(desk, tenant_id, lambda tx, tenant: _bookings(tx, tenant, wanted))


def _bookings(tx: TenantTx, tenant: Tenant, wanted: WantedBookings) -> Listed[BookingSeen]:
    since = instant_at(wanted.since, tenant.timezone) if wanted.since else None
    until = _end_of(wanted.until, tenant.timezone) if wanted.until else None
    state = wanted.state.value if wanted.state else None
    found = visits.page(tx, wanted.after, wanted.limit + 1, since, until, state)
    page = _paged(found, wanted.limit, lambda visit: (to_ms(visit.start), visit.id))
    return Listed(_with_segments(tx, tenant, page.items), page.next)


def _with_segments(tx: TenantTx, tenant: Tenant, found: Sequence[Visit]) -> tuple[BookingSeen, ...]:
    sagas = segments.of_visits(tx, {visit.id: visit for visit in found})
    return tuple(BookingSeen(visit, tuple(sagas[visit.id]), tenant) for visit in found)


async def booking(desk: Desk, tenant_id: TenantId, ref: str) -> BookingSeen:
    """One booking as it stands now. Raises NotFound."""
    return await ask(desk, tenant_id, lambda tx, tenant: booking_in(tx, tenant, ref))


def booking_in(tx: TenantTx, tenant: Tenant, ref: str) -> BookingSeen:
    """The same within a transaction. Raises NotFound."""
    visit = visits.by_ref(tx, tidy_ref(ref))
    if visit is None:
        raise NotFound("booking")
    return BookingSeen(visit, segments.of_visit(tx, visit), tenant)


async def calls_of(desk: Desk, tenant_id: TenantId, limit: int, before: Position | None) -> Listed[CallSeen]:
    """Calls, newest first."""

    def question(tx: TenantTx, tenant: Tenant) -> Listed[CallSeen]:
        page = _paged(calls.page(tx, before, limit + 1), limit, _place_of_call)
        return Listed(tuple(CallSeen(call, tenant) for call in page.items), page.next)

    return await ask(desk, tenant_id, question)


def _place_of_call(call: Call) -> Position:
    assert call.created_at is not None, "a stored call has a beginning"
    return to_ms(call.created_at), call.id


async def call(desk: Desk, tenant_id: TenantId, call_id: str) -> CallSeen:
    """One call with its bookings and findings. Raises NotFound."""

    def question(tx: TenantTx, tenant: Tenant) -> CallSeen:
        found = _call(tx, call_id)
        booked = _with_segments(tx, tenant, visits.of_call(tx, found.id))
        return CallSeen(found, tenant, booked, tuple(timeline.findings_page(tx, None, MOST_FINDINGS, found.id)))

    return await ask(desk, tenant_id, question)


def _call(tx: TenantTx, call_id: str) -> Call:
    found = calls.one(tx, CallId(call_id))
    if found is None:
        raise NotFound("call")
    return found


async def events_of_call(
    desk: Desk, tenant_id: TenantId, call_id: str, limit: int, after: Position | None
) -> Listed[EventSeen]:
    """What happened in a call, in order. Raises NotFound."""

    def question(tx: TenantTx, tenant: Tenant) -> Listed[EventSeen]:
        known = _call(tx, call_id)
        found = timeline.page_of_call(tx, known.id, after[0] if after else 0, limit + 1)
        page = _paged(found, limit, lambda event: (event.id, ""))
        refs = refs_of(tx, (event.visit for event in page.items))
        seen = (EventSeen(event, tenant.timezone, refs.get(event.visit or "")) for event in page.items)
        return Listed(tuple(seen), page.next)

    return await ask(desk, tenant_id, question)


def refs_of(tx: TenantTx, ids: Iterable[str | None]) -> dict[str, str]:
    """The codes of visits by their id; what is no visit has none."""
    return {key: visit.ref for key, visit in visits.by_ids(tx, (one for one in ids if one)).items()}


async def tasks_of(
    desk: Desk, tenant_id: TenantId, limit: int, after: Position | None, state: str | None
) -> Listed[TaskSeen]:
    """Tasks in the order they came up."""

    def question(tx: TenantTx, tenant: Tenant) -> Listed[TaskSeen]:
        found = tasks.page(tx, after[0] if after else 0, limit + 1, state)
        page = _paged(found, limit, lambda task: (task.id, ""))
        refs = refs_of(tx, (task.visit for task in page.items))
        seen = (TaskSeen(task, tenant.timezone, refs.get(task.visit or "")) for task in page.items)
        return Listed(tuple(seen), page.next)

    return await ask(desk, tenant_id, question)


async def task(desk: Desk, tenant_id: TenantId, task_id: int) -> TaskSeen:
    """One task. Raises NotFound."""
    return await ask(desk, tenant_id, lambda tx, tenant: task_in(tx, tenant, task_id))


def task_in(tx: TenantTx, tenant: Tenant, task_id: int) -> TaskSeen:
    """The same within a transaction. Raises NotFound."""
    found = tasks.one(tx, task_id)
    if found is None:
        raise NotFound("task")
    return TaskSeen(found, tenant.timezone, refs_of(tx, [found.visit]).get(found.visit or ""))


async def findings_of(
    desk: Desk, tenant_id: TenantId, limit: int, before: Position | None
) -> Listed[tuple[Finding, ZoneInfo]]:
    """What an operator should look at, newest first."""

    def question(tx: TenantTx, tenant: Tenant) -> Listed[tuple[Finding, ZoneInfo]]:
        found = timeline.findings_page(tx, before[0] if before else None, limit + 1)
        page = _paged(found, limit, lambda finding: (finding.id, ""))
        return Listed(tuple((finding, tenant.timezone) for finding in page.items), page.next)

    return await ask(desk, tenant_id, question)


async def configuration(desk: Desk, tenant_id: TenantId) -> Tenant:
    """The tenant as it is configured now."""
    return await ask(desk, tenant_id, lambda tx, tenant: tenant)


async def waiting(desk: Desk) -> Waiting:
    """What is due in the whole installation and not yet done."""
    now = desk.clock.now()
    count, oldest = await desk.transact(lambda tx: visits.waiting(tx, now))
    return Waiting(count, now - oldest if oldest else timedelta(0))


async def why_not_ready(desk: Desk) -> str | None:
    """Why this process cannot serve, None when it can: the store answers, and its schema is the newest."""
    try:
        stands_at = await desk.transact(lambda tx: migrate.revision_of(tx.connection))
    except StoreFault as fault:
        return f"the store does not answer ({type(fault).__name__})"
    newest = _newest_revision()
    return None if stands_at == newest else f"the schema is at {stands_at}, and this program needs {newest}"


@lru_cache(maxsize=1)
def _newest_revision() -> str:
    return migrate.newest_revision()
