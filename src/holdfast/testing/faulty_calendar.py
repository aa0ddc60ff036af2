"""A calendar that has bad luck by plan: it wraps another one and obeys rules about single calls and entries.

Deterministic: nothing is drawn by lot. Every rule says which verb it spoils, for which segment, and how often; what
happened is counted, so that a test can also prove that the hard case occurred.

>>> faults = Faults()
>>> faults.spoil("create", Fault.LOST_ANSWER, segment=2)
>>> faults.spoil("list_entries", Fault.UNREADABLE, times=2)
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from holdfast.actions.desk import CalendarMaker
from holdfast.calendars.in_order import NOT_TRIED
from holdfast.calendars.port import Calendar, CalendarUnreachable, Exchange, Movement
from holdfast.core.ids import Reference, RemoteUid, TenantId
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, Listing, NotSent, RefusedBy, Reply, Seen, Sought, Unknown
from holdfast.core.tenant import Tenant

T = TypeVar("T")


class Fault(StrEnum):
    """What can go wrong with one entry of one write, or with one listing."""

    NOT_SENT = "not sent"
    REFUSED = "refused"
    TAKEN = "refused, since somebody else stands there"
    LOST_ANSWER = "unknown, with effect"
    LOST_REQUEST = "unknown, without effect"
    LATE = "unknown, with an effect that comes later"
    SLOW_BEFORE = "slow, then done"
    SLOW_AFTER = "done, then slow to say so"
    UNREADABLE = "listing lost"
    INCOMPLETE = "listing incomplete and empty"


@dataclass
class Rule:
    """One planned mishap. `segment` None spoils every entry of the call."""

    verb: str
    fault: Fault
    segment: int | None = None
    times: int = 1
    reason: Reason = Reason.SLOT_TAKEN
    looks: int = 1
    later: timedelta | None = None
    gate: asyncio.Event | None = None
    seconds: float = 0.0

    async def pause(self) -> None:
        """The delay of a slow one: until the gate opens, or so many seconds."""
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(self.seconds)


@dataclass
class _Late:
    """An effect that is still on its way: it comes with a listing, once enough were made or the time has come."""

    effect: Callable[[], Awaitable[object]]
    looks: int
    at: datetime | None


@dataclass
class Faults:
    """The plan, shared by all calendars made under it, and the record of what was asked and what went wrong."""

    rules: list[Rule] = field(default_factory=list)
    late: list[_Late] = field(default_factory=list)
    asked: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    happened: Counter[Fault] = field(default_factory=Counter)
    segments: dict[RemoteUid, int] = field(default_factory=dict)
    others: list[Seen] = field(default_factory=list)
    """Somebody else's entries, shown by every listing."""

    def spoil(
        self,
        verb: str,
        fault: Fault,
        *,
        segment: int | None = None,
        times: int = 1,
        reason: Reason = Reason.SLOT_TAKEN,
        looks: int = 1,
        later: timedelta | None = None,
        gate: asyncio.Event | None = None,
        seconds: float = 0.0,
    ) -> None:
        """Plan a mishap. A late effect comes before the listing after `looks` others, or `later` by the clock."""
        self.rules.append(Rule(verb, fault, segment, times, reason, looks, later, gate, seconds))

    def heal(self) -> None:
        """No more bad luck from now on, and nobody else in the way; effects that are under way still come."""
        self.rules.clear()
        self.others.clear()

    def count(self, verb: str) -> int:
        """How often that verb was asked for."""
        return sum(1 for asked, _ in self.asked if asked == verb)

    def around(self, maker: CalendarMaker, now: Callable[[], datetime]) -> CalendarMaker:
        """A maker of calendars with this bad luck, for `Desk.calendar_of`."""

        def make(tenant_id: TenantId, tenant: Tenant, *, background: bool = False) -> Calendar:
            return FaultyCalendar(maker(tenant_id, tenant, background=background), self, now)

        return make

    def next_rule(self, verb: str, segment: int | None) -> Rule | None:
        """The rule that spoils this, used up once; None where it works well."""
        for rule in self.rules:
            if rule.times > 0 and rule.verb == verb and rule.segment in (None, segment):
                rule.times -= 1
                self.happened[rule.fault] += 1
                return rule
        return None


