"""How bookings, event types, schedules and webhooks look in the answers of the current versions."""

from datetime import timedelta

from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.records import Booking, EventType, Reservation, Schedule, User, Webhook
from holdfast.testing.calcom.wire import Json, instant, sorted_keys

_NO_LOCATION = "integrations:daily"


def booking_shape(ledger: Ledger, booking: Booking) -> Json:
    """A booking in version 2024-08-13."""
    host = ledger.users[booking.host]
    shape: Json = {
        "id": booking.id,
        "uid": booking.uid,
        "title": booking.title,
        "description": "",
        "hosts": [_host(host)],
        "status": booking.status,
        "cancellationReason": booking.reason,
        "cancelledByEmail": "",
    }
    if booking.rescheduling_reason is not None:
        shape["reschedulingReason"] = booking.rescheduling_reason
    shape["rescheduledByEmail"] = booking.rescheduled_by
    if booking.from_uid is not None:
        shape["rescheduledFromUid"] = booking.from_uid
    if booking.to_uid is not None:
        shape["rescheduledToUid"] = booking.to_uid
    return shape | {
        "start": instant(booking.start),
        "end": instant(booking.end),
        "duration": (booking.end - booking.start) // timedelta(minutes=1),
        "eventTypeId": booking.event_type,
        "eventType": {"id": booking.event_type, "slug": ledger.type_of(booking).slug},
        "meetingUrl": booking.location,
        "location": booking.location,
        "absentHost": False,
        "createdAt": instant(booking.created),
        "updatedAt": instant(booking.updated),
        "metadata": sorted_keys(booking.metadata),
        "rating": None,
        "icsUid": booking.ics_uid,
        "attendees": [attendee_shape(booking.attendee)],
        **({"guests": list(booking.guests)} if booking.guests else {}),
        "bookingFieldsResponses": dict(booking.responses),
    }


def _host(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "displayEmail": user.email,
        "username": user.username,
        "timeZone": user.time_zone,
    }


def attendee_shape(attendee: Json) -> Json:
    """The person a booking is for; the telephone number only where one was given."""
    shape = {
        "name": attendee["name"],
        "email": attendee["email"],
        "displayEmail": attendee["email"],
        "timeZone": attendee["timeZone"],
        "language": attendee.get("language", "en"),
        "absent": False,
    }
    return shape | ({"phoneNumber": attendee["phoneNumber"]} if attendee.get("phoneNumber") else {})


def location_of(event_type: EventType) -> str:
    """Where bookings of this type take place, as text."""
    if not event_type.locations:
        return _NO_LOCATION
    first = event_type.locations[0]
    return str(first.get("address") or first.get("link") or first.get("phone") or _NO_LOCATION)


def _default_field(kind: str, slug: str, *, required: bool = False, **more: object) -> Json:
    return {"isDefault": True, "type": kind, "slug": slug, "required": required, **more}


def _booking_fields(event_type: EventType, *, hidden: bool) -> list[Json]:
    shown: Json = {"disableOnPrefill": False, "hidden": False}
    own = [{"isDefault": one.get("slug") == "attendeePhoneNumber", **one, **shown} for one in event_type.fields]
    title = _default_field("text", "title", required=True, disableOnPrefill=False, hidden=True)
    return [
        _default_field("name", "name", required=True, label="your_name", disableOnPrefill=False),
        _default_field("email", "email", required=True, **shown),
        _default_field("radioInput", "location", hidden=False),
        *own,
        *([title] if hidden else []),
        _default_field("textarea", "notes", **shown),
        _default_field("multiemail", "guests", **shown),
        _default_field("textarea", "rescheduleReason", **shown),
    ]


_UNSET: Json = {
    "description": "",
    "recurrence": None,
    "disableGuests": False,
    "metadata": {},
    "price": 0,
    "currency": "usd",
    "lockTimeZoneToggleOnBookingPage": False,
    "forwardParamsSuccessRedirect": True,
    "successRedirectUrl": None,
    "isInstantEvent": False,
    "onlyShowFirstAvailableSlot": False,
    "offsetStart": 0,
    "bookingWindow": {"disabled": True},
    "requiresBookerEmailVerification": False,
    "hideCalendarNotes": False,
    "seats": {"disabled": True},
    "useDestinationCalendarEmail": False,
    "hideCalendarEventDetails": False,
    "hideOrganizerEmail": False,
    "calVideoSettings": {"sendTranscriptionEmails": True},
    "bookerActiveBookingsLimit": {"disabled": True},
    "disableCancelling": {"disabled": False},
    "disableRescheduling": {"disabled": False},
    "interfaceLanguage": None,
    "allowReschedulingPastBookings": False,
    "allowReschedulingCancelledBookings": False,
    "showOptimizedSlots": False,
}


