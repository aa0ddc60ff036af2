"""The real Cal.com adapter in the world: in front of the fake Cal.com, whose luck is the world's.

The fake keeps the bookings; every version of one is copied into the world's ledger, so that the same checks look at it.
Requests are worked in the outside lane: they go on when the process that sent them dies.
"""

import asyncio
import copy
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

import httpx

from holdfast.actions.budget import StoredBudget
from holdfast.actions.desk import Clock
from holdfast.calendars.opening import Calendars
from holdfast.calendars.port import Calendar
from holdfast.core.ids import Reference, RemoteUid, TenantId
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry
from holdfast.core.tenant import Tenant
from holdfast.testing.calcom import ledger as calcom_ledger
from holdfast.testing.calcom.faults import BEFORE_INSERT, Fault, Faults, Rule
from holdfast.testing.calcom.foreign import book_foreign, cancel_foreign, move_foreign
from holdfast.testing.calcom.model import FakeCalcom
from holdfast.testing.calcom.playing import UnluckyCalcom
from holdfast.testing.calcom.records import LIVE, Booking
from holdfast.testing.calcom.salon import SALON_KEY, salon_calcom
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.calcom.wire import Refused, Request
from holdfast.testing.world.ledger import Ledger, Standing
from holdfast.testing.world.loop import VirtualLoop
from holdfast.testing.world.luck import CLIENT_SECONDS, SETTLE_SECONDS, Fate, Luck
from holdfast.testing.world.process import Process
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.trace import Trace

_WRITES = frozenset({"create", "reschedule", "cancel"})
_LIMIT = 600


