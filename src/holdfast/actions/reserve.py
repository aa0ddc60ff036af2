"""Reserving: while a caller thinks about it, the salon's own booking page shows the offered time no more (R9).

Advice for those who book there, no more: it locks nothing, so nobody here ever relies on it. It costs requests, so it
is background work, and left out where the rate budget is short. It begins behind the answer; a worker gives it back.
"""

from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from holdfast.actions.acting import exchange_events
from holdfast.actions.answer import Answer, State
from holdfast.actions.desk import Desk
from holdfast.actions.mirroring import send
from holdfast.calendars.port import Reservable
from holdfast.core.hold import Offer
from holdfast.core.ids import CallId, ReservationUid, SlotId, TenantId, VisitId, reference_of
from holdfast.core.saga import Entry
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant
from holdfast.store import offers, reservations, timeline
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.reservations import Reservation

LEASE = timedelta(seconds=60)
"""After which time another worker may give back what one could not."""
_MINUTE = timedelta(minutes=1)
_BATCH = 50


def wants_reservations(tenant: Tenant) -> bool:
    """Whether offered times are hidden on the calendar's own pages."""
    return tenant.calendar.is_outside and tenant.calendar.options.get("reservations") is True


def reserve_offered(desk: Desk, tenant_id: TenantId, call: CallId, answer: Answer) -> None:
    """Have what was just offered as held hidden, behind the answer. A failure is logged and reaches nobody."""
    salon = desk.salons.get(tenant_id)
    if answer.state is not State.HELD or salon is None or not wants_reservations(salon.tenant):
        return
    slots = tuple(SlotId(option.slot_id) for option in answer.options)
    send(desk, _reserve_all(desk, tenant_id, salon.tenant, call, slots))


async def _reserve_all(
    desk: Desk, tenant_id: TenantId, tenant: Tenant, call: CallId, slots: tuple[SlotId, ...]
) -> bool:
    """Slot after slot. Where nothing can be had of one, the others are left alone."""
    calendar = desk.calendar_of(tenant_id, tenant, background=True)
    if not isinstance(calendar, Reservable):
        return False
    for slot_id in slots:
        offer = await desk.transact(partial(_to_reserve, tenant_id, slot_id, desk.clock.now()))
        if offer is not None and not await _reserve(desk, tenant_id, calendar, offer, call):
            return False
    return True


def _to_reserve(tenant_id: TenantId, slot_id: SlotId, now: datetime, tx: Tx) -> Offer | None:
    """The offer, if it still holds its time and nothing is hidden for it yet."""
    bound = tx.of(tenant_id)
    offer = offers.one(bound, slot_id)
    return None if offer is None or not offer.is_live(now) or reservations.has_any(bound, slot_id) else offer


async def _reserve(desk: Desk, tenant_id: TenantId, calendar: Reservable, offer: Offer, call: CallId) -> bool:
    """Whether anything could be hidden for this offer, and what it was is on record."""
    entries = _entries_of(offer)
    began = desk.clock.now()
    minutes = max(1, -(-(offer.expires_at - began) // _MINUTE))
    uids = await calendar.reserve(entries, minutes)
    until = began + minutes * _MINUTE
    made = [
        Reservation(uid, offer.slot_id, entry.host, entry.interval, until)
        for entry, uid in zip(entries, uids, strict=False)
        if uid is not None
    ]

    def body(tx: TenantTx) -> None:
        reservations.add(tx, made)
        timeline.record(tx, exchange_events(calendar.exchanges(), call, None))

    await desk.transact(lambda tx: body(tx.of(tenant_id)))
    return bool(made)


def _entries_of(offer: Offer) -> list[Entry]:
    """What would stand in the calendar for the offer: one entry for each busy segment, of nobody yet."""
    steps = offer.slot.plan.busy_steps
    return [
        Entry(
            reference=reference_of(VisitId(offer.slot_id), n),
            host=staff_resource(step.staff),
            interval=step.interval(offer.slot.start),
            title="",
            service=step.service,
            part=sum(earlier.service == step.service for earlier in steps[:n]),
        )
        for n, step in enumerate(steps, start=1)
    ]


async def release_ended(desk: Desk) -> int:
    """Have given back what nobody needs any more: holds that ended, gave way, or became visits that stand. Whatever is
    on record is found, whichever process placed it. Returns how many were begun with."""
    now = desk.clock.now()
    ended = await desk.transact(lambda tx: reservations.lease_ended(tx, now, now + LEASE, _BATCH))
    for (tenant_id, call), group in groupby(ended, key=lambda one: (one.tenant_id, one.call)):
        send(desk, _release(desk, tenant_id, call, [one.uid for one in group]))
    return len(ended)


async def _release(desk: Desk, tenant_id: TenantId, call: CallId | None, uids: list[ReservationUid]) -> bool:
    """Whether all of them were given back. The others are tried again, or end by themselves."""
    salon = await desk.transact(lambda tx: desk.salon(tx.of(tenant_id)))
    calendar = desk.calendar_of(tenant_id, salon.tenant, background=True)
    # Another calendar by now than the one they were placed in: there they end by themselves.
    gone = await calendar.release(uids) if isinstance(calendar, Reservable) else uids

    def body(tx: TenantTx) -> None:
        reservations.forget(tx, gone)
        timeline.record(tx, exchange_events(calendar.exchanges(), call, None))

    await desk.transact(lambda tx: body(tx.of(tenant_id)))
    return len(gone) == len(uids)
