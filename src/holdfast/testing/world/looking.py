"""The calendar as whoever judges a call sees it: the ledger itself, whole, at once and without any bad luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.calendars.port import CalendarMisbehaved, Exchange, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.saga import Entry, Listing, Reply, Seen, Sought
from holdfast.testing.world.ledger import Ledger


@dataclass(frozen=True)
class LookingCalendar:
    """Reads the ledger, and writes nothing: to judge a call changes nothing in the calendar."""

    ledger: Ledger
    is_independent: bool = True
    keeps_cancelled: bool = True
    rewrites_titles: bool = True

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """Everything that stands there, complete."""
        return Listing(tuple(one.seen() for one in self.ledger.standing(hosts, span)), True)

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """What bears these identifiers, cancelled ones included."""
        uids = {one.uid for one in sought if one.uid is not None}
        references = {one.entry.reference for one in sought}
        entries = self.ledger.entries.values()
        return Listing(tuple(one.seen() for one in entries if one.uid in uids or one.reference in references), True)

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """What changed since."""
        return [one.seen() for one in self.ledger.entries.values() if one.updated_at >= since]

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """None: it has no hours of its own."""
        del hosts, span
        return {}

    async def inspect(self) -> Inspection:
        """Anything can be booked."""
        return Inspection()

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """Never asked for."""
        raise CalendarMisbehaved(f"a judge wrote {len(entries)} entries")

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """Never asked for."""
        raise CalendarMisbehaved(f"a judge moved {len(movements)} entries")

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """Never asked for."""
        raise CalendarMisbehaved(f"a judge cancelled {len(uids)} entries")

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """Never asked for."""
        raise CalendarMisbehaved(f"a judge made the event type {wanted.title}")

    def exchanges(self) -> Sequence[Exchange]:
        """Its looks are nobody's requests."""
        return ()
