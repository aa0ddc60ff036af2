"""Customers as a card file: search, notes, and records that were merged, with what takes them apart again.

A record that was merged into another stays, so that its number is still recognised; everybody who looks for it is
given the one that stands for it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.booking import Customer, Visit
from holdfast.core.ids import CustomerId
from holdfast.core.merging import Card, Said
from holdfast.store import visits
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms
from holdfast.store.plans import dump
from holdfast.store.tables import customer, customer_merge, visit

MOST_SHARING = 50
MOST_VISITS = 200

_MINE = customer.c.tenant_id == sa.bindparam("tenant")
_LIVING = customer.c.merged_into.is_(None)


@dataclass(frozen=True, slots=True)
class Merge:
    """One merging on record. `visits` went to the kept record, `pointing` are records that were merged earlier into the
    gone one."""

    id: int
    kept: CustomerId
    gone: CustomerId
    at: datetime
    said: Said
    visits: tuple[str, ...] = ()
    pointing: tuple[int, ...] = ()
    undone_at: datetime | None = None


def one(tx: TenantTx, number: int) -> Card | None:
    """The record of that number, merged or not."""
    row = tx.run(sa.select(customer).where(_MINE, customer.c.id == sa.bindparam("one")), one=number).first()
    return _card(row) if row else None


def locked(tx: TenantTx, numbers: Iterable[int]) -> dict[int, Card]:
    """Several records, their rows locked in one order until the transaction ends."""
    wanted = sa.select(customer).where(_MINE, customer.c.id.in_(sorted(set(numbers)))).order_by(customer.c.id)
    return {row.id: _card(row) for row in tx.run(wanted.with_for_update())}


def page(tx: TenantTx, after: int | None, limit: int) -> list[Card]:
    """All records that stand for themselves, in a fixed order; `after` is where the last page ended."""
    wanted = sa.select(customer).where(_MINE, _LIVING)
    if after is not None:
        wanted = wanted.where(customer.c.id > after)
    return [_card(row) for row in tx.run(wanted.order_by(customer.c.id).limit(limit))]


def of_phone(tx: TenantTx, phone: str) -> list[Card]:
    """Everybody who is known by this number, oldest first."""
    wanted = sa.select(customer).where(_MINE, _LIVING, customer.c.phone == phone)
    rows = tx.run(wanted.order_by(customer.c.created_at, customer.c.id).limit(MOST_SHARING))
    return [_card(row) for row in rows]


def last_here(tx: TenantTx, since: datetime, until: datetime, limit: int) -> list[tuple[Card, datetime]]:
    """Whose visits started last in the span, newest first, each with the start."""
    newest = sa.func.max(visit.c.start_at).label("newest")
    latest = (
        sa.select(visit.c.customer_id, newest)
        .where(
            visit.c.tenant_id == sa.bindparam("tenant"),
            visit.c.start_at >= to_ms(since),
            visit.c.start_at < to_ms(until),
            visit.c.goal == "present",
        )
        .group_by(visit.c.customer_id)
        .order_by(newest.desc())
        .limit(limit)
        .subquery()
    )
    rows = tx.run(
        sa.select(customer, latest.c.newest)
        .where(_MINE, customer.c.id == latest.c.customer_id)
        .order_by(latest.c.newest.desc(), customer.c.id)
    )
    return [(_card(row), from_ms(row.newest)) for row in rows]


def set_notes(tx: TenantTx, number: int, notes: str) -> None:
    """Write what the salon notes about somebody."""
    tx.run(
        sa.update(customer).where(_MINE, customer.c.id == sa.bindparam("one")).values(notes=sa.bindparam("said")),
        one=number,
        said=notes or None,
    )


def write(tx: TenantTx, card: Card) -> None:
    """Write a record's number, address, notes, and what stands for it."""
    mine = card.customer
    tx.run(
        sa.update(customer)
        .where(_MINE, customer.c.id == sa.bindparam("one"))
        .values(
            phone=sa.bindparam("p"), email=sa.bindparam("e"), notes=sa.bindparam("said"), merged_into=sa.bindparam("to")
        ),
        one=mine.id,
        p=mine.phone,
        e=mine.email,
        said=card.notes or None,
        to=card.merged_into,
    )


