"""Verdicts and "who has this time?" over the API: shapes, filters, and that each salon sees its own."""

from datetime import timedelta
from typing import Any

import pytest

from tests.entry.house import OTHER, House

CODES = {"said", "stored", "calendar"}


async def verdict_of(house: House, call_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await house.read(f"/calls/{call_id}/verdict")
    return found


async def test_a_call_that_was_not_judged_yet_is_judged_when_asked(house: House) -> None:
    booked = await house.book()
    found = await verdict_of(house, booked["call_id"])
    assert set(found["witnesses"]) == CODES
    assert (found["witnesses"]["stored"], found["witnesses"]["calendar"]) == ("confirmed", "present")
    assert found["witnesses"]["said"] == "unknown", "nobody told what was said"
    assert (found["independent"], found["basis"], found["is_final"]) == (False, "none", False)
    assert found["history"] == [], "an interim state is not kept"
    assert (await house.read("/calls"))["items"][0]["verdict"] is None


async def test_once_the_call_is_over_its_verdict_is_kept_and_listed(house: House) -> None:
    booked = await house.book()
    house.clock.advance(timedelta(minutes=20))
    found = await verdict_of(house, booked["call_id"])
    assert found["is_final"]
    assert [one["cause"] for one in found["history"]] == [found["cause"]]
    (listed,) = (await house.read("/calls"))["items"]
    assert listed["verdict"]["witnesses"] == found["witnesses"]
    assert listed["verdict"]["independent"] is False
    again = await house.post(f"/calls/{booked['call_id']}/verdict")
    assert again.status_code == 200
    assert len(again.json()["history"]) == 1, "the same conclusion is no new verdict"
    tag = (await house.get(f"/calls/{booked['call_id']}/verdict")).headers["etag"]
    unchanged = await house.get(f"/calls/{booked['call_id']}/verdict", if_none_match=tag)
    assert unchanged.status_code == 304


async def test_calls_are_found_by_verdict_number_and_time(house: House) -> None:
    booked = await house.book()
    await house.answer("list_services", {}, **house.new_call())
    house.clock.advance(timedelta(minutes=20))
    found = await verdict_of(house, booked["call_id"])

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await house.read(f"/calls?{query}"))["items"]]

    agrees = "true" if found["agree"] else "false"
    other = "false" if found["agree"] else "true"
    assert await ids(f"agree={agrees}") == [booked["call_id"]]
    assert await ids(f"agree={other}") == []
    assert await ids(f"cause={found['cause']}") == [booked["call_id"]]
    assert await ids("cause=own_echo") == []
    assert await ids("number=0151%2012345601") == [booked["call_id"]]
    assert len(await ids("from=2026-11-24&to=2026-11-24")) == 2
    assert await ids("from=2026-11-25") == []
    assert await ids("to=2026-11-24T09:00:00%2B01:00") == []


@pytest.mark.parametrize("query", ["agree=perhaps", "cause=Own%20Echo", "from=yesterday", "cursor=x"])
async def test_a_filter_that_is_none_is_a_client_error(house: House, query: str) -> None:
    assert (await house.get(f"/calls?{query}")).status_code in (400, 422)


async def test_a_verdict_of_another_salon_is_not_there(house: House) -> None:
    booked = await house.book(salon=OTHER)
    assert (await house.get(f"/calls/{booked['call_id']}/verdict", OTHER)).status_code == 200
    for response in (
        await house.get(f"/calls/{booked['call_id']}/verdict"),
        await house.post(f"/calls/{booked['call_id']}/verdict"),
        await house.get("/calls/call_nowhere/verdict"),
    ):
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"
    assert (await house.read("/calls"))["items"] == []


async def who_has(house: House, at: str, staff: str = "felix", **other: str) -> dict[str, Any]:
    found: dict[str, Any] = await house.read(f"/slots/explain?staff={staff}&at={at}", **other)
    return found


async def test_who_has_a_booked_time_is_told_with_the_call_it_came_of(house: House) -> None:
    booked = await house.book("10:00", "Herrenhaarschnitt")
    assert booked["staff"] == "Felix"
    found = await who_has(house, "2026-11-27T10:30")
    assert (found["free"], found["differs"], found["independent"]) == (False, False, False)
    assert [(one["ref"], one["call_id"]) for one in found["visits"]] == [(booked["ref"], booked["call_id"])]
    (entry,) = found["calendar"]
    assert (entry["ref"], entry["call_id"]) == (booked["ref"], booked["call_id"])
    assert entry["created_at"] is not None
    assert [(one["id"], one["was_offered"]) for one in found["calls"]] == [(booked["call_id"], True)]
    assert (await who_has(house, "2026-11-27T10:30", "Felix"))["visits"] == found["visits"], "by name, too"
    assert (await who_has(house, "2026-11-27T14:00"))["free"]
    assert (await who_has(house, "2026-11-27T10:30", "mia"))["free"]


async def test_who_has_a_held_time_is_the_call_that_was_offered_it(house: House) -> None:
    call = house.new_call()
    wish = {"service": "Dauerwelle", "date": "2026-11-27", "time": "10:00", "staff": "Felix"}
    assert (await house.answer("check_availability", wish, **call))["state"] == "held"
    found = await who_has(house, "2026-11-27T10:00")
    assert [one["call_id"] for one in found["holds"]] == [call["x_call_id"]]
    assert found["holds"][0]["until"] is not None
    assert found["visits"] == found["calendar"] == []
    gap = await who_has(house, "2026-11-27T10:55")
    assert (gap["holds"], gap["free"]) == ([], True), "in a gap others may be served"
    house.clock.advance(timedelta(minutes=20))
    assert (await who_has(house, "2026-11-27T10:00"))["free"]


async def test_slots_of_another_salon_are_free_here(house: House) -> None:
    await house.book(salon=OTHER)
    found = await who_has(house, "2026-11-27T10:00")
    assert (found["free"], found["calls"]) == (True, [])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("staff=nobody&at=2026-11-27T10:00", 404),
        ("staff=felix&at=now", 422),
        ("staff=felix&at=2027-03-28T02:30", 422),
        ("staff=felix", 422),
        ("at=2026-11-27T10:00", 422),
    ],
)
async def test_what_cannot_be_asked_is_a_client_error(house: House, query: str, status: int) -> None:
    assert (await house.get(f"/slots/explain?{query}")).status_code == status
