"""Third stage, last rules: windows of the day."""

from collections.abc import Sequence

from .grammar_clock import WRONG, hour_clock, part_of_clock
from .habits import Habit
from .lexicon import PARTS
from .meanings import Clock, Half, TimeSpan
from .reading import Daypart, daypart_window
from .rules import Made, Stage
from .signs import Sign, Token
from .vocabulary import Words

WINDOWS = Stage()


@WINDOWS.rule("FROM|OF|BETWEEN? CLOCK|NUMBER UNTIL|DASH|TO CLOCK|NUMBER|PART")
def _window(t: Sequence[Token], words: Words) -> Made:
    ends = [x for x in t if x.sign in (Sign.CLOCK, Sign.NUMBER, Sign.PART)]
    joint = t[-2].sign
    bare = all(x.sign is Sign.NUMBER for x in ends) and t[0].sign is Sign.NUMBER
    if bare and joint is Sign.DASH and not ends[0].width:
        return None
    start, end = _end_clock(ends[0], words), _end_clock(ends[1], words, last=True)
    return Token(Sign.WINDOW, meaning=_agreeing(start, end)) if start and end else WRONG


NAMED_BY = 3
"""The number of a word that bounds a time and names a part of the day: "by"."""


def _end_clock(token: Token, words: Words, *, last: bool = False, over: bool = False) -> Clock | None:
    """The clock time at which a window begins, or (`last`) ends, or begins behind a part of the day that is `over`."""
    last = last or over
    if token.sign is Sign.PART and PARTS[token.number] is Daypart.NOON:
        return Clock(13 if over or (last and Habit.NOON_SHARP not in words.habits) else 12, half=Half.KNOWN)
    if token.sign is Sign.PART:
        hour = daypart_window(PARTS[token.number])[last]
        return Clock(hour.hour, hour.minute, Half.KNOWN)
    made = token if token.sign is Sign.CLOCK else hour_clock(token.number)
    return made.meaning if isinstance(made.meaning, Clock) else None


def _agreeing(start: Clock, end: Clock) -> TimeSpan:
    """ "between 2 and 4 pm": the half said for one end serves both where that keeps their order."""
    if start.half is not Half.KNOWN and end.half is Half.KNOWN and end.hour >= 12:
        later = part_of_clock(start, Daypart.AFTERNOON)
        start = later if (later.hour, later.minute) < (end.hour, end.minute) else part_of_clock(start, Daypart.MORNING)
    elif start.half is not Half.KNOWN and end.half is Half.KNOWN:
        start = part_of_clock(start, Daypart.MORNING)
    return TimeSpan(start, end)


@WINDOWS.rule("ANY WORD")
def _whenever_somebody(t: Sequence[Token], words: Words) -> Made:
    """ "Whenever my sister comes" is a time that only the caller knows."""
    return Token(Sign.SEASON) if t[0].number else None


@WINDOWS.rule("FROM|AFTER|OF CLOCK|NUMBER|PART")
def _open_window(t: Sequence[Token], words: Words) -> Made:
    if t[0].sign is Sign.OF and (Habit.FROM_OPENS not in words.habits or t[1].sign is Sign.NUMBER):
        return None  # "von elf Uhr auf zwölf" names a clock time
    start = _end_clock(t[1], words, over=t[0].sign is Sign.AFTER)
    return Token(Sign.WINDOW, meaning=TimeSpan(start, None)) if start else WRONG


@WINDOWS.rule(
    "OF NUMBER !ONTO|TO|UNTIL|DASH|SLASH|COUNTED|WORD|NUMBER|ORDINAL|DOTTED|MONTH|DAYS|WEEK|MONTHS|YEARS|HOURS|MINUTES"
)
def _from_an_hour(t: Sequence[Token], words: Words) -> Made:
    """ "Wednesday from four"; of what may be counted instead nobody knows, and it is asked about."""
    if Habit.FROM_OPENS not in words.habits or not 0 < t[1].number <= _HOURS_OF_A_HALF:
        return None
    start = _end_clock(t[1], words)
    return Token(Sign.WINDOW, meaning=TimeSpan(start, None)) if start else None


_HOURS_OF_A_HALF = 12


@WINDOWS.rule("FROM|AFTER|UNTIL|BEFORE PART CLOCK|NUMBER")
def _bound_in_a_part(t: Sequence[Token], words: Words) -> Made:
    """ "ab nachmittags um drei"."""
    clock = _end_clock(t[2], words)
    if clock is None:
        return WRONG
    said = part_of_clock(clock, PARTS[t[1].number])
    opens = t[0].sign in (Sign.FROM, Sign.AFTER)
    return Token(Sign.WINDOW, meaning=TimeSpan(said, None) if opens else TimeSpan(None, said))


@WINDOWS.rule("OF CLOCK|NUMBER ON !WEEKDAY|DATE|DAY|SPAN")
def _from_a_clock_on(t: Sequence[Token], words: Words) -> Made:
    """ "von halb zwei an"; the table marks "an" by its number."""
    start = _end_clock(t[1], words)
    return Token(Sign.WINDOW, meaning=TimeSpan(start, None)) if start and t[2].number == 1 else None


@WINDOWS.rule("UNTIL|BEFORE CLOCK|NUMBER|PART")
def _window_to(t: Sequence[Token], words: Words) -> Made:
    if t[1].sign is Sign.PART and t[0].number == NAMED_BY and PARTS[t[1].number] is not Daypart.NOON:
        return t[1]  # "by early evening" names the evening
    end = _end_clock(t[1], words)
    return Token(Sign.WINDOW, meaning=TimeSpan(None, end)) if end else WRONG


@WINDOWS.rule("CLOCK|NUMBER FROM|UNTIL !CLOCK|NUMBER|PART")
def _bound_after_clock(t: Sequence[Token], words: Words) -> Made:
    """ "14 Uhr frühestens"; only words that may stand behind (`number` 1) are taken so."""
    clock = _end_clock(t[0], words)
    if t[1].number != 1 or clock is None:
        return None
    span = TimeSpan(clock, None) if t[1].sign is Sign.FROM else TimeSpan(None, clock)
    return Token(Sign.WINDOW, meaning=span)
