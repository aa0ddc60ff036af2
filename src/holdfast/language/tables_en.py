"""The English words of time."""

from collections.abc import Iterable

from .tables_de import PARTS
from .tidy import fold
from .tokens import Sign, Signs, Words

_MORNING, _FORENOON, _NOON, _AFTERNOON, _EVENING, _NIGHT = range(len(PARTS))
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_WEEKDAYS = {
    0: "monday mondays mon", 1: "tuesday tuesdays tue tues", 2: "wednesday wednesdays wed",
    3: "thursday thursdays thu thur thurs", 4: "friday fridays fri", 5: "saturday saturdays sat",
    6: "sunday sundays sun",
}  # fmt: skip
_MONTHS = {
    1: "january jan", 2: "february feb", 3: "march mar", 4: "april apr", 5: "may", 6: "june jun", 7: "july jul",
    8: "august aug", 9: "september sept sep", 10: "october oct", 11: "november nov", 12: "december dec",
}  # fmt: skip
_PARTS = {
    _MORNING: "morning mornings",
    _NOON: "noon midday lunchtime lunch noontime",
    _AFTERNOON: "afternoon afternoons",
    _EVENING: "evening evenings",
    _NIGHT: "night nights nighttime midnight",
}
_NUMBERED = {
    Sign.WEEKDAY: _WEEKDAYS,
    Sign.MONTH: _MONTHS,
    Sign.PART: _PARTS,
    Sign.DAY: {0: "today todays", 1: "tomorrow tomorrows"},
    Sign.FEAST: {1225: "christmas xmas", 1226: "boxing"},
}
_PLAIN = {
    Sign.ONE: "a an",
    Sign.EARLY: "early",
    Sign.LATE: "late",
    Sign.THIS: "this these",
    Sign.NEXT: "next",
    Sign.COMING: "coming upcoming following",
    Sign.WEEK: "week weeks",
    Sign.WORKWEEK: "workweek",
    Sign.WEEKEND: "weekend",
    Sign.DAYS: "day days",
    Sign.MONTHS: "month months",
    Sign.HOURS: "hour hours hr hrs",
    Sign.MINUTES: "minute minutes min mins",
    Sign.HOURMARK: "oclock h",
    Sign.AM: "am",
    Sign.PM: "pm p",
    Sign.HALF: "half",
    Sign.QUARTER: "quarter",
    Sign.BEFORE: "before",
    Sign.AFTER: "past after",
    Sign.AT: "at around about approximately",
    Sign.ON: "on",
    Sign.IN: "in during within",
    Sign.OF: "from",
    Sign.UNTIL: "until till til through by",
    Sign.TO: "to",
    Sign.BETWEEN: "between",
    Sign.AND: "and",
    Sign.OR: "or alternatively otherwise",
    Sign.NOT: "not cant cannot dont doesnt wont isnt never",
    Sign.EXCEPT: "except excluding",
    Sign.CORRECTION: "no sorry actually rather instead wait correction",
    Sign.START: "beginning start",
    Sign.MIDDLE: "middle mid",
    Sign.END: "end",
    Sign.THOUSAND: "thousand",
    Sign.OH: "oh o",
    Sign.POINT: "point dot",
    Sign.ASAP: "asap immediately",
    Sign.ANY: "anytime whenever",
    Sign.LATER: "later",
    Sign.EARLIER: "earlier sooner soon",
    Sign.COUNTED: "times people person persons option suggestion appointment appointments one ones euros year years floor",
    Sign.BREAK: "but",
}
_FILLERS = (
    "the of um uh er hmm please just maybe perhaps roughly some sometime whole ish like well so yes yeah okay ok more "
    "each every exactly sharp only"
)
_PHRASES: dict[str, Signs] = {
    "good morning": (), "good afternoon": (), "good evening": (), "good day": (), "may i": ((Sign.WORD, 0),),
    "at the latest": ((Sign.UNTIL, 1),), "at the earliest": ((Sign.FROM, 1),), "latest": ((Sign.UNTIL, 1),),
    "no problem": (), "a second": ((Sign.WORD, 0),), "one second": ((Sign.WORD, 0),), "second person": ((Sign.WORD, 0),),
    "a m": ((Sign.AM, 0),), "p m": ((Sign.PM, 0),), "a.m": ((Sign.AM, 0),), "p.m": ((Sign.PM, 0),),
    "in the am": ((Sign.AM, 0),), "in the pm": ((Sign.PM, 0),), "o clock": ((Sign.HOURMARK, 0),),
    "day after tomorrow": ((Sign.DAY, 2),), "tonight": ((Sign.DAY, 0), (Sign.PART, _EVENING)),
    "this morning": ((Sign.DAY, 0), (Sign.PART, _MORNING)), "this afternoon": ((Sign.DAY, 0), (Sign.PART, _AFTERNOON)),
    "this evening": ((Sign.DAY, 0), (Sign.PART, _EVENING)), "tomorrow night": ((Sign.DAY, 1), (Sign.PART, _EVENING)),
    "from now": ((Sign.FROM_NOW, 0),), "from today": ((Sign.FROM_NOW, 0),), "after next": ((Sign.AFTER_NEXT, 0),),
    "as soon as possible": ((Sign.ASAP, 0),), "as early as possible": ((Sign.ASAP, 0),), "the soonest": ((Sign.ASAP, 0),),
    "next available": ((Sign.ASAP, 0),), "first available": ((Sign.ASAP, 0),), "next appointment": ((Sign.ASAP, 0),),
    "earliest appointment": ((Sign.ASAP, 0),), "earliest available": ((Sign.ASAP, 0),), "earliest possible": ((Sign.ASAP, 0),),
    "next free": ((Sign.ASAP, 0),), "next possible": ((Sign.ASAP, 0),), "earliest slot": ((Sign.ASAP, 0),),
    "any time": ((Sign.ANY, 0),), "any day": ((Sign.ANY, 0),), "dont mind when": ((Sign.ANY, 0),),
    "dont care when": ((Sign.ANY, 0),), "im flexible": ((Sign.ANY, 0),), "doesnt matter when": ((Sign.ANY, 0),),
    "i dont know": ((Sign.WORD, 0),), "im not sure": ((Sign.WORD, 0),), "not sure": ((Sign.WORD, 0),),
    "not before": ((Sign.FROM, 0),), "no earlier than": ((Sign.FROM, 0),), "not earlier than": ((Sign.FROM, 0),),
    "starting from": ((Sign.FROM, 0),), "starting at": ((Sign.FROM, 0),),
    "not after": ((Sign.UNTIL, 0),), "no later than": ((Sign.UNTIL, 0),), "not later than": ((Sign.UNTIL, 0),),
    "any time after": ((Sign.FROM, 0),), "any time before": ((Sign.BEFORE, 0),), "anytime after": ((Sign.FROM, 0),),
    "no sorry": ((Sign.CORRECTION, 0),), "i mean": ((Sign.CORRECTION, 0),), "no wait": ((Sign.CORRECTION, 0),),
    "no actually": ((Sign.CORRECTION, 0),), "make that": ((Sign.CORRECTION, 0),), "make it": (), "or rather": ((Sign.CORRECTION, 0),),
    "or so": (), "if not": ((Sign.OR, 0),), "if that doesnt work": ((Sign.OR, 0),), "other than": ((Sign.EXCEPT, 0),),
    "half an hour": ((Sign.HALF_HOUR, 30),), "a half hour": ((Sign.HALF_HOUR, 30),), "half hour": ((Sign.HALF_HOUR, 30),),
    "quarter of an hour": ((Sign.HALF_HOUR, 15),), "an hour and a half": ((Sign.HALF_HOUR, 90),),
    "an hour and half": ((Sign.HALF_HOUR, 90),), "one and a half hours": ((Sign.HALF_HOUR, 90),),
    "two and a half hours": ((Sign.HALF_HOUR, 150),), "three quarters of an hour": ((Sign.HALF_HOUR, 45),),
    "christmas eve": ((Sign.FEAST, 1224),), "christmas day": ((Sign.FEAST, 1225),), "boxing day": ((Sign.FEAST, 1226),),
    "new years eve": ((Sign.FEAST, 1231),), "new years day": ((Sign.FEAST, 101),), "new year": ((Sign.FEAST, 101),),
    "too early": ((Sign.LATER, 0),), "too late": ((Sign.LATER, 0),), "talking about": ((Sign.WORD, 0),),
    "about this": ((Sign.WORD, 0),), "move it": (), "the following": ((Sign.COMING, 0),),
}  # fmt: skip


