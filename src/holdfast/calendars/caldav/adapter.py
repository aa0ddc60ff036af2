"""The calendar of one tenant on a CalDAV server. See docs/reference/caldav.md for what it relies on."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, TypeVar

from holdfast.calendars.caldav import dav
from holdfast.calendars.caldav.asking import Asking
from holdfast.calendars.caldav.connection import CaldavConnection
from holdfast.calendars.caldav.inspection import inspect
from holdfast.calendars.caldav.naming import file_of, name_of, uid_fragment
from holdfast.calendars.caldav.places import Collection, Places, path_in
from holdfast.calendars.caldav.reading import Reader
from holdfast.calendars.caldav.unreadable import Unreadable
from holdfast.calendars.caldav.writes import Writes
from holdfast.calendars.in_order import in_order
from holdfast.calendars.port import CalendarMisbehaved, Exchange, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.saga import Entry, Listing, Reply, Seen, Sought
from holdfast.core.tenant import Tenant

T = TypeVar("T")

MARGIN = timedelta(days=1)
"""Servers read times without a zone, and whole days, in a zone of their own: so much more is asked for."""


class CaldavCalendar:
    """One tenant's collections, one or more for each member of staff."""

    is_independent = True
    rewrites_titles = True
    keeps_cancelled = False
    """What a person deletes leaves no trace: only being gone wholly, and staying so, tells that it was taken out."""

    def __init__(
        self, connection: CaldavConnection, tenant: Tenant, now: Callable[[], datetime], background: bool = False
    ) -> None:
        """Bind the collections that the tenant's `[calendar.collections]` names. The server sets no rate budget, so
        work in the `background` is not treated differently."""
        del background
        self._asking = Asking(connection, now)
        self._places = Places.of(tenant, connection.base_url)
        self._reader = Reader(tenant.timezone, tenant.slug)
        self._writes = Writes(self._asking, self._places, self._reader, tenant.timezone, tenant.slug, now)

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`. The server refuses no overlap: only the look afterwards shows somebody else's."""
        return await together([self._writes.create(entry) for entry in entries])

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`. The uid stays, unless the entry changes to another host."""
        return await in_order(movements, self._writes.move)

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`. Nothing remains of what was deleted, no cancelled entry either."""
        return await together([self._writes.cancel(uid) for uid in uids])

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`. Not complete for a host when an object of hers cannot be read, for it may be the
        one in question, or when she has no collection."""
        wanted = sorted(set(hosts))
        places = [place for host in wanted for place in self._places.of_host(host)]
        query = dav.query_by_time(Interval(span.start - MARGIN, span.end + MARGIN))
        listings = await together([self._list(place, query, span) for place in places])
        nowhere = [host for host in wanted if not self._places.of_host(host)]
        unknown = tuple(f"{host} has no collection" for host in nowhere)
        return _joined([*listings, Listing((), not nowhere, frozenset(nowhere), unknown)])

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`: by their names and by their UIDs in every collection of the tenant, so that one
        that a person moved to a colleague's is found, too. Of one that was put into a collection which is not the
        tenant's any more, nothing is known."""
        lost = [str(one.uid) for one in sought if one.uid and self._places.holding(str(one.uid)) is None]
        unknown = tuple(f"{uid[:200]} lies in no collection of the tenant file" for uid in lost)
        found = await together([self._find(place, sought) for place in self._places.collections])
        return _joined([*found, Listing((), not lost, frozenset(), unknown)])

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`: a server tells what changed since a token, never since a time."""
        del since
        return None

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`: what takes time stands in the collections, there is nothing besides."""
        del hosts, span
        return {}

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`. Faults of one collection are sentences, a wrong password raises CalendarDenied."""
        return await inspect(self._asking, self._places, self._reader)

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`: never needed."""
        raise CalendarMisbehaved(f"a CalDAV calendar has no event types, so none for {wanted.title}")

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`."""
        return self._asking.taken()

    async def _list(self, place: Collection, query: bytes, span: Interval) -> Listing:
        found: list[Seen] = []
        faults: list[str] = []
        for resource in await self._asking.report("list_entries", place.path, query):
            try:
                path, text = self._object(place, resource)
                found += self._reader.taking_time(path, place.host, text, span)
            except Unreadable as error:
                faults.append(self._note_unreadable("list_entries", place, resource, error))
        return _listing(place, found, faults)

    async def _find(self, place: Collection, sought: Sequence[Sought]) -> Listing:
        """Everything in this collection under the identifiers of what is sought. The second proof must not lean on one
        search: names are fetched, UIDs are searched for."""
        queries = [dav.multiget(self._names(place, sought))]
        queries += [dav.query_by_uid(part) for part in sorted({uid_fragment(one.entry.reference) for one in sought})]
        answers = await together([self._asking.report("find_entries", place.path, query) for query in queries])
        wanted = {one.entry.reference for one in sought}
        found: dict[RemoteUid, Seen] = {}
        faults: list[str] = []
        for resource in (resource for answer in answers for resource in answer):
            if resource.status in (404, 410):
                continue
            try:
                path, text = self._object(place, resource)
                seen = self._reader.standing(path, place.host, text)
            except Unreadable as error:
                faults.append(self._note_unreadable("find_entries", place, resource, error))
                continue
            if seen is not None and seen.reference in wanted:
                found[seen.uid] = seen
        return _listing(place, found.values(), faults)

    def _note_unreadable(self, verb: str, place: Collection, resource: dav.Resource, error: Unreadable) -> str:
        """For the timeline, and as a sentence."""
        self._asking.note(verb, resource.href, f"cannot be read: {error}")
        return f"{resource.href[:200]} ({place.host}) cannot be read ({error})"

    def _names(self, place: Collection, sought: Sequence[Sought]) -> list[str]:
        """The paths under which the entries would stand in this collection."""
        paths = [str(one.uid) for one in sought if one.uid and self._places.holding(str(one.uid)) == place]
        return sorted({*paths, *(place.path + file_of(name_of(one.entry)) for one in sought)})

    def _object(self, place: Collection, resource: dav.Resource) -> tuple[str, str]:
        """Path and text of an object in an answer. Raises Unreadable when it has none, or lies elsewhere."""
        path = path_in(place, resource.href, self._asking.base_url)
        if path is None:
            raise Unreadable("not an object of this collection")
        text = resource.text(dav.CAL + "calendar-data")
        if resource.status != 200 or not text:
            raise Unreadable(f"no text in the answer, status {resource.status}")
        return path, text


async def together(asked: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """All at once, results in the order asked. None is left running: the first fault is raised when all have ended."""
    results = await asyncio.gather(*asked, return_exceptions=True)
    done: list[T] = []
    for result in results:
        if isinstance(result, BaseException):
            raise result
        done.append(result)
    return done


def _listing(place: Collection, found: Iterable[Seen], faults: Sequence[str]) -> Listing:
    """What one collection shows; with a fault it shows nothing whole of its host."""
    return Listing(tuple(found), not faults, frozenset([place.host] if faults else []), tuple(faults))


def _joined(listings: Sequence[Listing]) -> Listing:
    """All together, cancelled ones too, in the order found."""
    entries = tuple(seen for listing in listings for seen in listing.entries)
    rest = reduce(Listing.joined, listings, Listing(()))
    return replace(rest, entries=entries)
