"""The figures of honesty over the API, and the log of what left the house."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from holdfast.actions.change_by_staff import see_task
from holdfast.actions.honesty import Stats, deliveries_of, stats_of
from holdfast.core.honesty import Figure, Name
from holdfast.entry.api.etags import listed
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.api.shapes import Moment, Shape
from holdfast.entry.problems import Problem, documented

routes = APIRouter(prefix=PREFIX, tags=["api"])
Since = Annotated[datetime | None, Query(alias="from", description="Calls from this moment on; else of 30 days.")]
Until = Annotated[datetime | None, Query(alias="to", description="Calls before this moment; else up to now.")]
Id = Annotated[int, Path(ge=1, le=2**53)]
USUAL = timedelta(days=30)
THIS_MOMENT = timedelta(milliseconds=1)
"""Up to now: a call that began in this very moment belongs to it."""


class FigureShown(Shape):
    """One figure, with what exactly it counts."""

    name: Name
    value: float | None = Field(description="A number of calls or answers, or minutes; null: nothing to count from.")
    worst: float | None = Field(description="Of a median, the highest value.")
    definition: str
    calls: list[str] = Field(description="The first few calls that it was counted in.")


class GroupShown(Shape):
    """The figures of the calls of one agent version."""

    platform: str
    agent_id: str | None
    agent_version: str | None
    calls: int
    figures: dict[Name, float | None]
    findings: dict[str, int] = Field(description="In how many of these calls there was which finding.")


class PlatformSays(Shape):
    """What the platform itself thinks of the calls. No figure is made of it."""

    successful: int
    unsuccessful: int
    unsaid: int


class StatsShown(Shape):
    """How honest the telephone was, counted from facts alone."""

    tenant: str
    calendar: str
    since: Moment
    until: Moment
    calls: int
    open_cases: int
    figures: list[FigureShown]
    groups: list[GroupShown]
    findings: dict[str, int] = Field(description="In how many calls there was which finding.")
    platform_says: PlatformSays


class DeliveryShown(Shape):
    """One message that left the house, or is to. What it says is not shown."""

    id: int
    message_id: str
    way: str
    kind: str
    receiver: str
    state: str
    attempts: int
    created_at: Moment
    due_at: Moment | None
    ended_at: Moment | None
    outcome: str | None


class Deliveries(Shape):
    """A page of deliveries, newest first."""

    items: list[DeliveryShown]
    next_cursor: str | None


@routes.get("/stats", response_model=StatsShown, responses=documented(401, 422))
async def show_stats(asker: AskerOf, since: Since = None, until: Until = None) -> Response:
    """The figures over the calls that began in the span; test calls are left out."""
    end = _aware(until) if until else asker.desk.clock.now() + THIS_MOMENT
    begin = _aware(since) if since else end - USUAL
    if begin >= end:
        raise Problem(422, "from must lie before to")
    return listed(shaped(await stats_of(asker.desk, asker.tenant_id, begin, end)))


def _aware(at: datetime) -> datetime:
    """A moment without an offset is one of UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@routes.get("/deliveries", response_model=Deliveries, responses=documented(400, 401, 422))
async def list_deliveries(asker: AskerOf, page: PageOf) -> Response:
    """Outgoing webhooks and e-mails with what came of them, newest first."""
    found = await deliveries_of(asker.desk, asker.tenant_id, page.limit, page.position("deliveries"))
    items = [
        DeliveryShown(
            id=one.id,
            message_id=one.message_id,
            way=one.way.value,
            kind=one.kind,
            receiver=one.receiver,
            state=one.state.value,
            attempts=one.attempts,
            created_at=one.created_at,
            due_at=one.due_at,
            ended_at=one.ended_at,
            outcome=one.outcome,
        )
        for one in found.items
    ]
    return listed(Deliveries(items=items, next_cursor=cursor_of(found.next, "deliveries")))


@routes.post("/tasks/{task_id}/seen", status_code=204, responses=documented(401, 404, 422))
async def task_seen(asker: AskerOf, task_id: Id) -> Response:
    """A person has seen this task: it does not go to the operator. Repeating it does no harm."""
    await see_task(asker.desk, asker.tenant_id, task_id)
    return Response(status_code=204)


def shaped(found: Stats) -> StatsShown:
    """The figures."""
    return StatsShown(
        tenant=found.slug,
        calendar=found.calendar,
        since=found.since,
        until=found.until,
        calls=found.calls,
        open_cases=found.open_cases,
        figures=[_figure(one) for one in found.figures],
        groups=[
            GroupShown(
                platform=group.platform,
                agent_id=group.agent,
                agent_version=group.agent_version,
                calls=group.calls,
                figures={one.name: one.value for one in group.figures},
                findings=dict(group.findings),
            )
            for group in found.groups
        ],
        findings=dict(found.findings),
        platform_says=PlatformSays(
            successful=found.platform_says.successful,
            unsuccessful=found.platform_says.unsuccessful,
            unsaid=found.platform_says.unsaid,
        ),
    )


def _figure(one: Figure) -> FigureShown:
    return FigureShown(
        name=one.name, value=one.value, worst=one.worst, definition=one.definition, calls=list(one.calls)
    )
