"""The page Why not 14:00?: a service, a person and a time, answered by the rules that decide on the telephone."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.explain_slot import SlotSeen, who_has
from holdfast.actions.look_up import NoSuchTime, configuration
from holdfast.actions.look_up_starts import Explained, FreeStarts, WantedStarts, explain_start, free_starts
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.core.tenant import Tenant
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
_NEAREST = 6
_FARTHEST = timedelta(days=3 * 366)


@routes.get("/salon/{tenant}/why-not")
async def why_not(screen: Looking, service: str = "", staff: str = "", day: str = "", at: str = "") -> Response:
    """The question as a form, and the answer below it once everything is said."""
    desk = screen.application.desk
    tenant = await configuration(desk, screen.tenant_id)
    today = desk.clock.now().astimezone(tenant.timezone).date()
    chosen = _chosen(tenant, today, service, staff, day, at)
    moment = _moment(chosen["day"], chosen["at"])
    explained: Explained | None = None
    near: FreeStarts | None = None
    has: SlotSeen | None = None
    if chosen["service"] and moment is not None:
        person = chosen["staff"] or None
        try:
            explained = await explain_start(desk, screen.tenant_id, (chosen["service"],), person, moment)
        except NoSuchTime as error:
            raise Refused(422, "refused_time") from error
        near = await free_starts(desk, screen.tenant_id, WantedStarts((chosen["service"],), person, moment.date(), 1))
        if person is not None:
            has = await who_has(desk, screen.tenant_id, person, moment)
        await note_look(desk, screen.who, screen.tenant_id, "looked_at_time")
    return screen.page(
        "why_not.html",
        here="why_not",
        tenant=tenant,
        chosen=chosen,
        explained=explained,
        near=_nearest(near, explained),
        has=has,
        today=today,
    )


def _chosen(tenant: Tenant, today: date, service: str, staff: str, day: str, at: str) -> dict[str, str]:
    """What an address asks for; whatever it says that cannot be is passed over."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        wanted = today
    return {
        "service": service if tenant.service(service) else "",
        "staff": staff if tenant.staff_member(staff) else "",
        "day": (wanted if abs(wanted - today) <= _FARTHEST else today).isoformat(),
        "at": at if _moment(today.isoformat(), at) is not None and len(at) == 5 else "",
    }


def _moment(day: str, at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=None) if at else None
    except ValueError:
        return None


def _nearest(near: FreeStarts | None, explained: Explained | None) -> tuple[object, ...]:
    """The free starts nearest to the one that was asked about, in order of time."""
    if near is None or explained is None:
        return ()
    others = (slot for slot in near.slots if slot.start != explained.at)
    first = sorted(others, key=lambda slot: (abs(slot.start - explained.at), slot.plan.staff))[:_NEAREST]
    return tuple(sorted(first, key=lambda slot: (slot.start, slot.plan.staff)))
