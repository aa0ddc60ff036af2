"""After the drive: the answer to a write, from the state as it stands now. Only what was read back is told (G4, G5)."""

from collections.abc import Sequence
from dataclasses import replace

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Deed, Driving
from holdfast.actions.following_up import follow_up, told
from holdfast.actions.mirroring import CalendarUnread
from holdfast.actions.offering import near, refused, slot_values
from holdfast.actions.renaming import is_left_to_a_person
from holdfast.core.alternatives import Preference
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit, VisitState, Why
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Stage
from holdfast.core.service import Plan, plans_for
from holdfast.language import Phrase
from holdfast.store import segments, visits

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
    if (late or driving.work is None) and visits.is_at_rest(conv.tx, visit.id):
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
    if visit.target is not None:
        return _pending(conv, visit, Phrase.PENDING)
    by_hand = is_left_to_a_person(conv.tx, visit)
    return _told(conv, visit, Phrase.AMENDED_BY_HAND if by_hand else Phrase.AMENDED)


def _booked(conv: Conversation, visit: Visit) -> Answer:
    if visit.stands:
        return _with_other(conv, visit, _told(conv, visit, Phrase.CONFIRMED))
    if visit.goal is Goal.PRESENT:
        return _pending(conv, visit, Phrase.PENDING if visit.target is None else Phrase.MOVED_PENDING)
    if visit.why is Why.REFUSED:
        return _refused_by_calendar(conv, visit, visit.slot)
    return _cancelled(conv, visit)


def _with_other(conv: Conversation, visit: Visit, answer: Answer) -> Answer:
    """A second visit of the same call is said to be one: whoever only changed their mind hears it at once."""
    others = [v for v in conv.own_visits if v.id != visit.id and v.is_alive and v.customer.id == visit.customer.id]
    if not others:
        return answer
    return replace(answer, said=(*answer.said, Said(Phrase.SECOND_VISIT, {"at": others[-1].start})))


def _told(conv: Conversation, visit: Visit, phrase: Phrase) -> Answer:
    if visit.state is not VisitState.CONFIRMED:
        return _pending(conv, visit, Phrase.PENDING)
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
    """Sent, outcome unseen. A follow-up stands on record before anything is said (R3)."""
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
        return _pending(conv, visit, Phrase.MOVED_PENDING)
    if asked is not None and visit.start != asked.start:
        return _refused_by_calendar(conv, visit, asked)
    return _told(conv, visit, Phrase.MOVED)


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


def _refused_by_calendar(conv: Conversation, visit: Visit, slot: Slot) -> Answer:
    """The calendar said no for certain: nothing of it remains, and alternatives are held before they are named."""
    sagas = segments.of_visit(conv.tx, visit)
    refusals = [s.refusal for s in reversed(sagas) if s.refusal and (s.goal is Goal.ABSENT or s.stage is Stage.REFUSED)]
    reason = next(iter(refusals), Reason.CALENDAR_UNREACHABLE)
    phrase = _SAYABLE.get(reason, Phrase.REFUSED_NOT_ACCEPTED)
    services = [service for key in slot.plan.services if (service := conv.tenant.service(key)) is not None]
    others = plans_bookable(conv.tx, conv.tenant, plans_for(services)) if services else ()
    plans = others or (slot.plan,)
    around = Interval(slot.start, slot.interval.end)
    slots = [other for other in _near(conv, plans, around, Preference(slot.start, slot.plan.staff[0])) if other != slot]
    return refused(conv, reason, Said(phrase, slot_values(conv, slot)), slots, plans)


def _near(conv: Conversation, plans: Sequence[Plan], around: Interval, wish: Preference) -> tuple[Slot, ...]:
    """Alternatives, as far as the calendar can be read: none are offered that might not be free either."""
    try:
        return near(conv, plans, around, wish)
    except CalendarUnread:
        return ()
