"""One of our calls as a case file (schema holdfast.case/1), made of what is on record. Nothing is added to it.

A part that nobody can know is left out: an absent witness must show as unknown, never as agreement.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from holdfast.actions.case_catalog_part import catalog
from holdfast.actions.case_look import LISTED
from holdfast.actions.case_record import Record, instant_in, read_record
from holdfast.actions.case_requests import notices, requests
from holdfast.actions.case_tools import mirrors, tool_calls
from holdfast.actions.desk import Desk
from holdfast.actions.redact import redacted
from holdfast.core.booking import Visit, VisitState, Why
from holdfast.core.ids import TenantId
from holdfast.core.reconcile import Repair
from holdfast.core.saga import Saga, Stage
from holdfast.core.service import Kind
from holdfast.core.transcript import Utterance
from holdfast.store.tasks import TaskKind

SCHEMA = "holdfast.case/1"
_SYNC = {Stage.VERIFIED: "synced", Stage.REFUSED: "failed", Stage.READY: "pending", Stage.SENT: "pending"}
_TASKS = {TaskKind.CALLBACK: "callback", TaskKind.FOLLOW_UP: "callback", TaskKind.PERSON: "person"}


async def export_case(desk: Desk, tenant_id: TenantId, call_id: str, *, raw: bool = False) -> dict[str, Any]:
    """The case file of a call: without `raw`, names, numbers and addresses are replaced by stand-ins that stay the same
    throughout the file. Raises NotFound."""
    record = await desk.transact(lambda tx: read_record(desk, tx.of(tenant_id), call_id))
    case = case_of(record)
    return case if raw else redacted(case)


def case_of(record: Record) -> dict[str, Any]:
    """The case file of a record. `transcript` says where the words come from and whether they are whole."""
    case: dict[str, Any] = {"schema": SCHEMA, "call": _call(record)}
    case["transcript"] = {"basis": record.words.basis, "complete": record.words.is_whole}
    if record.words.transcript is not None:
        case["utterances"] = [_utterance(one) for one in record.words.transcript.utterances]
    case["tool_calls"] = tool_calls(record)
    if record.tenant.calendar.is_outside:
        case["requests"] = list(requests(record, case["tool_calls"]))
        case["mirror"] = list(mirrors(record))
    case["bookings"] = [_booking(record, visit, sagas) for visit, sagas in record.visits]
    if listings := list(_listings(record)):
        case["calendar"] = listings
    told = list(notices(record))
    if told or record.webhook is not None:
        case["notices"] = told
    case["catalog"] = catalog(record.tenant, record.faulty, record.absences)
    case["other_calls"] = list(_other_calls(record))
    case["tasks"] = list(_tasks(record))
    case["findings"] = [{"at": _iso(record, one.at), "kind": one.kind, "data": one.data} for one in record.findings]
    return case


def _iso(record: Record, at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(record.tenant.timezone).isoformat(timespec="milliseconds")


def _call(record: Record) -> dict[str, Any]:
    one, tenant = record.call, record.tenant
    version = one.agent_version
    return {
        "call_id": one.id,
        "platform": one.platform,
        "trust": one.trust.value,
        "from_number": one.number or ("anonymous" if one.raw_number else None),
        "to_number": one.dialled,
        "started_at": _iso(record, one.started_at or one.created_at),
        "ended_at": _iso(record, one.ended_at),
        "ended_why": one.ended_why,
        "timezone": tenant.timezone.key,
        "language": tenant.language,
        "agent_id": one.agent_id,
        "agent_version": int(version) if version and version.isdigit() else version,
        "tool_timeout_ms": tenant.tool_timeout_ms if one.platform.startswith("retell") else None,
        "direction": "inbound",
        "test": one.is_test,
    }


def _utterance(one: Utterance) -> dict[str, Any]:
    return {
        "role": one.role,
        "text": one.text,
        "start_s": one.start_s,
        "end_s": one.end_s,
        "interrupted_at_s": one.interrupted_at_s,
    }


# What is stored


def _booking(record: Record, visit: Visit, sagas: tuple[Saga, ...]) -> dict[str, Any]:
    shown = _shown(sagas)
    numbers = _numbers(record)
    parts = [_segment(record, visit, step, shown, numbers) for step in enumerate(visit.plan.steps, start=1)]
    busy = [part for part in parts if part["kind"] == "busy"]
    verified = visit.state is VisitState.CONFIRMED and all(part["sync"] == "synced" for part in busy)
    booking: dict[str, Any] = {
        "id": visit.id,
        "ref": visit.ref,
        "state": _state(visit),
        "created_at": _iso(record, visit.created_at),
        "changed_at": _iso(record, visit.changed_at),
        "call_id": _maker(record, visit),
        "service": record.tenant.services_named(visit.plan.services),
        "staff": visit.plan.staff[0],
        "customer": visit.customer.name,
        "customer_phone": visit.customer.phone,
        "start": _iso(record, visit.start),
        "end": _iso(record, visit.interval.end),
        "remote_id": busy[0]["remote_id"] if len(busy) == 1 else None,
        "remote_uid": busy[0]["remote_uid"] if len(busy) == 1 else None,
        "sync": _sync(busy),
        "synced_at": _iso(record, visit.changed_at) if verified else None,
        "segments": parts,
        "test": visit.is_test,
    }
    if visit.why is not None:
        booking["why"] = visit.why.value
    if (by := _changed_by(record, visit)) is not None:
        booking["changed_by"] = by
    previous = _previous(record, visit)
    return booking | ({"previous_start": previous} if previous else {})


def _maker(record: Record, visit: Visit) -> str | None:
    """The call that booked it. A visit made of a hold that another call of the same number had taken over bears that
    other call's name; who decided it stands on the timeline."""
    decided = (event.call for event in record.events if event.visit == visit.id and event.kind == "visit_decided")
    maker = next(decided, None)
    if maker in record.ids:
        return record.call.id
    return maker if any(one.id == maker for one in record.others) else visit.call


