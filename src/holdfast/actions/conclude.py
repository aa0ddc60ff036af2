"""After the drive: the answer to a write, from the state as it stands now. Only what was read back is told (G4, G5)."""

from dataclasses import replace

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Deed, Driving
from holdfast.actions.offering import near, refused, slot_values
from holdfast.core.alternatives import Preference
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit, VisitState, Why
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Stage
from holdfast.core.service import plans_for
from holdfast.language import Phrase
from holdfast.store import segments, tasks, visits
from holdfast.store.tasks import TaskKind

_SAYABLE = {
    Reason.SLOT_TAKEN: Phrase.REFUSED_SLOT_TAKEN,
    Reason.CLOSED: Phrase.REFUSED_CLOSED,
    Reason.TOO_SHORT_NOTICE: Phrase.REFUSED_TOO_SHORT_NOTICE,
    Reason.CALENDAR_UNREACHABLE: Phrase.REFUSED_CALENDAR_UNREACHABLE,
}


def conclude(conv: Conversation, driving: Driving) -> Answer:
    """The answer to a deed about a visit."""
    visit = visits.one(conv.tx, driving.visit)
    assert visit is not None, "a visit is never deleted"
    deed, asked = driving.deed, driving.asked
    if driving.work is None and visits.is_at_rest(conv.tx, visit.id):
        told(conv, visit)
    conv.note("concluded", visit.id, None, deed=deed.value, state=visit.state.value, goal=visit.goal.value)
    match deed:
        case Deed.BOOK:
            return _booked(conv, visit)
        case Deed.AMEND:
            return _told(conv, visit, Phrase.AMENDED) if visit.target is None else _pending(conv, visit, Phrase.PENDING)
        case Deed.MOVE:
            return _moved(conv, visit, asked)
        case Deed.CANCEL:
            return _cancelled(conv, visit)


def _booked(conv: Conversation, visit: Visit) -> Answer:
    if visit.state is VisitState.CONFIRMED:
        return _with_other(conv, visit, _told(conv, visit, Phrase.CONFIRMED))
    if visit.goal is Goal.PRESENT:
        return _pending(conv, visit, Phrase.PENDING)
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


def told(conv: Conversation, visit: Visit) -> None:
    """The caller hears now how it ended: nobody has to call back about it any more."""
    tasks.close_of_visit(conv.tx, visit.id, TaskKind.FOLLOW_UP, conv.now)


def follow_up(conv: Conversation, visit: Visit) -> None:
    """Make sure that somebody tells the caller how it ended, if the calendar does not answer while the call lasts."""
    if tasks.open_of_visit(conv.tx, visit.id, TaskKind.FOLLOW_UP) is None:
        customer = visit.customer
        personal = {"name": customer.name, "phone": customer.phone or conv.call.number}
        text = f"pending {visit.ref}: tell the customer how it ended"
        tasks.add(conv.tx, TaskKind.FOLLOW_UP, text, conv.now, conv.call.id, visit.id, None, personal)


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
    refusals = [saga.refusal for saga in reversed(sagas) if saga.stage is Stage.REFUSED and saga.refusal]
    reason = next(iter(refusals), Reason.CALENDAR_UNREACHABLE)
    phrase = _SAYABLE.get(reason, Phrase.REFUSED_SLOT_TAKEN)
    services = [service for key in slot.plan.services if (service := conv.tenant.service(key)) is not None]
    others = plans_bookable(conv.tx, conv.tenant, plans_for(services)) if services else ()
    plans = others or (slot.plan,)
    around = Interval(slot.start, slot.interval.end)
    slots = [other for other in near(conv, plans, around, Preference(slot.start, slot.plan.staff[0])) if other != slot]
    return refused(conv, reason, Said(phrase, slot_values(conv, slot)), slots, plans)
