"""The plain door: the same answers as at every door, an API key, and a key against doing a thing twice."""

import asyncio
import json
from datetime import timedelta

import pytest

from tests.entry.house import DIALLED, OTHER, OTHER_DIALLED, SALON, House

ASKED = {"service": "Herrenhaarschnitt", "date": "2026-11-27", "time": "10:00"}


async def test_a_call_from_check_to_booking(house: House) -> None:
    booked = await house.book()
    assert next(iter(booked)) == "say"
    assert (booked["state"], booked["at"]) == ("confirmed", "2026-11-27T10:00:00+01:00")


async def test_the_same_key_again_gets_the_same_bytes(house: House) -> None:
    call = house.new_call()
    first = await house.ask("check_availability", ASKED, idempotency_key="a key", **call)
    house.clock.advance(timedelta(seconds=30))
    again = await house.ask("check_availability", ASKED, idempotency_key="a key", **call)
    assert first.json()["state"] == "held"
    assert again.content == first.content


async def test_without_a_call_id_a_repeat_belongs_to_the_same_call(house: House) -> None:
    first = await house.ask("check_availability", ASKED, idempotency_key="k")
    again = await house.ask("check_availability", ASKED, idempotency_key="k")
    assert again.content == first.content
    assert [call["id"][:12] for call in (await house.read("/calls"))["items"]] == ["provisional_"]


async def test_a_key_with_another_body_or_another_call_is_a_mistake_of_the_client(house: House) -> None:
    call = house.new_call()
    await house.ask("check_availability", ASKED, idempotency_key="k", **call)
    other = await house.ask("check_availability", {**ASKED, "time": "11:00"}, idempotency_key="k", **call)
    assert (other.status_code, other.headers["content-type"]) == (422, "application/problem+json")
    elsewhere = await house.ask("check_availability", ASKED, idempotency_key="k", **house.new_call())
    assert elsewhere.status_code == 422


async def test_a_key_counts_for_one_tool_and_one_api_key(house: House) -> None:
    assert (await house.ask("list_services", {}, idempotency_key="k")).status_code == 200
    assert (await house.ask("opening_hours", {"date": "heute"}, idempotency_key="k")).status_code == 200
    assert (await house.ask("list_services", {"x": 1}, salon=OTHER, idempotency_key="k")).status_code == 200


async def test_without_a_key_every_request_is_a_new_one(house: House) -> None:
    call = house.new_call()
    first = await house.answer("opening_hours", {}, **call)
    house.clock.advance(timedelta(days=5))  # Sunday
    assert await house.answer("opening_hours", {}, **call) != first


async def test_a_booking_repeated_at_once_is_booked_once(house: House) -> None:
    call = house.new_call()
    held = await house.answer("check_availability", ASKED, **call)
    args = {"slot_id": held["options"][0]["slot_id"], "customer_name": "Erika Beispiel"}
    answers = await asyncio.gather(*(house.ask("book", args, idempotency_key=f"k{n}", **call) for n in range(4)))
    assert {answer.json()["state"] for answer in answers} == {"confirmed"}
    assert len((await house.read("/bookings"))["items"]) == 1


async def test_the_same_key_at_once_joins_the_first_attempt(house: House) -> None:
    call = house.new_call()
    held = await house.answer("check_availability", ASKED, **call)
    args = {"slot_id": held["options"][0]["slot_id"], "customer_name": "Erika Beispiel"}
    answers = await asyncio.gather(*(house.ask("book", args, idempotency_key="k", **call) for _ in range(6)))
    assert {answer.json()["state"] for answer in answers} == {"confirmed"}
    assert len({answer.json()["ref"] for answer in answers}) == 1


@pytest.mark.parametrize("value", ["", "x" * 201, "schlüssel"])
async def test_a_key_is_printable_and_short(house: House, value: str) -> None:
    headers = {**house.bearer(), "Idempotency-Key": value.encode("latin-1")}
    response = await house.http.post(f"/t/{SALON}/tools/list_services", json={}, headers=headers)  # type: ignore[arg-type]
    assert response.status_code == 422


