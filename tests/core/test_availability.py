"""What is offered and why not, case by case; the oracle asks the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.core.availability import Busy, Limit, Slot, explain, facts_window, find_slots, first_plan_reason, is_free
from holdfast.core.interval import CellWindow
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Service, plans_for
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import Opening
from holdfast.testing.builders import at, days_off, facts, held, hours, on, person, salon, service, span, taken, week

FRIDAY = "2026-11-27"
CUT = service("30", staff=["mia"])
PERM = service("50 (15) 5 (10) 15 40", key="perm", staff=["mia"])


def slot(wall: str, wanted: Service = CUT, staff: str = "mia") -> Slot:
    """A visit on that Friday at that time."""
    return Slot(plans_for([wanted], staff)[0], at(f"{FRIDAY} {wall}"))


def reasons(
    wall: str, tenant: Tenant, *busy: Busy, wanted: Service = CUT, holidays: dict[str, str] | None = None
) -> list[Reason]:
    """Why that time is not offered, first reason first."""
    known = facts(tenant, FRIDAY, busy=busy, holidays={on(day): name for day, name in (holidays or {}).items()})
    return [obstacle.reason for obstacle in explain(slot(wall, wanted), known)]


def test_a_visit_fits_into_the_gap_of_another() -> None:
    perm = slot("10:00", PERM)
    busy = [taken("mia", step.interval(perm.start).start, step.minutes) for step in perm.plan.busy_steps]
    known = facts(salon(CUT, rules={"grid_minutes": 5}), FRIDAY, busy=busy)
    quick = service("15", staff=["mia"])
    found = find_slots(plans_for([quick]), known, [span(f"{FRIDAY} 10:00", f"{FRIDAY} 12:15")])
    assert [one.start for one in found] == [at(f"{FRIDAY} 10:50")]


def test_back_to_back_visits_touch_and_do_not_overlap() -> None:
    busy = [taken("mia", f"{FRIDAY} 10:00", 30), taken("mia", f"{FRIDAY} 11:00", 30)]
    known = facts(salon(CUT), FRIDAY, busy=busy)
    assert is_free(slot("10:30"), known)
    assert not is_free(slot("10:15"), known)
    assert not is_free(slot("10:45"), known)


def test_a_hold_of_another_call_is_named_as_held_and_ones_own_does_not_exist() -> None:
    known = facts(salon(CUT), FRIDAY, busy=[held("mia", f"{FRIDAY} 10:00", 30, "call:1")])
    assert explain(slot("10:00"), known) == (Obstacle(Reason.HELD_BY_OTHER, "staff:mia", "call:1"),)
    assert explain(slot("10:00"), known.without(frozenset({"call:1"}))) == ()


def test_a_room_is_claimed_like_a_person_and_has_no_hours() -> None:
    sauna = service("30", staff=["mia"], resources=("room:sauna",))
    assert reasons("10:00", salon(sauna), wanted=sauna) == []
    taken_room = taken("room:sauna", f"{FRIDAY} 10:00", 30)
    assert reasons("10:00", salon(sauna), taken_room, wanted=sauna) == [Reason.SLOT_TAKEN]


def test_the_customer_does_not_sit_in_a_closed_salon_not_even_in_a_gap() -> None:
    gapped = service("10 (60) 10", staff=["mia"])
    tenant = salon(gapped, staff=[person("mia", "08:00-20:00")], opening=Opening(week("09:00-12:00", "13:00-18:00")))
    assert reasons("11:45", tenant, wanted=gapped) == [Reason.DOES_NOT_FIT]
    assert reasons("10:30", tenant, wanted=gapped) == []


def test_buffers_need_no_opening_hours_but_no_other_visit_either() -> None:
    wanted = service("30", staff=["mia"], buffer_before=15, buffer_after=15)
    tenant = salon(wanted, opening=Opening(week("09:00-18:00")))
    assert reasons("09:00", tenant, wanted=wanted) == reasons("17:30", tenant, wanted=wanted) == []
    assert reasons("09:15", tenant, taken("mia", f"{FRIDAY} 09:00", 5), wanted=wanted) == [Reason.SLOT_TAKEN]
    assert reasons("09:15", tenant, taken("mia", f"{FRIDAY} 09:55", 5), wanted=wanted) == [Reason.SLOT_TAKEN]


def test_what_a_buffer_needs_beyond_the_window_counts_as_free() -> None:
    wanted = service("30", staff=["mia"], buffer_before=15, buffer_after=15)
    known = facts(salon(wanted), FRIDAY)
    tight = replace(known, window=CellWindow.around(slot("10:00", wanted).interval))
    assert is_free(slot("10:00", wanted), tight)
    assert explain(slot("10:00", wanted), tight) == ()


def test_the_facts_for_a_question_reach_as_far_as_its_longest_plan_and_its_buffers() -> None:
    wanted = service("30", staff=["mia"], buffer_before=10, buffer_after=20)
    asked = span(f"{FRIDAY} 10:00", f"{FRIDAY} 11:00")
    assert facts_window(plans_for([wanted, PERM], "mia"), asked) == span(f"{FRIDAY} 09:50", f"{FRIDAY} 14:05")
    assert facts_window([], asked) == asked


def test_a_holiday_is_named_unless_a_special_day_gave_it_hours() -> None:
    usual = Opening(week("09:00-18:00"))
    special = replace(usual, special_days={on(FRIDAY): hours("09:00-12:00")})
    holiday = {FRIDAY: "Ersatzfeiertag"}
    assert reasons("10:00", salon(CUT, opening=usual), holidays=holiday) == [Reason.HOLIDAY]
    assert reasons("10:00", salon(CUT, opening=special), holidays=holiday) == []
    assert reasons("14:00", salon(CUT, opening=special), holidays=holiday) == [Reason.CLOSED]


def test_a_holiday_closes_even_a_salon_without_opening_hours() -> None:
    assert reasons("10:00", salon(CUT), holidays={FRIDAY: "Feiertag"}) == [Reason.HOLIDAY]


def test_a_closure_closes_and_a_yearly_special_day_beats_it() -> None:
    closed = Opening(week("09:00-18:00"), days_off("2026-11-20..2026-11-30"))
    assert reasons("10:00", salon(CUT, opening=closed)) == [Reason.CLOSED]
    assert reasons("10:00", salon(CUT, opening=replace(closed, special_days={(11, 27): hours("10:00-11:00")}))) == []


@pytest.mark.parametrize("wall", ["20:00", "20:05", "20:02"])
def test_an_odd_minute_gets_the_reason_that_a_receptionist_would_give(wall: str) -> None:
    assert reasons(wall, salon(CUT, opening=Opening(week("09:00-18:00"))))[0] is Reason.CLOSED


def test_at_work_at_the_start_but_not_until_the_end_does_not_fit_and_not_at_work_is_away() -> None:
    tenant = salon(PERM, staff=[person("mia", "09:00-12:00"), person("emma")])
    assert reasons("10:30", tenant, wanted=PERM) == [Reason.DOES_NOT_FIT]
    assert reasons("14:00", tenant, wanted=PERM) == [Reason.STAFF_AWAY]


@pytest.mark.parametrize(
    ("now", "wall", "reason"),
    [
        (f"{FRIDAY} 10:01", "10:00", Reason.PAST),
        (f"{FRIDAY} 09:46", "10:00", Reason.TOO_SHORT_NOTICE),
        ("2026-11-26 09:59", "10:00", Reason.BEYOND_HORIZON),
    ],
)
def test_the_rules_of_time_are_named(now: str, wall: str, reason: Reason) -> None:
    tenant = salon(CUT, rules={"horizon_days": 1})
    assert [one.reason for one in explain(slot(wall), facts(tenant, FRIDAY, now=now))] == [reason]


@pytest.mark.parametrize("now", [f"{FRIDAY} 09:45", "2026-11-26 10:00"])
def test_notice_and_horizon_include_their_last_instant(now: str) -> None:
    assert is_free(slot("10:00"), facts(salon(CUT, rules={"horizon_days": 1}), FRIDAY, now=now))


def test_of_several_people_the_one_who_came_closest_gives_the_reason() -> None:
    away = (Obstacle(Reason.STAFF_AWAY, "staff:mia"),)
    booked = (Obstacle(Reason.SLOT_TAKEN, "staff:emma", "v1"), Obstacle(Reason.DOES_NOT_FIT, detail="grid"))
    assert first_plan_reason([away, booked]) == booked[0]


def test_a_limit_of_one_person_is_not_told_as_everybodys() -> None:
    far, away = (Obstacle(Reason.BEYOND_HORIZON),), (Obstacle(Reason.STAFF_AWAY, "staff:mia"),)
    assert first_plan_reason([far, away]) == away[0]
    assert first_plan_reason([far, far]) == far[0]


@pytest.mark.parametrize(
    ("part", "limit", "wall", "reason"),
    [
        (1, Limit(notice=timedelta(hours=2)), "11:00", None),
        (1, Limit(notice=timedelta(hours=2)), "10:45", Reason.TOO_SHORT_NOTICE),
        (2, Limit(notice=timedelta(hours=2)), "10:00", None),
        (2, Limit(notice=timedelta(hours=2)), "09:45", Reason.TOO_SHORT_NOTICE),
        (1, Limit(horizon=timedelta(hours=2)), "11:00", None),
        (1, Limit(horizon=timedelta(hours=2)), "11:15", Reason.BEYOND_HORIZON),
        (2, Limit(horizon=timedelta(hours=2)), "10:00", None),
        (2, Limit(horizon=timedelta(hours=2)), "10:15", Reason.BEYOND_HORIZON),
    ],
)
def test_the_calendars_own_limits_count_from_the_segment_that_they_stand_for(
    part: int, limit: Limit, wall: str, reason: Reason | None
) -> None:
    """Its second busy segment begins an hour after the visit does."""
    wanted = service("30 (30) 30", "wanted", ["mia"])
    limits = {("wanted", part, "mia"): limit, ("wanted", part, "emma"): Limit(timedelta(days=9), timedelta(0))}
    known = replace(facts(salon(wanted), FRIDAY, now=f"{FRIDAY} 09:00"), limits=limits)
    one = slot(wall, wanted)
    assert [obstacle.reason for obstacle in explain(one, known)] == ([reason] if reason else [])
    assert is_free(one, known) is (reason is None)
