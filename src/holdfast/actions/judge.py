"""Judging a call: its record and a fresh look into the calendar become a verdict, kept with its evidence.

It is judged when it has ended and all is quiet, and again after every notice, comparison and change that touches its
visits. A verdict that says something else is a new row; nothing is ever overwritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from holdfast.actions.case_file import case_of
from holdfast.actions.case_look import LISTED, UNLISTED, look_for
from holdfast.actions.case_record import LAST_TOOL_CALL, NO_WORDS, Record, read_record
from holdfast.actions.case_tools import Served, served
from holdfast.actions.conclusion import concluded
from holdfast.actions.desk import Desk
from holdfast.actions.look_up import MOST_FINDINGS
from holdfast.actions.repair_cases import follow_verdict
from holdfast.core.agent_habits import constants_of
from holdfast.core.call_findings import Heard, findings_of
from holdfast.core.ids import TenantId
from holdfast.store import judging, timeline, verdicts
from holdfast.store.agent_habits import asked_by
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.judging import SILENT_AFTER, Prompt
from holdfast.store.timeline import Event
from holdfast.store.verdicts import Judgement

HABITS_OVER = timedelta(days=30)
"""Over how long the calls of one version of an agent are compared."""
SETTLE_AGAIN = timedelta(seconds=5)
NO_EVENTS = "events_never_came"
JUDGED = "judged"
log = structlog.get_logger("holdfast.judge")


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the case that it is about. `is_kept` False: the call goes on, so nothing was put on record.
    `history`: every verdict kept before it, the newest first."""

    record: Record
    case: Mapping[str, Any]
    judgement: Judgement
    is_kept: bool = True
    is_change: bool = False
    history: tuple[Judgement, ...] = ()

    @property
    def calendar_was_unread(self) -> bool:
        """Whether the calendar could not be read when it was looked into last."""
        looks = [event for event in self.record.own(LISTED, UNLISTED) if event.call == self.record.call.id]
        return bool(looks) and looks[-1].kind == UNLISTED


async def judge(desk: Desk, tenant_id: TenantId, call_id: str, prompt: Prompt) -> Judged:
    """Look into the calendar and conclude; kept unless the call goes on. Raises NotFound, StoreFault. A calendar that
    cannot be read is an unknown witness."""
    record = await desk.transact(lambda tx: read_record(desk, tx.of(tenant_id), call_id))
    await look_for(desk, tenant_id, record)
    record = await desk.transact(lambda tx: read_record(desk, tx.of(tenant_id), call_id))
    case = case_of(record)
    document = verdict_on(record, case)
    now = desk.clock.now()
    if prompt is Prompt.ASKED and is_going_on(record, now):
        return Judged(record, case, _unkept(record, document, now), is_kept=False)
    return await desk.transact(lambda tx: _keep(tx.of(tenant_id), record, case, document, prompt, now))


def verdict_on(record: Record, case: Mapping[str, Any]) -> dict[str, Any]:
    """What follows of a case, in the form of a case file, with what is special about ours: where the words come from,
    and whether the calendar is a witness of its own."""
    document = concluded(heard_whole(record, case))
    return {**document, "independent": is_independent(record), "basis": record.words.basis}


