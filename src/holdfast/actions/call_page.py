"""The page about one call for the owner of a salon, as values: verdict first, then the witnesses, why, what is true now
and what to do, and last what happened on one clock. Made of a case and its verdict alone, so that a foreign system's
incident reads the same. How it looks is the door's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.actions.case_record import instant_in
from holdfast.actions.page_heard import Heard, heard_and_understood
from holdfast.actions.page_state import belief, otherwise, truth
from holdfast.actions.repair_plan import RepairPlan
from holdfast.language.report_words import (
    ACTS,
    ANSWERS,
    BASES,
    CALENDAR,
    CAUSES,
    CERTAINTY,
    PAGE,
    SAID,
    STORED,
    TASKS,
    VERBS,
    WITNESSES,
    Words,
)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Witness:
    """One of the three, with what it says; `note` where it is no witness of its own."""

    code: str
    title: str
    says: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause that holds, with the words of the evidence for it, and what was ruled out by which evidence."""

    code: str
    title: str
    certainty: str
    supports: tuple[str, ...]
    excludes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the agent: when it came, how many milliseconds its answer took (None: never answered), what it
    said. `note`: that the answer never reached the agent."""

    id: str
    name: str
    at: datetime | None
    took_ms: int | None
    state: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what happened. `offset_s`: seconds since the call began; None where nobody knows."""

    at: datetime | None
    offset_s: float | None
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """The page. All texts are in its language; times are the salon's."""

    call_id: str
    language: str
    zone: ZoneInfo
    sentence: str
    agree: bool
    agreement: str
    witnesses: tuple[Witness, ...]
    causes: tuple[Cause, ...]
    contradictions: tuple[str, ...]
    believes: str
    true: str
    otherwise: str
    act: str
    act_why: str
    never: tuple[str, ...]
    tell_caller: str | None
    steps: tuple[str, ...]
    heard: tuple[Heard, ...]
    asked: tuple[Asked, ...]
    moments: tuple[Moment, ...]
    remarks: tuple[str, ...]

    def word(self, key: str) -> str:
        """A heading of the page in its language."""
        return _pick(PAGE, key, self.language)


def page_of(
    case: Json,
    verdict: Json,
    language: str,
    *,
    basis: str | None = None,
    remarks: Sequence[str] = (),
    plan: RepairPlan | None = None,
) -> CallPage:
    """The page about a case and its verdict, in German ("de") or English. `plan`: what to do, where the call is ours
    and can be repaired here; else what the verdict says."""
    zone = zone_of(case)
    told = verdict["witnesses"]
    evidence = {str(one.get("id")): str(one.get("text", "")) for one in verdict.get("evidence", ())}
    repair = verdict.get("repair") or {}
    act = plan.act.value if plan else str(repair.get("act", "none"))
    never = [one.act for one in plan.never] if plan else [str(one) for one in repair.get("never", ())]
    agree = bool(verdict["agree"])
    independent = bool(verdict.get("independent", True))
    return CallPage(
        call_id=str(verdict.get("call_id") or case["call"].get("call_id") or ""),
        language=language,
        zone=zone,
        sentence=str(verdict.get("sentence") or _pick(CAUSES, verdict["cause"], language)),
        agree=agree,
        agreement=_agreement(told, agree, language),
        witnesses=tuple(_witness(code, told[code], independent, language) for code in ("said", "stored", "calendar")),
        causes=tuple(_causes(verdict, evidence, language)),
        contradictions=tuple(str(one.get("text")) for one in verdict.get("contradictions", ())),
        believes=belief(case, verdict, zone, language),
        true=truth(case, verdict, zone, language),
        otherwise=otherwise(verdict, language),
        act=plan.title if plan else _pick(ACTS, act, language),
        act_why=plan.why if plan else str(repair.get("why") or ""),
        never=tuple(_pick(ACTS, one, language) for one in never) if act != "none" else (),
        tell_caller=plan.tell_caller if plan else repair.get("tell_caller"),
        steps=tuple(_steps(repair, plan, language)),
        heard=tuple(heard_and_understood(case, zone, language)),
        asked=tuple(_asked(case, language)),
        moments=_moments(case, language),
        remarks=tuple(_remarks(case, basis, language)) + tuple(remarks),
    )


def zone_of(case: Json) -> ZoneInfo:
    """The zone of the salon that a case is about."""
    name = case["call"].get("timezone") if isinstance(case.get("call"), dict) else None
    try:
        return ZoneInfo(str(name or "Europe/Berlin"))
    except (KeyError, ValueError, OSError):
        return ZoneInfo("Europe/Berlin")


