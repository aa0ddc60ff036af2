"""Corrections: what a caller believes and is not true, until somebody was heard to tell them otherwise.

open     nobody told them yet
handed   the words were given to the agent of a later call; whether they were spoken shows its transcript
closed   heard, told by a person, waived by one, withdrawn, or it came true after all
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from holdfast.core.correction import Told
from holdfast.core.ids import VisitId
from holdfast.core.interval import Interval
from holdfast.store.engine import TenantTx, Tx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.tables import correction, visit


class CorrectionState(StrEnum):
    """How far it got to its caller."""

    OPEN = "open"
    HANDED = "handed"
    CLOSED = "closed"


class Closed(StrEnum):
    """How a correction was closed."""

    HEARD = "heard"
    HANDED_OVER = "handed_over"
    """The agent was given the words, and no transcript tells whether it spoke them."""
    TOLD_BY_PERSON = "told_by_person"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"
    CAME_TRUE = "came_true"
    OVER = "over"
    """The time it was about is over."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One untruth that a caller believes. `told_start`: the time they were told, where it is known. `sentence`: what to
    tell them, where no visit says it."""

    id: int
    call: str
    visit: VisitId | None
    number: str | None
    told: Told
    told_start: datetime | None
    sentence: str | None
    state: CorrectionState
    opened_at: datetime
    handed_at: datetime | None = None
    handed_call: str | None = None
    handed_words: str | None = None
    closed_at: datetime | None = None
    closed_how: Closed | None = None


_MINE = sa.select(correction).where(correction.c.tenant_id == sa.bindparam("tenant"))
_LIVE = _MINE.where(correction.c.state != CorrectionState.CLOSED.value)
_OF_NUMBER = Fixed(
    _LIVE.where(correction.c.number == sa.bindparam("number"), correction.c.call_id != sa.bindparam("but")).order_by(
        correction.c.id
    )
)
_OF_VISIT = Fixed(_LIVE.where(correction.c.visit_id == sa.bindparam("visit")).order_by(correction.c.id))
_OF_CALL = Fixed(_MINE.where(correction.c.call_id == sa.bindparam("call")).order_by(correction.c.id))
_IN_SPAN = Fixed(
    _LIVE.join(visit, sa.and_(visit.c.tenant_id == correction.c.tenant_id, visit.c.id == correction.c.visit_id))
    .where(
        visit.c.start_at >= sa.bindparam("since"),
        visit.c.start_at < sa.bindparam("until"),
        correction.c.call_id != sa.bindparam("but"),
    )
    .order_by(correction.c.id)
    .limit(50)
)
_HANDED_IN = Fixed(
    _MINE.where(correction.c.handed_call == sa.bindparam("call"), correction.c.state == CorrectionState.HANDED.value)
)


def add(
    tx: TenantTx,
    call: str,
    visit: VisitId | None,
    number: str | None,
    told: Told,
    told_start: datetime | None,
    sentence: str | None,
    now: datetime,
) -> Correction:
    """Put on record that this call's caller believes something untrue. One that is open about the same visit (or, where
    there is none, the same call) is it already."""
    known = of_visit(tx, visit) if visit is not None else of_call(tx, call)
    for one in known:
        if one.visit == visit and one.call == call and one.state is not CorrectionState.CLOSED:
            return one
    values = {
        "call_id": call,
        "visit_id": visit,
        "number": number,
        "told": told.value,
        "told_start": to_ms_or_none(told_start),
        "sentence": sentence,
        "state": CorrectionState.OPEN.value,
        "opened_at": to_ms(now),
    }
    row = tx.run(sa.insert(correction).returning(correction), **values).one()
    return _correction(row)


def of_number(tx: TenantTx, number: str, but: str) -> list[Correction]:
    """What the caller with this number still believes, of other calls than this one, oldest first."""
    return [_correction(row) for row in tx.run(_OF_NUMBER, number=number, but=but)]


def of_visit(tx: TenantTx, visit_id: str) -> list[Correction]:
    """What is still believed about a visit."""
    return [_correction(row) for row in tx.run(_OF_VISIT, visit=visit_id)]


def of_call(tx: TenantTx, call: str) -> list[Correction]:
    """Everything that the caller of a call believed wrongly, closed or not."""
    return [_correction(row) for row in tx.run(_OF_CALL, call=call)]


def about_visits_in(tx: TenantTx, span: Interval, but: str) -> list[Correction]:
    """What is still believed about visits that begin in a span, of other calls than this one."""
    rows = tx.run(_IN_SPAN, since=to_ms(span.start), until=to_ms(span.end), but=but)
    return [_correction(row) for row in rows]


def handed_in(tx: TenantTx, call: str) -> list[Correction]:
    """What the agent of this call was given to tell, and is not known to have been heard."""
    return [_correction(row) for row in tx.run(_HANDED_IN, call=call)]


def one(tx: TenantTx, number: int) -> Correction | None:
    """The correction of that number."""
    row = tx.run(_MINE.where(correction.c.id == sa.bindparam("which")), which=number).first()
    return _correction(row) if row else None


def hand_over(tx: TenantTx, ids: Iterable[int], call: str, words: str, now: datetime) -> None:
    """The agent of this call was given these words."""
    _change(
        tx,
        ids,
        state=CorrectionState.HANDED.value,
        handed_at=to_ms(now),
        handed_call=call,
        handed_words=words,
    )


def take_back(tx: TenantTx, ids: Iterable[int]) -> None:
    """The words were given and not spoken: they are still owed."""
    _change(tx, ids, state=CorrectionState.OPEN.value, handed_at=None, handed_call=None, handed_words=None)


def close(tx: TenantTx, ids: Iterable[int], how: Closed, now: datetime) -> None:
    """Nothing is owed any more."""
    _change(tx, ids, state=CorrectionState.CLOSED.value, closed_at=to_ms(now), closed_how=how.value)


def reopen(tx: TenantTx, number: int) -> None:
    """Nobody told them after all: it is owed again. Only what a person was said to have told."""
    which = (correction.c.id == sa.bindparam("which"), correction.c.closed_how == Closed.TOLD_BY_PERSON.value)
    tx.run(
        sa.update(correction)
        .where(correction.c.tenant_id == sa.bindparam("tenant"), *which)
        .values(state=CorrectionState.OPEN.value, closed_at=None, closed_how=None),
        which=number,
    )


def _change(tx: TenantTx, ids: Iterable[int], **values: Any) -> None:
    wanted = sorted(set(ids))
    if wanted:
        live = (correction.c.state != CorrectionState.CLOSED.value, correction.c.id.in_(wanted))
        tx.run(sa.update(correction).where(correction.c.tenant_id == sa.bindparam("tenant"), *live).values(**values))


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A correction that waits for a word of what became of it, and whose tenant it is."""

    tenant_id: int
    correction: Correction


def handed_before(tx: Tx, before: datetime, limit: int = 50) -> list[Unsettled]:
    """What was given to an agent before that moment and never settled: no report of the call came."""
    wanted = (
        sa.select(correction)
        .where(correction.c.state == CorrectionState.HANDED.value, correction.c.handed_at <= to_ms(before))
        .order_by(correction.c.id)
        .limit(limit)
    )
    return [Unsettled(row.tenant_id, _correction(row)) for row in tx.run(wanted)]


def _correction(row: Any) -> Correction:
    return Correction(
        row.id,
        row.call_id,
        VisitId(row.visit_id) if row.visit_id else None,
        row.number,
        Told(row.told),
        from_ms_or_none(row.told_start),
        row.sentence,
        CorrectionState(row.state),
        from_ms(row.opened_at),
        from_ms_or_none(row.handed_at),
        row.handed_call,
        row.handed_words,
        from_ms_or_none(row.closed_at),
        Closed(row.closed_how) if row.closed_how else None,
    )
