"""Charts as geometry: what stands where, in percent across and pixels down, so that they fit any width and print.

The templates draw it; every chart has a table beside it that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.core.figures import DayCount, Timing
from holdfast.core.service import Service
from holdfast.core.working_time import DAY_MINUTES, Hours
from holdfast.entry.web.words import Words

HEIGHT = 200
"""Pixels from the highest tick to the ground line."""
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000)
_MOST_LABELS = 7
_SHORTEST_NAMED = 0.045


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle: `x` and `width` in percent, `y` and `height` in pixels; `kind` names its colour."""

    x: float
    width: float
    y: float
    height: float
    kind: str
    label: str = ""

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 3)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis: in percent across, or in pixels down."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns with its axes."""

    pieces: tuple[Piece, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Tick, ...]


def step_for(highest: int) -> int:
    """The distance of the ticks of an axis up to `highest`: a round number, at most four of them."""
    return next((step for step in _STEPS if step * 4 >= highest), _STEPS[-1])


def columns_of(days: Sequence[DayCount], words: Words) -> Columns:
    """Bookings by day: by telephone below, by staff on top."""
    highest = max((day.total for day in days), default=0)
    step = step_for(highest)
    top = max(-(-highest // step), 1) * step
    slot = 100 / max(len(days), 1)
    pieces = []
    for place, day in enumerate(days):
        x, width = place * slot + slot * 0.15, slot * 0.7
        phone, staff = day.by_phone / top * HEIGHT, day.by_staff / top * HEIGHT
        if day.by_phone:
            pieces.append(Piece(round(x, 3), round(width, 3), HEIGHT - phone, phone, "phone"))
        if day.by_staff:
            pieces.append(Piece(round(x, 3), round(width, 3), HEIGHT - phone - staff, staff, "staff"))
    ticks = tuple(Tick(HEIGHT - value / top * HEIGHT, str(value)) for value in range(0, top + 1, step))
    every = -(-len(days) // _MOST_LABELS)
    last = len(days) - 1
    labels = tuple(
        Tick(round((place + 0.5) * slot, 3), words.day(day.day, "short"))
        for place, day in enumerate(days)
        if (last - place) % every == 0
    )
    return Columns(tuple(pieces), ticks, labels)


@dataclass(frozen=True, slots=True)
class Bars:
    """Half and nineteen twentieths of a length, in percent of the longest."""

    half: float
    most: float


def bars_of(timings: Sequence[Timing]) -> dict[str, Bars]:
    """By name, on one scale."""
    longest = max((one.p95 for one in timings), default=0) or 1
    return {one.name: Bars(max(one.p50 / longest * 100, 0.6), max(one.p95 / longest * 100, 0.6)) for one in timings}


def segments_of(service: Service, longest: int) -> tuple[Piece, ...]:
    """A service as a bar: busy segments and gaps, buffers at the ends, on a scale up to `longest` minutes."""
    pieces, at = [], 0
    parts = [("buffer", service.buffer_before), *((one.kind.value, one.minutes) for one in service.segments)]
    for kind, minutes in (*parts, ("buffer", service.buffer_after)):
        if minutes:
            share = minutes / longest
            label = str(minutes) if share >= _SHORTEST_NAMED else ""
            pieces.append(Piece(round(at / longest * 100, 3), round(share * 100, 3), 0, 0, kind, label))
            at += minutes
    return tuple(pieces)


def length_of(service: Service) -> int:
    """Its minutes with the buffers."""
    return service.minutes + service.buffer_before + service.buffer_after


def bounds_of(weeks: Sequence[Sequence[Hours]]) -> tuple[int, int]:
    """From which to which whole hour all these hours lie, in minutes; eight to eighteen where there are none."""
    spans = [span for week in weeks for hours in week for span in hours]
    if not spans:
        return 8 * 60, 18 * 60
    first, last = min(span.start for span in spans) // 60 * 60, -(-max(span.end for span in spans) // 60) * 60
    return first, min(last, DAY_MINUTES)


def hours_of(hours: Hours, bounds: tuple[int, int]) -> tuple[Piece, ...]:
    """The hours of one day as bars."""
    first, last = bounds
    whole = last - first
    return tuple(
        Piece(
            round((span.start - first) / whole * 100, 3), round((span.end - span.start) / whole * 100, 3), 0, 0, "busy"
        )
        for span in hours
    )


def hours_text(hours: Hours) -> str:
    """The hours of one day in words: "09:00–12:30, 13:00–18:00"; empty for a free day."""
    return ", ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
