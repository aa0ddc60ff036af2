"""Absences over the API: entered, listed, lifted, by the same rules as on the screens; another salon sees nothing."""

from typing import Any

from tests.entry.house import OTHER, SALON, House
from tests.entry.test_api_customers import send

SICK = {"staff": "mia", "kind": "sick", "first": "2026-11-27"}


async def entered(house: House, **changed: Any) -> Any:
    response = await send(house, "POST", "/absences", {**SICK, **changed})
    assert response.status_code == 201, response.text
    return response.json()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"staff": "nobody"}, "no such member of staff"),
    ({"last": "2026-11-26"}, "before the first"),
    ({"first": "2026-11-20", "last": "2026-11-20"}, "over already"),
    ({"first": "soon"}, "not a day"),
    ({"since": "12:00"}, "together"),
    ({"since": "14:00", "until": "12:00"}, "before until"),
    ({"since": "12:01", "until": "13:00"}, "does not fit the schema"),
    ({"kind": "bored"}, "does not fit the schema"),
    ({"note": "x" * 201}, "does not fit the schema"),
    ({"more": 1}, "does not fit the schema"),
]


async def test_an_absence_is_entered_seen_and_lifted(house: House) -> None:
    booked = await house.book(service="Dauerwelle")
    (staff,) = {segment["staff"] for segment in (await house.read(f"/bookings/{booked['ref']}"))["segments"]} - {None}
    made = await entered(house, staff=staff, note="Grippe")
    assert made["to_call"] == [booked["ref"]] and made["note"] == "Grippe"
    assert (made["first"], made["last"], made["since"], made["lifted_at"]) == ("2026-11-27", "2026-11-27", None, None)
    (task,) = (await house.read("/tasks?state=open"))["items"]
    assert (task["kind"], task["ref"]) == ("absence", booked["ref"])
    path = f"/absences/{made['ref']}"
    shown = await house.get(path)
    assert shown.json() == made
    assert (await house.get(path, if_none_match=shown.headers["etag"])).status_code == 304
    asked = "/availability/explain?service=dauerwelle&at=2026-11-27T15:00&staff=" + made["staff_key"]
    (way,) = (await house.read(asked))["ways"]
    assert {"staff_away"} <= {one["reason"] for one in way["obstacles"]}
    assert f"absence:{made['ref']}" in {one["detail"] for one in way["obstacles"]}
    assert (await send(house, "DELETE", path, None, OTHER)).status_code == 404
    for _ in range(2):
        lifted = await send(house, "DELETE", path, None)
        assert lifted.status_code == 200 and lifted.json()["lifted_at"] and lifted.json()["to_call"] == []
    assert (await house.read("/tasks?state=open"))["items"] == []
    assert (await house.read("/absences"))["items"] == []


async def test_absences_are_listed_page_by_page_and_what_is_wrong_is_told_and_not_kept(house: House) -> None:
    for changed, said in WRONG:
        response = await send(house, "POST", "/absences", {**SICK, **changed}, SALON)
        assert response.status_code == 422 and response.headers["content-type"] == "application/problem+json"
        assert said in response.json()["detail"], changed
    assert (await house.read("/absences?since=2026-01-01"))["items"] == []
    refs = [
        (await entered(house, first="2026-11-23", last="2026-11-24"))["ref"],
        (await entered(house, kind="blocked", since="12:00", until="14:00"))["ref"],
        (await entered(house, kind="holiday", first="2026-12-21", last="2027-01-02"))["ref"],
    ]
    assert (await entered(house, kind="blocked", since="12:00", until="14:00"))["ref"] == refs[1]
    first = await house.read("/absences?limit=2")
    second = await house.read(f"/absences?limit=2&cursor={first['next_cursor']}")
    assert [one["ref"] for one in first["items"] + second["items"]] == refs
    assert [one["ref"] for one in (await house.read("/absences?since=2026-12-30"))["items"]] == refs[2:]
    assert (await house.read("/absences", OTHER))["items"] == []
    assert (await house.get(f"/absences/{refs[0]}", OTHER)).status_code == 404
    shown = await house.read("/slots/explain?staff=mia&at=2026-11-27T12:00")
    assert (shown["absences"], shown["free"]) == ([{"ref": refs[1], "kind": "blocked"}], False)
