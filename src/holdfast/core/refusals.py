"""Why something was not done: the closed list of reasons, and the value that carries one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """The rule that said no (outer interface, 5.2). G8: every "no" carries one."""

    SLOT_TAKEN = "slot_taken"
    HELD_BY_OTHER = "held_by_other"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    STAFF_AWAY = "staff_away"
    TOO_SHORT_NOTICE = "too_short_notice"
    PAST = "past"
    BEYOND_HORIZON = "beyond_horizon"
    DOES_NOT_FIT = "does_not_fit"
    NOTHING_FREE = "nothing_free"
    UNKNOWN_SERVICE = "unknown_service"
    STAFF_CANNOT = "staff_cannot"
    NOT_BOOKABLE = "not_bookable"
    ALREADY_YOURS = "already_yours"
    HOLD_EXPIRED = "hold_expired"
    NOT_FOUND = "not_found"
    NOT_AUTHORISED = "not_authorised"
    POLICY = "policy"
    CALENDAR_UNREACHABLE = "calendar_unreachable"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One rule that stands in the way of a time, with the thing that occupies it where there is one (R2)."""

    reason: Reason
    resource: str | None = None
    occupant: str | None = None
    detail: str | None = None
    until: datetime | None = None
