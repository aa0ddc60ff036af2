"""Which of many free slots to offer: few, near what was asked, by the same person, filling gaps first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    plan: Plan
    cell: int
    cost: float


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
    found = [
        _Candidate(plan, cell, _cost(plan, cell, facts, preference))
        for plan, starts in find_starts(plans, facts, tuple(within))
        for cell in facts.window.cells_in(starts)
    ]
    found.sort(key=lambda candidate: (candidate.cost, candidate.cell))
    chosen: list[_Candidate] = []
    for apart in APART_MINUTES:
        for candidate in found:
            if len(chosen) < count and _stands_apart(candidate, chosen, apart):
                chosen.append(candidate)
    chosen.sort(key=lambda candidate: candidate.cost if preference.at else candidate.cell)
    return tuple(Slot(candidate.plan, instant_of(candidate.cell)) for candidate in chosen)


def _cost(plan: Plan, cell: int, facts: Facts, preference: Preference) -> float:
    cost = 0.0
    if preference.at is not None:
        wished = cell_at(preference.at)
        cost += abs(cell - wished) * CELL_MINUTES
        cost += OTHER_DAY_MINUTES * abs(_local_day(cell, facts) - _local_day(wished, facts))
    else:
        cost += (cell - facts.window.first) * CELL_MINUTES
    if preference.staff is not None and plan.staff != (preference.staff,):
        cost += OTHER_PERSON_MINUTES
    return cost - (FILLS_A_GAP_MINUTES if _fills_a_gap(plan, cell, facts) else 0)


def _local_day(cell: int, facts: Facts) -> int:
    return next((n for n, day in enumerate(facts.days) if cell in day.cells), len(facts.days))


def _fills_a_gap(plan: Plan, cell: int, facts: Facts) -> bool:
    """Whether the visit begins right where its first person's earlier claim ends, or ends where a later one begins."""
    first, last = plan.busy_steps[0], plan.busy_steps[-1]
    before = cell - first.before // CELL_MINUTES - 1 - facts.window.first
    after = cell + (last.offset + last.minutes + last.after) // CELL_MINUTES - facts.window.first
    touches_earlier = before >= 0 and any(facts.claimed.get(name, 0) >> before & 1 for name in first.resources)
    return touches_earlier or any(facts.claimed.get(name, 0) >> after & 1 for name in last.resources)


def _stands_apart(candidate: _Candidate, chosen: Iterable[_Candidate], minutes: int) -> bool:
    return all(
        candidate.cell != other.cell and abs(candidate.cell - other.cell) * CELL_MINUTES >= minutes for other in chosen
    )
