"""Which single words speak of time: they name no service and are nobody's name."""

from functools import lru_cache

from .reader import TABLES
from .signs import Sign

_CLOCK = (
    Sign.HOURS, Sign.MINUTES, Sign.HALF_HOUR, Sign.HOURMARK, Sign.AM, Sign.PM, Sign.HALF, Sign.QUARTER,
    Sign.THREE_QUARTER, Sign.BEFORE, Sign.AFTER, Sign.AT, Sign.ON, Sign.IN, Sign.FROM, Sign.OF, Sign.UNTIL, Sign.TO,
    Sign.BETWEEN, Sign.LATER, Sign.EARLIER, Sign.ASAP, Sign.ANY,
)  # fmt: skip
_CALENDAR = (
    Sign.WEEKDAY, Sign.ABBREVIATION, Sign.MONTH, Sign.DAY, Sign.MORGEN, Sign.PART, Sign.THIS, Sign.NEXT, Sign.COMING,
    Sign.AFTER_NEXT, Sign.WEEK, Sign.WORKWEEK, Sign.WEEKEND, Sign.DAYS, Sign.MONTHS, Sign.YEARS, Sign.ISOWEEK,
    Sign.ADVENT, Sign.EASTER, Sign.WORKDAYS, Sign.FEAST, Sign.GONE, Sign.GONE_DAY, Sign.AGO,
)  # fmt: skip
_TIME = frozenset((*_CLOCK, *_CALENDAR))
_EARLY_OR_LATE = frozenset((Sign.EARLY, Sign.LATE))


@lru_cache(maxsize=8192)
def is_time_word(word: str, *, early_too: bool = True) -> bool:
    """Whether a folded word speaks of a time or is a number, in any language that is read; `early_too`: "früh" and
    "spät" as well, which are also names."""
    signs = _TIME | _EARLY_OR_LATE if early_too else _TIME
    for table in TABLES.values():
        if any(sign in signs for sign, _ in table.words.get(word, ())):
            return True
        if word in table.numbers or word in table.ordinals:
            return True
    return word.isdecimal()
