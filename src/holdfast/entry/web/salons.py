"""All salons: one row each, the worst first, for whoever runs several."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.look_at_salons import look_at_salons, operated
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, signed_in

routes = page_routes()
SignedIn = Annotated[Screen, Depends(signed_in)]


@routes.get("/salons")
async def all_salons(screen: SignedIn) -> Response:
    """Whoever runs none does not hear that there is such a page."""
    if not operated(screen.who):
        raise Refused(404, "refused_nothing")
    found = await look_at_salons(screen.application.desk, screen.who)
    return screen.page("salons.html", found=found)
