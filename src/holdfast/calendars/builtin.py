"""The built-in calendar: our own database behind the very port that foreign calendars implement.

It is asked, answers and is read back like any other, so "confirmed" means the same everywhere. It is no independent
witness, and says so.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from holdfast.calendars.port import CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid, TenantId
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, Listing, NotSent, RefusedBy, Reply, Unknown
from holdfast.store import entries as diary
from holdfast.store.engine import Contended, Store, StoreUnreachable, TenantTx


class BuiltinCalendar:
    """One tenant's diary in our own database."""

    is_independent = False

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
        return await self._write(lambda tx: [self._create(tx, entry) for entry in entries], len(entries))

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`."""
        return await self._write(lambda tx: [self._move(tx, movement) for movement in movements], len(movements))

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

    async def _write(self, body: Callable[[TenantTx], list[Reply]], count: int) -> Sequence[Reply]:
        try:
            return await self._store.transact(lambda tx: body(tx.of(self._tenant_id)))
        except Contended:
            return [NotSent()] * count
        except StoreUnreachable:  # The commit itself may have been the one that got no answer.
            return [Unknown()] * count

    def _create(self, tx: TenantTx, entry: Entry) -> Reply:
        for row in diary.overlapping(tx, [entry.host], entry.interval):
            standing = diary.seen(row)
            if (standing.reference, standing.interval) == (entry.reference, entry.interval):
                return Created(standing.uid)
            return RefusedBy(Reason.SLOT_TAKEN)
        uid = RemoteUid(self._new_uid())
        diary.add(tx, uid, entry, self._now())
        return Created(uid)

    def _move(self, tx: TenantTx, movement: Movement) -> Reply:
        wanted = movement.entry
        others = (diary.seen(row) for row in diary.overlapping(tx, [wanted.host], wanted.interval))
        if any(other.uid != movement.uid for other in others):
            return RefusedBy(Reason.SLOT_TAKEN)
        return Created(movement.uid) if diary.move(tx, movement.uid, wanted) else RefusedBy(Reason.NOT_FOUND)
