"""Both nights of the clock change, and a zone whose midnight is skipped (G12)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.availability import Slot, explain, find_slots, is_free
from holdfast.core.interval import Interval, cell_at
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import plans_for
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import Opening, day_interval, local_days, midnight, utc_of
from holdfast.testing.builders import BERLIN, at, facts, on, person, salon, service, week, whole_days
from tests.core.minute_oracle import MinuteByMinute, World, as_said

SPRING, AUTUMN = "2026-03-29", "2026-10-25"
CAIRO = ZoneInfo("Africa/Cairo")


def night_salon(minutes: str = "30", zone: ZoneInfo = BERLIN, *, hours: str = "00:00-06:00") -> Tenant:
    """Open, and Mia at work, at night."""
    return salon(
        service(minutes, staff=["mia"]),
        staff=[person("mia", hours)],
        zone=zone,
        opening=Opening(week(hours)),
        rules={"grid_minutes": 30},
    )


def starts(tenant: Tenant, day: str) -> list[datetime]:
    """When a visit may begin on that day, in order, as the wall clock shows it."""
    plans = plans_for(tenant.services)
    found = find_slots(plans, facts(tenant, day, plans=plans), [whole_days(tenant.timezone, day)])
    return [slot.start.astimezone(tenant.timezone) for slot in found]


def clock(instants: list[datetime]) -> list[str]:
    """Wall-clock times as text."""
    return [f"{instant:%H:%M}" for instant in instants]


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), ("2026-11-27", 24)])
def test_a_day_lasts_as_many_hours_as_it_has(day: str, hours: int) -> None:
    assert day_interval(on(day), BERLIN).length == timedelta(hours=hours)
    assert [one.cell_count for one in facts(salon(), day).days] == [hours * 12]


def test_in_spring_nothing_begins_in_the_hour_that_does_not_exist() -> None:
    found = starts(night_salon(), SPRING)
    assert clock(found) == ["00:00", "00:30", "01:00", "01:30", *clock(found)[4:]]
    assert clock(found)[4:] == ["03:00", "03:30", "04:00", "04:30", "05:00", "05:30"]
    assert len(found) == 2 * 5, "six hours of the wall clock, five of time"


def test_in_autumn_the_hour_that_comes_twice_is_worked_twice() -> None:
    found = starts(night_salon(), AUTUMN)
    assert clock(found)[4:8] == ["02:00", "02:30", "02:00", "02:30"]
    assert len(found) == len(set(map(datetime.timestamp, found))) == 2 * 7
    assert [instant.utcoffset() for instant in found[4:8:2]] == [timedelta(hours=2), timedelta(hours=1)]


@pytest.mark.parametrize(
    ("day", "start", "end"), [(SPRING, "01:30", "04:00"), (AUTUMN, "01:30", "02:00"), (AUTUMN, "00:00", "00:30")]
)
def test_a_visit_across_the_change_lasts_its_minutes_not_those_of_the_wall_clock(
    day: str, start: str, end: str
) -> None:
    minutes = 90 if start == "01:30" else 30
    slot = Slot(plans_for(night_salon(f"{minutes}").services)[0], at(f"{day} {start}"))
    assert slot.interval.length == timedelta(minutes=minutes)
    assert f"{slot.interval.end.astimezone(BERLIN):%H:%M}" == end
    assert is_free(slot, facts(night_salon(), day))


@pytest.mark.parametrize(("day", "last"), [(SPRING, "04:00"), (AUTUMN, "04:00")])
def test_the_last_visit_ends_when_the_salon_closes(day: str, last: str) -> None:
    assert clock(starts(night_salon("120"), day))[-1] == last


def test_hours_that_lie_in_the_skipped_hour_offer_nothing() -> None:
    assert starts(night_salon(hours="02:00-03:00"), SPRING) == []


def test_hours_that_lie_in_the_doubled_hour_are_two_hours_on_end() -> None:
    assert clock(starts(night_salon("120", hours="02:00-03:00"), AUTUMN)) == ["02:00"]


def test_hours_that_begin_in_the_skipped_hour_begin_after_it() -> None:
    assert clock(starts(night_salon("60", hours="02:30-04:00"), SPRING)) == ["03:00"]


def test_a_time_of_the_skipped_hour_is_no_instant() -> None:
    assert utc_of(on(SPRING), time(2, 30), BERLIN) is None
    assert utc_of(on(SPRING), time(1, 59), BERLIN) == at(f"{SPRING} 01:59")
    assert utc_of(on(SPRING), time(3), BERLIN) == at(f"{SPRING} 01:59") + timedelta(minutes=1)


def test_a_time_of_the_doubled_hour_is_its_first_instant() -> None:
    first, second = at(f"{AUTUMN} 02:30"), at(f"{AUTUMN} 02:30", second_time=True)
    assert utc_of(on(AUTUMN), time(2, 30), BERLIN) == first
    assert second - first == timedelta(hours=1)


def test_after_the_night_the_day_is_ordinary() -> None:
    for day in (SPRING, AUTUMN, "2026-11-27"):
        assert clock(starts(night_salon("240", hours="09:00-18:00"), day))[::5] == ["09:00", "11:30", "14:00"]


@pytest.mark.parametrize(
    ("zone", "day", "hours", "first"),
    [
        ("Africa/Cairo", "2026-04-24", 23, "01:00"),
        ("America/Santiago", "2026-09-06", 23, "01:00"),
        ("Africa/Cairo", "2026-10-29", 25, "00:00"),
        ("America/Havana", "2026-11-01", 25, "00:00"),
    ],
)
def test_a_day_without_midnight_begins_after_it_and_one_with_two_at_the_first(
    zone: str, day: str, hours: int, first: str
) -> None:
    there = ZoneInfo(zone)
    assert day_interval(on(day), there).length == timedelta(hours=hours)
    assert f"{midnight(on(day), there).astimezone(there):%m-%d %H:%M}" == f"{day[5:]} {first}"
    tenant = night_salon("30", there, hours="00:00-24:00")
    assert clock(starts(tenant, day))[0] == first
    assert len(starts(tenant, day)) == 2 * hours


def test_where_midnight_is_skipped_the_days_follow_each_other_without_a_hole() -> None:
    window = facts(salon(zone=CAIRO), "2026-04-23", "2026-04-25").window
    days = local_days(window, CAIRO)
    assert [day.day for day in days] == [date(2026, 4, 23), date(2026, 4, 24), date(2026, 4, 25)]
    assert days[0].cells.stop == days[1].first_cell
    assert days[1].cells.stop == days[2].first_cell == cell_at(midnight(date(2026, 4, 25), CAIRO))


def test_a_day_off_covers_all_of_a_long_and_a_short_day() -> None:
    for day in (SPRING, AUTUMN):
        tenant = salon(service("30", staff=["mia"]), staff=[person("mia", "00:00-24:00", time_off=[day])])
        assert starts(tenant, day) == []
        midday = Slot(plans_for(tenant.services)[0], at(f"{day} 12:00"))
        assert explain(midday, facts(tenant, day)) == (Obstacle(Reason.STAFF_AWAY, "staff:mia"),)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", SPRING),
        ("Europe/Berlin", AUTUMN),
        ("Africa/Cairo", "2026-04-24"),
        ("America/Santiago", "2026-09-06"),
        ("America/Havana", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-10-04"),
        ("America/St_Johns", "2026-11-01"),
    ],
)
@pytest.mark.parametrize("hours", ["00:00-06:00", "00:00-24:00", "01:30-02:30"])
def test_every_start_of_such_a_night_is_as_the_minutes_say(zone: str, day: str, hours: str) -> None:
    tenant = night_salon("20 (15) 30", ZoneInfo(zone), hours=hours)
    asked = whole_days(tenant.timezone, day)
    world = World(tenant, asked.start - timedelta(days=2), asked, tenant.services)
    plans = plans_for(tenant.services)
    wide = Interval(asked.start, asked.end + timedelta(hours=4))
    assert as_said(find_slots(plans, world.facts(wide), [asked])) == MinuteByMinute(world).slots()
