"""Reading ahead: a call has begun, so what others have in the calendar is read before the caller asks for a time."""

from datetime import timedelta

from holdfast.actions.desk import Desk, Reading
from holdfast.actions.mirroring import fetch, send
from holdfast.core.ids import TenantId
from holdfast.core.interval import Interval
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant
from holdfast.store import mirror

AHEAD = timedelta(days=7)


def warm(desk: Desk, tenant_id: TenantId, call: str | None) -> None:
    """Have the next seven days of all staff read behind the answer, where the mirror is older than the tenant's
    `mirror_max_age_seconds`, so that the first question about a time needs no network.

    One reading at a time, and one in that many seconds, of each tenant in this process. A failure is logged and stands
    on the call's timeline; whoever asks for a time then reads for themselves. Nothing where the calendar is our own.
    """
    salon = desk.salons.get(tenant_id)
    if salon is None or not salon.tenant.calendar.is_outside:
        return
    tenant, now = salon.tenant, desk.clock.now()
    before = desk.warmed.get(tenant_id)
    if before is not None and now - before < _max_age(tenant):
        return
    hosts = tuple(staff_resource(person.key) for person in tenant.staff)
    reading = Reading(tenant_id, hosts, Interval(now, now + AHEAD))
    if not any(one is not None and one.tenant_id == tenant_id for one in desk.errands.values()):
        send(desk, _warm(desk, tenant, reading, call), reading)


async def _warm(desk: Desk, tenant: Tenant, reading: Reading, call: str | None) -> bool:
    """Whether the days are known well enough now."""
    tenant_id, hosts, span = reading.tenant_id, reading.hosts, reading.span
    fetched = await desk.transact(lambda tx: mirror.fetched_at(tx.of(tenant_id), hosts, span))
    now = desk.clock.now()
    if fetched is not None and now - fetched <= _max_age(tenant):
        return True
    desk.warmed[tenant_id] = now
    return await fetch(desk, tenant_id, tenant, hosts, span, call)


def _max_age(tenant: Tenant) -> timedelta:
    return timedelta(seconds=tenant.rules.mirror_max_age_seconds)
