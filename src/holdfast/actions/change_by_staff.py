"""Changes that a person or program of the salon asks for, not a caller: the same road as the tools, another reason.

`unchanged` is asked inside the transaction, about the thing as it stands: what was seen is changed, or nothing.
"""

from collections.abc import Callable

from holdfast.actions.acting import Work
from holdfast.actions.correcting import not_told_after_all, told_by_person
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives, advance
from holdfast.actions.look_up import BookingSeen, TaskSeen, booking, booking_in, task_in
from holdfast.actions.purge import set_absent
from holdfast.core.booking import Why
from holdfast.core.ids import TenantId, VisitId
from holdfast.store import tasks, timeline, visits
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.timeline import Event


class ChangedMeanwhile(Exception):
    """What should be changed is not any more as it was seen."""


async def cancel_booking(
    desk: Desk, drives: Drives, tenant_id: TenantId, ref: str, by: str, unchanged: Callable[[BookingSeen], bool]
) -> BookingSeen:
    """Take a booking back and wait for it as long as a caller would; how it stands then. Cancelled already: as it is.

    Raises NotFound, ChangedMeanwhile.
    """
    visit_id, work, patience = await desk.transact(lambda tx: _put_on_record(desk, tx, tenant_id, ref, by, unchanged))
    if work is not None:
        drives.start(tenant_id, visit_id, work)
    await drives.wait(tenant_id, visit_id, patience)
    return await booking(desk, tenant_id, ref)


def _put_on_record(
    desk: Desk, tx: Tx, tenant_id: TenantId, ref: str, by: str, unchanged: Callable[[BookingSeen], bool]
) -> tuple[VisitId, Work | None, float]:
    bound = tx.of(tenant_id)
    tenant = desk.salon(bound).tenant
    visit = _locked(bound, ref, desk)
    seen = booking_in(bound, tenant, ref)
    if not unchanged(seen):
        raise ChangedMeanwhile
    patience = tenant.rules.patience.total_seconds()
    if not set_absent(desk, bound, visit, Why.PERSON, desk.clock.now()):
        return visit, None, patience
    call = str(seen.visit.call) if seen.visit.call else None
    timeline.record(bound, [Event(desk.clock.now(), "cancel_by_staff", {"by": by}, None, call, visit)])
    return visit, advance(desk, bound, visit, None, unless_leased=True), patience


def _locked(tx: TenantTx, ref: str, desk: Desk) -> VisitId:
    """The visit of that code, its row locked: what is compared next cannot change before it is written."""
    visit = booking_in(tx, desk.salon(tx).tenant, ref).visit
    visits.locked(tx, visit.id)
    return visit.id


async def close_task(desk: Desk, tenant_id: TenantId, task_id: int, unchanged: Callable[[TaskSeen], bool]) -> TaskSeen:
    """Mark a task as done; one that is done already stays as it is. Raises NotFound, ChangedMeanwhile."""

    def close(tx: Tx) -> TaskSeen:
        bound = tx.of(tenant_id)
        tenant = desk.salon(bound).tenant
        seen = task_in(bound, tenant, task_id)
        if not unchanged(seen):
            raise ChangedMeanwhile
        if tasks.close(bound, task_id, desk.clock.now()):
            told_by_person(bound, seen.task, desk.clock.now())
        return task_in(bound, tenant, task_id)

    return await desk.transact(close)


async def reopen_task(desk: Desk, tenant_id: TenantId, task_id: int) -> None:
    """Take back that a task is done; one that is open stays as it is. Raises NotFound."""

    def body(tx: Tx) -> None:
        bound = tx.of(tenant_id)
        seen = task_in(bound, desk.salon(bound).tenant, task_id)
        if tasks.reopen(bound, task_id):
            not_told_after_all(bound, seen.task, desk.clock.now())

    await desk.transact(body)


async def see_task(desk: Desk, tenant_id: TenantId, task_id: int) -> None:
    """Note that a person has seen a task; the first time counts. Raises NotFound."""

    def see(tx: Tx) -> None:
        bound = tx.of(tenant_id)
        task_in(bound, desk.salon(bound).tenant, task_id)
        tasks.see(bound, [task_id], desk.clock.now())

    await desk.transact(see)
