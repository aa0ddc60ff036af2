"""Tasks: what was promised to a caller and a person must do. On record before it is promised (R3)."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import task


class TaskKind(StrEnum):
    """What there is to do."""

    CALLBACK = "callback"
    FOLLOW_UP = "follow_up"
    PERSON = "person"
    ABSENCE = "absence"
    """Somebody has to be called: whom their visit is with will not be there."""


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
    seen_at: datetime | None = None

    @property
    def words(self) -> str:
        """The text as a person reads it: without the number of the correction, or code of the absence, it came of."""
        return _ABSENCE.sub("", _CORRECTION.sub("", self.text)).rstrip()


_ADD = Fixed(sa.insert(task).inline())
_OPEN = (
    task.c.tenant_id == sa.bindparam("tenant"),
    task.c.kind == sa.bindparam("wanted_kind"),
    task.c.state == "open",
)
_OPEN_OF_CALL = Fixed(sa.select(task).where(*_OPEN, task.c.call_id == sa.bindparam("call")))
_OPEN_OF_VISIT = Fixed(sa.select(task).where(*_OPEN, task.c.visit_id == sa.bindparam("visit")))
_OPEN_OF_TEXT = Fixed(sa.select(task).where(*_OPEN, task.c.text == sa.bindparam("wanted_text")))
_OPEN_OF_VISITS = Fixed(
    sa.select(task).where(*_OPEN, task.c.visit_id.in_(sa.bindparam("visits", expanding=True))).order_by(task.c.id)
)
_DONE = sa.update(task).where(*_OPEN).values(state="done", closed_at=sa.bindparam("at"))
_DONE_OF_ENDING = Fixed(
    sa.update(task)
    .where(
        task.c.tenant_id == sa.bindparam("tenant"),
        task.c.state == "open",
        task.c.text.endswith(sa.bindparam("ending")),
    )
    .values(state="done", closed_at=sa.bindparam("at"))
)
_DONE_OF_VISIT = Fixed(_DONE.where(task.c.visit_id == sa.bindparam("visit")))
_DONE_OF_TEXT = Fixed(_DONE.where(task.c.text == sa.bindparam("wanted_text")))


def open_of_call(tx: TenantTx, call: str, kind: TaskKind) -> Task | None:
    """The open task of that kind which this call led to: a repeat finds it instead of making a second."""
    row = tx.run(_OPEN_OF_CALL, call=call, wanted_kind=kind.value).first()
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
    tx.run_many(_ADD, [row])


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


def reopen(tx: TenantTx, task_id: int) -> bool:
    """What was marked as done is not. False when there is no such closed task."""
    done = tx.run(
        sa.update(task)
        .where(task.c.tenant_id == sa.bindparam("tenant"), task.c.id == sa.bindparam("the_id"), task.c.state == "done")
        .values(state="open", closed_at=None),
        the_id=task_id,
    )
    return done.rowcount == 1


def close_of_visit(tx: TenantTx, visit: str, kind: TaskKind, now: datetime) -> None:
    """Close the open tasks of that kind about a visit: what they asked for has come about."""
    tx.run(_DONE_OF_VISIT, visit=visit, wanted_kind=kind.value, at=to_ms(now))


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


_CORRECTION = re.compile(r"\(correction (\d{1,15})\)$")


def with_correction(text: str, correction: int) -> str:
    """The words of a task to tell a caller something, with the number of the correction that it serves."""
    return f"{text} (correction {correction})"


def correction_of(one: Task) -> int | None:
    """The number of the correction that a task serves."""
    found = _CORRECTION.search(one.text)
    return int(found[1]) if found else None


def close_of_correction(tx: TenantTx, correction: int, now: datetime) -> None:
    """Close the open tasks to tell a caller what they know by now."""
    tx.run(_DONE_OF_ENDING, ending=f"(correction {correction})", at=to_ms(now))


_ABSENCE = re.compile(r"\(absence (\w{1,24})\)$")


def with_absence(text: str, ref: str) -> str:
    """The words of a task to call somebody about a visit, with the code of the absence that it came of."""
    return f"{text} (absence {ref})"


def absence_of(one: Task) -> str | None:
    """The code of the absence that a task came of."""
    found = _ABSENCE.search(one.text)
    return found[1] if found else None


def close_of_absence(tx: TenantTx, ref: str, now: datetime) -> None:
    """Close the open tasks that an absence led to: it was lifted."""
    tx.run(_DONE_OF_ENDING, ending=f"(absence {ref})", at=to_ms(now))


def open_of_absence(tx: TenantTx, ref: str) -> list[Task]:
    """The open tasks that an absence led to, oldest first."""
    return [one for one in open_of_kinds(tx, [TaskKind.ABSENCE]) if absence_of(one) == ref]


def see(tx: TenantTx, ids: Iterable[int], now: datetime) -> None:
    """A person saw these tasks; the first time counts."""
    wanted = sorted(set(ids))
    if wanted:
        unseen = (task.c.id.in_(wanted), task.c.seen_at.is_(None))
        tx.run(
            sa.update(task)
            .where(task.c.tenant_id == sa.bindparam("tenant"), *unseen)
            .values(seen_at=sa.bindparam("at")),
            at=to_ms(now),
        )


def open_of_visits(tx: TenantTx, visits: Iterable[str], kind: TaskKind) -> list[Task]:
    """The open tasks of that kind about several visits, oldest first."""
    wanted = sorted(set(visits))
    if not wanted:
        return []
    return [_task(row) for row in tx.run(_OPEN_OF_VISITS, visits=wanted, wanted_kind=kind.value)]


def page(tx: TenantTx, after: int, limit: int, state: str | None) -> list[Task]:
    """Tasks in the order they came up."""
    wanted = sa.select(task).where(task.c.tenant_id == sa.bindparam("tenant"), task.c.id > after)
    if state:
        wanted = wanted.where(task.c.state == state)
    return [_task(row) for row in tx.run(wanted.order_by(task.c.id).limit(limit))]


def about(tx: TenantTx, calls: Iterable[str], visits: Iterable[str]) -> list[Task]:
    """Every task that came of these calls or is about these visits, oldest first."""
    mine = sa.or_(task.c.call_id.in_(sorted(set(calls))), task.c.visit_id.in_(sorted(set(visits))))
    wanted = sa.select(task).where(task.c.tenant_id == sa.bindparam("tenant"), mine)
    return [_task(row) for row in tx.run(wanted.order_by(task.c.id))]


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
        from_ms_or_none(row.seen_at),
    )


def open_of_visit(tx: TenantTx, visit: str, kind: TaskKind) -> Task | None:
    """The open task of that kind about a visit."""
    row = tx.run(_OPEN_OF_VISIT, visit=visit, wanted_kind=kind.value).first()
    return _task(row) if row else None


def is_open(tx: TenantTx, kind: TaskKind, text: str) -> bool:
    """Whether there is an open task of that kind with these very words: what happens again needs no second one."""
    return open_with(tx, kind, text) is not None


def open_with(tx: TenantTx, kind: TaskKind, text: str) -> Task | None:
    """The open task of that kind with these very words."""
    row = tx.run(_OPEN_OF_TEXT, wanted_kind=kind.value, wanted_text=text).first()
    return _task(row) if row else None


def close_by_text(tx: TenantTx, kind: TaskKind, text: str, now: datetime) -> None:
    """Close the open task with these very words: what it asked for has come about."""
    tx.run(_DONE_OF_TEXT, wanted_kind=kind.value, wanted_text=text, at=to_ms(now))


def unseen_since(tx: TenantTx, until: datetime) -> list[Task]:
    """The open tasks from before that moment that nobody has seen yet, oldest first."""
    mine = (task.c.tenant_id == sa.bindparam("tenant"), task.c.state == "open", task.c.seen_at.is_(None))
    rows = tx.run(sa.select(task).where(*mine, task.c.created_at <= to_ms(until)).order_by(task.c.id).limit(200))
    return [_task(row) for row in rows]


def open_of_kinds(tx: TenantTx, kinds: Iterable[TaskKind]) -> list[Task]:
    """The open tasks of these kinds, oldest first."""
    mine = (task.c.tenant_id == sa.bindparam("tenant"), task.c.state == "open")
    wanted = task.c.kind.in_([kind.value for kind in kinds])
    return [_task(row) for row in tx.run(sa.select(task).where(*mine, wanted).order_by(task.c.id).limit(500))]


def count_unseen(tx: TenantTx) -> int:
    """How many open tasks nobody has seen yet."""
    mine = (task.c.tenant_id == sa.bindparam("tenant"), task.c.state == "open", task.c.seen_at.is_(None))
    return int(tx.run(sa.select(sa.func.count()).select_from(task).where(*mine)).scalar_one())


def open_of_drift(tx: TenantTx, drift: str) -> Task | None:
    """The open task that the difference of that code led to."""
    mine = (task.c.tenant_id == sa.bindparam("tenant"), task.c.state == "open")
    row = tx.run(sa.select(task).where(*mine, task.c.text.endswith(f"(drift {drift})"))).first()
    return _task(row) if row else None


def any_open_of_call(tx: TenantTx, call: str) -> Task | None:
    """An open task that a call led to."""
    mine = (task.c.tenant_id == sa.bindparam("tenant"), task.c.state == "open")
    row = tx.run(sa.select(task).where(*mine, task.c.call_id == sa.bindparam("call")).limit(1), call=call).first()
    return _task(row) if row else None
