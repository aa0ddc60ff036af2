"""Third stage, first half: numbers and days. Which day it is, `days.py` finds out."""

from collections.abc import Sequence
from dataclasses import replace

from .meanings import (
    DAY_TYPES,
    CalendarDay,
    Day,
    DayOffset,
    DaySpan,
    Month,
    MonthOffset,
    NextDays,
    Part,
    Week,
    Weekday,
    WeekdayInWeeks,
    Which,
)
from .rules import Made, Stage
from .tokens import Sign, Token, Words

NUMBERS, THOUSANDS, DATES, WEEKDAYS, SPANS, SINGLE_DAYS = (Stage() for _ in range(6))

_PARTS = {Sign.START: Part.START, Sign.MIDDLE: Part.MIDDLE, Sign.END: Part.END}
_STEPS = {Sign.THIS: 0, Sign.NEXT: 1, Sign.COMING: 1, Sign.AFTER_NEXT: 2}
_WHICH = {Sign.THIS: Which.THIS, Sign.NEXT: Which.NEXT, Sign.COMING: Which.COMING, Sign.AFTER_NEXT: Which.AFTER_NEXT}


def date_token(meaning: Day) -> Token:
    """A token for one day, or for a week or month as a whole."""
    return Token(Sign.DATE, meaning=meaning)


def _only(tokens: Sequence[Token], *signs: Sign) -> list[Token]:
    return [t for t in tokens if t.sign in signs]


@NUMBERS.rule("NUMBER|ONE AND NUMBER|ORDINAL")
def _units_before_tens(t: Sequence[Token], words: Words) -> Made:
    """ "acht und zwanzigsten": recognisers write one German number as three words."""
    unit = t[0].number or 1
    spelled = words.lang == "de" and not (t[0].width or t[2].width)
    fits = unit < 10 and t[2].number % 10 == 0 and 20 <= t[2].number <= 90
    return replace(t[2], number=unit + t[2].number) if spelled and fits else None


@NUMBERS.rule("NUMBER DASH? NUMBER|ORDINAL")
def _tens_before_units(t: Sequence[Token], words: Words) -> Made:
    tens, unit = t[0].number, t[-1].number
    spelled = words.lang == "en" and not (t[0].width or t[-1].width)
    fits = tens % 10 == 0 and 20 <= tens <= 90 and 0 < unit < 10
    return replace(t[-1], number=tens + unit) if spelled and fits else None


@THOUSANDS.rule("NUMBER THOUSAND AND? NUMBER?")
def _thousands(t: Sequence[Token], words: Words) -> Made:
    rest = t[-1].number if t[-1].sign is Sign.NUMBER else 0
    return Token(Sign.NUMBER, t[0].number * 1000 + rest)


def _as_year(token: Token) -> int | None:
    return token.number if 1900 <= token.number <= 2199 else None


@DATES.rule("ORDINAL|NUMBER MONTH NUMBER?", "ORDINAL IN? MONTH NUMBER?")
def _day_of_month(t: Sequence[Token], words: Words) -> Made:
    month = _only(t, Sign.MONTH)[0].number
    year = _as_year(t[-1]) if t[-1].sign is Sign.NUMBER and t[-1] is not t[0] else None
    if t[-1].sign is Sign.NUMBER and year is None:
        return None
    return date_token(CalendarDay(t[0].number, month, year)) if t[0].number <= 99 else None


@DATES.rule("MONTH DASH|SLASH|BREAK? ORDINAL|NUMBER NUMBER?")
def _month_then_day(t: Sequence[Token], words: Words) -> Made:
    day = next(n for n in t[1:] if n.sign in (Sign.ORDINAL, Sign.NUMBER))
    year = _as_year(t[-1]) if t[-1] is not day else None
    if (t[-1] is not day and year is None) or not 1 <= day.number <= 31 or (len(t) > 2 and t[1].text == "."):
        return None
    return date_token(CalendarDay(day.number, t[0].number, year))


