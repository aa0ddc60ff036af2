"""Years of a salon's life, written in bulk: visits with customers, segments, diary entries, calls, offers and claims.

Most of it is past. Claims stand only for what is still to come, as the nightly purge leaves them.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, VisitState
from holdfast.core.identity import Trust
from holdfast.core.ids import TenantId, VisitId, reference_of, speakable_ref
from holdfast.core.saga import Stage
from holdfast.core.service import Plan, plans_for, staff_resource
from holdfast.core.tenant import Tenant
from holdfast.store import tables
from holdfast.store.engine import Store, Tx, to_ms
from holdfast.store.plans import plan_text
from holdfast.testing.bench_salons import THREE_PARTS

FUTURE_PART = 0.05
MORNING_HOURS = (8, 9, 10)  # in UTC; only these are filled of the days to come, so that afternoons stay free
PAST_HOURS = (8, 9, 10, 11, 12, 13)
VISITS_PER_CUSTOMER = 3
MINUTE_MS = 60_000
_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TABLES = (
    tables.customer,
    tables.call,
    tables.offer,
    tables.visit,
    tables.segment,
    tables.calendar_entry,
    tables.claim,
)
Rows = dict[sa.Table, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Work:
    """Who did what in one visit: its plan, and the plan as it is stored."""

    plan: Plan
    text: str


@dataclass
class Diary:
    """One salon's visits being made up, as rows of each table."""

    tenant_id: TenantId
    tenant: Tenant
    now: datetime
    chance: random.Random
    rows: Rows = field(default_factory=lambda: {table: [] for table in TABLES})
    made: int = 0

    def code(self, length: int) -> str:
        """A random code, as the identifiers of the application are."""
        return "".join(self.chance.choices(_ID_ALPHABET, k=length))


def fill(store: Store, salons: list[tuple[TenantId, Tenant]], visits: int, tell: Callable[[int], None]) -> None:
    """Write so many visits, the same number for each salon; `tell` hears how many stand there by now."""
    now, done = datetime.now(UTC).replace(minute=0, second=0, microsecond=0), 0
    for place, (tenant_id, tenant) in enumerate(salons):
        share = visits // len(salons) + (place < visits % len(salons))
        diary = Diary(tenant_id, tenant, now, random.Random(place))
        _make_up(diary, share)
        store.transact_now(lambda tx, rows=diary.rows: _write(tx, rows))  # type: ignore[misc]
        done += share
        tell(done)
    store.transact_now(_analyse)


def _make_up(diary: Diary, visits: int) -> None:
    """Fill the days from tomorrow on in the mornings, and the days before today wholly, until all are placed."""
    future = round(visits * FUTURE_PART)
    for work, start in _some(_days(diary, 1, MORNING_HOURS), future):
        _add_visit(diary, work, start)
    for work, start in _some(_days(diary, -1, PAST_HOURS), visits - future):
        _add_visit(diary, work, start)


def _some(places: Iterator[tuple[Work, datetime]], count: int) -> Iterator[tuple[Work, datetime]]:
    for _, place in zip(range(count), places, strict=False):
        yield place


def _days(diary: Diary, step: int, hours: tuple[int, ...]) -> Iterator[tuple[Work, datetime]]:
    """Day after day, every member of staff, every hour. The last hour of a long day is for the three-part service."""
    short = _works(diary.tenant, "Trockenschnitt")
    long = _works(diary.tenant, THREE_PARTS)
    day = diary.now.replace(hour=0)
    while True:
        day += timedelta(days=step)
        if day.weekday() > 4:
            continue
        for person in diary.tenant.staff:
            for hour in hours:
                kind = long if hour == PAST_HOURS[-1] else short
                yield kind[person.key], day + timedelta(hours=hour)


def _works(tenant: Tenant, name: str) -> dict[str, Work]:
    service = next(service for service in tenant.services if service.name == name)
    return {plan.staff[0]: Work(plan, plan_text(plan)) for plan in plans_for([service])}


def _add_visit(diary: Diary, work: Work, start: datetime) -> None:
    number, diary.made = diary.made, diary.made + 1
    tenant_id, begins = diary.tenant_id, to_ms(start)
    booked = begins - 7 * 24 * 60 * MINUTE_MS
    visit_id, call_id = "v_" + diary.code(12), "call_" + diary.code(24)
    customer = number // VISITS_PER_CUSTOMER
    phone = f"+49160{tenant_id:03d}{customer:06d}"
    if number % VISITS_PER_CUSTOMER == 0:
        diary.rows[tables.customer].append((tenant_id, customer, f"Ada Beispiel {customer}", phone, None, booked))
    known = ("retell", Trust.SIGNED.value, phone, phone, diary.tenant.phone_numbers[0], "agent", "1")
    diary.rows[tables.call].append(
        (tenant_id, call_id, *known, booked, booked, "user_hangup", booked, booked, False, 0, 0)
    )
    diary.rows[tables.offer].append(
        (tenant_id, "s_" + diary.code(8), call_id, begins, work.text, booked, booked, 0, False)
    )
    where = (begins, begins + work.plan.minutes * MINUTE_MS, work.text)
    stands = (VisitState.CONFIRMED.value, Goal.PRESENT.value, None, None, 0, 2, "", False, None)
    diary.rows[tables.visit].append(
        (tenant_id, visit_id, speakable_ref(number), call_id, customer, *where, *stands, booked, booked, *[None] * 3)
    )
    _add_segments(diary, visit_id, work, start, booked)
    if start > diary.now:
        cells = Slot(work.plan, start).claims
        diary.rows[tables.claim].extend((tenant_id, resource, cell, visit_id, None) for resource, cell in cells)


def _add_segments(diary: Diary, visit_id: str, work: Work, start: datetime, booked: int) -> None:
    tenant_id, verified = diary.tenant_id, (Goal.PRESENT.value, Stage.VERIFIED.value)
    for n, step in enumerate(work.plan.busy_steps, start=1):
        begins = to_ms(start) + step.offset * MINUTE_MS
        ends, uid = begins + step.minutes * MINUTE_MS, diary.code(20)
        host, title = staff_resource(step.staff), f"{step.name} {n} · A. Beispiel · Telefon"
        diary.rows[tables.segment].append(
            (tenant_id, visit_id, 0, n, host, begins, ends, title, *verified, 1, False, 0, uid, False, None, None)
        )
        diary.rows[tables.calendar_entry].append(
            (tenant_id, uid, _reference(visit_id, n), host, begins, ends, title, "Ada Beispiel", booked, None)
        )


def _reference(visit_id: str, n: int) -> str:
    return str(reference_of(VisitId(visit_id), n))


def _write(tx: Tx, rows: Rows) -> None:
    for table in TABLES:
        if rows[table]:
            (_copy if tx.dialect == "postgresql" else _insert)(tx, table, rows[table])


def _columns(table: sa.Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _insert(tx: Tx, table: sa.Table, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" for _ in table.columns)
    tx.connection.exec_driver_sql(f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({marks})", rows)


def _copy(tx: Tx, table: sa.Table, rows: list[tuple[Any, ...]]) -> None:
    tx.connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    cursor: Any = tx.connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {table.name} ({_columns(table)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _analyse(tx: Tx) -> None:
    """What PostgreSQL does by itself after a while, so that its planner knows how full the tables are."""
    if tx.dialect == "postgresql":
        tx.connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        tx.connection.exec_driver_sql("ANALYZE")
