"""Time zones written out (VTIMEZONE, RFC 5545, 3.6.5): whoever reads the entry needs no table of zones.

Written by ourselves: the library's own gives each change of the clock in the time after it, an hour off, where the
RFC wants the local time that was shown before it.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)


@cache
def timezone_of(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """The zone with every change of its clock in these years and the one before them."""
    start = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    written = Timezone()
    written.add("TZID", zone.key)
    written.add_component(_observance(zone, start, start))
    for change in _changes(zone, start, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        written.add_component(_observance(zone, change, change - timedelta(seconds=1)))
    return written


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """The instants from which another offset or name holds."""
    found = []
    low = start
    while low < end:
        high = low + _STEP
        if _rule(zone, low) != _rule(zone, high):
            found.append(_change_between(zone, low, high))
        low = high
    return found


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first instant of the new rule, to the second; `low` has the old one, `high` the new one."""
    seconds = range(int((high - low).total_seconds()))
    left, right = seconds.start, seconds.stop
    while right - left > 1:
        middle = (left + right) // 2
        if _rule(zone, low + timedelta(seconds=middle)) == _rule(zone, low):
            left = middle
        else:
            right = middle
    return low + timedelta(seconds=right)


def _rule(zone: ZoneInfo, instant: datetime) -> tuple[timedelta, str, bool]:
    local = instant.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst())


def _observance(zone: ZoneInfo, since: datetime, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds since an instant; it begins at the local time that was shown `before`."""
    (old_offset, _, _), (offset, name, is_summer) = _rule(zone, before), _rule(zone, since)
    observance = TimezoneDaylight() if is_summer else TimezoneStandard()
    observance.add("DTSTART", (since + old_offset).replace(tzinfo=None))
    observance.add("TZOFFSETFROM", old_offset)
    observance.add("TZOFFSETTO", offset)
    observance.add("TZNAME", name)
    return observance
