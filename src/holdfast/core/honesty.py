"""How honest the telephone was: figures counted from facts alone, each with its definition beside it. Pure.

A fact is a tool answer that was given, a segment's fate in the calendar, or a verdict with its evidence. What the
platform itself thinks of a call is never mixed in (R35): it is counted apart. Test calls are left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median


class Name(StrEnum):
    """A figure."""

    TOLD_FREE_BUT_REFUSED = "told_free_but_refused"
    TOLD_TAKEN_BUT_OURS = "told_taken_but_ours"
    TOLD_BOOKED_BUT_ABSENT = "told_booked_but_absent"
    UNKNOWN_OUTCOMES = "unknown_outcomes"
    MINUTES_TO_DETECTION = "minutes_to_detection"
    MINUTES_TO_REPAIR = "minutes_to_repair"
    BUDGET_OVERRUNS = "budget_overruns"
    REPEATS = "repeats"
    HOLDS_LOST = "holds_lost"


DEFINITIONS: Mapping[Name, str] = {
    Name.TOLD_FREE_BUT_REFUSED: (
        "Calls in which a time was answered as held, and the same call was then refused that very time: by the "
        "calendar, which made the visit be taken back, or because somebody had taken it there meanwhile."
    ),
    Name.TOLD_TAKEN_BUT_OURS: (
        "Calls whose caller heard that the time is taken while all or part of the caller's own visit stood in the "
        "calendar, by any verdict on the call."
    ),
    Name.TOLD_BOOKED_BUT_ABSENT: (
        "Calls whose caller heard that the visit is booked or moved while the calendar was proven not to show it, by "
        "any verdict on the call."
    ),
    Name.UNKNOWN_OUTCOMES: "Tool answers with the state pending: what came of a write was not seen in time.",
    Name.MINUTES_TO_DETECTION: (
        "Median of the minutes from the end of a call that differs to the verdict that found it, over the cases opened."
    ),
    Name.MINUTES_TO_REPAIR: (
        "Median of the minutes from finding a case to the moment at which record and calendar agreed again and a "
        "caller who was told wrongly knew the truth, or a person waived that; over the cases that are repaired."
    ),
    Name.BUDGET_OVERRUNS: "Tool answers that took longer than the tenant's answer_budget_ms.",
    Name.REPEATS: (
        "Requests that came again: the same bytes once more, or the same intention, which joined the attempt under way."
    ),
    Name.HOLDS_LOST: "Times that were held for a call and could not be booked any more when it asked for them.",
}
IN_MINUTES = frozenset({Name.MINUTES_TO_DETECTION, Name.MINUTES_TO_REPAIR})
MOST_CALLS = 20
"""How many calls are named with a figure."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One tool answer. `start`: the time it speaks of."""

    at: datetime
    state: str
    reason: str | None
    start: datetime | None
    took_ms: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that said no to a time."""

    at: datetime
    reason: str
    start: datetime | None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What a verdict says of the three witnesses."""

    said: str
    stored: str
    calendar: str


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """When a case happened and was found, when record and calendar agreed again, and when it was closed: its caller
    knows the truth. `told_wrongly`: the caller has to learn it."""

    happened_at: datetime
    opened_at: datetime
    repaired_at: datetime | None
    closed_at: datetime | None = None
    told_wrongly: bool = False


