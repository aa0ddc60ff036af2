"""What is free? Whatever this answers with "frei" is reserved for the call by then."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.conversation import Conversation
from holdfast.actions.correcting import for_a_stranger
from holdfast.actions.find import days_of, how_it_stands
from holdfast.actions.following_up import follow_up
from holdfast.actions.hear_when import When, hear_when, without
from holdfast.actions.offering import (
    choices_of,
    hold,
    near,
    offered,
    options_of,
    refused,
    slot_values,
)
from holdfast.actions.policy import not_by_phone
from holdfast.actions.replying import Direction, latest_round, starts_offered
from holdfast.actions.understand import hear_services, hear_staff, words
from holdfast.core.absence import DETAIL, Absence
from holdfast.core.alternatives import Preference, best_slots
from holdfast.core.availability import Facts, Slot, explain, first_plan_reason, is_free
from holdfast.core.booking import Visit, Wish, overlapping, same_intention
from holdfast.core.hold import find_offer
from holdfast.core.interval import Interval
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Plan, Service, plans_for, staff_resource
from holdfast.core.tenant import Staff
from holdfast.core.working_time import day_interval
from holdfast.language import Phrase, means_another_person

_INSTANT = timedelta(minutes=5)


def check_availability(conv: Conversation) -> Answer:
    """Answer what is free for the words of service, date, time and staff. Holds what it offers."""
    services = hear_services(conv)
    if isinstance(services, Answer):
        return services
    if refusal := not_by_phone(conv, services):
        return refusal
    staff = hear_staff(conv)
    if isinstance(staff, Answer):
        return staff
    when = hear_when(conv, replying=True)
    if isinstance(when, Answer):
        return when
    days = days_of(conv, when) if words(conv, "date") else ()
    owed = for_a_stranger(conv, [service.key for service in services], days, words(conv, "customer_name"))
    return owed or answer_for(conv, services, staff, when, Phrase.HELD_ASKED)


def answer_for(
    conv: Conversation, services: Sequence[Service], staff: Staff | None, when: When, phrase: Phrase
) -> Answer:
    """The same for a wish that is understood by now."""
    plans = plans_bookable(conv.tx, conv.tenant, plans_for(services, staff.key if staff else None))
    if not plans:
        return staff_cannot(conv, services, staff, when)
    if when.is_exact:
        return _asked_time(conv, plans, when, phrase, staff)
    return _asked_window(conv, plans, when, staff)


def _asked_time(conv: Conversation, plans: Sequence[Plan], when: When, phrase: Phrase, staff: Staff | None) -> Answer:
    if (offered_before := _offered_before(conv, plans, when, staff)) is not None:
        return offered(conv, offered_before, phrase)
    for start in when.exact:
        if own := already_yours(conv, Wish(plans[0].services, start, staff.key if staff else None)):
            return own
        facts = conv.facts(plans, Interval(start, start + _INSTANT))
        if slot := first_free(plans, facts, start):
            return offered(conv, slot, phrase)
    return refuse_time(conv, plans, Slot(plans[0], when.exact[0]))


def _offered_before(conv: Conversation, plans: Sequence[Plan], when: When, staff: Staff | None) -> Slot | None:
    """What this call was offered at that time and still holds, with the person it was offered with."""
    key = staff.key if staff else None
    said = (when.offer,) if when.offer is not None and key in (None, *when.offer.slot.plan.staff) else ()
    at_start = (find_offer(conv.live_offers, plans[0].services, start, key) for start in when.exact[:1])
    for offer in (*said, *at_start):
        if offer is not None and offer.is_live(conv.now) and offer.slot.plan in plans:
            start = offer.slot.start
            return first_free([offer.slot.plan], conv.facts(plans, Interval(start, start + _INSTANT)), start)
    return None


def first_free(plans: Iterable[Plan], facts: Facts, start: datetime) -> Slot | None:
    """The first way to staff a visit at `start` that may be offered."""
    return next((slot for plan in plans if is_free(slot := Slot(plan, start), facts)), None)


def why_not(conv: Conversation, plans: Sequence[Plan], slot: Slot, but: Sequence[Visit] = ()) -> Obstacle:
    """The rule that keeps this time from being offered, from the very layers that decide."""
    facts = conv.facts(plans, Interval(slot.start, slot.start + _INSTANT), but)
    obstacle = _own_first(conv, [explain(Slot(plan, slot.start), facts) for plan in plans])
    _note_rule(conv, obstacle, slot)
    return obstacle


def _note_rule(conv: Conversation, obstacle: Obstacle, slot: Slot) -> None:
    conv.note(
        "refused_by_rule",
        None,
        None,
        reason=obstacle.reason.value,
        resource=obstacle.resource,
        occupant=obstacle.occupant,
        detail=obstacle.detail,
        at=slot.start.isoformat(),
    )


def _own_first(conv: Conversation, ways: Sequence[tuple[Obstacle, ...]]) -> Obstacle:
    """The reason to tell. Where one person is taken by the caller's own visit and the next one by somebody else's, the
    time is the caller's own (G8)."""
    told = first_plan_reason(ways)
    mine = {visit.id for visit in conv.visits if visit.is_alive}
    same = (way[0] for way in ways if way and way[0].reason is told.reason is Reason.SLOT_TAKEN)
    return next((obstacle for obstacle in same if obstacle.occupant in mine), told)


