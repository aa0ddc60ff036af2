"""The incident that this project was born from: the calendar takes eleven seconds, the platform loses patience and
sends the booking again, and the second run meets the first one's bookings. Nobody may be told "vergeben" about their
own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.playing import UnluckyCalcom
from tests.scenarios.bad_luck import FRIDAY_TEN, OTHER_CALLER
from tests.scenarios.conftest import Phone
from tests.scenarios.outside import SCALE, Outside, open_outside

CALENDAR_SECONDS = 11.0
PLATFORM_LIMIT = 3.0
"""When the platform stops waiting and sends the same call again."""
ASKED = {"dienstleistung": "Dauerwelle", "datum": "Freitag", "uhrzeit": "zehn Uhr", "mitarbeiter": "Felix"}
SPANS = [("09:00", "09:50"), ("10:05", "10:10"), ("10:20", "10:35"), ("10:35", "11:15")]  # In UTC, without the gaps.


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def offered(salon: Outside, phone: Phone) -> dict[str, str]:
    """The check of the incident, under the names of that agent's tools."""
    offer = await phone.tool("check_availability_v17", **ASKED)
    assert (offer["state"], offer["at"]) == ("held", FRIDAY_TEN)
    await salon.hurry()
    return {"slot_id": offer["options"][0]["slot_id"], "name": "Ada Beispiel"}


async def sent_twice(phone: Phone, again: Phone, args: dict[str, str]) -> list[dict[str, str]]:
    """What the platform does with its time limit: the first answer is no longer waited for, but it comes all the
    same; the second is what the agent hears."""
    first = asyncio.create_task(phone.tool("start_booking", **args))
    await asyncio.sleep(PLATFORM_LIMIT / SCALE)
    second = await again.tool("start_booking", **args)
    return [await first, second]


async def stands_once(salon: Outside) -> None:
    """One visit, four bookings, found by their uid, and nobody ever heard that anything was taken."""
    assert await salon.visits() == [("confirmed", "present")]
    bookings = salon.ours()
    assert [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in bookings] == SPANS
    assert salon.bookings() == bookings
    stored = [row.uid for row in await salon.segments()]
    assert stored == [one.uid for one in bookings]
    assert not {str(one.id) for one in bookings} & set(stored), "a numeric id finds nothing"
    assert not [say for say in await salon.spoken() if "vergeben" in say or "nicht mehr frei" in say]


SLOWNESS = [Fault.DELAY_BEFORE, Fault.DELAY_BETWEEN, Fault.DELAY_AFTER]


@pytest.mark.parametrize("slowness", SLOWNESS)
async def test_the_incident(salon: Outside, slowness: Fault) -> None:
    salon.goes_wrong(slowness, verb="create", seconds=CALENDAR_SECONDS, times=0)
    phone = salon.phone()
    answers = await sent_twice(phone, phone, await offered(salon, phone))
    assert {answer["state"] for answer in answers} <= {"pending", "confirmed"}
    assert len({answer["ref"] for answer in answers}) == 1
    await salon.settle()
    status = await phone.tool("booking_status")
    assert (status["state"], status["ref"], status["at"]) == ("confirmed", answers[0]["ref"], FRIDAY_TEN)
    assert "fest eingetragen" in status["say"]
    assert salon.asked("create") == 4, "nothing was created a second time"
    await stands_once(salon)
    assert await salon.open_tasks() == [], "the caller has heard it"


@pytest.mark.parametrize("slowness", SLOWNESS)
async def test_before_it_was_seen_nobody_hears_that_it_is_fixed(salon: Outside, slowness: Fault) -> None:
    salon.goes_wrong(slowness, verb="create", seconds=CALENDAR_SECONDS, times=0)
    phone = salon.phone()
    args = await offered(salon, phone)
    salon.goes_wrong(Fault.OUTAGE, verb="list", seconds=5, status=503)
    answers = await sent_twice(phone, phone, args)
    status = await phone.tool("booking_status")
    assert [answer["state"] for answer in (*answers, status)] == ["pending"] * 3
    assert not [say for say in await salon.spoken() if "fest eingetragen" in say]
    assert await salon.open_tasks() == ["follow_up"], "who hangs up now is called back"
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    await stands_once(salon)


