"""Which UTC days of a tenant's calendar are to be compared with our record, when, and by which process.

A day has a row only while something of ours stands on it, or somebody asked for it. A day that is taken is due again
when its lease ends, so that a process that dies loses nothing; what is marked while it is being compared is compared
again; and whoever compared it puts it off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.core.interval import Interval, utc_day
from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.mirror import days_of
from holdfast.store.tables import reconcile_day, segment

DAY_MS = 24 * 60 * 60 * 1000

_MARK = Fixed(
    sa.text(
        "INSERT INTO reconcile_day (tenant_id, day, due_at) VALUES (:tenant, :day, :due_at)"
        " ON CONFLICT (tenant_id, day) DO UPDATE SET due_at = excluded.due_at"
        " WHERE reconcile_day.due_at > excluded.due_at"
    )
)


def mark_due(tx: TenantTx, days: Iterable[int], at: datetime) -> None:
    """Have these UTC days (counted from 1970) compared at `at`, or sooner where they are due sooner."""
    tx.run_many(_MARK, [{"day": day, "due_at": to_ms(at)} for day in sorted(set(days))])


def days_of_spans(spans: Iterable[Interval]) -> tuple[int, ...]:
    """The UTC days that any of the spans touches, in order."""
    return tuple(sorted({day for span in spans for day in days_of(span)}))


def day_of(instant: datetime) -> int:
    """The number of the UTC day in which an instant lies."""
    return utc_day(instant)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day taken to be compared, and when it is due again if nothing comes of that."""

    tenant_id: TenantId
    day: int
    until: datetime


_TO_LEASE = Fixed(
    sa.select(reconcile_day.c.tenant_id, reconcile_day.c.day)
    .where(
        reconcile_day.c.due_at <= sa.bindparam("at"),
        sa.or_(reconcile_day.c.leased_until.is_(None), reconcile_day.c.leased_until <= sa.bindparam("at")),
    )
    .order_by(reconcile_day.c.due_at, reconcile_day.c.tenant_id, reconcile_day.c.day)
    .limit(sa.bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_LEASE = Fixed(
    sa.update(reconcile_day)
    .where(reconcile_day.c.tenant_id == sa.bindparam("of"), reconcile_day.c.day == sa.bindparam("on"))
    .values(due_at=sa.bindparam("until"), leased_until=sa.bindparam("until"), leased_by=sa.bindparam("by"))
)


def lease_due(tx: Tx, now: datetime, until: datetime, by: str, limit: int) -> list[DueDay]:
    """Take days that are due, of any tenant and leased to nobody."""
    rows = tx.run(_TO_LEASE, {"at": to_ms(now), "at_most": limit}).fetchall()
    found = [DueDay(TenantId(row.tenant_id), row.day, until) for row in rows]
    if found:
        tx.run(_LEASE, [{"of": one.tenant_id, "on": one.day, "until": to_ms(until), "by": by} for one in found])
    return found


_PUT_OFF = Fixed(
    sa.update(reconcile_day)
    .where(
        reconcile_day.c.tenant_id == sa.bindparam("tenant"),
        reconcile_day.c.day == sa.bindparam("the_day"),
        reconcile_day.c.due_at == sa.bindparam("was"),
    )
    .values(due_at=sa.bindparam("to"))
)


def put_off(tx: TenantTx, one: DueDay, to: datetime) -> None:
    """Have a day that was taken compared again at `to`, unless somebody asked for it meanwhile."""
    tx.run(_PUT_OFF, the_day=one.day, was=to_ms(one.until), to=to_ms(to))


_COMPARED = Fixed(
    sa.update(reconcile_day)
    .where(reconcile_day.c.tenant_id == sa.bindparam("tenant"), reconcile_day.c.day == sa.bindparam("the_day"))
    .values(checked_at=sa.bindparam("at"))
)
_FREE = Fixed(
    sa.update(reconcile_day)
    .where(reconcile_day.c.tenant_id == sa.bindparam("tenant"), reconcile_day.c.day == sa.bindparam("the_day"))
    .values(leased_until=sa.null(), leased_by=sa.null())
)
_DROP = Fixed(
    sa.delete(reconcile_day).where(
        reconcile_day.c.tenant_id == sa.bindparam("tenant"),
        reconcile_day.c.day == sa.bindparam("the_day"),
        reconcile_day.c.due_at >= sa.bindparam("still"),
    )
)


def compared(tx: TenantTx, day: int, at: datetime) -> None:
    """Note that a day was compared."""
    tx.run(_COMPARED, the_day=day, at=to_ms(at))


def give_back(tx: TenantTx, day: int) -> None:
    """End the lease of a day."""
    tx.run(_FREE, the_day=day)


def drop(tx: TenantTx, day: int, unless_due_before: datetime) -> None:
    """Compare a day no more by itself, unless somebody asked for it meanwhile."""
    tx.run(_DROP, the_day=day, still=to_ms(unless_due_before))


_CHECKED = Fixed(
    sa.select(reconcile_day.c.checked_at).where(
        reconcile_day.c.tenant_id == sa.bindparam("tenant"), reconcile_day.c.day == sa.bindparam("day")
    )
)


def checked_at(tx: TenantTx, day: int) -> datetime | None:
    """When a day was compared last; None where it never was, or nothing stands on it."""
    row = tx.run(_CHECKED, day=day).first()
    return None if row is None or row.checked_at is None else from_ms(row.checked_at)


_OCCUPIED = Fixed(
    sa.select(segment.c.start_at, segment.c.end_at)
    .where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.start_at >= sa.bindparam("since"),
        segment.c.start_at < sa.bindparam("until"),
    )
    .distinct()
)


def occupied(tx: TenantTx, first: int, after: int) -> tuple[int, ...]:
    """The days in [first, after) on which a segment of any visit stands or stood."""
    rows: Any = tx.run(_OCCUPIED, since=first * DAY_MS, until=after * DAY_MS)
    days = {day for row in rows for day in range(row.start_at // DAY_MS, -(-row.end_at // DAY_MS))}
    return tuple(sorted(days))


def forget_past(tx: TenantTx, before: int) -> int:
    """Drop the days before one. Returns how many."""
    return tx.run(
        sa.delete(reconcile_day).where(
            reconcile_day.c.tenant_id == sa.bindparam("tenant"), reconcile_day.c.day < before
        )
    ).rowcount


def known(tx: TenantTx, first: int, after: int) -> tuple[int, ...]:
    """The days in [first, after) that are compared by themselves, or were asked for."""
    rows: Any = tx.run(
        sa.select(reconcile_day.c.day)
        .where(
            reconcile_day.c.tenant_id == sa.bindparam("tenant"),
            reconcile_day.c.day >= first,
            reconcile_day.c.day < after,
        )
        .order_by(reconcile_day.c.day)
    )
    return tuple(row.day for row in rows)
