"""Causes between the caller, the agent and our tools: identity, repeats, answers that were lost, claims. Pure."""

import re
from collections.abc import Iterator
from datetime import timedelta

from holdfast.core.case_answers import Aim, Meaning, as_json, fields_in, is_internal_fault
from holdfast.core.case_facts import Facts
from holdfast.core.case_focus import last_names
from holdfast.core.case_runs import Run
from holdfast.core.case_values import mapping_of, text_of
from holdfast.core.claims_said.words import plain
from holdfast.core.correction import Told
from holdfast.core.verdict.findings import (
    Certainty,
    Code,
    Finding,
    Question,
    of_claim,
    of_row,
    of_run,
    of_sightings,
)

HIDDEN = frozenset(
    [
        "anonymous",
        "anonym",
        "anonymus",
        "unknown",
        "unbekannt",
        "private",
        "privat",
        "restricted",
        "unavailable",
        "withheld",
        "hidden",
        "blocked",
        "unterdrückt",
        "unterdrueckt",
        "no_number",
        "none",
        "null",
        "caller_id_blocked",
        "266696687",
        "+266696687",
    ]
)
CLAIMED = {Aim.BOOK: Told.BOOKED, Aim.MOVE: Told.MOVED, Aim.CANCEL: Told.CANCELLED}
SOON = timedelta(seconds=60)


def is_hidden(number: str | None) -> bool:
    """Whether a number is none: hidden, withheld, empty. None (no such field) is not known."""
    return number is not None and (number.strip().casefold() in HIDDEN or not re.search(r"[1-9]", number))


def placeholder_id(question: Question) -> Iterator[Finding]:
    """The model sent a made-up call id. Needs: an argument that names a call other than the envelope's, and an answer
    or row that followed it."""
    facts = question.facts
    for run in facts.runs:
        named = _named_call(run)
        if named is None or not facts.call.id or named == facts.call.id:
            continue
        answer = as_json(run.tool.answer)
        words = " ".join(str(value) for _, value in fields_in(answer) if isinstance(value, str)).lower()
        names_it = bool(re.search(r"\bcall\b|context|call.?id|anruf|gespräch|session|conversation", words))
        refused = run.meaning in (Meaning.FAILED, Meaning.NOT_FOUND, Meaning.REFUSED) and not is_internal_fault(
            run.tool
        )
        nothing_sent = not any(one.request.tool_call == run.tool.id for one in facts.exchanges)
        answered_for = {text_of(v) for n, v in fields_in(answer) if n in ("call_id", "callid")}
        rows = [row for row in facts.case.rows or () if row.call_id == named]
        known = {call.id for call in facts.case.other_calls or ()}
        misled = (refused and names_it and nothing_sent) or named in answered_for or (bool(rows) and named not in known)
        if misled:
            refs = (of_run(run), ("clock", "call.call_id"), *(("booking", row.id) for row in rows[:1]))
            yield Finding(Code.PLACEHOLDER_ID, run.end or run.begin, refs)
            return


def _named_call(run: Run) -> str | None:
    for name, value in run.tool.args.items():
        if re.fullmatch(r"call_?id|callid|conversation_?id|session_?id|anruf_?id", name.lower()):
            return text_of(value) or ""
    return None


