"""The diary of some days as the screens show it: who works when, the visits with their marks, and what the day adds up
to. Reads only; everything is what the rules themselves say of these days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from holdfast.actions.desk import Desk, holidays_of
from holdfast.actions.look_at_needs import needs_in
from holdfast.actions.look_up import BookingSeen, ask, booking_in
from holdfast.actions.mirroring import busy_of
from holdfast.core.absence import Absence, hours_left
from holdfast.core.availability import Occupation, is_away
from holdfast.core.booking import Visit
from holdfast.core.ids import TenantId
from holdfast.core.interval import CellWindow, Interval, instant_of
from holdfast.core.service import STAFF_PREFIX, staff_resource
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import DAY_MINUTES, DaySpan, Hours, WeeklyHours, midnight
from holdfast.store import absences, calendar_state, diary
from holdfast.store.diary import Counts
from holdfast.store.engine import TenantTx

MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Marked:
    """A visit with what a glance must show. `drift` is the code of an open difference; `is_new`: the customer has
    never been here before."""

    visit: Visit
    by_phone: bool
    is_new: bool
    is_verified: bool
    drift: str | None = None
    did_not_come: bool = False

    @property
    def takes_place(self) -> bool:
        """Whether it stands in the diary: what was cancelled or taken back does not, unless a difference is open."""
        return self.visit.is_alive or self.drift is not None


@dataclass(frozen=True, slots=True)
class PersonDay:
    """One person on one day. `hours` are those in which a visit can stand: of the person and of the salon, local
    minutes after midnight, without what `absences` take; `usual` are those with it. `why_not`: why there are none
    ("absent", "away", "closed", "holiday", "not_working")."""

    person: Staff
    hours: Hours
    why_not: str | None = None
    absences: tuple[Absence, ...] = ()
    usual: Hours = ()


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One local day: its people in the order of the tenant file, and the name of a holiday that closes it."""

    day: date
    people: tuple[PersonDay, ...]
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Time of a person that no visit of ours takes: a caller was just offered it (HOLD), somebody else's entry stands
    in the calendar there (OUTSIDE), or the calendar does not give it away (AWAY)."""

    staff: str
    interval: Interval
    kind: Occupation


@dataclass(frozen=True, slots=True)
class Diary:
    """Some days of a salon at an instant."""

    tenant: Tenant
    now: datetime
    days: tuple[DiaryDay, ...]
    visits: tuple[Marked, ...]
    taken: tuple[Taken, ...] = ()

    @property
    def today(self) -> date:
        """The local day on which it was looked at."""
        return self.now.astimezone(self.tenant.timezone).date()


@dataclass(frozen=True, slots=True)
class Truth:
    """What the line about today says. `is_independent`: whether somebody else's calendar is the witness."""

    counts: Counts
    is_independent: bool
    tenant: Tenant
    now: datetime
    needs: int
    """How many things need a person."""
    silent_since: datetime | None = None
    """When an outside calendar that cannot be read now answered last; None while it answers."""

    @property
    def last_proof(self) -> datetime | None:
        """When record and calendar were last seen to agree or differ."""
        known = [at for at in (self.counts.proven_at, self.counts.seen_at) if at is not None]
        return max(known, default=None)

    @property
    def all_agree(self) -> bool:
        """Whether no difference is open."""
        return self.counts.open_drifts == 0


async def look_at_diary(desk: Desk, tenant_id: TenantId, first: date, days: int = 1) -> Diary:
    """The diary from `first` on, at most two weeks of it."""
    wanted = [first + timedelta(days=ahead) for ahead in range(min(max(days, 1), MOST_DAYS))]
    return await ask(desk, tenant_id, lambda tx, tenant: _diary(tx, tenant, wanted, desk.clock.now()))


def _diary(tx: TenantTx, tenant: Tenant, days: Sequence[date], now: datetime) -> Diary:
    zone = tenant.timezone
    span = Interval(midnight(days[0], zone), midnight(days[-1] + timedelta(days=1), zone))
    marked = tuple(_marked(tx, diary.visits_of(tx, span)))
    holidays = holidays_of(tenant, tuple(days))
    away = absences.standing(tx, days)
    shown = tuple(_with_departed(_day(tenant, day, holidays, away), marked, tenant) for day in days)
    return Diary(tenant, now, shown, marked, tuple(_taken(tx, tenant, span, now)))


def _with_departed(day: DiaryDay, marked: Iterable[Marked], tenant: Tenant) -> DiaryDay:
    """The same day with whoever has left the tenant file and still has a visit on it: nothing booked is ever hidden."""
    here = (mark.visit for mark in marked if mark.visit.start.astimezone(tenant.timezone).date() == day.day)
    keys = {key for visit in here for key in visit.plan.staff} - {person.key for person in tenant.staff}
    gone = tuple(PersonDay(Staff(key, key, WeeklyHours()), (), "not_working") for key in sorted(keys))
    return replace(day, people=(*day.people, *gone))


