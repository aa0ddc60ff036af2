"""Every figure is counted from facts as its definition says, and a definition stands beside each, here and in docs."""

from datetime import timedelta
from pathlib import Path

import pytest

from holdfast.core.honesty import (
    DEFINITIONS,
    Answered,
    CallFacts,
    CaseTimes,
    Name,
    Refusal,
    Witnessed,
    figures,
    grouped,
    opinion_of,
)
from holdfast.testing.builders import at

NOW = at("2026-11-24 10:00")
FRIDAY = at("2026-11-27 10:00")
BUDGET = timedelta(seconds=4)
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "honesty.md"


def call(**facts: object) -> CallFacts:
    return CallFacts("call_1", "retell", "agent_t", "4", **facts)  # type: ignore[arg-type]


def answered(state: str, seconds: int = 0, took_ms: int = 10) -> Answered:
    return Answered(NOW + timedelta(seconds=seconds), state, None, FRIDAY, took_ms)


def value(name: Name, *facts: CallFacts) -> float | None:
    return next(one.value for one in figures(facts, BUDGET) if one.name is name)


def taken(seconds: int, reason: str = "slot_taken", **start: object) -> Refusal:
    return Refusal(NOW + timedelta(seconds=seconds), reason, start.get("start", FRIDAY))  # type: ignore[arg-type]


HELD_THEN_TAKEN = {"answers": [answered("held")], "refusals": [taken(30)]}


@pytest.mark.parametrize(
    ("name", "facts", "wanted"),
    [
        (Name.TOLD_FREE_BUT_REFUSED, HELD_THEN_TAKEN, 1),
        (Name.TOLD_FREE_BUT_REFUSED, {"answers": [answered("held", 60)], "refusals": [taken(30)]}, 0),
        (Name.TOLD_FREE_BUT_REFUSED, {"answers": [answered("held")], "refusals": [taken(30, "closed")]}, 0),
        (Name.TOLD_FREE_BUT_REFUSED, {"answers": [answered("held")], "refusals": [taken(30, start=NOW)]}, 0),
        (Name.TOLD_FREE_BUT_REFUSED, {"visits_undone": {"v_1"}}, 1),
        (Name.TOLD_TAKEN_BUT_OURS, {"verdicts": [Witnessed("taken", "confirmed", "present")]}, 1),
        (Name.TOLD_TAKEN_BUT_OURS, {"verdicts": [Witnessed("taken", "failed", "partial")]}, 1),
        (Name.TOLD_TAKEN_BUT_OURS, {"verdicts": [Witnessed("taken", "none", "absent")]}, 0),
        (Name.TOLD_TAKEN_BUT_OURS, {"verdicts": [Witnessed("taken", "confirmed", "unknown")]}, 0),
        (Name.TOLD_BOOKED_BUT_ABSENT, {"verdicts": [Witnessed("booked", "confirmed", "absent")]}, 1),
        (Name.TOLD_BOOKED_BUT_ABSENT, {"verdicts": [Witnessed("booked", "confirmed", "unknown")]}, 0),
        (
            Name.TOLD_BOOKED_BUT_ABSENT,
            {"verdicts": [Witnessed("booked", "failed", "absent"), Witnessed("booked", "confirmed", "present")]},
            1,
        ),
        (Name.UNKNOWN_OUTCOMES, {"answers": [answered("pending"), answered("confirmed"), answered("pending")]}, 2),
        (Name.BUDGET_OVERRUNS, {"answers": [answered("held", 0, 4001), answered("held", 0, 4000)]}, 1),
        (Name.REPEATS, {"repeats": 3}, 3),
        (Name.HOLDS_LOST, {"expired": 1, **HELD_THEN_TAKEN}, 2),
        (Name.MINUTES_TO_DETECTION, {"case": CaseTimes(NOW, NOW + timedelta(minutes=3), None)}, 3),
        (Name.MINUTES_TO_REPAIR, {"case": CaseTimes(NOW, NOW, None)}, None),
        (Name.MINUTES_TO_REPAIR, {"case": CaseTimes(NOW, NOW, NOW + timedelta(seconds=90))}, 1.5),
        (Name.MINUTES_TO_REPAIR, {"case": CaseTimes(NOW, NOW, NOW, None, told_wrongly=True)}, None),
        (Name.MINUTES_TO_REPAIR, {"case": CaseTimes(NOW, NOW, NOW, NOW + timedelta(hours=1), told_wrongly=True)}, 60),
    ],
)
def test_a_figure_counts_what_its_definition_says(name: Name, facts: dict[str, object], wanted: float | None) -> None:
    assert value(name, call(**facts)) == wanted


def test_without_a_call_there_is_nothing_to_count_and_no_median() -> None:
    found = {one.name: one.value for one in figures([], BUDGET)}
    assert found[Name.TOLD_TAKEN_BUT_OURS] == 0
    assert found[Name.MINUTES_TO_DETECTION] is None


def test_figures_are_kept_apart_by_platform_and_agent_version() -> None:
    new = CallFacts("call_2", "retell", "agent_t", "5", repeats=2)
    groups = grouped([call(repeats=1), new], BUDGET)
    repeats = {group.agent_version: next(f.value for f in group.figures if f.name is Name.REPEATS) for group in groups}
    assert repeats == {"4": 1, "5": 2}


def test_the_platforms_own_opinion_is_counted_apart() -> None:
    happy = call(opinion=True, has_opinion=True, verdicts=[Witnessed("booked", "none", "absent")])
    assert opinion_of([happy, call()]).successful == 1
    assert value(Name.TOLD_BOOKED_BUT_ABSENT, happy) == 1, "that the platform is content changes nothing"


@pytest.mark.parametrize("name", Name)
def test_every_definition_stands_in_the_reference(name: Name) -> None:
    text = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert f"`{name.value}`" in text
    assert DEFINITIONS[name] in text
