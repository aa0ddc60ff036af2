"""A calendar that is not ours, in memory: an independent witness, with people who change what stands in it."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from holdfast.calendars.port import CalendarFault, Exchange, Movement
from holdfast.core.ids import Reference, RemoteNumber, RemoteUid, TenantId
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, Listing, RefusedBy, Reply, Seen, Sought
from holdfast.core.tenant import Tenant


@dataclass
class OutsideCalendar:
    """What stands there, and what people do with it. `renews`: a move gives a new uid and leaves the old one cancelled,
    as Cal.com does. `guards`: an overlap is refused. `fault` is raised by every reading."""

    now: Callable[[], datetime]
    renews: bool = False
    guards: bool = True
    entries: dict[RemoteUid, Seen] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    fault: CalendarFault | None = None
    asked: list[str] = field(default_factory=list)
    before_listing: list[Callable[[], object]] = field(default_factory=list)
    is_independent: bool = True
    rewrites_titles: bool = True
    keeps_cancelled: bool = True

    def maker(self, _tenant_id: TenantId, _tenant: Tenant, *, background: bool = False) -> "OutsideCalendar":
        """For `Desk.calendar_of`."""
        del background
        return self

    # The port

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        return [self._create(entry) for entry in entries]

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        return [self._move(movement) for movement in movements]

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        self.asked += ["cancel"] * len(uids)
        for uid in uids:
            self.cancel_by_person(self._end_of(uid))
        return [Created(uid) for uid in uids]

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        self._read("list_entries")
        while self.before_listing:
            self.before_listing.pop(0)()
        found = (s for s in self.standing() if s.host in hosts and s.interval.overlaps(span))
        return Listing(tuple(found))

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        self._read("find_entries")
        references = {one.entry.reference for one in sought}
        uids = {one.uid for one in sought}
        return Listing(tuple(s for s in self.entries.values() if s.reference in references or s.uid in uids))

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        self._read("list_changes")
        return [s for s in self.entries.values() if s.updated_at is not None and s.updated_at >= since]

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        del span
        return dict.fromkeys(hosts, ())

    async def inspect(self) -> Inspection:
        return Inspection()

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        raise NotImplementedError(wanted.title)

    def exchanges(self) -> Sequence[Exchange]:
        return ()

    # What stands, and what happens to it

    def standing(self) -> list[Seen]:
        """Everything that stands, by time."""
        return sorted((s for s in self.entries.values() if not s.is_cancelled), key=lambda s: (s.interval, s.uid))

    def ours(self) -> list[Seen]:
        """What stands under our references."""
        return [seen for seen in self.standing() if seen.reference is not None]

    def put(
        self, host: str, span: Interval, reference: str | None = None, title: str = "", attendee: str | None = None
    ) -> RemoteUid:
        """Somebody enters something."""
        number = next(self.numbers)
        uid = RemoteUid(f"uid-{number:03d}")
        known = None if reference is None else Reference(reference)
        now = self.now()
        self.entries[uid] = Seen(
            uid, known, host, span, title, attendee, None, RemoteNumber(13_068_000 + number), now, now
        )
        return uid

    def cancel_by_person(self, uid: RemoteUid) -> None:
        """Taken out, and remembered as cancelled."""
        if uid in self.entries:
            self.entries[uid] = replace(self.entries[uid], is_cancelled=True, updated_at=self.now())

    def lose(self, uid: RemoteUid) -> None:
        """Gone without a trace."""
        del self.entries[uid]

    def restore(self, uid: RemoteUid) -> None:
        """Put back where it was."""
        self.entries[uid] = replace(self.entries[uid], is_cancelled=False, updated_at=self.now())

    def move_by_person(
        self, uid: RemoteUid, by: timedelta = timedelta(0), host: str | None = None, longer: timedelta = timedelta(0)
    ) -> RemoteUid:
        """Dragged to another time, to another person, or made longer. Returns its uid from now on."""
        old = self.entries[uid]
        span = Interval(old.interval.start + by, old.interval.end + by + longer)
        changed = replace(old, interval=span, host=host or old.host, updated_at=self.now())
        return self._put_changed(old, changed)

    def _put_changed(self, old: Seen, changed: Seen) -> RemoteUid:
        if not self.renews:
            self.entries[old.uid] = changed
            return old.uid
        number = next(self.numbers)
        uid = RemoteUid(f"uid-{number:03d}")
        self.entries[old.uid] = replace(old, is_cancelled=True, moved_to=uid, updated_at=self.now())
        self.entries[uid] = replace(changed, uid=uid, number=RemoteNumber(13_068_000 + number), created_at=self.now())
        return uid

    def _create(self, entry: Entry) -> Reply:
        self.asked.append("create")
        if self.guards and self._is_taken(entry, None):
            return RefusedBy(Reason.SLOT_TAKEN)
        return Created(self.put(entry.host, entry.interval, entry.reference, entry.title, entry.email))

    def _move(self, movement: Movement) -> Reply:
        self.asked.append("move")
        uid = self._end_of(movement.uid)
        old, wanted = self.entries.get(uid), movement.entry
        if old is None or old.is_cancelled:
            return RefusedBy(Reason.NOT_FOUND)
        if self.guards and self._is_taken(wanted, uid):
            return RefusedBy(Reason.SLOT_TAKEN)
        changed = replace(old, interval=wanted.interval, host=wanted.host, title=wanted.title, updated_at=self.now())
        return Created(self._put_changed(old, changed))

    def _is_taken(self, entry: Entry, but: RemoteUid | None) -> bool:
        return any(
            seen.host == entry.host and seen.uid != but and seen.interval.overlaps(entry.interval)
            for seen in self.standing()
        )

    def _end_of(self, uid: RemoteUid) -> RemoteUid:
        while uid in self.entries and (moved := self.entries[uid].moved_to) is not None:
            uid = moved
        return uid

    def _read(self, verb: str) -> None:
        self.asked.append(verb)
        if self.fault is not None:
            raise self.fault
