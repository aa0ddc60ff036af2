"""Who has this time?: one moment of one person's day, as our record has it and as the calendar shows it now.

What is in the calendar is told with the moment of its creation and the call it came of; beside it the copy that answers
are given from, with its age. Nothing is changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import NotFound, ask, instant_at, refs_of
from holdfast.calendars.port import CalendarFault
from holdfast.core.absence import Absence
from holdfast.core.availability import Busy, Occupation
from holdfast.core.booking import Visit
from holdfast.core.call import Call
from holdfast.core.hold import Offer
from holdfast.core.ids import CallId, TenantId, VisitId, visit_of
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.saga import Seen
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Staff, Tenant
from holdfast.store import absences, calls, claims, mirror, offers, visits
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.mirror import OUTSIDE_PREFIX

MOMENT = timedelta(minutes=5)
HOUR = timedelta(hours=1)
LONGEST_VISIT = timedelta(hours=12)
MOST_CALLS = 50
MOST_OFFERS = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """A call that was offered the time and holds it until `until`."""

    call: CallId
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Copied:
    """What the copy of the calendar shows there: somebody else's entry, or a time that it does not give away."""

    uid: str
    span: Interval
    is_absence: bool


@dataclass(frozen=True, slots=True)
class InCalendar:
    """What the calendar itself shows there. `ref` and `call`: the visit of ours that it is, and the call it came of."""

    seen: Seen
    ref: str | None = None
    call: CallId | None = None
    calls_then: tuple[CallId, ...] = ()
    """Who was on the line when it was made."""


@dataclass(frozen=True, slots=True)
class SlotSeen:
    """Everything known of one moment. `copied_at` None: a calendar that needs no copy, or none was made. `outage`: why
    the calendar could not be read. `calls` are those that were offered the time, or went on when it was taken."""

    tenant: Tenant
    staff: Staff
    at: datetime
    now: datetime
    visits: tuple[Visit, ...]
    holds: tuple[Holder, ...]
    copied: tuple[Copied, ...]
    copied_at: datetime | None
    listed: tuple[InCalendar, ...]
    listed_at: datetime | None
    independent: bool
    outage: str | None
    calls: tuple[Call, ...]
    offered_to: frozenset[CallId]
    absences: tuple[Absence, ...] = ()
    """Those entered for the person that cover the moment."""

    @property
    def is_free(self) -> bool:
        """Whether nothing at all has it, as far as is known."""
        standing = [one for one in self.listed if not one.seen.is_cancelled]
        return not (self.visits or self.holds or self.copied or standing or self.absences)

    @property
    def differs(self) -> bool:
        """Whether record and calendar disagree about it. Where the calendar was not read, nobody knows."""
        if self.listed_at is None:
            return False
        standing = {one.ref for one in self.listed if one.ref is not None}
        return {visit.ref for visit in self.visits} != standing


@dataclass(frozen=True, slots=True)
class _Recorded:
    tenant: Tenant
    staff: Staff
    at: datetime
    visits: tuple[Visit, ...]
    holds: tuple[Holder, ...]
    copied: tuple[Copied, ...]
    copied_at: datetime | None
    offered: tuple[Offer, ...]
    absences: tuple[Absence, ...]


async def who_has(desk: Desk, tenant_id: TenantId, staff: str, at: datetime) -> SlotSeen:
    """Who has a moment of a person's day; `staff` by key or name, `at` with an offset or on the salon's wall clock.
    Raises NotFound, NoSuchTime. A calendar that cannot be read is told as such."""
    now = desk.clock.now()
    known = await ask(desk, tenant_id, lambda tx, tenant: _recorded(tx, tenant, staff, at, now))
    calendar = desk.calendar_of(tenant_id, known.tenant)
    span = Interval(known.at, known.at + MOMENT)
    outage, entries, listed_at = None, tuple[Seen, ...](), None
    try:
        listing = await calendar.list_entries([staff_resource(known.staff.key)], span)
        entries, listed_at = listing.entries, now
    except CalendarFault as fault:
        outage = str(fault)[:200] or type(fault).__name__

    def beside(tx: Tx) -> tuple[tuple[InCalendar, ...], tuple[Call, ...]]:
        bound = tx.of(tenant_id)
        return _listed(bound, entries), _calls(bound, known, entries)

    listed, others = await desk.transact(beside)
    return SlotSeen(
        known.tenant,
        known.staff,
        known.at,
        now,
        known.visits,
        known.holds,
        known.copied,
        known.copied_at,
        listed,
        listed_at,
        calendar.is_independent,
        outage,
        others,
        frozenset(offer.call for offer in known.offered),
        known.absences,
    )


