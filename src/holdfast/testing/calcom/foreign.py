"""What people do in the calendar by themselves: they book, cancel and move, and look at nothing of ours."""

from dataclasses import replace
from datetime import datetime, timedelta

from holdfast.testing.calcom import notices
from holdfast.testing.calcom.bookings import Change, Create, Move
from holdfast.testing.calcom.model import FakeCalcom
from holdfast.testing.calcom.records import ACCEPTED, CANCELLED, LIVE, Booking
from holdfast.testing.calcom.wire import Json

FOREIGN_NAME = "Fremde Kundin"


def book_foreign(
    model: FakeCalcom,
    event_type: int,
    start: datetime,
    now: datetime,
    *,
    minutes: int | None = None,
    name: str = FOREIGN_NAME,
    metadata: Json | None = None,
) -> Booking:
    """A booking that somebody made in the calendar, whatever else is there: overlaps and closed hours do not matter.

    Only the unique key holds, as in the database: the same start, end and host as an accepted one raises Refused.
    """
    of_type = model.ledger.event_types[event_type]
    end = start + timedelta(minutes=minutes or of_type.minutes)
    host = of_type.owner or 0
    attendee: Json = {
        "name": name,
        "email": "fremde.kundin@guest.example",
        "timeZone": model.ledger.users[host].time_zone,
        "language": "de",
    }
    body: Json = {"attendee": attendee, "metadata": metadata or {}}
    reply = Create(event_type, host, start, end, ACCEPTED, body).commit(model.ledger, now)
    return model.ledger.bookings[reply.body["data"]["uid"]]


def cancel_foreign(model: FakeCalcom, uid: str, now: datetime, reason: str = "Im Kalender abgesagt") -> bool:
    """Somebody cancels a booking in the calendar; whether there was a living one of that uid."""
    found = model.ledger.bookings.get(uid)
    if found is None or found.status not in LIVE:
        return False
    Change(uid, CANCELLED, reason, notices.CANCELLED).commit(model.ledger, now)
    return True


def move_foreign(model: FakeCalcom, uid: str, start: datetime, now: datetime, *, host: int | None = None) -> str | None:
    """Somebody moves a booking in the calendar, perhaps to another host; its new uid, None where there was none."""
    found = model.ledger.bookings.get(uid)
    if found is None or found.status not in LIVE:
        return None
    step = Move(uid, start, start + (found.end - found.start), found.status, None, None)
    new = str(step.commit(model.ledger, now).body["data"]["uid"])
    if host is not None and host != found.host:
        _hand_over(model, new, host, now)
    return new


def _hand_over(model: FakeCalcom, uid: str, host: int, now: datetime) -> None:
    """Give a booking to another host. It leaves the old host's list of living bookings first."""
    made = model.ledger.bookings[uid]
    model.ledger.put(replace(made, status=CANCELLED), now)
    model.ledger.put(replace(made, host=host), now)
