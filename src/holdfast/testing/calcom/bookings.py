"""Making, moving, cancelling and confirming bookings: first a look, later the effect, and no lock in between.

Each `begin_…` looks at what is committed at that moment and either raises `Refused` or returns a step; the step's
`commit` changes the calendar. Whoever begins before another one commits does not see the other.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfast.testing.calcom import notices
from holdfast.testing.calcom.asking import Ask, Reply, success
from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.records import ACCEPTED, CANCELLED, PENDING, REJECTED, Booking, EventType
from holdfast.testing.calcom.shapes import booking_shape, location_of
from holdfast.testing.calcom.validating import (
    CREATE_PROPERTIES,
    RESCHEDULE_PROPERTIES,
    check_create,
    check_fields,
    check_object,
    checked_start,
)
from holdfast.testing.calcom.wire import Json, Refused, refused, refused_bare, stored_text
from holdfast.testing.calcom.working_hours import is_open

TAKEN = "User either already has booking at this time or is not available"
IN_THE_PAST = "Attempting to book a meeting in the past."
NOT_NOW = (
    "The event type can't be booked at the \"start\" time provided. This could be because it's too soon (violating the"
    " minimum booking notice) or too far in the future (outside the event's scheduling window). Try fetching available"
    ' slots first using the GET /v2/slots endpoint and then make a booking with "start" time equal to one of the'
    " available slots: https://cal.com/docs/api-reference/v2/slots"
)
CONFLICT = "booking_conflict_error"
NO_REASON = "Cancellation reason is required when you are the host"
_NEEDS_AUTH = (
    "checkBookingRequiresAuthentication - request must be authenticated by passing credentials belonging to event"
    " type owner, host or team or org admin or owner."
)


@dataclass(frozen=True)
class Create:
    """A booking that was found possible. The numeric id and the uid are drawn when it is committed."""

    event_type: int
    host: int
    start: datetime
    end: datetime
    status: str
    body: Json

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Insert it. Raises Refused (409) where an accepted booking has the same start, end and host."""
        booking = self._booking(ledger, now)
        if booking.status == ACCEPTED and ledger.taken_key(booking):
            raise refused_bare(409, CONFLICT)
        ledger.put(booking, now)
        trigger = notices.CREATED if booking.status == ACCEPTED else notices.REQUESTED
        notices.announce(ledger, trigger, notices.told(ledger, booking), now)
        return success(booking_shape(ledger, booking), 201)

    def _booking(self, ledger: Ledger, now: datetime) -> Booking:
        event_type = ledger.event_types.get(self.event_type) or ledger.deleted[self.event_type]
        attendee = {"language": "en", **self.body["attendee"]}
        location = self.body.get("location")
        uid = ledger.new_uid()
        return Booking(
            id=ledger.next_booking(),
            uid=uid,
            event_type=self.event_type,
            host=self.host,
            title=f"{event_type.title} between {ledger.users[self.host].name} and {attendee['name']}",
            start=self.start,
            end=self.end,
            status=self.status,
            attendee=attendee,
            created=now,
            updated=now,
            ics_uid=f"{uid}@Cal.com",
            guests=tuple(self.body.get("guests") or ()),
            metadata=dict(self.body.get("metadata") or {}),
            location=location if isinstance(location, str) else location_of(event_type),
            responses=_responses(attendee, self.body.get("bookingFieldsResponses") or {}),
        )


def _responses(attendee: Json, given: Json) -> Json:
    phone = {"attendeePhoneNumber": attendee["phoneNumber"]} if attendee.get("phoneNumber") else {}
    email = attendee["email"]
    return {"email": email, **phone, "name": attendee["name"], **given, "displayEmail": email}


