"""Every tool under every name, and every reason for a "no", as an agent meets them (design 5.2)."""

from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.tools import OLDER_TOOLS, TOOLS
from holdfast.sample import sample_tenant_file
from tests.scenarios.bad_luck import StoreTrouble
from tests.scenarios.conftest import Door, Phone

CUT = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr"}
PERM = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
OTHER = "+4915155555555"
PROMISES = ("sms", "e-mail", "email", "mail", "nachricht", "bestätigung per")


async def book(phone: Phone, name: str = "Ada Beispiel", **wish: str) -> dict[str, Any]:
    """Check, and say yes to the first offer."""
    offer = await phone.tool("check_availability", **(wish or CUT))
    assert offer["state"] == "held", offer
    return await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name=name)


async def configure(door: Door, changes: dict[str, str]) -> None:
    """Change lines of the salon's file; it works at once."""
    text = sample_tenant_file()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    assert (await apply_tenant(door.application.desk, text, "salon.toml")).faults == ()


async def rows(door: Door, statement: str) -> list[Any]:
    """Rows of a plain SELECT."""
    return await door.application.desk.transact(lambda tx: list(tx.run(sa.text(statement))))


@pytest.mark.parametrize("name", [*sorted(TOOLS), *sorted(OLDER_TOOLS), "check_availability_v17", "BOOK_v2"])
async def test_every_tool_answers_under_every_name_it_ever_had(door: Door, name: str) -> None:
    answer = await door.phone().tool(name)
    assert answer.get("field") != "tool", "the name is known"
    assert answer.get("reason") != "technical"
    assert not any(word in answer["say"].casefold() for word in PROMISES)
    again = await door.phone().tool(f"{name}_v3")
    assert again["state"] == answer["state"]


@pytest.mark.parametrize("time", ["uhrzeit", "preferred_time"])
@pytest.mark.parametrize("service", ["dienstleistung", "service_name"])
async def test_older_arguments_are_understood(door: Door, service: str, time: str) -> None:
    phone = door.phone()
    args = {service: "Dauerwelle", "datum": "Freitag", time: "zehn Uhr", "mitarbeiter": "Felix"}
    offer = await phone.tool("check_availability_v17", **args)
    assert (offer["state"], offer["at"]) == ("held", "2026-11-27T10:00:00+01:00")
    booked = await phone.tool("collect_appointment_data", **args, name="Ada Beispiel")
    assert (booked["state"], booked["service"], booked["staff"]) == ("confirmed", "Dauerwelle", "Felix")


async def test_a_datetime_in_one_argument_is_understood(door: Door) -> None:
    offer = await door.phone().tool("check_availability", service="Dauerwelle", datetime="2026-11-27T10:00:00")
    assert (offer["state"], offer["at"]) == ("held", "2026-11-27T10:00:00+01:00")


REASONS: dict[str, dict[str, str]] = {
    "closed": {"service": "Herrenhaarschnitt", "date": "Sonntag", "time": "zehn Uhr"},
    "holiday": {"service": "Herrenhaarschnitt", "date": "25.12.2026", "time": "zehn Uhr"},
    "staff_away": {"service": "Dauerwelle", "date": "Samstag", "time": "neun Uhr", "staff": "Mia"},
    "too_short_notice": {"service": "Herrenhaarschnitt", "date": "heute", "time": "10:10"},
    "past": {"service": "Herrenhaarschnitt", "date": "2026-11-23", "time": "10:00"},
    "beyond_horizon": {"service": "Herrenhaarschnitt", "date": "2027-09-10", "time": "10:00"},
    "does_not_fit": {"service": "Dauerwelle", "date": "Freitag", "time": "17:00", "staff": "Felix"},
    "unknown_service": {"service": "Bremsbeläge wechseln", "date": "Freitag", "time": "zehn Uhr"},
    "staff_cannot": {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "staff": "Emma"},
    "not_bookable": {"service": "Strähnen-Paket", "date": "Freitag", "time": "zehn Uhr"},
    "policy": {"service": "Komplette Umfärbung", "date": "Freitag", "time": "zehn Uhr"},
}


@pytest.mark.parametrize("reason", REASONS)
async def test_a_no_carries_the_reason_of_its_rule(door: Door, reason: str) -> None:
    phone = door.phone()
    answer = await phone.tool("check_availability", **REASONS[reason])
    assert (answer["state"], answer["reason"]) == ("refused", reason)
    assert "vergeben" not in answer["say"]
    assert "besetzt" not in answer["say"]
    assert len(answer.get("options", [])) <= 3
    for option in answer.get("options", []):
        booked = await phone.tool("book", slot_id=option["slot_id"], customer_name="Ada Beispiel")
        assert (booked["state"], booked["at"]) == ("confirmed", option["at"]), "what is named is held"
        break


@pytest.mark.parametrize("date", ["Sonntag", "25.12.2026", "2027-09-10"])
async def test_a_whole_day_without_room_says_why(door: Door, date: str) -> None:
    answer = await door.phone().tool("check_availability", service="Herrenhaarschnitt", date=date)
    expected = {"Sonntag": "closed", "25.12.2026": "holiday", "2027-09-10": "beyond_horizon"}
    assert (answer["state"], answer["reason"]) == ("refused", expected[date])


async def test_a_full_day_is_nothing_free_and_never_closed(door: Door) -> None:
    for n in range(12):
        phone = door.phone(f"+49151555550{n:02d}")
        offer = await phone.tool("check_availability", service="Balayage", date="Samstag")
        if offer["state"] != "held":
            break
        await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert (offer["state"], offer["reason"]) == ("refused", "nothing_free")


