"""Drifts over the API, and the reconciliation of one booking."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from holdfast.actions.reconcile_check import check
from holdfast.store import tenants
from tests.entry.house import OTHER, SALON, House


async def execute(house: House, statement: str) -> None:
    """Change the database as nobody should."""
    await house.application.desk.transact(lambda tx: tx.run(sa.text(statement)))


async def reconcile(house: House) -> None:
    """`holdfast check`, with the clock put forward instead of waiting."""

    async def pause(seconds: float) -> None:
        house.clock.advance(timedelta(seconds=seconds))

    row = await house.application.desk.transact(lambda tx: tenants.by_slug(tx, SALON))
    assert row is not None
    await check(house.application.desk, house.application.drives, row.id, pause=pause)


async def one_segment_cancelled(house: House) -> Any:
    """A booking of which a person cancelled the second segment."""
    booked = await house.book(service="Dauerwelle")
    await execute(house, "UPDATE calendar_entry SET cancelled_at = 1 WHERE reference LIKE '%/2'")
    await reconcile(house)
    return booked


async def test_nothing_differs_at_first(house: House) -> None:
    await house.book()
    await reconcile(house)
    assert await house.read("/drifts") == {"items": [], "next_cursor": None}


async def test_what_differs_is_listed_until_it_is_gone(house: House) -> None:
    booked = await one_segment_cancelled(house)
    (item,) = (await house.read("/drifts"))["items"]
    assert (item["kind"], item["state"], item["booking"]) == ("cancelled_there", "open", booked["ref"])
    assert item["proposal"] == "decide_whole_visit"
    assert item["opened_at"].startswith("2026-11-24T10:00")
    assert (await house.read(f"/drifts/{item['ref'].lower()}")) == item
    assert (await house.read(f"/bookings/{booked['ref']}"))["state"] == "pending"
    await execute(house, "UPDATE calendar_entry SET cancelled_at = NULL")
    await reconcile(house)
    assert (await house.read("/drifts"))["items"] == []
    (closed,) = (await house.read("/drifts?state=closed"))["items"]
    assert (closed["ref"], closed["closed_why"]) == (item["ref"], "gone")
    assert [one["ref"] for one in (await house.read("/drifts?state=all"))["items"]] == [item["ref"]]
    assert (await house.read(f"/bookings/{booked['ref']}"))["state"] == "confirmed"


async def test_drifts_are_paged_and_those_of_others_are_not_seen(house: House) -> None:
    for hour in ("09:00", "12:00", "14:15"):
        await house.book(hour, service="Dauerwelle")
    await execute(house, "UPDATE calendar_entry SET cancelled_at = 1 WHERE reference LIKE '%/2'")
    await reconcile(house)
    first = await house.read("/drifts?limit=2")
    rest = await house.read(f"/drifts?limit=2&cursor={first['next_cursor']}")
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    assert await house.read("/drifts", OTHER) == {"items": [], "next_cursor": None}
    assert (await house.get(f"/drifts/{first['items'][0]['ref']}", OTHER)).status_code == 404
    assert (await house.get("/drifts/X9X9X")).status_code == 404
    assert (await house.get("/drifts?state=strange")).status_code == 422
    assert (await house.http.get("/api/v1/drifts")).status_code == 401


async def test_what_is_only_suspected_is_not_shown(house: House) -> None:
    booked = await house.book(service="Dauerwelle")
    await execute(house, "UPDATE calendar_entry SET cancelled_at = 1 WHERE reference LIKE '%/2'")
    response = await house.post(f"/bookings/{booked['ref']}/reconcile")
    assert (response.status_code, response.json()["state"]) == (200, "confirmed")
    assert (await house.read("/drifts?state=all"))["items"] == []
    house.clock.advance(timedelta(seconds=11))
    response = await house.post(f"/bookings/{booked['ref']}/reconcile")
    assert (response.status_code, response.json()["state"]) == (200, "pending")
    assert len((await house.read("/drifts"))["items"]) == 1


async def test_reconciling_a_booking_never_creates_it_a_second_time(house: House) -> None:
    booked = await house.book(service="Dauerwelle")
    for _ in range(3):
        response = await house.post(f"/bookings/{booked['ref']}/reconcile")
        assert (response.status_code, response.json()["state"]) == (200, "confirmed")
        house.clock.advance(timedelta(seconds=11))
    rows = await house.application.desk.transact(lambda tx: list(tx.run(sa.text("SELECT 1 FROM calendar_entry"))))
    assert len(rows) == 4
    assert (await house.post("/bookings/X9X9X/reconcile")).status_code == 404


async def test_the_worker_takes_the_second_look_that_reconciling_left_to_it(house: House) -> None:
    booked = await house.book()
    await execute(house, "UPDATE calendar_entry SET cancelled_at = 1")
    await house.post(f"/bookings/{booked['ref']}/reconcile")
    house.clock.advance(timedelta(seconds=11))
    reconciling = house.application.reconciling
    assert await reconciling.start_due() == 1
    await reconciling.settle()
    assert (await house.read(f"/bookings/{booked['ref']}"))["state"] == "cancelled"
