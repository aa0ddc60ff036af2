"""Reconciling by itself: which days are due, and what a calendar says has changed; window by window, in the background.

Days near today are compared every `reconcile_seconds` of the tenant, farther ones less often; what the calendar's list
of changes or a notice names is compared at once. A calendar that cannot list its changes has all days of the next month
compared that often: nothing else would show what happened there. The background's share of the rate budget bounds it
all: a day that cannot be read now is read later. The built-in calendar is compared only where somebody asks for it.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog

from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.reconcile import Outcome, compare_all_near, note_answer, note_fault, reconcile_day
from holdfast.calendars.port import CalendarBusy, CalendarDenied, CalendarFault
from holdfast.core.ids import TenantId
from holdfast.core.rules import Rules
from holdfast.core.saga import Seen
from holdfast.store import calendar_state, reconcile_days, tenants
from holdfast.store.engine import StoreFault, TenantTx, Tx, to_ms
from holdfast.store.reconcile_days import DueDay

LEASE = timedelta(seconds=60)
LONGEST_SECONDS = 45.0
"""How long one day may take; below the lease."""
AFTER_FAULT = timedelta(seconds=60)
AFTER_DENIAL = timedelta(minutes=10)
CHANGES_OVERLAP = timedelta(minutes=15)
"""How far the list of changes reaches back behind the latest one seen: changes may show late, and a clock that is set
right goes back. What was taken up already is known by its mark."""
FIRST_CHANGES = timedelta(days=1)
MOST_MARKS = 2000
"""How many changes are remembered. More than so many within the overlap are only compared again."""
PAST_DAYS = 1
MONTH_DAYS = 31
AT_ONCE = 4
WATCH_EVERY = timedelta(seconds=60)
LOOK_EVERY = timedelta(seconds=1)

log = structlog.get_logger("holdfast.reconcile")


def how_often(day: int, today: int, rules: Rules, *, lists_changes: bool) -> timedelta:
    """After which time a day is compared again: near ones often, those of next month seldom. Where the calendar does
    not say what changed, only comparing shows it, so next month's days are compared as often as today."""
    every = timedelta(seconds=rules.reconcile_seconds)
    ahead = day - today
    if ahead <= (1 if lists_changes else MONTH_DAYS):
        return every
    return every * (10 if ahead <= 7 else 60 if ahead <= MONTH_DAYS else 360)


