"""Drifts: differences between our record and a calendar that were seen, and what became of them.

A difference is only *suspected* at first sight: what we read may be stale, or still on its way. Seen again after the
settling time, it is acted on, or left *open* for a person. When it is gone, it is *closed*, with the reason.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from holdfast.core.ids import RemoteUid, VisitId
from holdfast.core.interval import Interval
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import drift


class DriftState(StrEnum):
    """How far a difference is known."""

    SUSPECTED = "suspected"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference. `identity` makes a second sight of it the same one; `detail` holds nothing personal."""

    ref: str
    kind: str
    state: DriftState
    identity: str
    proposal: str
    opened_at: datetime
    seen_at: datetime
    visit: VisitId | None = None
    uid: RemoteUid | None = None
    host: str | None = None
    interval: Interval | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] | None = None
    closed_at: datetime | None = None
    closed_why: str | None = None
    id: int = 0


_ADD = Fixed(sa.insert(drift).inline())
_MINE = sa.select(drift).where(drift.c.tenant_id == sa.bindparam("tenant"))
_LIVE = _MINE.where(drift.c.state != DriftState.CLOSED.value).order_by(drift.c.id)
_LIVE_OF = Fixed(
    _LIVE.where(
        sa.or_(
            drift.c.visit_id.in_(sa.bindparam("visits", expanding=True)),
            sa.and_(drift.c.visit_id.is_(None), drift.c.uid.in_(sa.bindparam("uids", expanding=True))),
        )
    )
)
_LIVE_IN = Fixed(_LIVE.where(drift.c.start_at < sa.bindparam("until"), drift.c.end_at > sa.bindparam("since")))
_OPEN_OF_VISIT = Fixed(
    _MINE.where(drift.c.visit_id == sa.bindparam("visit"), drift.c.state == DriftState.OPEN.value).order_by(drift.c.id)
)
_REPAIRED = Fixed(
    sa.select(sa.func.count())
    .select_from(drift)
    .where(
        drift.c.tenant_id == sa.bindparam("tenant"),
        drift.c.identity == sa.bindparam("which"),
        drift.c.state == DriftState.CLOSED.value,
        drift.c.closed_why == sa.bindparam("why"),
    )
)
_FORGET = Fixed(
    sa.delete(drift).where(
        drift.c.tenant_id == sa.bindparam("tenant"),
        drift.c.id == sa.bindparam("the_id"),
        drift.c.state != DriftState.OPEN.value,
    )
)
_OF_REF = Fixed(_MINE.where(drift.c.ref == sa.bindparam("ref")))


def add(tx: TenantTx, new: Drift) -> None:
    """Put a difference on record."""
    row = {
        "ref": new.ref,
        "kind": new.kind,
        "state": new.state.value,
        "identity": new.identity,
        "visit_id": new.visit,
        "uid": new.uid,
        "host": new.host,
        "start_at": to_ms(new.interval.start) if new.interval else None,
        "end_at": to_ms(new.interval.end) if new.interval else None,
        "proposal": new.proposal,
        "detail": dump(new.detail),
        "personal": dump(new.personal) if new.personal else None,
        "opened_at": to_ms(new.opened_at),
        "seen_at": to_ms(new.seen_at),
        "closed_at": to_ms_or_none(new.closed_at),
        "closed_why": new.closed_why,
    }
    tx.run_many(_ADD, [row])


def live_of(tx: TenantTx, visits: Iterable[str], uids: Iterable[str]) -> tuple[Drift, ...]:
    """What is suspected or open about these visits, or about entries that belong to no visit."""
    rows = tx.run(_LIVE_OF, visits=sorted(set(visits)), uids=sorted(set(uids)))
    return tuple(_drift(row) for row in rows)


def live_in(tx: TenantTx, span: Interval) -> tuple[Drift, ...]:
    """What is suspected or open in a span of time."""
    return tuple(_drift(row) for row in tx.run(_LIVE_IN, since=to_ms(span.start), until=to_ms(span.end)))