def _pick(words: Words, key: str, language: str) -> str:
    """The words for a code; one that is new is shown as it is."""
    found = words.get(key)
    return key if found is None else found[1 if language == "en" else 0]


def _agreement(told: Mapping[str, str], agree: bool, language: str) -> str:
    if agree:
        return _pick(PAGE, "agree", language)
    return _pick(PAGE, "incomplete" if "unknown" in told.values() else "differ", language)


def _witness(code: str, says: str, independent: bool, language: str) -> Witness:
    words = {"said": SAID, "stored": STORED, "calendar": CALENDAR}[code]
    note = _pick(PAGE, "same_source", language) if code == "calendar" and not independent else None
    return Witness(code, _pick(WITNESSES, code, language), _pick(words, says, language), note)


def _causes(verdict: Json, evidence: Mapping[str, str], language: str) -> Iterator[Cause]:
    first = verdict["cause"]
    listed = sorted(verdict.get("causes", ()), key=lambda one: one.get("code") != first)
    for one in listed:
        excludes = tuple(
            (_pick(CAUSES, str(out.get("code")), language), _texts(out.get("by"), evidence))
            for out in one.get("excludes", ())
        )
        yield Cause(
            str(one.get("code")),
            _pick(CAUSES, str(one.get("code")), language),
            _pick(CERTAINTY, str(one.get("certainty")), language),
            _texts(one.get("supports"), evidence),
            excludes,
        )


def _texts(ids: Any, evidence: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(evidence[str(one)] for one in ids or () if str(one) in evidence)


def _steps(repair: Json, plan: RepairPlan | None, language: str) -> Iterator[str]:
    """What would be done one after the other; a single step says no more than the act itself."""
    if plan is not None:
        yield from (one.words for one in plan.steps)
        return
    steps = list(repair.get("steps", ()))
    yield from (_step(one, language) for one in steps if len(steps) > 1)


def _step(one: Any, language: str) -> str:
    if not isinstance(one, dict):
        return _pick(ACTS, str(one), language)
    told = one.get("text") or one.get("sentence") or one.get("what")
    return str(told) if told else _pick(ACTS, str(one.get("act", one)), language)


def _remarks(case: Json, basis: str | None, language: str) -> Iterator[str]:
    told = (case.get("transcript") or {}).get("basis") if isinstance(case.get("transcript"), dict) else None
    yield _pick(BASES, str(basis or told or "case"), language)


# What happened


def _asked(case: Json, language: str) -> Iterator[Asked]:
    begun = instant_in(case["call"].get("started_at"))
    for one in case.get("tool_calls") or ():
        if not isinstance(one, dict):
            continue
        at, answered = instant_in(one.get("received_at")), instant_in(one.get("answered_at"))
        took = round((answered - at).total_seconds() * 1000) if at and answered else _audio_ms(one)
        at = at or _audio(begun, one.get("start_s"))
        answer = one.get("answer")
        state = str(answer.get("state") or answer.get("success") or "") if isinstance(answer, dict) else ""
        state = _pick(ANSWERS, state, language)
        note = _pick(PAGE, "unseen", language) if one.get("seen_by_platform") is False else None
        if took is None:
            note = _pick(PAGE, "unanswered", language)
        yield Asked(str(one.get("id")), str(one.get("name")), at, took, state, note)


def _audio_ms(one: Json) -> int | None:
    start, end = one.get("start_s"), one.get("end_s")
    is_told = isinstance(start, int | float) and isinstance(end, int | float)
    return round((end - start) * 1000) if is_told else None  # type: ignore[operator]


def _audio(begun: datetime | None, seconds: Any) -> datetime | None:
    if begun is None or not isinstance(seconds, int | float) or not 0 <= seconds < 90_000:
        return None
    return begun + timedelta(seconds=seconds)


def _moments(case: Json, language: str) -> tuple[Moment, ...]:
    """Everything with a time, in its order; what has none keeps its place behind what came before."""
    begun = instant_in(case["call"].get("started_at"))
    found: list[tuple[datetime | None, str, str]] = []
    for read in (_spoken, _tools, _written, _wire, _looks):
        found += read(case, begun, language)
    last: datetime | None = begun
    placed = []
    for n, (at, source, text) in enumerate(found):
        last = at or last
        placed.append((last.timestamp() if last else 0.0, n, at, source, text))
    return tuple(
        Moment(at, round((at - begun).total_seconds(), 3) if at and begun else None, source, text)
        for _, _, at, source, text in sorted(placed, key=lambda one: one[:2])
    )


Rows = list[tuple[datetime | None, str, str]]


def _items(case: Json, part: str) -> list[Json]:
    value = case.get(part)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _spoken(case: Json, begun: datetime | None, language: str) -> Rows:
    return [
        (
            _audio(begun, one.get("start_s")),
            _pick(PAGE, "agent" if one.get("role") == "agent" else "caller", language),
            f"„{one.get('text')}“" if language != "en" else f"“{one.get('text')}”",
        )
        for one in _items(case, "utterances")
    ]


def _tools(case: Json, begun: datetime | None, language: str) -> Rows:
    rows: Rows = []
    for one, asked in zip(_items(case, "tool_calls"), _asked(case, language), strict=True):
        args = one.get("args")
        told = ", ".join(f"{key} {value}" for key, value in args.items()) if isinstance(args, dict) else ""
        took = f" ({asked.took_ms} ms)" if asked.took_ms is not None else ""
        note = f", {asked.note}" if asked.note else ""
        answer = f" → {asked.state}" if asked.state else ""
        rows.append((asked.at, _pick(PAGE, "tool", language), f"{asked.name}: {told}{answer}{took}{note}"))
    return rows


def _written(case: Json, _begun: datetime | None, language: str) -> Rows:
    rows: Rows = []
    for one in _items(case, "bookings"):
        text = f"{one.get('ref') or one.get('id')}: {one.get('service')}, {one.get('customer')}"
        created, changed = instant_in(one.get("created_at")), instant_in(one.get("changed_at"))
        rows.append((created, _pick(PAGE, "stored", language), text))
        if changed is not None and changed != created:
            state = _pick(STORED, str(one.get("state")), language)
            rows.append((changed, _pick(PAGE, "stored", language), f"{text}: {state}"))
    rows += [
        (instant_in(one.get("at")), _pick(PAGE, "task", language), _task(one, language))
        for one in _items(case, "tasks")
    ]
    return rows


def _task(one: Json, language: str) -> str:
    """What is to be done: our own words for the kind of task, whatever stands in it for programs."""
    kind, state = str(one.get("kind")), str(one.get("state") or "")
    done = {"done": ("erledigt", "done"), "closed": ("erledigt", "done")}.get(state)
    told = _pick(TASKS, kind, language)
    return told if done is None else f"{told} ({done[1 if language == 'en' else 0]})"


_READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})


