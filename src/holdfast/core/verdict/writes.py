"""Causes on the way into the calendar: unknown outcomes, identifiers, chains, event types, contacts, outages, our own
faults. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from holdfast.core.case import EventType
from holdfast.core.case_answers import Aim, Meaning, is_internal_fault
from holdfast.core.case_facts import Facts
from holdfast.core.case_replies import CHANGES, Act, Reply
from holdfast.core.case_runs import Exchange
from holdfast.core.case_values import text_of
from holdfast.core.correction import Told
from holdfast.core.interval import Interval
from holdfast.core.timeline import STAMP_TOLERANCE
from holdfast.core.verdict.blockers import blockers_of
from holdfast.core.verdict.echo import own_echo
from holdfast.core.verdict.findings import (
    Certainty,
    Code,
    Finding,
    Question,
    of_claim,
    of_entry,
    of_exchange,
    of_row,
    of_run,
    of_sightings,
)
from holdfast.core.witnesses import absence_proven

OUTAGES = frozenset({Reply.DOWN, Reply.AUTH, Reply.RATE, Reply.UNKNOWN})


def went_wrong(question: Question) -> bool:
    """Whether the caller did not get what was asked for, or was told so."""
    witnesses = question.witnesses
    if witnesses.stored in ("failed",) or witnesses.said in ("failed", "taken", "pending"):
        return True
    return witnesses.stored in ("none", "pending") and witnesses.said != "nothing" and bool(question.facts.writes)


def late_success(question: Question) -> Iterator[Finding]:
    """A time-out or error answer, yet done. Needs: a change with unknown outcome, the booking found by another key,
    and a row or word that holds it for failed or open."""
    facts = question.facts
    settled = question.witnesses.stored in ("confirmed", "moved", "cancelled", "unknown") and facts.told in (
        Told.UNKNOWN,
        Told.BOOKED, Told.MOVED, Told.CANCELLED,
    )  # fmt: skip
    answered = {text_of(uid) for one in facts.creates if one.reply is Reply.DONE for uid in _answered_uids(one)}
    doubled = len([one for one in facts.ours if one.entry.stands]) > max(1, len(facts.busy))
    if settled and not doubled:
        return
    for one in facts.exchanges:
        if one.reply is not Reply.UNKNOWN or one.act not in CHANGES or one.request.at is None:
            continue
        effects = [
            s for s in facts.ours if _is_effect(one, s.entry.uid, s.entry.start, facts) and s.entry.uid not in answered
        ]
        effects = [s for s in effects if _happened(one, s.entry.created_at, s.entry.updated_at, s.entry.stands, facts)]
        if effects:
            refs = of_sightings(effects)
            yield Finding(
                Code.LATE_SUCCESS,
                one.request.until,
                (of_exchange(one), *refs, *of_row(facts.focus)),
                excludes=((Code.CALENDAR_DOWN, refs), (Code.REAL_RACE, refs)),
            )
            return


_DONE_LATER = {
    Aim.BOOK: frozenset({("confirmed", "present")}),
    Aim.MOVE: frozenset({("moved", "moved")}),
    Aim.CANCEL: frozenset({("cancelled", "cancelled"), ("cancelled", "absent")}),
}


def done_after_pending(question: Question) -> Iterator[Finding]:
    """late_success once more: it was our own answer that left the outcome open. Needs: the last write answered as
    pending, a caller who heard no more than that, and row and calendar that show the deed done."""
    facts, w = question.facts, question.witnesses
    last = facts.writes[-1] if facts.writes else None
    if last is None or last.meaning is not Meaning.PENDING or facts.told is not Told.PENDING:
        return
    if (w.stored, w.calendar) not in _DONE_LATER.get(last.aim, frozenset()):
        return
    changed = facts.focus.changed_at if facts.focus is not None else None
    after = changed is not None and last.end is not None and changed >= last.end - STAMP_TOLERANCE
    refs = of_sightings(facts.ours)
    yield Finding(
        Code.LATE_SUCCESS,
        last.end or last.begin,
        (of_run(last), *of_claim(facts), *of_row(facts.focus), *refs),
        Certainty.PROVEN if after else Certainty.LIKELY,
        excludes=((Code.CALENDAR_DOWN, refs),) if refs else (),
    )


def _answered_uids(one: Exchange) -> list[str]:
    response = one.request.response
    data = response.get("data") if isinstance(response, dict) else None
    return [str(data["uid"])] if isinstance(data, dict) and data.get("uid") else []


def _is_effect(one: Exchange, uid: str | None, start: datetime | None, facts: Facts) -> bool:
    if one.act is Act.CANCEL:
        return uid is not None and uid in one.request.path
    return one.start is None or one.start == start


def _happened(one: Exchange, created: datetime | None, updated: datetime | None, stands: bool, facts: Facts) -> bool:
    at = one.request.at
    assert at is not None
    if one.act is Act.CANCEL:
        gone = facts.clocks.stamp(updated)
        return not stands and (gone is None or gone >= at - STAMP_TOLERANCE)
    made = facts.clocks.stamp(created)
    changed = facts.clocks.stamp(updated)
    moment = changed if one.act is Act.MOVE and changed is not None else made
    return moment is None or moment >= at - STAMP_TOLERANCE


def id_mixup(question: Question) -> Iterator[Finding]:
    """Looked up or acted with the wrong kind of identifier. Needs: a number (or a uid that a move made stale) where the
    endpoint takes a uid, answered by 404 or without effect. Afterwards, by hand, it only helped along."""
    facts = question.facts
    stale = {one.entry.uid for one in facts.sightings if one.entry.moved_to and one.entry.uid}
    for one in facts.exchanges:
        match = re.search(r"/(?:bookings|events|appointments)/([^/?]+)", one.request.path)
        if match is None or one.act is Act.LIST:
            continue
        named = match[1]
        numeric = named.isdigit() and one.reply in (Reply.NOT_FOUND, Reply.OTHER)
        old = named in stale and one.act is not Act.LOOK_UP and _was_stale(facts, named, one)
        old = old or (named in stale and one.reply is Reply.NOT_FOUND)
        strange = one.reply is Reply.NOT_FOUND and one.act in CHANGES and _known_otherwise(facts, named)
        if not (numeric or old or strange):
            continue
        in_call = one.request.tool_call is not None
        retried = any(
            o.act is one.act and o.reply is Reply.DONE and o.request.path != one.request.path for o in facts.exchanges
        )
        harmful = in_call and not retried and (_undone(question, one) or one.act not in CHANGES)
        harmful = harmful or _flipped_by(question, one)
        certainty = Certainty.PROVEN if facts.ours else Certainty.LIKELY
        yield Finding(
            Code.ID_MIXUP,
            one.request.until or one.request.at,
            (of_exchange(one), *of_sightings(facts.ours), *of_row(facts.focus)),
            certainty,
            harmful=harmful and _matters(question),
        )
        return


def _flipped_by(question: Question, one: Exchange) -> bool:
    """Whether a look-up that found nothing made a row failed that stands in the calendar."""
    row, at = question.facts.focus, one.request.at
    wrong = question.witnesses.stored in ("failed", "cancelled") and question.witnesses.calendar == "present"
    if row is None or at is None or row.changed_at is None or not wrong or row.changed_at < at:
        return False
    return not any(other.reply is Reply.BUSY for other in question.facts.creates)


def _was_stale(facts: Facts, uid: str, one: Exchange) -> bool:
    """Whether a uid had been moved away before a request used it."""
    after = next((s.entry for s in facts.sightings if s.entry.uid == uid), None)
    successor = next((s.entry for s in facts.sightings if after is not None and s.entry.uid == after.moved_to), None)
    made = facts.clocks.stamp(successor.created_at) if successor is not None else None
    return made is not None and one.request.at is not None and made < one.request.at - STAMP_TOLERANCE


def _known_otherwise(facts: Facts, named: str) -> bool:
    """Whether what was named is an identifier of ours, but not the one the calendar knows the booking by."""
    if not facts.ours:
        return False
    return all(named != s.entry.uid for s in facts.ours) and (facts.focus is not None and named == facts.focus.id)


def _undone(question: Question, one: Exchange) -> bool:
    calendar = question.witnesses.calendar
    return one.act in CHANGES and calendar in ("present", "moved", "partial", "unknown")


def _matters(question: Question) -> bool:
    said, stored, calendar = question.witnesses.said, question.witnesses.stored, question.witnesses.calendar
    triple = {"cancelled": ("cancelled", "absent"), "moved": ("moved",), "confirmed": ("present",)}
    fine = {"booked": "confirmed", "cancelled": "cancelled", "moved": "moved"}.get(said) == stored
    return not (fine and calendar in triple.get(stored, ()))


def part_chain(question: Question) -> Iterator[Finding]:
    """Some segments written, some not. Needs: several busy segments in the row, entries for some of them, and a
    complete listing that does not show the others."""
    facts = question.facts
    if question.witnesses.calendar != "partial":
        return
    failed = [one for one in facts.creates if one.reply is not Reply.DONE and one.request.tool_call]
    found = of_sightings(one for one in facts.ours if one.entry.stands)
    moments = [one.request.until for one in failed if one.request.until is not None]
    at = min(moments, default=facts.focus.changed_at if facts.focus is not None else None)
    yield Finding(Code.PART_CHAIN, at, (*of_row(facts.focus), *found, *(of_exchange(one) for one in failed)))


def config_event_type(question: Question) -> Iterator[Finding]:
    """The event type is missing, a parent, another tenant's, of the wrong host or length. Needs: a refusal that names
    the event type, or a request whose event type the catalogue knows otherwise."""
    facts = question.facts
    named = [one for one in facts.creates if one.reply is Reply.EVENT_TYPE]
    if named and question.witnesses.calendar not in ("present",):
        at = named[0].request.until
        yield Finding(
            Code.CONFIG_EVENT_TYPE, at, (*map(of_exchange, named), ("catalog", "event_types"), *of_row(facts.focus))
        )
        return
    if not facts.case.catalog.event_types:
        return
    for one in facts.creates:
        flaw = _flaw(one, facts)
        lost = one.reply not in (Reply.DONE, Reply.BUSY, Reply.CONTACT) and question.witnesses.calendar != "present"
        if flaw and (lost or (one.reply is Reply.DONE and _shows_in_calendar(flaw, one, facts))):
            refs = (of_exchange(one), ("catalog", "event_types"), *of_sightings(facts.ours))
            yield Finding(Code.CONFIG_EVENT_TYPE, one.request.until, refs)
            return
    yield from _no_event_type(question)


def refused_at_any_time(question: Question) -> Iterator[Finding]:
    """config_event_type, by the same refusal at several times. Needs: creates at three or more different starts
    refused alike, and a complete listing that shows nobody at any of them."""
    facts = question.facts
    refused = [one for one in facts.creates if one.reply in (Reply.BUSY, Reply.OTHER) and one.start is not None]
    starts = {one.start for one in refused if one.start is not None}
    if facts.ours or len(starts) < 3 or len(starts) <= len(facts.busy) or len(refused) < len(facts.creates):
        return
    spans = tuple(Interval(start, start + timedelta(minutes=5)) for start in sorted(starts))
    if absence_proven(facts, spans) and not blockers_of(facts, spans):
        refs = (*map(of_exchange, refused), *(("calendar", one.ref) for one in facts.listings if one.complete))
        yield Finding(Code.CONFIG_EVENT_TYPE, refused[0].request.until, refs, Certainty.LIKELY)


def _flaw(one: Exchange, facts: Facts) -> str | None:
    """What the catalogue holds against the event type of a request."""
    kinds = facts.case.catalog.event_types or ()
    asked = text_of(one.request.body.get("eventTypeId"))
    kind = next((k for k in kinds if k.id == asked), None)
    if asked is None:
        return None
    if kind is None:
        return "unknown"
    if "parent" in kind.kind:
        return "parent"
    if (
        facts.focus is not None
        and kind.staff is not None
        and facts.focus.staff is not None
        and kind.staff != facts.focus.staff
    ):
        return "staff"
    return "length" if _wrong_length(kind, one, facts) else None


def _wrong_length(kind: EventType, one: Exchange, facts: Facts) -> bool:
    span = next((span for span in facts.busy if span.start == one.start), None)
    if span is None or kind.minutes is None or facts.focus is None:
        return False
    return abs(span.length.total_seconds() / 60 - kind.minutes) >= 1


def _shows_in_calendar(flaw: str, one: Exchange, facts: Facts) -> bool:
    """Whether a wrong event type had its effect: another host or another length stands."""
    for sighting in facts.ours if facts.focus is not None else ():
        entry = sighting.entry
        if entry.start != one.start or not entry.stands:
            continue
        if flaw in ("staff", "unknown", "parent") and facts.host_of_focus(entry) is False:
            return True
        if flaw in ("length", "unknown") and entry.span is not None and entry.span not in facts.busy:
            return any(span.start == entry.start for span in facts.busy)
    return False


def _no_event_type(question: Question) -> Iterator[Finding]:
    """Nothing in the catalogue can book this service with this person, and the write was refused for no other
    reason."""
    facts = question.facts
    catalog = facts.case.catalog
    name = (facts.service_name or "").casefold()
    service = next((s for s in catalog.services or () if name and name in (s.name.casefold(), s.key.casefold())), None)
    refused = [run for run in facts.runs_of(Aim.BOOK) if run.meaning in (Meaning.REFUSED, Meaning.FAILED)]
    if service is None or not refused or facts.creates:
        return
    fitting = [k for k in catalog.event_types or () if k.service == service.key and "parent" not in k.kind]
    staff = facts.focus.staff if facts.focus is not None else None
    if [k for k in fitting if staff is None or k.staff in (None, staff)]:
        return
    refs = (of_run(refused[0]), ("catalog", "event_types"))
    yield Finding(Code.CONFIG_EVENT_TYPE, refused[0].end, refs, Certainty.LIKELY)


def missing_contact(question: Question) -> Iterator[Finding]:
    """The calendar wants an e-mail or a valid phone. Needs: a refusal that names the field, and no later success."""
    facts = question.facts
    refused = [one for one in facts.creates if one.reply is Reply.CONTACT]
    if refused and question.witnesses.calendar in ("absent", "unknown", "partial") and went_wrong(question):
        proof = tuple(("calendar", listing.ref) for listing in facts.listings if listing.complete)
        refs = (*map(of_exchange, refused), *of_row(facts.focus))
        yield Finding(
            Code.MISSING_CONTACT, refused[0].request.until, refs, excludes=((Code.REAL_RACE, proof),) if proof else ()
        )


def calendar_down(question: Question) -> Iterator[Finding]:
    """Outage, rate limit or credentials. Needs: requests that failed for such a reason (several, or one that decided
    the answer), none that did the same later, and nothing of ours made by them."""
    facts = question.facts
    failing = [one for one in facts.exchanges if one.reply in OUTAGES]
    if not failing or not went_wrong(question) or any(True for _ in own_echo(question)):
        return
    if question.witnesses.calendar in ("present",) or any(True for _ in late_success(question)):
        return
    last = max((one.request.at for one in failing if one.request.at is not None), default=None)
    for one in facts.exchanges:
        later = last is None or one.request.at is None or one.request.at > last
        answered = one.reply in (Reply.DONE, Reply.BUSY, Reply.CONTACT, Reply.EVENT_TYPE) and one.request.tool_call
        if later and answered and (one.act in CHANGES or not any(f.act in CHANGES for f in failing)):
            return
    open_end = question.witnesses.calendar == "unknown" and failing[0].act in CHANGES
    if open_end and len(failing) == 1 and failing[0].reply is Reply.UNKNOWN:
        return  # It may have been done: only a listing would tell.
    in_call = [one for one in failing if one.request.tool_call or facts.in_call(one.request.at)]
    if not in_call:
        return
    certainty = Certainty.PROVEN if len(failing) > 1 else Certainty.LIKELY
    yield Finding(Code.CALENDAR_DOWN, in_call[0].request.at, (*map(of_exchange, failing), *of_claim(facts)), certainty)


def handler_fault(question: Question) -> Iterator[Finding]:
    """Our own tool broke. Needs: a 5xx or the words of an exception in our answer, and no later run that did it after
    all."""
    facts = question.facts
    for run in facts.runs:
        if not is_internal_fault(run.tool):
            continue
        later = [r for r in facts.runs if r.aim is run.aim and r.begin is not None and run.begin is not None]
        mended = any(
            r.begin > run.begin
            and r.meaning
            in (Meaning.CONFIRMED, Meaning.FREE, Meaning.FOUND, Meaning.TAKEN, Meaning.MOVED, Meaning.CANCELLED)
            for r in later
            if r.begin and run.begin
        )
        ours = tuple(of_entry(one.entry) for one in facts.ours if one.entry.stands)
        agreed = question.witnesses.stored == "confirmed" and facts.told is Told.BOOKED
        if mended or agreed or (run.aim is Aim.CONTEXT and not _is_failing(question)):
            continue
        yield Finding(
            Code.HANDLER_FAULT, run.end or run.begin, (of_run(run), *of_claim(facts), *ours, *of_row(facts.focus))
        )
        return


def _is_failing(question: Question) -> bool:
    return question.witnesses.said == "failed" and not question.facts.writes