def refuse_time(conv: Conversation, plans: Sequence[Plan], slot: Slot, but: Sequence[Visit] = ()) -> Answer:
    """Say why that time is not to be had, with alternatives that are held by then."""
    obstacle = why_not(conv, plans, slot, but)
    mine = next((visit for visit in conv.visits if visit.id == obstacle.occupant and visit.is_alive), None)
    if mine is not None and mine not in but:
        return _own_visit_then(conv, plans, slot, mine)
    wish = Preference(slot.start, plans[0].staff[0] if len(plans) == 1 else None)
    around = Interval(slot.start, slot.start + _INSTANT)
    slots = near(conv, plans, around, wish, but)
    kept = but[0].start if but else None
    return refused(conv, obstacle.reason, _first_sentence(conv, obstacle, slot), slots, plans, kept)


def refuse_absent(
    conv: Conversation, absence: Absence, slot: Slot, plans: Sequence[Plan], but: Sequence[Visit] = ()
) -> Answer:
    """Since that slot was offered, its person is not there after all: say that and nothing else, and offer what
    anybody of `plans` can do instead."""
    obstacle = Obstacle(Reason.STAFF_AWAY, staff_resource(absence.staff), detail=DETAIL + absence.ref)
    _note_rule(conv, obstacle, slot)
    around = Interval(slot.start, slot.start + _INSTANT)
    slots = near(conv, plans, around, Preference(slot.start), but)
    kept = but[0].start if but else None
    return refused(conv, obstacle.reason, _first_sentence(conv, obstacle, slot), slots, plans, kept)


def _own_visit_then(conv: Conversation, plans: Sequence[Plan], slot: Slot, mine: Visit) -> Answer:
    """The caller has a visit then: of the same services it is the answer, of others it is in the way."""
    if mine.plan.services == plans[0].services:
        return yours(conv, mine)
    slots = near(conv, plans, Interval(slot.start, slot.start + _INSTANT), Preference(slot.start))
    return refused(conv, Reason.ALREADY_YOURS, told_of(conv, mine, Phrase.REFUSED_ALREADY_YOURS), slots, plans)


def told_of(conv: Conversation, mine: Visit, standing: Phrase, said_day: date | None = None) -> Said:
    """What is true of a living visit that the caller has beside what is asked: `standing` only where it stands. Else
    somebody will tell how it ended (R3). `said_day` was named just before and need not be said again."""
    stands, phrase = how_it_stands(conv, mine, standing, Phrase.STATUS_PENDING)
    if not stands:
        follow_up(conv, mine)
    return Said(phrase, {"at": (mine.target or mine.slot).start, "said_day": said_day})


