"""Reschedule: move a visit to another time. The old time stays the caller's until the new one is verified."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from holdfast.actions.answer import Answer, Retry, Said, State, local_iso
from holdfast.actions.book import find_spoken_offer
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.check_availability import (
    best_within,
    first_free,
    nothing_free,
    nothing_instead,
    refuse_absent,
    refuse_time,
    staff_cannot,
)
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Decision, Deed, Driving
from holdfast.actions.drive import advance
from holdfast.actions.find import find_visit, was_changed
from holdfast.actions.following_up import follow_up
from holdfast.actions.hear_when import When, hear_when
from holdfast.actions.moving import move_to, stay
from holdfast.actions.offering import choices_of, hold, options_of
from holdfast.actions.policy import not_by_phone
from holdfast.actions.purge import look_again
from holdfast.actions.replying import direction_in, offer_taken, open_round
from holdfast.actions.understand import hear_staff, need, words
from holdfast.core.alternatives import Preference
from holdfast.core.availability import Slot, facts_window
from holdfast.core.booking import Visit
from holdfast.core.hold import Offer, cells_freed, find_offer
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.refusals import Reason
from holdfast.core.service import Plan, plans_for
from holdfast.core.tenant import Staff
from holdfast.language import Phrase
from holdfast.store import absences, claims, offers, visits
from holdfast.store.engine import Conflict

_INSTANT = timedelta(minutes=5)


def reschedule(conv: Conversation) -> Decision:
    """Move the visit that is meant to the slot offered, or to the exact time named. Never silently elsewhere."""
    if refusal := not_by_phone(conv):
        return refusal
    found = find_visit(conv, by_date=False)
    if isinstance(found, Answer):
        return found
    visit = visits.locked(conv.tx, found.id)
    assert visit is not None, "it was read in this transaction"
    if not visit.is_alive:
        look_again(conv.desk, conv.tx, visit.id, conv.now)
        return Driving(Deed.CANCEL, visit.id, advance(conv.desk, conv.tx, visit.id, None, unless_leased=True))
    if was_changed(conv, visit):
        return _in_question(conv, visit)
    absences.pin(conv.tx)
    said = words(conv, "slot_id")
    offer = find_spoken_offer(conv, said) if said else None
    if offer is not None:
        return _to_offer(conv, visit, offer)
    return _to_words(conv, visit)


def _in_question(conv: Conversation, visit: Visit) -> Answer:
    """Part of it was changed in the calendar: a person decides about the whole, and then it can be moved."""
    follow_up(conv, visit)
    said = (Said(Phrase.STATUS_IN_QUESTION, {"at": visit.start}), Said(Phrase.OFFER_CALLBACK))
    return Answer(State.REFUSED, said, Retry.NO, Reason.POLICY, ref=visit.ref)


def _to_offer(conv: Conversation, visit: Visit, offer: Offer) -> Decision:
    if offer.slot.start == visit.start and offer.slot.plan == visit.plan:
        return stay(conv, visit, visit.slot)
    plans = _plans(conv, visit, offer.slot.plan.staff[0])
    plan = next((plan for plan in plans if plan.staff == offer.slot.plan.staff), offer.slot.plan)
    slot = Slot(plan, offer.slot.start)
    if (absence := conv.absence_at(slot)) is not None:
        return refuse_absent(conv, absence, slot, _plans(conv, visit, None), [visit])
    is_held = offer.is_live(conv.now) and plan == offer.slot.plan  # A stamped plan may need more than was held.
    if is_held or _free(conv, [plan], slot.start, visit) is not None:
        return _move(conv, visit, slot)
    return refuse_time(conv, plans, slot, [visit])


def _to_words(conv: Conversation, visit: Visit) -> Decision:
    if not words(conv, "date", "time") and not direction_in(words(conv, "slot_id")):
        return need(Phrase.ASK_DATE, "date")
    staff = hear_staff(conv)
    if isinstance(staff, Answer):
        return staff
    when = _when(conv, visit)
    if isinstance(when, Answer):
        return when
    plans = _plans(conv, visit, staff.key if staff else None)
    if not plans:
        return _cannot(conv, visit, staff, when)
    if not when.is_exact:
        return _offer_window(conv, visit, plans, when)
    free = (start for start in when.exact if _free(conv, plans, start, visit) is not None)
    return _to_time(conv, visit, plans, next(free, when.exact[0]) if len(when.exact) > 1 else when.exact[0], staff)


def _to_time(conv: Conversation, visit: Visit, plans: Sequence[Plan], start: datetime, staff: Staff | None) -> Decision:
    going = visit.target or visit.slot
    if start == going.start and (staff is None or staff.key in going.plan.staff):
        return stay(conv, visit, going)
    held = find_offer(conv.live_offers, visit.plan.services, start, staff.key if staff else None)
    if held is not None:
        return _to_offer(conv, visit, held)
    # Another person is an offer, never a silent swap: only the visit's own person, or the one named, is moved to.
    wanted = plans if staff is not None else [plan for plan in plans if plan.staff == visit.plan.staff]
    if not wanted:
        return _cannot(conv, visit, conv.tenant.staff_member(visit.plan.staff[0]), When(exact=(start,)))
    slot = _free(conv, wanted, start, visit)
    if slot is None:
        return refuse_time(conv, plans, Slot(plans[0], start), [visit])
    return _move(conv, visit, slot)


def _cannot(conv: Conversation, visit: Visit, staff: Staff | None, when: When) -> Answer:
    services = [s for key in visit.plan.services if (s := conv.tenant.service(key)) is not None]
    return staff_cannot(conv, services, staff, when)


def _when(conv: Conversation, visit: Visit) -> When | Answer:
    """Only a time was named: it is meant for the day of the visit. "Später" is later than what was offered, else later
    than the visit is now."""
    said = words(conv, "time")
    offered = [offer for offer in open_round(conv) if offer.slot.plan.services == visit.plan.services]
    if words(conv, "date") or not said or direction_in(said) or (offered and offer_taken(conv, said) in offered):
        return hear_when(conv, replying=bool(offered) or direction_in(_said(conv)) is not None, than=visit.start)
    day = visit.start.astimezone(conv.tenant.timezone).date().isoformat()
    conv.args = {**conv.args, "date": day}
    return hear_when(conv)


def _said(conv: Conversation) -> str:
    return " ".join(words(conv, name) for name in ("date", "time", "slot_id"))


def _plans(conv: Conversation, visit: Visit, staff: str | None) -> tuple[Plan, ...]:
    """The same person by the stamped plan first, then the others by today's catalogue."""
    services = [s for key in visit.plan.services if (s := conv.tenant.service(key)) is not None]
    if staff is not None and staff not in visit.plan.staff:
        return plans_bookable(conv.tx, conv.tenant, plans_for(services, staff) if services else ())
    others = plans_for(services) if services and staff is None else ()
    plans = (visit.plan, *(plan for plan in others if plan.staff != visit.plan.staff))
    return plans_bookable(conv.tx, conv.tenant, plans)


