"""When a visit can begin: one answer for check, alternatives, hold, booking, changing and the screens (R8).

Everything that can stand in the way becomes a *layer*: a rule, and the cells it takes away. A start is offered
when no layer touches what the visit needs. The same layers, asked one by one, explain why a time is not offered;
so the explanation can never differ from the decision.

Three things a visit needs, and the layers speak of one of them each:
  its start    notice, horizon, grid, the past
  its whole    the salon must be open from start to end, gaps included (the customer sits there)
  its claims   each busy step needs its people: at work, not away, and not claimed by anybody else; a gap needs nobody
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from functools import cached_property

from holdfast.core.absence import DETAIL, Absence, absence_mask
from holdfast.core.interval import (
    CELL_MINUTES,
    CellWindow,
    Interval,
    cell_after,
    cell_at,
    instant_of,
    on_a_cell,
    runs,
)
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Plan, PlanStep, staff_resource
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import LocalDay, WeeklyHours, days_mask, grid_mask, hours_mask, local_days


class Occupation(Enum):
    """What kind of thing claims a resource."""

    VISIT = auto()
    HOLD = auto()
    OUTSIDE = auto()
    """Somebody else's entry in the calendar."""
    AWAY = auto()
    """Time that the calendar itself does not give away, though no entry is known that takes it."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Something that claims cells of a resource, buffers included. `owner`: the call of a hold, the id of a visit."""

    resource: str
    cells: range
    kind: Occupation
    owner: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A visit that could begin at `start` by `plan`."""

    plan: Plan
    start: datetime

    @property
    def interval(self) -> Interval:
        """The whole visit, gaps included."""
        return self.plan.interval(self.start)

    @property
    def claims(self) -> tuple[tuple[str, int], ...]:
        """What holding or booking it claims."""
        return self.plan.claims(self.start)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long before its start a busy segment must, and how early it can be entered in the calendar: rules that the
    calendar has of its own. No `horizon`: as early as one likes."""

    notice: timedelta = timedelta(0)
    horizon: timedelta | None = None