def heard_whole(record: Record, case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The case to be judged. A transcript that ends with our last request does not show what was said of its answer:
    what the caller heard last is then unknown, and nothing is made of what came before."""
    if record.words.is_whole:
        return case
    kept = {name: value for name, value in case.items() if name != "utterances"}
    return {**kept, "tool_calls": [{**one, "seen_by_platform": None} for one in case["tool_calls"]]}


def is_independent(record: Record) -> bool:
    """Whether the calendar is another one than our own database."""
    listed = [event.data.get("independent", True) for event in record.events if event.kind == LISTED]
    return bool(listed[-1]) if listed else record.tenant.calendar.is_outside


def is_going_on(record: Record, now: datetime) -> bool:
    """Whether the call was heard of lately, and nobody said that it is over."""
    seen = record.call.seen_at or now
    return record.call.ended_at is None and not record.words.is_whole and now - seen < SILENT_AFTER


def _keep(
    tx: TenantTx, record: Record, case: Mapping[str, Any], document: dict[str, Any], prompt: Prompt, now: datetime
) -> Judged:
    call = record.call.id
    written = verdicts.put(tx, call, now, prompt.value, record.words.basis, bool(document["independent"]), document)
    if written.is_change:
        told = {name: document["witnesses"][name] for name in ("said", "stored", "calendar")}
        told |= {"agree": document["agree"], "cause": document["cause"], "prompt": prompt.value}
        told["before"] = written.before.cause if written.before else None
        timeline.record(tx, [Event(now, JUDGED, told, None, call)])
        log.info("judged", call=call, agree=document["agree"], cause=document["cause"])
        follow_verdict(tx, record, written.judgement, now)
    _note_findings(tx, record, now)
    _wake_others(tx, record, now)
    found = replace(record, findings=tuple(timeline.findings_page(tx, None, MOST_FINDINGS, call)))
    return Judged(found, case, written.judgement, True, written.is_change, tuple(verdicts.history(tx, call)))


def _unkept(record: Record, document: dict[str, Any], now: datetime) -> Judgement:
    told = document["witnesses"]
    return Judgement(
        0,
        record.call.id,
        now,
        now,
        Prompt.ASKED.value,
        record.words.basis,
        bool(document["agree"]),
        told["said"],
        told["stored"],
        told["calendar"],
        bool(document["independent"]),
        document["cause"],
        tuple(str(one["code"]) for one in document.get("causes", ())),
        document["repair"]["act"],
        document,
    )


def _wake_others(tx: TenantTx, record: Record, now: datetime) -> None:
    """Another call's verdict that is older than the last change of a visit which both are about may be out of date."""
    for visit, _ in record.visits:
        for other in judging.calls_of_visit(tx, visit.id):
            last = verdicts.last(tx, other) if other not in record.ids else None
            if last is not None and last.confirmed_at < visit.changed_at:
                judging.want(tx, [other], Prompt.CHANGED, now + SETTLE_AGAIN, now)


# What is odd about the call itself


def _note_findings(tx: TenantTx, record: Record, now: datetime) -> None:
    """Findings on who called and how the agent is set up: each kind once for a call."""
    known = {one.kind for one in record.findings}
    for kind, data in (*findings_of(_heard(record)), *_of_the_platform(tx, record, now)):
        if kind not in known:
            known.add(kind)
            timeline.note_finding(tx, kind, now, data, record.call.id)


def _of_the_platform(tx: TenantTx, record: Record, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    call, found = record.call, list[tuple[str, dict[str, Any]]]()
    if call.platform.startswith("retell") and record.words.basis in (LAST_TOOL_CALL, NO_WORDS) and not call.ended_at:
        found.append((NO_EVENTS, {"platform": call.platform, "basis": record.words.basis}))
    if call.agent_id and call.agent_version:
        since = now - HABITS_OVER
        found += constants_of(call.id, asked_by(tx, call.agent_id, call.agent_version, since, record.tenant.timezone))
        if judging.is_new_version(tx, call.agent_id, call.agent_version, call.id, now):
            found.append(("agent_version_new", {"agent": call.agent_id, "version": call.agent_version}))
    elif call.agent_id:
        found.append(("agent_version_unknown", {"agent": call.agent_id}))
    return found


def _heard(record: Record) -> Heard:
    call, transcript = record.call, record.words.transcript
    requests: list[Served] = served(record)
    return Heard(
        platform=call.platform,
        trust=call.trust,
        has_number=call.number is not None,
        started_at=call.started_at,
        zone=record.tenant.timezone,
        requests=tuple((one.name, one.args) for one in requests),
        remarks=tuple(remark for one in requests for remark in one.remarks),
        invocations=transcript.invocations if transcript else (),
        variables=_variables(record.words.envelope),
        served=frozenset(one.name for one in requests),
        call_id=call.id,
    )


def _variables(envelope: Mapping[str, Any]) -> Mapping[str, str]:
    """The agent's dynamic variables, as the envelope has them."""
    found: dict[str, str] = {}
    for name in ("retell_llm_dynamic_variables", "collected_dynamic_variables"):
        values = envelope.get(name)
        if isinstance(values, dict):
            found |= {str(key)[:64]: value[:200] for key, value in values.items() if isinstance(value, str)}
    return found


async def note_export(desk: Desk, tenant_id: TenantId, call_id: str) -> None:
    """Put on record that a call was exported with everything personal in it."""
    event = Event(desk.clock.now(), "exported_raw", {}, None, call_id)
    await desk.transact(lambda tx: timeline.record(tx.of(tenant_id), [event]))


async def judge_now(desk: Desk, tenant_id: TenantId, call_id: str) -> Judged:
    """Judge a call because somebody asks. Raises NotFound, StoreFault."""
    return await judge(desk, tenant_id, call_id, Prompt.ASKED)


async def verdict_in_force(desk: Desk, tenant_id: TenantId, call_id: str) -> Judged:
    """The verdict on a call as it is on record; one that was not judged yet is judged now. Raises NotFound."""

    def known(tx: Tx) -> tuple[Record, Judgement | None, tuple[Judgement, ...]]:
        bound = tx.of(tenant_id)
        record = read_record(desk, bound, call_id)
        return record, verdicts.last(bound, call_id), tuple(verdicts.history(bound, call_id))

    record, last, history = await desk.transact(known)
    if last is None:
        return await judge(desk, tenant_id, call_id, Prompt.ASKED)
    return Judged(record, case_of(record), last, history=history)
