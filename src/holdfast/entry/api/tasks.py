"""Tasks and findings over the API."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from holdfast.actions import look_up
from holdfast.actions.change_by_staff import close_task
from holdfast.entry.api import shapes, shaping
from holdfast.entry.api.etags import UNCHANGED, IfMatch, IfNoneMatch, is_named, listed, must_name, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.problems import documented

routes = APIRouter(prefix=PREFIX, tags=["api"])


class TaskState(StrEnum):
    """Whether a task is still to be done."""

    OPEN = "open"
    DONE = "done"


Id = Annotated[int, Path(ge=1, le=2**53)]
State = Annotated[TaskState | None, Query(description="Only tasks in this state.")]


@routes.get("/tasks", response_model=shapes.Tasks, responses=documented(400, 401, 422))
async def list_tasks(asker: AskerOf, page: PageOf, state: State = None) -> Response:
    """What a person must do, in the order it came up."""
    found = await look_up.tasks_of(asker.desk, asker.tenant_id, page.limit, page.position("tasks"), state)
    items = [shaping.task(seen) for seen in found.items]
    return listed(shapes.Tasks(items=items, next_cursor=cursor_of(found.next, "tasks")))


@routes.get("/tasks/{task_id}", response_model=shapes.Task, responses=UNCHANGED | documented(401, 404, 422))
async def show_task(asker: AskerOf, task_id: Id, if_none_match: IfNoneMatch = None) -> Response:
    """One task."""
    return shown(shaping.task(await look_up.task(asker.desk, asker.tenant_id, task_id)), if_none_match)


@routes.post("/tasks/{task_id}/close", response_model=shapes.Task, responses=documented(401, 404, 412, 422, 428))
async def close(asker: AskerOf, task_id: Id, if_match: IfMatch = None) -> Response:
    """Mark a task as done. Repeating it does no harm."""
    precondition = must_name(if_match)
    seen = await close_task(
        asker.desk, asker.tenant_id, task_id, lambda seen: is_named(precondition, shaping.task(seen))
    )
    return shown(shaping.task(seen))


@routes.get("/findings", response_model=shapes.Findings, responses=documented(400, 401, 422))
async def list_findings(asker: AskerOf, page: PageOf) -> Response:
    """What an operator should look at, newest first."""
    found = await look_up.findings_of(asker.desk, asker.tenant_id, page.limit, page.position("findings"))
    items = [shaping.finding(one, zone) for one, zone in found.items]
    return listed(shapes.Findings(items=items, next_cursor=cursor_of(found.next, "findings")))
