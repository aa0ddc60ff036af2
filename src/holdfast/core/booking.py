"""Visits: one appointment of one customer, its stamped plan, and the rules for joining, amending and changing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from holdfast.core.availability import Slot
from holdfast.core.ids import CallId, CustomerId, VisitId
from holdfast.core.interval import Interval
from holdfast.core.service import Plan


class VisitState(StrEnum):
    """Where a visit stands, derived from its segments (R16): never set by hand."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class Goal(StrEnum):
    """What is wanted of the calendar."""

    PRESENT = "present"
    ABSENT = "absent"


class Why(StrEnum):
    """Who or what wanted a visit gone."""

    CALLER = "caller"
    REFUSED = "refused"
    TEST = "test"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who a visit is for. Several customers may share one number (R29); `phone` None for a hidden caller (R28)."""

    id: CustomerId
    name: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment. `start` and the stamped `plan` are what was promised; `target` is where a move is going."""

    id: VisitId
    ref: str
    call: CallId | None
    customer: Customer
    plan: Plan
    start: datetime
    state: VisitState
    goal: Goal
    created_at: datetime
    changed_at: datetime
    version: int = 1
    notes: str = ""
    is_test: bool = False
    why: Why | None = None
    target: Slot | None = None
    generation: int = 0

    @property
    def interval(self) -> Interval:
        """The whole visit, gaps included."""
        return self.plan.interval(self.start)

    @property
    def slot(self) -> Slot:
        """Where it stands now."""
        return Slot(self.plan, self.start)

    @property
    def stands(self) -> bool:
        """Whether it was read back where it is, and is not on its way to elsewhere: only then it is told as fixed."""
        return self.state is VisitState.CONFIRMED and self.target is None

    @property
    def is_alive(self) -> bool:
        """Whether somebody still expects it to take place: cancelled, undone or being cancelled ends an intention."""
        return self.goal is Goal.PRESENT and self.state in (VisitState.PENDING, VisitState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one request wants booked, after all words are understood. `staff` only where the caller named a person."""

    services: tuple[str, ...]
    start: datetime
    staff: str | None = None
    another_person: bool = False


def same_intention(wish: Wish, visits: Iterable[Visit]) -> Visit | None:
    """The living visit that this wish already led to (G5, R5), None where it is a new one.

    Same services and start are the same intention. Another member of staff named, or somebody else who comes along,
    makes it a different one.
    """
    for visit in visits:
        if not visit.is_alive or visit.plan.services != wish.services or wish.start not in _starts_of(visit):
            continue
        if wish.another_person or (wish.staff is not None and wish.staff not in visit.plan.staff):
            continue
        return visit
    return None


def _starts_of(visit: Visit) -> tuple[datetime, ...]:
    return (visit.start,) if visit.target is None else (visit.start, visit.target.start)


def overlapping(slot: Slot, visits: Iterable[Visit]) -> Visit | None:
    """A living visit of the same caller at that time."""
    return next((visit for visit in visits if visit.is_alive and visit.interval.overlaps(slot.interval)), None)


def future(visits: Iterable[Visit], now: datetime) -> tuple[Visit, ...]:
    """Living visits that have not begun, earliest first."""
    ahead = (visit for visit in visits if visit.is_alive and visit.start > now)
    return tuple(sorted(ahead, key=lambda visit: visit.start))
