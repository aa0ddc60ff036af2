"""The built-in calendar: our own database behind the very port that foreign calendars implement.

It is asked, answers and is read back like any other, so "confirmed" means the same everywhere. It is no independent
witness, and says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from holdfast.calendars.in_order import NOT_TRIED
from holdfast.calendars.port import CalendarMisbehaved, CalendarUnreachable, Exchange, Movement
from holdfast.core.ids import RemoteUid, TenantId
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, Listing, NotSent, RefusedBy, Reply, Seen, Sought, Unknown
from holdfast.store import entries as diary
from holdfast.store.engine import Contended, Store, StoreUnreachable, TenantTx


class BuiltinCalendar:
    """One tenant's diary in our own database."""

    is_independent = False
    rewrites_titles = True
    keeps_cancelled = True

    def __init__(
        self, store: Store, tenant_id: TenantId, now: Callable[[], datetime], new_uid: Callable[[], str]
    ) -> None:
        """Bind the diary of one tenant; `new_uid` must never repeat itself."""
        self._store = store
        self._tenant_id = tenant_id
        self._now = now
        self._new_uid = new_uid

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`. Refuses a span in which the host has another entry."""
        return await self._write(lambda tx: self._create(tx, entries), len(entries))

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`."""
        return await self._write(lambda tx: self._move_all(tx, movements), len(movements))

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`."""

        def body(tx: TenantTx) -> list[Reply]:
            diary.cancel(tx, list(uids), self._now())
            return [Created(uid) for uid in uids]

        return await self._write(body, len(uids))

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`. Always complete."""
        wanted = sorted(set(hosts))
        try:
            rows = await self._store.transact(lambda tx: diary.overlapping(tx.of(self._tenant_id), wanted, span))
        except (StoreUnreachable, Contended) as error:
            raise CalendarUnreachable(str(error)) from error
        return Listing(tuple(diary.seen(row) for row in rows), complete=True)

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`: by reference, cancelled ones included."""
        references = sorted({one.entry.reference for one in sought})
        try:
            rows = await self._store.transact(lambda tx: diary.of_references(tx.of(self._tenant_id), references))
        except (StoreUnreachable, Contended) as error:
            raise CalendarUnreachable(str(error)) from error
        return Listing(tuple(diary.seen(row) for row in rows), complete=True)

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`. Nobody but we change it."""
        del since
        return ()

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`: it has no hours of its own."""
        del hosts, span
        return {}

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`: anything can be booked."""
        return Inspection()

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`: never needed."""
        raise CalendarMisbehaved(f"the built-in calendar has no event types, so none for {wanted.title}")

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`: none."""
        return ()

    async def _write(self, body: Callable[[TenantTx], list[Reply]], count: int) -> Sequence[Reply]:
        try:
            return await self._store.transact(lambda tx: body(tx.of(self._tenant_id)))
        except Contended:
            return [NotSent()] * count
        except StoreUnreachable:  # The commit itself may have been the one that got no answer.
            return [Unknown()] * count

    def _create(self, tx: TenantTx, entries: Sequence[Entry]) -> list[Reply]:
        span = Interval(min(e.interval.start for e in entries), max(e.interval.end for e in entries))
        hosts = sorted({entry.host for entry in entries})
        standing = [diary.seen(row) for row in diary.overlapping(tx, hosts, span)]
        replies = [self._reply(entry, standing) for entry in entries]
        known = {seen.uid for seen in standing}
        made = ((r.uid, e) for r, e in zip(replies, entries, strict=True) if isinstance(r, Created))
        fresh = [(uid, entry) for uid, entry in made if uid not in known]
        diary.add(tx, fresh, self._now())
        return replies

    def _reply(self, entry: Entry, standing: Sequence[Seen]) -> Reply:
        """What becomes of one entry, seen what the host has there already."""
        for seen in standing:
            if seen.host != entry.host or not seen.interval.overlaps(entry.interval):
                continue
            same = (seen.reference, seen.interval) == (entry.reference, entry.interval)
            return Created(seen.uid) if same else RefusedBy(Reason.SLOT_TAKEN)
        return Created(RemoteUid(self._new_uid()))

    def _move_all(self, tx: TenantTx, movements: Sequence[Movement]) -> list[Reply]:
        replies: list[Reply] = []
        for movement in movements:
            is_over = any(isinstance(reply, RefusedBy) for reply in replies)
            replies.append(NOT_TRIED if is_over else self._move(tx, movement))
        return replies

    def _move(self, tx: TenantTx, movement: Movement) -> Reply:
        wanted = self._left_in_place(tx, movement)
        if wanted is None:
            return RefusedBy(Reason.TECHNICAL)
        others = (diary.seen(row) for row in diary.overlapping(tx, [wanted.host], wanted.interval))
        if any(other.uid != movement.uid for other in others):
            return RefusedBy(Reason.SLOT_TAKEN)
        return Created(movement.uid) if diary.move(tx, movement.uid, wanted) else RefusedBy(Reason.NOT_FOUND)

    def _left_in_place(self, tx: TenantTx, movement: Movement) -> Entry | None:
        """The entry as it may be written: where somebody moved it, its title alone may change, else nothing."""
        rows = diary.of_references(tx, [movement.entry.reference])
        standing = next((one for one in map(diary.seen, rows) if one.uid == movement.uid), None)
        if standing is None or not movement.is_overtaken(standing.interval):
            return movement.entry
        return replace(movement.entry, interval=standing.interval) if movement.is_rewriting else None
