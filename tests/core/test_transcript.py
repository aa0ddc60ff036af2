"""What a platform tells of a call's words is read with suspicion, and only what was spoken counts as heard."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.transcript import read_transcript


def line(role: str, text: str, begins: float, words: int | None = None) -> dict[str, Any]:
    spoken = text.split()[:words]
    timed = [{"word": w, "start": begins + n * 0.5, "end": begins + n * 0.5 + 0.4} for n, w in enumerate(spoken)]
    return {"role": role, "content": text, "words": timed}


def test_lines_carry_their_audio_seconds_and_the_speaker() -> None:
    found = read_transcript({"transcript_object": [line("agent", "Guten Tag", 1.0), line("user", "Hallo", 3.0)]})
    assert found is not None
    assert [(one.role, one.text, one.start_s, one.end_s) for one in found.utterances] == [
        ("agent", "Guten Tag", 1.0, 1.9),
        ("caller", "Hallo", 3.0, 3.4),
    ]
    assert {one.interrupted_at_s for one in found.utterances} == {None}


def test_an_agent_who_was_cut_off_was_heard_up_to_the_last_spoken_word() -> None:
    whole = "Freitag um zehn ist frei, soll ich buchen?"
    found = read_transcript({"transcript_object": [line("agent", whole, 10.0, words=3)]})
    assert found is not None
    (one,) = found.utterances
    assert (one.text, one.start_s, one.interrupted_at_s) == (whole, 10.0, 11.4)
    assert one.end_s is not None
    assert one.end_s > 11.4


def test_tools_stand_between_the_lines_around_them() -> None:
    lines = [
        line("user", "Freitag", 5.0),
        {
            "role": "tool_call_invocation",
            "tool_call_id": "a",
            "name": "book",
            "arguments": '{"x": 1}',
            "type": "custom",
        },
        {"role": "tool_call_result", "tool_call_id": "a", "content": "{}", "successful": True},
        line("agent", "Gern", 9.0),
        {"role": "tool_call_invocation", "tool_call_id": "b", "name": "end_call", "arguments": "no json"},
    ]
    found = read_transcript({"transcript_with_tool_calls": lines})
    assert found is not None
    first, second = found.invocations
    assert (first.args, first.result, first.successful, first.after_s, first.before_s) == (
        {"x": 1},
        "{}",
        True,
        5.0,
        9.0,
    )
    assert (second.args, second.result, second.after_s, second.before_s) == (None, None, 9.0, None)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ({}, None),
        ({"transcript": None}, None),
        ({"transcript_object": []}, []),
        ({"transcript_with_tool_calls": []}, None),
        ({"transcript": "Agent: Guten Tag\nUser: Hallo\nSystem: nichts"}, ["Guten Tag", "Hallo"]),
    ],
)
def test_no_transcript_is_unknown_and_an_empty_one_is_silence(call: dict[str, Any], expected: list[str] | None) -> None:
    found = read_transcript(call)
    assert (found if found is None else [one.text for one in found.utterances]) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["role", "content", "words", "start", "end", "tool_call_id", "name", "arguments", "successful"])
ROLES = st.sampled_from(["agent", "user", "tool_call_invocation", "tool_call_result"])
LINE = st.builds(lambda role, rest: {**rest, "role": role}, ROLES, st.dictionaries(NAMES, JSON, max_size=6))


@settings(max_examples=40)
@given(st.lists(LINE | JSON, max_size=8), st.sampled_from(["transcript_with_tool_calls", "transcript_object"]))
def test_whatever_comes_is_read_or_left_out(lines: list[Any], name: str) -> None:
    found = read_transcript({name: lines})
    for one in found.utterances if found else ():
        times = [t for t in (one.start_s, one.end_s, one.interrupted_at_s) if t is not None]
        assert all(0 <= t <= 10**9 for t in times)
    json.dumps([one.text for one in found.utterances] if found else [])