def identity_hidden(question: Question) -> Iterator[Finding]:
    """A hidden number was treated as a person. Needs: a number of the hidden kind, and somebody recognised by it
    whose name is not the caller's."""
    facts = question.facts
    if not is_hidden(facts.call.from_number):
        return
    for run in facts.runs_of(Aim.CONTEXT, Aim.FIND, Aim.OTHER, Aim.CHECK):
        if run.tool.args and any(text_of(value) for value in run.tool.args.values()):
            continue
        name = _recognised(run)
        if name and (_is_somebody_else(name, facts) or (_by_no_number(run) and not _spoke_of_themselves(name, facts))):
            refs = (("clock", "call.from_number"), of_run(run), *of_row(facts.focus))
            yield Finding(Code.IDENTITY_HIDDEN, run.end or run.begin, refs)
            return
    row = facts.focus
    if (
        row is None
        or question.witnesses.stored == "none"
        or not row.customer
        or not _is_somebody_else(row.customer, facts)
    ):
        return
    by_number = row.phone is not None and is_hidden(row.phone)
    if by_number or row.call_id != facts.call.id:
        run_of = next((r for r in facts.writes if r.is_done), None)
        refs = (("clock", "call.from_number"), *of_row(row), *((of_run(run_of),) if run_of else ()))
        yield Finding(Code.IDENTITY_HIDDEN, row.changed_at, refs, Certainty.PROVEN if by_number else Certainty.LIKELY)


def _by_no_number(run: Run) -> bool:
    """Whether an answer itself shows that somebody was found by the hidden number."""
    numbers = [
        text_of(v)
        for n, v in fields_in(as_json(run.tool.answer))
        if n in ("phone", "number", "telefon", "phone_number")
    ]
    return any(number is not None and is_hidden(number) for number in numbers)


def _spoke_of_themselves(name: str, facts: Facts) -> bool:
    """Whether the caller gave this very name."""
    lines = [plain(line.text) for line in facts.case.lines or () if line.role == "caller"]
    return bool(last_names(name) & ({word for line in lines for word in re.findall(r"\w+", line)} | facts.caller_names))


def _recognised(run: Run) -> str | None:
    """The customer that an answer names, not the salon, the staff or the service."""
    fields = list(fields_in(as_json(run.tool.answer)))
    known = {name for name, value in fields if value}
    for name, value in fields:
        if name in ("customer_name", "kunde", "kundin", "kundenname", "caller_name", "full_name", "customer", "client",
                    "contact"):  # fmt: skip
            return text_of(value) or text_of(mapping_of(value).get("name"))
    if known & {"found", "customer_id", "kunden_id"} and run.aim is not Aim.FIND:
        return next((text_of(value) for name, value in fields if name == "name" and text_of(value)), None)
    return None


def _is_somebody_else(name: str, facts: Facts) -> bool:
    """Whether a name is not the caller's: the caller gave another one, or is asked by it in vain."""
    theirs = last_names(name)
    named = facts.caller_names
    if not theirs:
        return False
    if named:
        return not theirs & named
    spoken = {
        w for line in facts.case.lines or () if line.role == "caller" for w in re.findall(r"\w+", plain(line.text))
    }
    return not theirs & spoken and len(spoken) > 3


def repeats(question: Question) -> Iterator[Finding]:
    """model_repeat, platform_repeat. Needs: two invocations with one intention, and what the second one did: another
    row or booking, or a refusal. The platform's has the same body and came while the first ran or past the limit; the
    model's came after an answer, or in other words."""
    facts = question.facts
    for first, second in _pairs(facts):
        doubled = _doubled(facts)
        echoed = second.meaning in (Meaning.TAKEN, Meaning.FAILED) and first.is_done
        code = Code.PLATFORM_REPEAT if _is_platforms(first, second, facts) else Code.MODEL_REPEAT
        refs = (of_run(first), of_run(second), *(("booking", row.id) for row in facts.own_rows[:4]))
        if doubled or echoed:
            yield Finding(
                code,
                second.begin,
                (*refs, *of_sightings(facts.ours)),
                harmful=doubled or facts.told in (Told.TAKEN, Told.FAILED),
            )
            return
    yield from _unseen_repeat(question)


def _unseen_repeat(question: Question) -> Iterator[Finding]:
    """One invocation on record that ran past the limit and was refused by what its own first run had made."""
    facts = question.facts
    for run in facts.writes:
        if run.late and run.meaning in (Meaning.TAKEN, Meaning.REFUSED) and facts.ours and run.begin and run.end:
            made = [facts.clocks.stamp(one.entry.created_at) for one in facts.ours]
            if any(at is not None and at <= run.end for at in made):
                refs = (of_run(run), *of_sightings(facts.ours))
                yield Finding(Code.PLATFORM_REPEAT, run.begin, refs, Certainty.LIKELY, harmful=False)
                return


