"""The diary as a picture of rows and lanes: five minutes a row, a person (or in a week of all: each person) a lane.

It only arranges what the diary says; every place is a class of `assets.cells_css`, so that no element needs a style.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holdfast.actions.look_at_diary import Diary, DiaryDay, Marked, PersonDay, bounds
from holdfast.core.absence import Absence
from holdfast.core.service import Kind, PlanStep
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import DAY_MINUTES
from holdfast.entry.web.words import Words

ROW_MINUTES = 5
HUES = 6
_SMALL_ROWS = 5
_TINY_ROWS = 3
"""Below so many rows there is room for one line only, and below three for none."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A span in which a person is not to be had."""

    row: int
    rows: int
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """One segment of a visit as it stands in a lane; a gap stands behind what others put into it."""

    mark: Marked
    row: int
    rows: int
    is_gap: bool
    is_first: bool
    part: str
    time: str
    more: str
    classes: str
    n: int

    @property
    def ref(self) -> str:
        """The code of its visit."""
        return self.mark.visit.ref


@dataclass(frozen=True, slots=True)
class Other:
    """Time that is taken, but by no visit of ours: a hold, or somebody else's entry. `kind`: hold, outside, away."""

    row: int
    rows: int
    kind: str
    time: str


@dataclass(frozen=True, slots=True)
class Away:
    """Time in which the person of a lane is not there, as the salon entered it: `ref` is its code."""

    row: int
    rows: int
    ref: str
    kind: str
    note: str
    time: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One person on one day."""

    staff: str
    name: str
    shades: tuple[Shade, ...]
    blocks: tuple[Block, ...]
    others: tuple[Other, ...] = ()
    aways: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """What stands under one heading: a person's day, or a day with a lane for each person."""

    key: str
    title: str
    note: str
    day: date
    lanes: tuple[Lane, ...]
    is_today: bool
    is_off: bool
    staff: str | None = None
    """Whose column it is, where it is one person's who can be entered as not there."""
    absence: str | None = None
    """The code of the absence for which that person is off all day."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(lane.blocks for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class Picture:
    """Some columns of the same hours. `now_row`: where the line of this moment goes, None where it does not show."""

    first_minute: int
    hours: int
    columns: tuple[Column, ...]
    now_row: int | None
    now: str

    @property
    def clock(self) -> tuple[tuple[int, str], ...]:
        """The rows of the full hours with what the clock shows."""
        first = self.first_minute // 60
        return tuple((n * 12 + 1, f"{first + n}:00") for n in range(self.hours))


@dataclass(frozen=True)
class _Drawing:
    """What all blocks of one picture are drawn with."""

    diary: Diary
    words: Words
    first: int
    last: int
    hues: Mapping[str, int]

    @property
    def zone(self) -> ZoneInfo:
        return self.diary.tenant.timezone

    @property
    def tenant(self) -> Tenant:
        return self.diary.tenant


def picture_of(diary: Diary, words: Words, person: str | None, *, by_day: bool) -> Picture:
    """A picture of the diary: with `by_day` a column for each day, else one for each person of the only day;
    `person` limits it to that person."""
    days = [_only(day, person) for day in diary.days]
    shown = [mark for mark in diary.visits if person is None or person in mark.visit.plan.staff]
    first, last = bounds(days, shown, diary.tenant)
    drawing = _Drawing(diary, words, first, last, _hues(diary))
    columns = [_day_column(drawing, day, shown) for day in days] if by_day else _people_columns(drawing, days[0], shown)
    local = diary.now.astimezone(drawing.zone)
    minute = local.hour * 60 + local.minute
    shows = diary.today in [day.day for day in days] and first <= minute < last
    row = (minute - first) // ROW_MINUTES + 1 if shows else None
    return Picture(first, (last - first) // 60, tuple(columns), row, f"{local:%H:%M}")


def _hues(diary: Diary) -> dict[str, int]:
    """A colour for each composite visit: those of one day take turns in the order in which they were booked."""
    found: dict[str, int] = {}
    turns: Counter[date] = Counter()
    for mark in sorted(diary.visits, key=lambda mark: (mark.visit.created_at, mark.visit.id)):
        if len(mark.visit.plan.busy_steps) > 1:
            day = mark.visit.start.astimezone(diary.tenant.timezone).date()
            found[mark.visit.id] = turns[day] % HUES + 1
            turns[day] += 1
    return found


def _only(day: DiaryDay, person: str | None) -> DiaryDay:
    if person is None:
        return day
    return DiaryDay(day.day, tuple(one for one in day.people if one.person.key == person), day.holiday)


def _people_columns(drawing: _Drawing, day: DiaryDay, shown: Sequence[Marked]) -> list[Column]:
    return [
        Column(
            key=one.person.key,
            title=one.person.name,
            note=_hours_in_words(drawing.words, one, day),
            day=day.day,
            lanes=(_lane(drawing, day.day, one, shown),),
            is_today=day.day == drawing.diary.today,
            is_off=not one.hours,
            staff=_key_of(drawing, one),
            absence=_off_for(one),
        )
        for one in day.people
    ]


def _day_column(drawing: _Drawing, day: DiaryDay, shown: Sequence[Marked]) -> Column:
    words = drawing.words
    works = [one for one in day.people if one.hours]
    note = day.holiday or (
        "" if works else words("why_not_" + (day.people[0].why_not or "closed")) if day.people else ""
    )
    if len(day.people) == 1:
        note = _hours_in_words(words, day.people[0], day)
    return Column(
        key=day.day.isoformat(),
        title=words.day(day.day, "short"),
        note=note,
        day=day.day,
        lanes=_lanes(drawing, day, shown),
        is_today=day.day == drawing.diary.today,
        is_off=not works,
        staff=_key_of(drawing, day.people[0]) if len(day.people) == 1 else None,
        absence=_off_for(day.people[0]) if len(day.people) == 1 else None,
    )


def _off_for(one: PersonDay) -> str | None:
    return one.absences[0].ref if one.why_not == "absent" and one.absences else None


def _key_of(drawing: _Drawing, one: PersonDay) -> str | None:
    """Who can be entered as not there: whoever is still in the tenant file."""
    is_there = drawing.tenant.staff_member(one.person.key) is not None
    return one.person.key if is_there else None


def _lanes(drawing: _Drawing, day: DiaryDay, shown: Sequence[Marked]) -> tuple[Lane, ...]:
    """The lanes of everybody who works on that day or has a visit; on a day off a single empty one."""
    lanes = [(one, _lane(drawing, day.day, one, shown)) for one in day.people]
    needed = tuple(lane for one, lane in lanes if one.hours or lane.blocks or lane.aways)
    return needed or tuple(lane for _, lane in lanes[:1])


def _hours_in_words(words: Words, one: PersonDay, day: DiaryDay) -> str:
    if one.why_not == "holiday" and day.holiday:
        return day.holiday
    if one.why_not == "absent" and one.absences:
        return _absence_in_words(words, one.absences[0], day.day)
    if one.why_not:
        return words("why_not_" + one.why_not)
    return ", ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in one.hours)


def _absence_in_words(words: Words, absence: Absence, day: date) -> str:
    what = words(f"away_{absence.kind.value}")
    last = absence.days.last
    return what if last <= day else words("away_until", what=what, day=words.day(last, "short"))


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _lane(drawing: _Drawing, day: date, one: PersonDay, shown: Sequence[Marked]) -> Lane:
    blocks = (
        block
        for mark in shown
        if mark.visit.start.astimezone(drawing.zone).date() == day
        for block in _blocks(drawing, mark, one.person.key)
    )
    others, aways = tuple(_others(drawing, day, one.person.key)), tuple(_aways(drawing, one))
    ordered = sorted((_beside(block, aways) for block in blocks), key=lambda b: (not b.is_gap, b.row, b.ref))
    return Lane(one.person.key, one.person.name, tuple(_shades(drawing, one)), tuple(ordered), others, aways)


def _beside(block: Block, aways: Sequence[Away]) -> Block:
    """A block moved aside where its person is not there, so that the absence shows beside it."""
    meets = any(block.row < away.row + away.rows and away.row < block.row + block.rows for away in aways)
    return replace(block, classes=f"{block.classes} beside") if meets else block


def _aways(drawing: _Drawing, one: PersonDay) -> Iterable[Away]:
    """The person's absences as far as they lie in the picture; one of whole days lies over the usual hours."""
    usual = (one.usual[0].start, one.usual[-1].end) if one.usual else (0, 0)
    for absence in one.absences:
        span = (absence.hours.start, absence.hours.end) if absence.hours else usual
        start, end = max(span[0], drawing.first), min(span[1], drawing.last)
        if start < end:
            row, rows = (start - drawing.first) // ROW_MINUTES + 1, (end - start) // ROW_MINUTES
            time = f"{_clock(start)}–{_clock(end)}"
            yield Away(row, rows, absence.ref, absence.kind.value, absence.note, time)


