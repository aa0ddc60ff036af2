"""A checker that cannot fail is a defect: each defect planted here must be found, and named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from holdfast.actions import acting, book, check_availability, conclude, drive, tools
from holdfast.actions.acting import Results, Work
from holdfast.actions.budget import StoredBudget
from holdfast.actions.desk import Desk
from holdfast.actions.reconcile_due import Reconciling
from holdfast.core import anew, saga
from holdfast.core.saga import Created, Listing, RefusedBy, Saga, Seen, Stage
from holdfast.store import claims
from holdfast.testing.world import episode as world
from holdfast.testing.world import luck
from holdfast.testing.world.episode import Episode
from holdfast.testing.world.luck import Fate, Weather

STORM = Weather(writes=0.4, reads=0.1, strangers=2.0, races=0.1, impatient=0.4)
DYING = Weather(writes=0.1, steps_to_live=400.0, commits_to_live=40.0, impatient=0.3)
MOST_EPISODES = 12


def found(stage: world.Stage, weather: Weather, words: str) -> str | None:
    """The first sentence with these words that some episode of this weather comes to; None where none does."""
    for number in range(MOST_EPISODES):
        for breach in Episode(stage, 31, number, weather=weather).run().breaches:
            if words in breach.sentence:
                return breach.sentence
    return None


def believes_the_calendar(patch: pytest.MonkeyPatch) -> None:
    """ "Created" is taken for a proof, and nobody looks (G4)."""

    async def act(desk: Desk, work: Work, *, background: bool = False) -> Results:
        results = await acting.act(desk, work, background=background)
        claimed = [
            Seen(reply.uid, one.entry.reference, one.entry.host, one.entry.interval)
            for one, _ in work.steps
            if isinstance(reply := results.replies.get(one.id), Created) and one.stage is Stage.SENT
        ]
        listing = results.listing or Listing((), complete=False)
        return replace(results, listing=Listing((*listing.entries, *claimed), listing.complete))

    patch.setattr(drive, "act", act)


def believes_a_later_no(patch: pytest.MonkeyPatch) -> None:
    """Any "no" counts as certain, also one that is our own echo (law 2)."""

    def after_reply(one: Saga, reply: Any, now: Any) -> Saga:
        if isinstance(reply, RefusedBy) and one.stage is Stage.SENT:
            return replace(one, stage=Stage.REFUSED, refusal=reply.reason, uncertain=False, due_at=None)
        return drive_after_reply(one, reply, now)

    def after_look(one: Saga, listing: Listing, now: Any, settle: timedelta, siblings: Any = ()) -> Saga:
        return one if one.stage is Stage.REFUSED else drive_after_look(one, listing, now, settle, siblings)

    drive_after_reply, drive_after_look = saga.after_reply, saga.after_look
    patch.setattr(drive, "after_reply", after_reply)
    patch.setattr(anew, "after_look", after_look)
    patch.setattr(luck, "_WRITES", {Fate.VERY_LATE: 1})  # Only what looks as if it were not there is created twice.
    nobody_reconciles(patch)


def looks_only_once(patch: pytest.MonkeyPatch) -> None:
    """Absence is believed at first sight, although a late effect may come (law 2, compensation)."""

    def after_look(one: Saga, listing: Listing, now: Any, settle: timedelta, siblings: Any = ()) -> Saga:
        return real(replace(one, unseen=1), listing, now, settle, siblings)

    real = saga.after_look
    patch.setattr(anew, "after_look", after_look)
    nobody_reconciles(patch)


def nobody_reconciles(patch: pytest.MonkeyPatch) -> None:
    """What people change in the calendar is never looked at."""

    async def start_due(self: Reconciling) -> int:
        self.watched_at = self.desk.clock.now()
        return 0

    async def check(*_: Any) -> Any:
        return type("Nothing", (), {"agreed": 0, "open": ()})()

    patch.setattr(Reconciling, "start_due", start_due)
    patch.setattr(world, "check", check)


def promises_without_a_task(patch: pytest.MonkeyPatch) -> None:
    """ "Einen Moment" is said, and nobody has it on record (R3)."""
    patch.setattr(conclude, "follow_up", lambda conv, visit: None)


def claims_nothing(patch: pytest.MonkeyPatch) -> None:
    """The guard lets everybody through (G1)."""
    patch.setattr(claims, "place", lambda *args, **more: True)


def knows_no_intention(patch: pytest.MonkeyPatch) -> None:
    """A repeat is a new wish, and meets its own first visit (G5, G8)."""
    patch.setattr(book, "same_intention", lambda wish, visits: None)
    patch.setattr(check_availability, "same_intention", lambda wish, visits: None)


def is_too_patient(patch: pytest.MonkeyPatch) -> None:
    """The answer to a write waits for the calendar (R6)."""
    patch.setattr(tools, "_MARGIN_SECONDS", -3.0)


def spends_what_it_has_not(patch: pytest.MonkeyPatch) -> None:
    """The rate budget grants everything."""

    async def take(self: StoredBudget, count: int, *, background: bool) -> float:
        return 0.0

    patch.setattr(StoredBudget, "take", take)


def never_recovers(patch: pytest.MonkeyPatch) -> None:
    """What a dead process has begun is taken up by nobody (G6)."""

    async def drive_due(desk: Desk, drives: Any, limit: int = 16) -> int:
        return 0

    patch.setattr(world, "drive_due", drive_due)


def leaves_its_entries(patch: pytest.MonkeyPatch) -> None:
    """What is to go counts as gone as soon as it was asked to go."""

    def after_reply(one: Saga, reply: Any, now: Any) -> Saga:
        if one.stage is Stage.UNDOING:
            return replace(one, stage=Stage.UNDONE, due_at=None)
        return real(one, reply, now)

    real = saga.after_reply
    patch.setattr(drive, "after_reply", after_reply)
    nobody_reconciles(patch)


PLANTED: list[tuple[Callable[[pytest.MonkeyPatch], None], Weather, str]] = [
    (believes_the_calendar, replace(STORM, writes=0.6), "told confirmed, but"),
    (believes_a_later_no, replace(STORM, writes=0.5, reads=0.0), "still stands"),
    (looks_only_once, replace(STORM, writes=0.6), "still stands"),
    (nobody_reconciles, Weather(edits=3.0), "is not in the calendar"),
    (promises_without_a_task, STORM, "told pending, but no task"),
    (claims_nothing, Weather(), "does not own"),
    (knows_no_intention, replace(STORM, writes=0.0), "refused to the repeat"),
    (is_too_patient, STORM, "was answered after"),
    (spends_what_it_has_not, Weather(per_minute=20), "requests within a minute"),
    (never_recovers, DYING, "has not come to rest"),
    (leaves_its_entries, STORM, "still stands"),
]


@pytest.mark.parametrize(("plant", "weather", "words"), PLANTED, ids=[one[0].__name__ for one in PLANTED])
def test_a_planted_defect_is_found(
    stage: world.Stage,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    weather: Weather,
    words: str,
) -> None:
    plant(monkeypatch)
    assert found(stage, weather, words) is not None


def test_without_a_planted_defect_nothing_is_found(stage: world.Stage) -> None:
    """The same weathers, untouched: or the test above would prove nothing."""
    for weather in (STORM, DYING, Weather(edits=3.0), Weather(per_minute=60)):
        for number in range(2):
            outcome = Episode(stage, 31, number, weather=weather).run()
            assert outcome.breaches == (), (weather, number, outcome.breaches)
