"""Letting go: test visits are undone, raw bodies and transport keys are deleted when their time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.core.anew import looked_for_again
from holdfast.core.booking import Goal, Why
from holdfast.core.course import take_back
from holdfast.core.ids import TenantId, VisitId
from holdfast.core.interval import cell_at
from holdfast.store import (
    absences,
    alarms,
    claims,
    drifts,
    judging,
    messages,
    mirror,
    offers,
    reconcile_days,
    segments,
    tenants,
    timeline,
    verdicts,
    visits,
)
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.judging import Prompt
from holdfast.store.timeline import Event

KEYS_KEPT = timedelta(days=2)
CLAIMS_KEPT = timedelta(days=2)
DAYS_KEPT = timedelta(days=2)
DRIFTS_KEPT = timedelta(days=90)
DELIVERIES_KEPT = timedelta(days=30)
_BATCH = 50

log = structlog.get_logger("holdfast.purge")


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was let go."""

    messages: int
    requests: int
    claims: int


async def purge(desk: Desk) -> Purged:
    """Delete what may not be kept any longer, and claims on times that are over."""
    now = desk.clock.now()

    def body(tx: Tx) -> Purged:
        gone = messages.purge(tx, now)
        requests = messages.forget_requests(tx, now - KEYS_KEPT) + offers.forget(tx, now - KEYS_KEPT)
        alarms.forget(tx, now - DELIVERIES_KEPT)
        before = cell_at(now - CLAIMS_KEPT)
        everyone = [tx.of(row.id) for row in tenants.everyone(tx)]
        cells = sum(claims.forget_past(bound, before) for bound in everyone)
        for bound in everyone:
            _forget_the_outside(bound, now)
            kept_since = now - timedelta(days=desk.salon(bound).tenant.retention_days)
            verdicts.forget_documents(bound, kept_since)
            absences.forget_reasons(bound, kept_since.date())
        return Purged(gone, requests, cells)

    done = await desk.transact(body)
    log.info("purged", messages=done.messages, requests=done.requests, claims=done.claims)
    return done


def _forget_the_outside(tx: TenantTx, now: datetime) -> None:
    mirror.forget_past(tx, now - DAYS_KEPT)
    reconcile_days.forget_past(tx, reconcile_days.day_of(now - DAYS_KEPT))
    drifts.forget_closed(tx, now - DRIFTS_KEPT)


async def undo_tests(desk: Desk, drives: Drives) -> int:
    """Undo test visits whose time is over. Returns how many."""
    now = desk.clock.now()
    over = await desk.transact(lambda tx: visits.tests_to_undo(tx, now, _BATCH))
    for found in over:
        await undo_visit(desk, drives, TenantId(found.tenant_id), found.visit_id, Why.TEST)
    return len(over)


async def cleanup_tests(desk: Desk, drives: Drives, tenant_id: TenantId, seconds: float = 10.0) -> int:
    """Undo every test visit of a tenant now, and wait until nothing of them stands. Returns how many."""
    alive = await desk.transact(lambda tx: visits.tests_alive(tx.of(tenant_id)))
    for visit_id in alive:
        await undo_visit(desk, drives, tenant_id, visit_id, Why.TEST)
    for visit_id in alive:
        await drives.wait(tenant_id, visit_id, seconds)
    return len(alive)


async def undo_visit(desk: Desk, drives: Drives, tenant_id: TenantId, visit_id: VisitId, why: Why) -> None:
    """Put on record that a visit is not wanted any more, and drive it out of the calendar."""
    await desk.transact(lambda tx: set_absent(desk, tx.of(tenant_id), visit_id, why, desk.clock.now()))
    drives.start(tenant_id, visit_id)


def set_absent(desk: Desk, tx: TenantTx, visit_id: VisitId, why: Why, now: datetime) -> bool:
    """Record that a visit is not wanted any more. False where that is on record already.

    Somebody may be driving the visit at this moment: the goal is read from the record at the next step.
    """
    visit = visits.locked(tx, visit_id)
    if visit is None or visit.goal is Goal.ABSENT:
        return False
    course = take_back(visit, segments.of_visit(tx, visit), why, now)
    segments.save(tx, course.sagas)
    _, lease = visits.due_and_lease(tx, visit_id)
    visits.save(tx, course.visit, now, *lease)
    judging.want_again(tx, [visit_id], Prompt.CHANGED, now + timedelta(seconds=30), now)
    event = Event(now, "visit_unwanted", {"why": why.value}, None, str(visit.call) if visit.call else None, visit_id)
    timeline.record(tx, [event])
    return True


def look_again(desk: Desk, tx: TenantTx, visit_id: VisitId, now: datetime) -> None:
    """Have what is gone already looked for once more, so that "cancelled" is said of what was read back (G4): what was
    sent may have had its effect later than anybody waits. What a person took out and put back is left alone."""
    visit = visits.locked(tx, visit_id)
    assert visit is not None, "a visit is never deleted"
    if visit.why is Why.PERSON or not desk.salon(tx).tenant.calendar.is_outside or not visits.is_at_rest(tx, visit_id):
        return
    sagas = segments.of_visit(tx, visit)
    sought = tuple(looked_for_again(saga) for saga in sagas)
    if sought != sagas:
        segments.save(tx, tuple(new for old, new in zip(sagas, sought, strict=True) if new != old))
        _, lease = visits.due_and_lease(tx, visit_id)
        visits.save(tx, visit, now, *lease)
