"""Version 2024-04-15, into which every unknown, absent or misspelt version falls silently."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.testing.calcom import bookings
from holdfast.testing.calcom.asking import Ask, Reply, success
from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.listing import listing_user
from holdfast.testing.calcom.records import LIVE, Booking, EventType, User
from holdfast.testing.calcom.wire import Json, Refused, instant, refused, refused_values, sorted_keys, wrong_value

_PAGE = 10
_RULES = {
    "timeZone": ("isTimeZone", "timeZone must be a valid IANA time-zone", str),
    "language": ("isString", "language must be a string", str),
    "metadata": ("isObject", "metadata must be an object", dict),
    "responses": ("isObject", "responses must be an object", dict),
}
_KNOWN = ("eventTypeId", "start", "end", *_RULES)
_STATUS_WORDS = {"accepted": "ACCEPTED", "pending": "PENDING", "cancelled": "CANCELLED", "rejected": "REJECTED"}


def no_route(ask: Ask) -> Refused:
    """What this version does not have at all."""
    return refused(404, f"Cannot {ask.request.method} {ask.request.target}")


def refuse_create(ask: Ask) -> Refused:
    """POST /v2/bookings: today's body lacks what this version wants. What it would accept is not modelled."""
    target = {name: ask.body[name] for name in _KNOWN if name in ask.body}
    errors = [
        wrong_value(target, name, rule, message)
        for name, (rule, message, kind) in _RULES.items()
        if not isinstance(ask.body.get(name), kind) and name != "responses"
    ]
    return refused_values(*(errors or [wrong_value(target, "responses", *_RULES["responses"][:2])]))


