"""Applying a repair that somebody saw and agreed to, undoing it, or waiving it: on record first, then through the same
sagas as all else. Refused where anything is not any more as it was shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from holdfast.actions import correcting
from holdfast.actions.acting import Work
from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.deciding import sagas_of
from holdfast.actions.desk import Desk, holidays_of
from holdfast.actions.drive import Drives, advance, at_rest
from holdfast.actions.handing_over import callback_time
from holdfast.actions.look_up import NotFound
from holdfast.actions.purge import set_absent
from holdfast.actions.record_call import free_holds
from holdfast.actions.repair_plan import RepairPlan, plan_repair, task_text
from holdfast.actions.repair_words import spoken_in
from holdfast.core.booking import Goal, Visit, Why
from holdfast.core.call import Call
from holdfast.core.ids import CallId, RemoteUid, TenantId, VisitId
from holdfast.core.mending import RESTORING, Act, Bar, adopted_by_uid, put_in_at_once, restored
from holdfast.core.saga import Saga
from holdfast.core.tenant import Tenant
from holdfast.store import calls, cases, claims, corrections, inspections, judging, repairs, segments, tasks, timeline
from holdfast.store import visits as visit_rows
from holdfast.store.cases import WAIVED
from holdfast.store.corrections import Closed, CorrectionState
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.judging import Prompt
from holdfast.store.repairs import Repair as Repair  # What a door may show; it knows no store.
from holdfast.store.repairs import RepairState
from holdfast.store.tasks import TaskKind
from holdfast.store.timeline import Event

_KINDS = {
    Act.MOVE_WITH_CONSENT: TaskKind.PERSON,
    Act.FIX_CONFIGURATION: TaskKind.PERSON,
    Act.ASK_PERSON: TaskKind.PERSON,
}


class RepairBarred(Exception):
    """The repair must not be done now; the plan says why."""

    def __init__(self, bar: Bar, because: str) -> None:
        """Which bar it is, and the same in words."""
        super().__init__(because)
        self.bar = bar


class Outcome(StrEnum):
    """How a repair stands when its answer is given."""

    DONE = "done"
    IN_HAND = "in_hand"
    LEFT_TO_A_PERSON = "left_to_a_person"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Applied:
    """A repair that was applied, and how it stands. `is_new` False: it had been applied before."""

    repair: Repair
    outcome: Outcome
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class _Moment:
    """A salon at a moment."""

    tenant: Tenant
    now: datetime

    def holidays(self, days: tuple[date, ...]) -> Mapping[date, str]:
        """Public holidays in the years of these days."""
        return holidays_of(self.tenant, days)


async def apply_repair(
    desk: Desk, drives: Drives, tenant_id: TenantId, call_id: str, token: str, by: str, ref: str | None = None
) -> Applied:
    """Do what the plan of that `token` shows, and wait for the calendar as long as a caller would. The same token again
    finds the repair that it led to. Raises NotFound, ChangedMeanwhile, RepairBarred, StoreFault."""
    known = await desk.transact(lambda tx: _applied_before(tx.of(tenant_id), call_id, token))
    if known is not None:
        return Applied(known, await _outcome(desk, tenant_id, known), is_new=False)
    plan = await plan_repair(desk, tenant_id, call_id, ref)
    if plan.token != token:
        raise ChangedMeanwhile
    if plan.bar is not None:
        raise RepairBarred(plan.bar, plan.because or "")
    done, work = await desk.transact(lambda tx: _apply(desk, tx.of(tenant_id), plan, by))
    await _drive(desk, drives, tenant_id, done.visit, work)
    return Applied(done, await _outcome(desk, tenant_id, done))


def _applied_before(tx: TenantTx, call_id: str, token: str) -> Repair | None:
    same = (one for one in repairs.of_call(tx, call_id) if one.token == token)
    return next((one for one in same if one.state is RepairState.APPLIED), None)


async def _drive(desk: Desk, drives: Drives, tenant_id: TenantId, visit: VisitId | None, work: Work | None) -> None:
    if visit is None or work is None:
        return
    drives.start(tenant_id, visit, work)
    await drives.wait(tenant_id, visit, desk.salons[tenant_id].tenant.rules.patience.total_seconds())


def _apply(desk: Desk, tx: TenantTx, plan: RepairPlan, by: str) -> tuple[Repair, Work | None]:
    """Everything that is decided, in one transaction, and the first attempts with it."""
    now, tenant = desk.clock.now(), desk.salon(tx).tenant
    call = calls.one(tx, CallId(plan.call))
    if call is None:
        raise NotFound("call")
    if _applied_before(tx, plan.call, plan.token) is not None:
        raise ChangedMeanwhile  # Somebody else did it at this very moment: asked again, it is found.
    visit = _as_it_was_shown(tx, plan)
    data: dict[str, Any] = {"title": plan.title, "steps": [step.kind for step in plan.steps], "cause": plan.cause}
    if visit is not None:
        data |= {"goal": visit.goal.value, "why": visit.why.value if visit.why else None}
    work = _deed(desk, tx, tenant, plan, visit, call, now)
    data |= _owe(tx, tenant, plan, visit, call, now)
    done = Repair(
        f"rp_{desk.ids.code(8)}", plan.call, visit.id if visit else None, plan.act.value, RepairState.APPLIED,
        plan.token, by[:80], now, data,
    )  # fmt: skip
    repairs.add(tx, done)
    cases.open_case(tx, plan.call, plan.cause, plan.case.told_wrongly if plan.case else False, now, now)
    told = {"repair": done.id, "act": plan.act.value, "by": by[:80], "cause": plan.cause, "steps": data["steps"]}
    timeline.record(tx, [Event(now, "repair_applied", told, None, plan.call, done.visit)])
    if plan.act is Act.NONE:
        cases.close(tx, plan.call, cases.AGREED, now, by[:80])
    judging.want(tx, [plan.call], Prompt.CHANGED, now + timedelta(seconds=tenant.rules.settle_seconds), now)
    return done, work


def _as_it_was_shown(tx: TenantTx, plan: RepairPlan) -> Visit | None:
    """The visit, locked. Raises ChangedMeanwhile where it is not as the plan has it."""
    if plan.visit is None:
        return None
    visit = visit_rows.locked(tx, plan.visit.id)
    if visit != plan.visit or segments.of_visit(tx, plan.visit) != plan.sagas:
        raise ChangedMeanwhile
    return visit


def _deed(
    desk: Desk, tx: TenantTx, tenant: Tenant, plan: RepairPlan, visit: Visit | None, call: Call, now: datetime
) -> Work | None:
    """What the act changes in the record; what has to be written follows on the saga's road."""
    if plan.act in RESTORING:
        assert visit is not None, "without a visit it was barred"
        return restore(desk, tx, tenant, visit, plan.sagas, now)
    if plan.act is Act.UNDO:
        assert visit is not None, "without a visit it was barred"
        set_absent(desk, tx, visit.id, Why.PERSON, now)
        return advance(desk, tx, visit.id, None, unless_leased=True)
    if plan.act is Act.RELEASE:
        free_holds(tx, call.id, now)
    if plan.act is Act.FIX_CONFIGURATION:
        inspections.want(tx, now)
    return None