def _others(drawing: _Drawing, day: date, staff: str) -> Iterable[Other]:
    """What else is taken, as far as it lies in the picture."""
    midnight = datetime.combine(day, time(0), drawing.zone)
    for taken in drawing.diary.taken:
        begins, ends = (at.astimezone(drawing.zone) for at in (taken.interval.start, taken.interval.end))
        if taken.staff != staff or not (begins.date() <= day <= ends.date()):
            continue
        start = _minute(begins) if begins > midnight else 0
        end = _minute(ends) if ends.date() == day else DAY_MINUTES
        start, end = max(start, drawing.first), min(end, drawing.last)
        if start < end:
            row, rows = (start - drawing.first) // ROW_MINUTES + 1, max((end - start) // ROW_MINUTES, 1)
            yield Other(row, rows, taken.kind.name.lower(), f"{_clock(start)}–{_clock(end)}")


def _shades(drawing: _Drawing, one: PersonDay) -> Iterable[Shade]:
    at, why_not = drawing.first, None if one.why_not == "absent" else one.why_not
    for span in (*((span.start, span.end) for span in one.usual), (drawing.last, drawing.last)):
        start, end = max(span[0], drawing.first), span[1]
        if start > at:
            row, rows = (at - drawing.first) // ROW_MINUTES + 1, (start - at) // ROW_MINUTES
            yield Shade(row, rows, why_not or ("break" if at > drawing.first and start < drawing.last else "closed"))
        at = max(at, end)


