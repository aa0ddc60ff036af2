"""What reviewers found by talking to it; each of these once went wrong."""

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.sample import sample_tenant_file, sample_with_calcom
from tests.scenarios.conftest import Door, Phone


async def booked(phone: Phone, service: str, date: str, time: str, name: str = "Ada Beispiel") -> dict[str, str]:
    offer = await phone.tool("check_availability", service=service, date=date, time=time)
    assert offer["state"] == "held", offer
    answer = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name=name)
    assert answer["state"] == "confirmed", answer
    return answer


async def test_a_repeated_cancel_takes_no_other_visit(door: Door) -> None:
    earlier = door.phone()
    first = await booked(earlier, "Herrenhaarschnitt", "Dienstag in zwei Wochen", "zehn Uhr")
    second = await booked(earlier, "Kinderhaarschnitt", "Donnerstag in zwei Wochen", "elf Uhr")
    later = door.phone()
    for _ in range(2):
        gone = await later.tool("cancel", service="Herrenhaarschnitt")
        assert (gone["state"], gone["ref"]) == ("cancelled", first["ref"])
    gone = await later.tool("cancel")
    assert gone["ref"] == first["ref"], "without words it means the one that is cancelled already"
    assert (await door.phone().tool("booking_status"))["ref"] == second["ref"]


async def test_a_visit_that_was_not_named_is_not_cancelled(door: Door) -> None:
    await booked(door.phone(), "Herrenhaarschnitt", "Freitag", "zehn Uhr")
    answer = await door.phone().tool("cancel", service="Dauerwelle")
    assert answer["state"] == "need_info"
    assert "Herrenhaarschnitt" in answer["say"]


async def test_the_new_date_does_not_choose_the_visit_to_be_moved(door: Door) -> None:
    earlier = door.phone()
    await booked(earlier, "Kinderhaarschnitt", "Freitag", "neun Uhr")
    phone = door.phone()
    own = await booked(phone, "Herrenhaarschnitt", "Donnerstag", "fünfzehn Uhr")
    moved = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["ref"]) == ("confirmed", own["ref"])


async def test_the_second_is_the_second_that_was_said_last(door: Door) -> None:
    phone = door.phone()
    await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr", staff="Emma")
    offer = await phone.tool(
        "check_availability", service="Herrenhaarschnitt", date="Freitag", time="vormittags", staff="Emma"
    )
    second = offer["options"][1]["at"]
    answer = await phone.tool("book", slot_id="der Zweite", customer_name="Ada Beispiel")
    assert (answer["state"], answer["at"]) == ("confirmed", second)


async def test_day_words_that_mean_nothing_are_asked_back(door: Door) -> None:
    phone = door.phone()
    await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    answer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="blablub", time="elf Uhr")
    assert answer["state"] == "need_info"
    bare = await phone.tool("check_availability", service="Herrenhaarschnitt", time="elf Uhr")
    assert bare["at"].startswith("2026-11-27T11:00"), "a bare time means the day spoken of"


async def test_what_is_not_offered_is_said_and_not_passed_over(door: Door) -> None:
    answer = await door.phone().tool("check_availability", service="Damenhaarschnitt und Pediküre", date="Freitag")
    assert "Pediküre" in answer["say"]


async def test_a_move_keeps_its_person_and_offers_others(door: Door) -> None:
    phone, other = door.phone(), door.phone("+4915155555555")
    offer = await phone.tool(
        "check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr", staff="Felix"
    )
    await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    taken = await other.tool(
        "check_availability", service="Herrenhaarschnitt", date="Freitag", time="dreizehn Uhr", staff="Felix"
    )
    await other.tool("book", slot_id=taken["options"][0]["slot_id"], customer_name="Bruno Beispiel")
    moved = await phone.tool("reschedule", date="Freitag", time="dreizehn Uhr")
    assert (moved["state"], moved["reason"]) == ("refused", "slot_taken")
    assert moved["options"]


async def test_a_move_to_somebody_who_does_not_do_it_is_refused_with_the_reason(door: Door) -> None:
    phone = door.phone()
    await booked(phone, "Dauerwelle", "Freitag", "zehn Uhr")
    answer = await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr", staff="Emma")
    assert (answer["state"], answer["reason"]) == ("refused", "staff_cannot")


async def test_the_answer_to_which_friday_is_understood(door: Door) -> None:
    phone = door.phone()
    asked = await phone.tool(
        "check_availability", service="Herrenhaarschnitt", date="nächsten Freitag", time="zehn Uhr"
    )
    assert asked["state"] == "need_info"
    answer = await phone.tool("check_availability", service="Herrenhaarschnitt", date="der erste", time="zehn Uhr")
    assert answer["at"] == "2026-11-27T10:00:00+01:00"


async def test_a_person_is_offered_once_and_a_callback_can_be_had(door: Door) -> None:
    phone = door.phone()
    asked = await phone.tool("check_availability", service="ich möchte mit einem Menschen sprechen")
    assert asked["transfer_to"]
    noted = await phone.tool("request_callback", reason="möchte mit einem Menschen sprechen")
    assert (noted["state"], bool(noted["at"])) == ("info", True)


