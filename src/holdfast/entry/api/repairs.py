"""Repairs over the API: what would be done about a call that differs, doing it, undoing it, waiving it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from holdfast.actions.repair_apply import Applied, RepairBarred, apply_repair, undo_repair, waive
from holdfast.actions.repair_apply import Repair as Done
from holdfast.actions.repair_plan import RepairPlan, plan_repair
from holdfast.core.mending import Act
from holdfast.entry.api.etags import PRIVATE, UNCHANGED, IfMatch, IfNoneMatch, bytes_of, must_name
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.shapes import Moment, Shape
from holdfast.entry.problems import Problem, documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
CallId = Annotated[str, Path(max_length=128, description="The platform's id of the call.")]
Booking = Annotated[str | None, Query(max_length=16, description="The booking meant, where a call has several.")]


class RepairStep(Shape):
    """One step."""

    kind: str
    words: str


class Harm(Shape):
    """An act that would do harm here."""

    act: str
    why: str


class AppliedRepair(Shape):
    """A repair that was applied."""

    id: str
    act: Act
    state: str
    applied_by: str
    applied_at: Moment
    undone_at: Moment | None


class CallCase(Shape):
    """The case of a call: open until its caller knows the truth, or a person waived it."""

    cause: str
    told_wrongly: bool
    opened_at: Moment
    repaired_at: Moment | None
    closed_at: Moment | None
    closed_how: str | None
    closed_by: str | None


class Repair(Shape):
    """What would be done about a call, as it stands at this moment. Its ETag is what applying it must name."""

    call_id: str
    cause: str
    act: Act
    title: str
    why: str
    never: list[Harm] = Field(description="Acts that would do harm, each with the reason.")
    steps: list[RepairStep]
    tell_caller: str | None = Field(description="The sentence for the caller, ready to be said.")
    barred: str | None = Field(description="Why it must not be applied now; null where it may.")
    booking: str | None
    case: CallCase | None
    applied: AppliedRepair | None = Field(description="The repair that is in force.")


class RepairDone(Shape):
    """How a repair stands when it was asked for: `done`, `in_hand`, `left_to_a_person`, `undone`."""

    outcome: str
    repair: AppliedRepair


class Waiver(Shape):
    """Why a case is closed although its caller does not know the truth."""

    why: str = Field(min_length=3, max_length=500)


@routes.get("/calls/{call_id:path}/repair", response_model=Repair, responses=UNCHANGED | documented(401, 404, 422))
async def show_repair(
    asker: AskerOf, call_id: CallId, booking: Booking = None, if_none_match: IfNoneMatch = None
) -> Response:
    """What would be done about a call: nothing is changed by looking."""
    plan = await plan_repair(asker.desk, asker.tenant_id, call_id, booking)
    headers = {"ETag": f'"{plan.token}"', **PRIVATE}
    if if_none_match is not None and plan.token in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(bytes_of(shaped(plan)), media_type="application/json", headers=headers)


@routes.post(
    "/calls/{call_id:path}/repair", response_model=RepairDone, responses=documented(401, 404, 409, 412, 422, 428)
)
async def apply(asker: AskerOf, call_id: CallId, booking: Booking = None, if_match: IfMatch = None) -> Response:
    """Do what was shown under that ETag, and wait a few seconds for the calendar. 412: it is not any more as it was
    shown; 409: it must not be done now. The same ETag again finds the repair that it led to."""
    token = must_name(if_match).strip().strip('"')
    try:
        done = await apply_repair(asker.desk, asker.drives, asker.tenant_id, call_id, token, asker.key.id, booking)
    except RepairBarred as barred:
        raise Problem(409, str(barred)) from barred
    return _done(done)


@routes.post("/calls/{call_id:path}/repair/undo", response_model=RepairDone, responses=documented(401, 404, 409, 422))
async def undo(asker: AskerOf, call_id: CallId) -> Response:
    """Take the last repair back, as far as that harms nobody; 409 says why it cannot be."""
    try:
        done = await undo_repair(asker.desk, asker.drives, asker.tenant_id, call_id, asker.key.id)
    except RepairBarred as barred:
        raise Problem(409, str(barred)) from barred
    return _done(done)


@routes.post("/calls/{call_id:path}/repair/waive", status_code=204, responses=documented(401, 404, 422))
async def waive_case(asker: AskerOf, call_id: CallId, waiver: Waiver) -> Response:
    """Close the case although the caller does not know the truth: the reason goes on record."""
    await waive(asker.desk, asker.tenant_id, call_id, waiver.why, asker.key.id)
    return Response(status_code=204)


def _done(done: Applied) -> Response:
    return Response(
        bytes_of(RepairDone(outcome=done.outcome.value, repair=_applied(done.repair))),
        media_type="application/json",
        headers=PRIVATE,
    )


def _applied(one: Done) -> AppliedRepair:
    return AppliedRepair(
        id=one.id,
        act=Act(one.act),
        state=one.state.value,
        applied_by=one.applied_by,
        applied_at=one.applied_at,
        undone_at=one.undone_at,
    )


def shaped(plan: RepairPlan) -> Repair:
    """A plan."""
    case = plan.case
    return Repair(
        call_id=plan.call,
        cause=plan.cause,
        act=plan.act,
        title=plan.title,
        why=plan.why,
        never=[Harm(act=one.act, why=one.why) for one in plan.never],
        steps=[RepairStep(kind=one.kind, words=one.words) for one in plan.steps],
        tell_caller=plan.tell_caller,
        barred=plan.because,
        booking=plan.ref,
        case=CallCase(
            cause=case.cause,
            told_wrongly=case.told_wrongly,
            opened_at=case.opened_at,
            repaired_at=case.repaired_at,
            closed_at=case.closed_at,
            closed_how=case.closed_how,
            closed_by=case.closed_by,
        )
        if case
        else None,
        applied=_applied(plan.applied) if plan.applied else None,
    )
