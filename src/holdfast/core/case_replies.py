"""What a request to the calendar wanted, and what its response meant: Cal.com's and CalDAV's ways. Pure."""

import re
from enum import StrEnum

from holdfast.core.case import Request
from holdfast.core.case_answers import texts_in


class Act(StrEnum):
    """What a request to the calendar wanted."""

    CREATE = "create"
    MOVE = "move"
    CANCEL = "cancel"
    LOOK_UP = "look_up"
    LIST = "list"
    SLOTS = "slots"
    OTHER = "other"


class Reply(StrEnum):
    """What came of a request. UNKNOWN: a time-out or a server's error; the deed may have been done all the same."""

    DONE = "done"
    UNKNOWN = "unknown"
    BUSY = "busy"
    CONTACT = "contact"
    EVENT_TYPE = "event_type"
    AUTH = "auth"
    RATE = "rate"
    DOWN = "down"
    NOT_FOUND = "not_found"
    OTHER = "other"


CHANGES = frozenset({Act.CREATE, Act.MOVE, Act.CANCEL})


def act_of(request: Request) -> Act:
    """What a request wanted, by method and path: Cal.com's and CalDAV's ways."""
    path = request.path.split("?")[0].rstrip("/").lower()
    if "slots" in path and "reserv" not in path:
        return Act.SLOTS
    if request.method in ("GET", "PROPFIND", "REPORT", "HEAD"):
        one = re.search(r"/(?:bookings|events|appointments)/[^/]+$", path) or path.endswith(".ics")
        return Act.LOOK_UP if one and request.method != "REPORT" else Act.LIST
    if request.method == "DELETE" or re.search(r"/(?:cancel|decline)$", path):
        return Act.CANCEL
    if re.search(r"/(?:reschedule|move)$", path) or request.method == "PATCH":
        return Act.MOVE
    if request.method == "PUT":
        return Act.MOVE if request.body.get("If-Match") or request.body.get("if_match") else Act.CREATE
    if request.method == "POST":
        return (
            Act.CREATE
            if re.search(r"/(?:bookings|events|appointments)$", path) or "start" in request.body
            else Act.OTHER
        )
    return Act.OTHER


_BUSY = re.compile(
    r"already has booking|not available|booking_conflict|no_available_users|already booked|slot.{0,20}(?:taken|booked)|"
    r"time.{0,12}(?:taken|unavailable)|overlap|conflict|is busy|double.?book|belegt|vergeben"
)
_CONTACT_FIELD = re.compile(r"e-?mail|phone|telefon|attendee\.?|contact|sms")
_CONTACT_FLAW = re.compile(
    r"required|missing|invalid|not valid|must be|is not a|error_required_field|empty|fehlt|ungültig|format|undeliver"
)
_EVENT_TYPE = re.compile(
    r"event.?type|managed|\bhosts? (?:is|are|not|of)|not (?:a )?host|(?:length|duration).{0,40}(?:invalid|not|"
    r"allowed|match)|"
    r"(?:invalid|not allowed).{0,20}(?:length|duration)|belongs? to (?:another|a different)"
)


def reply_of(request: Request) -> Reply:
    """What came of a request, by status and wording."""
    text = " ".join(texts_in(request.response)).lower()
    if request.error and request.status is None:
        return (
            Reply.DOWN
            if re.search(r"refused|dns|unreach|reset|resolve|ssl|certificate", request.error.lower())
            and (act_of(request) not in CHANGES)
            else Reply.UNKNOWN
        )
    if request.status is None:
        return Reply.UNKNOWN
    if request.status < 400:
        return Reply.DONE
    if request.status == 401 or (request.status == 403 and not _EVENT_TYPE.search(text)):
        return Reply.AUTH
    if request.status == 429:
        return Reply.RATE
    if request.status >= 500:
        return Reply.UNKNOWN if act_of(request) in CHANGES else Reply.DOWN
    return _refusal(request, text)


def _refusal(request: Request, text: str) -> Reply:
    if re.search(r"already has booking", text):
        return Reply.BUSY
    if _EVENT_TYPE.search(text) and not _CONTACT_FIELD.search(text):
        return Reply.EVENT_TYPE
    if _CONTACT_FIELD.search(text) and _CONTACT_FLAW.search(text):
        return Reply.CONTACT
    if request.status in (409, 412, 423) or _BUSY.search(text):
        return Reply.BUSY
    if request.status in (404, 410):
        return Reply.EVENT_TYPE if act_of(request) is Act.CREATE and "event" in text else Reply.NOT_FOUND
    return Reply.EVENT_TYPE if _EVENT_TYPE.search(text) else Reply.OTHER
