"""Setting a visit on its way to another slot, or to its own to be written anew: a second generation."""

from dataclasses import replace

from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Deed, Driving, sagas_of
from holdfast.actions.drive import LEASE, attempt_events, begin
from holdfast.core.availability import Slot
from holdfast.core.booking import Visit
from holdfast.store import segments, visits


def move_to(conv: Conversation, visit: Visit, slot: Slot, deed: Deed) -> Driving:
    """Set a visit on its way to another slot, or to its own to be written anew. The claims must be placed by then."""
    sagas = segments.of_visit(conv.tx, visit)
    standing = tuple(saga for saga in sagas if saga.generation == visit.generation)
    generation = max(saga.generation for saga in sagas) + 1
    target = replace(visit, target=slot)
    replacing = standing if _can_replace(visit, slot) else ()
    coming = sagas_of(target, slot, conv.tenant, generation, replacing)
    segments.add(conv.tx, coming)
    course, work = begin(conv.desk, conv.tx, conv.tenant, target, (*sagas, *coming))
    segments.save(conv.tx, tuple(saga for saga in course.sagas if saga not in sagas))
    until = conv.now + LEASE
    visits.save(conv.tx, course.visit, conv.now, until if work else None, conv.desk.name if work else None)
    conv.events.extend(attempt_events(work, conv.now))
    return Driving(deed, visit.id, work, slot)


def _can_replace(visit: Visit, slot: Slot) -> bool:
    """Old and new share people and time: then each entry is moved, since old and new cannot stand side by side."""
    old, new = visit.slot, slot
    same_people = [s.staff for s in old.plan.busy_steps] == [s.staff for s in new.plan.busy_steps]
    return same_people and bool(set(old.claims) & set(new.claims))
