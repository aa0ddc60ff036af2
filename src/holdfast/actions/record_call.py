"""Keeping a call on record: made by whichever message comes first, completed by the others, freed at hang-up (R27)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions.correcting import settle_call
from holdfast.actions.desk import Desk
from holdfast.actions.warming import warm
from holdfast.core.call import Call
from holdfast.core.hold import Offer, cells_freed
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId, hold_owner
from holdfast.core.tenant import Tenant
from holdfast.store import calls, claims, judging, messages, offers, timeline
from holdfast.store.engine import Conflict, TenantTx, Tx
from holdfast.store.judging import Prompt
from holdfast.store.tenants import TenantRow
from holdfast.store.timeline import Event

TAKEN_OVER_WITHIN = timedelta(hours=1)
CLOCK_SLACK = timedelta(seconds=3)

# What is never stored: addresses of recordings, and the platform's opinion on feelings.
DROPPED = frozenset(
    {
        "recording_url",
        "recording_multi_channel_url",
        "scrubbed_recording_url",
        "scrubbed_recording_multi_channel_url",
        "public_log_url",
        "knowledge_base_retrieved_contents_url",
        "user_sentiment",
    }
)


DEEPEST_KEPT = 64
"""What nests deeper is no platform's message, and is not kept: something dropped might hide in it."""


def without_dropped(value: Any, depth: int = 0) -> Any:
    """The same message without the fields that may not be stored."""
    if depth > DEEPEST_KEPT:
        return None
    if isinstance(value, dict):
        return {key: without_dropped(inner, depth + 1) for key, inner in value.items() if key not in DROPPED}
    if isinstance(value, list):
        return [without_dropped(inner, depth + 1) for inner in value]
    return value


def storable(body: bytes, message: Any) -> bytes:
    """The bytes to store: as they came, unless they hold something that may not be kept."""
    if any(name.encode() in body for name in DROPPED) or b"\\u00" in body:  # A name can be written in escapes.
        return json.dumps(without_dropped(message), ensure_ascii=False, separators=(",", ":")).encode()
    return body


def enter_call(tx: TenantTx, seen: Call, tenant: Tenant, now: datetime) -> Call:
    """Put the call on record or complete it, and lock it. A new call takes over what an older one of the same
    recognised number still holds, so that nobody is told "taken" about their own (R2)."""
    call = calls.touch(tx, replace(seen, is_test=seen.is_test or is_test(seen, tenant)), now)
    if call.is_new:
        judging.begin(tx, call.id, now + judging.SILENT_AFTER, now)
    if call.is_new and call.number is not None and call.trust is Trust.SIGNED:
        _take_over(tx, call, now)
    return call


def is_test(call: Call, tenant: Tenant) -> bool:
    """Whether the tenant's settings make this call a test."""
    tests = tenant.tests
    by_number = call.number is not None and call.number in tests.numbers
    by_agent = call.agent_id is not None and call.agent_id in tests.agent_ids
    return by_number or by_agent or (tests.web_calls and call.platform == "retell_web")


def _take_over(tx: TenantTx, call: Call, now: datetime) -> None:
    assert call.number is not None, "only a recognised number takes over"
    for older in calls.of_number(tx, call.number, now - TAKEN_OVER_WITHIN, call.id):
        live = tuple(offer for offer in offers.of_call(tx, older.id) if offer.is_live(now))
        ends = _ends_of_cells(live)
        for until in sorted(set(ends.values())):
            cells = tuple(cell for cell, end in sorted(ends.items()) if end == until)
            if not claims.place(tx, cells, hold_owner(call.id), until, now, hold_owner(older.id)):
                raise Conflict
        offers.reassign(tx, live, call.id)


def _ends_of_cells(held: tuple[Offer, ...]) -> dict[tuple[str, int], datetime]:
    """Each cell once, with the latest end of the offers that share it."""
    by_end = sorted(held, key=lambda offer: offer.expires_at)
    return {cell: offer.expires_at for offer in by_end for cell in offer.slot.claims}