@dataclass(frozen=True)
class Move:
    """A move that was found possible: the new booking comes, the old one is cancelled, both at once."""

    uid: str
    start: datetime
    end: datetime
    status: str
    reason: str | None
    by: str | None

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Move it. Raises Refused (409), with nothing changed, where the new place was taken exactly meanwhile."""
        old = ledger.bookings[self.uid]
        new = self._new(old, ledger, now)
        if new.status == ACCEPTED and ledger.taken_key(new, besides=old.uid):
            raise refused_bare(409, CONFLICT)
        gone = replace(old, status=CANCELLED, updated=now, to_uid=new.uid, rescheduled_by=self.by)
        ledger.put(gone, now)
        ledger.put(new, now)
        if new.status == ACCEPTED:
            notices.announce(ledger, notices.MOVED, notices.told_moved(ledger, old, new), now)
        else:
            notices.announce(ledger, notices.REQUESTED, notices.told(ledger, new), now)
        return success(booking_shape(ledger, new), 201)

    def _new(self, old: Booking, ledger: Ledger, now: datetime) -> Booking:
        reason = {"rescheduledReason": self.reason} if self.reason is not None else {}
        return replace(
            old,
            id=ledger.next_booking(),
            uid=ledger.new_uid(),
            start=self.start,
            end=self.end,
            status=self.status,
            created=now,
            updated=now,
            from_uid=old.uid,
            to_uid=None,
            reason="",
            rescheduling_reason=self.reason,
            rescheduled_by=self.by,
            responses={key: value for key, value in old.responses.items() if key != "rescheduledReason"} | reason,
            sequence=old.sequence + 1,
        )


@dataclass(frozen=True)
class Change:
    """Another status for a booking: cancelled, accepted or rejected, for a reason."""

    uid: str
    status: str
    reason: str
    trigger: str

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Change it, whatever happened to it since the look. Raises Refused (409) where accepting is too late."""
        old = ledger.bookings[self.uid]
        if self.status == ACCEPTED and ledger.taken_key(old):
            raise refused_bare(409, CONFLICT)
        sequence = old.sequence + (self.status == CANCELLED)
        new = replace(old, status=self.status, reason=self.reason, updated=now, sequence=sequence)
        ledger.put(new, now)
        tell = notices.told if self.status == ACCEPTED else notices.told_cancelled
        notices.announce(ledger, self.trigger, tell(ledger, new), now)
        return success(booking_shape(ledger, new))


def begin_create(ask: Ask) -> Create:
    """Look whether the booking that was asked for can be made. Raises Refused."""
    body = check_object(ask.request.json, CREATE_PROPERTIES)
    start = check_create(body)
    event_type = _event_type_named(ask, body)
    if event_type.is_managed_parent:
        raise refused(400, _parent_message(event_type))
    if event_type.requires_auth and not ask.owns(event_type.owner):
        raise refused(401, _NEEDS_AUTH)
    end = start + timedelta(minutes=wanted_minutes(event_type, body.get("lengthInMinutes"), "lengthInMinutes"))
    check_fields(body)
    check_time(ask, event_type, start, end)
    status = PENDING if event_type.confirmation else ACCEPTED
    return Create(event_type.id, event_type.owner or 0, start, end, status, body)


def _event_type_named(ask: Ask, body: Json) -> EventType:
    if "eventTypeId" not in body and "eventTypeSlug" in body:
        for one in ask.ledger.event_types.values():
            owner = ask.ledger.users.get(one.owner or 0)
            if owner and (one.slug, owner.username) == (body["eventTypeSlug"], body.get("username")):
                return one
        raise refused(404, f"Event type with slug {body['eventTypeSlug']} not found.")
    found = ask.ledger.event_types.get(body.get("eventTypeId") or 0)
    if found is None:
        raise refused(404, f"Event type with id {body.get('eventTypeId')} not found.")
    return found


def _parent_message(event_type: EventType) -> str:
    return (
        f"Event type with id={event_type.id} is the parent managed event type that can't be booked. You have to provide"
        " the child event type id aka id of event type that has been assigned to one of the users."
    )


def wanted_minutes(event_type: EventType, asked: object, name: str) -> int:
    """The length that was asked for. Raises Refused where the type does not offer it."""
    if asked is None:
        return event_type.minutes
    if not isinstance(asked, int) or asked not in (event_type.lengths or (event_type.minutes,)):
        offered = ", ".join(map(str, event_type.lengths or (event_type.minutes,)))
        raise refused(
            400,
            f"Provided '{name}' is not one of the possible lengths for the event type."
            f" The possible lengths are: {offered}",
        )
    return asked


