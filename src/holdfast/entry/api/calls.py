"""Calls over the API, with what came of them and what happened in them."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from holdfast.actions import look_up
from holdfast.entry.api import shapes, shaping
from holdfast.entry.api.etags import UNCHANGED, IfNoneMatch, listed, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.problems import documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
CallId = Annotated[str, Path(max_length=128, description="The platform's id of the call.")]


@routes.get("/calls", response_model=shapes.Calls, responses=documented(400, 401, 422))
async def list_calls(asker: AskerOf, page: PageOf) -> Response:
    """Calls, newest first."""
    found = await look_up.calls_of(asker.desk, asker.tenant_id, page.limit, page.position("calls"))
    items = [shaping.call(seen) for seen in found.items]
    return listed(shapes.Calls(items=items, next_cursor=cursor_of(found.next, "calls")))


# Before the next one: an id may hold a slash.
@routes.get("/calls/{call_id:path}/timeline", response_model=shapes.Timeline, responses=documented(400, 401, 404, 422))
async def show_timeline(asker: AskerOf, call_id: CallId, page: PageOf) -> Response:
    """What happened in a call, in order."""
    found = await look_up.events_of_call(asker.desk, asker.tenant_id, call_id, page.limit, page.position("timeline"))
    items = [shaping.event(seen) for seen in found.items]
    return listed(shapes.Timeline(items=items, next_cursor=cursor_of(found.next, "timeline")))


@routes.get("/calls/{call_id:path}", response_model=shapes.CallWithAll, responses=UNCHANGED | documented(401, 404, 422))
async def show_call(asker: AskerOf, call_id: CallId, if_none_match: IfNoneMatch = None) -> Response:
    """One call with its bookings and findings."""
    return shown(shaping.call_with_all(await look_up.call(asker.desk, asker.tenant_id, call_id)), if_none_match)
