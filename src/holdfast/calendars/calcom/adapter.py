"""Cal.com v2 behind the port: one tenant's calendar."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from holdfast.calendars.calcom import reservations, webhooks
from holdfast.calendars.calcom.asking import Asking
from holdfast.calendars.calcom.changing import Changing
from holdfast.calendars.calcom.connection import SLOTS, CalcomConnection
from holdfast.calendars.calcom.finding import Finding
from holdfast.calendars.calcom.inspecting import Inspecting
from holdfast.calendars.calcom.options import options_of
from holdfast.calendars.calcom.provisioning import EventTypeDetails
from holdfast.calendars.calcom.reading import Unreadable, data_of
from holdfast.calendars.calcom.slots import Probe, absences_in, probe_of, reach_of, read_slots
from holdfast.calendars.calcom.writing import written
from holdfast.calendars.port import Budget, CalendarMisbehaved, Exchange, Movement
from holdfast.core.ids import RemoteUid, ReservationUid
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.saga import Entry, Listing, Reply, Seen, Sought
from holdfast.core.tenant import Tenant


class CalcomCalendar:
    """One tenant's Cal.com."""

    is_independent = True
    rewrites_titles = False
    keeps_cancelled = True
    """No request of its API changes an attendee or a title, and a reschedule keeps both."""

    def __init__(
        self,
        connection: CalcomConnection,
        tenant: Tenant,
        budget: Budget,
        now: Callable[[], datetime],
        background: bool = False,
    ) -> None:
        """Bind a shared connection to one tenant. `background` work leaves a share of the budget to calls."""
        self.connection_digest = connection.digest
        """See `Keyed.connection_digest`."""
        self._now = now
        self._options = options_of(tenant)
        self._asking = Asking(connection, budget, background=background)
        self._finding = Finding(self._asking, tenant, self._options)
        self._changing = Changing(self._asking, self._finding, tenant, self._options)
        self._inspecting = Inspecting(self._asking, self._finding, tenant, self._options)

    async def create(self, entries: Sequence[Entry]) -> Sequence[Reply]:
        """See `Calendar.create`. Side by side where the rate budget has room for all."""
        return await self._changing.create(entries)

    async def move(self, movements: Sequence[Movement]) -> Sequence[Reply]:
        """See `Calendar.move`: a reschedule, so the uid changes. Another host or length is refused (does_not_fit)."""
        return await self._changing.move(movements)

    async def cancel(self, uids: Sequence[RemoteUid]) -> Sequence[Reply]:
        """See `Calendar.cancel`. What a person moved meanwhile goes from where it is now."""
        return await self._changing.cancel(uids)

    async def list_entries(self, hosts: Sequence[str], span: Interval) -> Listing:
        """See `Calendar.list_entries`. Bookings waiting for confirmation count, reservations never appear."""
        return await self._finding.in_window(hosts, span)

    async def find_entries(self, sought: Sequence[Sought]) -> Listing:
        """See `Calendar.find_entries`: by uid and wherever that was moved, else by the attendee's address."""
        return await self._finding.by_identifiers(sought)

    async def list_changes(self, since: datetime) -> Sequence[Seen] | None:
        """See `Calendar.list_changes`: oldest first, cancelled ones included."""
        return await self._finding.changed(since)

    async def absences(self, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
        """See `Calendar.absences`. Hosts without a fine enough event type are left out, and everybody where
        reservations are placed: a slot that one of them hides cannot be told from an absence."""
        if self._options.reservations:
            return {}
        probes = await self._probes(hosts)
        if not probes:
            return {}
        # The same listing as everybody's who asks for this span: two who ask at once send one request.
        listing, slots = await asyncio.gather(
            self.list_entries(hosts, span), asyncio.gather(*(self._slots(*probes[host], span) for host in probes))
        )
        if not listing.complete:
            return {}
        return {
            host: absences_in(span, free, _busy(listing, host), probes[host][1], self._now())
            for host, free in zip(probes, slots, strict=True)
        }

    async def _probes(self, hosts: Sequence[str]) -> dict[str, tuple[EventTypeDetails, Probe]]:
        """For each host the event type whose slots show most: the shortest."""
        await self._finding.learn_owners()
        wanted = [(host, number) for (_, _, host), number in self._options.event_types.items() if host in hosts]
        details = await asyncio.gather(*(self._finding.event_type(number) for _, number in wanted))
        best: dict[str, tuple[EventTypeDetails, Probe]] = {}
        for (host, _), one in zip(wanted, details, strict=True):
            probe = probe_of(one) if one else None
            if one and probe and (host not in best or probe.length < best[host][1].length):
                best[host] = (one, probe)
        return best

    async def _slots(self, details: EventTypeDetails, probe: Probe, span: Interval) -> Sequence[Interval]:
        wide = reach_of(span, probe)
        query = {
            "eventTypeId": str(details.id),
            "start": written(wide.start),
            "end": written(wide.end),
            "timeZone": "UTC",
            "format": "range",
        }
        try:
            return read_slots(data_of(await self._asking.read("absences", "/v2/slots", query, SLOTS)), probe.length)
        except Unreadable as error:
            raise CalendarMisbehaved(str(error)) from error

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`."""
        return await self._inspecting.inspect()

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`: hidden, five-minute steps, no notice, no buffers, in the key's account."""
        return await self._inspecting.create_event_type(wanted)

    async def reserve(self, entries: Sequence[Entry], minutes: int = 5) -> Sequence[ReservationUid | None]:
        """See `Reservable.reserve`: hides the slots from Cal.com's own pages; locks nothing (measured)."""
        if not self._options.reservations:
            return ()
        return await reservations.reserve(self._asking, self._options, entries, minutes)

    async def release(self, uids: Sequence[ReservationUid]) -> Sequence[ReservationUid]:
        """See `Reservable.release`."""
        return await reservations.release(self._asking, uids)

    async def ensure_webhook(self, url: str, secret: str, triggers: Sequence[str] = webhooks.TRIGGERS) -> str:
        """The id of the webhook that sends notices to `url`: found, put right, or made. Raises CalendarFault."""
        return await webhooks.ensure_webhook(self._asking, url, secret, triggers)

    def exchanges(self) -> Sequence[Exchange]:
        """See `Calendar.exchanges`. The key is in no path and no body; bodies of bookings are personal."""
        return self._asking.exchanges()


def _busy(listing: Listing, host: str) -> list[Interval]:
    return [seen.interval for seen in listing.entries if seen.host == host]
