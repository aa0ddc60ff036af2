"""Comparing our record with what a calendar shows: which differences there are, and what follows of each. Pure.

  agree             seen as wanted; a new identifier, or one that we did not know yet, is taken over
  missing there     not to be found by window nor by identifier: put in again where its time is still free. Where a
                    deletion leaves no trace, parts that are missing are a person's to decide, in one difference
  cancelled there   a person took it out, and that is respected; where a deletion leaves no trace, a visit of which
                    all that stood is proven absent was taken out
  orphan there      under our reference, but not wanted (any more): taken out if we put it there
  moved             a person put it elsewhere: the visit follows where it can as a whole
  length differs    the same, for the end
  foreign overlap   somebody else's entry at the time of a visit that was promised: left to a person
  ours twice        the one that no saga knows goes

What a person must decide is only noted. Nothing is concluded of what the evidence does not cover.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from holdfast.core.booking import Goal, VisitState, Why
from holdfast.core.evidence import Evidence, Known, Sight, Where, fits, sight_of, stands_at
from holdfast.core.ids import RemoteUid, SagaId, VisitId, visit_of
from holdfast.core.interval import CELL_MINUTES, Interval
from holdfast.core.saga import Saga, Seen, Stage, is_at_rest, is_foreign_at


class Kind(StrEnum):
    """How record and calendar differ."""

    MISSING_THERE = "missing_there"
    CANCELLED_THERE = "cancelled_there"
    ORPHAN_THERE = "orphan_there"
    MOVED = "moved"
    LENGTH_DIFFERS = "length_differs"
    FOREIGN_OVERLAP = "foreign_overlap"
    OURS_TWICE = "ours_twice"


class Repair(StrEnum):
    """What is done about it without asking anybody, as it is called once it is done."""

    ADOPT = "adopted"
    CREATE_AGAIN = "created_again"
    ACCEPT = "cancelled_by_person"
    FOLLOW = "followed"
    CANCEL_THERE = "cancelled_there"
    CANCEL_DOUBLE = "double_cancelled"


class Proposal(StrEnum):
    """What a person should do about it."""

    CALL_BACK = "call_back"
    MOVE_WITH_CONSENT = "move_with_consent"
    DECIDE_WHOLE_VISIT = "decide_whole_visit"
    CONFIRM_LENGTH = "confirm_length"
    ADOPT_OR_CANCEL = "adopt_or_cancel"
    CANCEL_ONE = "cancel_one"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `identity` is the same for a second sight of it. `repair` None: a person decides, and `mark` says
    what is known of the segment until then. `places` are the sagas it is about with what was seen of each; `gone`
    those that are missing out of a visit of which the rest stands."""

    kind: Kind
    identity: str
    visit: VisitId | None
    host: str
    interval: Interval
    proposal: str
    repair: Repair | None = None
    seen: Seen | None = None
    saga: SagaId | None = None
    mark: Stage | None = None
    places: tuple[tuple[SagaId, Seen], ...] = ()
    gone: tuple[SagaId, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing. `concluded` are the visits of which the evidence shows everything."""

    differences: tuple[Difference, ...]
    agreed: int
    concluded: frozenset[VisitId]


def compare(known: Sequence[Known], passed_over: frozenset[VisitId], evidence: Evidence, now: datetime) -> Comparison:
    """All differences between these visits and the evidence. Of visits `passed_over` nothing is said: they change at
    this moment, or changed since the evidence was taken."""
    ours = {saga.uid for one in known for saga in one.sagas if saga.uid is not None}
    differences: list[Difference] = []
    agreed, concluded = 0, set()
    for one in known:
        sights = [sight_of(saga, one, known, evidence) for saga in one.wanted]
        found = [*_of_visit(one, sights, evidence, now), *_surplus(one, sights, evidence)]
        found += _foreign(one, sights, ours, evidence, now)
        differences += found
        agreed += sum(sight.where is Where.HERE for sight in sights)
        if evidence.is_complete and all(sight.where is not Where.UNKNOWN for sight in sights):
            concluded.add(one.visit.id)
    ids = {one.visit.id for one in known} | passed_over
    differences += [*_unknown(ids, evidence), *_unmarked(known, ours, evidence)]
    return Comparison(tuple(differences), agreed, frozenset(concluded))


# What follows for a visit


def _of_visit(one: Known, sights: Sequence[Sight], evidence: Evidence, now: datetime) -> list[Difference]:
    if not sights or one.visit.goal is Goal.ABSENT:
        return []
    whole = {sight.where for sight in sights}
    gone = [] if evidence.keeps_cancelled else [sight for sight in sights if _is_gone(sight)]
    if one.is_at_rest and (whole == {Where.CANCELLED} or len(gone) == len(sights)):
        return [_cancelled_whole(one, sights)]
    if whole == {Where.ELSEWHERE}:
        moved = _moved_whole(one, sights, evidence)
        if moved is not None:
            return [moved]
    touched = bool(whole & {Where.CANCELLED, Where.ELSEWHERE})
    found = [_of_segment(one, sight, touched, evidence, now) for sight in sights if sight not in gone]
    found += [_gone_in_part(one, gone)] if gone else []
    return [difference for difference in found if difference is not None]


def _is_gone(sight: Sight) -> bool:
    """Whether something that stood is proven to stand no more; what was only sent is still looked for."""
    stood = sight.saga.stage in (Stage.VERIFIED, Stage.ALTERED, Stage.UNDONE) or sight.saga.stood
    return stood and sight.where in (Where.ABSENT, Where.CANCELLED) and is_at_rest(sight.saga)


def _gone_in_part(one: Known, gone: Sequence[Sight]) -> Difference:
    """Parts of a visit were taken out where that leaves no trace: one difference for all of them."""
    saga = gone[0].saga
    return Difference(
        Kind.MISSING_THERE,
        f"{Kind.MISSING_THERE}/{one.visit.id}/{saga.generation}",
        one.visit.id,
        saga.entry.host,
        saga.entry.interval,
        Proposal.DECIDE_WHOLE_VISIT,
        saga=saga.id,
        mark=Stage.UNDONE,
        gone=tuple(sight.saga.id for sight in gone),
    )


def _cancelled_whole(one: Known, sights: Sequence[Sight]) -> Difference:
    saga = sights[0].saga
    return Difference(
        Kind.CANCELLED_THERE,
        f"{Kind.CANCELLED_THERE}/{one.visit.id}/{saga.generation}",
        one.visit.id,
        saga.entry.host,
        saga.entry.interval,
        Proposal.DECIDE_WHOLE_VISIT,
        Repair.ACCEPT,
        sights[0].seen,
        saga.id,
        places=_places(sights),
    )


def _places(sights: Sequence[Sight]) -> tuple[tuple[SagaId, Seen], ...]:
    return tuple((sight.saga.id, sight.seen) for sight in sights if sight.seen is not None)


def _moved_whole(one: Known, sights: Sequence[Sight], evidence: Evidence) -> Difference | None:
    """All segments stand elsewhere, and in the same order: the visit can follow."""
    pairs = [(sight.saga.entry.interval, sight.seen) for sight in sights if sight.seen is not None]
    shifts = {seen.interval.start - span.start for span, seen in pairs}
    known_hosts = all(seen.host in evidence.hosts for _, seen in pairs)
    if len(shifts) != 1 or not known_hosts or not all(_length_can_follow(seen, span, pairs) for span, seen in pairs):
        return None
    first, seen = sights[0].saga, pairs[0][1]
    only_longer = len(pairs) == 1 and (seen.host, shifts) == (first.entry.host, {timedelta(0)})
    kind = Kind.LENGTH_DIFFERS if only_longer else Kind.MOVED
    return Difference(
        kind,
        f"{kind}/{one.visit.id}/{first.generation}/{_place_names(pairs)}"[:300],
        one.visit.id,
        first.entry.host,
        first.entry.interval,
        Proposal.DECIDE_WHOLE_VISIT,
        Repair.FOLLOW,
        seen,
        first.id,
        places=_places(sights),
    )


def _length_can_follow(seen: Seen, span: Interval, pairs: Sequence[object]) -> bool:
    """The same length; or another one of a visit in one piece, as long as plans can say it."""
    if seen.interval.length == span.length:
        return True
    return len(pairs) == 1 and seen.interval.length % timedelta(minutes=CELL_MINUTES) == timedelta(0)


def _place_names(pairs: Sequence[tuple[Interval, Seen]]) -> str:
    return "+".join(f"{seen.host}@{_minute(seen.interval.start)}-{_minute(seen.interval.end)}" for _, seen in pairs)


def _minute(instant: datetime) -> int:
    return int(instant.timestamp()) // 60


def _of_segment(one: Known, sight: Sight, touched: bool, evidence: Evidence, now: datetime) -> Difference | None:
    """What follows for one segment of a visit that is not changed as a whole. `touched`: a person changed another."""
    saga = sight.saga
    if sight.where is Where.HERE:
        return _adopted(one, sight)
    if saga.stage in (Stage.READY, Stage.SENT) and sight.where is not Where.ELSEWHERE:
        return None  # It is put in, or being looked for, by its own drive.
    if sight.where is Where.ELSEWHERE:
        return _moved_alone(one, sight)
    if sight.where is Where.CANCELLED or (sight.where is Where.ABSENT and saga.stage is Stage.UNDONE):
        return _segment_difference(Kind.CANCELLED_THERE, one, sight, Proposal.DECIDE_WHOLE_VISIT, mark=Stage.UNDONE)
    if sight.where is Where.ABSENT:
        return _missing(one, sight, touched, evidence, now)
    return None


def _segment_difference(
    kind: Kind, one: Known, sight: Sight, proposal: str, repair: Repair | None = None, mark: Stage | None = None
) -> Difference:
    saga, seen = sight.saga, sight.seen
    return Difference(
        kind,
        f"{kind}/{saga.id}",
        one.visit.id,
        saga.entry.host,
        saga.entry.interval,
        proposal,
        repair,
        seen,
        saga.id,
        mark,
        () if seen is None else ((saga.id, seen),),
    )


def _adopted(one: Known, sight: Sight) -> Difference | None:
    saga, seen = sight.saga, sight.seen
    assert seen is not None, "what is here was seen"
    if (saga.stage, saga.uid) == (Stage.VERIFIED, seen.uid) or not is_at_rest(saga):
        return None
    return _segment_difference(Kind.ORPHAN_THERE, one, sight, Proposal.ADOPT_OR_CANCEL, Repair.ADOPT)


def _moved_alone(one: Known, sight: Sight) -> Difference:
    seen, entry = sight.seen, sight.saga.entry
    assert seen is not None, "what is elsewhere was seen"
    starts = (seen.host, seen.interval.start) == (entry.host, entry.interval.start)
    kind = Kind.LENGTH_DIFFERS if starts else Kind.MOVED
    proposal = Proposal.CONFIRM_LENGTH if starts else Proposal.DECIDE_WHOLE_VISIT
    return _segment_difference(kind, one, sight, proposal, mark=Stage.ALTERED)


def _missing(one: Known, sight: Sight, touched: bool, evidence: Evidence, now: datetime) -> Difference:
    entry = sight.saga.entry
    taken = any(s.host == entry.host and s.interval.overlaps(entry.interval) for s in evidence.standing)
    again = evidence.keeps_cancelled and sight.saga.stage is Stage.VERIFIED and not touched and not taken
    again = again and entry.interval.start > now
    repair = Repair.CREATE_AGAIN if again else None
    proposal = Proposal.CALL_BACK if evidence.keeps_cancelled else Proposal.DECIDE_WHOLE_VISIT
    return _segment_difference(Kind.MISSING_THERE, one, sight, proposal, repair, Stage.REFUSED)


# Entries too many


def _surplus(one: Known, sights: Sequence[Sight], evidence: Evidence) -> list[Difference]:
    """What stands under references of this visit besides what its segments were seen as."""
    used = {sight.seen.uid for sight in sights if sight.seen is not None}
    references = dict.fromkeys(saga.entry.reference for saga in one.sagas)
    standing = [seen for reference in references for seen in evidence.by_reference.get(reference, ())]
    found = (_too_much(one, seen, sights) for seen in standing if seen.uid not in used)
    return [difference for difference in found if difference is not None]


def _too_much(one: Known, seen: Seen, sights: Sequence[Sight]) -> Difference | None:
    here = [s for s in sights if s.saga.entry.reference == seen.reference and s.where is Where.HERE]
    if here and stands_at(seen, here[0].saga.entry):
        return _entry_difference(Kind.OURS_TWICE, one, seen, Proposal.CANCEL_ONE, Repair.CANCEL_DOUBLE)
    leaving = (saga for saga in one.sagas if saga.goal is Goal.PRESENT and saga not in one.wanted)
    if any(_is_known_as(saga, seen) for saga in leaving):
        return None  # The old time of a move that is under way.
    if not one.is_at_rest:
        return None
    if any(s.where is Where.UNKNOWN and s.saga.entry.reference == seen.reference for s in sights):
        return None  # It may be the wanted one itself, put there by a person.
    gone = next((saga for saga in reversed(one.sagas) if saga.goal is Goal.ABSENT and _is_known_as(saga, seen)), None)
    is_hers = gone is not None and gone.stood and one.visit.why is Why.PERSON  # Taken out and put back by a person.
    if gone is not None and not is_hers:
        return _entry_difference(Kind.ORPHAN_THERE, one, seen, Proposal.CANCEL_ONE, Repair.CANCEL_THERE, gone.id)
    kind = Kind.OURS_TWICE if one.visit.goal is Goal.PRESENT else Kind.ORPHAN_THERE
    return _entry_difference(kind, one, seen, Proposal.ADOPT_OR_CANCEL)


def _is_known_as(saga: Saga, seen: Seen) -> bool:
    """Whether we put it there: under its identifier, or where we once wanted it."""
    if saga.entry.reference != seen.reference:
        return False
    return saga.uid == seen.uid or stands_at(seen, saga.entry)


def _entry_difference(
    kind: Kind, one: Known | None, seen: Seen, proposal: str, repair: Repair | None = None, saga: SagaId | None = None
) -> Difference:
    visit = None if one is None else one.visit.id
    return Difference(kind, f"{kind}/{seen.uid}"[:300], visit, seen.host, seen.interval, proposal, repair, seen, saga)


def _unknown(ids: Iterable[VisitId], evidence: Evidence) -> list[Difference]:
    """Entries under references of our form whose visit we do not know: perhaps another installation's."""
    known = set(ids)
    return [
        _entry_difference(Kind.ORPHAN_THERE, None, seen, Proposal.ADOPT_OR_CANCEL)
        for seen in evidence.standing
        if seen.reference is not None and visit_of(seen.reference) not in known
    ]


def _unmarked(known: Sequence[Known], ours: set[RemoteUid], evidence: Evidence) -> list[Difference]:
    """Entries without our reference that are the effect of a request of ours which the caller was refused."""
    found = []
    for seen in evidence.standing:
        if seen.reference is not None or seen.uid in ours:
            continue
        fitting = [one for one in known if any(fits(seen, saga, one.visit) for saga in one.sagas)]
        if len(fitting) == 1 and fitting[0].visit.goal is Goal.ABSENT:
            found.append(_entry_difference(Kind.ORPHAN_THERE, fitting[0], seen, Proposal.ADOPT_OR_CANCEL))
    return found


def _foreign(
    one: Known, sights: Sequence[Sight], ours: set[RemoteUid], evidence: Evidence, now: datetime
) -> list[Difference]:
    """Somebody else's entries at the time of what was promised."""
    if one.visit.state is not VisitState.CONFIRMED or one.visit.goal is Goal.ABSENT:
        return []
    mine = ours | {sight.seen.uid for sight in sights if sight.seen is not None}
    found: dict[str, Difference] = {}
    for sight in sights:
        entry = sight.saga.entry
        if sight.where is not Where.HERE or entry.interval.end <= now:
            continue
        for seen in evidence.standing:
            if seen.uid in mine or not is_foreign_at(seen, entry.host, entry.interval):
                continue
            identity = f"{Kind.FOREIGN_OVERLAP}/{one.visit.id}/{seen.uid}"[:300]
            found.setdefault(
                identity,
                Difference(
                    Kind.FOREIGN_OVERLAP,
                    identity,
                    one.visit.id,
                    entry.host,
                    entry.interval,
                    Proposal.MOVE_WITH_CONSENT,
                    seen=seen,
                    saga=sight.saga.id,
                ),
            )
    return list(found.values())
