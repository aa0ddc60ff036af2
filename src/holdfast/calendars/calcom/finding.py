"""Looking bookings up: by window, by uid, by address, by when they changed; and whose time they take."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from holdfast.calendars.calcom.asking import MOST_PAGES, PAGE, Asking, Missing, Told
from holdfast.calendars.calcom.connection import BOOKINGS, EVENT_TYPES
from holdfast.calendars.calcom.options import Options
from holdfast.calendars.calcom.provisioning import EventTypeDetails, read_event_type, read_event_types
from holdfast.calendars.calcom.reading import Booking, Unreadable, data_of, read_booking, uid_of
from holdfast.calendars.calcom.roster import Roster
from holdfast.calendars.calcom.writing import address_of, reference_in, written
from holdfast.calendars.port import CalendarDenied, CalendarMisbehaved
from holdfast.core.ids import EventTypeId, RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Listing, Seen, Sought
from holdfast.core.tenant import Tenant

NOBODY = ""
"""The host of a booking of ours that was given to an account which nobody of ours has. Every listing shows it."""
LONGEST_CHAIN = 12
"""How often one booking is followed to where it was moved."""


def path_of(uid: RemoteUid, verb: str = "") -> str:
    """The address of a booking. Raises ValueError for what is no uid: asking with a number is our own mistake (R17)."""
    try:
        uid_of(uid)
    except Unreadable as error:
        raise ValueError(str(error)) from error
    return f"/v2/bookings/{quote(uid, safe='')}{'/' + verb if verb else ''}"


class Finding:
    """The reading half of one tenant's Cal.com."""

    def __init__(self, asking: Asking, tenant: Tenant, options: Options) -> None:
        """Reads with `asking`; `options` say which event types and accounts are whose."""
        self._asking = asking
        self._tenant = tenant
        self._options = options

    async def in_window(self, hosts: Sequence[str], span: Interval) -> Listing:
        """What stands for these hosts and touches the span. Raises CalendarFault."""
        roster = await self._roster()
        known = self._asking.connection.event_types.values()
        wide = self._options.around(span, max((max(one.minutes) for one in known), default=0))
        query = {"afterStart": written(wide.start), "beforeEnd": written(wide.end), "sortStart": "asc"}
        bookings, complete = await self._all("list_entries", query)
        standing = [one for one in bookings if not one.is_gone and one.interval.overlaps(span)]
        shown = [one for booking in standing for one in self._seen(booking, roster)]
        seen = [one for one in shown if one.host in hosts or one.host == NOBODY]
        return Listing(tuple(seen), complete)

    async def by_identifiers(self, sought: Sequence[Sought]) -> Listing:
        """What stands, or stood, under the identifiers of these entries. Raises CalendarFault."""
        bookings: dict[RemoteUid, Booking] = {}
        complete = True
        for chain in await asyncio.gather(*(self.chain(one.uid) for one in sought if one.uid is not None)):
            bookings |= {one.uid: one for one in chain}
        standing = {reference_in(one.metadata, self._tenant) for one in bookings.values() if not one.is_gone}
        missing = [one for one in sought if one.entry.reference not in standing]
        wanted = {one.entry.reference for one in sought}
        for address in dict.fromkeys(address_of(one.entry, self._options) for one in missing):
            found, whole = await self._by_address(address)
            complete = complete and whole
            ours = [one for one in found if reference_in(one.metadata, self._tenant) in wanted]
            bookings |= {one.uid: one for one in ours}
        roster = await self._roster()
        return Listing.looked_up(tuple(s for one in bookings.values() for s in self._seen(one, roster)), complete)

    async def changed(self, since: datetime) -> Sequence[Seen]:
        """Everything changed at or after `since`, oldest change first. Raises CalendarFault."""
        query = {"afterUpdatedAt": written(since), "sortUpdatedAt": "asc"}
        bookings, complete = await self._all("list_changes", query)
        if not complete:
            raise CalendarMisbehaved("the list of changes was not whole")
        roster = await self._roster()
        return [one for booking in bookings for one in self._seen(booking, roster)]

    async def chain(self, uid: RemoteUid) -> tuple[Booking, ...]:
        """A booking and what it was moved to, in this order; empty where the uid is unknown. Raises CalendarFault."""
        found: list[Booking] = []
        following: RemoteUid | None = uid
        while following is not None and len(found) < LONGEST_CHAIN:
            booking = await self._by_uid(following)
            if booking is None or booking.uid in {one.uid for one in found}:
                break
            found.append(booking)
            following = booking.moved_to
        return tuple(found)

    async def _by_uid(self, uid: RemoteUid) -> Booking | None:
        try:
            body = await self._asking.read("find_entries", path_of(uid), {}, BOOKINGS, Told({"uid": uid}))
            return read_booking(data_of(body))
        except Missing:
            return None
        except Unreadable as error:
            raise CalendarMisbehaved(f"a booking came in another shape: {error}") from error

    async def _by_address(self, address: str) -> tuple[list[Booking], bool]:
        return await self._all("find_entries", {"attendeeEmail": address}, Told({}, {"attendeeEmail": address}))

    async def _all(self, verb: str, query: Mapping[str, str], told: Told | None = None) -> tuple[list[Booking], bool]:
        """All pages of a list, and whether they fit together: nothing twice, as many as were announced throughout."""
        found: dict[RemoteUid, Booking] = {}
        totals: set[int] = set()
        rows = 0
        for number in range(MOST_PAGES):
            skip = {"skip": str(rows)} if number else {}
            page = await self._asking.page(verb, {**query, "take": str(PAGE), **skip}, told)
            found |= {one.uid: one for one in page.bookings}
            totals.add(page.total)
            rows += len(page.bookings) + page.unreadable
            if not page.has_next or not (page.bookings or page.unreadable):
                return list(found.values()), not page.has_next and totals == {len(found)}
        return list(found.values()), False

    def _seen(self, booking: Booking, roster: Roster) -> list[Seen]:
        """What a booking is to us: once for each host it takes time of. What is ours is shown exactly once, even if it
        was given to an account that nobody of ours has (then without a host)."""
        reference = reference_in(booking.metadata, self._tenant)
        hosts = roster.hosts_of(booking)
        return [
            Seen(
                uid=booking.uid,
                reference=reference,
                host=host,
                interval=booking.interval,
                title=booking.title,
                attendee=booking.attendee,
                event_type=booking.event_type,
                number=booking.number,
                created_at=booking.created_at,
                updated_at=booking.updated_at,
                is_cancelled=booking.is_gone,
                moved_to=booking.moved_to,
            )
            for host in (hosts if reference is None else (hosts or (NOBODY,))[:1])
        ]

    async def _roster(self) -> Roster:
        """Who is who. Raises CalendarFault."""
        await self.learn_owners()
        known = self._asking.connection.event_types
        return Roster(self._options, {number: one.owners for number, one in known.items()})

    async def learn_owners(self) -> None:
        """Look up, once in the life of a connection, one event type of every person. Raises CalendarFault."""
        await self.know(self._unknown())

    async def know(self, numbers: Sequence[EventTypeId]) -> None:
        """See to it that these event types were looked up at least once. Raises CalendarFault."""
        if self._unseen(numbers):
            await self.listed_event_types()
            await asyncio.gather(*(self.event_type(number) for number in self._unseen(numbers)))

    def _unseen(self, numbers: Sequence[EventTypeId]) -> list[EventTypeId]:
        connection = self._asking.connection
        return [one for one in numbers if one not in connection.event_types and not connection.is_absent(one)]

    def _unknown(self) -> list[EventTypeId]:
        """The first event type of everybody of whom none is known yet."""
        connection = self._asking.connection
        first: dict[str, EventTypeId] = {}
        known: set[str] = set()
        for (_, _, host), number in self._options.event_types.items():
            first.setdefault(host, number)
            if number in connection.event_types or connection.is_absent(number):
                known.add(host)
        return [number for host, number in first.items() if host not in known]

    async def listed_event_types(self) -> tuple[EventTypeDetails, ...]:
        """All event types that the key's own list shows, remembered. Raises CalendarFault."""
        connection = self._asking.connection
        body = await self._asking.read("inspect", "/v2/event-types", {}, EVENT_TYPES)
        try:
            rows = data_of(body)
            found = read_event_types(rows, connection.now())
        except Unreadable as error:
            raise CalendarMisbehaved(str(error)) from error
        for details in found:
            connection.learn(details)
        return found

    async def event_type(self, number: EventTypeId, *, fresh: bool = False) -> EventTypeDetails | None:
        """One event type, out of memory where it was seen lately (never if `fresh`); None where there is no usable one.
        Raises CalendarFault."""
        connection = self._asking.connection
        known = connection.knows(number)
        if not fresh and (known is not None or connection.is_absent(number)):
            return known
        try:
            body = await self._asking.read("inspect", f"/v2/event-types/{number}", {}, EVENT_TYPES)
            details = read_event_type(data_of(body), connection.now())
        except (Missing, CalendarDenied, Unreadable):
            connection.absent[number] = connection.now()
            return None
        connection.learn(details)
        return details

    async def hosts_of(self, booking: Booking) -> tuple[str, ...]:
        """The members of staff whose time a booking takes. Raises CalendarFault."""
        return (await self._roster()).hosts_of(booking)

    async def last_of(self, uid: RemoteUid) -> Booking | None:
        """Where a booking stands now after all moves; cancelled where it does not. Raises CalendarFault."""
        chain = await self.chain(uid)
        return chain[-1] if chain else None
