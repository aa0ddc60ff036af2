"""A telephone call as a story: who speaks or acts, when, and what came of it, told while it happens.

Every line goes into the transcript that the platform sends, and to the teller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from holdfast.actions.desk import holidays_of
from holdfast.core.tenant import Tenant
from holdfast.testing.retell_caller import CallScript, Reply

SERVICE = "Dauerwelle"
CALLER = "Ada Beispiel"
LOOKING = "Einen kleinen Moment, ich schaue kurz in den Kalender."
_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_TEN = 10 * 60


class Who(Enum):
    """Who speaks or acts in a line of the story."""

    CALLER = "Anruferin"
    AGENT = "Agent"
    PLATFORM = "Retell"
    HOLDFAST = "Holdfast"
    CALENDAR = "Cal.com"


class Teller(Protocol):
    """Shows the story while it happens."""

    def line(self, at_seconds: float, who: Who, text: str, took_ms: float | None = None, note: str = "") -> None:
        """One line: when in the call, who, what; for a tool how long it took and what came of it."""
        ...

    def tick(self) -> None:
        """A little time has passed in which nothing happened."""
        ...


class CallFailed(Exception):
    """The call took a turn that the demonstration cannot follow; the message tells which."""


@dataclass
class Story:
    """The call, the salon that is called, and who tells it."""

    call: CallScript
    tenant: Tenant
    teller: Teller

    def agent(self, sentence: str) -> None:
        """The agent speaks."""
        self.teller.line(self.call.agent_says(sentence), Who.AGENT, sentence)

    def caller(self, sentence: str) -> None:
        """The caller speaks."""
        self.teller.line(self.call.caller_says(sentence), Who.CALLER, sentence)

    async def tool(self, name: str, **args: str) -> Reply:
        """Holdfast is asked. Raises CallFailed."""
        at = self.call.audio_seconds
        reply = await self.call.tool(name, **args)
        return self.answered(at, f"{name}({in_words(args)})", reply)

    def answered(self, at: float, asked: str, reply: Reply) -> Reply:
        """Holdfast's answer to what it was asked. Raises CallFailed."""
        self.teller.line(at, Who.HOLDFAST, asked, reply.took_ms, came_of(reply))
        if reply.status != 200:
            raise CallFailed(f"{asked} was answered with HTTP {reply.status}")
        return reply

    def platform(self, event: str, reply: Reply, wanted: int, note: str) -> None:
        """The platform told Holdfast something. Raises CallFailed."""
        came = note if reply.status == wanted else f"HTTP {reply.status}"
        self.teller.line(self.call.audio_seconds, Who.PLATFORM, event, reply.took_ms, came)
        if reply.status != wanted:
            raise CallFailed(f"{event} was answered with HTTP {reply.status}")

    async def offered_slot(self, now: datetime) -> dict[str, str]:
        """Ask as callers ask, until something is offered. Returns the option that the caller says yes to, and raises
        CallFailed where there is none."""
        for day, time in wishes(self.tenant, now):
            self.caller(_wish(day, time))
            self.agent(LOOKING)
            answer = (await self.tool("check_availability", service=SERVICE, date=day, time=time)).data
            self.agent(str(answer.get("say", "")))
            options = answer.get("options") or []
            if options:
                self.caller(_yes(answer, len(options)))
                return {key: str(value) for key, value in options[0].items()}
        raise CallFailed("nothing was offered, whatever the caller asked for")


def wishes(tenant: Tenant, now: datetime) -> Iterator[tuple[str, str]]:
    """What the caller asks for, one after another until something is offered: words for a day and for a time.

    A weekday two to six days from now means one day only, whatever today is.
    """
    today = now.astimezone(tenant.timezone).date()
    near = [today + timedelta(days=ahead) for ahead in range(2, 7)]
    day = next((day for day in near if _is_open_at_ten(tenant, day)), near[0])
    yield f"am {_DAYS[day.weekday()]}", "zehn Uhr"
    yield "übermorgen", "vormittags"
    yield "nächste Woche", "nachmittags"


def _is_open_at_ten(tenant: Tenant, day: date) -> bool:
    hours = tenant.opening.hours_on(day, holidays_of(tenant, (day,))) or ()
    return day.weekday() < 5 and any(span.start <= _TEN < span.end for span in hours)


def _wish(day: str, time: str) -> str:
    when = f"um {time}" if time.endswith("Uhr") else time
    return f"Ja, guten Tag, ich hätte gern eine {SERVICE}, {day} {when}."


def _yes(answer: dict[str, Any], offered: int) -> str:
    if answer.get("state") == "held" and offered == 1:
        return f"Ja, gern. Auf den Namen {CALLER}."
    return f"Dann nehme ich den ersten. Auf den Namen {CALLER}."


def sentence(reply: Reply) -> str:
    """What the agent is given to say."""
    return str(reply.data.get("say", ""))


def in_words(args: dict[str, str]) -> str:
    """What a tool was asked."""
    return ", ".join(f"{key}: {value}" for key, value in args.items())


def came_of(reply: Reply) -> str:
    """What an answer says happened, in a few words."""
    data = reply.data
    parts = [str(data.get("state", f"HTTP {reply.status}"))]
    parts += [str(data["reason"])] if data.get("reason") else []
    parts += [f"reserved for this call: {len(data['options'])}"] if data.get("options") else []
    parts += [f"code {data['ref']}"] if data.get("ref") else []
    return ", ".join(parts)
