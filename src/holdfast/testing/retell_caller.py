"""The voice platform, simulated: it builds the requests of one call as Retell does, signs their raw bytes, sends them.

The signature is reckoned here once more, from the measured contract and not from the door's own code, so that the two
check each other. The call keeps its own clock in seconds of audio, as the platform's transcripts do.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import httpx

SECONDS_PER_CHARACTER = 0.065
PAUSE_SECONDS = 0.6
"""How fast people speak on the telephone, and how long they wait before they do."""


def sign(body: bytes, key: str, at: datetime) -> str:
    """The header X-Retell-Signature for these bytes at this time (contract retell.md, section 2)."""
    stamp = str(int(at.timestamp() * 1000))
    return f"v={stamp},d={hmac.new(key.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request, and how long it took. `body` are the bytes that were sent."""

    status: int
    data: dict[str, Any]
    took_ms: float
    path: str
    body: bytes


@dataclass
class SignedRetell:
    """The platform's side of one salon: where its webhooks go, and the key that signs them."""

    http: httpx.AsyncClient
    slug: str
    key: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def send(self, path: str, message: dict[str, Any]) -> Reply:
        """Send a message to a path of the salon's door, such as "tools/book" or "events"."""
        return await self.send_bytes(path, json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())

    async def send_bytes(self, path: str, body: bytes) -> Reply:
        """Send these very bytes, signed anew."""
        headers = {"Content-Type": "application/json", "X-Retell-Signature": sign(body, self.key, self.now())}
        begun = perf_counter()
        answer = await self.http.post(f"/t/{self.slug}/retell/{path}", content=body, headers=headers)
        took_ms = (perf_counter() - begun) * 1000
        return Reply(answer.status_code, _object_in(answer), took_ms, path, body)


def _object_in(answer: httpx.Response) -> dict[str, Any]:
    try:
        data = answer.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


