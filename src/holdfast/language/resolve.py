"""Fourth stage of reading: claims are set against the calendar, the clock and the opening hours.

What is clear becomes a Reading; what is open becomes a Question that carries every reading it would decide
between. Nothing is guessed: a claim that cannot be expressed or does not fit the others is asked about.
"""

from .frame import Doubt, Frame
from .grammar import About, Claim, Said
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
    abouts = {c.about for c in said.claims}
    for about, kind in _ASKED_AT_ONCE.items():
        if about in abouts:
            return kind, ()
    if pairs := _separate_wishes(said):
        return _which_option([resolve(pair, frame) for pair in pairs])
    days = days_said(said, frame)
    if isinstance(days, tuple):
        kind, choices = days
        return kind, tuple(_timed_choice(choice, said, frame) for choice in choices)
    return _joined([with_times(day, said, frame) for day in days], said, frame)


def _timed_choice(day: Reading, said: Said, frame: Frame) -> Reading:
    """A choice between days keeps the time that was said, unless that is in doubt as well."""
    timed = with_times(day, said, frame)
    return timed if isinstance(timed, Reading) else day


def _separate_wishes(said: Said) -> list[Said]:
    """ "Montag um zehn oder Dienstag um elf": each side has its own day and time, so they may not be mixed."""
    sides: list[list[Claim]] = [[]]
    for claim in said.claims:
        if claim.instead and claim.about is About.DAY and not claim.denied:
            sides.append([])
        sides[-1].append(claim)
    needed = {About.DAY, About.TIME}
    full = [side for side in sides if needed <= {c.about for c in side if not c.denied}]
    return [Said(tuple(side), unread=False) for side in sides] if len(full) == len(sides) > 1 else []


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
    clear = tuple(r for r in readings if isinstance(r, Reading))
    future = tuple(r for r in clear if not _is_past(r, frame))
    if not future:
        return QuestionKind.PAST, ()
    if len(future) > 1:
        return QuestionKind.WHICH_WEEK, future
    if said.unread:
        return QuestionKind.UNREAD, () if future[0].is_empty() else future
    return (QuestionKind.UNREAD, ()) if future[0].is_empty() else future[0]


def _is_past(reading: Reading, frame: Frame) -> bool:
    """Whether all that was named lies before the moment of speaking."""
    last_days = reading.dates or ((reading.date_to,) if reading.date_to else ())
    if not last_days or max(last_days) > frame.today:
        return False
    if max(last_days) < frame.today:
        return True
    return _is_over_today(reading, frame.minute)


def _is_over_today(reading: Reading, now: int) -> bool:
    if reading.times:
        return all(t.hour * 60 + t.minute <= now for t in reading.times)
    end = reading.time_to or (daypart_window(reading.daypart)[1] if reading.daypart else None)
    return end is not None and end.hour * 60 + end.minute <= now
