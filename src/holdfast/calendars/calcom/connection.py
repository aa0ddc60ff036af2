"""One connection to one Cal.com under one key, shared by everything in a process that uses the key.

It sends, keeps to its patience, and remembers what does not change from call to call: whether the server knows our
versions, and who owns which event type. It decides nothing about budgets and meanings.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from holdfast.calendars.calcom.answers import Answer
from holdfast.calendars.calcom.provisioning import EventTypeDetails
from holdfast.core.ids import EventTypeId

BOOKINGS, EVENT_TYPES, SCHEDULES, SLOTS = "2024-08-13", "2024-06-14", "2024-06-11", "2024-09-04"
"""The version of each family (`cal-api-version`). An unknown one is not refused, but silently means another (R22)."""
LONGEST_BODY = 8 * 1024 * 1024
KEEP_ALIVE_SECONDS = 4.0
"""Less than the five seconds after which Node closes an idle connection: nothing is sent into a closing one."""
FRESH = timedelta(minutes=10)
"""How long an event type that was looked up is believed."""


class NothingSent(Exception):
    """No connection came about: the request surely never reached the server."""


class NoAnswer(Exception):
    """The request went out, and no whole answer came in time."""


class CalcomConnection:
    """One Cal.com under one key. Not bound to a tenant: several may share a key."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        now: Callable[[], datetime],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        connect_patience: float = 2.0,
        read_patience: float = 4.0,
        write_patience: float = 8.0,
        at_once: int = 4,
    ) -> None:
        """`base_url` with or without its /v2; patience in seconds. Each calendar has at most `at_once` writes
        under way."""
        self.base_url = base_url.rstrip("/").removesuffix("/v2")
        self.digest = hashlib.sha256(f"{self.base_url}\n{api_key}".encode()).hexdigest()
        """Stands for address and key where they are not to be known."""
        self.now = now
        self.at_once = at_once
        self.is_checked = False
        self.event_types: dict[EventTypeId, EventTypeDetails] = {}
        self.absent: dict[EventTypeId, datetime] = {}
        """Event types that the key did not see, and when."""
        self._patience = {
            kind: httpx.Timeout(seconds, connect=connect_patience, pool=connect_patience)
            for kind, seconds in (("read", read_patience), ("write", write_patience))
        }
        self._flights: dict[tuple[str, str, str, int], asyncio.Task[Answer]] = {}
        self._writes = 0
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {api_key}", "Accept": "application/json"},
            transport=transport,
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=KEEP_ALIVE_SECONDS),
            follow_redirects=False,
        )

    async def close(self) -> None:
        """End the readings that nobody waits for any more and close all connections. Nothing can be sent afterwards."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        if flights:
            await asyncio.wait(flights)
        await self._client.aclose()

    def knows(self, event_type: EventTypeId) -> EventTypeDetails | None:
        """An event type as it was lately."""
        known = self.event_types.get(event_type)
        return known if known is not None and self.now() - known.seen_at < FRESH else None

    def is_absent(self, event_type: EventTypeId) -> bool:
        """Whether an event type was looked for lately in vain."""
        return event_type in self.absent and self.now() - self.absent[event_type] < FRESH

    def learn(self, details: EventTypeDetails) -> None:
        """Remember an event type."""
        self.event_types[details.id] = details
        self.absent.pop(details.id, None)

    async def write(self, method: str, path: str, body: Mapping[str, Any] | None, version: str | None) -> Answer:
        """Send one request that changes something. Raises NothingSent, NoAnswer."""
        self._writes += 1
        try:
            return await self._send(method, path, version, body, "write")
        finally:
            self._writes += 1

    def flying(self, path: str, query: Mapping[str, str], version: str | None) -> "asyncio.Task[Answer] | None":
        """The same reading, if it is under way and no write began or ended since it was sent."""
        return self._flights.get(self._flight(path, query, version))

    async def read(self, path: str, query: Mapping[str, str], version: str | None) -> Answer:
        """Ask for something; whoever asks for the same meanwhile gets the same answer. Raises NothingSent, NoAnswer."""
        key = self._flight(path, query, version)
        task = self._flights.get(key)
        if task is None:
            target = f"{path}?{urlencode(query)}" if query else path
            task = asyncio.create_task(self._send("GET", target, version, None, "read"))
            self._flights[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    def _landed(self, key: tuple[str, str, str, int], task: asyncio.Task[Answer]) -> None:
        if self._flights.get(key) is task:
            del self._flights[key]
        if not task.cancelled():
            task.exception()  # Looked at, even if nobody waits for it any more.

    def _flight(self, path: str, query: Mapping[str, str], version: str | None) -> tuple[str, str, str, int]:
        """A reading that began before a write ended proves nothing about it: so the count of writes is in the key."""
        return (path, urlencode(query), version or "", self._writes)

    async def _send(
        self, method: str, target: str, version: str | None, body: Mapping[str, Any] | None, kind: str
    ) -> Answer:
        headers = {} if version is None else {"cal-api-version": version}
        patience = self._patience[kind]
        whole = (patience.read or 0) + (patience.connect or 0)  # A body may come drop by drop, each drop in time.
        try:
            async with asyncio.timeout(whole):
                return await self._exchange(method, target, headers, body, patience)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise NothingSent(type(error).__name__) from error
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as error:
            raise NothingSent(f"{type(error).__name__}: {error}") from error
        except (TimeoutError, httpx.HTTPError, httpx.StreamError) as error:
            raise NoAnswer(type(error).__name__) from error

    async def _exchange(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
        patience: httpx.Timeout,
    ) -> Answer:
        url = self.base_url + target
        async with self._client.stream(method, url, headers=dict(headers), json=body, timeout=patience) as response:
            received = bytearray()
            async for chunk in response.aiter_bytes():
                received += chunk
                if len(received) > LONGEST_BODY:
                    raise NoAnswer("the answer is too long")
            text = received.decode("utf-8", errors="replace")
            return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, text)
