"""Reservations: times that a calendar's own pages hide because we asked for it. Advice: no decision reads them.

They are on record only so that they can be given back. What is never given back ends by itself at `until`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from holdfast.core.booking import Goal
from holdfast.core.ids import CallId, ReservationUid, SlotId, TenantId
from holdfast.core.interval import Interval
from holdfast.core.saga import Stage
from holdfast.store.engine import TenantTx, Tx, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import offer, reservation, segment


@dataclass(frozen=True, slots=True)
class Reservation:
    """One hidden time of one host, for one busy segment of an offered slot."""

    uid: ReservationUid
    slot_id: SlotId
    host: str
    interval: Interval
    until: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """A reservation that nobody needs any more, with the call for which it was placed, where that is known."""

    tenant_id: TenantId
    uid: ReservationUid
    call: CallId | None


_ADD = Fixed(sa.insert(reservation).inline())
_OF_SLOT = Fixed(
    sa.select(reservation.c.uid)
    .where(reservation.c.tenant_id == sa.bindparam("tenant"), reservation.c.slot_id == sa.bindparam("slot"))
    .limit(1)
)
_FORGET = Fixed(
    sa.delete(reservation).where(
        reservation.c.tenant_id == sa.bindparam("tenant"), reservation.c.uid == sa.bindparam("the_uid")
    )
)


def add(tx: TenantTx, made: Sequence[Reservation]) -> None:
    """Put on record what was placed."""
    rows = [
        {
            "uid": one.uid,
            "slot_id": one.slot_id,
            "host": one.host,
            "start_at": to_ms(one.interval.start),
            "end_at": to_ms(one.interval.end),
            "until_at": to_ms(one.until),
        }
        for one in made
    ]
    tx.run_many(_ADD, rows)


def has_any(tx: TenantTx, slot_id: SlotId) -> bool:
    """Whether anything is hidden for that offer."""
    return tx.run(_OF_SLOT, slot=slot_id).first() is not None


def forget(tx: TenantTx, uids: Iterable[ReservationUid]) -> None:
    """These were given back."""
    tx.run_many(_FORGET, [{"the_uid": uid} for uid in uids])


def lease_ended(tx: Tx, now: datetime, until: datetime, limit: int) -> list[Ended]:
    """Take what is to be given back: its hold has ended, or gave way, or became a visit, and that visit's own entry is
    no longer on its way there. Leased to nobody else until `until`; what has ended by itself is dropped."""
    at = to_ms(now)
    tx.run(sa.delete(reservation).where(reservation.c.until_at <= at))
    same_offer = (offer.c.tenant_id == reservation.c.tenant_id, offer.c.slot_id == reservation.c.slot_id)
    is_held = sa.exists().where(*same_offer, offer.c.expires_at > at)
    call = sa.select(offer.c.call_id).where(*same_offer).scalar_subquery()
    is_coming = sa.exists().where(
        segment.c.tenant_id == reservation.c.tenant_id,
        segment.c.host == reservation.c.host,
        segment.c.start_at == reservation.c.start_at,
        segment.c.end_at == reservation.c.end_at,
        segment.c.goal == Goal.PRESENT.value,
        segment.c.stage.in_([Stage.READY.value, Stage.SENT.value]),
    )
    is_free = sa.or_(reservation.c.leased_until.is_(None), reservation.c.leased_until <= at)
    rows = tx.run(
        sa.select(reservation.c.tenant_id, reservation.c.uid, call.label("call_id"))
        .where(is_free, ~is_held, ~is_coming)
        .order_by(reservation.c.tenant_id, reservation.c.until_at, reservation.c.uid)
        .limit(limit)
        .with_for_update(of=reservation, skip_locked=True)
    )
    found = [Ended(TenantId(row.tenant_id), ReservationUid(row.uid), row.call_id) for row in rows]
    for one in found:
        tx.run(
            sa.update(reservation)
            .where(reservation.c.tenant_id == one.tenant_id, reservation.c.uid == one.uid)
            .values(leased_until=to_ms(until))
        )
    return found
