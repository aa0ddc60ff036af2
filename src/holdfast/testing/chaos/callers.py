"""Callers who go on calling, and the platform between: signed requests, its repeats, and what was really heard."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import httpx

from holdfast.testing.chaos.luck import some_day
from holdfast.testing.chaos.salon import DIALLED, RETELL_KEY, SERVICES, SLUG
from holdfast.testing.retell_caller import CallScript, Reply, SignedRetell, sign

NAMES = ("Anna Beispiel", "Bernd Beispiel", "Carla Muster", "Dora Muster", "Emil Probe", "Frieda Probe")
LIMITS = (1.5, 4.0, 6.0)
"""After how many seconds platforms stop waiting."""
SENT_AGAIN_ANYWAY = 0.06


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer that reached a caller."""

    call: str
    number: str
    tool: str
    sent_at: datetime
    at: datetime
    answer: Mapping[str, Any]

    @property
    def state(self) -> str:
        """What the answer says happened."""
        return str(self.answer.get("state"))

    @property
    def ref(self) -> str | None:
        """The visit it speaks of."""
        return self.answer.get("ref")


@dataclass
class Memory:
    """What all callers heard, in order, and what they may rely on: the last confirmed time of each visit."""

    heard: list[Heard] = field(default_factory=list)
    confirmed: dict[str, str] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    asked_away: set[str] = field(default_factory=set)
    """Visits that a caller asked to move or cancel without ever hearing what came of it."""
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def asks(self, tool: str, args: Mapping[str, Any]) -> None:
        """Before a request: what it asks for may happen although nobody hears of it."""
        if tool in ("reschedule", "cancel"):
            self.confirmed.pop(str(args.get("ref")), None)

    def hears(self, one: Heard) -> None:
        """Take in an answer."""
        self.heard.append(one)
        self.counts["answers"] += 1
        self.counts[f"told {one.state}"] += 1
        if one.answer.get("reason"):
            self.counts[f"reason {one.answer['reason']}"] += 1
        if one.ref is None:
            return
        if one.state == "confirmed" and one.ref not in self.asked_away:
            self.confirmed[one.ref] = one.answer["at"]
        elif one.state != "refused":
            self.confirmed.pop(one.ref, None)
        if one.state == "cancelled":
            self.cancelled.add(one.ref)

    def hears_nothing(self, tool: str, args: Mapping[str, Any]) -> None:
        """Neither the request nor its repeat was answered."""
        self.counts["never answered"] += 1
        if tool in ("reschedule", "cancel"):
            self.asked_away.add(str(args.get("ref")))


@dataclass
class Platform(SignedRetell):
    """The platform: waits so long, then sends the same bytes once more, half of the time under the same signature."""

    limit: float = 4.0
    chance: random.Random = field(default_factory=random.Random)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    async def send_bytes(self, path: str, body: bytes) -> Reply:
        """Send, and once more where no answer comes. Raises httpx.HTTPError, TimeoutError."""
        signature = sign(body, self.key, self.now())
        try:
            reply = await self._attempt(path, body, signature)
        except (httpx.HTTPError, TimeoutError) as error:
            self._count(error)
        else:
            if path.startswith("tools/") and self.chance.random() < SENT_AGAIN_ANYWAY:
                await self._send_again_anyway(reply, signature)
            return reply
        await asyncio.sleep(self.chance.uniform(0.05, 0.4))
        self.counts["repeated by the platform"] += 1
        again = signature if self.chance.random() < 0.5 else sign(body, self.key, self.now())
        try:
            return await self._attempt(path, body, again)
        except (httpx.HTTPError, TimeoutError) as error:
            self._count(error)
            raise

    async def _send_again_anyway(self, reply: Reply, signature: str) -> None:
        """Answered, and sent once more all the same: the very same request gets the very same answer."""
        try:
            again = await self._attempt(reply.path, reply.body, signature)
        except (httpx.HTTPError, TimeoutError) as error:
            self._count(error)
            return
        if reply.data.get("reason") != "technical" and (again.status, again.data) != (reply.status, reply.data):
            self.wrong.append(f"{reply.path} was answered {reply.data} and, byte for byte again, {again.data}")

    def _count(self, error: Exception) -> None:
        if isinstance(error, httpx.ConnectError):
            self.counts["nobody at the door"] += 1
        elif isinstance(error, TimeoutError | httpx.TimeoutException):
            self.counts["the platform's patience ended"] += 1
        else:
            self.counts["the line went dead in a request"] += 1

    async def _attempt(self, path: str, body: bytes, signature: str) -> Reply:
        headers = {"Content-Type": "application/json", "X-Retell-Signature": signature}
        begun = perf_counter()
        async with asyncio.timeout(self.limit):
            answer = await self.http.post(f"/t/{self.slug}/retell/{path}", content=body, headers=headers)
        data = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
        return Reply(answer.status_code, data, (perf_counter() - begun) * 1000, path, body)


