"""Labelled cases, harder than plain ones: each cause, what looks like it, what lacks the deciding witness, and
several at once.

The labels follow the reading rules of the case files, worked out by hand for every case.
"""

import pytest

from holdfast.core.verdict import explain
from tests.core.cases import everything
from tests.core.cases.builder import Made

CASES = everything.CASES
WITNESSES = ("said", "stored", "calendar")


def faults(made: Made) -> list[str]:
    """What a verdict gets wrong of a labelled case."""
    story, label = made()
    verdict = explain(story.case()).as_dict()
    found = []
    if verdict["cause"] not in (label.accept or (label.cause,)):
        found.append(f"cause {verdict['cause']}, not {label.cause}")
    seen = verdict["witnesses"]
    found += [
        f"{w} {seen[w]}, not {getattr(label, w)}" for w in seen if w in WITNESSES and seen[w] != getattr(label, w)
    ]
    if verdict["agree"] is not label.agree:
        found.append(f"agree {verdict['agree']}")
    missing = set(label.also) - {cause["code"] for cause in verdict["causes"]}
    found += [f"not mentioned: {code}" for code in sorted(missing)]
    acts = {verdict["repair"]["act"], *(step["act"] for step in verdict["repair"]["steps"])}
    found += [f"harmful: {act}" for act in sorted(acts & set(label.never))]
    if label.acts and verdict["repair"]["act"] not in label.acts:
        found.append(f"act {verdict['repair']['act']}, not {label.acts}")
    known = {one["id"] for one in verdict["evidence"]}
    named = {one for cause in verdict["causes"] for one in cause["supports"]}
    if not named <= known:
        found.append("evidence that is not listed")
    if verdict["cause"] != "none" and not verdict["evidence"]:
        found.append("no evidence")
    return found


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_verdict_is_the_label(name: str) -> None:
    assert faults(CASES[name]) == []
