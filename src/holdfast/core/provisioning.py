"""What an outside calendar must have so that the catalogue can be booked there (R25). Pure values.

Every service, busy segment and person needs one bookable event type of its own. What is missing or wrong is a *gap*:
such a pair is not offered, and a person is told what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from holdfast.core.ids import EventTypeId


@dataclass(frozen=True, slots=True)
class RemoteEventType:
    """One bookable thing as the calendar describes it. Lengths in minutes; `hosts` are the calendar's own names of
    the accounts that are booked by it. `opens` are the hours of its schedule by weekday (0 = Monday) in local minutes
    of `zone`; None where the calendar does not tell."""

    id: EventTypeId
    title: str
    slug: str
    minutes: tuple[int, ...]
    hosts: tuple[str, ...] = ()
    notice_minutes: int = 0
    horizon_days: int | None = None
    before_minutes: int = 0
    after_minutes: int = 0
    needs_confirmation: bool = False
    is_managed_parent: bool = False
    is_hidden: bool = False
    step_minutes: int | None = None
    opens: Mapping[int, tuple[tuple[int, int], ...]] | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another tenant of the installation books the same event type with the same key. `was_first`: it was there before
    this one, so that the event type is its."""

    slug: str
    was_first: bool


@dataclass(frozen=True, slots=True)
class WantedEventType:
    """One that is missing, as it should be made: hidden, without notice, buffers or mails of its own."""

    service: str
    segment: int
    staff: str
    title: str
    slug: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the doctor learnt from a calendar. `accounts`: the persons' accounts by the calendar's own name, with
    whatever it calls them. `clock` is the calendar's own time in its answer, `zone` the account's time zone; `faults`
    are sentences about what is wrong with the connection itself. `needs_event_types` False: anything may be booked
    there at any length."""

    needs_event_types: bool = False
    event_types: tuple[RemoteEventType, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    clock: datetime | None = None
    faults: tuple[str, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
