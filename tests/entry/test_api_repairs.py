"""Repairs, figures, seen tasks and deliveries over the API, as a program of the salon uses them."""

from typing import Any

from holdfast.core.ids import TenantId
from holdfast.store import tasks, verdicts
from holdfast.store.engine import Tx
from holdfast.store.tasks import TaskKind
from tests.entry.house import OTHER, House


async def told_taken(house: House) -> None:
    """A call that booked, and of which a verdict says that its caller heard "vergeben"."""
    offer = await house.ask("check_availability", {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr"})
    slot = offer.json()["options"][0]["slot_id"]
    booked = await house.ask("book", {"slot_id": slot, "customer_name": "Ada Beispiel"})
    assert booked.json()["state"] == "confirmed"
    document: dict[str, Any] = {
        "witnesses": {"said": "taken", "stored": "confirmed", "calendar": "present"},
        "agree": False,
        "cause": "own_echo",
        "causes": [],
        "repair": {"act": "adopt", "why": "sie stehen da", "never": ["recreate"], "tell_caller": None},
        "sentence": "Gesagt wurde vergeben.",
    }

    call = await call_of(house)

    def body(tx: Tx) -> None:
        verdicts.put(tx.of(TenantId(1)), call, house.clock.now(), "ended", "call_ended", False, document)

    await house.application.desk.transact(body)


async def call_of(house: House) -> str:
    return str((await house.read("/calls"))["items"][0]["id"])


async def test_a_repair_is_shown_applied_as_shown_and_undone(house: House) -> None:
    await told_taken(house)
    call = await call_of(house)
    shown = await house.get(f"/calls/{call}/repair")
    assert shown.status_code == 200, shown.text
    plan = shown.json()
    assert (plan["act"], plan["barred"], plan["applied"]) == ("adopt", None, None)
    assert plan["tell_caller"].startswith("Ihr Termin am Freitag")
    assert [one["act"] for one in plan["never"]] == ["recreate", "delete"]
    assert (await house.post(f"/calls/{call}/repair")).status_code == 428
    assert (await house.post(f"/calls/{call}/repair", if_match='"other"')).status_code == 412
    etag = shown.headers["etag"]
    assert (await house.get(f"/calls/{call}/repair", if_none_match=etag)).status_code == 304
    done = await house.post(f"/calls/{call}/repair", if_match=etag)
    assert (done.status_code, done.json()["outcome"]) == (200, "done")
    again = await house.post(f"/calls/{call}/repair", if_match=etag)
    assert again.json()["repair"]["id"] == done.json()["repair"]["id"]
    undone = await house.post(f"/calls/{call}/repair/undo")
    assert undone.json()["outcome"] == "undone"
    assert (await house.post(f"/calls/{call}/repair/undo")).status_code == 404


async def test_a_case_is_waived_with_a_reason(house: House) -> None:
    await told_taken(house)
    call = await call_of(house)
    etag = (await house.get(f"/calls/{call}/repair")).headers["etag"]
    await house.post(f"/calls/{call}/repair", if_match=etag)
    headers = house.bearer()
    path = f"/api/v1/calls/{call}/repair/waive"
    assert (await house.http.post(path, headers=headers, json={"why": ""})).status_code == 422
    assert (await house.http.post(path, headers=headers, json={"why": "stand im Salon"})).status_code == 204
    plan = (await house.get(f"/calls/{call}/repair")).json()
    assert plan["case"]["closed_how"] == "waived"
    assert (await house.http.post(path, headers=headers, json={"why": "noch einmal"})).status_code == 404


async def test_another_salon_has_no_such_call(house: House) -> None:
    await told_taken(house)
    call = await call_of(house)
    assert (await house.get(f"/calls/{call}/repair", OTHER)).status_code == 404
    assert (await house.post(f"/calls/{call}/repair", OTHER, if_match='"x"')).status_code == 404
    assert (await house.read("/stats", OTHER))["calls"] == 0


async def test_figures_come_with_their_definitions(house: House) -> None:
    await told_taken(house)
    stats = await house.read("/stats")
    figure = next(one for one in stats["figures"] if one["name"] == "told_taken_but_ours")
    assert (figure["value"], figure["calls"]) == (1, [await call_of(house)])
    assert figure["definition"].startswith("Calls whose caller heard")
    assert stats["platform_says"]["unsaid"] == stats["calls"]
    backwards = await house.get("/stats?from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00Z")
    assert backwards.status_code == 422


async def test_a_task_is_seen_once(house: House) -> None:
    def body(tx: Tx) -> None:
        tasks.add(tx.of(TenantId(1)), TaskKind.PERSON, "prüfen", house.clock.now())

    await house.application.desk.transact(body)
    assert (await house.post("/tasks/1/seen")).status_code == 204
    assert (await house.post("/tasks/1/seen", OTHER)).status_code == 404
    assert (await house.post("/tasks/99/seen")).status_code == 404
    seen = await house.application.desk.transact(lambda tx: tasks.one(tx.of(TenantId(1)), 1))
    assert seen is not None
    assert seen.seen_at is not None


async def test_nothing_has_left_the_house_yet(house: House) -> None:
    assert await house.read("/deliveries") == {"items": [], "next_cursor": None}
