"""Two salons on one installation: neither sees, holds, changes or signs anything of the other."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.app import build
from holdfast.entry.server import build_server
from holdfast.entry.voice.signature import signed
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings
from holdfast.testing.clock import PinnedClock
from tests.scenarios.conftest import KEY, TUESDAY_MORNING, Door, Phone

OTHER_KEY = "key_test_1111"
OTHER_NUMBER = "+493087654321"
WISH = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}


class OtherDoor(Door):
    """The second salon's door, with its own key."""

    async def send(
        self, path: str, message: Any, key: str = OTHER_KEY, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send signed bytes."""
        return await super().send(path, message, key, headers)


@pytest.fixture
async def doors(database_url: str) -> AsyncIterator[tuple[Door, Door]]:
    clock = PinnedClock(TUESDAY_MORNING)
    environment = {"RETELL_API_KEY": KEY, "OTHER_API_KEY": OTHER_KEY}
    application = build(
        Settings(database_url=database_url, secret_key="only for tests"), environment=environment, clock=clock
    )
    text = sample_tenant_file()
    other = text.replace('slug = "salon-lindenhof"', 'slug = "salon-anders"').replace("+493012345678", OTHER_NUMBER)
    other = other.replace("RETELL_API_KEY", "OTHER_API_KEY").replace('"Salon Lindenhof"', '"Salon Anders"')
    for one in (text, other):
        assert (await apply_tenant(application.desk, one, "salon.toml")).faults == ()
    transport = httpx.ASGITransport(build_server(application, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        yield Door(http, clock, application), OtherDoor(http, clock, application, "salon-anders", OTHER_NUMBER)
    await application.close()


async def book(phone: Phone) -> dict[str, Any]:
    """Check, and say yes."""
    offer = await phone.tool("check_availability", **WISH)
    return await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")


async def written(door: Door, slug: str) -> int:
    """How many rows of calls, visits, offers, requests and messages a salon has."""
    counts = [
        f"SELECT COUNT(*) FROM {table} JOIN tenant ON tenant.id = {table}.tenant_id WHERE tenant.slug = '{slug}'"
        for table in ("call", "visit", "offer", "request", "raw_message", "claim", "timeline", "task")
    ]
    return await door.application.desk.transact(
        lambda tx: sum(int(tx.run(sa.text(count)).scalar_one()) for count in counts)
    )


@pytest.mark.parametrize("path", ["/retell/tools", "/retell/tools/book", "/retell/events", "/retell/inbound"])
async def test_a_forged_signature_opens_nothing(doors: tuple[Door, Door], path: str) -> None:
    first, _ = doors
    body = json.dumps({"event": "call_started", "name": "book", "args": {}, "call": first.phone().envelope()}).encode()
    now = int(first.clock.now().timestamp() * 1000)
    right = signed(body, KEY, now)
    forgeries = [
        signed(body, OTHER_KEY, now),
        signed(body, "", now),
        signed(body + b" ", KEY, now),
        signed(body, KEY, now - 300_001),
        signed(body, KEY, now + 300_001),
        right.upper(),
        right + ",x=1",
        " " + right.replace(",", ", "),
        f"v={now},d={'0' * 64}",
        f"v={'9' * 40},d={'0' * 64}",
        "",
    ]
    for forged in forgeries:
        answer = await first.send_bytes(path, body, {"X-Retell-Signature": forged})
        assert answer.status_code == 401, forged
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await first.send_bytes(path, body, {})).status_code == 401
    assert await written(first, "salon-lindenhof") == 0


async def test_the_key_of_one_salon_does_not_open_the_other(doors: tuple[Door, Door]) -> None:
    first, second = doors
    message = {"name": "list_services", "args": {}, "call": first.phone().envelope()}
    assert (await second.send("/retell/tools", message, KEY)).status_code == 401
    assert (await first.send("/retell/tools", message, OTHER_KEY)).status_code == 401
    assert await written(first, "salon-lindenhof") + await written(first, "salon-anders") == 0


async def test_the_same_call_id_is_two_calls(doors: tuple[Door, Door]) -> None:
    first, second = doors
    here, there = first.phone(call_id="call_same0123456789"), second.phone(call_id="call_same0123456789")
    booked = await book(here)
    assert booked["state"] == "confirmed"
    assert (await there.tool("find_bookings"))["count"] == 0
    assert (await there.tool("cancel"))["state"] in ("need_info", "refused")
    other = await book(there)
    assert (other["state"], other.get("reason")) == ("confirmed", None)
    assert (await there.tool("cancel"))["ref"] == other["ref"]
    assert (await here.tool("booking_status"))["state"] == "confirmed"


async def test_slot_ids_of_the_other_salon_mean_nothing(doors: tuple[Door, Door]) -> None:
    first, second = doors
    offer = await first.phone().tool("check_availability", **WISH)
    slot = offer["options"][0]["slot_id"]
    answer = await second.phone().tool("book", slot_id=slot, customer_name="Ada Beispiel")
    assert answer["state"] == "need_info"
    unnamed = await second.send("/retell/tools/book", {"slot_id": slot, "customer_name": "Ada Beispiel"})
    assert unnamed.json()["state"] == "need_info"
    rows = await first.application.desk.transact(lambda tx: tx.run(sa.text("SELECT COUNT(*) FROM visit")).scalar_one())
    assert rows == 0


async def test_codes_of_the_other_salon_mean_nothing_even_with_the_name(doors: tuple[Door, Door]) -> None:
    first, second = doors
    booked = await book(first.phone())
    thief = second.phone()
    for tool in ("booking_status", "cancel", "find_bookings", "reschedule"):
        answer = await thief.tool(tool, ref=booked["ref"], customer_name="Ada Beispiel", date="Freitag", time="15:00")
        assert (answer["state"], answer["reason"]) == ("refused", "not_found"), tool
        assert "options" not in answer
    assert (await first.phone().tool("booking_status"))["state"] == "confirmed"


async def test_a_number_is_recognised_only_where_it_is_known(doors: tuple[Door, Door]) -> None:
    first, second = doors
    await book(first.phone())
    assert (await first.phone().tool("get_context"))["caller"] == "Ada Beispiel"
    context = await second.phone().tool("get_context")
    assert "caller" not in context
    assert "next_visit" not in context
    envelope = second.phone().envelope()
    greeted = await second.send("/retell/inbound", {"event": "call_inbound", "call_inbound": envelope})
    variables = greeted.json()["call_inbound"]["dynamic_variables"]
    assert (variables["caller_known"], variables["caller_name"]) == ("false", "")


async def test_the_other_salons_number_dialled_writes_and_tells_nothing(doors: tuple[Door, Door]) -> None:
    first, _ = doors
    await book(first.phone())
    before = await written(first, "salon-lindenhof")
    lost = first.phone(to_number=OTHER_NUMBER)
    for tool, args in (("find_bookings", {}), ("check_availability", WISH), ("cancel", {}), ("get_context", {})):
        answer = await lost.tool(tool, **args)
        assert answer["state"] == "need_info"
        assert set(answer) <= {"say", "state", "retry"}
        assert "Beispiel" not in answer["say"]
    assert (await first.send("/retell/inbound", {"call_inbound": lost.envelope()})).json() == {}
    assert (await lost.event("call_started")).status_code == 204
    assert await written(first, "salon-lindenhof") == before
    assert await written(first, "salon-anders") == 0
    kinds = await first.application.desk.transact(lambda tx: list(tx.run(sa.text("SELECT DISTINCT kind FROM finding"))))
    assert [row.kind for row in kinds] == ["number_of_another_tenant"]


async def test_both_salons_use_the_same_times_and_people_without_meeting(doors: tuple[Door, Door]) -> None:
    answers = [await book(door.phone()) for door in doors]
    assert [answer["state"] for answer in answers] == ["confirmed", "confirmed"]
    assert answers[0]["at"] == answers[1]["at"]


async def test_a_number_belongs_to_one_salon_only(doors: tuple[Door, Door]) -> None:
    first, _ = doors
    greedy = sample_tenant_file().replace('["+493012345678"]', f'["+493012345678", "{OTHER_NUMBER}"]')
    applied = await apply_tenant(first.application.desk, greedy, "greedy.toml")
    assert [fault.key for fault in applied.faults] == ["tenant.phone_numbers"]
