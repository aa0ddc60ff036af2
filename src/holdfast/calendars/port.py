"""What Holdfast asks of any calendar, and the only outcomes there are.

A write never raises for what a calendar does: it answers *created*, *surely not sent*, *refused* (with a classified
reason) or *unknown* (sent, no usable answer). A listing either answers or raises; absence is proven only by a
complete one.

CalendarFault
  CalendarUnreachable    nothing was sent, or nothing could be read: trying again is safe
  CalendarMisbehaved     it answered something that its contract excludes
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry, Listing, Reply


class CalendarFault(Exception):
    """The calendar could not do its part."""


class CalendarUnreachable(CalendarFault):
    """The calendar could not be reached; surely nothing was changed."""


class CalendarMisbehaved(CalendarFault):
    """The calendar answered outside its contract."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry that should stand elsewhere."""

    uid: RemoteUid
    entry: Entry


class Calendar(Protocol):
    """One tenant's calendar. Several entries at once are independent of each other: each has its own outcome,
    in the order asked, and an adapter may send them in parallel."""

    @property
    def is_independent(self) -> bool:
        """Whether it is a witness of its own, or our own database under another name."""
        ...

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """Put entries in. Creating what already stands there under the same reference, host and span is Created."""
        ...

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """Give entries another time, one after another in the order given. Created carries the uid from now on."""
        ...

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """Take entries out. Taking out what is gone is no fault: Created(uid) means that the calendar agreed."""
        ...

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """Everything standing for these hosts that touches the span. Raises CalendarUnreachable, CalendarMisbehaved."""
        ...