@dataclass(frozen=True, slots=True)
class CallMessage:
    """An event of a platform about one call, as a door hands it over. `once` is what makes a second delivery the same
    one: by default its kind and its call."""

    kind: str
    call: Call
    body: bytes
    facts: Mapping[str, Any]
    once: str = ""


async def record_call_event(desk: Desk, tenant: TenantRow, message: CallMessage) -> bool:
    """Keep an event of a call, once; free the holds when it has ended. False for one that was here already. A call that
    begins has the calendar read ahead."""
    is_new = await desk.transact(lambda tx: _record(tx, desk, tenant, message))
    if is_new and message.kind == "call_started":
        warm(desk, tenant.id, message.call.id)
    return is_new


def _record(tx: Tx, desk: Desk, row: TenantRow, message: CallMessage) -> bool:
    bound, now = tx.of(row.id), desk.clock.now()
    tenant = desk.salon(bound).tenant
    once = message.once or f"{message.kind}:{message.call.id}"
    key = hashlib.sha256(once.encode()).hexdigest()
    if not messages.keep(bound, message.kind, key, message.body, now, tenant.retention_days, message.call.id):
        return False
    call = enter_call(bound, message.call, tenant, now)
    if message.call.ended_at is not None or message.kind in ("call_ended", "call_analyzed"):
        free_holds(bound, call.id, now)
    timeline.record(bound, [Event(now, message.kind, dict(message.facts), None, call.id)])
    if message.kind == "call_ended":
        settle_call(bound, call.id, _call_in(message.body), now)
        _join_loose(bound, call, now)
    if message.kind in ("call_ended", "call_analyzed"):
        judging.want(bound, [call.id], Prompt.ENDED, judging.quiet_after(tenant.rules.settle_seconds, now), now)
    return True


def _call_in(body: bytes) -> Mapping[str, Any]:
    """The call object of an event's message; empty where there is none."""
    try:
        message = json.loads(body)
    except ValueError:
        return {}
    told = message.get("call") if isinstance(message, dict) else None
    return told if isinstance(told, dict) else {}


def _join_loose(tx: TenantTx, call: Call, now: datetime) -> None:
    """Provisional calls of that time with the same number, or without one while no other call was going on, were this
    call: the report says so, and nothing is authorised by it (design 5.1)."""
    since = (call.started_at or call.created_at or now) - CLOCK_SLACK
    if not now - calls.LONGEST_CALL <= since <= now:
        since = (call.created_at or now) - CLOCK_SLACK
    alone = calls.others_between(tx, since, now, call.id) == 0
    for loose in calls.loose_between(tx, since, now):
        if loose.number == call.number if loose.raw_number else alone:
            calls.join(tx, loose.id, call.id)
            timeline.record(tx, [Event(now, "provisional_call_joined", {"provisional": loose.id}, None, call.id)])


def free_holds(tx: TenantTx, call: CallId, now: datetime) -> int:
    """Give back everything the call still holds. Returns how many offers that were."""
    live = tuple(offer for offer in offers.of_call(tx, call) if offer.is_live(now))
    if live:
        offers.ends(tx, live, now)
        claims.release(tx, cells_freed(live, ()), hold_owner(call))
        timeline.record(tx, [Event(now, "holds_freed", {"slots": [o.slot_id for o in live]}, None, call)])
    return len(live)


async def record_unassigned(desk: Desk, kind: str, key: str, body: bytes) -> None:
    """Keep a message whose tenant nobody knows: a stored, alarmed state (R27)."""

    def body_of(tx: Tx) -> None:
        now = desk.clock.now()
        if messages.keep(tx, kind, key, body, now, 30, None):
            timeline.note_unassigned(tx, "tenant_missing", now, {"kind": kind, "key": key})

    await desk.transact(body_of)
