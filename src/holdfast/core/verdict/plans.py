"""Causes in what was understood and planned: segments, days, zones. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from holdfast.core.case import Service
from holdfast.core.case_answers import Aim, as_json, spoken_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_runs import Run
from holdfast.core.case_values import instant_of, mapping_of, text_of
from holdfast.core.claims_said.conversation import Wish
from holdfast.core.claims_said.when import Day, clocks_in, days_in
from holdfast.core.claims_said.words import plain, sentences
from holdfast.core.correction import Told
from holdfast.core.interval import Interval
from holdfast.core.timeline import AUDIO_TOLERANCE
from holdfast.core.verdict.findings import (
    Certainty,
    Code,
    Finding,
    Question,
    Ref,
    of_claim,
    of_row,
    of_run,
    of_sightings,
)
from holdfast.core.witnesses import moved_here

HOUR = timedelta(hours=1)


def service_of(facts: Facts) -> Service | None:
    """The service of the visit in the catalogue."""
    name = (facts.service_name or "").casefold()
    return next(
        (s for s in facts.case.catalog.services or () if name and name in (s.name.casefold(), s.key.casefold())), None
    )


def no_segments(question: Question) -> Iterator[Finding]:
    """A composite service without its segments. Needs: the catalogue's word that it is composite, and no segments
    there or in the row that was booked as one piece."""
    facts = question.facts
    service, focus = service_of(facts), facts.focus
    if service is None or not service.composite or not facts.runs_of(Aim.BOOK, Aim.MOVE):
        return
    without_plan = service.plan == ()
    without_parts = focus is not None and focus.parts == () and bool(service.plan) and len(facts.ours) <= 1
    if focus is None and not (without_plan and question.witnesses.said == "failed"):
        return
    if without_plan and focus is not None and len(focus.busy) > 1:
        return
    if without_parts and (focus is None or focus.state not in ("confirmed", "pending")):
        return
    if without_plan or without_parts:
        at = focus.created_at if focus is not None else None
        yield Finding(
            Code.NO_SEGMENTS, at, (("catalog", f"service:{service.key}"), *of_row(focus), *of_sightings(facts.ours))
        )


def wrong_segments(question: Question) -> Iterator[Finding]:
    """The stored plan and the calendar's plan differ. Needs: entries of ours whose spans are not those of the row,
    though nothing was moved; that the sums agree proves nothing."""
    facts = question.facts
    focus = facts.focus
    if focus is None or not focus.parts or question.witnesses.calendar not in ("present", "partial"):
        return
    stored = {part.span for part in focus.parts if part.kind != "gap" and part.span is not None}
    shown = {one.entry.span for one in facts.ours if one.entry.stands and one.entry.span is not None}
    if (len(stored) < 2 and len(shown) < 2) or not shown or shown <= stored:
        return
    if shift_of(stored, shown) is not None:
        return
    refs = (*of_row(focus), *of_sightings(facts.ours))
    catalog: tuple[Ref, ...] = ()
    service = service_of(facts)
    if service is not None and service.plan:
        catalog = (("catalog", f"service:{service.key}"),)
    yield Finding(Code.WRONG_SEGMENTS, focus.created_at, (*refs, *catalog))


def shift_of(stored: set[Interval], shown: set[Interval]) -> timedelta | None:
    """The constant by which all shown spans lie beside the stored ones; None where there is none."""
    if len(stored) != len(shown) or not stored:
        return None
    pairs = list(zip(sorted(stored), sorted(shown), strict=True))
    shift = pairs[0][1].start - pairs[0][0].start
    same = all(b.start - a.start == shift and b.end - a.end == shift for a, b in pairs)
    return shift if same and shift else None


def zone_shift(question: Question) -> Iterator[Finding]:
    """Whole hours off, as a zone or the clock change makes them. Needs: two of word, row and calendar that differ by
    exactly an offset of the zone, from the making on: a later move by a person is none."""
    facts = question.facts
    focus = facts.focus
    if focus is None or focus.start is None or focus.changed_by not in (None, facts.call.id):
        return
    sent = [one for one in facts.creates if one.start is not None]
    shown = sorted(one.entry.start for one in facts.ours if one.entry.stands and one.entry.start is not None)
    if shown and question.witnesses.calendar != "unknown" and not _moved_later(question):
        difference = shown[0] - focus.busy[0].start if focus.busy else shown[0] - focus.start
        if _is_offset(difference, focus.start, facts):
            yield Finding(
                Code.ZONE_SHIFT, focus.created_at, (*of_row(focus), *of_sightings(facts.ours), *_requests(facts))
            )
            return
    if not shown and sent and all(one.start not in {s.start for s in focus.busy} for one in sent):
        first = sent[0].start
        assert first is not None
        if _is_offset(first - focus.start, focus.start, facts) and not facts.ours:
            yield Finding(Code.ZONE_SHIFT, focus.created_at, (*of_row(focus), *_requests(facts)), Certainty.LIKELY)
            return
    yield from _spoken_shift(question)


def _requests(facts: Facts) -> tuple[Ref, ...]:
    return tuple(("request", one.request.id) for one in facts.creates[:1])


def _moved_later(question: Question) -> bool:
    facts = question.facts
    if question.witnesses.calendar == "moved" and question.witnesses.stored != "moved":
        return True
    return any(facts.owner(one.entry).by == "chain" for one in facts.ours) and question.witnesses.stored != "moved"


def _is_offset(difference: timedelta, at: datetime, facts: Facts) -> bool:
    """Whether a difference is an offset of the zone, then or at the time of the call, or the step of a clock change."""
    if not difference or difference % (HOUR / 2):
        return False
    local, called = facts.local(at), facts.local(facts.call.started_at or at)
    offsets = {local.utcoffset(), called.utcoffset(), (local.utcoffset() or HOUR) - (called.utcoffset() or HOUR)}
    offsets |= {local.dst(), called.dst()}
    return abs(difference) in {abs(offset) for offset in offsets if offset}


def _spoken_shift(question: Question) -> Iterator[Finding]:
    """The row itself lies an offset beside what was said and asked for, or the answer was read out in another zone."""
    facts = question.facts
    focus = facts.focus
    if focus is None or focus.start is None or question.witnesses.stored == "none" or facts.heard is None:
        return
    own = focus.call_id == facts.call.id or question.witnesses.stored == "moved"
    if not own and not _read_out(facts):
        return
    local = facts.local(focus.start)
    at = local.hour * 60 + local.minute
    asked = [clock for wish in facts.heard.wishes for clock in wish.clocks]
    said = (
        list(facts.heard.last.clocks)
        if facts.heard.last is not None and facts.told in (Told.BOOKED, Told.MOVED)
        else []
    )
    for clocks, refs in (
        (said, of_claim(facts)),
        (asked[-1:], tuple(("utterance", w.line) for w in facts.heard.wishes[-1:])),
    ):
        if not clocks or any(clock.fits(at) for clock in clocks):
            continue
        for clock in clocks:
            minutes = (
                min((clock.minutes, clock.minutes + 720), key=lambda m: abs(m - at))
                if clock.either_half
                else clock.minutes
            )
            difference = timedelta(minutes=at - minutes)
            if _is_offset(difference, focus.start, facts) and not _agreed_to(question, at) and _sent_as(facts, minutes):
                yield Finding(Code.ZONE_SHIFT, focus.created_at, (*of_row(focus), *refs))
                return


def _read_out(facts: Facts) -> bool:
    """Whether the spoken time is the one that a look-up handed to the agent."""
    last = facts.heard.last if facts.heard is not None else None
    told = [clock for run in facts.runs_of(Aim.FIND) for clock in clocks_in(plain(spoken_in(as_json(run.tool.answer))))]
    return last is not None and any(one.fits(clock.minutes) for one in told for clock in last.clocks)


def _agreed_to(question: Question, at: int) -> bool:
    """Whether the caller heard the stored time before it was booked."""
    heard = question.facts.heard
    if heard is None:
        return False
    return any(clock.fits(at) for claim in heard.claims for clock in claim.clocks)


def _sent_as(facts: Facts, minutes: int) -> bool:
    """Whether a tool was asked for the spoken time: then the shift happened after the words were understood."""
    for run in facts.runs_of(Aim.BOOK, Aim.CHECK, Aim.MOVE, Aim.FIND):
        words = plain(" ".join(f"um {v}" for v in map(text_of, run.tool.args.values()) if v))
        clocks = clocks_in(words)
        if any(clock.fits(minutes) for clock in clocks) or run.aim is Aim.FIND:
            return True
    return False


def wrong_day(question: Question) -> Iterator[Finding]:
    """The spoken day and the understood day differ. Needs: a day the caller named without doubt, and an argument or
    stored start on another date that the caller never heard named and agreed to."""
    facts = question.facts
    if facts.heard is None or not facts.runs_of(Aim.BOOK, Aim.CHECK, Aim.MOVE, Aim.CANCEL):
        return
    understood = _understood(facts)
    if understood is None:
        return
    day, source = understood
    wish = _last_day_wish(facts)
    if wish is None or not wish.days or _may_mean(wish.days, day) or _heard_and_agreed(facts, wish, day):
        return
    if question.witnesses.stored in ("none", "failed") and question.witnesses.said not in ("taken", "booked"):
        return
    made = facts.focus.created_at if facts.focus is not None else None
    yield Finding(
        Code.WRONG_DAY, made or _first_begin(facts), (("utterance", wish.line), *source, *of_row(facts.focus))
    )


def _first_begin(facts: Facts) -> datetime | None:
    return next((run.begin for run in facts.runs if run.begin is not None), None)


def _understood(facts: Facts) -> tuple[date, tuple[Ref, ...]] | None:
    """The date that was acted on: the row's, else the argument of the last tool that names one."""
    focus = facts.focus
    if focus is not None and focus.start is not None and focus.state != "none":
        cancelled = any(run.aim is Aim.CANCEL and run.is_done for run in facts.writes) and facts.in_call(
            focus.changed_at
        )
        own = focus.call_id == facts.call.id or moved_here(facts) or cancelled
        own = own and focus.changed_by in (None, facts.call.id)  # What others changed since shows no day of this call.
        return (facts.local(focus.start).date(), ()) if own else None
    for run in reversed(facts.runs_of(Aim.BOOK, Aim.CHECK)):
        for value in run.tool.args.values():
            text = text_of(value)
            start = instant_of(text, facts.call.zone) if text and len(text) >= 10 else None
            if start is not None:
                return facts.local(start).date(), (of_run(run),)
    return None


