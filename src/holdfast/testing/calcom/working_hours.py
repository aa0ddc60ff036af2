"""When a host works, by schedule: local hours made into spans of UTC time, the nights of the clock change included."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from holdfast.testing.calcom.records import Schedule

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: object) -> bool:
    """Whether there is a time zone of this name."""
    return isinstance(name, str) and name in _zones()


@lru_cache(maxsize=8192)
def _spans_on(schedule: Schedule, day: date) -> tuple[Span, ...]:
    """The hours of one local day, in UTC."""
    special = [override for override in schedule.overrides if override.day == day]
    if special:
        minutes = [(override.start, override.end) for override in special]
    else:
        name = WEEKDAYS[day.weekday()]
        minutes = [(hours.start, hours.end) for hours in schedule.availability if name in hours.days]
    zone = ZoneInfo(schedule.time_zone)
    return tuple(sorted((_at(day, start, zone), _at(day, end, zone)) for start, end in minutes if start < end))


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, time(0)) + timedelta(minutes=minute)
    return local.replace(tzinfo=zone).astimezone(UTC)


def open_spans(schedule: Schedule, start: datetime, end: datetime) -> list[Span]:
    """All hours that touch [start, end), whole, in order; hours that meet at midnight are one span."""
    merged: list[Span] = []
    for span in _each(schedule, start, end):
        if merged and span[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span[1]))
        else:
            merged.append(span)
    return [span for span in merged if span[0] < end and start < span[1]]


def _each(schedule: Schedule, start: datetime, end: datetime) -> Iterator[Span]:
    zone = ZoneInfo(schedule.time_zone)
    day = start.astimezone(zone).date() - _DAY
    last = end.astimezone(zone).date() + _DAY
    while day <= last:
        yield from _spans_on(schedule, day)
        day += _DAY


def is_open(schedule: Schedule, start: datetime, end: datetime) -> bool:
    """Whether [start, end) lies wholly in working hours."""
    return any(first <= start and end <= last for first, last in open_spans(schedule, start, end))


def without(spans: list[Span], busy: list[Span]) -> list[Span]:
    """The spans, which are in order and apart, less whatever is busy."""
    left: list[Span] = []
    blocks = sorted(busy)
    first = 0
    for start, end in spans:
        while first < len(blocks) and blocks[first][1] <= start:
            first += 1
        for begins, ends in blocks[first:]:
            if begins >= end:
                break
            if start < begins:
                left.append((start, begins))
            start = max(start, ends)
        if start < end:
            left.append((start, end))
    return left
