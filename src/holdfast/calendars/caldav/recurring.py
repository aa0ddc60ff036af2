"""Series of events taken apart into their occurrences, with a bound: a rule of one line can mean a million of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]  # it brings no types
from icalendar import Calendar, Event

from holdfast.calendars.caldav.times import moment_of
from holdfast.calendars.caldav.unreadable import Unreadable
from holdfast.core.interval import Interval

MOST_STEPS = 50_000
_LENGTHS = {
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(days=7),
    "MONTHLY": timedelta(days=28),
    "YEARLY": timedelta(days=365),
}
_MANY = ("BYSECOND", "BYMINUTE", "BYHOUR")
_NEVER_PERHAPS = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER")
"""Together with steps of a day or less such a rule may never come true (30 February), which takes seconds to find."""
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MARGIN = timedelta(days=1)


def is_recurring(calendar: Calendar) -> bool:
    """Whether it stands for more than the events written in it."""
    names = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
    return any(name in event for event in calendar.events for name in names)


def instances(calendar: Calendar, span: Interval, zone: ZoneInfo) -> list[Event]:
    """The occurrences that touch the span, some beside it perhaps. Raises Unreadable, also for a rule that would mean
    more occurrences than any salon has."""
    start, end = span.start - _MARGIN, span.end + _MARGIN
    try:
        for event in calendar.events:
            _bound(event, end)
        expanded = recurring_ical_events.of(calendar, components=["VEVENT"])
        return list(expanded.between(start.astimezone(zone), end.astimezone(zone)))
    except Unreadable:
        raise
    except Exception as error:  # broad: what a stranger wrote makes the library raise whatever it happens to meet
        raise Unreadable(type(error).__name__) from error


def _bound(event: Event, end: datetime) -> None:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        frequency = str(rule.get("FREQ", [""])[0]).upper()
        length = _LENGTHS.get(frequency)
        if length is None or min(rule.get("INTERVAL", [1])) < 1:
            raise Unreadable("a rule that repeats every minute or second, or is none")
        if length <= _LENGTHS["DAILY"] and not _comes_true(rule):
            raise Unreadable("a rule that may never come true")
        times = 1
        for name in _MANY:
            times *= max(len(rule.get(name, [])), 1)
        if (end - _begin(event)) / length * times > MOST_STEPS:
            raise Unreadable("a rule with too many occurrences")


def _comes_true(rule: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a rule with steps of a day or less surely comes true again and again: each day is tried, and days of the
    month are named that there are (a 29 February of one weekday comes every 40 years at the latest)."""
    limits = [name for name in _NEVER_PERHAPS if name in rule]
    if limits != ["BYMONTHDAY"]:
        return not limits
    lengths = [_LONGEST_MONTHS[month - 1] for month in rule.get("BYMONTH", range(1, 13)) if 1 <= month <= 12]
    there = any(1 <= abs(day) <= max(lengths, default=0) for day in rule["BYMONTHDAY"])
    return there and list(rule.get("INTERVAL", [1])) == [1]


def _begin(event: Event) -> datetime:
    begin = moment_of(event, "DTSTART")
    return datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
