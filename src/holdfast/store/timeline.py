"""The record of what happened, append-only, on one clock (G10). Personal data in a field of its own (G11)."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import finding, timeline

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `data` never holds personal data; `personal` may, and can be erased."""

    at: datetime
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] | None = None
    call: str | None = None
    visit: str | None = None
    id: int = 0


_COLUMNS = ("tenant_id", "call_id", "visit_id", "at", "kind", "data", "personal")


@cache
def _insert_of(count: int) -> Fixed:
    """One statement for so many rows: every tool call writes several, and this is the cheapest way on both engines."""
    rows = (f"({', '.join(f':{name}_{n}' for name in _COLUMNS)})" for n in range(count))
    return Fixed(sa.text(f"INSERT INTO timeline ({', '.join(_COLUMNS)}) VALUES {', '.join(rows)}"))


def record(tx: TenantTx, events: list[Event]) -> None:
    """Write events down, in their order."""
    for first in range(0, len(events), _AT_ONCE):
        some = events[first : first + _AT_ONCE]
        values = {f"{name}_{n}": value for n, event in enumerate(some) for name, value in _row(tx, event).items()}
        tx.run(_insert_of(len(some)), **values)


def _row(tx: TenantTx, event: Event) -> dict[str, object]:
    return {
        "tenant_id": tx.tenant_id,
        "call_id": event.call,
        "visit_id": event.visit,
        "at": to_ms(event.at),
        "kind": event.kind,
        "data": dump(event.data),
        "personal": dump(event.personal) if event.personal else None,
    }


_OF_CALL = (
    sa.select(timeline)
    .where(
        timeline.c.tenant_id == sa.bindparam("tenant"),
        timeline.c.call_id == sa.bindparam("call"),
    )
    .order_by(timeline.c.id)
)
_OF_VISIT = (
    sa.select(timeline)
    .where(timeline.c.tenant_id == sa.bindparam("tenant"), timeline.c.visit_id == sa.bindparam("visit"))
    .order_by(timeline.c.id)
)


def of_call(tx: TenantTx, call: str) -> list[Event]:
    """Everything that happened in a call, oldest first."""
    return [_event(row) for row in tx.run(_OF_CALL, call=call)]


def of_visit(tx: TenantTx, visit: str) -> list[Event]:
    """Everything that happened to a visit, oldest first."""
    return [_event(row) for row in tx.run(_OF_VISIT, visit=visit)]


def _event(row: Any) -> Event:
    personal = json.loads(row.personal) if row.personal else None
    return Event(from_ms(row.at), row.kind, json.loads(row.data), personal, row.call_id, row.visit_id, row.id)


def note_finding(tx: TenantTx, kind: str, now: datetime, data: dict[str, Any], call: str | None = None) -> None:
    """Record something an operator should look at."""
    tx.run_many(sa.insert(finding), [{"call_id": call, "kind": kind, "at": to_ms(now), "data": dump(data)}])


def note_unassigned(tx: Tx, kind: str, now: datetime, data: dict[str, Any]) -> None:
    """Record something that belongs to no tenant we know."""
    tx.run(sa.insert(finding), [{"tenant_id": None, "kind": kind, "at": to_ms(now), "data": dump(data)}])


def findings(tx: TenantTx, limit: int = 200) -> list[dict[str, Any]]:
    """The newest findings of this tenant."""
    rows = tx.run(
        sa.select(finding)
        .where(finding.c.tenant_id == sa.bindparam("tenant"))
        .order_by(finding.c.id.desc())
        .limit(limit)
    )
    return [{"kind": r.kind, "at": from_ms(r.at), "call": r.call_id, "data": json.loads(r.data)} for r in rows]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an operator should look at."""

    id: int
    kind: str
    at: datetime
    call: str | None
    data: dict[str, Any]


def findings_page(tx: TenantTx, before: int | None, limit: int, call: str | None = None) -> list[Finding]:
    """This tenant's findings, newest first, of one call or of all; `before` is where the last page ended."""
    wanted = sa.select(finding).where(finding.c.tenant_id == sa.bindparam("tenant"))
    if before is not None:
        wanted = wanted.where(finding.c.id < before)
    if call is not None:
        wanted = wanted.where(finding.c.call_id == call)
    rows = tx.run(wanted.order_by(finding.c.id.desc()).limit(limit))
    return [Finding(r.id, r.kind, from_ms(r.at), r.call_id, json.loads(r.data)) for r in rows]


def findings_of_kind(tx: TenantTx, kind: str, since: datetime, limit: int) -> list[Finding]:
    """This tenant's findings of one kind since then, oldest first."""
    wanted = (
        sa.select(finding)
        .where(finding.c.tenant_id == sa.bindparam("tenant"), finding.c.kind == kind, finding.c.at >= to_ms(since))
        .order_by(finding.c.id)
        .limit(limit)
    )
    return [Finding(r.id, r.kind, from_ms(r.at), r.call_id, json.loads(r.data)) for r in tx.run(wanted)]


def findings_counted(tx: TenantTx, since: datetime) -> dict[str, int]:
    """How often there was which kind of finding since then."""
    counted = (
        sa.select(finding.c.kind, sa.func.count().label("times"))
        .where(finding.c.tenant_id == sa.bindparam("tenant"), finding.c.at >= to_ms(since))
        .group_by(finding.c.kind)
        .order_by(finding.c.kind)
    )
    return {row.kind: int(row.times) for row in tx.run(counted)}


def page_of_call(tx: TenantTx, call: str, after: int, limit: int) -> list[Event]:
    """What happened in a call, oldest first; `after` is where the last page ended."""
    wanted = _OF_CALL.where(timeline.c.id > after).limit(limit)
    return [_event(row) for row in tx.run(wanted, call=call)]
