"""Third stage, first half: numbers and days. Which day it is, `days.py` finds out."""

from collections.abc import Sequence
from dataclasses import replace

from .habits import Habit
from .meanings import (
    DAY_TYPES,
    CalendarDay,
    Clock,
    Day,
    DayOffset,
    DaySpan,
    Half,
    Month,
    Part,
    Shifted,
    TimeSpan,
    Week,
    Weekday,
    WeekOf,
)
from .rules import Made, Stage
from .signs import Sign, Token
from .vocabulary import Words

NUMBERS, THOUSANDS, DATES, SPANS, SINGLE_DAYS = (Stage() for _ in range(5))


def date_token(meaning: Day) -> Token:
    """A token for one day, or for a week or month as a whole."""
    return Token(Sign.DATE, meaning=meaning)


def only(tokens: Sequence[Token], *signs: Sign) -> list[Token]:
    """The tokens with one of these signs, in order."""
    return [t for t in tokens if t.sign in signs]


@NUMBERS.rule("NUMBER|ONE AND NUMBER|ORDINAL")
def _units_before_tens(t: Sequence[Token], words: Words) -> Made:
    """ "acht und zwanzigsten": recognisers write one German number as three words."""
    unit = t[0].number or 1
    spelled = Habit.UNITS_FIRST in words.habits and not (t[0].width or t[2].width)
    fits = unit < 10 and t[2].number % 10 == 0 and 20 <= t[2].number <= 90
    return replace(t[2], number=unit + t[2].number) if spelled and fits else None


@NUMBERS.rule("NUMBER DASH? NUMBER|ORDINAL")
def _tens_before_units(t: Sequence[Token], words: Words) -> Made:
    tens, unit = t[0].number, t[-1].number
    spelled = Habit.TENS_FIRST in words.habits and not (t[0].width or t[-1].width)
    fits = tens % 10 == 0 and 20 <= tens <= 90 and 0 < unit < 10
    return replace(t[-1], number=tens + unit) if spelled and fits else None


@THOUSANDS.rule("NUMBER NUMBER")
def _year_in_two_words(t: Sequence[Token], words: Words) -> Made:
    """ "zweitausend sechsundzwanzig"; "zwanzig sechsundzwanzig" only where it is hardly a clock time."""
    first, rest = t[0].number, t[1].number
    if t[0].width or t[1].width or Habit.UNITS_FIRST not in words.habits or not 0 < rest < 100:
        return None
    if first == 2000:
        return Token(Sign.NUMBER, 2000 + rest)
    return Token(Sign.NUMBER, 2000 + rest) if first == 20 and rest > 20 and rest % 5 else None


@THOUSANDS.rule("NUMBER THOUSAND AND? NUMBER?")
def _thousands(t: Sequence[Token], words: Words) -> Made:
    rest = t[-1].number if t[-1].sign is Sign.NUMBER else 0
    return Token(Sign.NUMBER, t[0].number * 1000 + rest)


def as_year(token: Token) -> int | None:
    """The year a number stands for, None where it is none."""
    return token.number if 1900 <= token.number <= 2199 else None


@DATES.rule("ORDINAL|NUMBER MONTH BREAK? NUMBER? !WEEK", "ORDINAL IN? MONTH NUMBER? !WEEK")
def _day_of_month(t: Sequence[Token], words: Words) -> Made:
    month = only(t, Sign.MONTH)[0].number
    year = as_year(t[-1]) if t[-1].sign is Sign.NUMBER and t[-1] is not t[0] else None
    if (t[-1] is not t[0] and t[-1].sign in (Sign.NUMBER, Sign.BREAK) and year is None) or _stops(t):
        return None
    return date_token(CalendarDay(t[0].number, month, year)) if t[0].number <= 99 else None


def _stops(t: Sequence[Token]) -> bool:
    """Whether anything but a comma stands between the parts of a date: "4. Januar. 2027 ..."."""
    return any(x.sign is Sign.BREAK and x.text != "," for x in t)


@DATES.rule("MONTH DASH|SLASH|BREAK? ORDINAL|NUMBER BREAK? NUMBER?")
def _month_then_day(t: Sequence[Token], words: Words) -> Made:
    day = next(n for n in t[1:] if n.sign in (Sign.ORDINAL, Sign.NUMBER))
    year = as_year(t[-1]) if t[-1] is not day else None
    if (t[-1] is not day and year is None) or not 1 <= day.number <= 31 or _stops(t):
        return None
    return date_token(CalendarDay(day.number, t[0].number, year))


