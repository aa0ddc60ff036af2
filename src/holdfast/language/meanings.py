"""The vocabulary between grammar and resolver: what was said, before it is set against a calendar."""

from dataclasses import dataclass
from enum import Enum, auto


class Which(Enum):
    """Which of several days of one name is meant."""

    BARE = auto()
    THIS = auto()
    COMING = auto()
    NEXT = auto()
    AFTER_NEXT = auto()
    COUNTED = auto()  # "three Fridays from now"


class Part(Enum):
    """Which part of a week or month is meant."""

    WHOLE = auto()
    START = auto()
    MIDDLE = auto()
    END = auto()
    WORKDAYS = auto()
    WEEKEND = auto()


class Half(Enum):
    """How sure the half of the day is: said, likely the morning, or open."""

    KNOWN = auto()
    MORNING = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class DayOffset:
    """So many days after today."""

    days: int


@dataclass(frozen=True, slots=True)
class MonthOffset:
    """The same day of the month, so many months on."""

    months: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, and so many weeks after that."""

    weekday: int
    which: Which = Which.BARE
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class WeekdayInWeeks:
    """ "In two weeks, Tuesday": of the calendar week then, or that long after the coming one."""

    weekday: int
    weeks: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a month; month and year may be left to the calendar."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week or a part of it, so many weeks from this one; `bare`: no word said which."""

    offset: int
    part: Part = Part.WHOLE
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its name (and how many such months on), or by its distance from this one.

    `next_year`: the one of next calendar year, said so.
    """

    month: int | None = None
    offset: int = 0
    part: Part = Part.WHOLE
    year: int | None = None
    next_year: bool = False


@dataclass(frozen=True, slots=True)
class NextDays:
    """The so many days after today."""

    days: int


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The first, second … or last (-1) day of that name in a month; without a name, the day of the month itself."""

    weekday: int | None
    nth: int
    month: Month


@dataclass(frozen=True, slots=True)
class NthWeek:
    """The first, second … or last (-1) week of a month."""

    nth: int
    month: Month


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """The next calendar week with that number ("KW 28"), counted as in ISO 8601."""

    number: int


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year or a part of it, so many years from this one."""

    offset: int
    part: Part = Part.WHOLE


@dataclass(frozen=True, slots=True)
class AroundEaster:
    """So many days after the next Easter Sunday, or before it."""

    days: int


@dataclass(frozen=True, slots=True)
class Advent:
    """The first to fourth Sunday of Advent."""

    sunday: int


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The calendar week of another day, or so many weeks from that."""

    day: "Day"
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Shifted:
    """So many days after another day, or before it."""

    day: "Day"
    days: int


Day = (
    DayOffset | MonthOffset | Weekday | WeekdayInWeeks | CalendarDay | Week | Month | NextDays
    | NthWeekday | NthWeek | CalendarWeek | Year | AroundEaster | Advent | Shifted | WeekOf
)  # fmt: skip
DAY_TYPES = (
    DayOffset, MonthOffset, Weekday, WeekdayInWeeks, CalendarDay, Week, Month, NextDays,
    NthWeekday, NthWeek, CalendarWeek, Year, AroundEaster, Advent, Shifted, WeekOf,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DaySpan:
    """From one day to another, both included; one side may be open.

    `outside`: before or after the day, not with it; `within`: the month that the numbers belong to.
    """

    first: Day | None
    last: Day | None
    outside: bool = False
    within: Month | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time; with `half` not known the hour is one of a twelve-hour clock."""

    hour: int
    minute: int = 0
    half: Half = Half.OPEN


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A window of the day; one side may be open."""

    start: Clock | None
    end: Clock | None


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class FromNow:
    """So many minutes from now; `within`: any time until then."""

    minutes: int
    within: bool = False


Meaning = Day | DaySpan | Clock | TimeSpan | Length | FromNow
