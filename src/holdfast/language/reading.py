"""What the caller's words about time mean: a `Reading`, or a `Question` to ask back."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Daypart(StrEnum):
    """A part of the day as callers name it; its hours stand in `daypart_window`."""

    MORNING = "morning"
    FORENOON = "forenoon"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class QuestionKind(StrEnum):
    """Why a reading was not possible without asking back."""

    HALF_OF_DAY = "half_of_day"
    WHICH_WEEK = "which_week"
    WHICH_OPTION = "which_option"
    WEEKDAY_AGAINST_DATE = "weekday_against_date"
    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_TIME = "no_such_time"
    PAST = "past"
    UNREAD = "unread"
    NOTHING_HEARD = "nothing_heard"


_WINDOWS = {
    Daypart.MORNING: (time(6), time(10)),
    Daypart.FORENOON: (time(8), time(12)),
    Daypart.NOON: (time(11), time(14)),
    Daypart.AFTERNOON: (time(13), time(17)),
    Daypart.EVENING: (time(17), time(21)),
    Daypart.NIGHT: (time(21), time(23, 59)),
}


def daypart_window(daypart: Daypart) -> tuple[time, time]:
    """The hours a receptionist understands by `daypart`; every day part has a window."""
    return _WINDOWS[daypart]


_DENIED = {
    Daypart.MORNING: (time(0), time(10)),
    Daypart.FORENOON: (time(0), time(12)),
    Daypart.AFTERNOON: (time(12), time(17)),
    Daypart.EVENING: (time(17), time(23, 59)),
}


def daypart_denied(daypart: Daypart) -> tuple[time, time]:
    """The hours that "nicht vormittags" rules out: wider than what the part itself stands for where that has an end."""
    return _DENIED.get(daypart) or _WINDOWS[daypart]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was said about time, on the tenant's wall clock.

    Fields that were not spoken of stay empty. `dates` and `times` hold one value, or options in the
    order said; a span or a window with one open side has None there. `exclude_times` are windows of the day in which
    the visit may not begin. `otherwise` is what would do if all that cannot be had ("zur Not auch Freitag nachmittag").
    """

    dates: tuple[date, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    times: tuple[time, ...] = ()
    time_from: time | None = None
    time_to: time | None = None
    daypart: Daypart | None = None
    exclude_weekdays: frozenset[int] = frozenset()
    exclude_times: tuple[tuple[time, time], ...] = ()
    minutes: int | None = None
    any: bool = False
    asap: bool = False
    otherwise: "Reading | None" = None

    def window(self) -> tuple[time | None, time | None]:
        """The hours asked for: the window said, its open side that of the day part, else open on both sides."""
        first, last = daypart_window(self.daypart) if self.daypart else (None, None)
        return self.time_from or first, self.time_to or last

    def names_a_day(self) -> bool:
        """Whether any day, span of days or excluded weekday was said."""
        return bool(self.dates or self.date_from or self.date_to or self.exclude_weekdays)

    def names_a_time(self) -> bool:
        """Whether any clock time, window or part of the day was said, or excluded."""
        return bool(self.times or self.time_from or self.time_to or self.daypart or self.exclude_times)

    def is_empty(self) -> bool:
        """Whether nothing at all about time was said."""
        return self == Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask back, with the readings it would decide between and one speakable sentence."""

    kind: QuestionKind
    choices: tuple[Reading, ...]
    say: str
