"""Whether a calendar's schedule covers the hours in which somebody works in the salon. Pure.

Both are weekly hours on a wall clock, the calendar's perhaps in another time zone. They are compared as they fall in
the week that begins with the next Monday, in UTC.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holdfast.core.interval import Interval
from holdfast.core.provisioning import RemoteEventType
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import DAY_MINUTES, Hours, midnight

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def uncovered_days(tenant: Tenant, staff: str, remote: RemoteEventType, now: datetime) -> tuple[tuple[str, ...], bool]:
    """The weekdays (by name) on which the schedule leaves out some of the hours that a person works while the salon is
    open, and whether it covers any of that person's hours at all."""
    monday = _next_monday(now.astimezone(tenant.timezone).date())
    offered = tuple(_merged(_offered(remote, _zone(remote.zone, tenant.timezone), monday)))
    wanted = {place: tuple(_worked(tenant, staff, monday, place)) for place in range(7)}
    days = tuple(
        DAY_NAMES[place]
        for place, spans in wanted.items()
        if not all(any(open_.contains(span) for open_ in offered) for span in spans)
    )
    touched = any(open_.overlaps(span) for spans in wanted.values() for span in spans for open_ in offered)
    return days, touched


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _zone(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def _worked(tenant: Tenant, staff: str, monday: date, place: int) -> Iterator[Interval]:
    """When a person works while the salon is open, on one weekday: holidays and closures do not count."""
    person = tenant.staff_member(staff)
    opening = tenant.opening.weekly
    for span in person.working_hours.days[place] if person else ():
        for start, end in _within(span.start, span.end, opening.days[place] if opening else None):
            yield _interval(monday + timedelta(days=place), start, end, tenant.timezone)


def _within(start: int, end: int, opened: Hours | None) -> Iterator[tuple[int, int]]:
    """A span cut to the opening hours; None: the salon has none of its own."""
    if opened is None:
        yield start, end
        return
    for span in opened:
        first, last = max(start, span.start), min(end, span.end)
        if first < last:
            yield first, last


def _offered(remote: RemoteEventType, zone: ZoneInfo, monday: date) -> Iterator[Interval]:
    """The schedule as it falls in that week, with the days around it: another zone shifts it over midnight."""
    for place in range(-1, 8):
        for start, end in (remote.opens or {}).get(place % 7, ()):
            until = DAY_MINUTES if end == DAY_MINUTES - 1 else end  # Some write the end of the day as 23:59.
            if 0 <= start < until <= DAY_MINUTES:
                yield _interval(monday + timedelta(days=place), start, until, zone)


def _interval(day: date, start: int, end: int, zone: ZoneInfo) -> Interval:
    begins = midnight(day, zone)
    return Interval(begins + timedelta(minutes=start), begins + timedelta(minutes=end))


def _merged(spans: Iterable[Interval]) -> Iterator[Interval]:
    """Spans that touch or overlap made into one."""
    current: Interval | None = None
    for span in sorted(spans):
        if current is not None and span.start <= current.end:
            current = Interval(current.start, max(current.end, span.end))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current
