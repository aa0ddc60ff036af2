"""Offers and visits in one phrase: a day is said once, a month once, and who does what once where it is one."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from .spoken import Joining, day_of, spoken_date, spoken_service, spoken_time, words_of
from .voice import Choice, Voice

_LONGEST = 175
"""Characters of a phrase that is easy to listen to; in a longer one, days of the next weeks leave out the month."""
_MOST = 195
"""Beyond this, offers are said without who does it, and at last days of the coming week by their weekday alone."""
_NEAR_DAYS = 6
_SAME_NUMBER_DAYS = 27
"""Within so many days a weekday and a number mean one day."""
DaysInWords = Callable[[Sequence[date], Voice, str], list[str]]


def spoken_choices(choices: Sequence[Choice], voice: Voice, *, every: bool = False, article: str = "") -> str:
    """The choices in one phrase, `every` with "und" instead of "oder"; after `article` "dem" it says "am ...".

    Weekday and date are both said, so that nobody takes the wrong week; where that becomes long, months, then names of
    people give way, and only at the very last dates.
    """
    words = words_of(voice)
    join: Joining = words.all_of if every else words.any_of
    days = [list(of_day) for _, of_day in groupby(choices, key=lambda c: day_of(c.at, voice))]
    named = len({_tail(choice, voice) for choice in choices}) > 1
    within: Joining = join if len(days) == 1 else words.all_of
    hours = [_hours(of_day, voice, within, at=f"{words.AT} ", named=named) for of_day in days]
    tail = _tail(choices[0], voice) if choices and not named else ""
    if len(days) == 1:
        return f"{spoken_date(days[0][0].at, voice, article=article)}, {hours[0]}{tail}"
    phrase = ""
    dated = [day_of(of_day[0].at, voice) for of_day in days]
    for in_words, most in ((_full_dates, _LONGEST), (_without_near_months, _MOST)):
        phrase = (
            join([f"{day} {clock}" for day, clock in zip(in_words(dated, voice, article), hours, strict=True)]) + tail
        )
        if len(phrase) <= most:
            return phrase
    if any(choice.staff for choice in choices) and not any(choice.service for choice in choices):
        return spoken_choices([Choice(choice.at) for choice in choices], voice, every=every, article=article)
    for in_words in (_near_by_weekday, _without_weekdays):
        phrase = (
            join([f"{day} {clock}" for day, clock in zip(in_words(dated, voice, article), hours, strict=True)]) + tail
        )
        if len(phrase) <= _MOST:
            break
    return phrase


def spoken_hours(choices: Sequence[Choice], voice: Voice) -> str:
    """The clock times of choices whose day was said just before, with "bei" but without "um"."""
    named = len({_tail(choice, voice) for choice in choices}) > 1
    spoken = _hours(choices, voice, words_of(voice).any_of, at="", named=named)
    return spoken if named or not choices else spoken + _tail(choices[0], voice)


def _tail(choice: Choice, voice: Voice) -> str:
    """What is said behind the time: the service, and who does it."""
    service = f" {spoken_service(choice.service, voice.lang)}" if choice.service else ""
    return service + (f" {words_of(voice).WITH} {choice.staff}" if choice.staff else "")


def _hours(of_day: Sequence[Choice], voice: Voice, join: Joining, *, at: str, named: bool) -> str:
    """ "um neun Uhr und zehn Uhr bei Emma oder um elf Uhr bei Mia"."""
    groups = [(tail, list(group)) for tail, group in groupby(of_day, key=lambda c: _tail(c, voice) if named else "")]
    within: Joining = words_of(voice).all_of if len(groups) > 1 else join
    return join([f"{at}{within([spoken_time(c.at, voice) for c in group])}{tail}" for tail, group in groups])


def _full_dates(days: Sequence[date], voice: Voice, article: str) -> list[str]:
    """Weekday and day, without the year, and without the month that was just said."""
    words = words_of(voice)
    said = zip(days, [None, *days], strict=False)
    on = f"{words.ON} " if article == words.DATIVE else ""
    return [
        f"{on}{words.weekday(day)}, {words.day_of_month(day, article, month=not _same_month(day, before))},"
        for day, before in said
    ]


def _without_near_months(days: Sequence[date], voice: Voice, article: str) -> list[str]:
    """Weekday and number; the month only of days in another one, or weeks away."""
    words = words_of(voice)
    on = f"{words.ON} " if article == words.DATIVE else ""
    said = zip(days, [voice.today, *days], strict=False)
    plain = [_same_month(day, before) and (day - voice.today).days <= _SAME_NUMBER_DAYS for day, before in said]
    spoken = (words.day_of_month(day, article, month=not short) for day, short in zip(days, plain, strict=True))
    return [f"{on}{words.weekday(day)}, {number}," for day, number in zip(days, spoken, strict=True)]


def _near_by_weekday(days: Sequence[date], voice: Voice, article: str) -> list[str]:
    return _mixed(days, voice, article, _full_dates)


def _without_weekdays(days: Sequence[date], voice: Voice, article: str) -> list[str]:
    return _mixed(days, voice, article, _bare_dates)


def _mixed(days: Sequence[date], voice: Voice, article: str, far: DaysInWords) -> list[str]:
    """Days of the coming week as "morgen" or by their weekday alone, the others in the way of `far`."""
    words = words_of(voice)
    on = f"{words.ON} " if article == words.DATIVE else ""
    near = [day for day in days if 0 <= (day - voice.today).days <= _NEAR_DAYS]
    others = [day for day in days if day not in near]
    spoken = dict(zip(others, far(others, voice, article), strict=True))
    return [spoken.get(day) or words.relative(day, voice.today) or f"{on}{words.weekday(day)}" for day in days]


def _bare_dates(days: Sequence[date], voice: Voice, article: str) -> list[str]:
    words = words_of(voice)
    on = f"{words.ON} " if article == words.DATIVE else ""
    said = zip(days, [None, *days], strict=False)
    spoken = [words.day_of_month(day, article, month=not _same_month(day, before)) for day, before in said]
    return [on + (day.removeprefix(f"{article} ") if on else day) for day in spoken]


def _same_month(day: date, before: date | None) -> bool:
    return before is not None and (before.year, before.month) == (day.year, day.month)
