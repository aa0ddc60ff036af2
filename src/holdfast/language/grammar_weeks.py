"""Third stage, first half: weekdays, weeks, months and years by their names, their place and their distance."""

from collections.abc import Sequence
from dataclasses import replace

from .grammar_clock import OVER
from .grammar_days import as_year, date_token, only
from .meanings import (
    Advent,
    AroundEaster,
    CalendarDay,
    CalendarWeek,
    DayOffset,
    DaySpan,
    Month,
    MonthOffset,
    NextDays,
    NthWeek,
    NthWeekday,
    Part,
    Week,
    Weekday,
    WeekdayInWeeks,
    Which,
    Year,
)
from .rules import Made, Stage
from .signs import Sign, Token
from .vocabulary import Words

WEEKDAYS = Stage()

_PARTS = {Sign.START: Part.START, Sign.MIDDLE: Part.MIDDLE, Sign.END: Part.END}
_STEPS = {Sign.THIS: 0, Sign.NEXT: 1, Sign.COMING: 1, Sign.AFTER_NEXT: 2}
_WHICH = {Sign.THIS: Which.THIS, Sign.NEXT: Which.NEXT, Sign.COMING: Which.COMING, Sign.AFTER_NEXT: Which.AFTER_NEXT}


@WEEKDAYS.rule("THIS|NEXT|COMING? WEEKDAY BREAK? DATE|ORDINAL", "ABBREVIATION BREAK? DATE")
def _weekday_with_date(t: Sequence[Token], words: Words) -> Made:
    """One day said twice. The weekday rides along (`number`, from 1) so that a contradiction is seen.

    "So" is Sunday only here, before a date.
    """
    weekday = next(x.number for x in t if x.sign in (Sign.WEEKDAY, Sign.ABBREVIATION))
    meaning = CalendarDay(t[-1].number) if t[-1].sign is Sign.ORDINAL else t[-1].meaning
    if any(x.text == "." for x in t[:-1]) or not isinstance(meaning, CalendarDay):
        return None
    return Token(Sign.DATE, weekday + 1, meaning)


@WEEKDAYS.rule(
    "ORDINAL|GONE WEEKDAY|DAYS IN? MONTH NUMBER !HOURMARK",
    "ORDINAL|GONE WEEKDAY|DAYS IN? MONTH",
    "ORDINAL|GONE WEEKDAY|DAYS IN? THIS|NEXT|COMING|AFTER_NEXT? MONTHS",
)
def _nth_in_month(t: Sequence[Token], words: Words) -> Made:
    """ "am vierten Montag im März", "letzter Freitag im Dezember", "dritter Tag im nächsten Monat"."""
    month = _month_said(t)
    weekday = t[1].number if t[1].sign is Sign.WEEKDAY else None
    nth = _LAST if t[0].sign is Sign.GONE else t[0].number
    if month is None or not (nth == _LAST or 1 <= nth <= (31 if weekday is None else 5)):
        return None
    return date_token(NthWeekday(weekday, nth, month))


@WEEKDAYS.rule(
    "ORDINAL|GONE WEEK IN|OF? MONTH NUMBER !HOURMARK",
    "ORDINAL|GONE WEEK IN|OF? MONTH",
    "ORDINAL|GONE WEEK IN|OF? THIS|NEXT|COMING|AFTER_NEXT? MONTHS",
    "ORDINAL|GONE MONTH WEEK",
)
def _nth_week(t: Sequence[Token], words: Words) -> Made:
    month = _month_said(t)
    nth = _LAST if t[0].sign is Sign.GONE else t[0].number
    return date_token(NthWeek(nth, month)) if month and (nth == _LAST or 1 <= nth <= 5) else None


_LAST = -1


def _month_said(t: Sequence[Token]) -> Month | None:
    """The month a phrase ends with: by its name and perhaps its year, or by its distance from this one."""
    step = next((_STEPS[x.sign] for x in t if x.sign in _STEPS), 0)
    named = only(t, Sign.MONTH)
    if not named:
        return Month(None, step)
    year = as_year(t[-1]) if t[-1].sign is Sign.NUMBER else None
    return None if t[-1].sign is Sign.NUMBER and year is None else Month(named[0].number, max(step - 1, 0), year=year)


@WEEKDAYS.rule(
    "GONE WEEKDAY|WEEK|MONTHS|WEEKEND|MONTH|DATE|YEARS", "GONE_DAY", "BEFORE NUMBER|ONE DAYS|WEEK|MONTHS|YEARS|HOURS",
    "NUMBER|ONE DAYS|WEEK|MONTHS|YEARS|HOURS|MINUTES AGO",
)  # fmt: skip
def _gone(t: Sequence[Token], words: Words) -> Made:
    return Token(Sign.GONE_TIME)


