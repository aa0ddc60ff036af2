"""Looking up where record and calendar differ, for programs and screens."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import Listed, NotFound, Position, ask, refs_of
from holdfast.core.ids import TenantId, tidy_ref
from holdfast.core.tenant import Tenant
from holdfast.store import drifts
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import TenantTx


class Wanted(StrEnum):
    """Which drifts are asked for."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class DriftSeen:
    """A drift, with the code of the booking it is about."""

    drift: Drift
    zone: ZoneInfo
    booking: str | None = None


async def drifts_of(
    desk: Desk, tenant_id: TenantId, limit: int, after: Position | None, wanted: Wanted
) -> Listed[DriftSeen]:
    """Drifts in the order in which they came up."""
    state = None if wanted is Wanted.ALL else DriftState(wanted.value)

    def question(tx: TenantTx, tenant: Tenant) -> Listed[DriftSeen]:
        found = drifts.page(tx, after[0] if after else 0, limit + 1, state)
        kept = found[:limit]
        refs = refs_of(tx, (drift.visit for drift in kept))
        seen = tuple(DriftSeen(drift, tenant.timezone, refs.get(drift.visit or "")) for drift in kept)
        return Listed(seen, (kept[-1].id, "") if len(found) > limit else None)

    return await ask(desk, tenant_id, question)


async def drift_of(desk: Desk, tenant_id: TenantId, ref: str) -> DriftSeen:
    """The drift of that code. Raises NotFound."""

    def question(tx: TenantTx, tenant: Tenant) -> DriftSeen:
        found = drifts.by_ref(tx, tidy_ref(ref))
        if found is None:
            raise NotFound("drift")
        return DriftSeen(found, tenant.timezone, refs_of(tx, [found.visit]).get(found.visit or ""))

    return await ask(desk, tenant_id, question)
