"""The first question of every verdict: was it us? A "no" that met this call's own booking, hold or earlier attempt.
Pure."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from holdfast.core.case_answers import as_json, fields_in, reason_of, texts_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_replies import Reply
from holdfast.core.case_values import instant_of
from holdfast.core.correction import Told
from holdfast.core.interval import Interval
from holdfast.core.timeline import STAMP_TOLERANCE
from holdfast.core.verdict.blockers import Denial, blockers_of, busy_exchanges, denial_of
from holdfast.core.verdict.findings import Certainty, Code, Finding, Question, of_exchange, of_row, of_sightings

NOBODY_THERE = frozenset(
    {"closed", "holiday", "staff_away", "staff_cannot", "too_short_notice", "past", "beyond_horizon", "does_not_fit"}
)
"""Reasons of a "no" that nobody's booking, hence no booking of ours, stands behind."""
DENIED = frozenset({Told.TAKEN, Told.FAILED, Told.NOTHING})


def own_echo(question: Question) -> Iterator[Finding]:
    """A "no" caused by this call's own booking or earlier attempt. Needs: a refusal (tool or calendar) that cost the
    caller the time, and a booking that is ours (key, uid, or attendee + span + host + making inside our request)
    standing then."""
    facts = question.facts
    denial = denial_of(facts)
    if denial is None:
        yield from _denied_without_record(question)
        return
    if denial.exchange is None and denial.run is not None and reason_of(denial.run.tool.answer) in NOBODY_THERE:
        return
    refused = denial.run is not None and denial.run.is_write and facts.told is Told.UNKNOWN
    refused = refused and not any(run.is_done for run in facts.writes)
    if question.witnesses.stored not in ("failed", "none") and facts.told not in DENIED and not refused:
        return
    mine = [one for one in facts.sightings if facts.owner(one.entry).whose in ("focus", "call")]
    standing = [
        one for one in mine if _stood(facts, one.entry.created_at, one.entry.updated_at, one.entry.stands, denial.at)
    ]
    spans = _refused_spans(facts, denial)
    echo = [one for one in standing if one.entry.span is not None and any(one.entry.span.overlaps(s) for s in spans)]
    if not echo:
        yield from _own_hold(facts, denial)
        return
    if _foreign_alone_decides(facts, denial, spans, len(echo)):
        return
    by = {facts.owner(one.entry).by for one in echo}
    certainty = Certainty.LIKELY if by == {"fit"} else Certainty.PROVEN
    refs = of_sightings(echo)
    yield Finding(
        Code.OWN_ECHO,
        denial.at,
        (*denial.refs, *refs, *of_row(facts.focus)),
        certainty,
        ((Code.REAL_RACE, refs), (Code.STALE_COPY, refs)),
    )


def _denied_without_record(question: Question) -> Iterator[Finding]:
    """No tool call is on record, but the caller was told "taken" after our own booking stood there."""
    facts = question.facts
    last = facts.heard.last if facts.heard is not None else None
    if facts.case.tools is not None or last is None or last.kind is not Told.TAKEN:
        return
    told_at = facts.clocks.audio(last.at_s)
    echo = [one for one in facts.ours if one.entry.stands and facts.in_call(facts.clocks.stamp(one.entry.created_at))]
    made = [at for one in echo if (at := facts.clocks.stamp(one.entry.created_at)) is not None]
    if made and told_at is not None and min(made) <= told_at:
        refs = (("utterance", last.line), *of_sightings(echo), *of_row(facts.focus))
        yield Finding(Code.OWN_ECHO, told_at, refs, Certainty.LIKELY)


def _own_hold(facts: Facts, denial: Denial) -> Iterator[Finding]:
    """The "no" names this call or its row as what is in the way, or a reservation of this call hid the time."""
    named = {facts.call.id, *(row.id for row in facts.own_rows)} - {""}
    answer = as_json(denial.run.tool.answer) if denial.run is not None else None
    for field, value in fields_in(answer):
        if re.search(r"held_by|holder|blocked_by|blocker|occup|conflict|owner", field):
            texts = set(texts_in(value)) | ({value} if isinstance(value, str) else set())
            if texts & named:
                yield Finding(Code.OWN_ECHO, denial.at, denial.refs, Certainty.PROVEN)
                return
    if any(b.stood_at(denial.at) for b in blockers_of(facts)):
        return
    for one in facts.exchanges:
        early = one.request.at is not None and one.request.at <= denial.at
        if "reserv" in one.request.path.lower() and one.request.method == "POST" and one.reply is Reply.DONE and early:
            start = instant_of(one.request.body.get("slotStart") or one.request.body.get("start"))
            if start is not None and any(span.start == start for span in facts.wish):
                yield Finding(Code.OWN_ECHO, denial.at, (*denial.refs, of_exchange(one)), Certainty.LIKELY)
                return


def _stood(facts: Facts, created: datetime | None, updated: datetime | None, stands: bool, at: datetime) -> bool:
    made = facts.clocks.stamp(created)
    gone = None if stands else facts.clocks.stamp(updated)
    return (made is None or made <= at + STAMP_TOLERANCE) and (gone is None or gone >= at - STAMP_TOLERANCE)


def _refused_spans(facts: Facts, denial: Denial) -> tuple[Interval, ...]:
    """The spans whose refusal is on record: of the requests that were refused, else the whole wish."""
    starts = {
        one.start
        for one in busy_exchanges(facts)
        if one.start is not None
        and (denial.exchange is None or one.request.tool_call == denial.exchange.request.tool_call)
    }
    if denial.exchange is not None and starts:
        exact = tuple(span for span in facts.wish if span.start in starts)
        return exact or tuple(Interval(start, start + timedelta(minutes=5)) for start in starts)
    return facts.wish


def _foreign_alone_decides(facts: Facts, denial: Denial, spans: tuple[Interval, ...], echoes: int) -> bool:
    """Whether somebody else stood there before ours, so that ours is not what was in the way."""
    foreign = [b for b in blockers_of(facts, spans) if b.owner.whose in ("foreign", "other") and b.stood_at(denial.at)]
    return bool(foreign) and len(facts.busy) > 1 and echoes < len(facts.busy)
