"""Values in words: what is said of a date, a time, a price, a code, a list of offers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from types import ModuleType

from . import spoken_de, spoken_en
from .patterns import Pattern
from .reading import Reading
from .voice import Price, Voice

_LANGUAGES: dict[str, ModuleType] = {"de": spoken_de, "en": spoken_en}
_MOST_NAMES = 6
_TIMES = Pattern(r"(?:^|(?<=\+ ))(\d{1,2}) × ")
_PLUS, _SLASH = Pattern(r"\s*[+&]\s*"), Pattern(r"(?<!\d)\s*/\s*(?!\d)")
Joining = Callable[[Sequence[str]], str]


def words_of(voice: Voice) -> ModuleType:
    """The module with the numbers, dates and lists of the voice's language, German where it is unknown."""
    return _LANGUAGES.get(voice.lang[:2].lower(), spoken_de)


def local(at: datetime, voice: Voice) -> datetime:
    """The wall clock of the voice's zone; a value without a zone is taken to be on it already."""
    return at.astimezone(voice.zone) if at.tzinfo else at


def spoken_date(day: date, voice: Voice, *, article: str = "") -> str:
    """Weekday and date, "heute" or "morgen" in front; `article` is "dem" after "am" and "den" after "für"."""
    return str(words_of(voice).spoken_date(day_of(day, voice), voice, article))


def day_of(day: date, voice: Voice) -> date:
    """The day on the wall clock of the voice's zone."""
    return local(day, voice).date() if isinstance(day, datetime) else day


def spoken_time(at: time | datetime, voice: Voice) -> str:
    """The clock time in full words, unmistakable in its half of the day."""
    clock = local(at, voice).time() if isinstance(at, datetime) else at
    return str(words_of(voice).spoken_time(clock, voice))


def spoken_when(at: datetime, voice: Voice, *, article: str = "") -> str:
    """Day and clock time in one phrase."""
    return f"{spoken_date(at, voice, article=article)}, {words_of(voice).AT} {spoken_time(at, voice)}"


def spoken_near(at: datetime, voice: Voice, *, article: str = "") -> str:
    """ "heute um elf Uhr fünfzehn", "morgen, Mittwoch, um elf Uhr fünfzehn", else with the date."""
    words, day = words_of(voice), day_of(at, voice)
    clock = f"{words.AT} {spoken_time(at, voice)}"
    near = words.relative(day, voice.today)
    if not near:
        return spoken_when(at, voice, article=article)
    return f"{near} {clock}" if day == voice.today else f"{near}, {words.weekday(day)}, {clock}"


def spoken_service(name: str, lang: str = "de") -> str:
    """The name of a service as it is said: its signs become words ("Ansatz und Längenausgleich")."""
    words = _LANGUAGES.get(lang[:2].lower(), spoken_de)
    counted = _TIMES.sub(lambda found: words.times(int(found[1])), name)
    return _SLASH.sub(words.SLASH, _PLUS.sub(words.PLUS, counted))


def spoken_price(price: Price, voice: Voice) -> str:
    """A price in words."""
    return str(words_of(voice).spoken_price(price))


def spoken_cost(price: Price, voice: Voice) -> str:
    """A price as it stands beside a service: "für dreißig Euro", "ab dreißig Euro"."""
    return str(words_of(voice).spoken_cost(price))


def spoken_feast(holiday: str, voice: Voice) -> str:
    """A holiday with its article where it has one."""
    return str(words_of(voice).spoken_feast(holiday))


def spoken_field(field: str, voice: Voice) -> str:
    """The argument of a tool in words of the language; what is no argument is said as it is."""
    return str(words_of(voice).FIELDS.get(field, field))


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
    parts = [words.from_to(first, last, voice) for first, last in spans]
    return str(words.all_of(parts))


def spoken_names(names: Sequence[str], voice: Voice, *, either: bool = False) -> str:
    """Names in a row; of a long row the first six and that there are more."""
    words, names = words_of(voice), [spoken_service(name, voice.lang) for name in names]
    shown = [*names[:_MOST_NAMES], words.AND_MORE] if len(names) > _MOST_NAMES and not either else list(names)
    return str(words.any_of(shown) if either else words.all_of(shown))


def spoken_readings(readings: Sequence[Reading], voice: Voice) -> str:
    """Readings between which to ask: "Freitag, den siebenundzwanzigsten November, oder den vierten Dezember".

    What all have in common is not in question and not said again.
    """
    words = words_of(voice)
    if all(reading.times and not reading.names_a_day() for reading in readings):
        return str(words.any_of([spoken_time(at, voice) for reading in readings for at in reading.times]))
    if len({_spoken_hours(reading, voice) for reading in readings}) == 1 < len({r.dates for r in readings}):
        readings = [replace(r, times=(), time_from=None, time_to=None, daypart=None) for r in readings]
    spoken = [spoken_reading(reading, voice, article=words.ACCUSATIVE) for reading in readings]
    days = [reading.dates[0] for reading in readings if len(reading.dates) == 1]
    if len(days) == len(readings) and len({day.weekday() for day in days}) == 1 and not readings[0].names_a_time():
        spoken[1:] = [words.day_of_month(day, words.ACCUSATIVE) for day in days[1:]]
    if len(spoken) == 2 and readings[0].dates:
        spoken[0] += ","
    return str(words.any_of(spoken))


def spoken_reading(reading: Reading, voice: Voice, *, article: str = "") -> str:
    """What a reading says about day and time, for asking back which of several was meant."""
    words = words_of(voice)
    day = words.any_of([spoken_date(d, voice, article=article) for d in reading.dates])
    if reading.date_from and reading.date_to:
        day = words.FROM_TO.format(spoken_date(reading.date_from, voice), spoken_date(reading.date_to, voice))
    parts = [day, _spoken_hours(reading, voice)]
    return ", ".join(part for part in parts if part)


def _spoken_hours(reading: Reading, voice: Voice) -> str:
    words = words_of(voice)
    if reading.times:
        return f"{words.AT} {words.any_of([spoken_time(t, voice) for t in reading.times])}"
    first, last = reading.window() if reading.time_from or reading.time_to else (None, None)
    if first and last:
        return str(words.from_to(first, last, voice))
    if first or last:
        open_side = words.SINCE if first else words.UNTIL
        return str(open_side.format(spoken_time(first or last or time(), voice)))
    return str(words.PARTS[reading.daypart.value]) if reading.daypart else ""
