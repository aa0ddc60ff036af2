"""The course of one visit: what its segments together mean, and what has to happen next. Pure; sagas of one visit in,
the visit and its sagas out.

A visit stands in one *generation* of segments. A move puts a second generation beside it (`target`); only when all of
that is verified does the visit change over, and only then does the old generation go (design 6).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from holdfast.core.anew import looked_at_anew, looked_for_again
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit, VisitState, Why
from holdfast.core.ids import RemoteUid
from holdfast.core.refusals import Reason
from holdfast.core.saga import (
    Cancel,
    Create,
    Look,
    Move,
    Saga,
    Stage,
    Step,
    is_at_rest,
    is_refused,
    is_untried,
    next_step,
    turned_back,
)

Claims = tuple[tuple[str, int], ...]


def visit_state(goal: Goal, why: Why | None, sagas: Iterable[Saga]) -> VisitState:
    """The state of a visit out of its segments (R16): partial is never confirmed, half gone is never cancelled."""
    if goal is Goal.PRESENT:
        stands = all(saga.stage is Stage.VERIFIED and not is_refused(saga) for saga in sagas if saga.goal is goal)
        return VisitState.CONFIRMED if stands else VisitState.PENDING
    if not all(saga.goal is goal and is_at_rest(saga) for saga in sagas):
        return VisitState.PENDING
    return VisitState.UNDONE if why is Why.REFUSED else VisitState.CANCELLED


def must_undo(sagas: Iterable[Saga]) -> Reason | None:
    """The reason to take the whole visit back: one certain refusal is enough (all or nothing)."""
    wanted = (saga for saga in sagas if saga.goal is Goal.PRESENT and not saga.stood)
    return next((saga.refusal for saga in wanted if is_refused(saga)), None)


def earliest_due(sagas: Iterable[Saga], now: datetime) -> datetime | None:
    """When the visit needs attention again; None when all is at rest."""
    times = [saga.due_at or now for saga in sagas if not is_at_rest(saga)]
    return min(times, default=None)


@dataclass(frozen=True, slots=True)
class Course:
    """A visit, its sagas, and the claims that may be given back."""

    visit: Visit
    sagas: tuple[Saga, ...]
    released: Claims = ()

    def due_at(self, now: datetime) -> datetime | None:
        """When the visit needs attention again; None when all is at rest."""
        return earliest_due(self._ready(), now)

    def steps(self, now: datetime) -> tuple[tuple[Saga, Step], ...]:
        """What to do now, saga by saga. The new generation of a move waits until it is known what stands of the old."""
        return tuple((saga, step) for saga in self._ready() if not _idle(step := self._step(saga, now)))

    def _step(self, saga: Saga, now: datetime) -> Step:
        """What is to be moved and stands nowhere any more is put in anew."""
        step = next_step(saga, now)
        stands = any(old.id == saga.replaces and old.uid is not None for old in self.sagas)
        return Create() if isinstance(step, Move) and not stands else step

    def _ready(self) -> tuple[Saga, ...]:
        """The sagas whose turn it is. What goes makes room for what comes: nothing is put in while something has
        still to go, since both may be one entry, under one reference; and a move that is refused starts no more."""
        sagas = self.sagas
        moving = self.visit.target is not None and self.visit.goal is Goal.PRESENT
        if moving and not all(map(is_at_rest, _standing(self))):
            sagas = tuple(saga for saga in sagas if saga not in _coming(self))
        if any(map(_is_going, sagas)) or any(map(is_refused, _coming(self))):
            return tuple(saga for saga in sagas if saga.goal is Goal.ABSENT or saga.stage is not Stage.READY)
        return sagas


def _is_going(saga: Saga) -> bool:
    return saga.goal is Goal.ABSENT and not is_at_rest(saga)


def _idle(step: Step) -> bool:
    return not isinstance(step, Create | Move | Cancel | Look)


def settle(visit: Visit, sagas: Iterable[Saga], now: datetime) -> Course:
    """Draw the conclusions of what is known about the segments: confirm, take back, or change over."""
    course = Course(visit, tuple(sagas))
    if visit.target is not None and visit.goal is Goal.PRESENT:
        course = _settle_move(course)
    if course.visit.goal is Goal.PRESENT and must_undo(_standing(course)):
        course = take_back(course.visit, course.sagas, Why.REFUSED, now)
    state = visit_state(course.visit.goal, course.visit.why, _standing(course))
    changed = state is not course.visit.state or course.visit.generation != visit.generation
    settled = replace(course.visit, state=state)
    if changed or course.visit.goal is not visit.goal:
        settled = replace(settled, version=visit.version + 1, changed_at=now)
    return Course(settled, course.sagas, _releasable(settled, course, visit))


def _standing(course: Course) -> tuple[Saga, ...]:
    """The sagas that decide the state: of the generation in which the visit stands, or all that must go."""
    if course.visit.goal is Goal.ABSENT:
        return course.sagas
    return tuple(saga for saga in course.sagas if saga.generation == course.visit.generation)


def _coming(course: Course) -> tuple[Saga, ...]:
    """The generation under way. What is left of an earlier move that was refused is no part of it."""
    generation = course.visit.generation
    return tuple(saga for saga in course.sagas if saga.generation > generation and saga.goal is Goal.PRESENT)


def _settle_move(course: Course) -> Course:
    coming = _coming(course)
    if all(map(is_untried, coming)) and any(map(_is_altered, _standing(course))):
        return _move_refused(course)  # A person changed it before the move began: there is nothing to move from.
    if any(map(is_refused, coming)):
        # Where an entry stands that was perhaps moved, must be known before the old one counts as standing or gone.
        return course if _is_open(coming) else _move_refused(course)
    if any(saga.stage is Stage.UNDONE for saga in coming):  # A person took it out again: the old time stands.
        return course if _is_open(coming) else _move_refused(course)
    if coming and all(saga.stage in (Stage.VERIFIED, Stage.ALTERED) for saga in coming):
        return _move_done(course)  # What a person altered of it stands, and its drift stays open.
    return course


def _is_altered(saga: Saga) -> bool:
    """Whether a person put elsewhere, or took out, what is wanted."""
    return saga.goal is Goal.PRESENT and saga.stage in (Stage.ALTERED, Stage.UNDONE)


def _is_open(coming: Iterable[Saga]) -> bool:
    """Whether it is not known yet where an entry stands that was perhaps moved."""
    return any(saga.replaces and saga.stage is Stage.SENT for saga in coming)


def _move_done(course: Course) -> Course:
    """All of the new time is verified: the visit changes over, and what is left of the old time goes."""
    target = course.visit.target
    assert target is not None
    replaced = {saga.replaces for saga in _coming(course) if saga.replaces}
    visit = replace(
        course.visit,
        plan=target.plan,
        start=target.start,
        target=None,
        generation=max(saga.generation for saga in course.sagas),
    )
    sagas = tuple(
        saga
        if saga.generation == visit.generation
        else replace(saga, goal=Goal.ABSENT, stage=Stage.UNDONE, due_at=None)
        if saga.id in replaced
        else _left_behind(saga)
        for saga in course.sagas
    )
    return Course(visit, sagas)


def _left_behind(old: Saga) -> Saga:
    """An entry of the time that was left goes, after a look: a person may have moved it to the very time that the
    visit has now, where it was found, and then there is nothing to take out."""
    if old.goal is Goal.ABSENT or old.stage is not Stage.VERIFIED:
        return turned_back(old)
    return replace(turned_back(old), stage=Stage.SENT, uncertain=False, unseen=0, due_at=None)


def _move_refused(course: Course) -> Course:
    """The new time is not to be had: what was written of it goes, and what was moved away comes back.

    What was to be moved and was not, perhaps since a person moved it, is looked at before it counts as standing. What
    was only written anew at its own time is what it was.
    """
    replacing = {saga.replaces: saga for saga in _coming(course) if saga.replaces}
    standing = {saga.id: saga for saga in course.sagas}
    sagas = tuple(
        _given_back(saga, standing.get(saga.replaces) if saga.replaces else None)
        if saga.generation > course.visit.generation
        else _come_back(saga, replacing.get(saga.id))
        for saga in course.sagas
    )
    return Course(replace(course.visit, target=None), sagas)


def _come_back(old: Saga, new: Saga | None) -> Saga:
    """A segment of the time that stays, with the one that was to replace it."""
    if new is None:
        return old
    if new.stage is not Stage.VERIFIED:
        return looked_at_anew(old) if old.stage is Stage.VERIFIED else old
    if _is_at_one_place(old, new):
        return replace(old, uid=new.uid)
    return replace(old, stage=Stage.READY, uid=None, stood=True)


def _given_back(new: Saga, old: Saga | None) -> Saga:
    """A segment of the time that was not to be had. Its entry goes, unless it is the old one's."""
    if old is not None and new.stage is Stage.VERIFIED and _is_at_one_place(old, new):
        return replace(new, goal=Goal.ABSENT, stage=Stage.UNDONE, due_at=None)
    return turned_back(new)


