"""Booking and moving by the salon's own people: the same rules, claims and sagas as a call's, another way to ask.

What stands in the way is said before anything is done. Notice and hours may be overridden knowingly, a claim never.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfast.actions.acting import Work
from holdfast.actions.bookable import limits_of, plans_bookable
from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.deciding import sagas_of
from holdfast.actions.desk import Desk, holidays_of
from holdfast.actions.drive import LEASE, Drives, attempt_events, begin
from holdfast.actions.look_up import BookingSeen, NotFound, ask, booking, booking_in, refs_of
from holdfast.actions.mirroring import CalendarUnread, busy_of, decide_on_fresh_facts, known_since
from holdfast.actions.moving import set_moving
from holdfast.core.availability import Facts, Slot, explain, facts_window
from holdfast.core.booking import Customer, Goal, Visit, VisitState
from holdfast.core.ids import TenantId, VisitId
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.override import may_be_overridden, standing_in_the_way
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Plan, Service, plans_for, staff_resource
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import local_days
from holdfast.language import is_hidden_number, read_phone, same_name
from holdfast.store import absences, claims, diary, segments, timeline, visits
from holdfast.store.engine import Conflict, TenantTx, Tx
from holdfast.store.mirror import StaleMirror
from holdfast.store.timeline import Event

LONGEST_NAME = 120
LONGEST_NOTES = 500
_INSTANT = timedelta(minutes=5)
_REF_LENGTHS = (5, 5, 5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class StaffWish:
    """What a member of staff wants booked. `staff` None: whoever is free, in the catalogue's order.

    `customer`: the number of a known one; else `name` and `phone` as typed, no name: a walk-in.
    """

    services: tuple[str, ...]
    staff: str | None
    start: datetime
    name: str = ""
    phone: str = ""
    notes: str = ""
    customer: int | None = None
    knowingly: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """A slot, what stands in its way, and whether whoever asks may want it all the same. `refs`: codes of the visits
    that occupy it."""

    slot: Slot
    obstacles: tuple[Obstacle, ...]
    refs: dict[str, str]
    tenant: Tenant
    may_override: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """What came of it: the booking as it stands after a few seconds at most, or what stood in the way."""

    seen: BookingSeen | None
    refused: Weighed | None = None


async def weigh(desk: Desk, tenant_id: TenantId, wish: StaffWish) -> Weighed:
    """What would stand in the way of booking this. Holds nothing. Raises NotFound."""
    return await ask(desk, tenant_id, lambda tx, tenant: _weigh(desk, tx, tenant, wish))


async def weigh_move(desk: Desk, tenant_id: TenantId, ref: str, start: datetime, staff: str | None) -> Weighed:
    """What would stand in the way of moving a booking there. Holds nothing. Raises NotFound."""

    def question(tx: TenantTx, tenant: Tenant) -> Weighed:
        return _weigh_move(desk, tx, tenant, booking_in(tx, tenant, ref).visit, start, staff)

    return await ask(desk, tenant_id, question)


def _weigh(desk: Desk, tx: TenantTx, tenant: Tenant, wish: StaffWish) -> Weighed:
    known = _services(tenant, wish.services)
    plans = plans_bookable(tx, tenant, plans_for(known, wish.staff))
    if not plans:
        return _cannot(tenant, plans_for(known)[0], wish.start, wish.staff)
    return _best(desk, tx, tenant, plans, wish.start)


def _weigh_move(desk: Desk, tx: TenantTx, tenant: Tenant, visit: Visit, start: datetime, staff: str | None) -> Weighed:
    """By the stamped plan where the same people do it; with somebody else by today's catalogue."""
    if staff is None or staff in visit.plan.staff:
        return _best(desk, tx, tenant, (visit.plan,), start, visit)
    plans = plans_bookable(tx, tenant, plans_for(_services(tenant, visit.plan.services), staff))
    return _best(desk, tx, tenant, plans, start, visit) if plans else _cannot(tenant, visit.plan, start, staff)


def _services(tenant: Tenant, keys: Sequence[str]) -> list[Service]:
    """The services of these keys. Raises NotFound where the catalogue lacks one."""
    services = [service for key in keys if (service := tenant.service(key)) is not None]
    if not services or len(services) != len(keys):
        raise NotFound("service")
    return services


def _cannot(tenant: Tenant, plan: Plan, start: datetime, staff: str | None) -> Weighed:
    """The person named does not do this, or the calendar has no room for it: nobody can override that."""
    obstacle = (
        Obstacle(Reason.STAFF_CANNOT, staff_resource(staff))
        if staff is not None and not all(staff in _staff_of(tenant, key) for key in plan.services)
        else Obstacle(Reason.NOT_BOOKABLE)
    )
    return Weighed(Slot(plan, start), (obstacle,), {}, tenant)


