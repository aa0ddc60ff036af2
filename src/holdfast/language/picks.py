"""Which of the readings that were asked between an answer chooses: by day, by week, by time or by its place."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from .grammar import About, Claim, parse
from .meanings import CalendarDay, Clock, DayOffset, Half, Part, Week, Weekday, Which
from .patterns import Pattern
from .reader import TABLES
from .reading import Daypart, Reading
from .signs import Sign
from .tidy import tidy
from .tokens import tokenize
from .vocabulary import Words

_WORDS = Pattern(r"[^\W\d_]+|\d+")
_EARLIER = frozenset(["fruehere", "frueheren", "frueherer", "earlier", "kommende", "kommenden", "kommender"])
_LATER = frozenset(["spaetere", "spaeteren", "spaeterer", "spaeter", "later"])
_LAST = frozenset(["letzte", "letzten", "letzter", "last"])
_BEFORE_NOON = (Daypart.MORNING, Daypart.FORENOON)
_AFTER_NOON = (Daypart.AFTERNOON, Daypart.EVENING, Daypart.NIGHT)


def pick_reading(text: str, question_choices: Sequence[Reading], lang: str, reference: datetime) -> Reading | None:
    """The one of `question_choices` that `text` takes, None where it is unclear, denied, or fits none.

    All that was said must fit. "Der erste" is the first of them, unless another one lies on the first of a month.
    """
    table = TABLES.get(lang[:2].lower(), TABLES["de"])
    said = tidy(text)
    words = _WORDS.findall(said)
    claims = parse(tokenize(said, table), table).claims
    if len(question_choices) < 2 or any(claim.denied for claim in claims) or _denies(words, table):
        return None
    places = _places(words, question_choices, table)
    fits = [_fitting(claim, question_choices, reference.date(), places) for claim in claims]
    if places is not None and not any(_is_bare_day(claim) for claim in claims):
        fits.append(places)
    common = set(range(len(question_choices))).intersection(*fits) if fits else set()
    return question_choices[common.pop()] if len(common) == 1 else None


def _denies(words: Sequence[str], table: Words) -> bool:
    return any(table.words.get(word, ((Sign.WORD, 0),))[:1] == ((Sign.NOT, 0),) for word in words)


def _is_bare_day(claim: Claim) -> bool:
    """ "Der zweite": a day of some month, or a place in the row."""
    return isinstance(claim.meaning, CalendarDay) and claim.meaning.month is None


def _places(words: Sequence[str], choices: Sequence[Reading], table: Words) -> set[int] | None:
    """The place in the row that was named, None where none was."""
    said = set(words)
    if _LAST & said:
        return {len(choices) - 1}
    in_time = sorted(range(len(choices)), key=lambda place: _begins(choices[place]))
    if _EARLIER & said or _LATER & said:
        return {in_time[0 if _EARLIER & said else -1]} if not (_EARLIER & said and _LATER & said) else set()
    ordinals = [table.ordinals[word] for word in words if word in table.ordinals]
    dated = any(sign is Sign.MONTH for word in words for sign, _ in table.words.get(word, ()))
    if len(ordinals) != 1 or dated:
        return None
    return {ordinals[0] - 1} & set(range(len(choices)))


def _begins(choice: Reading) -> tuple[date, time]:
    day = min(choice.dates, default=choice.date_from or date.max)
    return day, min(choice.times, default=choice.time_from or time.min)


def _fitting(claim: Claim, choices: Sequence[Reading], today: date, places: set[int] | None) -> set[int]:
    """The places of the choices that one claim fits; a bare "der zweite" may count them as well."""
    if claim.about not in (About.DAY, About.TIME):
        return set()
    test = _on_day if claim.about is About.DAY else _at_time
    fits = {place for place, choice in enumerate(choices) if test(claim, choice, today)}
    return fits | (places or set()) if _is_bare_day(claim) else fits


def _on_day(claim: Claim, choice: Reading, today: date) -> bool:
    return any(
        _is_that_day(claim, day, today) and claim.weekday in (None, day.weekday())
        for day in choice.dates or (choice.date_from,)
        if day
    )


def _is_that_day(claim: Claim, day: date, today: date) -> bool:
    monday = today - timedelta(days=today.weekday())
    weeks = (day - monday).days // 7
    match claim.meaning:
        case CalendarDay(number, month, year):
            return day.day == number and month in (None, day.month) and year in (None, day.year)
        case Weekday(weekday, which, 0):
            return day.weekday() == weekday and (which is not Which.THIS or weeks == 0)
        case Week(offset, Part.WHOLE):
            return weeks == offset
        case DayOffset(days):
            return (day - today).days == days
    return False


def _at_time(claim: Claim, choice: Reading, today: date) -> bool:
    del today
    if isinstance(claim.meaning, Clock):
        return any(_shows(claim.meaning, at) for at in choice.times)
    if claim.part in _BEFORE_NOON:
        return choice.daypart is claim.part or any(at.hour < 12 for at in choice.times)
    if claim.part in _AFTER_NOON:
        return choice.daypart is claim.part or any(at.hour >= 12 for at in choice.times)
    return claim.part is not None and choice.daypart is claim.part


def _shows(clock: Clock, at: time) -> bool:
    same_hour = at.hour == clock.hour if clock.half is Half.KNOWN else at.hour % 12 == clock.hour % 12
    return same_hour and at.minute == clock.minute
