"""When a salon and its people work: local hours of the week, made into masks of UTC cells.

Local time enters here and nowhere deeper (G12). Both nights of the clock change are ordinary days
of 23 and 25 hours: an hour that does not exist offers nothing, an hour that comes twice works twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holdfast.core.interval import CELL_MINUTES, CELL_SECONDS, CellWindow, Interval, cell_at

DAY_MINUTES = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """A span of one local day in minutes after midnight, half-open; 1440 is the midnight that ends it."""

    start: int
    end: int

    def __post_init__(self) -> None:
        assert 0 <= self.start < self.end <= DAY_MINUTES, "a span lies inside one day"
        assert self.start % CELL_MINUTES == self.end % CELL_MINUTES == 0, "hours lie on the five minutes"


Hours = tuple[DaySpan, ...]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The hours of each weekday, Monday first."""

    days: tuple[Hours, ...] = ((),) * 7

    def __post_init__(self) -> None:
        assert len(self.days) == 7, "a week has seven days"

    def on(self, day: date) -> Hours:
        """The hours of the weekday on which `day` falls."""
        return self.days[day.weekday()]


@dataclass(frozen=True, slots=True, order=True)
class DateSpan:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Opening:
    """When the salon is open: weekly hours, closures, and special days which beat both and holidays.

    `weekly` None means that nobody wrote opening hours down: then only the staff's hours bind.
    A special day is named by its date, or by month and day for every year.
    """

    weekly: WeeklyHours | None = None
    closures: tuple[DateSpan, ...] = ()
    special_days: Mapping[date | tuple[int, int], Hours] = field(default_factory=dict)

    def special(self, day: date) -> Hours | None:
        """The hours of a special day, None on an ordinary one; an exact date beats a yearly one."""
        exact = self.special_days.get(day)
        return exact if exact is not None else self.special_days.get((day.month, day.day))

    def closed_by_closure(self, day: date) -> bool:
        """Whether a closure covers the day."""
        return self.special(day) is None and any(day in closure for closure in self.closures)

    def closed_by_holiday(self, day: date, holidays: Mapping[date, str]) -> bool:
        """Whether a public holiday closes the day; a special day opens it all the same."""
        return day in holidays and self.special(day) is None

    def hours_on(self, day: date, holidays: Mapping[date, str]) -> Hours | None:
        """The hours of one day after closures and holidays; None where only the staff's hours bind."""
        if (special := self.special(day)) is not None:
            return special
        if self.closed_by_closure(day) or day in holidays:
            return ()
        return None if self.weekly is None else self.weekly.on(day)


@dataclass(frozen=True, slots=True)
class LocalDay:
    """One local day as a run of UTC cells. `shifts` is empty unless the clock changes on it."""

    day: date
    first_cell: int
    cell_count: int
    zone: ZoneInfo

    @property
    def cells(self) -> range:
        """All cells of the day, from its midnight to the next."""
        return range(self.first_cell, self.first_cell + self.cell_count)

    @property
    def is_plain(self) -> bool:
        """Whether it has 24 hours, so that wall-clock minutes and elapsed minutes are the same."""
        return self.cell_count * CELL_MINUTES == DAY_MINUTES

    def span_cells(self, span: DaySpan) -> tuple[range, ...]:
        """The cells whose wall-clock time lies in `span`."""
        if self.is_plain:
            first = self.first_cell + span.start // CELL_MINUTES
            return (range(first, first + (span.end - span.start) // CELL_MINUTES),)
        return tuple(
            range(cell, cell + 1) for cell in self.cells if span.start <= wall_minute(cell, self.zone) < span.end
        )

    def grid_cells(self, grid_minutes: int) -> Iterable[int]:
        """The cells that begin on the grid of the wall clock, counted from midnight."""
        if self.is_plain:
            return range(self.first_cell, self.first_cell + self.cell_count, grid_minutes // CELL_MINUTES)
        return [cell for cell in self.cells if wall_minute(cell, self.zone) % grid_minutes == 0]


def wall_minute(cell: int, zone: ZoneInfo) -> int:
    """What the wall clock shows at the start of a cell, in minutes after midnight."""
    local = datetime.fromtimestamp(cell * CELL_SECONDS, zone)
    return local.hour * 60 + local.minute


def utc_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall-clock time, the earlier one where it comes twice, None where the night skips it."""
    local = datetime.combine(day, at, zone)
    instant = local.astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins; where midnight itself is skipped, the first instant after it."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def local_days(window: CellWindow, zone: ZoneInfo) -> tuple[LocalDay, ...]:
    """Every local day that the window touches, whole."""
    span = window.interval
    day = span.start.astimezone(zone).date()
    days = []
    begins = midnight(day, zone)
    while begins < span.end:
        following = midnight(day + timedelta(days=1), zone)
        days.append(LocalDay(day, cell_at(begins), (cell_at(following) - cell_at(begins)), zone))
        day, begins = day + timedelta(days=1), following
    return tuple(days)


def hours_mask(window: CellWindow, days: Iterable[LocalDay], hours_on: Mapping[date, Hours]) -> int:
    """The mask of all cells in which the given hours of each day are open."""
    return window.mask_of_runs(cells for day in days for span in hours_on[day.day] for cells in day.span_cells(span))


def days_mask(window: CellWindow, days: Iterable[LocalDay]) -> int:
    """The mask of whole local days."""
    mask = 0
    for day in days:
        mask |= window.mask(day.cells)
    return mask


def grid_mask(window: CellWindow, days: Iterable[LocalDay], grid_minutes: int) -> int:
    """The mask of the cells at which a visit may begin by the salon's grid."""
    assert 60 % grid_minutes == 0 and grid_minutes % CELL_MINUTES == 0, "a grid divides the hour"
    mask = 0
    for day in days:
        if day.is_plain:
            mask |= _repeat(window, day, grid_minutes // CELL_MINUTES)
        else:
            for cell in day.grid_cells(grid_minutes):
                mask |= window.mask(range(cell, cell + 1))
    return mask


@cache
def _every(step: int, count: int) -> int:
    return sum(1 << place for place in range(0, count, step))


def _repeat(window: CellWindow, day: LocalDay, step: int) -> int:
    pattern = _every(step, day.cell_count)
    shift = day.first_cell - window.first
    moved = pattern << shift if shift >= 0 else pattern >> -shift
    return moved & window.full


def day_interval(day: date, zone: ZoneInfo) -> Interval:
    """A local day as a span of UTC time: 23, 24 or 25 hours."""
    return Interval(midnight(day, zone), midnight(day + timedelta(days=1), zone))