def restore(
    desk: Desk,
    tx: TenantTx,
    tenant: Tenant,
    visit: Visit,
    sagas: tuple[Saga, ...],
    now: datetime,
    unmarked: Mapping[int, RemoteUid] = MappingProxyType({}),
    *,
    gone: frozenset[int] = frozenset(),
) -> Work | None:
    """Have every segment of a visit looked for, adopted where it stands and put in where it does not. `unmarked`:
    entries that bear no reference of ours and were just seen at their place, by segment. `gone`: segments that were
    proven absent twice, the settling time apart: they are put in at once. Raises RepairBarred where somebody else has
    its time by now."""
    generation = max(saga.generation for saga in sagas) + 1
    fresh = sagas_of(visit, visit.slot, tenant, generation)
    settle = timedelta(seconds=tenant.rules.settle_seconds)
    found = restored(visit, sagas, fresh, now, settle)
    if not claims.place(tx, found.wanted, visit.id, None, now):
        words = "Die Zeit hat inzwischen jemand anderes." if spoken_in(tenant.language) == "de" else "The time is gone."
        raise RepairBarred(Bar.NO_HELP, words)
    known = tuple(put_in_at_once(saga) if saga.segment in gone else saga for saga in found.sagas)
    new = (put_in_at_once(saga) if saga.segment in gone else saga for saga in found.new)
    segments.add(tx, tuple(adopted_by_uid(saga, unmarked.get(saga.segment)) for saga in new))
    segments.save(tx, tuple(new for old, new in zip(sagas, known, strict=True) if new != old))
    visit_rows.save(tx, found.visit, now)
    return advance(desk, tx, visit.id, None, unless_leased=True)


