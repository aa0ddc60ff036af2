"""Cancel: take a visit back. "Storniert" is said only once nothing of it stands in the calendar."""

from datetime import datetime

from holdfast.actions.answer import Answer
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Decision, Deed, Driving
from holdfast.actions.drive import LEASE, begin
from holdfast.actions.find import find_visit
from holdfast.actions.understand import words
from holdfast.core.booking import Goal, Visit, Why
from holdfast.core.course import take_back
from holdfast.store import claims, segments, visits


def cancel(conv: Conversation) -> Decision:
    """Cancel the visit that is meant. One still on its way is cancelled when it has arrived."""
    found = find_visit(conv, with_dead=True)
    if isinstance(found, Answer):
        return found
    visit = visits.locked(conv.tx, found.id)
    assert visit is not None, "it was read in this transaction"
    if visit.goal is Goal.ABSENT:
        return Driving(Deed.CANCEL, visit.id)
    conv.note("cancel_decided", visit.id, {"reason": words(conv, "reason")[:200]})
    return set_off(conv, visit, Why.CALLER)


def set_off(conv: Conversation, visit: Visit, why: Why) -> Driving:
    """Put on record that nothing of the visit is wanted any more, and who drives it."""
    sagas = segments.of_visit(conv.tx, visit)
    course = take_back(visit, sagas, why, conv.now)
    due, (leased_until, leased_by) = visits.due_and_lease(conv.tx, visit.id)
    if due is not None and is_leased(leased_until, conv.now):  # Whoever drives it reads the new goal from the record.
        segments.save(conv.tx, course.sagas)
        visits.save(conv.tx, course.visit, conv.now, leased_until, leased_by)
        return Driving(Deed.CANCEL, visit.id)
    begun, work = begin(conv.desk, conv.tx, conv.tenant, course.visit, course.sagas)
    segments.save(conv.tx, begun.sagas)
    until = conv.now + LEASE if work else None
    visits.save(conv.tx, begun.visit, begun.due_at(conv.now), until, conv.desk.name if work else None)
    claims.release(conv.tx, begun.released, visit.id)
    return Driving(Deed.CANCEL, visit.id, work)


def is_leased(until: datetime | None, now: datetime) -> bool:
    """Whether somebody drives it now."""
    return until is not None and until > now

