"""Segments of visits as rows: each is a saga, the record of one entry's way into, within or out of the calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.booking import Goal, Visit
from holdfast.core.ids import Reference, RemoteUid, SagaId, VisitId, reference_of, visit_of
from holdfast.core.interval import Interval
from holdfast.core.notice import Known
from holdfast.core.refusals import Reason
from holdfast.core.saga import Entry, Saga, Stage
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.tables import segment

_ADD = Fixed(sa.insert(segment).inline())
_OF_VISIT = Fixed(
    sa.select(segment)
    .where(segment.c.tenant_id == sa.bindparam("tenant"), segment.c.visit_id == sa.bindparam("visit"))
    .order_by(segment.c.generation, segment.c.n)
)
_OF_VISITS = Fixed(
    sa.select(segment)
    .where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.visit_id.in_(sa.bindparam("visits", expanding=True)),
    )
    .order_by(segment.c.visit_id, segment.c.generation, segment.c.n)
)
_SAVE = Fixed(
    sa.update(segment)
    .where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.visit_id == sa.bindparam("visit"),
        segment.c.generation == sa.bindparam("gen"),
        segment.c.n == sa.bindparam("number"),
    )
    .values(
        {
            name: sa.bindparam("v_" + name)
            for name in ["goal", "stage", "attempts", "uncertain", "unseen", "uid", "due_at", "refusal", "stood"]
        }
    )
)


def of_visit(tx: TenantTx, visit: Visit) -> tuple[Saga, ...]:
    """All sagas of a visit, older generations (before a move) first."""
    return tuple(_saga(row, visit) for row in tx.run(_OF_VISIT, visit=visit.id))


def of_visits(tx: TenantTx, visits: dict[str, Visit]) -> dict[str, list[Saga]]:
    """The sagas of several visits."""
    found: dict[str, list[Saga]] = {visit_id: [] for visit_id in visits}
    if visits:
        for row in tx.run(_OF_VISITS, visits=sorted(visits)):
            found[row.visit_id].append(_saga(row, visits[row.visit_id]))
    return found


def add(tx: TenantTx, sagas: tuple[Saga, ...]) -> None:
    """Put new sagas on record."""
    rows = [
        {
            "visit_id": s.visit,
            "generation": s.generation,
            "n": s.segment,
            "host": s.entry.host,
            "start_at": to_ms(s.entry.interval.start),
            "end_at": to_ms(s.entry.interval.end),
            "title": s.entry.title,
            "replaces": s.replaces is not None,
            "service": s.entry.service,
            "part": s.entry.part,
            **_changeable(s),
        }
        for s in sagas
    ]
    tx.run_many(_ADD, rows)


def save(tx: TenantTx, sagas: tuple[Saga, ...]) -> None:
    """Write changed sagas back."""
    tx.run_many(
        _SAVE,
        [
            {
                "visit": s.visit,
                "gen": s.generation,
                "number": s.segment,
                **{"v_" + name: value for name, value in _changeable(s).items()},
            }
            for s in sagas
        ],
    )


def saga_id(visit: VisitId, generation: int, n: int) -> SagaId:
    """The name of one saga."""
    return SagaId(f"{visit}/{generation}/{n}")


def _changeable(s: Saga) -> dict[str, Any]:
    return {
        "goal": s.goal.value,
        "stage": s.stage.value,
        "attempts": s.attempts,
        "uncertain": s.uncertain,
        "unseen": s.unseen,
        "uid": s.uid,
        "due_at": to_ms_or_none(s.due_at),
        "refusal": s.refusal.value if s.refusal else None,
        "stood": s.stood,
    }


def _saga(row: Any, visit: Visit) -> Saga:
    customer = visit.customer
    entry = Entry(
        reference=reference_of(visit.id, row.n),
        host=row.host,
        interval=Interval(from_ms(row.start_at), from_ms(row.end_at)),
        title=row.title,
        attendee=customer.name,
        phone=customer.phone,
        email=customer.email,
        service=row.service or "",
        part=row.part or row.n,
        ref=visit.ref,
    )
    due: datetime | None = from_ms_or_none(row.due_at)
    return Saga(
        id=saga_id(visit.id, row.generation, row.n),
        visit=visit.id,
        segment=row.n,
        entry=entry,
        goal=Goal(row.goal),
        stage=Stage(row.stage),
        attempts=row.attempts,
        uncertain=bool(row.uncertain),
        unseen=row.unseen,
        uid=RemoteUid(row.uid) if row.uid else None,
        # A move starts from where the visit stands. One that has arrived replaces nothing any more: brought back
        # into the calendar, its entry is created.
        replaces=saga_id(visit.id, visit.generation, row.n)
        if row.replaces and row.generation > visit.generation
        else None,
        generation=row.generation,
        due_at=due,
        refusal=Reason(row.refusal) if row.refusal else None,
        stood=bool(row.stood),
    )


_BY_UID = Fixed(
    sa.select(segment)
    .where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.uid.in_(sa.bindparam("uids", expanding=True)),
    )
    .order_by(segment.c.visit_id, segment.c.generation, segment.c.n)
)
_BY_NUMBER = Fixed(
    sa.select(segment)
    .where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.visit_id == sa.bindparam("visit"),
        segment.c.n == sa.bindparam("number"),
    )
    .order_by(segment.c.generation)
)


def known_by(tx: TenantTx, uids: Sequence[RemoteUid], reference: Reference | None) -> tuple[Known, ...]:
    """What we know of the entries of these uids, and of the one with this reference, older generations included."""
    rows: dict[SagaId, Any] = {}
    if uids:
        rows |= {saga_id(row.visit_id, row.generation, row.n): row for row in tx.run(_BY_UID, uids=sorted(uids))}
    if reference is not None:
        found = tx.run(_BY_NUMBER, visit=visit_of(reference), number=int(reference.rpartition("/")[2]))
        rows |= {saga_id(row.visit_id, row.generation, row.n): row for row in found}
    return tuple(_known(row) for row in rows.values())


def _known(row: Any) -> Known:
    gone = (Stage.REFUSED.value, Stage.UNDOING.value, Stage.UNDONE.value)
    return Known(
        reference=reference_of(row.visit_id, row.n),
        uid=RemoteUid(row.uid) if row.uid else None,
        interval=Interval(from_ms(row.start_at), from_ms(row.end_at)),
        is_wanted=row.goal == Goal.PRESENT.value and row.stage not in gone,
    )


_IN_SPAN = Fixed(
    sa.select(segment.c.visit_id)
    .where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.start_at > sa.bindparam("not_before"),
        segment.c.start_at < sa.bindparam("until"),
        segment.c.end_at > sa.bindparam("since"),
    )
    .distinct()
    .order_by(segment.c.visit_id)
)
_LONGEST_SEGMENT_MS = 24 * 60 * 60 * 1000


def visits_in(tx: TenantTx, span: Interval) -> list[VisitId]:
    """The visits of which a segment touches the span, or did before they were moved or taken back."""
    since = to_ms(span.start)
    rows = tx.run(_IN_SPAN, not_before=since - _LONGEST_SEGMENT_MS, since=since, until=to_ms(span.end))
    return [VisitId(row.visit_id) for row in rows]
