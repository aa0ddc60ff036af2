"""Offering: of what is free, hold a few for this call, and say so. What is offered is held first (G2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from holdfast.actions.answer import Answer, Option, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.core.alternatives import Preference, best_slots
from holdfast.core.availability import Slot
from holdfast.core.booking import Visit, overlapping
from holdfast.core.hold import Offer, cells_freed, first_deadline, renewed, superseded
from holdfast.core.identity import Trust
from holdfast.core.ids import SlotId
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.service import Plan
from holdfast.core.working_time import day_interval
from holdfast.language import Choice, Phrase, Price
from holdfast.store import claims, offers
from holdfast.store.engine import Conflict

WIDENING_DAYS = (0, 3, 14)
_WORTH_RENEWING = timedelta(seconds=1)


def hold(conv: Conversation, slots: Sequence[Slot]) -> tuple[Offer, ...]:
    """Reserve these slots for the call, in this order; older offers give way so that never too many are held.

    Raises Conflict when somebody was quicker: the transaction then runs again on fresh facts.
    """
    rules = conv.tenant.rules
    known = {(offer.slot.start, offer.slot.plan): offer for offer in conv.live_offers}
    kept = [known[slot.start, slot.plan] for slot in slots if (slot.start, slot.plan) in known]
    others = [offer for offer in conv.live_offers if offer not in kept]
    gone = superseded(others, len(slots), rules)
    deadline = first_deadline(conv.now, rules)
    fresh = tuple(
        replace(known[slot.start, slot.plan], place=place, named_at=conv.now)
        if (slot.start, slot.plan) in known
        else _new_offer(conv, slot, place)
        for place, slot in enumerate(slots)
    )
    ids = {offer.slot_id for offer in kept}
    new = tuple(offer for offer in fresh if offer.slot_id not in ids)
    again = tuple(offer for offer in fresh if offer.slot_id in ids)
    cells = tuple(sorted({cell for offer in new for cell in offer.slot.claims}))
    freed = cells_freed(gone, [*(offer for offer in others if offer not in gone), *fresh])
    if not claims.place(conv.tx, cells, conv.owner, deadline, conv.now, freed=freed):
        raise Conflict
    offers.add(conv.tx, new)
    offers.named_again(conv.tx, again, conv.now)
    offers.ends(conv.tx, gone, conv.now)
    conv.offers = (*(o for o in conv.offers if o not in gone and o not in kept), *fresh)
    seen = conv.mirrored_at.isoformat() if conv.mirrored_at else None
    conv.note("held", None, None, slots=[o.slot_id for o in fresh], until=deadline.isoformat(), mirrored_at=seen)
    return fresh


def _new_offer(conv: Conversation, slot: Slot, place: int) -> Offer:
    return Offer(
        slot_id=SlotId("s_" + conv.desk.ids.code(8)),
        call=conv.call.id,
        slot=slot,
        placed_at=conv.now,
        expires_at=first_deadline(conv.now, conv.tenant.rules),
        place=place,
        named_at=conv.now,
        provisional=conv.request.call.trust is Trust.PROVISIONAL,
    )


def renew(conv: Conversation) -> None:
    """Prolong what the call holds: every signed request of it does, up to three times the hold (design 6)."""
    prolonged = [(offer, renewed(offer, conv.now, conv.tenant.rules)) for offer in conv.live_offers]
    changed = [new for old, new in prolonged if new.expires_at - old.expires_at >= _WORTH_RENEWING]
    for until in sorted({offer.expires_at for offer in changed}):
        same = [offer for offer in changed if offer.expires_at == until]
        cells = tuple(sorted({cell for offer in same for cell in offer.slot.claims}))
        if not claims.place(conv.tx, cells, conv.owner, until, conv.now):
            raise Conflict
        offers.ends(conv.tx, tuple(same), until)
    if changed:
        by_id = {offer.slot_id: offer for offer in changed}
        conv.offers = tuple(by_id.get(offer.slot_id, offer) for offer in conv.offers)


def near(
    conv: Conversation, plans: Sequence[Plan], around: Interval, preference: Preference, but: Sequence[Visit] = ()
) -> tuple[Slot, ...]:
    """The best few slots around a time that is not to be had: that day first, then wider.

    `but` are visits to be moved: they do not stand in the way, yet a slot that shares cells with them cannot be held.
    """
    own = {cell for visit in but for cell in visit.slot.claims}
    rules = conv.tenant.rules
    best: tuple[Slot, ...] = ()
    for days in WIDENING_DAYS:
        span = _widened(conv, around, days)
        if span is None:
            continue
        facts = conv.facts(plans, span, but)
        more = 8 * (len(but) + len(conv.own_visits))
        found = best_slots(plans, facts, [span], preference, rules.offers + more)
        mine = [visit for visit in conv.own_visits if visit not in but]
        apart = (slot for slot in found if not own & set(slot.claims) and overlapping(slot, mine) is None)
        best = tuple(apart)[: rules.offers]
        if len(best) >= rules.offers:
            break
    return tuple(sorted(best, key=lambda slot: slot.start))


def _widened(conv: Conversation, around: Interval, days: int) -> Interval | None:
    zone = conv.tenant.timezone
    earliest = around.start - timedelta(days=min(days, 3))
    first = day_interval(earliest.astimezone(zone).date(), zone).start
    last = day_interval((around.end + timedelta(days=days) - timedelta(seconds=1)).astimezone(zone).date(), zone).end
    first = max(first, conv.now)
    return Interval(first, last) if first < last else None


def options_of(conv: Conversation, held: Sequence[Offer]) -> tuple[Option, ...]:
    """Held offers as the answer shows them."""
    return tuple(Option(o.slot_id, o.slot.start, staff_names(conv, o.slot.plan)) for o in held)


def choices_of(conv: Conversation, slots: Sequence[Slot]) -> list[Choice]:
    """Slots as they are spoken."""
    return [Choice(slot.start, staff_names(conv, slot.plan)) for slot in slots]


def staff_names(conv: Conversation, plan: Plan) -> str:
    """Who does it, as the caller hears it."""
    return " und ".join(conv.tenant.staff_name(key) for key in plan.staff)


def price_of(plan: Plan) -> Price | None:
    """What it costs, where the catalogue says so."""
    return None if plan.price_cents is None else Price(plan.price_cents, plan.price_from)


def slot_values(conv: Conversation, slot: Slot) -> dict[str, object]:
    """Time, service, person and price of a slot, for a phrase."""
    return {
        "at": slot.start,
        "service": conv.tenant.services_named(slot.plan.services),
        "staff": staff_names(conv, slot.plan),
        "price": price_of(slot.plan),
    }


def offered(conv: Conversation, slot: Slot, phrase: Phrase) -> Answer:
    """Hold one slot, the asked one, and ask for the yes."""
    held = hold(conv, [slot])
    return Answer(
        State.HELD,
        (Said(phrase, slot_values(conv, slot)),),
        Retry.ASK,
        options=options_of(conv, held),
        at=slot.start,
        service=conv.tenant.services_named(slot.plan.services),
        staff=staff_names(conv, slot.plan),
        price_cents=slot.plan.price_cents,
    )


def refused(
    conv: Conversation,
    reason: Reason,
    first: Said,
    slots: Sequence[Slot],
    plans: Sequence[Plan],
    kept: datetime | None = None,
) -> Answer:
    """Say why not, and hold the alternatives before they are named. `kept`: when the visit is that was to be moved,
    which is told to stay as it is."""
    held = hold(conv, slots) if slots else ()
    choices = {"choices": choices_of(conv, slots), "said_day": _day_said(conv, first), "kept": kept}
    offering = Phrase.OFFER_CHOICES if kept is None else Phrase.KEPT_CHOICES
    calling = Phrase.OFFER_CALLBACK if kept is None else Phrase.KEPT
    more = Said(offering, choices) if slots else Said(calling, {**choices, "choices": None})
    service = conv.tenant.services_named(plans[0].services) if plans else None
    return Answer(State.REFUSED, (first, more), Retry.ASK, reason, options=options_of(conv, held), service=service)


def _day_said(conv: Conversation, first: Said) -> date | None:
    """The day that the first sentence names, so that the second need not."""
    if first.phrase is Phrase.REFUSED_OFF_GRID:
        return None
    at, day = first.values.get("at"), first.values.get("date")
    if isinstance(at, datetime):
        return at.astimezone(conv.tenant.timezone).date()
    return day if isinstance(day, date) else None
