"""Bookings over the API."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from holdfast.actions import look_up
from holdfast.actions.change_by_staff import cancel_booking
from holdfast.actions.look_up import WantedBookings
from holdfast.actions.reconcile_check import reconcile_booking
from holdfast.core.booking import VisitState
from holdfast.entry.api import shapes, shaping
from holdfast.entry.api.etags import UNCHANGED, IfMatch, IfNoneMatch, is_named, listed, must_name, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.moments import MomentText, moment
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.problems import Problem, documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
State = Annotated[VisitState | None, Query(description="Only bookings in this state.")]
Since = Annotated[MomentText, Query(alias="from")]
Until = Annotated[MomentText, Query(alias="to")]


@routes.get("/bookings", response_model=shapes.Bookings, responses=documented(400, 401, 422))
async def list_bookings(
    asker: AskerOf,
    page: PageOf,
    since: Since = None,
    until: Until = None,
    state: State = None,
) -> Response:
    """Bookings by start, from `from` up to `to`; a whole day as `to` belongs to the span, a time does not."""
    wanted = WantedBookings(page.limit, page.position("bookings"), moment(since, "from"), moment(until, "to"), state)
    found = await look_up.bookings(asker.desk, asker.tenant_id, wanted)
    items = [shaping.booking(seen) for seen in found.items]
    return listed(shapes.Bookings(items=items, next_cursor=cursor_of(found.next, "bookings")))


@routes.get("/bookings/{ref}", response_model=shapes.Booking, responses=UNCHANGED | documented(401, 404))
async def show_booking(asker: AskerOf, ref: str, if_none_match: IfNoneMatch = None) -> Response:
    """One booking as it stands now."""
    return shown(shaping.booking(await look_up.booking(asker.desk, asker.tenant_id, ref)), if_none_match)


@routes.post("/bookings/{ref}/cancel", response_model=shapes.Booking, responses=documented(401, 404, 412, 428))
async def cancel(asker: AskerOf, ref: str, if_match: IfMatch = None) -> Response:
    """Take a booking back; the answer is the booking as it stands after a few seconds at most.

    `cancelled` only once nothing of it stands in the calendar any more. Repeating it does no harm.
    """
    precondition = must_name(if_match)
    seen = await cancel_booking(
        asker.desk,
        asker.drives,
        asker.tenant_id,
        ref,
        asker.key.id,
        lambda seen: is_named(precondition, shaping.booking(seen)),
    )
    return shown(shaping.booking(seen))


@routes.post("/bookings/{ref}/reconcile", response_model=shapes.Booking, responses=documented(401, 404, 503))
async def reconcile(asker: AskerOf, ref: str) -> Response:
    """Compare a booking with the calendar now; the answer is the booking as it stands then. 503: it cannot be read.

    Nothing is created a second time. What is only suspected at first sight is looked at again after some seconds;
    what is left then is listed under /drifts. Repeating it does no harm.
    """
    found = await reconcile_booking(asker.desk, asker.drives, asker.tenant_id, ref)
    if found.fault is not None:
        raise Problem(503, "the calendar cannot be read at this moment")
    return shown(shaping.booking(await look_up.booking(asker.desk, asker.tenant_id, ref)))
