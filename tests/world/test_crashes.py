"""A process that dies at each of its steps in turn, and before each commit: nothing is lost, doubled or left behind."""

import pytest

from holdfast.testing.world.episode import Episode, Outcome, Stage
from holdfast.testing.world.luck import Weather

CALM = Weather()
STEPS = 90
COMMITS = 20


def one_call(stage: Stage, seed: int, crash_at: tuple[int, int] | None) -> Outcome:
    """One caller in fair weather; the n-th step, or the n-th commit, is the last of whoever takes it."""
    return Episode(stage, seed, 0, 1, CALM, crash_at, workers=0, arrivals=0.01).run()


def test_without_a_crash_all_is_well(stage: Stage) -> None:
    outcome = one_call(stage, 11, None)
    assert outcome.breaches == ()
    assert outcome.commits >= 6


@pytest.mark.parametrize(("seed", "first"), [(11, 1), (11, 2), (12, 1)])
def test_a_crash_at_each_step(stage: Stage, seed: int, first: int) -> None:
    for step in range(first, STEPS, 2):
        outcome = one_call(stage, seed, (step, 0))
        assert outcome.breaches == (), (step, outcome.breaches, outcome.lines)
        assert outcome.sometimes["crash between steps"] == 1


@pytest.mark.parametrize("seed", [11, 12])
def test_a_crash_before_each_commit(stage: Stage, seed: int) -> None:
    died = 0
    for commit in range(1, COMMITS):
        outcome = one_call(stage, seed, (0, commit))
        assert outcome.breaches == (), (commit, outcome.breaches, outcome.lines)
        died += outcome.sometimes["crash before commit"]
    assert died >= 6
