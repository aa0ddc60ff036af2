"""The audit: who looked at what and did what on the screens. Append-only; a trigger refuses every change.

It names users by number and things by code, never a name or telephone number (G11).
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.plans import dump
from holdfast.store.tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit. `deed` is a word of ours: looked_at_visit, cancelled, signed_in …"""

    at: datetime
    deed: str
    user_id: int | None = None
    thing: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    id: int = 0


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "user_id": entry.user_id,
        "at": to_ms(entry.at),
        "deed": entry.deed,
        "thing": entry.thing,
        "data": dump(entry.data),
    }


def note(tx: TenantTx, entry: Entry) -> None:
    """Write down what was looked at or done in a salon."""
    tx.run_many(sa.insert(audit), [_row(entry)])


def note_unbound(tx: Tx, entry: Entry) -> None:
    """Write down what concerns no salon, such as signing in."""
    tx.run(sa.insert(audit), {"tenant_id": None, **_row(entry)})


def page(tx: TenantTx, before: int | None, limit: int) -> list[Entry]:
    """What was looked at and done in a salon, newest first; `before` is where the last page ended."""
    wanted = sa.select(audit).where(audit.c.tenant_id == sa.bindparam("tenant"))
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    return [_entry(row) for row in tx.run(wanted.order_by(audit.c.id.desc()).limit(limit))]


def _entry(row: Any) -> Entry:
    return Entry(from_ms(row.at), row.deed, row.user_id, row.thing, json.loads(row.data), row.id)
