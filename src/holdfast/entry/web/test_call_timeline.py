"""What happened in a test call, line by line, in words: each tool call, hold, attempt and exchange with its time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.actions.look_up import EventSeen
from holdfast.core.tenant import Tenant
from holdfast.entry.web.words import Words

LONGEST_BAR_MS = 4000
"""A bar of this time is full: it is how long a caller may be kept waiting."""
_PASSED_OVER = frozenset({"understood_time", "concluded", "reconciled", "calendar_unread", "joined"})
_SOURCES = {
    "call_started": "call", "call_ended": "call", "tool_called": "tool", "answered": "answer",
    "calendar_exchange": "calendar", "calendar_answered": "calendar",
}  # fmt: skip
Told = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: seconds since the call began, where it comes from, what happened, and how many ms it took. `is_bad`: it
    did not go well."""

    seconds: float
    source: str
    text: str
    detail: str
    took_ms: int | None = None
    is_bad: bool = False

    @property
    def bar(self) -> int:
        """How long it took, in hundredths of what a caller may be kept waiting; 0 where it took no time."""
        return 0 if self.took_ms is None else min(max(round(self.took_ms * 100 / LONGEST_BAR_MS), 1), 100)


def rows_of(events: Iterable[EventSeen], words: Words, tenant: Tenant) -> list[Row]:
    """The timeline of a call to `tenant` as it is shown, in the order in which things happened."""
    known = sorted(events, key=lambda seen: (seen.event.at, seen.event.id))
    telling = _Telling(words, tenant)
    return [telling.row(seen, known[0].event.at) for seen in known if seen.event.kind not in _PASSED_OVER]


@dataclass(frozen=True, slots=True)
class _Telling:
    """Events in the words of a page: what happened, and a detail."""

    words: Words
    tenant: Tenant

    def row(self, seen: EventSeen, begun: datetime) -> Row:
        """The line of one event."""
        kind, data = seen.event.kind, seen.event.data
        text, detail = self._told(seen)
        took = data.get("took_ms")
        bad = kind == "calendar_exchange" and (data.get("status") or 0) not in range(200, 300)
        seconds = (seen.event.at - begun).total_seconds()
        return Row(seconds, _SOURCES.get(kind, "store"), text, detail, took if isinstance(took, int) else None, bad)

    def _told(self, seen: EventSeen) -> Told:
        match seen.event.kind:
            case "tool_called":
                return self._tool(seen)
            case "answered":
                return self._answered(seen.event.data)
            case "calendar_exchange":
                return self._exchange(seen.event.data)
            case "held":
                return self._held(seen)
            case kind:
                return self.words.maybe(f"tc_kind_{kind}", "tc_kind_other"), self._detail(kind, seen.event.data)

    def _detail(self, kind: str, data: Mapping[str, Any]) -> str:
        if kind == "understood_service":
            return self.tenant.services_named(tuple(map(str, data.get("heard") or ())))
        if kind == "visit_decided":
            return self.words.count("tc_segments", int(data.get("segments") or 1), ref=data.get("ref", ""))
        if kind == "attempt":
            steps = [str(step) for step in (data.get("steps") or {}).values()]
            return " + ".join(f"{steps.count(name)} × {name}" for name in sorted(set(steps)))
        if kind == "calendar_answered":
            found = data.get("entries_seen")
            return self.words("tc_unread") if found is None else self.words.count("tc_found", int(found))
        return ""

    def _tool(self, seen: EventSeen) -> Told:
        said = dict.fromkeys(str(value) for value in (seen.event.personal or {}).values() if value)
        shown = (self.words("tc_quoted", said=one) if " " in one else one for one in said)
        return str(seen.event.data.get("tool", "")), " · ".join(shown)

    def _answered(self, data: Mapping[str, Any]) -> Told:
        state = str(data.get("state"))
        meant = self.words.maybe(f"tc_state_{state}", "tc_state_info")
        told = (meant if meant != state else "", str(data.get("reason") or ""), str(data.get("ref") or ""))
        return state, " · ".join(part for part in told if part)

    def _exchange(self, data: Mapping[str, Any]) -> Told:
        came = str(data["status"]) if data.get("status") else self.words("tc_no_answer")
        what = self.words.maybe(f"tc_verb_{data.get('verb')}", "tc_verb_other")
        return f"{data.get('method', '')} {data.get('path', '')}", f"{what} → {came}"

    def _held(self, seen: EventSeen) -> Told:
        until = datetime.fromisoformat(str(seen.event.data["until"])).astimezone(seen.zone)
        slots = seen.event.data.get("slots") or []
        return self.words("tc_kind_held"), self.words.count("tc_held", len(slots), until=f"{until:%H:%M:%S}")
