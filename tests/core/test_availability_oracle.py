"""What is offered, and why not, against a search that asks every minute."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st

from holdfast.core.availability import Slot, explain, facts_window, find_slots, is_free
from holdfast.core.interval import Interval
from holdfast.core.service import Plan, plans_for
from holdfast.testing.builders import BERLIN
from tests.core.minute_oracle import MINUTE, MinuteByMinute, Way, World, as_said, way_of
from tests.core.worlds import PLACES, worlds

SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


Kind = Callable[[World], bool]


def offered(world: World, *within: Interval, own: frozenset[str] = frozenset()) -> set[tuple[Way, datetime]]:
    """What the code under test offers, with facts loaded as the actions load them."""
    plans = plans_for(world.services)
    facts = world.facts(facts_window(plans, world.asked)).without(own)
    return as_said(find_slots(plans, facts, within or [world.asked]))


def starts_of(world: World, data: st.DataObject) -> Iterator[datetime]:
    """Every half hour of the world, and some minutes later: off the grid, or even off the five minutes."""
    late = data.draw(st.sampled_from([5, 10, 2, 13]), label="minutes late")
    start = world.asked.start
    while start < world.asked.end:
        yield start
        yield start + late * MINUTE
        start += 30 * MINUTE


def some_plan(world: World, data: st.DataObject) -> Plan:
    """One way to staff the visit."""
    return data.draw(st.sampled_from(plans_for(world.services)), label="plan")


def wide(world: World) -> Interval:
    """More than any visit of the world can need."""
    return Interval(world.asked.start - timedelta(hours=3), world.asked.end + timedelta(hours=11))


@settings(SLOW, max_examples=100)
@given(worlds())
def test_offered_are_exactly_the_starts_that_a_minute_by_minute_search_allows(world: World) -> None:
    assert offered(world) == MinuteByMinute(world).slots()


@settings(SLOW, max_examples=40)
@given(worlds())
def test_what_is_ones_own_never_stands_in_ones_way(world: World) -> None:
    own = frozenset({"mine", "visit2"})
    others = tuple(taken for taken in world.taken if taken.owner not in own)
    assert offered(world, own=own) == MinuteByMinute(replace(world, taken=others)).slots()


@settings(SLOW, max_examples=40)
@given(worlds(), st.integers(0, 24 * 60), st.integers(0, 59), st.integers(1, 12 * 60))
def test_asked_for_a_window_exactly_the_starts_inside_it_are_offered(
    world: World, minute: int, second: int, length: int
) -> None:
    start = world.asked.start + timedelta(minutes=minute, seconds=second)
    end = min(start + timedelta(minutes=length), world.asked.end)  # Beyond it there is nothing to compare with.
    assume(start < end)
    assert offered(world, Interval(start, end)) == {slot for slot in offered(world) if start <= slot[1] < end}


@settings(SLOW, max_examples=35)
@given(worlds(), st.data())
def test_a_time_has_no_obstacle_exactly_when_it_is_free(world: World, data: st.DataObject) -> None:
    oracle, plan, facts = MinuteByMinute(world), some_plan(world, data), world.facts(wide(world))
    for start in starts_of(world, data):
        expected = oracle.fits_at(way_of(plan), start)
        assert is_free(Slot(plan, start), facts) is expected, start
        assert (explain(Slot(plan, start), facts) == ()) is expected, start


@settings(SLOW, max_examples=35)
@given(worlds(), st.data())
def test_every_reason_given_is_true_and_every_occupant_is_named(world: World, data: st.DataObject) -> None:
    oracle, plan, facts = MinuteByMinute(world), some_plan(world, data), world.facts(wide(world))
    way = way_of(plan)
    for start in starts_of(world, data):
        obstacles = explain(Slot(plan, start), facts)
        assert [one for one in obstacles if not oracle.is_true(one, way, start)] == [], start
        assert oracle.collisions(way, start) - set(obstacles) == set(), start


def _shared(world: World) -> bool:
    slots = MinuteByMinute(world).slots()
    return any(len({who for _, who in way}) > 1 for way, _ in slots)


def _in_an_hour_that_comes_twice(world: World) -> bool:
    slots = MinuteByMinute(world).slots()
    return any(start.astimezone(world.tenant.timezone).fold for _, start in slots)


def _limited_for_some(world: World) -> bool:
    """Somebody is booked, and the calendar's own rules kept starts from being offered."""
    if not world.limits:
        return False  # Told without minutes being counted: most worlds have none.
    slots = MinuteByMinute(world).slots()
    return bool(slots) and slots < MinuteByMinute(replace(world, limits={})).slots()


def _on_a_holiday(world: World) -> bool:
    zone = world.tenant.timezone
    if not any(
        world.asked.start.astimezone(zone).date() <= day <= world.asked.end.astimezone(zone).date()
        for day in world.holidays
    ):
        return False
    slots = MinuteByMinute(world).slots()
    return any(start.astimezone(zone).date() in world.holidays for _, start in slots)


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        (_limited_for_some, PLACES),
        (_shared, PLACES),
        (_on_a_holiday, PLACES),
        (_in_an_hour_that_comes_twice, [(BERLIN, date(2026, 10, 25))]),
    ],
)
def test_the_worlds_hold_the_hard_cases(kind: Kind, places: Sequence[tuple[ZoneInfo, date]]) -> None:
    """A property over worlds in which nothing hard ever happens would prove nothing."""
    search = settings(SLOW, max_examples=2000, phases=[Phase.generate], report_multiple_bugs=False, database=None)
    assert find(worlds(places), kind, settings=search, random=Random(7))
