"""Every way an attempt can go, in every order: the loop comes to rest and then knows what is true (G5, G6).

The tree of behaviours is walked completely: a calendar that is asked again branches into all of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.core.booking import Goal, VisitState, Why
from holdfast.core.course import earliest_due, must_undo, visit_state
from holdfast.core.ids import Reference, RemoteUid, SagaId
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
    RefusedBy,
    Rest,
    Saga,
    Seen,
    Stage,
    Unknown,
    Wait,
    after_look,
    after_reply,
    attempted,
    is_at_rest,
    is_refused,
    next_step,
    pause,
    turned_back,
)
from tests.core.calendar_model import (
    BEFORE_THE_NEXT_ATTEMPT,
    BEFORE_THE_SECOND_LOOK,
    ENTRY,
    FRESH,
    SETTLE,
    TEN,
    Act,
    ModelCalendar,
    Unplanned,
    work,
)

NOW = TEN - timedelta(days=1)
UID = RemoteUid("uid1")
OURS = Seen(UID, ENTRY.reference, ENTRY.host, ENTRY.interval)
SENT = attempted(FRESH, Create())
VERIFIED = after_look(after_reply(SENT, Created(UID), NOW), Listing((OURS,)), NOW, SETTLE)
UNDOING = attempted(turned_back(VERIFIED), Cancel(UID))
GUARDED = pytest.mark.parametrize("guarded", [True, False], ids=["refuses doubles", "does as told"])

Outcome = tuple[tuple[Act, ...], ModelCalendar, Saga, int]


def every_way(
    length: int, guarded: bool, turn_back_at: int | None = None, lateness: timedelta = BEFORE_THE_SECOND_LOOK
) -> Iterator[Outcome]:
    """Work a fresh saga to rest under every sequence of behaviours up to `length`; then the calendar works well."""
    plans: list[tuple[Act, ...]] = [()]
    while plans:
        plan = plans.pop()
        calendar = ModelCalendar(plan, guarded, obliging=len(plan) == length, lateness=lateness)
        try:
            saga, steps = work(FRESH, calendar, turn_back_at)
        except Unplanned:
            plans += [(*plan, act) for act in Act]
            continue
        except AssertionError as problem:
            raise AssertionError(f"{[act.name for act in plan]}, turned back at {turn_back_at}: {problem}") from None
        calendar.pass_time(timedelta(hours=1))
        yield plan, calendar, saga, steps


@GUARDED
def test_after_any_six_attempts_a_saga_rests_and_knows_what_stands_there(guarded: bool) -> None:
    rests = set()
    for plan, calendar, saga, _ in every_way(6, guarded):
        assert is_at_rest(saga), plan
        if saga.stage is Stage.VERIFIED:
            assert calendar.standing == [saga.uid], plan
        else:
            assert (saga.stage, calendar.standing) == (Stage.REFUSED, []), plan
            assert saga.refusal is (Reason.SLOT_TAKEN if saga.attempts == 1 else Reason.STAFF_AWAY), plan
        rests.add((saga.stage, saga.attempts))
    assert rests == {(stage, n) for stage in (Stage.VERIFIED, Stage.REFUSED) for n in range(1, 7)} | {
        (Stage.VERIFIED, 7)
    }


@GUARDED
def test_turned_back_at_any_moment_nothing_is_left_standing(guarded: bool) -> None:
    """Including an effect that comes late, before the second look."""
    stages, longest = set(), 0
    for turn_back_at in range(13):
        for plan, calendar, saga, steps in every_way(4, guarded, turn_back_at):
            assert is_at_rest(saga), plan
            assert saga.goal is Goal.ABSENT, plan
            assert calendar.standing == [], (plan, turn_back_at)
            stages.add(saga.stage)
            longest = max(longest, steps)
    assert stages == {Stage.READY, Stage.REFUSED, Stage.UNDONE}
    assert longest > 16, "it was turned back in the middle of things"


def test_a_no_that_is_our_own_echo_never_counts_as_refused() -> None:
    """The first attempt takes effect after the second look: the next one is refused because ours stands there."""
    echoes = set()
    for plan, calendar, saga, _ in every_way(4, guarded=True, lateness=BEFORE_THE_NEXT_ATTEMPT):
        assert (saga.stage is Stage.VERIFIED) is bool(calendar.standing), plan
        if calendar.echoes and saga.stage is Stage.VERIFIED:
            assert saga.refusal is None, plan
            assert calendar.standing == [saga.uid]
            echoes.add(plan)
    assert (Act.UNKNOWN_LATE_EFFECT, Act.DONE) in echoes
    assert (Act.CRASH_LATE_EFFECT, Act.REFUSED) in echoes


def test_an_attempt_is_on_record_before_it_is_made() -> None:
    assert (SENT.stage, SENT.attempts) == (Stage.SENT, 1)
    assert next_step(SENT, NOW) == Look(), "after a crash nothing is tried again before somebody looked"


def test_a_crash_after_an_attempt_is_a_lost_reply() -> None:
    """An effect may still come: one look at nothing proves nothing yet."""
    once = after_look(SENT, Listing(()), NOW, SETTLE)
    assert next_step(once, NOW) == Wait(NOW + SETTLE)
    twice = after_look(once, Listing(()), NOW + SETTLE, SETTLE)
    assert twice.stage is Stage.READY


def test_an_entry_that_was_created_but_is_not_listed_is_looked_for_again_before_it_is_made_again() -> None:
    created = after_reply(SENT, Created(UID), NOW)
    assert created.uid == UID
    once = after_look(created, Listing(()), NOW, SETTLE)
    assert next_step(once, NOW) == Wait(NOW + SETTLE)
    assert after_look(once, Listing((OURS,)), NOW + SETTLE, SETTLE).stage is Stage.VERIFIED


def test_a_look_before_late_effects_have_settled_proves_no_more_than_the_first() -> None:
    """Two who look at once are one look."""
    once = after_look(after_reply(SENT, Created(UID), NOW), Listing(()), NOW, SETTLE)
    assert after_look(once, Listing(()), NOW + SETTLE / 2, SETTLE) == once
    assert after_look(once, Listing(()), NOW + SETTLE, SETTLE).stage is Stage.READY


def test_settling_is_counted_from_the_moment_our_patience_ended() -> None:
    """Somebody else looked while the reply was still awaited: it may have its effect as late as any other."""
    once = after_look(SENT, Listing(()), NOW, SETTLE)
    unknown = after_reply(once, Unknown(), NOW + SETTLE)
    assert after_look(unknown, Listing(()), NOW + SETTLE, SETTLE).due_at == NOW + 2 * SETTLE


def test_an_identifier_shown_neither_standing_nor_cancelled_was_looked_up_too_early() -> None:
    """A replica that lags shows the time before the entry: that is no proof that it has gone."""
    cancelled = after_reply(UNDOING, Created(UID), NOW)
    lagging = Listing(()).joined(Listing.looked_up((), True))
    once = after_look(cancelled, lagging, NOW, SETTLE)
    assert next_step(once, NOW) == Wait(NOW + SETTLE)
    assert after_look(once, Listing((OURS,)), NOW + SETTLE, SETTLE).stage is Stage.VERIFIED, "the cancel did not take"
    assert after_look(once, lagging, NOW + SETTLE, SETTLE).stage is Stage.UNDONE, "it is known nowhere any more"
    gone = Listing(()).joined(Listing.looked_up((replace(OURS, is_cancelled=True),), True))
    assert gone.entries == ()
    assert after_look(cancelled, gone, NOW, SETTLE).stage is Stage.UNDONE


def test_only_a_first_attempt_is_refused_for_certain() -> None:
    taken = RefusedBy(Reason.SLOT_TAKEN)
    assert after_reply(SENT, taken, NOW).stage is Stage.REFUSED
    again = attempted(after_reply(SENT, NotSent(), NOW), Create())
    assert after_reply(again, taken, NOW).stage is Stage.SENT
    assert next_step(after_reply(again, taken, NOW), NOW) == Look()


def test_created_is_not_yet_verified() -> None:
    created = after_reply(SENT, Created(UID), NOW)
    assert created.stage is Stage.SENT
    assert visit_state(Goal.PRESENT, None, [created]) is VisitState.PENDING
    assert VERIFIED.stage is Stage.VERIFIED
    assert VERIFIED.uid == UID


@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, reference=Reference("v2/1")),
        replace(OURS, reference=None),
        replace(OURS, host="staff:emma"),
        replace(OURS, interval=Interval(TEN, TEN + timedelta(minutes=45))),
    ],
)
def test_time_alone_never_makes_an_entry_ours(other: Seen) -> None:
    unsure = after_reply(SENT, Unknown(), NOW)
    assert after_look(unsure, Listing((other,)), NOW, SETTLE).stage is Stage.SENT
    assert after_look(unsure, Listing((other, OURS)), NOW, SETTLE).stage is Stage.VERIFIED


@pytest.mark.parametrize("saga", [SENT, after_reply(SENT, Unknown(), NOW), UNDOING])
def test_a_part_of_a_listing_proves_presence_but_never_absence(saga: Saga) -> None:
    after = saga
    for _ in range(5):
        after = after_look(after, Listing((), complete=False), NOW, SETTLE)
        assert after.stage is saga.stage
        assert after.unseen == 0
    assert after_look(after, Listing((OURS,), complete=False), NOW, SETTLE).stage is Stage.VERIFIED


def test_a_cancel_that_was_answered_and_read_back_is_done_at_once() -> None:
    """Even where the creation had been uncertain: its entry was seen since."""
    unsure = after_look(after_reply(SENT, Unknown(), NOW), Listing((OURS,)), NOW, SETTLE)
    cancelling = attempted(turned_back(unsure), Cancel(UID))
    for saga in (UNDOING, cancelling):
        answered = after_reply(saga, Created(UID), NOW)
        assert after_look(answered, Listing(()), NOW, SETTLE).stage is Stage.UNDONE


def test_a_cancel_that_did_not_take_is_tried_again_later() -> None:
    still = after_look(after_reply(UNDOING, Created(UID), NOW), Listing((OURS,)), NOW, SETTLE)
    assert isinstance(next_step(still, NOW), Wait)
    assert still.due_at is not None
    assert next_step(still, still.due_at) == Cancel(UID)


def test_a_saga_that_replaces_another_moves_its_entry() -> None:
    assert next_step(replace(FRESH, replaces=SagaId("v1/0/1")), NOW) == Move()
    assert next_step(FRESH, NOW) == Create()


@pytest.mark.parametrize("saga", [FRESH, replace(FRESH, stage=Stage.REFUSED), replace(FRESH, stage=Stage.UNDONE)])
def test_what_never_stood_or_is_gone_needs_no_undoing(saga: Saga) -> None:
    assert next_step(turned_back(saga), NOW) == Rest()


def test_pauses_double_and_end() -> None:
    pauses = [pause(attempts) for attempts in range(1, 30)]
    assert pauses[:4] == [timedelta(seconds=n) for n in (1, 2, 4, 8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=5)


REFUSED = replace(FRESH, stage=Stage.REFUSED, refusal=Reason.SLOT_TAKEN)
UNDONE = replace(UNDOING, stage=Stage.UNDONE)


@pytest.mark.parametrize(
    ("goal", "why", "sagas", "state"),
    [
        (Goal.PRESENT, None, [VERIFIED, VERIFIED], VisitState.CONFIRMED),
        (Goal.PRESENT, None, [VERIFIED, SENT], VisitState.PENDING),
        (Goal.PRESENT, None, [VERIFIED, REFUSED], VisitState.PENDING),
        (Goal.ABSENT, Why.CALLER, [UNDONE, UNDONE], VisitState.CANCELLED),
        (Goal.ABSENT, Why.CALLER, [UNDONE, UNDOING], VisitState.PENDING),
        (Goal.ABSENT, Why.CALLER, [UNDONE, VERIFIED], VisitState.PENDING),
        (Goal.ABSENT, Why.REFUSED, [UNDONE, turned_back(REFUSED)], VisitState.UNDONE),
        (Goal.ABSENT, Why.CALLER, [turned_back(FRESH)], VisitState.CANCELLED),
    ],
)
def test_partial_is_never_confirmed_and_half_gone_is_never_cancelled(
    goal: Goal, why: Why | None, sagas: list[Saga], state: VisitState
) -> None:
    assert visit_state(goal, why, sagas) is state


def test_one_certain_refusal_takes_all_back() -> None:
    assert must_undo([VERIFIED, SENT]) is None
    assert must_undo([VERIFIED, REFUSED, SENT]) is Reason.SLOT_TAKEN
    assert must_undo([turned_back(REFUSED)]) is None, "it is being taken back already"


def test_a_visit_is_due_when_its_first_segment_is() -> None:
    waiting = replace(SENT, due_at=NOW + SETTLE)
    assert earliest_due([VERIFIED, waiting], NOW) == NOW + SETTLE
    assert earliest_due([waiting, SENT], NOW) == NOW
    assert earliest_due([VERIFIED, REFUSED], NOW) is None


FOREIGN = replace(OURS, uid=RemoteUid("theirs"), reference=None)


def test_a_foreign_entry_over_ours_makes_ours_yield_before_anybody_is_told() -> None:
    seen = after_look(after_reply(SENT, Created(UID), NOW), Listing((OURS, FOREIGN)), NOW, SETTLE)
    assert (seen.stage, seen.refusal, is_refused(seen)) == (Stage.VERIFIED, Reason.SLOT_TAKEN, True)
    assert must_undo([seen]) is Reason.SLOT_TAKEN
    assert visit_state(Goal.PRESENT, None, [seen]) is VisitState.PENDING
    assert next_step(turned_back(seen), NOW) == Cancel(UID)


@pytest.mark.parametrize(
    "harmless",
    [
        replace(FOREIGN, host="staff:other"),
        replace(FOREIGN, is_cancelled=True),
        replace(FOREIGN, interval=Interval(OURS.interval.end, OURS.interval.end + SETTLE)),
        replace(FOREIGN, reference=Reference("v_other/1")),
    ],
    ids=["another host", "cancelled", "right after it", "ours, of another visit"],
)
def test_what_is_not_in_the_way_leaves_ours_alone(harmless: Seen) -> None:
    seen = after_look(after_reply(SENT, Created(UID), NOW), Listing((OURS, harmless)), NOW, SETTLE)
    assert (seen.stage, seen.refusal) == (Stage.VERIFIED, None)


def test_what_a_person_moved_is_not_created_a_second_time() -> None:
    """Our reference at a time that nobody of us wanted: it stands, so nothing is put in again."""
    moved = replace(OURS, interval=Interval(OURS.interval.start + SETTLE, OURS.interval.end + SETTLE))
    saga = after_reply(SENT, Unknown(), NOW)
    for _ in range(4):
        saga = after_look(saga, Listing((moved,)), NOW, SETTLE, [ENTRY])
        assert saga.stage is Stage.SENT
        assert isinstance(next_step(saga, NOW), Wait)
    assert (
        after_look(saga, Listing((moved,)), NOW, SETTLE, [ENTRY, replace(ENTRY, interval=moved.interval)]).unseen == 1
    )


def test_what_a_person_moved_goes_when_the_visit_goes() -> None:
    moved = replace(OURS, uid=RemoteUid("elsewhere"), interval=Interval(OURS.interval.end, OURS.interval.end + SETTLE))
    undoing = after_reply(attempted(turned_back(VERIFIED), Cancel(UID)), Unknown(), NOW)
    seen = after_look(undoing, Listing((moved,)), NOW, SETTLE, [ENTRY])
    assert (seen.stage, seen.uid) == (Stage.VERIFIED, RemoteUid("elsewhere"))


REFUSED = after_reply(SENT, RefusedBy(Reason.SLOT_TAKEN), NOW)


@pytest.mark.parametrize(
    ("there", "complete", "reason"),
    [
        ((FOREIGN,), True, Reason.SLOT_TAKEN),
        ((), False, Reason.SLOT_TAKEN),
        ((), True, Reason.STAFF_AWAY),
        ((replace(FOREIGN, reference=Reference("v_gone/1")),), True, Reason.TECHNICAL),
        ((replace(FOREIGN, reference=Reference("v_gone/1")),), False, Reason.TECHNICAL),
    ],
    ids=["somebody else", "who is not known", "nobody", "ours, that nobody wants any more", "ours, on half a page"],
)
def test_taken_needs_somebody_who_has_the_time(there: tuple[Seen, ...], complete: bool, reason: Reason) -> None:
    after = after_look(REFUSED, Listing(there, complete), NOW, SETTLE)
    assert (after.stage, after.refusal) == (Stage.REFUSED, reason)


def test_a_first_no_is_our_own_echo_where_ours_stands_there() -> None:
    after = after_look(REFUSED, Listing((OURS,)), NOW, SETTLE)
    assert (after.stage, after.refusal, after.uid) == (Stage.VERIFIED, None, UID)


def test_a_refusal_that_is_no_question_of_time_keeps_its_reason() -> None:
    refused = after_reply(SENT, RefusedBy(Reason.TOO_SHORT_NOTICE), NOW)
    assert after_look(refused, Listing(()), NOW, SETTLE).refusal is Reason.TOO_SHORT_NOTICE


def test_what_only_our_own_budget_held_back_was_no_attempt() -> None:
    held_back = after_reply(SENT, NotSent(retry_after=7.0), NOW)
    assert (held_back.stage, held_back.attempts) == (Stage.READY, 0)
    assert next_step(held_back, NOW) == Wait(NOW + timedelta(seconds=7))
    refused = after_reply(attempted(held_back, Create()), RefusedBy(Reason.SLOT_TAKEN), NOW)
    assert refused.stage is Stage.REFUSED, "so the first real attempt can still be refused for certain"