@dataclass
class CallScript:
    """One call: who speaks when, and every request that the platform makes meanwhile.

    `audio_seconds` is where the recording stands; speaking and waiting for tools move it on. Speaking here takes no
    time: whoever wants the clock to agree with the recording lets `passes` move the clock on, too.
    """

    platform: SignedRetell
    call_id: str
    from_number: str | None
    to_number: str
    agent_id: str = "agent_of_the_demonstration"
    audio_seconds: float = 0.0
    started_at: datetime | None = None
    transcript: list[dict[str, Any]] = field(default_factory=list)
    with_tools: list[dict[str, Any]] = field(default_factory=list)
    tool_calls: int = 0
    passes: Callable[[float], object] = lambda _seconds: None

    async def rings(self) -> Reply:
        """The inbound webhook, before anybody speaks."""
        ringing = {"call_id": self.call_id, "agent_id": self.agent_id, "agent_version": 1, "custom_sip_headers": {}}
        ringing |= {"from_number": self.from_number or "anonymous", "to_number": self.to_number}
        stamp = _unix_ms(self.platform.now())
        message = {"event": "call_inbound", "event_timestamp": stamp, "call_inbound": ringing}
        return await self.platform.send("inbound", message)

    async def starts(self) -> Reply:
        """The line is up."""
        self.started_at = self.platform.now()
        return await self._event("call_started", "ongoing")

    def agent_says(self, sentence: str) -> float:
        """The agent speaks. Returns the second at which it begins."""
        return self._spoken("agent", sentence)

    def caller_says(self, sentence: str) -> float:
        """The caller speaks. Returns the second at which it begins."""
        return self._spoken("user", sentence)

    async def tool(self, name: str, /, **args: Any) -> Reply:
        """A custom function, with the transcript as far as it goes."""
        reply = await self.platform.send(f"tools/{name}", self._invoked(name, args))
        self._result(reply)
        return reply

    async def tool_with_limit(self, name: str, limit: float, sent_again: Callable[[], object], /, **args: Any) -> Reply:
        """A custom function under a time limit of `limit` seconds per request and one retry (contract retell.md,
        section 1: `timeout_ms`, `max_retry` 1): the first request is cut off, the same bytes go out once more, and
        only what is answered to that reaches the agent. `took_ms` is what the caller waits in all. Raises TimeoutError
        where the second request takes too long as well."""
        message, begun = self._invoked(name, args), perf_counter()
        try:
            async with asyncio.timeout(limit):
                reply = await self.platform.send(f"tools/{name}", message)
        except TimeoutError:
            sent_again()
            async with asyncio.timeout(limit):
                reply = await self.platform.send(f"tools/{name}", message)
        reply = replace(reply, took_ms=(perf_counter() - begun) * 1000)
        self._result(reply)
        return reply

    def _invoked(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        self.tool_calls += 1
        invocation = {"tool_call_id": f"tool_call_{self.tool_calls}", "name": name, "type": "custom"}
        self.with_tools.append({"role": "tool_call_invocation", "arguments": json.dumps(args), **invocation})
        return {"name": name, "args": args, "call": self._call("ongoing")}

    async def repeats(self, reply: Reply) -> Reply:
        """The platform sends an earlier request once more, as it does when it believes that it got no answer."""
        return await self.platform.send_bytes(reply.path, reply.body)

    async def ends(self, why: str = "user_hangup") -> Reply:
        """Somebody hangs up."""
        return await self._event("call_ended", "ended", **self._end(why))

    async def is_analyzed(self, summary: str, why: str = "user_hangup") -> Reply:
        """The platform's analysis, some seconds later."""
        analysis = {
            "call_summary": summary,
            "call_successful": True,
            "user_sentiment": "Positive",
            "in_voicemail": False,
        }
        return await self._event("call_analyzed", "ended", call_analysis=analysis, **self._end(why))

    def _spoken(self, role: str, sentence: str) -> float:
        begins = self.audio_seconds + PAUSE_SECONDS
        at, timed = begins, []
        for word in sentence.split():
            ends = at + (len(word) + 1) * SECONDS_PER_CHARACTER
            timed.append({"word": word, "start": round(at, 3), "end": round(ends, 3)})
            at = ends
        self.passes(at - self.audio_seconds)
        self.audio_seconds = at
        line = {"role": role, "content": sentence, "words": timed}
        self.transcript.append(line)
        self.with_tools.append(line)
        return begins

    def _result(self, reply: Reply) -> None:
        self.audio_seconds += reply.took_ms / 1000
        content = json.dumps(reply.data, ensure_ascii=False)
        result = {"role": "tool_call_result", "tool_call_id": f"tool_call_{self.tool_calls}"}
        self.with_tools.append({**result, "content": content, "successful": reply.status == 200})

    async def _event(self, kind: str, status: str, **more: Any) -> Reply:
        return await self.platform.send("events", {"event": kind, "call": self._call(status) | more})

    def _end(self, why: str) -> dict[str, Any]:
        assert self.started_at is not None, "only what started ends"
        ended_at = self.started_at + timedelta(seconds=self.audio_seconds)
        duration_ms = round(self.audio_seconds * 1000)
        return {"end_timestamp": _unix_ms(ended_at), "duration_ms": duration_ms, "disconnection_reason": why}

    def _call(self, status: str) -> dict[str, Any]:
        """The call object, with everything said up to this moment."""
        numbers = {"from_number": self.from_number or "anonymous", "to_number": self.to_number}
        speakers = {"agent": "Agent", "user": "User"}
        return {
            "call_id": self.call_id,
            "call_type": "phone_call",
            "direction": "inbound",
            **numbers,
            "agent_id": self.agent_id,
            "agent_version": 1,
            "call_status": status,
            "start_timestamp": _unix_ms(self.started_at or self.platform.now()),
            "metadata": {},
            "retell_llm_dynamic_variables": {},
            "transcript": "\n".join(f"{speakers[line['role']]}: {line['content']}" for line in self.transcript),
            "transcript_object": self.transcript,
            "transcript_with_tool_calls": self.with_tools,
        }


def _unix_ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
