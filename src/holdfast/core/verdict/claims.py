"""Causes in what the agent said: claims no tool answered, or that say other than the tool did. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from holdfast.core.case_answers import Aim, Meaning, as_json, fields_in, spoken_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_runs import Run
from holdfast.core.case_values import instant_of
from holdfast.core.claims_said.reading import claims_in
from holdfast.core.claims_said.when import Clock, clocks_in, days_in
from holdfast.core.claims_said.words import plain
from holdfast.core.correction import Told
from holdfast.core.verdict.findings import Certainty, Code, Finding, Question, of_claim, of_row, of_run

_READ_OUT = (Meaning.FOUND, Meaning.CONFIRMED, Meaning.INFO)
_OFFERED = ("options", "alternatives", "slots", "available_times", "alternativen")
DEED_OF = {Told.BOOKED: Aim.BOOK, Told.MOVED: Aim.MOVE, Told.CANCELLED: Aim.CANCEL}


def claims(question: Question) -> Iterator[Finding]:
    """claim_against_tool, claim_without_tool. Needs: the last heard claim, and the tool answer that should cover it:
    against, where it says otherwise; without, where no tool was asked."""
    facts = question.facts
    heard = facts.heard
    if heard is None or heard.last is None or facts.case.tools is None or _is_word_for_word(facts):
        return
    told, at = heard.told, facts.clocks.audio(heard.last.at_s)
    if told in (Told.BOOKED, Told.MOVED, Told.CANCELLED):
        yield from _deed_claimed(question, told, at)
    elif told in (Told.TAKEN, Told.FREE):
        yield from _time_claimed(question, told, at)
    elif told is Told.FAILED:
        yield from _failure_claimed(question, at)
    elif told is Told.CALLBACK:
        stored = any(
            "callback" in task.kind or "person" in task.kind or "message" in task.kind
            for task in facts.case.tasks or ()
        )
        asked = [run for run in facts.runs if run.aim is Aim.CALLBACK or promises_callback(run, facts)]
        if (not stored and not asked and facts.case.tasks is not None) or (not asked and facts.case.tasks is None):
            yield Finding(Code.CLAIM_WITHOUT_TOOL, at, of_claim(facts))
        elif asked and not stored and all(r.meaning in (Meaning.FAILED, Meaning.REFUSED, Meaning.NONE) for r in asked):
            yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), *map(of_run, asked)))


def _is_word_for_word(facts: Facts) -> bool:
    """Whether the last claim was made in the very words of our last answer: it is covered, whatever the clocks say."""
    last = facts.heard.last if facts.heard is not None else None
    line = next((one for one in facts.case.lines or () if last is not None and one.ref == last.line), None)
    answers = [" ".join(text.split()) for _, text in facts.answers_said()]
    return line is not None and bool(answers) and answers[-1] in " ".join(line.heard.split())


def _deed_claimed(question: Question, told: Told, at: datetime | None) -> Iterator[Finding]:
    """A deed that was claimed: covered by a tool that did it, or by a look-up that read it out."""
    facts = question.facts
    if told is Told.CANCELLED and any(r.meaning is Meaning.CANCELLED and _before(r, at) for r in facts.runs):
        return  # Whatever was asked for: the answer told that the visit is cancelled.
    runs = [run for run in facts.runs_of(DEED_OF[told]) if _before(run, at)]
    looked_up: list[Run] = []
    if told is Told.BOOKED:
        runs += [run for run in facts.runs_of(Aim.MOVE) if run.is_done or run.meaning is Meaning.CONFIRMED]
        looked_up = [
            r
            for r in facts.runs
            if (r.aim in (Aim.FIND, Aim.CONTEXT, Aim.OTHER) and r.meaning in _READ_OUT)
            or (r.aim is Aim.CHECK and r.meaning is Meaning.CONFIRMED)  # "The time is yours already."
        ]
        if not runs and any(
            r.aim is Aim.FIND or r.meaning is Meaning.CONFIRMED or _names_a_visit(r) for r in looked_up
        ):
            yield from _other_time(question, looked_up[-1], at)
            return
    late = [run for run in facts.runs_of(DEED_OF[told]) if run not in runs]
    done = [run for run in runs if run.is_done or (told is Told.BOOKED and run.meaning is Meaning.CONFIRMED)]
    if not runs:
        yield from _nothing_asked(question, told, at, late)
        return
    if (read_out := _read_out_after(runs[-1], looked_up, at)) is not None:
        yield from _other_time(question, read_out, at)
        return
    if not done:
        unanswered = [run for run in runs if run.meaning in (Meaning.NONE, Meaning.INFO)]
        holding = {Told.BOOKED: ("confirmed", "moved"), Told.MOVED: ("moved",), Told.CANCELLED: ("cancelled",)}[told]
        if question.witnesses.stored in holding and question.witnesses.calendar != "absent":
            return
        if len(unanswered) < len(runs):
            yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(runs[-1]), *of_row(facts.focus)))
        return
    if told is not Told.CANCELLED:
        yield from _other_time(question, done[-1], at)


def _nothing_asked(question: Question, told: Told, at: datetime | None, late: list[Run]) -> Iterator[Finding]:
    """A deed that was claimed before any tool was asked to do it (`late`: those asked afterwards)."""
    facts, w = question.facts, question.witnesses
    if late and any(run.is_done for run in late):
        return
    holds = w.stored in ("confirmed", "moved") and w.calendar in ("present", "moved")
    if told is Told.BOOKED and holds and not facts.writes:
        return
    found = [run for run in facts.runs if run.meaning is Meaning.NOT_FOUND]
    if told is Told.BOOKED and found and not facts.writes:
        yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), *map(of_run, found[-1:])))
        return
    denied = _denied_by_check(facts, at) if told is Told.BOOKED and not late else None
    if denied is not None:
        yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(denied)))
    yield Finding(Code.CLAIM_WITHOUT_TOOL, at, (*of_claim(facts), *map(of_run, late[:1])), harmful=denied is None)


def _denied_by_check(facts: Facts, at: datetime | None) -> Run | None:
    """The last check before a claim, if it said that the very time is taken and offered no other."""
    checks = [run for run in facts.runs_of(Aim.CHECK) if _before(run, at) and not run.lost]
    if not checks or checks[-1].meaning is not Meaning.TAKEN:
        return None
    answer = as_json(checks[-1].tool.answer)
    offers = any(name in _OFFERED and value for name, value in fields_in(answer))
    offers = offers or any(claim.kind is Told.FREE for claim in claims_in(spoken_in(answer), facts.today))
    return None if offers else checks[-1]


def _read_out_after(deed: Run, looked_up: list[Run], at: datetime | None) -> Run | None:
    """The last look-up after a deed, whose answer was read out."""
    begun = deed.begin
    later = [
        run
        for run in looked_up
        if (run.aim is Aim.FIND or run.meaning is Meaning.CONFIRMED)
        and _before(run, at)
        and begun is not None
        and run.begin is not None
        and run.begin > begun
    ]
    return later[-1] if later else None


def promises_callback(run: Run, facts: Facts) -> bool:
    """Whether an answer of ours itself promised a call back."""
    if run.meaning is Meaning.CALLBACK:
        return True
    text = spoken_in(as_json(run.tool.answer))
    claims = claims_in(text, facts.today) or claims_in(text, facts.today, True)
    return any(claim.kind is Told.CALLBACK for claim in claims)


def _names_a_visit(run: Run) -> bool:
    return any(
        name in ("appointments", "bookings", "next_appointment", "termine", "upcoming")
        for name, _ in fields_in(as_json(run.tool.answer))
    )


def _before(run: Run, at: datetime | None) -> bool:
    return at is None or run.begin is None or run.begin <= at + timedelta(seconds=2)


def _other_time(question: Question, run: Run, at: datetime | None) -> Iterator[Finding]:
    """The deed is done, but the agent named another time than the answer and the row do."""
    facts = question.facts
    heard, focus = facts.heard, facts.focus
    if heard is None or heard.last is None or focus is None or focus.start is None:
        return
    local = facts.local(focus.start)
    wished = [day for wish in heard.wishes for day in wish.days]
    other_day = bool(heard.last.days) and not any(day.fits(local.date()) for day in heard.last.days)
    read_out = {date for day in days_in(plain(spoken_in(as_json(run.tool.answer))), facts.today) for date in day.dates}
    other_day = other_day and not (run.aim is Aim.FIND and any(day.dates & read_out for day in heard.last.days))
    if other_day and any(day.fits(local.date()) for day in wished) and focus.call_id == facts.call.id:
        yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(run), *of_row(focus)))
        return
    if not heard.last.clocks:
        return
    minutes = local.hour * 60 + local.minute
    answered = clocks_in(plain(spoken_in(as_json(run.tool.answer)))) or _starts_in(run, facts)
    made_here = run.is_done and focus.call_id == facts.call.id
    fits_row = any(clock.fits(minutes) for clock in heard.last.clocks)
    fits_answer = any(a.fits(c.minutes) for a in answered for c in heard.last.clocks)
    if not fits_row and (answered or made_here) and not fits_answer:
        yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(run), *of_row(focus)))


def _starts_in(run: Run, facts: Facts) -> tuple[Clock, ...]:
    """The times of day that an answer names in its fields."""
    found = [
        instant_of(value, facts.call.zone)
        for name, value in fields_in(as_json(run.tool.answer))
        if name in ("start", "start_time", "starts_at", "datetime", "beginn", "zeitpunkt")
    ]
    local = [facts.local(one) for one in found if one is not None]
    return tuple(Clock(one.hour * 60 + one.minute, either_half=False) for one in local)


def _time_claimed(question: Question, told: Told, at: datetime | None) -> Iterator[Finding]:
    """Free or taken: what did the tools say of the time?"""
    facts = question.facts
    heard = facts.heard
    assert heard is not None and heard.last is not None
    runs = [
        run
        for run in facts.runs
        if run.aim in (Aim.CHECK, Aim.BOOK, Aim.MOVE, Aim.OTHER, Aim.FIND) and _before(run, at)
    ]
    asked = [run for run in runs if run.aim is not Aim.FIND]
    if not asked:
        if not _public_knowledge(question, told) and not facts.runs_of(Aim.CONTEXT, Aim.OTHER):
            yield Finding(Code.CLAIM_WITHOUT_TOOL, at, of_claim(facts), Certainty.LIKELY)
        return
    last = next((run for run in reversed(asked) if run.meaning is not Meaning.NONE), None)
    if last is None or last.lost:
        return
    yes = last.meaning is Meaning.FREE or (last.is_done and last.aim is not Aim.CANCEL)
    denied = told is Told.TAKEN and yes and not _answer_refuses_too(last, facts)
    no = last.aim is Aim.CHECK and last.meaning is Meaning.TAKEN
    unanswered = last.aim is Aim.CHECK and (
        last.meaning is Meaning.FAILED
        or (last.meaning is Meaning.REFUSED and told is Told.FREE and not _offers(last, heard.last.clocks))
    )
    if denied or unanswered or (told is Told.FREE and no and not _offers(last, heard.last.clocks)):
        yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(last)))


def _public_knowledge(question: Question, told: Told) -> bool:
    """Whether a refusal can be told without a tool: by opening hours."""
    heard = question.facts.heard
    if told is not Told.TAKEN or heard is None or heard.last is None:
        return False
    return bool(re.search(r"geschlossen|ruhetag|feiertag|closed|öffnungszeit|opening", heard.last.words))


def _answer_refuses_too(run: Run, facts: Facts) -> bool:
    """Whether the same answer also says that something is taken: the agent may speak of that."""
    text = spoken_in(as_json(run.tool.answer))
    kinds = {claim.kind for claim in claims_in(text, facts.today)}
    return Told.TAKEN in kinds


def _offers(run: Run, clocks: tuple[Clock, ...]) -> bool:
    """Whether an answer that refuses one time offers the one the agent spoke of."""
    answer = as_json(run.tool.answer)
    if any(name in _OFFERED and value for name, value in fields_in(answer)):
        return True
    named = clocks_in(plain(spoken_in(answer)))
    return any(c.fits(k.minutes) for c in named for k in clocks) if clocks else True


def _failure_claimed(question: Question, at: datetime | None) -> Iterator[Finding]:
    """A failure that no tool reported."""
    facts = question.facts
    done = [run for run in facts.writes if run.is_done and _before(run, at)]
    if done and not done[-1].lost and not done[-1].late and done[-1] is [r for r in facts.writes if _before(r, at)][-1]:
        if done[-1].end is None or at is None or done[-1].end <= at + timedelta(seconds=2):
            yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(done[-1]), *of_row(facts.focus)))
    elif facts.runs and not facts.writes:
        checks = [run for run in facts.runs if _before(run, at)]
        if checks and all(
            run.meaning in (Meaning.FREE, Meaning.FOUND) and not run.lost and not run.late for run in checks
        ):
            yield Finding(Code.CLAIM_AGAINST_TOOL, at, (*of_claim(facts), of_run(checks[-1])), Certainty.LIKELY)
    elif not facts.runs:
        yield Finding(Code.CLAIM_WITHOUT_TOOL, at, of_claim(facts), Certainty.LIKELY)
