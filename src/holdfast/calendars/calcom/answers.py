"""What an HTTP answer means: read the status first and the text second, since errors come in three shapes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from holdfast.calendars.calcom.reading import Unreadable, data_of, read_booking
from holdfast.calendars.port import CalendarDenied, CalendarFault, CalendarMisbehaved, CalendarUnreachable
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, NotSent, RefusedBy, Reply, Unknown

BLOCK_SECONDS = 60.0
"""How long a key is blocked after one request too many, if the answer does not say."""
SOON = timedelta(days=7)
"""One text stands for "too soon" and for "too far": what starts later than this was hardly too soon."""

# Every text as recorded; each is looked for inside the message, in lower case.
_REFUSALS = (
    ("either already has booking", Reason.SLOT_TAKEN),
    ("booking_conflict_error", Reason.SLOT_TAKEN),
    ("book a meeting in the past", Reason.PAST),
    ("email_validation_error", Reason.NOT_BOOKABLE),
    ("error_required_field", Reason.NOT_BOOKABLE),
    ("attendee property is wrong", Reason.NOT_BOOKABLE),
    ("parent managed event type", Reason.NOT_BOOKABLE),
    ("is not one of the possible lengths", Reason.NOT_BOOKABLE),
    ("event type with id", Reason.NOT_BOOKABLE),
    ("has been cancelled", Reason.NOT_FOUND),
    ("was not found in the database", Reason.NOT_FOUND),
)
_TOO_SOON_OR_TOO_FAR = 'can\'t be booked at the "start" time'


@dataclass(frozen=True)
class Answer:
    """One answer over HTTP; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @cached_property
    def body(self) -> Any:
        """The body as JSON; None where it is none (HTML, a body cut in half)."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @property
    def is_good(self) -> bool:
        """Whether it says that it was done."""
        return 200 <= self.status < 300

    @property
    def message(self) -> str:
        """The error as text, out of whichever of the three shapes it came in; empty where it has none."""
        if not isinstance(self.body, dict):
            return ""
        error = self.body.get("error")
        found = error.get("message") if isinstance(error, dict) else self.body.get("message")
        details = error.get("details") if isinstance(error, dict) else None
        if isinstance(details, dict) and isinstance(details.get("errors"), list):
            return f"{found}: {json.dumps([_constraints(one) for one in details['errors']])}"
        return found if isinstance(found, str) else ""

    @property
    def blocked_seconds(self) -> float:
        """After a 429: how long until it is over. There is no Retry-After; the header's name ends in the limit's."""
        for name, value in self.headers.items():
            if name.startswith("x-ratelimit-reset") and value.strip().isdigit():
                return min(max(float(value), 1.0), 600.0)
        return BLOCK_SECONDS


def _constraints(error: object) -> object:
    """What was wrong, without the values that were sent: those may be personal."""
    return list((error.get("constraints") or {}).values()) if isinstance(error, dict) else ""


def reply_to_create(answer: Answer, start: datetime, now: datetime, notice: timedelta | None = None) -> Reply:
    """What became of a create or of a move to `start`. `notice` is that of the event type, where known."""
    if answer.is_good:
        return _created(answer)
    if answer.status in (401, 403, 429):  # Refused at the door: surely nothing was made of it.
        return NotSent(answer.blocked_seconds if answer.status == 429 else None)
    if not 400 <= answer.status < 500 or answer.status == 408 or answer.body is None:
        return Unknown()
    message = answer.message.lower()
    if _TOO_SOON_OR_TOO_FAR in message:
        is_soon = start - now < (notice if notice else SOON)
        return RefusedBy(Reason.TOO_SHORT_NOTICE if is_soon else Reason.BEYOND_HORIZON)
    return RefusedBy(next((reason for text, reason in _REFUSALS if text in message), Reason.TECHNICAL))


def _created(answer: Answer) -> Reply:
    try:
        booking = read_booking(data_of(answer.body))
    except Unreadable:
        return Unknown()
    return Unknown() if booking.is_gone else Created(booking.uid)


def span_made(answer: Answer) -> Interval | None:
    """When a booking was made for, as the answer says."""
    try:
        return read_booking(data_of(answer.body)).interval
    except Unreadable:
        return None


def reply_to_cancel(answer: Answer) -> Reply:
    """What became of a cancel. Created means that it is gone; RefusedBy that it may yet stand."""
    if answer.is_good:
        try:
            booking = read_booking(data_of(answer.body))
        except Unreadable:
            return Unknown()
        return Created(booking.uid) if booking.is_gone else Unknown()
    if answer.status in (401, 403, 429):
        return NotSent(answer.blocked_seconds if answer.status == 429 else None)
    if not 400 <= answer.status < 500 or answer.status == 408 or answer.body is None:
        return Unknown()
    return RefusedBy(Reason.NOT_FOUND if answer.status == 404 else Reason.TECHNICAL)


def is_cancelled_already(answer: Answer) -> bool:
    """Whether it was cancelled, or moved, before: both are told in the same words."""
    return answer.status == 400 and "has been cancelled" in answer.message


def fault_of(answer: Answer) -> CalendarFault:
    """The fault behind a reading that was not answered well."""
    said = f"{answer.status} {answer.message[:200]}".strip()
    if answer.status in (401, 403):
        return CalendarDenied(f"Cal.com does not accept the key: {said}")
    if answer.status >= 500 or answer.status == 408:
        return CalendarUnreachable(f"Cal.com has an outage: {said}")
    return CalendarMisbehaved(f"Cal.com answered a reading with {said}")