def _first_sentence(conv: Conversation, obstacle: Obstacle, slot: Slot) -> Said:
    values = {**slot_values(conv, slot), "holiday": obstacle.detail}
    if obstacle.resource is not None and obstacle.reason is Reason.STAFF_AWAY:
        values["staff"] = conv.tenant.staff_name(obstacle.resource.partition(":")[2])
    if obstacle.detail == "grid":
        return Said(Phrase.REFUSED_OFF_GRID, values)
    if obstacle.reason is Reason.TOO_SHORT_NOTICE and obstacle.until is not None:
        values["minutes"] = (obstacle.until - conv.now) // timedelta(minutes=1)
    return Said(Phrase(f"refused_{obstacle.reason.value}"), values)


def already_yours(conv: Conversation, wish: Wish) -> Answer | None:
    """The caller's own visit of that very service and start, of this call or an earlier one from the same number.
    Another person named, or somebody else who comes along, is another wish (R5)."""
    somebody_else = means_another_person(words(conv, "notes"))
    mine = same_intention(replace(wish, another_person=somebody_else), conv.visits)
    return yours(conv, mine) if mine is not None and mine.start == wish.start else None


def yours(conv: Conversation, visit: Visit) -> Answer:
    """Never "taken": that time is the caller's own (G8). The existing code goes with it."""
    slot = visit.target or visit.slot
    values = slot_values(conv, slot) | {"ref": visit.ref}
    conv.note("already_yours", visit.id)
    stands, phrase = how_it_stands(conv, visit, Phrase.ALREADY_YOURS)
    if not stands:  # Its outcome is unseen, or open: that is said, and somebody will tell how it ended (R3).
        follow_up(conv, visit)
    return Answer(
        State.CONFIRMED if stands else State.PENDING,
        (Said(phrase, values),),
        reason=Reason.ALREADY_YOURS,
        ref=visit.ref,
        at=slot.start,
        service=conv.tenant.services_named(visit.plan.services),
        staff=str(values["staff"]),
        price_cents=visit.plan.price_cents,
    )


def _asked_window(conv: Conversation, plans: Sequence[Plan], when: When, staff: Staff | None) -> Answer:
    whole = Interval(when.first_start, max(span.end for span in when.spans))
    facts = conv.facts(plans, whole)
    slots = best_within(conv, plans, facts, when, Preference(when.near, staff.key if staff else None))
    free = sorted((s for s in slots if not overlapping(s, conv.own_visits)), key=lambda slot: slot.start)
    if not free and when.instead is not None:
        return nothing_instead(conv, plans, when.instead)
    if not free:
        return nothing_free(conv, plans, when, facts, Preference(when.first_start))
    held = hold(conv, free)
    service = conv.tenant.services_named(plans[0].services)
    said = Said(Phrase.HELD_WINDOW, {"choices": choices_of(conv, free), "service": service})
    return Answer(State.HELD, (said,), Retry.ASK, options=options_of(conv, held), at=free[0].start, service=service)


