"""The voice platform: sends tool calls to some serving process, repeats them after its own time limit, and reports the
end of a call. It hears only what comes back in time over a connection that still stands."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from holdfast.actions.record_call import CallMessage, record_call_event
from holdfast.actions.request import ToolRequest
from holdfast.actions.tools import answer_tool
from holdfast.core.call import Call
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId
from holdfast.store.engine import StoreFault
from holdfast.store.tenants import TenantRow
from holdfast.testing.world.loop import VirtualLoop
from holdfast.testing.world.luck import Luck
from holdfast.testing.world.process import Process
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.spoken import GREETING, Conversation, call_object
from holdfast.testing.world.trace import Trace

DIALLED = "+493012345600"
PLATFORM_SECONDS = 5.0
IMPATIENT_SECONDS = 2.5
Heard = Mapping[str, Any]


@dataclass
class Person:
    """Somebody who calls. `number` None: hidden. `visits` is what they were told, by code."""

    name: str
    number: str | None
    visits: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class OneCall:
    """One conversation. `spoken` is every answer that the agent spoke, with its tool; `asked` are the codes that a
    tool was called with; `reported`: somebody stored its end."""

    id: CallId
    person: Person
    limit: float
    talk: Conversation
    began_at: datetime
    sent: int = 0
    told: list[Heard] = field(default_factory=list)
    spoken: list[tuple[str, Heard]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    reported: bool = False


@dataclass
class Sent:
    """One tool call on its way, by one process. `again` marks a byte-identical repeat."""

    call: OneCall
    tool: str
    args: Mapping[str, Any]
    key: str
    process: Process
    at: datetime
    second: float
    task: "asyncio.Task[str] | None" = None
    again: bool = False
    heard: Heard | None = None


@dataclass
class Platform:
    """`serving` names a process that can be reached, `answered` hears of every answer a process gave, `failed` of
    every tool call that ended in an exception instead: there is no such answer."""

    loop: VirtualLoop
    luck: Luck
    trace: Trace
    sometimes: Sometimes
    tenant: TenantRow
    now: Callable[[], datetime]
    serving: Callable[[], Process | None]
    answered: Callable[[Sent, str], None]
    failed: Callable[[Sent, Exception], None]
    with_words: bool = False
    """Whether the end of a call is told with its transcript."""
    calls: list[OneCall] = field(default_factory=list)

    def rings(self, call: CallId, person: Person, limit: float) -> OneCall:
        """A call begins; the agent says that it is a machine."""
        one = OneCall(call, person, limit, Conversation(self.loop.now), self.now())
        one.talk.agent(self.loop.now, GREETING)
        self.calls.append(one)
        return one

    async def tool(self, call: OneCall, tool: str, args: Mapping[str, Any]) -> Heard | None:
        """One tool call with at most one repeat. None when no answer came in time."""
        call.sent += 1
        number, key = call.sent, f"{call.id}:{call.sent}"
        call.talk.invoked(self.loop.now, number, tool, args)
        call.asked |= {str(args["ref"])} if "ref" in args else set()
        last: Process | None = None
        for attempt in (1, 2):
            if attempt == 2:
                self.sometimes.saw("platform repeated")
                key = key if self.luck.chance.random() < 0.5 else key + "b"
            process = self.serving()
            if process is None:
                self.trace.event(call.id, f"{tool}: nobody answers the door")
                await asyncio.sleep(0.5)
                continue
            heard = await self._attempt(self._sent(call, tool, args, key, process, again=attempt == 2), last)
            if heard is not None:
                call.told.append(heard)
                call.talk.answered(self.loop.now, number, json.dumps(heard, ensure_ascii=False), successful=True)
                return heard
            last = process
        call.talk.answered(self.loop.now, number, "Error: no answer in time", successful=False)
        return None

    async def _attempt(self, sent: Sent, before: Process | None) -> Heard | None:
        del before
        task = sent.task
        assert task is not None, "it was sent"
        await asyncio.wait([task], timeout=sent.call.limit)
        if not task.done():
            self.trace.event(sent.call.id, f"{sent.tool}: the platform's patience is over")
            return None
        return sent.heard if sent.heard is not None else self._received(sent)

    def _sent(
        self, call: OneCall, tool: str, args: Mapping[str, Any], key: str, process: Process, *, again: bool
    ) -> Sent:
        sent = Sent(call, tool, args, key, process, process.desk.clock.now(), self.loop.now, again=again)
        shown = " ".join(f"{name}={value}" for name, value in args.items())
        self.trace.event(call.id, f"{tool} {shown} => {process.name}" + (" (again)" if again else ""))
        request = ToolRequest(
            tenant=self.tenant,
            tool=tool,
            args=dict(args),
            call=self.envelope(call),
            key=hashlib.sha256(key.encode()).hexdigest(),
            fingerprint=hashlib.sha256(repr(sorted(args.items())).encode()).hexdigest(),
            received_at=sent.at,
        )
        sent.task = process.spawn(answer_tool(request, process.desk, process.drives))
        sent.task.add_done_callback(lambda _: self._received(sent), context=self.loop.outside.context)
        return sent

    def _received(self, sent: Sent) -> Heard | None:
        """What a process answered, looked at once: None when its connection broke."""
        task = sent.task
        if sent.heard is not None or task is None or task.cancelled():
            return sent.heard
        if (error := task.exception()) is not None:
            if isinstance(error, Exception):
                self.failed(sent, error)
            return None
        text = task.result()
        sent.heard = json.loads(text)
        self.trace.event(sent.call.id, f"{sent.tool} <= {text}")
        self.answered(sent, text)
        return sent.heard

    def envelope(self, call: OneCall, ended: datetime | None = None) -> Call:
        """The call as the platform's signed envelope shows it."""
        number = call.person.number
        return Call(
            id=call.id,
            platform="retell",
            trust=Trust.SIGNED,
            number=number,
            raw_number=number or "anonymous",
            dialled=DIALLED,
            started_at=call.began_at,
            ended_at=ended,
        )

    def _ended(self, call: OneCall) -> bytes:
        """The message `call_ended`, with everything that was said where this is wanted."""
        if not self.with_words:
            return b"{}"
        who = {"call_id": call.id, "from_number": call.person.number or "anonymous", "to_number": DIALLED}
        told = {"event": "call_ended", "call": call_object(who, call.talk, call.began_at)}
        return json.dumps(told, ensure_ascii=False).encode()

    async def hung_up(self, call: OneCall) -> None:
        """Report that the call has ended, up to three times until somebody has stored it."""
        body = self._ended(call)
        for _ in range(3):
            process = self.serving()
            if process is not None:
                ended = process.desk.clock.now()
                message = CallMessage("call_ended", self.envelope(call, ended), body, {})
                task = process.spawn(record_call_event(process.desk, self.tenant, message))
                await asyncio.wait([task], timeout=PLATFORM_SECONDS)
                if task.done() and not task.cancelled() and task.exception() is None:
                    self.trace.event(call.id, "has ended")
                    call.reported = True
                    return
                assert not (task.done() and not task.cancelled() and _is_defect(task.exception())), task.exception()
            await asyncio.sleep(1.0)
        self.trace.event(call.id, "has ended, and nobody heard of it")


def _is_defect(error: BaseException | None) -> bool:
    return isinstance(error, Exception) and not isinstance(error, StoreFault)
