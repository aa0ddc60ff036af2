"""Causes outside of the call: notices, people in the calendar, clocks, and calls that are not this tenant's. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from holdfast.core.case import Notice
from holdfast.core.case_answers import Aim, Meaning, texts_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_replies import Act, Reply
from holdfast.core.case_runs import Sighting
from holdfast.core.case_values import text_of
from holdfast.core.correction import Told
from holdfast.core.timeline import STAMP_TOLERANCE
from holdfast.core.verdict.findings import Code, Finding, Question, Ref, of_entry, of_row
from holdfast.core.witnesses import absence_proven

CHANGE_TRIGGERS = re.compile(r"CANCEL|RESCHED|DELET|UPDAT|CHANG|MOVE|REJECT")
OUR_DOING = timedelta(seconds=90)
"""How near to a change of our row a change in the calendar may lie to be our own, where requests are not on record."""


def edits(question: Question) -> Iterator[Finding]:
    """human_edit, notice_lost, notice_refused. Needs: a booking of ours that changed in the calendar after our last
    write without a write of ours at that time, and a row that does not follow it. Which notice came of it tells the
    rest."""
    facts = question.facts
    change = _change(question)
    if change is None:
        return
    at, refs, uids = change
    found = _notices_about(facts, uids, at)
    refused = [n for n in facts.case.notices or () if n.accepted is False]
    base = (*of_row(facts.focus), *refs)
    harm = at
    yield Finding(Code.HUMAN_EDIT, harm, base, harmful=True)
    if facts.case.notices is None:
        return
    if any(n.accepted is False for n in found) or (not found and refused and _still_refusing(facts, at)):
        about = [n for n in found if n.accepted is False] or refused
        yield Finding(Code.NOTICE_REFUSED, harm, (*base, *(("notice", n.ref) for n in about[-3:])))
    elif not found:
        yield Finding(Code.NOTICE_LOST, harm, (*base, *(("notice", n.ref) for n in facts.case.notices[-2:])))


def _change(question: Question) -> tuple[datetime | None, tuple[Ref, ...], frozenset[str]] | None:
    """The foreign change: when it was made, where it is seen, and which uids a notice of it would name."""
    facts = question.facts
    calendar, stored = question.witnesses.calendar, question.witnesses.stored
    focus = facts.focus
    if focus is None:
        return None
    if focus.changed_by == "person":  # The row follows somebody's change, and says so itself.
        return _found(facts, focus.changed_at, [one for one in facts.ours if _is_of_now(one, calendar)])
    if stored == "cancelled" and calendar == "cancelled":
        return _followed(question)
    if stored not in ("confirmed", "pending", "moved"):
        return None
    if calendar == "cancelled":
        gone = [one for one in facts.ours if not one.entry.stands]
        at = facts.clocks.stamp(max((o.entry.updated_at for o in gone if o.entry.updated_at), default=None))
        return None if _was_us(facts, at, Act.CANCEL) else _found(facts, at, gone)
    if calendar == "moved" and stored != "moved":
        moved = [one for one in facts.ours if one.entry.stands]
        at = facts.clocks.stamp(max((when for one in moved if (when := _moved_at(one))), default=None))
        return None if _was_us(facts, at, Act.MOVE) else _found(facts, at, list(facts.ours))
    if calendar == "absent" and _once_stood(facts):
        listed = next((one.ref for one in reversed(facts.listings) if one.complete), None)
        refs: tuple[Ref, ...] = (("calendar", listed),) if listed else ()
        made = tuple(("request", one.request.id) for one in facts.creates if one.reply is Reply.DONE)
        return None, (*made, *refs), facts.focus.uids if facts.focus else frozenset()
    return _reshaped(question)


def _followed(question: Question) -> tuple[datetime | None, tuple[Ref, ...], frozenset[str]] | None:
    """A visit that this call promised was cancelled in the calendar after the call, not by us, and the row followed."""
    facts, focus = question.facts, question.facts.focus
    gone = [one for one in facts.ours if not one.entry.stands and not one.entry.moved_to]
    at = facts.clocks.stamp(max((o.entry.updated_at for o in gone if o.entry.updated_at), default=None))
    if focus is None or at is None or facts.told not in (Told.BOOKED, Told.MOVED) or facts.in_call(at):
        return None
    later = focus.changed_at is not None and focus.changed_at >= at - STAMP_TOLERANCE
    return _found(facts, at, gone) if later and not _was_us(facts, at, Act.CANCEL) else None


def _is_of_now(one: Sighting, calendar: str) -> bool:
    """Whether a sighting shows what became of the visit: that it stands, or that it is gone."""
    return one.entry.stands is (calendar in ("present", "partial", "moved"))


def _reshaped(question: Question) -> tuple[datetime | None, tuple[Ref, ...], frozenset[str]] | None:
    """The booking stands at its start, but a person made it longer, shorter or another host's."""
    facts = question.facts
    for one in facts.ours:
        before, now = one.first_entry, one.entry
        if not now.stands:
            continue
        if before is now:
            edited = now.created_at is not None and now.updated_at is not None
            edited = edited and _moved_at(one) != now.created_at and not _was_us(facts, now.updated_at, Act.MOVE)
            if edited and (facts.host_of_focus(now) is False or (len(facts.busy) == 1 and now.span not in facts.busy)):
                return _found(facts, facts.clocks.stamp(now.updated_at), [one])
            continue
        if before.start == now.start and (before.end, before.host) != (now.end, now.host):
            return _found(facts, facts.clocks.stamp(now.updated_at), [one])
    return None