def _may_mean(days: tuple[Day, ...], day: date) -> bool:
    """Whether any of the days named can mean it; a weekday and a date in one breath are both tried."""
    return any(named.fits(day) for named in days)


def _last_day_wish(facts: Facts) -> Wish | None:
    """The last line of the caller, before the deed, that names a day."""
    heard = facts.heard
    assert heard is not None
    wishes = []
    for wish in heard.wishes:
        before = not facts.writes or wish.at_s is None or any(_came_after(run, wish, facts) for run in facts.writes)
        if wish.days and before and not _of_another_deed(facts, wish):
            wishes.append(wish)
    return wishes[-1] if wishes else None


def _of_another_deed(facts: Facts, wish: Wish) -> bool:
    """Whether a wish was followed by nothing but tries of a move that did not come about, or bookings of another
    visit: no day of this one, then."""
    heard = facts.heard
    later = [one for one in (heard.wishes if heard else ()) if one.days and (one.at_s or 0.0) > (wish.at_s or 0.0)]
    after = [
        run
        for run in facts.writes
        if _came_after(run, wish, facts) and not any(_came_after(run, one, facts) for one in later)
    ]
    return bool(after) and all(_is_another_deed(run, facts) for run in after)


def _is_another_deed(run: Run, facts: Facts) -> bool:
    if run.aim is Aim.MOVE and not run.is_done:
        return not _went_to(run, facts)
    made_by = facts.focus.call_id if facts.focus is not None else None
    return run.aim is Aim.BOOK and bool(facts.call.id) and made_by not in (None, facts.call.id)


