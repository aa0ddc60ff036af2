"""Tasks: what was promised to a caller and a person must do. On record before it is promised (R3)."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.plans import dump
from holdfast.store.tables import task


class TaskKind(StrEnum):
    """What there is to do."""

    CALLBACK = "callback"
    FOLLOW_UP = "follow_up"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `personal` holds name and number; `due_at` lies within opening hours."""

    id: int
    kind: TaskKind
    state: str
    text: str
    created_at: datetime
    call: str | None = None
    visit: str | None = None
    due_at: datetime | None = None
    personal: dict[str, Any] | None = None
    closed_at: datetime | None = None


_OPEN_OF_CALL = sa.select(task).where(
    task.c.tenant_id == sa.bindparam("tenant"),
    task.c.call_id == sa.bindparam("call"),
    task.c.kind == sa.bindparam("kind"),
    task.c.state == "open",
)


def open_of_call(tx: TenantTx, call: str, kind: TaskKind) -> Task | None:
    """The open task of that kind which this call led to: a repeat finds it instead of making a second."""
    row = tx.run(_OPEN_OF_CALL, call=call, kind=kind.value).first()
    return _task(row) if row else None


def add(
    tx: TenantTx,
    kind: TaskKind,
    text: str,
    now: datetime,
    call: str | None = None,
    visit: str | None = None,
    due_at: datetime | None = None,
    personal: dict[str, Any] | None = None,
) -> None:
    """Put a task on record."""
    row = {
        "kind": kind.value,
        "state": "open",
        "call_id": call,
        "visit_id": visit,
        "due_at": to_ms_or_none(due_at),
        "text": text,
        "personal": dump(personal) if personal else None,
        "created_at": to_ms(now),
    }
    tx.run_many(sa.insert(task), [row])


def amend(tx: TenantTx, task_id: int, personal: dict[str, Any]) -> None:
    """Change who is to be called about what."""
    tx.run(
        sa.update(task)
        .where(task.c.tenant_id == sa.bindparam("tenant"), task.c.id == sa.bindparam("the_id"))
        .values(personal=sa.bindparam("whom")),
        the_id=task_id,
        whom=dump(personal),
    )


def close(tx: TenantTx, task_id: int, now: datetime) -> bool:
    """Mark a task as done. False when there is no such open task."""
    done = tx.run(
        sa.update(task)
        .where(task.c.tenant_id == sa.bindparam("tenant"), task.c.id == sa.bindparam("the_id"), task.c.state == "open")
        .values(state="done", closed_at=sa.bindparam("at")),
        the_id=task_id,
        at=to_ms(now),
    )
    return done.rowcount == 1


def close_of_visit(tx: TenantTx, visit: str, kind: TaskKind, now: datetime) -> None:
    """Close the open tasks of that kind about a visit: what they asked for has come about."""
    tx.run(
        sa.update(task)
        .where(
            task.c.tenant_id == sa.bindparam("tenant"),
            task.c.visit_id == sa.bindparam("visit"),
            task.c.kind == sa.bindparam("wanted_kind"),
            task.c.state == "open",
        )
        .values(state="done", closed_at=sa.bindparam("at")),
        visit=visit,
        wanted_kind=kind.value,
        at=to_ms(now),
    )


def close_of_drift(tx: TenantTx, drift: str, now: datetime) -> None:
    """Close the open task that the difference of that code led to: with it, its reason is gone."""
    tx.run(
        sa.update(task)
        .where(
            task.c.tenant_id == sa.bindparam("tenant"),
            task.c.kind == TaskKind.PERSON.value,
            task.c.state == "open",
            task.c.text.endswith(sa.bindparam("ending")),
        )
        .values(state="done", closed_at=sa.bindparam("at")),
        ending=f"(drift {drift})",
        at=to_ms(now),
    )


def page(tx: TenantTx, after: int, limit: int, state: str | None) -> list[Task]:
    """Tasks in the order they came up."""
    wanted = sa.select(task).where(task.c.tenant_id == sa.bindparam("tenant"), task.c.id > after)
    if state:
        wanted = wanted.where(task.c.state == state)
    return [_task(row) for row in tx.run(wanted.order_by(task.c.id).limit(limit))]


def one(tx: TenantTx, task_id: int) -> Task | None:
    """The task of that number."""
    row = tx.run(
        sa.select(task).where(task.c.tenant_id == sa.bindparam("tenant"), task.c.id == sa.bindparam("the_id")),
        the_id=task_id,
    ).first()
    return _task(row) if row else None


def _task(row: Any) -> Task:
    return Task(
        row.id,
        TaskKind(row.kind),
        row.state,
        row.text,
        from_ms(row.created_at),
        row.call_id,
        row.visit_id,
        from_ms_or_none(row.due_at),
        json.loads(row.personal) if row.personal else None,
        from_ms_or_none(row.closed_at),
    )


_OPEN_OF_VISIT = sa.select(task).where(
    task.c.tenant_id == sa.bindparam("tenant"),
    task.c.visit_id == sa.bindparam("visit"),
    task.c.kind == sa.bindparam("kind"),
    task.c.state == "open",
)


def open_of_visit(tx: TenantTx, visit: str, kind: TaskKind) -> Task | None:
    """The open task of that kind about a visit."""
    row = tx.run(_OPEN_OF_VISIT, visit=visit, kind=kind.value).first()
    return _task(row) if row else None


_OF_TEXT = (
    task.c.tenant_id == sa.bindparam("tenant"),
    task.c.kind == sa.bindparam("wanted_kind"),
    task.c.text == sa.bindparam("wanted_text"),
    task.c.state == "open",
)


def is_open(tx: TenantTx, kind: TaskKind, text: str) -> bool:
    """Whether there is an open task of that kind with these very words: what happens again needs no second one."""
    return tx.run(sa.select(task.c.id).where(*_OF_TEXT), wanted_kind=kind.value, wanted_text=text).first() is not None


def open_with(tx: TenantTx, kind: TaskKind, text: str) -> Task | None:
    """The open task of that kind with these very words."""
    row = tx.run(sa.select(task).where(*_OF_TEXT), wanted_kind=kind.value, wanted_text=text).first()
    return _task(row) if row else None


def close_by_text(tx: TenantTx, kind: TaskKind, text: str, now: datetime) -> None:
    """Close the open task with these very words: what it asked for has come about."""
    done = sa.update(task).where(*_OF_TEXT).values(state="done", closed_at=sa.bindparam("at"))
    tx.run(done, wanted_kind=kind.value, wanted_text=text, at=to_ms(now))
