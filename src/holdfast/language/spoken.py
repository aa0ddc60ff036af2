"""Values in words: what is said of a date, a time, a price, a code, a list of offers."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from itertools import groupby
from types import ModuleType

from . import spoken_de, spoken_en
from .reading import Reading
from .voice import Choice, Price, Voice

_LANGUAGES: dict[str, ModuleType] = {"de": spoken_de, "en": spoken_en}
_MOST_NAMES = 6
Joining = Callable[[Sequence[str]], str]


def words_of(voice: Voice) -> ModuleType:
    """The module with the numbers, dates and lists of the voice's language, German where it is unknown."""
    return _LANGUAGES.get(voice.lang[:2].lower(), spoken_de)


def local(at: datetime, voice: Voice) -> datetime:
    """The wall clock of the voice's zone; a value without a zone is taken to be on it already."""
    return at.astimezone(voice.zone) if at.tzinfo else at


def spoken_date(day: date, voice: Voice, *, article: str = "") -> str:
    """Weekday and date, "heute" or "morgen" in front; `article` is "dem" after "am" and "den" after "für"."""
    return str(words_of(voice).spoken_date(_day(day, voice), voice, article))


def _day(day: date, voice: Voice) -> date:
    return local(day, voice).date() if isinstance(day, datetime) else day


def spoken_time(at: time | datetime, voice: Voice) -> str:
    """The clock time in full words, unmistakable in its half of the day."""
    clock = local(at, voice).time() if isinstance(at, datetime) else at
    return str(words_of(voice).spoken_time(clock, voice))


def spoken_when(at: datetime, voice: Voice, *, article: str = "") -> str:
    """Day and clock time in one phrase."""
    return f"{spoken_date(at, voice, article=article)}, {words_of(voice).AT} {spoken_time(at, voice)}"


def spoken_price(price: Price, voice: Voice) -> str:
    """A price in words."""
    return str(words_of(voice).spoken_price(price))


def spoken_minutes(minutes: int, voice: Voice) -> str:
    """A length in words."""
    return str(words_of(voice).spoken_minutes(max(0, minutes)))


def spoken_ref(ref: str, voice: Voice) -> str:
    """A reference code letter by letter."""
    number = words_of(voice).number
    signs = [number(int(sign)) if sign in "0123456789" else sign.upper() for sign in ref if sign.isalnum()]
    return ", ".join(signs)


def spoken_spans(spans: Sequence[tuple[time, time]], voice: Voice) -> str:
    """Opening hours of a day, said one after another."""
    words = words_of(voice)
    parts = [words.FROM_TO.format(spoken_time(a, voice), spoken_time(b, voice)) for a, b in spans]
    return str(words.all_of(parts))


def spoken_names(names: Sequence[str], voice: Voice, *, either: bool = False) -> str:
    """Names in a row; of a long row the first six and that there are more."""
    words = words_of(voice)
    shown = [*names[:_MOST_NAMES], words.AND_MORE] if len(names) > _MOST_NAMES and not either else list(names)
    return str(words.any_of(shown) if either else words.all_of(shown))


def spoken_choices(choices: Sequence[Choice], voice: Voice, *, every: bool = False) -> str:
    """The offers in one phrase: a day is said once, a month once, and who would do it once where it is one.

    `every` joins them with "und" instead of "oder".
    """
    words = words_of(voice)
    staff = {choice.staff for choice in choices}
    join: Joining = words.all_of if every else words.any_of
    days = [list(of_day) for _, of_day in groupby(choices, key=lambda c: _day(c.at, voice))]
    times = [_times(of_day, voice, join, named=len(staff) > 1) for of_day in days]
    if len(days) == 1:
        phrase = f"{spoken_date(days[0][0].at, voice)}, {times[0]}"
    else:
        dates = [_short_date(days, place, voice) for place in range(len(days))]
        phrase = join([f"{day}, {hours}" for day, hours in zip(dates, times, strict=True)])
    name = next(iter(staff)) if len(staff) == 1 else None
    return f"{phrase} {words.WITH} {name}" if name else phrase


def _times(of_day: Sequence[Choice], voice: Voice, join: Joining, *, named: bool) -> str:
    words = words_of(voice)
    names = [f" {words.WITH} {choice.staff}" if choice.staff and named else "" for choice in of_day]
    spoken = [spoken_time(choice.at, voice) + name for choice, name in zip(of_day, names, strict=True)]
    return f"{words.AT} {join(spoken)}"


def _short_date(days: Sequence[Sequence[Choice]], place: int, voice: Voice) -> str:
    """Several days in a row: without the year, and without the month that was just said."""
    day = _day(days[place][0].at, voice)
    before = _day(days[place - 1][0].at, voice) if place else None
    month = before is None or before.month != day.month
    words = words_of(voice)
    return f"{words.weekday(day)}, {words.day_of_month(day, month=month)}"


def spoken_reading(reading: Reading, voice: Voice) -> str:
    """What a reading says about day and time, for asking back which of several was meant."""
    words = words_of(voice)
    day = words.any_of([spoken_date(d, voice) for d in reading.dates])
    if reading.date_from and reading.date_to:
        day = words.FROM_TO.format(spoken_date(reading.date_from, voice), spoken_date(reading.date_to, voice))
    parts = [day, _spoken_hours(reading, voice)]
    return ", ".join(part for part in parts if part)


def _spoken_hours(reading: Reading, voice: Voice) -> str:
    words = words_of(voice)
    if reading.times:
        return f"{words.AT} {words.any_of([spoken_time(t, voice) for t in reading.times])}"
    first, last = reading.time_from, reading.time_to
    if first and last:
        return str(words.FROM_TO.format(spoken_time(first, voice), spoken_time(last, voice)))
    if first or last:
        open_side = words.SINCE if first else words.UNTIL
        return str(open_side.format(spoken_time(first or last or time(), voice)))
    return str(words.PARTS[reading.daypart.value]) if reading.daypart else ""