def _pairs(facts: Facts) -> Iterator[tuple[Run, Run]]:
    writes = [run for run in facts.writes if run.aim is not Aim.CANCEL]
    for n, first in enumerate(writes):
        for second in writes[n + 1 :]:
            if second.aim is first.aim and _same_intention(first, second, facts):
                yield first, second


def _same_intention(first: Run, second: Run, facts: Facts) -> bool:
    """Whether two calls want the same: the same body, or rows and requests of the same start and customer, with no
    wish of the caller between them."""
    if dict(first.tool.args) == dict(second.tool.args):
        return True
    starts = []
    for run in (first, second):
        begins = {one.start for one in facts.creates if one.request.tool_call == run.tool.id}
        rows = {
            row.start
            for row in facts.own_rows
            if row.created_at is not None
            and run.begin is not None
            and run.end is not None
            and run.begin - timedelta(seconds=3) <= row.created_at <= run.end + timedelta(seconds=1)
        }
        starts.append(begins | rows)
    if starts[0] & starts[1]:
        names = [_names_in(run) for run in (first, second)]
        staff = [_staff_in(run) for run in (first, second)]
        asked_again = staff[0] != staff[1] and staff[1] is not None
        return (not names[0] or not names[1] or bool(names[0] & names[1])) and not asked_again
    return False


def _names_in(run: Run) -> set[str]:
    found: set[str] = set()
    for name, value in run.tool.args.items():
        if name.lower() in ("customer_name", "name", "kunde", "customer", "kundenname"):
            found |= last_names(text_of(value))
    return found


def _staff_in(run: Run) -> str | None:
    return next(
        (text_of(v) for n, v in run.tool.args.items() if n.lower() in ("staff", "mitarbeiter", "employee")), None
    )


def _is_platforms(first: Run, second: Run, facts: Facts) -> bool:
    if dict(first.tool.args) != dict(second.tool.args) or first.begin is None or second.begin is None:
        return False
    still_running = first.end is None or second.begin < first.end
    limit = facts.call.tool_timeout
    past = limit is not None and second.begin - first.begin >= limit - timedelta(milliseconds=300)
    return still_running or (past and (first.lost or first.late))


def _doubled(facts: Facts) -> bool:
    """Whether more stands than was wished for: a second row of the same start, or a second booking of the same span."""
    rows = [row for row in facts.own_rows if row.state in ("confirmed", "pending") and row.start is not None]
    same_row = any(a.start == b.start and a.customer == b.customer for n, a in enumerate(rows) for b in rows[n + 1 :])
    return same_row or bool(spare_entries(facts))


def spare_entries(facts: Facts) -> list[str]:
    """The bookings of ours that stand beside another one of the same span: one promise, two entries; the younger
    ones."""
    mine = [
        one.entry for one in facts.sightings if facts.owner(one.entry).whose in ("focus", "call") and one.entry.stands
    ]
    seen: dict[object, str] = {}
    spare = []
    mine.sort(key=lambda e: (facts.owner(e).whose != "focus", e.created_at.timestamp() if e.created_at else 0.0))
    for entry in mine:
        if entry.span is None:
            continue
        place = (entry.span, (entry.attendee or "").casefold())
        if place in seen:
            spare.append(entry.key)
        seen.setdefault(place, entry.key)
    return spare


