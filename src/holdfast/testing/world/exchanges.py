"""What the world's calendar and we told each other, as the timeline keeps it: in the shapes of Cal.com's interface."""

from datetime import datetime, timedelta

from holdfast.calendars.port import CalendarDenied, CalendarFault, CalendarUnreachable, Exchange
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Listing, NotSent, RefusedBy, Reply
from holdfast.testing.world.luck import CLIENT_SECONDS
from holdfast.testing.world.server import Write

_PATH = "/v2/bookings"
_REFUSALS = {
    Reason.SLOT_TAKEN: (400, "User either already has booking at this time or is not available"),
    Reason.NOT_FOUND: (404, "booking not found"),
    Reason.CLOSED: (400, "Attempting to book outside of the working hours"),
}


def exchange_of(asked: Write, reply: Reply, at: datetime, until: datetime) -> Exchange:
    """One write and what came of it."""
    data: dict[str, object] = {}
    if asked.entry is not None:
        data = {"reference": asked.entry.reference, "start": asked.entry.interval.start.isoformat()}
    path = _PATH if asked.verb == "create" else f"{_PATH}/{asked.target}/{_DEEDS[asked.verb]}"
    status, told, error = _outcome(asked, reply, until - at)
    return Exchange(at, asked.verb, "POST", path, status, _ms(until - at), data | told, None, error)


_DEEDS = {"move": "reschedule", "cancel": "cancel"}


def _outcome(asked: Write, reply: Reply, took: timedelta) -> tuple[int | None, dict[str, object], str | None]:
    match reply:
        case Created(uid):
            return (201 if asked.verb == "create" else 200), {"shown_uid": uid, "shown_status": "accepted"}, None
        case RefusedBy(reason):
            status, words = _REFUSALS.get(reason, (400, "bad request"))
            return status, {}, words
        case NotSent():
            return None, {}, "not sent"
    if took >= timedelta(seconds=CLIENT_SECONDS - 0.5):
        return None, {}, "no answer in time"
    return 500, {}, "internal server error"


def was_read(verb: str, listing: Listing, at: datetime, until: datetime) -> Exchange:
    """One question and its answer."""
    return Exchange(at, verb, "GET", _PATH, 200, _ms(until - at), {"shown": len(listing.entries)})


def unread(verb: str, fault: CalendarFault, at: datetime, until: datetime) -> Exchange:
    """One question that found no answer."""
    if isinstance(fault, CalendarUnreachable):
        return Exchange(at, verb, "GET", _PATH, None, _ms(until - at), error="unreachable")
    status = 401 if isinstance(fault, CalendarDenied) else 502
    return Exchange(at, verb, "GET", _PATH, status, _ms(until - at), error=type(fault).__name__)


def _ms(took: timedelta) -> int:
    return took // timedelta(milliseconds=1)
