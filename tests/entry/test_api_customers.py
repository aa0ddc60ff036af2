"""Customers over the API: lists, search, notes, merging and taking apart, and what others may see of it: nothing."""

from typing import Any

import httpx
import pytest

from tests.entry.house import OTHER, SALON, House


async def send(house: House, method: str, path: str, body: Any, salon: str = SALON, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.http.request(method, f"/api/v1{path}", json=body, headers={**house.bearer(salon), **named})


async def two_records(house: House) -> tuple[int, int]:
    """Erika from two numbers: two visits, two records."""
    await house.book(time="10:00")
    await house.book(time="13:00")
    one, other = (await house.read("/customers"))["items"]
    assert one["name"] == other["name"] == "Erika Beispiel" and one["phone"] != other["phone"]
    return one["id"], other["id"]


async def tag(house: House, number: int) -> str:
    return (await house.get(f"/customers/{number}")).headers["etag"]


async def test_customers_are_listed_page_by_page_and_found(house: House) -> None:
    kept, gone = await two_records(house)
    first = await house.read("/customers?limit=1")
    second = await house.read(f"/customers?limit=1&cursor={first['next_cursor']}")
    assert [one["id"] for one in first["items"] + second["items"]] == sorted([kept, gone])
    assert second["next_cursor"] is None
    found = await send(house, "POST", "/customers/search", {"text": "erik"})
    assert {one["id"] for one in found.json()["items"]} == {kept, gone}
    assert (await send(house, "POST", "/customers/search", {"text": "er"})).status_code == 422
    shown = await house.read(f"/customers/{kept}")
    assert len(shown["bookings"]) == 1 and shown["notes"] == "" and shown["merged_into"] is None


async def test_notes_are_changed_by_whoever_saw_what_is_there(house: House) -> None:
    kept, _ = await two_records(house)
    seen = await tag(house, kept)
    assert (await send(house, "PATCH", f"/customers/{kept}", {"notes": "mag Kaffee"})).status_code == 428
    changed = await send(house, "PATCH", f"/customers/{kept}", {"notes": " mag Kaffee "}, if_match=seen)
    assert changed.status_code == 200 and changed.json()["notes"] == "mag Kaffee"
    assert (await send(house, "PATCH", f"/customers/{kept}", {"notes": "Tee"}, if_match=seen)).status_code == 412
    assert (await house.read(f"/customers/{kept}"))["notes"] == "mag Kaffee"
    too_long = await send(house, "PATCH", f"/customers/{kept}", {"notes": "x" * 2001}, if_match="*")
    assert too_long.status_code == 422 and too_long.headers["content-type"] == "application/problem+json"
    again = await house.get(f"/customers/{kept}", if_none_match=changed.headers["etag"])
    assert again.status_code == 304


async def test_two_records_become_one_and_two_again(house: House) -> None:
    kept, gone = await two_records(house)
    before = {number: await house.read(f"/customers/{number}") for number in (kept, gone)}
    await send(house, "PATCH", f"/customers/{gone}", {"notes": "färbt rot"}, if_match=await tag(house, gone))
    merged = (await send(house, "POST", f"/customers/{kept}/merge", {"gone": gone}, if_match="*")).json()
    assert set(merged["bookings"]) == {*before[kept]["bookings"], *before[gone]["bookings"]}
    assert (merged["notes"], merged["phone"]) == ("färbt rot", before[kept]["phone"])
    assert [one["id"] for one in (await house.read("/customers"))["items"]] == [kept]
    assert (await house.read(f"/customers/{gone}"))["merged_into"] == kept
    (merge,) = merged["merges"]
    assert merge["customer"]["id"] == gone
    undone = await send(house, "POST", f"/customers/{kept}/merges/{merge['id']}/undo", None)
    assert undone.status_code == 200 and undone.json() == before[kept]
    assert (await house.read(f"/customers/{gone}")) == {**before[gone], "notes": "färbt rot"}
    again = await send(house, "POST", f"/customers/{kept}/merges/{merge['id']}/undo", None)
    assert again.status_code == 409 and "already" in again.json()["detail"]


async def test_after_merging_both_numbers_are_the_one_customer(house: House) -> None:
    """Who calls from the number of the record that went hears of all visits, and books for the one that stays."""
    kept, gone = await two_records(house)
    phone = (await house.read(f"/customers/{gone}"))["phone"]
    await send(house, "POST", f"/customers/{kept}/merge", {"gone": gone}, if_match="*")
    headers = {"x_call_id": "call_900abcdef0123456789", "x_caller_number": phone}
    found = await house.answer("find_bookings", {"customer_name": "Erika Beispiel"}, **headers)
    assert found["count"] == 2, found
    wish = {"service": "Trockenschnitt", "date": "2026-12-01", "time": "11:00"}
    offered = await house.answer("check_availability", wish, **headers)
    slot = {"slot_id": offered["options"][0]["slot_id"], "customer_name": "Erika Beispiel"}
    booked = await house.answer("book", slot, **headers)
    assert booked["ref"] in (await house.read(f"/customers/{kept}"))["bookings"]
    assert len((await house.read("/customers"))["items"]) == 1
    (only,) = (await send(house, "POST", "/customers/search", {"text": phone[-6:]})).json()["items"]
    assert only["id"] == kept, "found by the number of the record that went"


async def test_what_stands_against_merging_is_said(house: House) -> None:
    kept, gone = await two_records(house)
    await house.book(time="15:00")
    (third,) = {one["id"] for one in (await house.read("/customers"))["items"]} - {kept, gone}

    async def merge(into: int, other: int) -> httpx.Response:
        return await send(house, "POST", f"/customers/{into}/merge", {"gone": other}, if_match="*")

    assert (await merge(kept, kept)).status_code == 409
    assert (await merge(kept, 4711)).status_code == 404
    assert (await send(house, "POST", f"/customers/{kept}/merge", {"gone": gone})).status_code == 428
    first = (await merge(kept, gone)).json()["merges"][0]["id"]
    assert (await merge(third, gone)).status_code == 409
    assert (await merge(gone, third)).status_code == 409
    second = (await merge(third, kept)).json()["merges"][0]["id"]
    assert len((await house.read(f"/customers/{third}"))["bookings"]) == 3
    assert (await house.read(f"/customers/{gone}"))["merged_into"] == third, "records follow the one that stands"
    early = await send(house, "POST", f"/customers/{kept}/merges/{first}/undo", None)
    assert early.status_code == 409 and "undo that merge first" in early.json()["detail"]
    await send(house, "POST", f"/customers/{third}/merges/{second}/undo", None)
    assert (await house.read(f"/customers/{gone}"))["merged_into"] == kept
    await send(house, "POST", f"/customers/{kept}/merges/{first}/undo", None)
    shown = [await house.read(f"/customers/{number}") for number in (kept, gone, third)]
    assert [len(one["bookings"]) for one in shown] == [1, 1, 1]


async def test_a_body_without_end_is_not_read(house: House) -> None:
    kept, _ = await two_records(house)
    headers = {**house.bearer(SALON), "if-match": "*", "content-type": "application/json"}
    large = await house.http.patch(f"/api/v1/customers/{kept}", content=b" " * 70_000, headers=headers)
    assert large.status_code == 413 and large.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("change", ["note", "merge", "undo"])
async def test_another_salon_sees_and_changes_nothing(house: House, change: str) -> None:
    kept, gone = await two_records(house)
    merged = (await send(house, "POST", f"/customers/{kept}/merge", {"gone": gone}, if_match="*")).json()
    merge = merged["merges"][0]["id"]
    calls = {
        "note": ("PATCH", f"/customers/{kept}", {"notes": "x"}),
        "merge": ("POST", f"/customers/{kept}/merge", {"gone": gone}),
        "undo": ("POST", f"/customers/{kept}/merges/{merge}/undo", None),
    }
    method, path, body = calls[change]
    assert (await send(house, method, path, body, OTHER, if_match="*")).status_code == 404
    assert (await house.get(f"/customers/{kept}", OTHER)).status_code == 404
    assert (await house.read("/customers", OTHER))["items"] == []
    assert (await send(house, "POST", "/customers/search", {"text": "erika"}, OTHER)).json()["items"] == []
    assert (await house.read(f"/customers/{kept}")) == merged


async def test_details_are_changed_and_a_shared_number_only_knowingly(house: House) -> None:
    one, other = await two_records(house)
    theirs = (await house.read(f"/customers/{other}"))["phone"]
    path, seen = f"/customers/{one}", await tag(house, one)
    for wrong in ({"phone": "keine"}, {"email": "nirgends"}, {"name": "  "}):
        assert (await send(house, "PATCH", path, wrong, if_match=seen)).status_code == 422, wrong
    taken = await send(house, "PATCH", path, {"phone": theirs, "notes": "x"}, if_match=seen)
    assert taken.status_code == 409 and "share_number" in taken.json()["detail"]
    wanted = {"name": "Erika B. Muster", "phone": theirs, "email": "erika@beispiel.test", "share_number": True}
    changed = (await send(house, "PATCH", path, {**wanted, "notes": "x"}, if_match=seen)).json()
    assert (changed["name"], changed["phone"], changed["notes"]) == ("Erika B. Muster", theirs, "x")
    assert [one["id"] for one in changed["sharing"]] == [other]
    gone = await send(house, "PATCH", path, {"phone": "", "email": ""}, if_match=await tag(house, one))
    assert (gone.json()["phone"], gone.json()["email"], gone.json()["name"]) == (None, None, "Erika B. Muster")
    assert (await send(house, "PATCH", path, {"name": "X"}, if_match=seen)).status_code == 412
    assert (await send(house, "PATCH", path, {"name": "X"}, OTHER, if_match="*")).status_code == 404
