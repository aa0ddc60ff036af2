"""The English words of time."""

from .habits import Habit
from .lexicon import AFTERNOON, EVENING, FORENOON, NIGHT, NOON, build_words
from .signs import Sign, Signs

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
    FORENOON: "morning mornings",
    NOON: "noon noonish midday lunchtime lunch noontime",
    AFTERNOON: "afternoon afternoons",
    EVENING: "evening evenings",
    NIGHT: "night nights nighttime",
}
_NUMBERED = {
    Sign.WEEKDAY: _WEEKDAYS,
    Sign.MONTH: _MONTHS,
    Sign.PART: _PARTS,
    Sign.DAY: {0: "today todays", 1: "tomorrow tomorrows"},
    Sign.DAYS: {1: "day", 0: "days"},
    Sign.IN: {0: "in during", 1: "within"},
    Sign.EASTER: {-2: "goodfriday", 0: "easter", 49: "pentecost whitsun"},
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
    Sign.WEEKEND: "weekend weekends",
    Sign.MONTHS: "month months",
    Sign.YEARS: "year years",
    Sign.WORKDAYS: "weekdays weekday",
    Sign.AGO: "ago",
    Sign.EVENT: "birthday wedding christening",
    Sign.SEASON: "holidays",
    Sign.ADVENT: "advent",
    Sign.HOURS: "hour hours hr hrs",
    Sign.MINUTES: "minute minutes min mins",
    Sign.HOURMARK: "oclock h",
    Sign.AM: "am",
    Sign.PM: "pm p",
    Sign.HALF: "half",
    Sign.QUARTER: "quarter quarters",
    Sign.BEFORE: "before",
    Sign.AFTER: "past after",
    Sign.AT: "at around about approximately",
    Sign.ON: "on",
    Sign.OF: "from",
    Sign.UNTIL: "until till til through thru",
    Sign.TO: "to",
    Sign.BETWEEN: "between",
    Sign.AND: "and",
    Sign.OR: "or alternatively",
    Sign.NOT: "not cant cannot dont doesnt wont isnt never arent couldnt neither nor",
    Sign.EXCEPT: "except excluding",
    Sign.CORRECTION: "no sorry actually rather instead wait correction",
    Sign.START: "beginning start",
    Sign.MIDDLE: "middle mid",
    Sign.END: "end",
    Sign.THOUSAND: "thousand",
    Sign.OH: "oh o",
    Sign.POINT: "point dot",
    Sign.ASAP: "asap immediately",
    Sign.ANY: "anytime flexible",
    Sign.GONE: "last previous",
    Sign.GONE_DAY: "yesterday",
    Sign.LATER: "later",
    Sign.EARLIER: "earlier sooner soon",
    Sign.COUNTED: "times people person persons option suggestion appointment appointments euros",
    Sign.BREAK: "but",
    Sign.BAD: "bad difficult inconvenient impossible away busy working unavailable",
    Sign.WAS: "was were",
    Sign.MOVING: "move reschedule change shift postpone push bring",
    Sign.CAN: "can could work works suit suits do does possible make",
}
_FILLERS = (
    "the of um uh er hmm please just maybe perhaps roughly some sometime whole ish like well so yes yeah okay ok more "
    "each every exactly sharp only either inclusive"
)
_NOTHING = (
    "for my birthday, for my wedding, for the wedding, for a wedding, good morning, good afternoon, good "
    "evening, good day, no problem, not bad, not a problem, make it, or so"
)
_SAID_IN_SEVERAL_WORDS = {
    Sign.WORD: (
        "may i, a second, one second, second person, i dont know, im not sure, not sure, talking about, about this"
    ),
    Sign.AM: ("a m, a.m, in the am"),
    Sign.PM: ("p m, p.m, in the pm"),
    Sign.HOURMARK: ("o clock"),
    Sign.FROM_NOW: ("from now, from today, from now on"),
    Sign.AFTER_NEXT: ("after next"),
    Sign.ASAP: (
        "as soon as possible, as early as possible, the soonest, next available, first available, next "
        "appointment, the sooner the better, earliest appointment, "
        "earliest available, earliest possible, next free, next possible, "
        "earliest slot, as soon as you can, as early as you can, as soon as, soonest you have, earliest you have, "
        "earliest you can, earliest you could, the earliest, soonest, right away"
    ),
    Sign.ANY: (
        "whenever suits, whenever works, whenever you, whenever is, whenever its, any time, any day, dont "
        "mind when, dont care when, doesnt matter when, any day, i dont mind"
    ),
    Sign.FROM: (
        "not before, no earlier than, not earlier than, starting from, starting at, starting, "
        "any time after, anytime after"
    ),
    Sign.UNTIL: ("not after, no later than, not later than"),
    Sign.CORRECTION: (
        "no sorry, scratch that, strike that, hang on, hold on, my mistake, what am i saying, i mean, no "
        "wait, no actually, make that, or rather"
    ),
    Sign.EXCEPT: (
        "other than, anything but, any day but, every day but, everything but, all but, any time but, apart from"
    ),
    Sign.CAN: ("would be fine, would work, would suit, is fine, would be good, would be great, is ok, is okay"),
    Sign.BEFORE: ("any time before, earlier than"),
    Sign.AFTER: ("later than"),
    Sign.COMING: ("the following"),
    Sign.INSTEAD_OF: ("instead of, rather than"),
    Sign.SEASON: (
        "few days, few hours, few minutes, the summer, the winter, the autumn, the spring, in summer, in winter, "
        "in autumn, in spring, my vacation, my holiday, my birthday"
    ),
}
_WITH_VALUES: dict[str, Signs] = {
    "at the latest, latest, or earlier, or before": ((Sign.UNTIL, 1),),
    "at the earliest, earliest, or later, and later, onwards, onward, or after, and after": ((Sign.FROM, 1),),
    "oclock one, o clock one": ((Sign.HOURMARK, 0),),
    "am one": ((Sign.AM, 0),),
    "pm one": ((Sign.PM, 0),),
    "first thing in the, first thing": ((Sign.PART, FORENOON),),
    "by": ((Sign.UNTIL, 3),),
    "if not, if that doesnt work, otherwise, failing that, or else, at a pinch": ((Sign.OR, 1),),
    "fortnight, a fortnight": ((Sign.NUMBER, 2), (Sign.WEEK, 0)),
    "a couple of, a couple, couple of": ((Sign.NUMBER, 2),),
    "too early, too late": ((Sign.LATER, 2),),
    "before work, after school, before school": ((Sign.LATER, 1),),
    "after work, after i finish work, when i finish work, after office hours": ((Sign.PART, EVENING),),
    "whenever": ((Sign.ANY, 1),),
    "i work, ive got work, i have work": ((Sign.BAD, 0),),
    "after that, any time after that, anytime after that": ((Sign.OTHERWISE, 1),),
    "before that, any time before that, anytime before that": ((Sign.OTHERWISE, 2),),
    "on holiday, on vacation, at work": ((Sign.BAD, 0),),
    "have to leave, need to leave, must leave, have to be gone, have to go, pick up": ((Sign.LEAVING, 0),),
    "any morning but, every morning but": ((Sign.PART, FORENOON), (Sign.EXCEPT, 0)),
    "any afternoon but, every afternoon but": ((Sign.PART, AFTERNOON), (Sign.EXCEPT, 0)),
    "any weekday but, every weekday but": ((Sign.WORKDAYS, 0), (Sign.EXCEPT, 0)),
    "any evening but, every evening but": ((Sign.PART, EVENING), (Sign.EXCEPT, 0)),
    "during the week, on a weekday, any weekday": ((Sign.WORKDAYS, 0),),
    "week of the": ((Sign.WEEK, 0), (Sign.OF, 0)),
    "under no circumstances, no way": ((Sign.NOT, 0),),
    "good friday": ((Sign.EASTER, -2),),
    "easter monday": ((Sign.EASTER, 1),),
    "easter sunday": ((Sign.EASTER, 0),),
    "day after tomorrow": ((Sign.DAY, 2),),
    "tonight, this evening": ((Sign.DAY, 0), (Sign.PART, EVENING)),
    "this morning": ((Sign.DAY, 0), (Sign.PART, FORENOON)),
    "this afternoon": ((Sign.DAY, 0), (Sign.PART, AFTERNOON)),
    "tomorrow night": ((Sign.DAY, 1), (Sign.PART, EVENING)),
    "half an hour, a half hour, half hour": ((Sign.HALF_HOUR, 30),),
    "quarter of an hour": ((Sign.HALF_HOUR, 15),),
    "an hour and a half, an hour and half, one and a half hours": ((Sign.HALF_HOUR, 90),),
    "two and a half hours": ((Sign.HALF_HOUR, 150),),
    "three quarters of an hour": ((Sign.HALF_HOUR, 45),),
    "midnight": ((Sign.NUMBER, 0), (Sign.HOURMARK, 0)),
    "christmas eve": ((Sign.FEAST, 1224),),
    "christmas day": ((Sign.FEAST, 1225),),
    "i meant, i mean": ((Sign.MEANT, 0),),
    "boxing day": ((Sign.FEAST, 1226),),
    "new years eve": ((Sign.FEAST, 1231),),
    "new years day, new year": ((Sign.FEAST, 101),),
}


