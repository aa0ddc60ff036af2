"""Customers as the salon knows them: found, listed, and one with visits, notes, and who shares the number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import Listed, NotFound, Position, ask
from holdfast.core.booking import Customer, Visit, future
from holdfast.core.ids import TenantId
from holdfast.core.merging import Card, MergeBar, bar_to_merging, merged
from holdfast.core.tenant import Tenant
from holdfast.language import same_name
from holdfast.store import customers, diary
from holdfast.store.customers import Merge
from holdfast.store.engine import TenantTx

LOOKED_BACK = timedelta(days=31)
MOST_RECENT = 12


@dataclass(frozen=True, slots=True)
class MergeSeen:
    """A merging that stands, with the record that went."""

    merge: Merge
    gone: Card


@dataclass(frozen=True, slots=True)
class CustomerSeen:
    """One customer. `visits` newest first; `sharing` are others with the same number; `absent` are the codes of visits
    to which nobody came."""

    card: Card
    tenant: Tenant
    now: datetime
    visits: tuple[Visit, ...] = ()
    sharing: tuple[Card, ...] = ()
    merges: tuple[MergeSeen, ...] = ()
    absent: frozenset[str] = frozenset()

    @property
    def who(self) -> Customer:
        """Name, number and address."""
        return self.card.customer

    @property
    def coming(self) -> tuple[Visit, ...]:
        """Living visits that have not begun, earliest first."""
        return future(self.visits, self.now)


@dataclass(frozen=True, slots=True)
class Recent:
    """Who was here last, each with the start of the last visit."""

    tenant: Tenant
    now: datetime
    items: tuple[tuple[Card, datetime], ...]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging would come to: `result` is the record that stays, None where `bar` stands against it."""

    kept: CustomerSeen
    gone: CustomerSeen
    bar: MergeBar | None
    result: Card | None

    @property
    def names_differ(self) -> bool:
        """Whether the two names sound like two persons."""
        return not same_name(self.kept.card.customer.name, self.gone.card.customer.name)


async def recent_customers(desk: Desk, tenant_id: TenantId) -> Recent:
    """Who was here in the last weeks, newest first."""
    now = desk.clock.now()

    def question(tx: TenantTx, tenant: Tenant) -> Recent:
        return Recent(tenant, now, tuple(customers.last_here(tx, now - LOOKED_BACK, now, MOST_RECENT)))

    return await ask(desk, tenant_id, question)


async def list_customers(desk: Desk, tenant_id: TenantId, limit: int, after: Position | None) -> Listed[Card]:
    """All customers in a fixed order that means nothing; merged records are left out."""
    found = await ask(desk, tenant_id, lambda tx, tenant: customers.page(tx, after[0] if after else None, limit + 1))
    kept = tuple(found[:limit])
    return Listed(kept, (kept[-1].customer.id, "") if len(found) > limit else None)


async def customer(desk: Desk, tenant_id: TenantId, number: int) -> CustomerSeen:
    """One customer, or a record that was merged: its card says into which. Raises NotFound."""
    return await ask(desk, tenant_id, lambda tx, tenant: customer_in(tx, tenant, number, desk.clock.now()))


def customer_in(tx: TenantTx, tenant: Tenant, number: int, now: datetime) -> CustomerSeen:
    """The same within a transaction. Raises NotFound."""
    card = customers.one(tx, number)
    if card is None:
        raise NotFound("customer")
    visits = tuple(customers.visits_of(tx, number))
    phone = card.customer.phone
    sharing = (one for one in (customers.of_phone(tx, phone) if phone else ()) if one.customer.id != number)
    gone = ((merge, customers.one(tx, merge.gone)) for merge in customers.merges_of(tx, number))
    missed = diary.no_shows(tx, [visit.id for visit in visits])
    return CustomerSeen(
        card,
        tenant,
        now,
        visits,
        tuple(sharing),
        tuple(MergeSeen(merge, record) for merge, record in gone if record is not None),
        frozenset(visit.ref for visit in visits if visit.id in missed),
    )


async def preview_merge(desk: Desk, tenant_id: TenantId, kept: int, gone: int) -> MergePreview:
    """What it would come to. Changes nothing. Raises NotFound."""

    def question(tx: TenantTx, tenant: Tenant) -> MergePreview:
        now = desk.clock.now()
        return preview_of(customer_in(tx, tenant, kept, now), customer_in(tx, tenant, gone, now))

    return await ask(desk, tenant_id, question)


def preview_of(kept: CustomerSeen, gone: CustomerSeen) -> MergePreview:
    """The same of two records as they were seen."""
    bar = bar_to_merging(kept.card, gone.card)
    return MergePreview(kept, gone, bar, merged(kept.card, gone.card)[0] if bar is None else None)
