"""Bookings over the API: what is shown, how pages follow one another, and how a change names what it saw."""

import re

import httpx

from tests.entry.house import OTHER, House


async def test_a_booking_shows_every_segment_as_it_stands_in_the_calendar(house: House) -> None:
    booked = await house.book(service="Dauerwelle", time="13:00")
    shown = await house.read(f"/bookings/{booked['ref']}")
    assert (shown["state"], shown["service"], shown["staff"]) == ("confirmed", "Dauerwelle", booked["staff"])
    assert (shown["start"], shown["end"]) == ("2026-11-27T13:00:00+01:00", "2026-11-27T15:15:00+01:00")
    assert [part["kind"] for part in shown["segments"]] == ["busy", "gap", "busy", "gap", "busy", "busy"]
    assert [part["n"] for part in shown["segments"]] == [1, 2, 3, 4, 5, 6]
    assert [part["calendar"] for part in shown["segments"]] == ["verified", None, "verified", None] + ["verified"] * 2
    assert shown["segments"][1]["start"] == shown["segments"][0]["end"] == "2026-11-27T13:50:00+01:00"
    assert shown["segments"][0]["staff"] == booked["staff"]
    assert shown["call_id"] == booked["call_id"]
    assert shown["customer"] == {"name": "Erika Beispiel", "phone": "+4915112345601"}


async def test_a_page_ends_where_the_next_begins_even_between_bookings_of_one_start(house: House) -> None:
    booked = {(await house.book("10:00"))["ref"] for _ in range(3)} | {(await house.book("14:00"))["ref"]}
    assert len(booked) == 4
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = await house.read(f"/bookings?limit=1{cursor}")
        seen += [item["ref"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert len(seen) == 4
    assert set(seen) == booked


async def test_bookings_are_filtered_by_days_times_and_state(house: House) -> None:
    early, late = (await house.book("10:00"))["ref"], (await house.book("14:00"))["ref"]

    async def refs(query: str) -> list[str]:
        return [item["ref"] for item in (await house.read(f"/bookings?{query}"))["items"]]

    assert await refs("from=2026-11-27&to=2026-11-27") == [early, late]
    assert await refs("from=2026-11-28") == []
    assert await refs("from=2026-11-27T12:00:00") == [late]
    assert await refs("to=2026-11-27T14:00:00%2B01:00") == [early]
    assert await refs("to=2026-11-27T13:00:00Z") == [early]
    assert await refs("state=confirmed") == [early, late]
    assert await refs("state=cancelled") == []


async def test_a_span_that_no_calendar_knows_is_refused_as_a_problem(house: House) -> None:
    for query in ("from=yesterday", "from=0001-01-01", "to=9999-12-31", "from=2027-03-28T02:30", "state=gone"):
        response = await house.get(f"/bookings?{query}")
        assert response.status_code == 422, query
        assert response.headers["content-type"] == "application/problem+json"
    assert (await house.get("/bookings?limit=0")).status_code == 422
    assert (await house.get("/bookings?limit=201")).status_code == 422


async def test_a_cursor_that_this_list_did_not_give_is_a_400(house: House) -> None:
    await house.book("10:00")
    await house.book("14:00")
    mine = (await house.read("/bookings?limit=1"))["next_cursor"]
    for cursor in ("", "x", "%C3%A4", "W10", "WyJib29raW5ncyIsMSwiXHVkODAwIl0", mine[:-3], mine + "AAAA"):
        assert (await house.get(f"/bookings?cursor={cursor}")).status_code == 400, cursor
    assert (await house.get(f"/calls?cursor={mine}")).status_code == 400


async def test_an_unchanged_booking_is_not_sent_again(house: House) -> None:
    ref = (await house.book())["ref"]
    first = await house.get(f"/bookings/{ref}")
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await house.get(f"/bookings/{ref}", if_none_match=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await house.get(f"/bookings/{ref}", if_none_match='"other"')).status_code == 200


async def test_cancelling_needs_the_tag_of_what_was_seen(house: House) -> None:
    ref = (await house.book())["ref"]
    tag = (await house.get(f"/bookings/{ref}")).headers["etag"]
    assert (await house.post(f"/bookings/{ref}/cancel")).status_code == 428
    assert (await house.post(f"/bookings/{ref}/cancel", if_match='"0"')).status_code == 412
    assert (await house.post(f"/bookings/{ref}/cancel", if_match=f"W/{tag}")).status_code == 412
    assert (await house.read(f"/bookings/{ref}"))["state"] == "confirmed"
    done = await house.post(f"/bookings/{ref}/cancel", if_match=tag)
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert done.json()["segments"][0]["calendar"] == "undone"
    assert done.headers["etag"] != tag
    assert (await house.post(f"/bookings/{ref}/cancel", if_match=tag)).status_code == 412
    again = await house.post(f"/bookings/{ref}/cancel", if_match=done.headers["etag"])
    assert again.json() == done.json()


async def test_a_cancelled_time_can_be_booked_again(house: House) -> None:
    booked = await house.book("10:00")
    tag = (await house.get(f"/bookings/{booked['ref']}")).headers["etag"]
    await house.post(f"/bookings/{booked['ref']}/cancel", if_match=tag)
    free = await house.read("/availability?service=herrenhaarschnitt&date=2026-11-27")
    assert ("2026-11-27T10:00:00+01:00", booked["staff"]) in {(s["start"], s["staff"]) for s in free["items"]}


async def test_who_cancelled_stands_on_the_timeline(house: House) -> None:
    booked = await house.book()
    tag = (await house.get(f"/bookings/{booked['ref']}")).headers["etag"]
    await house.post(f"/bookings/{booked['ref']}/cancel", if_match=tag)
    events = (await house.read(f"/calls/{booked['call_id']}/timeline"))["items"]
    assert [e["data"] for e in events if e["kind"] == "cancel_by_staff"] == [{"by": house.key_ids["salon-lindenhof"]}]


async def test_a_booking_of_another_salon_is_not_there(house: House) -> None:
    ref = (await house.book(salon=OTHER))["ref"]
    tag = (await house.get(f"/bookings/{ref}", OTHER)).headers["etag"]
    assert (await house.get(f"/bookings/{ref}")).status_code == 404
    assert (await house.post(f"/bookings/{ref}/cancel", if_match=tag)).status_code == 404
    assert (await house.post(f"/bookings/{ref}/cancel", if_match="*")).status_code == 404
    assert (await house.read("/bookings"))["items"] == []
    assert (await house.read(f"/bookings/{ref}", OTHER))["state"] == "confirmed"


async def test_a_cursor_of_another_salon_opens_nothing(house: House) -> None:
    await house.book("10:00", salon=OTHER)
    await house.book("14:00", salon=OTHER)
    cursor = (await house.read("/bookings?limit=1", OTHER))["next_cursor"]
    assert (await house.read(f"/bookings?cursor={cursor}"))["items"] == []


async def test_without_a_valid_key_nothing_is_told(house: House) -> None:
    good = house.keys["salon-lindenhof"]
    for value in (
        None,
        "",
        "Bearer",
        "Bearer x",
        f"Bearer {good[:-1]}",
        f"Bearer {good}x",
        f"Basic {good}",
        "Bearer \xe4",
    ):
        headers = {} if value is None else {b"authorization": value.encode("latin-1")}
        response = await house.http.get("/api/v1/bookings", headers=httpx.Headers(headers))
        assert response.status_code == 401, value
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert response.headers["content-type"] == "application/problem+json"
