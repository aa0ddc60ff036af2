"""Setting a visit on its way to another slot, or to its own to be written anew: a second generation."""

from dataclasses import replace
from datetime import datetime

from holdfast.actions.acting import Work
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Deed, Driving, sagas_of
from holdfast.actions.desk import Desk
from holdfast.actions.drive import LEASE, advance, attempt_events, begin
from holdfast.core.anew import looked_at_anew
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit
from holdfast.core.saga import Entry, Saga, Stage
from holdfast.core.tenant import Tenant
from holdfast.store import segments, visits
from holdfast.store.engine import TenantTx


def move_to(conv: Conversation, visit: Visit, slot: Slot, deed: Deed) -> Driving:
    """Set a visit on its way to another slot, or to its own to be written anew. The claims must be placed by then."""
    work = set_moving(conv.desk, conv.tx, conv.tenant, visit, slot, conv.now)
    conv.events.extend(attempt_events(work, conv.now))
    return Driving(deed, visit.id, work, slot)


def set_moving(desk: Desk, tx: TenantTx, tenant: Tenant, visit: Visit, slot: Slot, now: datetime) -> Work | None:
    """The same for whoever asks, be it no call: the second generation on record, with its first attempts to act on."""
    sagas = segments.of_visit(tx, visit)
    standing = tuple(saga for saga in sagas if saga.generation == visit.generation)
    generation = max(saga.generation for saga in sagas) + 1
    target = replace(visit, target=slot)
    coming = sagas_of(target, slot, tenant, generation)
    coming = sagas_of(target, slot, tenant, generation, _replaced(visit, slot, standing, coming))
    segments.add(tx, coming)
    course, work = begin(desk, tx, tenant, target, (*sagas, *coming))
    segments.save(tx, tuple(saga for saga in course.sagas if saga not in sagas))
    visits.save(tx, course.visit, now, now + LEASE if work else None, desk.name if work else None)
    return work


def stay(conv: Conversation, visit: Visit, going: Slot) -> Driving:
    """The visit is, or goes, where it is wanted already. Where an earlier move was given up, that may have had its
    effect later than anybody waits: then it is looked at anew before its time is called fixed (G4)."""
    tx, told = conv.tx, Driving(Deed.MOVE, visit.id, None, going)
    sagas = segments.of_visit(tx, visit)
    given_up = any(saga.goal is Goal.ABSENT and saga.replaces and saga.attempts for saga in sagas)
    if not given_up or not conv.tenant.calendar.is_outside or not visits.is_at_rest(tx, visit.id):
        return told
    segments.save(tx, tuple(looked_at_anew(saga) for saga in sagas if saga.stage is Stage.VERIFIED))
    _, lease = visits.due_and_lease(tx, visit.id)
    visits.save(tx, visit, conv.now, *lease)
    return replace(told, work=advance(conv.desk, tx, visit.id, None, unless_leased=True))


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