@dataclass
class Caller:
    """Somebody who calls, again and again, from three numbers, whatever happens to the line."""

    place: int
    url: str
    chance: random.Random
    memory: Memory
    calls: int = 0

    async def lives(self, until: asyncio.Event) -> None:
        """Call after call."""
        async with httpx.AsyncClient(base_url=self.url, timeout=10, trust_env=False) as http:
            while not until.is_set():
                self.calls += 1
                await self._call(http)

    async def _call(self, http: httpx.AsyncClient) -> None:
        who = self.chance.randrange(3)
        number = f"+4930123456{self.place * 3 + who:02d}"
        limit = self.chance.choice(LIMITS)
        counts, wrong = self.memory.counts, self.memory.wrong
        platform = Platform(http, SLUG, RETELL_KEY, limit=limit, chance=self.chance, counts=counts, wrong=wrong)
        script = CallScript(platform, f"call_{self.place:02d}x{self.calls:08d}", number, DIALLED)
        talk = Talk(script, number, NAMES[(self.place + who) % len(NAMES)], self.chance, self.memory)
        await talk.event(script.starts())
        await talk.goes_on()
        if self.chance.random() < 0.85:
            await talk.event(script.ends())


@dataclass
class Talk:
    """One conversation."""

    script: CallScript
    number: str
    name: str
    chance: random.Random
    memory: Memory

    async def event(self, sending: Any) -> None:
        """The platform tells that the call began or ended; it does so once more, and then not again."""
        try:
            await sending
        except (httpx.HTTPError, TimeoutError):
            self.memory.counts["event never stored"] += 1

    async def goes_on(self) -> None:
        """Ask, book, repeat, ask how it stands, move, cancel; or hang up in the middle of it."""
        wish = self.wish()
        offer = await self.tool("check_availability", wish)
        options = offer.get("options") or []
        if not options or self.chance.random() < 0.06:
            return
        await self.thinks()
        taken = {"slot_id": self.chance.choice(options)["slot_id"], "customer_name": self.name}
        if self.chance.random() < 0.08:
            await self.hangs_up_while("book", taken)
            return
        booked = await self.tool("book", taken)
        if self.chance.random() < 0.25 or not booked:
            self.memory.counts["repeated by the model"] += 1
            booked = await self.tool("book", taken)
        if ref := booked.get("ref"):
            await self.changes_their_mind(ref, booked, wish)

    async def changes_their_mind(self, ref: str, booked: Mapping[str, Any], wish: dict[str, str]) -> None:
        """What comes after a booking."""
        if booked.get("state") == "pending" or self.chance.random() < 0.15:
            await asyncio.sleep(self.chance.uniform(0.5, 2.5))
            await self.tool("booking_status", {"ref": ref})
        if self.chance.random() < 0.35:
            await self.moves(ref, wish)
        if self.chance.random() < 0.35:
            args = {"ref": ref}
            if self.chance.random() < 0.2:
                await self.hangs_up_while("cancel", args)
                return
            await self.tool("cancel", args)
        elif self.chance.random() < 0.15:
            await self.tool("check_availability", wish)

    async def moves(self, ref: str, wish: dict[str, str]) -> None:
        """To another day, or by so little that old and new time overlap."""
        hour, minute = map(int, wish["time"].split(":"))
        to = {"date": wish["date"], "time": f"{hour:02d}:{(minute + 15) % 60:02d}"}
        if self.chance.random() < 0.5:
            to = {name: text for name, text in self.wish().items() if name in ("date", "time")}
        heard = await self.tool("reschedule", {"ref": ref, **to})
        options = heard.get("options") or []
        if heard.get("state") == "refused" and options and self.chance.random() < 0.6:
            await self.tool("reschedule", {"ref": ref, "slot_id": options[0]["slot_id"]})

    def wish(self) -> dict[str, str]:
        """What somebody wants."""
        time = f"{self.chance.randint(9, 16):02d}:{self.chance.choice(('00', '15', '30', '45'))}"
        return {
            "service": self.chance.choice(SERVICES),
            "date": some_day(self.chance).isoformat(),
            "time": time,
        }

    async def thinks(self) -> None:
        """A moment's thought."""
        await asyncio.sleep(self.chance.uniform(0.02, 0.6))

    async def hangs_up_while(self, tool: str, args: dict[str, str]) -> None:
        """The line is cut in the middle of a request, which is at work by then."""
        self.memory.counts["hung up in a request"] += 1
        self.memory.asks(tool, args)
        try:
            async with asyncio.timeout(self.chance.uniform(0.05, 0.5)):
                reply = await self.script.tool(tool, **args)
        except (TimeoutError, httpx.HTTPError):
            self.memory.hears_nothing(tool, args)
        else:
            self._hears(tool, datetime.now(UTC), reply)

    async def tool(self, tool: str, args: dict[str, str]) -> Mapping[str, Any]:
        """One tool call. An empty answer where none came."""
        sent_at = datetime.now(UTC)
        self.memory.asks(tool, args)
        try:
            reply = await self.script.tool(tool, **args)
        except (TimeoutError, httpx.HTTPError):
            self.memory.hears_nothing(tool, args)
            return {}
        self._hears(tool, sent_at, reply)
        return reply.data

    def _hears(self, tool: str, sent_at: datetime, reply: Reply) -> None:
        if reply.status != 200 or "state" not in reply.data:
            self.memory.wrong.append(f"{self.script.call_id}: {tool} was answered {reply.status} {reply.data}")
            return
        self.memory.hears(Heard(self.script.call_id, self.number, tool, sent_at, datetime.now(UTC), reply.data))
