"""Offers as rows. They stay on record after they end, so that a late slot_id is understood."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.availability import Slot
from holdfast.core.hold import Offer
from holdfast.core.ids import CallId, SlotId
from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.plans import plan_of, plan_text
from holdfast.store.tables import offer

_ADD = Fixed(sa.insert(offer).inline())
_OF_CALL = Fixed(
    sa.select(offer)
    .where(offer.c.tenant_id == sa.bindparam("tenant"), offer.c.call_id == sa.bindparam("call"))
    .order_by(offer.c.placed_at, offer.c.place)
)
_ONE = Fixed(
    sa.select(offer).where(offer.c.tenant_id == sa.bindparam("tenant"), offer.c.slot_id == sa.bindparam("slot"))
)
_PROVISIONAL = Fixed(
    sa.select(offer).where(
        offer.c.tenant_id == sa.bindparam("tenant"),
        offer.c.start_at == sa.bindparam("start"),
        offer.c.provisional,
        offer.c.expires_at > sa.bindparam("now"),
    )
)
_ENDS = Fixed(
    sa.update(offer)
    .where(
        offer.c.tenant_id == sa.bindparam("tenant"),
        offer.c.slot_id.in_(sa.bindparam("slots", expanding=True)),
    )
    .values(expires_at=sa.bindparam("until"))
)
_REASSIGN = Fixed(
    sa.update(offer)
    .where(offer.c.tenant_id == sa.bindparam("tenant"), offer.c.slot_id == sa.bindparam("slot"))
    .values(call_id=sa.bindparam("call"))
)


def of_call(tx: TenantTx, call: CallId) -> tuple[Offer, ...]:
    """Every offer this call was made, oldest first, ended ones included."""
    return tuple(_offer(row) for row in tx.run(_OF_CALL, call=call))


def one(tx: TenantTx, slot_id: str) -> Offer | None:
    """The offer of that id, whosever it is."""
    row = tx.run(_ONE, slot=slot_id).first()
    return _offer(row) if row else None


def provisional_at(tx: TenantTx, start: datetime, now: datetime) -> tuple[Offer, ...]:
    """Live offers at that start that were made to calls nobody could name."""
    return tuple(_offer(row) for row in tx.run(_PROVISIONAL, start=to_ms(start), now=to_ms(now)))


def starting_in(tx: TenantTx, since: datetime, until: datetime, limit: int) -> tuple[Offer, ...]:
    """Offers to begin in that span, live or ended, oldest first."""
    wanted = (
        sa.select(offer)
        .where(
            offer.c.tenant_id == sa.bindparam("tenant"),
            offer.c.start_at >= to_ms(since),
            offer.c.start_at < to_ms(until),
        )
        .order_by(offer.c.placed_at, offer.c.slot_id)
        .limit(limit)
    )
    return tuple(_offer(row) for row in tx.run(wanted))


def add(tx: TenantTx, offers: tuple[Offer, ...]) -> None:
    """Put new offers on record."""
    rows = [
        {
            "slot_id": o.slot_id,
            "call_id": o.call,
            "start_at": to_ms(o.slot.start),
            "plan": plan_text(o.slot.plan),
            "placed_at": to_ms(o.placed_at),
            "expires_at": to_ms(o.expires_at),
            "place": o.place,
            "named_at": to_ms(o.named_at or o.placed_at),
            "provisional": o.provisional,
        }
        for o in offers
    ]
    tx.run_many(_ADD, rows)


def ends(tx: TenantTx, offers: tuple[Offer, ...], until: datetime) -> None:
    """Let these offers end at `until`: earlier when released, later when renewed."""
    if offers:
        tx.run(_ENDS, slots=[o.slot_id for o in offers], until=to_ms(until))


_NAMED = Fixed(
    sa.update(offer)
    .where(offer.c.tenant_id == sa.bindparam("tenant"), offer.c.slot_id == sa.bindparam("slot"))
    .values(place=sa.bindparam("p"), named_at=sa.bindparam("at"))
)


def named_again(tx: TenantTx, offers: tuple[Offer, ...], now: datetime) -> None:
    """Kept offers were told of again, each at its new place in the sentence."""
    tx.run_many(_NAMED, [{"slot": o.slot_id, "p": o.place, "at": to_ms(now)} for o in offers])


def reassign(tx: TenantTx, offers: tuple[Offer, ...], call: CallId) -> None:
    """Hand these offers to another call (of the same recognised caller)."""
    tx.run_many(_REASSIGN, [{"slot": o.slot_id, "call": call} for o in offers])


def forget(tx: Tx, before: datetime) -> int:
    """Drop offers that ended before; nobody asks for them any more. Returns how many."""
    return tx.run(sa.delete(offer).where(offer.c.expires_at < to_ms(before))).rowcount


def _offer(row: Any) -> Offer:
    return Offer(
        SlotId(row.slot_id),
        CallId(row.call_id),
        Slot(plan_of(row.plan), from_ms(row.start_at)),
        from_ms(row.placed_at),
        from_ms(row.expires_at),
        row.place,
        from_ms(row.named_at),
        bool(row.provisional),
    )
