"""The stream of what happens, to every screen that is open."""

from typing import Annotated, cast

from fastapi import Depends
from fastapi.responses import Response, StreamingResponse

from holdfast.core.access import Right
from holdfast.entry.web.feed import MOST_STREAMS, Feeds
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]


@routes.get("/salon/{tenant}/live")
async def live(screen: Looking) -> Response:
    """Server-sent events: "changed" with the parts to look at again, "pulse" every few seconds."""
    feeds = cast(Feeds, screen.request.app.state.feeds)
    if feeds.streams >= MOST_STREAMS:
        raise Refused(503, "refused_store")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(feeds.listen(screen.tenant_id), 200, headers, "text/event-stream")
