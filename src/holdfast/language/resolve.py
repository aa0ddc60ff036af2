"""Fourth stage of reading: claims are set against the calendar, the clock and the opening hours.

What is clear becomes a Reading; what is open becomes a Question that carries every reading it would decide
between. Nothing is guessed: a claim that cannot be expressed or does not fit the others is asked about.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from .frame import Doubt, Frame
from .grammar import About, Claim, Said
from .meanings import TimeSpan
from .reading import QuestionKind, Reading, daypart_window
from .resolve_days import days_said
from .resolve_times import with_times

_ASKED_AT_ONCE = {
    About.NO_TIME: QuestionKind.NO_SUCH_TIME,
    About.GONE: QuestionKind.PAST,
    About.UNCLEAR: QuestionKind.UNREAD,
}


def resolve(said: Said, frame: Frame) -> Reading | Doubt:
    """The reading of all claims together, or the doubt that stands in its way."""
    if not said.claims:
        return (QuestionKind.UNREAD if said.unread else QuestionKind.NOTHING_HEARD), ()
    said = _without_what_is_over(said)
    abouts = {c.about for c in said.claims}
    for about, kind in _ASKED_AT_ONCE.items():
        if about in abouts:
            return kind, ()
    if sides := _separate_wishes(said) or _hours_apart(said):
        answers = [resolve(_on_its_own(side), frame) for side in sides]
        return _ranked(answers, sides) or _which_option(answers)
    days = days_said(said, frame)
    if isinstance(days, tuple):
        kind, choices = days
        return kind, tuple(_timed_choice(choice, said, frame) for choice in choices)
    return _joined([with_times(day, said, frame) for day in days], said, frame)


def _without_what_is_over(said: Said) -> Said:
    """ "Ich war letzte Woche da und möchte am Freitag um zehn": the day still to come counts, with what follows it."""
    over = [place for place, c in enumerate(said.claims) if c.about is About.GONE]
    days = [place for place, c in enumerate(said.claims) if c.about is About.DAY and not c.denied]
    if not over or not days or over[-1] > days[0]:
        return said
    between = said.claims[over[0] + 1 : days[0]]
    return said if between else replace(said, claims=tuple(c for c in said.claims if c.about is not About.GONE))


def _timed_choice(day: Reading, said: Said, frame: Frame) -> Reading:
    """A choice between days keeps the time that was said, unless that is in doubt as well."""
    timed = with_times(day, said, frame)
    return timed if isinstance(timed, Reading) else day


def _separate_wishes(said: Said) -> list[Said]:
    """ "Montag um zehn oder Dienstag um elf": each side has its own day and time, so they may not be mixed."""
    sides: list[list[Claim]] = [[]]
    for claim in said.claims:
        if claim.about is About.DAY and not claim.denied and (claim.instead or _is_full(sides[-1])):
            sides.append([])
        sides[-1].append(claim)
    full = [side for side in sides if _is_full(side)]
    second_best = len(sides) == _TWO and bool(sides[0]) and sides[1][0].second and bool(full)
    apart = len(full) == len(sides) > 1 or (second_best and not _is_full(sides[0]))
    return [Said(tuple(side), unread=said.unread) for side in sides] if apart else []


def _on_its_own(side: Said) -> Said:
    """One side without the joint before it."""
    return replace(side, claims=tuple(replace(c, instead=c.instead and n > 0) for n, c in enumerate(side.claims)))


def _hours_apart(said: Said) -> list[Said]:
    """ "Nachmittags oder um elf", "vor zehn oder nach vier": neither side says anything of the other's hours."""
    sides: list[list[Claim]] = [[]]
    for claim in said.claims:
        if claim.about is About.TIME and not claim.denied:
            sides += [[]] if claim.instead and sides[-1] else []
            sides[-1].append(claim)
    parts_alone = any(all(claim.part for claim in side) for side in sides)
    windows = any(isinstance(claim.meaning, TimeSpan) for side in sides for claim in side)
    clocks = any(claim.meaning for side in sides for claim in side)
    ranked = any(side and side[0].second and side[0].part for side in sides)
    if len(sides) == 1 or not (windows or (parts_alone and (clocks or ranked))):
        return []
    others = [claim for claim in said.claims if claim.about is not About.TIME or claim.denied]
    return [Said((replace(side[0], instead=False), *side[1:], *others), said.unread) for side in sides]


