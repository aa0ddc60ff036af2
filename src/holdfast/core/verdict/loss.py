"""Causes of a "no" about the time that was not us: somebody else, an old copy, our own rules, the wrong half of a
person.

A race needs somebody else's booking made between offer and write. Pure.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from holdfast.core.case import Mirror
from holdfast.core.case_answers import Aim, Meaning, as_json, fields_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_owner import Owner
from holdfast.core.case_runs import Run, Sighting
from holdfast.core.case_values import text_of
from holdfast.core.interval import Interval
from holdfast.core.timeline import STAMP_TOLERANCE
from holdfast.core.verdict.blockers import (
    FRESH,
    Blocker,
    Denial,
    blockers_of,
    copy_of,
    denial_of,
    overlapping,
    shows,
)
from holdfast.core.verdict.echo import own_echo
from holdfast.core.verdict.findings import (
    Certainty,
    Code,
    Finding,
    Question,
    Ref,
    of_entry,
    of_run,
)
from holdfast.core.verdict.own_rules import away_since, broken_rule, buffer_between
from holdfast.core.witnesses import absence_proven, agree

_SETTLED = ("booked", "moved", "cancelled")


def lost_to_others(question: Question) -> Iterator[Finding]:
    """real_race, stale_copy, logic_gap, earlier_test, foreign_system, duplicate_staff. Needs: a time that was called
    free and then refused, the bookings of the span, and the age of the copy the offer came from. The oldest booking
    that stood at the refusal decides, since it alone would have refused."""
    facts, w = question.facts, question.witnesses
    if any(True for _ in own_echo(question)) or (w.said in _SETTLED and agree(facts, w)):
        return  # An earlier wish was lost and well told; what this call is about now stands.
    denial = denial_of(facts)
    if denial is None:
        return
    standing = [b for b in blockers_of(facts) if b.stood_at(denial.at)]
    if denial.offered_at is None:
        yield from _needless_no(facts, denial, standing)
        return
    if not standing:
        yield from _nobody_there(facts, denial)
        return
    yield from _decided_by(standing[0], standing, denial, facts)


def _decided_by(oldest: Blocker, standing: list[Blocker], denial: Denial, facts: Facts) -> Iterator[Finding]:
    refs = (*denial.refs, of_entry(oldest.sighting.entry))
    assert denial.offered_at is not None
    before = oldest.created is not None and oldest.created <= denial.offered_at
    series = series_of(facts, standing)
    mirror = copy_of(facts, denial.offer)
    if oldest.owner.whose in ("other", "call"):
        code = Code.EARLIER_TEST if before or oldest.created is None else Code.REAL_RACE
        known = code is not Code.EARLIER_TEST or _is_of_a_call(oldest.owner, facts)
        older = [] if known else list(_older_than_the_offer(oldest, denial, mirror, facts, refs))
        if older:
            yield from older
            return
        certainty = Certainty.PROVEN if known else Certainty.LIKELY
        yield Finding(code, denial.offered_at, refs, certainty, ((Code.OWN_ECHO, refs[-1:]),))
        return
    if series:
        yield Finding(
            Code.FOREIGN_SYSTEM, denial.offered_at, (*denial.refs, *series), excludes=((Code.OWN_ECHO, refs[-1:]),)
        )
        fetched = mirror.fetched_at if mirror is not None else None
        if before and mirror is not None and fetched and oldest.created and fetched < oldest.created:
            yield Finding(
                Code.STALE_COPY, denial.offered_at, (*refs, ("mirror", mirror.ref)), Certainty.LIKELY, harmful=False
            )
        return
    if oldest.created is None:
        return
    if not before:
        yield Finding(Code.REAL_RACE, denial.at, refs, excludes=_not_ours(refs[-1:], mirror, oldest))
        return
    yield from _older_than_the_offer(oldest, denial, mirror, facts, refs)


def _not_ours(
    refs: tuple[Ref, ...], mirror: Mirror | None, oldest: Blocker
) -> tuple[tuple[Code, tuple[Ref, ...]], ...]:
    excluded: list[tuple[Code, tuple[Ref, ...]]] = [(Code.OWN_ECHO, refs)]
    if mirror is not None and mirror.fetched_at is not None and oldest.created is not None:
        excluded.append((Code.STALE_COPY, (("mirror", mirror.ref), *refs)))
    return tuple(excluded)


def _is_of_a_call(owner: Owner, facts: Facts) -> bool:
    """Whether it is known that another call of ours made a booking: listed with one, or its row names one."""
    calls = facts.case.other_calls or ()
    if any(owner.name in (call.id, *call.bookings) for call in calls):
        return True
    return owner.whose == "other" and any(r.id == owner.name and r.call_id for r in facts.case.rows or ())


def _older_than_the_offer(
    oldest: Blocker, denial: Denial, mirror: Mirror | None, facts: Facts, refs: tuple[Ref, ...]
) -> Iterator[Finding]:
    """The booking was there when the time was called free: from an old copy, against a fresh one, or of another
    record."""
    at, made = denial.offered_at, oldest.created
    offer = denial.offer
    checked = _staff_checked(offer, facts) if mirror is None else mirror.staff
    if made is not None and mirror is None and two_records(facts, checked, oldest):
        yield Finding(Code.DUPLICATE_STAFF, at, (*refs, ("catalog", "staff")), Certainty.LIKELY)
        return
    if mirror is None or mirror.fetched_at is None or made is None:
        return
    copied: tuple[Ref, ...] = (("mirror", mirror.ref),) if mirror.ref != "answer" else ()
    refs = (*refs, *copied)
    begin = offer.begin if offer is not None else None
    excluded = (
        (Code.OWN_ECHO, (of_entry(oldest.sighting.entry),)),
        (Code.REAL_RACE, (of_entry(oldest.sighting.entry),)),
    )
    if mirror.fetched_at < made - timedelta(milliseconds=1):
        if begin is not None and mirror.fetched_at >= begin - FRESH and made >= begin - FRESH:
            yield Finding(Code.REAL_RACE, denial.at, refs, Certainty.LIKELY, excluded[:1])
            return
        yield Finding(Code.STALE_COPY, at, refs, excludes=excluded)
        return
    if two_records(facts, mirror.staff, oldest):
        yield Finding(Code.DUPLICATE_STAFF, at, (*refs, ("catalog", "staff")), excludes=excluded)
        return
    shown = shows(mirror, tuple(span for span in (oldest.sighting.entry.span,) if span is not None))
    if shown or oldest.sighting.first_entry.status == "pending":
        yield Finding(Code.LOGIC_GAP, at, refs, excludes=(*excluded, (Code.STALE_COPY, copied)))
    elif broken_rule(facts, at):
        yield Finding(Code.LOGIC_GAP, at, (*refs, ("catalog", "working_hours")), excludes=excluded)


def _staff_checked(offer: Run | None, facts: Facts) -> str | None:
    """The staff record that a check answered for."""
    keys = {person.key for person in facts.case.catalog.staff or ()}
    values = fields_in(as_json(offer.tool.answer)) if offer is not None else ()
    return next((text for _, value in values if (text := text_of(value)) in keys), None)


def two_records(facts: Facts, checked: str | None, blocker: Blocker | None) -> bool:
    """Whether the check asked about one record or account of a person, and the time was kept under another one."""
    staff = facts.case.catalog.staff or ()
    written = facts.focus.staff if facts.focus is not None else None
    one = next((p for p in staff if p.key == checked), None)
    other = next((p for p in staff if p.key == written), None)
    if one is not None and other is not None and one.key != other.key:
        shared = set(one.accounts) & set(other.accounts)
        return one.name.casefold() == other.name.casefold() or bool(shared)
    person = one or other
    account = blocker.sighting.entry.host_account if blocker is not None else None
    return person is not None and len(person.accounts) > 1 and account is not None and account in person.accounts[1:]


def _nobody_there(facts: Facts, denial: Denial) -> Iterator[Finding]:
    """Called free, then refused, and no booking stood there: our own rules, buffers, or another record of the
    person."""
    rule = broken_rule(facts, denial.offered_at)
    refs = denial.refs
    whole = (Interval(facts.wish[0].start, facts.wish[-1].end),) if facts.wish else ()
    proof: tuple[Ref, ...] = ()
    if whole and absence_proven(facts, whole):
        proof = tuple(("calendar", listing.ref) for listing in facts.listings if listing.complete)
    if rule is not None:
        yield Finding(Code.LOGIC_GAP, denial.offered_at, (*refs, ("catalog", "working_hours"), *proof))
        return
    if away_since(facts, denial.offered_at, denial.at) is not None:
        yield Finding(Code.REAL_RACE, denial.at, (*refs, ("catalog", "time_off"), *proof))
        return
    near = _within_buffer(facts, denial)
    if near is not None:
        yield Finding(Code.LOGIC_GAP, denial.offered_at, (*refs, of_entry(near.sighting.entry), ("catalog", "rules")))
        return
    mirror = copy_of(facts, denial.offer)
    if mirror is not None and shows(mirror, facts.wish):
        yield Finding(Code.LOGIC_GAP, denial.offered_at, (*refs, ("mirror", mirror.ref)), Certainty.LIKELY)
    elif mirror is not None and not proof and two_records(facts, mirror.staff, None):
        yield Finding(Code.DUPLICATE_STAFF, denial.offered_at, (*refs, ("mirror", mirror.ref)), Certainty.LIKELY)


def _within_buffer(facts: Facts, denial: Denial) -> Blocker | None:
    buffer = buffer_between(facts)
    if not buffer:
        return None
    wide = tuple(Interval(span.start - buffer, span.end + buffer) for span in facts.wish)
    return next((b for b in blockers_of(facts, wide) if b.stood_at(denial.at)), None)


def _needless_no(facts: Facts, denial: Denial, standing: list[Blocker]) -> Iterator[Finding]:
    """Refused at once: rightly where somebody stands there; else by leftovers of a test, an old copy, or a wrong
    rule."""
    run = denial.run
    if run is None or run.aim is not Aim.CHECK or run.meaning is not Meaning.TAKEN:
        yield from _refused_without_a_check(facts, denial, standing)
        return
    mine = [b for b in standing if b.owner.whose in ("other", "call")]
    if mine:
        if len(mine) == len(standing) and _leftover(mine[0], facts):
            refs = (of_run(run), *(of_entry(b.sighting.entry) for b in mine))
            yield Finding(Code.EARLIER_TEST, denial.at, refs, excludes=((Code.OWN_ECHO, refs[1:]),))
        return
    if standing or not facts.wish:
        return
    mirror = copy_of(facts, run)
    gone = [b for b in blockers_of(facts) if b.until is not None and b.until <= denial.at - STAMP_TOLERANCE]
    if mirror is None or mirror.fetched_at is None:
        return
    if shows(mirror, facts.wish) and gone and any(b.until is not None and b.until > mirror.fetched_at for b in gone):
        refs = (of_run(run), ("mirror", mirror.ref), *(of_entry(b.sighting.entry) for b in gone))
        yield Finding(Code.STALE_COPY, denial.at, refs, excludes=((Code.REAL_RACE, refs[2:]),))
        return
    spans = (Interval(facts.wish[0].start, facts.wish[-1].end),)
    exact = facts.minutes_wanted is not None or facts.focus is not None
    if (
        exact
        and shows(mirror, facts.wish) is False
        and absence_proven(facts, spans)
        and not broken_rule(facts, denial.at)
    ):
        near = _within_buffer(facts, denial)
        if near is None and facts.spoken_start == facts.wanted_start and not _other_reason(run.tool.answer):
            refs = (of_run(run), ("mirror", mirror.ref))
            yield Finding(Code.LOGIC_GAP, denial.at, refs, Certainty.LIKELY)


def _other_reason(answer: object) -> bool:
    reason = answer.get("reason") if isinstance(answer, dict) else None
    return reason not in (None, "slot_taken", "nothing_free")


def _refused_without_a_check(facts: Facts, denial: Denial, standing: list[Blocker]) -> Iterator[Finding]:
    """A write that was refused without any offer: wrong only where leftovers of ours stood there."""
    if standing and all(b.owner.whose in ("other", "call") for b in standing) and _leftover(standing[0], facts):
        refs = (*denial.refs, *(of_entry(b.sighting.entry) for b in standing))
        yield Finding(Code.EARLIER_TEST, denial.at, refs, excludes=((Code.OWN_ECHO, refs[1:]),))


def _leftover(blocker: Blocker, facts: Facts) -> bool:
    """Whether a booking of another call of ours is none of a customer's: a test's, or this very caller's own."""
    for call in facts.case.other_calls or ():
        if blocker.owner.name in (call.id, *call.bookings):
            own_number = bool(call.from_number) and call.from_number == facts.call.from_number
            return call.test or own_number
    return False


