"""What the screens read over a span of days, each in one statement: visits, calls, and what was noted about them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from holdfast.core.booking import Customer, Goal, Visit, VisitState
from holdfast.core.ids import CustomerId
from holdfast.core.interval import Interval
from holdfast.store import visits
from holdfast.store.engine import TenantTx, from_ms, to_ms
from holdfast.store.tables import call, customer, drift, reconcile_day, task, timeline, visit

NO_SHOW = "no_show"
CAME_AFTER_ALL = "came_after_all"
_PAGE = 500
_LOOKED_BACK = 20_000
_CAME_ABOUT = (VisitState.PENDING.value, VisitState.CONFIRMED.value)


def visits_of(tx: TenantTx, span: Interval) -> list[Visit]:
    """All visits that start in the span, whatever became of them, by start."""
    found: list[Visit] = []
    after: tuple[int, str] | None = None
    while True:
        page = visits.page(tx, after, _PAGE, span.start, span.end)
        found.extend(page)
        if len(page) < _PAGE:
            return found
        after = (to_ms(page[-1].start), page[-1].id)


def first_visits(tx: TenantTx, customers: Iterable[int]) -> dict[int, datetime]:
    """When each of these customers comes, or came, for the first time."""
    wanted = sorted(set(customers))
    if not wanted:
        return {}
    rows = tx.run(
        sa.select(visit.c.customer_id, sa.func.min(visit.c.start_at).label("first"))
        .where(
            visit.c.tenant_id == sa.bindparam("tenant"),
            visit.c.customer_id.in_(wanted),
            visit.c.state.in_(_CAME_ABOUT),
            visit.c.goal == Goal.PRESENT.value,
        )
        .group_by(visit.c.customer_id)
    )
    return {row.customer_id: from_ms(row.first) for row in rows}


def no_shows(tx: TenantTx, ids: Iterable[str]) -> set[str]:
    """Of which of these visits it is noted that nobody came, and not taken back since."""
    wanted = sorted(set(ids))
    if not wanted:
        return set()
    rows = tx.run(
        sa.select(timeline.c.visit_id, timeline.c.kind)
        .where(
            timeline.c.tenant_id == sa.bindparam("tenant"),
            timeline.c.visit_id.in_(wanted),
            timeline.c.kind.in_([NO_SHOW, CAME_AFTER_ALL]),
        )
        .order_by(timeline.c.id)
    )
    last = {row.visit_id: row.kind for row in rows}
    return {visit_id for visit_id, kind in last.items() if kind == NO_SHOW}


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in a span of time, and what is open now. `proven_at`: when record and calendar were last compared
    day by day; `seen_at`: when any entry of ours was last read back."""

    calls: int
    booked: int
    open_drifts: int
    proven_at: datetime | None
    seen_at: datetime | None


def counts(tx: TenantTx, span: Interval) -> Counts:
    """Calls of the span and the visits they booked; what is open; the last proofs."""
    mine: sa.BindParameter[int] = sa.bindparam("tenant")
    since, until = to_ms(span.start), to_ms(span.end)
    calls = sa.select(sa.func.count()).where(
        call.c.tenant_id == mine,
        call.c.created_at >= since,
        call.c.created_at < until,
        call.c.joined_to.is_(None),
        ~call.c.is_test,
    )
    booked = (
        sa.select(sa.func.count())
        .select_from(call.join(visit, sa.and_(visit.c.tenant_id == call.c.tenant_id, visit.c.call_id == call.c.id)))
        .where(call.c.tenant_id == mine, call.c.created_at >= since, call.c.created_at < until, ~visit.c.is_test)
        .where(visit.c.state.in_(_CAME_ABOUT), visit.c.goal == Goal.PRESENT.value)
    )
    drifts = sa.select(sa.func.count()).where(drift.c.tenant_id == mine, drift.c.state == "open")
    proven = sa.select(sa.func.max(reconcile_day.c.checked_at)).where(reconcile_day.c.tenant_id == mine)
    row = tx.run(
        sa.select(
            calls.scalar_subquery().label("calls"),
            booked.scalar_subquery().label("booked"),
            drifts.scalar_subquery().label("drifts"),
            proven.scalar_subquery().label("proven"),
        )
    ).one()
    proven_at = None if row.proven is None else from_ms(row.proven)
    return Counts(row.calls, row.booked, row.drifts, proven_at, _seen_at(tx))


_NOTHING_READ = '%"entries_seen":null%'
"""An attempt after which the calendar could not be read proves nothing."""


