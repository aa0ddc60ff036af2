"""What needs a person, worst first: an order over open differences, calls and tasks, and what can be done about each.

Worst is what a caller was promised and does not stand; then what is late; then what is only to be told.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from holdfast.core.reconcile import Kind


class Gravity(IntEnum):
    """How bad it is that nobody has looked yet; less is worse."""

    PROMISE_BROKEN = 0
    """Somebody will come, or may come, and the calendar says otherwise."""
    OVERDUE = 1
    """A person was promised something by a time that is over."""
    DIFFERS = 2
    """Record and calendar differ, and nobody stands before a closed door because of it."""
    TO_TELL = 3
    """Somebody has to be told or called."""


_BROKEN = frozenset({Kind.MISSING_THERE, Kind.CANCELLED_THERE, Kind.MOVED, Kind.FOREIGN_OVERLAP})


def gravity_of_drift(kind: str) -> Gravity:
    """How bad an open difference of that kind is."""
    return Gravity.PROMISE_BROKEN if kind in _BROKEN else Gravity.DIFFERS


def gravity_of_case(told_wrongly: bool, is_repaired: bool) -> Gravity:
    """How bad it is that a call differs and nobody has seen to it."""
    return Gravity.PROMISE_BROKEN if told_wrongly and not is_repaired else Gravity.TO_TELL


def gravity_of_task(due_at: datetime | None, now: datetime) -> Gravity:
    """How bad an open task is."""
    return Gravity.OVERDUE if due_at is not None and due_at < now else Gravity.TO_TELL


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the list: what is worse first, then what is sooner, then what is older."""

    gravity: Gravity
    at: datetime
    opened_at: datetime


class Help(StrEnum):
    """What a page offers to do about it, by one click; the first of a list is the likeliest."""

    RECREATE = "recreate"
    """Put the visit into the calendar again, or whatever of it is missing; what stands is taken over."""
    ADOPT = "adopt"
    """Take what stands in the calendar as the visit that it was."""
    TAKE_OUT = "take_out"
    """Take out of the calendar what stands there of a visit that nobody wants."""
    TIMES = "times"
    """Call, with words to read out and free times; the one that suits is moved to, or booked."""
    CALL = "call"
    """Call, with words to read out."""
    REPAIR = "repair"
    """The repair of the call that it came of, with its preview."""
    CHECK = "check"
    """Compare with the calendar once more."""
    SETTINGS = "settings"
    """Renew the connection to the calendar."""
    TOLD = "told"
    """The person knows, or it is done otherwise."""


@dataclass(frozen=True, slots=True)
class Plight:
    """What the helps follow from. `kind`: of a difference its own, of a task `task_…`, of a call `case`. `stands`: the
    visit is wanted. `is_over`: its time has come. `has_task`: somebody has to tell a person, or see to something.
    `is_closed`: the difference is gone, and only the customer does not know."""

    kind: str
    has_visit: bool
    stands: bool = True
    is_over: bool = False
    has_phone: bool = False
    has_task: bool = False
    is_closed: bool = False


_OF_DRIFT: dict[str, tuple[Help, ...]] = {
    Kind.MISSING_THERE: (Help.RECREATE, Help.TIMES, Help.CHECK),
    Kind.CANCELLED_THERE: (Help.TIMES, Help.RECREATE, Help.CHECK),
    Kind.ORPHAN_THERE: (Help.ADOPT, Help.TAKE_OUT, Help.CHECK),
    Kind.MOVED: (Help.TIMES, Help.CHECK),
    Kind.LENGTH_DIFFERS: (Help.TIMES, Help.CHECK),
    Kind.FOREIGN_OVERLAP: (Help.TIMES, Help.CHECK),
    Kind.OURS_TWICE: (Help.CHECK,),
}
_OF_TASK: dict[str, tuple[Help, ...]] = {
    "task_callback": (Help.TIMES,),
    "task_tell_undone": (Help.TIMES,),
    "task_tell_cancelled": (Help.CALL,),
    "task_tell_confirmed": (Help.CALL,),
    "task_tell_pending": (Help.CALL, Help.CHECK),
    "task_rename": (),
    "task_credentials": (Help.SETTINGS,),
    "case": (Help.REPAIR,),
}
_ON_VISIT = frozenset({Help.RECREATE, Help.ADOPT, Help.TAKE_OUT, Help.CHECK})
_BEFORE_IT_BEGINS = frozenset({Help.RECREATE, Help.ADOPT})


def helps_for(one: Plight) -> tuple[Help, ...]:
    """What can be done about it from the page, the likeliest first. Whether it may be done at that moment, a preview
    decides anew."""
    if one.kind in _OF_DRIFT:
        found = _OF_DRIFT[one.kind]
        if one.is_closed:  # Followed, or accepted: what is left is to tell the customer.
            found = (Help.TIMES, Help.RECREATE) if one.kind == Kind.CANCELLED_THERE else (Help.TIMES,)
    else:
        found = _OF_TASK.get(one.kind, (Help.TIMES,) if one.has_visit else (Help.CALL,) if one.has_phone else ())
    kept = [each for each in found if _fits_here(each, one)]
    kept = [Help.CALL if each is Help.TIMES and _cannot_be_moved(one) else each for each in kept]
    return (*kept, *([Help.TOLD] if one.has_task else []))


def _fits_here(each: Help, one: Plight) -> bool:
    if each in _ON_VISIT and not one.has_visit:
        return False
    if each is Help.TAKE_OUT and one.stands:
        return False
    return each not in _BEFORE_IT_BEGINS or not one.is_over


def _cannot_be_moved(one: Plight) -> bool:
    """What has begun is not moved any more; there is only something to say."""
    return one.has_visit and one.stands and one.is_over


class Health(IntEnum):
    """How a salon stands as a whole; less is worse."""

    BLIND = 0
    """Its calendar cannot be read."""
    GRAVE = 1
    """A promise does not stand, or somebody waits in vain."""
    WAITS = 2
    """Something needs a person."""
    FINE = 3

    @classmethod
    def of(cls, *, is_failing: bool, is_grave: bool, waits: bool) -> "Health":
        """The worst that is so."""
        return cls.BLIND if is_failing else cls.GRAVE if is_grave else cls.WAITS if waits else cls.FINE
