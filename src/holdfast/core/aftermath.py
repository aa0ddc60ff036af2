"""What the record of a visit becomes after a difference to the calendar: pure, and through the same sagas as all else.

Nothing here writes to a calendar. What has to be written there is put on the saga's ordinary road, and the next drive
does it; what a person did in the calendar is taken over as it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from holdfast.core.booking import Goal, Visit, Why
from holdfast.core.course import Claims, settle, take_back
from holdfast.core.evidence import Known
from holdfast.core.ids import SagaId
from holdfast.core.reconcile import Difference, Repair
from holdfast.core.saga import Saga, Seen, Stage, is_at_rest, turned_back
from holdfast.core.service import Kind, Plan, PlanStep, staff_resource

STAFF = staff_resource("")


@dataclass(frozen=True, slots=True)
class Aftermath:
    """A visit and its sagas as they are to be recorded. `wanted` and `freed`: cells to be claimed and given back."""

    visit: Visit
    sagas: tuple[Saga, ...]
    new: tuple[Saga, ...] = ()
    wanted: Claims = ()
    freed: Claims = ()

    @property
    def known(self) -> Known:
        """The visit as it is from now on, for the next difference about it."""
        return Known(self.visit, (*self.sagas, *self.new))


def repaired(one: Known, difference: Difference, now: datetime) -> Aftermath:
    """The record after a repair that a difference asks for by itself."""
    assert difference.repair is not None, "what a person decides is only marked"
    match difference.repair:
        case Repair.FOLLOW:
            return _settled(_followed(one, dict(difference.places), now), now)
        case Repair.ACCEPT:
            return _settled(_accepted(one, now), now)
        case Repair.ADOPT:
            return _changed(one, difference, _adopted, now)
        case Repair.CREATE_AGAIN:
            return _changed(one, difference, _to_be_created, now)
        case Repair.CANCEL_THERE:
            return _changed(one, difference, _to_be_cancelled, now)
        case Repair.CANCEL_DOUBLE:
            return Aftermath(one.visit, one.sagas)


def marked(one: Known, difference: Difference, now: datetime) -> Aftermath:
    """The record of what is left to a person: the visit comes to rest, and is not confirmed until it is decided."""

    def mark(saga: Saga, seen: Seen | None) -> Saga:
        assert difference.mark is not None, "asked for only then"
        uid = seen.uid if seen is not None and not seen.is_cancelled else saga.uid
        stood = saga.stood or difference.mark is Stage.REFUSED
        return replace(
            saga, stage=difference.mark, uid=uid, uncertain=False, unseen=0, due_at=None, refusal=None, stood=stood
        )

    return Aftermath(one.visit, one.sagas) if difference.mark is None else _changed(one, difference, mark, now)


def _changed(
    one: Known, difference: Difference, change: Callable[[Saga, Seen | None], Saga], now: datetime
) -> Aftermath:
    concerned = difference.gone or (difference.saga,)
    sagas = tuple(change(saga, difference.seen) if saga.id in concerned else saga for saga in one.sagas)
    return _settled(Aftermath(one.visit, sagas), now)


def _settled(found: Aftermath, now: datetime) -> Aftermath:
    course = settle(found.visit, (*found.sagas, *found.new), now)
    kept = len(found.sagas)
    freed = tuple(sorted({*found.freed, *course.released} - set(found.wanted)))
    return Aftermath(course.visit, course.sagas[:kept], course.sagas[kept:], found.wanted, freed)


def _adopted(saga: Saga, seen: Seen | None) -> Saga:
    assert seen is not None, "nothing unseen is adopted"
    return replace(
        saga,
        stage=Stage.VERIFIED,
        uid=seen.uid,
        uncertain=False,
        unseen=0,
        due_at=None,
        refusal=None,
        stood=False,
    )


def _to_be_created(saga: Saga, _seen: Seen | None) -> Saga:
    """A "no" to this attempt is never certain by itself: it was there, and may be there again."""
    return replace(
        saga,
        stage=Stage.READY,
        uid=None,
        attempts=max(saga.attempts, 1),
        uncertain=False,
        unseen=0,
        due_at=None,
        refusal=None,
        stood=True,
    )


def _to_be_cancelled(saga: Saga, seen: Seen | None) -> Saga:
    assert seen is not None, "nothing unseen is cancelled"
    return replace(saga, goal=Goal.ABSENT, stage=Stage.VERIFIED, uid=seen.uid, uncertain=False, unseen=0, due_at=None)


def _accepted(one: Known, now: datetime) -> Aftermath:
    """A person took all of it out: the visit is cancelled, and there is nothing left to take out. What she puts back is
    not ours to take out."""
    course = take_back(one.visit, one.sagas, Why.PERSON, now)
    stood = {saga.id for saga in one.sagas if saga.goal is Goal.PRESENT}
    sagas = tuple(
        replace(saga, stage=Stage.UNDONE, uncertain=False, due_at=None, stood=True) if saga.id in stood else saga
        for saga in course.sagas
    )
    return Aftermath(course.visit, sagas)


def _followed(one: Known, places: Mapping[SagaId, Seen], now: datetime) -> Aftermath:
    """The visit stands where a person put it: a move that was made already, in a generation of its own."""
    wanted = one.wanted
    base = one.visit.slot if wanted == one.staying else one.visit.target or one.visit.slot
    first = wanted[0]
    start = base.start + (places[first.id].interval.start - first.entry.interval.start)
    plan = _replanned(base.plan, {saga.segment: places[saga.id] for saga in wanted})
    generation = max(saga.generation for saga in one.sagas) + 1
    visit = replace(
        one.visit,
        plan=plan,
        start=start,
        target=None,
        generation=generation,
        version=one.visit.version + 1,
        changed_at=now,
    )
    followed = {*places, *(saga.replaces for saga in wanted)}  # A move and what it moves are one entry.
    uids = {seen.uid for seen in places.values()}
    left = tuple(_left(saga, saga.id in followed or saga.uid in uids) for saga in one.sagas)
    new = tuple(_standing(saga, places[saga.id], generation) for saga in wanted)
    return Aftermath(visit, left, new, visit.slot.claims, _given_up(one.visit, visit, left))


def _left(saga: Saga, taken_over: bool) -> Saga:
    """A saga of the time that the visit left. What stands of it beside the new time still has to go."""
    if saga.goal is Goal.ABSENT:
        return saga
    if taken_over:
        return replace(saga, goal=Goal.ABSENT, stage=Stage.UNDONE, uncertain=False, due_at=None)
    return turned_back(saga)


def _standing(saga: Saga, seen: Seen, generation: int) -> Saga:
    return Saga(
        id=SagaId(f"{saga.visit}/{generation}/{saga.segment}"),
        visit=saga.visit,
        segment=saga.segment,
        entry=replace(saga.entry, host=seen.host, interval=seen.interval),
        goal=Goal.PRESENT,
        stage=Stage.VERIFIED,
        attempts=saga.attempts,
        uid=seen.uid,
        generation=generation,
    )


def _replanned(plan: Plan, places: Mapping[int, Seen]) -> Plan:
    """The stamped plan with the people who do it now, and with the length that a visit in one piece has now."""
    steps: list[PlanStep] = []
    swapped: dict[str, str] = {}
    busy = 0
    for step in plan.steps:
        if step.kind is Kind.GAP:
            steps.append(replace(step, staff=swapped.get(step.staff, step.staff)))
            continue
        busy += 1
        seen = places[busy]
        staff = seen.host.removeprefix(STAFF)
        swapped[step.staff] = staff
        resources = tuple(seen.host if name == staff_resource(step.staff) else name for name in step.resources)
        minutes = int(seen.interval.length.total_seconds()) // 60
        steps.append(replace(step, staff=staff, resources=resources, minutes=minutes))
    return replace(plan, steps=tuple(steps))


def _given_up(before: Visit, after: Visit, sagas: tuple[Saga, ...]) -> Claims:
    """What the visit claimed and needs no more; where an entry has still to go, its cells are kept until it is gone."""
    slots = [before.slot, *([before.target] if before.target else [])]
    going = (saga.entry for saga in sagas if saga.goal is Goal.ABSENT and not is_at_rest(saga))
    kept = {*after.slot.claims, *((entry.host, cell) for entry in going for cell in entry.interval.cells())}
    return tuple(sorted({claim for slot in slots for claim in slot.claims} - kept))
