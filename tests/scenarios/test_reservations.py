"""Reservations: what is held for a caller is hidden on the salon's own Cal.com page, as advice that locks nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from holdfast.actions.reserve import release_ended
from holdfast.entry.worker import Worker
from holdfast.store import rate_budgets
from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.records import Reservation
from tests.scenarios.bad_luck import PERM
from tests.scenarios.outside import SALON_TEXT, Outside, open_outside

TEXT = SALON_TEXT.replace('kind = "calcom"\n', 'kind = "calcom"\nreservations = true\n')
LATER = {**PERM, "time": "vierzehn Uhr"}


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url, text=TEXT)
    yield opened
    await opened.close()


def hidden(salon: Outside) -> list[Reservation]:
    """What the calendar hides, by start."""
    now = salon.door.clock.now()
    return sorted(
        (one for one in salon.fake.model.ledger.reservations.values() if one.until > now), key=lambda one: one.start
    )


async def behind(salon: Outside) -> None:
    """Everything that goes on behind the answers, to its end."""
    errands = salon.application.desk.errands
    while errands:
        await asyncio.wait(list(errands))
        await asyncio.sleep(0)


async def give_back(salon: Outside) -> None:
    """A look of the worker at what nobody needs any more, two seconds later."""
    salon.door.wait(2)
    await release_ended(salon.application.desk)
    await behind(salon)


async def on_record(salon: Outside) -> int:
    """How many reservations we know of."""
    return len(await salon.read("SELECT 1 FROM reservation"))


async def test_what_is_held_is_hidden_segment_by_segment_behind_the_answer(salon: Outside) -> None:
    phone = salon.phone()
    await salon.offer(phone)
    assert hidden(salon) == [], "the answer did not wait for it"
    await behind(salon)
    types = [salon.event_type(n) for n in (1, 2, 3, 4)]
    assert [one.event_type for one in hidden(salon)] == types
    assert await on_record(salon) == 4
    until = {one.until - salon.door.clock.now() for one in hidden(salon)}
    assert {span.total_seconds() for span in until} <= {299.993, 300.0}, "as long as the hold, in whole minutes"
    told = [one for one in await salon.exchanges() if one["verb"] == "reserve"]
    assert [one["status"] for one in told] == [201] * 4


async def test_named_again_it_is_hidden_once(salon: Outside) -> None:
    phone = salon.phone()
    await salon.offer(phone)
    await behind(salon)
    await salon.offer(phone)
    await behind(salon)
    assert (len(hidden(salon)), len([one for one in await salon.exchanges() if one["verb"] == "reserve"])) == (4, 4)


async def test_a_salon_that_does_not_want_it_has_none(database_url: str) -> None:
    salon = await open_outside(database_url)
    await salon.offer(salon.phone())
    await behind(salon)
    assert (hidden(salon), await on_record(salon)) == ([], 0)
    await salon.close()


async def test_it_goes_once_the_booking_stands_and_not_before(salon: Outside) -> None:
    phone = salon.phone()
    wish = await salon.offer(phone)
    await behind(salon)
    salon.goes_wrong(Fault.LATE_EFFECT, verb="create", event_type=salon.event_type(3), seconds=8)
    assert (await phone.tool("book", **wish))["state"] == "pending"
    await give_back(salon)
    assert [one.event_type for one in hidden(salon)] == [salon.event_type(3)], "its booking is not there yet"
    await salon.settle()
    await give_back(salon)
    assert (hidden(salon), await on_record(salon), len(salon.ours())) == ([], 0, 4)
    assert (await salon.check()).is_fine


async def test_hanging_up_gives_it_back(salon: Outside) -> None:
    phone = salon.phone()
    await salon.offer(phone)
    await behind(salon)
    await give_back(salon)
    assert len(hidden(salon)) == 4, "it is still held"
    await phone.event("call_ended")
    await Worker(salon.application).round()
    await behind(salon)
    assert (hidden(salon), await on_record(salon)) == ([], 0)
    released = [one for one in await salon.exchanges() if one["verb"] == "release"]
    assert [one["status"] for one in released] == [200] * 4


async def test_what_gave_way_is_given_back_and_what_is_held_stays_hidden(salon: Outside) -> None:
    phone = salon.phone()
    first = await salon.offer(phone)
    await behind(salon)
    await salon.offer(phone, **LATER)
    await behind(salon)
    assert len(hidden(salon)) == 8
    assert (await phone.tool("book", **first))["state"] == "confirmed"
    await give_back(salon)
    assert (hidden(salon), await on_record(salon)) == ([], 0)


async def test_a_hold_that_ended_takes_it_along_and_the_record_is_cleared(salon: Outside) -> None:
    await salon.offer(salon.phone())
    await behind(salon)
    salon.door.wait(400)
    asked = len(salon.fake.log)
    await give_back(salon)
    assert (hidden(salon), await on_record(salon)) == ([], 0)
    assert len(salon.fake.log) == asked, "Cal.com let it end by itself"


async def test_another_process_gives_back_what_one_that_died_had_placed(salon: Outside) -> None:
    phone = salon.phone()
    await salon.offer(phone)
    await behind(salon)
    other = await salon.another()
    await phone.event("call_ended")
    await give_back(other)
    assert (hidden(salon), await on_record(salon)) == ([], 0)


async def test_what_could_not_be_given_back_is_tried_again(salon: Outside) -> None:
    phone = salon.phone()
    await salon.offer(phone)
    await behind(salon)
    await phone.event("call_ended")
    salon.goes_wrong(Fault.OUTAGE, verb="reservation", seconds=20)
    await give_back(salon)
    assert (len(hidden(salon)), await on_record(salon)) == (4, 4)
    salon.door.wait(61)
    await give_back(salon)
    assert (hidden(salon), await on_record(salon)) == ([], 0)


async def test_it_is_never_trusted_and_blocks_nobody_of_ours(salon: Outside) -> None:
    """The hold is what counts: once it is gone, what is still hidden there is offered and booked all the same."""
    phone = salon.phone()
    await salon.offer(phone)
    await behind(salon)
    await phone.event("call_ended")
    salon.door.wait(61)  # The mirror is read anew, with the reservation still standing.
    assert len(hidden(salon)) == 4
    assert (await salon.book(salon.phone("+4915155555555")))["state"] == "confirmed"
    assert len(salon.ours()) == 4
    assert (await salon.check()).is_fine


async def test_a_calendar_that_refuses_or_is_down_costs_nothing(salon: Outside) -> None:
    salon.goes_wrong(Fault.OUTAGE, verb="reservation", seconds=60)
    phone = salon.phone()
    wish = await salon.offer(phone)
    await behind(salon)
    assert (hidden(salon), await on_record(salon)) == ([], 0)
    assert {one["status"] for one in await salon.exchanges() if one["verb"] == "reserve"} == {None}
    assert (await phone.tool("book", **wish))["state"] == "confirmed"


async def test_with_a_short_budget_it_is_left_out(salon: Outside) -> None:
    await salon.offer(salon.phone())  # So that the mirror needs nothing more.
    await behind(salon)
    now = int(salon.door.clock.now().timestamp() * 1000)
    (row,) = await salon.read("SELECT key FROM rate_budget")
    await salon.transact(lambda tx: rate_budgets.take(tx, row.key, 600, now, 500))
    asked = len(salon.fake.log)
    await salon.offer(salon.phone("+4915155555555"), **LATER)
    await behind(salon)
    assert len(salon.fake.log) == asked, "what is left belongs to callers"
    assert len(hidden(salon)) == 4