def _no_weekdays() -> dict[str, Signs]:
    """ "No Mondays" denies; "no, Monday" corrects; "no Monday" may do either behind another day."""
    names = {name: day for day, named in _WEEKDAYS.items() for name in named.split() if name.endswith(("day", "days"))}
    weekends: dict[str, Signs] = {"no weekends": ((Sign.NOT, 0), (Sign.WEEKEND, 0))}
    return weekends | {
        f"no {name}": ((Sign.NOT, 0 if name.endswith("s") else 1), (Sign.WEEKDAY, day)) for name, day in names.items()
    }


def _ish() -> dict[str, Signs]:
    """ "threeish" is about three."""
    return {f"{word}ish": ((Sign.AT, 0), (Sign.NUMBER, value)) for value, word in enumerate(_SMALL[:13])}


def _dashed_ish() -> dict[str, Signs]:
    """ "five-ish" is about five."""
    return {f"{word} - ish": ((Sign.AT, 0), (Sign.NUMBER, value)) for value, word in enumerate(_SMALL[:13])}


WORDS = build_words(
    lang="en",
    numbers={word: value for value, word in enumerate(_SMALL)}
    | {word: value for value, word in _TENS.items()}
    | {"fourty": 40},
    ordinals={word: value for value, word in enumerate(_ORDINALS, 1)} | {"thirtieth": 30, "twelvth": 12, "twelth": 12},
    plain=_PLAIN,
    numbered=_NUMBERED,
    several=_SAID_IN_SEVERAL_WORDS,
    valued=lambda: _WITH_VALUES | _no_weekdays() | _dashed_ish(),
    nothing=_NOTHING,
    fillers=_FILLERS,
    half_minutes=30,
    habits=(
        Habit.TENS_FIRST,
        Habit.MONTH_FIRST,
        Habit.FROM_OPENS,
        Habit.DAYS_BY_NUMBER,
        Habit.SHADED_WEEKS,
        Habit.LETTER_HALVES,
        Habit.NOON_SHARP,
    ),
    unsure_months=(3, 5),
    short=_ish,
)
