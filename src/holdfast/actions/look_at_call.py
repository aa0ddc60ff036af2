"""One call for the screens: the verdict and its page, the spans of what happened, its case and repair. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from holdfast.actions.call_moments import Waterfall, waterfall
from holdfast.actions.call_page import CallPage, page_of
from holdfast.actions.desk import Desk
from holdfast.actions.find_calls import Standing, standing_of
from holdfast.actions.judge import judge_now, verdict_in_force
from holdfast.actions.redact import redacted
from holdfast.actions.repair_plan import advised
from holdfast.actions.verdict_words import in_language
from holdfast.core.booking import Visit
from holdfast.core.call import Call
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.language.report_words import CALENDAR, CAUSES, FINDINGS, PAGE, SAID, STORED, WITNESSES, Words
from holdfast.store import cases, repairs
from holdfast.store.cases import Case
from holdfast.store.engine import Tx
from holdfast.store.repairs import Repair, RepairState
from holdfast.store.verdicts import Judgement


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: its words, and the span that it is found in, where it is one."""

    text: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause that holds: what speaks for it, and what it rules out by which evidence."""

    code: str
    title: str
    certainty: str
    supports: tuple[Piece, ...]
    excludes: tuple["RuledOut", ...]


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A cause that the evidence rules out."""

    title: str
    by: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that does not fit together."""

    text: str
    by: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class WitnessShown:
    """One of the three, what it says, and how it stands to the other two: agree, differ or unknown. `note` where it is
    no witness of its own."""

    code: str
    title: str
    says: str
    mark: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CallShown:
    """Everything the page of a call shows. `page` None: its evidence is not kept any more, only what was concluded.
    `history`: earlier verdicts, the newest first. `applied`: the repair in force. `is_final` False: it goes on."""

    call: Call
    tenant: Tenant
    judged: Judgement
    standing: Standing
    sentence: str
    witnesses: tuple[WitnessShown, ...]
    page: CallPage | None
    flow: Waterfall | None
    causes: tuple[Reason, ...]
    conflicts: tuple[Conflict, ...]
    visits: tuple[Visit, ...]
    history: tuple[Judgement, ...]
    case: Case | None
    applied: Repair | None
    is_final: bool
    calendar_was_unread: bool
    findings: tuple[str, ...]

    @property
    def may_be_repaired(self) -> bool:
        """Whether there is something about it that a person may do, or has done."""
        is_open = self.case is not None and self.case.closed_at is None
        return is_open or self.applied is not None or self.standing is Standing.DIFFER

    @property
    def name(self) -> str | None:
        """Whom it was about, where it came to a visit."""
        return next((visit.customer.name for visit in self.visits if visit.customer.name), None)

    @property
    def lasted(self) -> timedelta | None:
        """How long it took; None while it goes on, and where nobody told of its end."""
        begun, ended = self.call.started_at or self.call.created_at, self.call.ended_at
        return ended - begun if begun and ended and ended >= begun else None


async def look_at_call(
    desk: Desk, tenant_id: TenantId, call_id: str, language: str, *, raw: bool = False, afresh: bool = False
) -> CallShown:
    """One call in a language of the screens; `raw`: with its bodies as they are, not redacted; `afresh`: with a new
    look into the calendar. Raises NotFound, StoreFault."""
    found = await (judge_now if afresh else verdict_in_force)(desk, tenant_id, call_id)

    def owed(tx: Tx) -> tuple[Case | None, Repair | None]:
        bound = tx.of(tenant_id)
        mine = (one for one in repairs.of_call(bound, call_id) if one.state is RepairState.APPLIED)
        return cases.one(bound, call_id), next(mine, None)

    case, applied = await desk.transact(owed)
    document = in_language(found, language)
    known = dict(found.case)
    flow = waterfall(known, document, known if raw else redacted(known)) if document else None
    pieces = _pieces(document or {}, flow)
    plan = advised(found, desk.clock.now(), language)
    kinds = sorted({one.kind for one in found.record.findings})
    return CallShown(
        call=found.record.call,
        tenant=found.record.tenant,
        judged=found.judgement,
        standing=standing_of(found.judgement),
        sentence=str((document or {}).get("sentence") or ""),
        witnesses=_witnesses(found.judgement, language),
        page=page_of(known, document, language, basis=found.judgement.basis, plan=plan) if document else None,
        flow=flow,
        causes=tuple(_reasons(document or {}, pieces, language)),
        conflicts=tuple(
            Conflict(str(one.get("text") or ""), _all_of(one.get("evidence"), pieces))
            for one in (document or {}).get("contradictions") or ()
        ),
        visits=tuple(visit for visit, _ in found.record.visits),
        history=tuple(one for one in found.history if one.id != found.judgement.id),
        case=case,
        applied=applied,
        is_final=found.is_kept,
        calendar_was_unread=found.calendar_was_unread,
        findings=tuple(_words(FINDINGS, kind, language) for kind in kinds),
    )


def _pieces(document: Mapping[str, Any], flow: Waterfall | None) -> dict[str, Piece]:
    places = flow.places if flow else {}
    told = [one for one in document.get("evidence") or () if isinstance(one, dict)]
    return {str(one.get("id")): Piece(str(one.get("text") or ""), places.get(str(one.get("id")))) for one in told}


def _all_of(ids: Any, pieces: Mapping[str, Piece]) -> tuple[Piece, ...]:
    return tuple(pieces[str(one)] for one in ids or () if str(one) in pieces)


def _reasons(document: Mapping[str, Any], pieces: Mapping[str, Piece], language: str) -> Iterator[Reason]:
    """The causes, that which explains the call first."""
    first = document.get("cause")
    for one in sorted(document.get("causes") or (), key=lambda one: one.get("code") != first):
        out = tuple(
            RuledOut(_words(CAUSES, str(other.get("code")), language), _all_of(other.get("by"), pieces))
            for other in one.get("excludes") or ()
        )
        code = str(one.get("code"))
        title = _words(CAUSES, code, language)
        yield Reason(code, title, str(one.get("certainty")), _all_of(one.get("supports"), pieces), out)


def _words(words: Words, code: str, language: str) -> str:
    found = words.get(code)
    return code if found is None else found[1 if language == "en" else 0]


_MEANS = {
    "said": {
        **dict.fromkeys(("booked", "moved"), "stands"),
        "pending": "open",
        **dict.fromkeys(("cancelled", "taken", "free", "failed", "nothing", "callback"), "nothing"),
    },
    "stored": {
        **dict.fromkeys(("confirmed", "moved"), "stands"),
        "pending": "open",
        **dict.fromkeys(("none", "failed", "cancelled"), "nothing"),
    },
    "calendar": {
        **dict.fromkeys(("present", "moved"), "stands"),
        "partial": "part",
        **dict.fromkeys(("absent", "cancelled"), "nothing"),
    },
}


def marks_of(said: str, stored: str, calendar: str, agree: bool) -> tuple[str, str, str]:
    """How each witness stands to the other two: what is alone in what it means differs; where two are not known, nobody
    can tell; and where all three mean the same and still do not agree, each of them is in question."""
    told = (("said", said), ("stored", stored), ("calendar", calendar))
    means = [_MEANS[name].get(code) for name, code in told]
    if agree:
        return ("agree", "agree", "agree")
    known = [one for one in means if one is not None]
    if len(known) < 2:
        return _marked(means, "unknown", "unknown")
    most = max(known, key=known.count)
    if len(set(known)) == 1:
        return _marked(means, "agree" if len(known) == 2 else "differ", "unknown")
    alone = known.count(most) == 1
    marks = ["unknown" if one is None else "differ" if alone or one != most else "agree" for one in means]
    return (marks[0], marks[1], marks[2])


def _marked(means: Sequence[str | None], known: str, unknown: str) -> tuple[str, str, str]:
    marks = [unknown if one is None else known for one in means]
    return (marks[0], marks[1], marks[2])


def _witnesses(judged: Judgement, language: str) -> tuple[WitnessShown, ...]:
    marks = marks_of(judged.said, judged.stored, judged.calendar, judged.agree)
    told = (("said", SAID, judged.said), ("stored", STORED, judged.stored), ("calendar", CALENDAR, judged.calendar))
    own = None if judged.independent else _words(PAGE, "same_source", language)
    return tuple(
        WitnessShown(
            name,
            _words(WITNESSES, name, language),
            _upper(_words(words, code, language)),
            mark,
            own if name == "calendar" else None,
        )
        for (name, words, code), mark in zip(told, marks, strict=True)
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
