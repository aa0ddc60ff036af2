"""When a member of staff is not there although the hours say so: whole days, or from–to of one day.

The salon enters it, on the spot ("Mia ist krank") or ahead (holiday, a blocked hour). Callers hear that somebody is not
there and nothing else: the kind and the note stay in the salon. Source: issue 6, page Today.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from holdfast.core.interval import CELL_MINUTES, CellWindow, Interval
from holdfast.core.service import Plan
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import DAY_MINUTES, DateSpan, DaySpan, Hours, LocalDay, local_days, midnight

LONGEST_DAYS = 366
FARTHEST_DAYS = 3 * 366
LONGEST_NOTE = 200
DETAIL = "absence:"
"""How an obstacle names the absence that it stands for: this, and its code."""


class AbsenceKind(StrEnum):
    """Why somebody is not there."""

    SICK = "sick"
    HOLIDAY = "holiday"
    BLOCKED = "blocked"
    """Time that the salon or the person keeps for something else; nobody needs to know for what."""


@dataclass(frozen=True, slots=True)
class Absence:
    """One member of staff is not there. `staff` is a key; `hours` None: whole local days, both ends included; else of
    the only day. `note` is for the salon alone."""

    ref: str
    staff: str
    kind: AbsenceKind
    days: DateSpan
    hours: DaySpan | None = None
    note: str = ""

    def __post_init__(self) -> None:
        assert self.days.first <= self.days.last, "an absence ends on its first day or later"
        assert self.hours is None or self.days.first == self.days.last, "hours are those of one day"

    def cells_on(self, day: LocalDay) -> tuple[range, ...]:
        """The cells of a local day that it covers."""
        if day.day not in self.days:
            return ()
        return (day.cells,) if self.hours is None else day.span_cells(self.hours)

    def interval(self, zone: ZoneInfo) -> Interval:
        """Everything from its beginning to its end, as a span of UTC time."""
        first, after = midnight(self.days.first, zone), midnight(self.days.last + timedelta(days=1), zone)
        window = CellWindow.around(Interval(first, after))
        if self.hours is None:
            return window.interval
        cells = [cell for day in local_days(window, zone) for run in self.cells_on(day) for cell in run]
        if not cells:  # The night of the clock change skips the whole of it.
            return window.interval
        return CellWindow(cells[0], cells[-1] + 1 - cells[0]).interval


def absence_mask(window: CellWindow, days: Iterable[LocalDay], absences: Iterable[Absence]) -> int:
    """The cells of the window that any of these absences covers; `days` are those of the window."""
    found = tuple(absences)
    return window.mask_of_runs(cells for day in days for one in found for cells in one.cells_on(day)) if found else 0


def in_the_way(absences: Iterable[Absence], plan: Plan, start: datetime, zone: ZoneInfo) -> Absence | None:
    """The first of these absences during which a visit by `plan`, begun at `start`, needs the person. As with working
    hours, a buffer may reach into it."""
    window = CellWindow.around(plan.interval(start))
    days = local_days(window, zone)
    needed = [(step.staff, window.mask(step.interval(start).cells())) for step in plan.busy_steps]
    for one in absences:
        mask = absence_mask(window, days, [one])
        if any(staff == one.staff and mask & cells for staff, cells in needed):
            return one
    return None


def absence_named(detail: str | None) -> str | None:
    """The code of the absence that an obstacle's detail names; None where it names none."""
    return detail.removeprefix(DETAIL) if detail is not None and detail.startswith(DETAIL) else None


def hours_left(hours: Hours, absences: Iterable[Absence], day: date) -> Hours:
    """What is left of a person's hours on one day, on the wall clock."""
    left = list(hours)
    for one in absences:
        if day in one.days:
            away = one.hours or DaySpan(0, DAY_MINUTES)
            left = [rest for span in left for rest in _without(span, away)]
    return tuple(left)