def _is_at_one_place(old: Saga, new: Saga) -> bool:
    return (old.entry.host, old.entry.interval) == (new.entry.host, new.entry.interval)


def take_back(visit: Visit, sagas: Iterable[Saga], why: Why, now: datetime) -> Course:
    """Nothing of this visit is wanted any more: compensation, cancelling and clearing tests are one road.

    What went earlier, as a move that was given up, is looked for again: its effect may have come late. What a person
    took out is left as it is.
    """
    gone = replace(
        visit, goal=Goal.ABSENT, why=why, state=VisitState.PENDING, version=visit.version + 1, changed_at=now
    )
    left_alone = why is Why.PERSON
    return Course(gone, tuple(turned_back(saga if left_alone else looked_for_again(saga)) for saga in sagas))


def _releasable(visit: Visit, course: Course, before: Visit) -> Claims:
    """The claims that nothing needs any more: of a place the visit has left, once nothing stands there."""
    if visit.goal is Goal.ABSENT:
        everywhere = {*_union(visit.slot, visit.target), *_of_old(course)}
        return tuple(sorted(everywhere)) if all(map(is_at_rest, course.sagas)) else ()
    left: set[tuple[str, int]] = set()
    if before.target is not None and visit.target is None:
        left |= set(_union(before.slot, before.target))
    if any(saga.goal is Goal.ABSENT for saga in course.sagas) and all(map(is_at_rest, course.sagas)):
        left |= set(_of_old(course))  # Also of an earlier move, whose old place emptied while this one was under way.
    return tuple(sorted(left - _needed(visit, course)))