def _wire(case: Json, _begun: datetime | None, language: str) -> Rows:
    """What was written to the calendar and what went wrong there; a reading that went well tells nothing."""
    rows: Rows = []
    for one in _items(case, "requests"):
        status, error = one.get("status"), one.get("error")
        if str(one.get("method")).upper() in _READING and not error and status is not None and status < 400:
            continue
        came = f"{status}" if status is not None else str(error)
        problem = f": {error}" if error and status is not None else ""
        took = f" ({one.get('took_ms')} ms)" if one.get("took_ms") is not None else ""
        wire = f"{one.get('method')} {one.get('path')}"
        verb = _pick(VERBS, str(one.get("verb") or ""), language)
        text = f"{verb} ({wire}) → {came}{problem}{took}" if verb else f"{wire} → {came}{problem}{took}"
        rows.append((instant_in(one.get("at")), _pick(PAGE, "calendar", language), text))
    for one in _items(case, "notices"):
        text = f"{one.get('trigger')} {one.get('uid') or ''}".strip()
        rows.append((instant_in(one.get("at")), _pick(PAGE, "notice", language), text))
    return rows


def _looks(case: Json, _begun: datetime | None, language: str) -> Rows:
    rows: Rows = []
    for one in _items(case, "calendar"):
        entries = one.get("bookings")
        count = len(entries) if isinstance(entries, list) else 0
        first, last = instant_in(one.get("from")), instant_in(one.get("to"))
        zone = zone_of(case)
        span = f"{first.astimezone(zone):%d.%m.}–{last.astimezone(zone):%d.%m.}" if first and last else "?"
        whole = {True: "", False: ", unvollständig" if language != "en" else ", incomplete"}[bool(one.get("complete"))]
        noun = ("Eintrag" if count == 1 else "Einträge") if language != "en" else ("entry" if count == 1 else "entries")
        listed = instant_in(one.get("listed_at"))
        rows.append((listed, _pick(PAGE, "listed", language), f"{span}: {count} {noun}{whole}"))
    return rows
