"""Visits, their customers and their segments as rows. The parent state is written only from the segments (R16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.booking import Customer, Goal, Visit, VisitState, Why
from holdfast.core.ids import CallId, CustomerId, VisitId
from holdfast.store.engine import TenantTx, Tx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.plans import plan_of, plan_text, slot_of, slot_text
from holdfast.store.tables import customer, visit

_COLUMNS = (*visit.c, customer.c.name, customer.c.phone, customer.c.email)
_JOINED = (
    sa.select(*_COLUMNS)
    .select_from(
        visit.join(customer, sa.and_(customer.c.tenant_id == visit.c.tenant_id, customer.c.id == visit.c.customer_id))
    )
    .where(visit.c.tenant_id == sa.bindparam("tenant"))
)
_ADD = Fixed(sa.insert(visit).inline())
_ADD_CUSTOMER = Fixed(sa.insert(customer).inline())
_ONE = _JOINED.where(visit.c.id == sa.bindparam("id"))
_LOCKED = Fixed(_ONE.with_for_update(of=visit))
_BY_ID = Fixed(_ONE)
_BY_REF = Fixed(_JOINED.where(visit.c.ref == sa.bindparam("ref")))
_OF_CALL = Fixed(_JOINED.where(visit.c.call_id == sa.bindparam("call")).order_by(visit.c.created_at, visit.c.id))
# Two indexes, each asked by itself: one OR over both, or an ORDER BY, made SQLite read every visit of the salon.
_mine = visit.alias("mine")
_OF_CALL_OR_PHONE = Fixed(
    _JOINED.where(
        visit.c.id.in_(
            sa.union(
                sa.select(_mine.c.id).where(
                    _mine.c.tenant_id == sa.bindparam("tenant"), _mine.c.call_id == sa.bindparam("call")
                ),
                sa.select(_mine.c.id).where(
                    _mine.c.tenant_id == sa.bindparam("tenant"),
                    _mine.c.customer_id.in_(
                        sa.select(sa.func.coalesce(customer.c.merged_into, customer.c.id))
                        .where(
                            customer.c.tenant_id == sa.bindparam("tenant"), customer.c.phone == sa.bindparam("phone")
                        )
                        .correlate(None)
                    ),
                ),
            )
        )
    )
)
_BY_IDS = Fixed(_JOINED.where(visit.c.id.in_(sa.bindparam("ids", expanding=True))))


def one(tx: TenantTx, visit_id: str) -> Visit | None:
    """The visit of that id."""
    row = tx.run(_BY_ID, id=visit_id).first()
    return _visit(row) if row else None


def locked(tx: TenantTx, visit_id: str) -> Visit | None:
    """The same, with its row locked until the transaction ends."""
    row = tx.run(_LOCKED, id=visit_id).first()
    return _visit(row) if row else None


def by_ref(tx: TenantTx, ref: str) -> Visit | None:
    """The visit of that reference code."""
    row = tx.run(_BY_REF, ref=ref).first()
    return _visit(row) if row else None


def by_ids(tx: TenantTx, ids: Iterable[str]) -> dict[str, Visit]:
    """Several visits by id."""
    wanted = sorted(set(ids))
    return {row.id: _visit(row) for row in tx.run(_BY_IDS, ids=wanted)} if wanted else {}


def of_call(tx: TenantTx, call: CallId) -> tuple[Visit, ...]:
    """All visits that this call booked."""
    return tuple(_visit(row) for row in tx.run(_OF_CALL, call=call))


def of_call_or_phone(tx: TenantTx, call: CallId, phone: str | None) -> tuple[Visit, ...]:
    """All visits that this call booked, or that belong to a customer with this number, earliest first."""
    if phone is None:
        return of_call(tx, call)
    found = (_visit(row) for row in tx.run(_OF_CALL_OR_PHONE, call=call, phone=phone))
    return tuple(sorted(found, key=lambda one: (one.start, one.id)))


_RESTLESS_OF_CALL = Fixed(
    sa.select(visit.c.id)
    .where(
        visit.c.tenant_id == sa.bindparam("tenant"),
        visit.c.call_id == sa.bindparam("call"),
        visit.c.due_at.is_not(None),
    )
    .limit(1)
)


def are_at_rest_of_call(tx: TenantTx, call: CallId) -> bool:
    """Whether nothing is left to do about the visits that this call booked."""
    return tx.run(_RESTLESS_OF_CALL, call=call).first() is None


_AT_START = Fixed(_JOINED.where(visit.c.start_at == sa.bindparam("start")))


def at_start(tx: TenantTx, start: datetime) -> tuple[Visit, ...]:
    """All visits that start at that instant."""
    return tuple(_visit(row) for row in tx.run(_AT_START, start=to_ms(start)))


def page(
    tx: TenantTx,
    after: tuple[int, str] | None,
    limit: int,
    since: datetime | None,
    until: datetime | None,
    state: str | None = None,
) -> list[Visit]:
    """Visits by start; `after` is where the last page ended."""
    wanted = _JOINED
    if after:
        wanted = wanted.where(sa.tuple_(visit.c.start_at, visit.c.id) > sa.tuple_(*after))
    if since:
        wanted = wanted.where(visit.c.start_at >= to_ms(since))
    if until:
        wanted = wanted.where(visit.c.start_at < to_ms(until))
    if state:
        wanted = wanted.where(visit.c.state == state)
    return [_visit(row) for row in tx.run(wanted.order_by(visit.c.start_at, visit.c.id).limit(limit))]


def add(
    tx: TenantTx, new: Visit, due_at: datetime, leased_until: datetime, leased_by: str, undo_at: datetime | None
) -> None:
    """Put a new visit on record, already due and leased to the process that will drive it."""
    row = {
        "id": new.id,
        "ref": new.ref,
        "call_id": new.call,
        "customer_id": new.customer.id,
        "created_at": to_ms(new.created_at),
        "is_test": new.is_test,
        "undo_at": to_ms_or_none(undo_at),
        "due_at": to_ms(due_at),
        "leased_until": to_ms(leased_until),
        "leased_by": leased_by,
        **_changeable(new),
    }
    tx.run_many(_ADD, [row])


_SAVE = Fixed(
    sa.update(visit)
    .where(visit.c.tenant_id == sa.bindparam("tenant"), visit.c.id == sa.bindparam("the_id"))
    .values(
        {
            name: sa.bindparam("v_" + name)
            for name in [
                "customer_id",
                "start_at",
                "end_at",
                "plan",
                "state",
                "goal",
                "why",
                "target",
                "generation",
                "version",
                "notes",
                "changed_at",
                "due_at",
                "leased_until",
                "leased_by",
            ]
        }
    )
)


def save(
    tx: TenantTx,
    changed: Visit,
    due_at: datetime | None,
    leased_until: datetime | None = None,
    leased_by: str | None = None,
) -> None:
    """Write a changed visit back, with when it needs attention next (None: at rest) and who drives it."""
    row = {**_changeable(changed), "customer_id": changed.customer.id}
    row |= {"due_at": to_ms_or_none(due_at), "leased_until": to_ms_or_none(leased_until), "leased_by": leased_by}
    tx.run_many(_SAVE, [{"the_id": changed.id, **{"v_" + name: value for name, value in row.items()}}])


def _changeable(v: Visit) -> dict[str, Any]:
    span = v.interval
    return {
        "start_at": to_ms(span.start),
        "end_at": to_ms(span.end),
        "plan": plan_text(v.plan),
        "state": v.state.value,
        "goal": v.goal.value,
        "why": v.why.value if v.why else None,
        "target": slot_text(v.target),
        "generation": v.generation,
        "version": v.version,
        "notes": v.notes,
        "changed_at": to_ms(v.changed_at),
    }


@dataclass(frozen=True, slots=True)
class Due:
    """A visit whose sagas need attention."""

    tenant_id: int
    visit_id: VisitId


_TO_LEASE = Fixed(
    sa.select(visit.c.tenant_id, visit.c.id)
    .where(
        visit.c.due_at <= sa.bindparam("at"),
        sa.or_(visit.c.leased_until.is_(None), visit.c.leased_until <= sa.bindparam("at")),
    )
    .order_by(visit.c.due_at)
    .limit(sa.bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_TAKE_LEASE = Fixed(
    sa.update(visit)
    .where(visit.c.tenant_id == sa.bindparam("of"), visit.c.id == sa.bindparam("one"))
    .values(leased_until=sa.bindparam("until"), leased_by=sa.bindparam("by"))
)


def lease_due(tx: Any, now: datetime, until: datetime, by: str, limit: int) -> list[Due]:
    """Take the visits that are due and leased to nobody; on PostgreSQL workers skip each other's rows."""
    rows = tx.run(_TO_LEASE, {"at": to_ms(now), "at_most": limit}).fetchall()
    due = [Due(row.tenant_id, VisitId(row.id)) for row in rows]
    if due:
        leases = [{"of": one.tenant_id, "one": one.visit_id, "until": to_ms(until), "by": by} for one in due]
        tx.run(_TAKE_LEASE, leases)
    return due