def event_type_shape(ledger: Ledger, event_type: EventType, *, listed: bool = False) -> Json:
    """An event type of one user in version 2024-06-14; lists leave the hidden booking fields out."""
    return _event_type(ledger, event_type, listed=listed) | _users(ledger, event_type)


def team_event_type_shape(ledger: Ledger, event_type: EventType, *, listed: bool = False) -> Json:
    """A managed event type, parent or child, as the team's endpoints show it."""
    team = ledger.teams.get(event_type.team or 0)
    hosts = [ledger.users[user] for user in event_type.hosts]
    shape = _event_type(ledger, event_type, listed=False) | {
        "hosts": [{"userId": one.id, "name": one.name, "username": one.username, "avatarUrl": None} for one in hosts],
        "teamId": event_type.team,
        "ownerId": event_type.owner,
        "parentEventTypeId": event_type.parent,
        "schedulingType": "managed" if event_type.is_managed_parent else None,
        "team": team.shown() if team and listed else {"id": event_type.team},
        "rescheduleWithSameRoundRobinHost": False,
        "rrHostSubsetEnabled": False,
    }
    return shape | ({"assignAllTeamMembers": True} if event_type.is_managed_parent else {})


def _event_type(ledger: Ledger, event_type: EventType, *, listed: bool) -> Json:
    owner = ledger.users.get(event_type.owner or 0)
    shape: Json = {"id": event_type.id, "ownerId": event_type.owner, "lengthInMinutes": event_type.minutes}
    if event_type.lengths:
        shape["lengthInMinutesOptions"] = list(event_type.lengths)
    shape |= {"title": event_type.title, "slug": event_type.slug, "locations": list(event_type.locations)}
    shape |= {
        **_UNSET,
        **{key: value for key, value in event_type.settings.items() if key in _UNSET},
        "bookingFields": _booking_fields(event_type, hidden=not listed),
        "slotInterval": event_type.slot_interval,
        "minimumBookingNotice": event_type.notice,
        "beforeEventBuffer": event_type.buffer_before,
        "afterEventBuffer": event_type.buffer_after,
        "scheduleId": event_type.schedule,
        "confirmationPolicy": event_type.confirmation or {"disabled": True},
        "hidden": event_type.hidden,
        "bookingRequiresAuthentication": event_type.requires_auth,
        "bookingUrl": f"https://cal.com/{owner.username}/{event_type.slug}" if owner else "",
    }
    if event_type.lengths:
        shape["metadata"] = {"multipleDuration": list(event_type.lengths)}
    return shape


def _users(ledger: Ledger, event_type: EventType) -> Json:
    owner = ledger.users.get(event_type.owner or 0)
    if owner is None:
        return {}
    looks = dict.fromkeys(("avatarUrl", "brandColor", "darkBrandColor"))
    one = {"id": owner.id, "name": owner.name, "username": owner.username, "weekStart": "Sunday", "metadata": {}}
    return {"users": [one | looks]}


def user_shape(user: User) -> Json:
    """The owner of the key, as /v2/me shows it."""
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "avatarUrl": None,
        "bio": None,
        "timeFormat": 24,
        "defaultScheduleId": user.default_schedule,
        "weekStart": "Sunday",
        "timeZone": user.time_zone,
        "username": user.username,
        "organizationId": None,
    }


def clock_text(minute: int) -> str:
    """Minutes after midnight as 09:30; the midnight that ends a day is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def schedule_shape(schedule: Schedule, *, is_default: bool) -> Json:
    """A schedule in version 2024-06-11."""
    return {
        "id": schedule.id,
        "ownerId": schedule.owner,
        "name": schedule.name,
        "timeZone": schedule.time_zone,
        "availability": [
            {"days": list(hours.days), "startTime": clock_text(hours.start), "endTime": clock_text(hours.end)}
            for hours in schedule.availability
        ],
        "isDefault": is_default,
        "overrides": [
            {"date": one.day.isoformat(), "startTime": clock_text(one.start), "endTime": clock_text(one.end)}
            for one in schedule.overrides
        ],
    }


def webhook_shape(webhook: Webhook) -> Json:
    """A webhook, of a user or of an event type."""
    shape: Json = {
        "id": webhook.id,
        "payloadTemplate": webhook.template,
        "triggers": list(webhook.triggers),
        "subscriberUrl": webhook.url,
        "active": webhook.active,
        "secret": webhook.secret,
    }
    if webhook.event_type is not None:
        return shape | {"eventTypeId": webhook.event_type}
    return shape | {"userId": webhook.user}


def reservation_shape(reservation: Reservation) -> Json:
    """A reservation as GET shows it."""
    return {
        "reservationUid": reservation.uid,
        "eventTypeId": reservation.event_type,
        "slotStart": instant(reservation.start),
        "slotEnd": instant(reservation.end),
        "slotDuration": reservation.minutes,
        "reservationUntil": instant(reservation.until),
    }
