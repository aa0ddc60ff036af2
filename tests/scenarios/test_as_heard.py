"""Services, names, numbers and addresses as callers say them and recognisers write them, through the real door."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.scenarios.conftest import Door, Phone

WHEN = {"date": "Freitag", "time": "zehn Uhr"}
NUMBER = "null eins fünf eins, dreiundzwanzig, fünfundvierzig, siebenundsechzig, neunundachtzig"


async def rows(door: Door, statement: str) -> list[Any]:
    """Rows of a plain SELECT."""
    return await door.application.desk.transact(lambda tx: list(tx.run(sa.text(statement))))


async def book(caller: Phone, service: str, **more: str) -> dict[str, Any]:
    """Ask for Friday at ten, take what is free, and book it."""
    offer = await caller.tool("check_availability", service=service, **WHEN)
    assert offer["state"] == "held", offer
    return await caller.tool("book", slot_id=offer["options"][0]["slot_id"], **more)


async def test_a_whole_call_in_words_as_heard(door: Door) -> None:
    booked = await book(
        door.phone(number=None),
        "ich hätte gern ne Tauer Welle",
        customer_name="Ja, mein Name ist Meier, ich buchstabiere: M A Y E R",
        phone=NUMBER,
        email="jonas punkt mayer klammeraffe ge em ix punkt de",
    )
    assert (booked["state"], booked["service"]) == ("confirmed", "Dauerwelle")
    [customer] = await rows(door, "SELECT name, phone, email FROM customer")
    assert tuple(customer) == ("Mayer", "+4915123456789", "jonas.mayer@gmx.de")


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("Herren Haar Schnitt", "Herrenhaarschnitt"),
        ("keine Dauerwelle, nur einen Damenhaarschnitt", "Damenhaarschnitt"),
        ("Kinderhaarschnitt, nee, Moment, Herrenhaarschnitt", "Herrenhaarschnitt"),
        ("men's haircut", "Herrenhaarschnitt"),
        ("Haarschnitt für meinen Mann", "Herrenhaarschnitt"),
    ],
)
async def test_a_service_is_understood_however_it_was_heard(door: Door, said: str, service: str) -> None:
    offer = await door.phone().tool("check_availability", service=said, **WHEN)
    assert (offer["state"], offer["service"]) == ("held", service)


async def test_two_vague_wishes_are_asked_one_after_the_other_and_none_is_forgotten(door: Door) -> None:
    phone = door.phone()
    asked = await phone.tool("check_availability", service="Färben und Schneiden", **WHEN)
    assert (asked["state"], asked["field"]) == ("need_info", "service")
    assert asked["say"].startswith("Schneiden merke ich mir. Meinen Sie ")
    asked = await phone.tool("check_availability", service="Ansatzfärbung und Schneiden", **WHEN)
    assert asked["say"].startswith("Ansatzfärbung merke ich mir. Meinen Sie ")
    offer = await phone.tool("check_availability", service="Ansatzfärbung und Damenhaarschnitt", **WHEN)
    assert offer["state"] in ("held", "refused")
    assert "Ansatzfärbung" in offer["say"] or offer["options"]


async def test_two_children_get_two_cuts_one_after_the_other(door: Door) -> None:
    booked = await book(door.phone(), "zwei Kinderhaarschnitte", customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    assert booked["service"] == "2 × Kinderhaarschnitt"
    assert "zweimal Kinderhaarschnitt" in booked["say"]
    segments = await rows(door, "SELECT start_at, end_at FROM segment ORDER BY start_at")
    assert len(segments) == 2
    assert segments[0][1] == segments[1][0], "the second begins when the first is done"


async def test_a_series_is_taken_one_visit_at_a_time_and_that_is_said(door: Door) -> None:
    offer = await door.phone().tool("check_availability", service="dreimal Dauerwelle", **WHEN)
    assert offer["service"] == "Dauerwelle"
    assert offer["say"].startswith("Wir machen einen Termin nach dem anderen")


async def test_as_always_is_an_offer_to_who_is_known_and_a_question_to_everybody_else(door: Door) -> None:
    booked = await book(door.phone(), "Dauerwelle", customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    later = {"date": "Dienstag in einer Woche", "time": "zehn Uhr"}
    door.wait(timedelta(days=4).total_seconds())
    phone = door.phone()
    asked = await phone.tool("check_availability", service="wie immer", **later)
    assert (asked["state"], asked["service"]) == ("need_info", "Dauerwelle")
    assert asked["say"] == "Beim letzten Mal war es Dauerwelle. Soll es das wieder sein?"
    assert "options" not in asked, "nothing is held before the caller said yes"
    offer = await phone.tool("check_availability", service="ja, wie immer", **later)
    assert (offer["state"], offer["service"]) == ("held", "Dauerwelle")
    for stranger in (door.phone(number="+4915155555555"), door.phone(number=None)):
        asked = await stranger.tool("check_availability", service="wie immer", **later)
        assert (asked["state"], asked["say"]) == ("need_info", "Was darf es denn sein?")


async def test_a_service_a_time_or_a_member_of_staff_is_not_taken_for_the_customer(door: Door) -> None:
    phone = door.phone(number=None)
    for said in ("Dauerwelle", "zehn Uhr", "Felix", "Salon Lindenhof", "genau"):
        asked = await book(phone, "Herrenhaarschnitt", customer_name=said)
        assert (asked["state"], asked["field"]) == ("need_info", "customer_name"), said


async def test_a_number_that_is_none_is_asked_for_once_and_then_kept_as_heard(door: Door) -> None:
    phone = door.phone(number=None)
    wish = {"customer_name": "Ada Beispiel", "phone": "null eins fünf eins zwei"}
    asked = await book(phone, "Herrenhaarschnitt", **wish)
    assert (asked["state"], asked["field"]) == ("need_info", "phone")
    booked = await phone.tool("book", service="Herrenhaarschnitt", **WHEN, **wish)
    assert booked["state"] == "confirmed"
    [(notes,)] = await rows(door, "SELECT notes FROM visit")
    assert notes == "Telefon wie gehört: null eins fünf eins zwei"


async def test_an_address_with_a_hole_is_spoken_back_before_it_is_believed(door: Door) -> None:
    phone = door.phone()
    wish = {"customer_name": "Ada Beispiel", "email": "ada punkt beispiel at gmx"}
    asked = await book(phone, "Herrenhaarschnitt", **wish)
    assert (asked["state"], asked["field"]) == ("need_info", "email")
    assert asked["say"] == "Die Mailadresse ist ada Punkt beispiel ät g m x Punkt de, stimmt das?"
    assert await rows(door, "SELECT id FROM visit") == []
    booked = await phone.tool("book", service="Herrenhaarschnitt", **WHEN, **wish)
    assert booked["state"] == "confirmed"
    assert [tuple(row) for row in await rows(door, "SELECT email FROM customer")] == [("ada.beispiel@gmx.de",)]


@pytest.mark.parametrize("said", ["nein danke", "hab ich nicht", "keine"])
async def test_who_gives_no_address_is_not_asked_again(door: Door, said: str) -> None:
    booked = await book(door.phone(), "Herrenhaarschnitt", customer_name="Ada Beispiel", email=said, phone=said)
    assert booked["state"] == "confirmed"


async def test_a_name_that_sounds_the_same_opens_nothing_by_itself(door: Door) -> None:
    booked = await book(door.phone(), "Herrenhaarschnitt", customer_name="Anna Schmitt")
    hidden = door.phone(number=None)
    for said in ("Anna Schmidt", "Schmitt"):
        asked = await hidden.tool("booking_status", customer_name=said)
        assert (asked["state"], asked["field"]) == ("need_info", "ref")
        refused = await hidden.tool("cancel", customer_name=said)
        assert refused["state"] == "need_info"
    told = await hidden.tool("booking_status", ref=booked["ref"], customer_name="Schmidt mit Doppel-T")
    assert told["state"] == "confirmed"
    other = await door.phone(number=None).tool("booking_status", ref=booked["ref"], customer_name="Anna Schulz")
    assert (other["state"], other["reason"]) == ("refused", "not_found")


async def test_any_words_at_all_are_answered(door: Door) -> None:
    monsters = [
        "💇" * 500,
        "und oder ohne statt nicht " * 60,
        "S wie " * 300,
        "at Punkt " * 200,
        "\u202e\x07 zehn",
        "keine",
    ]
    answers = await asyncio.gather(
        *(
            door.phone(number=None).tool("book", service=text, customer_name=text, phone=text, email=text, **WHEN)
            for text in monsters
        )
    )
    assert all(answer.get("reason") != "technical" for answer in answers)


async def test_what_is_not_offered_is_said_in_the_same_breath(door: Door) -> None:
    offer = await door.phone().tool("check_availability", service="Ansatzfärbung und Rückenmassage", **WHEN)
    assert offer["say"].startswith("Rückenmassage bieten wir leider nicht an, aber am Freitag, ")
    assert offer["say"].count(". ") == 1


async def test_nobody_gets_a_service_by_its_neighbours_verb(door: Door) -> None:
    asked = await door.phone().tool("check_availability", service="Haarschnitt, Bart trimmen und Bart färben", **WHEN)
    assert (asked["state"], asked["field"]) == ("need_info", "service")
    assert asked["say"].startswith("Bart trimmen bieten wir leider nicht an. Meinen Sie ")


async def test_two_persons_are_never_one_visit(door: Door) -> None:
    asked = await door.phone().tool("check_availability", service="Haarschnitt für mich und meine Frau", **WHEN)
    assert (asked["state"], asked["field"]) == ("need_info", "service")


async def test_after_two_misunderstandings_there_is_one_question(door: Door) -> None:
    phone = door.phone()
    await phone.tool("check_availability", service="Tattoo", **WHEN)
    answer = await phone.tool("check_availability", service="Piercing", **WHEN)
    assert answer["say"].count("?") == 1
