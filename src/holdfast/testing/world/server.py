"""The calendar's server and the way there: requests take their time, and some of them have bad luck.

What a request does happens in the outside lane: it comes to pass whether or not the process that asked is still alive.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from holdfast.calendars.port import CalendarDenied, CalendarMisbehaved, CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, Listing, NotSent, RefusedBy, Reply, Seen, Sought, Unknown
from holdfast.testing.world.ledger import Ledger
from holdfast.testing.world.loop import VirtualLoop
from holdfast.testing.world.luck import CLIENT_SECONDS, SETTLE_SECONDS, Fate, Luck
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.trace import Trace

_BEFORE = (Fate.LOST_REQUEST, Fate.ERROR_BEFORE, Fate.LIE, Fate.CLOSED)
_SILENT = (Fate.LOST_REQUEST, Fate.LOST_ANSWER, Fate.LATE, Fate.VERY_LATE)


@dataclass
class Write:
    """One request that changes something. `check` may refuse it when it arrives, `insert` brings it about."""

    verb: str
    what: str
    check: Callable[[], Reply | None]
    insert: Callable[[], Reply]
    seconds: tuple[float, float]
    entry: Entry | None = None
    claims: RemoteUid = RemoteUid("u-lie")
    """What a lying server says it made or took out."""
    target: RemoteUid | None = None
    """The entry that is to be changed."""


@dataclass
class Server:
    """What answers our requests. `intruders` get in between check and insert of a create."""

    loop: VirtualLoop
    ledger: Ledger
    luck: Luck
    trace: Trace
    sometimes: Sometimes
    intruders: list[Callable[[Entry], None]] = field(default_factory=list)
    per_minute: int = 0
    overrun: Callable[[str], None] = lambda _: None
    requests: int = 0
    quiet_at: float = 0.0
    """When the last request under way will have had its effect."""
    recent: deque[float] = field(default_factory=deque)
    _lagging: tuple[float, float] = (0.0, 0.0)

    async def write(self, who: str, asked: Write) -> Reply:
        """Send one write and wait for its answer as long as a client would."""
        fate = self._fate_of_write()
        self._count()
        self.trace.event(who, f"-> {asked.verb} {asked.what}" + ("" if fate is Fate.GOOD else f" [{fate}]"))
        if fate is Fate.NOT_SENT:
            await asyncio.sleep(self.luck.seconds(0.001, 0.2))
            return NotSent()
        answer: asyncio.Future[Reply] = self.loop.create_future()
        delay = self._arrival(fate)
        self.quiet_at = max(self.quiet_at, self.loop.now + delay + CLIENT_SECONDS)
        self._later(delay, self._arrive, asked, fate, answer)
        try:
            async with asyncio.timeout(CLIENT_SECONDS):
                reply = await answer
        except TimeoutError:
            reply = Unknown()
        self.trace.event(who, f"<- {asked.verb} {asked.what}: {_short(reply)}")
        return reply

    def _count(self) -> None:
        """The rate budget: no sixty seconds may hold more requests than the calendar grants."""
        self.requests += 1
        recent, now = self.recent, self.loop.now
        recent.append(now)
        while recent[0] <= now - 60.0:
            recent.popleft()
        if self.per_minute and len(recent) > self.per_minute:
            self.overrun(f"{len(recent)} requests within a minute, though {self.per_minute} are granted")

    def _fate_of_write(self) -> Fate:
        if self.luck.is_revoked(self.loop.now):
            self.sometimes.saw("key revoked")
            return Fate.NOT_SENT
        if self.luck.is_away(self.loop.now):
            self.sometimes.saw("calendar away")
            return Fate.NOT_SENT if self.luck.chance.random() < 0.6 else Fate.LOST_REQUEST
        fate = self.luck.of_write()
        if fate is not Fate.GOOD:
            self.sometimes.saw(f"write: {fate}")
        return fate

    def _arrival(self, fate: Fate) -> float:
        """When the server takes the request up: a late one after we gave it up, yet within what settles."""
        if fate is Fate.LATE:
            return CLIENT_SECONDS + self.luck.seconds(0.0, SETTLE_SECONDS - 2.0)
        if fate is Fate.VERY_LATE:
            return CLIENT_SECONDS + self.luck.seconds(SETTLE_SECONDS - 2.0, 3 * SETTLE_SECONDS)
        return self.luck.seconds(0.005, 0.06)

    def _later(self, delay: float, act: Callable[..., None], *args: Any) -> None:
        self.loop.call_later(delay, act, *args, context=self.loop.outside.context)

    def _arrive(self, asked: Write, fate: Fate, answer: asyncio.Future[Reply]) -> None:
        if fate in _BEFORE:
            self._reply(answer, _without_effect(fate, asked), fate)
            return
        refusal = asked.check()
        if refusal is not None:
            self._reply(answer, refusal, fate)
            return
        low, high = asked.seconds
        slow = self.luck.seconds(2.5, CLIENT_SECONDS - 1.5) if fate is Fate.SLOW else 0.0
        before = slow * self.luck.chance.choice((0.0, 0.5, 1.0)) if slow else 0.0
        self._later(self.luck.seconds(low, high) + before, self._take_effect, asked, fate, answer, slow - before)
        if asked.entry is not None and self.luck.happens(self.luck.weather.races):
            for intrude in self.intruders:
                intrude(asked.entry)

    def _take_effect(self, asked: Write, fate: Fate, answer: asyncio.Future[Reply], rest: float) -> None:
        if fate is Fate.VERY_LATE and asked.entry is not None:
            self.ledger.unawaited.add(asked.entry.reference)
        reply = asked.insert()
        if fate in (Fate.LATE, Fate.VERY_LATE) and isinstance(reply, Created):
            self.sometimes.saw("late effect")
        if rest:
            self._later(rest, self._reply, answer, reply, fate)
        else:
            self._reply(answer, reply, fate)

    def _reply(self, answer: asyncio.Future[Reply], reply: Reply, fate: Fate) -> None:
        if fate in _SILENT:
            return
        if fate in (Fate.ERROR_AFTER, Fate.ERROR_BEFORE):
            reply = Unknown()
        self._later(self.luck.seconds(0.005, 0.06), _give, answer, reply)

    async def read(self, who: str, verb: str, find: Callable[[Any], list[Seen]], shown: str) -> Listing:
        """Send one question. Raises CalendarFault."""
        fate = self._fate_of_read()
        self._count()
        self.trace.event(who, f"-> {verb} {shown}" + ("" if fate is Fate.GOOD else f" [{fate}]"))
        await asyncio.sleep(self.luck.seconds(2.5, 9.0) if fate is Fate.SLOW else self.luck.seconds(0.01, 0.15))
        if fate is Fate.UNREADABLE:
            raise self.luck.chance.choice((CalendarUnreachable, CalendarMisbehaved))("planned")
        at = self.ledger.now() - self._lag(fate)
        found = find(at)
        await asyncio.sleep(self.luck.seconds(0.01, 0.1))
        complete = fate is not Fate.INCOMPLETE
        if not complete:
            found = found[: len(found) // 2]
        self.trace.event(who, f"<- {verb}: {len(found)} entries" + ("" if complete else ", incomplete"))
        return Listing.looked_up(tuple(found), complete) if verb == "find" else Listing(tuple(found), complete)

    def _lag(self, fate: Fate) -> timedelta:
        """How far behind what is read is: a lagging replica lags for a while, for every question."""
        if fate is Fate.STALE and self.loop.now >= self._lagging[1]:
            self._lagging = (self.luck.seconds(0.5, 4.0), self.loop.now + self.luck.seconds(0.5, 4.0))
        behind, until = self._lagging
        return timedelta(seconds=behind if self.loop.now < until and not self.luck.is_over else 0.0)

    def _fate_of_read(self) -> Fate:
        if self.luck.is_revoked(self.loop.now):
            self.sometimes.saw("key revoked")
            raise CalendarDenied("planned")
        if self.luck.is_away(self.loop.now):
            self.sometimes.saw("calendar away")
            return Fate.UNREADABLE
        fate = self.luck.of_read()
        if fate is not Fate.GOOD:
            self.sometimes.saw(f"read: {fate}")
        return fate

    def create(self, entry: Entry) -> Write:
        """The request that puts an entry in."""

        def check() -> Reply | None:
            if self.ledger.is_free(entry.host, entry.interval):
                return None
            standing = self.ledger.standing([entry.host], entry.interval)
            if any(one.reference == entry.reference for one in standing):
                self.sometimes.saw("own echo refused")
            return RefusedBy(Reason.SLOT_TAKEN)

        def insert() -> Reply:
            made = self.ledger.insert(entry)
            return RefusedBy(Reason.SLOT_TAKEN) if made is None else Created(made.uid)

        return Write("create", _of(entry), check, insert, (0.15, 0.9), entry)

    def move(self, movement: Movement) -> Write:
        """The request that puts an entry elsewhere. What a person moved stays where she put it."""
        uid, entry = movement.uid, movement.entry

        def check() -> Reply | None:
            one = self.ledger.entries.get(uid)
            if one is None or not one.stands:
                return RefusedBy(Reason.NOT_FOUND)
            if movement.is_overtaken(one.interval):
                return RefusedBy(Reason.TECHNICAL)
            return None if self.ledger.is_free(entry.host, entry.interval, uid) else RefusedBy(Reason.SLOT_TAKEN)

        def insert() -> Reply:
            made = self.ledger.move(uid, entry)
            return RefusedBy(Reason.SLOT_TAKEN) if made is None else Created(made.uid)

        return Write("move", f"{uid} to {_of(entry)}", check, insert, (0.15, 0.8), entry, target=uid)

    def cancel(self, uid: RemoteUid) -> Write:
        """The request that takes an entry out. What is gone is gone; what was moved is said to be refused."""

        def check() -> Reply | None:
            one = self.ledger.entries.get(uid)
            if one is None:
                return RefusedBy(Reason.NOT_FOUND)
            if one.stands:
                return None
            return Created(uid) if one.moved_to is None else RefusedBy(Reason.NOT_FOUND)

        def insert() -> Reply:
            self.ledger.cancel(uid)
            return Created(uid)

        return Write("cancel", uid, check, insert, (0.1, 0.5), claims=uid, target=uid)

    def listing(self, hosts: list[str], span: Interval) -> Callable[[Any], list[Seen]]:
        """What a listing of a span shows."""
        return lambda at: [one.seen(at) for one in self.ledger.standing(hosts, span, at)]

    def found(self, sought: list[Sought]) -> Callable[[Any], list[Seen]]:
        """What looking up by uid and by attendee shows, cancelled ones included."""
        uids = {one.uid for one in sought if one.uid is not None}
        references = {one.entry.reference for one in sought}

        def find(at: Any) -> list[Seen]:
            return [
                one.seen(at)
                for one in self.ledger.entries.values()
                if (one.uid in uids or one.reference in references) and one.created_at <= at
            ]

        return find


def _without_effect(fate: Fate, asked: Write) -> Reply:
    if fate is Fate.LIE:
        return Created(asked.claims)
    return RefusedBy(Reason.CLOSED) if fate is Fate.CLOSED else Unknown()


def _give(answer: asyncio.Future[Reply], reply: Reply) -> None:
    if not answer.done():
        answer.set_result(reply)


def _of(entry: Entry) -> str:
    return f"{entry.reference} {entry.host.partition(':')[2]} {entry.interval.start:%d.%H:%M}"


def _short(reply: Reply) -> str:
    match reply:
        case Created(uid):
            return f"created {uid}"
        case RefusedBy(reason):
            return f"refused {reason.value}"
        case _:
            return type(reply).__name__