def _free(conv: Conversation, plans: Sequence[Plan], start: datetime, visit: Visit) -> Slot | None:
    """A free way to staff the visit at `start`; its own old time never blocks it."""
    facts = conv.facts(plans, Interval(start, start + _INSTANT), [visit])
    return first_free(plans, facts, start)


def _offer_window(conv: Conversation, visit: Visit, plans: Sequence[Plan], when: When) -> Answer:
    """No exact time was named: offer what is free then, or say that nothing is and what is free around it."""
    whole = Interval(when.first_start, max(span.end for span in when.spans))
    facts = conv.facts(plans, whole, [visit])
    limit = conv.tenant.rules.offers
    slots = best_within(conv, plans, facts, when, Preference(when.near, visit.plan.staff[0]), 8)
    free = sorted(_holdable(visit, slots)[:limit], key=lambda slot: slot.start)
    service = conv.tenant.services_named(visit.plan.services)
    if not free:
        if when.instead is not None:
            return nothing_instead(conv, plans, when.instead)
        return nothing_free(conv, plans, when, facts, Preference(when.first_start, visit.plan.staff[0]), [visit])
    held = hold(conv, free)
    said = Said(Phrase.HELD_WINDOW, {"choices": choices_of(conv, free), "service": service})
    return Answer(State.HELD, (said,), Retry.ASK, options=options_of(conv, held), at=free[0].start, service=service)


def _holdable(visit: Visit, slots: Sequence[Slot]) -> list[Slot]:
    """What a hold can reserve: cells that the visit itself occupies need no second claim, so such slots are only
    held by moving at once. They are left out of a list of alternatives."""
    own = set(visit.slot.claims)
    return [slot for slot in slots if not own & set(slot.claims)]


def _owned(conv: Conversation, visit: Visit, slot: Slot) -> set[tuple[str, int]]:
    """The cells of `slot` that are the visit's already: where it stands, and where an earlier place is still going."""
    names = {name for step in slot.plan.busy_steps for name in step.resources}
    window = CellWindow.around(facts_window((slot.plan,), slot.interval))
    runs = claims.busy(conv.tx, names, window, conv.now)
    return {(run.resource, cell) for run in runs if run.owner == visit.id for cell in run.cells}


def _move(conv: Conversation, visit: Visit, slot: Slot) -> Decision:
    if visit.target is not None:
        return Driving(Deed.MOVE, visit.id, None, slot)
    own = _owned(conv, visit, slot)
    cells = tuple(cell for cell in slot.claims if cell not in own)
    freed = cells_freed(conv.live_offers, ())
    if not claims.place(conv.tx, cells, visit.id, None, conv.now, conv.owner, freed):
        raise Conflict
    offers.ends(conv.tx, conv.live_offers, conv.now)
    zone = conv.tenant.timezone
    conv.note("move_decided", visit.id, None, start=local_iso(slot.start, zone), old=local_iso(visit.start, zone))
    changed = replace(visit, version=visit.version + 1, changed_at=conv.now)
    return move_to(conv, changed, slot, Deed.MOVE)
