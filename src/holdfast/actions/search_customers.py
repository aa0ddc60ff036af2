"""Finding a customer while somebody types: by three letters of the name or three digits of the number."""

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import ask
from holdfast.core.booking import Customer
from holdfast.core.ids import TenantId
from holdfast.store import diary

SHORTEST_SEARCH = 3


async def search_customers(desk: Desk, tenant_id: TenantId, text: str) -> tuple[Customer, ...]:
    """A few customers whose name or number holds these words; none for fewer than three characters."""
    wanted = " ".join(text.split())
    if len(wanted) < SHORTEST_SEARCH:
        return ()
    return await ask(desk, tenant_id, lambda tx, tenant: diary.customers_like(tx, wanted))
