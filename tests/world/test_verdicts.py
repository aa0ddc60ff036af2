"""Every call of the world is judged as a live one is: the verdict says what the world knows, and a lie is seen."""

from typing import Any

import pytest

from holdfast.actions.conclusion import concluded
from holdfast.testing.world.episode import Episode, Outcome, Stage
from holdfast.testing.world.luck import Weather
from holdfast.testing.world.run import Report, simulate
from holdfast.testing.world.truth import Truth
from holdfast.testing.world.verdicts import Verdicts, compared
from holdfast.testing.world.verdicts import judged as judge_them

CALM = Weather(strangers=0.5)
REACHED = 0.99
"""What every run has to reach, these few episodes, too (docs/reliability.md)."""
FEWER = 20
"""Calls of an episode that only has to show a difference."""


def judged(stage: Stage, number: int, calls: int = 30, weather: Weather | None = None) -> Verdicts:
    outcome: Outcome = Episode(stage, 2026, number, calls, weather, judge_share=1.0).run()
    assert outcome.verdicts is not None
    return outcome.verdicts


def test_verdicts_say_what_the_world_knows() -> None:
    report = simulate(7, 120, judge_share=1.0)
    told = [(one.episode, one.said) for one in report.mistaken]
    assert report.verdicts > 105
    assert report.differing > 25
    assert report.causes_known > 25
    assert report.agreement is not None and report.agreement >= REACHED, told


def test_judging_changes_nothing_of_the_run(stage: Stage) -> None:
    with_it, without = (Episode(stage, 2026, 3, judge_share=share).run() for share in (1.0, 0.0))
    assert with_it.fingerprint == without.fingerprint
    assert with_it.verdicts is not None
    assert without.verdicts is None


def test_a_lie_in_the_record_makes_the_verdict_differ(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every visit that stands is said to be cancelled, behind everybody's back: the verdicts see it."""
    honest = judged(stage, 1, FEWER, CALM)
    real = judge_them

    def lied(*args: Any) -> Any:
        stage.database.raw.execute("UPDATE visit SET state = 'cancelled', goal = 'absent' WHERE state = 'confirmed'")
        return real(*args)

    monkeypatch.setattr("holdfast.testing.world.episode.judged", lied)
    lying = judged(stage, 1, FEWER, CALM)
    assert lying.judged == honest.judged
    assert lying.differing >= honest.differing + 5


def test_a_judge_who_sees_nothing_is_found_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict that finds everything in order, whatever is the case, does not say what the world knows."""
    real = concluded

    def content(case: Any) -> dict[str, Any]:
        return {**real(case), "agree": True, "cause": "none"}

    monkeypatch.setattr("holdfast.actions.judge.concluded", content)
    found = judged(stage, 2, FEWER)
    assert sum(one.about == "agree" for one in found.disagreements) >= 5


def test_a_cause_that_the_world_does_not_have_is_a_mistake() -> None:
    three = ("pending", "confirmed", "present")
    said, stored, calendar = three
    document = {"witnesses": {"said": said, "stored": stored, "calendar": calendar}, "agree": False, "cause": "none"}
    truth = Truth({three: False}, was_edited=False)
    assert not list(compared("call", document, truth))
    assert [one.about for one in compared("call", {**document, "cause": "wrong_day"}, truth)] == ["cause"]
    assert [one.about for one in compared("call", {**document, "agree": True}, truth)] == ["agree"]
    assert not list(compared("call", {**document, "agree": True}, Truth({three: False}, False, frozenset({three}))))


def test_too_many_mistakes_make_a_run_not_well() -> None:
    assert Report(1, verdicts=1000, mistakes=10).is_well
    assert not Report(1, verdicts=1000, mistakes=11).is_well
    assert Report(1).agreement is None
