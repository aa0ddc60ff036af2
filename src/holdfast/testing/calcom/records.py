"""What the fake keeps: users, keys, schedules, event types, bookings, reservations, webhooks. Instants in UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from holdfast.testing.calcom.wire import Json

ACCEPTED, PENDING, CANCELLED, REJECTED = "accepted", "pending", "cancelled", "rejected"
LIVE = frozenset({ACCEPTED, PENDING})


@dataclass(frozen=True, slots=True)
class User:
    """An account. Its keys see its own bookings and event types and those of the users it `manages`."""

    id: int
    name: str
    username: str
    email: str
    time_zone: str = "Europe/Berlin"
    default_schedule: int | None = None
    manages: frozenset[int] = frozenset()

    @property
    def sees(self) -> frozenset[int]:
        """The users whose calendars it may look at."""
        return self.manages | {self.id}


@dataclass(frozen=True, slots=True)
class Key:
    """An API key of one user. `limit` requests in a minute; `limit_name` is the end of the headers about it."""

    secret: str
    user: int
    revoked: bool = False
    limit: int = 120
    limit_name: str = "Default"


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours on some weekdays (their English names), in minutes after local midnight."""

    days: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Override:
    """The hours of one date instead of the weekday's; start and end alike: a day off."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a user works, on the wall clock of `time_zone`."""

    id: int
    owner: int
    name: str
    time_zone: str
    availability: tuple[Hours, ...] = ()
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """Something that can be booked with one host; a managed parent has a team and no owner. Lengths in minutes.

    `settings` holds what the owner set besides the named fields, and is given back as it was.
    """

    id: int
    owner: int | None
    title: str
    slug: str
    minutes: int
    lengths: tuple[int, ...] = ()
    slot_interval: int | None = None
    notice: int = 120
    buffer_before: int = 0
    buffer_after: int = 0
    schedule: int | None = None
    locations: tuple[Json, ...] = ()
    fields: tuple[Json, ...] = ()
    confirmation: Json | None = None
    requires_auth: bool = False
    hidden: bool = False
    team: int | None = None
    parent: int | None = None
    hosts: tuple[int, ...] = ()
    settings: Json = field(default_factory=dict)

    @property
    def is_managed_parent(self) -> bool:
        """Whether it only stands for its children, one per member, which can be booked."""
        return self.owner is None

    @property
    def pending_blocks(self) -> bool:
        """Whether an unconfirmed booking takes its time away from others."""
        return bool(self.confirmation and self.confirmation.get("blockUnconfirmedBookingsInBooker"))


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking in one version: every change makes another value."""

    id: int
    uid: str
    event_type: int
    host: int
    title: str
    start: datetime
    end: datetime
    status: str
    attendee: Json
    created: datetime
    updated: datetime
    ics_uid: str
    guests: tuple[str, ...] = ()
    metadata: Json = field(default_factory=dict)
    location: str = ""
    responses: Json = field(default_factory=dict)
    reason: str = ""
    rescheduling_reason: str | None = None
    rescheduled_by: str | None = None
    from_uid: str | None = None
    to_uid: str | None = None
    sequence: int = 0

    @property
    def key(self) -> tuple[datetime, datetime, int]:
        """What no two accepted bookings share."""
        return (self.start, self.end, self.host)

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether both share at least one instant."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Reservation:
    """A slot hidden from the lists until an instant; it blocks nothing."""

    uid: str
    event_type: int
    start: datetime
    end: datetime
    until: datetime

    @property
    def minutes(self) -> int:
        """The length of the slot."""
        return (self.end - self.start) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where notices go, of a user or of one event type."""

    id: str
    url: str
    triggers: tuple[str, ...]
    user: int | None = None
    event_type: int | None = None
    active: bool = True
    secret: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One delivery to a webhook, signed and ready to be sent."""

    url: str
    trigger: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Team:
    """Users who work together; `members` are user ids."""

    id: int
    name: str
    slug: str
    members: tuple[int, ...] = ()

    def shown(self) -> dict[str, Any]:
        """As the list of its event types shows it."""
        looks = ("bannerUrl", "logoUrl", "brandColor", "darkBrandColor", "theme")
        return {"id": self.id, "name": self.name, "slug": self.slug, "weekStart": "Sunday"} | dict.fromkeys(looks)
