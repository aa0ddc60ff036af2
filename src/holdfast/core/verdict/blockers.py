"""Who stood in the way: the first "no" of a call, what was offered before it, and the bookings that were there then.
Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.core.case import Mirror
from holdfast.core.case_answers import Aim, Meaning, as_json, fields_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_owner import Owner
from holdfast.core.case_replies import Act, Reply
from holdfast.core.case_runs import Exchange, Run, Sighting
from holdfast.core.case_values import instant_of, number_of
from holdfast.core.correction import Told
from holdfast.core.interval import Interval
from holdfast.core.timeline import STAMP_TOLERANCE
from holdfast.core.verdict.findings import Ref, of_exchange, of_run

FRESH = timedelta(seconds=5)
"""A copy fetched so shortly before the check counts as read for it."""
NO_REASONS = (Meaning.TAKEN, Meaning.REFUSED, Meaning.FAILED)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A booking in the way, whose it is, and from when to when it stood, on our clock."""

    sighting: Sighting
    owner: Owner
    created: datetime | None
    until: datetime | None

    def stood_at(self, instant: datetime) -> bool:
        """Whether it stood then, within the tolerance of clocks."""
        begun = self.created is None or self.created <= instant + STAMP_TOLERANCE
        return begun and (self.until is None or self.until > instant - STAMP_TOLERANCE)


