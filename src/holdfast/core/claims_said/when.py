"""Which times and days a plain line names, and whether a stored start fits them. Pure.

Precision first: only what is plainly a clock time or a day is read, and whatever can be meant in two ways fits both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_WEEKDAYS = {
    "montag": 0, "dienstag": 1, "zischtig": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5,
    "sonnabend": 5, "sonntag": 6, "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4,
    "saturday": 5, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    "januar": 1, "jänner": 1, "january": 1, "februar": 2, "feber": 2, "february": 2, "märz": 3, "march": 3, "april": 4,
    "mai": 5, "may": 5, "juni": 6, "june": 6, "juno": 6, "juli": 7, "july": 7, "august": 8, "september": 9,
    "oktober": 10, "october": 10, "november": 11, "dezember": 12, "december": 12,
}  # fmt: skip
_DAY_NAMES = "|".join(_WEEKDAYS)
_MONTH_NAMES = "|".join(_MONTHS)
_HALF_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes; `either_half`: morning or afternoon was not said."""

    minutes: int
    either_half: bool

    def fits(self, minutes: int) -> bool:
        """Whether it can mean this minute of the day."""
        if self.either_half:
            return (self.minutes - minutes) % _HALF_DAY == 0
        return self.minutes % 1440 == minutes % 1440


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was named: all the dates it can mean, seen from the day of the call. `kind`: date (by its number),
    weekday, or relative (today, tomorrow)."""

    dates: frozenset[date]
    kind: str
    words: str

    @property
    def exact(self) -> bool:
        """Whether it was named by its number, so that no other day can be meant."""
        return self.kind == "date"

    def fits(self, day: date) -> bool:
        """Whether it can mean this date."""
        return day in self.dates


_CLOCKS = {
    "colon": r"\b(\d{1,2}):(\d{2})(?: ?(a|p)\.?m)?\b",
    "point_half": r"\b(\d{1,2})\.(\d{2}) ?(a|p)\.?m\b",
    "point": r"\b(\d{1,2})\.(\d{2}) uhr\b",
    "uhr": r"\b(\d{1,2}) uhr (?:und )?(\d{1,2})\b(?!\.| uhr)",
    "halb": r"\bhalb (\d{1,2})\b",
    "dreiviertel": r"\b(?:dreiviertel|3viertel) (\d{1,2})\b",
    "past15": r"\b(?:viertel nach|quarter past) (\d{1,2})\b",
    "to15": r"\b(?:viertel vor|quarter to) (\d{1,2})\b",
    "past30": r"\bhalf past (\d{1,2})\b",
    "past": r"\b(\d{1,2}) (?:nach|past) (\d{1,2})\b",
    "to": r"\b(\d{1,2}) (?:vor|to) (\d{1,2})\b(?! (?:tag|woche|stund|minut))",
    "half_day": r"\b(\d{1,2})(?: (\d{2}))? ?(a|p)\.?m\b",
    "at": r"\bat (\d{1,2}) (\d{2})\b",
    "hour": r"\b(\d{1,2})(?: uhr| o'clock)\b",
    "bare": (
        r"\b(?:um|at|gegen|auf|for|around) (\d{1,2})\b"
        r"(?!\.? ?(?:\d|:|prozent|euro|minut|tag|woche|person|jahr|stund))"
    ),
}
_NEEDED = {
    "colon": (":",), "point_half": ("am", "pm", "a.m", "p.m"),
    "point": (" uhr",), "uhr": (" uhr ",), "halb": ("halb ",),
    "dreiviertel": ("viertel ",),
    "past15": ("viertel nach", "quarter past"), "to15": ("viertel vor", "quarter to"), "past30": ("half past",),
    "past": (" nach ", " past "), "to": (" vor ", " to "), "half_day": ("am", "pm", "a.m", "p.m"), "at": ("at ",),
    "hour": (" uhr", "o'clock"), "bare": ("um ", "at ", "gegen ", "auf ", "for ", "around "),
}  # fmt: skip
_CLOCK_ROWS = [(_NEEDED[kind], kind, re.compile(row)) for kind, row in _CLOCKS.items()]
_ANY_CLOCK = re.compile(r"\d")


@lru_cache(maxsize=8_192)
def clocks_in(text: str) -> tuple[Clock, ...]:
    """The times of day a plain text names, in no order."""
    if not _ANY_CLOCK.search(text):
        return ()
    found: list[Clock] = []
    rest = text
    for needed, kind, row in _CLOCK_ROWS:
        if not any(word in rest for word in needed):
            continue
        match = row.search(rest)
        while match is not None:
            clock = _clock(kind, match)
            if clock is not None:
                found.append(clock)
            rest = f"{rest[: match.start()]} # {rest[match.end() :]}"
            match = row.search(rest)
        if not _ANY_CLOCK.search(rest):
            break
    return tuple(found)


def _clock(kind: str, match: re.Match[str]) -> Clock | None:
    first = int(match[1])
    second = int(match[2]) if match.re.groups > 1 and match[2] else 0
    hour, minute = {
        "halb": (first - 1, 30),
        "dreiviertel": (first - 1, 45),
        "past15": (first, 15),
        "to15": (first - 1, 45),
        "past30": (first, 30),
        "past": (second, first),
        "to": (second - 1, 60 - first),
    }.get(kind, (first, second))
    half = match[3] if match.re.groups > 2 else None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if not (-1 <= hour <= 24 and 0 <= minute < 60):
        return None
    return Clock((hour * 60 + minute) % 1440, half is None and hour <= 12)


_ISO = re.compile(r"\b(20\d\d)-(\d{2})-(\d{2})\b")
_DATE_WORDS = re.compile(rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th)?(?: of)? ({_MONTH_NAMES})\b(?: (20\d\d))?")
_DATE_ENGLISH = re.compile(rf"\b({_MONTH_NAMES}) (?:the )?(\d{{1,2}})(?:\.|st|nd|rd|th)?\b(?! uhr)(?:,? (20\d\d))?")
_DATE_NUMBERS = re.compile(r"\b(\d{1,2})\. ?(\d{1,2})\.(?: ?(20\d\d)\b)?")
_DAY_NUMBER = re.compile(r"\b(?:am|den|der|dem|zum|vom|the) (\d{1,2})(?:\.|st\b|nd\b|rd\b|th\b)(?! ?\d| ?uhr)")
_WEEK_AND_DAY = re.compile(
    rf"(?:\b(?P<week>diese|nächste|naechste|kommende|übernächste|this|next)[rn]? (?:woche|week)\W+(?:am |on |der |"
    rf"den )?"
    rf"(?P<d1>{_DAY_NAMES})\b)"
    rf"|(?:\b(?P<d2>{_DAY_NAMES})(?: in der| in)?,? (?P<week2>diese|nächste|naechste|kommende|übernächste|this|"
    rf"next)[rn]? (?:woche|week)\b)"
)
_IN_WEEKS = re.compile(r"\bin (?:\d{1,2}|einer|ein paar|a|zwei|8|14) (?:tagen|tage|woche|wochen|week|weeks|days)\b")
_DAY_AND_WEEKS = re.compile(
    r"\b(?:(?P<from>heute|morgen|today|tomorrow) in|(?P<back>in)) (?P<many>\d{1,2}|einer|a) "
    r"(?P<unit>tagen|wochen?|weeks?|days)(?(back) from (?P<from2>today|tomorrow))\b"
    r"|\ba week (?:from )?(?P<from3>today|tomorrow)\b"
)
"""A day reckoned from today or tomorrow: "heute in einer Woche", "morgen in 8 Tagen" (a week, as one counts), "in 2
weeks from today"."""
_NAMED_DAY = re.compile(
    rf"\b(?:(?P<how>nächste|naechste|kommende|diese|übernächste|next|this|coming)[nrms]? )?(?P<day>{_DAY_NAMES})s?\b"
)
_ANY_DAY = re.compile(
    rf"\b(?:{_DAY_NAMES})s?\b|\b(?:{_MONTH_NAMES})\b|\d\.|\d-\d|\b(?:heute|morgen|übermorgen|uebermorgen|today|"
    rf"tonight|tomorrow)\b"
    r"|\b\d+(?:st|nd|rd|th)\b"
)
_NOT_THAT_DAY = re.compile(
    r"\b(?:nicht|vor|ab|nach|seit|letzte[nrms]?|vergangene[nrms]?|vorige[nrms]?|jede[nrms]?|außer|not|before|after|"
    r"last|except|every)"
    r"(?: (?:am|dem|den|der|on))? $"
)
_RELATIVE = [
    (re.compile(r"\b(?:übermorgen|uebermorgen|day after tomorrow)\b"), 2),
    (
        re.compile(
            r"(?<!guten )(?<!schönen )(?<!am )(?<!jeden )\bmorgen\b(?!,? (?:salon|zusammen|allerseits))|\btomorrow\b"
        ),
        1,
    ),
    (re.compile(r"\bheute\b|\btoday\b|\btonight\b"), 0),
]