def _came_after(run: Run, wish: Wish, facts: Facts) -> bool:
    """Whether a tool was called after a line, by the recording's seconds where both have some."""
    if wish.at_s is not None and run.tool.start_s is not None:
        return run.tool.start_s >= wish.at_s
    at = facts.clocks.audio(wish.at_s)
    return at is not None and run.begin is not None and run.begin >= at - AUDIO_TOLERANCE


def _went_to(run: Run, facts: Facts) -> bool:
    """Whether a move whose end was left open is the one that brought the visit to where it stands."""
    if facts.focus is None or not moved_here(facts):
        return False
    brought = [other for other in facts.runs_of(Aim.MOVE) if _target(other, facts) == facts.focus.start]
    return brought[0] is run if brought else _target(run, facts) is None


def _target(run: Run, facts: Facts) -> datetime | None:
    return instant_of(mapping_of(as_json(run.tool.answer)).get("at"), facts.call.zone)


def _heard_and_agreed(facts: Facts, wish: Wish, day: date) -> bool:
    """Whether the agent named the date, and the caller heard it and went on."""
    heard = facts.heard
    assert heard is not None
    for line in facts.case.lines or ():
        if line.role != "agent" or line.start_s is None or (wish.at_s is not None and line.start_s < wish.at_s):
            continue
        at = facts.clocks.audio(line.start_s)
        before = any(run.begin is not None and at is not None and at < run.begin for run in facts.writes)
        if not (before or not facts.writes) or not any(yes > line.start_s for yes in heard.yeses):
            continue
        for sentence in sentences(line.heard):
            named = days_in(plain(sentence), facts.today)
            if named and all(one.fits(day) for one in named) and all(len(one.dates) == 1 for one in named):
                return True
    return False