@dataclass(frozen=True, slots=True)
class Denial:
    """The first "no" about the wished time: when, by which tool call or request; `offer` is the check that called it
    free before, None where nothing did."""

    at: datetime
    run: Run | None
    exchange: Exchange | None
    offer: Run | None
    offered_at: datetime | None

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Its evidence."""
        run = () if self.run is None else (of_run(self.run),)
        exchange = () if self.exchange is None else (of_exchange(self.exchange),)
        offer = () if self.offer is None else (of_run(self.offer),)
        return offer + run + exchange


def denial_of(facts: Facts) -> Denial | None:
    """The first "no" to the wish: a write that was refused as busy, else a check that called the time taken."""
    for run in facts.writes:
        if run.aim is Aim.CANCEL or run.meaning not in NO_REASONS or run.begin is None:
            continue
        busy = next((one for one in busy_exchanges(facts) if one.request.tool_call in (run.tool.id, None)), None)
        failed_row = facts.focus is not None and facts.focus.state == "failed"
        told = run.meaning is Meaning.REFUSED and facts.told is Told.TAKEN and failed_row
        if run.meaning is not Meaning.TAKEN and busy is None and not told:
            continue
        at = _moment(busy, run)
        offer = _offer_before(facts, run.begin)
        return Denial(at, run, busy, offer, _offered_at(facts, offer, run.begin))
    for one in busy_exchanges(facts):
        run_of = facts.run(one.request.tool_call)
        flipped = (
            facts.focus is not None and facts.focus.state == "failed" and one.start in {s.start for s in facts.busy}
        )
        during = run_of is not None or facts.in_call(one.request.at)
        if one.request.at is not None and (during or flipped) and _is_lost(facts):
            offer = _offer_before(facts, one.request.at)
            return Denial(
                one.request.until or one.request.at, run_of, one, offer, _offered_at(facts, offer, one.request.at)
            )
    for run in facts.runs_of(Aim.CHECK):
        if run.meaning is Meaning.TAKEN and (run.end or run.begin) is not None:
            moment = run.end or run.begin
            assert moment is not None
            earlier = [
                o for o in facts.runs_of(Aim.CHECK) if o.meaning is Meaning.FREE and o.tool.args == run.tool.args
            ]
            offer = next((o for o in earlier if o.begin is not None and o.begin < moment), None)
            return Denial(moment, run, None, offer, None if offer is None else offer.end or offer.begin)
    return None


def _is_lost(facts: Facts) -> bool:
    """Whether a refused request went with a loss: no row that holds the wish."""
    if facts.focus is None or facts.focus.state != "confirmed" or facts.told in (Told.TAKEN, Told.FAILED):
        return True
    return bool(facts.listings) and not any(one.entry.stands for one in facts.ours)


def _moment(busy: Exchange | None, run: Run) -> datetime:
    moment = busy.request.until if busy is not None else None
    found = moment or run.end or run.begin
    assert found is not None
    return found


def busy_exchanges(facts: Facts) -> tuple[Exchange, ...]:
    """The requests that were refused because the time was not free."""
    return tuple(one for one in facts.exchanges if one.reply is Reply.BUSY and one.act in (Act.CREATE, Act.MOVE))


def _offer_before(facts: Facts, instant: datetime) -> Run | None:
    offers = [
        run
        for run in facts.runs_of(Aim.CHECK, Aim.OTHER)
        if run.meaning is Meaning.FREE and run.begin is not None and run.begin <= instant
    ]
    return offers[-1] if offers else None


def _offered_at(facts: Facts, offer: Run | None, instant: datetime) -> datetime | None:
    if offer is not None:
        return offer.end or offer.begin
    claims = facts.heard.claims if facts.heard is not None else ()
    spoken = [facts.clocks.audio(claim.at_s) for claim in claims if claim.kind is Told.FREE]
    return max((at for at in spoken if at is not None and at <= instant), default=None)


def blockers_of(facts: Facts, spans: tuple[Interval, ...] = ()) -> tuple[Blocker, ...]:
    """Everything that ever stood over the wished spans and is not the visit itself, oldest first."""
    found = []
    for one in facts.sightings:
        owner = facts.owner(one.entry)
        if owner.is_focus or one.entry.span is None:
            continue
        over = any(one.entry.span.overlaps(span) for span in spans or facts.wish)
        if over and facts.host_of_focus(one.entry) is not False:
            found.append(_blocker(one, owner, facts))
    return tuple(sorted(found, key=lambda b: (b.created is not None, b.created.timestamp() if b.created else 0.0)))


def _blocker(one: Sighting, owner: Owner, facts: Facts) -> Blocker:
    gone = None if one.entry.stands else facts.clocks.stamp(one.entry.updated_at)
    created = facts.clocks.stamp(one.entry.created_at)
    if not one.entry.stands and gone is None:
        gone = created
    return Blocker(one, owner, created, gone)


def copy_of(facts: Facts, offer: Run | None) -> Mirror | None:
    """The copy of busy times that a check answered from: the one used by it, else the newest one fetched before."""
    if offer is None:
        return None
    used = [m for m in facts.case.mirrors or () if m.used_by == offer.tool.id]
    staff = facts.focus.staff if facts.focus is not None else facts.staff_asked
    same = [m for m in used if m.staff is not None and m.staff == staff]
    if used:
        return (same or used)[0]
    told = _age_told(offer)
    if told is not None:
        return Mirror("answer", told, None, staff, None, offer.tool.id)
    begin = offer.end or offer.begin
    free = [
        m
        for m in facts.case.mirrors or ()
        if m.used_by is None
        and m.fetched_at is not None
        and begin is not None
        and m.fetched_at <= begin + STAMP_TOLERANCE
    ]
    mine = [m for m in free if m.staff in (None, staff)]
    return max(mine, key=lambda m: m.fetched_at or begin, default=None) if begin is not None else None


def _age_told(offer: Run) -> datetime | None:
    """The age of its data, where the answer tells it itself."""
    for name, value in fields_in(as_json(offer.tool.answer)):
        if name in ("fetched_at", "as_of", "cached_at", "data_from", "stand"):
            return instant_of(value)
        if name in ("age_s", "age_seconds", "cache_age_seconds", "data_age_seconds", "cache_age"):
            age = number_of(value)
            end = offer.end or offer.begin
            if age is not None and 0 <= age < 864_000 and end is not None:
                return end - timedelta(seconds=age)
    return None


def shows(mirror: Mirror, spans: tuple[Interval, ...]) -> bool | None:
    """Whether a copy shows one of these spans as busy; None where it says nothing of them."""
    if mirror.busy is None:
        return None
    if any(busy.overlaps(span) for busy in mirror.busy for span in spans):
        return True
    covered = mirror.span is None or all(mirror.span.contains(span) for span in spans)
    return False if covered else None


def overlapping(facts: Facts) -> Iterator[Blocker]:
    """What stands over the visit although both stand: a double booking."""
    ours = [one for one in facts.ours if one.entry.stands and one.entry.span is not None]
    spans = tuple(one.entry.span for one in ours if one.entry.span is not None)
    for blocker in blockers_of(facts, spans) if spans else ():
        if blocker.sighting.entry.stands and facts.host_of_focus(blocker.sighting.entry) is True:
            yield blocker
