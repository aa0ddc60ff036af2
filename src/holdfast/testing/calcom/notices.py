"""What webhooks are told, as measured: a cancellation comes without metadata, a move is one notice about the new."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.records import Booking, Notice, Webhook
from holdfast.testing.calcom.wire import Json, instant

CREATED, MOVED, CANCELLED = "BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED"
REQUESTED, REJECTED = "BOOKING_REQUESTED", "BOOKING_REJECTED"
VERSION = "2021-10-20"
_LABELS = {
    "attendeePhoneNumber": "phone_number",
    "name": "your_name",
    "email": "email_address",
    "location": "location",
    "title": "what_is_this_meeting_about",
    "notes": "additional_notes",
    "guests": "additional_guests",
    "rescheduleReason": "reason_for_reschedule",
}


def signature(body: bytes, secret: str | None) -> str:
    """The value of X-Cal-Signature-256: hex HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, sha256).hexdigest() if secret else "no-secret-provided"


def announce(ledger: Ledger, trigger: str, payload: Json, now: datetime) -> None:
    """Put one notice for every active webhook that wants this trigger into the ledger's outbox."""
    host, event_type = payload["organizer"]["id"], payload["eventTypeId"]
    body = json.dumps(
        {"triggerEvent": trigger, "createdAt": instant(now), "payload": payload}, separators=(",", ":")
    ).encode()
    for webhook in ledger.webhooks.values():
        if webhook.active and trigger in webhook.triggers and _concerns(ledger, webhook, host, event_type):
            ledger.outbox.append(Notice(webhook.url, trigger, _headers(body, webhook.secret), body))


def _concerns(ledger: Ledger, webhook: Webhook, host: int, event_type: int) -> bool:
    if webhook.event_type is not None:
        return webhook.event_type == event_type
    owner = ledger.users.get(webhook.user or 0)
    return owner is not None and host in owner.sees


def _headers(body: bytes, secret: str | None) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-Cal-Signature-256": signature(body, secret),
        "X-Cal-Webhook-Version": VERSION,
        "User-Agent": "node",
    }


def told(ledger: Ledger, booking: Booking) -> Json:
    """The payload about a booking that was made or asked for."""
    payload = _about(ledger, booking) | {
        "iCalUID": booking.ics_uid,
        "requiresConfirmation": booking.status == "pending",
        "oneTimePassword": ledger.new_uuid() if booking.status == "pending" else None,
    }
    return payload | {"metadata": dict(booking.metadata), "status": booking.status.upper()}


def told_moved(ledger: Ledger, old: Booking, new: Booking) -> Json:
    """The payload about a move: the new booking, with the old one beside it and without its calendar uid."""
    return _about(ledger, new) | {
        "requiresConfirmation": False,
        "oneTimePassword": None,
        "appsStatus": [],
        "rescheduleId": old.id,
        "rescheduleUid": old.uid,
        "rescheduleStartTime": _second(old.start),
        "rescheduleEndTime": _second(old.end),
        "metadata": dict(new.metadata),
        "status": new.status.upper(),
    }


def told_cancelled(ledger: Ledger, booking: Booking) -> Json:
    """The payload about a booking that is gone: without metadata, so only the uid says which one."""
    payload = {key: value for key, value in _about(ledger, booking).items() if key not in _NOT_OF_THE_CANCELLED}
    payload["attendees"] = [_attendee(booking) | {"phoneNumber": booking.attendee.get("phoneNumber")}]
    for one in payload["attendees"]:
        one.pop("firstName")
        one.pop("lastName")
    payload["responses"] = {
        name: answer if name != "location" else {"label": "location", "isHidden": False}
        for name, answer in _responses(booking).items()
        if name != "attendeePhoneNumber"
    }
    return payload | {
        "startTime": booking.start.astimezone(UTC).isoformat(timespec="seconds"),
        "endTime": booking.end.astimezone(UTC).isoformat(timespec="seconds"),
        "destinationCalendar": [],
        "cancellationReason": booking.reason,
        "seatsShowAttendees": False,
        "iCalUID": booking.ics_uid,
        "organizationId": None,
        "requiresConfirmation": None,
        "price": None,
        "status": booking.status.upper(),
        "requestReschedule": False,
    }


_NOT_OF_THE_CANCELLED = frozenset(
    {
        "hideCalendarNotes", "hideCalendarEventDetails", "schedulingType", "seatsShowAvailabilityCount",
        "disableRescheduling", "disableCancelling", "hashedLink",
    }
)  # fmt: skip


def _about(ledger: Ledger, booking: Booking) -> Json:
    event_type = ledger.type_of(booking)
    return {
        "bookerUrl": "https://cal.com",
        "title": booking.title,
        "startTime": _second(booking.start),
        "endTime": _second(booking.end),
        "additionalNotes": "",
        "type": event_type.slug,
        "description": "",
        "eventTypeId": booking.event_type,
        "hideCalendarNotes": False,
        "hideCalendarEventDetails": False,
        "hideOrganizerEmail": False,
        "schedulingType": None,
        "seatsPerTimeSlot": None,
        "seatsShowAttendees": True,
        "seatsShowAvailabilityCount": True,
        "customReplyToEmail": None,
        "disableRescheduling": False,
        "disableCancelling": False,
        "organizer": _organizer(ledger, booking),
        "attendees": [_attendee(booking)],
        "customInputs": {},
        "responses": _responses(booking),
        "userFieldsResponses": {},
        "location": booking.location,
        "destinationCalendar": None,
        "iCalSequence": booking.sequence,
        "hashedLink": None,
        "uid": booking.uid,
        "eventTitle": event_type.title,
        "eventDescription": None,
        "price": 0,
        "currency": "usd",
        "length": (booking.end - booking.start) // timedelta(minutes=1),
        "bookingId": booking.id,
    }


def _second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc_offset(zone: str, moment: datetime) -> int:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return int((offset or timedelta(0)) / timedelta(minutes=1))


def _organizer(ledger: Ledger, booking: Booking) -> Json:
    host = ledger.users[booking.host]
    return {
        "id": host.id,
        "name": host.name,
        "email": host.email,
        "username": host.username,
        "timeZone": host.time_zone,
        "language": {"locale": "en"},
        "timeFormat": "HH:mm",
        "utcOffset": _utc_offset(host.time_zone, booking.start),
    }


def _attendee(booking: Booking) -> Json:
    one = booking.attendee
    return {
        "email": one["email"],
        "name": one["name"],
        "firstName": "",
        "lastName": "",
        "timeZone": one["timeZone"],
        "language": {"locale": one.get("language", "en")},
        "utcOffset": _utc_offset(one["timeZone"], booking.start),
        **({"phoneNumber": one["phoneNumber"]} if one.get("phoneNumber") else {}),
    }


def _responses(booking: Booking) -> Json:
    values: Json = {
        "attendeePhoneNumber": booking.attendee.get("phoneNumber"),
        "name": booking.attendee["name"],
        "email": booking.attendee["email"],
        "location": {"value": booking.location, "optionValue": ""},
    }
    hidden = {"attendeePhoneNumber", "title"}
    return {
        name: {"label": label}
        | ({"value": values[name]} if values.get(name) is not None else {})
        | {"isHidden": name in hidden}
        for name, label in _LABELS.items()
    }
