"""A tiny calendar whose every answer is planned, and the loop that works a saga against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from holdfast.core.booking import Goal
from holdfast.core.ids import Reference, RemoteUid, SagaId, VisitId
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import (
    Cancel,
    Create,
    Created,
    Entry,
    Listing,
    Look,
    Move,
    NotSent,
    RefusedBy,
    Reply,
    Rest,
    Saga,
    Seen,
    Stage,
    Step,
    Unknown,
    Wait,
    after_look,
    after_reply,
    attempted,
    next_step,
    turned_back,
)
from holdfast.testing.builders import at
from holdfast.testing.clock import PinnedClock

SETTLE = timedelta(seconds=10)
BEFORE_THE_SECOND_LOOK = timedelta(seconds=5)
BEFORE_THE_NEXT_ATTEMPT = SETTLE + timedelta(seconds=0.5)
QUICK = timedelta(milliseconds=100)
TEN = at("2026-11-27 10:00")
ENTRY = Entry(Reference("v1/1"), "staff:mia", Interval(TEN, TEN + timedelta(minutes=30)), "Schnitt")
FRESH = Saga(SagaId("v1/0/1"), VisitId("v1"), 1, ENTRY, Goal.PRESENT)


class Act(Enum):
    """What happens to one attempt, to create or to cancel."""

    DONE = auto()
    NOT_SENT = auto()
    REFUSED = auto()
    UNKNOWN_WITH_EFFECT = auto()
    UNKNOWN_WITHOUT = auto()
    UNKNOWN_LATE_EFFECT = auto()
    CRASH_WITH_EFFECT = auto()
    CRASH_WITHOUT = auto()
    CRASH_LATE_EFFECT = auto()


EFFECTIVE = {Act.DONE, Act.UNKNOWN_WITH_EFFECT, Act.CRASH_WITH_EFFECT}
LATE_ACTS = {Act.UNKNOWN_LATE_EFFECT, Act.CRASH_LATE_EFFECT}
CRASHES = {Act.CRASH_WITH_EFFECT, Act.CRASH_WITHOUT, Act.CRASH_LATE_EFFECT}


class Unplanned(Exception):
    """The calendar was asked more often than the plan says what it does."""


@dataclass
class ModelCalendar:
    """What truly stands there. A `guarded` calendar refuses to put in what stands or take out what is gone (Cal.com);
    another does as it is told, even twice (two entries). With `obliging` it works well once the plan has ended.
    Late effects come after `lateness`."""

    plan: Sequence[Act]
    guarded: bool
    obliging: bool = True
    lateness: timedelta = BEFORE_THE_SECOND_LOOK
    clock: PinnedClock = field(default_factory=lambda: PinnedClock(TEN - timedelta(days=1)))
    standing: list[RemoteUid] = field(default_factory=list)
    late: list[tuple[datetime, RemoteUid | None]] = field(default_factory=list)
    asked: int = 0
    most_at_once: int = 0
    echoes: int = 0
    """How often it said no to an entry of ours while ours stood there."""

    def attempt(self, step: Create | Move | Cancel) -> Reply | None:
        """The reply to an attempt; None when we crashed before it came."""
        if self.asked >= len(self.plan) and not self.obliging:
            raise Unplanned
        act = self.plan[self.asked] if self.asked < len(self.plan) else Act.DONE
        self.asked += 1
        uid = step.uid if isinstance(step, Cancel) else None
        if act in EFFECTIVE and self._echo(uid):
            self.echoes += uid is None and act not in CRASHES
            return None if act in CRASHES else RefusedBy(Reason.SLOT_TAKEN)
        if act in EFFECTIVE:
            self._take_effect(uid)
        elif act in LATE_ACTS:
            self.late.append((self.clock.now() + self.lateness, uid))
        self.echoes += act is Act.REFUSED and uid is None and bool(self.standing)
        return self._reply(act, uid)

    def _echo(self, uid: RemoteUid | None) -> bool:
        return self.guarded and (bool(self.standing) if uid is None else uid not in self.standing)

    def _take_effect(self, uid: RemoteUid | None) -> None:
        if uid is None:
            self.standing.append(RemoteUid(f"uid{self.asked}"))
        elif uid in self.standing:
            self.standing.remove(uid)
        self.most_at_once = max(self.most_at_once, len(self.standing))

    def _reply(self, act: Act, uid: RemoteUid | None) -> Reply | None:
        if act in CRASHES:
            return None
        if act is Act.DONE:
            return Created(uid or self.standing[-1])
        if act is Act.NOT_SENT:
            return NotSent()
        return RefusedBy(Reason.SLOT_TAKEN) if act is Act.REFUSED else Unknown()

    def list_entries(self) -> Listing:
        """A complete listing."""
        entry = ENTRY
        return Listing(tuple(Seen(uid, entry.reference, entry.host, entry.interval) for uid in self.standing))

    def pass_time(self, by: timedelta) -> None:
        """Let time pass, and with it take late effects place."""
        now = self.clock.advance(by)
        due = [uid for moment, uid in self.late if moment <= now]
        self.late = [(moment, uid) for moment, uid in self.late if moment > now]
        for uid in due:
            if not self._echo(uid):
                self._take_effect(uid)


def work(saga: Saga, calendar: ModelCalendar, turn_back_at: int | None = None) -> tuple[Saga, int]:
    """Drive a saga to rest: attempted, reply, look. Returns it and how many steps that took.

    `turn_back_at`: before that step nobody wants the visit any more.
    """
    for count in range(200):
        if count == turn_back_at:
            saga = turned_back(saga)
        step = next_step(saga, calendar.clock.now())
        if isinstance(step, Rest) and (turn_back_at is None or count >= turn_back_at):
            return saga, count
        saga = take(step, saga, calendar)
        check_knowledge(saga, calendar)
    raise AssertionError(f"never comes to rest: {saga}")


def take(step: Step, saga: Saga, calendar: ModelCalendar) -> Saga:
    """One step of the loop, as the actions take it."""
    match step:
        case Wait(until):
            calendar.pass_time(until - calendar.clock.now())
        case Create() | Move() | Cancel():
            saga = attempted(saga, step)
            reply = calendar.attempt(step)
            calendar.pass_time(QUICK)
            return saga if reply is None else after_reply(saga, reply, calendar.clock.now())
        case Look():
            calendar.pass_time(QUICK)
            return after_look(saga, calendar.list_entries(), calendar.clock.now(), SETTLE)
    return saga


def check_knowledge(saga: Saga, calendar: ModelCalendar) -> None:
    """What a stage claims to know is so, at the very moment it is written."""
    coming = [uid for _, uid in calendar.late if uid is None]
    if saga.stage in (Stage.REFUSED, Stage.UNDONE):
        assert calendar.standing == coming == [], f"{saga.stage}, and yet it stands or is still coming"
    assert calendar.most_at_once <= 1, "the same entry was put in twice"
