"""Drifts over the API: where our record and the calendar differ."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from holdfast.actions.look_up_drifts import DriftSeen, Wanted, drift_of, drifts_of
from holdfast.entry.api import shapes
from holdfast.entry.api.etags import UNCHANGED, IfNoneMatch, listed, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.api.shaping import local, local_or_none
from holdfast.entry.problems import documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
State = Annotated[Wanted, Query(description="Only drifts in this state; `all` for both.")]


@routes.get("/drifts", response_model=shapes.Drifts, responses=documented(400, 401, 422))
async def list_drifts(asker: AskerOf, page: PageOf, state: State = Wanted.OPEN) -> Response:
    """Where booking and calendar differ and a person has to decide, in the order in which it came up."""
    found = await drifts_of(asker.desk, asker.tenant_id, page.limit, page.position("drifts"), state)
    items = [shaped(seen) for seen in found.items]
    return listed(shapes.Drifts(items=items, next_cursor=cursor_of(found.next, "drifts")))


@routes.get("/drifts/{ref}", response_model=shapes.Drift, responses=UNCHANGED | documented(401, 404))
async def show_drift(asker: AskerOf, ref: str, if_none_match: IfNoneMatch = None) -> Response:
    """One drift, open or closed."""
    return shown(shaped(await drift_of(asker.desk, asker.tenant_id, ref)), if_none_match)


def shaped(seen: DriftSeen) -> shapes.Drift:
    """A drift."""
    one, zone = seen.drift, seen.zone
    return shapes.Drift(
        ref=one.ref,
        kind=one.kind,
        opened_at=local(one.opened_at, zone),
        state=one.state.value,
        proposal=one.proposal,
        booking=seen.booking,
        host=one.host,
        start=local_or_none(one.interval.start if one.interval else None, zone),
        end=local_or_none(one.interval.end if one.interval else None, zone),
        uid=one.uid,
        detail=one.detail,
        seen_at=local(one.seen_at, zone),
        closed_at=local_or_none(one.closed_at, zone),
        closed_why=one.closed_why,
    )
