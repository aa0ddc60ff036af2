"""Alarms that were raised, and what leaves the house because of them: a log of every delivery with its attempts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.tables import alarm, delivery


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that somebody has to know, open `since`. `mailed_at` None: it waits for the digest."""

    identity: str
    kind: str
    since: datetime
    raised_at: datetime
    task: int | None = None
    escalated_at: datetime | None = None
    mailed_at: datetime | None = None
    closed_at: datetime | None = None


_ADD = {
    "sqlite": Fixed(sqlite.insert(alarm).on_conflict_do_nothing().returning(alarm.c.identity)),
    "postgresql": Fixed(postgresql.insert(alarm).on_conflict_do_nothing().returning(alarm.c.identity)),
}
_MINE = sa.select(alarm).where(alarm.c.tenant_id == sa.bindparam("tenant"))


def raise_once(tx: TenantTx, new: Alarm) -> bool:
    """Put an alarm on record. False where it was raised before, closed or not."""
    values = {
        "identity": new.identity[:200],
        "kind": new.kind,
        "since": to_ms(new.since),
        "raised_at": to_ms(new.raised_at),
        "task_id": new.task,
        "escalated_at": None,
        "mailed_at": to_ms_or_none(new.mailed_at),
        "closed_at": None,
    }
    return tx.run(_ADD[tx.dialect], **values).first() is not None


def open_ones(tx: TenantTx) -> list[Alarm]:
    """The alarms whose reason is not over, oldest first."""
    rows = tx.run(_MINE.where(alarm.c.closed_at.is_(None)).order_by(alarm.c.raised_at, alarm.c.identity))
    return [_alarm(row) for row in rows]


def known(tx: TenantTx, identities: list[str]) -> set[str]:
    """Those of these that were raised before."""
    if not identities:
        return set()
    return {row.identity for row in tx.run(_MINE.where(alarm.c.identity.in_(identities)))}


def change(tx: TenantTx, identity: str, **moments: datetime | None) -> None:
    """Write down when an alarm was mailed, escalated, closed or raised anew."""
    which = (alarm.c.tenant_id == sa.bindparam("tenant"), alarm.c.identity == sa.bindparam("which"))
    values = {name: to_ms_or_none(at) for name, at in moments.items()}
    tx.run(sa.update(alarm).where(*which).values(**values), which=identity)


def _alarm(row: Any) -> Alarm:
    return Alarm(
        row.identity,
        row.kind,
        from_ms(row.since),
        from_ms(row.raised_at),
        row.task_id,
        from_ms_or_none(row.escalated_at),
        from_ms_or_none(row.mailed_at),
        from_ms_or_none(row.closed_at),
    )


# What leaves the house


class Way(StrEnum):
    """How something leaves the house."""

    WEBHOOK = "webhook"
    MAIL = "mail"
    LIVE = "live"
    """Into a running call: `receiver` is the call, `body` the visit it is about."""


class DeliveryState(StrEnum):
    """How far a delivery got."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver. `body`: a webhook's JSON, or a letter's subject, an empty line and its text."""

    id: int
    tenant_id: TenantId
    message_id: str
    way: Way
    kind: str
    receiver: str
    body: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None


def enqueue(tx: TenantTx, message_id: str, way: Way, kind: str, receiver: str, body: str, now: datetime) -> None:
    """Put a message on record that is to leave the house."""
    row = {
        "message_id": message_id,
        "way": way.value,
        "kind": kind,
        "receiver": receiver[:500],
        "body": body,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "created_at": to_ms(now),
        "due_at": to_ms(now),
    }
    tx.run_many(sa.insert(delivery), [row])


def lease_due(tx: Tx, now: datetime, until: datetime, limit: int) -> list[Delivery]:
    """Take what is due; workers skip each other's rows."""
    free = sa.or_(delivery.c.leased_until.is_(None), delivery.c.leased_until <= to_ms(now))
    wanted = sa.select(delivery).where(delivery.c.due_at <= to_ms(now), free).order_by(delivery.c.due_at)
    rows = tx.run(wanted.limit(limit).with_for_update(skip_locked=True)).fetchall()
    for row in rows:
        tx.run(sa.update(delivery).where(delivery.c.id == row.id).values(leased_until=to_ms(until)))
    return [_delivery(row) for row in rows]


def attempted(
    tx: TenantTx, one: Delivery, state: DeliveryState, outcome: str, now: datetime, due_at: datetime | None
) -> None:
    """Write down what came of an attempt, and when the next one is due."""
    ended = None if state is DeliveryState.WAITING else to_ms(now)
    tx.run(
        sa.update(delivery)
        .where(delivery.c.tenant_id == sa.bindparam("tenant"), delivery.c.id == sa.bindparam("which"))
        .values(
            state=state.value,
            attempts=one.attempts + 1,
            outcome=outcome[:200],
            due_at=to_ms_or_none(due_at),
            leased_until=None,
            ended_at=ended,
        ),
        which=one.id,
    )


def page(tx: TenantTx, before: int | None, limit: int) -> list[Delivery]:
    """The log, newest first; `before` is where the last page ended."""
    wanted = sa.select(delivery).where(delivery.c.tenant_id == sa.bindparam("tenant"))
    if before is not None:
        wanted = wanted.where(delivery.c.id < before)
    return [_delivery(row) for row in tx.run(wanted.order_by(delivery.c.id.desc()).limit(limit))]


def deliveries(tx: Tx) -> tuple[int, int]:
    """How many messages of the installation wait, and how many were given up."""
    number = sa.func.count().label("number")
    rows = tx.run(sa.select(delivery.c.state, number).group_by(delivery.c.state))
    counts = {str(row.state): int(row.number) for row in rows}
    return counts.get(DeliveryState.WAITING.value, 0), counts.get(DeliveryState.FAILED.value, 0)


def forget(tx: Tx, before: datetime) -> int:
    """Drop what left the house before that moment. Returns how much."""
    return tx.run(sa.delete(delivery).where(delivery.c.ended_at < to_ms(before))).rowcount


def _delivery(row: Any) -> Delivery:
    return Delivery(
        row.id,
        TenantId(row.tenant_id),
        row.message_id,
        Way(row.way),
        row.kind,
        row.receiver,
        row.body,
        DeliveryState(row.state),
        row.attempts,
        from_ms(row.created_at),
        from_ms_or_none(row.due_at),
        from_ms_or_none(row.ended_at),
        row.outcome,
    )
