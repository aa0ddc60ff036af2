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
BOOKED_BEFORE = timedelta(days=7)
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
Row = dict[str, Any]
Rows = dict[sa.Table, list[Row]]


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

    def add(self, table: sa.Table, **row: Any) -> None:
        """One row more; what is not named stays null. All rows of a table name the same columns."""
        self.rows[table].append({"tenant_id": self.tenant_id, **row})


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
    visit_id, call_id, customer = "v_" + diary.code(12), "call_" + diary.code(24), number // VISITS_PER_CUSTOMER
    phone, booked = f"+49160{diary.tenant_id:03d}{customer:06d}", to_ms(start - BOOKED_BEFORE)
    if number % VISITS_PER_CUSTOMER == 0:
        name = f"Ada Beispiel {customer}"
        diary.add(tables.customer, id=customer, name=name, phone=phone, created_at=booked)
    _add_call(diary, call_id, phone, work, start)
    diary.add(
        tables.visit,
        id=visit_id,
        ref=speakable_ref(number),
        call_id=call_id,
        customer_id=customer,
        start_at=to_ms(start),
        end_at=to_ms(start) + work.plan.minutes * MINUTE_MS,
        plan=work.text,
        state=VisitState.CONFIRMED.value,
        goal=Goal.PRESENT.value,
        generation=0,
        version=2,
        notes="",
        is_test=False,
        created_at=booked,
        changed_at=booked,
    )
    _add_segments(diary, visit_id, work, start)
    if start > diary.now:
        for resource, cell in Slot(work.plan, start).claims:
            diary.add(tables.claim, resource=resource, cell=cell, owner=visit_id)


def _add_call(diary: Diary, call_id: str, phone: str, work: Work, start: datetime) -> None:
    """The call in which it was booked, and the offer that was taken."""
    at = to_ms(start - BOOKED_BEFORE)
    diary.add(
        tables.call,
        id=call_id,
        platform="retell",
        trust=Trust.SIGNED.value,
        number=phone,
        raw_number=phone,
        dialled=diary.tenant.phone_numbers[0],
        started_at=at,
        ended_at=at,
        created_at=at,
        seen_at=at,
        is_test=False,
        wrong_refs=0,
        misunderstood=0,
    )
    diary.add(
        tables.offer,
        slot_id="s_" + diary.code(8),
        call_id=call_id,
        start_at=to_ms(start),
        plan=work.text,
        placed_at=at,
        named_at=at,
        expires_at=at,
        place=0,
        provisional=False,
    )


def _add_segments(diary: Diary, visit_id: str, work: Work, start: datetime) -> None:
    for n, step in enumerate(work.plan.busy_steps, start=1):
        begins, uid = to_ms(start) + step.offset * MINUTE_MS, diary.code(20)
        where = {
            "host": staff_resource(step.staff),
            "start_at": begins,
            "end_at": begins + step.minutes * MINUTE_MS,
            "title": f"{step.name} {n} · A. Beispiel · Telefon",
        }
        diary.add(
            tables.segment,
            visit_id=visit_id,
            generation=0,
            n=n,
            **where,
            goal=Goal.PRESENT.value,
            stage=Stage.VERIFIED.value,
            attempts=1,
            uncertain=False,
            unseen=0,
            uid=uid,
            replaces=False,
        )
        reference = reference_of(VisitId(visit_id), n)
        diary.add(
            tables.calendar_entry,
            uid=uid,
            reference=reference,
            **where,
            attendee="Ada Beispiel",
            created_at=to_ms(start - BOOKED_BEFORE),
        )


def _write(tx: Tx, rows: Rows) -> None:
    for table in TABLES:
        if rows[table]:
            columns = tuple(rows[table][0])
            (_copy if tx.dialect == "postgresql" else _insert)(tx, table.name, columns, rows[table])


def _insert(tx: Tx, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    tx.connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )


def _copy(tx: Tx, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    tx.connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    cursor: Any = tx.connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _analyse(tx: Tx) -> None:
    """What PostgreSQL does by itself after a while, so that its planner knows how full the tables are."""
    if tx.dialect == "postgresql":
        tx.connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        tx.connection.exec_driver_sql("ANALYZE")