def _blocks(drawing: _Drawing, mark: Marked, staff: str) -> Iterable[Block]:
    steps = mark.visit.plan.steps
    busy = [step for step in steps if step.kind is Kind.BUSY]
    for n, step in enumerate(steps):
        if step.staff == staff:
            yield _block(drawing, mark, step, n, len(busy) > 1)


def _block(drawing: _Drawing, mark: Marked, step: PlanStep, n: int, is_composite: bool) -> Block:
    span = step.interval(mark.visit.start)
    start, end = (at.astimezone(drawing.zone) for at in (span.start, span.end))
    row = (_minute(start) - drawing.first) // ROW_MINUTES + 1
    rows = max((_minute(end, start) - _minute(start)) // ROW_MINUTES, 1)
    is_gap = step.kind is Kind.GAP
    service = drawing.tenant.service_name(step.service)
    part = drawing.words("gap") if is_gap else step.name if is_composite and step.name != service else service
    return Block(
        mark=mark,
        row=row,
        rows=rows,
        is_gap=is_gap,
        is_first=n == 0,
        part=part,
        time=f"{start:%H:%M}",
        more=_more(drawing.words, mark, drawing.tenant, part, end),
        classes=_classes(mark, is_gap, drawing.hues.get(mark.visit.id), rows),
        n=n,
    )


def _minute(at: datetime, started: datetime | None = None) -> int:
    """Where it stands on the wall clock; what ends after midnight ends with the day."""
    if started is not None and at.date() > started.date():
        return DAY_MINUTES
    return at.hour * 60 + at.minute


def _classes(mark: Marked, is_gap: bool, hue: int | None, rows: int) -> str:
    visit = mark.visit
    found = ["gap" if is_gap else "visit"]
    if hue is not None:
        found.append(f"hue{hue}")
    told = {
        "small": _TINY_ROWS <= rows < _SMALL_ROWS,
        "tiny": rows < _TINY_ROWS,
        "pending": not mark.is_verified,
        "differs": mark.drift is not None,
        "absent": mark.did_not_come,
        "going": not visit.is_alive,
    }
    return " ".join([*found, *(name for name, is_so in told.items() if is_so)])


def _more(words: Words, mark: Marked, tenant: Tenant, part: str, end: datetime) -> str:
    """What a block says besides what it shows: until when, which service, and every mark in words."""
    service = tenant.services_named(mark.visit.plan.services)
    told = [words("until", time=f"{end:%H:%M}"), *([] if part == service else [service])]
    return ", ".join([*told, *(words("mark_" + name) for name in marks_of(mark))])


def marks_of(mark: Marked) -> tuple[str, ...]:
    """The marks of a visit as names of icons and words, what matters most first."""
    told = (
        ("differs", mark.drift is not None),
        ("pending", not mark.is_verified and mark.visit.is_alive),
        ("absent", mark.did_not_come),
        ("phone", mark.by_phone),
        ("new", mark.is_new),
    )
    return tuple(name for name, is_so in told if is_so)


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())
