"""The kill test with an outside calendar, small; and that its verdict sees each thing that must not be."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from holdfast.core.interval import Interval
from holdfast.store.engine import to_ms
from holdfast.testing.chaos.callers import Heard, Memory
from holdfast.testing.chaos.counts import EXPECTED, missing
from holdfast.testing.chaos.outside import Entry, State
from holdfast.testing.chaos.record import Record
from holdfast.testing.chaos.run import Plan, logged_defects, run
from holdfast.testing.chaos.verdict import Verdict

KILLS = 10
TEN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
BOOKED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.xdist_group("heavy")
async def test_processes_are_killed_and_nothing_is_lost_doubled_or_left_behind(
    database_url: str, tmp_path: Path
) -> None:
    engine = "sqlite" if database_url.startswith("sqlite") else "postgres"
    told: list[str] = []
    plan = Plan(engine, database_url, KILLS, seed=1, folder=tmp_path, hasten=True)
    report = await run(plan, told.append, lambda _kill, _number: None)
    again = f"python -m holdfast.testing.chaos --kills {KILLS} --seed 1 --engine {engine} --hasten"
    assert report.breaches == [], f"{told}; kept in {tmp_path}; again: {again}"
    assert report.never == [], f"{report.counts}; again: {again}"
    assert report.kills == KILLS


# The verdict: one visit of two segments that stands as it should, and one thing after another that is wrong with it.


def _segment(n: int, minutes: int, **other: Any) -> Any:
    begins = TEN + timedelta(minutes=minutes)
    row = {
        "visit_id": "v_one", "generation": 0, "n": n, "host": "staff:mia", "start_at": to_ms(begins),
        "end_at": to_ms(begins + timedelta(minutes=30)), "goal": "present", "stage": "verified", "uid": f"uid-{n}",
    }  # fmt: skip
    return SimpleNamespace(**{**row, **other})


def _entry(n: int, minutes: int, **other: Any) -> Entry:
    begins = TEN + timedelta(minutes=minutes)
    span = Interval(begins, begins + timedelta(minutes=30))
    entry = Entry(f"uid-{n}", f"v_one/{n}", "staff:mia", span, "", BOOKED_AT, None)
    return replace(entry, **other)


def _visit(**other: Any) -> Any:
    row = {
        "id": "v_one", "ref": "K7M4A", "call_id": "call_1", "state": "confirmed", "goal": "present", "why": None,
        "start_at": to_ms(TEN), "due_at": None, "generation": 0, "phone": "+493012345601",
    }  # fmt: skip
    return SimpleNamespace(**{**row, **other})


def _heard(state: str = "confirmed", **other: Any) -> Heard:
    answer = {"say": "", "state": state, "ref": "K7M4A", "at": "2026-11-27T10:00:00+01:00"}
    sent = BOOKED_AT + timedelta(seconds=5)
    return Heard("call_1", "+493012345601", "book", sent, sent + timedelta(seconds=1), {**answer, **other})


STANDING = (_entry(1, 0), _entry(2, 45))
SEGMENTS = (_segment(1, 0), _segment(2, 45))


def _sentences(
    entries: Sequence[Entry] = STANDING,
    segments: Sequence[Any] = SEGMENTS,
    visit: Any = None,
    heard: Sequence[Heard] = (),
    touched: frozenset[str] = frozenset(),
    **recorded: Any,
) -> list[str]:
    row = visit or _visit()
    record = Record({row.id: row}, {row.ref: row}, {row.id: segments}, {}, [], [], [], {}, Counter())
    memory = Memory()
    for one in heard:
        memory.hears(one)
    return Verdict(replace(record, **recorded), State(tuple(entries), 0, {}), memory, touched).breaches()


def _foreign(minutes: int) -> Entry:
    return _entry(9, minutes, reference=None)


def _drift(**other: Any) -> Any:
    row = {"ref": "d1", "kind": "foreign_overlap", "visit_id": "v_one", "host": "staff:mia", "detail": "{}"}
    begins = {"start_at": to_ms(TEN), "end_at": to_ms(TEN + timedelta(minutes=30))}
    return SimpleNamespace(**{**row, **begins, **other})


def _detail(entry: Entry) -> str:
    span = {"start": entry.interval.start.isoformat(), "end": entry.interval.end.isoformat()}
    return json.dumps({"seen": {"uid": entry.uid, "host": entry.host, **span}})


def _request(answer: str, **other: Any) -> Any:
    at = to_ms(BOOKED_AT + timedelta(seconds=6))
    row = {"call_id": "call_1", "tool": "book", "received_at": at - 1000, "answered_at": at, "visit_id": "v_one"}
    return SimpleNamespace(**{**row, "answer": answer, **other})


TAKEN = '{"say":"Der Termin wurde gerade vergeben.","state":"refused","reason":"slot_taken"}'
TOO_LATE = _entry(1, 0, since=BOOKED_AT + timedelta(hours=1))
TASK = SimpleNamespace(kind="follow_up", state="open")
CLOSED = SimpleNamespace(kind="follow_up", state="done", closed_at=to_ms(BOOKED_AT))
GONE = _visit(state="undone", goal="absent", why="refused")


def test_what_agrees_is_no_breach() -> None:
    assert _sentences(heard=[_heard()]) == []
    assert _sentences([*STANDING, _foreign(10)], drifts=[_drift()]) == [], "a foreign overlap that somebody can see"
    late = _entry(1, 15, uid="uid-8")
    segments = [*SEGMENTS, _segment(1, 15, generation=1, goal="absent", uid=None)]
    moved = _drift(kind="moved", detail=_detail(late))
    assert _sentences([late, STANDING[1]], segments, drifts=[moved]) == [], "a move that took effect after all"
    lost = _drift(kind="missing_there")
    assert _sentences([STANDING[1], _foreign(10)], drifts=[lost]) == [], "gone, and somebody else has the time"
    assert _sentences([_foreign(10)], visit=GONE, requests=[_request(TAKEN)]) == [], "undone, and said so"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"entries": [*STANDING, _entry(1, 0, uid="uid-8")]}, "v_one/1 stands 2 times"),
        ({"entries": [_entry(1, 0, uid="uid-8"), STANDING[1]]}, "stands as uid-8"),
        ({"entries": [_entry(1, 0, host="staff:emma"), STANDING[1]]}, "stands as uid-1 of staff:emma"),
        ({"entries": [_entry(1, 15), STANDING[1]]}, "stands as uid-1"),
        ({"entries": [*STANDING, _entry(3, 90)]}, "stands as uid-3"),
        ({"entries": [*STANDING, _entry(1, 300, reference="v_two/1")]}, "v_two/1 stands as"),
        ({"visit": _visit(state="cancelled", goal="absent")}, "stands as uid-1"),
        ({"entries": [*STANDING, _foreign(10)]}, "lies over somebody else's uid-9"),
        ({"drifts": [_drift()]}, "open without anybody's doing"),
        ({"drifts": [_drift(kind="missing_there")]}, "open without anybody's doing"),
        ({"drifts": [_drift(kind="moved", detail=_detail(_entry(1, 15)))]}, "open without anybody's doing"),
        ({"drifts": [_drift(kind="orphan_there")]}, "open without anybody's doing"),
        ({"heard": [_heard(at="2026-11-27T11:00:00+01:00")]}, "was confirmed for 2026-11-27T11"),
        ({"heard": [_heard(ref="AAAAA")]}, "is not on record"),
        ({"heard": [_heard()], "entries": [TOO_LATE, STANDING[1]]}, "did not stand"),
        ({"heard": [_heard("cancelled")]}, "was told cancelled and is confirmed"),
        ({"heard": [_heard("pending")]}, "was told pending, and no task"),
        ({"tasks": {"v_one": [TASK, TASK]}}, "several open follow-ups"),
        ({"heard": [_heard("pending")], "tasks": {"v_one": [CLOSED]}}, "nobody was told how it ended"),
        ({"entries": [], "visit": GONE}, "nobody was told and no task"),
        ({"entries": [], "visit": GONE, "requests": [_request(TAKEN)]}, "nobody else stood there"),
        (
            {"refusals": [("call_1", {"reason": "slot_taken", "occupant": "v_one"})], "heard": [_heard()]},
            "about the caller's own v_one",
        ),
    ],
)  # fmt: skip
def test_each_thing_that_must_not_be_is_seen(wrong: dict[str, Any], words: str) -> None:
    found = _sentences(**wrong)
    assert any(words in sentence for sentence in found), found


def test_a_hard_situation_that_never_occurred_is_named() -> None:
    nothing = missing({}, kills=200)
    assert len(nothing) == len(EXPECTED)
    assert missing(dict.fromkeys(EXPECTED, 1), kills=200) == []


def test_a_logged_defect_is_a_breach_and_a_busy_database_is_none(tmp_path: Path) -> None:
    line = '{"tool": "book", "event": "defect in a tool call", "exception": "%s"}'
    (tmp_path / "serve.log").write_text(f"{line % 'AssertionError'}\n{line % 'StoreUnreachable: busy'}\nall is well\n")
    assert logged_defects(tmp_path) == [f"logged: {line % 'AssertionError'}"]
