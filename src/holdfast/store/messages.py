"""What came in, byte for byte, and what was answered: the transport key's memory. Kept apart and for a limited time."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.store.engine import Conflict, TenantTx, Tx, from_ms_or_none, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import raw_message, request

_KEEP = {
    "sqlite": sqlite.insert(raw_message).on_conflict_do_nothing().returning(raw_message.c.id),
    "postgresql": postgresql.insert(raw_message).on_conflict_do_nothing().returning(raw_message.c.id),
}
_KEEP_OF_TENANT = {dialect: Fixed(statement) for dialect, statement in _KEEP.items()}
_UNASSIGNED = sa.select(raw_message.c.id).where(
    raw_message.c.tenant_id.is_(None), raw_message.c.key == sa.bindparam("key")
)
_BEGIN = {
    "sqlite": Fixed(sqlite.insert(request).on_conflict_do_nothing().returning(request.c.key)),
    "postgresql": Fixed(postgresql.insert(request).on_conflict_do_nothing().returning(request.c.key)),
}
_REQUEST = Fixed(
    sa.select(request).where(request.c.tenant_id == sa.bindparam("tenant"), request.c.key == sa.bindparam("key"))
)
_ANSWER = Fixed(
    sa.update(request)
    .where(request.c.tenant_id == sa.bindparam("tenant"), request.c.key == sa.bindparam("the_key"))
    .values(answer=sa.bindparam("text"), answered_at=sa.bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that came before under the same key. `answer` None: its first attempt is still running."""

    answer: str | None
    fingerprint: str
    visit: str | None
    answered_at: datetime | None


def keep(tx: Tx | TenantTx, kind: str, key: str, body: bytes, now: datetime, days: int, call: str | None) -> bool:
    """Store a message as it came, to be deleted after `days`. False when it is here already."""
    values = {
        "call_id": call,
        "kind": kind,
        "key": key,
        "received_at": to_ms(now),
        "delete_after": to_ms(now + timedelta(days=days)),
        "packed": zlib.compress(body, 1),
    }
    if isinstance(tx, Tx) and tx.run(_UNASSIGNED, {"key": key}).first() is not None:
        return False  # Where no tenant is known, the unique key does not help: no NULL equals another.
    if isinstance(tx, TenantTx):
        return tx.run(_KEEP_OF_TENANT[tx.dialect], **values).first() is not None
    return tx.run(_KEEP[tx.dialect], {**values, "tenant_id": None}).first() is not None


def raw_of_call(tx: TenantTx, call: str) -> list[tuple[str, bytes]]:
    """Every stored message of a call: its kind and its bytes."""
    rows = tx.run(
        sa.select(raw_message.c.kind, raw_message.c.packed)
        .where(raw_message.c.tenant_id == sa.bindparam("tenant"), raw_message.c.call_id == sa.bindparam("call"))
        .order_by(raw_message.c.id),
        call=call,
    )
    return [(row.kind, zlib.decompress(row.packed)) for row in rows]


def tools_of_call(tx: TenantTx, call: str) -> list[tuple[str, bytes]]:
    """Every stored tool call of a call: its key and its bytes, oldest first."""
    rows = tx.run(
        sa.select(raw_message.c.key, raw_message.c.packed)
        .where(
            raw_message.c.tenant_id == sa.bindparam("tenant"),
            raw_message.c.call_id == sa.bindparam("call"),
            raw_message.c.kind == "tool",
        )
        .order_by(raw_message.c.id),
        call=call,
    )
    return [(row.key, zlib.decompress(row.packed)) for row in rows]


def purge(tx: Tx, now: datetime) -> int:
    """Delete what may not be kept any longer. Returns how many messages went."""
    return tx.run(sa.delete(raw_message).where(raw_message.c.delete_after <= to_ms(now))).rowcount


def earlier(tx: TenantTx, key: str) -> Earlier | None:
    """The request that already came under this key."""
    row: Any = tx.run(_REQUEST, key=key).first()
    return Earlier(row.answer, row.fingerprint, row.visit_id, from_ms_or_none(row.answered_at)) if row else None


def begin(
    tx: TenantTx, key: str, call: str, tool: str, fingerprint: str, now: datetime, answer: str | None, visit: str | None
) -> None:
    """Put a request on record: with its answer when that is known, else as running.

    Raises Conflict where the same request came in at the same moment: run again, it is found as the earlier one.
    """
    row = {
        "key": key,
        "call_id": call,
        "tool": tool,
        "fingerprint": fingerprint,
        "received_at": to_ms(now),
        "answered_at": to_ms(now) if answer is not None else None,
        "answer": answer,
        "visit_id": visit,
    }
    if tx.run(_BEGIN[tx.dialect], **row).first() is None:
        raise Conflict


def finish(tx: TenantTx, key: str, answer: str, now: datetime) -> None:
    """Keep the answer that a request got."""
    tx.run_many(_ANSWER, [{"the_key": key, "text": answer, "at": to_ms(now)}])


_UNANSWERED = Fixed(
    sa.select(request.c.key)
    .where(
        request.c.tenant_id == sa.bindparam("tenant"),
        request.c.visit_id == sa.bindparam("visit"),
        request.c.answered_at.is_(None),
    )
    .limit(1)
)


def is_unanswered(tx: TenantTx, visit: str) -> bool:
    """Whether a request about this visit was never answered."""
    return tx.run(_UNANSWERED, visit=visit).first() is not None


def forget_requests(tx: Tx, before: datetime) -> int:
    """Drop old transport keys: nobody repeats a request after days."""
    return tx.run(sa.delete(request).where(request.c.received_at < to_ms(before))).rowcount