def _taken(tx: TenantTx, tenant: Tenant, span: Interval, now: datetime) -> Iterable[Taken]:
    """What is shown of an outside calendar is as old as its mirror; before an offer it is fetched anew."""
    names = [staff_resource(person.key) for person in tenant.staff]
    for busy in busy_of(tx, tenant, names, CellWindow.around(span), now):
        if busy.kind is not Occupation.VISIT:
            whole = Interval(instant_of(busy.cells.start), instant_of(busy.cells.stop))
            start, end = max(whole.start, span.start), min(whole.end, span.end)
            yield Taken(busy.resource.removeprefix(STAFF_PREFIX), Interval(start, end), busy.kind)


def _marked(tx: TenantTx, found: Sequence[Visit]) -> Iterable[Marked]:
    first = diary.first_visits(tx, (visit.customer.id for visit in found))
    drifts = diary.drifts_of(tx, [visit.id for visit in found])
    absent = diary.no_shows(tx, (visit.id for visit in found))
    for visit in found:
        mark = Marked(
            visit,
            by_phone=visit.call is not None,
            is_new=first.get(visit.customer.id) == visit.start,
            is_verified=visit.stands,
            drift=drifts.get(visit.id),
            did_not_come=visit.id in absent,
        )
        if mark.takes_place:
            yield mark


async def booking_marked(desk: Desk, tenant_id: TenantId, ref: str) -> tuple[Marked, BookingSeen]:
    """One booking with its marks, whatever became of it. Raises NotFound."""

    def question(tx: TenantTx, tenant: Tenant) -> tuple[Marked, BookingSeen]:
        seen = booking_in(tx, tenant, ref)
        return _mark(tx, seen.visit), seen

    return await ask(desk, tenant_id, question)


def _mark(tx: TenantTx, visit: Visit) -> Marked:
    first = diary.first_visits(tx, [visit.customer.id])
    drifts = diary.drifts_of(tx, [visit.id])
    absent = visit.id in diary.no_shows(tx, [visit.id])
    is_new = first.get(visit.customer.id) == visit.start
    return Marked(visit, visit.call is not None, is_new, visit.stands, drifts.get(visit.id), absent)


def _day(tenant: Tenant, day: date, holidays: Mapping[date, str], away: Sequence[Absence]) -> DiaryDay:
    opening = tenant.opening.hours_on(day, holidays)
    closed = _why_closed(tenant, day, holidays) if opening == () else None
    people = tuple(_person(person, day, opening, closed, away) for person in tenant.staff)
    name = holidays.get(day) if tenant.opening.closed_by_holiday(day, holidays) else None
    return DiaryDay(day, people, name)


def _why_closed(tenant: Tenant, day: date, holidays: Mapping[date, str]) -> str:
    return "holiday" if tenant.opening.closed_by_holiday(day, holidays) else "closed"


def _person(person: Staff, day: date, opening: Hours | None, closed: str | None, away: Sequence[Absence]) -> PersonDay:
    mine = tuple(one for one in away if one.staff == person.key and day in one.days)
    if closed is not None or is_away(person, day):
        return PersonDay(person, (), closed or "away", mine)
    own = person.working_hours.on(day)
    usual = own if opening is None else both(own, opening)
    hours = hours_left(usual, mine, day)
    why_not = None if hours else "absent" if usual else "not_working"
    return PersonDay(person, hours, why_not, mine, usual)


def both(one: Hours, other: Hours) -> Hours:
    """The spans in which both are at work or open."""
    shared = (
        (max(a.start, b.start), min(a.end, b.end)) for a in one for b in other if a.start < b.end and b.start < a.end
    )
    return tuple(DaySpan(start, end) for start, end in sorted(shared))


def bounds(days: Iterable[DiaryDay], visits: Iterable[Marked], tenant: Tenant) -> tuple[int, int]:
    """From which to which whole hour of the day, in minutes, a picture of these days must reach: all hours and visits
    lie inside. Eight to eighteen where nothing is known."""
    spans = [(span.start, span.end) for day in days for person in day.people for span in person.usual]
    for mark in visits:
        start, end = (at.astimezone(tenant.timezone) for at in (mark.visit.start, mark.visit.interval.end))
        late = DAY_MINUTES if end.date() > start.date() else end.hour * 60 + end.minute
        spans.append((start.hour * 60 + start.minute, late))
    if not spans:
        return 8 * 60, 18 * 60
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return first // 60 * 60, -(-last // 60) * 60


async def look_at_truth(desk: Desk, tenant_id: TenantId) -> Truth:
    """What today adds up to."""

    def question(tx: TenantTx, tenant: Tenant) -> Truth:
        now = desk.clock.now()
        day = now.astimezone(tenant.timezone).date()
        span = Interval(midnight(day, tenant.timezone), midnight(day + timedelta(days=1), tenant.timezone))
        needs = needs_in(tx, tenant, now).count
        state = calendar_state.one(tx)
        silent = (state.answered_at or state.failed_at) if state.is_failing else None
        return Truth(diary.counts(tx, span), tenant.calendar.is_outside, tenant, now, needs, silent)

    return await ask(desk, tenant_id, question)