@lru_cache(maxsize=8_192)
def days_in(text: str, today: date) -> tuple[Day, ...]:
    """The days a plain text names, seen from `today`, in the order of how exactly they were named."""
    if not _ANY_DAY.search(text):
        return ()
    reckoned = _DAY_AND_WEEKS.search(text)
    if reckoned is not None:
        return (Day(frozenset(_reckoned(reckoned, today)), "relative", reckoned.group()),)
    if _IN_WEEKS.search(text):
        return ()
    found = [*_exact_days(text, today)]
    rest = text
    for pattern in (_ISO, _DATE_WORDS, _DATE_ENGLISH, _DATE_NUMBERS, _DAY_NUMBER):
        rest = pattern.sub(" # ", rest)
    for match in _WEEK_AND_DAY.finditer(rest):
        weekday = _WEEKDAYS[match["d1"] or match["d2"]]
        weeks = {"diese": 0, "this": 0, "übernächste": 2}.get(match["week"] or match["week2"], 1)
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        dates = {monday + timedelta(days=weekday)}
        if today.weekday() == 6 and weeks == 1:
            dates.add(monday + timedelta(days=weekday + 7))
        found.append(Day(frozenset(dates), "weekday", match.group()))
    rest = _WEEK_AND_DAY.sub(" # ", rest)
    found += [_named_day(m, today) for m in _NAMED_DAY.finditer(rest) if not _is_ruled_out(rest, m)]
    for pattern, ahead in _RELATIVE:
        match_found = pattern.search(rest)
        if match_found:
            found.append(Day(frozenset({today + timedelta(days=ahead)}), "relative", match_found.group()))
            rest = pattern.sub(" # ", rest)
    return tuple(found)