def best_within(
    conv: Conversation, plans: Sequence[Plan], facts: Facts, when: When, wish: Preference, more: int = 0
) -> list[Slot]:
    """The best few slots in the spans asked for, and `more`: of several days that were named some of each; where other
    times than were offered are wished for, none of those and none close by where there is room."""
    count = conv.tenant.rules.offers + more
    if when.instead is not None:
        offered_before = starts_offered(conv, plans[0].services)
        for apart in (when.instead.apart, _INSTANT):
            found = best_slots(plans, facts, _beside(when.spans, offered_before, apart), wish, count)
            if len(found) == count:
                break
        return list(found)
    chosen: list[Slot] = []
    for place, choice in enumerate(when.choices):
        share = -(-(count - len(chosen)) // (len(when.choices) - place))
        chosen += best_slots(plans, facts, choice, wish, share)
    rest = best_slots(plans, facts, when.spans, wish, count + len(chosen)) if len(chosen) < count else ()
    starts = {slot.start for slot in chosen}
    return [*chosen, *(slot for slot in rest if slot.start not in starts)][:count]


def _beside(spans: Sequence[Interval], starts: Sequence[datetime], apart: timedelta) -> list[Interval]:
    """What is left of the spans where nothing begins within `apart` of one of these starts."""
    left = list(spans)
    for start in starts:
        out = Interval(start - apart + _INSTANT, start + apart)
        left = [rest for span in left for rest in without(span, out)]
    return left


def nothing_instead(conv: Conversation, plans: Sequence[Plan], direction: Direction) -> Answer:
    """No other times than were offered: what was named last is still held, and is named again."""
    conv.note("refused_by_rule", None, None, reason=Reason.NOTHING_FREE.value, detail=direction.name.lower())
    mine = (o.slot for o in latest_round(conv) if o.is_live(conv.now) and o.slot.plan.services == plans[0].services)
    last = [slot for slot in mine if conv.absence_at(slot) is None]
    return refused(conv, Reason.NOTHING_FREE, Said(direction.none_found), last, plans)


def nothing_free(
    conv: Conversation, plans: Sequence[Plan], when: When, facts: Facts, wish: Preference, but: Sequence[Visit] = ()
) -> Answer:
    """A whole window without a free slot: the salon is closed then, or it is full. `but` are visits to be moved: the
    first is told to stay as it is."""
    reason, detail = Reason.NOTHING_FREE, None
    zone = conv.tenant.timezone
    days = {span.start.astimezone(zone).date() for span in when.spans}
    named = [facts.holidays[day] for day in sorted(days) if conv.tenant.opening.closed_by_holiday(day, facts.holidays)]
    if len(named) == len(days):
        reason, detail = Reason.HOLIDAY, named[0]
    elif facts.open & facts.window.mask_of(when.spans) == 0:
        reason = Reason.CLOSED
    elif all(when.first_start > facts.latest_start_of(plan) for plan in plans):
        reason = Reason.BEYOND_HORIZON
    elif all(facts.at_work.get(f"staff:{key}", 0) & facts.window.mask_of(when.spans) == 0 for key in _people(plans)):
        reason = Reason.STAFF_AWAY
    conv.note("refused_by_rule", None, None, reason=reason.value, detail=detail)
    values = {**slot_values(conv, Slot(plans[0], day_interval(min(days), zone).start)), "holiday": detail, "at": None}
    if len(days) == 1 or reason is Reason.BEYOND_HORIZON:
        values["date"] = min(days)
    slots = _near_window(conv, plans, when, wish, but)
    kept = but[0].start if but else None
    return refused(conv, reason, Said(Phrase(f"refused_{reason.value}"), values), slots, plans, kept)


def _near_window(
    conv: Conversation, plans: Sequence[Plan], when: When, wish: Preference, but: Sequence[Visit] = ()
) -> list[Slot]:
    """What is free near hours that are full: on the days asked for first, and never when it was said not to be. `but`
    are visits to be moved."""
    around = Interval(when.first_start, max(span.end for span in when.spans))
    found = near(conv, plans, around, wish, but)
    return [slot for slot in found if when.allows(slot.start.astimezone(conv.tenant.timezone))]


def _people(plans: Sequence[Plan]) -> set[str]:
    return {key for plan in plans for key in plan.staff}


def staff_cannot(conv: Conversation, services: Sequence[Service], staff: Staff | None, when: When) -> Answer:
    """The person named does not do this service, or cannot be booked for it in the calendar: say so, and offer the
    others."""
    does = bool(services and plans_for(services, staff.key if staff else None))
    reason, phrase = (
        (Reason.NOT_BOOKABLE, Phrase.REFUSED_NOT_BOOKABLE)
        if does
        else (Reason.STAFF_CANNOT, Phrase.REFUSED_STAFF_CANNOT)
    )
    plans = plans_bookable(conv.tx, conv.tenant, plans_for(services) if services else ())
    names = conv.tenant.services_named(tuple(service.key for service in services))
    values = {"staff": staff.name if staff else None, "service": names, "at": None}
    first = Said(phrase, values)
    start = when.first_start
    around = Interval(start, start + _INSTANT)
    slots = near(conv, plans, around, Preference(start)) if plans else ()
    return refused(conv, reason, first, slots, plans)
