"""The page What needs me: differences, calls and tasks, worst first, each with a sentence, its cause, and what can be
done about it from here. Sheets that help with one are `needs_help`."""

from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.change_by_staff import close_task, reopen_task
from holdfast.actions.look_at_needs import Needs, look_at_needs
from holdfast.actions.look_up import NotFound
from holdfast.actions.look_up_drifts import drift_of
from holdfast.actions.reconcile_check import reconcile_booking
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.entry.web.calls import address_of_call
from holdfast.entry.web.needs_told import cause_of, sentence_of
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
    if found.count and not screen.is_fragment:
        await note_look(desk, screen.who, screen.tenant_id, "looked_at_needs")
    return screen.page("needs.html", here="needs", **shown(screen, found))


@routes.get("/salon/{tenant}/needs/list")
async def only_list(screen: Looking) -> Response:
    """The list alone, as it stands now."""
    found = await look_at_needs(screen.application.desk, screen.tenant_id)
    return screen.page("_needs.html", **shown(screen, found))


def shown(screen: Screen, found: Needs) -> dict[str, Any]:
    """The list with the sentence and the cause of each, in the language of whoever looks."""
    zone = found.tenant.timezone
    today = found.now.astimezone(zone).date()
    told = [(n, sentence_of(n, screen.words, zone, today), cause_of(n, screen.words)) for n in found.items]
    addresses = {n.call: address_of_call(screen, n.call) for n in found.items if n.call}
    return {"needs": found, "told": told, "tenant": found.tenant, "addresses": addresses}


@routes.post("/salon/{tenant}/needs/tasks/{task_id}/close")
async def mark_done(screen: Acting, task_id: int) -> Response:
    """A task is done, or the customer told. Repeating it does no harm."""
    desk, which = screen.application.desk, _number(task_id)
    await close_task(desk, screen.tenant_id, which, lambda seen: True)
    await note_look(desk, screen.who, screen.tenant_id, "closed_task", str(which))
    return await after(screen, "needs_closed", f"{screen.root}/needs/tasks/{which}/reopen")


@routes.post("/salon/{tenant}/needs/tasks/{task_id}/reopen")
async def not_done(screen: Acting, task_id: int) -> Response:
    """It is not done after all: back on the list. Repeating it does no harm."""
    desk, which = screen.application.desk, _number(task_id)
    await reopen_task(desk, screen.tenant_id, which)
    await note_look(desk, screen.who, screen.tenant_id, "reopened_task", str(which))
    return await after(screen, "help_undone")


def _number(task_id: int) -> int:
    if not 1 <= task_id <= 2**53:
        raise NotFound("task")
    return task_id


@routes.post("/salon/{tenant}/needs/drifts/{ref}/check")
async def check_again(screen: Acting, ref: str) -> Response:
    """Compare the booking of a difference with the calendar now; what agrees again leaves the list by itself."""
    seen = await drift_of(screen.application.desk, screen.tenant_id, ref)
    if seen.booking is None:
        raise Refused(409, "needs_no_booking")
    return await _compared(screen, seen.booking, "checked_drift", seen.drift.ref)


@routes.post("/salon/{tenant}/needs/visits/{ref}/check")
async def check_visit(screen: Acting, ref: str) -> Response:
    """Compare a visit with the calendar now."""
    return await _compared(screen, ref, "checked_visit", ref)


async def _compared(screen: Screen, booking: str, deed: str, thing: str) -> Response:
    desk = screen.application.desk
    found = await reconcile_booking(desk, screen.application.drives, screen.tenant_id, booking)
    await note_look(desk, screen.who, screen.tenant_id, deed, thing)
    return await after(screen, "needs_unread" if found.fault is not None else "needs_checked")


async def after(screen: Screen, told: str, undo: str = "", **values: str) -> Response:
    """What was done, in a sentence, with the way back where there is one."""
    if not screen.is_fragment:
        return screen.go(f"{screen.root}/needs")
    found: Needs = await look_at_needs(screen.application.desk, screen.tenant_id)
    sentence = screen.words(told, **values)
    return screen.done("_needs_done.html", tenant=found.tenant, sentence=sentence, undo=undo)
