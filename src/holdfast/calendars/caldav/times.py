"""When events are: whatever way of writing times a program has chosen, as spans in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event
from icalendar.error import BrokenCalendarProperty

from holdfast.calendars.caldav.unreadable import Unreadable
from holdfast.core.interval import Interval


def span_of(event: Event, zone: ZoneInfo) -> Interval | None:
    """When it is, in UTC; None when it takes no time. Raises Unreadable."""
    start = moment_of(event, "DTSTART")
    end = moment_of(event, "DTEND") if "DTEND" in event else _end_by_length(event, start)
    try:
        begin, finish = _to_utc(start, zone), _to_utc(end, zone)
    except (OverflowError, ValueError) as error:
        raise Unreadable("a time beyond the calendar") from error
    return Interval(begin, finish) if begin < finish else None


def _end_by_length(event: Event, start: date) -> date:
    """Without an end, a whole day lasts that day, and a moment no time at all (RFC 5545, 3.6.1)."""
    if "DURATION" not in event:
        return start if isinstance(start, datetime) else _plus(start, timedelta(days=1))
    length = _value(event, "DURATION")
    if not isinstance(length, timedelta):
        raise Unreadable("DURATION")
    return _plus(start, length)


def _plus(start: date, length: timedelta) -> date:
    try:
        return start + length
    except OverflowError as error:
        raise Unreadable("a time beyond the calendar") from error


def moment_of(event: Event, name: str) -> date:
    """A time as it is written: a day, a local time, or one with its zone. Raises Unreadable."""
    value = _value(event, name)
    if not isinstance(value, date):
        raise Unreadable(name)
    return value


def _to_utc(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def instant_of(event: Event, name: str) -> datetime | None:
    """An instant in UTC, None where it is missing or makes no sense."""
    value = _value(event, name)
    try:
        return _to_utc(value, ZoneInfo("UTC")) if isinstance(value, datetime) else None
    except (OverflowError, ValueError):
        return None


def _value(event: Event, name: str) -> object:
    """What is written there, None where it is missing, there twice, or of another kind than the name says."""
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None
