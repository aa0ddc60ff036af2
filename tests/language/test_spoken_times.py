"""Over a thousand spoken times, German and English, each with every reading that its wording leaves open.

The rows are ours and stand in the package, so that `holdfast bench language` measures with them too. They were
written by kinds of wording, not by what the reader could do; one that is missed is a gap in a rule.
"""

import importlib.util
import json
from pathlib import Path

import pytest

from holdfast.language import read_for_scoring
from holdfast.testing.spoken_times import Row, figures, judge_rows, own_rows, rows_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "time-expressions"
GIVEN = [DATA / "own-dev.jsonl", DATA / "dev.jsonl"]
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the scored rows lie outside the repository, in ../shared/data, which is not here"
)
SOURCES = (
    "salon-de",
    "salon-en",
    "mail-de",
    "mail-en",
    "offsets-de",
    "offsets-en",
    "sentences-de",
    "sentences-en",
    "calls-de",
    "calls-en",
)


def a_row(text: str, *readings: dict[str, object], ask: bool = False) -> Row:
    return Row(
        id="x", lang="de", text=text, reference="2026-11-25T10:20:00+01:00", kind="date", source="x",
        readings=readings, ask=ask,
    )  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_every_row_is_read_as_one_of_its_readings(source: str) -> None:
    rows = [row for row in own_rows() if row.source == source]
    assert len(rows) > 20
    judged = judge_rows(rows, read_for_scoring)
    assert [(j.row.text, j.row.readings, j.answer) for j in judged if not j.accepted] == []


def test_questions_are_asked_where_they_are_due_and_hardly_elsewhere() -> None:
    got = figures("all", judge_rows(own_rows(), read_for_scoring))
    assert got.rows > 1000
    assert got.asked is not None
    assert got.needless is not None
    assert got.asked >= 97
    assert got.needless <= 1


def test_no_two_rows_are_the_same_question() -> None:
    asked = [(row.text.lower(), row.reference) for row in own_rows()]
    assert len(asked) == len(set(asked))
    assert len({row.id for row in own_rows()}) == len(asked)


@pytest.mark.parametrize(
    ("answer", "accepted", "silent"),
    [
        ({"date": "2026-11-27"}, True, False),
        ({"date": "2026-11-28"}, False, True),
        ({"date": "2026-11-27", "time": "10:00"}, False, True),
        ({}, False, False),
        ({"ambiguous": True, "alternatives": [{"date": "2026-11-27"}, {"date": "2026-12-04"}]}, True, False),
        ({"ambiguous": True, "alternatives": [{"date": "2026-12-04"}]}, False, False),
    ],
)
def test_an_answer_is_judged_by_what_it_says_and_adds(answer: dict[str, object], accepted: bool, silent: bool) -> None:
    (judged,) = judge_rows([a_row("Freitag", {"date": "2026-11-27"})], lambda *_: answer)
    assert (judged.accepted, judged.silent) == (accepted, silent)
    assert judged.needless is bool(answer.get("ambiguous"))


def test_a_question_is_right_where_nothing_can_be_read() -> None:
    (judged,) = judge_rows([a_row("später", {}, ask=True)], lambda *_: {"ambiguous": True})
    assert judged.accepted
    assert judged.asked
    (judged,) = judge_rows([a_row("später", {}, ask=True)], lambda *_: {"time": "15:00"})
    assert judged.silent
    assert not judged.asked


@needs_data
def test_our_judging_agrees_with_the_scorer_of_the_given_rows() -> None:
    spec = importlib.util.spec_from_file_location("score", DATA / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    raw = [json.loads(line) for path in GIVEN for line in path.read_text(encoding="utf-8").splitlines()]
    judged = judge_rows([row for path in GIVEN for row in rows_of(path)], read_for_scoring)
    for row, ours in zip(raw, judged, strict=True):
        theirs = score.judge(row, ours.answer)
        assert (ours.accepted, ours.silent, ours.needless) == (
            theirs["accepted"], theirs["silent"], theirs["overask"],
        ), row["text"]  # fmt: skip
