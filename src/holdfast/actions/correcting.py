"""The next call comes first with what this caller does not know yet, so that calling back never makes a second visit.

believe    a verdict, or a person, found that a caller believes something untrue: it is owed to them
owed       the caller calls again: what has to be said first, from the visit as it stands at this moment
hand over  the words are on their way to the agent of that call
settle     the report of that call shows whether they were heard; if not, they are owed again
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from holdfast.actions.answer import Answer, Retry, Said, State, say, voice_of
from holdfast.actions.conversation import Conversation
from holdfast.actions.desk import Desk
from holdfast.core.booking import Goal, Visit, VisitState
from holdfast.core.call import Call
from holdfast.core.correction import Line, Nothing, Told, Truth, truth_now, truth_without_visit, was_spoken
from holdfast.core.hold import Offer
from holdfast.core.ids import TenantId, VisitId
from holdfast.core.refusals import Reason
from holdfast.core.tenant import Tenant
from holdfast.core.transcript import Utterance, read_transcript
from holdfast.core.working_time import day_interval
from holdfast.language import Phrase, same_name
from holdfast.store import cases, corrections, mirror, tasks, timeline, visits
from holdfast.store.corrections import Closed, Correction, CorrectionState
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.tasks import TaskKind
from holdfast.store.timeline import Event

FIRST = frozenset({"check_availability", "book"})
"""What is not answered before the caller knows what is owed to them: it could end in a second visit."""
REPORT_WITHIN = timedelta(hours=4)
"""How long the report of a call is waited for, which shows what was spoken."""
_PHRASES = {truth: Phrase(f"correction_{truth.value}") for truth in Truth}


@dataclass(frozen=True, slots=True)
class Owed:
    """One correction that can be told now. `truth` None: no visit says it, only its stored sentence."""

    correction: Correction
    said: Said | str
    visit: Visit | None = None
    truth: Truth | None = None


# Somebody found it


def believe(
    tx: TenantTx,
    call: Call,
    visit: Visit | None,
    told: Told,
    told_start: datetime | None,
    text: str | None,
    now: datetime,
) -> Correction:
    """Put on record what the caller of a call believes. A test call's caller is owed nothing, but it is recorded."""
    number = call.number or (visit.customer.phone if visit is not None else None)
    found = corrections.add(tx, call.id, visit.id if visit else None, number, told, told_start, text, now)
    if found.opened_at == now:
        data = {"correction": found.id, "told": told.value}
        timeline.record(tx, [Event(now, "correction_owed", data, None, call.id, visit.id if visit else None)])
    return found


# The caller calls again


def owed_to(conv: Conversation) -> Owed | None:
    """What this caller, recognised by their number, has to hear first; None where nothing is owed."""
    if conv.number is None:
        return None
    return owed_by(conv.tx, conv.tenant, conv.call, conv.number, conv.visits, conv.now)


def owed_by(
    tx: TenantTx, tenant: Tenant, call: Call, number: str, known: Sequence[Visit], now: datetime
) -> Owed | None:
    """The same for a proven number and its visits. What came true, or is over, is closed on the way."""
    for follow_up in tasks.open_of_visits(tx, [v.id for v in known if v.start > now], TaskKind.FOLLOW_UP):
        if follow_up.call is not None and follow_up.call != call.id and follow_up.visit is not None:
            visit = VisitId(follow_up.visit)
            corrections.add(tx, follow_up.call, visit, number, Told.PENDING, None, None, now)
    return _first(tx, tenant, corrections.of_number(tx, number, call.id), known, now)


def _first(
    tx: TenantTx, tenant: Tenant, owed: Sequence[Correction], known: Sequence[Visit], now: datetime
) -> Owed | None:
    found = visits.by_ids(tx, (one.visit for one in owed if one.visit))
    for one in owed:
        visit = found.get(one.visit or "")
        ready = _ready(tx, tenant, one, visit, now) if visit else _ready_without_visit(one, known, now)
        if isinstance(ready, Owed):
            return ready
        if ready in (Nothing.CAME_TRUE, Nothing.OVER):
            _close(tx, [one], Closed.OVER if ready is Nothing.OVER else Closed.CAME_TRUE, now)
    return None


def _ready_without_visit(one: Correction, known: Sequence[Visit], now: datetime) -> Owed | Nothing:
    """What was promised and never put on record. `known` are the caller's visits."""
    has_one_then = any(visit.start == one.told_start and visit.goal is Goal.PRESENT for visit in known)
    truth = truth_without_visit(one.told, one.told_start, has_one_then, now)
    if isinstance(truth, Truth):
        return Owed(one, Said(_PHRASES[truth], {"at": one.told_start}), None, truth)
    return Owed(one, one.sentence) if truth is Nothing.OPEN and one.sentence else truth


