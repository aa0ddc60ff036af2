"""What is known of a tenant's calendar as a whole: whether it answers, and which of its changes were taken up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms_or_none, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import calendar_state

_ENSURE = Fixed(sa.text("INSERT INTO calendar_state (tenant_id) VALUES (:tenant) ON CONFLICT (tenant_id) DO NOTHING"))
_LOCKED = Fixed(sa.select(calendar_state).where(calendar_state.c.tenant_id == sa.bindparam("tenant")).with_for_update())
_ONE = Fixed(sa.select(calendar_state).where(calendar_state.c.tenant_id == sa.bindparam("tenant")))


@dataclass(frozen=True, slots=True)
class CalendarState:
    """How a tenant's calendar behaved last. None: never. `changes_until` is the latest change that was read, by the
    calendar's own clock; `changes_seen` are marks of the latest ones."""

    answered_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str | None = None
    changes_until: datetime | None = None
    changes_seen: frozenset[str] = frozenset()

    @property
    def is_failing(self) -> bool:
        """Whether it failed since it answered last."""
        return self.failed_at is not None and (self.answered_at is None or self.failed_at > self.answered_at)


def locked(tx: TenantTx) -> CalendarState:
    """The state, its row locked until the transaction ends: whoever compares a calendar records alone."""
    tx.run(_ENSURE)
    return _state(tx.run(_LOCKED).one())


def one(tx: TenantTx) -> CalendarState:
    """The state as it is."""
    row = tx.run(_ONE).first()
    return CalendarState() if row is None else _state(row)


def _state(row: Any) -> CalendarState:
    return CalendarState(
        from_ms_or_none(row.answered_at),
        from_ms_or_none(row.failed_at),
        row.failure,
        from_ms_or_none(row.changes_until),
        frozenset(json.loads(row.changes_seen or "[]")),
    )


_ANSWERED = Fixed(
    sa.update(calendar_state)
    .where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
    .values(answered_at=sa.bindparam("at"))
)
_FAILED = Fixed(
    sa.update(calendar_state)
    .where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
    .values(failed_at=sa.bindparam("at"), failure=sa.bindparam("what"))
)
_CHANGES = Fixed(
    sa.update(calendar_state)
    .where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
    .values(changes_until=sa.bindparam("at"), changes_seen=sa.bindparam("seen"))
)

_NO_CHANGES = Fixed(
    sa.update(calendar_state)
    .where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
    .values(changes_until=sa.null(), changes_seen=sa.null())
)


def note_answered(tx: TenantTx, now: datetime) -> None:
    """It answered a reading well."""
    tx.run(_ENSURE)
    tx.run(_ANSWERED, at=to_ms(now))


def note_failed(tx: TenantTx, now: datetime, failure: str) -> None:
    """It could not be read; `failure` says how, without anything personal or secret."""
    tx.run(_ENSURE)
    tx.run(_FAILED, at=to_ms(now), what=failure[:200])


def note_changes(tx: TenantTx, until: datetime, seen: Sequence[str]) -> None:
    """Its changes were taken up to that instant of its own clock; `seen` are marks of what may be listed again."""
    tx.run(_CHANGES, at=to_ms(until), seen=dump(list(seen)))


def forget_changes(tx: TenantTx) -> None:
    """It does not tell its changes (any more)."""
    tx.run(_NO_CHANGES)


_TO_LEASE = Fixed(
    sa.select(calendar_state.c.tenant_id)
    .where(calendar_state.c.changes_due_at <= sa.bindparam("now"))
    .order_by(calendar_state.c.changes_due_at, calendar_state.c.tenant_id)
    .limit(sa.bindparam("at_most"))
    .with_for_update(skip_locked=True)
)


def lease_changes(tx: Tx, now: datetime, next_due: datetime, limit: int) -> list[TenantId]:
    """The tenants whose calendar is to be asked for changes now; each is due again at `next_due`."""
    rows = tx.run(_TO_LEASE, {"now": to_ms(now), "at_most": limit}).fetchall()
    found = [TenantId(row.tenant_id) for row in rows]
    for tenant_id in found:
        _due_at(tx.of(tenant_id), next_due)
    return found


_DUE = Fixed(
    sa.update(calendar_state)
    .where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
    .values(changes_due_at=sa.bindparam("at"))
)
_WATCHED = Fixed(sa.select(calendar_state.c.changes_due_at).where(calendar_state.c.tenant_id == sa.bindparam("tenant")))


def _due_at(tx: TenantTx, at: datetime) -> None:
    tx.run(_DUE, at=to_ms(at))


def watch(tx: TenantTx, now: datetime) -> bool:
    """Have its changes listed from now on. False where that is so already."""
    tx.run(_ENSURE)
    if tx.run(_WATCHED).one().changes_due_at is not None:
        return False
    _due_at(tx, now)
    return True
