"""A calendar's list of changes: read on its own clock, each change once, and none lost however many there are."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from holdfast.actions.reconcile_due import CHANGES_OVERLAP, MOST_MARKS, catch_up
from holdfast.core.interval import Interval
from holdfast.store import calendar_state
from holdfast.store.calendar_state import CalendarState
from tests.scenarios.reconciling import CUT, OutsideSalon, open_outside

MINUTE = timedelta(minutes=1)
FAR = {**CUT, "date": "18. Dezember"}


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[OutsideSalon]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


def off_by(salon: OutsideSalon, skew: timedelta) -> None:
    """From now on the calendar's clock is off by so much."""
    clock = salon.door.clock
    salon.calendar.now = lambda: clock.now() + skew


async def changed(salon: OutsideSalon) -> int:
    """Ask for the changes once; on how many days there were some."""
    return await catch_up(salon.application.desk, await salon.tenant_id())


async def known(salon: OutsideSalon) -> CalendarState:
    tenant_id = await salon.tenant_id()
    return await salon.transact(lambda tx: calendar_state.one(tx.of(tenant_id)))


def enter(salon: OutsideSalon, days: int, hour: int = 0) -> None:
    """Somebody enters something, so many days ahead."""
    start = salon.door.clock.now() + timedelta(days=days, hours=hour)
    salon.calendar.put("staff:felix", Interval(start, start + 30 * MINUTE), None, "privat")


@pytest.mark.parametrize("minutes", [-90, -5, 5, 90])
async def test_a_change_is_followed_within_the_time_promised_whatever_the_calendars_clock_says(
    salon: OutsideSalon, minutes: int
) -> None:
    off_by(salon, minutes * MINUTE)
    ref, (entry,) = await salon.booked(FAR)
    await salon.background(180)
    salon.calendar.cancel_by_person(entry.uid)
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


@pytest.mark.parametrize(("before", "after"), [(5, -5), (90, 0), (-5, 5), (0, 90)])
async def test_a_clock_that_is_set_while_we_watch_hides_no_change(salon: OutsideSalon, before: int, after: int) -> None:
    off_by(salon, before * MINUTE)
    ref, (entry,) = await salon.booked(FAR)
    await salon.background(180)
    off_by(salon, after * MINUTE)
    salon.calendar.cancel_by_person(entry.uid)
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


async def test_a_change_is_taken_up_once_and_the_next_one_of_the_same_entry_again(salon: OutsideSalon) -> None:
    enter(salon, 3)
    assert await changed(salon) == 1
    assert await changed(salon) == 0
    salon.door.wait(60)
    assert await changed(salon) == 0, "it is listed once more, and known"
    (entry,) = salon.calendar.standing()
    salon.calendar.cancel_by_person(entry.uid)
    assert await changed(salon) == 1


async def test_of_very_many_changes_at_once_none_is_lost(salon: OutsideSalon) -> None:
    for n in range(1500):
        enter(salon, 1 + n // 50)
    assert await changed(salon) == 30
    salon.door.wait(1)
    enter(salon, 60)
    assert await changed(salon) == 1
    for n in range(1500):
        enter(salon, 61 + n // 50)
    assert await changed(salon) == 30
    assert len((await known(salon)).changes_seen) == MOST_MARKS


async def test_a_change_that_shows_late_is_seen_all_the_same(salon: OutsideSalon) -> None:
    enter(salon, 3)
    (late,) = salon.calendar.standing()
    del salon.calendar.entries[late.uid]
    salon.door.wait(600)
    enter(salon, 4)
    assert await changed(salon) == 1
    salon.calendar.entries[late.uid] = late
    assert await changed(salon) == 1


async def test_it_is_asked_on_from_the_latest_change_and_not_from_our_own_clock(salon: OutsideSalon) -> None:
    asked: list[datetime] = []
    listed = salon.calendar.list_changes

    async def noted(since: datetime) -> object:
        asked.append(since)
        return await listed(since)

    salon.calendar.list_changes = noted  # type: ignore[assignment,method-assign]
    off_by(salon, -7 * MINUTE)
    enter(salon, 3)
    changed_at = salon.calendar.now()
    await changed(salon)
    salon.door.wait(3600)
    await changed(salon)
    await changed(salon)
    assert asked[1:] == [changed_at - CHANGES_OVERLAP] * 2


async def test_an_absurd_date_does_not_hide_what_comes_after_it(salon: OutsideSalon) -> None:
    off_by(salon, timedelta(days=400))
    enter(salon, 3)
    assert await changed(salon) == 1
    off_by(salon, timedelta(0))
    enter(salon, 5)
    assert await changed(salon) == 1