def _ready(tx: TenantTx, tenant: Tenant, one: Correction, visit: Visit, now: datetime) -> Owed | Nothing:
    truth = truth_now(one.told, one.told_start, visit, _is_in_question(tx, tenant, visit, now), now)
    if isinstance(truth, Nothing):
        return truth
    return Owed(one, Said(_PHRASES[truth], {"at": visit.start}), visit, truth)


def _is_in_question(tx: TenantTx, tenant: Tenant, visit: Visit, now: datetime) -> bool:
    """Whether a person changed it in the calendar, and what becomes of it is open."""
    if not visit.stands or not tenant.calendar.is_outside:
        return visit.goal is Goal.PRESENT and visit.state is VisitState.PENDING
    oldest = now - timedelta(seconds=tenant.rules.mirror_max_age_seconds)
    return mirror.stands_elsewhere(tx, visit.id, max(oldest, visit.changed_at))


def before_anything_else(conv: Conversation) -> Answer | None:
    """The answer to the first wish for a time, where the caller has to hear something first that this call did not tell
    yet. Once the call was offered or booked something, its wishes and their repeats get their own answers (G5); who
    names an offer was made one, perhaps on another line."""
    if conv.args.get("slot_id") or conv.own_visits or any(_is_of_this_call(conv, offer) for offer in conv.offers):
        return None
    owed = owed_to(conv)
    if owed is None or owed.correction.handed_call == conv.call.id:
        return None
    return answer_of(conv, owed)


def _is_of_this_call(conv: Conversation, offer: Offer) -> bool:
    """Whether it was made in this call, and not taken over from an earlier one."""
    return offer.placed_at >= (conv.call.created_at or conv.now)


def for_a_stranger(
    conv: Conversation, services: Iterable[str], days: Iterable[date], name: str, start: datetime | None = None
) -> Answer | None:
    """The same for a caller whom no number recognises: only where name, service and day match, and never with the code
    of the visit. What this call was told already is told again only where that very `start` is asked for once more."""
    if conv.number is not None or not name:
        return None
    wanted = set(services)
    for day in sorted(set(days)):
        owed = corrections.about_visits_in(conv.tx, day_interval(day, conv.tenant.timezone), conv.call.id)
        found = visits.by_ids(conv.tx, (one.visit for one in owed if one.visit))
        for one in owed:
            visit = found[str(one.visit)]
            if not wanted & set(visit.plan.services) or not same_name(visit.customer.name, name):
                continue
            if one.handed_call == conv.call.id and start != visit.start:
                continue
            ready = _ready(conv.tx, conv.tenant, one, visit, conv.now)
            if isinstance(ready, Owed):
                return answer_of(conv, ready, with_code=False)
    return None


def knows_of(conv: Conversation, visit: Visit) -> bool:
    """Whether this call was told of a visit already, as something that was owed."""
    return any(one.handed_call == conv.call.id for one in corrections.of_visit(conv.tx, visit.id))


def answer_of(conv: Conversation, owed: Owed, *, with_code: bool = True) -> Answer:
    """The answer that tells a correction; its words are noted as handed over with it."""
    conv.owed.append(owed.correction.id)
    visit, truth = owed.visit, owed.truth
    note = {"correction": owed.correction.id, "truth": truth.value if truth else None, "of_call": owed.correction.call}
    conv.note("correction_told", visit.id if visit else None, None, **note)
    standing = truth is not None and truth is not Truth.NOT_BOOKED
    return Answer(
        State.INFO,
        (owed.said,),
        Retry.ASK,
        Reason.ALREADY_YOURS if standing else None,
        ref=visit.ref if visit is not None and with_code and standing else None,
        at=visit.start if visit is not None else None,
        service=conv.tenant.services_named(visit.plan.services) if visit is not None else None,
        staff=" und ".join(map(conv.tenant.staff_name, visit.plan.staff)) if visit is not None else None,
        facts={"correction": True},
    )


def told_of_visit(conv: Conversation, visit: Visit) -> None:
    """The caller hears how a visit stands in an answer of its own: with it, what was owed about it is handed over."""
    conv.owed.extend(one.id for one in corrections.of_visit(conv.tx, visit.id))


def hand_over(conv: Conversation, spoken: str) -> None:
    """The words of an answer go to the agent: what they correct is handed over."""
    if conv.owed:
        corrections.hand_over(conv.tx, conv.owed, conv.call.id, spoken, conv.now)


def ringing(tx: TenantTx, tenant: Tenant, call: Call, known: Sequence[Visit], now: datetime) -> str:
    """What has to be said first, in words, for a call that only rings: "" where nothing has to. Whether it was spoken
    shows the report of that call; until then the first tool tells it all the same."""
    assert call.number is not None, "only a recognised number is told anything"
    owed = owed_by(tx, tenant, call, call.number, known, now)
    if owed is None:
        return ""
    return say(Answer(State.INFO, (owed.said,)), voice_of(tenant, now))


