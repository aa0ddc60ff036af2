"""The facts on record that the figures of honesty are counted from: calls of a span of time with what happened in them,
by the index over calls and not by reading every timeline."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.honesty import Answered, CallFacts, CaseTimes, Refusal, Witnessed
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms
from holdfast.store.tables import call, call_case, finding, raw_message, timeline, verdict

_KINDS = ("answered", "refused_by_rule", "tool_repeated", "joined", "hold_expired", "visit_undone")
_MOST_READ = 200_000


def of_calls(tx: TenantTx, since: datetime, until: datetime) -> list[CallFacts]:
    """The facts of every call that began in that span, oldest first; test calls are left out."""
    span = (
        call.c.tenant_id == sa.bindparam("tenant"),
        call.c.created_at >= to_ms(since),
        call.c.created_at < to_ms(until),
        call.c.is_test.is_(False),
        call.c.joined_to.is_(None),
    )
    rows = tx.run(sa.select(call).where(*span).order_by(call.c.created_at, call.c.id).limit(_MOST_READ))
    found = {row.id: CallFacts(row.id, row.platform, row.agent_id, row.agent_version) for row in rows}
    if found:
        _add_events(tx, found, span)
        _add_verdicts(tx, found, span)
        _add_cases(tx, found, span)
        _add_opinions(tx, found, span)
        for row in _joined(tx, finding, span):
            if row.call_id in found:
                found[row.call_id].findings.add(row.kind)
    return list(found.values())


def _joined(tx: TenantTx, table: sa.Table, span: Any, *wanted: Any) -> Iterator[Any]:
    """Rows of a table that belong to calls of the span."""
    on = sa.and_(table.c.tenant_id == call.c.tenant_id, table.c.call_id == call.c.id)
    statement = sa.select(table).select_from(call.join(table, on)).where(*span, *wanted)
    order = table.c.id if "id" in table.c else table.c.call_id
    yield from tx.run(statement.order_by(order).limit(_MOST_READ))


def _add_events(tx: TenantTx, found: dict[str, CallFacts], span: Any) -> None:
    for row in _joined(tx, timeline, span, timeline.c.kind.in_(_KINDS)):
        one, at = found.get(row.call_id), from_ms(row.at)
        if one is None:
            continue
        data = json.loads(row.data)
        match row.kind:
            case "answered":
                took = data.get("took_ms")
                start = _instant(data.get("at"))
                one.answers.append(Answered(at, str(data.get("state")), data.get("reason"), start, took))
            case "refused_by_rule":
                one.refusals.append(Refusal(at, str(data.get("reason")), _instant(data.get("at"))))
            case "hold_expired":
                one.expired += 1
            case "visit_undone":
                one.visits_undone.add(str(row.visit_id))
            case _:
                one.repeats += 1


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def _add_verdicts(tx: TenantTx, found: dict[str, CallFacts], span: Any) -> None:
    for row in _joined(tx, verdict, span):
        if row.call_id in found:
            found[row.call_id].verdicts.append(Witnessed(row.said, row.stored, row.calendar))


def _add_cases(tx: TenantTx, found: dict[str, CallFacts], span: Any) -> None:
    for row in _joined(tx, call_case, span):
        if row.call_id in found:
            times = CaseTimes(
                from_ms(row.happened_at),
                from_ms(row.opened_at),
                from_ms_or_none(row.repaired_at),
                from_ms_or_none(row.closed_at),
                bool(row.told_wrongly),
            )
            found[row.call_id].case = times


def _add_opinions(tx: TenantTx, found: dict[str, CallFacts], span: Any) -> None:
    for row in _joined(tx, raw_message, span, raw_message.c.kind == "call_analyzed"):
        if row.call_id in found:
            one = found[row.call_id]
            one.opinion = _opinion(row.packed)
            one.has_opinion = True


def _opinion(packed: bytes) -> bool | None:
    try:
        message = json.loads(zlib.decompress(packed))
        told = message["call"]["call_analysis"]["call_successful"]
    except (ValueError, KeyError, TypeError, zlib.error):
        return None
    return told if isinstance(told, bool) else None
