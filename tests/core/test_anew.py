"""A move that was refused: what was to be moved is looked at before anybody calls it standing (G4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.calendars.in_order import NOT_TRIED, in_order
from holdfast.calendars.port import Movement
from holdfast.core.anew import after_any_look, is_looked_at_anew, looked_again_later, looked_for_again
from holdfast.core.booking import Goal, VisitState
from holdfast.core.course import in_the_way, settle
from holdfast.core.evidence import Known
from holdfast.core.ids import RemoteUid, SagaId
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import (
    Cancel,
    Create,
    Created,
    Listing,
    Look,
    Move,
    NotSent,
    Reply,
    Saga,
    Seen,
    Stage,
    Unknown,
    after_reply,
    attempted,
    next_step,
)
from tests.core.calendar_model import SETTLE
from tests.core.test_reconcile import HOUR, NOW, SINGLE, seen_of

OLD = SINGLE.sagas[0]
NEW = replace(OLD, id=SagaId("v_one/1/1"), generation=1, stage=Stage.READY, uid=None, replaces=OLD.id)
UID = RemoteUid("v_one-1")


def later(saga: Saga, by: int) -> Saga:
    """The same, some hours later."""
    span = saga.entry.interval
    return replace(saga, entry=replace(saga.entry, interval=Interval(span.start + by * HOUR, span.end + by * HOUR)))


def refused(new: Saga) -> Known:
    """What is left of a move that ended like this."""
    visit = replace(SINGLE.visit, target=SINGLE.visit.slot)
    course = settle(visit, (OLD, new), NOW)
    return Known(course.visit, course.sagas)


NO = replace(later(NEW, 1), stage=Stage.REFUSED, attempts=1, refusal=Reason.TECHNICAL)


def looked(*entries: Seen, complete: bool = True) -> Saga:
    """The old segment after a look that showed this."""
    one = refused(NO)
    siblings = [saga.entry for saga in one.sagas]
    return after_any_look(one.sagas[0], Listing(entries, complete), NOW, SETTLE, siblings)


def test_after_a_refused_move_the_visit_is_not_confirmed_before_it_was_seen() -> None:
    one = refused(NO)
    assert (one.visit.state, one.visit.target) == (VisitState.PENDING, None)
    assert is_looked_at_anew(one.sagas[0])
    assert next_step(one.sagas[0], NOW) == Look()
    seen = looked(seen_of(OLD.entry, UID))
    assert (seen.stage, settle(one.visit, (seen, one.sagas[1]), NOW).visit.state) == (
        Stage.VERIFIED,
        VisitState.CONFIRMED,
    )


def test_what_a_person_moved_or_took_out_is_neither_confirmed_nor_put_in_again() -> None:
    assert looked(seen_of(later(OLD, 3).entry, UID)).stage is Stage.ALTERED
    assert looked().stage is Stage.UNDONE
    assert looked(complete=False).stage is Stage.SENT


def test_what_our_own_late_move_took_away_is_put_in_again() -> None:
    assert looked(seen_of(NO.entry, UID)).stage is Stage.READY


def test_a_name_written_where_a_person_put_the_entry_ends_without_confirming_the_old_time() -> None:
    sent = after_reply(attempted(NEW, Move()), Created(UID), NOW)
    hers = seen_of(later(OLD, 3).entry, UID)
    found = after_any_look(sent, Listing((hers,)), NOW, SETTLE, [OLD.entry, NEW.entry])
    assert (found.stage, found.refusal) == (Stage.REFUSED, Reason.TECHNICAL)


def test_a_rewriting_that_another_part_ended_keeps_its_entry() -> None:
    """Taken out and put in again it would be at risk for a name."""
    second = replace(OLD, id=SagaId("v_one/0/2"), segment=2)
    moved = replace(NEW, stage=Stage.VERIFIED, uid=RemoteUid("renewed"), attempts=1)
    no = replace(NO, id=SagaId("v_one/1/2"), segment=2, replaces=second.id)
    visit = replace(SINGLE.visit, target=SINGLE.visit.slot)
    old, other, new, _ = settle(visit, (OLD, second, moved, no), NOW).sagas
    assert (old.stage, old.uid) == (Stage.VERIFIED, "renewed")
    assert is_looked_at_anew(other)
    assert (new.goal, new.stage) == (Goal.ABSENT, Stage.UNDONE)


def planned(old: Saga) -> Known:
    """A visit whose move is on record and has not begun, with the segment that stands as given."""
    new = replace(later(NEW, 1), stage=Stage.READY, attempts=0)
    return Known(replace(SINGLE.visit, state=VisitState.PENDING, target=SINGLE.visit.slot), (old, new))


def test_until_a_move_has_begun_the_visit_is_looked_for_where_it_is() -> None:
    """Else what a person did to it meanwhile was compared with where it was never sent, and never seen."""
    one = planned(replace(OLD, stage=Stage.SENT))
    assert one.wanted == one.staying == (one.sagas[0],)
    begun = replace(one, sagas=(one.sagas[0], attempted(one.sagas[1], Move())))
    assert begun.wanted == (begun.sagas[1],)


@pytest.mark.parametrize("stage", [Stage.ALTERED, Stage.UNDONE])
def test_a_move_does_not_begin_from_what_a_person_changed(stage: Stage) -> None:
    one = planned(replace(OLD, stage=stage))
    course = settle(one.visit, one.sagas, NOW)
    assert (course.visit.target, course.visit.state) == (None, VisitState.PENDING)
    assert course.sagas[1].goal is Goal.ABSENT
    assert course.due_at(NOW) is None, "it rests, and its drift is a person's"


def test_what_is_left_of_an_earlier_move_goes_while_the_next_one_waits() -> None:
    one = planned(replace(OLD, stage=Stage.SENT))
    left = replace(later(NEW, 2), id=SagaId("v_one/2/1"), stage=Stage.UNDOING, goal=Goal.ABSENT, attempts=1)
    steps = settle(one.visit, (*one.sagas, left), NOW).steps(NOW)
    assert [(saga.id, step) for saga, step in steps] == [(OLD.id, Look()), (left.id, Look())]


def test_a_move_begins_also_where_the_old_time_is_surely_lost() -> None:
    """Nothing stands that could be moved: the new time is entered anew."""
    one = planned(replace(OLD, stage=Stage.REFUSED, refusal=Reason.SLOT_TAKEN, stood=True, uid=None))
    steps = settle(one.visit, one.sagas, NOW).steps(NOW)
    assert [(saga.id, step) for saga, step in steps] == [(NEW.id, Create())]


def test_what_stands_where_a_sibling_is_to_go_leaves_first() -> None:
    second = replace(later(OLD, 1), id=SagaId("v_one/0/2"), segment=2, uid=RemoteUid("second"))
    first_new, second_new = later(NEW, 1), replace(later(NEW, 2), id=SagaId("v_one/1/2"), segment=2, replaces=second.id)
    both = (OLD, second, first_new, second_new)
    assert in_the_way(first_new, both) == {"second"}
    assert in_the_way(second_new, both) == frozenset()
    has_gone = replace(second_new, stage=Stage.VERIFIED)
    assert in_the_way(first_new, (OLD, second, first_new, has_gone)) == frozenset()


def test_what_waits_for_its_siblings_room_does_not_keep_reconciliation_from_following_a_person() -> None:
    """She moved the sibling on: nobody else would ever find out, and the visit would never rest."""
    second = replace(later(OLD, 1), id=SagaId("v_one/0/2"), segment=2, uid=RemoteUid("second"))
    waiting = replace(later(NEW, 1), attempts=1)
    sent = replace(later(NEW, 2), id=SagaId("v_one/1/2"), segment=2, replaces=second.id, stage=Stage.SENT, attempts=1)
    one = Known(replace(SINGLE.visit, target=SINGLE.visit.slot), (OLD, second, waiting, sent))
    assert one.is_searching
    apart = later(waiting, 5)
    assert not replace(one, sagas=(OLD, second, apart, sent)).is_searching, "it may be sent at any moment"


@pytest.mark.parametrize("reply", [NotSent(), Unknown(), Created(RemoteUid("moved"))])
async def test_what_would_meet_its_own_sibling_is_not_sent(reply: Reply) -> None:
    """Else the calendar says "taken", and that would be about us."""
    asked = []

    async def move(one: Movement) -> Reply:
        asked.append(one.uid)
        return reply

    here = OLD.entry.interval
    last = Movement(RemoteUid("last"), OLD.entry, here)
    first = Movement(RemoteUid("first"), OLD.entry, here, frozenset({last.uid}))
    replies = await in_order([last, first], move)
    went = isinstance(reply, Created)
    assert asked == (["last", "first"] if went else ["last"])
    assert replies == ([reply, reply] if went else [reply, NOT_TRIED])


def test_what_was_once_sent_and_is_gone_can_be_looked_for_again() -> None:
    gone = replace(OLD, goal=Goal.ABSENT, stage=Stage.UNDONE, attempts=1)
    again = looked_for_again(gone)
    assert next_step(again, NOW) == Look()
    nowhere = after_any_look(again, Listing(()), NOW, SETTLE, [OLD.entry])
    assert nowhere.stage is Stage.UNDONE
    late = after_any_look(again, Listing((seen_of(OLD.entry, UID),)), NOW, SETTLE, [OLD.entry])
    assert next_step(late, NOW) == Cancel(UID)
    assert looked_for_again(replace(gone, attempts=0)) == replace(gone, attempts=0), "nothing was ever sent"
    assert looked_for_again(OLD) == OLD, "it stands"


def test_looks_in_vain_come_later_and_later_but_soon_while_somebody_waits_on_the_line() -> None:
    sent = replace(OLD, stage=Stage.SENT)

    def wait(after: timedelta, busy: timedelta = timedelta(0)) -> timedelta:
        due = looked_again_later(sent, NOW - after, NOW, busy).due_at
        assert due is not None
        return due - NOW

    assert wait(timedelta(seconds=8)) == timedelta(seconds=1)
    assert wait(timedelta(minutes=8)) == timedelta(minutes=1)
    assert wait(timedelta(days=8)) == timedelta(minutes=5)
    assert wait(timedelta(seconds=8), timedelta(seconds=40)) == timedelta(seconds=40)
    known = replace(sent, due_at=NOW + timedelta(seconds=30))
    assert looked_again_later(known, NOW, NOW, timedelta(0)).due_at == known.due_at, "never sooner than it had to"