def _owe(
    tx: TenantTx, tenant: Tenant, plan: RepairPlan, visit: Visit | None, call: Call, now: datetime
) -> dict[str, Any]:
    """What the caller is owed by this: a correction for their next call, and a task for a person to call first."""
    lang, owed = spoken_in(tenant.language), None
    if plan.tell_caller is not None:
        sentence = plan.tell_caller if visit is None else None
        owed = correcting.believe(tx, call, visit, plan.told, plan.told_start, sentence, now)
    text = task_text(plan.act, plan.tell_caller, plan.verdict, lang)
    if text is None:
        return {"correction": owed.id if owed else None}
    text = tasks.with_correction(text, owed.id) if owed else text
    kind = _KINDS.get(plan.act, TaskKind.CALLBACK)
    customer = visit.customer if visit else None
    personal = {"name": customer.name if customer else None, "phone": call.number or (customer and customer.phone)}
    due = callback_time(_Moment(tenant, now)) if kind is TaskKind.CALLBACK else None
    if not tasks.is_open(tx, kind, text):
        tasks.add(tx, kind, text, now, call.id, visit.id if visit else None, due, personal)
    return {"correction": owed.id if owed else None, "task": [kind.value, None if owed else text]}


async def _outcome(desk: Desk, tenant_id: TenantId, done: Repair) -> Outcome:
    """How it stands by now; a visit that is as wanted makes the case repaired."""

    def body(tx: Tx) -> Outcome:
        bound = tx.of(tenant_id)
        visit = visit_rows.one(bound, done.visit) if done.visit else None
        if visit is None or Act(done.act) not in (*RESTORING, Act.UNDO):
            return Outcome.DONE if Act(done.act) in (Act.NONE, Act.RELEASE) else Outcome.LEFT_TO_A_PERSON
        if not at_rest(tx, tenant_id, visit.id):
            return Outcome.IN_HAND
        wanted = Goal.PRESENT if Act(done.act) in RESTORING else Goal.ABSENT
        if visit.goal is not wanted or (wanted is Goal.PRESENT and not visit.stands):
            return Outcome.LEFT_TO_A_PERSON
        cases.repaired(bound, done.call, desk.clock.now())
        return Outcome.DONE

    return await desk.transact(body)


# Undoing


async def undo_repair(desk: Desk, drives: Drives, tenant_id: TenantId, call_id: str, by: str) -> Applied:
    """Take the last repair of a call back, as far as that harms nobody. Raises NotFound, RepairBarred, StoreFault."""

    def body(tx: Tx) -> tuple[Repair, Work | None]:
        bound = tx.of(tenant_id)
        last = next((one for one in repairs.of_call(bound, call_id) if one.state is RepairState.APPLIED), None)
        if last is None:
            raise NotFound("repair")
        return last, _undo(desk, bound, last, by)

    last, work = await desk.transact(body)
    await _drive(desk, drives, tenant_id, last.visit, work)
    return Applied(replace(last, state=RepairState.UNDONE), Outcome.UNDONE)