@dataclass(frozen=True)
class FaultyCalendar:
    """Another calendar, seen through bad luck."""

    inner: Calendar
    faults: Faults
    now: Callable[[], datetime]

    @property
    def is_independent(self) -> bool:
        """As the wrapped calendar is."""
        return self.inner.is_independent

    @property
    def keeps_cancelled(self) -> bool:
        """See `Calendar.keeps_cancelled`."""
        return self.inner.keeps_cancelled

    @property
    def rewrites_titles(self) -> bool:
        """As the wrapped calendar does."""
        return self.inner.rewrites_titles

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`."""
        return await self._write("create", entries, lambda entry: _number(entry.reference), self.inner.create)

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`."""
        return await self._write("move", movements, lambda movement: _number(movement.entry.reference), self.inner.move)

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`."""
        return await self._write("cancel", uids, lambda uid: self.faults.segments.get(uid, 0), self.inner.cancel)

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`. Late effects come true right before they can be seen."""
        self.faults.asked.append(("list_entries", ()))
        await self._late_effects()
        rule = self.faults.next_rule("list_entries", None)
        if rule is not None:
            await rule.pause()
        if rule is not None and rule.fault is Fault.UNREADABLE:
            raise CalendarUnreachable("planned")
        if rule is not None and rule.fault is Fault.INCOMPLETE:
            return Listing((), complete=False)
        listing = await self.inner.list_entries(hosts, span)
        others = tuple(seen for seen in self.faults.others if seen.host in hosts and seen.interval.overlaps(span))
        return Listing((*listing.entries, *others), listing.complete)

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`. It can be spoilt like a listing, under its own name."""
        self.faults.asked.append(("find_entries", ()))
        rule = self.faults.next_rule("find_entries", None)
        if rule is not None and rule.fault is Fault.UNREADABLE:
            raise CalendarUnreachable("planned")
        if rule is not None and rule.fault is Fault.INCOMPLETE:
            return Listing((), complete=False)
        return await self.inner.find_entries(sought)

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`."""
        return await self.inner.list_changes(since)

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`."""
        return await self.inner.absences(hosts, span)

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`."""
        return await self.inner.inspect()

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`."""
        return await self.inner.create_event_type(wanted)

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`."""
        return self.inner.exchanges()

    async def _write(
        self,
        verb: str,
        things: Sequence[T],
        segment_of: Callable[[T], int],
        act: Callable[[Sequence[T]], Awaitable[Sequence[Reply]]],
    ) -> Sequence[Reply]:
        self.faults.asked.append((verb, tuple(segment_of(thing) for thing in things)))
        replies: list[Reply] = []
        for thing in things:
            segment = segment_of(thing)
            if verb == "move" and any(isinstance(reply, RefusedBy) for reply in replies):
                replies.append(NOT_TRIED)  # See `Calendar.move`.
                continue
            reply = await self._one(thing, self.faults.next_rule(verb, segment), act)
            if isinstance(reply, Created):
                self.faults.segments[reply.uid] = segment
            replies.append(reply)
        return replies

    async def _one(
        self, thing: T, rule: Rule | None, act: Callable[[Sequence[T]], Awaitable[Sequence[Reply]]]
    ) -> Reply:
        if rule is None:
            return (await act([thing]))[0]
        match rule.fault:
            case Fault.NOT_SENT:
                return NotSent()
            case Fault.REFUSED:
                return RefusedBy(rule.reason)
            case Fault.TAKEN:
                self._taken_by_somebody(thing)
                return RefusedBy(Reason.SLOT_TAKEN)
            case Fault.LATE:
                at = self.now() + rule.later if rule.later is not None else None
                self.faults.late.append(_Late(lambda: act([thing]), rule.looks, at))
                return Unknown()
            case Fault.LOST_REQUEST:
                await rule.pause()
                return Unknown()
        if rule.fault is Fault.SLOW_BEFORE:
            await rule.pause()
        reply = (await act([thing]))[0]
        if rule.fault is Fault.SLOW_AFTER:
            await rule.pause()
        return Unknown() if rule.fault is Fault.LOST_ANSWER else reply

    def _taken_by_somebody(self, thing: object) -> None:
        entry = thing.entry if isinstance(thing, Movement) else thing
        if isinstance(entry, Entry):
            uid = RemoteUid(f"somebody{len(self.faults.others) + 1}")
            self.faults.others.append(Seen(uid, None, entry.host, entry.interval))

    async def _late_effects(self) -> None:
        waiting = list(self.faults.late)
        for late in waiting:
            if late.at is None and late.looks > 0:
                late.looks -= 1
            elif late.at is None or late.at <= self.now():
                self.faults.late.remove(late)
                await late.effect()


def _number(reference: Reference) -> int:
    return int(reference.rpartition("/")[2])
