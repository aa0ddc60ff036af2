"""The English words of time."""

from .lexicon import AFTERNOON, EVENING, MORNING, NIGHT, NOON, build_words
from .tokens import Sign, Signs

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TENS = {30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
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
    MORNING: "morning mornings",
    NOON: "noon midday lunchtime lunch noontime",
    AFTERNOON: "afternoon afternoons",
    EVENING: "evening evenings",
    NIGHT: "night nights nighttime midnight",
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
    Sign.GONE: "last previous",
    Sign.GONE_DAY: "yesterday",
    Sign.LATER: "later",
    Sign.EARLIER: "earlier sooner soon",
    Sign.COUNTED: "times people person persons option suggestion appointment appointments euros year years",
    Sign.BREAK: "but",
}
_FILLERS = (
    "the of um uh er hmm please just maybe perhaps roughly some sometime whole ish like well so yes yeah okay ok more "
    "each every exactly sharp only"
)
_NOTHING = (
    "good morning, good afternoon, good evening, good day, no problem, not bad, not a problem, make it, or so, move it"
)
_SAID_IN_SEVERAL_WORDS = {
    Sign.WORD: (
        "may i, a second, one second, second person, i dont know, im not sure, not sure, talking about, about this"
    ),
    Sign.AM: ("a m, a.m, in the am"),
    Sign.PM: ("p m, p.m, in the pm"),
    Sign.HOURMARK: ("o clock"),
    Sign.FROM_NOW: ("from now, from today"),
    Sign.AFTER_NEXT: ("after next"),
    Sign.ASAP: (
        "as soon as possible, as early as possible, the soonest, next available, first available, next "
        "appointment, earliest appointment, earliest available, earliest possible, next free, next possible, "
        "earliest slot"
    ),
    Sign.ANY: ("any time, any day, dont mind when, dont care when, im flexible, doesnt matter when"),
    Sign.FROM: (
        "not before, no earlier than, not earlier than, starting from, starting at, any time after, anytime after"
    ),
    Sign.UNTIL: ("not after, no later than, not later than"),
    Sign.BEFORE: ("any time before"),
    Sign.CORRECTION: ("no sorry, i mean, no wait, no actually, make that, or rather"),
    Sign.OR: ("if not, if that doesnt work"),
    Sign.EXCEPT: ("other than"),
    Sign.LATER: ("too early, too late, after work, before work, after school, before school"),
    Sign.COMING: ("the following"),
}
_WITH_VALUES: dict[str, Signs] = {
    "at the latest, latest": ((Sign.UNTIL, 1),),
    "at the earliest": ((Sign.FROM, 1),),
    "day after tomorrow": ((Sign.DAY, 2),),
    "tonight, this evening": ((Sign.DAY, 0), (Sign.PART, EVENING)),
    "this morning": ((Sign.DAY, 0), (Sign.PART, MORNING)),
    "this afternoon": ((Sign.DAY, 0), (Sign.PART, AFTERNOON)),
    "tomorrow night": ((Sign.DAY, 1), (Sign.PART, EVENING)),
    "half an hour, a half hour, half hour": ((Sign.HALF_HOUR, 30),),
    "quarter of an hour": ((Sign.HALF_HOUR, 15),),
    "an hour and a half, an hour and half, one and a half hours": ((Sign.HALF_HOUR, 90),),
    "two and a half hours": ((Sign.HALF_HOUR, 150),),
    "three quarters of an hour": ((Sign.HALF_HOUR, 45),),
    "christmas eve": ((Sign.FEAST, 1224),),
    "christmas day": ((Sign.FEAST, 1225),),
    "boxing day": ((Sign.FEAST, 1226),),
    "new years eve": ((Sign.FEAST, 1231),),
    "new years day, new year": ((Sign.FEAST, 101),),
}


def _ish() -> dict[str, Signs]:
    """ "threeish" is about three."""
    return {f"{word}ish": ((Sign.AT, 0), (Sign.NUMBER, value)) for value, word in enumerate(_SMALL[:13])}


WORDS = build_words(
    lang="en",
    numbers={word: value for value, word in enumerate(_SMALL)} | {word: value for value, word in _TENS.items()},
    ordinals={word: value for value, word in enumerate(_ORDINALS, 1)} | {"thirtieth": 30},
    plain=_PLAIN,
    numbered=_NUMBERED,
    several=_SAID_IN_SEVERAL_WORDS,
    valued=_WITH_VALUES,
    nothing=_NOTHING,
    fillers=_FILLERS,
    half_minutes=30,
    short=_ish(),
)
