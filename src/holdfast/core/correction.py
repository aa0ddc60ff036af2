"""What a caller believes, what is true by now, and what therefore has to be said first when they call again. Pure.

The words follow the visit as it stands at that moment, never as it stood when the difference was found: a correction
that is out of date would be the next untruth.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from holdfast.core.booking import Goal, Visit, VisitState, Why


class Told(StrEnum):
    """What a caller heard last about their wish (case file, `witnesses.said`)."""

    BOOKED = "booked"
    TAKEN = "taken"
    FREE = "free"
    PENDING = "pending"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CALLBACK = "callback"
    FAILED = "failed"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


class Truth(StrEnum):
    """What has to be told instead."""

    STANDS = "stands"
    """It was denied, and stands after all."""
    DONE = "done"
    """It was left open, and is done."""
    NOT_BOOKED = "not_booked"
    OTHER_TIME = "other_time"
    NOT_CANCELLED = "not_cancelled"


class Nothing(StrEnum):
    """Why there is nothing to tell now."""

    CAME_TRUE = "came_true"
    """What was told is true by now."""
    OVER = "over"
    """The time it was about is over."""
    OPEN = "open"
    """It is not known yet how it ends, or a person has yet to decide."""


_DENIED = frozenset({Told.TAKEN, Told.FAILED, Told.NOTHING, Told.UNKNOWN, Told.FREE})
_PROMISED = frozenset({Told.BOOKED, Told.MOVED})
_OPEN = frozenset({Told.PENDING, Told.CALLBACK})


def truth_now(
    told: Told, told_start: datetime | None, visit: Visit, in_question: bool, now: datetime
) -> Truth | Nothing:
    """What the caller has to be told of a visit. `in_question`: a person has yet to decide what becomes of it. What
    the caller wanted gone and is gone needs no word."""
    if visit.start <= now:
        return Nothing.OVER
    if in_question or visit.state is VisitState.PENDING or visit.target is not None:
        return Nothing.OPEN
    stands = visit.goal is Goal.PRESENT and visit.stands
    if told is Told.CANCELLED:
        return Truth.NOT_CANCELLED if stands else Nothing.CAME_TRUE
    if not stands:
        is_missed = told in _PROMISED | _OPEN and visit.why is not Why.CALLER
        return Truth.NOT_BOOKED if is_missed else Nothing.CAME_TRUE
    if told in _DENIED:
        return Truth.STANDS
    if told_start is not None and told_start != visit.start:
        return Truth.OTHER_TIME
    return Truth.DONE if told in _OPEN else Nothing.CAME_TRUE


def truth_without_visit(told: Told, told_start: datetime | None, has_one_then: bool, now: datetime) -> Truth | Nothing:
    """What a caller has to be told who was promised a visit that was never put on record. `told_start`: for when, as
    far as that is known; `has_one_then`: whether this caller has a visit at that very time by now."""
    if told not in _PROMISED or told_start is None:
        return Nothing.OPEN
    if told_start <= now:
        return Nothing.OVER
    return Nothing.CAME_TRUE if has_one_then else Truth.NOT_BOOKED


_DENYING = ("taken", "failed", "nothing")


def told_wrongly(said: str, stored: str, calendar: str) -> bool:
    """Whether a caller, by these three witnesses, believes something about their visit that is not so. What a witness
    does not know accuses nobody."""
    if said in ("booked", "moved"):
        return calendar in ("absent", "cancelled", "partial") or stored in ("none", "failed", "cancelled")
    if said in _DENYING:
        return stored in ("confirmed", "moved") and calendar in ("present", "partial", "moved")
    if said == "cancelled":
        return calendar == "present"
    return False


_WORD = re.compile(r"\w+")
_ENOUGH = 0.75
"""How much of the words must have been spoken, in their order: agents leave out a word, or say one otherwise."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript: what the agent or the caller was heard to say."""

    is_agent: bool
    heard: str


def was_spoken(words: str, lines: Iterable[Line]) -> bool:
    """Whether the agent was heard to speak these words, in one line or in several that follow each other.

    A line that was cut off counts as far as it was heard. Only what the whole sentence says counts as said.
    """
    wanted = _WORD.findall(words.casefold())
    if not wanted:
        return False
    spoken = _WORD.findall(" ".join(line.heard for line in lines if line.is_agent).casefold())
    blocks = SequenceMatcher(None, spoken, wanted, autojunk=False).get_matching_blocks()
    return any(_share(blocks, start, len(wanted)) >= _ENOUGH for start in range(len(blocks)))


def _share(blocks: Sequence[tuple[int, int, int]], start: int, wanted: int) -> float:
    """The share of the wanted words found from this block on, within a stretch little longer than the words."""
    first, found = blocks[start][0], 0
    for place, _, size in blocks[start:]:
        if place + size - first > wanted * 1.6 + 4:
            break
        found += size
    return found / wanted
