"""The repair of a call on its page: what would be done, doing it, taking it back, leaving it at that."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.look_up import NotFound, configuration
from holdfast.actions.repair_apply import RepairBarred, apply_repair, undo_repair, waive
from holdfast.actions.repair_plan import plan_repair
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.entry.web.calls import address_of_call
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks
from holdfast.language.report_words import ACTS

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
Acting = Annotated[Screen, Depends(looks(Right.ACT))]
_SHORTEST_REASON = 3


@routes.get("/salon/{tenant}/calls/{call_id:path}/repair")
async def preview(screen: Looking, call_id: str) -> Response:
    """What would be done about the call, step by step. Nothing is changed by looking."""
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "looked_at_repair", call_id)
    return await _plan(screen, call_id)


async def _plan(screen: Screen, call_id: str, told: str = "", because: str = "", status: int = 200) -> Response:
    desk = screen.application.desk
    plan = await plan_repair(desk, screen.tenant_id, call_id, language=screen.words.language)
    tenant = await configuration(desk, screen.tenant_id)
    address = address_of_call(screen, call_id)
    headers = {"HX-Retarget": "#repair-plan", "HX-Reswap": "outerHTML"} if status != 200 else None
    return screen.page(
        "call_repair.html",
        status,
        headers,
        here="calls",
        plan=plan,
        act_names={code: both[1 if screen.words.language == "en" else 0] for code, both in ACTS.items()},
        tenant=tenant,
        told=told,
        because=because,
        address=address,
    )


@routes.post("/salon/{tenant}/calls/{call_id:path}/repair")
async def apply(screen: Acting, call_id: str) -> Response:
    """Do what was shown; where anything is not any more as it was, the new state is shown instead."""
    desk = screen.application.desk
    try:
        await apply_repair(
            desk, screen.application.drives, screen.tenant_id, call_id, screen.field("token", 64), screen.by
        )
    except ChangedMeanwhile:
        return await _plan(screen, call_id, "repair_changed", status=409)
    except RepairBarred as barred:
        return await _plan(screen, call_id, "repair_barred", str(barred), 409)
    await note_look(desk, screen.who, screen.tenant_id, "repaired", call_id)
    return screen.go(address_of_call(screen, call_id))


@routes.post("/salon/{tenant}/calls/{call_id:path}/repair/undo")
async def undo(screen: Acting, call_id: str) -> Response:
    """Take the repair back, as far as that harms nobody."""
    desk = screen.application.desk
    try:
        await undo_repair(desk, screen.application.drives, screen.tenant_id, call_id, screen.by)
    except RepairBarred as barred:
        return await _plan(screen, call_id, "repair_undo_barred", str(barred), 409)
    except NotFound as missing:
        raise Refused(409, "refused_changed") from missing
    await note_look(desk, screen.who, screen.tenant_id, "repair_undone", call_id)
    return screen.go(address_of_call(screen, call_id))


@routes.post("/salon/{tenant}/calls/{call_id:path}/repair/waive")
async def leave_it(screen: Acting, call_id: str) -> Response:
    """Close the case although the caller does not know the truth. The reason goes on record."""
    why = screen.field("why", 500)
    if len(why) < _SHORTEST_REASON:
        raise Refused(422, "refused_form")
    try:
        await waive(screen.application.desk, screen.tenant_id, call_id, why, screen.by)
    except NotFound as missing:
        raise Refused(409, "refused_changed") from missing
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "waived", call_id)
    return screen.go(address_of_call(screen, call_id))
