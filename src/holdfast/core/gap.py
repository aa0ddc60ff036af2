"""What the doctor finds: gaps, and the pairs of busy segment and person that they keep from being booked. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdfast.core.ids import EventTypeId
from holdfast.core.service import Kind, Segment, Service
from holdfast.core.tenant import Tenant


class GapKind(StrEnum):
    """What is missing or wrong."""

    NO_EVENT_TYPE = "no_event_type"
    UNKNOWN_EVENT_TYPE = "unknown_event_type"
    MANAGED_PARENT = "managed_parent"
    WRONG_HOST = "wrong_host"
    SHARED_EVENT_TYPE = "shared_event_type"
    OTHER_TENANT = "other_tenant"
    SHARED_ACCOUNT = "shared_account"
    WRONG_LENGTH = "wrong_length"
    NEEDS_CONFIRMATION = "needs_confirmation"
    NOTICE = "notice"
    HORIZON = "horizon"
    BUFFERS = "buffers"
    HOURS = "hours"
    SCHEDULE_ZONE = "schedule_zone"
    ACCOUNT_ZONE = "account_zone"
    CLOCK = "clock"
    SAME_NAME = "same_name"
    MAILS = "mails"
    LONG_ENTRIES = "long_entries"
    CONNECTION = "connection"
    COLLECTION = "collection"


class Severity(StrEnum):
    """Whether the pair is not offered, or only a surprise is to be expected."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing or wrong. `service`, `segment` (busy, from 1) and `staff` None: it is not about a pair.
    `problem` and `remedy` are a sentence each; `event_type` is the one that was looked at."""

    kind: GapKind
    severity: Severity
    problem: str
    remedy: str
    service: str | None = None
    segment: int | None = None
    staff: str | None = None
    event_type: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One busy segment of a service done by one person, with the event type that the tenant file names for it."""

    service: Service
    part: int
    segment: Segment
    staff: str
    event_type: EventTypeId | None
    free_before: int | None
    free_after: int | None
    """Minutes until the neighbouring busy segments of the same visit; None where there is none."""

    @property
    def name(self) -> str:
        """As a person finds it in the tenant file."""
        return f"{self.service.key} {self.part} with {self.staff}"

    @property
    def key(self) -> tuple[str, int, str]:
        """Service, busy segment and person."""
        return (self.service.key, self.part, self.staff)


def pairs(tenant: Tenant) -> tuple[Pair, ...]:
    """Every busy segment of every service with everybody who does it, in the order of the catalogue."""
    named = {(e.service, e.segment, e.staff): EventTypeId(e.id) for e in tenant.event_types}
    return tuple(
        pair for service in tenant.services for staff in service.staff for pair in _pairs(service, staff, named)
    )


def _pairs(service: Service, staff: str, named: Mapping[tuple[str, int, str], EventTypeId]) -> Iterator[Pair]:
    segments = service.segments_by(staff)
    busy = [place for place, segment in enumerate(segments) if segment.kind is Kind.BUSY]
    for part, place in enumerate(busy, 1):
        before = sum(s.minutes for s in segments[busy[part - 2] + 1 : place]) if part > 1 else None
        after = sum(s.minutes for s in segments[place + 1 : busy[part]]) if part < len(busy) else None
        yield Pair(service, part, segments[place], staff, named.get((service.key, part, staff)), before, after)