@DATES.rule("ORDINAL ORDINAL NUMBER?", "ORDINAL POINT NUMBER|ORDINAL NUMBER?", "ON NUMBER ORDINAL NUMBER?")
def _day_and_numbered_month(t: Sequence[Token], words: Words) -> Made:
    """ "am zehnten Zehnten": the month as a number, with or without its year."""
    numbers = only(t, Sign.NUMBER, Sign.ORDINAL)
    year = as_year(numbers[2]) if len(numbers) == 3 else None
    if Habit.NUMBERED_MONTHS not in words.habits:
        return None
    if (len(numbers) == 3 and year is None) or numbers[1].number > 12:
        return None
    return date_token(CalendarDay(numbers[0].number, numbers[1].number, year))


@DATES.rule("DOTTED")
def _dotted_date(t: Sequence[Token], words: Words) -> Made:
    """The clock rules came first: what they left is a date, though perhaps one that does not exist."""
    return date_token(CalendarDay(t[0].number, t[0].minor))


@DATES.rule("DATE NUMBER")
def _date_with_year(t: Sequence[Token], words: Words) -> Made:
    year = as_year(t[1])
    meaning = t[0].meaning
    if year and isinstance(meaning, CalendarDay) and meaning.month and meaning.year is None:
        return date_token(replace(meaning, year=year))
    return None


