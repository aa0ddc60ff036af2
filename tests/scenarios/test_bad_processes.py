"""Bad luck at home: processes that die between record and act, stores that fail, requests that meet themselves."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from holdfast.entry.voice.signature import signed
from holdfast.testing.faulty_calendar import Fault
from tests.scenarios.bad_luck import CUT, FRIDAY_TEN, OTHER_CALLER, PERM, Salon, StoreTrouble, open_salon
from tests.scenarios.conftest import KEY


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def dying(database_url: str, salon: Salon) -> AsyncIterator[Salon]:
    """Another process on the same database, which dies whenever it has put something on record."""
    opened = await open_salon(database_url, salon.door.clock, idle=True)
    yield opened
    await opened.close()


async def test_another_desk_takes_over_what_a_dead_process_left(salon: Salon, dying: Salon) -> None:
    answer = await dying.book(dying.phone())
    assert answer["state"] == "pending"
    await salon.work()
    assert await salon.entries() == [], "the lease still runs: the other one might be at work"
    salon.door.wait(31)
    await salon.settle()
    assert len(await salon.entries()) == 4
    status = await salon.phone().tool("booking_status")
    assert (status["state"], status["ref"]) == ("confirmed", answer["ref"])
    await salon.agrees()


async def test_a_dead_process_left_a_move_and_a_cancel(salon: Salon, dying: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    moved = await dying.phone(call_id=phone.call_id).tool("reschedule", date="Freitag", time="10:30")
    assert moved["state"] == "pending"
    salon.door.wait(31)
    await salon.settle()
    status = await salon.phone().tool("booking_status")
    assert (status["state"], status["at"][11:16]) == ("confirmed", "10:30")
    assert (await dying.phone(call_id=phone.call_id).tool("cancel"))["state"] == "pending"
    salon.door.wait(31)
    await salon.settle()
    assert await salon.entries() == []
    await salon.agrees()


async def test_a_drive_that_outlives_its_lease_meets_its_successor_without_harm(
    salon: Salon, database_url: str
) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=2, gate=gate)
    await salon.book(salon.phone())
    successor = await open_salon(database_url, salon.door.clock)
    salon.door.wait(31)
    await successor.work()
    gate.set()
    await salon.settle()
    await successor.settle()
    await successor.close()
    assert (await salon.phone().tool("booking_status"))["state"] == "confirmed"
    assert len(await salon.entries()) == 4
    await salon.agrees()


@pytest.mark.parametrize("plan", ["before", "after"])
async def test_a_store_that_fails_while_deciding_half_writes_nothing(salon: Salon, plan: str) -> None:
    phone = salon.phone()
    offer = await phone.tool("check_availability", **PERM)
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    salon.door.wait(0.1)
    StoreTrouble(salon.application, [plan]).arm()
    answer = await phone.tool("book", **args)
    assert (answer["state"], answer["reason"], answer["retry"]) == ("pending", "technical", "same")
    assert len(await salon.read("SELECT 1 FROM visit")) == (0 if plan == "before" else 1)
    salon.door.wait(31)
    await salon.settle()
    retried = await phone.tool("book", **args)
    assert retried["state"] == "confirmed"
    assert len(await salon.read("SELECT 1 FROM visit")) == 1
    await salon.settle()
    await salon.agrees()


@pytest.mark.parametrize("steps", range(1, 5))
@pytest.mark.parametrize("fault", ["before", "after"])
async def test_a_store_that_fails_on_the_way_is_made_good_by_the_retry(salon: Salon, steps: int, fault: str) -> None:
    phone = salon.phone()
    offer = await phone.tool("check_availability", **PERM)
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    trouble = StoreTrouble(salon.application, ["ok"] * steps + [fault])
    trouble.arm()
    answer = await phone.tool("book", **args)
    assert answer["state"] in ("confirmed", "pending")
    assert trouble.plan == [], "it did happen"
    salon.door.wait(31)
    await salon.settle()
    retried = await phone.tool("book", **args)
    assert (retried["state"], retried["at"]) == ("confirmed", FRIDAY_TEN)
    assert len(await salon.read("SELECT 1 FROM visit")) == 1
    await salon.agrees()


async def test_a_store_that_fails_for_a_read_is_told_as_a_technical_matter(salon: Salon) -> None:
    phone = salon.phone()
    await phone.tool("list_services")
    StoreTrouble(salon.application, ["before"]).arm()
    answer = await phone.tool("check_availability", **PERM)
    assert (answer["state"], answer["reason"], answer["retry"]) == ("info", "technical", "same")
    assert (await phone.tool("check_availability", **PERM))["state"] == "held"


async def test_a_store_that_is_away_never_ends_in_a_server_error(salon: Salon) -> None:
    phone = salon.phone()
    salon.door.wait(5)
    StoreTrouble(salon.application, ["before"] * 50).arm()
    answer = await phone.tool("check_availability", **PERM)
    assert (answer["state"], answer["reason"]) == ("info", "technical")
    assert (await phone.event("call_started")).status_code == 503, "it is sent again"
    assert (await salon.door.send("/retell/inbound", {"call_inbound": {"call_id": phone.call_id}})).json() == {}
    unknown = await salon.door.http.post("/retell/inbound", content=b'{"call_inbound":{"to_number":"+493012345678"}}')
    assert (unknown.status_code, unknown.json()) == (200, {})


async def test_the_same_bytes_at_the_same_moment_get_the_same_answer(salon: Salon) -> None:
    phone = salon.phone()
    offer = await phone.tool("check_availability", **PERM)
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    for name, given in (("book", args), ("check_availability", CUT)):
        body = json.dumps({"name": name, "args": given, "call": phone.envelope()}).encode()
        headers = {"X-Retell-Signature": signed(body, KEY, int(salon.door.clock.now().timestamp() * 1000))}
        answers = await asyncio.gather(*(salon.door.send_bytes("/retell/tools", body, headers) for _ in range(6)))
        assert len({answer.content for answer in answers}) == 1, [answer.text for answer in answers]
        assert answers[0].json()["state"] in ("confirmed", "held", "refused")
    assert len(await salon.read("SELECT 1 FROM visit")) == 1
    await salon.settle()
    await salon.agrees()


async def test_a_new_call_takes_over_holds_that_overlap_and_end_at_different_times(salon: Salon) -> None:
    first = salon.phone()
    await first.tool("check_availability", **PERM)
    salon.door.wait(0.4)
    await first.tool("check_availability", **{**CUT, "time": "10:15"})
    again = salon.phone()
    checked = await again.tool("check_availability", **PERM)
    assert checked["state"] == "held"
    await salon.agrees()


async def test_two_calls_at_once_for_one_slot_end_with_one_visit_and_a_reason(salon: Salon) -> None:
    first, second = salon.phone(), salon.phone(OTHER_CALLER)
    args = {**CUT, "customer_name": "Ada Beispiel"}
    answers = await asyncio.gather(*(phone.tool("book", **args) for phone in (first, second) for _ in range(3)))
    refused = [answer for answer in answers if answer["state"] == "refused"]
    assert {answer["reason"] for answer in refused} <= {"held_by_other", "slot_taken"}
    booked = [answer for answer in answers if answer["state"] == "confirmed"]
    assert len({answer["ref"] for answer in booked}) <= 1
    await salon.settle()
    await salon.agrees()
