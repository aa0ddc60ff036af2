"""Repairs that were applied, each with what it took to do and what it takes to undo it."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from holdfast.core.ids import VisitId
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms
from holdfast.store.plans import dump
from holdfast.store.tables import repair


class RepairState(StrEnum):
    """Whether a repair is in force."""

    APPLIED = "applied"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair. `token`: of what was seen when it was decided. `data` holds nothing personal."""

    id: str
    call: str
    visit: VisitId | None
    act: str
    state: RepairState
    token: str
    applied_by: str
    applied_at: datetime
    data: dict[str, Any]
    undone_at: datetime | None = None


_OF_CALL = (
    sa.select(repair)
    .where(repair.c.tenant_id == sa.bindparam("tenant"), repair.c.call_id == sa.bindparam("call"))
    .order_by(repair.c.applied_at.desc(), repair.c.id.desc())
)


def add(tx: TenantTx, new: Repair) -> None:
    """Put a repair on record."""
    row = {
        "id": new.id,
        "call_id": new.call,
        "visit_id": new.visit,
        "act": new.act,
        "state": new.state.value,
        "token": new.token,
        "applied_by": new.applied_by,
        "applied_at": to_ms(new.applied_at),
        "undone_at": None,
        "data": dump(new.data),
    }
    tx.run_many(sa.insert(repair), [row])


def of_call(tx: TenantTx, call: str) -> list[Repair]:
    """The repairs of a call, the newest first."""
    return [_repair(row) for row in tx.run(_OF_CALL, call=call)]


def undone(tx: TenantTx, repair_id: str, now: datetime) -> None:
    """A repair is in force no more."""
    which = (repair.c.tenant_id == sa.bindparam("tenant"), repair.c.id == sa.bindparam("which"))
    tx.run(
        sa.update(repair).where(*which).values(state=RepairState.UNDONE.value, undone_at=to_ms(now)), which=repair_id
    )


def _repair(row: Any) -> Repair:
    return Repair(
        row.id,
        row.call_id,
        VisitId(row.visit_id) if row.visit_id else None,
        row.act,
        RepairState(row.state),
        row.token,
        row.applied_by,
        from_ms(row.applied_at),
        json.loads(row.data),
        from_ms_or_none(row.undone_at),
    )