def visits_of(tx: TenantTx, number: int, limit: int = MOST_VISITS) -> list[Visit]:
    """Somebody's visits, newest first, whatever became of them."""
    ids = tx.run(
        sa.select(visit.c.id)
        .where(visit.c.tenant_id == sa.bindparam("tenant"), visit.c.customer_id == sa.bindparam("one"))
        .order_by(visit.c.start_at.desc(), visit.c.id)
        .limit(limit),
        one=number,
    )
    found = visits.by_ids(tx, [row.id for row in ids]).values()
    return sorted(found, key=lambda seen: (seen.start, seen.id), reverse=True)


def hand_over(tx: TenantTx, of: int, to: int) -> tuple[str, ...]:
    """Give all visits of one record to another. Returns which."""
    rows = tx.run(
        sa.update(visit)
        .where(visit.c.tenant_id == sa.bindparam("tenant"), visit.c.customer_id == sa.bindparam("whose"))
        .values(customer_id=sa.bindparam("new"))
        .returning(visit.c.id),
        whose=of,
        new=to,
    )
    return tuple(sorted(row.id for row in rows))


def give_back(tx: TenantTx, ids: Iterable[str], of: int, to: int) -> None:
    """Give these visits back, as far as they are still the other record's."""
    for one_id in ids:
        tx.run(
            sa.update(visit)
            .where(
                visit.c.tenant_id == sa.bindparam("tenant"),
                visit.c.id == sa.bindparam("one"),
                visit.c.customer_id == sa.bindparam("whose"),
            )
            .values(customer_id=sa.bindparam("new")),
            one=one_id,
            whose=of,
            new=to,
        )


def repoint(tx: TenantTx, of: int, to: int, only: Iterable[int] | None = None) -> tuple[int, ...]:
    """Records that were merged into one are merged into another from now on. Returns which."""
    wanted = sa.update(customer).where(_MINE, customer.c.merged_into == sa.bindparam("whose"))
    if only is not None:
        wanted = wanted.where(customer.c.id.in_(sorted(only)))
    rows = tx.run(wanted.values(merged_into=sa.bindparam("new")).returning(customer.c.id), whose=of, new=to)
    return tuple(sorted(row.id for row in rows))


def add_merge(tx: TenantTx, new: Merge) -> None:
    """Put a merging on record."""
    said = {"phone": new.said.phone, "email": new.said.email, "notes": new.said.notes}
    row = {
        "id": new.id,
        "kept_id": new.kept,
        "gone_id": new.gone,
        "merged_at": to_ms(new.at),
        "undone_at": None,
        "moved": dump({"visits": new.visits, "pointing": new.pointing}),
        "said": dump(said),
    }
    tx.run_many(sa.insert(customer_merge), [row])


def merges_of(tx: TenantTx, kept: int) -> list[Merge]:
    """What was merged into a record and stands, newest first."""
    rows = tx.run(
        sa.select(customer_merge)
        .where(
            customer_merge.c.tenant_id == sa.bindparam("tenant"),
            customer_merge.c.kept_id == sa.bindparam("one"),
            customer_merge.c.undone_at.is_(None),
        )
        .order_by(customer_merge.c.merged_at.desc(), customer_merge.c.id),
        one=kept,
    )
    return [_merge(row) for row in rows]


def merge(tx: TenantTx, number: int) -> Merge | None:
    """The merging of that number, its row locked until the transaction ends."""
    wanted = sa.select(customer_merge).where(
        customer_merge.c.tenant_id == sa.bindparam("tenant"), customer_merge.c.id == sa.bindparam("one")
    )
    row = tx.run(wanted.with_for_update(), one=number).first()
    return _merge(row) if row else None


def end_merge(tx: TenantTx, number: int, now: datetime) -> None:
    """Note that a merging was undone."""
    tx.run(
        sa.update(customer_merge)
        .where(customer_merge.c.tenant_id == sa.bindparam("tenant"), customer_merge.c.id == sa.bindparam("one"))
        .values(undone_at=sa.bindparam("at")),
        one=number,
        at=to_ms(now),
    )


def _card(row: Any) -> Card:
    into = CustomerId(row.merged_into) if row.merged_into is not None else None
    return Card(
        Customer(CustomerId(row.id), row.name, row.phone, row.email), row.notes or "", from_ms(row.created_at), into
    )


def _merge(row: Any) -> Merge:
    said, moved = json.loads(row.said), json.loads(row.moved)
    return Merge(
        row.id,
        CustomerId(row.kept_id),
        CustomerId(row.gone_id),
        from_ms(row.merged_at),
        Said(tuple(said["phone"]), tuple(said["email"]), tuple(said["notes"])),
        tuple(moved["visits"]),
        tuple(moved["pointing"]),
        from_ms_or_none(row.undone_at),
    )