@dataclass
class Reconciling:
    """The comparisons that this process has under way."""

    desk: Desk
    drives: Drives
    running: dict[tuple[TenantId, int], asyncio.Task[None]] = field(default_factory=dict)
    looked_at: datetime | None = None
    watched_at: datetime | None = None

    async def start_due(self) -> int:
        """Take up what is due, as far as there is room. Returns how many days and calendars were begun with."""
        desk, now = self.desk, self.desk.clock.now()
        room = AT_ONCE - len(self.running)
        if room <= 0 or (self.looked_at is not None and now - self.looked_at < LOOK_EVERY):
            return 0
        self.looked_at = now
        watch = self.watched_at is None or now - self.watched_at >= WATCH_EVERY
        days, changed = await desk.transact(lambda tx: _take(desk, tx, now, room, watch))
        self.watched_at = now if watch else self.watched_at
        for one in days:
            self._start((one.tenant_id, one.day), self._day(one))
        for tenant_id in changed:
            self._start((tenant_id, -1), self._changes(tenant_id))
        return len(days) + len(changed)

    def _start(self, key: tuple[TenantId, int], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.running[key] = task
        task.add_done_callback(lambda _: self.running.pop(key, None))

    async def _day(self, one: DueDay) -> None:
        """One day. Whatever goes wrong, it is due again later."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                outcome = await reconcile_day(self.desk, one.tenant_id, one.day)
            start_drives(self.drives, one.tenant_id, outcome)
            await self.desk.transact(lambda tx: _done(self.desk, tx, one, outcome))
        except (CalendarFault, TimeoutError) as fault:
            again = self.desk.clock.now() + pause_after(fault)
            await self._later(one, again)
        except StoreFault as fault:
            log.warning("a comparison broke off; its lease will run out", fault=type(fault).__name__)

    async def _later(self, one: DueDay, again: datetime) -> None:
        def body(tx: Tx) -> None:
            bound = tx.of(one.tenant_id)
            _put_off(self.desk, bound, one)
            reconcile_days.mark_due(bound, [one.day], again)
            reconcile_days.give_back(bound, one.day)

        try:
            await self.desk.transact(body)
        except StoreFault as fault:
            log.warning("a comparison broke off; its lease will run out", fault=type(fault).__name__)

    async def _changes(self, tenant_id: TenantId) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await catch_up(self.desk, tenant_id)
        except (CalendarFault, StoreFault, TimeoutError) as fault:
            log.warning("changes could not be listed; they will be later", fault=type(fault).__name__)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self.running:
            await asyncio.wait(list(self.running.values()))
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Break off; what was under way is due again after the next start."""
        running = list(self.running.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)


def pause_after(fault: BaseException) -> timedelta:
    """How long a calendar is left alone after it could not be read."""
    if isinstance(fault, CalendarBusy):
        return timedelta(seconds=max(fault.retry_after, 1.0))
    return AFTER_DENIAL if isinstance(fault, CalendarDenied) else AFTER_FAULT


def start_drives(drives: Drives, tenant_id: TenantId, outcome: Outcome) -> None:
    """Have the visits driven that reconciling put on their way."""
    for visit_id in outcome.due:
        drives.start(tenant_id, visit_id)


def _take(desk: Desk, tx: Tx, now: datetime, limit: int, watch: bool) -> tuple[list[DueDay], list[TenantId]]:
    if watch:
        _watch_all(desk, tx, now)
    days = reconcile_days.lease_due(tx, now, now + LEASE, desk.name, limit)
    return days, calendar_state.lease_changes(tx, now, now + WATCH_EVERY, limit)


def _put_off(desk: Desk, tx: TenantTx, one: DueDay) -> None:
    """Until its next turn by its distance."""
    now, lists_changes = desk.clock.now(), calendar_state.one(tx).changes_until is not None
    rules = desk.salon_known(tx).tenant.rules
    after = how_often(one.day, reconcile_days.day_of(now), rules, lists_changes=lists_changes)
    reconcile_days.put_off(tx, one, now + after)


def _done(desk: Desk, tx: Tx, one: DueDay, outcome: Outcome) -> None:
    """The day is due again by its distance, or sooner for what was only suspected; a day with nothing on it no more."""
    bound, now = tx.of(one.tenant_id), desk.clock.now()
    tenant = desk.salon_known(bound).tenant
    _put_off(desk, bound, one)
    soon = outcome.look_again
    if (outcome.passed_over or not outcome.is_complete) and soon is None:
        # What comes to rest marks its days itself; this is for the others, and for what was not shown whole: a
        # suspicion is neither confirmed nor dropped by that.
        soon = now + timedelta(seconds=tenant.rules.reconcile_seconds)
    if soon is not None:
        reconcile_days.mark_due(bound, [one.day], soon)
    elif outcome.is_complete and _is_idle(tenant.calendar.kind, one.day, now, outcome):
        reconcile_days.drop(bound, one.day, now + timedelta(seconds=1))
    reconcile_days.give_back(bound, one.day)


def _is_idle(kind: str, day: int, now: datetime, outcome: Outcome) -> bool:
    empty = not (outcome.agreed or outcome.still_open or outcome.opened or outcome.repaired)
    return kind == "builtin" or empty or day < reconcile_days.day_of(now) - PAST_DAYS


# What the calendar says has changed


def _watch_all(desk: Desk, tx: Tx, now: datetime) -> None:
    """See to it that every outside calendar is asked for its changes, and every day with visits is compared."""
    for row in tenants.everyone(tx):
        bound = tx.of(row.id)
        tenant = desk.salon_of(tx, row).tenant
        if tenant.calendar.kind == "builtin" or not calendar_state.watch(bound, now):
            continue
        today = reconcile_days.day_of(now)
        days = reconcile_days.occupied(bound, today - PAST_DAYS, today + tenant.rules.horizon_days + 1)
        reconcile_days.mark_due(bound, days, now)


async def catch_up(desk: Desk, tenant_id: TenantId) -> int:
    """List what changed in a calendar since the last time, and have the days compared on which it did. Returns how
    many.

    Raises CalendarFault, after it was noted.
    """
    now = desk.clock.now()
    state, salon = await desk.transact(lambda tx: (calendar_state.one(tx.of(tenant_id)), desk.salon(tx.of(tenant_id))))
    until = state.changes_until or now - FIRST_CHANGES
    calendar = desk.calendar_of(tenant_id, salon.tenant, background=True)
    try:
        changes = await calendar.list_changes(until - CHANGES_OVERLAP)
    except CalendarBusy:
        raise
    except CalendarFault as fault:
        await note_fault(desk, tenant_id, fault)
        raise
    if changes is None:
        if state.changes_until is not None:
            await desk.transact(lambda tx: _without_changes(tx.of(tenant_id), now))
        return 0
    days = _days_changed(changes, state.changes_seen, now, salon.tenant.rules.horizon_days)
    until = _latest(changes, until, now)
    marks = _marks(changes, until)

    def body(tx: Tx) -> None:
        bound, answered_at = tx.of(tenant_id), desk.clock.now()
        was_failing = note_answer(bound, answered_at)
        calendar_state.note_changes(bound, until, marks)
        reconcile_days.mark_due(bound, days, now)
        if was_failing:
            compare_all_near(bound, answered_at)

    await desk.transact(body)
    return len(days)


def _without_changes(tx: TenantTx, now: datetime) -> None:
    """It told its changes and does so no more: days that were put off, relying on that, are compared now."""
    calendar_state.forget_changes(tx)
    today = reconcile_days.day_of(now)
    reconcile_days.mark_due(tx, reconcile_days.occupied(tx, today, today + MONTH_DAYS + 1), now)


def _days_changed(changes: Sequence[Seen], known: frozenset[str], now: datetime, horizon: int) -> tuple[int, ...]:
    """The days of what changed, as far as we care, without what was taken up before."""
    today = reconcile_days.day_of(now)
    days = reconcile_days.days_of_spans(seen.interval for seen in changes if not _is_known(seen, known))
    return tuple(day for day in days if today - PAST_DAYS <= day <= today + horizon)


def _latest(changes: Sequence[Seen], until: datetime, now: datetime) -> datetime:
    """The latest change seen so far, by the calendar's own clock: how far that is off ours makes no difference. A date
    far ahead of us (that clock was wrong, or will be set right) is not followed: later changes would be missed."""
    dated = [seen.updated_at for seen in changes if seen.updated_at is not None]
    return min(max([until, *dated]), now + CHANGES_OVERLAP)


def _marks(changes: Sequence[Seen], until: datetime) -> list[str]:
    """What is listed once more next time, and was taken up now."""
    dated = [(seen.updated_at, _mark(seen, seen.updated_at)) for seen in changes if seen.updated_at is not None]
    again = sorted(one for one in dated if one[0] >= until - CHANGES_OVERLAP)
    return [mark for _, mark in again[-MOST_MARKS:]]


def _is_known(seen: Seen, known: frozenset[str]) -> bool:
    """Whether that change was taken up before. What the calendar does not date is looked at each time."""
    return seen.updated_at is not None and _mark(seen, seen.updated_at) in known


def _mark(seen: Seen, at: datetime) -> str:
    """What tells one change from all others."""
    told = (seen.uid, to_ms(at), seen.host, to_ms(seen.interval.start), seen.is_cancelled)
    return sha256(repr(told).encode()).hexdigest()[:16]
