"""The three witnesses of a call, and whether they agree: what was said, what is stored, what the calendar shows. Pure.

By the eight reading rules of the case file: a part that is absent is unknown; presence needs one listing, absence a
complete one that covers the whole span and was taken after the last write; an answer to our own create is no reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from holdfast.core.case_answers import Aim, Meaning
from holdfast.core.case_facts import Facts
from holdfast.core.case_replies import Act, Reply
from holdfast.core.case_runs import Sighting
from holdfast.core.interval import Interval
from holdfast.core.timeline import STAMP_TOLERANCE


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What each of the three says, in the words of the case file. `independent` False: the calendar is our own and
    therefore the same source as the row."""

    said: str
    stored: str
    calendar: str
    independent: bool = True


def read_witnesses(facts: Facts) -> Witnesses:
    """All three."""
    independent = all(listing.independent for listing in facts.listings)
    return Witnesses(facts.told.value, stored(facts), calendar(facts), independent)


def stored(facts: Facts) -> str:
    """The state of the row this call is about; `moved` where this call changed its start."""
    if facts.case.rows is None:
        return "unknown"
    focus = facts.focus
    if focus is None:
        return "none"
    if focus.state == "moved":
        return "moved" if moved_here(facts) else "confirmed"
    if focus.state == "confirmed" and moved_here(facts):
        return "moved"
    return focus.state if focus.state in ("confirmed", "pending", "failed", "cancelled") else "unknown"


def moved_here(facts: Facts) -> bool:
    """Whether this call changed the start of the row."""
    focus = facts.focus
    if focus is None:
        return False
    runs = facts.runs_of(Aim.MOVE)
    if focus.changed_by is not None and focus.changed_by != facts.call.id:
        return False  # Where it stands now is not this call's doing.
    if focus.previous_start is not None:
        if focus.previous_start == focus.start:
            return False
        left_open = any(run.meaning in (Meaning.PENDING, Meaning.NONE) for run in runs)
        return facts.in_call(focus.changed_at) or (bool(runs) and (focus.changed_at is None or left_open))
    if not any(run.is_done for run in runs) or focus.call_id == facts.call.id:
        return False
    moves = [one for one in facts.exchanges if one.act is Act.MOVE and one.start is not None]
    return facts.in_call(focus.changed_at) and (not moves or any(one.start == focus.start for one in moves))


def calendar(facts: Facts) -> str:
    """What the calendar shows of the visit in question."""
    if facts.case.listings is None:
        return _read_back(facts)
    return _presence(facts)


def _read_back(facts: Facts) -> str:
    """Without any listing: what a look-up or list of ours after the last write showed of it."""
    focus, after = facts.focus, facts.last_write
    for one in facts.exchanges:
        if one.act not in (Act.LOOK_UP, Act.LIST) or one.reply is not Reply.DONE or focus is None:
            continue
        if after is not None and one.request.at is not None and one.request.at < after - STAMP_TOLERANCE:
            continue
        data = one.request.response.get("data") if isinstance(one.request.response, dict) else None
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, dict) and str(item.get("uid")) in (focus.uids | facts.marks.uids):
                if str(item.get("status", "accepted")).lower() in ("cancelled", "canceled", "rejected"):
                    return "cancelled"
                return "present"
    return "unknown"


def valid_sightings(facts: Facts) -> tuple[Sighting, ...]:
    """The sightings of ours that speak of now: of a booking that we changed only those after the last change."""
    changed = _last_change(facts)
    kept = []
    for one in facts.ours:
        if has_vanished(one, facts):
            continue
        listed = one.listing.listed_at
        if changed is None or listed is None or listed >= changed - STAMP_TOLERANCE:
            kept.append(one)
    return tuple(kept)


def has_vanished(one: Sighting, facts: Facts) -> bool:
    """Whether a later complete listing covers the span of a booking and does not show it any more."""
    span, listed = one.entry.span, one.listing.listed_at
    if span is None or listed is None:
        return False
    for listing in facts.listings:
        later = listing.listed_at is not None and listing.listed_at > listed
        if later and listing.complete and listing.span is not None and listing.span.contains(span):
            return True
    return False


def _last_change(facts: Facts) -> datetime | None:
    """When we last moved or cancelled something of this visit; making it cannot be seen too early."""
    changes = [
        one.request.until
        for one in facts.exchanges
        if one.act in (Act.MOVE, Act.CANCEL) and one.request.until is not None
    ]
    if not changes and facts.case.requests is None:
        changes = [run.end for run in facts.runs_of(Aim.MOVE, Aim.CANCEL) if run.end is not None and run.is_done]
    return max((change for change in changes if change is not None), default=None)


