"""Setting a visit on its way to another slot, or to its own to be written anew: a second generation."""

from dataclasses import replace

from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Deed, Driving, sagas_of
from holdfast.actions.drive import LEASE, attempt_events, begin
from holdfast.core.availability import Slot
from holdfast.core.booking import Visit
from holdfast.core.saga import Entry, Saga
from holdfast.store import segments, visits


def move_to(conv: Conversation, visit: Visit, slot: Slot, deed: Deed) -> Driving:
    """Set a visit on its way to another slot, or to its own to be written anew. The claims must be placed by then."""
    sagas = segments.of_visit(conv.tx, visit)
    standing = tuple(saga for saga in sagas if saga.generation == visit.generation)
    generation = max(saga.generation for saga in sagas) + 1
    target = replace(visit, target=slot)
    coming = sagas_of(target, slot, conv.tenant, generation)
    coming = sagas_of(target, slot, conv.tenant, generation, _replaced(visit, slot, standing, coming))
    segments.add(conv.tx, coming)
    course, work = begin(conv.desk, conv.tx, conv.tenant, target, (*sagas, *coming))
    segments.save(conv.tx, tuple(saga for saga in course.sagas if saga not in sagas))
    until = conv.now + LEASE
    visits.save(conv.tx, course.visit, conv.now, until if work else None, conv.desk.name if work else None)
    conv.events.extend(attempt_events(work, conv.now))
    return Driving(deed, visit.id, work, slot)


def _replaced(visit: Visit, slot: Slot, standing: tuple[Saga, ...], coming: tuple[Saga, ...]) -> tuple[Saga, ...]:
    """The sagas whose entries are moved. Old and new share people and time: then they cannot stand side by side.

    What is to be with somebody else, or last another time, cannot be moved (a Cal.com booking keeps host and length):
    it is entered anew, and the old entry goes once all of the new time is verified.
    """
    if not set(visit.slot.claims) & set(slot.claims):
        return ()
    wanted = {saga.segment: saga.entry for saga in coming}
    return tuple(saga for saga in standing if saga.segment in wanted and _fits(saga.entry, wanted[saga.segment]))


def _fits(old: Entry, new: Entry) -> bool:
    """Whether one entry can become the other by a move: it stays with its host, as long as it was, for the same thing.
    Of entries from before outside calendars it is not known for what they are."""
    same_thing = not old.service or (old.service, old.part) == (new.service, new.part)
    return same_thing and (old.host, old.interval.length) == (new.host, new.interval.length)
