"""GET /v2/bookings: filters, order and pages. What is not known is silently left out, as the server does."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

from holdfast.testing.calcom.asking import Ask, Reply
from holdfast.testing.calcom.records import CANCELLED, PENDING, REJECTED, Booking, User
from holdfast.testing.calcom.shapes import booking_shape
from holdfast.testing.calcom.wire import Json, read_instant, refused, refused_values, wrong_value

DEFAULT_TAKE, MOST_TAKEN = 100, 250
STATUSES = ("upcoming", "recurring", "past", "cancelled", "unconfirmed")
NO_AUTH = (
    "PermissionsGuard - no authentication provided. Provide either authorization bearer token containing managed user"
    " access token or oAuth client id in 'x-cal-client-id' header."
)
_GONE = (CANCELLED, REJECTED)
_SORTS: dict[str, Callable[[Booking], datetime]] = {
    "sortStart": lambda booking: booking.start,
    "sortEnd": lambda booking: booking.end,
    "sortCreated": lambda booking: booking.created,
    "sortUpdatedAt": lambda booking: booking.updated,
}
_LIMITS: dict[str, Callable[[Booking, datetime], bool]] = {
    "afterStart": lambda booking, limit: booking.start >= limit,
    "beforeEnd": lambda booking, limit: booking.end <= limit,
    "afterCreatedAt": lambda booking, limit: booking.created >= limit,
    "beforeCreatedAt": lambda booking, limit: booking.created <= limit,
    "afterUpdatedAt": lambda booking, limit: booking.updated >= limit,
    "beforeUpdatedAt": lambda booking, limit: booking.updated <= limit,
}

Keep = Callable[[Booking], bool]


def list_bookings(ask: Ask) -> Reply:
    """One page of the bookings that the key may see. Raises Refused."""
    user = listing_user(ask)
    take, skip = _number(ask, "take", DEFAULT_TAKE, 1, MOST_TAKEN), _number(ask, "skip", 0, 0, None)
    statuses = _statuses(ask)
    keeps = _keeps(ask, statuses)
    found = [one for one in ask.ledger.bookings_at(ask.as_of) if one.host in user.sees]
    found = _sorted(ask, statuses, [one for one in found if all(keep(one) for keep in keeps)])
    page = found[skip : skip + take]
    data = [booking_shape(ask.ledger, one) for one in page]
    return Reply(200, {"status": "success", "data": data, "pagination": _pagination(len(found), len(page), take, skip)})


def listing_user(ask: Ask) -> User:
    """Whose bookings are listed. Raises Refused (403, not 401) without a key."""
    if ask.user is None:
        raise refused(403, NO_AUTH)
    return ask.user


def _number(ask: Ask, name: str, default: int, least: int, most: int | None) -> int:
    text = ask.request.parameters.get(name)
    if text is None:
        return default
    value = int(text) if text.isdecimal() else None
    if value is None or value < least:
        rule = f"{name} must not be less than {least}"
        raise refused_values(wrong_value({name: value if value is not None else text}, name, "min", rule))
    if most is not None and value > most:
        raise refused_values(wrong_value({name: value}, name, "max", f"{name} must not be greater than {most}"))
    return value


def _statuses(ask: Ask) -> list[str]:
    text = ask.request.parameters.get("status")
    statuses = text.split(",") if text is not None else []
    if any(status not in STATUSES for status in statuses):
        rule = f"Invalid status. Allowed are {', '.join(STATUSES)}"
        raise refused_values(wrong_value({"status": statuses}, "status", "isEnum", rule))
    return statuses


def _in_status(status: str, now: datetime) -> Keep:
    match status:
        case "upcoming":
            return lambda one: one.end >= now and one.status not in _GONE
        case "past":
            return lambda one: one.end <= now and one.status not in _GONE
        case "cancelled":
            return lambda one: one.status in _GONE
        case "unconfirmed":
            return lambda one: one.end >= now and one.status == PENDING
    return lambda _: False


def _keeps(ask: Ask, statuses: list[str]) -> list[Keep]:
    asked = ask.request.parameters
    keeps: list[Keep] = []
    if statuses:
        any_of = [_in_status(status, ask.now) for status in statuses]
        keeps.append(lambda one: any(keep(one) for keep in any_of))
    for name, within in _LIMITS.items():
        if name in asked:
            keeps.append(_within(within, _instant(name, asked[name])))
    if "attendeeEmail" in asked:
        keeps.append(lambda one: one.attendee["email"] == asked["attendeeEmail"])
    if "attendeeName" in asked:
        keeps.append(lambda one: one.attendee["name"] == asked["attendeeName"])
    if "bookingUid" in asked:
        keeps.append(lambda one: one.uid == asked["bookingUid"])
    types = _numbers(asked.get("eventTypeId", ""), asked.get("eventTypeIds", ""))
    if types:
        keeps.append(lambda one: one.event_type in types)
    teams = _numbers(asked.get("teamId", ""), asked.get("teamsIds", ""), asked.get("teamIds", ""))
    if teams:
        keeps.append(lambda one: ask.ledger.type_of(one).team in teams)
    return keeps


def _within(rule: Callable[[Booking, datetime], bool], limit: datetime) -> Keep:
    return lambda one: rule(one, limit)


def _numbers(*texts: str) -> set[int]:
    return {int(part) for text in texts for part in text.split(",") if part.strip().isdecimal()}


def _instant(name: str, text: str) -> datetime:
    moment = read_instant(text)
    if moment is None:
        rule = f"{name} must be a valid ISO 8601 date string"
        raise refused_values(wrong_value({name: text}, name, "isDateString", rule))
    return moment.astimezone(UTC)


def _sorted(ask: Ask, statuses: list[str], found: list[Booking]) -> list[Booking]:
    wanted = [(name, ask.request.parameters[name]) for name in _SORTS if name in ask.request.parameters]
    if not wanted:
        backwards = bool(statuses) and set(statuses) <= {"past", "cancelled"}
        wanted = [("sortStart", "desc" if backwards else "asc")]
    for name, direction in reversed(wanted):
        found = sorted(found, key=_SORTS[name], reverse=direction == "desc")
    return found


def _pagination(total: int, returned: int, take: int, skip: int) -> Json:
    return {
        "returnedItems": returned,
        "totalItems": total,
        "itemsPerPage": take,
        "remainingItems": max(total - skip - returned, 0),
        "currentPage": skip // take + 1 if total else 0,
        "totalPages": math.ceil(total / take),
        "hasNextPage": skip + returned < total,
        "hasPreviousPage": skip > 0,
    }
