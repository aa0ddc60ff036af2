"""Changing, handing over, and what is never promised: the tools beyond the plain booking."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.scenarios.conftest import Door
from tests.scenarios.test_tools import CUT, OTHER, PERM, PROMISES, book, configure, rows

FRIDAY_TEN = "2026-11-27T10:00:00+01:00"


@pytest.mark.parametrize(
    "change",
    [
        {"notes": "bitte ohne Föhnen"},
        {"phone": "0151 66677788"},
        {"email": "ada@beispiel.example"},
        {"customer_name": "Bruno Beispiel"},
        {"customer_name": "Bruno Beispiel", "notes": "bringt ein Kind mit"},
    ],
)
async def test_the_same_slot_with_other_details_amends_the_visit(door: Door, change: dict[str, str]) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **CUT)
    first = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    booked = await phone.tool("book", **first)
    amended = await phone.tool("book", **{**first, **change})
    assert (amended["state"], amended["ref"], amended["at"]) == ("confirmed", booked["ref"], booked["at"])
    found = await rows(
        door,
        "SELECT name, phone, email, visit.notes, state FROM visit JOIN customer ON customer.id = visit.customer_id",
    )
    assert len(found) == 1
    kept = " ".join(str(value) for value in found[0]).replace("+49151", "0151 ")
    assert all(value in kept for value in change.values()), kept
    titles = await rows(door, "SELECT title FROM calendar_entry WHERE cancelled_at IS NULL")
    assert len(titles) == 1
    assert change.get("customer_name", "Ada Beispiel").split()[0][0] + ". Beispiel" in titles[0].title


async def test_notes_are_added_and_never_lost(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **CUT)
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    for notes in ("Allergie gegen Henna", "bitte leise", "bitte leise"):
        await phone.tool("book", **args, notes=notes)
    (visit,) = await rows(door, "SELECT notes FROM visit")
    assert visit.notes == "Allergie gegen Henna; bitte leise"


async def test_a_second_person_at_the_same_time_gets_another_member_of_staff(door: Door) -> None:
    phone = door.phone()
    first = await book(phone)
    wish = {**CUT, "notes": "noch jemand, für meinen Sohn auch"}
    asked = await phone.tool("book", **wish, customer_name="Bruno Beispiel")
    if asked["state"] == "held":
        asked = await phone.tool("book", slot_id=asked["options"][0]["slot_id"], **wish, customer_name="Bruno Beispiel")
    assert (asked["state"], asked["at"]) == ("confirmed", first["at"])
    assert asked["ref"] != first["ref"]
    assert asked["staff"] != first["staff"]


async def test_another_person_named_is_another_wish(door: Door) -> None:
    phone = door.phone()
    first = await book(phone, **{**CUT, "staff": "Felix"})
    second = await phone.tool("book", **CUT, staff="Emma", customer_name="Bruno Beispiel")
    if second["state"] == "held":
        second = await phone.tool(
            "book", slot_id=second["options"][0]["slot_id"], staff="Emma", customer_name="Bruno Beispiel"
        )
    assert (second["state"], second["staff"]) == ("confirmed", "Emma")
    assert second["ref"] != first["ref"]


LONGER = {'{ name = "Haare wickeln", busy = 50 }': '{ name = "Haare wickeln", busy = 90 }'}
GONE = {
    'key = "dauerwelle"\nname = "Dauerwelle"': 'key = "welle"\nname = "Welle"',
    '"Dauer Welle", "Dauerwellen", ': "",
}


@pytest.mark.parametrize("change", [LONGER, GONE], ids=["longer", "gone"])
async def test_a_changed_catalogue_never_rewrites_a_booked_visit(door: Door, change: dict[str, str]) -> None:
    phone = door.phone()
    booked = await book(phone, **PERM)
    before = await rows(door, "SELECT plan, start_at, end_at FROM visit")
    await configure(door, change)
    status = await phone.tool("booking_status")
    assert (status["state"], status["at"]) == ("confirmed", FRIDAY_TEN)
    assert await rows(door, "SELECT plan, start_at, end_at FROM visit") == before
    moved = await phone.tool("reschedule", ref=booked["ref"], date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["at"][11:16]) == ("confirmed", "14:00")
    (after,) = await rows(door, "SELECT plan, start_at, end_at FROM visit")
    assert after.plan == before[0].plan, "moved as it was agreed, not as it is sold today"
    assert after.end_at - after.start_at == before[0].end_at - before[0].start_at


async def test_a_move_to_an_offer_of_the_changed_catalogue_keeps_the_agreed_plan(door: Door) -> None:
    phone, other = door.phone(), door.phone(OTHER)
    await book(phone, **PERM)
    (before,) = await rows(door, "SELECT plan FROM visit")
    shorter = {'{ name = "Schneiden & Styling", busy = 40 },\n]': '{ name = "Schneiden & Styling", busy = 20 },\n]'}
    await configure(door, shorter)
    offer = await phone.tool("check_availability", **{**PERM, "time": "14:00"})
    assert offer["state"] == "held"
    await book(other, service="Trockenschnitt", date="Freitag", time="16:00", staff="Felix")
    moved = await phone.tool("reschedule", slot_id=offer["options"][0]["slot_id"])
    assert moved["state"] == "refused", "the agreed visit needs longer than is free there, and is never shortened"
    assert moved["reason"] == "slot_taken"
    (after,) = await rows(door, "SELECT plan, state FROM visit WHERE generation = 0 AND plan LIKE '%dauerwelle%'")
    assert (after.plan, after.state) == (before.plan, "confirmed")


@pytest.mark.parametrize("said", ["ich möchte mit jemandem sprechen", "Kann ich mit einem Menschen sprechen?"])
@pytest.mark.parametrize("hour", [9, 20])
async def test_who_wants_a_person_is_put_through_or_called_back(door: Door, said: str, hour: int) -> None:
    door.clock.set(datetime(2026, 11, 24, hour, 30, tzinfo=UTC))
    phone = door.phone(transcript_object=[{"role": "user", "content": said}])
    answer = await phone.tool("check_availability", **CUT)
    if hour == 9:
        assert (answer["offer"], answer["transfer_to"]) == ("transfer", "+493012345679")
    else:
        assert (answer["offer"], answer.get("transfer_to")) == ("callback", None)
    assert answer["state"] == "info"


async def test_two_misunderstandings_come_with_a_way_to_a_person(door: Door) -> None:
    phone = door.phone()
    first = await phone.tool("check_availability", service="Bremsbeläge")
    assert "offer" not in first
    second = await phone.tool("check_availability", service="Auspuff schweißen")
    assert (second["offer"], second["transfer_to"]) == ("transfer", "+493012345679")
    door.clock.set(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    late = door.phone(OTHER)
    await late.tool("check_availability", service="Bremsbeläge")
    assert (await late.tool("check_availability", service="Auspuff"))["offer"] == "callback"


async def test_the_context_names_somebody_only_while_somebody_is_there(door: Door) -> None:
    assert (await door.phone().tool("get_context"))["transfer_to"] == "+493012345679"
    door.clock.set(datetime(2026, 11, 24, 11, 45, tzinfo=UTC))  # the lunch break, by the wall clock a quarter to one
    assert "transfer_to" not in await door.phone().tool("get_context")
    door.clock.set(datetime(2026, 12, 25, 9, 30, tzinfo=UTC))  # Christmas, a Friday
    context = await door.phone().tool("get_context")
    assert context["open_now"] is False
    assert "transfer_to" not in context, "nobody is there on a holiday"


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "2026-11-24T10:30"),
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), "2026-11-25T09:30"),
        (datetime(2026, 11, 28, 20, 0, tzinfo=UTC), "2026-11-30T09:30"),
        (datetime(2026, 12, 24, 20, 0, tzinfo=UTC), "2026-12-28T09:30"),
    ],
)
async def test_a_callback_is_promised_within_opening_hours_once_per_call(door: Door, now: datetime, hours: str) -> None:
    door.clock.set(now)
    phone = door.phone()
    first = await phone.tool("request_callback", customer_name="Ada Beispiel")
    assert (first["state"], first["at"][:16]) == ("info", hours)
    door.wait(90)
    again = await phone.tool("request_callback", customer_name="Ada Beispiel", notes="es eilt")
    assert again["at"] == first["at"]
    tasks = await rows(door, "SELECT kind, state, due_at FROM task")
    assert [(task.kind, task.state) for task in tasks] == [("callback", "open")]


async def test_a_hidden_caller_is_called_back_only_at_a_number_they_say(door: Door) -> None:
    phone = door.phone("anonymous")
    asked = await phone.tool("request_callback", customer_name="Ada Beispiel")
    assert (asked["state"], asked["field"]) == ("need_info", "phone")
    assert await rows(door, "SELECT 1 FROM task") == [], "nothing is promised that cannot be kept"
    noted = await phone.tool("request_callback", customer_name="Ada Beispiel", phone="0151 66677788")
    assert noted["state"] == "info"
    assert "+4915166677788" in (await rows(door, "SELECT personal FROM task"))[0].personal


async def test_no_sentence_promises_a_message_that_nobody_sends(door: Door) -> None:
    phone = door.phone()
    said = []

    async def hear(tool: str, **args: Any) -> dict[str, Any]:
        answer = await phone.tool(tool, **args)
        said.append(answer["say"].casefold())
        return answer

    offer = await hear("check_availability", **PERM)
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel", "email": "ada@beispiel.example"}
    for tool, given in (
        ("book", args),
        ("book", args),
        ("booking_status", {}),
        ("find_bookings", {}),
        ("reschedule", {"date": "Freitag", "time": "vierzehn Uhr"}),
        ("cancel", {}),
        ("request_callback", {}),
        ("get_context", {}),
        ("list_services", {}),
        ("opening_hours", {"date": "Freitag"}),
    ):
        assert (await hear(tool, **given))["state"] != "need_info", tool
    assert [line for line in said if any(word in line for word in PROMISES)] == []


async def test_hours_and_services_are_told(door: Door) -> None:
    phone = door.phone()
    assert (await phone.tool("opening_hours", date="Donnerstag"))["hours"] == "09:00-20:00"
    assert (await phone.tool("opening_hours", date="Sonntag"))["open"] is False
    assert (await phone.tool("opening_hours", date="25.12.2026"))["open"] is False
    services = await phone.tool("list_services")
    assert services["count"] == 11
    assert "Strähnen-Paket" not in services["say"], "that one is not booked by telephone"
    told = await phone.tool("list_services", service="Was kostet denn eine Dauerwelle?")
    assert told["say"] == "Dauerwelle kostet fünfundachtzig Euro und dauert zwei Stunden und fünfzehn Minuten."
    assert (told["state"], told["service"], told["price"]) == ("info", "Dauerwelle", "85.00 EUR")
    assert "options" not in told, "who asks for a price is offered nothing"
    assert (await phone.tool("list_services", service="Raumschiff"))["reason"] == "unknown_service"


async def test_ending_the_intention_lets_the_same_wish_be_booked_anew(door: Door) -> None:
    phone = door.phone()
    first = await book(phone)
    assert (await phone.tool("cancel"))["state"] == "cancelled"
    second = await book(phone)
    assert (second["state"], second["at"]) == ("confirmed", first["at"])
    assert second["ref"] != first["ref"]