_FOLLOWED = frozenset({Repair.ACCEPT.value, Repair.FOLLOW.value})


def _was_followed(record: Record, visit: Visit) -> bool:
    """Whether the last change of it was a person's, which our record followed or put through."""
    if visit.why is Why.PERSON:
        return True
    for event in reversed(record.events):
        if event.visit == visit.id and event.kind in ("move_decided", "cancel_decided"):
            return False
        if event.visit == visit.id and event.kind == "reconciled" and event.data.get("repair") in _FOLLOWED:
            return True
    return False


def _changed_by(record: Record, visit: Visit) -> str | None:
    """Who moved or cancelled it last: "person", or a call; None where nobody did, or somebody at the screens."""
    if _was_followed(record, visit):
        return "person"
    for event in reversed(record.events):
        if event.visit == visit.id and event.kind in ("move_decided", "cancel_decided"):
            if event.kind == "move_decided" and instant_in(event.data.get("old")) == visit.start:
                continue  # Onto its own time, or given up again.
            return record.call.id if event.call in record.ids else event.call
    return None


def _shown(sagas: tuple[Saga, ...]) -> dict[int, Saga]:
    """The newest generation of each segment that is, or was last, wanted."""
    return {saga.segment: saga for saga in sorted(sagas, key=lambda one: one.generation)}


def _state(visit: Visit) -> str:
    if visit.state is VisitState.UNDONE:
        return "failed" if visit.why is Why.REFUSED else "cancelled"
    return visit.state.value


def _sync(busy: list[dict[str, Any]]) -> str | None:
    found = {part["sync"] for part in busy}
    return next((one for one in ("failed", "pending", "synced") if one in found), None)