def _staff_of(tenant: Tenant, service: str) -> tuple[str, ...]:
    found = tenant.service(service)
    return found.staff if found else ()


def _best(
    desk: Desk, tx: TenantTx, tenant: Tenant, plans: Sequence[Plan], start: datetime, moving: Visit | None = None
) -> Weighed:
    """The first way without an obstacle; else the one that comes closest: fewest obstacles, overridable ones first."""
    facts = _facts(desk, tx, tenant, plans, start, moving)
    ways = [(Slot(plan, start), standing_in_the_way(explain(Slot(plan, start), facts), False)) for plan in plans]
    slot, obstacles = min(ways, key=lambda way: (len(way[1]) > 0, not may_be_overridden(way[1]), len(way[1])))
    refs = refs_of(tx, (one.occupant for one in obstacles))
    return Weighed(slot, obstacles, refs, tenant, bool(obstacles) and may_be_overridden(obstacles))


def _facts(
    desk: Desk, tx: TenantTx, tenant: Tenant, plans: Sequence[Plan], start: datetime, moving: Visit | None
) -> Facts:
    window = CellWindow.around(facts_window(plans, Interval(start, start + _INSTANT)))
    names = {name for plan in plans for step in plan.busy_steps for name in step.resources}
    days = tuple(day.day for day in local_days(window, tenant.timezone))
    now = desk.clock.now()
    busy = busy_of(tx, tenant, names, window, now)
    away = absences.standing(tx, days)
    facts = Facts(tenant, window, now, busy, holidays_of(tenant, days), limits_of(tx, tenant), away)
    return facts.without(frozenset({moving.id})) if moving else facts


async def book_by_staff(desk: Desk, drives: Drives, tenant_id: TenantId, wish: StaffWish, by: str) -> Booked:
    """Book for somebody at the counter or on the line, and wait for the calendar as long as a caller would.

    `by` names the user for the timeline. Raises NotFound.
    """

    def body(tx: Tx, blind: bool) -> tuple[VisitId, Work | None] | Weighed:
        return _book(desk, tx.of(tenant_id), wish, by, blind)

    return await _see_through(desk, drives, tenant_id, body)


async def move_by_staff(desk: Desk, drives: Drives, tenant_id: TenantId, ref: str, to: StaffWish, by: str) -> Booked:
    """Move a booking to `to.start`, to `to.staff` where one is named. The old time stays until the new one is verified.

    Raises NotFound, ChangedMeanwhile.
    """

    def body(tx: Tx, blind: bool) -> tuple[VisitId, Work | None] | Weighed:
        return _move(desk, tx.of(tenant_id), ref, to, by, blind)

    return await _see_through(desk, drives, tenant_id, body)


async def _see_through(
    desk: Desk,
    drives: Drives,
    tenant_id: TenantId,
    body: Callable[[Tx, bool], tuple[VisitId, Work | None] | Weighed],
) -> Booked:
    tenant = await ask(desk, tenant_id, lambda tx, tenant: tenant)
    patience = tenant.rules.patience.total_seconds()
    found = await decide_on_fresh_facts(desk, tenant_id, body, lambda: patience, None)
    if isinstance(found, Weighed):
        return Booked(None, found)
    visit_id, work = found
    if work is not None:
        drives.start(tenant_id, visit_id, work)
    await drives.wait(tenant_id, visit_id, patience)
    ref = await ask(desk, tenant_id, lambda tx, tenant: refs_of(tx, [visit_id])[visit_id])
    return Booked(await booking(desk, tenant_id, ref))


def _see_outside(tx: TenantTx, tenant: Tenant, slot: Slot, now: datetime, blind: bool) -> None:
    """Have the mirror fetched where it is too old. Read in vain, the calendar itself decides when it is asked."""
    names = {resource for resource, _ in slot.claims}
    try:
        known_since(tx, tenant, names, slot.interval, now)
    except (StaleMirror, CalendarUnread):
        if not blind:
            raise


def _book(desk: Desk, tx: TenantTx, wish: StaffWish, by: str, blind: bool) -> tuple[VisitId, Work | None] | Weighed:
    now = desk.clock.now()
    tenant = desk.salon(tx).tenant
    absences.pin(tx)
    weighed = _weigh(desk, tx, tenant, wish)
    if standing_in_the_way(weighed.obstacles, wish.knowingly):
        return weighed
    _see_outside(tx, tenant, weighed.slot, now, blind)
    visit = _new_visit(desk, tx, tenant, weighed.slot, wish, now)
    if not claims.place(tx, weighed.slot.claims, visit.id, None, now):
        raise Conflict
    course, work = begin(desk, tx, tenant, visit, sagas_of(visit, weighed.slot, tenant))
    visits.add(tx, course.visit, now, now + LEASE, desk.name, None)
    segments.add(tx, course.sagas)
    data = {"by": by, "ref": visit.ref, "start": wish.start.isoformat(), "overridden": _overridden(weighed)}
    event = Event(now, "booked_by_staff", data, {"name": visit.customer.name}, None, visit.id)
    timeline.record(tx, [event, *attempt_events(work, now)])
    return visit.id, work