def lost_answers(question: Question) -> Iterator[Finding]:
    """slow_tool, barge_in_lost. Needs: an answer that says a deed is done, words of the caller's call that do not,
    and that the platform has no trace of the answer, stopped waiting before it came, or was interrupted while saying
    it."""
    facts = question.facts
    for run in facts.writes:
        told = CLAIMED[run.aim]
        done = run.is_done or run.meaning is Meaning.PENDING
        if not done or facts.heard is None or facts.told is told or (facts.told is Told.PENDING and not run.is_done):
            continue
        if (facts.told is Told.BOOKED and run.aim is Aim.MOVE) or _told_later(facts, run):
            continue
        if facts.told is Told.CANCELLED and question.witnesses.stored == "cancelled":
            continue  # Whatever else was answered in vain: the caller knows how it ended.
        refs = (of_run(run), *of_claim(facts), *of_row(facts.focus))
        if run.late and not _claimed_after(facts, run, told):
            yield Finding(Code.SLOW_TOOL, run.end, refs)
            return
        if run.lost and not _claimed_after(facts, run, told):
            yield Finding(Code.BARGE_IN_LOST, run.end, refs, excludes=((Code.SLOW_TOOL, (of_run(run),)),))
            return
        cut = [claim for claim in facts.heard.unheard if claim.kind is told]
        if cut and facts.told in (Told.FREE, Told.NOTHING, Told.PENDING):
            spoken = tuple(("utterance", claim.line) for claim in cut)
            yield Finding(Code.BARGE_IN_LOST, run.end, (of_run(run), *spoken, *of_row(facts.focus)))
            return
        if facts.told in (Told.FREE, Told.NOTHING) and not _spoke_after(facts, run):
            yield Finding(Code.BARGE_IN_LOST, run.end, refs, Certainty.LIKELY)
            return


def _told_later(facts: Facts, run: Run) -> bool:
    """Whether a later answer, which did come through, was about the same visit or the very same wish."""
    code = _code_in(run)
    return any(
        later.begin is not None
        and run.begin is not None
        and later.begin > run.begin
        and not (later.lost or later.late)
        and later.meaning not in (Meaning.NONE, Meaning.FAILED)
        and (dict(later.tool.args) == dict(run.tool.args) or (code is not None and _code_in(later) == code))
        for later in facts.runs
    )


def _code_in(run: Run) -> str | None:
    return text_of(mapping_of(as_json(run.tool.answer)).get("ref"))


def lost_checks(question: Question) -> Iterator[Finding]:
    """slow_tool, barge_in_lost of a question about times. Needs: an answer that came too late or got lost, and a caller
    who was told of a failure or of nothing, though the answer was no failure."""
    facts = question.facts
    if facts.heard is None or facts.told not in (Told.FAILED, Told.NOTHING) or facts.writes:
        return
    checks = facts.runs_of(Aim.CHECK, Aim.FIND)
    fine = (Meaning.FREE, Meaning.TAKEN, Meaning.FOUND)
    if not checks or checks[-1].meaning not in fine or not (checks[-1].late or checks[-1].lost):
        return
    code = Code.SLOW_TOOL if checks[-1].late else Code.BARGE_IN_LOST
    if code is Code.SLOW_TOOL or facts.told is Told.FAILED:
        yield Finding(code, checks[-1].end, (of_run(checks[-1]), *of_claim(facts)))


def _spoke_after(facts: Facts, run: Run) -> bool:
    """Whether the agent said something whole after an answer came."""
    for line in facts.case.lines or ():
        at = facts.clocks.audio(line.start_s)
        if (
            line.role == "agent"
            and not line.is_cut
            and at is not None
            and run.end is not None
            and at >= run.end - timedelta(seconds=2)
        ):
            return True
    return False


def _claimed_after(facts: Facts, run: Run, told: Told) -> bool:
    heard = facts.heard
    assert heard is not None
    return any(
        c.kind is told and run.begin is not None and (facts.clocks.audio(c.at_s) or run.begin) > run.begin
        for c in heard.claims
    )


def slow_tools(question: Question) -> Iterator[Finding]:
    """A tool that ran past the platform's limit, whatever came of it. Needs: its times and the limit."""
    facts = question.facts
    late = [run for run in facts.runs if run.late]
    if late:
        yield Finding(Code.SLOW_TOOL, late[0].end, tuple(map(of_run, late)), harmful=False)
