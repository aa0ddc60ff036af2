"""The shapes of the API as /openapi.json tells them. Times are ISO 8601 with the offset of the salon's zone."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from holdfast.actions.answer import Retry, State
from holdfast.core.booking import VisitState
from holdfast.core.refusals import Reason
from holdfast.core.saga import Stage
from holdfast.core.service import ByPhone, Kind


def iso(at: datetime) -> str:
    """An instant with its offset, to the second, or to the millisecond where it has some."""
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")


Moment = Annotated[
    datetime, PlainSerializer(iso), WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization")
]


class Shape(BaseModel):
    """What all shapes have in common."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str


class ToolAnswer(Shape):
    """The answer to a tool call: one flat object under 600 characters, `say` first."""

    model_config = ConfigDict(extra="allow", json_schema_serialization_defaults_required=False)

    say: str = Field(description="A complete sentence to be spoken verbatim.")
    state: State
    reason: Reason | None = None
    retry: Retry | None = None
    ref: str | None = None
    options: list[dict[str, str]] | None = Field(None, description="Held slots: slot_id, at, staff.")
    at: str | None = None
    service: str | None = None
    staff: str | None = None
    price: str | None = None


class Customer(Shape):
    """Whom a booking or a task is for, as far as it is known."""

    name: str | None
    phone: str | None


class BookedSegment(Shape):
    """A part of a booking. A gap claims nobody and stands in no calendar."""

    n: int = Field(description="Its place in the booking, counted from 1.")
    name: str
    kind: Kind
    service: str
    staff: str
    start: Moment
    end: Moment
    calendar: Stage | None = Field(description="What is known of its entry in the calendar; null for a gap.")
    reference: str | None = Field(description="Under which reference its entry stands there.")
    uid: str | None = Field(description="By which identifier the calendar finds it.")


class Booking(Shape):
    """A booking as it stands. `confirmed` only where every segment was read back from the calendar."""

    ref: str
    state: VisitState
    service: str
    staff: str
    start: Moment
    end: Moment
    segments: list[BookedSegment]
    call_id: str | None
    customer: Customer
    notes: str
    price_cents: int | None
    price_from: bool
    is_test: bool
    moving_to: Moment | None = Field(description="Where a move that is not done yet goes.")
    cancelling: bool = Field(description="Whether it is not wanted any more and still being taken out.")
    created_at: Moment
    changed_at: Moment


class Bookings(Shape):
    """A page of bookings, by start."""

    items: list[Booking]
    next_cursor: str | None


class Call(Shape):
    """A call as far as it is known. A hidden number is null."""

    id: str
    platform: str
    trust: str
    number: str | None
    dialled: str | None
    agent_id: str | None
    agent_version: str | None
    started_at: Moment | None
    ended_at: Moment | None
    ended_why: str | None
    first_seen_at: Moment | None
    last_seen_at: Moment | None
    is_test: bool


class Calls(Shape):
    """A page of calls, newest first."""

    items: list[Call]
    next_cursor: str | None


class Finding(Shape):
    """Something an operator should look at."""

    id: int
    kind: str
    at: Moment
    call_id: str | None
    data: dict[str, Any]


class Findings(Shape):
    """A page of findings, newest first."""

    items: list[Finding]
    next_cursor: str | None


class CallWithAll(Call):
    """A call with its bookings and findings."""

    bookings: list[Booking]
    findings: list[Finding]


class Event(Shape):
    """One thing that happened. `personal` is null where it was erased."""

    id: int
    at: Moment
    kind: str
    ref: str | None = Field(description="The booking it is about.")
    data: dict[str, Any]
    personal: dict[str, Any] | None


class Timeline(Shape):
    """A page of what happened in a call, in order."""

    items: list[Event]
    next_cursor: str | None


class FreeStart(Shape):
    """A start that could be offered at this moment. Nothing is held."""

    start: Moment
    end: Moment
    staff: str
    staff_keys: list[str]
    price_cents: int | None


class FreeStarts(Shape):
    """Free starts in order of time."""

    service: str
    items: list[FreeStart]
    next_cursor: None = None


class Obstacle(Shape):
    """A rule that stands in the way of a time."""

    reason: Reason
    resource: str | None = Field(description="Whose time it is about, such as staff:mia.")
    occupant: str | None = Field(description="What occupies it: booking:REF, or call:ID for a hold.")
    detail: str | None
    until: Moment | None


class Way(Shape):
    """One way to staff a visit at the asked time."""

    staff: str
    staff_keys: list[str]
    free: bool
    obstacles: list[Obstacle]


class Explained(Shape):
    """Why a time is offered or not: for every way to staff it, the rules against it."""

    service: str
    at: Moment
    free: bool
    ways: list[Way]


class StaffMember(Shape):
    """A member of staff as configured."""

    key: str
    name: str
    working_hours: dict[str, list[str]]
    time_off: list[str] = Field(description="Whole days, first..last.")
    services: list[str] = Field(description="Keys of the services that this person does.")


class Staff(Shape):
    """A page of the staff, in the order of the tenant file."""

    items: list[StaffMember]
    next_cursor: str | None


class ServiceSegment(Shape):
    """A part of a service."""

    n: int
    name: str
    kind: Kind
    minutes: int


class StaffOverride(Shape):
    """What differs when one person does it."""

    minutes: int | None
    price_cents: int | None


class Service(Shape):
    """Something that can be booked."""

    key: str
    name: str
    aliases: list[str]
    minutes: int
    price_cents: int | None
    price_from: bool
    phone: ByPhone = Field(description="What the telephone agent may do with it.")
    buffer_before: int
    buffer_after: int
    staff: list[str] = Field(description="Keys of those who do it, preferred first.")
    staff_override: dict[str, StaffOverride]
    segments: list[ServiceSegment]


class Services(Shape):
    """A page of services, in the order of the catalogue."""

    items: list[Service]
    next_cursor: str | None


class TaskCustomer(Customer):
    """Whom a task is about, and what was wished."""

    wish: str | None


class Task(Shape):
    """Something a person must do, because a caller was promised it."""

    id: int
    kind: str
    state: str
    text: str
    call_id: str | None
    ref: str | None
    customer: TaskCustomer
    due_at: Moment | None
    created_at: Moment
    closed_at: Moment | None


class Tasks(Shape):
    """A page of tasks, in the order they came up."""

    items: list[Task]
    next_cursor: str | None


class Drift(Shape):
    """Where our record and the calendar differ. `proposal` says what should be done about it."""

    ref: str
    kind: str
    opened_at: Moment
    state: str
    proposal: str
    booking: str | None = Field(description="The code of the booking it is about.")
    host: str | None
    start: Moment | None
    end: Moment | None
    uid: str | None = Field(description="The identifier of the calendar's entry it is about.")
    detail: dict[str, Any]
    seen_at: Moment
    closed_at: Moment | None
    closed_why: str | None


class Drifts(Shape):
    """A page of drifts, in the order in which they came up."""

    items: list[Drift]
    next_cursor: str | None
