"""Fourth stage, second half: which half of the day a clock time means, judged by the opening hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from .meanings import Clock, Half, TimeSpan

Opening = Mapping[int, Sequence[tuple[int, int]]]

_USUAL = (7 * 60, 20 * 60 + 30)
"""Without opening hours: nobody means a haircut before seven or after half past eight in the evening."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a visit is possible on the days in question; `after` is a minute of today already gone by."""

    spans: tuple[tuple[int, int], ...] = ()
    known: bool = False
    after: int | None = None

    def allow(self, minute: int, *, as_end: bool = False) -> bool:
        """Whether a visit may begin (or, `as_end`, a window end) at this minute of the day."""
        if self.after is not None and minute <= self.after:
            return False
        if not self.known:
            return _USUAL[0] <= minute <= _USUAL[1]
        return any(first < minute <= last if as_end else first <= minute < last for first, last in self.spans)


def hours_on(days: Iterable[date], opening: Opening | None, after: int | None) -> Hours:
    """The hours of these days together, of the whole week where no day was named."""
    if opening is None:
        return Hours(after=after)
    weekdays = {day.weekday() for day in days} or set(range(7))
    spans = {span for weekday in weekdays for span in opening.get(weekday, ())}
    return Hours(tuple(sorted(spans)), known=True, after=after)


def minutes_meant(clock: Clock, hours: Hours, *, as_end: bool = False) -> tuple[int, ...]:
    """The minutes of the day that `clock` may mean: one, or the morning's and the evening's."""
    if clock.half is Half.KNOWN:
        return (clock.hour * 60 + clock.minute,)
    early = clock.hour % 12 * 60 + clock.minute
    late = early + 720
    possible = [minute for minute in (early, late) if hours.allow(minute, as_end=as_end)]
    if clock.half is Half.MORNING and (not hours.known or early in possible or not possible):
        return (early,)
    return tuple(possible) or (_likelier(early, late),)


def _likelier(early: int, late: int) -> int:
    """Closed at both: the reading in usual hours, so that the caller hears "closed" for what was meant."""
    return early if early >= _USUAL[0] else late


def windows_meant(span: TimeSpan, hours: Hours) -> tuple[tuple[int | None, int | None], ...]:
    """The windows that `span` may mean; of two closed ends the first comes before the second."""
    if span.start is None or span.end is None:
        starts: tuple[int | None, ...] = minutes_meant(span.start, hours) if span.start else (None,)
        ends: tuple[int | None, ...] = minutes_meant(span.end, hours, as_end=True) if span.end else (None,)
        return tuple((start, end) for start in starts for end in ends)
    pairs = [(s, e) for s in _halves(span.start, hours) for e in _halves(span.end, hours) if s < e]
    pairs = pairs or [(s, e) for s in _halves(span.start) for e in _halves(span.end) if s < e]
    possible = [p for p in pairs if hours.allow(p[0]) and hours.allow(p[1], as_end=True)]
    shortest = min((e - s for s, e in possible), default=0)
    within = [p for p in possible if p[1] - p[0] == shortest]
    return tuple(within or _likelier_window(pairs))


def _halves(clock: Clock, hours: Hours | None = None) -> tuple[int, ...]:
    """Both halves of the day where they are open; "9 Uhr" is the morning unless opening hours say otherwise."""
    early = clock.hour % 12 * 60 + clock.minute
    if clock.half is Half.KNOWN:
        minute = clock.hour * 60 + clock.minute
        return (minute, 1439) if minute == 0 else (minute,)  # "bis 24 Uhr"
    if clock.half is Half.MORNING and hours is not None and not hours.known:
        return (early,)
    return (early, early + 720)


def _likelier_window(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    usual = [p for p in pairs if p[0] >= _USUAL[0]] or pairs
    return sorted(usual, key=lambda p: (p[1] - p[0], p[0]))[:1]


def wall_time(minute: int) -> time:
    """The clock time of a minute of the day."""
    return time(minute // 60 % 24, minute % 60)
