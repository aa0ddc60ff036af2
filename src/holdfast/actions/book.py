"""Book: turn a hold of this call into a visit. A repeat joins or finds its own visit; nothing is booked unasked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from holdfast.actions.answer import Answer, Said
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.check_availability import answer_for, first_free, refuse_absent, refuse_time, yours
from holdfast.actions.conversation import Conversation
from holdfast.actions.correcting import for_a_stranger
from holdfast.actions.customers import Contact, customer_for, hear_contact, notes_for
from holdfast.actions.deciding import Decision, Deed, Driving, sagas_of
from holdfast.actions.drive import LEASE, attempt_events, begin
from holdfast.actions.hear_when import When, hear_when, which_offer
from holdfast.actions.mirroring import taken_outside
from holdfast.actions.moving import move_to
from holdfast.actions.offering import near, refused, slot_values
from holdfast.actions.policy import not_by_phone
from holdfast.actions.renaming import is_rewritten, leave_to_a_person
from holdfast.actions.replying import direction_in, latest_round, offer_taken
from holdfast.actions.second_visit import second_of_a_stranger
from holdfast.actions.understand import hear_services, hear_staff, words
from holdfast.core.alternatives import Preference
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit, VisitState, Wish, same_intention
from holdfast.core.hold import Offer, cells_freed, find_offer
from holdfast.core.identity import Trust
from holdfast.core.ids import VisitId, hold_owner
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.service import Plan, Service, plans_for
from holdfast.language import Phrase, means_another_person, same_name
from holdfast.store import absences, calls, claims, offers, segments, visits
from holdfast.store.engine import Conflict

_INSTANT = timedelta(minutes=5)
_REPEAT_WITHIN = timedelta(minutes=2)
_REF_LENGTHS = (5, 5, 5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class _Target:
    """What is to be booked: a wish, and the offer that stands behind it where there is one."""

    wish: Wish
    offer: Offer | None = None


def book(conv: Conversation) -> Decision:
    """Book the slot that the call was offered, for the name given. Writes nothing that was not offered."""
    if refusal := not_by_phone(conv):
        return _booked_already(conv) or refusal
    target = _target(conv)
    if not isinstance(target, _Target):
        return target
    contact = hear_contact(conv)
    earlier = _earlier(conv, target, contact if isinstance(contact, Contact) else None)
    if earlier is not None:
        return _join_or_amend(conv, earlier, contact)
    if owed := _owed_to_a_stranger(conv, target.wish, contact):
        return owed
    if target.offer is not None and (asked := second_of_a_stranger(conv, target.wish, contact)):
        return asked
    if target.offer is None:
        return _ask_first(conv, target)
    services = _known_services(conv, target.wish.services)
    if refusal := not_by_phone(conv, services):
        return refusal
    if isinstance(contact, Answer):
        return contact
    absences.pin(conv.tx)
    if (absence := conv.absence_at(target.offer.slot)) is not None:
        plan = target.offer.slot.plan
        return refuse_absent(conv, absence, target.offer.slot, _anybody(conv, plan, services))
    slot = _bookable(conv, target.offer)
    if slot is None and target.offer.is_live(conv.now):
        return refuse_time(conv, (target.offer.slot.plan,), target.offer.slot)
    if slot is None:
        return _hold_expired(conv, target.offer, services)
    return _create(conv, slot, target.offer, contact)


def _owed_to_a_stranger(conv: Conversation, wish: Wish, contact: Contact | Answer) -> Answer | None:
    """What somebody whom no number recognises was told wrongly about a visit of that name, service and day."""
    if isinstance(contact, Answer):
        return None
    day = wish.start.astimezone(conv.tenant.timezone).date()
    return for_a_stranger(conv, wish.services, [day], contact.name, wish.start)


def _booked_already(conv: Conversation) -> Decision | None:
    """A repeat of what this call booked before the salon stopped taking bookings: it gets the outcome as it stands."""
    said = words(conv, "slot_id")
    offer = find_spoken_offer(conv, said) if said else None
    if offer is None or offer.is_live(conv.now):
        return None
    earlier = same_intention(_of_offer(conv, offer).wish, conv.own_visits)
    return Driving(Deed.BOOK, earlier.id) if earlier is not None else None


def _known_services(conv: Conversation, keys: tuple[str, ...]) -> tuple[Service, ...]:
    return tuple(service for key in keys if (service := conv.tenant.service(key)) is not None)


def _target(conv: Conversation) -> _Target | Answer:
    said = words(conv, "slot_id")
    if said:
        offer = find_spoken_offer(conv, said)
        if offer is not None:
            return _of_offer(conv, offer)
        if not words(conv, "service", "date", "time"):
            conv.note("unknown_slot_id", None, {"said": said[:80]})
            return _target_by_words(conv) if direction_in(said) else which_offer(conv)
    last = [offer for offer in latest_round(conv) if offer.is_live(conv.now)]
    if not words(conv, "service", "date", "time") and len(last) == 1:  # One was offered and the caller said yes.
        return _of_offer(conv, last[0])
    return _target_by_words(conv)


def _of_offer(conv: Conversation, offer: Offer) -> _Target:
    plan = offer.slot.plan
    # An offer pins its person: whoever is booked there already is the same visit, whomever the notes speak of.
    return _Target(Wish(plan.services, offer.slot.start, _named_staff(conv) or plan.staff[0]), offer)


def find_spoken_offer(conv: Conversation, said: str) -> Offer | None:
    """The offer that a slot_id, or words such as "der Erste", mean. Another signed call's offers mean nothing here."""
    for offer in conv.offers:
        if offer.slot_id == said:
            return offer
    found = offers.one(conv.tx, said) if said.startswith("s_") else None
    if found is not None and (found.provisional or _of_same_caller(conv, found)):
        return found
    return offer_taken(conv, said)