@dataclass(slots=True)
class CallFacts:
    """Everything on record of one call that a figure is made from. `opinion`: what the platform thinks of it."""

    call: str
    platform: str
    agent: str | None
    agent_version: str | None
    answers: list[Answered] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    verdicts: list[Witnessed] = field(default_factory=list)
    visits_undone: set[str] = field(default_factory=set)
    repeats: int = 0
    expired: int = 0
    case: CaseTimes | None = None
    opinion: bool | None = None
    has_opinion: bool = False
    findings: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `value` None: there is nothing to count it from. `calls` are those it was counted in, the first few;
    `worst` is the highest of what a median was taken of."""

    name: Name
    value: float | None
    definition: str
    calls: tuple[str, ...] = ()
    worst: float | None = None


def figures(facts: Sequence[CallFacts], budget: timedelta) -> tuple[Figure, ...]:
    """All figures over these calls, in their order."""
    return tuple(_figure(name, facts, budget) for name in Name)


def _figure(name: Name, facts: Sequence[CallFacts], budget: timedelta) -> Figure:
    if name in IN_MINUTES:
        return _median(name, facts)
    count: Callable[[CallFacts], int] = {
        Name.TOLD_FREE_BUT_REFUSED: lambda one: int(_told_free_but_refused(one)),
        Name.TOLD_TAKEN_BUT_OURS: lambda one: int(any(map(_taken_but_ours, one.verdicts))),
        Name.TOLD_BOOKED_BUT_ABSENT: lambda one: int(any(map(_booked_but_absent, one.verdicts))),
        Name.UNKNOWN_OUTCOMES: lambda one: sum(answer.state == "pending" for answer in one.answers),
        Name.BUDGET_OVERRUNS: lambda one: sum(_is_over(answer, budget) for answer in one.answers),
        Name.REPEATS: lambda one: one.repeats,
        Name.HOLDS_LOST: lambda one: one.expired + len(_lost(one, TAKEN | {"staff_away"})),
    }[name]
    counted = [(one.call, count(one)) for one in facts]
    named = tuple(call for call, times in counted if times)[:MOST_CALLS]
    return Figure(name, sum(times for _, times in counted), DEFINITIONS[name], named)


def _told_free_but_refused(one: CallFacts) -> bool:
    return bool(one.visits_undone) or bool(_lost(one, TAKEN))


TAKEN = frozenset({"slot_taken", "held_by_other"})


def _lost(one: CallFacts, reasons: frozenset[str]) -> list[Refusal]:
    """Refusals, for one of these reasons, of a time that was held for this very call before."""
    held = [(answer.at, answer.start) for answer in one.answers if answer.state == "held" and answer.start]
    taken = (no for no in one.refusals if no.reason in reasons)
    return [no for no in taken if any(at < no.at and start == no.start for at, start in held)]


def _taken_but_ours(one: Witnessed) -> bool:
    return one.said == "taken" and one.calendar in ("present", "partial")


def _booked_but_absent(one: Witnessed) -> bool:
    return one.said in ("booked", "moved") and one.calendar in ("absent", "cancelled")


def _is_over(answer: Answered, budget: timedelta) -> bool:
    return answer.took_ms is not None and answer.took_ms > budget.total_seconds() * 1000


def _median(name: Name, facts: Sequence[CallFacts]) -> Figure:
    timed = [(one.call, minutes) for one in facts if (minutes := _minutes(name, one.case)) is not None]
    slowest = sorted(timed, key=lambda found: -found[1])
    values = [minutes for _, minutes in timed]
    middle, worst = (round(median(values), 1), max(values)) if values else (None, None)
    return Figure(name, middle, DEFINITIONS[name], tuple(call for call, _ in slowest[:MOST_CALLS]), worst)


def _minutes(name: Name, case: CaseTimes | None) -> float | None:
    if case is None:
        return None
    if name is Name.MINUTES_TO_DETECTION:
        return _in_minutes(case.opened_at - case.happened_at)
    ends = [case.repaired_at, case.closed_at] if case.told_wrongly else [case.repaired_at]
    known = [end for end in ends if end is not None]
    return _in_minutes(max(known) - case.opened_at) if len(known) == len(ends) else None


def _in_minutes(span: timedelta) -> float:
    return round(max(span, timedelta(0)).total_seconds() / 60, 1)


@dataclass(frozen=True, slots=True)
class Group:
    """The same figures over the calls of one platform and agent version."""

    platform: str
    agent: str | None
    agent_version: str | None
    calls: int
    figures: tuple[Figure, ...]
    findings: Mapping[str, int] = field(default_factory=dict)


def findings_in(facts: Iterable[CallFacts]) -> dict[str, int]:
    """In how many calls there was which finding (docs/how-to/explain-a-call.md), the most frequent first."""
    counted = Counter(kind for one in facts for kind in one.findings)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def grouped(facts: Iterable[CallFacts], budget: timedelta) -> tuple[Group, ...]:
    """The figures by platform, agent and its version."""
    groups: dict[tuple[str, str, str], list[CallFacts]] = {}
    for one in facts:
        groups.setdefault((one.platform, one.agent or "", one.agent_version or ""), []).append(one)
    return tuple(
        Group(platform, agent or None, version or None, len(those), figures(those, budget), findings_in(those))
        for (platform, agent, version), those in sorted(groups.items())
    )


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the platform itself says of the same calls. No figure is made of it."""

    successful: int
    unsuccessful: int
    unsaid: int


def opinion_of(facts: Sequence[CallFacts]) -> Opinion:
    """The platform's own opinion, counted."""
    said = [one.opinion for one in facts if one.has_opinion]
    return Opinion(said.count(True), said.count(False), len(facts) - said.count(True) - said.count(False))
