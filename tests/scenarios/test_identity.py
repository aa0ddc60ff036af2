"""Who is calling: only the signed envelope says so. Everything else may hold and join, and authorises nothing."""

import json
import zlib
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.purge import cleanup_tests
from holdfast.core.ids import TenantId
from holdfast.entry.voice.signature import signed
from holdfast.entry.worker import Worker
from holdfast.sample import sample_tenant_file
from holdfast.store.tables import metadata
from tests.scenarios.conftest import CALLER, KEY, Door

WISH: dict[str, Any] = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr"}
PERM: dict[str, Any] = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
NAMED = {"X-Call-Id": "call_0f3ab91c22de47d0a3"}
HIDDEN = [
    *("anonymous", "Anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "blocked", "", None),
    *("anonymous@anonymous.invalid", "+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"),
    *("sip:anonymous@anonymous.invalid", "+493012345678", "{{user_number}}", "None", "null"),
]


async def args_only(door: Door, tool: str, headers: dict[str, str] | None = None, /, **args: Any) -> dict[str, Any]:
    """A tool call of an agent that sends the arguments alone."""
    response = await door.send(f"/retell/tools/{tool}", args, headers=headers)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def rows(door: Door, statement: str) -> list[Any]:
    """Rows of a plain SELECT."""
    return await door.application.desk.transact(lambda tx: list(tx.run(sa.text(statement))))


async def everything(door: Door) -> str:
    """All that stands in the database, raw messages unpacked, as one text."""

    def body(tx: Any) -> str:
        texts = []
        for table in metadata.sorted_tables:
            for row in tx.run(sa.select(table)):
                texts += [
                    zlib.decompress(v).decode() if isinstance(v, bytes) and table.name == "raw_message" else str(v)
                    for v in row
                ]
        return "\n".join(texts)

    return await door.application.desk.transact(body)


async def test_a_header_of_the_right_shape_names_the_call(door: Door) -> None:
    offer = await args_only(door, "check_availability", NAMED, **WISH)
    slot = offer["options"][0]["slot_id"]
    first = await args_only(door, "book", NAMED, slot_id=slot, customer_name="Ada Beispiel")
    again = await args_only(door, "book", NAMED, slot_id=slot, customer_name="Ada Beispiel")
    assert (first["state"], again["state"], again["ref"]) == ("confirmed", "confirmed", first["ref"])


@pytest.mark.parametrize("header", ["call_1", "{{call_id}}", "current", "", "None", "call_0f3 ab91c22de47d0a3"])
async def test_a_malformed_header_is_a_provisional_call_that_can_still_book(door: Door, header: str) -> None:
    headers = {"X-Call-Id": header}
    offer = await args_only(door, "check_availability", headers, **WISH)
    slot = offer["options"][0]["slot_id"]
    booked = await args_only(door, "book", headers, slot_id=slot, customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    repeated = await args_only(door, "book", headers, slot_id=slot, customer_name="Ada Beispiel")
    assert (repeated["state"], repeated["ref"]) == ("confirmed", booked["ref"]), "its own visit, never 'taken'"


async def test_without_any_header_the_only_fitting_offer_is_meant(door: Door) -> None:
    await args_only(door, "check_availability", **WISH)
    booked = await args_only(door, "book", **WISH, customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    assert len(await rows(door, "SELECT 1 FROM visit")) == 1


async def test_two_fitting_offers_of_nobody_knows_whom_are_asked_about_again(door: Door) -> None:
    await args_only(door, "check_availability", **WISH)
    await args_only(door, "check_availability", **WISH)
    asked = await args_only(door, "book", **WISH, customer_name="Ada Beispiel")
    assert asked["state"] == "held"
    assert await rows(door, "SELECT 1 FROM visit") == []


async def test_a_header_authorises_nothing(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **WISH)
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    forged = {"X-Call-Id": phone.call_id}
    for tool in ("booking_status", "cancel", "find_bookings"):
        answer = await args_only(door, tool, forged)
        assert answer["state"] in ("need_info", "refused"), answer
        assert booked["ref"] not in json.dumps(answer)
    assert (await args_only(door, "cancel", forged, ref=booked["ref"]))["state"] == "need_info"
    assert (await phone.tool("booking_status"))["state"] == "confirmed"


async def test_arguments_that_look_like_an_envelope_are_arguments(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **WISH)
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    forged = {"call_id": "call_forged0123456789", "from_number": CALLER, "to_number": door.dialled}
    for args in (
        {"call": forged},
        {"call": forged, "name": "Ada Beispiel"},
        {"call": forged, "args": "x", "date": "Freitag"},
    ):
        answer = await args_only(door, "find_bookings", **args)
        assert booked["ref"] not in json.dumps(answer), args


async def test_an_argument_called_call_id_is_ignored_and_remarked(door: Door) -> None:
    first, second = door.phone(), door.phone("+4915155555555")
    offer = await first.tool("check_availability", **WISH)
    await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel", call_id="call_1")
    stolen = await second.tool("booking_status", call_id=first.call_id)
    assert stolen["state"] in ("need_info", "refused")
    assert [r.call_id for r in await rows(door, "SELECT call_id FROM visit")] == [first.call_id]
    remarked = await rows(door, "SELECT data FROM timeline WHERE kind = 'tool_called' AND data LIKE '%is ignored%'")
    assert len(remarked) == 2


async def test_a_tool_may_come_before_the_call_has_started(door: Door) -> None:
    phone = door.phone()
    assert (await phone.tool("check_availability", **WISH))["state"] == "held"
    assert (await phone.event("call_started", start_timestamp=1795509000000)).status_code == 204
    (call,) = await rows(door, "SELECT started_at, number FROM call")
    assert (call.started_at, call.number) == (1795509000000, CALLER)


async def test_a_web_call_has_no_numbers_and_books_all_the_same(door: Door) -> None:
    phone = door.phone(None, call_type="web_call", to_number=None)
    offer = await phone.tool("check_availability", **WISH)
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    assert (await phone.tool("booking_status"))["ref"] == booked["ref"]


async def test_a_hidden_number_is_nobody(door: Door) -> None:
    for shown in HIDDEN:
        phone = door.phone(shown)
        offer = await phone.tool("check_availability", service="Trockenschnitt")
        args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
        booked = await phone.tool("book", **args)
        if shown != HIDDEN[0]:  # One of that name has such a visit that day: whoever this is, they are asked first.
            assert booked["state"] == "need_info", shown
            booked = await phone.tool("book", **args)
        assert booked["state"] == "confirmed", shown
        stranger = door.phone(shown)
        assert (await stranger.tool("find_bookings"))["state"] == "need_info", shown
        assert (await stranger.tool("cancel"))["state"] == "need_info", shown
        assert (await stranger.tool("get_context")).get("caller") is None, shown
    assert {r.phone for r in await rows(door, "SELECT phone FROM customer")} == {None}
    assert len(await rows(door, "SELECT 1 FROM customer")) == len(HIDDEN), "no two hidden callers are one person"


async def test_a_placeholder_never_becomes_a_customer(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **WISH)
    slot = offer["options"][0]["slot_id"]
    for placeholder in ("Unbekannt", "Kunde", "null", "Test", "anonymous", "Felix", "zehn Uhr", "{{customer_name}}"):
        answer = await phone.tool("book", slot_id=slot, customer_name=placeholder)
        assert (answer["state"], answer["field"]) == ("need_info", "customer_name"), placeholder
    assert await rows(door, "SELECT 1 FROM customer") == []
    assert (await phone.tool("book", slot_id=slot, customer_name="Ada Beispiel"))["state"] == "confirmed"


async def test_a_recognised_caller_who_says_another_name_books_for_that_one(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **WISH)
    await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    again = door.phone()
    assert (await again.tool("get_context"))["caller"] == "Ada Beispiel"
    offer = await again.tool("check_availability", **{**WISH, "time": "vierzehn Uhr"})
    await again.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Bruno Beispiel")
    names = [r.name for r in await rows(door, "SELECT name FROM customer ORDER BY created_at")]
    assert names == ["Ada Beispiel", "Bruno Beispiel"]
    third = door.phone()
    assert (await third.tool("get_context")).get("caller") is None, "two people share the number"


async def test_events_are_stored_once_in_any_order_and_of_any_kind(door: Door) -> None:
    phone = door.phone()
    order = [
        "call_analyzed",
        "call_ended",
        "call_started",
        "call_ended",
        "transfer_started",
        "transfer_ended",
        "Ü" * 90,
    ]
    for kind in order:
        assert (
            await phone.event(kind, end_timestamp=1795509900000, disconnection_reason="never_heard_of")
        ).status_code == 204
    kinds = [r.kind for r in await rows(door, "SELECT kind FROM raw_message ORDER BY id")]
    assert kinds == ["call_analyzed", "call_ended", "call_started", "call_event", "call_event", "call_event"]
    (call,) = await rows(door, "SELECT ended_why FROM call")
    assert call.ended_why == "never_heard_of"


async def test_recordings_and_feelings_are_nowhere_in_the_database(door: Door) -> None:
    deep: dict[str, Any] = {"recording_url": "https://listen.invalid/deep"}
    for _ in range(20):
        deep = {"inner": [deep]}
    fields: dict[str, Any] = {
        "recording_url": "https://listen.invalid/a",
        "scrubbed_recording_url": "https://listen.invalid/b",
        "public_log_url": "https://listen.invalid/c",
        "call_analysis": {"user_sentiment": "Furious", "call_summary": "ein Termin", "custom_analysis_data": deep},
        "end_timestamp": 1795509900000,
    }
    phone = door.phone(**fields)
    await phone.event("call_analyzed")
    await phone.event("call_ended")
    await phone.tool("check_availability", **WISH)
    escaped = json.dumps({"event": "call_started", "call": phone.envelope()}).replace(
        "recording_url", "recording\\u005furl"
    )
    assert (await door.send("/retell/events", escaped.encode())).status_code == 204
    kept = await everything(door)
    assert "ein Termin" in kept
    assert "listen.invalid" not in kept
    assert "Furious" not in kept


async def test_account_wide_events_find_their_salon_by_the_number_dialled(door: Door) -> None:
    phone = door.phone()
    assert (
        await account(door, "/retell/events", {"event": "call_started", "call": phone.envelope()})
    ).status_code == 204
    assert [r.id for r in await rows(door, "SELECT id FROM call")] == [phone.call_id]
    greeted = await account(door, "/retell/inbound", {"event": "call_inbound", "call_inbound": phone.envelope()})
    assert greeted.json()["call_inbound"]["dynamic_variables"]["salon_name"] == "Salon Lindenhof"


async def test_a_number_that_no_salon_has_is_stored_and_alarmed_once(door: Door) -> None:
    phone = door.phone(to_number="+493099999999")
    message = {"event": "call_started", "call": phone.envelope()}
    for _ in range(3):
        assert (await account(door, "/retell/events", message)).status_code == 204
    assert [r.kind for r in await rows(door, "SELECT kind FROM finding")] == ["tenant_missing"]
    assert len(await rows(door, "SELECT 1 FROM raw_message WHERE tenant_id IS NULL")) == 1
    assert await rows(door, "SELECT 1 FROM call") == []
    assert (await account(door, "/retell/inbound", {"call_inbound": phone.envelope()})).json() == {}


async def account(door: Door, path: str, message: dict[str, Any]) -> Any:
    """Send a signed message to an address without a tenant."""
    body = json.dumps(message).encode()
    headers = {"X-Retell-Signature": signed(body, KEY, int(door.clock.now().timestamp() * 1000))}
    return await door.http.post(path, content=body, headers=headers)


async def test_a_test_call_is_marked_and_undone_by_itself(door: Door) -> None:
    phone, real = door.phone("+493099999901"), door.phone()
    for caller, time in ((phone, "zehn Uhr"), (real, "vierzehn Uhr")):
        offer = await caller.tool("check_availability", **{**WISH, "time": time})
        booked = await caller.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
        assert booked["state"] == "confirmed"
    titles = [r.title for r in await rows(door, "SELECT title FROM calendar_entry ORDER BY start_at")]
    assert [title.startswith("TEST · ") for title in titles] == [True, False]
    await settle(door)
    assert len(await standing(door)) == 2, "not before its time"
    door.wait(61 * 60)
    await settle(door)
    assert await standing(door) == [titles[1]]


@pytest.mark.parametrize("how", ["number", "agent", "web"])
async def test_whatever_makes_a_call_a_test_it_can_be_cleaned_up(door: Door, how: str) -> None:
    await configure(door, {"agent_ids = []": 'agent_ids = ["agent_test"]', "web_calls = false": "web_calls = true"})
    phone = {
        "number": door.phone("+493099999901"),
        "agent": door.phone(agent_id="agent_test"),
        "web": door.phone(None, call_type="web_call", to_number=None),
    }[how]
    offer = await phone.tool("check_availability", **PERM)
    await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert len(await standing(door)) == 4
    (tenant,) = await rows(door, "SELECT id FROM tenant")
    assert await cleanup_tests(door.application.desk, door.application.drives, TenantId(tenant.id)) == 1
    assert await standing(door) == []


async def configure(door: Door, changes: dict[str, str]) -> None:
    """Change lines of the salon's file."""
    text = sample_tenant_file()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    assert (await apply_tenant(door.application.desk, text, "salon.toml")).faults == ()


async def standing(door: Door) -> list[str]:
    """The titles of what stands in the calendar."""
    found = await rows(door, "SELECT title FROM calendar_entry WHERE cancelled_at IS NULL ORDER BY start_at")
    return [r.title for r in found]


async def settle(door: Door) -> None:
    """A few rounds of the worker."""
    worker = Worker(door.application)
    for _ in range(4):
        await worker.round()
        for task in list(door.application.drives.running.values()):
            await task
        door.wait(11)
