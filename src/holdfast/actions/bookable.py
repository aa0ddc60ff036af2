"""Which ways to staff a visit the outside calendar can take, and when: the others are never offered (R25)."""

from collections.abc import Iterable, Mapping

from holdfast.core.availability import Limit
from holdfast.core.provisioning_gaps import bookable_plans
from holdfast.core.provisioning_limits import limits_in_force
from holdfast.core.service import Plan
from holdfast.core.tenant import Tenant
from holdfast.store import inspections
from holdfast.store.engine import TenantTx


def plans_bookable(tx: TenantTx, tenant: Tenant, plans: Iterable[Plan]) -> tuple[Plan, ...]:
    """The plans for whose every busy segment and person the calendar has what it needs, in the order given.

    What the tenant file lacks is known without asking; what the doctor found wrong counts until it looks again, or
    until the file names another event type.
    """
    wanted = tuple(plans)
    if tenant.calendar.kind == "builtin" or not wanted:
        return wanted
    return bookable_plans(wanted, tenant, inspections.last(tx).faulty)


def limits_of(tx: TenantTx, tenant: Tenant) -> Mapping[tuple[str, int, str], Limit]:
    """How early and how late the calendar takes each segment, as the doctor saw it last; for `Facts`."""
    return limits_in_force(tenant, inspections.last(tx).limits) if tenant.event_types else {}
