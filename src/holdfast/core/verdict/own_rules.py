"""The tenant's own rules, recomputed with that second's facts: may this visit be offered at all? Pure.

The verdict's own small reckoning on what a case file tells of the catalogue, apart from `core.availability`, so that a
fault there does not hide itself here.
"""

import re
from datetime import datetime, timedelta

from holdfast.core.case import Person, Row
from holdfast.core.case_catalog import WEEKDAYS
from holdfast.core.case_facts import Facts
from holdfast.core.case_values import number_of
from holdfast.core.interval import Interval

MINUTE = timedelta(minutes=1)


def broken_rule(facts: Facts, asked_at: datetime | None) -> str | None:
    """The first rule that forbids the wished visit; None where none does, or nothing is known of rules."""
    spans = facts.busy
    if not spans or facts.wanted_start is None:
        return None
    whole = Interval(spans[0].start, max(span.end for span in spans))
    staff = _person(facts)
    if any(span.overlaps(closed) for span in spans for closed in facts.case.catalog.closed):
        return "closed"
    known = () if staff is None or asked_at is None else [a.span for a in staff.absences if a.entered_at <= asked_at]
    if staff is not None and any(span.overlaps(away) for span in spans for away in (*staff.away, *known)):
        return "staff_away"
    if _outside_hours(facts, whole, staff):
        return "outside_hours"
    if asked_at is not None:
        notice = number_of(facts.case.catalog.rules.get("notice_minutes"))
        if notice and whole.start - asked_at < notice * MINUTE:
            return "too_short_notice"
        horizon = number_of(facts.case.catalog.rules.get("horizon_days"))
        if horizon and whole.start - asked_at > timedelta(days=horizon):
            return "beyond_horizon"
    return "own_visit" if _own_visit_in_the_way(facts, asked_at) else None


def away_since(facts: Facts, offered_at: datetime | None, refused_at: datetime) -> datetime | None:
    """When, between an offer and its refusal, the person was entered as not being there; None where that is not so."""
    staff = _person(facts)
    if staff is None or offered_at is None:
        return None
    spans = facts.busy or facts.wish
    entered = [
        one.entered_at
        for one in staff.absences
        if offered_at < one.entered_at <= refused_at and any(span.overlaps(one.span) for span in spans)
    ]
    return min(entered, default=None)


def _person(facts: Facts) -> Person | None:
    named = facts.focus.staff if facts.focus is not None else facts.staff_asked
    if not named:
        return None
    return next(
        (p for p in facts.case.catalog.staff or () if named.casefold() in (p.key.casefold(), p.name.casefold())), None
    )


def _outside_hours(facts: Facts, whole: Interval, staff: Person | None) -> bool:
    """Whether the visit does not lie within one span of that weekday's hours."""
    hours = facts.case.catalog.hours
    named = facts.focus.staff if facts.focus is not None else None
    key = staff.key if staff is not None else named
    days = hours.get(key or "") or hours.get("")
    if not days:
        return False
    begin, end = facts.local(whole.start), facts.local(whole.end)
    spans = days.get(WEEKDAYS[begin.weekday()], ())
    first = begin.hour * 60 + begin.minute
    last = first + int((whole.end - whole.start) / MINUTE)
    open_spans = [span for span in map(_minutes, spans) if span is not None]
    if spans and not open_spans:
        return False
    if end.utcoffset() != begin.utcoffset():
        last = end.hour * 60 + end.minute
    return not any(start <= first and last <= stop for start, stop in open_spans)


def _minutes(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*", text)
    if match is None:
        return None
    first, second = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    return (first, second) if first < second else None


def _own_visit_in_the_way(facts: Facts, asked_at: datetime | None) -> bool:
    """Whether a stored visit of the same person stood there before the check."""
    return any(_stood(row, facts, asked_at) for row in facts.case.rows or ())


def _stood(row: Row, facts: Facts, asked_at: datetime | None) -> bool:
    focus = facts.focus
    if focus is None or row.id == focus.id or row.call_id == facts.call.id or row.state not in ("confirmed", "pending"):
        return False
    if row.staff != focus.staff or row.created_at is None or asked_at is None or row.created_at > asked_at:
        return False
    return any(mine.overlaps(theirs) for mine in facts.busy for theirs in row.busy)


def buffer_between(facts: Facts) -> timedelta:
    """The time that must stay free around visits."""
    rules = facts.case.catalog.rules
    names = ("buffer_minutes", "buffer", "buffer_after", "buffer_before", "turnaround_minutes")
    minutes = [number for name in names if (number := number_of(rules.get(name)))]
    name = (facts.service_name or "").casefold()
    for service in facts.case.catalog.services or ():
        if name and name in (service.name.casefold(), service.key.casefold()):
            minutes += [service.buffer_before, service.buffer_after]
    return max((minute * MINUTE for minute in minutes if 0 < minute < 240), default=timedelta(0))
