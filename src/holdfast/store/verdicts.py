"""Verdicts on calls, as a history: what was concluded anew is a new row, what stays the same is only confirmed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import TenantTx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict on a call, as it was concluded at `at` and confirmed at `confirmed_at` last.

    `prompt`: what had the call judged. `basis`: where the words come from. `independent` False: the calendar is our own
    database, no witness of its own. `document`: the verdict in the form of a case file, None where it was erased.
    """

    id: int
    call: str
    at: datetime
    confirmed_at: datetime
    prompt: str
    basis: str
    agree: bool
    said: str
    stored: str
    calendar: str
    independent: bool
    cause: str
    causes: tuple[str, ...]
    act: str
    document: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a verdict: the row that holds it, and whether it says something else than the one before."""

    judgement: Judgement
    is_change: bool
    before: Judgement | None


_LAST = Fixed(
    sa.select(verdict)
    .where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.call_id == sa.bindparam("call"))
    .order_by(verdict.c.id.desc())
    .limit(1)
)
_ADD = Fixed(sa.insert(verdict).inline())
_CONFIRM = Fixed(
    sa.update(verdict)
    .where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.id == sa.bindparam("which"))
    .values(confirmed_at=sa.bindparam("at"))
)


def last(tx: TenantTx, call: str) -> Judgement | None:
    """The verdict in force on a call."""
    row = tx.run(_LAST, call=call).first()
    return _judgement(row) if row else None


def put(
    tx: TenantTx, call: str, now: datetime, prompt: str, basis: str, independent: bool, document: dict[str, Any]
) -> Written:
    """Put a verdict (a document in the form of a case file) on record. What says the same as the one in force only
    confirms it."""
    row = tx.run(_LAST, call=call).first()
    before = _judgement(row) if row else None
    digest = digest_of(document, basis)
    if row is not None and before is not None and row.digest == digest:
        tx.run(_CONFIRM, which=before.id, at=to_ms(now))
        found = last(tx, call)
        assert found is not None, "it was read in this transaction"
        return Written(found, False, before)
    said = document["witnesses"]
    values = {
        "call_id": call,
        "at": to_ms(now),
        "confirmed_at": to_ms(now),
        "prompt": prompt,
        "basis": basis,
        "agree": bool(document["agree"]),
        "said": said["said"],
        "stored": said["stored"],
        "calendar": said["calendar"],
        "independent": independent,
        "cause": document["cause"],
        "causes": " ".join(_codes(document)),
        "act": document["repair"]["act"],
        "digest": digest,
        "document": dump(document),
    }
    tx.run_many(_ADD, [values])
    found = last(tx, call)
    assert found is not None, "it was written in this transaction"
    return Written(found, True, before)


def digest_of(document: dict[str, Any], basis: str) -> str:
    """What a verdict concludes: witnesses, agreement, causes and what to do. Evidence read anew changes none of it."""
    told = document["witnesses"]
    concluded = [
        [told["said"], told["stored"], told["calendar"]],
        bool(document["agree"]),
        document["cause"],
        _codes(document),
        document["repair"]["act"],
        basis,
    ]
    return hashlib.sha256(json.dumps(concluded).encode()).hexdigest()[:32]


def _codes(document: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(str(one["code"]) for one in document.get("causes", ())))


def history(tx: TenantTx, call: str, limit: int = 50) -> list[Judgement]:
    """Every verdict on a call, the one in force first."""
    rows = tx.run(
        sa.select(verdict)
        .where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.call_id == sa.bindparam("call"))
        .order_by(verdict.c.id.desc())
        .limit(limit),
        call=call,
    )
    return [_judgement(row) for row in rows]


def of_calls(tx: TenantTx, calls: Iterable[str]) -> dict[str, Judgement]:
    """The verdicts in force on several calls."""
    wanted = sorted(set(calls))
    if not wanted:
        return {}
    newest = (
        sa.select(sa.func.max(verdict.c.id))
        .where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.call_id.in_(wanted))
        .group_by(verdict.c.call_id)
    )
    rows = tx.run(sa.select(verdict).where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.id.in_(newest)))
    return {row.call_id: _judgement(row) for row in rows}


def forget_documents(tx: TenantTx, before: datetime) -> int:
    """Empty what is personal of verdicts older than that; what was concluded stays. Returns how many."""
    done = (
        sa.update(verdict)
        .where(
            verdict.c.tenant_id == sa.bindparam("tenant"),
            verdict.c.at < to_ms(before),
            verdict.c.document.is_not(None),
        )
        .values(document=None)
    )
    return tx.run(done).rowcount


def _judgement(row: Any) -> Judgement:
    return Judgement(
        row.id,
        row.call_id,
        from_ms(row.at),
        from_ms(row.confirmed_at),
        row.prompt,
        row.basis,
        bool(row.agree),
        row.said,
        row.stored,
        row.calendar,
        bool(row.independent),
        row.cause,
        tuple(row.causes.split()),
        row.act,
        json.loads(row.document) if row.document else None,
    )
