"""The mirror is read ahead: when a call begins, so that the first question about a time needs no network."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from holdfast.testing.calcom import Fault
from tests.scenarios.bad_luck import FRIDAY_TEN, PERM, open_salon
from tests.scenarios.conftest import Phone
from tests.scenarios.outside import Outside, open_outside
from tests.scenarios.test_reservations import behind

AFTER_NEXT = {**PERM, "date": "11. Dezember"}


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def rings(phone: Phone) -> None:
    """The inbound webhook, before anybody speaks."""
    ringing = {name: phone.envelope()[name] for name in ("call_id", "from_number", "to_number", "agent_id")}
    sent = await phone.door.send("/retell/inbound", {"event": "call_inbound", "call_inbound": ringing})
    assert sent.json()["call_inbound"]["dynamic_variables"]["salon_name"] == "Salon Lindenhof"


async def starts(phone: Phone) -> None:
    """The event that the call has begun."""
    assert (await phone.event("call_started")).status_code == 204


async def asks_for_context(phone: Phone) -> None:
    """What an agent asks first."""
    assert (await phone.tool("get_context"))["state"] == "info"


async def asks_for_services(phone: Phone) -> None:
    """The other one."""
    assert (await phone.tool("list_services"))["state"] == "info"


async def failed(salon: Outside) -> list[dict[str, Any]]:
    """The requests to the calendar that stand on the timelines without an answer."""
    return [one for one in await salon.exchanges() if one["error"]]


def readings(salon: Outside) -> int:
    """How often the next days were read: each time the absences of all three are asked for, in one request each."""
    asked = salon.asked("slots")
    assert asked % 3 == 0
    return asked // 3


@pytest.mark.parametrize("beginning", [rings, starts, asks_for_context, asks_for_services])
async def test_the_first_question_needs_no_network(salon: Outside, beginning: Any) -> None:
    phone = salon.phone()
    await beginning(phone)
    await behind(salon)
    assert readings(salon) > 0
    asked = len(salon.fake.log)
    offer = await phone.tool("check_availability", **PERM)
    assert (offer["state"], offer["at"], len(salon.fake.log)) == ("held", FRIDAY_TEN, asked)


async def test_what_others_have_is_known_from_it(salon: Outside) -> None:
    salon.somebody_books(salon.event_type(1, service="herrenhaarschnitt"), at_ten(salon), 30)
    phone = salon.phone()
    await starts(phone)
    await behind(salon)
    refused = await phone.tool("check_availability", **PERM)
    assert (refused["state"], refused["reason"]) == ("refused", "slot_taken")


def at_ten(salon: Outside) -> Any:
    """Ten o'clock on Friday, as an instant."""
    now = salon.door.clock.now()
    return now.replace(day=27, hour=9, minute=0, second=0, microsecond=0)


async def test_many_beginnings_are_one_reading_until_it_is_too_old(salon: Outside) -> None:
    for number in ("+4915112345678", "+4915155555555"):
        phone = salon.phone(number)
        await rings(phone)
        await starts(phone)
        await asks_for_context(phone)
    await behind(salon)
    asked = len(salon.fake.log)
    assert readings(salon) == 1
    await asks_for_context(salon.phone())
    await behind(salon)
    assert len(salon.fake.log) == asked
    salon.door.wait(61)
    await asks_for_context(salon.phone())
    await behind(salon)
    assert readings(salon) == 2


async def test_a_question_that_comes_at_once_waits_for_it_and_reads_nothing_twice(salon: Outside) -> None:
    phone = salon.phone()
    await starts(phone)
    assert salon.application.desk.errands, "it is still being read"
    offer = await phone.tool("check_availability", **PERM)
    assert (offer["state"], readings(salon)) == ("held", 1)


async def test_beyond_the_next_days_the_question_reads_for_itself(salon: Outside) -> None:
    phone = salon.phone()
    await starts(phone)
    await behind(salon)
    asked = salon.asked("list")
    assert (await phone.tool("check_availability", **AFTER_NEXT))["state"] == "held"
    assert salon.asked("list") > asked


async def test_a_calendar_that_is_down_is_asked_once_and_nobody_hears_of_it(salon: Outside) -> None:
    salon.goes_wrong(Fault.OUTAGE, seconds=30)
    phone = salon.phone()
    await rings(phone)
    await behind(salon)
    before = len(await failed(salon))
    await starts(phone)
    await asks_for_context(phone)
    await behind(salon)
    assert len(await failed(salon)) == before > 0, "it stands on the timeline, and was not tried again"
    salon.door.wait(31)
    assert (await phone.tool("check_availability", **PERM))["state"] == "held", "the question reads for itself"


async def test_a_slow_calendar_delays_no_greeting(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_BEFORE, seconds=20, times=0)
    loop = asyncio.get_running_loop()
    phone, began = salon.phone(), loop.time()
    await rings(phone)
    await asks_for_context(phone)
    assert loop.time() - began < 0.9, "a second of the fake is a twentieth here: it takes at least one whole second"
    assert salon.application.desk.errands


async def test_our_own_calendar_is_never_read_ahead(database_url: str) -> None:
    salon = await open_salon(database_url)
    phone = salon.phone()
    await phone.event("call_started")
    await phone.tool("get_context")
    assert salon.application.desk.errands == {}
    await salon.close()
