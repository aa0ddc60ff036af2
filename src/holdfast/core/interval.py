"""Half-open spans of UTC time, and the five-minute cells in which they are claimed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CELL_SECONDS = 300
CELL_MINUTES = CELL_SECONDS // 60
CELL_LENGTH = timedelta(seconds=CELL_SECONDS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open span [start, end) of UTC time: back-to-back visits touch but never overlap."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        assert self.start.utcoffset() == self.end.utcoffset() == timedelta(0), "G12: instants are in UTC"
        assert self.start < self.end, "an interval is never empty"

    @property
    def length(self) -> timedelta:
        """How long it lasts; always more than nothing."""
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether both share at least one instant."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def cells(self) -> range:
        """The cells it touches, rounded outwards: whatever is not on the five minutes claims more, never less."""
        return range(cell_at(self.start), cell_after(self.end))


def utc_day(instant: datetime) -> int:
    """The number of the UTC day in which `instant` lies, counted from 1970."""
    return (instant - _EPOCH) // _DAY


def utc_days(span: Interval) -> range:
    """The UTC days that a span touches."""
    return range(utc_day(span.start), -((_EPOCH - span.end) // _DAY))


def span_of_days(days: range) -> Interval:
    """The span of whole UTC days."""
    return Interval(_EPOCH + days.start * _DAY, _EPOCH + days.stop * _DAY)


def cell_at(instant: datetime) -> int:
    """The number of the five-minute cell in which `instant` lies, counted from 1970 in UTC."""
    return (instant - _EPOCH) // CELL_LENGTH


def cell_after(instant: datetime) -> int:
    """The number of the first cell that starts at or after `instant`, to the microsecond."""
    return -((_EPOCH - instant) // CELL_LENGTH)


def instant_of(cell: int) -> datetime:
    """The UTC instant at which a cell starts."""
    return datetime.fromtimestamp(cell * CELL_SECONDS, UTC)


def on_a_cell(instant: datetime) -> bool:
    """Whether `instant` is the exact start of a cell."""
    return cell_at(instant) == cell_after(instant)


@dataclass(frozen=True, slots=True)
class CellWindow:
    """A run of cells looked at together. A *mask* over it is an integer with one bit per cell, earliest lowest.

    Hours, visits, holds and rules all become masks over one window, so that "free" is an AND
    and "fits" is a shift, and availability speaks of the very cells that a claim guards.
    """

    first: int
    count: int

    @classmethod
    def around(cls, interval: Interval) -> "CellWindow":
        """The window of all cells that `interval` touches."""
        cells = interval.cells()
        return cls(cells.start, len(cells))

    @property
    def full(self) -> int:
        """The mask with every cell set."""
        return (1 << self.count) - 1

    @property
    def interval(self) -> Interval:
        """The span of time it covers."""
        return Interval(instant_of(self.first), instant_of(self.first + self.count))

    def mask(self, cells: range) -> int:
        """The mask of those `cells` that lie in the window."""
        low = max(cells.start - self.first, 0)
        high = min(cells.stop - self.first, self.count)
        return ((1 << high) - (1 << low)) if high > low else 0

    def mask_of_runs(self, runs: Iterable[range]) -> int:
        """The mask of all cells in any of `runs`. Written as a row of zeros and ones: quick for thousands of them."""
        row = bytearray(b"0") * self.count
        for cells in runs:
            low, high = max(cells.start - self.first, 0), min(cells.stop - self.first, self.count)
            if low < high:
                row[low:high] = b"1" * (high - low)
        return int(row[::-1], 2) if self.count else 0

    def mask_of(self, intervals: Iterable[Interval]) -> int:
        """The mask of everything that any of `intervals` touches."""
        mask = 0
        for interval in intervals:
            mask |= self.mask(interval.cells())
        return mask

    def cells_in(self, mask: int) -> Iterator[int]:
        """The numbers of the cells set in `mask`, earliest first."""
        bits = f"{mask:b}"[::-1]
        place = bits.find("1")
        while place >= 0:
            yield self.first + place
            place = bits.find("1", place + 1)


def runs(mask: int, length: int) -> int:
    """The cells at which `length` set cells in a row begin. Doubles its stride, so it needs few steps.

    >>> bin(runs(0b111011, 2))
    '0b11001'
    """
    assert length > 0, "a run has at least one cell"
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask
