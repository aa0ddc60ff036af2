"""What came of a tool call, in words that fit our answers and those of other systems."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.language import Voice, spoken_ref


class Outcome(StrEnum):
    """What the agent could tell by an answer."""

    OFFERED = "offered"
    DONE = "done"
    OPEN = "open"
    DENIED = "denied"
    ASKED = "asked"
    INFORMED = "informed"
    FAILED = "failed"
    UNKNOWN = "unknown"


_OURS = {
    "held": Outcome.OFFERED,
    "confirmed": Outcome.DONE,
    "cancelled": Outcome.DONE,
    "pending": Outcome.OPEN,
    "refused": Outcome.DENIED,
    "need_info": Outcome.ASKED,
    "info": Outcome.INFORMED,
}


def outcome_now(answer: Mapping[str, Any]) -> Outcome:
    """What an answer of ours says."""
    return _OURS.get(str(answer.get("state")), Outcome.UNKNOWN)


def outcome_then(tool: Mapping[str, Any]) -> Outcome:
    """What the recorded answer said: ours by its state, another system's by whether it succeeded, and at what."""
    status, answer = tool.get("http_status"), tool.get("answer")
    if isinstance(status, int) and status >= 500:
        return Outcome.FAILED
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except ValueError:
            return Outcome.UNKNOWN
    if not isinstance(answer, Mapping):
        return Outcome.UNKNOWN
    if "state" in answer:
        return outcome_now(answer)
    data = answer.get("data")
    available = data.get("available") if isinstance(data, Mapping) else answer.get("available")
    if isinstance(available, bool):
        return Outcome.OFFERED if available else Outcome.DENIED
    success = answer.get("success")
    if isinstance(success, bool):
        return Outcome.DONE if success else Outcome.DENIED
    return Outcome.UNKNOWN


def alike(then: Mapping[str, Any], now: Mapping[str, Any], lang: str) -> bool | None:
    """Whether an answer of ours is what it was, byte for byte but for the codes, which are drawn anew. None where the
    recorded one is another system's. What the record left out of an answer is not compared."""
    if "state" not in then or "say" not in then:
        return None
    known = {name: value for name, value in now.items() if name in then}
    return _plainly(then, lang) == _plainly(known, lang)


def _plainly(answer: Mapping[str, Any], lang: str) -> str:
    plain = {name: value for name, value in answer.items() if value not in (None, [], {})}
    ref = plain.get("ref")
    if isinstance(ref, str) and isinstance(plain.get("say"), str):
        voice = Voice(lang=lang, address="sie", halves=False, today=date(2000, 1, 1), zone=ZoneInfo("UTC"))
        plain |= {"ref": "", "say": plain["say"].replace(spoken_ref(ref, voice), "")}
    options = plain.get("options")
    if isinstance(options, list):
        plain["options"] = [{**one, "slot_id": ""} for one in options if isinstance(one, Mapping)]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)


def codes_of(then: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, str]:
    """Which code drawn now stands for which recorded one, of slots in their order and of the visit."""
    old, new = (one.get("options") for one in (then, now))
    slots = zip(old, new, strict=False) if isinstance(old, list) and isinstance(new, list) else ()
    pairs = [
        (a.get("slot_id"), b.get("slot_id")) for a, b in slots if isinstance(a, Mapping) and isinstance(b, Mapping)
    ]
    pairs.append((then.get("ref"), now.get("ref")))
    return {a: b for a, b in pairs if isinstance(a, str) and isinstance(b, str)}
