"""What a repair would do, before anything is done: the act, why, what must never be done and why, every step, and what
the caller has to be told. `token` names all of what was seen: only that is applied."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from holdfast.actions.answer import voice_of
from holdfast.actions.case_record import Record
from holdfast.actions.desk import Desk
from holdfast.actions.judge import Judged, verdict_in_force
from holdfast.actions.repair_visit import chosen, heard_start
from holdfast.actions.repair_words import ACTS, BARS, NEVER_MADE, STEPS, TASKS, THERE, spoken_in
from holdfast.actions.verdict_words import in_language
from holdfast.actions.where import Whereabouts, where
from holdfast.core.booking import Goal, Visit, VisitState
from holdfast.core.correction import Nothing, Told, Truth, truth_now, truth_without_visit
from holdfast.core.ids import TenantId
from holdfast.core.mending import FOR_A_PERSON, RESTORING, TAKING, Act, Bar, Patient, There, barred, fitting, why_never
from holdfast.core.saga import Saga
from holdfast.core.tenant import Tenant
from holdfast.language import Phrase, speak
from holdfast.store import cases, corrections, repairs
from holdfast.store.cases import Case
from holdfast.store.corrections import CorrectionState
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.repairs import Repair, RepairState
from holdfast.store.verdicts import Judgement

_SHOWN = {"present": There.ALL, "partial": There.PART, "absent": There.NONE, "cancelled": There.NONE}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a repair: its kind for programs, its words for people."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Warned:
    """An act that would do harm here, and why."""

    act: str
    why: str


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What a repair of one call would do now. `bar`: why it must not be applied, `because` the same in words. `title`
    says the act, `why` what the verdict gives as its reason. `applied`: the repair that is in force already."""

    call: str
    cause: str
    verdict: str
    act: Act
    title: str
    why: str
    never: tuple[Warned, ...]
    steps: tuple[Step, ...]
    tell_caller: str | None
    token: str
    language: str = "de"
    bar: Bar | None = None
    because: str | None = None
    visit: Visit | None = None
    sagas: tuple[Saga, ...] = ()
    told: Told = Told.UNKNOWN
    told_start: datetime | None = None
    case: Case | None = None
    applied: Repair | None = None

    @property
    def ref(self) -> str | None:
        """The code of the visit it is about."""
        return self.visit.ref if self.visit else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything a plan is made from."""

    record: Record
    judgement: Judgement
    patient: Patient
    case: Case | None
    applied: Repair | None
    owed: tuple[tuple[int, str], ...]
    there: Whereabouts | None
    now: datetime
    document: Mapping[str, Any]
    """What the verdict says, in the reader's language."""
    language: str


async def plan_repair(
    desk: Desk, tenant_id: TenantId, call_id: str, ref: str | None = None, language: str | None = None
) -> RepairPlan:
    """The repair of a call as it stands at this moment; nothing is changed. `ref` names the visit where a call has
    several; `language` is whoever reads it in, the salon's unless said. Raises NotFound, StoreFault; a calendar that
    cannot be read bars what needs it."""
    judged = await verdict_in_force(desk, tenant_id, call_id)
    visit, sagas, several = chosen(judged.record, ref)
    act = act_of(judged.judgement)
    there = None
    if visit is not None and act in (*RESTORING, *TAKING):
        there = await where(desk, tenant_id, visit.ref)
        visit, sagas = there.booked.visit, there.booked.sagas

    def read(tx: Tx) -> _Seen:
        bound = tx.of(tenant_id)
        patient = Patient(Told(judged.judgement.said), _there(there, judged.judgement), visit, sagas, several)
        return _seen(bound, judged, patient, there, desk.clock.now(), language)

    return _plan(await desk.transact(read))


def advised(judged: Judged, now: datetime, language: str | None = None) -> RepairPlan:
    """What a verdict comes to by itself, without looking into the calendar again and without the case: for reading
    only, in the very words of the plan. Its token applies nothing."""
    visit, sagas, several = chosen(judged.record, None)
    patient = Patient(Told(judged.judgement.said), _there(None, judged.judgement), visit, sagas, several)
    return _plan(_unseen(judged, patient, now, language))


def _unseen(judged: Judged, patient: Patient, now: datetime, language: str | None) -> _Seen:
    lang = spoken_in(language or judged.record.tenant.language)
    document = in_language(judged, lang) or {}
    return _Seen(judged.record, judged.judgement, patient, None, None, (), None, now, document, lang)


def act_of(judgement: Judgement) -> Act:
    """The act that a verdict names; a person looks at what we do not know."""
    try:
        return Act(judgement.act)
    except ValueError:
        return Act.ASK_PERSON


def _there(there: Whereabouts | None, judgement: Judgement) -> There:
    if there is None:
        return _SHOWN.get(judgement.calendar, There.UNKNOWN)
    return There(there.verdict.value)


def _seen(
    tx: TenantTx, judged: Judged, patient: Patient, there: Whereabouts | None, now: datetime, language: str | None
) -> _Seen:
    call = judged.record.call.id
    applied = next((one for one in repairs.of_call(tx, call) if one.state is RepairState.APPLIED), None)
    owed = tuple((one.id, one.state.value) for one in corrections.of_call(tx, call) if one.state is not _CLOSED)
    seen = _unseen(judged, patient, now, language)
    return replace(seen, case=cases.one(tx, call), applied=applied, owed=owed, there=there)


_CLOSED = CorrectionState.CLOSED


