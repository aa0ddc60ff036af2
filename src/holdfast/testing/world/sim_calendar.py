"""The calendar port of one simulated process, in front of the simulated server."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.calendars.in_order import in_order
from holdfast.calendars.port import Budget, CalendarBusy, CalendarFault, CalendarMisbehaved, Exchange, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.saga import Entry, Listing, NotSent, Reply, Seen, Sought
from holdfast.testing.world.exchanges import exchange_of, unread, was_read
from holdfast.testing.world.server import Server, Write


@dataclass(frozen=True)
class SimCalendar:
    """Speaks to the server for one process; `check` raises once that process is dead: its network is cut."""

    server: Server
    who: str
    check: Callable[[], None]
    budget: Budget | None = None
    background: bool = False
    noted: list[Exchange] | None = None
    """What went between us and the server, where it is to be told, in the shapes of Cal.com."""

    @property
    def is_independent(self) -> bool:
        """It is a witness of its own."""
        return True

    @property
    def keeps_cancelled(self) -> bool:
        """See `Calendar.keeps_cancelled`."""
        return True

    @property
    def rewrites_titles(self) -> bool:
        """A move writes the whole entry."""
        return True

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`: all at once."""
        return await asyncio.gather(*(self._send(self.server.create(entry)) for entry in entries))

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`: one after another."""
        return await in_order(movements, lambda one: self._send(self.server.move(one)))

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`: all at once."""
        return await asyncio.gather(*(self._send(self.server.cancel(uid)) for uid in uids))

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`."""
        await self._afford()
        find = self.server.listing(list(hosts), span)
        return await self._read("list", find, f"{span.start:%d.%H:%M}-{span.end:%H:%M}")

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`."""
        await self._afford()
        find = self.server.found(list(sought))
        return await self._read("find", find, ",".join(one.entry.reference for one in sought))

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`."""
        await self._afford()
        listing = await self._read("changes", self._changed(since), f"{since:%H:%M:%S}")
        return listing.entries

    def _changed(self, since: datetime) -> Callable[[datetime], list[Seen]]:
        entries = self.server.ledger.entries
        return lambda at: [one.seen(at) for one in entries.values() if one.updated_at >= since and one.created_at <= at]

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`: it has no hours of its own."""
        self.check()
        del hosts, span
        return {}

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`: anything can be booked."""
        self.check()
        return Inspection()

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`: never needed."""
        raise CalendarMisbehaved(f"no event types here, so none for {wanted.title}")

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`: none where only the world's own trace is kept."""
        return tuple(self.noted or ())

    async def _send(self, asked: Write) -> Reply:
        try:
            await self._afford()
        except CalendarBusy:
            return NotSent()
        at = self.server.ledger.now()
        reply = await self.server.write(self.who, asked)
        if self.noted is not None:
            self.noted.append(exchange_of(asked, reply, at, self.server.ledger.now()))
        return reply

    async def _read(self, verb: str, find: Callable[[datetime], list[Seen]], shown: str) -> Listing:
        at = self.server.ledger.now()
        try:
            listing = await self.server.read(self.who, verb, find, shown)
        except CalendarFault as fault:
            if self.noted is not None:
                self.noted.append(unread(verb, fault, at, self.server.ledger.now()))
            raise
        if self.noted is not None:
            self.noted.append(was_read(verb, listing, at, self.server.ledger.now()))
        return listing

    async def _afford(self) -> None:
        """Take one request out of the shared budget. Raises CalendarBusy, and whatever ends a dead process."""
        self.check()
        if self.budget is not None:
            wait = await self.budget.take(1, background=self.background)
            if wait > 0:
                self.server.sometimes.saw("budget spent")
                raise CalendarBusy(wait)