def _undo(desk: Desk, tx: TenantTx, last: Repair, by: str) -> Work | None:
    now, tenant = desk.clock.now(), desk.salon(tx).tenant
    _refuse_where_told(tx, last, tenant)
    work = _undo_deed(desk, tx, tenant, last, now)
    which = last.data.get("correction")
    if which is not None:
        corrections.close(tx, [which], Closed.WITHDRAWN, now)
        tasks.close_of_correction(tx, which, now)
    elif last.data.get("task"):
        kind, text = last.data["task"]
        tasks.close_by_text(tx, TaskKind(kind), text, now)
    repairs.undone(tx, last.id, now)
    cases.repaired(tx, last.call, None)
    told = {"repair": last.id, "act": last.act, "by": by[:80]}
    timeline.record(tx, [Event(now, "repair_undone", told, None, last.call, last.visit)])
    judging.want(tx, [last.call], Prompt.CHANGED, now + timedelta(seconds=tenant.rules.settle_seconds), now)
    return work


_TOLD = {
    "de": "Die Kundin weiß inzwischen davon und verlässt sich darauf.",
    "en": "The customer knows of it by now and relies on it.",
}
STANDS = {
    "de": "Was eingetragen wurde, macht den zugesagten Termin ganz: wer ihn nicht mehr will, sagt ihn ab.",
    "en": "What was entered completes a promised appointment: whoever does not want it any more cancels it.",
}


def _refuse_where_told(tx: TenantTx, last: Repair, tenant: Tenant) -> None:
    which = last.data.get("correction")
    one = corrections.one(tx, which) if which is not None else None
    told = one is not None and (
        one.state is CorrectionState.HANDED or one.closed_how in (Closed.HEARD, Closed.TOLD_BY_PERSON)
    )
    if told:
        raise RepairBarred(Bar.PROMISED, _TOLD[spoken_in(tenant.language)])


def _undo_deed(desk: Desk, tx: TenantTx, tenant: Tenant, last: Repair, now: datetime) -> Work | None:
    act = Act(last.act)
    if last.visit is None or act not in (*RESTORING, Act.UNDO):
        return None
    visit = visit_rows.locked(tx, last.visit)
    assert visit is not None, "a visit is never deleted"
    if act is Act.UNDO:
        if visit.start <= now:
            raise RepairBarred(Bar.OVER, "")
        return restore(desk, tx, tenant, visit, segments.of_visit(tx, visit), now)
    if last.data.get("goal") == Goal.ABSENT.value:
        set_absent(desk, tx, visit.id, Why(last.data.get("why") or Why.PERSON.value), now)
        return advance(desk, tx, visit.id, None, unless_leased=True)
    if act is not Act.ADOPT:
        raise RepairBarred(Bar.PROMISED, STANDS[spoken_in(tenant.language)])
    return None


# Waiving


async def waive(desk: Desk, tenant_id: TenantId, call_id: str, why: str, by: str) -> None:
    """Close the case of a call although its caller does not know the truth: a person says why, on record. Raises
    NotFound where no case is open."""

    def body(tx: Tx) -> None:
        bound, now = tx.of(tenant_id), desk.clock.now()
        if not cases.close(bound, call_id, WAIVED, now, by[:80], why[:500]):
            raise NotFound("open case")
        correcting.close_all_of(bound, call_id, Closed.WAIVED, now, keep=lambda _: False)
        event = Event(now, "case_waived", {"by": by[:80]}, {"why": why[:500]}, call_id)
        timeline.record(bound, [event])

    await desk.transact(body)