@dataclass(frozen=True)
class Facts:
    """What is known when deciding: the tenant, the clock, public holidays, and everything that is busy in the window.

    `now` and all intervals are UTC. `busy` must hold everything that touches the window. `limits` are those of the
    calendar, by service, busy segment (from 1) and person. `absences` are those entered here, of the window's days;
    days off in the tenant file stand with each member of staff.
    """

    tenant: Tenant
    window: CellWindow
    now: datetime
    busy: tuple[Busy, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    limits: Mapping[tuple[str, int, str], Limit] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()

    def without(self, owners: frozenset[str]) -> "Facts":
        """The same facts as these owners see them: their own holds and visits never stand in their way (R9)."""
        kept = tuple(busy for busy in self.busy if busy.owner not in owners)
        return replace(self, busy=kept)

    @cached_property
    def days(self) -> tuple[LocalDay, ...]:
        """The local days of the window."""
        return local_days(self.window, self.tenant.timezone)

    @cached_property
    def starts(self) -> int:
        """The cells at which the rules let any visit begin: on the grid, after the notice, before the horizon."""
        free = grid_mask(self.window, self.days, self.tenant.rules.grid_minutes)
        return free & self._between(self.earliest_start, self.latest_start)

    def starts_of(self, plan: Plan) -> int:
        """The cells at which those rules and the calendar's own let a visit by `plan` begin."""
        if not self.limits:
            return self.starts
        return self.starts & self._between(self.earliest_start_of(plan), self.latest_start_of(plan))

    def _between(self, earliest: datetime, latest: datetime) -> int:
        until = self.window.mask(range(self.window.first, cell_at(latest) + 1))
        return until & ~self.window.mask(range(self.window.first, cell_after(earliest)))

    def earliest_start_of(self, plan: Plan) -> datetime:
        """The first instant at which the notice, the salon's and the calendar's, lets a visit by `plan` begin."""
        own = (self.now + limit.notice - offset for offset, limit in self._limits_of(plan))
        return max([self.earliest_start, *own])

    def latest_start_of(self, plan: Plan) -> datetime:
        """The last instant inside the horizon, the salon's and the calendar's, for a visit by `plan`."""
        limited = [(limit.horizon, offset) for offset, limit in self._limits_of(plan) if limit.horizon is not None]
        return min([self.latest_start, *(self.now + horizon - offset for horizon, offset in limited)])

    def _limits_of(self, plan: Plan) -> Iterator[tuple[timedelta, Limit]]:
        """What the calendar limits, with how long after the visit's start it begins: each segment is entered alone."""
        for step, part in plan.turns if self.limits else ():
            limit = self.limits.get((step.service, part, step.staff))
            if limit is not None:
                yield timedelta(minutes=step.offset), limit

    @property
    def earliest_start(self) -> datetime:
        """The first instant at which the notice lets a visit begin."""
        return self.now + self.tenant.rules.notice

    @property
    def latest_start(self) -> datetime:
        """The last instant inside the horizon."""
        return self.now + timedelta(days=self.tenant.rules.horizon_days)

    @cached_property
    def open(self) -> int:
        """The cells in which the salon is open."""
        hours = {day.day: self.tenant.opening.hours_on(day.day, self.holidays) for day in self.days}
        unbound = days_mask(self.window, (day for day in self.days if hours[day.day] is None))
        return unbound | hours_mask(self.window, self.days, {day: spans or () for day, spans in hours.items()})

    @cached_property
    def claimed(self) -> Mapping[str, int]:
        """The cells of each resource that visits, holds and outside bookings claim."""
        return {name: self.window.mask_of_runs(busy.cells for busy in found) for name, found in self.busy_of.items()}

    @cached_property
    def busy_of(self) -> Mapping[str, list[Busy]]:
        """What claims each resource."""
        found: dict[str, list[Busy]] = {}
        for busy in self.busy:
            found.setdefault(busy.resource, []).append(busy)
        return found

    @cached_property
    def at_work(self) -> Mapping[str, int]:
        """The cells in which each member of staff works. Other resources have no hours of their own."""
        weekly = {hours: self._weekly(hours) for hours in {person.working_hours for person in self.tenant.staff}}
        return {
            staff_resource(person.key): weekly[person.working_hours] & ~self._away(person)
            for person in self.tenant.staff
        }

    def _weekly(self, hours: WeeklyHours) -> int:
        return hours_mask(self.window, self.days, {day.day: hours.on(day.day) for day in self.days})

    def _away(self, person: Staff) -> int:
        off = (day for day in self.days if is_away(person, day.day)) if person.time_off else ()
        own = (one for one in self.absences if one.staff == person.key)
        return days_mask(self.window, off) | absence_mask(self.window, self.days, own)


def is_away(person: Staff, day: date) -> bool:
    """Whether the person has the day off by the tenant file."""
    return any(day in span for span in person.time_off)


def offered_starts(plan: Plan, facts: Facts) -> int:
    """The mask of all cells at which a visit by `plan` may begin. Correct for starts whose visit lies in the window."""
    starts = facts.starts_of(plan) & runs(facts.open, plan.minutes // CELL_MINUTES)
    for step in plan.busy_steps:
        if not starts:
            break
        starts &= _step_starts(step, facts)
    return starts


def _step_starts(step: PlanStep, facts: Facts) -> int:
    """The starts of the *visit* at which all that one busy step claims is there for it."""
    starts = facts.window.full
    for resource in step.resources:
        working = facts.at_work.get(resource, facts.window.full)
        starts &= runs(working, step.minutes // CELL_MINUTES) >> (step.offset // CELL_MINUTES)
        free = facts.window.full & ~facts.claimed.get(resource, 0)
        starts &= _shifted(free, step, facts.window)
    return starts


def _shifted(free: int, step: PlanStep, window: CellWindow) -> int:
    """The starts whose buffered step lies on free cells. A buffer may reach out of the window's beginning:
    what lies before the window counts as free there, so callers ask for windows wider than the answer."""
    lead = step.before // CELL_MINUTES
    length = (step.before + step.minutes + step.after) // CELL_MINUTES
    padded = (free << lead) | ((1 << lead) - 1)
    tail = step.after // CELL_MINUTES
    padded |= ((1 << tail) - 1) << (window.count + lead)
    return runs(padded, length) >> (step.offset // CELL_MINUTES)


def find_starts(
    plans: Iterable[Plan], facts: Facts, within: Iterable[Interval] | None = None
) -> Iterator[tuple[Plan, int]]:
    """The mask of the starts that may be offered, plan by plan in their order.

    `within` limits where a visit may begin. A start of several services that an earlier plan already covers is not
    offered again by a shared plan.
    """
    allowed = facts.window.full if within is None else _starts_in(within, facts.window)
    covered = 0
    for plan in plans:
        starts = allowed & ~covered if len(plan.staff) > 1 else allowed
        starts &= offered_starts(plan, facts) if starts else 0
        covered |= starts if len(plan.services) > 1 else 0
        if starts:
            yield plan, starts


def _starts_in(within: Iterable[Interval], window: CellWindow) -> int:
    """The mask of the cells that *begin* inside: unlike a claim, a wish is never rounded outwards."""
    mask = 0
    for asked in within:
        mask |= window.mask(range(cell_after(asked.start), cell_after(asked.end)))
    return mask


def find_slots(plans: Iterable[Plan], facts: Facts, within: Iterable[Interval] | None = None) -> Iterator[Slot]:
    """Every slot that may be offered, plan by plan in their order, each in order of time."""
    for plan, starts in find_starts(plans, facts, within):
        for cell in facts.window.cells_in(starts):
            yield Slot(plan, instant_of(cell))


def is_free(slot: Slot, facts: Facts) -> bool:
    """Whether this slot may be offered. The same as having no obstacle."""
    if not on_a_cell(slot.start):
        return False
    place = cell_at(slot.start) - facts.window.first
    return 0 <= place < facts.window.count and bool(offered_starts(slot.plan, facts) >> place & 1)


def explain(slot: Slot, facts: Facts) -> tuple[Obstacle, ...]:
    """Every rule by which `slot` is not offered, the one a receptionist would name first in front.

    Empty exactly when `is_free` (a property test holds both against each other). G8.
    """
    obstacles = [*_start_obstacles(slot, facts), *_whole_obstacles(slot, facts)]
    for step in slot.plan.busy_steps:
        obstacles.extend(_step_obstacles(slot, step, facts))
    obstacles.extend(_grid_obstacles(slot, facts))
    return tuple(dict.fromkeys(obstacles))


def _start_obstacles(slot: Slot, facts: Facts) -> Iterator[Obstacle]:
    if slot.start < facts.now:
        yield Obstacle(Reason.PAST)
    elif slot.start < (earliest := facts.earliest_start_of(slot.plan)):
        yield Obstacle(Reason.TOO_SHORT_NOTICE, until=earliest)
    elif slot.start > (latest := facts.latest_start_of(slot.plan)):
        yield Obstacle(Reason.BEYOND_HORIZON, until=latest)


def _grid_obstacles(slot: Slot, facts: Facts) -> Iterator[Obstacle]:
    grid = grid_mask(facts.window, facts.days, facts.tenant.rules.grid_minutes)
    if not on_a_cell(slot.start) or not grid & facts.window.mask(range(cell_at(slot.start), cell_at(slot.start) + 1)):
        yield Obstacle(Reason.DOES_NOT_FIT, detail="grid")


def _whole_obstacles(slot: Slot, facts: Facts) -> Iterator[Obstacle]:
    whole = facts.window.mask(slot.interval.cells())
    if whole & ~facts.open == 0 and whole.bit_count() == len(slot.interval.cells()):
        return
    day = slot.start.astimezone(facts.tenant.timezone).date()
    if facts.tenant.opening.closed_by_holiday(day, facts.holidays):
        yield Obstacle(Reason.HOLIDAY, detail=facts.holidays[day])
    elif facts.open & facts.window.mask(range(cell_at(slot.start), cell_at(slot.start) + 1)):
        yield Obstacle(Reason.DOES_NOT_FIT, detail="closing")
    else:
        yield Obstacle(Reason.CLOSED)


def _step_obstacles(slot: Slot, step: PlanStep, facts: Facts) -> Iterator[Obstacle]:
    needed = step.interval(slot.start).cells()
    for resource in step.resources:
        working = facts.at_work.get(resource, facts.window.full)
        if facts.window.mask(needed) & ~working:
            yield _entered(needed, resource, facts) or _absence(slot, resource, working, facts)
        claimed = step.cells(slot.start)
        for busy in facts.busy_of.get(resource, ()):
            if _collide(busy.cells, claimed):
                yield Obstacle(_REASONS[busy.kind], resource, busy.owner)


_REASONS = {
    Occupation.VISIT: Reason.SLOT_TAKEN,
    Occupation.HOLD: Reason.HELD_BY_OTHER,
    Occupation.OUTSIDE: Reason.SLOT_TAKEN,
    Occupation.AWAY: Reason.STAFF_AWAY,
}


def _entered(needed: range, resource: str, facts: Facts) -> Obstacle | None:
    """The absence entered for that person that covers part of what is needed, by its code."""
    wanted = facts.window.mask(needed)
    for one in facts.absences:
        if staff_resource(one.staff) == resource and absence_mask(facts.window, facts.days, [one]) & wanted:
            return Obstacle(Reason.STAFF_AWAY, resource, detail=DETAIL + one.ref)
    return None


def _absence(slot: Slot, resource: str, working: int, facts: Facts) -> Obstacle:
    """Away on that day, or at work when the visit begins but not until it ends."""
    day = slot.start.astimezone(facts.tenant.timezone).date()
    today = days_mask(facts.window, (local for local in facts.days if local.day == day))
    begins = facts.window.mask(range(cell_at(slot.start), cell_at(slot.start) + 1))
    if working & today and working & begins:
        return Obstacle(Reason.DOES_NOT_FIT, resource, detail="working_hours")
    return Obstacle(Reason.STAFF_AWAY, resource)


def _collide(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def facts_window(plans: Iterable[Plan], asked: Interval) -> Interval:
    """The span of which facts are needed to answer for starts in `asked`: buffers before, the longest visit after."""
    longest = max((plan.minutes + max(step.after for step in plan.steps) for plan in plans), default=0)
    before = max((step.before for plan in plans for step in plan.steps), default=0)
    return Interval(asked.start - timedelta(minutes=before), asked.end + timedelta(minutes=longest))


def first_plan_reason(obstacles_by_plan: Iterable[tuple[Obstacle, ...]]) -> Obstacle:
    """The one reason to tell when several people could have done it and none can: the plan that came closest. Notice
    and horizon are told where they stand in everybody's way, not where the calendar limits some people only."""
    ways = [obstacles for obstacles in obstacles_by_plan if obstacles]
    assert ways, "a reason is asked only for a time that is not offered"
    unlimited = [obstacles for obstacles in ways if obstacles[0].reason not in _LIMITS]
    return min(unlimited or ways, key=lambda obstacles: _ORDER.index(obstacles[0].reason))[0]


_LIMITS = (Reason.TOO_SHORT_NOTICE, Reason.BEYOND_HORIZON)
_ORDER = (
    Reason.PAST,
    Reason.TOO_SHORT_NOTICE,
    Reason.BEYOND_HORIZON,
    Reason.HOLIDAY,
    Reason.CLOSED,
    Reason.HELD_BY_OTHER,
    Reason.SLOT_TAKEN,
    Reason.DOES_NOT_FIT,
    Reason.STAFF_AWAY,
)
