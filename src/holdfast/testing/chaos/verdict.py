"""What must hold at the end, seen from outside: the calendar, the record, and what callers heard. Sentences name each
breach; no sentence means that nothing was lost, doubled, left behind, or said that was not so."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.core.interval import Interval
from holdfast.store.engine import from_ms, to_ms
from holdfast.testing.chaos.callers import Heard, Memory
from holdfast.testing.chaos.outside import Entry, State
from holdfast.testing.chaos.record import Record

OVERLAP, MISSING, MOVED = "foreign_overlap", "missing_there", "moved"
TAKEN = ("slot_taken", "held_by_other")
_MAYBE_OUTSIDE = timedelta(seconds=90)
"""How long ago somebody else may have stood in the way at most: a mirror's age, and the time that looking takes."""


@dataclass(frozen=True)
class Verdict:
    """`touched` are the visits that a person laid hands on in the calendar: they follow the person, or are a drift."""

    record: Record
    state: State
    memory: Memory
    touched: frozenset[str]
    disagreements: tuple[str, ...] = ()

    def breaches(self) -> list[str]:
        """Everything that must not be."""
        return [
            *self.memory.wrong,
            *self._compared(),
            *self._entries(),
            *self._overlaps(),
            *self._drifts(),
            *self._promises(),
            *self._premature(),
            *self._untold(),
            *self._pending_untold(),
            *self._asked_twice(),
            *self._taken(),
        ]

    @property
    def _open_about(self) -> frozenset[str]:
        """Visits of which a difference is open."""
        return frozenset(row.visit_id for row in self.record.drifts if row.visit_id)

    @property
    def _altered(self) -> frozenset[str]:
        """Those of which the entries themselves differ: it is not that somebody else stands over them."""
        return frozenset(row.visit_id for row in self.record.drifts if row.visit_id and row.kind != OVERLAP)

    def _compared(self) -> Iterator[str]:
        """Record, claims, holds and calendar, as `consistency` compares them; an open drift is a known difference."""
        excused = self._altered
        yield from (sentence for sentence in self.disagreements if _named(sentence) not in excused)

    def _entries(self) -> Iterator[str]:
        """Every booking under our reference is exactly one segment of one living visit: uid, host, span."""
        counted = Counter(entry.reference for entry in self.state.standing if entry.reference)
        yield from (f"{reference} stands {n} times" for reference, n in counted.items() if n > 1)
        for entry in self.state.standing:
            if entry.reference is None or entry.visit in self._altered:
                continue
            wanted = [row for row in self._wanted(entry.visit or "") if f"{row.visit_id}/{row.n}" == entry.reference]
            if not any(_is_the_same(entry, row) for row in wanted):
                where = f"{entry.host} {_shown(entry.interval)}"
                yield f"{entry.reference} stands as {entry.uid} of {where}, wanted: {wanted}"

    def _wanted(self, visit: str) -> list[Any]:
        """The segments that a visit wants to stand."""
        row = self.record.visits.get(visit)
        if row is None or row.goal != "present":
            return []
        return [s for s in self.record.segments[visit] if s.generation == row.generation and s.goal == "present"]

    def _overlaps(self) -> Iterator[str]:
        """Two of our entries over one another, or somebody else's over ours without an open drift."""
        by_host: dict[str, list[Entry]] = {}
        for entry in self.state.standing:
            by_host.setdefault(entry.host, []).append(entry)
        for entries in by_host.values():
            for one in (entry for entry in entries if entry.reference):
                for other in (e for e in entries if e.uid != one.uid and e.interval.overlaps(one.interval)):
                    if {one.visit, other.visit} & self._open_about or {one.visit, other.visit} & self.touched:
                        continue
                    whose = f"our own {other.reference}" if other.reference else f"somebody else's {other.uid}"
                    yield f"{one.reference} {_shown(one.interval)} lies over {whose}, and no drift is open"

    def _drifts(self) -> Iterator[str]:
        """What stays open must come from what others did: a foreign booking, a person's edit, or an effect that came
        when nobody waited for it any more."""
        for row in self.record.drifts:
            foreign = row.kind in (OVERLAP, MISSING) and self._stands_foreign(row)
            if not foreign and row.visit_id not in self.touched and not self._came_too_late(row):
                yield f"drift {row.ref} {row.kind} of {row.visit_id} is open without anybody's doing: {row.detail}"

    def _stands_foreign(self, row: Any) -> bool:
        """Whether somebody else's entry, or one of another visit, takes that time: over ours, or in its way."""
        span = Interval(from_ms(row.start_at), from_ms(row.end_at))
        mine = row.visit_id
        return any(e.host == row.host and e.visit != mine and e.interval.overlaps(span) for e in self.state.standing)

    def _came_too_late(self, row: Any) -> bool:
        """Whether a move that we gave up took effect after the settling time: its entry stands where that move
        wanted it, and nothing wants it there any more."""
        seen = json.loads(row.detail).get("seen") or {}
        if row.kind != MOVED or not seen:
            return False
        start, end = (to_ms(datetime.fromisoformat(seen[side])) for side in ("start", "end"))
        given_up = (s for s in self.record.segments.get(row.visit_id, ()) if s.goal == "absent")
        return any((s.host, s.start_at, s.end_at) == (seen["host"], start, end) for s in given_up)

    def _promises(self) -> Iterator[str]:
        """What was spoken as confirmed stands, unless the caller or a person changed it later; what was cancelled is
        gone."""
        for ref, at in self.memory.confirmed.items():
            row = self.record.by_ref.get(ref)
            if row is None:
                yield f"{ref} was confirmed for {at} and is not on record"
            elif row.id in self.touched:
                continue
            elif row.state != "confirmed" or row.start_at != to_ms(datetime.fromisoformat(at)):
                yield f"{ref} ({row.id}) was confirmed for {at} and is {row.state} at {from_ms(row.start_at)}"
        for ref in sorted(self.memory.cancelled):
            row = self.record.by_ref.get(ref)
            if row is None or row.state not in ("cancelled", "undone"):
                yield f"{ref} was told cancelled and is {row.state if row else 'not on record'}"

    def _premature(self) -> Iterator[str]:
        """G4: when "confirmed" was said, all of its entries stood at some moment since it was asked."""
        by_reference: dict[str, list[Entry]] = {}
        for entry in self.state.entries:
            by_reference.setdefault(entry.reference or "", []).append(entry)
        for heard in self.memory.heard:
            row = self.record.by_ref.get(heard.ref or "")
            if heard.state != "confirmed" or row is None or row.id in self.touched:
                continue
            generations = _generations(self.record.segments[row.id], to_ms(datetime.fromisoformat(heard.answer["at"])))
            if not any(_all_stood(rows, by_reference, heard) for rows in generations):
                yield f"{heard.ref} ({row.id}) was told confirmed in {heard.call} at {heard.at} and did not stand"

    def _untold(self) -> Iterator[str]:
        """Undone by the calendar's "no": somebody was answered so, or a task is on record."""
        answered = {r.visit_id for r in self.record.requests if r.answer and json.loads(r.answer)["state"] == "refused"}
        for row in self.record.visits.values():
            if row.state == "undone" and row.id not in answered and not self.record.tasks.get(row.id):
                yield f"{row.ref} ({row.id}) was undone, nobody was told and no task is on record"

    def _asked_to_go(self) -> set[str]:
        """The codes of visits whose callers heard that they are being cancelled."""
        heard = (one for one in self.memory.heard if one.tool == "cancel" and one.state == "pending")
        return {one.ref for one in heard if one.ref}

    def _pending_untold(self) -> Iterator[str]:
        """Told as pending: a follow-up is on record, open until an answer said how it ended."""
        for ref in sorted({heard.ref for heard in self.memory.heard if heard.state == "pending" and heard.ref}):
            row = self.record.by_ref.get(ref)
            tasks = self.record.tasks.get(row.id, ()) if row else ()
            if row is None or not tasks:
                yield f"{ref} was told pending, and no task is on record"
                continue
            if row.state == "cancelled" and ref in self._asked_to_go():
                continue  # They heard that it is being taken out, and it was: nobody has to ring them for that.
            ended = [at for at, data in self.record.answers.get(ref, ()) if data["state"] != "pending"]
            ended += [r.answered_at for r in self.record.requests if r.visit_id == row.id and r.answered_at]
            for task in (task for task in tasks if task.state != "open" and task.kind == "follow_up"):
                if not any(at >= task.closed_at - 2000 for at in ended):
                    yield f"{ref}: the follow-up was closed, and nobody was told how it ended"

    def _asked_twice(self) -> Iterator[str]:
        """Nobody is called back twice about one thing."""
        for visit, tasks in self.record.tasks.items():
            if sum(task.kind == "follow_up" and task.state == "open" for task in tasks) > 1:
                yield f"{visit} has several open follow-ups"

    def _taken(self) -> Iterator[str]:
        """ "Taken" is never said of the caller's own."""
        for request in self.record.requests:
            answer = json.loads(request.answer) if request.answer else {}
            if answer.get("reason") not in TAKEN or request.tool == "check_availability":
                continue
            if request.visit_id and answer["reason"] == "slot_taken" and not self._somebody_stood(request):
                yield f"{request.call_id}: {request.tool} was told taken, and nobody else stood there: {answer['say']}"
        numbers = {heard.call: heard.number for heard in self.memory.heard}
        for call, rule in self.record.refusals:
            if rule["reason"] in TAKEN and self._is_own(rule.get("occupant"), call, numbers):
                yield f"{call}: told {rule['reason']} about the caller's own {rule['occupant']}"

    def _somebody_stood(self, request: Any) -> bool:
        """Whether an entry of anybody else stood where a visit wanted to be, shortly before its refusal."""
        first, last = from_ms(request.received_at) - _MAYBE_OUTSIDE, from_ms(request.answered_at)
        spans = [
            (s.host, Interval(from_ms(s.start_at), from_ms(s.end_at))) for s in self.record.segments[request.visit_id]
        ]
        others = (e for e in self.state.entries if e.visit != request.visit_id and e.stood_within(first, last))
        return any(other.host == host and other.interval.overlaps(span) for other in others for host, span in spans)

    def _is_own(self, occupant: str | None, call: str, numbers: Mapping[str, str]) -> bool:
        """Whether a hold, a visit or an entry is of this call, or of an earlier one from the same number."""
        if occupant is None:
            return False
        number = numbers.get(call)
        if occupant.startswith("call:"):
            holder = occupant.removeprefix("call:")
            return holder == call or (number is not None and numbers.get(holder) == number)
        entry = next((e for e in self.state.entries if e.uid == occupant), None)
        row = self.record.visits.get(entry.visit if entry is not None and entry.visit else occupant)
        return row is not None and row.goal == "present" and (row.call_id == call or row.phone == (number or ""))


def _is_the_same(entry: Entry, row: Any) -> bool:
    span = Interval(from_ms(row.start_at), from_ms(row.end_at))
    return (entry.uid, entry.host, entry.interval) == (row.uid, row.host, span)


def _generations(rows: Iterable[Any], start: int) -> list[list[Any]]:
    """The sets of segments that begin at that instant."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.generation, []).append(row)
    return [rows for rows in found.values() if min(row.start_at for row in rows) == start]


def _all_stood(rows: list[Any], by_reference: dict[str, list[Entry]], heard: Heard) -> bool:
    def stood(row: Any) -> bool:
        span = Interval(from_ms(row.start_at), from_ms(row.end_at))
        known = by_reference.get(f"{row.visit_id}/{row.n}", ())
        return any(e.host == row.host and e.interval == span and e.stood_within(heard.sent_at, heard.at) for e in known)

    return all(map(stood, rows))


def _named(sentence: str) -> str | None:
    """The visit that a sentence names."""
    words = sentence.replace("/", " ").replace("'", " ").split()
    return next((word for word in words if word.startswith("v_")), None)


def _shown(span: Interval) -> str:
    return f"{span.start:%d.%m. %H:%M}-{span.end:%H:%M}"
