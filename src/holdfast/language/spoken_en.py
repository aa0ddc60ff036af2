"""Numbers, dates, times and lists as an English-speaking receptionist says them."""

from collections.abc import Sequence
from datetime import date, time

from .voice import Price, Voice

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ODD_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PLAIN, NOMINATIVE, DATIVE, ACCUSATIVE = "", "der", "dem", "den"
"""The ways a date stands in a German sentence; English knows "on Friday" besides the plain one."""


def number(value: int) -> str:
    """0 to 999999 in words."""
    if value >= 1000:
        return f"{number(value // 1000)} thousand" + (f" {number(value % 1000)}" if value % 1000 else "")
    if value >= 100:
        return f"{_SMALL[value // 100]} hundred" + (f" and {number(value % 100)}" if value % 100 else "")
    if value < 20:
        return _SMALL[value]
    tens, unit = divmod(value, 10)
    return f"{_TENS[tens]}-{_SMALL[unit]}" if unit else _TENS[tens]


def ordinal(value: int, ending: str = "") -> str:
    """1 to 99 as a place in a row; English has no endings."""
    head, dash, last = number(value).rpartition("-")
    if last in _ODD_ORDINALS:
        return head + dash + _ODD_ORDINALS[last]
    return head + dash + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def weekday(day: date) -> str:
    """The name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


def day_of_month(day: date, article: str = PLAIN, *, month: bool = True) -> str:
    """ "the twenty-eighth of November"."""
    return f"the {ordinal(day.day)}" + (f" of {_MONTHS[day.month - 1]}" if month else "")


def relative(day: date, today: date) -> str:
    """ "today", "tomorrow", or nothing."""
    return {0: "today", 1: "tomorrow"}.get((day - today).days, "")


def spoken_date(day: date, voice: Voice, article: str = PLAIN) -> str:
    """The day with its weekday, "today" or "tomorrow" before it, the year only where it is not this one."""
    year = f" {number(day.year)}" if day.year != voice.today.year else ""
    near = relative(day, voice.today)
    lead = f"{near}, " if near else ("on " if article == DATIVE else "")
    return f"{lead}{weekday(day)}, {day_of_month(day)}{year}"


def spoken_time(at: time, voice: Voice) -> str:
    """The clock time with its half of the day."""
    if (at.hour, at.minute) == (12, 0):
        return "twelve noon"
    hour = number(at.hour % 12 or 12)
    minutes = "" if not at.minute else (f" oh {number(at.minute)}" if at.minute < 10 else f" {number(at.minute)}")
    if voice.halves and at.minute == 30:
        hour, minutes = f"half past {hour}", ""
    return f"{hour}{minutes} {'AM' if at.hour < 12 else 'PM'}"


def spoken_price(price: Price) -> str:
    """ "eighty-five euros", "twelve euros fifty", "from ..." where it is the least."""
    euros, cents = divmod(price.cents, 100)
    if euros or not cents:
        words = f"{number(euros)} {'euro' if euros == 1 else 'euros'}" + (f" {number(cents)}" if cents else "")
    else:
        words = f"{number(cents)} {'cent' if cents == 1 else 'cents'}"
    return f"from {words}" if price.from_ else words


def spoken_cost(price: Price) -> str:
    """ "for thirty euros", or "from thirty euros" where it is the least."""
    return spoken_price(price) if price.from_ else f"for {spoken_price(price)}"


def spoken_feast(holiday: str) -> str:
    """A holiday after "is": English names need no article."""
    return holiday


def times(count: int) -> str:
    """ "two times ": how often a service is wished for, in front of its name."""
    return "two times " if count == 2 else f"{number(count)} times "


def spoken_minutes(minutes: int) -> str:
    """ "thirty minutes", "one hour and fifteen minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{number(min(hours, 9999))} {'hour' if hours == 1 else 'hours'}"] if hours else []
    if rest or not hours:
        parts.append(f"{number(rest)} {'minute' if rest == 1 else 'minutes'}")
    return " and ".join(parts)


def any_of(words: Sequence[str]) -> str:
    """ "A, B or C"."""
    return _listed(words, "or")


def all_of(words: Sequence[str]) -> str:
    """ "A, B and C"."""
    return _listed(words, "and")


def _listed(words: Sequence[str], joint: str) -> str:
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else "".join(words)


FIELDS = {
    "service": "the service", "date": "the day", "time": "the time", "staff": "the person", "notes": "the note",
    "customer_name": "the name", "name": "the name", "phone": "the phone number", "email": "the email address",
    "ref": "the booking code", "slot_id": "your choice of appointment", "reason": "the reason", "tool": "your wish",
}  # fmt: skip
"""The arguments of the tools as they are asked for."""
BUT, AND = "but", "and"
MAY_FOLLOW = frozenset({"On", "At", "Today", "Tomorrow", "The", "There", "We", "That", "Is", "Your"})
MAY_FOLLOW_AS_IS = frozenset({"I", *(f"{name}," for name in _WEEKDAYS)})
"""First words of sentences that may stand after "but": the former are written small then."""
PLUS, SLASH = " and ", " or "
AT, ON, WITH, AND_MORE = "at", "on", "with", "a few more"
FROM_TO = "from {} to {}"


def from_to(first: time, last: time, voice: Voice) -> str:
    """ "from nine AM to six PM"."""
    return FROM_TO.format(spoken_time(first, voice), spoken_time(last, voice))


PARTS = {
    "morning": "early in the morning",
    "forenoon": "in the morning",
    "noon": "around noon",
    "afternoon": "in the afternoon",
    "evening": "in the evening",
    "night": "at night",
}
SINCE, UNTIL = "from {}", "until {}"
