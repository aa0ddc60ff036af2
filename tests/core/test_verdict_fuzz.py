"""Broken case files: whatever is dropped, swapped or blown up, there is a verdict or a refusal that names the field."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest

from holdfast.core.verdict import CaseRefused, explain
from tests.core.cases import everything

JUNK: list[Any] = [
    None,
    "",
    "x" * 300,
    0,
    -1,
    1e308,
    10**40,
    float("nan"),
    float("inf"),
    True,
    [],
    {},
    [[]],
    [None],
    {"a": {"b": [1]}},
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "2026-02-30T10:00:00",
    "2026-03-10",
    "not a time",
    "☃",
    "\u0000",
    "İ̇ß\u202e",
    "2026-03-10T11:20:27+01:00",
    1773138027,
    "1773138027000",
]
ACTS = {
    "none",
    "adopt",
    "complete",
    "recreate",
    "undo",
    "release",
    "move_with_consent",
    "notify",
    "callback",
    "fix_configuration",
    "ask_person",
}


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every node."""
    found = [path] if path else []
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        found += places(value, (*path, key))
    return found


def spoil(case: Any, path: tuple[Any, ...], chance: random.Random) -> None:
    """Drop a node, or put junk or another node of the case in its place."""
    parent = case
    for key in path[:-1]:
        parent = parent[key]
    how = chance.randrange(4)
    if how == 0:
        del parent[path[-1]]
    elif how == 1 and isinstance(parent, list):
        parent.append(deepcopy(parent[path[-1]]))
    elif how == 2:
        other = case
        for _ in range(chance.randrange(1, 5)):
            if not isinstance(other, dict | list) or not other:
                break
            other = chance.choice(list(other.values()) if isinstance(other, dict) else other)
        parent[path[-1]] = deepcopy(other)
    else:
        parent[path[-1]] = chance.choice(JUNK)


def judged(case: Any) -> None:
    """A verdict of the agreed form, the same twice, or a refusal by name; the case is left as it was."""
    before = json.dumps(case, default=str)
    try:
        verdict = explain(case).as_dict()
    except CaseRefused as refusal:
        assert refusal.field and refusal.reason
        return
    assert json.dumps(case, default=str) == before
    assert explain(case).as_dict() == verdict
    json.dumps(verdict, allow_nan=False)
    assert verdict["repair"]["act"] in ACTS
    assert "delete" in verdict["repair"]["never"]
    assert verdict["repair"]["act"] not in verdict["repair"]["never"]
    known = {one["id"] for one in verdict["evidence"]}
    for cause in verdict["causes"]:
        assert set(cause["supports"]) <= known
        assert {one for excluded in cause["excludes"] for one in excluded["by"]} <= known
    for conflict in verdict["contradictions"]:
        assert set(conflict["evidence"]) <= known


@pytest.mark.parametrize("seed", range(8))
def test_spoiled_cases_are_judged_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    cases = [made()[0].case() for made in everything.CASES.values()]
    for n in range(120):
        case = deepcopy(chance.choice(cases))
        for _ in range(chance.randrange(1, 4)):
            found = places(case)
            if found:
                spoil(case, chance.choice(found), chance)
        try:
            judged(case)
        except Exception as error:
            error.add_note(f"seed {seed}, round {n}: {json.dumps(case, default=str)[:4000]}")
            raise


@pytest.mark.parametrize("junk", [*JUNK, "text", 5, [1, 2]])
def test_what_is_no_case_is_refused_by_name(junk: Any) -> None:
    with pytest.raises(CaseRefused) as refusal:
        explain(junk)
    assert refusal.value.field in ("case", "call")


@pytest.mark.parametrize(
    ("part", "value", "field"),
    [
        ("schema", "holdfast.case/2", "schema"),
        ("schema", 7, "schema"),
        ("call", None, "call"),
        ("utterances", [{"role": "agent", "text": "x" * 30_000}], "utterances[0].text"),
        ("bookings", [{}] * 6_000, "bookings"),
        ("calendar", [{"bookings": [{}] * 6_000}], "calendar[0].bookings"),
    ],
)
def test_what_is_beyond_all_measure_is_refused_by_name(part: str, value: Any, field: str) -> None:
    case = {"schema": "holdfast.case/1", "call": {"call_id": "c"}} | {part: value}
    with pytest.raises(CaseRefused) as refusal:
        explain(case)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "part",
    [
        "utterances",
        "tool_calls",
        "requests",
        "bookings",
        "calendar",
        "mirror",
        "notices",
        "other_calls",
        "tasks",
        "catalog",
    ],
)
def test_a_part_of_the_wrong_shape_is_unknown_and_never_agreement(part: str) -> None:
    story, _ = everything.CASES["numbers_as_text_and_times_in_utc"]()
    case = story.case()
    case[part] = "nothing that can be read"
    verdict = explain(case)
    if part in ("utterances", "bookings", "calendar"):
        assert not verdict.agree
    unknown = {
        "utterances": verdict.witnesses.said,
        "bookings": verdict.witnesses.stored,
        "calendar": verdict.witnesses.calendar,
    }
    assert unknown.get(part, "unknown") == "unknown" or (part == "calendar" and verdict.witnesses.calendar == "present")


def test_ten_megabytes_are_read_or_refused() -> None:
    deep: Any = "x" * 1000
    for _ in range(60):
        deep = {"a": deep, "b": [deep] if isinstance(deep, str) else 1}
    case = {
        "schema": "holdfast.case/1",
        "call": {"call_id": "c", "from_number": "x" * 1_000_000, "timezone": "../../etc/passwd"},
        "tool_calls": [{"name": "book", "args": {"a": "y" * 2_000_000}, "answer": {"say": "z" * 5_000_000}}],
        "requests": [{"at": "x" * 1_000_000, "path": "p" * 1_000_000, "response": deep}],
    }
    judged(case)