def _reckoned(match: re.Match[str], today: date) -> Iterator[date]:
    """The dates that "heute in … Tagen" can mean: 8 and 14 days are a week and two; 8 by the letter, too."""
    named = match["from"] or match["from2"] or match["from3"]
    begin = today + timedelta(days=named in ("morgen", "tomorrow"))
    many = int(match["many"]) if (match["many"] or "a").isdigit() else 1
    days = many if (match["unit"] or "week").startswith(("tag", "day")) else many * 7
    yield begin + timedelta(days=days)
    if days == 8:
        yield begin + timedelta(days=7)


def _is_ruled_out(text: str, match: re.Match[str]) -> bool:
    """Whether a weekday is named only to say that it is not meant."""
    after = re.match(r"^(?: \w+){0,2} (?:nicht|not)\b", text[match.end() :])
    return bool(after or _NOT_THAT_DAY.search(text[: match.start()]))


def _named_day(match: re.Match[str], today: date) -> Day:
    """A weekday: the coming one; "next" may mean that one or the one after; on the very day, today or in a week."""
    coming = today + timedelta(days=(_WEEKDAYS[match["day"]] - today.weekday()) % 7)
    dates = {coming}
    how = match["how"] or ""
    if coming == today:
        dates.add(today + timedelta(days=7))
    if how.startswith(("näch", "naech", "next")):
        dates |= {coming + timedelta(days=7)}
    if how.startswith("über"):
        dates = {coming + timedelta(days=7), coming + timedelta(days=14)}
    return Day(frozenset(dates), "weekday", match.group())


MOST_OFFERED = 3
"""Up to here "den ersten", "der zweite" picks one of the times that were offered, unless it is said of a day ("am")."""


def _exact_days(text: str, today: date) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        yield from _on(int(match[3]), int(match[2]), int(match[1]), today, match.group())
    for match in _DATE_WORDS.finditer(text):
        yield from _on(int(match[1]), _MONTHS[match[2]], int(match[3] or 0), today, match.group())
    for match in _DATE_ENGLISH.finditer(text):
        yield from _on(int(match[2]), _MONTHS[match[1]], int(match[3] or 0), today, match.group())
    for match in _DATE_NUMBERS.finditer(text):
        yield from _on(int(match[1]), int(match[2]), int(match[3] or 0), today, match.group())
    rest = _DATE_NUMBERS.sub(" # ", _DATE_WORDS.sub(" # ", text))
    for match in _DAY_NUMBER.finditer(rest):
        if int(match[1]) > MOST_OFFERED or match.group().startswith("am "):
            yield from _on(int(match[1]), 0, 0, today, match.group())


def _on(day: int, month: int, year: int, today: date, words: str) -> Iterator[Day]:
    """A date by number; without year or month, the next one that has it."""
    for ahead in range(14):
        at = (today.year * 12 + today.month - 1) + ahead
        month_here, year_here = at % 12 + 1, at // 12
        wanted_month, wanted_year = month or month_here, year or year_here
        if year or month == month_here or not month:
            try:
                found = date(wanted_year, wanted_month, day)
            except ValueError:
                if year:
                    return
                continue
            if year or found >= today - timedelta(days=1):
                yield Day(frozenset({found}), "date", words)
                return
