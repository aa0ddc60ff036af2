"""Who has this time?, over the API."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from holdfast.actions.explain_slot import who_has
from holdfast.entry.api import shapes_truth, shaping_truth
from holdfast.entry.api.etags import listed
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.moments import time
from holdfast.entry.problems import documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
Person = Annotated[
    str,
    Query(min_length=1, max_length=200, description="A member of staff by key or display name.", examples=["felix"]),
]
At = Annotated[
    str, Query(max_length=40, description="A time, such as 2026-11-27T10:00.", examples=["2026-11-27T10:00"])
]


@routes.get("/slots/explain", response_model=shapes_truth.SlotExplained, responses=documented(401, 404, 422))
async def explain(asker: AskerOf, staff: Person, at: At) -> Response:
    """Own visits, holds, what the calendar shows there now with its creation and the call it came of, the copy that
    answers are given from with its age, and the calls of that hour. A calendar that cannot be read is named."""
    found = await who_has(asker.desk, asker.tenant_id, staff, time(at, "at"))
    return listed(shaping_truth.slot(found))
