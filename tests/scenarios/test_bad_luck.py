"""Bad luck with the calendar: lost answers, late effects, refusals in the middle, silence. Told is what was seen."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from holdfast.core.refusals import Reason
from holdfast.testing.faulty_calendar import Fault
from tests.scenarios.bad_luck import CUT, FRIDAY_TEN, OTHER_CALLER, PERM, Salon, open_salon


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


async def test_confirmed_is_never_said_of_what_was_not_seen(salon: Salon) -> None:
    salon.faults.spoil("list_entries", Fault.UNREADABLE, times=3)
    phone = salon.phone()
    answer = await salon.book(phone)
    assert (answer["state"], answer["at"]) == ("pending", FRIDAY_TEN)
    assert answer["ref"]
    assert "gebucht" not in answer["say"]
    assert "eingetragen ist" not in answer["say"]
    assert len(await salon.entries()) == 4, "everything stands there, but nobody has seen it"
    assert (await phone.tool("booking_status"))["state"] == "pending"
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    assert salon.faults.happened[Fault.UNREADABLE] == 3
    await salon.agrees()


async def test_an_incomplete_listing_proves_nothing(salon: Salon) -> None:
    salon.faults.spoil("list_entries", Fault.INCOMPLETE, times=4)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    await salon.settle()
    assert salon.faults.count("create") == 1, "an incomplete listing is no reason to create again"
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    await salon.agrees()


async def test_a_lost_answer_is_looked_up_and_found(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.LOST_ANSWER, times=4)
    answer = await salon.book(salon.phone())
    assert answer["state"] == "confirmed"
    assert [host for host, _ in await salon.entries()] == ["staff:felix"] * 4
    assert salon.faults.count("create") == 1
    assert salon.faults.happened[Fault.LOST_ANSWER] == 4
    await salon.agrees()


async def test_a_lost_request_is_sent_again_only_after_two_looks(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.LOST_REQUEST, segment=2)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    assert len(await salon.entries()) == 3
    salon.door.wait(5)
    await salon.work()
    assert salon.faults.count("create") == 1, "a late effect could still come: not before it has settled"
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    assert len(await salon.entries()) == 4
    await salon.agrees()


async def test_an_effect_that_comes_late_is_found_and_not_doubled(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.LATE, times=4, looks=1)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    assert await salon.entries() == []
    await salon.settle()
    assert len(await salon.entries()) == 4
    assert salon.faults.count("create") == 1
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    await salon.agrees()


async def test_what_was_surely_not_sent_is_sent_again(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.NOT_SENT, times=4)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    await salon.agrees()


@pytest.mark.parametrize("slowness", [Fault.SLOW_BEFORE, Fault.SLOW_AFTER])
async def test_a_slow_calendar_is_told_as_pending_and_finished_behind_the_answer(salon: Salon, slowness: Fault) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", slowness, segment=1, gate=gate)
    phone = salon.phone()
    begun = asyncio.get_running_loop().time()
    answer = await salon.book(phone)
    assert asyncio.get_running_loop().time() - begun < 2.0, "within the budget, whatever the calendar does"
    assert (answer["state"], answer["retry"]) == ("pending", "no")
    assert answer["ref"]
    assert await salon.open_tasks() == ["follow_up"], "on record before anything is said (R3)"
    gate.set()
    await salon.settle()
    status = await phone.tool("booking_status")
    assert (status["state"], status["ref"]) == ("confirmed", answer["ref"])
    assert await salon.open_tasks() == [], "the caller has heard it now"
    assert len(await salon.entries()) == 4
    await salon.agrees()


async def test_a_repeat_during_a_slow_create_joins_and_is_never_told_taken(salon: Salon) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    phone = salon.phone()
    offer = await phone.tool("check_availability", **PERM)
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    first = await phone.tool("book", **args)
    repeats = [
        await phone.tool("book", **args),
        await phone.tool("book", **PERM, customer_name="Ada Beispiel"),
        await salon.phone().tool("book", **PERM, customer_name="Ada Beispiel"),
    ]
    assert {(answer["state"], answer["ref"]) for answer in repeats} == {("pending", first["ref"])}
    checked = await phone.tool("check_availability", **PERM)
    assert (checked["state"], checked["reason"], checked["ref"]) == ("pending", "already_yours", first["ref"])
    gate.set()
    waiting = asyncio.create_task(phone.tool("book", **args))
    assert ((await waiting)["state"], first["state"]) == ("confirmed", "pending")
    await salon.settle()
    assert salon.faults.count("create") == 1
    await salon.agrees()


async def test_one_certain_refusal_undoes_all_and_offers_what_is_held_by_then(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.TAKEN, segment=3)
    phone, other = salon.phone(), salon.phone(OTHER_CALLER)
    answer = await salon.book(phone)
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")
    assert 1 <= len(answer["options"]) <= 3
    await salon.settle()
    assert await salon.entries() == [], "nothing of ours remains"
    assert (await salon.read("SELECT state FROM visit"))[0].state == "undone"
    await salon.agrees()
    salon.faults.heal()  # Whoever was in the way of the third segment is not in the way of what is offered instead.
    first = answer["options"][0]
    taken = await other.tool("check_availability", **{**PERM, "time": first["at"][11:16], "date": first["at"][:10]})
    assert (taken["state"], taken["reason"]) == ("refused", "held_by_other")
    booked = await phone.tool("book", slot_id=first["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    freed = await other.tool("check_availability", **PERM)
    assert freed["state"] in ("held", "refused")
    await salon.agrees()


@pytest.mark.parametrize("reason", [Reason.CLOSED, Reason.TOO_SHORT_NOTICE, Reason.CALENDAR_UNREACHABLE])
async def test_a_refusal_is_told_with_the_reason_of_the_calendar(salon: Salon, reason: Reason) -> None:
    salon.faults.spoil("create", Fault.REFUSED, reason=reason)
    answer = await salon.book(salon.phone(), **CUT)
    assert (answer["state"], answer["reason"]) == ("refused", reason.value)
    await salon.settle()
    await salon.agrees()


async def test_after_a_refusal_the_same_wish_is_a_new_attempt(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.REFUSED)
    phone = salon.phone()
    assert (await salon.book(phone, **CUT))["state"] == "refused"
    await salon.settle()
    assert (await salon.book(phone, **CUT))["state"] == "confirmed"
    await salon.agrees()


async def test_the_refusal_of_a_retry_is_not_believed(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.LATE, looks=2)
    salon.faults.spoil("create", Fault.REFUSED)
    phone = salon.phone()
    assert (await salon.book(phone, **CUT))["state"] == "pending"
    await salon.settle()
    assert salon.faults.happened[Fault.REFUSED] == 1, "it was asked again, and the calendar said no"
    status = await phone.tool("booking_status")
    assert status["state"] == "confirmed", "our own first attempt was the reason for that no"
    assert len(await salon.entries()) == 1
    await salon.agrees()


async def test_a_lost_answer_and_a_refusal_leave_nothing_behind(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.LOST_ANSWER, segment=1)
    salon.faults.spoil("create", Fault.LATE, segment=2, looks=1)
    salon.faults.spoil("create", Fault.TAKEN, segment=4)
    answer = await salon.book(salon.phone())
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")
    await salon.settle()
    assert await salon.entries() == []
    await salon.agrees()


async def test_an_undoing_that_gets_lost_is_tried_until_nothing_stands(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.REFUSED, segment=4)
    salon.faults.spoil("cancel", Fault.LOST_REQUEST, segment=1)
    salon.faults.spoil("cancel", Fault.NOT_SENT, segment=2, times=2)
    salon.faults.spoil("cancel", Fault.REFUSED, segment=3)
    assert (await salon.book(salon.phone()))["state"] == "refused"
    assert await salon.entries(), "not gone yet"
    await salon.settle()
    assert await salon.entries() == []
    await salon.agrees()


async def test_cancelling_a_pending_visit_is_stored_and_done_when_it_rests(salon: Salon) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    phone = salon.phone()
    booked = await salon.book(phone)
    gone = await phone.tool("cancel")
    assert (gone["state"], gone["ref"]) == ("pending", booked["ref"])
    assert "storniert ist" not in gone["say"]
    gate.set()
    await salon.settle()
    status = await phone.tool("cancel")
    assert (status["state"], status["ref"]) == ("cancelled", booked["ref"])
    assert await salon.entries() == []
    assert await salon.open_tasks() == []
    await salon.agrees()


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.NOT_SENT, Fault.LATE])
async def test_a_cancel_that_gets_lost_is_told_only_when_nothing_stands(salon: Salon, fault: Fault) -> None:
    phone = salon.phone()
    booked = await salon.book(phone)
    salon.faults.spoil("cancel", fault, segment=2)
    gone = await phone.tool("cancel")
    assert (gone["state"], gone["ref"]) == ("pending", booked["ref"])
    await salon.settle()
    assert (await phone.tool("booking_status", ref=booked["ref"]))["state"] == "cancelled"
    assert await salon.entries() == []
    await salon.agrees()
    freed = await salon.phone(OTHER_CALLER).tool("check_availability", **PERM)
    assert freed["state"] == "held"
