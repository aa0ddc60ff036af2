"""One visit on the diary: its card, a new one, moving, cancelling, not having come. Every deed is an action's."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.book_by_staff import (
    Booked,
    StaffWish,
    Weighed,
    book_by_staff,
    move_by_staff,
    note_no_show,
    weigh,
    weigh_move,
)
from holdfast.actions.change_by_staff import cancel_booking, reopen_task
from holdfast.actions.look_at_diary import Marked, booking_marked
from holdfast.actions.look_up import BookingSeen, NoSuchTime, configuration, instant_at
from holdfast.actions.look_up_starts import FreeStarts, WantedStarts, free_starts
from holdfast.actions.search_customers import SHORTEST_SEARCH, search_customers
from holdfast.actions.sign_in import note_look
from holdfast.actions.visit_story import story_of
from holdfast.core.access import Right
from holdfast.core.availability import Slot
from holdfast.core.tenant import Tenant
from holdfast.entry.web.absences import block_for
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.picture import marks_of
from holdfast.entry.web.screen import Refused, Screen, looks
from holdfast.language.report_words import CAUSES

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
Acting = Annotated[Screen, Depends(looks(Right.ACT))]
_ALTERNATIVES = 6


async def _marked(screen: Screen, ref: str) -> tuple[Marked, BookingSeen]:
    return await booking_marked(screen.application.desk, screen.tenant_id, ref)


@routes.get("/salon/{tenant}/visits/new")
async def new(
    screen: Acting, day: str = "", at: str = "", staff: str = "", service: str = "", until: str = ""
) -> Response:
    """The form for a new visit, filled with where somebody clicked."""
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    now = screen.application.desk.clock.now().astimezone(tenant.timezone)
    chosen = {
        "day": _day_or(day, now.date()).isoformat(),
        "at": at if _is_time(at) else f"{_next_start(now, tenant.rules.grid_minutes):%H:%M}",
        "staff": staff if tenant.staff_member(staff) else "",
        "service": service if tenant.service(service) else "",
    }
    wanted = date.fromisoformat(chosen["day"])
    block = await block_for(screen, staff, wanted, at, until) if chosen["staff"] and _is_time(at) else None
    return screen.page("visit_new.html", here="today", tenant=tenant, chosen=chosen, block=block, block_day=wanted)


def _day_or(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _is_time(text: str) -> bool:
    try:
        return len(text) == 5 and time.fromisoformat(text) is not None
    except ValueError:
        return False


def _next_start(now: datetime, grid: int) -> datetime:
    return (now + timedelta(minutes=grid - now.minute % grid)).replace(second=0, microsecond=0)


@routes.post("/salon/{tenant}/customers/search")
async def search(screen: Acting) -> Response:
    """Customers by three letters of the name or three digits of the number. The words travel in the body."""
    text = screen.field("who", 60)
    found = await search_customers(screen.application.desk, screen.tenant_id, text)
    return screen.page("_customers.html", customers=found, is_short=len(text) < SHORTEST_SEARCH)


@routes.post("/salon/{tenant}/visits/weigh")
async def weigh_new(screen: Acting) -> Response:
    """Whether a new visit could stand there, why not, and what is free beside it."""
    wish = await _wish(screen)
    if wish is None:
        return screen.page("_weighed.html", weighed=None, around=None)
    found = await weigh(screen.application.desk, screen.tenant_id, wish)
    around = await _around(screen, wish.services, wish.start) if found.obstacles else None
    return screen.page("_weighed.html", weighed=found, around=around)


async def _wish(screen: Screen) -> StaffWish | None:
    """What the form wants booked; None while a part of it is missing."""
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    service, start = screen.field("service", 63), _start(screen, tenant)
    if not service or start is None:
        return None
    customer = screen.field("customer", 20)
    return StaffWish(
        services=(service,),
        staff=screen.field("staff", 63) or None,
        start=start,
        name=screen.field("name", 120) or ("" if customer else screen.field("who", 60)),
        phone=screen.field("phone", 40),
        notes=screen.field("notes", 500),
        customer=int(customer) if customer.isdecimal() else None,
        knowingly=screen.field("knowingly") == "yes",
    )


def _start(screen: Screen, tenant: Tenant) -> datetime | None:
    try:
        local = datetime.fromisoformat(f"{screen.field('day', 10)}T{screen.field('at', 5)}")
        return instant_at(local, tenant.timezone)
    except (ValueError, NoSuchTime):
        return None


async def _around(screen: Screen, services: tuple[str, ...], start: datetime) -> tuple[Slot, ...]:
    """Free starts of the same service on that day, the nearest first, then in order of time."""
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    day = start.astimezone(tenant.timezone).date()
    wanted = WantedStarts(services, None, day, 1)
    found: FreeStarts = await free_starts(screen.application.desk, screen.tenant_id, wanted)
    nearest = sorted(found.slots, key=lambda slot: (abs(slot.start - start), slot.plan.staff))[:_ALTERNATIVES]
    return tuple(sorted(nearest, key=lambda slot: slot.start))


@routes.post("/salon/{tenant}/visits")
async def create(screen: Acting) -> Response:
    """Book it, or say what stands in the way."""
    wish = await _wish(screen)
    if wish is None:
        raise Refused(422, "refused_form")
    desk = screen.application.desk
    booked = await book_by_staff(desk, screen.application.drives, screen.tenant_id, wish, screen.by)
    if booked.seen is None:
        return await _told_why(screen, booked.refused, wish.services, wish.start)
    await note_look(desk, screen.who, screen.tenant_id, "booked", booked.seen.visit.ref)
    return await _shown(screen, booked, "told_booked", "cancel")


async def _told_why(screen: Screen, weighed: Weighed | None, services: tuple[str, ...], start: datetime) -> Response:
    around = await _around(screen, services, start)
    return screen.page("_weighed.html", 409, {"HX-Retarget": "#weighed"}, weighed=weighed, around=around)


async def _shown(screen: Screen, booked: Booked, told: str, undo: str, **more: object) -> Response:
    seen = booked.seen
    assert seen is not None, "what was refused is told elsewhere"
    if not screen.is_fragment:
        day = seen.visit.start.astimezone(seen.tenant.timezone).date().isoformat()
        return screen.go(f"{screen.root}/today?day={day}")
    return screen.done("_told.html", told=told, seen=seen, undo=undo, more=more, what={"ref": seen.visit.ref})


@routes.get("/salon/{tenant}/visits/{ref}")
async def card(screen: Looking, ref: str) -> Response:
    """A visit's card: who, what, how it stands, and what can be done. The look is audited."""
    mark, seen = await _marked(screen, ref)
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "looked_at_visit", mark.visit.ref)
    has_begun = mark.visit.start <= screen.application.desk.clock.now()
    values: dict[str, Any] = {"mark": mark, "seen": seen, "tenant": seen.tenant, "marks": marks_of(mark)}
    second = 1 if screen.words.language == "en" else 0
    values["story"] = await story_of(screen.application.desk, screen.tenant_id, mark.visit.ref)
    values["cause_names"] = {code: both[second] for code, both in CAUSES.items()}
    return screen.page("visit.html", here="today", has_begun=has_begun, **values)