_DUE = Fixed(
    sa.select(visit.c.due_at).where(visit.c.tenant_id == sa.bindparam("tenant"), visit.c.id == sa.bindparam("id"))
)


def is_at_rest(tx: TenantTx, visit_id: str) -> bool:
    """Whether nothing is left to do about a visit."""
    row = tx.run(_DUE, id=visit_id).first()
    return row is None or row.due_at is None


_LEASE = Fixed(
    sa.select(visit.c.due_at, visit.c.leased_until, visit.c.leased_by).where(
        visit.c.tenant_id == sa.bindparam("tenant"), visit.c.id == sa.bindparam("id")
    )
)


def due_and_lease(tx: TenantTx, visit_id: str) -> tuple[datetime | None, tuple[datetime | None, str | None]]:
    """When a visit needs attention and who drives it, to be kept while something else about it changes."""
    row = tx.run(_LEASE, id=visit_id).one()
    return from_ms_or_none(row.due_at), (from_ms_or_none(row.leased_until), row.leased_by)


def is_leased(tx: TenantTx, visit_id: str, now: datetime) -> bool:
    """Whether somebody drives the visit at this moment."""
    _, (until, _by) = due_and_lease(tx, visit_id)
    return until is not None and until > now


def waiting(tx: Tx, now: datetime) -> tuple[int, datetime | None]:
    """How many visits of the whole installation are due by now, and since when the oldest of them is."""
    wanted = sa.select(sa.func.count(), sa.func.min(visit.c.due_at)).where(visit.c.due_at <= to_ms(now))
    row: Any = tx.run(wanted).one()
    return int(row[0]), from_ms_or_none(row[1])


