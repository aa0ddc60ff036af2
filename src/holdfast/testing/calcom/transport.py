"""The fake inside this process, as a transport for httpx: no sockets, a given clock, and its own way of sleeping."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from holdfast.testing.calcom.control import PREFIX, control
from holdfast.testing.calcom.driving import Deliver, Driver, Sleep
from holdfast.testing.calcom.playing import Clock, Cut, Outcome, UnluckyCalcom
from holdfast.testing.calcom.wire import Request


@dataclass
class _Patience:
    """Sleeps as told, and says when the client's time limit would be over on the way."""

    sleep: Sleep
    limit: float | None
    waited: float = 0.0
    gave_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, seconds: float) -> None:
        """Let `seconds` pass; in the middle of it the client may give up."""
        if self.limit is None or self.gave_up.is_set() or self.waited + seconds < self.limit:
            self.waited += seconds
            await self.sleep(seconds)
            return
        before = self.limit - self.waited
        await self.sleep(before)
        self.waited += seconds
        self.gave_up.set()
        await asyncio.sleep(0)
        await self.sleep(seconds - before)


class CalcomTransport(httpx.AsyncBaseTransport):
    """Answers from a model and its faults. What a client no longer waits for goes on behind its back.

    The client's read timeout counts the seconds that were slept: it raises `httpx.ReadTimeout`, and the effect comes
    all the same. A cut connection raises `httpx.RemoteProtocolError`, a refused one `httpx.ConnectError`.
    """

    def __init__(self, unlucky: UnluckyCalcom, clock: Clock, sleep: Sleep, deliver: Deliver | None = None) -> None:
        """`clock` shows aware instants; `sleep` lets that many seconds of it pass."""
        self.unlucky = unlucky
        self.driver = Driver(unlucky, clock, sleep, deliver)
        self._clock = clock
        self._running: set[asyncio.Task[Outcome]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of a client."""
        asked = await _asked(request)
        if asked.path.startswith(PREFIX + "/"):
            answer = control(self.unlucky, asked, self._clock())
            await self.driver.flush()
            return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)
        outcome = await self._within(asked, _limit(request.extensions))
        if outcome is None:
            raise httpx.ReadTimeout("the fake is still at it", request=request)
        if outcome is Cut.REFUSED:
            raise httpx.ConnectError("connection refused by plan", request=request)
        if isinstance(outcome, Cut):
            raise httpx.RemoteProtocolError("connection cut by plan", request=request)
        return httpx.Response(outcome.status, headers=dict(outcome.headers), content=outcome.body)

    async def _within(self, asked: Request, limit: float | None) -> Outcome | None:
        """The outcome; None where the client's time limit was over first."""
        patience = _Patience(self.driver.sleep, limit)
        task = asyncio.create_task(self.driver.drive_with(asked, patience.wait))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        given_up = asyncio.create_task(patience.gave_up.wait())
        try:
            await asyncio.wait({task, given_up}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            given_up.cancel()
        return None if patience.gave_up.is_set() else task.result()

    async def settle(self) -> None:
        """Wait until nothing is under way any more."""
        while self._running:
            await asyncio.wait(self._running)

    async def aclose(self) -> None:
        """Nothing to close: requests under way go on, as on a server whose client has gone."""


async def _asked(request: httpx.Request) -> Request:
    raw = request.url.raw_path.decode("ascii")
    path, _, query = raw.partition("?")
    return Request(request.method, path, query, dict(request.headers), await request.aread())


def _limit(extensions: Mapping[str, object]) -> float | None:
    limits = extensions.get("timeout")
    limit = limits.get("read") if isinstance(limits, dict) else None
    return float(limit) if isinstance(limit, int | float) else None
