"""The signs of the grammar: what words can stand for, whatever the language."""

from dataclasses import dataclass
from enum import StrEnum, auto

from .meanings import Meaning


class Sign(StrEnum):
    """What a token can stand for in the grammar; the first block comes from tables, the second from rules."""

    NUMBER = auto()
    ONE = auto()  # "ein", "a": a number only before a unit or "Uhr"
    ORDINAL = auto()
    WEEKDAY = auto()
    ABBREVIATION = auto()  # "So", "Do": a weekday only before a date
    MONTH = auto()
    DAY = auto()
    MORGEN = auto()  # tomorrow or morning
    PART = auto()
    EARLY = auto()
    LATE = auto()
    THIS = auto()
    NEXT = auto()
    COMING = auto()
    AFTER_NEXT = auto()
    WEEK = auto()
    WORKWEEK = auto()
    WEEKEND = auto()
    DAYS = auto()
    MONTHS = auto()
    YEARS = auto()
    ISOWEEK = auto()  # "KW"
    ADVENT = auto()
    EASTER = auto()  # days around it
    WORKDAYS = auto()  # "unter der Woche"
    AGO = auto()
    EVENT = auto()  # of the caller's own: "am Samstag ist Hochzeit" may name the day or rule it out
    SEASON = auto()  # a time that only the caller can name: "Ferien"
    HOURS = auto()
    MINUTES = auto()
    HALF_HOUR = auto()  # "Viertelstunde", value in minutes
    HOURMARK = auto()
    AM = auto()
    PM = auto()
    HALF = auto()
    QUARTER = auto()
    THREE_QUARTER = auto()
    BEFORE = auto()
    AFTER = auto()
    AT = auto()
    ON = auto()
    IN = auto()
    FROM = auto()  # "ab"; 1: may stand behind ("frühestens"), 2: with an article ("ab dem")
    OF = auto()  # "von", "from": opens a span, or a start
    UNTIL = auto()
    TO = auto()  # English "to": until, or before the hour
    ONTO = auto()  # "von elf auf zwölf": the later one counts
    BETWEEN = auto()
    AND = auto()
    OR = auto()
    THAN = auto()  # "lieber nachmittags als vormittags": behind it stands what would do as well
    NOT = auto()  # 1: may correct as well ("Thursday no Friday")
    EXCEPT = auto()
    BAD = auto()  # "schlecht": denies what was said before it
    CAN = auto()  # "geht", "kann": "nicht" beside it belongs to what was said before; 1: "auch"
    WAS = auto()  # tells of an earlier time: what is said of this one counts
    LEAVING = auto()  # "um drei muss ich weg": an hour of the caller's own, at which no visit begins
    MOVING = auto()  # "move": "from ten to eleven" names the old time and the new one
    OTHERWISE = auto()  # "vorher geht es nicht": speaks of other times than the one before; 1: later, 2: earlier ones
    MEANT = auto()  # "… meine ich": what was said just before it counts
    INSTEAD_OF = auto()  # what comes next is given up
    CORRECTION = auto()
    START = auto()
    MIDDLE = auto()
    END = auto()
    FROM_NOW = auto()
    FEAST = auto()
    THOUSAND = auto()
    OH = auto()
    POINT = auto()
    LATER = auto()  # 1: "after work", which an hour beside it explains
    EARLIER = auto()
    ASAP = auto()
    ANY = auto()
    COUNTED = auto()  # a noun that makes the number before it a count, not a time
    GONE = auto()  # "letzten": makes the day after it a past one
    GONE_DAY = auto()
    DOTTED = auto()
    DASH = auto()
    SLASH = auto()
    BREAK = auto()
    WORD = auto()
    DATE = auto()
    SPAN = auto()
    CLOCK = auto()
    WINDOW = auto()
    LENGTH = auto()
    MOMENT = auto()
    WRONG_TIME = auto()
    GONE_TIME = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark, or what a rule has made of several; `width` is the length of written digits."""

    sign: Sign
    number: int = 0
    meaning: Meaning | None = None
    width: int = 0
    minor: int = 0
    text: str = ""


Signs = tuple[tuple[Sign, int], ...]


def first_sign(signs: Signs) -> Sign | None:
    """The first sign of a word, if it has any."""
    return signs[0][0] if signs else None
