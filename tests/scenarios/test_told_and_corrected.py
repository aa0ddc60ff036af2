"""From the wrong word to the heard correction, through every real part: door, verdict, case, next call."""

from collections.abc import AsyncIterator

import pytest

from holdfast.actions.repair_apply import Outcome
from holdfast.core.mending import Act
from holdfast.store import cases
from tests.scenarios.bad_luck import OTHER_CALLER, PERM, Salon, open_salon
from tests.scenarios.conftest import Phone
from tests.scenarios.repairing import STANDS, plan, repair, tenant_of


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


def spoken(*lines: tuple[str, str]) -> list[dict[str, object]]:
    """A transcript as the platform sends it, every word with its seconds."""
    told: list[dict[str, object]] = []
    second = 1.0
    for role, text in lines:
        words = []
        for word in text.split():
            words.append({"word": word, "start": round(second, 2), "end": round(second + 0.3, 2)})
            second += 0.35
        told.append({"role": role, "content": text, "words": words})
        second += 0.8
    return told


async def test_a_caller_told_taken_hears_the_truth_at_the_next_call(salon: Salon) -> None:
    phone = salon.phone()
    began = int(salon.door.clock.now().timestamp() * 1000)
    await phone.event("call_started", start_timestamp=began)
    assert (await salon.book(phone))["state"] == "confirmed"
    salon.door.wait(60)
    lines = spoken(
        ("agent", "Am Freitag um zehn Uhr ist bei Felix noch frei. Soll ich das für Sie buchen?"),
        ("user", "Ja, bitte, auf Ada Beispiel."),
        ("agent", "Es tut mir leid, dieser Termin wurde gerade vergeben."),
        ("user", "Schade, auf Wiederhören."),
    )
    ended = int(salon.door.clock.now().timestamp() * 1000)
    await phone.event("call_ended", start_timestamp=began, end_timestamp=ended, transcript_object=lines)
    for _ in range(40):
        salon.door.wait(5)
        await salon.work()
        await salon.application.judging.settle()
        case = await salon.transact(lambda tx: cases.one(tx.of(tenant_of(salon)), phone.call_id))
        if case is not None:
            break
    assert case is not None
    assert (case.told_wrongly, case.closed_at) == (True, None)
    assert case.repaired_at is not None, "record and calendar agree: only the caller does not know"
    again = salon.phone()
    assert (await again.tool("get_context"))["say"] == STANDS
    await again.event("call_ended", transcript_object=spoken(("agent", STANDS), ("user", "Oh, gern.")))
    case = await salon.transact(lambda tx: cases.one(tx.of(tenant_of(salon)), phone.call_id))
    assert case is not None
    assert case.closed_how == "heard"
    assert len(await salon.entries()) == 4, "one visit, as it was"


async def _claimed_without_tool(salon: Salon) -> Phone:
    """A call whose agent said "booked" although it never asked us to book."""
    phone = salon.phone()
    began = int(salon.door.clock.now().timestamp() * 1000)
    await phone.event("call_started", start_timestamp=began)
    assert (await phone.tool("check_availability", **PERM))["state"] == "held"
    salon.door.wait(60)
    lines = spoken(
        ("agent", "Am Freitag um zehn Uhr ist bei Felix noch frei. Soll ich das für Sie buchen?"),
        ("user", "Ja, bitte, auf Ada Beispiel."),
        ("agent", "Ihr Termin am Freitag um zehn Uhr ist gebucht."),
        ("user", "Danke, auf Wiederhören."),
    )
    ended = int(salon.door.clock.now().timestamp() * 1000)
    await phone.event("call_ended", start_timestamp=began, end_timestamp=ended, transcript_object=lines)
    for _ in range(40):
        salon.door.wait(5)
        await salon.work()
        await salon.application.judging.settle()
        if await salon.transact(lambda tx: cases.one(tx.of(tenant_of(salon)), phone.call_id)):
            return phone
    raise AssertionError("the call was never found to differ")


NOT_BOOKED = (
    "Noch zu Ihrem letzten Anruf, und entschuldigen Sie bitte: Der Termin am Freitag, dem siebenundzwanzigsten "
    "November, um zehn Uhr ist leider doch nicht zustande gekommen. Soll ich nach einer anderen Zeit sehen?"
)


async def test_what_was_promised_and_never_stored_is_owed_to_the_caller_too(salon: Salon) -> None:
    phone = await _claimed_without_tool(salon)
    seen = await plan(salon, phone.call_id)
    assert (seen.cause, seen.act, seen.bar) == ("claim_without_tool", Act.CALLBACK, None), "nothing to put in again"
    assert seen.tell_caller == NOT_BOOKED
    assert "nie gespeichert" in seen.why
    assert (await repair(salon, phone.call_id)).outcome is Outcome.LEFT_TO_A_PERSON
    (row,) = await salon.read("SELECT text FROM task WHERE kind = 'callback'")
    assert NOT_BOOKED in row.text
    again = salon.phone()
    assert (await again.tool("get_context"))["say"] == NOT_BOOKED
    await again.event("call_ended", transcript_object=spoken(("agent", NOT_BOOKED), ("user", "Ach so.")))
    case = await salon.transact(lambda tx: cases.one(tx.of(tenant_of(salon)), phone.call_id))
    assert case is not None
    assert case.closed_how == "heard"
    assert "callback" not in await salon.open_tasks()


async def test_who_books_that_very_time_meanwhile_is_owed_nothing(salon: Salon) -> None:
    await _claimed_without_tool(salon)
    again = salon.phone()
    assert (await again.tool("get_context"))["say"] == NOT_BOOKED
    assert (await salon.book(again))["state"] == "confirmed"
    await again.event("call_ended", transcript_object=spoken(("agent", "Guten Tag."), ("user", "Danke.")))
    assert (await salon.phone().tool("get_context"))["say"].startswith("Guten Tag")
    rows = await salon.read("SELECT closed_how FROM correction")
    assert [row.closed_how for row in rows] == ["came_true"]


async def test_another_caller_never_hears_of_it(salon: Salon) -> None:
    await _claimed_without_tool(salon)
    assert (await salon.phone(OTHER_CALLER).tool("get_context"))["say"].startswith("Guten Tag")
    assert (await salon.phone(None).tool("get_context"))["say"].startswith("Guten Tag")
