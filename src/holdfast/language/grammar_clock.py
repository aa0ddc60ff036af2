"""Third stage, second half: clock times, windows of the day, lengths."""

from collections.abc import Sequence
from dataclasses import replace

from .habits import Habit
from .lexicon import PARTS
from .meanings import Clock, FromNow, Half, Length, Month, Part, Week
from .reading import Daypart
from .rules import Made, Stage
from .signs import Sign, Token
from .tokens import written_half
from .vocabulary import Words

WRITTEN_CLOCKS, CLOCKS, PLACED_CLOCKS = Stage(), Stage(), Stage()

OVER = 4
"""The number of a word that counts from a day ("heute über vierzehn Tage") and else means more than."""


_MORNINGS = (Daypart.MORNING, Daypart.FORENOON)
WRONG = Token(Sign.WRONG_TIME)
"""A time that no clock shows."""


def clock_token(clock: Clock) -> Token:
    """A token for one clock time."""
    return Token(Sign.CLOCK, meaning=clock)


def hour_clock(hour: int, minute: int = 0, *, marked: bool = False) -> Token:
    """The clock token for a spoken or written hour; "Uhr" (`marked`) makes seven to twelve the morning."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return WRONG
    if hour == 0 or hour > 12:
        return clock_token(Clock(hour % 24, minute, Half.KNOWN))
    return clock_token(Clock(hour, minute, written_half(hour) if marked else Half.OPEN))


def part_of_clock(clock: Clock, part: Daypart) -> Clock:
    """The clock time that `part` of the day leaves: "abends um sieben" is 19:00."""
    if clock.half is Half.KNOWN and not (part is Daypart.NIGHT and clock.hour == 12):
        return clock
    hour = clock.hour % 12
    after_noon = {
        Daypart.NOON: hour < 11,
        Daypart.AFTERNOON: True,
        Daypart.EVENING: True,
        Daypart.NIGHT: hour > 5,
    }.get(part, clock.hour == 12)
    return Clock(hour + (12 if after_noon else 0), clock.minute, Half.KNOWN)


def _shifted(hour: int, minutes: int) -> Token:
    """So many minutes from the full hour; a twelve-hour clock stays one."""
    if hour > 24:
        return WRONG
    if hour > 12 or hour == 0:
        total = (hour * 60 + minutes) % 1440
        return clock_token(Clock(total // 60, total % 60, Half.KNOWN))
    total = (hour * 60 + minutes) % 720
    return clock_token(Clock(total // 60 or 12, total % 60))


@WRITTEN_CLOCKS.rule("DOTTED HOURMARK", "DOTTED AM|PM", "AT DOTTED", "DOTTED")
def _dotted_clock(t: Sequence[Token], words: Words) -> Made:
    """ "14.30 Uhr", "um 10.10", and "17.30", for which there is no month."""
    dotted = next(x for x in t if x.sign is Sign.DOTTED)
    clocklike = dotted.width == 2 and dotted.minor < 60 and dotted.number < 25
    placed = len(t) == 2 and not (t[0].sign is Sign.AT and dotted.text.endswith("."))
    no_month = dotted.minor > 12 and (not dotted.text.endswith(".") or dotted.minor % 5 == 0)
    if not clocklike or not (placed or dotted.minor == 0 or no_month):
        return None
    half = written_half(dotted.number, leading_zero=dotted.text[0] == "0")
    clock = clock_token(Clock(dotted.number % 24, dotted.minor, half))
    return _half_said([clock, t[1]], words) if t[-1].sign in (Sign.AM, Sign.PM) else clock


@WRITTEN_CLOCKS.rule("EARLY|LATE|LATER|EARLIER DASH? ON|IN? PART|MORGEN", "PART EARLY")
def _shaded_part(t: Sequence[Token], words: Words) -> Made:
    """ "ganz früh am Morgen", "später Nachmittag": the shade is left to the offer, but early in the forenoon is another
    part of the day."""
    part = next((x.number for x in t if x.sign is Sign.PART), 0)
    early = any(x.sign is Sign.EARLY for x in t) and PARTS[part] is Daypart.FORENOON
    return Token(Sign.PART, PARTS.index(Daypart.MORNING) if early else part)


@WRITTEN_CLOCKS.rule("EARLY|LATE IN? THIS|NEXT|COMING|AFTER_NEXT? WEEK", "EARLY|LATE IN? MONTH !NUMBER|ORDINAL",
                     "EARLY|LATE THIS|NEXT MONTHS")  # fmt: skip
def _early_in_the_week(t: Sequence[Token], words: Words) -> Made:
    """ "early next week", "late January": a part of the week or month, not of the day."""
    if Habit.SHADED_WEEKS not in words.habits:
        return None
    part = Part.START if t[0].sign is Sign.EARLY else Part.END
    step = next((_STEPS[x.sign] for x in t if x.sign in _STEPS), 0)
    if t[-1].sign is Sign.WEEK:
        return Token(Sign.DATE, meaning=Week(step, part))
    return Token(Sign.DATE, meaning=Month(t[-1].number if t[-1].sign is Sign.MONTH else None, step, part))


_STEPS = {Sign.THIS: 0, Sign.NEXT: 1, Sign.COMING: 1, Sign.AFTER_NEXT: 2}


@WRITTEN_CLOCKS.rule("EARLY", "LATE")
def _early_or_late(t: Sequence[Token], words: Words) -> Made:
    part = Daypart.MORNING if t[0].sign is Sign.EARLY else Daypart.EVENING
    return Token(Sign.PART, PARTS.index(part))


@CLOCKS.rule("HALF NUMBER|CLOCK HOURMARK?", "HALF AFTER NUMBER HOURMARK?")
def _half(t: Sequence[Token], words: Words) -> Made:
    hour = _hour_in(t)
    return None if hour is None else _shifted(hour, 30 if t[1].sign is Sign.AFTER else words.half_minutes)


def _hour_in(t: Sequence[Token]) -> int | None:
    """The full hour a phrase refers to: its last number, or a clock read at a full hour."""
    last = [x for x in t if x.sign in (Sign.NUMBER, Sign.CLOCK)][-1]
    if last.sign is Sign.NUMBER:
        return last.number
    return last.meaning.hour if isinstance(last.meaning, Clock) and last.meaning.minute == 0 else None


@CLOCKS.rule("QUARTER BEFORE|AFTER|TO PART")
def _quarter_of_noon(t: Sequence[Token], words: Words) -> Made:
    minutes = 12 * 60 + (15 if t[1].sign is Sign.AFTER else -15)
    noon = PARTS[t[2].number] is Daypart.NOON
    return clock_token(Clock(minutes // 60, minutes % 60, Half.KNOWN)) if noon else None


@CLOCKS.rule("NUMBER MINUTES? BEFORE|AFTER|TO QUARTER|THREE_QUARTER NUMBER HOURMARK?")
def _minutes_around_quarter(t: Sequence[Token], words: Words) -> Made:
    """ "fünf vor dreiviertel drei"."""
    around = t[-2 if t[-1].sign is Sign.HOURMARK else -1]
    minutes = t[0].number if any(x.sign is Sign.AFTER for x in t) else -t[0].number
    quarter = -45 if any(x.sign is Sign.QUARTER for x in t) else -15
    if Habit.QUARTER_TOWARDS not in words.habits or not 0 < t[0].number < 15:
        return None
    return _shifted(around.number, quarter + minutes)


@CLOCKS.rule("QUARTER BEFORE|AFTER|TO NUMBER HOURMARK?")
def _quarter(t: Sequence[Token], words: Words) -> Made:
    return _shifted(t[2].number, 15 if t[1].sign is Sign.AFTER else -15)


@CLOCKS.rule("QUARTER NUMBER HOURMARK?", "THREE_QUARTER NUMBER HOURMARK?")
def _quarter_towards(t: Sequence[Token], words: Words) -> Made:
    """ "viertel drei" is a quarter of the way to three, "dreiviertel drei" three quarters."""
    if Habit.QUARTER_TOWARDS not in words.habits:
        return None
    return _shifted(t[1].number, -45 if t[0].sign is Sign.QUARTER else -15)


@WRITTEN_CLOCKS.rule("HALF|QUARTER|THREE_QUARTER ORDINAL")
def _part_of_a_dialects_hour(t: Sequence[Token], words: Words) -> Made:
    """ "Dreiviertel achte": an hour with an ending."""
    towards = {Sign.HALF: words.half_minutes, Sign.QUARTER: -45, Sign.THREE_QUARTER: -15}
    spoken = Habit.QUARTER_TOWARDS in words.habits and not t[1].width and 0 < t[1].number <= 12
    return _shifted(t[1].number, towards[t[0].sign]) if spoken else None


@CLOCKS.rule("NUMBER MINUTES? BEFORE|AFTER|TO HALF NUMBER HOURMARK?")
def _minutes_around_half(t: Sequence[Token], words: Words) -> Made:
    minutes = t[0].number if any(x.sign is Sign.AFTER for x in t) else -t[0].number
    return _shifted(_hour_in(t) or 0, words.half_minutes + minutes) if t[0].number < 15 else None


@CLOCKS.rule("NUMBER MINUTES? BEFORE|AFTER|TO NUMBER HOURMARK?")
def _minutes_around_hour(t: Sequence[Token], words: Words) -> Made:
    odd = t[0].number % 5 and t[0].number < t[2].number and t[1].sign is Sign.TO
    if odd or (any(x.sign is Sign.TO for x in t) and t[0].width):
        return None  # "10 to 12", "two to three" are windows
    minutes = t[0].number if any(x.sign is Sign.AFTER for x in t) else -t[0].number
    return _shifted(_hour_in(t) or 0, minutes) if 0 < t[0].number < 30 else None


@CLOCKS.rule("AT NUMBER TO NUMBER HOURMARK?")
def _at_minutes_to(t: Sequence[Token], words: Words) -> Made:
    """ "At 20 to 4", though "10 to 12" is a window."""
    return (
        _shifted(t[3].number, -t[1].number) if t[1].number in (5, 10, 20, 25) and t[1].number >= t[3].number else None
    )


@CLOCKS.rule("NUMBER|ONE HOURMARK AND? NUMBER?")
def _hour_and_minutes(t: Sequence[Token], words: Words) -> Made:
    minutes = t[-1].number if t[-1].sign is Sign.NUMBER and len(t) > 2 else 0
    counts = Habit.FULL_HOUR not in words.habits and 0 < minutes < 10  # "the eleven o'clock one"
    if minutes > 59 or t[-1].sign is Sign.AND or counts:
        return None
    if t[0].width > 2:
        return compact_clock(t[0]) if len(t) == 2 else None  # "0930 Uhr"
    hour = t[0].number or (1 if t[0].sign is Sign.ONE else 0)
    return hour_clock(hour, minutes, marked=Habit.FULL_HOUR in words.habits)


@CLOCKS.rule("NUMBER|ONE HOURMARK OH|NUMBER NUMBER")
def _hour_and_few_minutes(t: Sequence[Token], words: Words) -> Made:
    """ "dreizehn Uhr null fünf"."""
    if t[2].number or not t[3].number < 10:
        return None
    return hour_clock(t[0].number or 1, t[3].number, marked=Habit.FULL_HOUR in words.habits)


@CLOCKS.rule("NUMBER NUMBER HOURMARK NUMBER?")
def _corrected_hour(t: Sequence[Token], words: Words) -> Made:
    """ "sechs sechzehn Uhr": the speaker began an hour and said another; "8 30 Uhr" and "vier zehn Uhr" are written
    so, though "neun zehn Uhr" may be two hours."""
    if t[1].number == _TEN and 3 <= t[0].number <= 9 and not (t[0].width or t[1].width):
        teen = hour_clock(10 + t[0].number, t[3].number if len(t) == 4 else 0, marked=True)
        return teen if t[0].number < 9 else Token(Sign.LATER)
    if t[1].number > 24:
        return hour_clock(t[0].number, t[1].number, marked=True) if len(t) == 3 else None
    return hour_clock(t[1].number, t[3].number if len(t) == 4 else 0, marked=Habit.FULL_HOUR in words.habits)


_TEN = 10


@CLOCKS.rule("NUMBER NUMBER", "NUMBER DASH? OH|NUMBER DASH? NUMBER")
def _hour_then_minutes(t: Sequence[Token], words: Words) -> Made:
    """ "seven thirty", "15 30", "twelve oh three"."""
    numbers = [x for x in t if x.sign in (Sign.NUMBER, Sign.OH)]
    hour, minute = numbers[0], numbers[-1]
    short = len(numbers) == 3 and numbers[1].number == 0 and 0 < minute.number < 10
    if not (short or (len(numbers) == 2 and 10 <= minute.number < 60)) or hour.number > 24 or hour.width > 2:
        return None
    if Habit.UNITS_FIRST in words.habits and minute.number == _TEN and 3 <= hour.number <= 9 and not hour.width:
        return Token(Sign.LATER)  # "neun zehn": 9:10, nine or ten, nineteen
    return hour_clock(hour.number, minute.number, marked=bool(hour.width))


@CLOCKS.rule("NUMBER POINT NUMBER")
def _number_with_a_point(t: Sequence[Token], words: Words) -> Made:
    """ "Sieben Punkt drei" is a shade, "zehn Punkt dreißig" a time."""
    is_clock = t[0].number <= 24 and 10 <= t[2].number < 60
    return hour_clock(t[0].number, t[2].number, marked=True) if is_clock else Token(Sign.WORD)


@CLOCKS.rule("NUMBER|CLOCK AM|PM", "NUMBER|CLOCK IN AM|PM")
def _half_said(t: Sequence[Token], words: Words) -> Made:
    clock = t[0].meaning if isinstance(t[0].meaning, Clock) else Clock(t[0].number)
    if not 0 < clock.hour <= 12:
        return clock_token(replace(clock, half=Half.KNOWN)) if clock.hour < 24 else WRONG
    hour = clock.hour % 12 + (12 if t[-1].sign is Sign.PM else 0)
    return clock_token(Clock(hour, clock.minute, Half.KNOWN))


@CLOCKS.rule("CLOCK HOURMARK")
def _marked_clock(t: Sequence[Token], words: Words) -> Made:
    return t[0]


@WRITTEN_CLOCKS.rule("DOTTED HOURS")
def _decimal_hours(t: Sequence[Token], words: Words) -> Made:
    """ "in 2.5 hours"."""
    minutes = t[0].number * 60 + 6 * t[0].minor
    return Token(Sign.LENGTH, meaning=Length(minutes)) if t[0].width == 1 and t[0].minor < 10 else None


@CLOCKS.rule(
    "AT? NUMBER|ONE HOURS|MINUTES", "NUMBER|ONE HOURS AND? NUMBER MINUTES?", "NUMBER AND? ONE? HALF HOURS",
    "AT? ONE? HALF_HOUR", "NUMBER HOURS AND? ONE HALF HALF_HOUR?", "NUMBER|ONE HOURS AND ONE? HALF_HOUR",
    "ONE AND ONE? HALF_HOUR",
)  # fmt: skip
def _length(t: Sequence[Token], words: Words) -> Made:
    if t[-1].sign is Sign.HALF_HOUR:
        hours = 60 * (t[0].number or 1) if any(x.sign in (Sign.HOURS, Sign.AND) for x in t) else 0
        return Token(Sign.LENGTH, meaning=Length(hours + t[-1].number))
    numbers = [x for x in t if x.sign in (Sign.NUMBER, Sign.ONE)]
    unit = 60 if any(x.sign is Sign.HOURS for x in t) else 1
    minutes = (numbers[0].number or 1) * unit + (numbers[0].minor if unit == 60 else 0)
    if any(x.sign is Sign.HALF for x in t):
        minutes += 30
    elif len(numbers) == 2:
        minutes += numbers[1].number
    return Token(Sign.LENGTH, meaning=Length(minutes)) if minutes < 100_000 else WRONG


@CLOCKS.rule(
    "NUMBER|ONE HOURS AND NUMBER|ONE? QUARTER !NUMBER|BEFORE|AFTER|TO|OF",
    "NUMBER|ONE AND NUMBER|ONE QUARTER HOURS",
)
def _length_in_quarters(t: Sequence[Token], words: Words) -> Made:
    """ "An hour and a quarter", "one and three quarter hours"."""
    before = t[t.index(next(x for x in t if x.sign is Sign.QUARTER)) - 1]
    quarters = before.number or 1
    if quarters > _QUARTERS or not t[0].number <= _LONGEST_IN_HOURS:
        return None
    return Token(Sign.LENGTH, meaning=Length(60 * (t[0].number or 1) + 15 * quarters))


_QUARTERS = 3
_LONGEST_IN_HOURS = 24


@PLACED_CLOCKS.rule("IN NEXT|COMING LENGTH")
def _within_the_next_hours(t: Sequence[Token], words: Words) -> Made:
    """ "in den nächsten zwei Stunden"."""
    length = t[-1].meaning
    return Token(Sign.MOMENT, meaning=FromNow(length.minutes, within=True)) if isinstance(length, Length) else None


@PLACED_CLOCKS.rule("IN OF? LENGTH", "LENGTH FROM_NOW")
def _from_now(t: Sequence[Token], words: Words) -> Made:
    if t[0].sign is Sign.IN and t[0].number == OVER:
        return None  # "es dauert über zwei Stunden"
    length = next(x.meaning.minutes for x in t if isinstance(x.meaning, Length))
    return Token(Sign.MOMENT, meaning=FromNow(length, within=t[0].sign is Sign.IN and t[0].number == 1))


@PLACED_CLOCKS.rule("AT AT", "AT CLOCK|WRONG_TIME")
def _at_clock(t: Sequence[Token], words: Words) -> Made:
    return t[1]


@PLACED_CLOCKS.rule("AT NUMBER|ORDINAL", "POINT NUMBER")
def _at_hour(t: Sequence[Token], words: Words) -> Made:
    return compact_clock(t[1]) if t[1].width > 2 else hour_clock(t[1].number)


@PLACED_CLOCKS.rule("CLOCK ON|IN? PART", "NUMBER ON|IN? PART")
def _clock_with_part(t: Sequence[Token], words: Words) -> Made:
    clock = t[0].meaning if isinstance(t[0].meaning, Clock) else Clock(t[0].number)
    if t[0].sign is Sign.NUMBER and not (0 < t[0].number <= 12):
        return None
    return clock_token(part_of_clock(clock, PARTS[t[-1].number]))


def compact_clock(token: Token) -> Token | None:
    """The clock for "1530" or "0805", None for any other number."""
    hour, minute = divmod(token.number, 100)
    if token.width not in (3, 4) or hour > 24 or minute > 59:
        return None
    return clock_token(Clock(hour % 24, minute, written_half(hour, leading_zero=token.width == 4 and hour < 10)))