def _found(
    facts: Facts, at: datetime | None, sightings: list[Sighting]
) -> tuple[datetime | None, tuple[Ref, ...], frozenset[str]]:
    uids = (
        {one.entry.uid for one in sightings}
        | {one.entry.id for one in sightings}
        | {one.entry.moved_to for one in sightings}
    )
    return at, tuple(of_entry(one.entry) for one in sightings), frozenset(uid for uid in uids if uid)


def _moved_at(one: Sighting) -> datetime | None:
    if one.first_entry.start != one.entry.start and one.entry.updated_at is not None:
        return one.entry.updated_at
    made, changed = one.entry.created_at, one.entry.updated_at
    return max((at for at in (made, changed) if at is not None), default=None)


def _was_us(facts: Facts, at: datetime | None, act: Act) -> bool:
    """Whether a request of ours, or a change of our row, lies at the moment of a change."""
    if at is None:
        return False
    for one in facts.exchanges:
        same = one.act is act or (act is Act.MOVE and one.act is Act.CREATE)
        begin, end = one.request.at, one.request.until
        if not same or one.reply not in (Reply.DONE, Reply.UNKNOWN) or begin is None or end is None:
            continue
        if begin - STAMP_TOLERANCE <= at <= end + STAMP_TOLERANCE:
            return act is not Act.MOVE or one.act is Act.MOVE
    aim = Aim.CANCEL if act is Act.CANCEL else Aim.MOVE
    if facts.case.requests is None:
        return any(
            run.begin is not None and run.end is not None and run.begin - STAMP_TOLERANCE <= at <= run.end + OUR_DOING
            for run in facts.runs_of(aim)
        )
    return False


def _once_stood(facts: Facts) -> bool:
    """Whether our booking was seen or answered as made, and a complete later listing does not show it any more."""
    focus = facts.focus
    if focus is None or focus.state != "confirmed":
        return False
    seen = bool(facts.ours)
    made = any(one.reply is Reply.DONE for one in facts.creates)
    synced = focus.sync == "synced" and bool(focus.uids) and focus.synced_at is not None
    spans = (focus.span,) if focus.span is not None else ()
    return (seen or made or synced) and bool(spans) and absence_proven(facts, spans)


def _notices_about(facts: Facts, uids: frozenset[str], at: datetime | None) -> list[Notice]:
    """The notices of a change: by any of its identifiers, of a kind that tells of changes, not long before it."""
    found = []
    for notice in facts.case.notices or ():
        named = {notice.uid, *(text_of(v) for v in notice.payload.values()), *texts_in(dict(notice.payload))}
        about = bool(named & uids)
        telling = bool(CHANGE_TRIGGERS.search(notice.trigger)) or not notice.trigger
        in_time = at is None or notice.at is None or notice.at >= at - STAMP_TOLERANCE * 2
        if about and telling and in_time:
            found.append(notice)
    return found


def _still_refusing(facts: Facts, at: datetime | None) -> bool:
    """Whether notices were being refused when the change was made: the last ones before it, or the next after."""
    known = [n for n in facts.case.notices or () if n.at is not None and n.accepted is not None]
    if at is None or not known:
        return bool(known) and all(n.accepted is False for n in known)
    before = [n for n in known if n.at is not None and n.at <= at]
    after = [n for n in known if n.at is not None and n.at > at]
    near = before[-1:] + after[:1]
    return bool(near) and all(n.accepted is False for n in near)


def clock(question: Question) -> Iterator[Finding]:
    """Sources disagree by more than their tolerance. Needs: two stamps of one deed from two clocks. It names a call
    only where nothing else is wrong, and then only beyond any doubt."""
    for one in question.facts.clocks.disagreements:
        yield Finding(Code.CLOCK, one.at, one.refs, harmful=False)
        return


def not_ours(question: Question) -> Iterator[Finding]:
    """The call or booking is not this tenant's. Needs: no trace in rows, calendar, requests and notices, and a
    dialled number, service or business that is not the tenant's."""
    facts = question.facts
    case = facts.case
    if (
        question.witnesses.stored != "none"
        or facts.ours
        or facts.creates
        or (facts.writes and any(r.is_done for r in facts.writes))
    ):
        return
    if question.witnesses.calendar in ("present", "partial") or (
        case.notices and any(_about_call(n, facts) for n in case.notices)
    ):
        return
    numbers = {re.sub(r"\D", "", number)[-9:] for number in case.catalog.phone_numbers}
    dialled = re.sub(r"\D", "", facts.call.to_number or "")[-9:]
    elsewhere = bool(numbers) and bool(dialled) and dialled not in numbers
    looked = [run for run in facts.runs if run.meaning is Meaning.NOT_FOUND]
    if elsewhere and (
        looked or not facts.runs_of(Aim.CHECK, Aim.BOOK) or question.witnesses.said in ("nothing", "failed")
    ):
        refs: tuple[Ref, ...] = (
            ("clock", "call.to_number"),
            ("catalog", "phone_numbers"),
            *(("tool_call", r.tool.id) for r in looked),
        )
        yield Finding(Code.NOT_OURS, facts.call.started_at, refs)


def _about_call(notice: Notice, facts: Facts) -> bool:
    return any(text == facts.call.id for text in texts_in(dict(notice.payload)) if facts.call.id)