def _ranked(answers: list[Reading | Doubt], sides: list[Said]) -> Reading | None:
    """Two wishes of which the second is only "zur Not": nothing is left to ask."""
    first, second = answers[0], answers[-1]
    if len(answers) != _TWO or not isinstance(first, Reading) or not isinstance(second, Reading):
        return None
    return replace(first, otherwise=second) if any(c.second for c in sides[1].claims) else None


_TWO = 2


def _is_full(claims: list[Claim]) -> bool:
    """Whether both a day and a time are wanted."""
    return {About.DAY, About.TIME} <= {claim.about for claim in claims if not claim.denied}


def _which_option(answers: list[Reading | Doubt]) -> Doubt:
    readings: list[Reading] = []
    for answer in answers:
        readings += [answer] if isinstance(answer, Reading) else answer[1]
    return QuestionKind.WHICH_OPTION, tuple(readings)


def _joined(readings: list[Reading | Doubt], said: Said, frame: Frame) -> Reading | Doubt:
    """Several days with certain times are a question of the week; a doubt about the time comes first."""
    for reading in readings:
        if isinstance(reading, tuple):
            return reading
    clear = tuple(_without_the_obvious(r) for r in readings if isinstance(r, Reading))
    if any(_contradicts_itself(reading) for reading in clear):
        return QuestionKind.UNREAD, ()
    if any(_is_skipped(day, at, frame) for r in clear for day in r.dates for at in r.times):
        return QuestionKind.NO_SUCH_TIME, ()
    future = tuple(r for r in clear if not _is_past(r, frame))
    if not future:
        return QuestionKind.PAST, ()
    if len(future) > 1:
        return QuestionKind.WHICH_WEEK, future
    if said.unread:
        return QuestionKind.UNREAD, () if future[0].is_empty() else future
    return (QuestionKind.UNREAD, ()) if future[0].is_empty() else future[0]


def _without_the_obvious(reading: Reading) -> Reading:
    """ "Nicht Montag, Dienstag": beside the day that is meant, or the hours, others need not be ruled out."""
    weekdays = {day.weekday() for day in reading.dates} & reading.exclude_weekdays
    if reading.dates and not weekdays:
        reading = replace(reading, exclude_weekdays=frozenset())
    since, until = reading.window()
    if reading.times:
        since, until = min(reading.times), max(reading.times)
    if since is None and until is None:
        return reading
    excluded = [w for w in reading.exclude_times if (until is None or w[0] < until) and (since is None or since < w[1])]
    return replace(reading, exclude_times=tuple(excluded))


def _contradicts_itself(reading: Reading) -> bool:
    """Whether a day or a part of the day is wanted and ruled out at once."""
    since, until = daypart_window(reading.daypart) if reading.daypart else (None, None)
    hours = since and until and any(first <= since and until <= last for first, last in reading.exclude_times)
    return bool(hours) or any(day.weekday() in reading.exclude_weekdays for day in reading.dates)


def _is_skipped(day: date, at: time, frame: Frame) -> bool:
    """Whether the clocks jump over this wall time in the night in which they are put forward."""
    zone = frame.now.tzinfo
    wall = datetime.combine(day, at, zone)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)


def _is_past(reading: Reading, frame: Frame) -> bool:
    """Whether a day that was named is over, or all of the time that was named."""
    last_days = reading.dates or ((reading.date_to,) if reading.date_to else ())
    if reading.dates and min(reading.dates) < frame.today:
        return True
    if not last_days or max(last_days) > frame.today:
        return False
    if max(last_days) < frame.today:
        return True
    return _is_over_today(reading, frame.minute)


def _is_over_today(reading: Reading, now: int) -> bool:
    if reading.times:
        return all(0 < t.hour * 60 + t.minute <= now for t in reading.times)  # midnight is the one to come
    end = reading.time_to or (daypart_window(reading.daypart)[1] if reading.daypart else None)
    return end is not None and end.hour * 60 + end.minute <= now
