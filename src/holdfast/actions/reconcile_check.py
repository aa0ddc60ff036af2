"""Reconciling now, because somebody asks: the whole span is listed once, and every day on which something of ours
stands, or should, is compared: seen twice, driven to rest."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.look_up import booking_in, instant_at
from holdfast.actions.reconcile import Outcome, note_fault, reconcile_day
from holdfast.actions.reconcile_due import MONTH_DAYS, PAST_DAYS, start_drives
from holdfast.calendars.port import CalendarBusy, CalendarFault
from holdfast.core.ids import TenantId, VisitId, visit_of
from holdfast.core.saga import Listing
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant
from holdfast.store import drifts, reconcile_days
from holdfast.store.drifts import Drift as Drift  # What a door may show; it knows no store.
from holdfast.store.drifts import DriftState
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.mirror import span_of

LONGEST_DRIVE = 15.0
LONGEST_BUSY = 90.0
"""For how many seconds at most a check waits for a spent rate budget, in all."""
PASSES = 4

FARTHEST_DAYS = 3660
"""How far ahead visits are looked for to know where the span ends."""

Pause = Callable[[float], Awaitable[object]]
T = TypeVar("T")


@dataclass
class Checked:
    """What a check found. `days` were compared, on which something of ours stands or should. `fault`: why the calendar
    could not be read to the end; then nothing is known of the rest. `unreadable` names what hides the truth."""

    days: int = 0
    agreed: int = 0
    repaired: list[Drift] = field(default_factory=list)
    closed: list[Drift] = field(default_factory=list)
    open: tuple[Drift, ...] = ()
    fault: CalendarFault | None = None
    is_complete: bool = True
    unreadable: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Whether record and calendar agreed in everything, and agree now."""
        return not self.repaired and not self.open and self.is_complete and self.fault is None


async def check(
    desk: Desk,
    drives: Drives,
    tenant_id: TenantId,
    first: date | None = None,
    last: date | None = None,
    ref: str | None = None,
    pause: Pause = asyncio.sleep,
) -> Checked:
    """Reconcile the local days from `first` to `last`, or the booking of one code, or everything from yesterday on, as
    far as can be booked and for a month after the last visit. Except for one booking all of that span is listed, so
    that an entry of ours is found on whatever day of it.

    What is only suspected at first sight is looked at again after the settling time, waited for with `pause`.
    Raises NotFound, NoSuchTime, StoreFault; a calendar's fault is in the answer.
    """
    found = Checked()
    try:
        await _check_span(_Check(desk, drives, tenant_id, pause, found), first, last, ref)
    except CalendarFault as fault:
        found.fault = fault
    visit = None if ref is None else await desk.transact(lambda tx: _visit(desk, tx.of(tenant_id), ref))
    found.open = await desk.transact(lambda tx: _open(tx.of(tenant_id), visit))
    return found


Days = Mapping[int, frozenset[VisitId]]
"""The UTC days to be compared, each with the visits that were seen there."""


async def _check_span(one: "_Check", first: date | None, last: date | None, ref: str | None) -> None:
    if ref is not None:
        days = await one.desk.transact(lambda tx: _days_of_booking(one.desk, tx.of(one.tenant_id), ref))
        seen: Days = dict.fromkeys(days, frozenset[VisitId]())
    else:
        tenant, span, days = await one.desk.transact(lambda tx: _span(one.desk, tx.of(one.tenant_id), first, last))
        seen = {**dict.fromkeys(days, frozenset[VisitId]()), **await _overview(one, tenant, span)}
    one.found.days = len(seen)
    await _check_all(one, seen)


def _days_of_booking(desk: Desk, tx: TenantTx, ref: str) -> tuple[int, ...]:
    """The UTC days of a booking. Raises NotFound."""
    sagas = booking_in(tx, desk.salon(tx).tenant, ref).sagas
    return reconcile_days.days_of_spans(saga.entry.interval for saga in sagas)


def _span(desk: Desk, tx: TenantTx, first: date | None, last: date | None) -> tuple[Tenant, range, tuple[int, ...]]:
    """The UTC days that are listed, and those of them that have visits, or open differences, or were asked for."""
    tenant = desk.salon(tx).tenant
    today = reconcile_days.day_of(desk.clock.now())
    begin = today - PAST_DAYS if first is None else _day_at(first, tenant)
    if last is not None:
        after = max(_day_at(last + timedelta(days=1), tenant) + 1, begin + 1)
    else:
        latest = max(reconcile_days.occupied(tx, begin, today + FARTHEST_DAYS), default=today)
        after = max(today + tenant.rules.horizon_days, latest + MONTH_DAYS, begin) + 1
    open_there = (row.interval for row in drifts.live_in(tx, span_of(range(begin, after))))
    days = {day for day in reconcile_days.days_of_spans(span for span in open_there if span) if begin <= day < after}
    days |= {*reconcile_days.occupied(tx, begin, after), *reconcile_days.known(tx, begin, after)}
    return tenant, range(begin, after), tuple(sorted(days))


