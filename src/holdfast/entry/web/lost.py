"""Addresses under a salon that lead nowhere: told on a page, and only to somebody who may look there."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.core.access import Right
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]


@routes.get("/salon/{tenant}/{rest:path}")
async def nowhere(screen: Looking, rest: str) -> Response:
    """There is no such page."""
    raise Refused(404, "refused_nothing")
