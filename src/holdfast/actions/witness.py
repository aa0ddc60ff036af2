"""Asking the calendar what stands there, whatever we believe: the witness beside what was said and what we stored."""

from dataclasses import dataclass

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import BookingSeen
from holdfast.core.booking import Goal
from holdfast.core.ids import TenantId, visit_of
from holdfast.core.interval import Interval
from holdfast.core.saga import Saga, Seen, find_entry


@dataclass(frozen=True, slots=True)
class InCalendar:
    """What a calendar shows of one visit: each wanted segment with the entry that is it, and entries too many."""

    segments: tuple[tuple[Saga, Seen | None], ...]
    surplus: tuple[Seen, ...]
    is_complete: bool
    is_independent: bool

    @property
    def agrees(self) -> bool:
        """Whether exactly the wanted segments stand there, and the listing shows all there is."""
        return self.is_complete and not self.surplus and all(seen is not None for _, seen in self.segments)


async def look_in_calendar(desk: Desk, tenant_id: TenantId, booked: BookingSeen) -> InCalendar:
    """List the whole span of a visit. Raises CalendarUnreachable, CalendarMisbehaved."""
    calendar = desk.calendar_of(tenant_id, booked.tenant)
    span = Interval(
        min(saga.entry.interval.start for saga in booked.sagas), max(saga.entry.interval.end for saga in booked.sagas)
    )
    hosts = sorted({saga.entry.host for saga in booked.sagas})
    listing = await calendar.list_entries(hosts, span)
    wanted = tuple(saga for saga in booked.sagas if saga.goal is Goal.PRESENT)
    found = tuple((saga, find_entry(saga.entry, listing.entries)) for saga in wanted)
    known = {seen.uid for _, seen in found if seen is not None}
    own = (e for e in listing.entries if e.reference is not None and visit_of(e.reference) == booked.visit.id)
    surplus = tuple(entry for entry in own if entry.uid not in known)
    return InCalendar(found, surplus, listing.complete, calendar.is_independent)