@dataclass(frozen=True)
class _Cancel:
    """A cancellation answered in the old shape."""

    change: bookings.Change

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Cancel; the answer says little."""
        self.change.commit(ledger, now)
        found = ledger.bookings[self.change.uid]
        return success({"bookingId": found.id, "bookingUid": found.uid, "onlyRemovedAttendee": False}, 201)


def begin_cancel(ask: Ask) -> _Cancel:
    """POST /v2/bookings/{uid}/cancel. Raises Refused."""
    if ask.names["uid"] not in ask.ledger.bookings:
        raise refused(404, f"Booking with UID={ask.names['uid']} does not exist.")
    return _Cancel(bookings.begin_cancel(ask))


def show(ask: Ask) -> Reply:
    """GET /v2/bookings/{uid}. Raises Refused."""
    found = ask.ledger.booking_at(ask.names["uid"], ask.as_of)
    if found is None:
        raise refused(404, f"Booking with UID={ask.names['uid']} does not exist.")
    host = ask.ledger.users[found.host]
    slug = ask.ledger.type_of(found).slug
    one = found.attendee
    seen = {key: one.get(key) for key in ("name", "email", "timeZone", "phoneNumber")}
    return success(
        _booking(found, host)
        | {
            "smsReminderNumber": None,
            "user": _user(host),
            "attendees": [seen],
            "eventTypeId": found.event_type,
            "eventType": {"eventName": None, "slug": slug, "timeZone": None, "schedulingType": None}
            | {"hideOrganizerEmail": False},
            "seatsReferences": [],
            "tracking": None,
        }
    )


def _booking(booking: Booking, host: User) -> Json:
    one = booking.attendee
    phone = {"attendeePhoneNumber": one["phoneNumber"]} if one.get("phoneNumber") else {}
    return {
        "id": booking.id,
        "uid": booking.uid,
        "title": booking.title,
        "description": "",
        "customInputs": {},
        "recurringEventId": None,
        "startTime": instant(booking.start),
        "endTime": instant(booking.end),
        "location": booking.location,
        "status": _STATUS_WORDS[booking.status],
        "metadata": sorted_keys(booking.metadata),
        "cancellationReason": booking.reason or None,
        "cancelledBy": None,
        "responses": {"name": one["name"], "email": one["email"], **phone},
        "rejectionReason": None,
        "userPrimaryEmail": host.email,
        "fromReschedule": booking.from_uid,
        "rescheduled": True if booking.to_uid else None,
        "rescheduledBy": booking.rescheduled_by,
    }


def _user(user: User) -> Json:
    shape: Json = {"id": user.id, "name": user.name, "email": user.email, "username": user.username}
    return shape | {"timeZone": user.time_zone, "avatarUrl": None}


def list_bookings(ask: Ask) -> Reply:
    """GET /v2/bookings: the next ones of this user, **whatever filter was asked for**."""
    user = listing_user(ask)
    found = [
        one
        for one in ask.ledger.bookings_at(ask.as_of)
        if one.host in user.sees and one.status in LIVE and one.end >= ask.now
    ]
    page = sorted(found, key=lambda one: (one.start, one.id))[:_PAGE]
    data = {
        "bookings": [_listed(ask.ledger, one) for one in page],
        "recurringInfo": [],
        "totalCount": len(found),
        "nextCursor": _PAGE if len(found) > _PAGE else None,
    }
    return success(data)


def _listed(ledger: Ledger, booking: Booking) -> Json:
    host = ledger.users[booking.host]
    one = booking.attendee
    nobody = {"name": None, "email": one["email"], "avatarUrl": None, "username": None}
    return _booking(booking, host) | {
        "createdAt": instant(booking.created),
        "updatedAt": instant(booking.updated),
        "paid": False,
        "isRecorded": False,
        "routedFromRoutingFormReponse": None,
        "eventType": _listed_event_type(ledger.type_of(booking)),
        "references": [],
        "payment": [],
        "user": _user(host),
        "attendees": [
            {"id": booking.id, "email": one["email"], "name": one["name"], "timeZone": one["timeZone"]}
            | {"bookingId": booking.id, "locale": one.get("language", "en"), "phoneNumber": one.get("phoneNumber")}
            | {"noShow": False, "user": nobody}
        ],
        "seatsReferences": [],
        "assignmentReason": [],
        "report": None,
        "rescheduler": None,
    }


_NOTHING = (
    "eventName", "recurringEvent", "seatsPerTimeSlot", "eventTypeColor", "customReplyToEmail", "team",
    "minimumRescheduleNotice", "teamId", "parentId", "schedulingType",
)  # fmt: skip
_OFF = (
    "disableGuests", "seatsShowAttendees", "allowReschedulingPastBookings", "hideOrganizerEmail", "disableCancelling",
    "disableRescheduling",
)  # fmt: skip


def _listed_event_type(event_type: EventType) -> Json:
    return {
        "slug": event_type.slug,
        "id": event_type.id,
        "title": event_type.title,
        "length": event_type.minutes,
        "price": 0,
        "currency": "usd",
        "metadata": {},
        "bookingFields": [],
        "seatsShowAvailabilityCount": True,
        "hosts": [],
        "hostGroups": [],
        **dict.fromkeys(_NOTHING),
        **dict.fromkeys(_OFF, False),
    }


def show_event_type(ask: Ask) -> Reply:
    """GET /v2/event-types/{id}: another shape altogether, of which the main fields are given."""
    found = ask.ledger.event_types.get(ask.number("id"))
    if found is None:
        raise refused(404, f"Event type with id {ask.names['id']} not found")
    event_type: Json = {
        "id": found.id,
        "title": found.title,
        "slug": found.slug,
        "length": found.minutes,
        "hidden": found.hidden,
        "minimumBookingNotice": found.notice,
        "slotInterval": found.slot_interval,
        "beforeEventBuffer": found.buffer_before,
        "afterEventBuffer": found.buffer_after,
        "userId": found.owner,
        "requiresConfirmation": found.confirmation is not None,
    }
    rest: Json = {"locationOptions": [], "destinationCalendar": None, "team": None, "teamMembers": []}
    rest |= {"currentUserMembership": None, "isUserOrganizationAdmin": False}
    return success({"eventType": event_type, **rest})
