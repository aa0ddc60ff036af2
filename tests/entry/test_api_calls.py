"""Calls, tasks, findings, staff, services and free starts over the API; each salon sees its own."""

from datetime import timedelta
from typing import Any

import pytest

from tests.entry.house import OTHER, OTHER_DIALLED, House


async def call_back(house: House, salon: str = "salon-lindenhof") -> dict[str, Any]:
    """A call that led to a task; the task."""
    call = house.new_call()
    await house.answer("request_callback", {"customer_name": "Erika Beispiel", "notes": "Strähnen"}, salon, **call)
    tasks: list[dict[str, Any]] = (await house.read("/tasks?state=open", salon))["items"]
    return tasks[-1]


async def test_calls_come_newest_first_page_by_page(house: House) -> None:
    for _ in range(2):
        for _ in range(2):  # Two calls at one instant are told apart by their ids.
            await house.answer("list_services", {}, **house.new_call())
        house.clock.advance(timedelta(minutes=1))
    seen: list[str] = []
    cursor = ""
    while True:
        page = await house.read(f"/calls?limit=1{cursor}")
        seen += [item["id"][:8] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ["call_004", "call_003", "call_002", "call_001"]


async def test_a_call_shows_its_bookings_and_its_timeline_in_order(house: House) -> None:
    booked = await house.book()
    call = await house.read(f"/calls/{booked['call_id']}")
    assert (call["platform"], call["trust"], call["number"]) == ("rest", "signed", "+4915112345601")
    assert [item["ref"] for item in call["bookings"]] == [booked["ref"]]
    events = (await house.read(f"/calls/{booked['call_id']}/timeline"))["items"]
    kinds = [event["kind"] for event in events]
    assert (
        kinds.index("tool_called") < kinds.index("held") < kinds.index("visit_decided") < kinds.index("visit_confirmed")
    )
    assert {event["ref"] for event in events if event["kind"] == "visit_confirmed"} == {booked["ref"]}
    assert [event["id"] for event in events] == sorted(event["id"] for event in events)
    first = await house.read(f"/calls/{booked['call_id']}/timeline?limit=3")
    rest = await house.read(f"/calls/{booked['call_id']}/timeline?limit=200&cursor={first['next_cursor']}")
    assert first["items"] + rest["items"] == events


async def test_a_call_id_may_hold_any_printable_character(house: House) -> None:
    await house.answer("list_services", {}, x_call_id="a/b?c#d%e")
    assert (await house.read("/calls/a%2Fb%3Fc%23d%25e"))["id"] == "a/b?c#d%e"
    assert (await house.read("/calls/a%2Fb%3Fc%23d%25e/timeline"))["items"] != []


async def test_a_task_is_closed_by_whoever_saw_it_as_it_is(house: House) -> None:
    task = await call_back(house)
    assert (task["kind"], task["state"], task["customer"]["name"]) == ("callback", "open", "Erika Beispiel")
    path = f"/tasks/{task['id']}"
    tag = (await house.get(path)).headers["etag"]
    assert (await house.get(path, if_none_match=tag)).status_code == 304
    assert (await house.post(f"{path}/close")).status_code == 428
    assert (await house.post(f"{path}/close", if_match='"old"')).status_code == 412
    closed = await house.post(f"{path}/close", if_match=tag)
    assert (closed.status_code, closed.json()["state"]) == (200, "done")
    assert (await house.post(f"{path}/close", if_match=tag)).status_code == 412
    assert (await house.read("/tasks?state=open"))["items"] == []
    assert [item["id"] for item in (await house.read("/tasks?state=done"))["items"]] == [task["id"]]


async def test_tasks_and_findings_come_page_by_page(house: House) -> None:
    for _ in range(3):
        await call_back(house)
        await house.answer("list_services", {}, **{**house.new_call(), "x_called_number": OTHER_DIALLED})
    for path in ("/tasks", "/findings"):
        whole = (await house.read(path))["items"]
        assert len(whole) == 3
        first = await house.read(f"{path}?limit=2")
        last = await house.read(f"{path}?limit=2&cursor={first['next_cursor']}")
        assert first["items"] + last["items"] == whole
        assert last["next_cursor"] is None


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 15, "9" * 40, "1.5"])
async def test_a_number_that_no_task_has_is_a_client_error(house: House, number: str) -> None:
    assert (await house.get(f"/tasks/{number}")).status_code in (404, 422)


async def test_what_belongs_to_another_salon_is_not_there(house: House) -> None:
    task = await call_back(house, OTHER)
    call = task["call_id"]
    tag = (await house.get(f"/tasks/{task['id']}", OTHER)).headers["etag"]
    for path in (f"/tasks/{task['id']}", f"/calls/{call}", f"/calls/{call}/timeline"):
        assert (await house.get(path, OTHER)).status_code == 200
        assert (await house.get(path)).status_code == 404, path
    assert (await house.post(f"/tasks/{task['id']}/close", if_match=tag)).status_code == 404
    for path in ("/tasks", "/calls", "/findings", "/bookings"):
        assert (await house.read(path))["items"] == [], path
    assert (await house.read(f"/tasks/{task['id']}", OTHER))["state"] == "open"


