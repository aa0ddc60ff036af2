"""Everything the fake server remembers, and how it was at any earlier instant. Plain data: can be pickled."""

import hashlib
import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from holdfast.testing.calcom.records import (
    ACCEPTED,
    LIVE,
    Booking,
    EventType,
    Key,
    Notice,
    Reservation,
    Schedule,
    Team,
    User,
    Webhook,
)
from holdfast.testing.calcom.working_hours import Span

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_UID_LENGTH = 22
_LONGEST_BUFFERS = timedelta(days=1)


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


@dataclass
class Ledger:
    """The server's memory. Two ledgers with the same seed and the same requests hold the same values."""

    seed: str = "holdfast"
    drawn: int = 0
    users: dict[int, User] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    schedules: dict[int, Schedule] = field(default_factory=dict)
    event_types: dict[int, EventType] = field(default_factory=dict)
    deleted: dict[int, EventType] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    history: dict[str, list[tuple[datetime, Booking]]] = field(default_factory=dict)
    live: dict[int, dict[str, Booking]] = field(default_factory=lambda: defaultdict(dict))
    reservations: dict[str, Reservation] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    outbox: list[Notice] = field(default_factory=list)
    last_booking: int = 0

    def draw(self) -> str:
        """The next of an endless row of unlike texts, decided by the seed alone."""
        self.drawn += 1
        return hashlib.sha256(f"{self.seed}/{self.drawn}".encode()).hexdigest()

    def new_uid(self) -> str:
        """A short identifier as bookings have it."""
        number = int(self.draw(), 16)
        letters = []
        for _ in range(_UID_LENGTH):
            number, place = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[place])
        return "".join(letters)

    def new_uuid(self) -> str:
        """An identifier as reservations and webhooks have it."""
        return str(uuid.UUID(hex=self.draw()[:32], version=4))

    def next_booking(self) -> int:
        """The next numeric id; one of a try that came to nothing is not used again, as in a real database."""
        self.last_booking += 1
        return self.last_booking

    def put(self, booking: Booking, at: datetime) -> Booking:
        """Store a booking's new version, valid from `at` on."""
        self.bookings[booking.uid] = booking
        self.history.setdefault(booking.uid, []).append((at, booking))
        if booking.status in LIVE:
            self.live[booking.host][booking.uid] = booking
        else:
            self.live[booking.host].pop(booking.uid, None)
        return booking

    def bookings_at(self, as_of: datetime | None) -> Iterable[Booking]:
        """All bookings, as they are or as they were at an instant."""
        if as_of is None:
            return self.bookings.values()
        return self._past(as_of)

    def _past(self, as_of: datetime) -> Iterator[Booking]:
        for versions in self.history.values():
            place = bisect_right(versions, as_of, key=lambda version: version[0])
            if place:
                yield versions[place - 1][1]

    def booking_at(self, uid: str, as_of: datetime | None) -> Booking | None:
        """One booking, as it is or as it was at an instant."""
        if as_of is None:
            return self.bookings.get(uid)
        return next((booking for booking in self._past(as_of) if booking.uid == uid), None)

    def type_of(self, booking: Booking) -> EventType:
        """The event type of a booking, also where it was deleted since."""
        return self.event_types.get(booking.event_type) or self.deleted[booking.event_type]

    def taken_key(self, booking: Booking, besides: str | None = None) -> bool:
        """Whether another accepted booking has the same start, end and host."""
        return any(
            other.start == booking.start
            and (other.status, other.key) == (ACCEPTED, booking.key)
            and uid not in (booking.uid, besides)
            for uid, other in self.live[booking.host].items()
        )

    def busy_spans(
        self, event_type: EventType, window: Span, besides: str | None = None, as_of: datetime | None = None
    ) -> list[Span]:
        """What keeps the host of this event type from other visits of it about that time, buffers included."""
        others = self.live[event_type.owner or 0].values() if as_of is None else self._past(as_of)
        start, end = window[0] - _LONGEST_BUFFERS, window[1] + _LONGEST_BUFFERS
        return [
            self._with_buffers(other, event_type)
            for other in others
            if other.start < end and start < other.end
            if other.host == event_type.owner and other.uid != besides and self._blocks(other)
        ]

    def _blocks(self, booking: Booking) -> bool:
        if booking.status == ACCEPTED:
            return True
        return booking.status in LIVE and self.type_of(booking).pending_blocks

    def _with_buffers(self, booking: Booking, wanted: EventType) -> Span:
        own = self.type_of(booking)
        before = timedelta(minutes=own.buffer_before + wanted.buffer_after)
        after = timedelta(minutes=own.buffer_after + wanted.buffer_before)
        return booking.start - before, booking.end + after

    def schedule_of(self, event_type: EventType) -> Schedule | None:
        """Where the event type's hours are: its own schedule, or the default one of its host."""
        owner = self.users.get(event_type.owner or 0)
        chosen = event_type.schedule or (owner.default_schedule if owner else None)
        return self.schedules.get(chosen or 0)

    def reserved_spans(self, event_type: EventType, now: datetime) -> list[Span]:
        """The slots of this host, under any event type, that a running reservation hides."""
        return [
            (one.start, one.end)
            for one in self.reservations.values()
            if one.until > now and self._host_of(one.event_type) == event_type.owner
        ]

    def _host_of(self, event_type: int) -> int | None:
        found = self.event_types.get(event_type)
        return found.owner if found else None

    def change_user(self, user: int, **changes: object) -> User:
        """Store another version of a user."""
        self.users[user] = replace(self.users[user], **changes)  # type: ignore[arg-type]
        return self.users[user]


def following(rows: dict[int, Schedule] | dict[int, EventType] | dict[int, Team]) -> int:
    """The next free number of a table."""
    return max(rows, default=0) + 1