def _segment(
    record: Record, visit: Visit, step: tuple[int, Any], shown: Mapping[int, Saga], numbers: Mapping[str, int]
) -> dict[str, Any]:
    """One part of the plan. A busy one bears the number that its reference in the calendar ends with; a gap, which has
    no reference, bears none."""
    place, one = step
    span = one.interval(visit.start)
    n = sum(other.kind is Kind.BUSY for other in visit.plan.steps[:place])
    saga = shown.get(n) if one.kind is Kind.BUSY else None
    return {
        "n": n if saga is not None else None,
        "kind": "busy" if one.kind is Kind.BUSY else "gap",
        "name": one.name or record.tenant.service_name(one.service),
        "start": _iso(record, span.start),
        "end": _iso(record, span.end),
        "staff": one.staff,
        "remote_id": numbers.get(saga.uid or "") if saga else None,
        "remote_uid": saga.uid if saga else None,
        "sync": _SYNC.get(saga.stage) if saga else None,
    }


def _numbers(record: Record) -> dict[str, int]:
    """The calendar's own numbers of entries, as its listings showed them."""
    listed = (entry for event in record.events if event.kind == LISTED for entry in event.data.get("entries", ()))
    return {str(entry["uid"]): entry["number"] for entry in listed if entry.get("number") is not None}


def _previous(record: Record, visit: Visit) -> str | None:
    """Where it stood before it was moved last, if that was this call or a person whom our record followed."""
    for event in reversed(record.events):
        if event.visit != visit.id:
            continue
        if event.kind == "move_decided":
            old = instant_in(event.data.get("old"))
            if old is not None and old != visit.start:
                return _iso(record, old) if event.call in record.ids else None
        if event.kind in ("visit_decided", "visit_confirmed"):
            old = instant_in(event.data.get("start"))
            if old is not None and old != visit.start and _was_followed(record, visit):
                return _iso(record, old)
    return None


# What the calendar shows


def _listings(record: Record) -> Iterator[dict[str, Any]]:
    for event in record.events:
        if event.kind != LISTED or event.call != record.call.id:
            continue
        data = event.data
        yield {
            "listed_at": _local(record, data.get("listed_at")),
            "from": _local(record, data.get("from")),
            "to": _local(record, data.get("to")),
            "complete": bool(data.get("complete")),
            "independent": bool(data.get("independent", True)),
            "bookings": [_entry(record, one) for one in data.get("entries", ())],
        }


def _local(record: Record, value: Any) -> str | None:
    return _iso(record, instant_in(value))


def _entry(record: Record, one: Mapping[str, Any]) -> dict[str, Any]:
    reference = one.get("reference")
    return {
        "id": one.get("number"),
        "uid": one.get("uid"),
        "status": "cancelled" if one.get("cancelled") else "accepted",
        "start": _local(record, one.get("start")),
        "end": _local(record, one.get("end")),
        "created_at": _local(record, one.get("created_at")),
        "updated_at": _local(record, one.get("updated_at")),
        "host": str(one.get("host") or "").removeprefix("staff:") or None,
        "event_type_id": one.get("event_type"),
        "attendee": None,
        "metadata": {"holdfast_ref": reference} if reference else {},
        "rescheduled_to_uid": one.get("moved_to"),
    }


# What went on beside it


def _other_calls(record: Record) -> Iterator[dict[str, Any]]:
    for one in record.others:
        yield {
            "call_id": one.id,
            "started_at": _iso(record, one.started_at or one.created_at),
            "ended_at": _iso(record, one.ended_at),
            "from_number": one.number or ("anonymous" if one.raw_number else None),
            "test": one.is_test,
            "bookings": list(record.others_visits.get(one.id, ())),
        }


def _tasks(record: Record) -> Iterator[dict[str, Any]]:
    for one in record.tasks:
        yield {
            "at": _iso(record, one.created_at),
            "kind": _TASKS.get(one.kind, "person"),
            "state": one.state,
            "text": one.text,
            "booking": one.visit,
        }
