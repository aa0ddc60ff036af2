"""Cases: calls whose witnesses differ, from the moment that was found until the caller knows the truth or a person
waived it, on record (R40)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms
from holdfast.store.tables import call_case

AGREED = "agreed"
"""A later verdict shows that the witnesses agree."""
WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Case:
    """One call that differs. `happened_at`: when the caller heard it; `opened_at`: when it was found."""

    call: str
    cause: str
    told_wrongly: bool
    happened_at: datetime
    opened_at: datetime
    repaired_at: datetime | None = None
    closed_at: datetime | None = None
    closed_how: str | None = None
    closed_by: str | None = None
    why: str | None = None


_MINE = sa.select(call_case).where(call_case.c.tenant_id == sa.bindparam("tenant"))
_ONE = _MINE.where(call_case.c.call_id == sa.bindparam("call"))


def one(tx: TenantTx, call: str) -> Case | None:
    """The case of a call."""
    row = tx.run(_ONE, call=call).first()
    return _case(row) if row else None


def open_case(tx: TenantTx, call: str, cause: str, told_wrongly: bool, happened_at: datetime, now: datetime) -> Case:
    """Put on record that a call differs; one that is open takes the newer cause, a closed one is opened again, unless a
    person waived it."""
    known = one(tx, call)
    values = {"cause": cause, "told_wrongly": told_wrongly}
    if known is None:
        row = {"call_id": call, "happened_at": to_ms(happened_at), "opened_at": to_ms(now), **values}
        tx.run_many(sa.insert(call_case), [row])
    elif known.closed_how != WAIVED:
        _change(tx, call, **values)
        if known.closed_at is not None:
            _change(tx, call, opened_at=to_ms(now), closed_at=None, closed_how=None, closed_by=None, repaired_at=None)
    found = one(tx, call)
    assert found is not None, "it was written in this transaction"
    return found


def repaired(tx: TenantTx, call: str, now: datetime | None) -> None:
    """Record and calendar agree by now; the first time counts (None: not any more, the repair was undone)."""
    known = one(tx, call)
    if known is not None and (now is None or known.repaired_at is None):
        _change(tx, call, repaired_at=to_ms(now) if now else None)


def close(tx: TenantTx, call: str, how: str, now: datetime, by: str | None = None, why: str | None = None) -> bool:
    """Close a case. False where there is none that is open."""
    known = one(tx, call)
    if known is None or known.closed_at is not None:
        return False
    _change(tx, call, closed_at=to_ms(now), closed_how=how, closed_by=by, why=why)
    return True


def reopen(tx: TenantTx, call: str, closed_how: str) -> None:
    """A case that was closed in that way is open after all, as it was."""
    known = one(tx, call)
    if known is not None and known.closed_how == closed_how:
        _change(tx, call, closed_at=None, closed_how=None, closed_by=None, why=None)


def _change(tx: TenantTx, call: str, **values: Any) -> None:
    which = (call_case.c.tenant_id == sa.bindparam("tenant"), call_case.c.call_id == sa.bindparam("which"))
    tx.run(sa.update(call_case).where(*which).values(**values), which=call)


def open_since(tx: TenantTx, until: datetime) -> list[Case]:
    """The cases that were found before that moment and are still open, oldest first."""
    wanted = _MINE.where(call_case.c.closed_at.is_(None), call_case.c.opened_at <= to_ms(until))
    return [_case(row) for row in tx.run(wanted.order_by(call_case.c.opened_at, call_case.c.call_id))]


def between(tx: TenantTx, since: datetime, until: datetime) -> list[Case]:
    """The cases that were found in a span of time."""
    wanted = _MINE.where(call_case.c.opened_at >= to_ms(since), call_case.c.opened_at < to_ms(until))
    return [_case(row) for row in tx.run(wanted.order_by(call_case.c.opened_at, call_case.c.call_id))]


def _case(row: Any) -> Case:
    return Case(
        row.call_id,
        row.cause,
        bool(row.told_wrongly),
        from_ms(row.happened_at),
        from_ms(row.opened_at),
        from_ms_or_none(row.repaired_at),
        from_ms_or_none(row.closed_at),
        row.closed_how,
        row.closed_by,
        row.why,
    )