async def test_two_salons_may_have_a_call_of_the_same_id(house: House) -> None:
    call = house.new_call()
    await house.answer("list_services", {}, **call)
    await house.answer("request_callback", {"customer_name": "Otto Muster"}, OTHER, **call)
    kinds = {event["kind"] for event in (await house.read(f"/calls/{call['x_call_id']}/timeline"))["items"]}
    assert "callback_noted" not in kinds


async def test_free_starts_are_those_that_can_be_held(house: House) -> None:
    path = "/availability?service=Dauerwelle&staff=Felix&date=2026-11-27"
    before = (await house.read(path))["items"]
    assert before[0] == {
        "start": "2026-11-27T09:00:00+01:00",
        "end": "2026-11-27T11:15:00+01:00",
        "staff": "Felix",
        "staff_keys": ["felix"],
        "price_cents": 8500,
    }
    call = house.new_call()
    wish = {"service": "Dauerwelle", "date": "2026-11-27", "time": "09:00", "staff": "Felix"}
    assert (await house.answer("check_availability", wish, **call))["state"] == "held"
    after = (await house.read(path))["items"]
    assert before[0] not in after
    assert (await house.read(path))["items"] == after


async def test_free_starts_hold_nothing(house: House) -> None:
    await house.read("/availability?service=dauerwelle&days=31")
    assert (await house.read("/calls"))["items"] == []
    assert (await house.book())["state"] == "confirmed"


async def test_a_person_who_cannot_do_it_has_no_free_start_and_a_stranger_is_a_404(house: House) -> None:
    assert (await house.read("/availability?service=dauerwelle&staff=emma&days=7"))["items"] == []
    assert (await house.get("/availability?service=dauerwelle&staff=nobody")).status_code == 404
    assert (await house.get("/availability?service=nothing")).status_code == 404
    assert (await house.get("/availability")).status_code == 422
    assert (await house.get("/availability?service=dauerwelle&days=32")).status_code == 422
    for day in ("2000-01-01", "2199-12-31"):
        assert (await house.read(f"/availability?service=dauerwelle&days=31&date={day}"))["items"] == []


async def test_why_a_time_is_not_offered_is_told_rule_by_rule(house: House) -> None:
    async def reasons(at: str) -> list[str]:
        path = f"/availability/explain?service=herrenhaarschnitt&staff=felix&at={at}"
        found = await house.read(path)
        (way,) = found["ways"]
        assert found["free"] is way["free"] is (not way["obstacles"])
        return [one["reason"] for one in way["obstacles"]]

    booked = await house.book("10:00")
    assert booked["staff"] == "Felix"
    assert await reasons("2026-11-27T14:00") == []
    assert await reasons("2026-11-27T10:00") == ["slot_taken"]
    assert await reasons("2026-11-27T10:07:13%2B01:00") == ["slot_taken", "does_not_fit"]
    assert await reasons("2026-12-25T10:00") == ["holiday"]
    assert "closed" in await reasons("2026-11-29T10:00")
    assert "past" in await reasons("2026-11-23T10:00")
    taken = await house.read("/availability/explain?service=herrenhaarschnitt&staff=felix&at=2026-11-27T10:00")
    assert taken["ways"][0]["obstacles"][0]["occupant"] == f"booking:{booked['ref']}"
    for at in ("now", "2027-03-28T02:30", "0001-01-01T00:00", "9999-12-31T23:59:59%2B00:00", "%ED%A0%80"):
        response = await house.get(f"/availability/explain?service=herrenhaarschnitt&at={at}")
        assert response.status_code == 422, at


async def test_staff_and_services_are_as_in_the_tenant_file(house: House) -> None:
    staff = (await house.read("/staff"))["items"]
    assert [person["name"] for person in staff] == ["Mia", "Emma", "Felix"]
    assert staff[1]["working_hours"]["thu"] == ["09:00-13:00", "13:30-18:00"]
    services = await house.read("/services?limit=5")
    assert services["items"][4]["key"] == "dauerwelle"
    assert [part["minutes"] for part in services["items"][4]["segments"]] == [50, 15, 5, 10, 15, 40]
    rest = await house.read(f"/services?cursor={services['next_cursor']}")
    assert len(services["items"]) + len(rest["items"]) == 12
    assert (await house.read("/staff/mia")) == staff[0]
    assert (await house.read("/services/dauerwelle")) == services["items"][4]
    assert (await house.get("/staff/nobody")).status_code == 404
    assert (await house.get("/services/nothing")).status_code == 404