def _overridden(weighed: Weighed) -> list[str]:
    return sorted({one.reason.value for one in weighed.obstacles})


def _new_visit(desk: Desk, tx: TenantTx, tenant: Tenant, slot: Slot, wish: StaffWish, now: datetime) -> Visit:
    return Visit(
        id=VisitId("v_" + desk.ids.code(12)),
        ref=_free_ref(desk, tx),
        call=None,
        customer=_customer(desk, tx, tenant, wish, now),
        plan=slot.plan,
        start=slot.start,
        state=VisitState.PENDING,
        goal=Goal.PRESENT,
        created_at=now,
        changed_at=now,
        notes=wish.notes.strip()[:LONGEST_NOTES],
    )


def _free_ref(desk: Desk, tx: TenantTx) -> str:
    for length in _REF_LENGTHS:
        ref = desk.ids.ref(length)
        if visits.ref_is_free(tx, ref):
            return ref
    raise Conflict


def _customer(desk: Desk, tx: TenantTx, tenant: Tenant, wish: StaffWish, now: datetime) -> Customer:
    """The known customer, or one of this name at this number, put on record if there is none yet."""
    if wish.customer is not None:
        known = diary.customer_of(tx, wish.customer)
        if known is None:
            raise NotFound("customer")
        return known
    name = " ".join(wish.name.split())[:LONGEST_NAME] or _WALK_IN.get(tenant.language, _WALK_IN["en"])
    phone = None if is_hidden_number(wish.phone) else read_phone(wish.phone, tenant.region)
    at_number = visits.customers_of(tx, phone) if phone else ()
    found = next((one for one in at_number if same_name(one.name, name)), None)
    return found or visits.add_customer(tx, desk.ids.chance.below(2**53), name, phone, None, now)


_WALK_IN = {"de": "Laufkundschaft", "en": "Walk-in"}


def _move(
    desk: Desk, tx: TenantTx, ref: str, to: StaffWish, by: str, blind: bool
) -> tuple[VisitId, Work | None] | Weighed:
    now = desk.clock.now()
    tenant = desk.salon(tx).tenant
    seen = booking_in(tx, tenant, ref)
    visit = visits.locked(tx, seen.visit.id)
    if visit is None or not visit.is_alive:
        raise NotFound("booking that can be moved")
    absences.pin(tx)
    weighed = _weigh_move(desk, tx, tenant, visit, to.start, to.staff)
    if visit.target is not None and visit.target != weighed.slot:
        raise ChangedMeanwhile  # It is on its way elsewhere: first that has to come to rest.
    if weighed.slot in (visit.slot, visit.target):
        return visit.id, None
    if standing_in_the_way(weighed.obstacles, to.knowingly):
        return weighed
    _see_outside(tx, tenant, weighed.slot, now, blind)
    own = set(_owned(tx, visit, weighed.slot, now))
    if not claims.place(tx, tuple(cell for cell in weighed.slot.claims if cell not in own), visit.id, None, now):
        raise Conflict
    changed = replace(visit, version=visit.version + 1, changed_at=now)
    work = set_moving(desk, tx, tenant, changed, weighed.slot, now)
    data = {"by": by, "start": to.start.isoformat(), "old": visit.start.isoformat(), "overridden": _overridden(weighed)}
    event = Event(now, "moved_by_staff", data, None, str(visit.call) if visit.call else None, visit.id)
    timeline.record(tx, [event, *attempt_events(work, now)])
    return visit.id, work


def _owned(tx: TenantTx, visit: Visit, slot: Slot, now: datetime) -> list[tuple[str, int]]:
    names = {name for step in slot.plan.busy_steps for name in step.resources}
    window = CellWindow.around(facts_window((slot.plan,), slot.interval))
    return [
        (run.resource, cell)
        for run in claims.busy(tx, names, window, now)
        if run.owner == visit.id
        for cell in run.cells
    ]


async def note_no_show(desk: Desk, tenant_id: TenantId, ref: str, by: str, *, came: bool = False) -> BookingSeen:
    """Note that nobody came, or (`came`) that somebody did after all. Nothing else changes. Raises NotFound."""

    def body(tx: TenantTx, tenant: Tenant) -> BookingSeen:
        seen = booking_in(tx, tenant, ref)
        kind = diary.CAME_AFTER_ALL if came else diary.NO_SHOW
        call = str(seen.visit.call) if seen.visit.call else None
        timeline.record(tx, [Event(desk.clock.now(), kind, {"by": by}, None, call, seen.visit.id)])
        return seen

    return await ask(desk, tenant_id, body)