def check_time(ask: Ask, event_type: EventType, start: datetime, end: datetime, besides: str | None = None) -> None:
    """Whether the host is free then and the rules allow it; `besides` is a booking that does not count.

    Raises Refused: nobody can tell a taken time from a closed one.
    """
    if start < ask.now:
        raise refused(400, IN_THE_PAST)
    if start < ask.now + timedelta(minutes=event_type.notice) or too_far(event_type, start, ask.now):
        raise refused(400, NOT_NOW)
    schedule = ask.ledger.schedule_of(event_type)
    busy = ask.ledger.busy_spans(event_type, (start, end), besides)
    if schedule is None or not is_open(schedule, start, end):
        raise refused(400, TAKEN)
    if any(begins < end and start < ends for begins, ends in busy):
        raise refused(400, TAKEN)


def too_far(event_type: EventType, start: datetime, now: datetime) -> bool:
    """Whether the start lies behind the booking window of the type (calendar days only)."""
    window = event_type.settings.get("bookingWindow")
    if not isinstance(window, dict) or window.get("type") != "calendarDays":
        return False
    value = window.get("value")
    return isinstance(value, int) and start > now + timedelta(days=value)


def _booking_named(ask: Ask, message: str = "Booking with uid={} was not found in the database") -> Booking:
    uid = ask.names["uid"]
    found = ask.ledger.bookings.get(uid)
    if found is None:
        raise refused(404, message.format(uid))
    return found


def begin_move(ask: Ask) -> Move:
    """Look whether a booking can be moved. Raises Refused."""
    body = check_object(ask.request.json, RESCHEDULE_PROPERTIES)
    start = checked_start(body)
    old = _booking_named(ask)
    event_type = ask.ledger.type_of(old)
    if old.status in (CANCELLED, REJECTED) and not event_type.settings.get("allowReschedulingCancelledBookings"):
        raise _not_movable(old)
    end = start + (old.end - old.start)
    check_time(ask, event_type, start, end, besides=old.uid)
    status = PENDING if event_type.confirmation and not ask.owns(old.host) else ACCEPTED
    reason, by = stored_text(body.get("reschedulingReason")), stored_text(body.get("rescheduledBy"))
    return Move(old.uid, start, end, status, reason, by)


def _not_movable(old: Booking) -> Refused:
    if old.to_uid is None:
        return refused(
            400,
            f"Can't reschedule booking with uid={old.uid} because it has been cancelled."
            " Please provide uid of a booking that is not cancelled.",
        )
    return refused(
        400,
        f"Can't reschedule booking with uid={old.uid} because it has been cancelled and rescheduled already to booking"
        f" with uid={old.to_uid}. You probably want to reschedule {old.to_uid} instead by passing it within the"
        " request URL.",
    )


def begin_cancel(ask: Ask) -> Change:
    """Look whether a booking can be cancelled. Raises Refused."""
    found = _booking_named(ask, "Booking with uid={} not found")
    if found.status in (CANCELLED, REJECTED):
        raise refused(
            400,
            f"Can't cancel booking with uid={found.uid} because it has been cancelled already."
            " Please provide uid of a booking that is not cancelled.",
        )
    reason = stored_text(ask.body.get("cancellationReason")) or ""
    if not reason and ask.owns(found.host):
        raise refused_bare(400, NO_REASON)
    return Change(found.uid, CANCELLED, reason, notices.CANCELLED)


def begin_confirm(ask: Ask) -> Change:
    """Look whether a booking waits for its confirmation. Raises Refused."""
    return Change(_waiting(ask).uid, ACCEPTED, "", notices.CREATED)


def begin_decline(ask: Ask) -> Change:
    """Look whether a booking waits for its confirmation, to be refused. Raises Refused."""
    return Change(_waiting(ask).uid, REJECTED, stored_text(ask.body.get("reason")) or "", notices.REJECTED)


def _waiting(ask: Ask) -> Booking:
    ask.known_user()
    found = _booking_named(ask)
    if found.status != PENDING:
        message = "Bad request: Please check your request data and try again"
        raise Refused(400, {"code": "TRPCError", "message": message})
    return found


def show(ask: Ask) -> Reply:
    """One booking by its uid; its numeric id finds nothing. Raises Refused."""
    found = ask.ledger.booking_at(ask.names["uid"], ask.as_of)
    if found is None:
        raise refused(404, f"Booking with uid={ask.names['uid']} was not found in the database")
    return success(booking_shape(ask.ledger, found))
