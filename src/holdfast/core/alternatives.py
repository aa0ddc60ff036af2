"""Which of many free slots to offer: few, near what was asked, by the same person, filling gaps first."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from holdfast.core.availability import Facts, Slot, find_starts
from holdfast.core.interval import CELL_MINUTES, Interval, cell_at, instant_of
from holdfast.core.service import Plan

OTHER_PERSON_MINUTES = 45
OTHER_DAY_MINUTES = 240
FILLS_A_GAP_MINUTES = 10
APART_MINUTES = (60, 30, 0)


@dataclass(frozen=True, slots=True)
class Preference:
    """What the caller would like best. Without `at` the earliest is best; `staff` is a wish, not a limit."""

    at: datetime | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    cost: float
    cell: int
    plan: Plan


def best_slots(
    plans: Sequence[Plan],
    facts: Facts,
    within: Iterable[Interval],
    preference: Preference,
    count: int,
) -> tuple[Slot, ...]:
    """At most `count` slots, best first; one per time of day, and apart from each other where there is room.

    Cost is counted in minutes of inconvenience: distance from the wished time, plus a price for another person or
    another day, minus a little where the slot closes a hole in somebody's day.
    """
    distance = _distance_to(preference.at, facts)
    best = _best_plan_per_cell(plans, facts, within, preference)
    found = [_Candidate(price + distance(cell), cell, plan) for cell, (price, plan) in best.items()]
    found.sort(key=lambda candidate: (candidate.cost, candidate.cell))
    chosen: list[_Candidate] = []
    for apart in APART_MINUTES:
        for candidate in found:
            if len(chosen) == count:
                break
            if _stands_apart(candidate, chosen, apart):
                chosen.append(candidate)
    chosen.sort(key=lambda candidate: candidate.cost if preference.at else candidate.cell)
    return tuple(Slot(candidate.plan, instant_of(candidate.cell)) for candidate in chosen)


def _best_plan_per_cell(
    plans: Sequence[Plan], facts: Facts, within: Iterable[Interval], preference: Preference
) -> dict[int, tuple[float, Plan]]:
    """For each start the way to staff it that costs least; of equal ones, the plan named first."""
    best: dict[int, tuple[float, Plan]] = {}
    for plan, starts in find_starts(plans, facts, tuple(within)):
        other = preference.staff is not None and plan.staff != (preference.staff,)
        price = float(OTHER_PERSON_MINUTES if other else 0)
        filling = starts & _starts_filling_gaps(plan, facts)
        for mask, cost in ((filling, price - FILLS_A_GAP_MINUTES), (starts & ~filling, price)):
            for cell in facts.window.cells_in(mask):
                if cell not in best or cost < best[cell][0]:
                    best[cell] = (cost, plan)
    return best


def _distance_to(at: datetime | None, facts: Facts) -> Callable[[int], float]:
    """How far a cell is from the wished time, other days weighing more; without a wish, from the window's beginning."""
    if at is None:
        return lambda cell: (cell - facts.window.first) * CELL_MINUTES
    wished = cell_at(at)
    midnights = [day.first_cell for day in facts.days]
    own_day = bisect_right(midnights, wished)

    def distance(cell: int) -> float:
        days = abs(bisect_right(midnights, cell) - own_day)
        return abs(cell - wished) * CELL_MINUTES + days * OTHER_DAY_MINUTES

    return distance


def _starts_filling_gaps(plan: Plan, facts: Facts) -> int:
    """The starts right after an earlier claim of the first person ends, or that end where a later one begins."""
    first, last = plan.busy_steps[0], plan.busy_steps[-1]
    lead = first.before // CELL_MINUTES + 1
    tail = (last.offset + last.minutes + last.after) // CELL_MINUTES
    mask = 0
    for name in first.resources:
        mask |= facts.claimed.get(name, 0) << lead
    for name in last.resources:
        mask |= facts.claimed.get(name, 0) >> tail
    return mask & facts.window.full


def _stands_apart(candidate: _Candidate, chosen: Iterable[_Candidate], minutes: int) -> bool:
    return all(
        candidate.cell != other.cell and abs(candidate.cell - other.cell) * CELL_MINUTES >= minutes for other in chosen
    )


def spread_over_days(slots: Iterable[Slot], zone: ZoneInfo, like: Slot | None, count: int) -> tuple[Slot, ...]:
    """Times to read out on the telephone: two of each day, as near as can be to the time of day and the people of the
    slot that is to be made good, one for each start; without it an early and a later one. In order of time."""
    days: dict[date, dict[datetime, Slot]] = {}
    for slot in slots:
        starts = days.setdefault(slot.start.astimezone(zone).date(), {})
        known = starts.get(slot.start)
        if known is None or (like is not None and known.plan.staff != like.plan.staff == slot.plan.staff):
            starts[slot.start] = slot
    chosen: list[Slot] = []
    for _, starts in sorted(days.items()):
        chosen += _two_of(list(starts.values()), zone, like)
        if len(chosen) >= count:
            break
    return tuple(sorted(chosen[:count], key=lambda slot: slot.start))


def _two_of(slots: list[Slot], zone: ZoneInfo, like: Slot | None) -> list[Slot]:
    if len(slots) <= 2:
        return slots
    if like is None:
        middle = slots[len(slots) // 2]
        return [slots[0], middle]
    wished = _minute(like.start, zone)
    first, *rest = sorted(
        slots, key=lambda slot: (slot.plan.staff != like.plan.staff, abs(_minute(slot.start, zone) - wished))
    )
    apart = [slot for slot in rest if abs((slot.start - first.start).total_seconds()) >= APART_MINUTES[0] * 60]
    return [first, (apart or rest)[0]]


def _minute(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute
