"""What a call of ours is played again from: its case file, names and all, and the configuration in force."""

from dataclasses import dataclass
from typing import Any

from holdfast.actions.case_file import export_case
from holdfast.actions.desk import Desk
from holdfast.core.ids import TenantId
from holdfast.store import tenants
from holdfast.store.engine import Tx


@dataclass(frozen=True, slots=True)
class ReplaySource:
    """A case file and the stored tenant document."""

    case: dict[str, Any]
    document: dict[str, Any]


async def replay_source(desk: Desk, tenant_id: TenantId, call_id: str) -> ReplaySource:
    """What a call is played again from. Raises NotFound."""
    case = await export_case(desk, tenant_id, call_id, raw=True)

    def document(tx: Tx) -> dict[str, Any]:
        bound = tx.of(tenant_id)
        return dict(tenants.document(bound, tenants.version(bound)))

    return ReplaySource(case, await desk.transact(document))
