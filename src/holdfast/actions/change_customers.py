"""What the salon changes about its customers: notes, two records made into one, and apart again.

Each change is audited in the transaction that makes it. `unchanged` is asked about the record as it stands: what was
seen is changed, or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.desk import Desk
from holdfast.actions.look_at_customers import CustomerSeen, customer_in
from holdfast.actions.look_up import NotFound
from holdfast.core.ids import TenantId
from holdfast.core.merging import Card, MergeBar, bar_to_merging, merged, taken_apart
from holdfast.store import audit, customers
from holdfast.store.audit import Entry
from holdfast.store.customers import Merge
from holdfast.store.engine import TenantTx, Tx

Unchanged = Callable[[CustomerSeen], bool]


@dataclass(frozen=True, slots=True)
class Who:
    """Who changes something: a user of the screens, or an API key (`key`)."""

    user_id: int | None = None
    key: str | None = None


class MergeRefused(Exception):
    """Two records cannot be made into one, or not apart again; `bar` says why."""

    def __init__(self, bar: MergeBar) -> None:
        """What stands against it."""
        super().__init__(f"not possible: {bar.value}")
        self.bar = bar


async def note_on_customer(
    desk: Desk, tenant_id: TenantId, number: int, notes: str, who: Who, unchanged: Unchanged
) -> CustomerSeen:
    """Write what the salon notes about somebody. Raises NotFound, ChangedMeanwhile."""

    def body(tx: Tx) -> CustomerSeen:
        bound = tx.of(tenant_id)
        customers.locked(bound, [number])
        before = _seen(desk, bound, number)
        if not unchanged(before):
            raise ChangedMeanwhile
        if before.card.notes != notes:
            customers.set_notes(bound, number, notes)
            _note(desk, bound, who, "customer_noted", number)
        return _seen(desk, bound, number)

    return await desk.transact(body)


async def merge_customers(
    desk: Desk, tenant_id: TenantId, kept: int, gone: int, who: Who, unchanged: Unchanged
) -> CustomerSeen:
    """Make two records into one: visits, number, address and notes of `gone` go to `kept`, which keeps its own where it
    has any. Both numbers are recognised from now on. Raises NotFound, ChangedMeanwhile, MergeRefused."""

    def body(tx: Tx) -> CustomerSeen:
        bound = tx.of(tenant_id)
        one, other = _pair(bound, kept, gone)
        if not unchanged(_seen(desk, bound, kept)):
            raise ChangedMeanwhile
        bar = bar_to_merging(one, other)
        if bar is not None:
            raise MergeRefused(bar)
        card, said = merged(one, other)
        customers.write(bound, card)
        customers.write(bound, replace(other, merged_into=one.customer.id))
        moved, pointing = customers.hand_over(bound, gone, kept), customers.repoint(bound, gone, kept)
        ids = (one.customer.id, other.customer.id)
        merge = Merge(desk.ids.chance.below(2**53), *ids, desk.clock.now(), said, moved, pointing)
        customers.add_merge(bound, merge)
        _note(desk, bound, who, "customers_merged", kept, gone=gone)
        return _seen(desk, bound, kept)

    return await desk.transact(body)


def _pair(tx: TenantTx, one: int, other: int) -> tuple[Card, Card]:
    found = customers.locked(tx, [one, other])
    if one not in found or other not in found:
        raise NotFound("customer")
    return found[one], found[other]


async def undo_merge(desk: Desk, tenant_id: TenantId, kept: int, merge_id: int, who: Who) -> CustomerSeen:
    """Take two records apart again: the visits that came with a merge go back, and what it changed; what somebody
    changed since then stays. Raises NotFound, MergeRefused."""

    def body(tx: Tx) -> CustomerSeen:
        bound = tx.of(tenant_id)
        merge = customers.merge(bound, merge_id)
        if merge is None or merge.kept != kept:
            raise NotFound("merge")
        if merge.undone_at is not None:
            raise MergeRefused(MergeBar.UNDONE_ALREADY)
        one, other = _pair(bound, merge.kept, merge.gone)
        if one.merged_into is not None:
            raise MergeRefused(MergeBar.MERGED_AGAIN)
        customers.write(bound, taken_apart(one, merge.said))
        customers.write(bound, replace(other, merged_into=None))
        customers.give_back(bound, merge.visits, of=merge.kept, to=merge.gone)
        customers.repoint(bound, merge.kept, merge.gone, only=merge.pointing)
        customers.end_merge(bound, merge.id, desk.clock.now())
        _note(desk, bound, who, "merge_undone", kept, gone=merge.gone)
        return _seen(desk, bound, kept)

    return await desk.transact(body)


def _seen(desk: Desk, tx: TenantTx, number: int) -> CustomerSeen:
    return customer_in(tx, desk.salon(tx).tenant, number, desk.clock.now())


def _note(desk: Desk, tx: TenantTx, who: Who, deed: str, number: int, **data: int) -> None:
    more = {**data, "key": who.key} if who.key else data
    audit.note(tx, Entry(desk.clock.now(), deed, who.user_id, str(number), more))
