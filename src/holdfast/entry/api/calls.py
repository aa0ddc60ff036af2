"""Calls over the API, with what came of them, what happened in them, and whether it was true."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from holdfast.actions import look_up
from holdfast.actions.judge import judge_now, verdict_in_force
from holdfast.actions.look_up_calls import WantedCalls, calls_judged
from holdfast.entry.api import shapes, shapes_truth, shaping, shaping_truth
from holdfast.entry.api.etags import UNCHANGED, IfNoneMatch, listed, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.moments import MomentText, moment
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.problems import documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
CallId = Annotated[str, Path(max_length=128, description="The platform's id of the call.")]
Since = Annotated[MomentText, Query(alias="from")]
Until = Annotated[MomentText, Query(alias="to")]
Number = Annotated[str | None, Query(max_length=40, description="Only calls from this number.")]
Agree = Annotated[bool | None, Query(description="Only calls whose three witnesses agree, or do not.")]
Cause = Annotated[str | None, Query(max_length=40, pattern="^[a-z_]+$", description="Only calls with this cause.")]


@routes.get("/calls", response_model=shapes_truth.CallsJudged, responses=documented(400, 401, 422))
async def list_calls(
    asker: AskerOf,
    page: PageOf,
    since: Since = None,
    until: Until = None,
    number: Number = None,
    agree: Agree = None,
    cause: Cause = None,
) -> Response:
    """Calls, newest first, each with the verdict in force; a whole day as `to` belongs to the span, a time does not."""
    begun = (moment(since, "from"), moment(until, "to"))
    wanted = WantedCalls(page.limit, page.position("calls"), *begun, number, agree, cause)
    found = await calls_judged(asker.desk, asker.tenant_id, wanted)
    items = [shaping_truth.call_judged(one) for one in found.items]
    return listed(shapes_truth.CallsJudged(items=items, next_cursor=cursor_of(found.next, "calls")))


# Before the last one: an id may hold a slash.
@routes.get("/calls/{call_id:path}/timeline", response_model=shapes.Timeline, responses=documented(400, 401, 404, 422))
async def show_timeline(asker: AskerOf, call_id: CallId, page: PageOf) -> Response:
    """What happened in a call, in order."""
    found = await look_up.events_of_call(asker.desk, asker.tenant_id, call_id, page.limit, page.position("timeline"))
    items = [shaping.event(seen) for seen in found.items]
    return listed(shapes.Timeline(items=items, next_cursor=cursor_of(found.next, "timeline")))


@routes.get(
    "/calls/{call_id:path}/verdict",
    response_model=shapes_truth.Verdict,
    responses=UNCHANGED | documented(401, 404, 422),
)
async def show_verdict(asker: AskerOf, call_id: CallId, if_none_match: IfNoneMatch = None) -> Response:
    """Whether what was said, stored and shown agrees, with the evidence. A call that was not judged yet is judged now,
    which takes a look into the calendar; while it goes on, that is an interim state (`is_final` false)."""
    found = await verdict_in_force(asker.desk, asker.tenant_id, call_id)
    return shown(shaping_truth.verdict(found), if_none_match)


@routes.post("/calls/{call_id:path}/verdict", response_model=shapes_truth.Verdict, responses=documented(401, 404, 422))
async def judge_again(asker: AskerOf, call_id: CallId) -> Response:
    """Judge a call now, with a fresh look into the calendar. Repeating it does no harm: only a verdict that says
    something else is kept beside the ones before."""
    found = await judge_now(asker.desk, asker.tenant_id, call_id)
    return shown(shaping_truth.verdict(found))


@routes.get("/calls/{call_id:path}", response_model=shapes.CallWithAll, responses=UNCHANGED | documented(401, 404, 422))
async def show_call(asker: AskerOf, call_id: CallId, if_none_match: IfNoneMatch = None) -> Response:
    """One call with its bookings and findings."""
    return shown(shaping.call_with_all(await look_up.call(asker.desk, asker.tenant_id, call_id)), if_none_match)