@DATES.rule("FEAST")
def _feast(t: Sequence[Token], words: Words) -> Made:
    return date_token(CalendarDay(t[0].number % 100, t[0].number // 100))


@DATES.rule("NUMBER|ORDINAL DAYS IN? MONTH")
def _nth_day_in_month(t: Sequence[Token], words: Words) -> Made:
    return date_token(CalendarDay(t[0].number, t[-1].number))


_CLOCKWARD = "!HOURMARK|AM|PM|HOURS|MINUTES|CLOCK"


@SPANS.rule("OF? DATE|ORDINAL|NUMBER|WEEKDAY|DAY BREAK? UNTIL|DASH|SLASH|TO ON? DATE|ORDINAL|WEEKDAY|DAY",
            f"OF? DATE|ORDINAL|NUMBER UNTIL|DASH|SLASH|TO NUMBER {_CLOCKWARD}",
            "BETWEEN DATE|ORDINAL|NUMBER|WEEKDAY UNTIL DATE|ORDINAL|WEEKDAY",
            "MONTH BETWEEN NUMBER|ORDINAL UNTIL NUMBER|ORDINAL")  # fmt: skip
def _day_span(t: Sequence[Token], words: Words) -> Made:
    """From one day to another; a month said once serves both ends. Two bare numbers are left for the clock."""
    ends = [x for x in t if x.sign in _SPAN_ENDS]
    if any(x.sign is Sign.SLASH for x in t) and not (ends[0].width or ends[0].sign is Sign.DATE):
        return None
    if _stops(t) or (ends[-1].sign is Sign.NUMBER and not _numbers_may_be_days(ends, words)):
        return None
    days = [_end_of_span(x, t) for x in ends]
    if None in days or len(days) != 2 or (all(x.sign is Sign.NUMBER for x in ends) and t[0].sign is not Sign.MONTH):
        return None
    first, last = _with_shared_month(days[0], days[1], t)
    return Token(Sign.SPAN, meaning=DaySpan(first, last))


def _numbers_may_be_days(ends: Sequence[Token], words: Words) -> bool:
    """ "July 13 to 15" ends with a day; of "am 28.11. bis zehn" and "Freitag bis 12" nobody knows, the clock does."""
    first = ends[0].meaning
    named = isinstance(first, CalendarDay) and first.month is not None and Habit.MONTH_FIRST in words.habits
    return named or ends[0].sign is Sign.ORDINAL or all(x.sign is Sign.NUMBER for x in ends)


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


@SPANS.rule("FROM|UNTIL|AFTER|BEFORE MONTH", "OF MONTH FROM", "OF|BETWEEN? MONTH UNTIL|DASH|TO MONTH")
def _months(t: Sequence[Token], words: Words) -> Made:
    """ "ab Oktober", "von Februar bis April"."""
    months = [Month(x.number) for x in only(t, Sign.MONTH)]
    if len(months) == 2:
        return Token(Sign.SPAN, meaning=DaySpan(months[0], months[1]))
    outside = t[0].sign in (Sign.BEFORE, Sign.AFTER)
    ends = t[0].sign in (Sign.UNTIL, Sign.BEFORE)
    if t[-1].sign is Sign.FROM and t[-1].number != 1:
        return None
    return Token(Sign.SPAN, meaning=DaySpan(None if ends else months[0], months[0] if ends else None, outside=outside))


@SPANS.rule("NUMBER|ORDINAL UNTIL|DASH|TO NUMBER|ORDINAL DATE")
def _numbers_of_month(t: Sequence[Token], words: Words) -> Made:
    """ "4 till 23 of this month": days of the month named behind them."""
    month = t[3].meaning
    if not isinstance(month, Month) or month.part is not Part.WHOLE:
        return None
    return Token(Sign.SPAN, meaning=DaySpan(CalendarDay(t[0].number), CalendarDay(t[2].number), within=month))


@SPANS.rule("DATE OF? NUMBER|ORDINAL UNTIL|DASH|TO NUMBER|ORDINAL")
def _numbers_of_month_before(t: Sequence[Token], words: Words) -> Made:
    """ "diesen Monat vom 4. bis zum 22."."""
    month, (first, last) = t[0].meaning, [x.number for x in t if x.sign in (Sign.NUMBER, Sign.ORDINAL)]
    if not isinstance(month, Month) or month.part is not Part.WHOLE:
        return None
    return Token(Sign.SPAN, meaning=DaySpan(CalendarDay(first), CalendarDay(last), within=month))


@SPANS.rule("NUMBER|ONE? DAYS|WEEK AFTER|BEFORE DATE|WEEKDAY|DAY")
def _shifted_day(t: Sequence[Token], words: Words) -> Made:
    """ "zwei Wochen nach Ostern", "am Tag vor Heiligabend"."""
    unit = t[-3]
    count = t[0].number or 1 if t[0] is not unit else 1
    day = _end_of_span(t[-1], t)
    if day is None or (t[0] is unit and unit.number != 1):
        return None
    days = count * (7 if unit.sign is Sign.WEEK else 1)
    return date_token(Shifted(day, days if t[-2].sign is Sign.AFTER else -days)) if days < 1000 else None


@SPANS.rule("IN? WEEK BEFORE|AFTER|OF|FROM DATE|ORDINAL")
def _week_of_a_day(t: Sequence[Token], words: Words) -> Made:
    """ "in der Woche vor Weihnachten", "in der Woche vom siebten Dezember"."""
    day = _end_of_span(t[-1], t)
    weeks = {Sign.BEFORE: -1, Sign.AFTER: 1}.get(t[-2].sign, 0)
    return date_token(WeekOf(day, weeks)) if day else None


@SPANS.rule("OF ON? DATE|WEEKDAY|DAY|ORDINAL ON !DATE|WEEKDAY|DAY|ORDINAL|NUMBER")
def _from_a_day_on(t: Sequence[Token], words: Words) -> Made:
    """ "von Montag an"; the table marks "an" by its number, "am" would begin another day."""
    day = _end_of_span(t[-2], t)
    return Token(Sign.SPAN, meaning=DaySpan(day, None)) if day and t[-1].number == 1 else None


@SPANS.rule("FROM|OF ON? DATE|WEEKDAY|DAY")
def _from_a_day(t: Sequence[Token], words: Words) -> Made:
    day = _end_of_span(t[-1], t)
    if day is None or (t[0].sign is Sign.OF and Habit.FROM_OPENS not in words.habits):
        return None
    return Token(Sign.SPAN, meaning=DaySpan(day, None))


@SPANS.rule("UNTIL ON? DATE|WEEKDAY|DAY")
def _until_a_day(t: Sequence[Token], words: Words) -> Made:
    return Token(Sign.SPAN, meaning=DaySpan(None, _end_of_span(t[-1], t)))


@SPANS.rule("BEFORE DATE|WEEKDAY|WEEKEND", "AFTER DATE|WEEKDAY|WEEKEND")
def _outside_a_day(t: Sequence[Token], words: Words) -> Made:
    day = Week(0, Part.WEEKEND) if t[1].sign is Sign.WEEKEND else _end_of_span(t[1], t)
    span = DaySpan(None, day, outside=True) if t[0].sign is Sign.BEFORE else DaySpan(day, None, outside=True)
    return Token(Sign.SPAN, meaning=span)


@SPANS.rule("ON? DATE|WEEKDAY|DAY FROM|UNTIL !NUMBER|CLOCK|DOTTED|AT|HALF|QUARTER|THREE_QUARTER|PART|EARLY|ORDINAL",
            "ON ORDINAL FROM|UNTIL !NUMBER|CLOCK|DOTTED|AT|HALF|QUARTER|THREE_QUARTER|PART|EARLY|ORDINAL|MONTH",
            "FROM|UNTIL ON ORDINAL")  # fmt: skip
def _bound_around_a_day(t: Sequence[Token], words: Words) -> Made:
    """ "Freitag spätestens", "spätestens am zwanzigsten"; behind the day only words that may stand there."""
    bound = next(x for x in t if x.sign in (Sign.FROM, Sign.UNTIL))
    day = _end_of_span(next(x for x in t if x.sign in _SPAN_ENDS), t)
    if day is None or (bound is t[-1] and bound.number != _MAY_STAND_BEHIND):
        return None
    ends = bound.sign is Sign.UNTIL
    return Token(Sign.SPAN, meaning=DaySpan(None if ends else day, day if ends else None))


_MAY_STAND_BEHIND = 1


@SPANS.rule("FROM|UNTIL|BEFORE|AFTER ORDINAL")
def _bound_by_a_number(t: Sequence[Token], words: Words) -> Made:
    """ "ab dem 20." is a day, "ab 10." at the end of a sentence an hour: the table marks words with an article."""
    bound, number = t[0], t[1]
    if number.width == 1 and bound.number != _WITH_ARTICLE:
        return None
    day = CalendarDay(number.number)
    outside = bound.sign in (Sign.BEFORE, Sign.AFTER)
    ends = bound.sign in (Sign.UNTIL, Sign.BEFORE)
    return Token(Sign.SPAN, meaning=DaySpan(None if ends else day, day if ends else None, outside=outside))


_WITH_ARTICLE = 2


@SINGLE_DAYS.rule("FROM|UNTIL|BEFORE|AFTER ORDINAL")
def _hour_at_the_end(t: Sequence[Token], words: Words) -> Made:
    """ "… ab 10.": the dot ends the sentence; the bound is taken up again by the windows."""
    start = Clock(t[1].number) if 0 < t[1].number <= 12 else Clock(t[1].number % 24, half=Half.KNOWN)
    if t[1].width != 1 or t[1].number > 24:
        return None
    return Token(Sign.WINDOW, meaning=TimeSpan(start, None) if t[0].sign in _OPENS else TimeSpan(None, start))


_OPENS = (Sign.FROM, Sign.AFTER)


@SINGLE_DAYS.rule("WEEKDAY")
def _weekday(t: Sequence[Token], words: Words) -> Made:
    return date_token(Weekday(t[0].number))


@SINGLE_DAYS.rule("DAY")
def _day(t: Sequence[Token], words: Words) -> Made:
    return date_token(DayOffset(t[0].number))


@SINGLE_DAYS.rule("MONTH !WORD|NUMBER|ORDINAL|DATE|CAN")
def _month_alone(t: Sequence[Token], words: Words) -> Made:
    """ "Januar wäre gut"; English "may" and "march" are verbs as well and left unread."""
    return date_token(Month(t[0].number)) if t[0].number not in words.unsure_months else None


@SINGLE_DAYS.rule("ON NUMBER|ORDINAL")
def _on_the_nth(t: Sequence[Token], words: Words) -> Made:
    """ "am 15" is a day; "am zwölf" may be an hour or a slip of "zwölften" and is left unread."""
    written = t[1].sign is Sign.ORDINAL or 0 < t[1].width < 3 or Habit.DAYS_BY_NUMBER in words.habits
    return date_token(CalendarDay(t[1].number)) if written and t[1].number <= 99 else None


@SINGLE_DAYS.rule("ORDINAL COUNTED|WORD|CAN|YEARS")
def _counted_ordinal(t: Sequence[Token], words: Words) -> Made:
    """ "zum dritten Mal", "erster Vorschlag": a place in a row, not a day; unlike "den Fünfzehnten nehmen"."""
    counted = t[1].sign is Sign.COUNTED or t[0].number <= _SMALL_PLACE
    return Token(Sign.WORD) if counted and not t[0].width else None


_SMALL_PLACE = 3


@SINGLE_DAYS.rule("WORD ORDINAL")
def _first_of_all(t: Sequence[Token], words: Words) -> Made:
    """ "Let me ask my wife first"."""
    in_english = Habit.DAYS_BY_NUMBER in words.habits
    return Token(Sign.WORD) if in_english and t[1].number == 1 and not t[1].width else None


@SINGLE_DAYS.rule("ORDINAL")
def _nth(t: Sequence[Token], words: Words) -> Made:
    return date_token(CalendarDay(t[0].number))
