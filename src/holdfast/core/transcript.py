"""What a platform tells of a call's words: who said what when, and which tools it says it called. Pure.

The platform's own shape (measured contract retell.md, 3) is read with suspicion: whatever is not as measured is left
out, never guessed. Seconds are audio time since the start of the call.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

_ROLES = {"agent": "agent", "user": "caller"}
LONGEST_CALL_SECONDS = 24 * 3600.0
LONGEST_TEXT = 4_000
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line. `text` is what was generated; of an interrupted line only the share up to `interrupted_at_s` was
    heard, and `end_s` is when all of it would have been said."""

    role: str
    text: str
    start_s: float | None = None
    end_s: float | None = None
    interrupted_at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """One tool as the platform says it was called. It gives no time of its own: the lines around it bound it from
    `after_s` to `before_s`. `result` None: the platform shows no answer."""

    id: str
    name: str
    kind: str | None
    args: Mapping[str, Any] | None
    result: str | None = None
    successful: bool | None = None
    after_s: float | None = None
    before_s: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything said and called, in the platform's order."""

    utterances: tuple[Utterance, ...] = ()
    invocations: tuple[Invocation, ...] = ()


def read_transcript(call: Mapping[str, Any]) -> Transcript | None:
    """The transcript in a call object; None where there is none at all, empty where nobody said anything."""
    for name in ("transcript_with_tool_calls", "transcript_object"):
        lines = call.get(name)
        if isinstance(lines, list) and (lines or name == "transcript_object"):
            return _read_lines([line for line in lines[:MOST_LINES] if isinstance(line, dict)])
    text = call.get("transcript")
    return Transcript(tuple(_read_text(text))) if isinstance(text, str) else None


def _read_lines(lines: list[dict[str, Any]]) -> Transcript:
    said: list[Utterance] = []
    called: list[Invocation] = []
    for line in lines:
        role = line.get("role")
        if role in _ROLES and isinstance(line.get("content"), str):
            spoken = _utterance(_ROLES[role], line)
            called = [_bounded(one, spoken.start_s) for one in called]
            said.append(spoken)
        elif role == "tool_call_invocation" and isinstance(line.get("name"), str):
            after = next((one.start_s for one in reversed(said) if one.start_s is not None), None)
            called.append(_invocation(line, after))
        elif role == "tool_call_result":
            called = [_answered(one, line) for one in called]
    return Transcript(tuple(said), tuple(called))


def _bounded(one: Invocation, start_s: float | None) -> Invocation:
    return replace(one, before_s=start_s) if one.before_s is None and start_s is not None else one


def _invocation(line: Mapping[str, Any], after: float | None) -> Invocation:
    return Invocation(
        str(line.get("tool_call_id") or "")[:128],
        str(line["name"])[:128],
        line["type"][:64] if isinstance(line.get("type"), str) else None,
        _arguments(line.get("arguments")),
        after_s=after,
    )


def _arguments(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _answered(one: Invocation, line: Mapping[str, Any]) -> Invocation:
    if one.result is not None or not one.id or line.get("tool_call_id") != one.id:
        return one
    successful = line.get("successful")
    content = line.get("content")
    return replace(
        one,
        result=content[:16_000] if isinstance(content, str) else "",
        successful=successful if isinstance(successful, bool) else None,
    )


def _utterance(role: str, line: Mapping[str, Any]) -> Utterance:
    text = str(line["content"])[:LONGEST_TEXT]
    times = list(_times(line.get("words")))
    if not times:
        return Utterance(role, text)
    start, end = times[0][0], max(last for _, last in times)
    generated = len(text.split())
    if role != "agent" or generated <= len(times):
        return Utterance(role, text, start, end)
    whole = start + (end - start) * generated / len(times)  # Not every word that was generated was spoken.
    return Utterance(role, text, start, round(whole, 3), end)


def _times(words: Any) -> Iterator[tuple[float, float]]:
    for word in words if isinstance(words, list) else ():
        if isinstance(word, dict):
            start, end = _seconds(word.get("start")), _seconds(word.get("end"))
            if start is not None and end is not None and start <= end:
                yield start, end


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if 0 <= value <= LONGEST_CALL_SECONDS else None


_SPEAKERS = {"agent:": "agent", "user:": "caller"}


def _read_text(text: str) -> Iterator[Utterance]:
    """The plain form: a line each, with the speaker in front, without any time."""
    for line in text.splitlines()[:MOST_LINES]:
        speaker, _, said = line.strip().partition(" ")
        if speaker.lower() in _SPEAKERS and said:
            yield Utterance(_SPEAKERS[speaker.lower()], said[:LONGEST_TEXT])
