"""Steht im Kalender?: one visit, asked of its calendar at this moment, and shown with both proofs."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.sign_in import note_look
from holdfast.actions.where import where
from holdfast.core.access import Right
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]


@routes.get("/salon/{tenant}/visits/{ref}/where")
async def is_it_there(screen: Looking, ref: str) -> Response:
    """Read from the calendar now, by window and by identifier. It changes nothing there."""
    desk = screen.application.desk
    found = await where(desk, screen.tenant_id, ref)
    await note_look(desk, screen.who, screen.tenant_id, "looked_into_calendar", found.booked.visit.ref)
    return screen.page("visit_where.html", here="today", found=found, tenant=found.booked.tenant)