async def test_the_second_send_reaches_another_process(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_BETWEEN, verb="create", seconds=CALENDAR_SECONDS, times=0)
    phone, other = salon.phone(), await salon.another()
    answers = await sent_twice(phone, Phone(other.door, phone.call_id), await offered(salon, phone))
    assert {answer["state"] for answer in answers} <= {"pending", "confirmed"}
    assert len({answer["ref"] for answer in answers}) == 1
    await salon.settle()
    await other.settle()
    assert (await Phone(other.door, phone.call_id).tool("booking_status"))["state"] == "confirmed"
    assert salon.asked("create") == 4
    await stands_once(salon)


async def test_the_platform_cuts_its_first_request_off(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_AFTER, verb="create", seconds=CALENDAR_SECONDS, times=0)
    phone = salon.phone()
    args = await offered(salon, phone)
    first = asyncio.create_task(phone.tool("start_booking", **args))
    await asyncio.sleep(PLATFORM_LIMIT / SCALE)
    first.cancel()
    answer = await phone.tool("start_booking", **args)
    assert answer["state"] in ("pending", "confirmed")
    await salon.settle()
    assert salon.asked("create") == 4
    await stands_once(salon)


async def test_whoever_comes_after_everything_stood_meets_it_as_the_callers_own(salon: Outside) -> None:
    """The second run of the incident: four bookings stand there, and they are ours."""
    phone = salon.phone()
    args = await offered(salon, phone)
    await salon.take_time()
    first = await phone.tool("start_booking", **args)
    assert first["state"] == "confirmed"
    again = await phone.tool("start_booking", **ASKED, name="Ada Beispiel")
    assert (again["state"], again["ref"]) == ("confirmed", first["ref"])
    checked = await phone.tool("check_availability_v17", **ASKED)
    assert (checked["state"], checked["reason"], checked["ref"]) == ("confirmed", "already_yours", first["ref"])
    later = await salon.phone().tool("check_availability_v17", **ASKED)
    assert (later["state"], later["reason"], later["ref"]) == ("confirmed", "already_yours", first["ref"])
    assert salon.asked("create") == 4
    await stands_once(salon)


async def test_another_caller_hears_the_truth_about_the_same_time(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_BETWEEN, verb="create", seconds=CALENDAR_SECONDS, times=0)
    phone, other = salon.phone(), salon.phone(OTHER_CALLER)
    await sent_twice(phone, phone, await offered(salon, phone))
    await salon.take_time()
    refused = await other.tool("check_availability_v17", **ASKED)
    assert (refused["state"], refused["reason"]) == ("refused", "slot_taken")
    assert refused["options"]
    await salon.settle()


async def test_every_exchange_stands_on_the_timeline(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_AFTER, verb="create", seconds=CALENDAR_SECONDS, times=0)
    phone = salon.phone()
    await sent_twice(phone, phone, await offered(salon, phone))
    await salon.settle()
    told, served = Counter(map(_target, await salon.exchanges())), Counter(_served(salon.fake))
    assert not served - told, "whatever the calendar served; a reading that two waited for is told of both"
    assert (told["POST", "/v2/bookings"], served["POST", "/v2/bookings"]) == (4, 4)
    creates = [one for one in await salon.exchanges() if one["verb"] == "create"]
    assert [one["error"] is not None for one in creates] == [True] * 4, "nobody got an answer in time"
    kinds = [row.kind for row in await salon.read("SELECT kind FROM timeline ORDER BY id")]
    assert kinds.index("attempt") < kinds.index("calendar_exchange", kinds.index("attempt"))
    assert "visit_confirmed" in kinds


def _target(exchange: dict[str, Any]) -> tuple[str, str]:
    return (exchange["method"], exchange["path"])


def _served(fake: UnluckyCalcom) -> list[tuple[str, str]]:
    return [(one.request.method, one.request.path) for one in fake.log]


async def test_four_segments_fit_the_callers_patience(salon: Outside) -> None:
    """Seven hundred milliseconds for every request: what can go side by side does, so that only waves count."""
    waves = Waves()
    phone = salon.phone()
    args = await salon.offer(phone)
    salon.transport.driver.sleep = waves.sleep
    salon.fake.latency = 0.7
    answer = await phone.tool("start_booking", **args)
    assert answer["state"] == "confirmed"
    assert waves.most == 4, "the four creates are under way at the same time"
    assert waves.begun <= 2, "one wave of creates, one look"
    assert waves.begun * salon.fake.latency < 4.0 - 0.3


class Waves:
    """Counts how often the calendar went from idle to busy: requests one after another, whatever runs beside them."""

    def __init__(self) -> None:
        self.begun = self.now = self.most = 0

    async def sleep(self, seconds: float) -> None:
        self.begun += self.now == 0
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(seconds / SCALE)
        self.now -= 1
