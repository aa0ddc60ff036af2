"""The incident, played through the real HTTP door: the calendar is slow, and the platform sends the booking again.

The agent says what Holdfast answers, and nothing else. From the booking on every second is a real one, until the
calendar has come to rest; the rest of the talk then passes at once, like what was said before.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, TypeVar

from holdfast.actions.agent_prompt import begin_message
from holdfast.actions.look_up import EventSeen
from holdfast.entry.cli.demo.story import CALLER, CallFailed, Story, Who, in_words, sentence
from holdfast.testing.retell_caller import Reply

T = TypeVar("T")
PLATFORM_LIMIT = 3.0
"""Seconds after which the platform cuts a request off and sends it again."""
SMALL_TALK = "Ja, ist gut. Sagen Sie, bis wann haben Sie am Freitag eigentlich offen?"
_TICK = 0.5
_MOST_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """What the agent was given to say, answer by answer, and how long the caller waited for the first about the
    booking."""

    booked: dict[str, Any]
    status: dict[str, Any]
    sentences: tuple[str, ...]
    waited_seconds: float


@dataclass
class Incident(Story):
    """The call. `news` gives what has come onto the call's timeline since it was asked last; `on_booking` begins
    whatever happens beside it."""

    news: Callable[[], Awaitable[list[EventSeen]]]
    on_booking: Callable[[dict[str, str]], object]
    sentences: list[str] = field(default_factory=list)
    is_under_way: bool = False

    async def play(self, now: datetime) -> Heard:
        """From the first words to the end. Raises CallFailed."""
        await self.call.rings()
        self.platform("call_started", await self.call.starts(), 204, "on record")
        self.agent(begin_message(self.tenant))
        option = await self.offered_slot(now)
        await self.news()
        self.is_under_way = True
        self.on_booking(option)
        booked = await self._book(option["slot_id"])
        await self._says(Who.AGENT, sentence(booked))
        await self._ask_something_else()
        status = await self._ask_how_it_stands()
        await self._says(Who.CALLER, "Wunderbar, vielen Dank. Auf Wiederhören!")
        self.platform("call_ended", await self.call.ends(), 204, "on record")
        return Heard(booked.data, status.data, tuple(self.sentences), booked.took_ms / 1000)

    def answered(self, at: float, asked: str, reply: Reply) -> Reply:
        """See `Story.answered`; what is to be said is kept."""
        self.sentences.append(sentence(reply))
        return super().answered(at, asked, reply)

    async def _book(self, slot_id: str) -> Reply:
        begun = self.call.audio_seconds
        args = {"slot_id": slot_id, "customer_name": CALLER}

        def sent_again() -> None:
            note = f"no answer within {PLATFORM_LIMIT:.0f} s: cut off, and sent again"
            self.teller.line(begun + PLATFORM_LIMIT, Who.PLATFORM, "book", PLATFORM_LIMIT * 1000, note)

        asking = self.call.tool_with_limit("book", PLATFORM_LIMIT, sent_again, **args)
        try:
            reply = await self._meanwhile(asking)
        except TimeoutError as late:
            raise CallFailed("the platform gave up on its second request, too") from late
        return self.answered(self.call.audio_seconds, f"book({in_words(args)})", reply)

    async def _ask_something_else(self) -> None:
        await self._says(Who.CALLER, SMALL_TALK)
        reply = await self._meanwhile(self.tool("opening_hours", date="Freitag"))
        await self._says(Who.AGENT, sentence(reply))

    async def _ask_how_it_stands(self) -> Reply:
        """Until it is no longer pending: nobody hangs up on "einen kleinen Moment"."""
        await self._says(Who.CALLER, "Danke. Und steht mein Termin jetzt fest?")
        for _ in range(_MOST_QUESTIONS):
            reply = await self._meanwhile(self.tool("booking_status"))
            await self._says(Who.AGENT, sentence(reply))
            if reply.data.get("state") != "pending":
                break
            await self._says(Who.CALLER, "Gut, ich warte noch einen Augenblick.")
        return reply

    async def _says(self, who: Who, words: str) -> None:
        """Somebody speaks: in real time while the calendar is at it."""
        passes, before = self.call.passes, self.call.audio_seconds
        self.call.passes = lambda _seconds: None
        self.agent(words) if who is Who.AGENT else self.caller(words)
        self.call.passes = passes
        left = self.call.audio_seconds - before
        while left > 0 and self.is_under_way:
            begun = perf_counter()
            await self._meanwhile(asyncio.sleep(min(left, _TICK)))
            left -= perf_counter() - begun
        passes(max(left, 0.0))

    async def _meanwhile(self, work: Awaitable[T]) -> T:
        """Wait for something, and tell what happens in the calendar until then."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.wait([task], timeout=_TICK)
            self._tell_calendar(await self.news())
            if not task.done():
                self.teller.tick()
        return await task

    def _tell_calendar(self, events: list[EventSeen]) -> None:
        """What was sent to the calendar, and what a look at it then showed."""
        happened = [seen.event for seen in events if seen.event.visit is not None]
        sent = [event for event in happened if event.kind == "calendar_exchange" and event.data["verb"] == "create"]
        if sent:
            outcomes = sorted(_outcome(event.data) for event in sent)
            counted = [f"{outcomes.count(one)} × {one}" for one in dict.fromkeys(outcomes)]
            ended = max(event.at + timedelta(milliseconds=event.data["took_ms"]) for event in sent)
            self._calendar_line(ended, f"{len(sent)} bookings sent", "; ".join(counted))
        for event in happened:
            if event.kind == "calendar_answered":
                seen = event.data["entries_seen"]
                what = "the listing could not be read" if seen is None else f"{seen} bookings stand there"
                self._calendar_line(event.at, "looked for them", what)
            self.is_under_way = self.is_under_way and event.kind != "visit_confirmed"

    def _calendar_line(self, at: datetime, text: str, note: str) -> None:
        assert self.call.started_at is not None, "the call has begun"
        self.teller.line((at - self.call.started_at).total_seconds(), Who.CALENDAR, text, None, note)


def _outcome(data: dict[str, Any]) -> str:
    seconds = data["took_ms"] / 1000
    if data["status"] is not None:
        return f"answer {data['status']} after {seconds:.1f} s"
    if "Timeout" in (data["error"] or ""):
        return f"no answer, given up after {seconds:.1f} s"
    return f"the answer got lost after {seconds:.1f} s"
