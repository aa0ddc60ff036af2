"""What the salon changes about its customers: name, number, address, notes, two records made into one, and apart again.

Each change is audited in the transaction that makes it. `unchanged` is asked about the record as it stands: what was
seen is changed, or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from holdfast.actions.book_by_staff import LONGEST_NAME
from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.desk import Desk
from holdfast.actions.look_at_customers import CustomerSeen, customer_in
from holdfast.actions.look_up import NotFound
from holdfast.core.booking import Customer
from holdfast.core.ids import TenantId
from holdfast.core.merging import Card, MergeBar, bar_to_merging, merged, taken_apart
from holdfast.language import is_hidden_number, read_email, read_phone
from holdfast.store import audit, customers, visits
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


class DetailFault(StrEnum):
    """Why a customer cannot be written like that."""

    NAME_MISSING = "name_missing"
    NAME_LONG = "name_long"
    PHONE_UNREAD = "phone_unread"
    EMAIL_UNREAD = "email_unread"
    NUMBER_SHARED = "number_shared"
    """Others have that number: whoever calls with it would hear of this customer's visits, too, from now on."""


class DetailsRefused(Exception):
    """What was entered is not written. `sharing`: who has the number already."""

    def __init__(self, faults: tuple[DetailFault, ...], sharing: tuple[Card, ...] = ()) -> None:
        """What is wrong with it."""
        super().__init__(", ".join(faults))
        self.faults = faults
        self.sharing = sharing


@dataclass(frozen=True, slots=True)
class Details:
    """Name, number and address as typed; an empty number or address takes it away. `knowingly`: the number may be one
    that others have, a family's."""

    name: str
    phone: str
    email: str
    knowingly: bool = False


async def change_details(
    desk: Desk,
    tenant_id: TenantId,
    number: int,
    wanted: Details,
    who: Who,
    unchanged: Unchanged,
    notes: str | None = None,
) -> CustomerSeen:
    """Write another name, number or address, and `notes` where they are given. Entries that stand in an outside
    calendar keep the name they have.

    A number authorises on the telephone: one that others have is taken only knowingly, and the audit says so.
    Raises NotFound, ChangedMeanwhile, MergeRefused, DetailsRefused.
    """

    def body(tx: Tx) -> CustomerSeen:
        bound = tx.of(tenant_id)
        customers.locked(bound, [number])
        before = _seen(desk, bound, number)
        if not unchanged(before):
            raise ChangedMeanwhile
        if before.card.merged_into is not None:
            raise MergeRefused(MergeBar.KEPT_IS_GONE)
        after = _read_details(before, wanted)
        changed = [name for name in ("name", "phone", "email") if getattr(after, name) != getattr(before.who, name)]
        shared = _others_at(bound, after) if "phone" in changed else ()
        if shared and not wanted.knowingly:
            raise DetailsRefused((DetailFault.NUMBER_SHARED,), shared)
        if changed:
            visits.amend_customer(bound, after)
            _note(desk, bound, who, "customer_changed", number, changed=changed, number_shared=bool(shared))
        if notes is not None and notes != before.card.notes:
            customers.set_notes(bound, number, notes)
            _note(desk, bound, who, "customer_noted", number)
        return _seen(desk, bound, number)

    return await desk.transact(body)


def _read_details(before: CustomerSeen, wanted: Details) -> Customer:
    """What was typed, as it is kept: by the rules for what a caller says."""
    name, faults = " ".join(wanted.name.split()), []
    faults += [DetailFault.NAME_MISSING] if not name else []
    faults += [DetailFault.NAME_LONG] if len(name) > LONGEST_NAME else []
    typed = wanted.phone.strip()
    same = before.who.phone if typed == (before.who.phone or "") else None
    phone = same or (None if is_hidden_number(typed) else read_phone(typed, before.tenant.region))
    faults += [DetailFault.PHONE_UNREAD] if typed and phone is None else []
    address = wanted.email.strip()
    email = address if address == before.who.email else read_email(address)
    faults += [DetailFault.EMAIL_UNREAD] if address and email is None else []
    if faults:
        raise DetailsRefused(tuple(faults))
    return replace(before.who, name=name, phone=phone if typed else None, email=email if address else None)


def _others_at(tx: TenantTx, one: Customer) -> tuple[Card, ...]:
    """Who else is recognised by the number: whoever calls with it would be told of this one's visits as well."""
    known = {other.id for other in visits.customers_of(tx, one.phone)} if one.phone else set()
    found = (customers.one(tx, number) for number in sorted(known - {one.id}))
    return tuple(card for card in found if card is not None)


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


def _note(desk: Desk, tx: TenantTx, who: Who, deed: str, number: int, **data: object) -> None:
    more = {**data, "key": who.key} if who.key else data
    audit.note(tx, Entry(desk.clock.now(), deed, who.user_id, str(number), more))
