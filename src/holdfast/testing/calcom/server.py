"""The fake as an ASGI application on real time: a calendar to call over HTTP, with its own doors under /fake."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from holdfast.testing.calcom.control import PREFIX, control
from holdfast.testing.calcom.driving import Driver
from holdfast.testing.calcom.faults import Faults
from holdfast.testing.calcom.model import FakeCalcom
from holdfast.testing.calcom.playing import Cut, Outcome, UnluckyCalcom
from holdfast.testing.calcom.records import Notice
from holdfast.testing.calcom.wire import Request

NOTICE_TIMEOUT = 5.0
"""Seconds that a webhook's receiver has; there is no second try."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class ConnectionCut(Exception):
    """Raised where the connection to cut is none of a real server, such as in a test client."""


@dataclass
class FakeServer:
    """The application. Webhooks are told with httpx, one after another, once."""

    unlucky: UnluckyCalcom
    on_start: Callable[[], None] | None = None
    refused: list[str] = field(default_factory=list)
    _queue: "asyncio.Queue[Notice] | None" = None
    _sender: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        """Play on the clock and the sleep of this machine."""
        self.driver = Driver(self.unlucky, _now, _sleep, self._enqueue)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI 3 asks for."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(await _asked(scope, receive), receive, send)

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        if request.path.startswith(PREFIX + "/"):
            outcome: Outcome = control(self.unlucky, request, _now())
            await self.driver.flush()
        else:
            # A task of its own: who hangs up does not stop what has begun.
            outcome = await asyncio.shield(asyncio.ensure_future(self.driver.drive(request)))
        if isinstance(outcome, Cut):
            await _cut(receive, send)
            return
        headers = {**outcome.headers, "Content-Length": str(len(outcome.body))}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": outcome.status, "headers": raw})
        await send({"type": "http.response.body", "body": outcome.body})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                if self.on_start is not None:
                    self.on_start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def close(self) -> None:
        """Stop telling webhooks; what was not sent by now never is."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.wait([self._sender])

    async def _enqueue(self, notice: Notice) -> None:
        if self._queue is None:
            self._queue = asyncio.Queue()
            self._sender = asyncio.create_task(self._send_notices(self._queue))
        self._queue.put_nowait(notice)

    async def _send_notices(self, queue: "asyncio.Queue[Notice]") -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=NOTICE_TIMEOUT) as client:
            while True:
                notice = await queue.get()
                try:
                    await client.post(notice.url, headers=notice.headers, content=notice.body)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    self.refused.append(f"{notice.trigger} to {notice.url}: {type(error).__name__}")


def build_fake(
    model: FakeCalcom,
    faults: Faults | None = None,
    *,
    latency: float = 0.0,
    on_start: Callable[[], None] | None = None,
) -> FakeServer:
    """The application of this model; `latency` seconds lie between the look and the effect of every request.

    `on_start` is called once, when a server begins to serve the application.
    """
    return FakeServer(UnluckyCalcom(model, faults or Faults(), latency), on_start)


def _now() -> datetime:
    return datetime.now(UTC)


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def _asked(scope: Scope, receive: Receive) -> Request:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    client = scope.get("client") or ("127.0.0.1", 0)
    return Request(scope["method"], path, scope["query_string"].decode("latin-1"), headers, body, str(client[0]))


async def _cut(receive: Receive, send: Send) -> None:
    """Close the connection without a word. Raises ConnectionCut where there is none that could be closed."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionCut("cut by plan")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
