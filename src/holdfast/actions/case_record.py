"""Everything on record about one call, read in one transaction: what its case file is made of."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import NotFound
from holdfast.actions.take_notice import REFUSED
from holdfast.core.booking import Visit
from holdfast.core.call import Call
from holdfast.core.hold import Offer
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId, VisitId
from holdfast.core.interval import Interval
from holdfast.core.saga import Saga
from holdfast.core.tenant import Tenant
from holdfast.core.transcript import Transcript, read_transcript
from holdfast.store import (
    absences,
    calendar_state,
    calls,
    inspections,
    messages,
    offers,
    segments,
    tasks,
    timeline,
    visits,
)
from holdfast.store.absences import Entered
from holdfast.store.calendar_state import CalendarState
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import Task
from holdfast.store.timeline import Event, Finding

NEAR = timedelta(hours=24)
"""How far from a call others from the same number are told of."""
MOST_NEAR = 40
WHOLE = ("call_analyzed", "call_ended")
LAST_TOOL_CALL = "last_tool_call"
NO_WORDS = "none"


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, as far as the platform told: `basis` names the message it comes from. Only what came after the end
    of a call is whole; the last tool call shows no word that was said after it."""

    transcript: Transcript | None
    basis: str
    envelope: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was said after it."""
        return self.basis in WHOLE


@dataclass(frozen=True, slots=True)
class Record:
    """One call as it is on record. `visits` are those it made, changed or asked about, with all their segments;
    `events` are the call's own and those of its visits, oldest first; `others` are calls near it."""

    call: Call
    tenant: Tenant
    words: Words
    events: tuple[Event, ...]
    visits: tuple[tuple[Visit, tuple[Saga, ...]], ...]
    offers: tuple[Offer, ...]
    others: tuple[Call, ...]
    others_visits: Mapping[str, tuple[str, ...]]
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    arguments: Mapping[str, Mapping[str, Any]]
    calendar: CalendarState
    webhook: str | None
    faulty: frozenset[tuple[str, int, str, int]]
    refused: tuple[datetime, ...] = ()
    """When notices of the calendar were refused since the call began, now and then noted."""
    loose: tuple[str, ...] = ()
    absences: tuple[Entered, ...] = ()
    """Who of the staff is not there on the days that the call was about."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The call's id, and those under which requests came that did not say whose they were. Other calls about the
        same visits are none of it."""
        return (self.call.id, *self.loose)

    def own(self, *kinds: str) -> list[Event]:
        """The call's own events of these kinds."""
        return [event for event in self.events if event.kind in kinds and event.call in self.ids]


def read_record(desk: Desk, tx: TenantTx, call_id: str) -> Record:
    """The record of one call. Raises NotFound."""
    call = calls.one(tx, CallId(call_id))
    if call is None:
        raise NotFound("call")
    tenant = desk.salon(tx).tenant
    loose = calls.joined_to(tx, call.id)
    ids = (call.id, *(one.id for one in loose))
    own = [event for one in ids for event in timeline.of_call(tx, one)]
    words = _words(tx, ids)
    found = _concerned(tx, ids, own, words)
    own = [event for event in own if event.kind not in _BESIDE or not event.visit or event.visit in found]
    sagas = segments.of_visits(tx, found)
    of_visits = [event for key in sorted(found) for event in timeline.of_visit(tx, key)]
    events = tuple(sorted({event.id: event for event in (*own, *of_visits)}.values(), key=lambda one: (one.at, one.id)))
    others = _others(tx, call)
    inspected = inspections.last(tx)
    record = Record(
        call=call,
        tenant=tenant,
        words=words,
        events=events,
        visits=tuple((found[key], tuple(sagas[key])) for key in _in_order(found)),
        offers=tuple(offer for one in ids for offer in offers.of_call(tx, CallId(one))),
        others=others,
        others_visits={other.id: tuple(v.id for v in visits.of_call(tx, other.id)) for other in others},
        tasks=tuple(tasks.about(tx, ids, found)),
        findings=tuple(timeline.findings_page(tx, None, 100, call.id)),
        arguments=_arguments(tx, ids),
        calendar=calendar_state.one(tx),
        webhook=inspected.webhook,
        faulty=inspected.faulty,
        refused=tuple(one.at for one in timeline.findings_of_kind(tx, REFUSED, _begun(call), MOST_NEAR)),
        loose=ids[1:],
    )
    return replace(record, absences=_absences(tx, record))


def _absences(tx: TenantTx, record: Record) -> tuple[Entered, ...]:
    zone = record.tenant.timezone
    days = {at.astimezone(zone).date() for span in spans_of(record) for at in (span.start, span.end)}
    return tuple(absences.by_refs(tx, (one.ref for one in absences.standing(tx, days))).values())


_BESIDE = frozenset(
    {
        "correction_told", "correction_closed", "attempt", "calendar_answered", "calendar_exchange", "visit_confirmed",
        "visit_pending", "visit_undone", "visit_unwanted", "visit_cancelled", "drift_opened", "drift_closed",
        "asked_second_visit",
    }
)  # fmt: skip
"""What is noted of a visit in a call that is not about it: an earlier call set right, work behind the answers, and a
visit of the same name that a second one was not to be beside unasked."""


