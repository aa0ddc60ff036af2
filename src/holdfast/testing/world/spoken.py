"""What is said in a simulated call: by the caller in the words of somebody on the telephone, by the agent what our
answers say, word for word. The platform hands it over with `call_ended`, as Retell does (measured contract retell.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from holdfast.testing.retell_caller import SECONDS_PER_CHARACTER

SHORTEST_SECONDS = 0.2
"""How fast somebody speaks whom nobody lets finish: every line is heard whole all the same."""
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: said by the "agent" or the "user", or (role as Retell has it) a tool called or answered. `second` is
    the world's."""

    second: float
    role: str
    text: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_speech(self) -> bool:
        """Whether somebody spoke."""
        return self.role in ("agent", "user")


@dataclass
class Conversation:
    """Everything said and called in one call, in the order of the world's time. Nothing is added once it is over."""

    began: float
    lines: list[Line] = field(default_factory=list)
    ended: float | None = None

    def caller(self, second: float, text: str) -> None:
        """The caller says something."""
        self._add(Line(second, "user", text))

    def agent(self, second: float, text: str) -> None:
        """The agent says something."""
        self._add(Line(second, "agent", text))

    def invoked(self, second: float, number: int, tool: str, args: Mapping[str, Any]) -> None:
        """The agent calls a tool."""
        arguments = json.dumps(dict(args), ensure_ascii=False)
        told = {"tool_call_id": f"tool_call_{number}", "name": tool, "type": "custom", "arguments": arguments}
        self._add(Line(second, "tool_call_invocation", more=told))

    def answered(self, second: float, number: int, content: str, *, successful: bool) -> None:
        """The platform shows what came back."""
        told = {"tool_call_id": f"tool_call_{number}", "content": content, "successful": successful}
        self._add(Line(second, "tool_call_result", more=told))

    def hangs_up(self, second: float) -> None:
        """It is over."""
        self.ended = second if self.ended is None else self.ended

    def _add(self, line: Line) -> None:
        if self.ended is None:
            self.lines.append(line)

    def as_retell(self) -> list[dict[str, Any]]:
        """The list `transcript_with_tool_calls`: each line of speech with the seconds of its words."""
        return [
            _spoken(line, self._audio(line.second), self._room(n))
            if line.is_speech
            else {"role": line.role, **line.more}
            for n, line in enumerate(self.lines)
        ]

    def _audio(self, second: float) -> float:
        return max(second - self.began, 0.0)

    def _room(self, n: int) -> float:
        """Until when a line must have been said: until the next one begins, or the call ends."""
        begins = self.lines[n].second
        later = (line.second for line in self.lines[n + 1 :] if line.is_speech and line.second > begins)
        end = next(later, self.ended if self.ended is not None else begins + 60.0)
        return max(end - begins, SHORTEST_SECONDS)


def _spoken(line: Line, start: float, room: float) -> dict[str, Any]:
    words = line.text.split()
    lasts = min(len(line.text) * SECONDS_PER_CHARACTER, room)
    each = lasts / max(len(words), 1)
    timed = [
        {"word": word, "start": round(start + n * each, 3), "end": round(start + (n + 1) * each, 3)}
        for n, word in enumerate(words)
    ]
    return {"role": line.role, "content": line.text, "words": timed}


def call_object(envelope: Mapping[str, Any], conversation: Conversation, started_at: datetime) -> dict[str, Any]:
    """The call as `call_ended` shows it. `envelope` holds its identity."""
    lasted = conversation.ended - conversation.began if conversation.ended is not None else 0.0
    speakers = {"agent": "Agent", "user": "User"}
    lines = conversation.as_retell()
    speech = [line for line in lines if line["role"] in speakers]
    return {
        **envelope,
        "call_type": "phone_call",
        "direction": "inbound",
        "call_status": "ended",
        "start_timestamp": _unix_ms(started_at),
        "end_timestamp": _unix_ms(started_at + timedelta(seconds=lasted)),
        "duration_ms": round(lasted * 1000),
        "disconnection_reason": "user_hangup",
        "transcript": "\n".join(f"{speakers[line['role']]}: {line['content']}" for line in speech),
        "transcript_object": speech,
        "transcript_with_tool_calls": lines,
    }


def _unix_ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


# The caller's words


def wanted(wish: Mapping[str, str]) -> str:
    """How somebody asks for a time; who has no wish yet, for any."""
    if not {"service", "date", "time"} <= wish.keys():
        return "Guten Tag, ich hätte gern einen Termin."
    who = f" bei {wish['staff']}" if "staff" in wish else ""
    return f"Guten Tag, ich hätte gern einen Termin für {wish['service']}{who}, am {_when(wish)}."


def moved_to(wish: Mapping[str, str]) -> str:
    """How somebody asks for another time."""
    return f"Ich möchte meinen Termin verschieben, auf {_when(wish)}."


def _when(wish: Mapping[str, str]) -> str:
    return f"{_day(wish['date'])} um {_clock(wish['time'])}"


def _day(date: str) -> str:
    """Words stay, a date is said as its weekday: all of them lie within a week."""
    if not date[:1].isdigit():
        return date
    return _WEEKDAYS[datetime.fromisoformat(date).weekday()]


def _clock(time: str) -> str:
    if ":" not in time:
        return time
    hour, _, minute = time.partition(":")
    return f"{int(hour)} Uhr" + (f" {int(minute)}" if int(minute) else "")


def chosen(option: Mapping[str, Any], *, alone: bool) -> str:
    """How somebody says yes to what is offered; to one of several with its time."""
    at = datetime.fromisoformat(str(option["at"]))
    if alone:
        return "Ja, bitte, den nehme ich."
    return f"Ja, dann lieber {_WEEKDAYS[at.weekday()]} um {_clock(f'{at:%H:%M}')} bei {option.get('staff')}, bitte."


def named(name: str, words: str) -> str:
    """The same with a name."""
    return f"{words} Mein Name ist {name}."


CHOSEN = "chosen"
"""Among the answers spoken, in the place of a tool: the caller said yes to one of the times offered."""
CANCEL = "Ich möchte meinen Termin bitte absagen. Ja, ganz sicher."
STATUS = "Ist mein Termin denn eingetragen?"
FIND = "Welche Termine habe ich bei Ihnen?"
AGAIN = "Hallo, sind Sie noch da?"
GREETING = "Guten Tag, hier ist der Telefonassistent vom Salon Welt, ein Computerprogramm. Was kann ich für Sie tun?"
"""What the agent says first."""