class CalcomLedger(Ledger):
    """The world's view of what the fake Cal.com holds. Strangers act on the fake; its bookings are copied back."""

    model: FakeCalcom
    hosts: dict[int, str]

    def serve(self, tenant: Tenant, seed: str) -> FakeCalcom:
        """The fake for this tenant, watched from now on."""
        made = salon_calcom(tenant, key=SALON_KEY, limit=_LIMIT, seed=seed).ledger
        watched = _Watched(**{one.name: getattr(made, one.name) for one in fields(made)})
        watched.told = self._copy
        self.hosts = {number: f"staff:{person.key}" for number, person in enumerate(tenant.staff, 2)}
        self.model = FakeCalcom(watched)
        self._hand = False
        return self.model

    def insert(
        self, entry: Entry, *, foreign: bool = False, by_person: bool = False, moved: Standing | None = None
    ) -> Standing | None:
        """See `Ledger.insert`: only strangers come this way."""
        del foreign, by_person, moved
        kind = next(one.id for one in self.model.ledger.event_types.values() if self._host(one.owner) == entry.host)
        minutes = int((entry.interval.end - entry.interval.start).total_seconds() // 60)
        try:
            made = book_foreign(self.model, kind, entry.interval.start, self.now(), minutes=minutes)
        except Refused:
            return None
        return self.entries[RemoteUid(made.uid)]

    def cancel(self, uid: RemoteUid, *, by_person: bool = False) -> None:
        """See `Ledger.cancel`."""
        self._by_hand(lambda: cancel_foreign(self.model, uid, self.now()))
        self.entries[uid].by_person |= by_person

    def move(self, uid: RemoteUid, to: Entry, *, by_person: bool = False) -> Standing | None:
        """See `Ledger.move`. Cal.com lets nobody lengthen a booking of a fixed length."""
        old = self.entries[uid].interval
        if to.interval.end - to.interval.start != old.end - old.start:
            return None
        new = self._by_hand(lambda: move_foreign(self.model, uid, to.interval.start, self.now()))
        self.entries[uid].by_person |= by_person
        return self.entries[RemoteUid(str(new))] if new else None

    def _by_hand(self, act: Callable[[], object]) -> object:
        self._hand = True
        try:
            return act()
        except Refused:
            return None
        finally:
            self._hand = False

    def _host(self, owner: int | None) -> str | None:
        return self.hosts.get(owner or 0)

    def _copy(self, booking: Booking, at: datetime) -> None:
        """A version of a booking, as the checks want to see it."""
        uid, stands = RemoteUid(booking.uid), booking.status in LIVE
        known = self.entries.get(uid)
        if known is None and stands:
            self.add(self._standing(booking, at), None if booking.from_uid is None else RemoteUid(booking.from_uid))
        elif known is not None and known.stands and not stands:
            known.cancelled_at = known.updated_at = at
            known.moved_to = RemoteUid(booking.to_uid) if booking.to_uid else None
            known.by_person |= self._hand
            if known.moved_to is None:
                self.tell("cancelled", known)

    def _standing(self, booking: Booking, at: datetime) -> Standing:
        texts = [str(value) for value in booking.metadata.values()]
        reference = next((Reference(text) for text in texts if text.startswith("v_") and "/" in text), None)
        span, address = Interval(booking.start, booking.end), str(booking.attendee.get("email", ""))
        host, uid = self.hosts[booking.host], RemoteUid(booking.uid)
        return Standing(uid, booking.id, reference, host, span, booking.title, address, at, at, by_person=self._hand)


class _Watched(calcom_ledger.Ledger):
    """The fake's memory, which tells of every version it stores."""

    told: Callable[[Booking, datetime], None]

    def __deepcopy__(self, memo: dict[int, Any]) -> calcom_ledger.Ledger:
        """What the fake only pretends to do, it does to a copy that nobody watches."""
        copied = {one.name: copy.deepcopy(getattr(self, one.name), memo) for one in fields(self)}
        return calcom_ledger.Ledger(**copied)

    def put(self, booking: Booking, at: datetime) -> Booking:
        """See `Ledger.put`."""
        stored = super().put(booking, at)
        self.told(stored, at)
        return stored


class WorldFaults(Faults):
    """A fault plan that is drawn as the requests come in."""

    def __init__(self, luck: Luck, loop: VirtualLoop, sometimes: Sometimes) -> None:
        """Bad luck of this world."""
        super().__init__()
        self._luck, self._loop, self._sometimes = luck, loop, sometimes

    def fire(self, request: Request, verb: str, now: datetime) -> list[Rule]:
        """See `Faults.fire`."""
        del request, now
        if self._luck.is_revoked(self._loop.now):
            self._sometimes.saw("key revoked")
            return [Rule(Fault.REVOKED_KEY)]
        if self._luck.is_away(self._loop.now):
            self._sometimes.saw("calendar away")
            return [Rule(Fault.OUTAGE)]
        writes = verb in _WRITES
        fate = self._luck.of_write() if writes else self._luck.of_read()
        if fate is not Fate.GOOD:
            self._sometimes.saw(f"{'write' if writes else 'read'}: {fate}")
        rules = [Rule(Fault.DELAY_BETWEEN, seconds=self._luck.seconds(0.1, 0.8)), *self._rules(fate)]
        if verb == "create" and self._luck.happens(self._luck.weather.races):
            minutes = self._luck.chance.choice((0, 5, -5, -10))
            rules.append(Rule(Fault.FOREIGN_BOOKING, minutes=minutes, when=BEFORE_INSERT))
        return rules

    def _rules(self, fate: Fate) -> list[Rule]:
        luck = self._luck
        match fate:
            case Fate.SLOW:
                kind = luck.chance.choice((Fault.DELAY_BEFORE, Fault.DELAY_BETWEEN, Fault.DELAY_AFTER))
                return [Rule(kind, seconds=luck.seconds(2.0, CLIENT_SECONDS))]
            case Fate.NOT_SENT:
                return [Rule(Fault.OUTAGE)]
            case Fate.LOST_REQUEST:
                return [Rule(Fault.LOSE_REQUEST, seconds=luck.seconds(0.1, CLIENT_SECONDS))]
            case Fate.LOST_ANSWER:
                return [Rule(Fault.LOSE_ANSWER, seconds=luck.seconds(0.1, CLIENT_SECONDS))]
            case Fate.LATE | Fate.VERY_LATE:
                return [Rule(Fault.LATE_EFFECT, seconds=luck.seconds(0.5, SETTLE_SECONDS - 2.0))]
            case Fate.ERROR_BEFORE:
                return [Rule(Fault.STATUS_INSTEAD, status=luck.chance.choice((500, 502, 503)))]
            case Fate.ERROR_AFTER:
                kinds = (Fault.STATUS_AFTER_EFFECT, Fault.HTML_INSTEAD_OF_JSON, Fault.CUT_BODY)
                return [Rule(luck.chance.choice(kinds), status=502)]
            case Fate.LIE:
                return [Rule(Fault.SUCCESS_WITHOUT_EFFECT)]
            case Fate.UNREADABLE | Fate.INCOMPLETE:
                kinds = (Fault.STATUS_INSTEAD, Fault.HTML_INSTEAD_OF_JSON, Fault.CUT_BODY)
                return [Rule(luck.chance.choice(kinds), status=503)]
            case Fate.STALE:
                return [Rule(Fault.STALE_READS, seconds=luck.seconds(0.5, 4.0))]
        return []


class OutsideTransport(httpx.AsyncBaseTransport):
    """The network of one process: cut when it is dead; what was sent is worked outside of it."""

    def __init__(self, process: Process, inner: CalcomTransport, trace: Trace, loop: VirtualLoop) -> None:
        """The way from this process to the fake."""
        self._process, self._inner, self._trace, self._loop = process, inner, trace, loop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, unless the process is dead."""
        self._process.check()
        shown = f"{request.method} {request.url.path}"
        self._trace.event(self._process.name, f"-> {shown}")
        work = self._inner.handle_async_request(request)
        task = self._loop.create_task(work, context=self._loop.outside.context)
        task.add_done_callback(_seen)
        await asyncio.wait([task])
        self._trace.event(self._process.name, f"<- {shown}: {_came(task)}")
        return task.result()


def _seen(task: "asyncio.Task[httpx.Response]") -> None:
    """An answer that nobody waits for any more: its fault is nobody's."""
    if not task.cancelled():
        task.exception()


def _came(task: "asyncio.Task[httpx.Response]") -> str:
    error = task.exception()
    return str(task.result().status_code) if error is None else type(error).__name__


def calendars_of(process: Process, clock: Clock, inner: CalcomTransport, trace: Trace, loop: VirtualLoop) -> Calendars:
    """What opens the calendars of one process: the application's own, on this network."""

    def builtin(tenant_id: TenantId) -> Calendar:
        raise AssertionError(f"tenant {tenant_id} of the world keeps its calendar elsewhere")

    def budget(key: str, per_minute: int) -> StoredBudget:
        return StoredBudget(process.desk, key, per_minute)

    transport = OutsideTransport(process, inner, trace, loop)
    return Calendars(builtin, lambda reference, slug: SALON_KEY, budget, clock.now, transport)


def transport_of(model: FakeCalcom, faults: Faults, clock: Clock) -> CalcomTransport:
    """The fake behind a transport, with this luck."""
    return CalcomTransport(UnluckyCalcom(model, faults, latency=0.02), clock.now, asyncio.sleep)
