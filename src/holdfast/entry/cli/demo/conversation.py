"""One telephone call, played through the real HTTP door: who says what, and what Holdfast is asked meanwhile.

The caller speaks as callers do. The agent speaks what Holdfast answers, word for word, and books only after a yes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from holdfast.actions.agent_prompt import begin_message
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


class Teller(Protocol):
    """Shows the story while it happens."""

    def line(self, at_seconds: float, who: Who, text: str, took_ms: float | None = None, note: str = "") -> None:
        """One line: when in the call, who, what; for a tool how long it took and what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller was told, answer by answer."""

    booked: dict[str, Any]
    repeated: dict[str, Any]
    status: dict[str, Any]


class CallFailed(Exception):
    """The call took a turn that the demonstration cannot follow; the message tells which."""


@dataclass
class Conversation:
    """The call as a story: every line goes into the transcript that the platform sends, and to the teller."""

    call: CallScript
    tenant: Tenant
    teller: Teller

    async def play(self, now: datetime) -> Told:
        """From the first ring to the platform's analysis. Raises CallFailed."""
        await self._begin()
        offer = await self._agree_on_a_slot(now)
        booked = await self._tool("book", slot_id=offer, customer_name=CALLER)
        repeated = await self._sent_again(booked)
        self._agent(_sentence(booked))
        self._caller("Steht das jetzt auch wirklich im Kalender?")
        status = await self._tool("booking_status")
        self._agent(_sentence(status))
        await self._end()
        return Told(booked.data, repeated.data, status.data)

    async def _begin(self) -> None:
        rung = await self.call.rings()
        variables = rung.data.get("call_inbound", {}).get("dynamic_variables", {})
        known = "known" if variables.get("caller_known") == "true" else "not known yet"
        self._platform("call_inbound", rung, 200, f"the telephone rings, the number is {known}")
        self._platform("call_started", await self.call.starts(), 204, "on record")
        self._agent(begin_message(self.tenant))
        self._agent(_sentence(await self._tool("get_context")))

    async def _agree_on_a_slot(self, now: datetime) -> str:
        """Ask as callers ask, until something is offered. Returns the slot that the caller says yes to."""
        for day, time in wishes(self.tenant, now):
            self._caller(_wish(day, time))
            self._agent(LOOKING)
            answer = (await self._tool("check_availability", service=SERVICE, date=day, time=time)).data
            self._agent(str(answer.get("say", "")))
            options = answer.get("options") or []
            if options:
                self._caller(_yes(answer, len(options)))
                return str(options[0]["slot_id"])
        raise CallFailed("nothing was offered, whatever the caller asked for")

    async def _sent_again(self, first: Reply) -> Reply:
        """The platform believes that it got no answer and sends the same booking once more."""
        again = await self.call.repeats(first)
        same = again.data.get("ref") == first.data.get("ref")
        came = "the same code: nothing was booked twice" if same else "ANOTHER CODE"
        self.teller.line(self.call.audio_seconds, Who.HOLDFAST, "book, sent again by the platform", again.took_ms, came)
        return again

    async def _end(self) -> None:
        self._caller("Wunderbar, vielen Dank. Auf Wiederhören!")
        self._agent("Gern geschehen. Auf Wiederhören!")
        self._platform("call_ended", await self.call.ends(), 204, "on record, what was still held is free again")
        summary = "Ein Termin wurde gebucht und bestätigt."
        self._platform("call_analyzed", await self.call.is_analyzed(summary), 204, "on record")

    def _agent(self, sentence: str) -> None:
        self.teller.line(self.call.agent_says(sentence), Who.AGENT, sentence)

    def _caller(self, sentence: str) -> None:
        self.teller.line(self.call.caller_says(sentence), Who.CALLER, sentence)

    async def _tool(self, name: str, **args: str) -> Reply:
        at = self.call.audio_seconds
        reply = await self.call.tool(name, **args)
        asked = ", ".join(f"{key}: {value}" for key, value in args.items())
        self.teller.line(at, Who.HOLDFAST, f"{name}({asked})", reply.took_ms, _came_of(reply))
        if reply.status != 200:
            raise CallFailed(f"{name} was answered with HTTP {reply.status}")
        return reply

    def _platform(self, event: str, reply: Reply, wanted: int, note: str) -> None:
        came = note if reply.status == wanted else f"HTTP {reply.status}"
        self.teller.line(self.call.audio_seconds, Who.PLATFORM, event, reply.took_ms, came)
        if reply.status != wanted:
            raise CallFailed(f"{event} was answered with HTTP {reply.status}")


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


def _sentence(reply: Reply) -> str:
    return str(reply.data.get("say", ""))


def _came_of(reply: Reply) -> str:
    data = reply.data
    parts = [str(data.get("state", f"HTTP {reply.status}"))]
    parts += [str(data["reason"])] if data.get("reason") else []
    parts += [f"reserved for this call: {len(data['options'])}"] if data.get("options") else []
    parts += [f"code {data['ref']}"] if data.get("ref") else []
    return ", ".join(parts)