async def test_a_second_callback_request_adds_to_the_first(door: Door) -> None:
    phone = door.phone()
    first = await phone.tool("request_callback", reason="Frage zur Dauerwelle")
    again = await phone.tool("request_callback", phone="030 998877", reason="Preis")
    assert again["at"] == first["at"]
    from holdfast.store import tasks

    tenant = (await door.application.doorkeeper.by_slug(door.slug)).row.id  # type: ignore[union-attr]
    open_ones = await door.application.desk.transact(lambda tx: tasks.page(tx.of(tenant), 0, 10, "open"))
    assert [task.personal for task in open_ones] == [
        {"name": None, "phone": "+4930998877", "wish": "Frage zur Dauerwelle / Preis"}
    ]


async def test_a_yes_with_a_name_means_the_one_slot_that_was_offered_last(door: Door) -> None:
    phone = door.phone()
    await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    await phone.tool("check_availability", service="Herrenhaarschnitt", date="Freitag", time="dreizehn Uhr")
    answer = await phone.tool("book", customer_name="Ada Beispiel")
    assert (answer["state"], answer["at"]) == ("confirmed", "2026-11-27T13:00:00+01:00")


async def test_a_second_visit_is_said_to_be_one(door: Door) -> None:
    phone = door.phone()
    await booked(phone, "Herrenhaarschnitt", "Freitag", "zehn Uhr")
    second = await booked(phone, "Herrenhaarschnitt", "Freitag", "vierzehn Uhr")
    assert "zweiter Termin" in second["say"]


async def test_only_who_was_here_before_books_what_is_for_known_customers(door: Door) -> None:
    phone = door.phone()
    await booked(phone, "Beratung", "Freitag", "zehn Uhr")
    answer = await phone.tool("check_availability", service="Komplette Umfärbung", date="Freitag")
    assert (answer["state"], answer["reason"]) == ("refused", "policy")
    again = await door.phone().tool("check_availability", service="Komplette Umfärbung", date="Dienstag")
    assert again["state"] == "held"


async def test_a_platform_that_adds_a_field_of_its_own_keeps_its_caller(door: Door) -> None:
    phone = door.phone()
    message = {"name": "get_context", "args": {}, "call": phone.envelope(), "tool_call_id": "tc_1"}
    await booked(door.phone(), "Herrenhaarschnitt", "Freitag", "zehn Uhr")
    answer = (await door.send("/retell/tools", message)).json()
    assert answer["caller"] == "Ada Beispiel"


async def test_an_inbound_call_is_stored_once(door: Door) -> None:
    inbound = {"event": "call_inbound", "call_inbound": {**door.phone(call_id="call_inbound000001").envelope()}}
    for _ in range(2):
        assert (await door.send("/retell/inbound", inbound)).json()["call_inbound"]["dynamic_variables"]
    from holdfast.store import messages, timeline

    tenant = (await door.application.doorkeeper.by_slug(door.slug)).row.id  # type: ignore[union-attr]
    raw = await door.application.desk.transact(lambda tx: messages.raw_of_call(tx.of(tenant), "call_inbound000001"))
    events = await door.application.desk.transact(lambda tx: timeline.of_call(tx.of(tenant), "call_inbound000001"))
    assert [kind for kind, _ in raw] == ["call_inbound"]
    assert [event.kind for event in events] == ["call_inbound"]


async def test_a_repeat_of_a_booking_for_somebody_else_is_still_a_repeat(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Kinderhaarschnitt", date="Freitag", time="zehn Uhr")
    args = {"customer_name": "Ada Beispiel", "notes": "für meine Tochter"}
    first = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], **args)
    by_slot = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], **args)
    by_words = await phone.tool("book", service="Kinderhaarschnitt", date="Freitag", time="zehn Uhr", **args)
    assert {answer["ref"] for answer in (first, by_slot, by_words)} == {first["ref"]}


async def test_a_repeat_after_bookings_were_switched_off_hears_how_it_stands(door: Door) -> None:
    phone = door.phone()
    offer = await phone.tool("check_availability", service="Kinderhaarschnitt", date="Freitag", time="zehn Uhr")
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    first = await phone.tool("book", **args)
    off = sample_tenant_file().replace('bookings = "on"', 'bookings = "off"')
    assert (await apply_tenant(door.application.desk, off, "salon.toml")).changes
    again = await phone.tool("book", **args)
    assert (again["state"], again["ref"]) == ("confirmed", first["ref"])
    other = await phone.tool("book", slot_id="der Zweite", customer_name="Ada Beispiel")
    assert other["state"] == "refused"


async def test_of_a_calendar_that_does_not_answer_nothing_is_called_free(door: Door) -> None:
    text = sample_with_calcom("http://127.0.0.1:9").replace("env:CALCOM_API_KEY", "env:RETELL_API_KEY")
    applied = await apply_tenant(door.application.desk, text, "salon.toml")
    assert (applied.faults, bool(applied.changes)) == ((), True)
    answer = await door.phone().tool("check_availability", service="Kinderhaarschnitt", date="Freitag")
    assert (answer["state"], answer["reason"]) == ("refused", "calendar_unreachable")
