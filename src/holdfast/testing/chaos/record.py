"""The database of a run, read once everything rests; with it, whether it agrees with itself and with the calendar."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import sqlalchemy as sa

from holdfast.store import tenants
from holdfast.store.engine import Store, Tx, to_ms
from holdfast.store.tables import calendar_entry
from holdfast.testing.chaos.outside import Entry
from holdfast.testing.consistency import contradictions

_VISITS = (
    "SELECT v.id, v.ref, v.call_id, v.state, v.goal, v.why, v.start_at, v.due_at, v.generation, c.phone FROM visit v"
    " JOIN customer c ON c.tenant_id = v.tenant_id AND c.id = v.customer_id"
)
_EVENTS = (
    "SELECT call_id, at, kind, data FROM timeline WHERE kind IN ('refused_by_rule', 'answered') ORDER BY tenant_id, id"
)


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record. Rows are as in the tables. `refusals` are the rules that were told as the reason of a "no",
    with the call that heard it; `answers` is what was told of each reference code, and when."""

    visits: Mapping[str, Any]
    by_ref: Mapping[str, Any]
    segments: Mapping[str, Sequence[Any]]
    tasks: Mapping[str, Sequence[Any]]
    drifts: Sequence[Any]
    requests: Sequence[Any]
    refusals: Sequence[tuple[str, dict[str, Any]]]
    answers: Mapping[str, Sequence[tuple[int, dict[str, Any]]]]
    kinds: Counter[str]


async def read_record(store: Store) -> Record:
    """Read everything that the verdict needs."""
    return await store.transact(_read)


def _read(tx: Tx) -> Record:
    visits = {row.id: row for row in tx.run(sa.text(_VISITS))}
    refusals: list[tuple[str, dict[str, Any]]] = []
    answers: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    waiting: dict[str, dict[str, Any]] = {}
    for row in tx.run(sa.text(_EVENTS)):
        data = json.loads(row.data)
        if row.kind == "refused_by_rule":
            waiting[row.call_id] = data
        else:
            rule = waiting.pop(row.call_id, None)
            if rule is not None and data.get("reason") == rule["reason"]:
                refusals.append((row.call_id, rule))
            answers[data.get("ref") or ""].append((row.at, data))
    kinds = tx.run(sa.text("SELECT kind, COUNT(*) AS many FROM timeline GROUP BY kind"))
    return Record(
        visits,
        {row.ref: row for row in visits.values()},
        _by_visit(tx, "SELECT * FROM segment ORDER BY visit_id, generation, n"),
        _by_visit(tx, "SELECT * FROM task WHERE visit_id IS NOT NULL ORDER BY id"),
        list(tx.run(sa.text("SELECT * FROM drift WHERE state = 'open' ORDER BY id"))),
        list(tx.run(sa.text("SELECT call_id, tool, received_at, answered_at, answer, visit_id FROM request"))),
        refusals,
        answers,
        Counter({row.kind: row.many for row in kinds}),
    )


def _by_visit(tx: Tx, statement: str) -> Mapping[str, Sequence[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in tx.run(sa.text(statement)):
        found[row.visit_id].append(row)
    return found


async def count_due(store: Store) -> int:
    """How many visits have still something to do."""
    statement = sa.text("SELECT COUNT(*) FROM visit WHERE due_at IS NOT NULL")
    return int(await store.transact(lambda tx: tx.run(statement).scalar_one()))


async def end_leases(store: Store, processes: Sequence[int]) -> None:
    """Let the leases of processes that were killed run out now instead of in half a minute."""

    def body(tx: Tx) -> None:
        for table in ("visit", "reconcile_day", "calendar_state"):
            statement = sa.text(f"UPDATE {table} SET leased_until = 0 WHERE leased_by LIKE :whose")
            for process in processes:
                tx.run(statement, {"whose": f"%:{process}:%"})

    await store.transact(body)


class _Found(Exception):
    """Carries what was found out of a transaction that must not happen."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__()
        self.sentences = sentences


async def disagreements(store: Store, standing: Sequence[Entry], now: datetime) -> list[str]:
    """What does not agree between visits, claims, holds, and the entries that stand in the calendar, as sentences.

    The comparison of the built-in calendar is fed with what stands outside, in a transaction that is undone.
    """

    def body(tx: Tx) -> NoReturn:
        for row in tenants.everyone(tx):
            for entry in standing:
                if entry.reference is not None:
                    tx.run(sa.insert(calendar_entry).values(**_as_row(row.id, entry, now)))
        raise _Found(contradictions(tx, now))

    try:
        await store.transact(body)
    except _Found as found:
        return found.sentences
    raise AssertionError("the body always raises")


def _as_row(tenant: int, entry: Entry, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": tenant,
        "uid": entry.uid,
        "reference": entry.reference,
        "host": entry.host,
        "start_at": to_ms(entry.interval.start),
        "end_at": to_ms(entry.interval.end),
        "title": entry.title,
        "attendee": "",
        "created_at": to_ms(now),
    }
