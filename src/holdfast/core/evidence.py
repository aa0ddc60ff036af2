"""What a calendar showed, and where in it the segments of a visit are. Pure.

Kept apart from the conclusions (`core.reconcile`): what is seen, what is proven absent, and what the evidence does not
cover at all. Absence takes a complete listing of the span and a complete look-up by identifiers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from functools import cached_property

from holdfast.core.booking import Goal, Visit
from holdfast.core.course import in_the_way
from holdfast.core.ids import Reference, RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry, Listing, Saga, Seen, Stage, is_at_rest, is_untried

CLOCK_SLACK = timedelta(minutes=2)
"""How far a calendar's clock may be off when it says when an entry was made."""
REQUEST_WINDOW = timedelta(minutes=15)
"""How long after a visit was decided an entry may have been made and still be the effect of our request."""


@dataclass(frozen=True, slots=True)
class Known:
    """A visit with all its sagas, as the record has it."""

    visit: Visit
    sagas: tuple[Saga, ...]

    @property
    def wanted(self) -> tuple[Saga, ...]:
        """The segments that should stand: where the visit goes, once its move has begun, else where it is."""
        present = [saga for saga in self.sagas if saga.goal is Goal.PRESENT]
        last = max((saga.generation for saga in present), default=0)
        coming = tuple(saga for saga in present if saga.generation == last)
        return self.staying if self.staying and all(map(is_untried, coming)) else coming

    @property
    def staying(self) -> tuple[Saga, ...]:
        """The segments of the time at which the visit is, as long as they are wanted."""
        now = self.visit.generation
        return tuple(saga for saga in self.sagas if saga.goal is Goal.PRESENT and saga.generation == now)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is under way."""
        return all(map(is_at_rest, self.sagas))

    @property
    def is_searching(self) -> bool:
        """Whether all that is under way is to look for what was sent: then a person may have moved it meanwhile.
        What was never tried yet, or waits for the room of a sibling, is not under way."""
        moving = (saga for saga in self.sagas if not is_at_rest(saga) and not self._is_waiting(saga))
        return all(saga.goal is Goal.PRESENT and saga.stage is Stage.SENT for saga in moving)

    def _is_waiting(self, saga: Saga) -> bool:
        """Whether nothing of it can be on its way, since others come first."""
        return saga.attempts == 0 or (saga.stage is Stage.READY and bool(in_the_way(saga, self.sagas)))


@dataclass(frozen=True)
class Evidence:
    """What a calendar showed: everything in a span for these hosts, and what was found by identifiers (cancelled ones
    too), read after the listing. `keeps_cancelled` False: what a person takes out leaves no trace there."""

    span: Interval
    hosts: frozenset[str]
    listing: Listing
    found: tuple[Seen, ...] = ()
    found_complete: bool = True
    keeps_cancelled: bool = True

    def covers(self, entry: Entry) -> bool:
        """Whether the listing must show the entry if it stands."""
        return entry.host in self.hosts and self.span.contains(entry.interval)

    @property
    def is_complete(self) -> bool:
        """Whether absence is proven by it."""
        return self.listing.complete and self.found_complete

    @cached_property
    def last_seen(self) -> Mapping[RemoteUid, Seen]:
        """Every entry as it was seen last."""
        return {seen.uid: seen for seen in (*self.listing.entries, *self.found)}

    @cached_property
    def standing(self) -> tuple[Seen, ...]:
        """What stands, in order of time."""
        entries = (seen for seen in self.last_seen.values() if not seen.is_cancelled)
        return tuple(sorted(entries, key=lambda seen: (seen.interval, seen.host, seen.uid)))

    @cached_property
    def by_reference(self) -> Mapping[Reference, list[Seen]]:
        """What stands under each reference."""
        found: dict[Reference, list[Seen]] = {}
        for seen in self.standing:
            if seen.reference is not None:
                found.setdefault(seen.reference, []).append(seen)
        return found

    def trail(self, uid: RemoteUid | None) -> Seen | None:
        """What became of an entry: as it was seen last, or what it was moved to. None where that is not known."""
        passed: set[RemoteUid] = set()
        seen = None if uid is None else self.last_seen.get(uid)
        while seen is not None and seen.is_cancelled and seen.moved_to is not None and seen.uid not in passed:
            passed.add(seen.uid)
            seen = self.last_seen.get(seen.moved_to)
        return seen


class Where(Enum):
    """Where a wanted segment was seen. UNKNOWN: the evidence does not tell."""

    HERE = auto()
    ELSEWHERE = auto()
    CANCELLED = auto()
    ABSENT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Sight:
    """One wanted segment, and what was seen of it."""

    saga: Saga
    where: Where
    seen: Seen | None = None


def sight_of(saga: Saga, one: Known, known: Sequence[Known], evidence: Evidence) -> Sight:
    """Where a segment of `one` is; `known` are all visits, whose requests an unmarked entry may fit."""
    mine, end = _candidates(saga, evidence), evidence.trail(saga.uid)
    exact = [seen for seen in mine if stands_at(seen, saga.entry)]
    if exact:
        return Sight(saga, Where.HERE, _preferred(exact, saga, end))
    siblings = [s.entry for s in one.sagas if s.goal is Goal.PRESENT and s.generation != saga.generation]
    away = [seen for seen in mine if not any(stands_at(seen, entry) for entry in siblings)]
    if not evidence.covers(saga.entry):  # It may still stand there: only its own trail tells that it left.
        away = [seen for seen in away if seen == end]
    if away and (evidence.is_complete or end in away):
        return Sight(saga, Where.ELSEWHERE, _preferred(away, saga, end))
    if not evidence.covers(saga.entry):
        return Sight(saga, Where.UNKNOWN)
    adoptable = _adoptable(saga, one, known, evidence)
    if adoptable is not None:
        return Sight(saga, Where.HERE, adoptable)
    if not evidence.is_complete or _leads_nowhere(saga.uid, end, evidence):
        return Sight(saga, Where.UNKNOWN)
    return Sight(saga, Where.ABSENT) if end is None else Sight(saga, Where.CANCELLED, end)


def _candidates(saga: Saga, evidence: Evidence) -> list[Seen]:
    """What stands under its reference, and what its identifier leads to, whatever is written on it."""
    mine = list(evidence.by_reference.get(saga.entry.reference, ()))
    end = evidence.trail(saga.uid)
    if end is not None and not end.is_cancelled and end not in mine:
        mine.append(end)
    return mine


def _leads_nowhere(uid: RemoteUid | None, end: Seen | None, evidence: Evidence) -> bool:
    """Moved, and what it was moved to was not looked up."""
    return end is None and uid is not None and uid in evidence.last_seen


def stands_at(seen: Seen, entry: Entry) -> bool:
    """Whether it is where the entry should be, to the instant."""
    return (seen.host, seen.interval) == (entry.host, entry.interval)


def _preferred(candidates: Sequence[Seen], saga: Saga, end: Seen | None) -> Seen:
    """The one that the saga knows; else what it became; else the oldest, so that every run chooses the same."""

    def order(seen: Seen) -> tuple[bool, bool, bool, float, str]:
        made = seen.created_at
        return (seen.uid != saga.uid, seen != end, made is None, made.timestamp() if made else 0.0, seen.uid)

    return min(candidates, key=order)


def _adoptable(saga: Saga, one: Known, known: Sequence[Known], evidence: Evidence) -> Seen | None:
    """An entry without our reference that is the effect of our request all the same: host, span, person and the moment
    it was made fit this visit and no other (never across two persons who share a number or an address)."""
    fitting = [s for s in evidence.standing if s.reference is None and fits(s, saga, one.visit)]
    if len(fitting) != 1:
        return None
    rivals = (other for other in known if other.visit.id != one.visit.id)
    if any(fits(fitting[0], theirs, other.visit) for other in rivals for theirs in other.sagas):
        return None
    return fitting[0]


def fits(seen: Seen, saga: Saga, visit: Visit) -> bool:
    """Whether an entry that bears no reference is the effect of this request: host, span, person and moment."""
    if not stands_at(seen, saga.entry):
        return False
    named = visit.ref in re.split(r"[^A-Z0-9]+", seen.title)
    email = (saga.entry.email or "").casefold()
    addressed = bool(email) and seen.attendee is not None and seen.attendee.casefold() == email
    if seen.created_at is None:
        return named
    earliest, latest = visit.created_at - CLOCK_SLACK, max(visit.created_at, visit.changed_at) + REQUEST_WINDOW
    return (named or addressed) and earliest <= seen.created_at <= latest
