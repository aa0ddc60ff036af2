"""Worlds for the property tests: salons of one to three days and people, with everything that can stand in the way."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from holdfast.core.absence import Absence, AbsenceKind
from holdfast.core.availability import Limit, Occupation
from holdfast.core.interval import Interval
from holdfast.core.rules import Rules
from holdfast.core.service import Service, StaffOverride
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import DateSpan, DaySpan, Hours, Opening, WeeklyHours
from holdfast.testing.builders import BERLIN, STAFF, segments, whole_days
from tests.core.minute_oracle import Taken, World

ST_JOHNS = ZoneInfo("America/St_Johns")
PLACES = [
    *((zone, date(2026, 11, 26)) for zone in (BERLIN, ST_JOHNS, ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC"))),
    *((BERLIN, first) for first in (date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 30))),
    *((ST_JOHNS, first) for first in (date(2026, 3, 7), date(2026, 10, 31))),
]
LENGTHS = st.sampled_from([5, 15, 30, 30, 60, 180])
OWNERS = ("mine", "call:1", "visit2", "visit3")

minutes_of_day = st.integers(0, 24 * 4).map(lambda n: n * 15) | st.integers(0, 24 * 12).map(lambda n: n * 5)


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    """Up to two spans of one day."""
    edges = sorted(draw(st.sets(minutes_of_day, min_size=2, max_size=4)))
    return tuple(DaySpan(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))


hours_of_a_day = st.one_of(
    st.just((DaySpan(9 * 60, 18 * 60),)),
    st.just((DaySpan(0, 24 * 60),)),
    st.just((DaySpan(0, 24 * 60),)),
    st.just((DaySpan(0, 6 * 60),)),
    st.just(()),
    some_hours(),
)


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    """A week out of two kinds of days."""
    kinds = (draw(hours_of_a_day), draw(hours_of_a_day))
    return WeeklyHours(tuple(draw(st.sampled_from(kinds)) for _ in range(7)))


def days_near(first: date) -> st.SearchStrategy[date]:
    """A day of the world, or just beside it."""
    return st.sampled_from([0, 0, 1, 2, -1]).map(lambda n: first + timedelta(days=n))


def day_spans(first: date) -> st.SearchStrategy[tuple[DateSpan, ...]]:
    """Mostly nothing, else one or two days on end."""
    one = st.tuples(days_near(first), st.integers(0, 1)).map(lambda s: DateSpan(s[0], s[0] + timedelta(days=s[1])))
    return st.lists(one, max_size=1).map(tuple)


def special_days(first: date) -> st.SearchStrategy[Mapping[date | tuple[int, int], Hours]]:
    """Mostly none; by date or by month and day."""
    day = days_near(first)
    name: st.SearchStrategy[date | tuple[int, int]] = day | day.map(lambda it: (it.month, it.day))
    return st.dictionaries(name, hours_of_a_day, max_size=1)


@st.composite
def openings(draw: st.DrawFn, first: date) -> Opening:
    """With or without hours of its own."""
    return Opening(draw(st.none() | weeks()), draw(day_spans(first)), draw(special_days(first)))


@st.composite
def people(draw: st.DrawFn, first: date) -> tuple[Staff, ...]:
    """One to three members of staff."""
    keys = STAFF[: draw(st.integers(1, 3))]
    return tuple(Staff(key, key.capitalize(), draw(weeks()), draw(day_spans(first))) for key in keys)


SPECS = ("5", "45", "20 25", "20 (10) 15", "50 (15) 5 (10) 15 40", "10 (90) 10")


@st.composite
def services(draw: st.DrawFn, keys: tuple[str, ...], place: int) -> Service:
    """Single or composite, with buffers, a room, and somebody who takes longer."""
    able = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
    parts = segments(draw(st.sampled_from(SPECS)))
    override = st.builds(StaffOverride, st.sampled_from([None, 10, 60]))
    overrides = draw(st.dictionaries(st.sampled_from(keys), override, max_size=2)) if len(parts) == 1 else {}
    return Service(
        f"service{place}",
        f"Service {place}",
        parts,
        tuple(able),
        buffer_before=draw(st.sampled_from([0, 0, 5, 15])),
        buffer_after=draw(st.sampled_from([0, 0, 5, 10])),
        resources=draw(st.sampled_from([(), (), ("room:1",)])),
        overrides=overrides,
        position=place,
    )


@st.composite
def takings(draw: st.DrawFn, asked: Interval, keys: tuple[str, ...]) -> Taken:
    """A visit or a hold on the five minutes, or an outside booking to the second."""
    kind = draw(st.sampled_from(Occupation))
    resource = draw(st.sampled_from([*(f"staff:{key}" for key in keys), "room:1"]))
    whole = int(asked.length / timedelta(minutes=5))
    start = asked.start + timedelta(minutes=5 * draw(st.integers(-24, whole + 24)))
    length = timedelta(minutes=draw(LENGTHS))
    if kind is Occupation.OUTSIDE:
        start += timedelta(seconds=draw(st.integers(0, 299)))
        length += timedelta(seconds=draw(st.integers(-299, 299)))
    return Taken(resource, start, start + length, kind, draw(st.sampled_from(OWNERS)))


@st.composite
def limits(draw: st.DrawFn, wanted: Sequence[Service]) -> Mapping[tuple[str, int, str], Limit]:
    """Mostly none; else some event types with a notice or a horizon of their own."""
    pairs = [(one.key, part, who) for one in wanted for who in one.staff for part in range(1, len(one.segments) + 1)]
    notice = st.sampled_from([0, 0, 17, 120, 3 * 24 * 60]).map(lambda minutes: timedelta(minutes=minutes))
    horizon = st.sampled_from([None, None, 0, 1, 7, 8]).map(lambda days: days if days is None else timedelta(days))
    some = st.dictionaries(st.sampled_from(pairs), st.builds(Limit, notice, horizon), max_size=4)
    return draw(st.one_of(st.just({}), some))


@st.composite
def absent(draw: st.DrawFn, first: date, keys: tuple[str, ...], ref: str) -> Absence:
    """Whole days, or a part of one."""
    begins, hours = draw(days_near(first)), draw(st.none() | some_hours())
    length = draw(st.integers(0, 1)) if hours is None else 0
    days = DateSpan(begins, begins + timedelta(days=length))
    return Absence(ref, draw(st.sampled_from(keys)), AbsenceKind.SICK, days, hours[0] if hours else None)


@st.composite
def nows(draw: st.DrawFn, asked: Interval) -> datetime:
    """Mostly days before; else within, at any microsecond."""
    minutes = int(asked.length / timedelta(minutes=1))
    inside = st.integers(-60, minutes).map(lambda n: asked.start + timedelta(minutes=n))
    now = draw(st.just(asked.start - timedelta(days=7)) | inside)
    return now + draw(st.sampled_from([timedelta(0), timedelta(seconds=30), timedelta(microseconds=1)]))


@st.composite
def worlds(draw: st.DrawFn, places: Sequence[tuple[ZoneInfo, date]] = PLACES) -> World:
    """Everything together."""
    zone, first = draw(st.sampled_from(places))
    last = first + timedelta(days=draw(st.sampled_from([0, 0, 1, 1, 2])))
    asked = whole_days(zone, first.isoformat(), last.isoformat())
    staff = draw(people(first))
    keys = tuple(person.key for person in staff)
    wanted = tuple(draw(services(keys, place)) for place in range(draw(st.sampled_from([1, 1, 2, 2, 3]))))
    rules = Rules(
        notice_minutes=draw(st.sampled_from([0, 15, 90])),
        horizon_days=draw(st.sampled_from([180, 180, 8, 1])),
        grid_minutes=draw(st.sampled_from([5, 15, 30])),
    )
    tenant = Tenant("salon", "Salon", zone, staff, wanted, rules=rules, opening=draw(openings(first)))
    taken = tuple(draw(st.lists(takings(asked, keys), max_size=8)))
    holidays = draw(st.dictionaries(days_near(first), st.just("Feiertag"), max_size=1))
    asked_for = tuple(draw(st.permutations(wanted)))
    away = tuple(draw(absent(first, keys, f"a_{n}")) for n in range(draw(st.sampled_from([0, 0, 1, 2]))))
    return World(tenant, draw(nows(asked)), asked, asked_for, taken, holidays, draw(limits(wanted)), away)
