"""Absences out of Cal.com's slots: what is closed is found, and nothing that is free is ever called an absence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.calendars.calcom.slots import Probe, absences_in, merged, reach_of, without
from holdfast.core.interval import Interval
from holdfast.core.tenant import Tenant
from holdfast.testing.builders import at, span
from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.records import Reservation
from tests.calendars.calcom_salon import World, a_salon, entry, perm

DAY = span("2026-11-27 00:00", "2026-11-28 00:00")
MINUTE = timedelta(minutes=1)


def type_of(tenant: Tenant, service_key: str, staff: str, segment: int = 1) -> int:
    """The id of an event type."""
    wanted = (service_key, segment, staff)
    return next(one.id for one in tenant.event_types if (one.service, one.segment, one.staff) == wanted)


async def test_hours_outside_the_calendars_own_are_absences() -> None:
    world = World()
    away = await world.calendar.absences(["staff:mia"], DAY)
    assert away == {
        "staff:mia": (span("2026-11-27 00:00", "2026-11-27 09:00"), span("2026-11-27 18:00", "2026-11-28 00:00"))
    }


async def test_bookings_are_no_absences_ours_or_not() -> None:
    world = World()
    await world.calendar.create(perm())
    cut = type_of(world.tenant, "schnitt", "mia")
    book_foreign(world.model, cut, at("2026-11-27 14:10"), world.clock.now(), minutes=25)
    assert await world.calendar.absences(["staff:mia"], span("2026-11-27 09:00", "2026-11-27 18:00")) == {
        "staff:mia": ()
    }


async def test_a_day_off_in_the_calendar_is_an_absence_of_that_person_alone() -> None:
    world = World()
    emma = next(user for user in world.model.ledger.users.values() if user.username == "emma")
    assert emma.default_schedule is not None
    del world.model.ledger.schedules[emma.default_schedule]
    hours = span("2026-11-27 09:00", "2026-11-27 18:00")
    away = await world.calendar.absences(["staff:mia", "staff:emma"], hours)
    assert away["staff:mia"] == ()
    assert away["staff:emma"] == (hours,)


async def test_today_nothing_before_now_is_called_an_absence() -> None:
    world = World()
    away = await world.calendar.absences(["staff:mia"], span("2026-11-24 09:00", "2026-11-24 18:00"))
    assert away == {"staff:mia": ()}


async def test_whoever_has_only_coarse_event_types_is_left_out() -> None:
    world = World()
    types = world.model.ledger.event_types
    types.update({number: replace(one, slot_interval=None, minutes=60) for number, one in types.items()})
    assert await world.calendar.absences(["staff:mia"], DAY) == {}


async def test_with_reservations_nothing_can_be_told() -> None:
    world = World(a_salon({"reservations": True}))
    assert await world.calendar.absences(["staff:mia"], DAY) == {}


async def test_slots_that_cannot_be_read_are_a_fault() -> None:
    world = World()
    await world.calendar.absences(["staff:mia"], DAY)
    world.faults.add(Fault.OUTAGE, verb="slots", seconds=5.0)
    with pytest.raises(Exception, match="no answer"):
        await world.calendar.absences(["staff:mia"], DAY)


async def test_reservations_only_when_wanted_and_never_in_a_listing() -> None:
    plain, wanting = World(), World(a_salon({"reservations": True}))
    assert await plain.calendar.reserve([entry()]) == ()
    uids = await wanting.calendar.reserve(perm(), minutes=7)
    assert len([uid for uid in uids if uid]) == 4
    kept = list(wanting.model.ledger.reservations.values())
    assert all(isinstance(one, Reservation) for one in kept)
    assert {one.until - wanting.clock.now() for one in kept} == {timedelta(minutes=7)}
    assert (await wanting.calendar.list_entries(["staff:mia"], DAY)).entries == ()
    assert await wanting.calendar.reserve(perm()) == [None] * 4
    assert await wanting.calendar.release([uid for uid in uids if uid]) == list(uids)
    assert not wanting.model.ledger.reservations


EIGHT = at("2026-11-27 08:00")
SPANS = st.lists(st.tuples(st.integers(0, 140), st.integers(1, 40)), max_size=5)


def cells_of(pairs: list[tuple[int, int]]) -> list[Interval]:
    """Spans on the five minutes, counted from eight o'clock."""
    return merged(Interval(EIGHT + 5 * a * MINUTE, EIGHT + 5 * (a + n) * MINUTE) for a, n in pairs)


def slots_in(free: list[Interval], probe: Probe, origin: datetime) -> list[Interval]:
    """Every place on the grid where a slot fits."""
    found = []
    for gap in free:
        steps = -((origin - gap.start) // probe.step) if gap.start > origin else 0
        start = origin + steps * probe.step
        while start + probe.length <= gap.end:
            if start >= gap.start:
                found.append(Interval(start, start + probe.length))
            start += probe.step
    return found


@given(
    closed=SPANS, booked=SPANS, sizes=st.sampled_from([(5, 5), (10, 5), (10, 10), (15, 15), (30, 10), (50, 15)]),
    shift=st.sampled_from([0, 5, 10]),
)  # fmt: skip
def test_nothing_free_is_ever_called_an_absence(
    closed: list[tuple[int, int]], booked: list[tuple[int, int]], sizes: tuple[int, int], shift: int
) -> None:
    probe = Probe(sizes[0] * MINUTE, sizes[1] * MINUTE, timedelta())
    wanted = Interval(EIGHT, EIGHT + timedelta(hours=12))
    wide = reach_of(wanted, probe)
    busy, shut = cells_of(booked), cells_of(closed)
    free = without(wide, [*busy, *shut])
    slots = slots_in(free, probe, wide.start + shift * MINUTE)
    found = absences_in(wanted, slots, busy, probe, EIGHT - timedelta(days=1))
    sure = probe.length + probe.step - 5 * MINUTE
    for absence in found:
        assert wanted.contains(absence)
        assert not any(absence.overlaps(one) for one in free if one.length >= sure), (absence, free)
        assert not any(absence.overlaps(one) for one in busy)


@given(closed=SPANS, booked=SPANS)
def test_a_fine_probe_finds_every_absence_that_is_long_enough(
    closed: list[tuple[int, int]], booked: list[tuple[int, int]]
) -> None:
    probe = Probe(5 * MINUTE, 5 * MINUTE, timedelta())
    wanted = Interval(EIGHT, EIGHT + timedelta(hours=12))
    wide = reach_of(wanted, probe)
    busy, shut = cells_of(booked), cells_of(closed)
    slots = slots_in(without(wide, [*busy, *shut]), probe, wide.start)
    found = absences_in(wanted, slots, busy, probe, EIGHT - timedelta(days=1))
    for one in shut:
        for left in without(one, busy):
            core = Interval(left.start + 5 * MINUTE, left.end - 5 * MINUTE) if left.length > 10 * MINUTE else None
            if core is not None and wanted.contains(core):
                assert any(absence.contains(core) for absence in found), (core, found)
