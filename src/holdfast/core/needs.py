"""What needs a person, worst first: an order over open differences and tasks.

Worst is what a caller was promised and does not stand; then what is late; then what is only to be told.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

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


def gravity_of_task(due_at: datetime | None, now: datetime) -> Gravity:
    """How bad an open task is."""
    return Gravity.OVERDUE if due_at is not None and due_at < now else Gravity.TO_TELL


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the list: what is worse first, then what is sooner, then what is older."""

    gravity: Gravity
    at: datetime
    opened_at: datetime
