"""The next call comes first with what its caller does not know yet, and never ends in a second visit."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from holdfast.actions import correcting
from holdfast.actions.change_by_staff import close_task
from holdfast.actions.look_up import task as look_up_task
from holdfast.core.correction import Told
from holdfast.core.ids import CallId
from holdfast.store import calls, cases, corrections, tasks, visits
from holdfast.store.engine import Tx
from holdfast.testing.faulty_calendar import Fault
from tests.scenarios.bad_luck import CUT, FRIDAY_TEN, OTHER_CALLER, PERM, Salon, open_salon
from tests.scenarios.conftest import Phone

SENTENCE = "Ihr Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr steht doch. Möchten Sie ihn behalten?"
THURSDAY = {**PERM, "date": "Donnerstag", "time": "elf Uhr"}


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


async def told_taken(salon: Salon, number: str | None = "+4915112345678") -> Phone:
    """A call whose booking stands, and whose caller believes that it was taken by somebody else."""
    phone = salon.phone(number)
    assert (await salon.book(phone))["state"] == "confirmed"
    await phone.event("call_ended", transcript_object=[])
    await believe(salon, phone, Told.TAKEN)
    return phone


async def believe(salon: Salon, phone: Phone, told: Told) -> None:
    desk = salon.application.desk

    def body(tx: Tx) -> None:
        bound, now = tx.of(next(iter(desk.salons))), desk.clock.now()
        call = calls.one(bound, CallId(phone.call_id))
        assert call is not None
        (visit,) = visits.of_call(bound, call.id)
        cases.open_case(bound, call.id, "own_echo", True, now, now)
        correcting.believe(bound, call, visit, told, None, None, now)

    await salon.transact(body)


async def state_of(salon: Salon) -> list[tuple[str, str | None]]:
    rows = await salon.read("SELECT state, closed_how FROM correction ORDER BY id")
    return [(row.state, row.closed_how) for row in rows]


async def hangs_up(phone: Phone, *lines: tuple[str, str]) -> None:
    said = [{"role": role, "content": text} for role, text in lines]
    assert (await phone.event("call_ended", transcript_object=said)).status_code == 204


async def visits_of(salon: Salon) -> int:
    return len(await salon.read("SELECT 1 FROM visit WHERE goal = 'present'"))


async def test_the_call_opens_with_the_correction_and_closes_it_once_heard(salon: Salon) -> None:
    first = await told_taken(salon)
    again = salon.phone()
    answer = await again.tool("get_context")
    assert answer["say"] == SENTENCE
    assert (answer["state"], answer["retry"], answer["correction"], answer["at"]) == ("info", "ask", True, FRIDAY_TEN)
    assert answer["salon"] == "Salon Lindenhof", "what the agent needs besides is still there"
    assert await state_of(salon) == [("handed", None)]
    await hangs_up(again, ("agent", SENTENCE), ("user", "Ja, gern."))
    assert await state_of(salon) == [("closed", "heard")]
    case = await salon.transact(lambda tx: cases.one(tx.of(next(iter(salon.application.desk.salons))), first.call_id))
    assert case is not None
    assert case.closed_how == "heard"
    assert (await salon.phone().tool("get_context"))["say"].startswith("Guten Tag")


async def test_the_ringing_phone_is_told_at_once(salon: Salon) -> None:
    await told_taken(salon)
    again = salon.phone()
    message = {"event": "call_inbound", "call_inbound": again.envelope()}
    variables = (await salon.door.send("/retell/inbound", message)).json()["call_inbound"]["dynamic_variables"]
    assert variables["correction"] == SENTENCE
    assert await state_of(salon) == [("open", None)], "that a variable was filled tells nobody anything"
    assert (await again.tool("get_context"))["say"] == SENTENCE
    stranger = salon.phone(OTHER_CALLER)
    message = {"event": "call_inbound", "call_inbound": stranger.envelope()}
    variables = (await salon.door.send("/retell/inbound", message)).json()["call_inbound"]["dynamic_variables"]
    assert variables["correction"] == ""


@pytest.mark.parametrize("wish", [PERM, THURSDAY])
async def test_an_agent_that_goes_straight_for_a_time_hears_it_first(salon: Salon, wish: dict[str, str]) -> None:
    await told_taken(salon)
    again = salon.phone()
    assert (await again.tool("check_availability", **wish))["say"] == SENTENCE
    booked = await again.tool("book", **wish, customer_name="Ada Beispiel")
    assert booked["state"] in ("held", "confirmed")
    assert await visits_of(salon) == 1
    await salon.agrees()


async def test_who_wants_another_time_all_the_same_gets_it(salon: Salon) -> None:
    await told_taken(salon)
    again = salon.phone()
    assert (await again.tool("get_context"))["say"] == SENTENCE
    answer = await salon.book(again, "Ada Beispiel", **THURSDAY)
    assert (answer["state"], await visits_of(salon)) == ("confirmed", 2)
    assert "zweiter Termin" not in answer["say"], "that is said of visits of one call"


async def test_what_the_agent_did_not_speak_is_still_owed(salon: Salon) -> None:
    await told_taken(salon)
    again = salon.phone()
    await again.tool("get_context")
    await hangs_up(again, ("agent", "Guten Tag!"), ("agent", "Ihr Termin am Freitag"), ("user", "Hallo?"))
    assert await state_of(salon) == [("open", None)]
    assert (await salon.phone().tool("get_context"))["say"] == SENTENCE


async def test_without_any_transcript_that_it_was_handed_over_has_to_do(salon: Salon) -> None:
    await told_taken(salon)
    again = salon.phone()
    again.extra = {}
    await again.tool("get_context")
    ended: dict[str, Any] = {key: value for key, value in again.envelope().items() if key != "transcript_object"}
    await salon.door.send("/retell/events", {"event": "call_ended", "call": ended})
    assert await state_of(salon) == [("closed", "handed_over")]


async def test_where_no_report_ever_comes_it_is_settled_in_the_end(salon: Salon) -> None:
    await told_taken(salon)
    await salon.phone().tool("get_context")
    assert await correcting.settle_forgotten(salon.application.desk) == 0
    salon.door.wait(5 * 3600)
    assert await correcting.settle_forgotten(salon.application.desk) == 1
    assert await state_of(salon) == [("closed", "handed_over")]


async def test_a_correction_out_of_date_is_never_told(salon: Salon) -> None:
    first = await told_taken(salon)
    await first.tool("cancel")
    await salon.settle()
    assert (await salon.phone().tool("get_context"))["say"].startswith("Guten Tag")
    assert (await state_of(salon))[0][0] == "closed"


async def test_a_caller_who_was_left_waiting_hears_how_it_ended(salon: Salon) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    assert (await salon.book(salon.phone()))["state"] == "pending"
    again = salon.phone()
    assert (await again.tool("get_context"))["say"].startswith("Guten Tag"), "nobody knows yet how it ends"
    gate.set()
    await salon.settle()
    answer = await salon.phone().tool("get_context")
    assert answer["say"].startswith("Noch zu Ihrem letzten Anruf: Der Termin am Freitag")
    assert answer["say"].endswith("ist jetzt fest eingetragen.")
    assert await salon.open_tasks() == ["follow_up"], "until it is known that it was heard"


async def test_a_hidden_caller_hears_it_only_once_name_service_and_day_match(salon: Salon) -> None:
    await told_taken(salon, None)
    hidden = salon.phone(None)
    assert (await hidden.tool("get_context"))["say"].startswith("Guten Tag")
    assert (await hidden.tool("check_availability", **PERM))["say"] != SENTENCE, "no name: nothing is told"
    other_name = await hidden.tool("check_availability", **PERM, customer_name="Berta Muster")
    assert other_name["say"] != SENTENCE
    other_service = await hidden.tool("check_availability", **CUT, customer_name="Ada Beispiel")
    assert other_service["say"] != SENTENCE
    other_day = await hidden.tool("check_availability", **THURSDAY, customer_name="Ada Beispiel")
    assert other_day["say"] != SENTENCE
    answer = await hidden.tool("check_availability", **PERM, customer_name="Ada Beispiel")
    assert answer["say"] == SENTENCE
    assert "ref" not in answer, "whoever knows a name does not get the code of a visit"


async def test_a_hidden_caller_who_books_again_makes_no_second_visit(salon: Salon) -> None:
    await told_taken(salon, None)
    hidden = salon.phone(None)
    later = {**PERM, "time": "vierzehn Uhr"}
    offer = await hidden.tool("check_availability", **later)
    booked = await hidden.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert (booked["say"], await visits_of(salon)) == (SENTENCE, 1)
    insisting = await hidden.tool(
        "book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel", notes="x"
    )
    assert (insisting["state"], await visits_of(salon)) == ("confirmed", 2), "they have heard it, and want both"


async def test_somebody_else_with_another_number_is_told_nothing(salon: Salon) -> None:
    await told_taken(salon)
    stranger = salon.phone(OTHER_CALLER)
    assert (await stranger.tool("get_context"))["say"].startswith("Guten Tag")
    said = (await stranger.tool("check_availability", **PERM, customer_name="Ada Beispiel"))["say"]
    assert said != SENTENCE
    assert await state_of(salon) == [("open", None)]


async def test_a_person_who_closes_the_task_has_told_the_caller(salon: Salon) -> None:
    await told_taken(salon)
    desk = salon.application.desk
    tenant_id = next(iter(desk.salons))

    def body(tx: Tx) -> int:
        bound = tx.of(tenant_id)
        (owed,) = corrections.of_number(bound, "+4915112345678", "")
        text = tasks.with_correction("tell the customer that it stands", owed.id)
        tasks.add(bound, tasks.TaskKind.CALLBACK, text, desk.clock.now(), owed.call, owed.visit)
        return tasks.page(bound, 0, 10, "open")[-1].id

    number = await salon.transact(body)
    await close_task(desk, tenant_id, number, lambda seen: True)
    assert (await look_up_task(desk, tenant_id, number)).task.state == "done"
    assert await state_of(salon) == [("closed", "told_by_person")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_hidden_caller_whose_visit_is_still_open_is_asked_before_a_second_one(salon: Salon) -> None:
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    assert (await salon.book(salon.phone(None)))["state"] == "pending"
    hidden = salon.phone(None)
    offer = await hidden.tool("check_availability", **{**PERM, "time": "vierzehn Uhr"})
    slot = offer["options"][0]["slot_id"]
    assert (await hidden.tool("book", slot_id=slot))["field"] == "customer_name"
    asked = await hidden.tool("book", slot_id=slot, customer_name="Ada Beispiel")
    assert (asked["state"], await visits_of(salon)) == ("need_info", 1)
    assert asked["say"].startswith("Für Freitag, den siebenundzwanzigsten November, steht auf diesen Namen schon")
    assert not {"ref", "at"} & set(asked), "a name alone gets neither code nor time"
    gate.set()
    insisting = await hidden.tool("book", slot_id=slot, customer_name="Ada Beispiel", notes="ja, trotzdem")
    assert (insisting["state"], await visits_of(salon)) == ("confirmed", 2), "they were asked, and want both"
    await salon.settle()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_visit_belongs_to_the_call_that_books_it(salon: Salon) -> None:
    first = salon.phone()
    offer = await first.tool("check_availability", **PERM)
    beside = salon.phone()
    await beside.tool("get_context")  # The same number: it takes the hold over.
    booked = await first.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    (row,) = await salon.read("SELECT call_id FROM visit")
    assert row.call_id == first.call_id
