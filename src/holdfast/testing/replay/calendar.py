"""The calendar of a case file: what others had in it appears when it was created, what we write takes as long as it
took then."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from holdfast.calendars.port import CalendarMisbehaved, Exchange, Movement
from holdfast.core.ids import Reference, RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, Listing, RefusedBy, Reply, Seen, Sought
from holdfast.core.service import staff_resource
from holdfast.testing.replay.salon import staff_of

USUAL_SECONDS = 0.5


def recorded_entries(case: Mapping[str, Any], own: frozenset[str], assumed: list[str]) -> list[Seen]:
    """What stood there without this call: every booking of the listings that is not its own."""
    people = staff_of(case)
    found: dict[str, Seen] = {}
    for listing in _rows(case.get("calendar")):
        for one in _rows(listing.get("bookings")):
            if one.get("status") in ("cancelled", "rejected") or _is_own(one, own):
                continue
            host = people.get(str(one.get("host")))
            start, end = instant(one.get("start")), instant(one.get("end"))
            if host is None or start is None or end is None or start >= end:
                assumed.append(f"the calendar's booking {one.get('id')} could not be placed and is left out")
                continue
            if _is_marked(one):
                assumed.append("bookings of other calls of ours stand there as somebody else's")
            uid = str(one.get("uid") or one.get("id"))
            made = instant(one.get("created_at"))
            span = Interval(start, end)
            found[uid] = Seen(RemoteUid(uid), None, staff_resource(host), span, created_at=made, updated_at=made)
    return sorted(found.values(), key=lambda seen: (seen.interval.start, seen.uid))


def _is_own(one: Mapping[str, Any], own: frozenset[str]) -> bool:
    """Whether the booking is this call's: what it wrote then is not there before it is written again now."""
    marks = one.get("metadata")
    values = marks.values() if isinstance(marks, Mapping) else ()
    return any(str(value).partition("/")[0] in own for value in values)


def _is_marked(one: Mapping[str, Any]) -> bool:
    """Whether a program of ours wrote it, in another call."""
    marks = one.get("metadata")
    return isinstance(marks, Mapping) and any(str(name).endswith(("_ref", "_id")) for name in marks)


def seconds_of_a_write(case: Mapping[str, Any], own: frozenset[str], assumed: list[str]) -> float:
    """How long one write took then: by the requests of the call's own tools, else by the moments of creation."""
    took = [one["took_ms"] / 1000 for one in _rows(case.get("requests")) if _is_write_of_a_tool(one)]
    if took:
        return float(median(took))
    bookings = [one for listing in _rows(case.get("calendar")) for one in _rows(listing.get("bookings"))]
    made = sorted(at for one in bookings if _is_own(one, own) and (at := instant(one.get("created_at"))) is not None)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(made)]
    if gaps:
        return float(median(gaps))
    if "requests" not in case and _rows(case.get("tool_calls")) and "mirror" not in case and "findings" in case:
        return 0.0  # A call of ours with the built-in calendar: it is asked by no request.
    assumed.append(f"how long the calendar took is not in the file: {USUAL_SECONDS:g} s were assumed")
    return USUAL_SECONDS


def seconds_of_a_reading(case: Mapping[str, Any]) -> float:
    """How long one reading took then; where none is recorded, no time at all."""
    rows = _rows(case.get("requests"))
    took = [one["took_ms"] / 1000 for one in rows if one.get("method") == "GET" and _is_length(one.get("took_ms"))]
    return float(median(took)) if took else 0.0


def _is_length(took: Any) -> bool:
    return isinstance(took, int | float) and not isinstance(took, bool) and 0 <= took < 600_000


def _is_write_of_a_tool(one: Mapping[str, Any]) -> bool:
    is_write = one.get("method") in ("POST", "PUT") and one.get("tool_call") is not None
    return is_write and _is_length(one.get("took_ms"))


def instant(text: Any) -> datetime | None:
    """An instant of the file in UTC; None for what is none."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at is not None and at.tzinfo is not None else None


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


@dataclass
class RecordedCalendar:
    """The calendar port over what the file recorded. It refuses whatever overlaps, as the real one should."""

    now: Callable[[], datetime]
    entries: list[Seen]
    seconds: float
    reading_seconds: float = 0.0
    writes: list[str] = field(default_factory=list)
    is_independent: bool = True
    rewrites_titles: bool = True
    keeps_cancelled: bool = True

    def standing(self) -> list[Seen]:
        """What stands there at this moment."""
        now = self.now()
        return [e for e in self.entries if not e.is_cancelled and (e.created_at is None or e.created_at <= now)]

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`: all at once."""
        await asyncio.sleep(self.seconds)
        return [self._create(entry) for entry in entries]

    def _create(self, entry: Entry) -> Reply:
        for seen in self.standing():
            if seen.reference == entry.reference and (seen.host, seen.interval) == (entry.host, entry.interval):
                return Created(seen.uid)
            if seen.host == entry.host and seen.interval.overlaps(entry.interval):
                return RefusedBy(Reason.SLOT_TAKEN)
        uid = RemoteUid(f"replayed-{len(self.writes) + 1}")
        self.writes.append(f"created {entry.interval.start:%H:%M}-{entry.interval.end:%H:%M} UTC")
        self.entries.append(
            Seen(uid, Reference(entry.reference), entry.host, entry.interval, entry.title, created_at=self.now())
        )
        return Created(uid)

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`."""
        await asyncio.sleep(self.seconds)
        replies: list[Reply] = []
        for one in movements:
            self.entries = [seen for seen in self.entries if seen.uid != one.uid]
            replies.append(self._create(one.entry))
        return replies

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`."""
        await asyncio.sleep(self.seconds)
        self.entries = [replace(e, is_cancelled=True) if e.uid in uids else e for e in self.entries]
        self.writes += [f"cancelled {uid}" for uid in uids]
        return [Created(uid) for uid in uids]

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`."""
        await asyncio.sleep(self.reading_seconds)
        return Listing(tuple(e for e in self.standing() if e.host in hosts and e.interval.overlaps(span)))

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`."""
        await asyncio.sleep(self.reading_seconds)
        wanted = {one.entry.reference for one in sought} | {one.uid for one in sought if one.uid}
        return Listing(tuple(e for e in self.entries if e.reference in wanted or e.uid in wanted))

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`."""
        return [e for e in self.standing() if e.updated_at is not None and e.updated_at >= since]

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`: the file tells of none."""
        del hosts, span
        return {}

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`: anything can be booked."""
        return Inspection()

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`: never needed."""
        raise CalendarMisbehaved(f"no event types here, so none for {wanted.title}")

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`."""
        return ()
