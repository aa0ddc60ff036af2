"""A repair is shown first, done as it was shown or not at all, undone where that harms nobody, and closed only once
the caller knows."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.look_up import NotFound
from holdfast.actions.repair_apply import Outcome, RepairBarred, undo_repair, waive
from holdfast.actions.repair_plan import plan_repair
from holdfast.core.ids import TenantId
from holdfast.core.mending import Act, Bar
from holdfast.store import cases, repairs
from tests.scenarios.bad_luck import OTHER_CALLER, PERM, Salon, open_salon
from tests.scenarios.conftest import Phone
from tests.scenarios.repairing import STANDS, judged, plan, repair, takes_out, tenant_of


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


async def booked(salon: Salon) -> Phone:
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "confirmed"
    await phone.event("call_ended", transcript_object=[])
    return phone


async def case_of(salon: Salon, phone: Phone) -> cases.Case:
    found = await salon.transact(lambda tx: cases.one(tx.of(tenant_of(salon)), phone.call_id))
    assert found is not None
    return found


async def visit_state(salon: Salon) -> tuple[str, str]:
    (row,) = await salon.read("SELECT state, goal FROM visit")
    return row.state, row.goal


async def test_told_taken_of_what_stands_is_adopted_and_the_caller_is_told(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    seen = await plan(salon, phone.call_id)
    assert (seen.act, seen.bar, seen.tell_caller) == (Act.ADOPT, None, STANDS)
    assert [step.kind for step in seen.steps] == ["look", "adopt", "task", "correction", "close"]
    assert {one.act for one in seen.never} == {"recreate", "delete"}
    assert "zweiter Eintrag" in next(one.why for one in seen.never if one.act == "recreate")
    assert await salon.read("SELECT 1 FROM task") == [], "looking changes nothing"
    before = await salon.read("SELECT version FROM visit")
    done = await repair(salon, phone.call_id)
    assert done.outcome is Outcome.DONE
    assert await salon.read("SELECT version FROM visit") == before
    assert await salon.open_tasks() == ["callback"]
    assert (await case_of(salon, phone)).closed_at is None, "the caller does not know yet"
    again = salon.phone()
    assert (await again.tool("get_context"))["say"] == STANDS
    await again.event("call_ended", transcript_object=[{"role": "agent", "content": STANDS}])
    assert (await case_of(salon, phone)).closed_how == "heard"
    assert await salon.open_tasks() == [], "nobody has to call any more"
    await salon.agrees()


async def test_a_promised_visit_that_a_person_took_out_comes_back_under_its_code(salon: Salon) -> None:
    phone = await booked(salon)
    await takes_out(salon)
    assert await visit_state(salon) == ("cancelled", "absent")
    await judged(salon, phone.call_id, "adopt", "booked", "cancelled", "cancelled", "human_edit")
    seen = await plan(salon, phone.call_id)
    assert seen.act is Act.RECREATE, "nothing stands that could be adopted: the ladder goes on"
    assert [step.kind for step in seen.steps] == ["look", "revive", "create", "close"]
    assert seen.tell_caller is None, "what was told is true again"
    token = seen.token
    assert (await repair(salon, phone.call_id, token)).outcome is Outcome.IN_HAND
    await salon.settle()
    assert (await repair(salon, phone.call_id, token)).outcome is Outcome.DONE
    assert await visit_state(salon) == ("confirmed", "present")
    assert len(await salon.entries()) == 4
    assert (await case_of(salon, phone)).repaired_at is not None
    await salon.agrees()
    desk, drives = salon.application.desk, salon.application.drives
    await undo_repair(desk, drives, tenant_of(salon), phone.call_id, "lead")
    await salon.settle()
    assert (await visit_state(salon))[1] == "absent"
    assert await salon.entries() == []
    await salon.agrees()


async def test_what_is_missing_of_a_visit_is_completed_and_not_doubled(salon: Salon) -> None:
    phone = await booked(salon)
    await takes_out(salon, but=2)
    assert await visit_state(salon) == ("pending", "present")
    await judged(salon, phone.call_id, "complete", "booked", "confirmed", "partial", "part_chain")
    seen = await plan(salon, phone.call_id)
    assert [step.kind for step in seen.steps] == ["look", "adopt", "create", "close"]
    assert (await repair(salon, phone.call_id)).outcome is Outcome.IN_HAND
    await salon.settle()
    assert (await visit_state(salon), len(await salon.entries())) == (("confirmed", "present"), 4)
    await salon.agrees()
    with pytest.raises(RepairBarred, match="sagt ihn ab"):
        await undo_repair(salon.application.desk, salon.application.drives, tenant_of(salon), phone.call_id, "lead")


async def test_somebody_else_who_has_the_time_by_now_keeps_it(salon: Salon) -> None:
    phone = await booked(salon)
    await takes_out(salon)
    await judged(salon, phone.call_id, "recreate", "booked", "cancelled", "cancelled", "human_edit")
    token = (await plan(salon, phone.call_id)).token
    other = salon.phone(OTHER_CALLER)
    assert (await salon.book(other, "Berta Muster", **PERM))["state"] == "confirmed"
    with pytest.raises(RepairBarred, match="jemand anderes"):
        await repair(salon, phone.call_id, token)
    assert await salon.read("SELECT 1 FROM repair") == []
    assert len(await salon.entries()) == 4
    await salon.agrees()


async def test_what_a_caller_was_promised_is_never_taken_back(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "undo", "booked", "confirmed", "present", "model_repeat")
    seen = await plan(salon, phone.call_id)
    assert seen.bar is Bar.PROMISED
    with pytest.raises(RepairBarred):
        await repair(salon, phone.call_id)
    assert len(await salon.entries()) == 4


async def test_a_visit_that_nobody_expects_is_taken_back_and_can_be_had_again(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "undo", "failed", "confirmed", "present", "model_repeat")
    assert (await repair(salon, phone.call_id)).outcome is Outcome.DONE
    assert (await visit_state(salon), await salon.entries()) == (("cancelled", "absent"), [])
    await undo_repair(salon.application.desk, salon.application.drives, tenant_of(salon), phone.call_id, "lead")
    await salon.settle()
    assert (await visit_state(salon), len(await salon.entries())) == (("confirmed", "present"), 4)
    await salon.agrees()


async def test_what_changed_since_it_was_shown_is_not_done(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    token = (await plan(salon, phone.call_id)).token
    await phone.tool("cancel")
    await salon.settle()
    with pytest.raises(ChangedMeanwhile):
        await repair(salon, phone.call_id, token)
    assert await salon.read("SELECT 1 FROM repair") == []
    assert await salon.read("SELECT 1 FROM correction") == []


async def test_the_same_plan_twice_is_one_repair(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    token = (await plan(salon, phone.call_id)).token
    first = await repair(salon, phone.call_id, token)
    second = await repair(salon, phone.call_id, token)
    assert (first.is_new, second.is_new, first.repair.id) == (True, False, second.repair.id)
    assert await salon.open_tasks() == ["callback"]
    assert await salon.events("repair_applied") == 1


async def test_a_repair_that_the_caller_knows_of_is_not_undone(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    await repair(salon, phone.call_id)
    desk, drives, tenant_id = salon.application.desk, salon.application.drives, tenant_of(salon)
    await undo_repair(desk, drives, tenant_id, phone.call_id, "lead")
    assert await salon.open_tasks() == []
    assert (await salon.phone().tool("get_context"))["say"] != STANDS
    with pytest.raises(NotFound):
        await undo_repair(desk, drives, tenant_id, phone.call_id, "lead")
    await repair(salon, phone.call_id)
    assert (await salon.phone().tool("get_context"))["say"] == STANDS
    with pytest.raises(RepairBarred, match="weiß inzwischen davon"):
        await undo_repair(desk, drives, tenant_id, phone.call_id, "lead")


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("ask_person", "person"),
        ("fix_configuration", "person"),
        ("move_with_consent", "person"),
        ("callback", "callback"),
    ],
)
async def test_what_only_a_person_can_do_becomes_a_task_with_the_words_ready(salon: Salon, act: str, kind: str) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, act, "taken", "confirmed", "present")
    assert (await repair(salon, phone.call_id)).outcome is Outcome.LEFT_TO_A_PERSON
    (row,) = await salon.read("SELECT kind, text, due_at FROM task")
    assert row.kind == kind
    assert STANDS in row.text
    assert (row.due_at is not None) is (kind == "callback"), "a callback is due within opening hours"


async def test_a_case_is_waived_by_a_person_with_a_reason_on_record(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    await repair(salon, phone.call_id)
    desk, tenant_id = salon.application.desk, tenant_of(salon)
    await waive(desk, tenant_id, phone.call_id, "Kundin stand eben im Salon", "lead")
    case = await case_of(salon, phone)
    assert (case.closed_how, case.closed_by, case.why) == ("waived", "lead", "Kundin stand eben im Salon")
    assert await salon.open_tasks() == []
    assert (await salon.phone().tool("get_context"))["say"] != STANDS
    with pytest.raises(NotFound):
        await waive(desk, tenant_id, phone.call_id, "noch einmal", "lead")


async def test_a_time_that_is_over_is_not_restored(salon: Salon) -> None:
    phone = await booked(salon)
    await takes_out(salon)
    await judged(salon, phone.call_id, "recreate", "booked", "cancelled", "cancelled", "human_edit")
    salon.door.clock.advance(timedelta(days=4))
    assert (await plan(salon, phone.call_id)).bar is Bar.OVER


async def test_another_salon_sees_no_plan(salon: Salon) -> None:
    phone = await booked(salon)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    await repair(salon, phone.call_id)
    with pytest.raises(Exception) as caught:
        await plan_repair(salon.application.desk, TenantId(tenant_of(salon) + 1), phone.call_id)
    assert phone.call_id not in str(caught.value)
    rows = await salon.transact(lambda tx: repairs.of_call(tx.of(TenantId(tenant_of(salon) + 1)), phone.call_id))
    assert rows == []
