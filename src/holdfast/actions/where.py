"""Steht im Kalender?: one booking, segment by segment, asked of the calendar at this moment, with two proofs.

The window shows everything that stands in the span; the identifiers show the entry wherever it is, cancelled or not.
It changes nothing: what follows of a difference is for reconciliation.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from holdfast.actions.acting import exchange_events
from holdfast.actions.desk import Desk
from holdfast.actions.look_up import BookingSeen, booking
from holdfast.calendars.port import CalendarFault
from holdfast.core.booking import Goal
from holdfast.core.evidence import Known, stands_at
from holdfast.core.ids import TenantId, visit_of
from holdfast.core.interval import Interval
from holdfast.core.saga import Listing, Saga, Seen, Sought
from holdfast.store import drifts, timeline
from holdfast.store.drifts import Drift


class Verdict(StrEnum):
    """Whether a booking stands in the calendar."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SegmentSeen:
    """One busy segment as stored, and as two readings of the calendar show it.

    `in_window`: the entry at its place, by the listing of the span. `by_identifier`: what its identifiers lead to,
    cancelled or elsewhere as it may be. `elsewhere`: our reference at another place of the span.
    """

    saga: Saga
    in_window: Seen | None = None
    by_identifier: Seen | None = None
    elsewhere: Seen | None = None

    @property
    def stands(self) -> bool:
        """Whether it stands where it should, by either proof."""
        found = self.by_identifier
        return self.in_window is not None or (
            found is not None and not found.is_cancelled and stands_at(found, self.saga.entry)
        )


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a calendar shows of a booking at `asked_at`. `fault`: why it could not be read; then nothing is known."""

    booked: BookingSeen
    asked_at: datetime
    segments: tuple[SegmentSeen, ...]
    surplus: tuple[Seen, ...] = ()
    is_complete: bool = False
    is_independent: bool = True
    drifts: tuple[Drift, ...] = ()
    fault: CalendarFault | None = None

    @property
    def verdict(self) -> Verdict:
        """Yes and no only where the readings show everything."""
        standing = [segment.stands for segment in self.segments]
        if self.fault is not None or not (self.is_complete or all(standing)):
            return Verdict.UNKNOWN
        if all(standing):
            return Verdict.YES
        return Verdict.PARTLY if any(standing) or any(one.elsewhere for one in self.segments) else Verdict.NO

    @property
    def agrees(self) -> bool:
        """Whether what stands there is what should: all of a living booking and nothing else, nothing of a dead one."""
        if self.verdict is Verdict.UNKNOWN or self.surplus:
            return False
        wanted = Verdict.YES if self.booked.visit.goal is Goal.PRESENT else Verdict.NO
        return self.verdict is wanted


async def where(desk: Desk, tenant_id: TenantId, ref: str) -> Whereabouts:
    """Look for a booking in its calendar. Raises NotFound, StoreFault; a calendar's fault is in the answer."""
    booked = await booking(desk, tenant_id, ref)
    calendar = desk.calendar_of(tenant_id, booked.tenant)
    sagas = _asked_about(booked)
    hosts = sorted({*(saga.entry.host for saga in sagas), *_hosts_of(booked)})
    span = Interval(min(s.entry.interval.start for s in sagas), max(s.entry.interval.end for s in sagas))
    open_ones = await desk.transact(lambda tx: drifts.open_of_visit(tx.of(tenant_id), booked.visit.id))
    now = desk.clock.now()
    try:
        listing = await calendar.list_entries(hosts, span)
        found = await calendar.find_entries([Sought(saga.entry, saga.uid) for saga in sagas])
    except CalendarFault as fault:
        unseen = tuple(SegmentSeen(saga) for saga in sagas)
        return Whereabouts(booked, now, unseen, is_independent=calendar.is_independent, drifts=open_ones, fault=fault)
    asked = calendar.exchanges()
    events = exchange_events(asked, None, booked.visit.id)
    await desk.transact(lambda tx: timeline.record(tx.of(tenant_id), events))
    segments = tuple(_segment(saga, listing, found) for saga in sagas)
    complete = listing.complete and found.complete
    surplus = _surplus(booked, segments, listing, found)
    return Whereabouts(booked, now, segments, surplus, complete, calendar.is_independent, open_ones)


def _asked_about(booked: BookingSeen) -> tuple[Saga, ...]:
    """The segments that should stand; of a visit that is gone, those that stood last."""
    wanted = Known(booked.visit, booked.sagas).wanted
    if wanted:
        return wanted
    last = max(saga.generation for saga in booked.sagas)
    return tuple(saga for saga in booked.sagas if saga.generation == last)


def _hosts_of(booked: BookingSeen) -> set[str]:
    return {saga.entry.host for saga in booked.sagas}


def _segment(saga: Saga, listing: Listing, found: Listing) -> SegmentSeen:
    mine = [s for s in listing.entries if s.reference == saga.entry.reference or s.uid == saga.uid]
    here = [seen for seen in mine if stands_at(seen, saga.entry) and not seen.is_cancelled]
    identified = [s for s in found.entries if s.reference == saga.entry.reference or s.uid == saga.uid]
    away = [s for s in (*mine, *identified) if not s.is_cancelled and not stands_at(s, saga.entry)]
    return SegmentSeen(
        saga,
        min(here, key=lambda seen: _order(seen, saga), default=None),
        min(identified, key=lambda seen: _order(seen, saga), default=None),
        None if here else next(iter(away), None),
    )


def _order(seen: Seen, saga: Saga) -> tuple[bool, bool, bool, str]:
    """The one that stands where it should comes first, then the one that we know."""
    return (seen.is_cancelled, not stands_at(seen, saga.entry), seen.uid != saga.uid, seen.uid)


def _surplus(
    booked: BookingSeen, segments: tuple[SegmentSeen, ...], listing: Listing, found: Listing
) -> tuple[Seen, ...]:
    """What stands under our reference besides; of a visit that is gone, everything that does."""
    known = {one.in_window.uid for one in segments if one.in_window is not None}
    known |= {one.by_identifier.uid for one in segments if one.by_identifier is not None and one.stands}
    known = known if booked.visit.goal is Goal.PRESENT else set()
    known |= {one.elsewhere.uid for one in segments if one.elsewhere is not None and booked.visit.goal is Goal.PRESENT}
    return tuple(
        seen
        for seen in listing.joined(found).entries
        if seen.reference is not None and visit_of(seen.reference) == booked.visit.id and seen.uid not in known
    )