# Was it heard?


def settle_call(tx: TenantTx, call: str, message: Mapping[str, Any], now: datetime) -> None:
    """The report of a call has come: close what its agent was heard to tell, and owe again what it was not. Where the
    platform shows no words at all, that the agent was given them has to do."""
    handed = corrections.handed_in(tx, call)
    if not handed:
        return
    transcript = read_transcript(message)
    if transcript is None:
        _close(tx, handed, Closed.HANDED_OVER, now)
        return
    lines = [Line(one.role == "agent", heard_part(one)) for one in transcript.utterances]
    heard = [one for one in handed if was_spoken(one.handed_words or "", lines)]
    unheard = [one for one in handed if one not in heard]
    _close(tx, heard, Closed.HEARD, now)
    corrections.take_back(tx, [one.id for one in unheard])
    events = [Event(now, "correction_unheard", {"correction": one.id}, None, call, one.visit) for one in unheard]
    timeline.record(tx, events)


def heard_part(one: Utterance) -> str:
    """What of a line was heard: of an interrupted one, the share of its words up to then."""
    if one.interrupted_at_s is None or one.start_s is None or one.end_s is None or one.end_s <= one.start_s:
        return one.text
    words = one.text.split()
    share = (one.interrupted_at_s - one.start_s) / (one.end_s - one.start_s)
    return " ".join(words[: int(len(words) * min(max(share, 0.0), 1.0) + 0.5)])


async def settle_forgotten(desk: Desk) -> int:
    """Settle what was handed to calls of which no report ever came. Returns how many."""
    now = desk.clock.now()

    def body(tx: Tx) -> int:
        found = corrections.handed_before(tx, now - REPORT_WITHIN)
        for one in found:
            _close(tx.of(TenantId(one.tenant_id)), [one.correction], Closed.HANDED_OVER, now)
        return len(found)

    return await desk.transact(body)


def told_by_person(tx: TenantTx, task: tasks.Task, now: datetime) -> None:
    """A person closed the task to tell a caller: the caller knows."""
    which = tasks.correction_of(task)
    one = corrections.one(tx, which) if which is not None else None
    if one is not None and one.state is not CorrectionState.CLOSED:
        _close(tx, [one], Closed.TOLD_BY_PERSON, now)


def not_told_after_all(tx: TenantTx, task: tasks.Task, now: datetime) -> None:
    """A person takes back that a caller was told: it is owed again, and its case open."""
    which = tasks.correction_of(task)
    one = corrections.one(tx, which) if which is not None else None
    if one is not None and one.closed_how is Closed.TOLD_BY_PERSON:
        corrections.reopen(tx, one.id)
        cases.reopen(tx, one.call, Closed.TOLD_BY_PERSON.value)
        data = {"correction": one.id, "told": one.told.value}
        timeline.record(tx, [Event(now, "correction_owed", data, None, one.call, one.visit)])


def sentence_of(tx: TenantTx, tenant: Tenant, task: tasks.Task, now: datetime) -> str | None:
    """What a person who closes this task has to tell, in words; None where it serves no correction, or nothing is to be
    told any more."""
    which = tasks.correction_of(task)
    one = corrections.one(tx, which) if which is not None else None
    if one is None:
        return None
    visit = visits.one(tx, one.visit) if one.visit is not None else None
    ready = _ready(tx, tenant, one, visit, now) if visit else _ready_without_visit(one, (), now)
    if not isinstance(ready, Owed):
        return one.sentence
    return say(Answer(State.INFO, (ready.said,)), voice_of(tenant, now))


def close_all_of(tx: TenantTx, call: str, how: Closed, now: datetime, keep: Callable[[Correction], bool]) -> None:
    """Close what the caller of a call is still owed, but for what is to be kept."""
    live = [one for one in corrections.of_call(tx, call) if one.state is not CorrectionState.CLOSED and not keep(one)]
    _close(tx, live, how, now)


def _close(tx: TenantTx, those: Sequence[Correction], how: Closed, now: datetime) -> None:
    """On record with the call that it corrects; the tasks to tell it go with it, and so does its case, once nothing
    else is owed to that caller."""
    corrections.close(tx, [one.id for one in those], how, now)
    for one in those:
        tasks.close_of_correction(tx, one.id, now)
        if one.visit is not None:
            tasks.close_of_visit(tx, one.visit, TaskKind.FOLLOW_UP, now)
        data = {"correction": one.id, "how": how.value, "in_call": one.handed_call}
        timeline.record(tx, [Event(now, "correction_closed", data, None, one.call, one.visit)])
        rest = [c for c in corrections.of_call(tx, one.call) if c.state is not CorrectionState.CLOSED]
        if not rest and how is not Closed.WITHDRAWN:
            cases.close(tx, one.call, how.value, now)