def _seen_at(tx: TenantTx) -> datetime | None:
    """When an entry was read back last, as far as it was not long ago: only the newest events are looked at."""
    newest = sa.select(sa.func.max(timeline.c.id)).scalar_subquery()
    found = sa.select(sa.func.max(timeline.c.at)).where(
        timeline.c.tenant_id == sa.bindparam("tenant"),
        timeline.c.id > newest - _LOOKED_BACK,
        timeline.c.kind == "calendar_answered",
        timeline.c.data.notlike(_NOTHING_READ),
    )
    at = tx.run(found).scalar()
    return None if at is None else from_ms(at)


def drifts_of(tx: TenantTx, ids: Sequence[str]) -> dict[str, str]:
    """The code of an open difference of each of these visits that has one."""
    if not ids:
        return {}
    rows = tx.run(
        sa.select(drift.c.visit_id, drift.c.ref).where(
            drift.c.tenant_id == sa.bindparam("tenant"), drift.c.state == "open", drift.c.visit_id.in_(ids)
        )
    )
    return {row.visit_id: row.ref for row in rows}


_MOST_CUSTOMERS = 8


def customers_like(tx: TenantTx, text: str) -> tuple[Customer, ...]:
    """Customers whose name or number holds these words, a few, by name. `text` has three characters or more."""
    needle = "%" + text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    digits = "".join(sign for sign in text if sign.isdigit()).lstrip("0")
    # SQLite knows small letters of ASCII only: what was typed with others is also looked for as it was typed.
    fits: sa.ColumnElement[bool] = sa.or_(
        sa.func.lower(customer.c.name).like(needle, escape="\\"), customer.c.name.contains(text, autoescape=True)
    )
    if len(digits) >= 3:
        fits = sa.or_(fits, customer.c.phone.like(f"%{digits}%"))
    # Whoever is found by a record that was merged is shown as the one that stands for it.
    found = sa.select(sa.func.coalesce(customer.c.merged_into, customer.c.id)).where(
        customer.c.tenant_id == sa.bindparam("tenant"), fits
    )
    kept = customer.alias("kept")
    rows = tx.run(
        sa.select(kept)
        .where(kept.c.tenant_id == sa.bindparam("tenant"), kept.c.id.in_(found.correlate(None)))
        .order_by(kept.c.name, kept.c.id)
        .limit(_MOST_CUSTOMERS)
    )
    return tuple(Customer(CustomerId(row.id), row.name, row.phone, row.email) for row in rows)


def customer_of(tx: TenantTx, number: int) -> Customer | None:
    """The customer of that number."""
    row = tx.run(
        sa.select(customer).where(customer.c.tenant_id == sa.bindparam("tenant"), customer.c.id == number)
    ).first()
    return Customer(CustomerId(row.id), row.name, row.phone, row.email) if row else None


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as a feed needs it: nothing personal, only what it was about."""

    id: int
    at: datetime
    kind: str
    call: str | None
    visit: str | None


def happened_after(tx: TenantTx, floor: int, limit: int) -> list[Happened]:
    """Events with a number above `floor`, in order."""
    rows = tx.run(
        sa.select(timeline.c.id, timeline.c.at, timeline.c.kind, timeline.c.call_id, timeline.c.visit_id)
        .where(timeline.c.tenant_id == sa.bindparam("tenant"), timeline.c.id > floor)
        .order_by(timeline.c.id)
        .limit(limit)
    )
    return [Happened(row.id, from_ms(row.at), row.kind, row.call_id, row.visit_id) for row in rows]


def newest_event(tx: TenantTx) -> int:
    """The number of the newest event of any salon: what comes later has a higher one, or is just being written."""
    return int(tx.run(sa.select(sa.func.coalesce(sa.func.max(timeline.c.id), 0))).scalar_one())


def open_things(tx: TenantTx) -> str:
    """A mark that changes whenever a task or a difference opens or closes, or the tenant file changes."""
    mine: sa.BindParameter[int] = sa.bindparam("tenant")
    row = tx.run(
        sa.select(
            sa.select(sa.func.count()).where(task.c.tenant_id == mine, task.c.state == "open").scalar_subquery(),
            sa.select(sa.func.max(task.c.id)).where(task.c.tenant_id == mine).scalar_subquery(),
            sa.select(sa.func.count()).where(drift.c.tenant_id == mine, drift.c.state == "open").scalar_subquery(),
            sa.select(sa.func.max(drift.c.id)).where(drift.c.tenant_id == mine).scalar_subquery(),
        )
    ).one()
    return json.dumps(list(row))