async def _overview(one: "_Check", tenant: Tenant, days: range) -> Days:
    """All days on which anything under a reference of ours stands: one listing of the whole span."""
    hosts = [staff_resource(person.key) for person in tenant.staff]

    async def ask() -> Listing:
        try:
            return await one.desk.calendar_of(one.tenant_id, tenant).list_entries(hosts, span_of(days))
        except CalendarBusy:
            raise
        except CalendarFault as fault:
            await note_fault(one.desk, one.tenant_id, fault)
            raise

    listing = await _patiently(one, ask)
    one.note(listing.complete, listing.unreadable)
    found: dict[int, set[VisitId]] = {}
    for seen in listing.entries:
        if seen.reference is not None:
            for day in reconcile_days.days_of_spans([seen.interval]):
                found.setdefault(day, set()).add(visit_of(seen.reference))
    return {day: frozenset(found[day]) for day in sorted(found) if day in days}


def _day_at(day: date, tenant: Tenant) -> int:
    return reconcile_days.day_of(instant_at(day, tenant.timezone))


@dataclass(frozen=True, slots=True)
class _Check:
    """What a check goes on with."""

    desk: Desk
    drives: Drives
    tenant_id: TenantId
    pause: Pause
    found: Checked

    def note(self, is_complete: bool, unreadable: Iterable[str]) -> None:
        """Keep what was not shown."""
        self.found.is_complete = self.found.is_complete and is_complete
        self.found.unreadable += [name for name in unreadable if name not in self.found.unreadable]


async def _check_all(one: _Check, seen: Days) -> None:
    """Pass after pass over the days of which something was only suspected, or changed while it was looked at."""
    left, agreed = sorted(seen), dict[int, int]()
    for _ in range(PASSES):
        outcomes = [await _day(one, day, seen[day]) for day in left]
        agreed |= {outcome.day: outcome.agreed for outcome in outcomes}
        await _drive(one, outcomes)
        left = [outcome.day for outcome in outcomes if _must_look_again(outcome)]
        if not left:
            break
        await one.pause(_seconds_until(one, outcomes))
    one.found.agreed = sum(agreed.values())


def _must_look_again(outcome: Outcome) -> bool:
    return bool(outcome.look_again or outcome.passed_over or outcome.due or outcome.doubles)


def _seconds_until(one: _Check, outcomes: Iterable[Outcome]) -> float:
    now = one.desk.clock.now()
    latest = max((outcome.look_again for outcome in outcomes if outcome.look_again), default=now)
    return max((latest - now).total_seconds(), 1.0)


async def _day(one: _Check, day: int, seen: frozenset[VisitId]) -> Outcome:
    outcome = await _patiently(one, lambda: reconcile_day(one.desk, one.tenant_id, day, seen))
    one.found.repaired += outcome.repaired
    one.found.closed += outcome.closed
    one.note(outcome.is_complete, outcome.unreadable)
    return outcome


async def _patiently(one: _Check, ask: Callable[[], Awaitable[T]]) -> T:
    """Whatever is asked of the calendar; a spent budget is waited for, within bounds."""
    waited = 0.0
    while True:
        try:
            return await ask()
        except CalendarBusy as busy:
            waited += busy.retry_after
            if waited > LONGEST_BUSY:
                raise
            await one.pause(max(busy.retry_after, 0.1))


async def _drive(one: _Check, outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        start_drives(one.drives, one.tenant_id, outcome)
    for outcome in outcomes:
        for visit_id in outcome.due:
            await one.drives.wait(one.tenant_id, visit_id, LONGEST_DRIVE)


def _visit(desk: Desk, tx: TenantTx, ref: str) -> VisitId:
    return booking_in(tx, desk.salon(tx).tenant, ref).visit.id


def _open(tx: TenantTx, visit: VisitId | None) -> tuple[Drift, ...]:
    """All that is open: of one visit, or of the tenant."""
    if visit is not None:
        return drifts.open_of_visit(tx, visit)
    return tuple(drifts.page(tx, 0, 10_000, DriftState.OPEN))


async def reconcile_booking(desk: Desk, drives: Drives, tenant_id: TenantId, ref: str) -> Checked:
    """Compare one booking now, and leave what is only suspected to the second look of the worker. Raises NotFound."""

    async def not_now(_seconds: float) -> None:
        raise _Later

    days = await desk.transact(lambda tx: _days_of_booking(desk, tx.of(tenant_id), ref))
    found = Checked(days=len(days))
    try:
        await _check_all(_Check(desk, drives, tenant_id, not_now, found), dict.fromkeys(days, frozenset[VisitId]()))
    except CalendarFault as fault:
        found.fault = fault
    except _Later:
        again = desk.clock.now()
        await desk.transact(lambda tx: _look_again(desk, tx, tenant_id, days, again))
    return found


class _Later(Exception):
    """What is left is looked at again by the worker."""


def _look_again(desk: Desk, tx: Tx, tenant_id: TenantId, days: tuple[int, ...], now: datetime) -> None:
    bound = tx.of(tenant_id)
    settle = timedelta(seconds=desk.salon(bound).tenant.rules.settle_seconds)
    reconcile_days.mark_due(bound, days, now + settle)
