"""What is wrong with a booking request before anybody looks at a calendar, in the server's own words."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from holdfast.testing.calcom.wire import (
    Json,
    Refused,
    read_instant,
    refused,
    refused_fields,
    refused_values,
    wrong_value,
)
from holdfast.testing.calcom.working_hours import is_zone

CREATE_PROPERTIES = frozenset(
    {
        "attendee", "bookingFieldsResponses", "emailVerificationCode", "eventTypeId", "eventTypeSlug", "guests",
        "lengthInMinutes", "location", "meetingUrl", "metadata", "organizationSlug", "recurrenceCount", "routing",
        "start", "teamSlug", "username",
    }
)  # fmt: skip
RESCHEDULE_PROPERTIES = frozenset({"emailVerificationCode", "rescheduledBy", "reschedulingReason", "start"})
MOST_METADATA_KEYS, LONGEST_METADATA_KEY, LONGEST_METADATA_VALUE = 50, 40, 500
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NO_START = "start must be a valid ISO 8601 date string"
_TOO_MUCH_METADATA = (
    "Metadata must have at most 50 keys, each key up to 40 characters, and string values up to 500 characters."
)
_NO_CONTACT = (
    "attendee property is wrong, attendee email or phone property is wrong,"
    "Attendee must have at least one contact method (email or phone number) "
)


def wrong(name: str, message: str) -> Refused:
    """One property is wrong, said as bookings and slots say it."""
    return refused(400, f"{name} property is wrong,{message} ")


def unknown_property(given: Iterable[str], known: Iterable[str]) -> Refused | None:
    """The complaint about the first property that nobody knows."""
    first = next((name for name in given if name not in known), None)
    return wrong(first, f"property {first} should not exist") if first is not None else None


def checked_start(body: Json) -> datetime:
    """The start that was asked for. Raises Refused where it is missing or no date."""
    start = read_instant(body.get("start"))
    if start is None:
        raise wrong("start", _NO_START)
    return start


def check_object(value: object, known: Iterable[str]) -> Json:
    """The body, if it is an object of known properties. Raises Refused otherwise."""
    if not isinstance(value, dict):
        raise refused(400, "undefined property is wrong,an unknown value was passed to the validate function ")
    if (complaint := unknown_property(value, known)) is not None:
        raise complaint
    return value


def check_create(body: Json) -> datetime:
    """Check the form of a booking request and return its start. Raises Refused at the first thing wrong."""
    start = checked_start(body)
    attendee = body.get("attendee")
    if not isinstance(attendee, dict):
        raise wrong("attendee", "attendee should not be null or undefined")
    _check_attendee(attendee)
    _check_metadata(body.get("metadata", {}))
    check_kinds(body, {"eventTypeId": int, "eventTypeSlug": str, "guests": list, "bookingFieldsResponses": dict})
    return start


def _check_attendee(attendee: Json) -> None:
    if not isinstance(attendee.get("name"), str):
        raise refused(400, "attendee property is wrong, name property is wrong,name must be a string ")
    check_kinds(attendee, {"email": str, "phoneNumber": str, "language": str})
    if not is_zone(attendee.get("timeZone")):
        raise refused(
            400, "attendee property is wrong, timeZone property is wrong,timeZone must be a valid IANA time-zone "
        )
    if not attendee.get("email") and not attendee.get("phoneNumber"):
        raise refused(400, _NO_CONTACT)


def _check_metadata(metadata: object) -> None:
    if not isinstance(metadata, dict):
        raise wrong("metadata", "metadata must be an object")
    too_long = any(
        len(key) > LONGEST_METADATA_KEY or (isinstance(value, str) and len(value) > LONGEST_METADATA_VALUE)
        for key, value in metadata.items()
    )
    if too_long or len(metadata) > MOST_METADATA_KEYS:
        raise wrong("metadata", _TOO_MUCH_METADATA)


_WORDS = {bool: "boolean", int: "number", float: "number", list: "array", dict: "object", type(None): "null"}


def check_fields(body: Json) -> None:
    """What the server only sees after it found the event type. Raises Refused."""
    for key, value in (body.get("metadata") or {}).items():
        if not isinstance(value, str):
            raise refused_fields(f"metadata.{key} - Expected string, received {_WORDS[type(value)]}, ")
    email = body["attendee"].get("email")
    if not email:
        raise refused_fields("responses - {email}error_required_field, ")
    if not isinstance(email, str) or not _EMAIL.fullmatch(email):
        raise refused_fields("responses - {email}email_validation_error, ")


Kinds = Mapping[str, type | tuple[type, ...]]
_MOST = 10**7


def check_kinds(body: Json, kinds: Kinds) -> None:
    """Check that whatever is named is of its kind where it is given; null counts as not given. Raises Refused."""
    errors = [
        wrong_value(body, name, "isType", f"{name} is of the wrong type or too large")
        for name, kind in kinds.items()
        if body.get(name) is not None and not _is_a(body[name], kind)
    ]
    if errors:
        raise refused_values(*errors)


def _is_a(value: object, kind: type | tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) and not (isinstance(value, int) and abs(value) > _MOST)


def rows(body: Json, name: str, kinds: Kinds) -> list[Json]:
    """A list of objects that have everything that is named, each of its kind. Raises Refused."""
    found = body.get(name) or []
    good = isinstance(found, list) and all(isinstance(row, dict) for row in found)
    if not good or not all(_is_a(row.get(key), kind) for row in found for key, kind in kinds.items()):
        raise refused_values(wrong_value(body, name, "isArray", f"{name} must be an array of {', '.join(kinds)}"))
    return list(found)