def absence_proven(facts: Facts, spans: tuple[Interval, ...]) -> bool:
    """Whether one complete listing covers all these spans and was taken after our last write."""
    return any(True for _ in _proofs(facts, spans))


def _proofs(facts: Facts, spans: tuple[Interval, ...]) -> Iterator[object]:
    after = facts.last_write
    for listing in facts.listings:
        late_enough = listing.listed_at is not None and (after is None or listing.listed_at >= after)
        if listing.complete and late_enough and listing.span is not None and facts.span_covered(listing, spans):
            yield listing


def _presence(facts: Facts) -> str:
    focus = facts.focus
    seen = valid_sightings(facts)
    standing = [one for one in seen if one.entry.stands]
    if standing:
        return _standing(facts, standing)
    gone = [one for one in seen if not one.entry.stands]
    if gone:
        if any(one.entry.moved_to and not _is_seen(one.entry.moved_to, facts) for one in gone):
            return "unknown"
        return "cancelled"
    if facts.ours and not seen and not all(has_vanished(one, facts) for one in facts.ours):
        return "unknown"
    spans = focus.busy if focus is not None else facts.busy
    whole = (focus.span,) if focus is not None and focus.span is not None else spans
    if spans or focus is not None:
        return "absent" if whole and absence_proven(facts, whole) else "unknown"
    return "absent" if _anywhere_absent(facts) else "unknown"


def _is_seen(uid: str, facts: Facts) -> bool:
    return any(one.entry.uid == uid for one in facts.sightings)


def _anywhere_absent(facts: Facts) -> bool:
    """Nothing of ours and no time known: a complete listing after the call, of the day if the words name one."""
    days = _days_asked(facts)
    for listing in _proofs(facts, ()):
        span = getattr(listing, "span", None)
        if span is None:
            continue
        if not days or any(span.overlaps(day) for day in days):
            return True
    return False


def _days_asked(facts: Facts) -> list[Interval]:
    wishes = facts.heard.wishes if facts.heard is not None else ()
    dates = [date for wish in wishes for day in wish.days for date in day.dates]
    noons = [datetime(d.year, d.month, d.day, 8, tzinfo=facts.call.zone) for d in dates]
    return [Interval(noon.astimezone(UTC), (noon + timedelta(hours=10)).astimezone(UTC)) for noon in noons]


def _standing(facts: Facts, standing: list[Sighting]) -> str:
    focus = facts.focus
    if focus is None or focus.start is None:
        return "present"
    spans = [one.entry.span for one in standing if one.entry.span is not None]
    starts = {one.entry.start for one in standing}
    wanted = focus.busy
    if has_moved(facts, standing):
        return "moved"
    if len(wanted) > 1:
        missing = [span for span in wanted if not any(span.overlaps(s) for s in spans)]
        if missing and len(spans) < len(wanted):
            return "partial" if absence_proven(facts, (focus.span,) if focus.span else wanted) else "unknown"
    if moved_here(facts) and wanted and wanted[0].start in starts:
        return "moved"
    return "present"


def has_moved(facts: Facts, standing: list[Sighting]) -> bool:
    """Whether the visit lives at another time than before, and not because we sent it there wrongly."""
    focus = facts.focus
    assert focus is not None
    wanted = {span.start for span in focus.busy}
    sent = {one.start for one in facts.exchanges if one.act in (Act.CREATE, Act.MOVE) and one.start is not None}
    if moved_here(facts):
        return bool({one.entry.start for one in standing} & wanted)
    for one in standing:
        start = one.entry.start
        if start is None or start in wanted:
            continue
        chained = facts.owner(one.entry).by == "chain" or any(
            other.entry.moved_to == one.entry.uid and one.entry.uid for other in facts.ours
        )
        seen_elsewhere = one.first_entry.start != start
        edited = (
            one.entry.updated_at is not None
            and one.entry.created_at is not None
            and one.entry.updated_at - one.entry.created_at > STAMP_TOLERANCE
        )
        overlaps = any(one.entry.span is not None and one.entry.span.overlaps(span) for span in focus.busy)
        if chained or seen_elsewhere or (edited and start not in sent and not (overlaps and len(focus.busy) > 1)):
            return True
    return False