def double_booking(question: Question) -> Iterator[Finding]:
    """Somebody else stands over a visit of ours that stands, too. Needs: both in the calendar with the same host, the
    other one made before ours. Between offer and write it is a race; before the offer an old copy or a gap of our
    rules."""
    facts = question.facts
    if question.witnesses.calendar not in ("present", "partial"):
        return
    created = [facts.clocks.stamp(one.entry.created_at) for one in facts.ours if one.entry.stands]
    first = min((at for at in created if at is not None), default=None)
    others = [b for b in overlapping(facts) if b.owner.whose in ("foreign", "other")]
    if first is None or not others or denial_of(facts) is not None:
        return
    oldest = others[0]
    if oldest.created is None or oldest.created > first:
        return
    offers = [run for run in facts.runs_of(Aim.CHECK) if run.meaning is Meaning.FREE]
    offer = offers[-1] if offers else None
    offered = offer.end or offer.begin if offer is not None else None
    if offered is None:
        return
    denial = Denial(first, None, None, offer, offered)
    yield from _decided_by(oldest, others, denial, facts)


def series_of(facts: Facts, standing: list[Blocker]) -> tuple[Ref, ...]:
    """The bookings of another program among which a blocker is: at least three that share a foreign mark or an event
    type that the catalogue does not know, none of them ours."""
    foreign = [one for one in facts.sightings if facts.owner(one.entry).whose == "foreign" and one.entry.stands]
    known = {kind.id for kind in facts.case.catalog.event_types or ()}
    for blocker in standing:
        entry = blocker.sighting.entry
        if blocker.owner.whose != "foreign":
            continue
        unknown_type = bool(known) and entry.event_type is not None and entry.event_type not in known
        for name, value in (*entry.metadata.items(), ("", "")):
            if not isinstance(value, str):
                continue
            same = [
                one
                for one in foreign
                if one.entry.host == entry.host
                and (one.entry.metadata.get(name) == value if name else one.entry.event_type == entry.event_type)
            ]
            strange = unknown_type or (not known and bool(name)) or _is_import(same)
            if len(same) >= 3 and strange and (name or unknown_type) and _regular(same, facts):
                return tuple(of_entry(one.entry) for one in same)
    return ()


def _is_import(same: list[Sighting]) -> bool:
    return all("import" in (one.entry.email or "") or "sync" in (one.entry.email or "") for one in same)


def _regular(same: list[Sighting], facts: Facts) -> bool:
    """Whether they were made again and again within a short time: a program's, not people's."""
    made = sorted(at for one in same if (at := facts.clocks.stamp(one.entry.created_at)) is not None)
    gaps = [later - earlier for earlier, later in pairwise(made)]
    middle = sorted(gaps)[len(gaps) // 2] if len(gaps) >= 2 else None
    return middle is not None and timedelta(0) < middle <= timedelta(hours=2)
