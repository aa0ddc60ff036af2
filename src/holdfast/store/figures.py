"""The facts that the page of figures counts: visits booked in a span, answers and calendar exchanges of its calls."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from holdfast.core.booking import Goal, VisitState
from holdfast.core.figures import BookedAt
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms
from holdfast.store.tables import call, drift, timeline, visit

_MOST_READ = 200_000
_LIVING = (VisitState.PENDING.value, VisitState.CONFIRMED.value)
_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One exchange with a calendar, in milliseconds; `failed`: no answer, or one that is a fault."""

    took_ms: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Differed:
    """A difference that was opened in the span."""

    kind: str
    opened_at: datetime
    closed_at: datetime | None


def booked(tx: TenantTx, since: datetime, until: datetime) -> list[BookedAt]:
    """Visits that were booked in the span, by the index over their start: nothing is booked long before it begins."""
    rows = tx.run(
        sa.select(visit.c.created_at, visit.c.call_id, visit.c.state, visit.c.goal)
        .where(
            visit.c.tenant_id == sa.bindparam("tenant"),
            visit.c.start_at >= to_ms(since - _BEFORE),
            visit.c.created_at >= to_ms(since),
            visit.c.created_at < to_ms(until),
            visit.c.is_test.is_(False),
        )
        .limit(_MOST_READ)
    )
    return [
        BookedAt(
            from_ms(row.created_at),
            row.call_id is not None,
            row.state in _LIVING and row.goal == Goal.PRESENT.value,
        )
        for row in rows
    ]


def answers(tx: TenantTx, since: datetime, until: datetime) -> Iterator[tuple[str, int]]:
    """The tool and the length of every answer to calls of the span; test calls are left out."""
    asked: dict[tuple[str, str], str] = {}
    for row, data in _events(tx, since, until, ("tool_called", "answered")):
        key = (row.call_id, str(data.get("key") or ""))
        if row.kind == "tool_called":
            asked[key] = str(data.get("tool") or "")
        elif key in asked and isinstance(took := data.get("took_ms"), int):
            yield asked[key], took


def exchanges(tx: TenantTx, since: datetime, until: datetime) -> list[Exchanged]:
    """What was sent to a calendar for calls of the span."""
    found = []
    for _, data in _events(tx, since, until, ("calendar_exchange",)):
        status, took = data.get("status"), data.get("took_ms")
        failed = bool(data.get("error")) or not isinstance(status, int) or status >= 500
        found.append(Exchanged(int(took) if isinstance(took, int | float) else 0, failed))
    return found


def _events(tx: TenantTx, since: datetime, until: datetime, kinds: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    on = sa.and_(timeline.c.tenant_id == call.c.tenant_id, timeline.c.call_id == call.c.id)
    rows = tx.run(
        sa.select(timeline.c.call_id, timeline.c.kind, timeline.c.data)
        .select_from(call.join(timeline, on))
        .where(
            call.c.tenant_id == sa.bindparam("tenant"),
            call.c.created_at >= to_ms(since),
            call.c.created_at < to_ms(until),
            call.c.is_test.is_(False),
            timeline.c.kind.in_(kinds),
        )
        .order_by(timeline.c.id)
        .limit(_MOST_READ)
    )
    for row in rows:
        yield row, json.loads(row.data)


def differences(tx: TenantTx, since: datetime, until: datetime) -> list[Differed]:
    """Differences between record and calendar that were opened in the span."""
    rows = tx.run(
        sa.select(drift.c.kind, drift.c.opened_at, drift.c.closed_at)
        .where(
            drift.c.tenant_id == sa.bindparam("tenant"),
            drift.c.opened_at >= to_ms(since),
            drift.c.opened_at < to_ms(until),
        )
        .order_by(drift.c.id)
        .limit(_MOST_READ)
    )
    return [Differed(row.kind, from_ms(row.opened_at), from_ms_or_none(row.closed_at)) for row in rows]
