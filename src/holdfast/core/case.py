"""One investigated call as values: what a case file says, read with suspicion by `core.case_reading`. Pure.

A part that is absent, or cannot be read, is None: unknown. An empty one is knowledge. All instants are UTC; `*_s` are
audio seconds since the start of the call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from holdfast.core.interval import Interval

Json = Any
"""Whatever a JSON document may hold; nothing is known of it."""


class CaseRefused(ValueError):
    """A case file that cannot be judged at all; `field` names the part to mend."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Call:
    """The call itself. `from_number` None: the part was missing; hidden numbers stand as they were sent."""

    id: str
    platform: str | None = None
    from_number: str | None = None
    to_number: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    tool_timeout: timedelta | None = None
    test: bool = False
    direction: str | None = None
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation; `heard` is the share of the text that reached the other side."""

    ref: str
    role: str
    text: str
    heard: str
    start_s: float | None = None
    end_s: float | None = None
    interrupted_at_s: float | None = None

    @property
    def is_cut(self) -> bool:
        """Whether part of it was never heard."""
        return self.heard != self.text


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One invocation of a tool, as the platform and we know it. `seen` None: not known whether the platform got the
    answer."""

    id: str
    name: str
    args: Mapping[str, Json]
    answer: Json = None
    start_s: float | None = None
    end_s: float | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    http_status: int | None = None
    seen: bool | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request of ours to the calendar, and what came of it."""

    id: str
    at: datetime | None
    took: timedelta
    method: str
    path: str
    body: Mapping[str, Json]
    status: int | None
    response: Json
    tool_call: str | None
    error: str | None

    @property
    def until(self) -> datetime | None:
        """When its answer came, or when we stopped waiting."""
        return None if self.at is None else self.at + self.took


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of a stored visit."""

    n: int
    kind: str
    span: Interval | None
    remote_id: str | None
    remote_uid: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One stored visit. `parts` None: nothing is known of its segments."""

    id: str
    state: str | None
    span: Interval | None
    start: datetime | None
    created_at: datetime | None = None
    changed_at: datetime | None = None
    synced_at: datetime | None = None
    previous_start: datetime | None = None
    call_id: str | None = None
    service: str | None = None
    staff: str | None = None
    customer: str | None = None
    phone: str | None = None
    remote_id: str | None = None
    remote_uid: str | None = None
    sync: str | None = None
    changed_by: str | None = None
    ref: str | None = None
    parts: tuple[Part, ...] | None = None

    @property
    def busy(self) -> tuple[Interval, ...]:
        """The spans in which somebody works; of a visit in one piece, all of it."""
        if self.parts:
            spans = tuple(part.span for part in self.parts if part.kind != "gap" and part.span is not None)
            if spans:
                return spans
        return () if self.span is None else (self.span,)

    @property
    def uids(self) -> frozenset[str]:
        """Every uid that is stored for it."""
        inner = {part.remote_uid for part in self.parts or ()}
        return frozenset(uid for uid in {self.remote_uid, *inner} if uid)

    @property
    def numbers(self) -> frozenset[str]:
        """Every numeric identifier that is stored for it, as text."""
        inner = {part.remote_id for part in self.parts or ()}
        return frozenset(number for number in {self.remote_id, *inner} if number)


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking as a calendar's listing showed it."""

    id: str | None
    uid: str | None
    status: str
    start: datetime | None
    end: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    host: str | None
    host_account: str | None
    event_type: str | None
    attendee: str | None
    email: str | None
    phone: str | None
    metadata: Mapping[str, Json]
    moved_to: str | None

    @property
    def stands(self) -> bool:
        """Whether it takes time: pending ones do, cancelled and rejected ones do not."""
        return self.status not in GONE

    @property
    def span(self) -> Interval | None:
        """The time it takes; None where start or end are not known."""
        if self.start is None or self.end is None or self.end <= self.start:
            return None
        return Interval(self.start, self.end)

    @property
    def key(self) -> str:
        """What names it within the case."""
        return self.uid or self.id or "?"


GONE = frozenset({"cancelled", "canceled", "rejected", "deleted", "declined"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What a calendar showed at one moment. `span` None: not said which time it covers."""

    ref: str
    listed_at: datetime | None
    span: Interval | None
    complete: bool
    entries: tuple[Entry, ...]
    independent: bool = True


@dataclass(frozen=True, slots=True)
class Mirror:
    """Our copy of a person's busy time, with the moment at which it was fetched."""

    ref: str
    fetched_at: datetime | None
    span: Interval | None
    staff: str | None
    busy: tuple[Interval, ...] | None
    used_by: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the calendar told by itself."""

    ref: str
    at: datetime | None
    trigger: str
    uid: str | None
    payload: Mapping[str, Json]
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Task:
    """What was promised and stored for a person to do."""

    ref: str
    at: datetime | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalogue. `busy` are the lengths of its staffed segments; None: no word about segments."""

    key: str
    name: str
    minutes: float | None
    composite: bool
    plan: tuple[tuple[str, float], ...] | None
    buffer_before: float = 0.0
    buffer_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Person:
    """A staff record of the catalogue."""

    key: str
    name: str
    accounts: tuple[str, ...]
    away: tuple[Interval, ...] = ()
    absences: tuple["Away", ...] = ()


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is not there, as it was entered at a known moment."""

    span: Interval
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class EventType:
    """What the calendar can be asked to book."""

    id: str
    service: str | None
    segment: int | None
    staff: str | None
    kind: str
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tenant's own facts. None anywhere: not said."""

    services: tuple[Service, ...] | None = None
    staff: tuple[Person, ...] | None = None
    event_types: tuple[EventType, ...] | None = None
    hours: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    rules: Mapping[str, Json] = field(default_factory=dict)
    closed: tuple[Interval, ...] = ()
    phone_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OtherCall:
    """Another call of the same tenant."""

    id: str
    started_at: datetime | None
    ended_at: datetime | None
    from_number: str | None
    test: bool
    bookings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One investigated call. A part that is None is unknown."""

    call: Call
    lines: tuple[Line, ...] | None = None
    tools: tuple[ToolCall, ...] | None = None
    requests: tuple[Request, ...] | None = None
    rows: tuple[Row, ...] | None = None
    listings: tuple[Listing, ...] | None = None
    mirrors: tuple[Mirror, ...] | None = None
    notices: tuple[Notice, ...] | None = None
    tasks: tuple[Task, ...] | None = None
    catalog: Catalog = Catalog()
    other_calls: tuple[OtherCall, ...] | None = None
    flaws: tuple[str, ...] = ()
    """Parts that could not be read and therefore count as unknown, by their place in the file."""