def _recorded(tx: TenantTx, tenant: Tenant, staff: str, at: datetime, now: datetime) -> _Recorded:
    person = next((one for one in tenant.staff if staff.casefold() in (one.key.casefold(), one.name.casefold())), None)
    if person is None:
        raise NotFound("member of staff")
    moment = instant_at(at, tenant.timezone)
    span = Interval(moment, moment + MOMENT)
    window, resource = CellWindow.around(span), staff_resource(person.key)
    busy = claims.busy(tx, [resource], window, now)
    found = visits.by_ids(tx, (one.owner for one in busy if one.kind is Occupation.VISIT))
    offered = _offered(tx, resource, span)
    outside = mirror.busy(tx, [resource], window) if tenant.calendar.is_outside else ()
    return _Recorded(
        tenant,
        person,
        moment,
        tuple(sorted(found.values(), key=lambda one: one.start)),
        tuple(_holders(busy, offered, now)),
        tuple(_copied(one) for one in outside),
        mirror.fetched_at(tx, [resource], span) if tenant.calendar.is_outside else None,
        offered,
        tuple(_absences(tx, tenant, person, span)),
    )


def _absences(tx: TenantTx, tenant: Tenant, person: Staff, span: Interval) -> Iterable[Absence]:
    days = [span.start.astimezone(tenant.timezone).date()]
    mine = (one for one in absences.standing(tx, days) if one.staff == person.key)
    return (one for one in mine if one.interval(tenant.timezone).overlaps(span))


def _offered(tx: TenantTx, resource: str, span: Interval) -> tuple[Offer, ...]:
    """The offers that claim, or claimed, this moment."""
    near = offers.starting_in(tx, span.start - LONGEST_VISIT, span.end, MOST_OFFERS)
    cells = set(span.cells())
    return tuple(o for o in near if any(who == resource and cell in cells for who, cell in o.slot.claims))


def _holders(busy: Iterable[Busy], offered: Iterable[Offer], now: datetime) -> Iterable[Holder]:
    ends = {f"call:{offer.call}": offer.expires_at for offer in offered if offer.is_live(now)}
    for owner in dict.fromkeys(one.owner for one in busy if one.kind is Occupation.HOLD):
        yield Holder(CallId(owner.removeprefix("call:")), ends.get(owner))


def _copied(busy: Busy) -> Copied:
    cells = CellWindow(busy.cells.start, len(busy.cells)).interval
    return Copied(busy.owner.removeprefix(OUTSIDE_PREFIX), cells, busy.kind is Occupation.AWAY)


def _listed(tx: TenantTx, entries: Iterable[Seen]) -> tuple[InCalendar, ...]:
    found = tuple(entries)
    ours = {seen.uid: visit_of(seen.reference) for seen in found if seen.reference is not None}
    refs = refs_of(tx, ours.values())
    known = visits.by_ids(tx, ours.values())
    return tuple(_told(tx, seen, ours.get(seen.uid), refs, known) for seen in found)


def _told(
    tx: TenantTx, seen: Seen, visit_id: VisitId | None, refs: dict[str, str], known: dict[str, Visit]
) -> InCalendar:
    visit = known.get(visit_id) if visit_id else None
    then: tuple[CallId, ...] = ()
    if seen.created_at is not None:
        going = calls.at_time(tx, seen.created_at - MOMENT, seen.created_at + MOMENT, None, MOST_CALLS)
        then = tuple(one.id for one in going)
    return InCalendar(seen, refs.get(visit_id or ""), visit.call if visit else None, then)


def _calls(tx: TenantTx, known: _Recorded, entries: Iterable[Seen]) -> tuple[Call, ...]:
    """Calls that were offered the time, and those of the hour in which it was taken."""
    found = {one.id: one for offer in known.offered if (one := calls.one(tx, offer.call)) is not None}
    taken = [visit.created_at for visit in known.visits]
    taken += [seen.created_at for seen in entries if seen.created_at is not None]
    for moment in taken[:10]:
        found |= {one.id: one for one in calls.at_time(tx, moment - HOUR / 2, moment + HOUR / 2, None, MOST_CALLS)}
    return tuple(sorted(found.values(), key=lambda one: (one.created_at or known.at, one.id)))[:MOST_CALLS]
