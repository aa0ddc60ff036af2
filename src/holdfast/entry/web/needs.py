"""The page What needs me: differences and tasks, worst first, each with a sentence and what can be done about it."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.change_by_staff import close_task
from holdfast.actions.look_at_needs import look_at_needs
from holdfast.actions.look_up import NotFound
from holdfast.actions.look_up_drifts import drift_of
from holdfast.actions.reconcile_check import reconcile_booking
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
Acting = Annotated[Screen, Depends(looks(Right.ACT))]


@routes.get("/salon/{tenant}/needs")
async def needs(screen: Looking) -> Response:
    """The whole page. It shows names and numbers, so the look is audited."""
    desk = screen.application.desk
    found = await look_at_needs(desk, screen.tenant_id)
    if found.items and not screen.is_fragment:
        await note_look(desk, screen.who, screen.tenant_id, "looked_at_needs")
    return screen.page("needs.html", here="needs", needs=found, tenant=found.tenant)


@routes.get("/salon/{tenant}/needs/list")
async def only_list(screen: Looking) -> Response:
    """The list alone, as it stands now."""
    found = await look_at_needs(screen.application.desk, screen.tenant_id)
    return screen.page("_needs.html", needs=found, tenant=found.tenant)


@routes.post("/salon/{tenant}/needs/tasks/{task_id}/close")
async def mark_done(screen: Acting, task_id: int) -> Response:
    """A task is done. Repeating it does no harm."""
    if not 1 <= task_id <= 2**53:
        raise NotFound("task")
    desk = screen.application.desk
    await close_task(desk, screen.tenant_id, task_id, lambda seen: True)
    await note_look(desk, screen.who, screen.tenant_id, "closed_task", str(task_id))
    return await _after(screen, "needs_closed")


@routes.post("/salon/{tenant}/needs/drifts/{ref}/check")
async def check_again(screen: Acting, ref: str) -> Response:
    """Compare the booking of a difference with the calendar now; what agrees again leaves the list by itself."""
    desk = screen.application.desk
    seen = await drift_of(desk, screen.tenant_id, ref)
    if seen.booking is None:
        raise Refused(409, "needs_no_booking")
    found = await reconcile_booking(desk, screen.application.drives, screen.tenant_id, seen.booking)
    await note_look(desk, screen.who, screen.tenant_id, "checked_drift", seen.drift.ref)
    return await _after(screen, "needs_unread" if found.fault is not None else "needs_checked")


async def _after(screen: Screen, told: str) -> Response:
    if not screen.is_fragment:
        return screen.go(f"{screen.root}/needs")
    found = await look_at_needs(screen.application.desk, screen.tenant_id)
    return screen.done("_needs_done.html", needs=found, tenant=found.tenant, told=told)