def agree(facts: Facts, witnesses: Witnesses) -> bool:
    """Whether all three are known and say the same, start, host, busy spans and number included."""
    said, stored_as, shown = witnesses.said, witnesses.stored, witnesses.calendar
    if "unknown" in (said, stored_as, shown):
        return False
    if said in ("booked", "moved") and stored_as in ("confirmed", "moved") and shown in ("present", "moved"):
        onto_itself = (said, stored_as, shown) == ("moved", "confirmed", "present") and _names_a_time(facts)
        same = onto_itself or (said, stored_as, shown) in AGREEING
        return same and _same_start_said(facts) and _same_in_calendar(facts) and is_single(facts)
    if said == "cancelled":
        return stored_as == "cancelled" and shown in ("cancelled", "absent")
    if said == "pending":
        return stored_as == "pending" and shown == "absent"
    if said == "callback" and not _callback_stored(facts):
        return False
    lost = said in ("taken", "failed", "free", "nothing", "callback") and stored_as in ("none", "failed")
    return lost and (shown == "absent" or (shown == "cancelled" and _taken_back(facts)))


AGREEING = frozenset(
    {
        ("booked", "confirmed", "present"),
        ("moved", "moved", "moved"),
        ("booked", "moved", "moved"),
        ("moved", "moved", "present"),
    }
)


def _names_a_time(facts: Facts) -> bool:
    """Whether the last claim names a time of day: a visit moved onto its own time is where it was said to be."""
    last = facts.heard.last if facts.heard is not None else None
    return last is not None and bool(last.clocks)


def _callback_stored(facts: Facts) -> bool:
    tasks = any("callback" in task.kind or "person" in task.kind for task in facts.case.tasks or ())
    done = (Meaning.FAILED, Meaning.REFUSED, Meaning.NONE)
    return tasks or (facts.case.tasks is None and any(r.meaning not in done for r in facts.runs_of(Aim.CALLBACK)))


def _taken_back(facts: Facts) -> bool:
    """Whether a request of ours, or a row that failed with it, explains that ours was cancelled."""
    ours = (Reply.DONE, Reply.UNKNOWN)
    by_request = any(one.act is Act.CANCEL and one.reply in ours for one in facts.exchanges)
    return by_request or _gone_when_failed(facts) or (facts.case.requests is None and facts.focus is not None)


def _gone_when_failed(facts: Facts) -> bool:
    """Whether the row was called failed only when all of its bookings were gone: then it was us who took them back,
    although the request itself is not on record."""
    focus = facts.focus
    if focus is None or focus.state != "failed" or focus.changed_at is None:
        return False
    ends = [facts.clocks.stamp(one.entry.updated_at) for one in facts.ours if not one.entry.stands]
    return bool(ends) and all(end is not None and end <= focus.changed_at + STAMP_TOLERANCE for end in ends)


def _same_start_said(facts: Facts) -> bool:
    """Whether the last claim names the stored start, as far as it names one."""
    last = facts.heard.last if facts.heard is not None else None
    focus = facts.focus
    if last is None or focus is None or focus.start is None:
        return True
    local = facts.local(focus.start)
    minutes = local.hour * 60 + local.minute
    if last.clocks and not any(clock.fits(minutes) for clock in last.clocks):
        return False
    exact = [day for day in last.days if day.exact]
    days = exact or last.days
    if not days:
        return True
    weekdays = {one.weekday() for day in days if day.kind == "weekday" for one in day.dates}
    return any(day.fits(local.date()) for day in days) or local.date().weekday() in weekdays


def _same_in_calendar(facts: Facts) -> bool:
    focus = facts.focus
    standing = [one.entry for one in facts.ours if one.entry.stands and one.entry.span is not None]
    if focus is None or not standing:
        return True
    if any(facts.host_of_focus(entry) is False for entry in standing):
        return False
    return {entry.span for entry in standing} == set(focus.busy)


def is_single(facts: Facts) -> bool:
    """Whether one promise has one booking: no second entry of the same span, no second row of the same start."""
    mine = [
        one.entry for one in facts.sightings if facts.owner(one.entry).whose in ("focus", "call") and one.entry.stands
    ]
    places = [(entry.span, (entry.attendee or "").casefold()) for entry in mine if entry.span is not None]
    if len(places) != len(set(places)):
        return False
    rows = [row for row in facts.own_rows if row.state in ("confirmed", "pending") and row.start is not None]
    return len({(row.start, row.customer) for row in rows}) == len(rows)
