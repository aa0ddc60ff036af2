"""What Holdfast asks of any calendar, and the only outcomes there are.

A write never raises for what a calendar does: it answers *created*, *surely not sent*, *refused* (with a classified
reason) or *unknown* (sent, no usable answer). A reading either answers or raises; absence is proven only by a
complete one.

CalendarFault
  CalendarUnreachable    nothing was sent, or nothing could be read: trying again is safe
    CalendarBusy         the rate budget is spent; `retry_after` says for how many seconds
  CalendarDenied         it does not accept our credentials: a person must renew them
  CalendarMisbehaved     it answered something that its contract excludes
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from holdfast.core.ids import RemoteUid, ReservationUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.saga import Entry, Listing, Reply, Seen, Sought


class CalendarFault(Exception):
    """The calendar could not do its part."""


class CalendarUnreachable(CalendarFault):
    """The calendar could not be reached; surely nothing was changed."""


class CalendarBusy(CalendarUnreachable):
    """Nothing was sent, since the calendar's rate budget is spent for `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        """Say for how many seconds."""
        super().__init__(f"the rate budget is spent for {retry_after:.0f} s")
        self.retry_after = retry_after


class CalendarDenied(CalendarFault):
    """The calendar does not accept our credentials (any more)."""


class CalendarMisbehaved(CalendarFault):
    """The calendar answered outside its contract."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry that should stand elsewhere. `uid` is where it stands now, `since` the span in which we left it: an
    entry that stands in neither that span nor the wanted one was put there by a person, and stays there. `after`:
    entries of the same visit that stand where this one is to go, and must have gone first."""

    uid: RemoteUid
    entry: Entry
    since: Interval
    after: frozenset[RemoteUid] = frozenset()

    @property
    def is_rewriting(self) -> bool:
        """Whether the time stays, and only what is written on the entry is to be another."""
        return self.entry.interval == self.since

    def is_overtaken(self, standing: Interval) -> bool:
        """Whether a person moved the entry meanwhile, seen where it stands now."""
        return standing not in (self.since, self.entry.interval)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to a calendar and what came of it, for the timeline (R4). Redacted: never a key or a secret.

    `at` is when it was sent, `took_ms` how long until the answer or the end of our patience. `status` None: no
    answer. `data` holds what is nobody's personal data (identifiers, spans, error texts), `personal` the rest.
    """

    at: datetime
    verb: str
    method: str
    path: str
    status: int | None
    took_ms: int
    data: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] | None = None
    error: str | None = None


class Calendar(Protocol):
    """One tenant's calendar. Several entries at once are independent of each other: each has its own outcome,
    in the order asked, and an adapter may send them in parallel."""

    @property
    def is_independent(self) -> bool:
        """Whether it is a witness of its own, or our own database under another name."""
        ...

    @property
    def rewrites_titles(self) -> bool:
        """Whether a move to where an entry stands already writes it anew, title and name; else only a person can."""
        ...

    @property
    def keeps_cancelled(self) -> bool:
        """Whether an entry that a person took out can still be found as cancelled; else it only is not there."""
        ...

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """Put entries in. Creating what already stands there under the same reference, host and span is Created,
        where the calendar can tell at once; else the "no" or the silence that it is."""
        ...

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """Give entries another time, one after another in the order given. Created carries the uid from now on.

        The first certain "no" ends it: those that follow are surely not sent. An entry that a person moved meanwhile
        (`Movement.is_overtaken`) keeps that time: the answer is a "no" for technical reasons, never that the time is
        taken; only what is written on it may be renewed, where that alone is wanted."""
        ...

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """Take entries out. Taking out what is gone is no fault: Created(uid) means that the calendar agreed."""
        ...

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """Everything standing for these hosts that touches the span, ours and others'. Raises CalendarFault."""
        ...

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """The second proof: what stands, or stood, under the identifiers of these entries, wherever it is in time;
        cancelled ones are shown as such. Complete only if every one was looked up. Raises CalendarFault."""
        ...

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """Everything created, moved or cancelled at or after `since`, for notices that got lost. None where the
        calendar cannot tell: then only listing windows shows it. Raises CalendarFault."""
        ...

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """When the calendar lets these hosts not be booked although no entry of ours stands there (its own hours,
        other calendars connected to it). Hosts of whom it cannot tell are left out. Raises CalendarFault."""
        ...

    async def inspect(self) -> Inspection:
        """What can be booked there, for the doctor. Raises CalendarFault."""
        ...

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """Make something bookable that is missing. Raises CalendarFault; a calendar that needs none is misbehaved."""
        ...

    def exchanges(self) -> Sequence[Exchange]:
        """What was sent and answered since this was asked last, oldest first. Our own database has none."""
        ...


class Budget(Protocol):
    """How often a calendar may still be asked, shared by all processes that use one key (design 6)."""

    async def take(self, count: int, *, background: bool) -> float:
        """Take `count` requests out of the budget. 0.0 when they may be sent now; else nothing was taken, and the
        seconds until it is worth asking again. Background work leaves a share for the caller on the line."""
        ...

    async def close(self, seconds: float) -> None:
        """Nobody may send for so many seconds: the calendar said that it had too much."""
        ...


@runtime_checkable
class Reservable(Calendar, Protocol):
    """A calendar whose own pages can be kept from showing a time for a while. That is advice and locks nothing: no
    decision rests on it, and neither verb ever raises."""

    async def reserve(self, entries: Sequence[Entry], minutes: int) -> Sequence[ReservationUid | None]:
        """Hide the times of these entries; for each, in the order asked, under which name, None where that was not
        to be had. None at all where the tenant does not want it, or the rate budget is short."""
        ...

    async def release(self, uids: Sequence[ReservationUid]) -> Sequence[ReservationUid]:
        """Show these times again; those that were certainly given back. What is left ends by itself."""
        ...


@runtime_checkable
class Keyed(Protocol):
    """A calendar that several tenants can reach with the same key."""

    @property
    def connection_digest(self) -> str:
        """Stands for its address and key, and gives neither away: alike for two tenants, they share all of it."""
        ...


@runtime_checkable
class Subscribable(Protocol):
    """A calendar that tells of changes by itself, if it is told where to."""

    async def ensure_webhook(self, url: str, secret: str, triggers: Sequence[str]) -> str:
        """See to it that exactly one webhook sends these triggers to `url`, signed with `secret`. Answers under which
        name the calendar keeps it. Doing it again changes nothing. Raises CalendarFault."""
        ...
