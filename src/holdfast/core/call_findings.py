"""What is odd about a call itself: who calls, and how the agent is set up. Each a finding, none of them a fault. Pure.

Findings hold nothing personal: names of tools, arguments and variables, never what a person said.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.core.identity import Trust, usable_call_id
from holdfast.core.transcript import Invocation

Found = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a call: `requests` are the tools asked of us with their arguments, `invocations` all that the
    platform says were called, `variables` the agent's own."""

    platform: str
    trust: Trust
    has_number: bool
    zone: ZoneInfo
    call_id: str
    started_at: datetime | None = None
    requests: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    remarks: tuple[str, ...] = ()
    invocations: tuple[Invocation, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    served: frozenset[str] = frozenset()


def findings_of(heard: Heard) -> tuple[Found, ...]:
    """Everything odd, each kind once."""
    found: dict[str, dict[str, Any]] = {}
    for rule in (_call_ids, _numbers, _web, _tools, _constants, _offsets, _clock):
        for kind, data in rule(heard):
            found.setdefault(kind, data)
    return tuple(found.items())


def _call_ids(heard: Heard) -> Iterator[Found]:
    """The model was asked for a call id, and made one up; or the request named none at all (R26)."""
    for tool, args in heard.requests:
        hint = args.get("call_id")
        if hint not in (None, "", heard.call_id):
            yield "placeholder_call_id", {"tool": tool[:64], "usable": usable_call_id(hint)}
    if heard.trust is Trust.PROVISIONAL:
        yield "call_without_id", {"platform": heard.platform}


def _numbers(heard: Heard) -> Iterator[Found]:
    """A hidden number is nobody's (R28): known customers are not recognised, and nothing can be sent."""
    if heard.trust is Trust.SIGNED and not heard.has_number and not heard.platform.endswith("_web"):
        yield "number_hidden", {"platform": heard.platform}


def _web(heard: Heard) -> Iterator[Found]:
    if heard.platform.endswith("_web"):
        yield "web_call", {"platform": heard.platform}


PLATFORMS_OWN = frozenset(
    {
        *("end_call", "transfer_call", "agent_swap", "press_digit", "send_sms", "extract_dynamic_variable"),
        *("bridge_transfer", "cancel_transfer", "code", "node_transition"),
    }
)
"""Kinds of tools that belong to the platform and concern no appointment (measured contract retell.md, 1.1)."""


def _tools(heard: Heard) -> Iterator[Found]:
    """Tools that write into a calendar past us, or that nobody answered."""
    known = {name.lower() for name in heard.served}
    for one in heard.invocations:
        kind = one.kind or ""
        if kind in PLATFORMS_OWN or one.name in PLATFORMS_OWN or one.name.lower() in known:
            continue
        yield "tool_elsewhere", {"tool": one.name[:64], "kind": kind[:64]}


_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{[a-z_.]+\}|\$\{.*?\}")
_NOTHING_SAID = frozenset(
    {
        *("none", "null", "undefined", "n/a", "unknown", "unbekannt", "string", "test", "dummy", "example", "todo"),
        *("customer", "customer_name", "kunde", "max mustermann", "john doe", "test@example.com"),
    }
)
_NO_MATTER = frozenset({"call_id", "notes", "reason", "grund"})


def _constants(heard: Heard) -> Iterator[Found]:
    """An argument that holds what no caller said: an unfilled variable, or a constant of the agent's settings."""
    for tool, args in heard.requests:
        for name, value in args.items():
            if not isinstance(value, str) or name in _NO_MATTER:
                continue
            if _TEMPLATE.search(value):
                yield "argument_unfilled", {"tool": tool[:64], "argument": str(name)[:64]}
            elif value.strip().casefold() in _NOTHING_SAID:
                yield "argument_constant", {"tool": tool[:64], "argument": str(name)[:64]}


_OFFSET = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)$")


def _offsets(heard: Heard) -> Iterator[Found]:
    """An exact time in another zone than the salon's: whoever reckoned it did so elsewhere."""
    for tool, args in heard.requests:
        for name, value in args.items():
            if isinstance(value, str) and _OFFSET.search(value.strip()):
                moment = _instant(value.strip())
                if moment is not None and moment.utcoffset() != moment.astimezone(heard.zone).utcoffset():
                    yield "argument_time_zone", {"tool": tool[:64], "argument": str(name)[:64]}


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found if found.utcoffset() is not None else None
    except ValueError:
        return None


_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp])?\.?[Mm]?")
_DAY = 24 * 60
TOLERANCE_MINUTES = 20


def _clock(heard: Heard) -> Iterator[Found]:
    """The agent's own clock shows another hour than the salon's: an agent without `timezone` lives in Los Angeles
    (measured contract retell.md, 5), and takes "heute" for another day."""
    if heard.started_at is None:
        return
    local = heard.started_at.astimezone(heard.zone)
    for name, value in heard.variables.items():
        told = _minutes_in(value) if "current_time" in name.lower() else None
        if told is None:
            continue
        away = (told - (local.hour * 60 + local.minute) + _DAY // 2) % _DAY - _DAY // 2
        if abs(away) > TOLERANCE_MINUTES:
            yield "agent_time_zone", {"variable": name[:64], "minutes_off": away}


def _minutes_in(text: str) -> int | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match.group(1)), int(match.group(2))
    if match.group(3):
        hour = hour % 12 + (12 if match.group(3).lower() == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
