"""What happened a moment ago, for every screen that is open: told within a second, as a hint where to look again.

One reader for each salon, however many screens. It reads the last seconds again and drops what it knew: an event that
was numbered early and committed late is never missed. Nothing personal goes through it. It ends when the server does.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import structlog

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import StoreFault
from holdfast.actions.watch import Seen, watch
from holdfast.core.ids import TenantId

EVERY_SECONDS = 0.5
PULSE_SECONDS = 5.0
"""How often a screen is told that all is well, so that it can show how old it is when it hears nothing."""
LONGEST_SECONDS = 30 * 60.0
"""A stream ends by itself after so long; the browser comes again, and its session is looked at anew."""
MOST_STREAMS = 200

log = structlog.get_logger("holdfast.feed")


@dataclass
class _Reader:
    """The one reader of a salon, and the screens that listen."""

    task: "asyncio.Task[None] | None" = None
    listeners: set["asyncio.Queue[str]"] = field(default_factory=set)
    trouble: bool = False


class Feeds:
    """All feeds of this process."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is read before somebody listens."""
        self._desk = desk
        self._readers: dict[TenantId, _Reader] = {}
        self.is_ending: Callable[[], bool] = lambda: False
        """Whether the server is about to stop; whoever starts it puts its own word for it here."""

    @property
    def streams(self) -> int:
        """How many screens listen."""
        return sum(len(reader.listeners) for reader in self._readers.values())

    async def listen(self, tenant_id: TenantId) -> AsyncIterator[str]:
        """The stream of one screen, as server-sent events, until the server stops or the screen goes away."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=20)
        reader = self._readers.setdefault(tenant_id, _Reader())
        reader.listeners.add(queue)
        if reader.task is None or reader.task.done():
            reader.task = asyncio.create_task(self._read(tenant_id, reader))
        loop = asyncio.get_running_loop()
        ends_at, pulse_at = loop.time() + LONGEST_SECONDS, loop.time()
        try:
            yield "retry: 2000\n\n"
            while not self.is_ending() and loop.time() < ends_at:
                if loop.time() >= pulse_at:
                    pulse_at = loop.time() + PULSE_SECONDS
                    yield _event("pulse", {"ok": not reader.trouble})
                try:
                    yield await asyncio.wait_for(queue.get(), EVERY_SECONDS)
                except TimeoutError:
                    continue
        finally:
            reader.listeners.discard(queue)

    async def _read(self, tenant_id: TenantId, reader: _Reader) -> None:
        """Read while anybody listens. A store that does not answer is told as trouble, and asked again."""
        seen: Seen | None = None
        while reader.listeners and not self.is_ending():
            try:
                seen, changed = await watch(self._desk, tenant_id, seen)
                reader.trouble = False
            except StoreFault as fault:
                changed = frozenset()
                reader.trouble = True
                log.warning("the feed cannot be read", fault=type(fault).__name__)
            if changed:
                _tell(reader, _event("changed", {"what": sorted(changed)}))
            await asyncio.sleep(EVERY_SECONDS)

    async def close(self) -> None:
        """End all readers; streams end by themselves."""
        self.is_ending = lambda: True
        tasks = [reader.task for reader in self._readers.values() if reader.task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _tell(reader: _Reader, text: str) -> None:
    for queue in reader.listeners:
        if not queue.full():  # Who is so far behind hears of it with the next: each says only where to look.
            queue.put_nowait(text)


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
