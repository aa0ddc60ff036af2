"""GET /v2/slots, and reservations, which hide slots from that list and block nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from holdfast.testing.calcom.asking import Ask, Reply, success
from holdfast.testing.calcom.bookings import too_far, wanted_minutes
from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.records import EventType, Reservation
from holdfast.testing.calcom.shapes import reservation_shape
from holdfast.testing.calcom.validating import check_kinds, unknown_property, wrong
from holdfast.testing.calcom.wire import Json, instant, read_instant, refused, refused_values, wrong_value
from holdfast.testing.calcom.working_hours import Span, is_zone, open_spans, without

PARAMETERS = frozenset(
    {
        "bookingUidToReschedule", "duration", "end", "eventTypeId", "eventTypeSlug", "format", "organizationSlug",
        "start", "teamSlug", "timeZone", "username", "usernames",
    }
)  # fmt: skip
RESERVED = "This time slot is already reserved by another user. Please choose a different time."
BOOKED = "Can't reserve a slot if the event is already booked."
_NO_DURATION = (
    "reservationDuration can only be used for authenticated requests - use access token, api key or OAuth credentials"
)
_DEFAULT_MINUTES = 5
_LONGEST = 24 * 60
_FARTHEST = timedelta(days=2 * 366)
_ROUND_STARTS = (60, 30, 20, 15, 10, 5)


def list_slots(ask: Ask) -> Reply:
    """The free starts by day; nothing free, a weekend and a start after the end all give an empty object."""
    asked = ask.request.parameters
    if (complaint := unknown_property(asked, PARAMETERS)) is not None:
        raise complaint
    start, end = _limit(asked, "start"), _limit(asked, "end")
    zone = _zone(asked.get("timeZone"))
    event_type = _event_type(ask, asked)
    text = asked.get("duration", "")
    minutes = int(text) if text.isdecimal() and 0 < int(text) <= _LONGEST else event_type.minutes
    days: dict[str, list[Json]] = defaultdict(list)
    for begins in free_starts(ask, event_type, start, end, minutes):
        shown: Json = {"start": _shown(begins, zone)}
        if asked.get("format") == "range":
            shown["end"] = _shown(begins + timedelta(minutes=minutes), zone)
        days[begins.astimezone(zone or UTC).date().isoformat()].append(shown)
    return Reply(200, {"data": days, "status": "success"})


def _limit(asked: dict[str, str], name: str) -> datetime:
    moment = read_instant(asked.get(name))
    if moment is None:
        raise wrong(name, f"{name} must be a valid ISO 8601 date string")
    if name == "end" and "T" not in asked[name]:
        return moment + timedelta(days=1)
    return moment


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    if not is_zone(name):
        raise wrong("timeZone", "timeZone must be a valid IANA time-zone")
    return ZoneInfo(name)


def _shown(moment: datetime, zone: ZoneInfo | None) -> str:
    """With an asked zone its offset, without one a Z: the same instant in two spellings."""
    return instant(moment) if zone is None else moment.astimezone(zone).isoformat(timespec="milliseconds")


def _event_type(ask: Ask, asked: dict[str, str]) -> EventType:
    types = ask.ledger.event_types
    found = types.get(int(asked["eventTypeId"])) if asked.get("eventTypeId", "").isdecimal() else None
    if found is None and "eventTypeSlug" in asked:
        owners = {user.id for user in ask.ledger.users.values() if user.username == asked.get("username")}
        wanted = (one for one in types.values() if one.slug == asked["eventTypeSlug"] and one.owner in owners)
        found = next(wanted, None)
    if found is None:
        raise refused(404, "Event Type not found")
    return found


def free_starts(ask: Ask, event_type: EventType, start: datetime, end: datetime, minutes: int) -> Iterator[datetime]:
    """Every start of the type's grid within [start, end) from which `minutes` fit whole into the window."""
    schedule = ask.ledger.schedule_of(event_type)
    if schedule is None or event_type.is_managed_parent:
        return
    earliest = max(start, ask.now + timedelta(minutes=event_type.notice))
    end = min(end, ask.now + _FARTHEST)
    if earliest >= end:
        return
    spans = [(max(first, earliest), min(last, end)) for first, last in open_spans(schedule, earliest, end)]
    moved = ask.request.parameters.get("bookingUidToReschedule")
    busy = ask.ledger.busy_spans(event_type, (earliest, end), moved, ask.as_of) + ask.ledger.reserved_spans(
        event_type, ask.now
    )
    step = max(event_type.slot_interval or minutes, 1)
    for span in without(spans, busy):
        for begins in _grid(span, step, minutes):
            if not too_far(event_type, begins, ask.now):
                yield begins


