"""The tools an agent may call: the closed list, older names for them, and the road that every call takes.

One transaction decides and records; a write is then driven outside; a second short transaction reads how it stands and
keeps the answer. Whatever happens, the caller gets one of the states.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

import structlog

from holdfast.actions import inform
from holdfast.actions.answer import Answer, Retry, Said, State, answer_text, voice_of
from holdfast.actions.book import book
from holdfast.actions.cancel import cancel
from holdfast.actions.check_availability import check_availability
from holdfast.actions.conclude import conclude
from holdfast.actions.conversation import Conversation
from holdfast.actions.correcting import FIRST, before_anything_else, hand_over
from holdfast.actions.deciding import Decision, Deed, Driving
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.handing_over import request_callback, transfer_or_callback, with_way_out
from holdfast.actions.meanwhile import with_news
from holdfast.actions.mirroring import CalendarUnread, decide_on_fresh_facts
from holdfast.actions.offering import renew
from holdfast.actions.policy import calendar_unreachable
from holdfast.actions.record_call import enter_call
from holdfast.actions.request import ToolRequest
from holdfast.actions.reschedule import reschedule
from holdfast.actions.reserve import reserve_offered
from holdfast.actions.understand import BadArgument, need
from holdfast.actions.warming import warm
from holdfast.core.ids import VisitId
from holdfast.core.refusals import Reason
from holdfast.core.tenant import Tenant
from holdfast.language import Phrase, wants_person
from holdfast.store import messages, timeline, visits
from holdfast.store.engine import StoreFault, TenantTx, Tx
from holdfast.store.timeline import Event

TOOLS: Mapping[str, Callable[[Conversation], Decision]] = {
    "get_context": inform.get_context,
    "check_availability": check_availability,
    "book": book,
    "booking_status": inform.booking_status,
    "find_bookings": inform.find_bookings,
    "reschedule": reschedule,
    "cancel": cancel,
    "list_services": inform.list_services,
    "opening_hours": inform.opening_hours,
    "request_callback": request_callback,
}
WRITES = frozenset({"book", "reschedule", "cancel"})
OPENINGS = frozenset({"get_context", "list_services"})
"""What an agent asks at the start of a call: the caller will soon ask for a time."""
OLDER_TOOLS = {
    "start_booking": "book",
    "book_appointment": "book",
    "collect_appointment_data": "book",
    "reschedule_appointment": "reschedule",
    "cancel_appointment": "cancel",
    "query_appointment": "find_bookings",
    "find_appointments": "find_bookings",
    "get_services": "list_services",
}
OLDER_ARGUMENTS = {
    "datum": "date",
    "uhrzeit": "time",
    "dienstleistung": "service",
    "mitarbeiter": "staff",
    "service_name": "service",
    "preferred_time": "time",
    "preferred_date": "date",
    "datetime": "date",
    "name": "customer_name",
    "telefon": "phone",
    "telefonnummer": "phone",
    "grund": "reason",
}
_VERSION = re.compile(r"_v\d+$")
_MARGIN_SECONDS = 0.3
_SHORTEST_WAIT_SECONDS = 0.5
_READING_SHARE = 0.6
"""How much of the caller's patience reading the calendar may take; the rest is left for deciding and writing."""

log = structlog.get_logger("holdfast.tools")


class KeyReused(Exception):
    """The client used one Idempotency-Key for two different requests."""


def tool_named(name: str) -> str | None:
    """The tool that a name means, older names and any _vN suffix included; None for a name we do not serve."""
    plain = _VERSION.sub("", name.strip().lower())
    plain = OLDER_TOOLS.get(plain, plain)
    return plain if plain in TOOLS else None