def _concerned(tx: TenantTx, ids: Iterable[str], own: Iterable[Event], words: Words) -> dict[str, Visit]:
    """The visits that a call made, changed, asked about or was told of. What was asked for may never have reached us:
    then only the transcript shows it."""
    told = {str(event.data["ref"]) for event in own if event.kind == "answered" and _names_a_visit(event)}
    asked: list[Mapping[str, Any]] = [event.personal or {} for event in own if event.kind == "tool_called"]
    asked += [one.args or {} for one in (words.transcript.invocations if words.transcript else ())]
    told |= {str(args.get("ref") or "")[:12] for args in asked} - {""}
    found = visits.by_ids(tx, {event.visit for event in own if event.visit and event.kind not in _BESIDE})
    found |= {visit.id: visit for ref in sorted(told) if (visit := visits.by_ref(tx, ref)) is not None}
    made = (visit for one in ids for visit in visits.of_call(tx, CallId(one)) if visit.id not in found)
    found |= {visit.id: visit for visit in made if not _is_of_another(tx, visit, ids)}
    # A call in which nothing happened but that an earlier one was set right is about that visit.
    return found or visits.by_ids(tx, {one.visit for one in own if one.visit and one.kind == "correction_told"})


def _names_a_visit(event: Event) -> bool:
    """Whether an answer is about a visit. What merely sets an earlier call right is not: it bears "info" with a
    reason; a visit that was looked up bears none."""
    return bool(event.data.get("ref")) and (event.data.get("state") != "info" or not event.data.get("reason"))


def _is_of_another(tx: TenantTx, visit: Visit, ids: Iterable[str]) -> bool:
    """Whether another call of a proven caller booked it, of a hold that this one had taken over."""
    decided = (one.call for one in timeline.of_visit(tx, visit.id) if one.kind == "visit_decided")
    by = next(decided, None)
    maker = calls.one(tx, CallId(by)) if by is not None and by not in ids else None
    return maker is not None and maker.trust is Trust.SIGNED


def _in_order(found: Mapping[str, Visit]) -> list[str]:
    return sorted(found, key=lambda key: (found[key].created_at, key))


def _begun(call: Call) -> datetime:
    begun = call.started_at or call.created_at
    assert begun is not None, "a stored call has a beginning"
    return begun


def _others(tx: TenantTx, call: Call) -> tuple[Call, ...]:
    """Other calls from the same number within a day, and those that went on at the same time."""
    begun = _begun(call)
    until = call.ended_at or call.seen_at or begun
    found = {one.id: one for one in calls.at_time(tx, begun, until, call.id, MOST_NEAR)}
    if call.number is not None:
        found |= {one.id: one for one in calls.near(tx, call.number, begun - NEAR, until + NEAR, call.id, MOST_NEAR)}
    return tuple(sorted(found.values(), key=lambda one: (one.created_at or begun, one.id)))


def _words(tx: TenantTx, ids: Iterable[str]) -> Words:
    """The best transcript there is: of the end of the call, else of its latest message."""
    kept = [message for one in ids for message in messages.raw_of_call(tx, one)]
    for kind in (*WHOLE, "transcript_updated", "tool"):
        for name, body in reversed(kept):
            envelope = _envelope(body) if name == kind else None
            transcript = read_transcript(envelope) if envelope else None
            if envelope and transcript is not None:
                return Words(transcript, LAST_TOOL_CALL if kind == "tool" else kind, envelope)
    return Words(None, NO_WORDS)


def _envelope(body: bytes) -> Mapping[str, Any] | None:
    message = _object(body)
    call = message.get("call")
    return call if isinstance(call, dict) else None


def _arguments(tx: TenantTx, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """The arguments of each kept request, by the beginning of its key: as they came, while they are kept."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in ids:
        for key, body in messages.tools_of_call(tx, one):
            message = _object(body)
            args = message.get("args")
            found[key[:16]] = args if isinstance(args, dict) else {k: v for k, v in message.items() if k != "call"}
    return found


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def spans_of(record: Record) -> tuple[Interval, ...]:
    """Every span that the call was about: its visits where they stand, stood or go, what was offered, what was asked
    and refused."""
    spans = [saga.entry.interval for _, sagas in record.visits for saga in sagas]
    spans += [visit.interval for visit, _ in record.visits]
    spans += [offer.slot.interval for offer in record.offers]
    lengths = [service.minutes for service in record.tenant.services]
    longest = timedelta(minutes=max(lengths, default=60))
    for event in record.own("refused_by_rule", "answered", "visit_decided", "move_decided"):
        at = instant_in(event.data.get("at") or event.data.get("start"))
        if at is not None:
            spans.append(Interval(at, at + longest))
    return tuple(spans)


def hosts_of(record: Record) -> tuple[str, ...]:
    """Everybody whom the call was about; everybody there is where it was about nobody in particular."""
    hosts = {saga.entry.host for _, sagas in record.visits for saga in sagas}
    hosts |= {step.resources[0] for offer in record.offers for step in offer.slot.plan.busy_steps if step.resources}
    everyone = {f"staff:{person.key}" for person in record.tenant.staff}
    return tuple(sorted(hosts | everyone))


def instant_in(value: Any) -> datetime | None:
    """An instant with an offset, as events keep them, in UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.utcoffset() is not None else None


def visit_ids(record: Record) -> frozenset[VisitId]:
    """The visits of the call."""
    return frozenset(visit.id for visit, _ in record.visits)
