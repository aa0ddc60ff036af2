"""From a case to its verdict: witnesses, causes with evidence, what does not fit, the least harmful repair, one
sentence. Pure and deterministic."""

from dataclasses import dataclass
from typing import Any

from holdfast.core.case import Case
from holdfast.core.case_facts import Facts
from holdfast.core.case_reading import read_case
from holdfast.core.interval import Interval
from holdfast.core.repair import Choice, Situation, choose_repair
from holdfast.core.verdict.agent import spare_entries
from holdfast.core.verdict.blockers import blockers_of
from holdfast.core.verdict.choosing import find_causes
from holdfast.core.verdict.contradictions import find_contradictions
from holdfast.core.verdict.evidence import Book, Evidence
from holdfast.core.verdict.findings import Code, Finding, Question
from holdfast.core.verdict.plans import service_of
from holdfast.core.verdict.sentences import WHY
from holdfast.core.verdict.telling import sentence_of, words_for_caller
from holdfast.core.witnesses import Witnesses, absence_proven, agree, read_witnesses

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A cause that the evidence rules out."""

    code: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause that holds: the evidence for it (ids), what it rules out, and how sure it is."""

    code: str
    supports: tuple[str, ...]
    excludes: tuple[Excluded, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that does not fit together, with the evidence that shows it."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepairStep:
    """One act of a repair and what it touches."""

    act: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What to do, why, what would do harm, and the sentence for the caller."""

    act: str
    why: str
    never: tuple[str, ...]
    tell_caller: str | None
    steps: tuple[RepairStep, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the three witnesses of a call agree, and if not, why and what to do (case file, "The verdict")."""

    call_id: str
    agree: bool
    witnesses: Witnesses
    cause: str
    causes: tuple[Cause, ...]
    contradictions: tuple[Conflict, ...]
    repair: Repair
    evidence: tuple[Evidence, ...]
    sentence: str

    def as_dict(self) -> Json:
        """The verdict in the form of the case file. `independent` appears only where it is false: the calendar is our
        own."""
        told: Json = {
            "call_id": self.call_id,
            "agree": self.agree,
            "witnesses": {
                "said": self.witnesses.said,
                "stored": self.witnesses.stored,
                "calendar": self.witnesses.calendar,
            },
            "cause": self.cause,
            "causes": [
                {
                    "code": cause.code,
                    "supports": list(cause.supports),
                    "excludes": [{"code": one.code, "by": list(one.by)} for one in cause.excludes],
                    "certainty": cause.certainty,
                }
                for cause in self.causes
            ],
            "contradictions": [{"text": one.text, "evidence": list(one.evidence)} for one in self.contradictions],
            "repair": {
                "act": self.repair.act,
                "why": self.repair.why,
                "never": list(self.repair.never),
                "tell_caller": self.repair.tell_caller,
                "steps": [{"act": step.act, "targets": list(step.targets)} for step in self.repair.steps],
            },
            "evidence": [
                {
                    "id": one.id,
                    "at": None if one.at is None else one.at.isoformat(),
                    "source": one.source,
                    "text": one.text,
                    "ref": one.ref,
                }
                for one in self.evidence
            ],
            "sentence": self.sentence,
        }
        if not self.witnesses.independent:
            told["witnesses"]["independent"] = False
        return told


def explain(case: Any) -> Verdict:
    """The verdict of a case file. CaseRefused names the field where the file cannot be judged at all; else every part
    that cannot be read counts as unknown."""
    return judge(read_case(case))


def judge(case: Case) -> Verdict:
    """The verdict of a case that was read already."""
    facts = Facts(case)
    witnesses = read_witnesses(facts)
    question = Question(facts, witnesses)
    agrees = agree(facts, witnesses)
    causes = find_causes(question, agrees)
    conflicts = find_contradictions(question, agrees, causes)
    refs = [ref for one in causes for ref in (*one.supports, *(r for _, by in one.excludes for r in by))]
    refs += [ref for one in conflicts for ref in one.refs]
    book = Book(facts, refs)
    second = 1 if case.call.language == "en" else 0
    choice = choose_repair(situation_of(question, agrees, causes[0]))
    return Verdict(
        call_id=case.call.id,
        agree=agrees,
        witnesses=witnesses,
        cause=causes[0].code.value,
        causes=tuple(_cause(one, book) for one in causes),
        contradictions=tuple(Conflict((one.german, one.english)[second], book.ids(one.refs)) for one in conflicts),
        repair=_repair(choice, question, second),
        evidence=book.all,
        sentence=sentence_of(causes[0].code, question, second),
    )


def _cause(finding: Finding, book: Book) -> Cause:
    excluded = tuple(Excluded(code.value, book.ids(by)) for code, by in finding.excludes)
    return Cause(finding.code.value, book.ids(finding.supports), excluded, finding.certainty.value)


def situation_of(question: Question, agrees: bool, cause: Finding) -> Situation:
    """What the repair is chosen from."""
    facts, w = question.facts, question.witnesses
    standing = tuple(one.entry for one in facts.ours if one.entry.stands)
    spans = missing_spans(facts) if w.calendar == "partial" else facts.busy
    now = [
        b
        for b in blockers_of(facts, spans)
        if b.sighting.entry.stands and b.owner.whose in ("foreign", "other", "call")
    ]
    whole = (Interval(min(s.start for s in spans), max(s.end for s in spans)),) if spans else ()
    proven = bool(whole) and absence_proven(facts, whole)
    return Situation(
        cause=cause.code.value,
        said=w.said,
        stored=w.stored,
        calendar=w.calendar,
        agree=agrees,
        time_free=(not now) if proven else (False if now else None),
        blocked=bool(now),
        spare=tuple(spare_entries(facts)),
        leftovers=_leftovers(facts) if cause.code is Code.EARLIER_TEST else (),
        by_person=cause.code in (Code.HUMAN_EDIT, Code.NOTICE_LOST, Code.NOTICE_REFUSED),
        plan_right=_plan_right(facts),
        ours=tuple(entry.key for entry in standing),
        row=facts.focus.id if facts.focus is not None else None,
        known=_is_known(facts),
    )


def _is_known(facts: Facts) -> bool:
    """Whether the row holds its bookings for synced and knows at least one of their identifiers."""
    focus = facts.focus
    if focus is None or focus.sync in ("failed", "pending"):
        return False
    return not facts.ours or any(one.entry.uid in focus.uids for one in facts.ours) or focus.sync is None


def missing_spans(facts: Facts) -> tuple[Interval, ...]:
    """The busy spans of the visit that no booking of ours covers."""
    shown = {one.entry.span for one in facts.ours if one.entry.stands}
    return tuple(span for span in facts.busy if span not in shown)


def _leftovers(facts: Facts) -> tuple[str, ...]:
    """The bookings in the way, if all of them are a test call's."""
    tests = {name for call in facts.case.other_calls or () if call.test for name in (call.id, *call.bookings)}
    now = [b for b in blockers_of(facts) if b.sighting.entry.stands]
    if now and all(b.owner.name in tests for b in now):
        return tuple(b.sighting.entry.key for b in now)
    return ()


def _plan_right(facts: Facts) -> bool:
    """Whether the calendar's busy segments are those of the catalogue, one after the other."""
    service = service_of(facts)
    shown = sorted(one.entry.span for one in facts.ours if one.entry.stands and one.entry.span is not None)
    if service is None or not service.plan or not shown:
        return False
    at, wanted = 0.0, []
    for kind, minutes in service.plan:
        if kind == "busy":
            wanted.append((at, minutes))
        at += minutes
    first = shown[0].start
    found = [((s.start - first).total_seconds() / 60, s.length.total_seconds() / 60) for s in shown]
    return found == wanted


def _repair(choice: Choice, question: Question, second: int) -> Repair:
    return Repair(
        act=choice.deed.value,
        why=WHY[choice.why][second],
        never=choice.never,
        tell_caller=words_for_caller(choice, question, second),
        steps=tuple(RepairStep(step.deed.value, step.targets) for step in choice.steps),
    )