def _grid(span: Span, step: int, minutes: int) -> Iterator[datetime]:
    """Starts of one free span: the first on a round minute, then step by step."""
    rounding = next((round_to for round_to in _ROUND_STARTS if step % round_to == 0), 1)
    begins = span[0].replace(second=0, microsecond=0)
    begins += timedelta(minutes=-begins.minute % rounding)
    while begins < span[0]:
        begins += timedelta(minutes=rounding)
    while begins + timedelta(minutes=minutes) <= span[1]:
        yield begins
        begins += timedelta(minutes=step)


@dataclass(frozen=True)
class Reserve:
    """A reservation that was found possible; with a `uid` it takes the place of an older one."""

    event_type: int
    start: datetime
    end: datetime
    lasts: int
    uid: str | None

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Keep it. Nothing looks again: two that were begun together are both kept."""
        uid = self.uid or ledger.new_uuid()
        made = Reservation(uid, self.event_type, self.start, self.end, now + timedelta(minutes=self.lasts))
        ledger.reservations[uid] = made
        shape = reservation_shape(made) | {"reservationDuration": self.lasts}
        return success(shape, 200 if self.uid else 201)


@dataclass(frozen=True)
class Release:
    """A reservation that is given up; that there is none is not said."""

    uid: str

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Forget it."""
        ledger.reservations.pop(self.uid, None)
        return Reply(200, {"status": "success"})


def begin_reserve(ask: Ask) -> Reserve:
    """Look whether a slot can be reserved: only bookings and reservations of the same event type count."""
    body = ask.body
    start = read_instant(body.get("slotStart"))
    if start is None:
        rule = "slotStart must be a valid ISO 8601 date string"
        raise refused_values(wrong_value(body, "slotStart", "isDateString", rule))
    check_kinds(body, {"eventTypeId": int, "slotDuration": int, "reservationDuration": int})
    event_type = ask.ledger.event_types.get(body.get("eventTypeId") or 0)
    if event_type is None:
        raise refused(404, f"Event Type with ID={body.get('eventTypeId')} not found")
    minutes = _reserved_minutes(event_type, body)
    lasts = body.get("reservationDuration")
    if lasts is not None and ask.user is None:
        raise refused(401, _NO_DURATION)
    if event_type.is_managed_parent:
        raise refused(400, "Cannot reserve a slot for a team event without any hosts")
    end = start + timedelta(minutes=minutes)
    _check_free(ask, event_type, start, end)
    return Reserve(event_type.id, start, end, _DEFAULT_MINUTES if lasts is None else lasts, ask.names.get("uid"))


def _reserved_minutes(event_type: EventType, body: Json) -> int:
    asked = body.get("slotDuration")
    if asked is not None and not event_type.lengths:
        raise refused(400, "You passed 'slotDuration' but this event type is not a variable length event type.")
    return wanted_minutes(event_type, asked, "slotDuration")


def _check_free(ask: Ask, event_type: EventType, start: datetime, end: datetime) -> None:
    live = ask.ledger.live[event_type.owner or 0].values()
    if any(one.event_type == event_type.id and one.overlaps(start, end) for one in live):
        raise refused(422, BOOKED)
    for other in ask.ledger.reservations.values():
        running = other.event_type == event_type.id and other.until > ask.now
        if running and other.start < end and start < other.end:
            raise refused(422, RESERVED)


def begin_release(ask: Ask) -> Release:
    """Anybody may give up any reservation whose uid they know."""
    return Release(ask.names["uid"])


def show_reservation(ask: Ask) -> Reply:
    """A reservation, running or expired; null where there is none."""
    found = ask.ledger.reservations.get(ask.names["uid"])
    return success(reservation_shape(found) if found else None)
