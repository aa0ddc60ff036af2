"""Numbers, dates, times and lists as a German receptionist says them."""

from collections.abc import Sequence
from datetime import date, time

from .voice import Price, Voice

_UNITS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
_TEENS = ("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_ODD_ORDINALS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_ENDINGS = {"": "er", "der": "e", "dem": "en", "den": "en"}
PLAIN, NOMINATIVE, DATIVE, ACCUSATIVE = "", "der", "dem", "den"
"""How a date stands in its sentence: by itself, as its subject, after "am", after "für" or "auf"."""


def number(value: int) -> str:
    """0 to 999999 in words, as used for counting: "eins", "einundzwanzig"."""
    return "eins" if value % 100 == 1 and value < 100 else _counted(value) + ("s" if value % 100 == 1 else "")


def _counted(value: int) -> str:
    """In words as used before another word: "ein Uhr", "hundertein"."""
    if value >= 1000:
        rest = _counted(value % 1000) if value % 1000 else ""
        return f"{_counted(value // 1000)}tausend{rest}"
    if value >= 100:
        rest = _counted(value % 100) if value % 100 else ""
        return f"{_UNITS[value // 100] if value >= 200 else 'ein'}hundert{rest}"
    if value <= 12:
        return _UNITS[value]
    if value < 20:
        return _TEENS[value - 13]
    tens, unit = divmod(value, 10)
    return f"{_UNITS[unit]}und{_TENS[tens]}" if unit else _TENS[tens]


def ordinal(value: int, ending: str = "er") -> str:
    """1 to 99 as a place in a row: "erster", with another ending "ersten"."""
    stem = _ODD_ORDINALS.get(value) or _counted(value) + ("t" if value < 20 else "st")
    return stem + ending


def weekday(day: date) -> str:
    """The name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


def day_of_month(day: date, article: str = PLAIN, *, month: bool = True) -> str:
    """ "achtundzwanzigster November", or with an article "dem achtundzwanzigsten November"."""
    words = [article, ordinal(day.day, _ENDINGS[article]), _MONTHS[day.month - 1] if month else ""]
    return " ".join(word for word in words if word)


def relative(day: date, today: date) -> str:
    """ "heute", "morgen", or nothing."""
    return {0: "heute", 1: "morgen"}.get((day - today).days, "")


def spoken_date(day: date, voice: Voice, article: str = PLAIN) -> str:
    """The day with its weekday, "heute" or "morgen" before it, the year only where it is not this one.

    After "am" it is "dem", but "morgen, Mittwoch, den fünfundzwanzigsten": there is no "am" to ask for the dative.
    """
    year = f" {number(day.year)}" if day.year != voice.today.year else ""
    near = relative(day, voice.today)
    lead = f"{near}, " if near else ("am " if article == DATIVE else "")
    article = ACCUSATIVE if near and article == DATIVE else article
    return f"{lead}{weekday(day)}, {day_of_month(day, article)}{year}"


def spoken_time(at: time, voice: Voice) -> str:
    """The clock time so that nobody can take it for the other half of the day."""
    if voice.halves and at.minute == 30 and 9 <= at.hour <= 18:
        return f"halb {number(at.hour % 12 + 1)}"
    minutes = f" {number(at.minute)}" if at.minute else ""
    small = {1: " nachts", 2: " nachts", 3: " nachts", 4: " morgens", 5: " morgens", 6: " morgens"}
    return f"{_counted(at.hour)} Uhr{minutes}{small.get(at.hour, '')}"


def spoken_price(price: Price) -> str:
    """ "fünfundachtzig Euro", "zwölf Euro fünfzig", "ab ..." where it is the least."""
    euros, cents = divmod(price.cents, 100)
    if euros or not cents:
        words = f"{_counted(euros)} Euro" + (f" {number(cents)}" if cents else "")
    else:
        words = f"{_counted(cents)} Cent"
    return f"ab {words}" if price.from_ else words


def spoken_cost(price: Price) -> str:
    """ "für dreißig Euro", or "ab dreißig Euro" where it is the least."""
    return spoken_price(price) if price.from_ else f"für {spoken_price(price)}"


def spoken_feast(holiday: str) -> str:
    """A holiday after "ist": "Neujahr", but "der Erste Weihnachtstag"."""
    named = holiday.startswith(("Erster ", "Zweiter ", "Internationaler ")) or holiday.endswith(_DAYS_WITH_ARTICLE)
    first, blank, rest = holiday.partition(" ")
    weak = first.removesuffix("r") if first in ("Erster", "Zweiter", "Internationaler") else first
    return f"der {weak}{blank}{rest}" if named or holiday.startswith("Tag der ") else holiday


def times(count: int) -> str:
    """ "zweimal ": how often a service is wished for, in front of its name."""
    return f"{number(count)}mal "


def spoken_minutes(minutes: int) -> str:
    """ "dreißig Minuten", "eine Stunde und fünfzehn Minuten"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{_feminine(hours)} {'Stunde' if hours == 1 else 'Stunden'}"] if hours else []
    if rest or not hours:
        parts.append(f"{_feminine(rest)} {'Minute' if rest == 1 else 'Minuten'}")
    return " und ".join(parts)


def _feminine(value: int) -> str:
    return "eine" if value == 1 else _counted(min(value, 9999))


def any_of(words: Sequence[str]) -> str:
    """ "A, B oder C"."""
    return _listed(words, "oder")


def all_of(words: Sequence[str]) -> str:
    """ "A, B und C"."""
    return _listed(words, "und")


def _listed(words: Sequence[str], joint: str) -> str:
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else "".join(words)


_DAYS_WITH_ARTICLE = ("feiertag", "tag der Arbeit", "Bettag", "Reformationstag", "Weltkindertag", "Stephanstag",
                      "Christtag", "Weihnachtstag", "Frauentag", "Berchtoldstag")  # fmt: skip
FIELDS = {
    "service": "die Leistung", "date": "der Tag", "time": "die Uhrzeit", "staff": "die Person im Team",
    "customer_name": "der Name", "name": "der Name", "phone": "die Telefonnummer", "email": "die E-Mail-Adresse",
    "ref": "der Buchungscode", "slot_id": "die Wahl des Termins", "notes": "der Hinweis", "reason": "der Grund",
    "tool": "der Wunsch",
}  # fmt: skip
"""The arguments of the tools as they are asked for."""
BUT, AND = "aber", "und"
MAY_FOLLOW = frozenset({"Am", "Heute", "Morgen", "Übermorgen", "Um", "Für", "Das", "Diese", "Frei", "Da", "Zu", "Was"})
MAY_FOLLOW_AS_IS = frozenset({"Ihr", "Ihre", "Ihren", "Sie"})
"""First words of sentences that may stand after "aber": the former are written small then."""
PLUS, SLASH = " und ", " oder "
AT, ON, WITH, AND_MORE = "um", "am", "bei", "einiges mehr"
FROM_TO = "von {} bis {}"


def from_to(first: time, last: time, voice: Voice) -> str:
    """ "von neun bis achtzehn Uhr": of two full hours only the second says "Uhr"."""
    start = spoken_time(first, voice)
    full = first.minute == last.minute == 0 and first.hour > 6
    return FROM_TO.format(number(first.hour) if full else start, spoken_time(last, voice))


PARTS = {
    "morning": "morgens",
    "forenoon": "vormittags",
    "noon": "mittags",
    "afternoon": "nachmittags",
    "evening": "abends",
    "night": "nachts",
}
SINCE, UNTIL = "ab {}", "bis {}"