def _of_same_caller(conv: Conversation, offer: Offer) -> bool:
    """Whether another call from the same proven number took this offer over, while the first one still goes on."""
    other = calls.one(conv.tx, offer.call) if conv.number is not None else None
    return other is not None and other.trust is Trust.SIGNED and other.number == conv.number


def _named_staff(conv: Conversation) -> str | None:
    staff = hear_staff(conv)
    return None if staff is None or isinstance(staff, Answer) else staff.key


def _somebody_else(conv: Conversation) -> bool:
    return means_another_person(words(conv, "notes"))


def _target_by_words(conv: Conversation) -> _Target | Answer:
    services = hear_services(conv)
    if isinstance(services, Answer):
        return services
    staff = hear_staff(conv)
    if isinstance(staff, Answer):
        return staff
    when = hear_when(conv, replying=True)
    if isinstance(when, Answer):
        return when
    keys = tuple(service.key for service in services)
    if when.offer is not None and when.offer.slot.plan.services == keys:
        return _of_offer(conv, when.offer)
    if not when.is_exact:
        live = [o for o in conv.live_offers if o.slot.plan.services == keys]
        fitting = [o for o in live if any(span.start <= o.slot.start < span.end for span in when.spans)]
        if len(fitting) != 1:
            return answer_for(conv, services, staff, when, Phrase.ASK_TO_BOOK)
        return _Target(Wish(keys, fitting[0].slot.start, staff.key if staff else None), fitting[0])
    wishes = [Wish(keys, start, staff.key if staff else None, _somebody_else(conv)) for start in when.exact]
    found = [_Target(wish, offer) for wish in wishes if (offer := _offer_for(conv, wish)) is not None]
    if not found and len(wishes) > 1:  # Of several times none was offered yet: the first that is free will be.
        return answer_for(conv, services, staff, when, Phrase.ASK_TO_BOOK)
    return found[0] if found else _Target(wishes[0])


def _offer_for(conv: Conversation, wish: Wish) -> Offer | None:
    """The live offer of this call that these words mean; else the only live provisional one that fits (design 5.1)."""
    own = find_offer(conv.live_offers, wish.services, wish.start, wish.staff)
    if own is not None:
        return own
    if conv.is_signed:
        return None
    loose = offers.provisional_at(conv.tx, wish.start, conv.now)
    fitting = [o for o in loose if o.slot.plan.services == wish.services and wish.staff in (None, *o.slot.plan.staff)]
    return fitting[0] if len(fitting) == 1 else None


def _earlier(conv: Conversation, target: _Target, contact: Contact | None) -> Visit | None:
    """The visit that this intention already led to (G5): in this call, or for this very person from this number."""
    own_visits = (*conv.own_visits, *_visits_of_offer(conv, target.offer))
    if contact is not None and any(same_name(visit.customer.name, contact.name) for visit in own_visits):
        target = replace(target, wish=replace(target.wish, another_person=False))  # The same name is nobody else.
    own = same_intention(target.wish, own_visits)
    if own is not None or contact is None:
        return own
    if conv.request.call.trust is Trust.PROVISIONAL:
        return _nameless_repeat(conv, target.wish, contact)
    if conv.number is None:
        return None
    others = [v for v in conv.visits if v.call != conv.call.id and same_name(v.customer.name, contact.name)]
    return same_intention(replace(target.wish, staff=None), others) or _taken_over(conv, target, others)