@DATES.rule("ORDINAL ORDINAL NUMBER?", "ORDINAL POINT NUMBER|ORDINAL NUMBER?", "ON NUMBER ORDINAL NUMBER?")
def _day_and_numbered_month(t: Sequence[Token], words: Words) -> Made:
    """ "am zehnten Zehnten": the month as a number, with or without its year."""
    numbers = _only(t, Sign.NUMBER, Sign.ORDINAL)
    year = _as_year(numbers[2]) if len(numbers) == 3 else None
    if (len(numbers) == 3 and year is None) or numbers[1].number > 12 or words.lang != "de":
        return None
    return date_token(CalendarDay(numbers[0].number, numbers[1].number, year))


@DATES.rule("DOTTED")
def _dotted_date(t: Sequence[Token], words: Words) -> Made:
    """The clock rules came first: what they left is a date, though perhaps one that does not exist."""
    return date_token(CalendarDay(t[0].number, t[0].minor))


@DATES.rule("DATE NUMBER")
def _date_with_year(t: Sequence[Token], words: Words) -> Made:
    year = _as_year(t[1])
    meaning = t[0].meaning
    if year and isinstance(meaning, CalendarDay) and meaning.month and meaning.year is None:
        return date_token(replace(meaning, year=year))
    return None


@DATES.rule("FEAST")
def _feast(t: Sequence[Token], words: Words) -> Made:
    return date_token(CalendarDay(t[0].number % 100, t[0].number // 100))


@DATES.rule("NUMBER|ORDINAL DAYS IN MONTH")
def _nth_day_in_month(t: Sequence[Token], words: Words) -> Made:
    return date_token(CalendarDay(t[0].number, t[3].number))


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


@WEEKDAYS.rule("GONE WEEKDAY|WEEK|MONTHS|WEEKEND|MONTH|DATE", "GONE_DAY")
def _gone(t: Sequence[Token], words: Words) -> Made:
    return Token(Sign.GONE_TIME)


@WEEKDAYS.rule("THIS|NEXT|COMING|AFTER_NEXT WEEKDAY", "WEEKDAY AFTER_NEXT")
def _named_weekday(t: Sequence[Token], words: Words) -> Made:
    day = _only(t, Sign.WEEKDAY)[0].number
    which = next(_WHICH[x.sign] for x in t if x.sign in _WHICH)
    return date_token(Weekday(day, which))


@WEEKDAYS.rule(
    "WEEKDAY IN NUMBER|ONE WEEK", "WEEKDAY WEEK", "NUMBER|ONE WEEK ON WEEKDAY", "NUMBER|ONE WEEK FROM WEEKDAY"
)
def _weeks_after_weekday(t: Sequence[Token], words: Words) -> Made:
    weeks = max([x.number for x in t if x.sign is Sign.NUMBER], default=1)
    return date_token(Weekday(_only(t, Sign.WEEKDAY)[0].number, Which.BARE, weeks))


@WEEKDAYS.rule("WEEKDAY IN NUMBER DAYS")
def _days_after_weekday(t: Sequence[Token], words: Words) -> Made:
    """ "Freitag in acht Tagen", "in vierzehn Tagen": so many weeks after the coming one."""
    days = words.week_idiom.get(t[2].number, t[2].number)
    return date_token(Weekday(t[0].number, Which.BARE, days // 7)) if days and days % 7 == 0 else None


@WEEKDAYS.rule("NUMBER WEEKDAY FROM_NOW")
def _weekdays_from_now(t: Sequence[Token], words: Words) -> Made:
    return date_token(Weekday(t[1].number, Which.BARE, t[0].number - 1))


@WEEKDAYS.rule("IN NUMBER|ONE WEEK ON? WEEKDAY")
def _weekday_in_weeks(t: Sequence[Token], words: Words) -> Made:
    return date_token(WeekdayInWeeks(t[-1].number, t[1].number if t[1].sign is Sign.NUMBER else 1))


@WEEKDAYS.rule("DAY? IN NUMBER|ONE DAYS|WEEK|MONTHS", "NUMBER|ONE DAYS|WEEK|MONTHS FROM_NOW")
def _after_so_long(t: Sequence[Token], words: Words) -> Made:
    count = max([x.number for x in t if x.sign is Sign.NUMBER], default=1)
    start = t[0].number if t[0].sign is Sign.DAY else 0
    unit = next(x.sign for x in t if x.sign in (Sign.DAYS, Sign.WEEK, Sign.MONTHS))
    if unit is Sign.MONTHS:
        return date_token(MonthOffset(count))
    if unit is Sign.DAYS:
        return date_token(DayOffset(start + words.week_idiom.get(count, count)))
    return date_token(DayOffset(start + 7 * count))


@WEEKDAYS.rule("IN? THIS|NEXT|COMING|AFTER_NEXT WEEK|WORKWEEK", "IN? WEEK AFTER_NEXT")
def _week(t: Sequence[Token], words: Words) -> Made:
    step = next(_STEPS[x.sign] for x in t if x.sign in _STEPS)
    return date_token(Week(step, Part.WORKDAYS if t[-1].sign is Sign.WORKWEEK else Part.WHOLE))


@WEEKDAYS.rule("START|MIDDLE|END THIS|NEXT|COMING|AFTER_NEXT? WEEK")
def _part_of_week(t: Sequence[Token], words: Words) -> Made:
    return date_token(Week(next((_STEPS[x.sign] for x in t if x.sign in _STEPS), 0), _PARTS[t[0].sign]))


@WEEKDAYS.rule("IN|ON|AT? THIS|NEXT|COMING|AFTER_NEXT? WEEKEND")
def _weekend(t: Sequence[Token], words: Words) -> Made:
    """A "coming" weekend is the one of this week; the "next" one may be either, so it is asked (days.py)."""
    step = next((x.sign for x in t if x.sign in _STEPS), Sign.THIS)
    return date_token(Week(0 if step is Sign.COMING else _STEPS[step], Part.WEEKEND))


@WEEKDAYS.rule("IN? THIS|NEXT|COMING|AFTER_NEXT MONTHS|MONTH", "MONTH AFTER_NEXT", "IN MONTH")
def _month(t: Sequence[Token], words: Words) -> Made:
    step = next((_STEPS[x.sign] for x in t if x.sign in _STEPS), 0)
    named = _only(t, Sign.MONTH)
    return date_token(Month(named[0].number, max(step - 1, 0)) if named else Month(None, step))


@WEEKDAYS.rule("START|MIDDLE|END MONTH")
def _part_of_month(t: Sequence[Token], words: Words) -> Made:
    return date_token(Month(t[1].number, 0, _PARTS[t[0].sign]))


@WEEKDAYS.rule("NEXT|COMING NUMBER DAYS|WEEK")
def _next_days(t: Sequence[Token], words: Words) -> Made:
    return date_token(NextDays(t[1].number * (7 if t[2].sign is Sign.WEEK else 1)))


@WEEKDAYS.rule("NEXT|COMING DAYS")
def _next_day(t: Sequence[Token], words: Words) -> Made:
    return date_token(DayOffset(1)) if words.lang == "en" else date_token(NextDays(5))


@SPANS.rule("OF? DATE|ORDINAL|NUMBER|WEEKDAY|DAY UNTIL|DASH|SLASH|TO ON? DATE|ORDINAL|NUMBER|WEEKDAY|DAY",
            "BETWEEN DATE|ORDINAL|NUMBER|WEEKDAY AND DATE|ORDINAL|WEEKDAY",
            "MONTH BETWEEN NUMBER|ORDINAL AND NUMBER|ORDINAL")  # fmt: skip
def _day_span(t: Sequence[Token], words: Words) -> Made:
    """From one day to another; a month said once serves both ends. Two bare numbers are left for the clock."""
    ends = [x for x in t if x.sign in _SPAN_ENDS]
    if any(x.sign is Sign.SLASH for x in t) and not (ends[0].width or ends[0].sign is Sign.DATE):
        return None
    days = [_end_of_span(x, t) for x in ends]
    if None in days or len(days) != 2 or (all(x.sign is Sign.NUMBER for x in ends) and t[0].sign is not Sign.MONTH):
        return None
    first, last = _with_shared_month(days[0], days[1], t)
    return Token(Sign.SPAN, meaning=DaySpan(first, last))


_SPAN_ENDS = (Sign.DATE, Sign.ORDINAL, Sign.NUMBER, Sign.WEEKDAY, Sign.DAY)


def _end_of_span(token: Token, around: Sequence[Token]) -> Day | None:
    if token.sign in (Sign.NUMBER, Sign.ORDINAL):
        return CalendarDay(token.number) if 1 <= token.number <= 31 else None
    if token.sign is Sign.WEEKDAY:
        return Weekday(token.number)
    if token.sign is Sign.DAY:
        return DayOffset(token.number)
    return token.meaning if isinstance(token.meaning, DAY_TYPES) else None


def _with_shared_month(first: Day | None, last: Day | None, t: Sequence[Token]) -> tuple[Day | None, Day | None]:
    months = [x.number for x in t if x.sign is Sign.MONTH]
    if isinstance(first, CalendarDay) and isinstance(last, CalendarDay):
        month = first.month or last.month or (months[0] if months else None)
        year = last.year if first.year is None else first.year
        first = replace(first, month=first.month or month, year=year)
        last = replace(last, month=last.month or month)
    return first, last


@SPANS.rule("NUMBER|ORDINAL UNTIL|DASH|TO NUMBER|ORDINAL DATE")
def _numbers_of_month(t: Sequence[Token], words: Words) -> Made:
    """ "4 till 23 of this month": days of the month named behind them."""
    month = t[3].meaning
    if not isinstance(month, Month) or month.part is not Part.WHOLE:
        return None
    return Token(Sign.SPAN, meaning=DaySpan(CalendarDay(t[0].number), CalendarDay(t[2].number), within=month))


@SPANS.rule("FROM|OF ON? DATE|WEEKDAY|DAY")
def _from_a_day(t: Sequence[Token], words: Words) -> Made:
    day = _end_of_span(t[-1], t)
    return (
        Token(Sign.SPAN, meaning=DaySpan(day, None)) if day and (t[0].sign is Sign.FROM or words.lang == "en") else None
    )


@SPANS.rule("UNTIL ON? DATE|WEEKDAY|DAY")
def _until_a_day(t: Sequence[Token], words: Words) -> Made:
    return Token(Sign.SPAN, meaning=DaySpan(None, _end_of_span(t[-1], t)))


@SPANS.rule("BEFORE DATE|WEEKDAY|WEEKEND", "AFTER DATE|WEEKDAY|WEEKEND")
def _outside_a_day(t: Sequence[Token], words: Words) -> Made:
    day = Week(0, Part.WEEKEND) if t[1].sign is Sign.WEEKEND else _end_of_span(t[1], t)
    span = DaySpan(None, day, outside=True) if t[0].sign is Sign.BEFORE else DaySpan(day, None, outside=True)
    return Token(Sign.SPAN, meaning=span)


@SINGLE_DAYS.rule("WEEKDAY")
def _weekday(t: Sequence[Token], words: Words) -> Made:
    return date_token(Weekday(t[0].number))


@SINGLE_DAYS.rule("DAY")
def _day(t: Sequence[Token], words: Words) -> Made:
    return date_token(DayOffset(t[0].number))


@SINGLE_DAYS.rule("ON NUMBER|ORDINAL")
def _on_the_nth(t: Sequence[Token], words: Words) -> Made:
    """ "am 15" is a day; "am zwölf" may be an hour or a slip of "zwölften" and is left unread."""
    written = t[1].sign is Sign.ORDINAL or 0 < t[1].width < 3 or words.lang == "en"
    return date_token(CalendarDay(t[1].number)) if written and t[1].number <= 99 else None


@SINGLE_DAYS.rule("ORDINAL COUNTED|WORD")
def _counted_ordinal(t: Sequence[Token], words: Words) -> Made:
    """ "zum dritten Mal", "erster Vorschlag": a place in a row, not a day."""
    return Token(Sign.WORD) if not t[0].width else None


@SINGLE_DAYS.rule("ORDINAL")
def _nth(t: Sequence[Token], words: Words) -> Made:
    return date_token(CalendarDay(t[0].number))
