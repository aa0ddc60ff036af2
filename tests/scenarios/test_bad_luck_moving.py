"""Bad luck while a visit moves: the old time stays the caller's, whole, until all of the new one was seen."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from holdfast.testing.faulty_calendar import Fault
from tests.scenarios.bad_luck import FRIDAY_TEN, OTHER_CALLER, PERM, Salon, open_salon

AT_TWO = "2026-11-27T14:00:00+01:00"
AT_QUARTER_PAST = "2026-11-27T10:15:00+01:00"


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


async def start_of(salon: Salon) -> tuple[str, str]:
    """State and start of the only visit, as the caller hears them."""
    phone = salon.phone()
    status = await phone.tool("booking_status")
    return status["state"], status["at"]


async def test_a_move_refused_in_the_middle_leaves_the_old_visit_standing_whole(salon: Salon) -> None:
    phone = salon.phone()
    booked = await salon.book(phone)
    before = await salon.entries()
    salon.faults.spoil("create", Fault.TAKEN, segment=3)
    moved = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["reason"]) == ("refused", "slot_taken")
    assert moved["options"]
    await salon.settle()
    assert await salon.entries() == before
    status = await phone.tool("booking_status", ref=booked["ref"])
    assert (status["state"], status["at"]) == ("confirmed", FRIDAY_TEN)
    await salon.agrees()


@pytest.mark.parametrize("verb", ["move", "create"])
async def test_after_a_refused_move_another_one_works(salon: Salon, verb: str) -> None:
    phone = salon.phone()
    await salon.book(phone)
    wished = ["10:15", "10:30", "10:45"] if verb == "move" else ["14:00", "15:00", "14:30"]
    for segment, time in zip((2, 4), wished[:2], strict=True):
        salon.faults.spoil(verb, Fault.REFUSED, segment=segment)
        await phone.tool("reschedule", date="Freitag", time=time)
        await salon.settle()
    moved = await phone.tool("reschedule", date="Freitag", time=wished[2])
    assert (moved["state"], moved["at"][11:16]) == ("confirmed", wished[2])
    await salon.settle()
    assert len(await salon.entries()) == 4
    await salon.agrees()


async def test_what_an_earlier_move_brought_here_comes_back_after_a_refused_one(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    await phone.tool("reschedule", date="Freitag", time="10:15")
    before = await salon.entries()
    salon.faults.spoil("move", Fault.REFUSED, segment=1)
    await phone.tool("reschedule", date="Freitag", time="10:30")
    await salon.settle()
    assert await salon.entries() == before
    assert await start_of(salon) == ("confirmed", AT_QUARTER_PAST)
    await salon.agrees()


async def test_a_move_by_a_quarter_refused_in_the_middle_brings_back_what_was_moved(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    await salon.settle()  # On a slow machine the booking goes on behind its answer.
    before = await salon.entries()
    salon.faults.spoil("move", Fault.REFUSED, segment=2)
    moved = await phone.tool("reschedule", date="Freitag", time="10:15")
    assert moved["state"] in ("refused", "pending")
    await salon.settle()
    assert await salon.entries() == before
    assert await start_of(salon) == ("confirmed", FRIDAY_TEN)
    await salon.agrees()


@pytest.mark.parametrize("late", [Fault.LATE, Fault.LOST_ANSWER, Fault.LOST_REQUEST])
@pytest.mark.parametrize("segment", [1, 4])
async def test_an_unknown_move_beside_a_refused_one_is_waited_for_before_anything_is_brought_back(
    salon: Salon, late: Fault, segment: int
) -> None:
    await salon.book(salon.phone())
    before = await salon.entries()
    salon.faults.spoil("move", late, segment=segment, looks=1)
    salon.faults.spoil("move", Fault.REFUSED, segment=2)
    salon.faults.spoil("list_entries", Fault.UNREADABLE)
    await salon.phone().tool("reschedule", date="Freitag", time="10:15")
    await salon.settle()
    assert await salon.entries() == before
    assert await start_of(salon) == ("confirmed", FRIDAY_TEN)
    await salon.agrees()


@pytest.mark.parametrize("verb", ["move", "create"])
@pytest.mark.parametrize("fault", [Fault.LATE, Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.NOT_SENT])
async def test_a_move_that_gets_lost_arrives_all_the_same(salon: Salon, verb: str, fault: Fault) -> None:
    phone = salon.phone()
    await salon.book(phone)
    new = AT_QUARTER_PAST if verb == "move" else AT_TWO
    salon.faults.spoil(verb, fault, segment=2)
    moved = await phone.tool("reschedule", date="Freitag", time=new[11:16])
    assert moved["state"] in ("pending", "confirmed")
    await salon.settle()
    assert await start_of(salon) == ("confirmed", new)
    assert len(await salon.entries()) == 4
    await salon.agrees()


async def test_a_pending_visit_can_be_moved_and_goes_there_once_it_stands(salon: Salon) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    phone = salon.phone()
    booked = await salon.book(phone)
    moved = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["ref"], moved["at"]) == ("pending", booked["ref"], AT_TWO)
    again = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (again["state"], again["at"]) == ("pending", AT_TWO)
    gate.set()
    await salon.settle()
    assert await start_of(salon) == ("confirmed", AT_TWO)
    assert len(await salon.entries()) == 4
    await salon.agrees()
    freed = await salon.phone(OTHER_CALLER).tool("check_availability", **PERM)
    assert freed["state"] == "held"


async def test_a_pending_visit_that_is_refused_takes_its_move_with_it(salon: Salon) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    salon.faults.spoil("create", Fault.REFUSED, segment=2)
    phone = salon.phone()
    await salon.book(phone)
    await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    gate.set()
    await salon.settle()
    assert await salon.entries() == []
    assert (await phone.tool("booking_status"))["state"] == "cancelled"
    await salon.agrees()


async def test_cancelling_in_the_middle_of_a_move_leaves_nothing(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    gate = asyncio.Event()
    salon.faults.spoil("move", Fault.SLOW_AFTER, segment=2, gate=gate)
    moved = await phone.tool("reschedule", date="Freitag", time="10:15")
    assert moved["state"] == "pending"
    assert (await phone.tool("cancel"))["state"] == "pending"
    gate.set()
    await salon.settle()
    assert await salon.entries() == []
    assert (await phone.tool("cancel"))["state"] == "cancelled"
    await salon.agrees()


async def test_moving_back_waits_until_the_first_move_has_left_nothing_behind(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    salon.faults.spoil("cancel", Fault.NOT_SENT, times=40)
    moved = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["at"]) == ("confirmed", AT_TWO)
    back = await phone.tool("reschedule", date="Freitag", time="zehn Uhr")
    assert (back["state"], back["at"]) == ("pending", FRIDAY_TEN)
    salon.door.wait(1)
    await salon.work()
    salon.faults.heal()
    await salon.settle()
    assert await start_of(salon) == ("confirmed", FRIDAY_TEN)
    assert len(await salon.entries()) == 4
    await salon.agrees()


async def test_cancelling_right_after_a_move_frees_the_old_time_as_well(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    salon.faults.spoil("cancel", Fault.NOT_SENT, times=8)
    await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (await phone.tool("cancel"))["state"] == "pending"
    await salon.settle()
    assert await salon.entries() == []
    await salon.agrees()
    freed = await salon.phone(OTHER_CALLER).tool("check_availability", **PERM)
    assert freed["state"] == "held"


async def test_a_second_move_while_the_first_is_under_way_never_says_more_than_is_so(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    second = await phone.tool("reschedule", date="Freitag", time="fünfzehn Uhr")
    assert second["state"] == "pending"
    gate.set()
    await salon.settle()
    state, at = await start_of(salon)
    assert (state, at) == ("confirmed", second["at"])
    await salon.agrees()


async def test_another_name_in_the_diary_survives_a_lost_answer(salon: Salon) -> None:
    phone = salon.phone()
    offer = await phone.tool("check_availability", **PERM)
    slot = offer["options"][0]["slot_id"]
    await phone.tool("book", slot_id=slot, customer_name="Ada Beispiel")
    salon.faults.spoil("move", Fault.LOST_ANSWER, segment=1)
    amended = await phone.tool("book", slot_id=slot, customer_name="Bruno Beispiel")
    assert amended["state"] in ("confirmed", "pending")
    await salon.settle()
    assert [title for _, title in await salon.entries() if "B. Beispiel" not in title] == []
    await salon.agrees()