def tests_to_undo(tx: Any, now: datetime, limit: int) -> list[Due]:
    """Test visits whose time is over."""
    wanted = (
        sa.select(visit.c.tenant_id, visit.c.id)
        .where(visit.c.undo_at <= to_ms(now), visit.c.goal == Goal.PRESENT.value)
        .limit(limit)
    )
    return [Due(row.tenant_id, VisitId(row.id)) for row in tx.run(wanted)]


def tests_alive(tx: TenantTx) -> list[VisitId]:
    """All test visits that still stand."""
    rows = tx.run(
        sa.select(visit.c.id).where(
            visit.c.tenant_id == sa.bindparam("tenant"), visit.c.is_test, visit.c.goal == Goal.PRESENT.value
        )
    )
    return [VisitId(row.id) for row in rows]


_REF = Fixed(
    sa.select(visit.c.id).where(visit.c.tenant_id == sa.bindparam("tenant"), visit.c.ref == sa.bindparam("ref"))
)


def ref_is_free(tx: TenantTx, ref: str) -> bool:
    """Whether nobody has this reference code yet."""
    return tx.run(_REF, ref=ref).first() is None


_merged = customer.alias("merged")
_CUSTOMERS = Fixed(
    sa.select(customer)
    .where(
        customer.c.tenant_id == sa.bindparam("tenant"),
        customer.c.id.in_(
            sa.select(sa.func.coalesce(_merged.c.merged_into, _merged.c.id))
            .where(_merged.c.tenant_id == sa.bindparam("tenant"), _merged.c.phone == sa.bindparam("phone"))
            .correlate(None)
        ),
    )
    .order_by(customer.c.id)
)


def customers_of(tx: TenantTx, phone: str) -> tuple[Customer, ...]:
    """Everybody known by this number, oldest first; for a record that was merged, the one that stands for it."""
    rows = tx.run(_CUSTOMERS, phone=phone)
    return tuple(Customer(CustomerId(row.id), row.name, row.phone, row.email) for row in rows)


def add_customer(tx: TenantTx, number: int, name: str, phone: str | None, email: str | None, now: datetime) -> Customer:
    """Put a new customer on record under an id of the caller's choosing."""
    tx.run_many(
        _ADD_CUSTOMER,
        [
            {
                **{"id": number, "name": name, "phone": phone, "email": email, "created_at": to_ms(now)},
                **{"notes": None, "merged_into": None},
            }
        ],
    )
    return Customer(CustomerId(number), name, phone, email)


def amend_customer(tx: TenantTx, changed: Customer) -> None:
    """Write a customer's changed name, number or address back."""
    tx.run_many(
        sa.update(customer)
        .where(customer.c.tenant_id == sa.bindparam("tenant"), customer.c.id == sa.bindparam("the_id"))
        .values(name=sa.bindparam("n"), phone=sa.bindparam("p"), email=sa.bindparam("e")),
        [{"the_id": changed.id, "n": changed.name, "p": changed.phone, "e": changed.email}],
    )


def _visit(row: Any) -> Visit:
    return Visit(
        id=VisitId(row.id),
        ref=row.ref,
        call=CallId(row.call_id) if row.call_id else None,
        customer=Customer(CustomerId(row.customer_id), row.name, row.phone, row.email),
        plan=plan_of(row.plan),
        start=from_ms(row.start_at),
        state=VisitState(row.state),
        goal=Goal(row.goal),
        created_at=from_ms(row.created_at),
        changed_at=from_ms(row.changed_at),
        version=row.version,
        notes=row.notes,
        is_test=bool(row.is_test),
        why=Why(row.why) if row.why else None,
        target=slot_of(row.target),
        generation=row.generation,
    )
