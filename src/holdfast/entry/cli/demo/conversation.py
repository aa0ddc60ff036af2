"""One telephone call, played through the real HTTP door: who says what, and what Holdfast is asked meanwhile.

The caller speaks as callers do. The agent speaks what Holdfast answers, word for word, and books only after a yes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.actions.agent_prompt import begin_message
from holdfast.entry.cli.demo.story import CALLER, Story, Who, sentence
from holdfast.testing.retell_caller import Reply


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller was told, answer by answer."""

    booked: dict[str, Any]
    repeated: dict[str, Any]
    status: dict[str, Any]


@dataclass
class Conversation(Story):
    """A call on a calm day."""

    async def play(self, now: datetime) -> Told:
        """From the first ring to the platform's analysis. Raises CallFailed."""
        await self._begin()
        offer = await self.offered_slot(now)
        booked = await self.tool("book", slot_id=offer["slot_id"], customer_name=CALLER)
        repeated = await self._sent_again(booked)
        self.agent(sentence(booked))
        self.caller("Steht das jetzt auch wirklich im Kalender?")
        status = await self.tool("booking_status")
        self.agent(sentence(status))
        await self._end()
        return Told(booked.data, repeated.data, status.data)

    async def _begin(self) -> None:
        rung = await self.call.rings()
        variables = rung.data.get("call_inbound", {}).get("dynamic_variables", {})
        known = "known" if variables.get("caller_known") == "true" else "not known yet"
        self.platform("call_inbound", rung, 200, f"the telephone rings, the number is {known}")
        self.platform("call_started", await self.call.starts(), 204, "on record")
        self.agent(begin_message(self.tenant))
        self.agent(sentence(await self.tool("get_context")))

    async def _sent_again(self, first: Reply) -> Reply:
        """The platform believes that it got no answer and sends the same booking once more."""
        again = await self.call.repeats(first)
        same = again.data.get("ref") == first.data.get("ref")
        came = "the same code: nothing was booked twice" if same else "ANOTHER CODE"
        self.teller.line(self.call.audio_seconds, Who.HOLDFAST, "book, sent again by the platform", again.took_ms, came)
        return again

    async def _end(self) -> None:
        self.caller("Wunderbar, vielen Dank. Auf Wiederhören!")
        self.agent("Gern geschehen. Auf Wiederhören!")
        self.platform("call_ended", await self.call.ends(), 204, "on record, what was still held is free again")
        summary = "Ein Termin wurde gebucht und bestätigt."
        self.platform("call_analyzed", await self.call.is_analyzed(summary), 204, "on record")
