"""A calendar that cannot be opened, and says why whenever it is asked: its secret is missing, or nobody serves its
kind. Nothing is ever sent, so nothing is lost: sagas wait, and go on once it can be opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from holdfast.calendars.port import CalendarDenied, Exchange, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.saga import Entry, Listing, NotSent, Reply, Seen, Sought


class AbsentCalendar:
    """Sends nothing and raises CalendarDenied with `why`, a sentence for a person."""

    is_independent = True
    rewrites_titles = True
    keeps_cancelled = True

    def __init__(self, why: str, now: datetime) -> None:
        """Say why, and since when it is tried."""
        self._why = why
        self._now = now
        self._asked: list[str] = []

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`."""
        return self._not_sent("create", len(entries))

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`."""
        return self._not_sent("move", len(movements))

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`."""
        return self._not_sent("cancel", len(uids))

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`."""
        del hosts, span
        self._denied("list_entries")

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`."""
        del sought
        self._denied("find_entries")

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`."""
        del since
        self._denied("list_changes")

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`."""
        del hosts, span
        self._denied("absences")

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`: what is wrong is a finding, not a fault."""
        return Inspection(faults=(self._why,))

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`."""
        del wanted
        self._denied("create_event_type")

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`: what was asked of it, and that nothing was sent."""
        asked, self._asked = self._asked, []
        return [Exchange(self._now, verb, "", "", None, 0, error=self._why) for verb in asked]

    def _not_sent(self, verb: str, count: int) -> Sequence[Reply]:
        self._asked.append(verb)
        return [NotSent()] * count

    def _denied(self, verb: str) -> NoReturn:
        self._asked.append(verb)
        raise CalendarDenied(self._why)
