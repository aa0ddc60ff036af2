"""The verdict as a whole: form, given cases, purity, and that documents and rules know the same causes."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from holdfast.core.verdict import explain
from holdfast.core.verdict.choosing import RULES
from holdfast.core.verdict.findings import Code
from tests.core.cases.builder import Story, booked
from tests.core.cases.everything import CASES, PAIRS

ROOT = Path(__file__).parents[2]
GIVEN = ROOT.parent / "shared" / "data" / "cases"


def given() -> Iterator[str]:
    yield from sorted(path.stem for path in GIVEN.glob("*.json"))


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the given case files lie beside the repository, where there are any")
@pytest.mark.parametrize("name", list(given()) or ["none"])
def test_the_given_cases(name: str) -> None:
    both = json.loads((GIVEN / f"{name}.json").read_text(encoding="utf-8"))
    truth, verdict = both["truth"], explain(both["case"]).as_dict()
    assert verdict["cause"] in truth["acceptable_causes"]
    assert set(truth["must_mention"]) <= {cause["code"] for cause in verdict["causes"]}
    for witness, said in truth["witnesses"].items():
        assert verdict["witnesses"][witness] in truth.get("witnesses_acceptable", {}).get(witness, [said])
    assert verdict["agree"] in truth.get("agree_acceptable", [truth["agree"]])
    acts = [verdict["repair"]["act"], *(step["act"] for step in verdict["repair"]["steps"])]
    assert acts[0] in truth["repair_acceptable"]
    assert not set(acts) & set(truth["repair_forbidden"])


def test_the_form_is_that_of_the_case_file() -> None:
    told = explain(booked().case()).as_dict()
    assert list(told) == [
        "call_id",
        "agree",
        "witnesses",
        "cause",
        "causes",
        "contradictions",
        "repair",
        "evidence",
        "sentence",
    ]
    assert list(told["repair"]) == ["act", "why", "never", "tell_caller", "steps"]
    assert all(list(one) == ["id", "at", "source", "text", "ref"] for one in told["evidence"])


def test_the_same_case_gives_the_same_verdict_and_is_left_alone() -> None:
    for made in CASES.values():
        case = made()[0].case()
        before = deepcopy(case)
        assert explain(case).as_dict() == explain(deepcopy(case)).as_dict()
        assert case == before


def test_a_calendar_of_our_own_is_no_independent_witness() -> None:
    s = booked()
    assert "independent" not in explain(s.case()).as_dict()["witnesses"]
    s.parts["calendar"][0]["independent"] = False
    assert explain(s.case()).as_dict()["witnesses"]["independent"] is False


def test_unknown_fields_change_nothing() -> None:
    s = booked()
    plain = explain(s.case()).as_dict()
    for node in (s.parts, s.parts["call"], s.parts["bookings"][0], s.parts["calendar"][0]["bookings"][0]):
        node["something_new"] = {"a": [1, 2]}
    assert explain(s.case()).as_dict() == plain


def test_english_tenants_read_english() -> None:
    s = booked(Story())
    s.parts["call"]["language"] = "en"
    assert explain(s.case()).sentence.startswith("All in order")


def test_every_cause_has_its_row_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "causes.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [code.value for code in Code]


def test_every_rule_says_what_it_needs() -> None:
    for rule in RULES:
        assert "Needs:" in (rule.__doc__ or "")


@pytest.mark.parametrize("code", [code.value for code in Code])
def test_every_cause_has_a_pair_that_is_it_and_only_looks_like_it(code: str) -> None:
    it, alike = PAIRS[code]
    assert explain(CASES[it]()[0].case()).cause == code
    assert explain(CASES[alike]()[0].case()).cause != code