def arguments_named(args: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments under today's names. What stands under today's name already wins over an older one."""
    named = {key: value for key, value in args.items() if key not in OLDER_ARGUMENTS}
    for older, name in OLDER_ARGUMENTS.items():
        if args.get(older) not in (None, "") and named.get(name) in (None, ""):
            named[name] = args[older]
    return named


@dataclass(frozen=True, slots=True)
class _Replay:
    """The very bytes that this request was answered with before."""

    text: str


@dataclass(frozen=True, slots=True)
class _Begun:
    """A decided call: an answer at once, or a drive to wait for; and what the second transaction needs."""

    decision: Answer | Driving
    text: str
    conv: Conversation


async def answer_tool(request: ToolRequest, desk: Desk, drives: Drives) -> str:
    """Answer one tool call as one line of JSON. Raises KeyReused; every other failure is an answer of its own."""
    try:
        begun = await _begin(request, desk)
    except StoreFault as fault:
        log.error("store failed", tool=request.tool, fault=type(fault).__name__)
        return await _technical(request, desk)
    except KeyReused:
        raise
    except Exception:  # broad: the caller on the line must hear a sentence whatever defect this is; it is logged whole
        log.exception("defect in a tool call", tool=request.tool, call=request.call.id)
        return await _technical(request, desk)
    if isinstance(begun, _Replay):
        return begun.text
    if isinstance(begun.decision, Answer):
        _go_on_behind(request, desk, begun.decision)
        return begun.text
    return await _see_through(request, desk, drives, begun.decision, begun.conv)


def _go_on_behind(request: ToolRequest, desk: Desk, answer: Answer) -> None:
    """What is useful next and delays nobody: it begins once the answer is on its way."""
    if tool_named(request.tool) in OPENINGS:
        warm(desk, request.tenant.id, request.call.id)
    reserve_offered(desk, request.tenant.id, request.call.id, answer)


async def _begin(request: ToolRequest, desk: Desk) -> _Replay | _Begun:
    runs = count()

    def body(tx: Tx, blind: bool) -> _Replay | _Begun:
        return _decide(tx, request, desk, again=next(runs) > 0, blind=blind)

    def patience() -> float:
        return _left(request, desk, desk.salons[request.tenant.id].tenant) * _READING_SHARE

    return await decide_on_fresh_facts(desk, request.tenant.id, body, patience, request.call.id)


def _left(request: ToolRequest, desk: Desk, tenant: Tenant) -> float:
    """How many seconds the caller can still be kept waiting."""
    spent = (desk.clock.now() - request.received_at).total_seconds()
    return tenant.rules.patience.total_seconds() - spent - _MARGIN_SECONDS


def _left_of_first(before: Conversation, driving: Driving, patience: float) -> float:
    """How long a repeat waits that joins: the caller has been waiting since the first attempt, not since this one."""
    waited = (before.now - (driving.since or before.now)).total_seconds()
    return max(patience - waited, _SHORTEST_WAIT_SECONDS)


async def _see_through(request: ToolRequest, desk: Desk, drives: Drives, driving: Driving, before: Conversation) -> str:
    """Wait for the effect as long as the caller can be kept waiting, then tell how it stands."""
    patience = _left(request, desk, before.tenant)
    try:
        text = await _driven(request, drives, driving, before, max(patience, 0.0))
        if text is not None:
            return text
        return await decide_on_fresh_facts(
            desk,
            request.tenant.id,
            lambda tx, blind: _conclude(tx, before, driving, blind=blind, late=True),
            lambda: _left(request, desk, before.tenant),
            request.call.id,
        )
    except StoreFault as fault:
        log.error("store failed after a write", tool=request.tool, fault=type(fault).__name__)
        return await _technical(request, desk)


async def _driven(
    request: ToolRequest, drives: Drives, driving: Driving, before: Conversation, patience: float
) -> str | None:
    """The answer, where the drive ends in time and records it with its last step; None where it is still to be made."""
    if driving.work is None:
        await drives.wait(request.tenant.id, driving.visit, min(patience, _left_of_first(before, driving, patience)))
        return None
    return await drives.answer(
        request.tenant.id, driving.visit, driving.work, patience, lambda tx: _conclude(tx, before, driving)
    )


def _decide(tx: Tx, request: ToolRequest, desk: Desk, *, again: bool, blind: bool = False) -> _Replay | _Begun:
    """Decide and record. Whether this very request came before shows when it is put on record: a key that is there
    already undoes everything and runs `again`, and only then is it looked up."""
    bound = tx.of(request.tenant.id)
    now = desk.clock.now()
    earlier = messages.earlier(bound, request.key) if again else None
    if earlier is not None and earlier.fingerprint != request.fingerprint:
        raise KeyReused
    if earlier is not None and earlier.answer is not None:
        timeline.record(bound, [_repeated(request, now, joined=False)])
        return _Replay(earlier.answer)
    conv = _open(bound, request, desk, now)
    conv.is_blind = blind
    if earlier is not None and earlier.visit is not None:  # The first attempt still runs: join it.
        timeline.record(bound, [_repeated(request, now, joined=True)])
        return _Begun(_joining(bound, Driving(_deed(request.tool), VisitId(earlier.visit))), "", conv)
    decision = _joining(bound, _decision(conv))
    if isinstance(decision, Answer):
        decision = with_news(conv, decision)
    text = _close(conv, decision)
    return _Begun(decision, text, conv)


def _repeated(request: ToolRequest, now: datetime, *, joined: bool) -> Event:
    """The very same request once more, for the timeline; `joined`: it waits for the first one's answer."""
    data = {"tool": request.tool[:64], "key": request.key[:16], "joined": joined}
    return Event(now, "tool_repeated", data | {"received_at": request.received_at.isoformat()}, None, request.call.id)


def _joining(tx: TenantTx, decision: Decision) -> Decision:
    """A decision to join what is under way, with the moment from which the caller has been waiting for it."""
    if isinstance(decision, Answer) or decision.work is not None:
        return decision
    visit = visits.one(tx, decision.visit)
    return replace(decision, since=visit.changed_at if visit is not None else None)


def _open(tx: TenantTx, request: ToolRequest, desk: Desk, now: datetime) -> Conversation:
    salon = desk.salon(tx)
    call = enter_call(tx, request.call, salon.tenant, now)
    conv = Conversation(tx, desk, salon, call, request, now, arguments_named(request.args))
    received = {
        "tool": request.tool,
        "key": request.key[:16],
        "trust": request.call.trust.value,
        "fingerprint": request.fingerprint[:16],
        "received_at": request.received_at.isoformat(),
        "arguments": sorted(str(name)[:40] for name in request.args)[:40],
        "remarks": list(request.remarks),
    }
    conv.note("tool_called", None, _personal(request.args), **received)
    if request.raw:
        messages.keep(tx, "tool", request.key, request.raw, now, salon.tenant.retention_days, call.id)
    return conv


def _personal(args: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name)[:40]: str(value)[:200] for name, value in list(args.items())[:40]}


