"""The rules of time that the calendar's own event types have, and what they mean for a visit. Pure.

What the calendar would refuse for them is not offered. They are known from the doctor's last look.
"""

from collections.abc import Mapping
from datetime import timedelta

from holdfast.core.availability import Limit
from holdfast.core.provisioning import Inspection
from holdfast.core.tenant import Tenant

Limits = Mapping[int, tuple[int, int | None]]
"""By event type: how many minutes ahead it must, and how many days ahead it can be booked (None: any number)."""


def limits_found(tenant: Tenant, inspection: Inspection) -> Limits:
    """Those of the event types that the tenant file names, as far as they have any."""
    named = {one.id for one in tenant.event_types}
    return {
        int(remote.id): (remote.notice_minutes, remote.horizon_days)
        for remote in inspection.event_types
        if remote.id in named and (remote.notice_minutes > 0 or remote.horizon_days is not None)
    }


def limits_in_force(tenant: Tenant, found: Limits) -> Mapping[tuple[str, int, str], Limit]:
    """The same as `Facts` wants them. What is offered must still be late enough for the calendar when its hold ends:
    so its notice is as much longer. Of a horizon nothing is taken off, for it only moves on."""
    in_force = {}
    for one in tenant.event_types:
        notice, horizon = found.get(one.id, (0, None))
        if notice or horizon is not None:
            length = timedelta(minutes=notice) + tenant.rules.hold_length if notice else timedelta(0)
            days = timedelta(days=horizon) if horizon is not None else None
            in_force[one.service, one.segment, one.staff] = Limit(length, days)
    return in_force
