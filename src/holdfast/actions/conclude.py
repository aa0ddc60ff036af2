"""After the drive: the answer to a write, from the state as it stands now. Only what was read back is told (G4, G5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.check_availability import told_of
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Deed, Driving
from holdfast.actions.find import how_it_stands, was_changed
from holdfast.actions.following_up import follow_up, told
from holdfast.actions.mirroring import CalendarUnread, moved_visits_at
from holdfast.actions.offering import near, refused, slot_values
from holdfast.actions.renaming import is_left_to_a_person
from holdfast.core.alternatives import Preference
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit, VisitState, Why, Wish, same_intention
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Stage
from holdfast.core.service import Plan, plans_for
from holdfast.core.working_time import day_interval
from holdfast.language import Phrase
from holdfast.store import inspections, segments, visits

_SAYABLE = {
    Reason.SLOT_TAKEN: Phrase.REFUSED_SLOT_TAKEN,
    Reason.TECHNICAL: Phrase.REFUSED_TECHNICAL,
    Reason.PAST: Phrase.REFUSED_PAST,
    Reason.BEYOND_HORIZON: Phrase.REFUSED_BEYOND_HORIZON,
    Reason.CLOSED: Phrase.REFUSED_CLOSED,
    Reason.TOO_SHORT_NOTICE: Phrase.REFUSED_TOO_SHORT_NOTICE,
    Reason.CALENDAR_UNREACHABLE: Phrase.REFUSED_CALENDAR_UNREACHABLE,
}


def conclude(conv: Conversation, driving: Driving, *, late: bool = False) -> Answer:
    """The answer to a deed about a visit. One that the drive itself did not give comes `late`: by then it may stand
    on record that somebody has to tell how it ended."""
    visit = visits.one(conv.tx, driving.visit)
    assert visit is not None, "a visit is never deleted"
    deed, asked = driving.deed, driving.asked
    if (late or driving.work is None) and visits.is_at_rest(conv.tx, visit.id) and not was_changed(conv, visit):
        told(conv, visit)
    conv.note("concluded", visit.id, None, deed=deed.value, state=visit.state.value, goal=visit.goal.value)
    match deed:
        case Deed.BOOK:
            return _booked(conv, visit)
        case Deed.AMEND:
            return _amended(conv, visit)
        case Deed.MOVE:
            return _moved(conv, visit, asked)
        case Deed.CANCEL:
            return _cancelled(conv, visit)


def _amended(conv: Conversation, visit: Visit) -> Answer:
    by_hand = is_left_to_a_person(conv.tx, visit)
    return _told(conv, visit, Phrase.AMENDED_BY_HAND if by_hand else Phrase.AMENDED)


def _booked(conv: Conversation, visit: Visit) -> Answer:
    if visit.goal is Goal.PRESENT:
        return _with_other(conv, visit, _told(conv, visit, Phrase.CONFIRMED))
    if visit.why is Why.REFUSED:
        again = _tried_again(conv, visit)
        return _refused_by_calendar(conv, visit, visit.slot) if again is None else _booked(conv, again)
    return _cancelled(conv, visit)


def _tried_again(conv: Conversation, visit: Visit) -> Visit | None:
    """What a repeat of the same wish made of it, while the answer to the first was still being put together."""
    wish = Wish(visit.plan.services, visit.start, visit.plan.staff[0])
    return same_intention(wish, [one for one in conv.own_visits if one.customer.id == visit.customer.id])


def _with_other(conv: Conversation, visit: Visit, answer: Answer) -> Answer:
    """A second visit of the same call is said to be one: whoever only changed their mind hears it at once. Of one on
    its way to another time it could not be said in one breath which of the two is meant."""
    alive = [v for v in conv.own_visits if v.id != visit.id and v.is_alive and v.target is None]
    others = [v for v in alive if v.customer.id == visit.customer.id]
    if not others or answer.state is not State.CONFIRMED:
        return answer
    day, other = visit.start.astimezone(conv.tenant.timezone).date(), others[-1]
    if not how_it_stands(conv, other, Phrase.CONFIRMED_SECOND)[0]:
        return replace(answer, said=(*answer.said, told_of(conv, other, Phrase.STATUS_CONFIRMED, day)))
    values = slot_values(conv, visit.slot) | {"ref": visit.ref, "other": other.start, "said_day": day}
    return replace(answer, said=(Said(Phrase.CONFIRMED_SECOND, values),))


def _told(conv: Conversation, visit: Visit, phrase: Phrase) -> Answer:
    """The sentence of what was done, where it was read back and stands; else what is true of the visit instead."""
    stands, phrase = how_it_stands(conv, visit, phrase)
    if not stands:
        return _pending(conv, visit, phrase)
    values = slot_values(conv, visit.slot)
    return Answer(
        State.CONFIRMED,
        (Said(phrase, {**values, "ref": visit.ref, "name": visit.customer.name}),),
        ref=visit.ref,
        at=visit.start,
        service=str(values["service"]),
        staff=str(values["staff"]),
        price_cents=visit.plan.price_cents,
    )


def _pending(conv: Conversation, visit: Visit, phrase: Phrase) -> Answer:
    """Sent, outcome unseen, or a person changed it since. A follow-up stands on record before anything is said (R3)."""
    follow_up(conv, visit)
    slot = visit.target or visit.slot
    values = slot_values(conv, slot)
    return Answer(
        State.PENDING,
        (Said(phrase, {**values, "ref": visit.ref}),),
        Retry.NO,
        ref=visit.ref,
        at=slot.start,
        service=str(values["service"]),
        staff=str(values["staff"]),
    )


def _moved(conv: Conversation, visit: Visit, asked: Slot | None) -> Answer:
    if visit.goal is Goal.ABSENT:
        return _booked(conv, visit)
    if visit.target is not None:
        return _told(conv, visit, Phrase.MOVED)
    if asked is not None and visit.start != asked.start:
        return _not_moved(conv, visit, asked)
    return _told(conv, visit, Phrase.MOVED)


def _not_moved(conv: Conversation, visit: Visit, asked: Slot) -> Answer:
    """The new time is not to be had. Where the old one is not certain either, that is said instead of other times."""
    stands, _ = how_it_stands(conv, visit, Phrase.MOVED)
    if stands:
        return _refused_by_calendar(conv, visit, asked, kept=visit.start)
    reason, first = _refusal(conv, visit, asked)
    second = told_of(conv, visit, Phrase.STATUS_CONFIRMED, asked.start.astimezone(conv.tenant.timezone).date())
    said = (first,) if first.phrase is second.phrase else (first, second)
    return Answer(State.REFUSED, said, Retry.NO, reason, ref=visit.ref)


def _cancelled(conv: Conversation, visit: Visit) -> Answer:
    gone = visit.state in (VisitState.CANCELLED, VisitState.UNDONE)
    if not gone:
        follow_up(conv, visit)
    values = slot_values(conv, visit.slot)
    return Answer(
        State.CANCELLED if gone else State.PENDING,
        (Said(Phrase.CANCELLED if gone else Phrase.CANCEL_PENDING, {**values, "ref": visit.ref}),),
        ref=visit.ref,
        at=visit.start,
        service=str(values["service"]),
        staff=str(values["staff"]),
    )


def _refused_by_calendar(conv: Conversation, visit: Visit, slot: Slot, kept: datetime | None = None) -> Answer:
    """The calendar said no for certain: nothing of it remains, and alternatives are held before they are named. `kept`:
    where the visit still is that was to be moved."""
    reason, said = _refusal(conv, visit, slot)
    services = [service for key in slot.plan.services if (service := conv.tenant.service(key)) is not None]
    others = plans_bookable(conv.tx, conv.tenant, plans_for(services)) if services else ()
    plans = others or (slot.plan,)
    return refused(conv, reason, said, _others(conv, plans, slot, reason), plans, kept)


def _others(conv: Conversation, plans: Sequence[Plan], slot: Slot, reason: Reason) -> list[Slot]:
    """Alternatives that the same refusal does not cover. How much notice the calendar wants or how far it goes is not
    known then, only that it is another than at the doctor's last look: so that looks again."""
    if reason in (Reason.TOO_SHORT_NOTICE, Reason.BEYOND_HORIZON):
        inspections.want(conv.tx, conv.now)
    if reason is Reason.BEYOND_HORIZON:
        return []
    wish = Preference(slot.start, slot.plan.staff[0])
    if reason is Reason.TOO_SHORT_NOTICE:
        zone = conv.tenant.timezone
        later = day_interval(slot.start.astimezone(zone).date() + timedelta(days=1), zone)
        return [other for other in _near(conv, plans, later, wish) if other.start >= later.start]
    around = Interval(slot.start, slot.interval.end)
    return [other for other in _near(conv, plans, around, wish) if other != slot]