async def test_the_callers_number_recognises_only_within_a_named_call(house: House) -> None:
    booked = await house.book()
    caller = "+4915112345601"
    known = await house.answer("find_bookings", {}, x_call_id="call_999abcdef01", x_caller_number=caller)
    assert known["ref"] == booked["ref"]
    for call_id in ("{{call_id}}", "", "null", "call id"):
        stranger = await house.answer("find_bookings", {}, x_call_id=call_id, x_caller_number=caller)
        assert "ref" not in stranger, call_id
    assert "ref" not in await house.answer("find_bookings", {}, x_caller_number=caller)


@pytest.mark.parametrize("number", ["anonymous", "Restricted", "", DIALLED, "+49 anonym"])
async def test_a_hidden_number_is_nobodys(house: House, number: str) -> None:
    await house.answer("list_services", {}, x_call_id="call_999abcdef01", x_caller_number=number)
    assert (await house.read("/calls/call_999abcdef01"))["number"] is None


async def test_a_call_for_another_salons_number_writes_nothing_but_a_finding(house: House) -> None:
    call = {**house.new_call(), "x_called_number": OTHER_DIALLED}
    answer = await house.answer("check_availability", ASKED, **call)
    assert answer["state"] == "need_info"
    assert (await house.read("/calls"))["items"] == []
    assert [found["kind"] for found in (await house.read("/findings"))["items"]] == ["number_of_another_tenant"]


async def test_older_names_are_understood_and_unknown_ones_are_not_there(house: House) -> None:
    assert (await house.answer("check_availability_v17", {"datum": "2026-11-27"}))["state"] == "need_info"
    for name in ("drop_tables", "%2e%2e", "book%20", "ä"):
        response = await house.ask(name, {})
        assert response.status_code in (404, 200 if name == "book%20" else 404), name


async def test_keys_open_their_own_salon_only(house: House) -> None:
    path = f"/t/{SALON}/tools/list_services"
    assert (await house.http.post(path, json={})).status_code == 401
    assert (await house.http.post(path, json={}, headers={"Authorization": "Bearer no"})).status_code == 401
    foreign = await house.http.post(path, json={}, headers=house.bearer(OTHER))
    unknown = await house.http.post("/t/nobody/tools/list_services", json={}, headers=house.bearer(OTHER))
    assert (foreign.status_code, foreign.content) == (404, unknown.content)


async def test_a_revoked_key_opens_nothing(house: House) -> None:
    from holdfast.actions.manage_keys import revoke_key

    admitted = await house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    assert await revoke_key(house.application.desk, admitted.row.id, house.key_ids[SALON])
    assert (await house.ask("list_services", {})).status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"a":' * 100_000, b"[" * 100_000, b'{"n":' + b"9" * 5000 + b"}"],
)
async def test_a_body_that_is_no_json_object_is_a_400(house: House, body: bytes) -> None:
    response = await house.ask("check_availability", body)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("value", [1, -1.5, True, None, [], [[1]], {"a": 1}, 10**30, "x" * 1_000_000, "\x00\ud800ä"])
async def test_arguments_of_any_type_get_an_answer(house: House, value: object) -> None:
    call = house.new_call()
    for tool in ("check_availability", "book", "reschedule", "cancel", "booking_status", "find_bookings", "get_context",
                 "list_services", "opening_hours", "request_callback"):  # fmt: skip
        for field in ("service", "date", "customer_name", "ref", "slot_id", "phone", "notes", "\x00\ud800"):
            body = json.dumps({field: value}).encode()
            response = await house.ask(tool, body, **call)
            assert response.status_code == 200, (tool, field)
            assert response.json().get("reason") != "technical", (tool, field)


async def test_four_mebibytes_are_served_and_one_byte_more_is_a_413(house: House) -> None:
    fits = b'{"x":"' + b"a" * (4 * 1024 * 1024 - 8) + b'"}'
    assert (await house.ask("list_services", fits)).status_code == 200
    large = await house.ask("list_services", fits + b" ")
    assert (large.status_code, large.headers["content-type"]) == (413, "application/problem+json")
