"""The main job, as a story: check, offer, yes, book, read back; and what must never go wrong on the way."""

import asyncio

from tests.scenarios.conftest import Door

FRIDAY_TEN = "2026-11-27T10:00:00+01:00"


async def test_a_call_ends_with_an_appointment_that_is_really_there(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr")
    assert offer["state"] == "held"
    assert offer["options"][0]["at"] == FRIDAY_TEN
    assert "Soll ich" in offer["say"]

    answer = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert answer["state"] == "confirmed"
    assert answer["at"] == FRIDAY_TEN
    assert answer["service"] == "Dauerwelle"
    assert answer["ref"]

    status = await phone.tool("booking_status")
    assert (status["state"], status["ref"]) == ("confirmed", answer["ref"])


async def test_the_offered_slot_is_held_against_everybody_else(door: Door) -> None:
    first, second = door.phone(), door.phone("+4915155555555")
    offer = await first.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    other = await second.tool(
        "check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix"
    )
    assert (other["state"], other["reason"]) == ("refused", "held_by_other")
    assert other["options"]
    booked = await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    third = await second.tool(
        "check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix"
    )
    assert (third["state"], third["reason"]) == ("refused", "slot_taken")


async def test_the_gap_of_a_perm_can_be_used_by_somebody_else(door: Door) -> None:
    first, second = door.phone(), door.phone("+4915155555555")
    offer = await first.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    # 10:50 to 11:05 is a gap: too short for a haircut, long enough for a quarter of an hour
    cut = await second.tool(
        "check_availability", service="Herrenhaarschnitt", date="Freitag", time="10:45", staff="Felix"
    )
    assert cut["state"] == "refused"


async def test_the_platform_sends_book_again_and_there_is_one_visit(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    answers = await asyncio.gather(*(phone.tool("book", **args) for _ in range(4)))
    assert {answer["state"] for answer in answers} == {"confirmed"}
    assert len({answer["ref"] for answer in answers}) == 1
    found = await phone.tool("find_bookings")
    assert found["ref"] == answers[0]["ref"]


async def test_the_same_bytes_again_get_the_stored_answer(door: Door) -> None:
    phone = door.phone()
    message = {"name": "check_availability", "args": {"service": "Herrenhaarschnitt"}, "call": phone.envelope()}
    import json

    from holdfast.entry.voice.signature import signed
    from tests.scenarios.conftest import KEY

    body = json.dumps(message).encode()
    headers = {"X-Retell-Signature": signed(body, KEY, int(door.clock.now().timestamp() * 1000))}
    first = await door.send_bytes("/retell/tools", body, headers)
    second = await door.send_bytes("/retell/tools", body, headers)
    assert first.content == second.content
    assert first.json()["state"] == "held"


async def test_words_that_nobody_offered_are_asked_back_and_nothing_is_written(door: Door) -> None:
    phone = door.phone()
    asked = await phone.tool(
        "book", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr", customer_name="Ada Beispiel"
    )
    assert asked["state"] == "held"
    assert asked["say"].endswith("Soll ich buchen?") or "Soll ich" in asked["say"]
    assert (await phone.tool("find_bookings"))["count"] == 0
    booked = await phone.tool(
        "book", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr", customer_name="Ada Beispiel"
    )
    assert booked["state"] == "confirmed"


async def test_another_name_for_the_same_slot_amends_the_visit(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    slot = offer["options"][0]["slot_id"]
    first = await phone.tool("book", slot_id=slot, customer_name="Ada Beispiel")
    second = await phone.tool("book", slot_id=slot, customer_name="Bruno Beispiel")
    assert (second["state"], second["ref"]) == ("confirmed", first["ref"])
    found = await phone.tool("find_bookings", customer_name="Bruno Beispiel")
    assert found["ref"] == first["ref"]


async def test_a_different_second_booking_in_the_same_call_is_free_to_proceed(door: Door) -> None:
    phone = door.phone()
    refs = set()
    for time in ("zehn Uhr", "vierzehn Uhr"):
        offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time=time)
        booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
        assert booked["state"] == "confirmed"
        refs.add(booked["ref"])
    assert len(refs) == 2


async def test_the_caller_who_calls_again_is_never_told_taken(door: Door) -> None:
    first = door.phone()
    offer = await first.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr")
    booked = await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    await first.event("call_ended", end_timestamp=1)
    again = door.phone()
    checked = await again.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr")
    assert (checked["state"], checked["reason"], checked["ref"]) == ("confirmed", "already_yours", booked["ref"])
    repeated = await again.tool(
        "book", service="Dauerwelle", date="Freitag", time="zehn Uhr", customer_name="Ada Beispiel"
    )
    assert (repeated["state"], repeated["ref"]) == ("confirmed", booked["ref"])


async def test_a_new_call_takes_over_what_the_older_one_still_holds(door: Door) -> None:
    dropped = door.phone()
    offer = await dropped.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Mia")
    again = door.phone()
    checked = await again.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Mia")
    assert checked["state"] == "held"
    booked = await again.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"


async def test_holds_are_freed_at_hang_up(door: Door) -> None:
    first, second = door.phone(), door.phone("+4915155555555")
    await first.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    assert (await first.event("call_ended", end_timestamp=1)).status_code == 204
    other = await second.tool(
        "check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix"
    )
    assert other["state"] == "held"


async def test_a_late_yes_books_what_is_still_free_and_else_offers_others(door: Door) -> None:
    first, second = door.phone(), door.phone("+4915155555555")
    wish = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
    offer = await first.tool("check_availability", **wish)
    door.wait(301)
    late = await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert late["state"] == "confirmed"
    await first.tool("cancel")

    offer = await first.tool("check_availability", **wish)
    door.wait(301)
    taken = await second.tool("check_availability", **wish)
    await second.tool("book", slot_id=taken["options"][0]["slot_id"], customer_name="Bruno Beispiel")
    late = await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert (late["state"], late["reason"]) == ("refused", "hold_expired")
    assert late["options"]


async def test_a_visit_can_be_moved_and_its_old_time_is_free_again(door: Door) -> None:
    phone, other = door.phone(), door.phone("+4915155555555")
    offer = await phone.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    moved = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["ref"]) == ("confirmed", booked["ref"])
    assert moved["at"] == "2026-11-27T14:00:00+01:00"
    freed = await other.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    assert freed["state"] == "held"


async def test_a_move_by_a_quarter_of_an_hour_is_not_blocked_by_its_own_old_time(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    moved = await phone.tool("reschedule", ref=booked["ref"], date="Freitag", time="10:15")
    assert (moved["state"], moved["at"]) == ("confirmed", "2026-11-27T10:15:00+01:00")
    assert moved["staff"] == "Felix"


async def test_cancelled_is_said_only_after_the_read_back_and_frees_the_time(door: Door) -> None:
    phone, other = door.phone(), door.phone("+4915155555555")
    offer = await phone.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    gone = await phone.tool("cancel")
    assert (gone["state"], gone["ref"]) == ("cancelled", booked["ref"])
    freed = await other.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr", staff="Felix")
    assert freed["state"] == "held"
    again = await phone.tool("cancel")
    assert (again["state"], again["ref"]) == ("cancelled", booked["ref"])


async def test_a_hidden_caller_changes_a_visit_with_code_and_name(door: Door) -> None:
    phone = door.phone(None)
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    later = door.phone("anonymous")
    assert (await later.tool("booking_status"))["state"] == "need_info"
    assert (await later.tool("cancel", ref=booked["ref"]))["state"] == "need_info"
    wrong = await later.tool("cancel", ref=booked["ref"], customer_name="Zoe Anders")
    assert (wrong["state"], wrong["reason"]) == ("refused", "not_found")
    right = await later.tool("cancel", ref=booked["ref"].lower(), customer_name="Ada Beispiel")
    assert right["state"] == "cancelled"


async def test_after_five_wrong_codes_only_a_callback_is_left(door: Door) -> None:
    phone = door.phone(None)
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    guesser = door.phone(None)
    for _ in range(5):
        answer = await guesser.tool("booking_status", ref="X9X9X", customer_name="Ada Beispiel")
    assert answer["reason"] == "not_authorised"
    blocked = await guesser.tool("booking_status", ref=booked["ref"], customer_name="Ada Beispiel")
    assert (blocked["state"], blocked["reason"]) == ("refused", "not_authorised")


async def test_several_services_are_one_visit_one_hold_one_code(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool(
        "check_availability", service="Damenhaarschnitt und Ansatzfärbung", date="Freitag", time="neun Uhr"
    )
    assert offer["state"] == "held"
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    assert booked["service"] == "Damenhaarschnitt + Ansatzfärbung"


async def test_two_people_sharing_a_number_are_told_apart(door: Door) -> None:
    for name, time in (("Ada Beispiel", "zehn Uhr"), ("Bruno Beispiel", "vierzehn Uhr")):
        phone = door.phone()
        offer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time=time)
        booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name=name)
        assert booked["state"] == "confirmed"
    phone = door.phone()
    assert (await phone.tool("cancel"))["state"] == "need_info"
    gone = await phone.tool("cancel", customer_name="Bruno Beispiel")
    assert (gone["state"], gone["at"]) == ("cancelled", "2026-11-27T14:00:00+01:00")