@WEEKDAYS.rule("IN? NEXT|COMING|THIS? ISOWEEK NUMBER|ORDINAL", "IN? NUMBER|ORDINAL ISOWEEK")
def _calendar_week(t: Sequence[Token], words: Words) -> Made:
    number = only(t, Sign.NUMBER, Sign.ORDINAL)[0].number
    return date_token(CalendarWeek(number)) if 1 <= number <= 53 else None


@WEEKDAYS.rule("ORDINAL ADVENT")
def _advent(t: Sequence[Token], words: Words) -> Made:
    return date_token(Advent(t[0].number)) if 1 <= t[0].number <= 4 else None


@WEEKDAYS.rule("EASTER")
def _around_easter(t: Sequence[Token], words: Words) -> Made:
    return date_token(AroundEaster(t[0].number))


@WEEKDAYS.rule("IN? NEXT|COMING YEARS IN? MONTH", "IN? MONTH NEXT|COMING YEARS")
def _month_of_next_year(t: Sequence[Token], words: Words) -> Made:
    return date_token(Month(only(t, Sign.MONTH)[0].number, next_year=True))


@WEEKDAYS.rule("IN? THIS|NEXT|COMING YEARS", "START|MIDDLE|END THIS|NEXT|COMING? YEARS")
def _year(t: Sequence[Token], words: Words) -> Made:
    step = next((_STEPS[x.sign] for x in t if x.sign in _STEPS), 0)
    return date_token(Year(step, _PARTS.get(t[0].sign, Part.WHOLE)))


@WEEKDAYS.rule("THIS|NEXT|COMING|AFTER_NEXT WEEKDAY", "WEEKDAY AFTER_NEXT !WEEK|WORKWEEK|WEEKEND|MONTHS")
def _named_weekday(t: Sequence[Token], words: Words) -> Made:
    day = only(t, Sign.WEEKDAY)[0].number
    which = next(_WHICH[x.sign] for x in t if x.sign in _WHICH)
    return date_token(Weekday(day, which))


@WEEKDAYS.rule(
    "THIS|NEXT|COMING? WEEKDAY IN NUMBER|ONE WEEK", "WEEKDAY WEEK", "NUMBER|ONE WEEK ON? WEEKDAY",
    "WEEKDAY NUMBER WEEK !AFTER|BEFORE|FROM|OF|LATER|EARLIER|FROM_NOW|AGO|WORD",
    "NUMBER|ONE WEEK FROM|OF WEEKDAY", "NUMBER|ONE WEEK AFTER THIS|COMING? WEEKDAY",
)  # fmt: skip
def _weeks_after_weekday(t: Sequence[Token], words: Words) -> Made:
    weeks = max([x.number for x in t if x.sign is Sign.NUMBER], default=1)
    which = Which.COMING if t[0].sign in _WHICH and t[0].sign is not Sign.THIS else Which.BARE
    return date_token(Weekday(only(t, Sign.WEEKDAY)[0].number, which, weeks))


@WEEKDAYS.rule("DAY WEEK")
def _a_week_from_a_day(t: Sequence[Token], words: Words) -> Made:
    """ "Tomorrow week"."""
    return date_token(DayOffset(t[0].number + 7))