def _taken_over(conv: Conversation, target: _Target, others: Sequence[Visit]) -> Visit | None:
    """What became of an offer that a call beside this one, of the same person, booked first, wherever it is now."""
    offer = target.offer
    if offer is None or offer.is_live(conv.now):
        return None
    services = offer.slot.plan.services
    since = (v for v in others if v.is_alive and v.plan.services == services and v.created_at >= offer.placed_at)
    return next((v for v in since if _was_at(conv, v, offer.slot)), None)


def _was_at(conv: Conversation, visit: Visit, slot: Slot) -> bool:
    """Whether any of its entries was ever wanted at this place."""
    entries = (saga.entry for saga in segments.of_visit(conv.tx, visit))
    cells = set(slot.claims)
    return any({(entry.host, cell) for cell in entry.interval.cells()} <= cells for entry in entries)


def _visits_of_offer(conv: Conversation, offer: Offer | None) -> tuple[Visit, ...]:
    """What was booked out of a provisional offer: its repeat comes under another call of our own making."""
    if offer is None or offer.call == conv.call.id:
        return ()
    return visits.of_call(conv.tx, offer.call)


def _nameless_repeat(conv: Conversation, wish: Wish, contact: Contact) -> Visit | None:
    """A platform that names no call and sends `book` again by words: the same wish of the same name, moments ago."""
    recent = (v for v in visits.at_start(conv.tx, wish.start) if conv.now - v.created_at <= _REPEAT_WITHIN)
    return same_intention(wish, [v for v in recent if same_name(v.customer.name, contact.name)])


def _join_or_amend(conv: Conversation, earlier: Visit, contact: Contact | Answer) -> Decision:
    if conv.is_signed and earlier.call != conv.call.id:
        return yours(conv, earlier)
    if isinstance(contact, Contact) and contact.differs_from(earlier):
        return _amend(conv, earlier, contact)
    conv.note("joined", earlier.id)
    return Driving(Deed.BOOK, earlier.id)


def _amend(conv: Conversation, earlier: Visit, contact: Contact) -> Decision:
    """Another name, number or note for the same slot: the visit stays, its details change, the diary is rewritten, or
    where no request can do that, left to a person: never is a visit taken out and put in again for a name."""
    visit = visits.locked(conv.tx, earlier.id)
    assert visit is not None, "it was read in this transaction"
    customer = customer_for(conv, contact)
    renamed = customer.name != visit.customer.name
    changed = replace(
        visit,
        customer=customer,
        notes=notes_for(contact, customer, visit.notes),
        version=visit.version + 1,
        changed_at=conv.now,
    )
    conv.note("amended", visit.id, {"name": customer.name, "notes": changed.notes}, renamed=renamed)
    by_hand = renamed and not is_rewritten(conv.desk, conv.tenant)
    if by_hand:
        leave_to_a_person(conv, visit, customer.name)
    if not renamed or by_hand or visit.target is not None or visit.state is not VisitState.CONFIRMED:
        due, lease = visits.due_and_lease(conv.tx, visit.id)
        visits.save(conv.tx, changed, due, *lease)
        return Driving(Deed.AMEND, visit.id)
    return move_to(conv, changed, changed.slot, Deed.AMEND)


def _ask_first(conv: Conversation, target: _Target) -> Answer:
    """Words that nobody offered yet: hold that time and ask, write nothing."""
    services = _known_services(conv, target.wish.services)
    if refusal := not_by_phone(conv, services):
        return refusal
    staff = conv.tenant.staff_member(target.wish.staff) if target.wish.staff else None
    return answer_for(conv, services, staff, When(exact=(target.wish.start,)), Phrase.ASK_TO_BOOK)


