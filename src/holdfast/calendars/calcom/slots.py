"""Absences: times that Cal.com does not offer although no booking stands there. Pure.

Its list of slots only says where one event type fits. What no slot covers may be taken, closed, or a rest too short
for that event type; only what is surely not a rest is called an absence, since a wrong one hides bookable time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.calendars.calcom.provisioning import EventTypeDetails
from holdfast.calendars.calcom.reading import Unreadable, instant, span_of, table
from holdfast.core.interval import CELL_LENGTH, Interval

LONGEST_STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Probe:
    """The event type by whose slots a person's absences are told. `length` is that of a slot, `step` its grid."""

    length: timedelta
    step: timedelta
    notice: timedelta


def probe_of(details: EventTypeDetails) -> Probe | None:
    """How finely an event type shows absences; None where it is too coarse or hides more than busy time."""
    length, step = timedelta(minutes=details.minutes[0]), timedelta(minutes=details.step_minutes)
    if step > min(LONGEST_STEP, length) or not details.shows_all:
        return None
    return Probe(length, step, details.notice)


def read_slots(data: object, length: timedelta) -> tuple[Interval, ...]:
    """The slots of an answer, whatever days they stand under. Raises Unreadable."""
    found = []
    for rows in table(data).values():
        if not isinstance(rows, list):
            raise Unreadable("slots came in another shape than that of 2024-09-04")
        for row in rows:
            slot = table(row)
            start = instant(slot.get("start"))
            found.append(span_of(slot["start"], slot["end"]) if "end" in slot else Interval(start, start + length))
    return tuple(sorted(found))


def absences_in(
    span: Interval, slots: Iterable[Interval], busy: Iterable[Interval], probe: Probe, now: datetime
) -> tuple[Interval, ...]:
    """The absences in a span. `slots` and `busy` must be those of the span's `reach_of`.

    Free time in which a slot surely fits (its length and all but one cell of a step) is never part of one. A shorter
    rest between two absences may be: nothing that the probe, the shortest of its host, stands for would fit there.
    """
    wide = reach_of(span, probe)
    shown = merged(slots)
    walls = merged([*busy, *_unshown_before(wide, now + probe.notice)])
    found = []
    for gap in without(wide, [*shown, *walls]):
        start = gap.start + _rest_after(gap.start, shown, probe)
        end = gap.end - _rest_after(gap.end, shown, probe)
        first, last = max(start, span.start), min(end, span.end)
        if first < last:
            found.append(Interval(first, last))
    return tuple(found)


def reach_of(span: Interval, probe: Probe) -> Interval:
    """How far beyond a span slots and bookings must be known to tell its absences."""
    margin = 2 * (probe.length + probe.step)
    return Interval(span.start - margin, span.end + margin)


def _unshown_before(wide: Interval, earliest: datetime) -> list[Interval]:
    """Before now and its notice no slot is shown, which says nothing."""
    return [Interval(wide.start, earliest)] if wide.start < earliest else []


def _rest_after(edge: datetime, shown: Sequence[Interval], probe: Probe) -> timedelta:
    """How much at this edge may be free all the same: beside a slot less than a step, beside anything else as much as
    holds no slot on the grid."""
    beside_a_slot = any(edge in (slot.start, slot.end) for slot in shown)
    rest = probe.step - CELL_LENGTH
    return max(rest if beside_a_slot else rest + probe.length, timedelta())


def merged(spans: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, in order."""
    result: list[Interval] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def without(whole: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What is left of a span."""
    left = []
    start = whole.start
    for span in merged(taken):
        if span.start >= whole.end:
            break
        if start < span.start:
            left.append(Interval(start, span.start))
        start = max(start, span.end)
    if start < whole.end:
        left.append(Interval(start, whole.end))
    return left