@WEEKDAYS.rule("WEEKDAY IN NUMBER DAYS")
def _days_after_weekday(t: Sequence[Token], words: Words) -> Made:
    """ "Freitag in acht Tagen", "in vierzehn Tagen": so many weeks after the coming one."""
    days = words.week_idiom.get(t[2].number, t[2].number)
    return date_token(Weekday(t[0].number, Which.BARE, days // 7)) if days and days % 7 == 0 else None


@WEEKDAYS.rule("NUMBER WEEKDAY FROM_NOW")
def _weekdays_from_now(t: Sequence[Token], words: Words) -> Made:
    """ "Three Fridays from now": the third one to come."""
    return date_token(Weekday(t[1].number, Which.COUNTED, t[0].number - 1)) if t[0].number else None


@WEEKDAYS.rule("IN NUMBER|ONE WEEK BREAK? ON? WEEKDAY")
def _weekday_in_weeks(t: Sequence[Token], words: Words) -> Made:
    if any(x.sign is Sign.BREAK and x.text != "," for x in t):
        return None
    return date_token(WeekdayInWeeks(t[-1].number, t[1].number if t[1].sign is Sign.NUMBER else 1))


@WEEKDAYS.rule(
    "DAY? IN AT? NUMBER|ONE DAYS|WEEK|MONTHS|YEARS", "NUMBER|ONE DAYS|WEEK|MONTHS|YEARS FROM_NOW",
    "NUMBER|ONE WEEK FROM|OF|ON? DAY", "IN OF NUMBER|ONE DAYS|WEEK|MONTHS",
)  # fmt: skip
def _after_so_long(t: Sequence[Token], words: Words) -> Made:
    if t[0].sign is Sign.IN and t[0].number == OVER:
        return None
    count = max([x.number for x in t if x.sign is Sign.NUMBER], default=1)
    start = next((x.number for x in t if x.sign is Sign.DAY), 0)
    unit = next(x.sign for x in t if x.sign in _UNITS)
    if unit in (Sign.MONTHS, Sign.YEARS):
        return date_token(MonthOffset(count * (12 if unit is Sign.YEARS else 1)))
    days = 7 * count if unit is Sign.WEEK else words.week_idiom.get(count, count)
    return date_token(NextDays(days) if _is_within(t) else DayOffset(start + days))


_UNITS = (Sign.DAYS, Sign.WEEK, Sign.MONTHS, Sign.YEARS)


def _is_within(t: Sequence[Token]) -> bool:
    """ "innerhalb von zwei Wochen" is any day until then; the table marks such words by their number."""
    return any(x.sign is Sign.IN and x.number == 1 for x in t)


@WEEKDAYS.rule("IN NUMBER UNTIL|DASH|TO|OR NUMBER DAYS|WEEK|MONTHS", "IN NUMBER|ONE BREAK? NUMBER DAYS|WEEK|MONTHS")
def _after_about_so_long(t: Sequence[Token], words: Words) -> Made:
    """ "in sechs bis acht Wochen", "in zwei, drei Wochen": any day between the two."""
    first, last = (x.number or 1 for x in only(t, Sign.NUMBER, Sign.ONE))
    if not 0 < first < last or any(x.sign is Sign.BREAK and x.text != "," for x in t):
        return None
    if t[-1].sign is Sign.MONTHS:
        return Token(Sign.SPAN, meaning=DaySpan(MonthOffset(first), MonthOffset(last)))
    unit = 7 if t[-1].sign is Sign.WEEK else 1
    return Token(Sign.SPAN, meaning=DaySpan(DayOffset(first * unit), DayOffset(last * unit)))


@WEEKDAYS.rule("IN? THIS|NEXT|COMING|AFTER_NEXT WEEK|WORKWEEK", "IN? WEEK AFTER_NEXT")
def _week(t: Sequence[Token], words: Words) -> Made:
    step = next(_STEPS[x.sign] for x in t if x.sign in _STEPS)
    return date_token(Week(step, Part.WORKDAYS if t[-1].sign is Sign.WORKWEEK else Part.WHOLE))


@WEEKDAYS.rule("START|MIDDLE|END THIS|NEXT|COMING|AFTER_NEXT? WEEK")
def _part_of_week(t: Sequence[Token], words: Words) -> Made:
    step = next((_STEPS[x.sign] for x in t if x.sign in _STEPS), None)
    return date_token(Week(step or 0, _PARTS[t[0].sign], bare=step is None))


@WEEKDAYS.rule("IN|ON|AT? THIS|NEXT|COMING|AFTER_NEXT? WEEKEND")
def _weekend(t: Sequence[Token], words: Words) -> Made:
    """A "coming" weekend is the one of this week; the "next" one may be either, so it is asked (days.py)."""
    step = next((x.sign for x in t if x.sign in _STEPS), None)
    offset = 0 if step in (Sign.COMING, None) else _STEPS[step]
    return date_token(Week(offset, Part.WEEKEND, bare=step is None))


@WEEKDAYS.rule("IN? THIS|NEXT|COMING|AFTER_NEXT MONTHS|MONTH", "MONTH|MONTHS AFTER_NEXT", "IN MONTH")
def _month(t: Sequence[Token], words: Words) -> Made:
    step = next((_STEPS[x.sign] for x in t if x.sign in _STEPS), 0)
    named = only(t, Sign.MONTH)
    return date_token(Month(named[0].number, max(step - 1, 0)) if named else Month(None, step))


@WEEKDAYS.rule("START|MIDDLE|END MONTH NUMBER !HOURMARK", "START|MIDDLE|END MONTH",
               "START|MIDDLE|END THIS|NEXT|COMING|AFTER_NEXT? MONTHS")  # fmt: skip
def _part_of_month(t: Sequence[Token], words: Words) -> Made:
    month = _month_said(t)
    return date_token(replace(month, part=_PARTS[t[0].sign])) if month else None


@WEEKDAYS.rule("IN? MONTH NUMBER !HOURMARK")
def _month_of_year(t: Sequence[Token], words: Words) -> Made:
    month = _month_said(t)
    return date_token(month) if month else None


@WEEKDAYS.rule("NEXT|COMING NUMBER DAYS|WEEK")
def _next_days(t: Sequence[Token], words: Words) -> Made:
    return date_token(NextDays(t[1].number * (7 if t[2].sign is Sign.WEEK else 1)))


@WEEKDAYS.rule("NEXT|COMING DAYS")
def _next_day(t: Sequence[Token], words: Words) -> Made:
    """ "am nächsten Tag" is one day, "in den nächsten Tagen" are several; the table marks the singular."""
    return date_token(DayOffset(1)) if t[1].number == 1 else date_token(NextDays(5))