def _needed(visit: Visit, course: Course) -> set[tuple[str, int]]:
    """What the visit stands on, and what entries that have still to go stand on."""
    needed = set(visit.slot.claims)
    for saga in course.sagas:
        if saga.goal is Goal.ABSENT and not is_at_rest(saga):
            needed |= {(saga.entry.host, cell) for cell in saga.entry.interval.cells()}
    return needed


def _of_old(course: Course) -> Claims:
    gone = {
        (saga.entry.host, cell)
        for saga in course.sagas
        if saga.goal is Goal.ABSENT
        for cell in saga.entry.interval.cells()
    }
    return tuple(sorted(gone))


def in_the_way(saga: Saga, sagas: Iterable[Saga]) -> frozenset[RemoteUid]:
    """The entries of the same visit that stand where this one is to go, and are to be moved away themselves."""
    sagas = tuple(sagas)
    leaving = {one.replaces for one in sagas if one.generation == saga.generation and one.stage is not Stage.VERIFIED}
    wanted = saga.entry
    return frozenset(
        one.uid
        for one in sagas
        if one.id in leaving - {saga.replaces} and one.uid is not None and one.stage is Stage.VERIFIED
        if one.entry.host == wanted.host and one.entry.interval.overlaps(wanted.interval)
    )


def _union(*slots: Slot | None) -> Claims:
    return tuple(sorted({claim for slot in slots if slot is not None for claim in slot.claims}))