def _listed(plain: dict[Sign, str]) -> Iterable[tuple[str, Signs]]:
    return ((word, ((sign, 0),)) for sign, words in plain.items() for word in words.split())


def _counted(numbered: dict[Sign, dict[int, str]]) -> Iterable[tuple[str, Signs]]:
    return (
        (word, ((sign, value),))
        for sign, named in numbered.items()
        for value, words in named.items()
        for word in words.split()
    )


def _ish() -> Iterable[tuple[str, Signs]]:
    return ((f"{word}ish", ((Sign.AT, 0), (Sign.NUMBER, value))) for value, word in enumerate(_SMALL[:13]))


_SINGLE = {p: signs for p, signs in _PHRASES.items() if " " not in p}
_PLAIN_WORDS = {word: signs for word, signs in _listed(_PLAIN)}
WORDS = Words(
    lang="en",
    numbers={word: value for value, word in enumerate(_SMALL)} | {word: value for value, word in _TENS.items()},
    ordinals={word: value for value, word in enumerate(_ORDINALS, 1)} | {"thirtieth": 30},
    words=_PLAIN_WORDS | dict(_counted(_NUMBERED)) | dict(_ish()) | _SINGLE,
    phrases={tuple(fold(p).split()): signs for p, signs in _PHRASES.items() if " " in p},
    fillers=frozenset(_FILLERS.split()),
    half_minutes=30,
)
