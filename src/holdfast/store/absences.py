"""Who of the staff is not there, as rows; and how deciding about a visit and entering an absence follow one another.

Whoever books or moves a visit pins the absences first and reads them then: until that transaction ends, none can be
entered or lifted. Whoever enters one waits for those, and finds every visit that they wrote. So no visit gets in after
an absence is on record without being seen. SQLite writes one transaction after another anyway.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.absence import Absence, AbsenceKind
from holdfast.core.working_time import DateSpan, DaySpan
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import absence

_NAMESPACE = 20_261
"""Of the advisory locks of PostgreSQL that stand for the absences of one tenant."""
_KEY = "CAST(:space AS integer), CAST(MOD(:tenant, 2147483647) AS integer)"
_PIN = Fixed(sa.text(f"SELECT pg_advisory_xact_lock_shared({_KEY})"))
_ALONE = Fixed(sa.text(f"SELECT pg_advisory_xact_lock({_KEY})"))


@dataclass(frozen=True, slots=True)
class Entered:
    """An absence with who entered it, and who lifted it since. `by` is user:NUMBER, key:ID or console."""

    absence: Absence
    at: datetime
    by: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None


def pin(tx: TenantTx) -> None:
    """Keep the absences as they are until this transaction ends; read after this, they are all there. Many may pin at
    once."""
    if tx.dialect == "postgresql":
        tx.run(_PIN, space=_NAMESPACE)


def change_alone(tx: TenantTx) -> None:
    """Wait until nobody pins the absences any more, and keep others from it until this transaction ends."""
    if tx.dialect == "postgresql":
        tx.run(_ALONE, space=_NAMESPACE)


_MINE = absence.c.tenant_id == sa.bindparam("tenant")
_STANDING = Fixed(
    sa.select(absence)
    .where(
        _MINE,
        absence.c.lifted_at.is_(None),
        absence.c.last_day >= sa.bindparam("first"),
        absence.c.first_day <= sa.bindparam("last"),
    )
    .order_by(absence.c.first_day, absence.c.entered_at, absence.c.ref)
)
_ONE = Fixed(sa.select(absence).where(_MINE, absence.c.ref == sa.bindparam("wanted")))
_ADD = Fixed(sa.insert(absence).inline())
_LIFT = Fixed(
    sa.update(absence)
    .where(_MINE, absence.c.ref == sa.bindparam("wanted"), absence.c.lifted_at.is_(None))
    .values(lifted_at=sa.bindparam("at"), lifted_by=sa.bindparam("who"))
)


def standing(tx: TenantTx, days: Iterable[date]) -> tuple[Absence, ...]:
    """The absences on any of these local days that nobody lifted."""
    wanted = sorted(days)
    if not wanted:
        return ()
    rows = tx.run(_STANDING, first=wanted[0].isoformat(), last=wanted[-1].isoformat())
    return tuple(_absence(row) for row in rows)


def one(tx: TenantTx, ref: str) -> Entered | None:
    """The absence of that code, lifted or not."""
    row = tx.run(_ONE, wanted=ref).first()
    return _entered(row) if row else None


def by_refs(tx: TenantTx, refs: Iterable[str]) -> dict[str, Entered]:
    """Several of them."""
    return {ref: found for ref in sorted(set(refs)) if (found := one(tx, ref)) is not None}


def page(tx: TenantTx, since: date, after: tuple[str, str] | None, limit: int) -> list[Entered]:
    """Those standing that end on `since` or later, by first day; `after`: first day and code of the last one known."""
    wanted = sa.select(absence).where(_MINE, absence.c.lifted_at.is_(None), absence.c.last_day >= since.isoformat())
    if after is not None:
        wanted = wanted.where(sa.tuple_(absence.c.first_day, absence.c.ref) > sa.tuple_(*map(sa.literal, after)))
    rows = tx.run(wanted.order_by(absence.c.first_day, absence.c.ref).limit(limit))
    return [_entered(row) for row in rows]


def add(tx: TenantTx, new: Absence, at: datetime, by: str) -> None:
    """Put an absence on record."""
    row = {
        "ref": new.ref,
        "staff": new.staff,
        "kind": new.kind.value,
        "first_day": new.days.first.isoformat(),
        "last_day": new.days.last.isoformat(),
        "since_minute": new.hours.start if new.hours else None,
        "until_minute": new.hours.end if new.hours else None,
        "note": new.note or None,
        "entered_at": to_ms(at),
        "entered_by": by,
    }
    tx.run_many(_ADD, [row])


def lift(tx: TenantTx, ref: str, at: datetime, by: str) -> bool:
    """End an absence from now on, as if it had never been entered. False where somebody did already."""
    return tx.run(_LIFT, wanted=ref, at=to_ms(at), who=by).rowcount == 1


_FORGET = sa.update(absence).where(_MINE, sa.or_(absence.c.kind.is_not(None), absence.c.note.is_not(None)))


def forget_reasons(tx: TenantTx, before: date) -> None:
    """Let go of why somebody was not there, and of the note, where it was over before that day."""
    tx.run(_FORGET.where(absence.c.last_day < before.isoformat()).values(kind=None, note=None))


def _absence(row: Any) -> Absence:
    hours = None if row.since_minute is None else DaySpan(row.since_minute, row.until_minute)
    days = DateSpan(date.fromisoformat(row.first_day), date.fromisoformat(row.last_day))
    kind = AbsenceKind(row.kind) if row.kind else AbsenceKind.BLOCKED
    return Absence(row.ref, row.staff, kind, days, hours, row.note or "")


def _entered(row: Any) -> Entered:
    lifted = from_ms_or_none(row.lifted_at)
    return Entered(_absence(row), from_ms(row.entered_at), row.entered_by, lifted, row.lifted_by)