@routes.get("/salon/{tenant}/visits/{ref}/move")
async def where_to(screen: Acting, ref: str) -> Response:
    """The form that moves a visit: the way with keyboard and touch."""
    mark, seen = await _marked(screen, ref)
    return screen.page("visit_move.html", here="today", mark=mark, seen=seen, tenant=seen.tenant)


@routes.post("/salon/{tenant}/visits/{ref}/weigh")
async def weigh_there(screen: Acting, ref: str) -> Response:
    """Whether a visit could be moved there: asked while it is still being dragged."""
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    start = _start(screen, tenant)
    if start is None:
        return screen.page("_weighed.html", weighed=None, around=None)
    staff = screen.field("staff", 63) or None
    found = await weigh_move(screen.application.desk, screen.tenant_id, ref, start, staff)
    headers = {"X-Obstacles": str(len(found.obstacles)), "X-Override": "1" if found.may_override else "0"}
    return screen.page("_weighed.html", headers=headers, weighed=found, around=None)


@routes.post("/salon/{tenant}/visits/{ref}/move")
async def move(screen: Acting, ref: str) -> Response:
    """Move it, or say what stands in the way. Where it was stays its own until the new time is verified."""
    mark, seen = await _marked(screen, ref)
    start = _start(screen, seen.tenant)
    if start is None:
        raise Refused(422, "refused_form")
    before, knowingly = mark.visit, screen.field("knowingly") == "yes"
    to = StaffWish(before.plan.services, screen.field("staff", 63) or None, start, knowingly=knowingly)
    desk = screen.application.desk
    moved = await move_by_staff(desk, screen.application.drives, screen.tenant_id, ref, to, screen.by)
    if moved.seen is None:
        return await _told_why(screen, moved.refused, before.plan.services, start)
    await note_look(desk, screen.who, screen.tenant_id, "moved", before.ref)
    await _task_again(screen)
    return await _shown(screen, moved, "told_moved", "move", old=before)


@routes.post("/salon/{tenant}/visits/{ref}/cancel")
async def cancel(screen: Acting, ref: str) -> Response:
    """Take it back; the calendar is seen to be free before it counts as cancelled."""
    desk = screen.application.desk
    mark, _ = await _marked(screen, ref)
    seen = await cancel_booking(
        desk, screen.application.drives, screen.tenant_id, mark.visit.ref, screen.by, lambda seen: True
    )
    await note_look(desk, screen.who, screen.tenant_id, "cancelled", mark.visit.ref)
    await _task_again(screen)
    return await _shown(screen, Booked(seen), "told_cancelled", "rebook", old=mark.visit)


async def _task_again(screen: Screen) -> None:
    """What is taken back had settled a task: it is to be done again."""
    task = screen.field("task", 16)
    if task.isdecimal():
        await reopen_task(screen.application.desk, screen.tenant_id, int(task))


@routes.post("/salon/{tenant}/visits/{ref}/no-show")
async def no_show(screen: Acting, ref: str) -> Response:
    """Nobody came, or (came=yes) somebody did after all."""
    desk, came = screen.application.desk, screen.field("came") == "yes"
    mark, _ = await _marked(screen, ref)
    if mark.visit.start > desk.clock.now():
        raise Refused(409, "refused_future")
    seen = await note_no_show(desk, screen.tenant_id, mark.visit.ref, screen.by, came=came)
    await note_look(desk, screen.who, screen.tenant_id, "came" if came else "no_show", mark.visit.ref)
    return await _shown(screen, Booked(seen), "told_came" if came else "told_no_show", "" if came else "came")