def open_of_visit(tx: TenantTx, visit: str) -> tuple[Drift, ...]:
    """What is open about one visit."""
    return tuple(_drift(row) for row in tx.run(_OPEN_OF_VISIT, visit=visit))


def open_since(tx: TenantTx, until: datetime) -> tuple[Drift, ...]:
    """What was seen first before that moment and is open, oldest first."""
    wanted = _MINE.where(drift.c.state == DriftState.OPEN.value, drift.c.opened_at <= to_ms(until))
    return tuple(_drift(row) for row in tx.run(wanted.order_by(drift.c.id).limit(500)))


def repaired_before(tx: TenantTx, identity: str, why: str) -> int:
    """How often this very difference was repaired by us already."""
    return int(tx.run(_REPAIRED, which=identity, why=why).scalar_one())


_SAVE = Fixed(
    sa.update(drift)
    .where(drift.c.tenant_id == sa.bindparam("tenant"), drift.c.id == sa.bindparam("the_id"))
    .values(
        {
            name: sa.bindparam("v_" + name)
            for name in ["state", "proposal", "seen_at", "closed_at", "closed_why", "detail"]
        }
    )
)


def save(tx: TenantTx, changed: Drift) -> None:
    """Write back how a difference stands now."""
    tx.run(
        _SAVE,
        the_id=changed.id,
        v_state=changed.state.value,
        v_proposal=changed.proposal,
        v_seen_at=to_ms(changed.seen_at),
        v_closed_at=to_ms_or_none(changed.closed_at),
        v_closed_why=changed.closed_why,
        v_detail=dump(changed.detail),
    )


def forget(tx: TenantTx, drift_id: int) -> None:
    """Drop what was only suspected and did not come true."""
    tx.run(_FORGET, the_id=drift_id)


def ref_is_free(tx: TenantTx, ref: str) -> bool:
    """Whether no drift has this code yet."""
    return tx.run(_OF_REF, ref=ref).first() is None


def by_ref(tx: TenantTx, ref: str) -> Drift | None:
    """The difference of that code; what is only suspected has none to show yet."""
    row = tx.run(
        _MINE.where(drift.c.ref == sa.bindparam("ref"), drift.c.state != DriftState.SUSPECTED.value), ref=ref
    ).first()
    return _drift(row) if row else None


def page(tx: TenantTx, after: int, limit: int, state: DriftState | None) -> list[Drift]:
    """Differences in the order in which they were seen first; without `state` open and closed ones."""
    wanted = _MINE.where(drift.c.id > after)
    if state is None:
        wanted = wanted.where(drift.c.state != DriftState.SUSPECTED.value)
    else:
        wanted = wanted.where(drift.c.state == state.value)
    return [_drift(row) for row in tx.run(wanted.order_by(drift.c.id).limit(limit))]


def forget_closed(tx: TenantTx, before: datetime) -> int:
    """Drop what was closed before an instant. Returns how many."""
    return tx.run(
        sa.delete(drift).where(drift.c.tenant_id == sa.bindparam("tenant"), drift.c.closed_at < to_ms(before))
    ).rowcount


def _drift(row: Any) -> Drift:
    span = None
    if row.start_at is not None and row.end_at is not None:
        span = Interval(from_ms(row.start_at), from_ms(row.end_at))
    return Drift(
        ref=row.ref,
        kind=row.kind,
        state=DriftState(row.state),
        identity=row.identity,
        proposal=row.proposal,
        opened_at=from_ms(row.opened_at),
        seen_at=from_ms(row.seen_at),
        visit=VisitId(row.visit_id) if row.visit_id else None,
        uid=RemoteUid(row.uid) if row.uid else None,
        host=row.host,
        interval=span,
        detail=json.loads(row.detail),
        personal=json.loads(row.personal) if row.personal else None,
        closed_at=from_ms_or_none(row.closed_at),
        closed_why=row.closed_why,
        id=row.id,
    )
