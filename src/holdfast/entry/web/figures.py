"""The page Figures: what was counted, with the definition beside each figure, as charts and as tables."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.look_at_figures import SPANS, look_at_figures
from holdfast.core.access import Right
from holdfast.core.honesty import IN_MINUTES, Name
from holdfast.entry.web.charts import HEIGHT, bars_of, columns_of
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
GRAVE = frozenset(
    {Name.TOLD_FREE_BUT_REFUSED, Name.TOLD_TAKEN_BUT_OURS, Name.TOLD_BOOKED_BUT_ABSENT, Name.BUDGET_OVERRUNS}
)
"""What should be nought: shown in red with an icon where it is not."""


@routes.get("/salon/{tenant}/figures")
async def figures(screen: Looking, days: str = "") -> Response:
    """The figures of the last days: 7, 30 or 90."""
    span = next((one for one in SPANS if str(one) == days), SPANS[1])
    found = await look_at_figures(screen.application.desk, screen.tenant_id, span)
    return screen.page(
        "figures.html",
        here="figures",
        tenant=found.tenant,
        figures=found,
        spans=SPANS,
        columns=columns_of(found.booked, screen.words),
        height=HEIGHT,
        bars=bars_of(found.answers),
        minutes=IN_MINUTES,
        grave=GRAVE,
    )
