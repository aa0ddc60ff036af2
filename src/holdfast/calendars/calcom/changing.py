"""The writing half of one tenant's Cal.com: book, move, cancel. Every outcome is one of the port's four replies."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from holdfast.calendars.calcom.answers import is_cancelled_already, reply_to_cancel, reply_to_create, span_made
from holdfast.calendars.calcom.asking import Asking, Told, Written
from holdfast.calendars.calcom.finding import Finding, path_of
from holdfast.calendars.calcom.options import Options
from holdfast.calendars.calcom.reading import Booking
from holdfast.calendars.calcom.writing import CANCELLED, MOVED, body_of, minutes_of, reference_in, written
from holdfast.calendars.in_order import in_order
from holdfast.calendars.port import CalendarFault, Movement
from holdfast.core.ids import EventTypeId, RemoteUid
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, NotSent, RefusedBy, Reply, Unknown
from holdfast.core.tenant import Tenant


class Changing:
    """Books, moves and cancels for one tenant."""

    def __init__(self, asking: Asking, finding: Finding, tenant: Tenant, options: Options) -> None:
        """Writes with `asking`; reads with `finding` where a "no" must be understood."""
        self._asking = asking
        self._finding = finding
        self._tenant = tenant
        self._options = options

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`: side by side where the budget has room for all of them, else one after another."""
        if not await self._may_write():
            return [NotSent()] * len(entries)
        types = await self._bookable(entries)
        count = sum(number is not None for number in types)
        if count and await self._asking.is_granted(count):
            tasks = (self._create(one, number, granted=True) for one, number in zip(entries, types, strict=True))
            return await asyncio.gather(*tasks)
        return [await self._create(one, number) for one, number in zip(entries, types, strict=True)]

    async def _bookable(self, entries: Sequence[Entry]) -> list[EventTypeId | None]:
        """For each entry the event type that books it at its length; None where there surely is none."""
        types = [self._options.event_type_of(entry) for entry in entries]
        with suppress(CalendarFault):  # Without an answer we book all the same: what was made tells.
            await self._finding.know([number for number in types if number is not None])
        known = self._asking.connection.event_types
        return [
            None if number in known and minutes_of(entry) not in known[number].minutes else number
            for entry, number in zip(entries, types, strict=True)
        ]

    async def _create(self, entry: Entry, event_type: EventTypeId | None, *, granted: bool = False) -> Reply:
        if event_type is None:
            return RefusedBy(Reason.NOT_BOOKABLE)
        details = self._asking.connection.event_types.get(event_type)
        has_choice = details is not None and len(details.minutes) > 1
        body = body_of(entry, event_type, self._tenant, self._options)
        body |= {"lengthInMinutes": minutes_of(entry)} if has_choice else {}
        told = Told({"reference": entry.reference, "event_type": event_type, "start": body["start"]}, {"body": body})
        result = await self._asking.write("create", "/v2/bookings", body, told, granted=granted)
        reply = self._reply_to_create(result, entry, event_type)
        if isinstance(reply, Created) and result.answer and span_made(result.answer) != entry.interval:
            return await self._take_back(reply.uid, event_type)
        return reply

    async def _take_back(self, uid: RemoteUid, event_type: EventTypeId) -> Reply:
        """It was made at another time or length than asked, so the event type is not what we knew: it must not stay."""
        self._asking.connection.event_types.pop(event_type, None)
        return RefusedBy(Reason.NOT_BOOKABLE) if isinstance(await self._cancel(uid), Created) else Unknown()

    def _reply_to_create(self, result: Written, entry: Entry, event_type: EventTypeId | None) -> Reply:
        if result.answer is None:
            return Unknown() if result.sent else NotSent(result.retry_after)
        connection = self._asking.connection
        details = connection.event_types.get(event_type) if event_type is not None else None
        notice = details.notice if details else None
        return reply_to_create(result.answer, entry.interval.start, connection.now(), notice)

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`."""
        if not await self._may_write():
            return [NotSent()] * len(movements)
        return await in_order(movements, self._move)

    async def _move(self, movement: Movement) -> Reply:
        """Where it stands now is looked up first: a reschedule is never a no-op, and keeps event type and length."""
        try:
            standing = await self._finding.last_of(movement.uid)
        except CalendarFault:
            return NotSent()
        wanted = movement.entry
        if standing is None or standing.is_gone:
            return RefusedBy(Reason.NOT_FOUND)
        if standing.interval == wanted.interval:
            return Created(standing.uid)  # An earlier try, whose answer was lost, did it.
        if movement.is_overtaken(standing.interval):
            return RefusedBy(Reason.TECHNICAL)  # A person moved it, and there it stays.
        if standing.interval.length != wanted.interval.length or not await self._keeps_host(standing, wanted):
            return RefusedBy(Reason.DOES_NOT_FIT)
        body = {"start": written(wanted.interval.start), "reschedulingReason": MOVED}
        told = Told({"reference": wanted.reference, "uid": standing.uid, "start": body["start"]}, {"body": body})
        result = await self._asking.write("move", path_of(standing.uid, "reschedule"), body, told)
        return self._reply_to_create(result, wanted, standing.event_type)

    async def _keeps_host(self, standing: Booking, wanted: Entry) -> bool:
        try:
            return wanted.host in await self._finding.hosts_of(standing)
        except CalendarFault:
            return True

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`. What a person moved meanwhile goes from where it is now."""
        if not await self._may_write():
            return [NotSent()] * len(uids)
        return await asyncio.gather(*(self._cancel(uid) for uid in uids))

    async def _cancel(self, uid: RemoteUid) -> Reply:
        result = await self._send_cancel(uid)
        if result.answer is None:
            return Unknown() if result.sent else NotSent(result.retry_after)
        if not is_cancelled_already(result.answer):
            return _gone(reply_to_cancel(result.answer), uid)
        return await self._cancel_where_it_went(uid)

    async def _cancel_where_it_went(self, uid: RemoteUid) -> Reply:
        """ "Cancelled already" also means "moved": then what it became has to go, if it still bears our name."""
        try:
            chain = await self._finding.chain(uid)
        except CalendarFault:
            return Unknown()
        last = chain[-1] if chain else None
        if last is None or last.is_gone or not self._is_same(chain[0], last):
            return Created(uid)
        result = await self._send_cancel(last.uid)
        if result.answer is None:
            return Unknown()
        return Created(uid) if is_cancelled_already(result.answer) else _gone(reply_to_cancel(result.answer), uid)

    def _is_same(self, first: Booking, last: Booking) -> bool:
        reference = reference_in(last.metadata, self._tenant)
        return reference is not None and reference == reference_in(first.metadata, self._tenant)

    async def _send_cancel(self, uid: RemoteUid) -> Written:
        body: Mapping[str, Any] = {"cancellationReason": CANCELLED}
        return await self._asking.write("cancel", path_of(uid, "cancel"), body, Told({"uid": uid}))

    async def _may_write(self) -> bool:
        """Whether the server knows our version; a server that does not would do something else than we ask."""
        try:
            await self._asking.check()
        except CalendarFault:
            return False
        return True


def _gone(reply: Reply, uid: RemoteUid) -> Reply:
    """A uid that is not known (any more) is as good as gone: the listing that follows is the proof."""
    is_gone = isinstance(reply, Created) or reply == RefusedBy(Reason.NOT_FOUND)
    return Created(uid) if is_gone else reply
