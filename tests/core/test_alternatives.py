"""Which of many free slots are offered: few, near, by the same person, closing holes."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.core.alternatives import Preference, best_slots, spread_over_days
from holdfast.core.availability import Busy, Slot, facts_window, find_slots
from holdfast.core.service import Service, plans_for
from holdfast.testing.builders import BERLIN, at, facts, person, salon, service, taken, whole_days
from tests.core.minute_oracle import World
from tests.core.worlds import worlds

FRIDAY, SATURDAY = "2026-11-27", "2026-11-28"


def best(
    wish: Preference,
    *busy: Busy,
    asked: Service | None = None,
    days: tuple[str, ...] = (FRIDAY,),
    count: int = 3,
) -> list[str]:
    """The best slots as (who, when) in one text each: "mia 10:00", on the second day "mia Sat 10:00"."""
    wanted = asked or service("30", staff=["mia", "emma"])
    tenant = salon(wanted)
    plans = plans_for([wanted])
    known = facts(tenant, *days, busy=busy, plans=plans)
    found = best_slots(plans, known, [whole_days(BERLIN, *days)], wish, count)
    return [said(slot) for slot in found]


def said(slot: Slot) -> str:
    """A slot as a short text."""
    local = slot.start.astimezone(BERLIN)
    day = "" if f"{local.date()}" == FRIDAY else f"{local:%a} "
    return f"{slot.plan.staff[0]} {day}{local:%H:%M}"


def wish(time: str, staff: str | None = None) -> Preference:
    """A wish for Friday."""
    return Preference(at(f"{FRIDAY} {time}"), staff)


def test_the_wished_time_comes_first_then_what_is_near_and_well_apart() -> None:
    assert best(wish("11:00")) == ["mia 11:00", "mia 10:00", "mia 12:00"]


def test_near_beats_far() -> None:
    both_busy = [taken(who, f"{FRIDAY} 09:00", 300) for who in ("mia", "emma")]
    assert best(wish("11:00"), *both_busy)[0] == "mia 14:00"


def test_the_same_person_a_little_later_beats_another_at_once() -> None:
    assert best(wish("09:00", "emma"), taken("emma", f"{FRIDAY} 09:00", 30))[0] == "emma 09:30"


def test_another_person_at_the_wished_time_beats_the_same_much_later() -> None:
    busy = [taken("emma", f"{FRIDAY} 09:00", 3 * 60)]
    assert best(wish("10:00", "emma"), *busy)[0] == "mia 10:00"


def test_a_slot_that_closes_a_hole_is_offered_first_of_equals() -> None:
    mia = service("30", staff=["mia"])
    busy = [taken("mia", f"{FRIDAY} 10:00", 30), taken("mia", f"{FRIDAY} 11:00", 60)]
    assert best(wish("10:00"), *busy, asked=mia, count=1) == ["mia 09:30"], "both touch: the earlier one"
    far = [taken("mia", f"{FRIDAY} 09:50", 25), taken("mia", f"{FRIDAY} 10:45", 60)]
    assert best(wish("09:45"), *far, asked=mia, count=1) == ["mia 10:15"], "30 minutes away, but no hole is left"


def test_buffers_belong_to_the_visit_when_holes_are_looked_for() -> None:
    mia = service("30", staff=["mia"], buffer_before=15)
    assert best(wish("11:00"), taken("mia", f"{FRIDAY} 10:00", 60), asked=mia, count=1) == ["mia 11:15"]


def test_one_time_of_day_is_offered_once_though_two_people_are_free() -> None:
    assert best(Preference(), count=20) == sorted(set(best(Preference(), count=20)), key=lambda text: text[-5:])


def test_options_stand_closer_together_where_there_is_no_room() -> None:
    full = [
        busy
        for who in ("mia", "emma")
        for busy in (taken(who, f"{FRIDAY} 09:00", 60), taken(who, f"{FRIDAY} 11:00", 8 * 60))
    ]
    assert best(wish("10:00"), *full) == ["mia 10:00", "mia 10:15", "mia 10:30"]


def test_without_a_wish_the_earliest_comes_first_and_time_runs_forward() -> None:
    assert best(Preference()) == ["mia 09:00", "mia 10:00", "mia 11:00"]


def test_without_a_time_the_wished_person_is_preferred_to_being_a_little_earlier() -> None:
    assert best(Preference(staff="emma"), taken("emma", f"{FRIDAY} 09:00", 30), count=1) == ["emma 09:30"]


def test_the_same_day_beats_the_next() -> None:
    busy = [taken(who, f"{FRIDAY} 10:00", 8 * 60) for who in ("mia", "emma")]
    found = best(wish("17:00"), *busy, days=(FRIDAY, SATURDAY))
    assert found == ["mia 09:30", "mia Sat 09:00", "mia Sat 10:00"]


def test_a_wish_before_all_that_is_known_gets_the_earliest() -> None:
    long_ago = Preference(at(f"{FRIDAY} 10:00") - timedelta(days=3))
    assert best(long_ago, days=(FRIDAY, SATURDAY)) == ["mia 09:00", "mia 10:00", "mia 11:00"]


def test_never_more_than_asked_for_and_nothing_where_nothing_is_free() -> None:
    assert len(best(wish("11:00"), count=1)) == 1
    assert best(wish("11:00"), count=0) == []
    off = salon(service("30", staff=["mia"]), staff=[person("mia", time_off=[FRIDAY])])
    plans = plans_for(off.services)
    assert best_slots(plans, facts(off, FRIDAY), [whole_days(BERLIN, FRIDAY)], wish("11:00"), 3) == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(worlds(), st.integers(0, 4), st.none() | st.integers(-600, 3000), st.sampled_from([None, "mia", "emma"]))
def test_best_are_as_many_as_there_are_all_free_and_at_distinct_times(
    world: World, count: int, minutes: int | None, staff: str | None
) -> None:
    plans = plans_for(world.services)
    known = world.facts(facts_window(plans, world.asked))
    wished = None if minutes is None else world.asked.start + timedelta(minutes=minutes)
    chosen = best_slots(plans, known, [world.asked], Preference(wished, staff), count)
    free = list(find_slots(plans, known, [world.asked]))
    assert set(chosen) <= set(free)
    assert len({slot.start for slot in chosen}) == len(chosen) == min(count, len({slot.start for slot in free}))


def test_times_to_read_out_are_spread_over_the_days_and_like_the_one_that_was_lost() -> None:
    plans = plans_for([service("30", staff=("mia", "emma"))])
    days = [f"2026-11-{day}" for day in (24, 25, 26)]
    free = [Slot(plan, at(f"{day} {hour:02d}:00")) for day in days for hour in range(9, 17) for plan in plans]
    lost = Slot(next(plan for plan in plans if plan.staff == ("emma",)), at("2026-11-20 14:00"))
    found = spread_over_days(free, BERLIN, lost, 5)
    told = [(slot.start.astimezone(BERLIN).strftime("%d %H"), slot.plan.staff[0]) for slot in found]
    assert told == [("24 13", "emma"), ("24 14", "emma"), ("25 13", "emma"), ("25 14", "emma"), ("26 14", "emma")]
    without = spread_over_days(free, BERLIN, None, 4)
    assert [slot.start.astimezone(BERLIN).strftime("%d %H") for slot in without] == ["24 09", "24 13", "25 09", "25 13"]
    assert spread_over_days([], BERLIN, lost, 5) == ()
