"""Every small world there is: all plans of up to three segments, all ways to be busy, nothing left to chance."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from holdfast.core.availability import Occupation, Slot, explain, facts_window, find_slots
from holdfast.core.interval import Interval
from holdfast.core.service import Service, plans_for
from holdfast.core.working_time import DaySpan, Opening, WeeklyHours
from holdfast.testing.builders import at, person, salon, service
from tests.core.minute_oracle import MinuteByMinute, Taken, World, as_said, way_of

UTC = ZoneInfo("UTC")
NINE = at("2026-11-27 09:00", UTC)
CELL = timedelta(minutes=5)
BUFFERS = ((0, 0), (5, 0), (5, 10))

Runs = tuple[tuple[int, int], ...]
"""Taken cells as runs: (first, the one after the last)."""


def runs_of(cells: int, most: int) -> Iterator[Runs]:
    """Every way to take some of the cells, in at most so many runs with room between them."""
    for count in range(most + 1):
        for edges in itertools.combinations(range(cells + 1), 2 * count):
            yield tuple(zip(edges[::2], edges[1::2], strict=True))


def specs(cells: int) -> Iterator[str]:
    """Every service of up to three segments that fits: busy; busy busy; busy busy busy; busy (gap) busy."""
    for count in (1, 2, 3):
        for lengths in itertools.product(range(1, cells), repeat=count):
            if sum(lengths) <= cells:
                first, *rest = (str(5 * length) for length in lengths)
                yield " ".join([first, *rest])
                if count == 3:
                    yield f"{first} ({rest[0]}) {rest[1]}"


def small_world(cells: int, taken: dict[str, Runs], services: tuple[Service, ...]) -> World:
    """Open for so many cells from nine o'clock, with Mia and Emma always at work but where they are taken."""
    opening = Opening(WeeklyHours(((DaySpan(9 * 60, 9 * 60 + 5 * cells),),) * 7))
    staff = [person(key, "00:00-24:00") for key in ("mia", "emma")]
    rules = {"notice_minutes": 0, "grid_minutes": 5}
    tenant = salon(*services, staff=staff, zone=UTC, opening=opening, rules=rules)
    visits = (
        Taken(f"staff:{who}", NINE + first * CELL, NINE + after * CELL, Occupation.VISIT, "visit")
        for who, runs in taken.items()
        for first, after in runs
    )
    return World(tenant, NINE - timedelta(days=1), Interval(NINE, NINE + cells * CELL), services, tuple(visits))


def every_service(cells: int, buffers: tuple[tuple[int, int], ...]) -> list[Service]:
    """All of them, done by Mia."""
    return [
        service(spec, f"{spec}/{before}/{after}", ["mia"], buffer_before=before, buffer_after=after)
        for spec in specs(cells)
        for before, after in buffers
    ]


def test_every_visit_finds_exactly_the_starts_that_fit_around_every_busy_day() -> None:
    """One person, seven cells, one or two stretches of work already there, buffers, gaps."""
    wanted = every_service(7, BUFFERS)
    offered = refused = 0
    for taken in runs_of(7, most=2):
        world = small_world(7, {"mia": taken}, tuple(wanted))
        oracle = MinuteByMinute(world, margin=90)
        facts = world.facts(facts_window(plans_for(wanted[:1]), Interval(NINE - CELL, NINE + 16 * CELL)))
        for one in wanted:
            plans = plans_for([one])
            found = {slot.start for slot in find_slots(plans, facts, [world.asked])}
            way = way_of(plans[0])
            expected = {start for n in range(7) if oracle.fits_at(way, start := NINE + n * CELL)}
            assert found == expected, (one.key, taken)
            offered, refused = offered + len(found), refused + 7 - len(found)
    assert offered > 4_000 < refused, "both happened, often"


def test_every_time_that_is_not_offered_has_an_obstacle_and_every_offered_one_has_none() -> None:
    wanted = every_service(5, ((0, 0), (0, 5), (5, 5)))
    for taken in runs_of(5, most=2):
        world = small_world(5, {"mia": taken}, tuple(wanted))
        oracle = MinuteByMinute(world, margin=90)
        facts = world.facts(Interval(NINE - 2 * CELL, NINE + 14 * CELL))
        for one in wanted:
            plan = plans_for([one])[0]
            for n in range(-1, 6):
                slot = Slot(plan, NINE + n * CELL)
                obstacles = explain(slot, facts)
                assert (obstacles == ()) is oracle.fits_at(way_of(plan), slot.start), (one.key, taken, n)
                assert all(oracle.is_true(each, way_of(plan), slot.start) for each in obstacles)


def test_two_services_are_done_by_one_person_where_one_can_and_shared_only_where_none_is_free() -> None:
    """Two people, four cells, every pair of days, everybody able to do either service or only one of them."""
    abilities = (("mia",), ("emma",), ("mia", "emma"))
    for first, second, (one, other) in itertools.product(abilities, abilities, (("5", "5"), ("5", "10"))):
        cut = service(one, "cut", first, position=0)
        dye = service(other, "dye", second, position=1)
        for mia, emma in itertools.product(runs_of(4, most=2), repeat=2):
            world = small_world(4, {"mia": mia, "emma": emma}, (dye, cut))
            plans = plans_for(world.services)
            facts = world.facts(facts_window(plans, world.asked))
            assert as_said(find_slots(plans, facts, [world.asked])) == MinuteByMinute(world, margin=90).slots()