def _bookable(conv: Conversation, offer: Offer) -> Slot | None:
    """The slot of an offer, if it is still held, or free again (design 5.2: re-decided in the same transaction).

    A hold keeps out everybody who books through us. What others put into the calendar meanwhile is looked at where
    that can be read; else the calendar itself decides when the booking is sent (R11).
    """
    is_held = offer.is_live(conv.now)
    if is_held and (conv.is_blind or not conv.tenant.calendar.is_outside):
        return offer.slot
    plans = (offer.slot.plan,)
    facts = conv.facts(plans, Interval(offer.slot.start, offer.slot.start + _INSTANT))
    if is_held:
        return offer.slot if not taken_outside(offer.slot, facts) else None
    return first_free(plans, facts, offer.slot.start)


def _anybody(conv: Conversation, plan: Plan, services: tuple[Service, ...]) -> tuple[Plan, ...]:
    """Every way to staff it today; where the catalogue has none any more, the way it was offered."""
    return plans_bookable(conv.tx, conv.tenant, plans_for(services)) or (plan,)


def _hold_expired(conv: Conversation, offer: Offer, services: tuple[Service, ...]) -> Answer:
    plans = _anybody(conv, offer.slot.plan, services)
    start = offer.slot.start
    if start <= conv.now:
        return refuse_time(conv, plans, offer.slot)
    conv.note("hold_expired", None, None, slot=offer.slot_id)
    wish = Preference(start, offer.slot.plan.staff[0])
    slots = near(conv, plans, Interval(start, start + _INSTANT), wish)
    first = Said(Phrase.REFUSED_HOLD_EXPIRED, slot_values(conv, offer.slot))
    return refused(conv, Reason.HOLD_EXPIRED, first, slots, plans)


def _create(conv: Conversation, slot: Slot, offer: Offer, contact: Contact) -> Driving:
    """Decide and record: claims, visit, segments and their first attempts, all or nothing."""
    visit = _new_visit(conv, slot, offer, contact)
    _claim(conv, slot, visit, offer)
    sagas = sagas_of(visit, slot, conv.tenant)
    course, work = begin(conv.desk, conv.tx, conv.tenant, visit, sagas)
    tests = conv.tenant.tests
    undo_at = conv.now + timedelta(minutes=tests.undo_after_minutes) if visit.is_test else None
    visits.add(conv.tx, course.visit, conv.now, conv.now + LEASE, conv.desk.name, undo_at)
    segments.add(conv.tx, course.sagas)
    conv.note(
        "visit_decided",
        visit.id,
        {"name": contact.name},
        ref=visit.ref,
        slot=offer.slot_id,
        start=slot.start.isoformat(),
        services=list(slot.plan.services),
        staff=list(slot.plan.staff),
        segments=len(sagas),
    )
    conv.events.extend(attempt_events(work, conv.now))
    return Driving(Deed.BOOK, visit.id, work)


def _claim(conv: Conversation, slot: Slot, visit: Visit, taken: Offer) -> None:
    """Turn the hold into a booking, and what else the call holds into free time: another was chosen."""
    rest = [offer for offer in conv.live_offers if offer.slot_id != taken.slot_id]
    freed, own = cells_freed(rest, ()), hold_owner(taken.call)
    if not claims.place(conv.tx, slot.claims, visit.id, None, conv.now, own, freed if own == conv.owner else ()):
        raise Conflict
    if own != conv.owner:
        claims.release(conv.tx, freed, conv.owner)
    offers.ends(conv.tx, (taken, *rest), conv.now)
    conv.offers = tuple(replace(o, expires_at=conv.now) if o.is_live(conv.now) else o for o in conv.offers)


def _new_visit(conv: Conversation, slot: Slot, offer: Offer, contact: Contact) -> Visit:
    customer = customer_for(conv, contact)
    # Nameless requests have no call of their own: what several of them want is kept with the one that was offered it.
    is_nameless = conv.request.call.trust is Trust.PROVISIONAL
    return Visit(
        id=VisitId("v_" + conv.desk.ids.code(12)),
        ref=_free_ref(conv),
        call=offer.call if is_nameless else conv.call.id,
        customer=customer,
        plan=slot.plan,
        start=slot.start,
        state=VisitState.PENDING,
        goal=Goal.PRESENT,
        created_at=conv.now,
        changed_at=conv.now,
        notes=notes_for(contact, customer),
        is_test=conv.call.is_test,
    )


def _free_ref(conv: Conversation) -> str:
    """A code that no other visit of this salon has; longer ones once the short ones get scarce."""
    for length in _REF_LENGTHS:
        ref = conv.desk.ids.ref(length)
        if visits.ref_is_free(conv.tx, ref):
            return ref
    raise Conflict