def _decision(conv: Conversation) -> Decision:
    tool = tool_named(conv.request.tool)
    if tool is None:
        conv.note("unknown_tool", None, None, tool=conv.request.tool[:64])
        timeline.note_finding(conv.tx, "unknown_tool", conv.now, {"tool": conv.request.tool[:64]}, conv.call.id)
        return need(Phrase.ASK_AGAIN, "tool")
    renew(conv)
    if tool != "request_callback" and _asks_for_person(conv):
        return transfer_or_callback(conv)
    if tool in FIRST and (first := before_anything_else(conv)):
        return first
    try:
        decision = TOOLS[tool](conv)
    except BadArgument as bad:
        return need(Phrase.ASK_FIELD, bad.field, field=bad.field)
    except CalendarUnread:
        conv.note("calendar_unread")
        return calendar_unreachable()
    if not isinstance(decision, Answer):
        return decision
    if decision.state in (State.HELD, State.CONFIRMED):
        conv.understood()
    remarked = replace(decision, said=(*conv.remarks, *decision.said)) if conv.remarks else decision
    return with_way_out(conv, remarked)


def _asks_for_person(conv: Conversation) -> bool:
    said = [value for value in conv.args.values() if isinstance(value, str)]
    return any(wants_person(text[:300]) for text in (*said, conv.request.last_words))


def _deed(tool: str) -> Deed:
    return {"reschedule": Deed.MOVE, "cancel": Deed.CANCEL}.get(tool_named(tool) or "", Deed.BOOK)


def _close(conv: Conversation, decision: Decision) -> str:
    """Keep the answer, or that the request is running, and everything that happened, with the decision itself."""
    request, text, visit = conv.request, None, None
    if isinstance(decision, Answer):
        text = _worded(conv, decision)
    else:
        visit = decision.visit
    messages.begin(conv.tx, request.key, conv.call.id, request.tool[:64], request.fingerprint, conv.now, text, visit)
    timeline.record(conv.tx, conv.events)
    return text or ""


def _worded(conv: Conversation, answer: Answer) -> str:
    text, spoken = answer_text(answer, voice_of(conv.tenant, conv.now))
    hand_over(conv, spoken)
    options = [option.slot_id for option in answer.options]
    reason = answer.reason.value if answer.reason else None
    data: dict[str, Any] = {"state": answer.state.value, "reason": reason, "options": options, "ref": answer.ref}
    data |= {"at": answer.at.isoformat() if answer.at else None, "service": answer.service, "staff": answer.staff}
    data |= {"key": conv.request.key[:16], "retry": answer.retry.value, "mirror": conv.mirror_used}
    conv.note("answered", None, {"say": spoken}, **data, took_ms=_since(conv))
    return text


def _since(conv: Conversation) -> int:
    return int((conv.desk.clock.now() - conv.request.received_at).total_seconds() * 1000)


def _conclude(tx: Tx, before: Conversation, driving: Driving, *, blind: bool = False, late: bool = False) -> str:
    """The second transaction of a write, on fresh facts: only the call's identity is carried over."""
    desk, request = before.desk, before.request
    bound, now = tx.of(request.tenant.id), desk.clock.now()
    conv = Conversation(bound, desk, before.salon, before.call, request, now, before.args, is_blind=blind)
    answer = conclude(conv, driving, late=late)
    text = _worded(conv, answer)
    messages.finish(bound, request.key, text, now)
    timeline.record(bound, conv.events)
    return text


def away(tool: str) -> str:
    """The answer where not even the salon can be looked up: nothing was done, and the same may be tried again."""
    write = tool_named(tool) in WRITES
    say, state = ("bestätigt ist noch nichts", "pending") if write else ("einen kleinen Moment bitte", "info")
    return f'{{"say":"Da hakt es bei mir gerade, {say}.","state":"{state}","reason":"technical","retry":"same"}}'


async def _technical(request: ToolRequest, desk: Desk) -> str:
    """Our own fault: nothing is claimed to be taken or booked, and the agent may try the same once more."""
    write = tool_named(request.tool) in WRITES
    phrase = Phrase.TECHNICAL_WRITE if write else Phrase.TECHNICAL_READ
    state = State.PENDING if write else State.INFO
    answer = Answer(state, (Said(phrase, {"at": None}),), Retry.SAME, Reason.TECHNICAL)
    salon = desk.salons.get(request.tenant.id)
    if salon is None:
        return away(request.tool)
    return answer_text(answer, voice_of(salon.tenant, desk.clock.now()))[0]