def _plan(seen: _Seen) -> RepairPlan:
    record, judged, one, lang = seen.record, seen.judgement, seen.patient, seen.language
    document = seen.document
    named: Mapping[str, Any] = document.get("repair") or {}
    act = fitting(act_of(judged), one)
    told_start = heard_start(record)
    bar = barred(act, one, seen.now)
    sentence = sentence_for(record.tenant, act, one, told_start, seen.now) or named.get("tell_caller")
    warned = tuple(Warned(name, BARS[lang][why_never(name, one)]) for name in _never(named, one))
    return RepairPlan(
        call=record.call.id,
        cause=judged.cause,
        verdict=str(document.get("sentence") or ""),
        act=act,
        title=ACTS[lang][act],
        why=NEVER_MADE[lang] if _was_never_made(act, judged, one) else str(named.get("why") or ""),
        never=warned,
        steps=tuple(_steps(seen, act, sentence, lang)),
        tell_caller=sentence,
        token=_token(seen),
        language=lang,
        bar=bar,
        because=BARS[lang][bar] if bar else None,
        visit=one.visit,
        sagas=one.sagas,
        told=one.told,
        told_start=told_start,
        case=seen.case,
        applied=seen.applied,
    )


def _was_never_made(act: Act, judgement: Judgement, one: Patient) -> bool:
    return act is Act.CALLBACK and act_of(judgement) in RESTORING and one.visit is None


def _never(repair: Mapping[str, Any], one: Patient) -> list[str]:
    """What the verdict warns of, and what the calendar shows by now to be harmful, deleting always."""
    named = [str(name) for name in repair.get("never") or ()]
    named += ["recreate"] if one.there in (There.ALL, There.PART) else []
    named += [Act.UNDO] if one.is_promised else []
    return list(dict.fromkeys([*named, "delete"]))


def sentence_for(tenant: Tenant, act: Act, one: Patient, told_start: datetime | None, now: datetime) -> str | None:
    """What the caller has to be told once the act is done; None where nothing is to be told of a visit."""
    if one.visit is None:
        without = Nothing.OPEN if one.several else truth_without_visit(one.told, told_start, False, now)
        if not isinstance(without, Truth):
            return None
        return speak(Phrase(f"correction_{without.value}"), voice_of(tenant, now), at=told_start)
    visit = one.visit
    if act in RESTORING:
        visit = replace(visit, goal=Goal.PRESENT, state=VisitState.CONFIRMED, target=None)
    elif act is Act.UNDO:
        visit = replace(visit, goal=Goal.ABSENT, state=VisitState.CANCELLED, target=None)
    truth = truth_now(one.told, told_start, visit, False, now)
    if not isinstance(truth, Truth):
        return None
    return speak(Phrase(f"correction_{truth.value}"), voice_of(tenant, now), at=visit.start)


def _steps(seen: _Seen, act: Act, sentence: str | None, lang: str) -> list[Step]:
    one, words = seen.patient, STEPS[lang]
    steps: list[Step] = []
    visit = one.visit
    if act in (*RESTORING, *TAKING) and visit is not None:
        steps.append(Step("look", words["look"].format(there=THERE[lang][one.there.value])))
    if act in RESTORING and visit is not None:
        steps += _restoring(seen, visit, words)
    if act is Act.UNDO and visit is not None:
        steps.append(Step("take_back", words["take_back"].format(ref=visit.ref)))
    if act is Act.RELEASE:
        steps.append(Step("release", words["release"]))
    task = task_text(act, sentence, str(seen.document.get("sentence") or ""), lang)
    if task is not None:
        named = act if act in FOR_A_PERSON else Act.CALLBACK
        steps.append(Step("task", words["task"].format(text=ACTS[lang][named])))
    if sentence is not None:
        steps.append(Step("correction", words["correction"]))
    return [*steps, Step("close", words["close"])] if act is not Act.NONE else steps


def _restoring(seen: _Seen, visit: Visit, words: Mapping[str, str]) -> list[Step]:
    one, zone = seen.patient, seen.record.tenant.timezone
    steps = [Step("revive", words["revive"].format(ref=visit.ref))] if visit.goal is Goal.ABSENT else []
    there = seen.there.segments if seen.there else ()
    standing, missing = [s for s in there if s.stands], [s for s in there if not s.stands]
    if standing:
        steps.append(Step("adopt", words["adopt"].format(count=len(standing), ref=visit.ref)))
    if missing and one.there is not There.UNKNOWN:
        spans = [s.saga.entry.interval for s in missing]
        parts = ", ".join(f"{a.start.astimezone(zone):%H:%M}–{a.end.astimezone(zone):%H:%M}" for a in spans)
        steps.append(Step("create", words["create"].format(parts=parts)))
    return steps


def task_text(act: Act, sentence: str | None, verdict: str, lang: str) -> str | None:
    """The task that an act leaves for a person: to tell the caller, or to see to the rest. None where there is none."""
    if act is Act.NONE:
        return None
    if act in FOR_A_PERSON:
        return TASKS[lang][act.value].format(sentence=sentence or verdict).strip()
    return TASKS[lang]["callback"].format(sentence=sentence) if sentence else None


def _token(seen: _Seen) -> str:
    """A digest of everything the plan rests on."""
    one, judged = seen.patient, seen.judgement
    visit = one.visit
    stages: Sequence[object] = [(s.id, s.goal, s.stage, s.uid) for s in one.sagas]
    rests_on: list[object] = [
        [judged.call, judged.said, judged.stored, judged.calendar, judged.cause, judged.act, judged.agree],
        [visit.id, visit.version, visit.goal, visit.state, visit.start.isoformat()] if visit else None,
        stages,
        [one.told, one.there, [(s.saga.id, s.stands) for s in seen.there.segments] if seen.there else None],
        seen.owed,
        [seen.applied.id, seen.applied.state] if seen.applied else None,
        seen.case.closed_how if seen.case else None,
    ]
    return hashlib.sha256(json.dumps(rests_on, default=str).encode()).hexdigest()[:32]
