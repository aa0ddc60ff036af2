"""Fourth stage, first half: which days of the calendar the words about days mean.

A meaning resolves to a tuple of spans of days: one where the wording is clear, several where it is not,
none where the calendar has no such day. A span is a pair of dates; None is an open side.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from .meanings import (
    Advent,
    AroundEaster,
    CalendarDay,
    CalendarWeek,
    Day,
    DayOffset,
    DaySpan,
    Month,
    MonthOffset,
    NextDays,
    NthWeek,
    NthWeekday,
    Part,
    Shifted,
    Week,
    Weekday,
    WeekdayInWeeks,
    WeekOf,
    Which,
    Year,
)

Span = tuple[date | None, date | None]
ClosedSpan = tuple[date, date]

_FARTHEST_DAYS = 3_660
_WEEK_PARTS = {
    Part.WHOLE: (0, 6),
    Part.START: (0, 2),
    Part.MIDDLE: (1, 3),
    Part.END: (3, 5),
    Part.WORKDAYS: (0, 4),
    Part.WEEKEND: (5, 6),
}
_MONTH_PARTS = {Part.START: (1, 10), Part.MIDDLE: (11, 20), Part.END: (21, 31)}


def days_meant(meaning: Day | DaySpan, today: date, *, ask_next: bool) -> tuple[Span, ...]:
    """Every span of days that `meaning` may stand for, the likelier first; with `ask_next`, "next" has two."""
    if isinstance(meaning, DaySpan):
        return _between(meaning, today, ask_next=ask_next)
    return _closed(meaning, today, ask_next=ask_next)


def _closed(meaning: Day, today: date, *, ask_next: bool) -> tuple[ClosedSpan, ...]:
    match meaning:
        case DayOffset(days):
            return _single(_later(today, days))
        case MonthOffset(months):
            return _single(_months_later(today, months))
        case NextDays(days):
            last = _later(today, days)
            return ((today + timedelta(1), last),) if last and days else ()
        case Weekday():
            return _weekday(meaning, today, ask_next=ask_next)
        case WeekdayInWeeks(weekday, weeks):
            return _weekday_in_weeks(weekday, weeks, today)
        case CalendarDay():
            return _single(calendar_day(meaning, today))
        case Week():
            return _week(meaning, today, ask_next=ask_next)
        case Month():
            return _month(meaning, today)
        case Shifted(day, days):
            spans = _closed(day, today, ask_next=ask_next)
            return tuple((day_, day_) for first, _ in spans if (day_ := _stepped(first, days)))
        case WeekOf(day, weeks):
            spans = _closed(day, today, ask_next=ask_next)
            mondays = [_stepped(first, 7 * weeks - first.weekday()) for first, _ in spans]
            return tuple(span for m in mondays if m for span in _from_today(m, _stepped(m, 6), today))
        case _:
            return _in_the_calendar(meaning, today)


def _in_the_calendar(
    meaning: NthWeekday | NthWeek | CalendarWeek | Year | AroundEaster | Advent, today: date
) -> tuple[ClosedSpan, ...]:
    """Days that are found by counting: of these the next to come, unless a year was said."""
    match meaning:
        case NthWeekday(weekday, nth, month):
            return _single(_next_of_months(month, today, lambda year, m: nth_weekday(year, m, weekday, nth)))
        case NthWeek(nth, month):
            start = _next_of_months(month, today - timedelta(6), lambda year, m: _monday_of_week(year, m, nth))
            return _from_today(start, _stepped(start, 6) if start else None, today)
        case CalendarWeek(number):
            mondays = [_monday_of_calendar_week(today.year + more, number) for more in range(8)]
            start = next((monday for monday in mondays if monday and monday + timedelta(6) >= today), None)
            return _from_today(start, _stepped(start, 6) if start else None, today)
        case Year(offset, part):
            return _year(today.year + offset, part, today) if today.year + offset < 9998 else ()
        case AroundEaster(days):
            candidates = [_stepped(easter(today.year + more), days) for more in range(2)]
        case Advent(sunday):
            candidates = [_advent(today.year + more, sunday) for more in range(2)]
    return _single(next((day for day in candidates if day and day >= today), None))


def _stepped(day: date, days: int) -> date | None:
    """So many days on, where the calendar still has that day."""
    return day + timedelta(days) if 1 < day.year < 9990 else None


def _from_today(first: date | None, last: date | None, today: date) -> tuple[ClosedSpan, ...]:
    return ((max(first, today) if last >= today else first, last),) if first and last else ()


def _next_of_months(month: Month, today: date, day_in: Callable[[int, int], date | None]) -> date | None:
    """The day that `day_in` finds in the month meant; a month without a year is the next one with such a day."""
    if month.month is None:
        starts = [_months_later(today.replace(day=1), month.offset + more) for more in (0, 1)]
        candidates = [day_in(start.year, start.month) for start in starts if start]
        return next((day for day in candidates if day and (month.offset or day >= today)), None)
    if month.year is not None:
        return day_in(month.year, month.month)
    if month.next_year:
        return day_in(today.year + 1, month.month)
    candidates = [day_in(today.year + month.offset + more, month.month) for more in range(9)]
    return next((day for day in candidates if day and day >= today), None)


def nth_weekday(year: int, month: int, weekday: int | None, nth: int) -> date | None:
    """The nth day of that name in a month, the last one for -1; without a name, the nth day of it."""
    if not 1 <= year <= 9990:
        return None
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    named = [day for day in days if weekday is None or day.weekday() == weekday]
    return named[nth - 1 if nth > 0 else -1] if nth <= len(named) else None


def _monday_of_week(year: int, month: int, nth: int) -> date | None:
    """The nth week of a month is that of its nth Thursday; the last one ends within the month."""
    day = nth_weekday(year, month, 6 if nth < 0 else 3, nth)
    return day - timedelta(day.weekday()) if day and day.toordinal() > 7 else None


def _monday_of_calendar_week(year: int, number: int) -> date | None:
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        return None  # a year of 52 weeks, or one beyond the calendar


_YEAR_PARTS = {Part.START: (1, 1), Part.MIDDLE: (6, 7), Part.END: (12, 12)}


def _year(year: int, part: Part, today: date) -> tuple[ClosedSpan, ...]:
    first_month, last_month = _YEAR_PARTS.get(part, (1, 12))
    return _from_today(date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1]), today)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, as given by J. Meeus, 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return date(year, month, day + 1)


def _advent(year: int, sunday: int) -> date | None:
    """The fourth Sunday of Advent is the last one before Christmas Day."""
    christmas = date(year, 12, 25)
    return christmas - timedelta((christmas.weekday() + 1) % 7 or 7) - timedelta(7 * (4 - sunday))


def _single(day: date | None) -> tuple[ClosedSpan, ...]:
    return ((day, day),) if day else ()


def _later(today: date, days: int) -> date | None:
    return today + timedelta(days) if 0 <= days <= _FARTHEST_DAYS and today.year < 9900 else None


def _months_later(today: date, months: int) -> date | None:
    if months > 120:
        return None
    count = today.year * 12 + today.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def coming(weekday: int, today: date) -> date:
    """The next such weekday after today, never today itself."""
    return today + timedelta((weekday - today.weekday()) % 7 or 7)


def _weekday(meaning: Weekday, today: date, *, ask_next: bool) -> tuple[ClosedSpan, ...]:
    soon = coming(meaning.weekday, today)
    match meaning.which:
        case Which.THIS if meaning.weekday == today.weekday():
            return _single(today)
        case Which.AFTER_NEXT:
            return _single(soon + timedelta(7))
        case Which.COUNTED:
            return _single(_later(soon, 7 * meaning.weeks))
        case Which.NEXT if ask_next:
            return _either(soon, _in_week(meaning.weekday, 1, today))
    if meaning.weeks and meaning.weekday == today.weekday() and meaning.which is Which.BARE:
        return _single(_later(today, 7 * meaning.weeks))
    return _single(_later(soon, 7 * meaning.weeks))


def _either(first: date | None, second: date | None) -> tuple[ClosedSpan, ...]:
    return _single(first) if first == second else _single(first) + _single(second)


def _in_week(weekday: int, offset: int, today: date) -> date | None:
    return _later(today - timedelta(today.weekday()), weekday + 7 * offset)


def _weekday_in_weeks(weekday: int, weeks: int, today: date) -> tuple[ClosedSpan, ...]:
    return _either(_in_week(weekday, weeks, today), _later(coming(weekday, today), 7 * weeks))


def _week(meaning: Week, today: date, *, ask_next: bool) -> tuple[ClosedSpan, ...]:
    if meaning.part is Part.WEEKEND and meaning.offset == 1 and ask_next and today.weekday() < 5:
        return _week(Week(0, Part.WEEKEND), today, ask_next=False) + _week(meaning, today, ask_next=False)
    first, last = (_in_week(day, meaning.offset, today) for day in _WEEK_PARTS[meaning.part])
    if meaning.bare and last and last < today:  # "Anfang der Woche", said on a Friday
        return _week(replace(meaning, offset=1, bare=False), today, ask_next=ask_next)
    return _from_today(first, last, today)


def _month(meaning: Month, today: date) -> tuple[ClosedSpan, ...]:
    start = _months_later(today.replace(day=1), meaning.offset if meaning.month is None else 12 * meaning.offset)
    if start is None:
        return ()
    if meaning.month is not None and meaning.year is not None:
        start = start.replace(month=meaning.month, year=meaning.year)
    elif meaning.month is not None and meaning.next_year:
        start = start.replace(month=meaning.month, year=today.year + 1)
    elif meaning.month is not None:
        this_year = meaning.month >= today.month
        start = start.replace(month=meaning.month, year=start.year + (0 if this_year else 1))
    from_day, to_day = _MONTH_PARTS.get(meaning.part, (1, 31))
    last = min(to_day, monthrange(start.year, start.month)[1])
    first_date, last_date = start.replace(day=from_day), start.replace(day=last)
    return _from_today(first_date, last_date, today)


def calendar_day(meaning: CalendarDay, today: date) -> date | None:
    """The day meant; without a year the next one, without a month the next with that number, else None."""
    if meaning.year is not None:
        return _valid(meaning.year, meaning.month or 0, meaning.day)
    if meaning.month is not None:
        years = range(today.year, today.year + 9)  # a 29 February may be eight years away
        candidates = [_valid(year, meaning.month, meaning.day) for year in years]
    else:
        months = [today.year * 12 + today.month - 1 + step for step in range(13)]
        candidates = [_valid(m // 12, m % 12 + 1, meaning.day) for m in months]
    return next((day for day in candidates if day and day >= today), None)


def _valid(year: int, month: int, day: int) -> date | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _between(meaning: DaySpan, today: date, *, ask_next: bool) -> tuple[Span, ...]:
    if meaning.within is not None:
        today = _month(replace(meaning.within, part=Part.WHOLE), today)[0][0].replace(day=1)
    firsts: tuple[Span, ...] = ((None, None),)
    if meaning.first is not None:
        firsts = _closed(meaning.first, today, ask_next=ask_next)
    spans = []
    for first in firsts:
        start = first[1] if meaning.outside else first[0]
        lasts: tuple[Span, ...] = ((None, None),)
        if meaning.last is not None:
            lasts = _closed(meaning.last, _reference_for(meaning.last, start, today), ask_next=False)
        spans += [_outside(start, last) if meaning.outside else (start, last[1]) for last in lasts]
    return tuple(spans)


def _reference_for(last: Day, start: date | None, today: date) -> date:
    """The end of a span follows its beginning; only "heute", "morgen" count from today."""
    return start if start and isinstance(last, CalendarDay | Weekday | Month) else today


def _outside(start: date | None, last: Span) -> Span:
    after = start + timedelta(1) if start else None
    before = last[0] - timedelta(1) if last[0] else None
    return after, before


def days_of_weekday(weekday: int, span: Span) -> list[date]:
    """The days of that name inside a span, at most five; none for an open span."""
    first, last = span
    if first is None or last is None:
        return []
    start = first + timedelta((weekday - first.weekday()) % 7)
    return [day for day in (start + timedelta(7 * week) for week in range(5)) if day <= last]


def nearest(weekday: int, day: date, today: date) -> date:
    """The day of that name nearest to `day`, not before today."""
    back = day - timedelta((day.weekday() - weekday) % 7)
    ahead = back + timedelta(7)
    closer = back if (day - back) <= (ahead - day) else ahead
    return closer if closer >= today else ahead


def numbered_weekday(number: int, weekday: int, today: date) -> date | None:
    """The next day with this number that has this name, if one comes within a year."""
    for step in range(366):
        day = today + timedelta(step)
        if day.day == number and day.weekday() == weekday:
            return day
    return None