async def test_taken_is_said_only_of_others_and_of_holds_as_holds(door: Door) -> None:
    first, second = door.phone(), door.phone(OTHER)
    await first.tool("check_availability", **PERM)
    assert (await second.tool("check_availability", **PERM))["reason"] == "held_by_other"
    await book(first, **PERM)
    assert (await second.tool("check_availability", **PERM))["reason"] == "slot_taken"
    own = await first.tool("check_availability", **PERM)
    assert (own["state"], own["reason"]) == ("confirmed", "already_yours")
    occupants = await rows(door, "SELECT data FROM timeline WHERE kind = 'refused_by_rule' ORDER BY id")
    assert all('"occupant":"' in row.data for row in occupants), "what occupies it is stored with the answer (R2)"


async def test_an_expired_hold_an_unknown_code_and_a_store_that_fails_have_their_reasons(door: Door) -> None:
    first, second = door.phone(), door.phone(OTHER)
    offer = await first.tool("check_availability", **PERM)
    door.wait(301)
    await book(second, "Bruno Beispiel", **PERM)
    late = await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert (late["state"], late["reason"]) == ("refused", "hold_expired")
    unknown = await first.tool("booking_status", ref="X9X9X", customer_name="Ada Beispiel")
    assert (unknown["state"], unknown["reason"]) == ("refused", "not_found")
    StoreTrouble(door.application, ["before"]).arm()
    assert (await first.tool("list_services"))["reason"] == "technical"


@pytest.mark.parametrize(("switch", "word"), [("off", "Termine buchen"), ("callback_only", "Team")])
async def test_the_switch_for_bookings_works_at_once(door: Door, switch: str, word: str) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", **CUT)
    await configure(door, {'bookings = "on"': f'bookings = "{switch}"'})
    for tool, args in (
        ("book", {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}),
        ("check_availability", {**CUT, "time": "elf Uhr"}),
        ("reschedule", {"date": "Freitag", "time": "elf Uhr"}),
    ):
        answer = await phone.tool(tool, **args)
        assert (answer["state"], answer["reason"]) == ("refused", "policy"), tool
        assert word in answer["say"]
    assert await rows(door, "SELECT 1 FROM visit") == []
    assert (await phone.tool("get_context"))["bookings"] == switch
    await configure(door, {})
    assert (await book(phone))["state"] == "confirmed"


async def test_a_service_for_known_customers_is_booked_by_those(door: Door) -> None:
    wish = {"service": "Komplette Umfärbung", "date": "Freitag", "time": "zehn Uhr"}
    assert (await door.phone().tool("check_availability", **wish))["reason"] == "policy"
    assert (await door.phone(None).tool("check_availability", **wish))["reason"] == "policy"
    await book(door.phone(), date="Mittwoch", service="Trockenschnitt", time="zehn Uhr")
    assert (await book(door.phone(), **wish))["state"] == "confirmed"


@pytest.mark.parametrize(
    "words", ["der Erste", "Ihr erster Vorschlag, den nehm ich gerne", "der erste bitte", "die erste Option"]
)
async def test_the_first_is_the_first_that_was_named(door: Door, words: str) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag")
    booked = await phone.tool("book", slot_id=words, customer_name="Ada Beispiel")
    assert (booked["state"], booked["at"]) == ("confirmed", offer["options"][0]["at"])


async def test_the_one_at_eleven_is_the_one_at_eleven(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag")
    second = offer["options"][1]
    booked = await phone.tool("book", slot_id=f"der um {second['at'][11:16]}", customer_name="Ada Beispiel")
    assert (booked["state"], booked["at"]) == ("confirmed", second["at"])


async def test_at_most_three_offers_are_held_whatever_is_asked(door: Door) -> None:
    phone = door.phone()
    for day in ("Mittwoch", "Donnerstag", "Freitag", "Samstag"):
        await phone.tool("check_availability", service="Trockenschnitt", date=day)
        live = await rows(door, f"SELECT 1 FROM offer WHERE expires_at > {int(door.clock.now().timestamp() * 1000)}")
        assert len(live) <= 3
    other = await door.phone(OTHER).tool("check_availability", service="Trockenschnitt", date="Mittwoch", time="9:00")
    assert other["state"] == "held", "what gave way is free again"


async def test_a_hold_is_renewed_by_every_request_but_not_beyond_three_times_its_length(door: Door) -> None:
    phone, other = door.phone(), door.phone(OTHER)
    await phone.tool("check_availability", **PERM)
    for _ in range(3):
        door.wait(280)
        await phone.tool("list_services")
    assert (await other.tool("check_availability", **PERM))["reason"] == "held_by_other"
    door.wait(59)
    await phone.tool("list_services")
    assert (await other.tool("check_availability", **PERM))["reason"] == "held_by_other", "899 seconds"
    door.wait(2)
    assert (await other.tool("check_availability", **PERM))["state"] == "held", "901 seconds"


async def test_several_services_in_one_visit_are_all_or_nothing(door: Door) -> None:
    phone, other = door.phone(), door.phone(OTHER)
    both = {"service": "Damenhaarschnitt und Ansatzfärbung", "date": "Freitag", "time": "neun Uhr", "staff": "Emma"}
    await book(other, service="Trockenschnitt", date="Freitag", time="elf Uhr", staff="Emma")
    refused = await phone.tool("check_availability", **both)
    assert (refused["state"], refused["reason"]) == ("refused", "slot_taken")
    await other.tool("cancel")
    booked = await book(phone, **both)
    assert (booked["state"], booked["staff"]) == ("confirmed", "Emma")
    assert len(await rows(door, "SELECT 1 FROM visit WHERE state = 'confirmed'")) == 1
    assert (await phone.tool("cancel"))["state"] == "cancelled"
    assert await rows(door, "SELECT 1 FROM calendar_entry WHERE cancelled_at IS NULL") == []