def _without(span: DaySpan, away: DaySpan) -> Iterator[DaySpan]:
    if span.start < min(span.end, away.start):
        yield DaySpan(span.start, min(span.end, away.start))
    if max(span.start, away.end) < span.end:
        yield DaySpan(max(span.start, away.end), span.end)


class AbsenceFault(StrEnum):
    """Why an absence cannot be entered."""

    UNKNOWN_STAFF = "unknown_staff"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"
    OVER = "over"
    TOO_FAR = "too_far"
    HOURS_OF_SEVERAL_DAYS = "hours_of_several_days"
    HOURS_INCOMPLETE = "hours_incomplete"
    HOURS_OFF = "hours_off"
    NOTE_TOO_LONG = "note_too_long"


@dataclass(frozen=True, slots=True)
class AbsenceWish:
    """An absence as somebody wants it entered, nothing checked yet. `staff` by key or display name; `since` and `until`
    are minutes after midnight."""

    staff: str
    kind: AbsenceKind
    first: date
    last: date
    since: int | None = None
    until: int | None = None
    note: str = ""

    @property
    def tidy_note(self) -> str:
        """The note on one line."""
        return " ".join(self.note.split())


def staff_meant(tenant: Tenant, name: str) -> Staff | None:
    """The member of staff of that key, or else of that display name where only one bears it."""
    known = tenant.staff_member(name)
    named = [one for one in tenant.staff if one.name.casefold() == name.strip().casefold()]
    return known or (named[0] if len(named) == 1 else None)


def faults_of(wish: AbsenceWish, tenant: Tenant, now: datetime) -> tuple[AbsenceFault, ...]:
    """Everything that speaks against entering it, empty where nothing does. What is wholly over cannot be entered: it
    would change nothing but the record."""
    local = now.astimezone(tenant.timezone)
    told = {
        AbsenceFault.UNKNOWN_STAFF: staff_meant(tenant, wish.staff) is None,
        AbsenceFault.BACKWARDS: wish.last < wish.first,
        AbsenceFault.TOO_LONG: (wish.last - wish.first).days >= LONGEST_DAYS,
        AbsenceFault.TOO_FAR: (wish.last - local.date()).days > FARTHEST_DAYS,
        AbsenceFault.OVER: _is_over(wish, local),
        AbsenceFault.NOTE_TOO_LONG: len(wish.tidy_note) > LONGEST_NOTE,
    }
    hours = _fault_of_hours(wish)
    return (*(fault for fault, is_so in told.items() if is_so), *([hours] if hours else []))


def _is_over(wish: AbsenceWish, local: datetime) -> bool:
    today = local.date()
    ended = wish.until is not None and wish.until <= local.hour * 60 + local.minute
    return wish.last < today or (wish.first == wish.last == today and ended)


def _fault_of_hours(wish: AbsenceWish) -> AbsenceFault | None:
    if wish.since is None and wish.until is None:
        return None
    if wish.since is None or wish.until is None:
        return AbsenceFault.HOURS_INCOMPLETE
    if wish.first != wish.last:
        return AbsenceFault.HOURS_OF_SEVERAL_DAYS
    fits = 0 <= wish.since < wish.until <= DAY_MINUTES and not (wish.since % CELL_MINUTES or wish.until % CELL_MINUTES)
    return None if fits else AbsenceFault.HOURS_OFF


def absence_of(wish: AbsenceWish, tenant: Tenant, ref: str) -> Absence:
    """The absence that a wish without faults becomes."""
    person = staff_meant(tenant, wish.staff)
    assert person is not None, "a wish without faults names somebody"
    hours = None if wish.since is None or wish.until is None else DaySpan(wish.since, wish.until)
    return Absence(ref, person.key, wish.kind, DateSpan(wish.first, wish.last), hours, wish.tidy_note)


def same_absence(one: Absence, other: Absence) -> bool:
    """Whether both say the same, so that a repeat enters nothing twice (G5)."""
    return (one.staff, one.kind, one.days, one.hours) == (other.staff, other.kind, other.days, other.hours)