def _refusal(conv: Conversation, visit: Visit, slot: Slot) -> tuple[Reason, Said]:
    """Why the calendar did not take it, and how that is said."""
    sagas = segments.of_visit(conv.tx, visit)
    refusals = [s.refusal for s in reversed(sagas) if s.refusal and (s.goal is Goal.ABSENT or s.stage is Stage.REFUSED)]
    reason = next(iter(refusals), Reason.CALENDAR_UNREACHABLE)
    if reason in (Reason.SLOT_TAKEN, Reason.TECHNICAL) and (mine := _moved_there(conv, slot)) is not None:
        return Reason.ALREADY_YOURS, mine
    other = Phrase.REFUSED_NOT_ACCEPTED if slot == visit.slot else Phrase.REFUSED_NOT_MOVED
    return reason, Said(_SAYABLE.get(reason, other), slot_values(conv, slot))


def _moved_there(conv: Conversation, slot: Slot) -> Said | None:
    """What took that time is the caller's own, which a person moved there: then it is not "taken" (G8)."""
    found = moved_visits_at(conv.tx, slot)
    mine = next((one for one in conv.visits if one.id in found and one.is_alive), None)
    if mine is None:
        return None
    follow_up(conv, mine)
    return Said(Phrase.STATUS_IN_QUESTION, {"at": mine.start})


def _near(conv: Conversation, plans: Sequence[Plan], around: Interval, wish: Preference) -> tuple[Slot, ...]:
    """Alternatives, as far as the calendar can be read: none are offered that might not be free either."""
    try:
        return near(conv, plans, around, wish)
    except CalendarUnread:
        return ()
