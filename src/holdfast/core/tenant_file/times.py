"""Readers of hours and days: "09:00-18:00", "2026-12-24", "2026-12-24..2027-01-01", "12-31"."""

import re
from datetime import date, datetime
from itertools import pairwise

from holdfast.core.tenant_file.fault import Place, shown
from holdfast.core.tenant_file.shape import Field, Table, as_list, entries_of, list_of, read_table
from holdfast.core.tenant_file.values import as_text
from holdfast.core.working_time import DAY_MINUTES, WEEKDAYS

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARLY = re.compile(r"\d{2}-\d{2}", re.ASCII)
_LEAP_YEAR = "2000-"
MOST_SPANS = 12
YEARS = range(2000, 2200)
_PAST_MIDNIGHT = (
    "goes past midnight, which is not possible for business hours; end the day with 24:00"
    ' and give the next day hours of its own from 00:00, such as "00:00-02:00"'
)


def hours(place: Place, value: object) -> list[str] | None:
    """Reads the hours of one day: spans in their order, none overlapping; an empty list is a free day."""
    written = as_list(place, value, MOST_SPANS, ' such as ["09:00-12:00", "13:00-18:00"]')
    if written is None:
        return None
    places = [place.item(nth) for nth in range(1, len(written) + 1)]
    spans = [(at, span) for at, item in zip(places, written, strict=True) if (span := _span(at, item))]
    for (_, earlier), (at, later) in pairwise(spans):
        _note_order(at, earlier, later)
    return [span_text(*span) for _, span in spans]


def _note_order(place: Place, earlier: tuple[int, int], later: tuple[int, int]) -> None:
    before, after = span_text(*earlier), span_text(*later)
    if later[0] < earlier[1] and earlier[0] < later[1]:
        place.fault(f"{after} overlaps {before}")
    elif later < earlier:
        place.fault(f"{after} comes after {before} in the list but before it in the day; the earlier first")


def _span(place: Place, value: object) -> tuple[int, int] | None:
    words = as_text(place, value)
    if words is None:
        return None
    found = _SPAN.fullmatch(words)
    if not found:
        place.fault(f'is {shown(words)}, must be a span of hours such as "09:00-18:00"')
        return None
    numbers = [int(part) for part in found.groups()]
    if wrong := _wrong_span(*numbers):
        place.fault(f"{shown(words)} {wrong}")
        return None
    return numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]


def _wrong_span(start_hour: int, start_minute: int, end_hour: int, end_minute: int) -> str | None:
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if max(start_minute, end_minute) > 59 or start >= DAY_MINUTES or end > DAY_MINUTES:
        return "has a time that does not exist; a day goes from 00:00 to 24:00"
    if start % 5 or end % 5:
        return "must begin and end on a multiple of 5 minutes"
    if start == end:
        return "is empty: it begins when it ends (a day without hours is an empty list)"
    return _PAST_MIDNIGHT if end < start else None


def span_text(start: int, end: int) -> str:
    """A span of one day as it is stored."""
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


WEEK = {day: Field(hours) for day in WEEKDAYS}


def weekly_hours(place: Place, value: object) -> Table | None:
    """Reads the hours of each weekday; a day that is left out is free."""
    return read_table(place, value, WEEK)


def day(place: Place, value: object) -> str | None:
    """Reads one date: TOML's own, or as a text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _in_our_time(place, value.isoformat())
    words = as_text(place, value)
    if words is None:
        return None
    if not _DATE.fullmatch(words):
        place.fault(f'is {shown(words)}, must be a date such as "2026-12-24" (year-month-day)')
        return None
    return _in_our_time(place, words)


def _in_our_time(place: Place, iso: str) -> str | None:
    if not _exists(iso):
        place.fault(f"{iso} does not exist in the calendar")
    elif int(iso[:4]) not in YEARS:
        place.fault(f"{iso} has an unlikely year; wanted is one between {YEARS.start} and {YEARS.stop - 1}")
    else:
        return iso
    return None


def _exists(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


def day_span(place: Place, value: object) -> str | None:
    """Reads whole days: one date, or the first and the last as "2026-12-24..2027-01-01"."""
    if not isinstance(value, str) or ".." not in value:
        return day(place, value)
    words = as_text(place, value)
    if words is None:
        return None
    first, last = (day(place, part) for part in words.split("..", 1))
    if first is None or last is None:
        return None
    if last < first:
        place.fault(f"{first}..{last} is reversed: the first day comes after the last")
        return None
    return first if first == last else f"{first}..{last}"


def day_spans(place: Place, value: object) -> list[str] | None:
    """Reads a list of days and spans of days; the result is in the order of the calendar."""
    read = list_of(day_span, wants=' such as ["2026-12-24..2027-01-01", "2026-12-30"]')
    spans = read(place, value)
    return None if spans is None else sorted(set(spans))


def special_day(place: Place, name: str) -> str | None:
    """Reads the name of a special day: a date, or month and day for every year."""
    if _YEARLY.fullmatch(name):
        if _exists(_LEAP_YEAR + name):
            return name
        place.fault(f"{name} does not exist in any year; it is month-day, such as 12-24 for Christmas Eve")
        return None
    if _DATE.fullmatch(name):
        return _in_our_time(place, name)
    place.fault('must be a date such as "2026-12-24", or "12-24" (month-day) for every year')
    return None


special_days = entries_of(special_day, hours)
"""Reads special days with their hours; an empty list of hours is a closed day."""
