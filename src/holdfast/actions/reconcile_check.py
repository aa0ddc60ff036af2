"""Reconciling now, because somebody asks: every day on which something of ours stands, seen twice, driven to rest."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.look_up import booking_in, instant_at
from holdfast.actions.reconcile import Outcome, reconcile_day
from holdfast.actions.reconcile_due import PAST_DAYS, start_drives
from holdfast.calendars.port import CalendarBusy, CalendarFault
from holdfast.core.ids import TenantId, VisitId
from holdfast.core.tenant import Tenant
from holdfast.store import drifts, reconcile_days
from holdfast.store.drifts import Drift as Drift  # What a door may show; it knows no store.
from holdfast.store.drifts import DriftState
from holdfast.store.engine import TenantTx, Tx

LONGEST_DRIVE = 15.0
LONGEST_BUSY = 90.0
"""For how many seconds at most a check waits for a spent rate budget, in all."""
PASSES = 4

Pause = Callable[[float], Awaitable[object]]


@dataclass
class Checked:
    """What a check found. `fault`: why the calendar could not be read to the end; then nothing is known of the rest."""

    days: int = 0
    agreed: int = 0
    repaired: list[Drift] = field(default_factory=list)
    closed: list[Drift] = field(default_factory=list)
    open: tuple[Drift, ...] = ()
    fault: CalendarFault | None = None
    is_complete: bool = True

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
    """Reconcile the local days from `first` to `last`, or the booking of one code, or everything from yesterday on.

    What is only suspected at first sight is looked at again after the settling time, waited for with `pause`.
    Raises NotFound, NoSuchTime, StoreFault; a calendar's fault is in the answer.
    """
    days = await desk.transact(lambda tx: _days(desk, tx.of(tenant_id), first, last, ref))
    found = Checked(days=len(days))
    try:
        await _check_all(_Check(desk, drives, tenant_id, pause, found), days)
    except CalendarFault as fault:
        found.fault = fault
    visit = None if ref is None else await desk.transact(lambda tx: _visit(desk, tx.of(tenant_id), ref))
    found.open = await desk.transact(lambda tx: _open(tx.of(tenant_id), visit))
    return found


def _days(desk: Desk, tx: TenantTx, first: date | None, last: date | None, ref: str | None) -> tuple[int, ...]:
    """The UTC days to be compared: those of a booking, or those in the span that have visits or were asked for."""
    tenant, now = desk.salon(tx).tenant, desk.clock.now()
    if ref is not None:
        sagas = booking_in(tx, tenant, ref).sagas
        return reconcile_days.days_of_spans(saga.entry.interval for saga in sagas)
    today = reconcile_days.day_of(now)
    begin, after = today - PAST_DAYS, today + tenant.rules.horizon_days + 1
    if first is not None:
        begin = _day_at(first, tenant)
    if last is not None:
        after = _day_at(last + timedelta(days=1), tenant) + 1
    return tuple(sorted({*reconcile_days.occupied(tx, begin, after), *reconcile_days.known(tx, begin, after)}))


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


async def _check_all(one: _Check, days: Iterable[int]) -> None:
    """Pass after pass over the days of which something was only suspected, or changed while it was looked at."""
    left, agreed = list(days), dict[int, int]()
    for _ in range(PASSES):
        outcomes = [await _day(one, day) for day in left]
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


async def _day(one: _Check, day: int) -> Outcome:
    """One day; a spent budget is waited for, within bounds."""
    waited = 0.0
    while True:
        try:
            outcome = await reconcile_day(one.desk, one.tenant_id, day)
        except CalendarBusy as busy:
            waited += busy.retry_after
            if waited > LONGEST_BUSY:
                raise
            await one.pause(max(busy.retry_after, 0.1))
            continue
        one.found.repaired += outcome.repaired
        one.found.closed += outcome.closed
        one.found.is_complete = one.found.is_complete and outcome.is_complete
        return outcome


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

    days = await desk.transact(lambda tx: _days(desk, tx.of(tenant_id), None, None, ref))
    found = Checked(days=len(days))
    try:
        await _check_all(_Check(desk, drives, tenant_id, not_now, found), days)
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
