"""What is free, and why a time is not, over the API. Nothing is held by asking here."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from holdfast.actions.look_up_starts import WantedStarts, explain_start, free_starts
from holdfast.entry.api import shapes, shaping
from holdfast.entry.api.etags import listed
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.moments import DayText, day, time
from holdfast.entry.problems import documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
MOST_SERVICES = 3
Services = Annotated[
    list[str],
    Query(
        alias="service",
        min_length=1,
        max_length=MOST_SERVICES,
        description="A service by key or display name; several in one visit by repeating it.",
        examples=[["dauerwelle"]],
    ),
]
Person = Annotated[str | None, Query(max_length=200, description="A member of staff by key or display name.")]
Days = Annotated[int, Query(ge=1, le=31, description="How many days, from `date` on.")]
At = Annotated[
    str, Query(max_length=40, description="A time, such as 2026-11-27T10:00.", examples=["2026-11-27T10:00"])
]


@routes.get("/availability", response_model=shapes.FreeStarts, responses=documented(401, 404, 422))
async def list_free_starts(
    asker: AskerOf, services: Services, date: DayText = None, days: Days = 1, staff: Person = None
) -> Response:
    """The starts that could be offered at this moment; without `date`, from today on."""
    wanted = WantedStarts(services, staff, day(date, "date"), days)
    return listed(shaping.free_starts(await free_starts(asker.desk, asker.tenant_id, wanted)))


@routes.get("/availability/explain", response_model=shapes.Explained, responses=documented(401, 404, 422))
async def explain(asker: AskerOf, services: Services, at: At, staff: Person = None) -> Response:
    """Whether a time is offered; if not, every rule against it, from the very code that decides."""
    found = await explain_start(asker.desk, asker.tenant_id, services, staff, time(at, "at"))
    return listed(shaping.explained(found))
