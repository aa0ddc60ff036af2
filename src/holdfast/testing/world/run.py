"""Many episodes: in this process or in several, merged in their order, with what they found."""

import gc
import hashlib
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from holdfast.testing.world.checks import Breach
from holdfast.testing.world.episode import CALLS, SIM, Episode, Outcome, Stage, make_stage
from holdfast.testing.world.sometimes import Sometimes, missing
from holdfast.testing.world.verdicts import Disagreement

CHUNK = 10
JUDGED_SHARE = 0.1
"""In which share of the episodes every call is judged, so that judging costs little."""
LEAST_AGREEMENT = 0.99
MOST_KEPT = 20
"""How many failing episodes are kept with their breaches; the others are counted."""


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A verdict that says other than the world knows, with what it takes to run its episode again."""

    episode: int
    calls: int
    said: Disagreement


@dataclass(frozen=True, slots=True)
class Failure:
    """An episode in which something was that must not be."""

    episode: int
    calls: int
    breaches: tuple[Breach, ...]


@dataclass
class Report:
    """What a run came to. `virtual_seconds` passed in the world, `seconds` for whoever waited, `cpu_seconds` were spent
    on the episodes by all processes together. `failing_episodes` are all there are, `failures` the first with details.
    """

    seed: int
    first_episode: int = 0
    last_episode: int | None = None
    calls: int = 0
    episodes: int = 0
    tools: int = 0
    steps: int = 0
    commits: int = 0
    requests: int = 0
    virtual_seconds: float = 0.0
    slowest_write: float = 0.0
    breaches: int = 0
    failing: int = 0
    failing_episodes: list[int] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    sometimes: dict[str, int] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    verdicts: int = 0
    """How many calls were judged; `differing` are those whose witnesses do not agree, `causes_known` those whose cause
    the world knows for sure; `mistaken` are the first verdicts that say other than it knows, `mistakes` counts all."""
    differing: int = 0
    causes_known: int = 0
    mistakes: int = 0
    mistaken: list[Mistaken] = field(default_factory=list)
    fingerprint: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether nothing was found, everything hard really occurred, and the verdicts are right often enough."""
        agreement = self.agreement
        return not self.breaches and not self.never and (agreement is None or agreement >= LEAST_AGREEMENT)

    @property
    def agreement(self) -> float | None:
        """The share of the judged calls whose verdict says what the world knows; None where none was judged."""
        return 1 - self.mistakes / self.verdicts if self.verdicts else None


@dataclass(frozen=True, slots=True)
class _Chunk:
    seed: int
    plan: tuple[tuple[int, int], ...]
    calendar: str
    judge_share: float


def plan_of(calls: int, first: int = 0) -> list[tuple[int, int]]:
    """The episodes that so many calls make, from the `first` on: each one's number and its calls."""
    whole, rest = divmod(calls, CALLS)
    sizes = [CALLS] * whole + ([rest] if rest else [])
    return list(enumerate(sizes, start=first))


def simulate(
    seed: int,
    calls: int,
    jobs: int = 1,
    tell: Callable[[Report], None] = lambda _: None,
    calendar: str = SIM,
    first: int = 0,
    judge_share: float = JUDGED_SHARE,
) -> Report:
    """Run as many episodes as so many calls make, from the `first` on: runs over neighbouring ranges sum up to one long
    run. `tell` hears how it stands after each episode. With another calendar than the world's own, it is not asked for
    what should have occurred: its luck has fewer ways."""
    report, seen, digest, began = Report(seed, first), Sometimes(), hashlib.sha256(), time.monotonic()
    for outcome, cpu_seconds in _outcomes(seed, plan_of(calls, first), jobs, calendar, judge_share):
        digest.update(outcome.fingerprint.encode())
        seen.update(outcome.sometimes)
        _add(report, outcome)
        report.seconds, report.cpu_seconds = time.monotonic() - began, report.cpu_seconds + cpu_seconds
        tell(report)
    report.sometimes = dict(sorted(seen.items()))
    report.never = missing(seen, calls) if calendar == SIM else []
    report.fingerprint = digest.hexdigest()
    return report


def one_episode(
    seed: int, number: int, calls: int = CALLS, calendar: str = SIM, judge_share: float = JUDGED_SHARE
) -> Outcome:
    """One episode alone, exactly as it was among others, with every line of its trace."""
    return Episode(_stage(), seed, number, calls, keep=None, calendar=calendar, judge_share=judge_share).run()


def _add(report: Report, outcome: Outcome) -> None:
    report.calls += outcome.calls
    report.episodes += 1
    report.last_episode = outcome.number
    report.tools += outcome.tools
    report.steps += outcome.steps
    report.commits += outcome.commits
    report.requests += outcome.requests
    report.virtual_seconds += outcome.seconds
    report.slowest_write = max(report.slowest_write, outcome.slowest)
    report.breaches += len(outcome.breaches)
    if (judged := outcome.verdicts) is not None:
        report.verdicts += judged.judged
        report.differing += judged.differing
        report.causes_known += judged.causes
        report.mistakes += len(judged.disagreements)
        found = [Mistaken(outcome.number, outcome.calls, one) for one in judged.disagreements]
        report.mistaken += found[: max(MOST_KEPT - len(report.mistaken), 0)]
    if outcome.breaches:
        report.failing += 1
        report.failing_episodes.append(outcome.number)
        if len(report.failures) < MOST_KEPT:
            report.failures.append(Failure(outcome.number, outcome.calls, outcome.breaches))


def _outcomes(
    seed: int, plan: list[tuple[int, int]], jobs: int, calendar: str, share: float
) -> Iterator[tuple[Outcome, float]]:
    """Every outcome, in the order of the plan, with the CPU seconds that it took."""
    starts = range(0, len(plan), CHUNK)
    chunks = [_Chunk(seed, tuple(plan[first : first + CHUNK]), calendar, share) for first in starts]
    if jobs <= 1:
        for chunk in chunks:
            yield from _run(chunk)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(_run, chunks):
            yield from found


def _run(chunk: _Chunk) -> list[tuple[Outcome, float]]:
    found, stage = [], _stage()
    for number, calls in chunk.plan:
        began = time.process_time()
        share = chunk.judge_share
        outcome = Episode(stage, chunk.seed, number, calls, keep=0, calendar=chunk.calendar, judge_share=share).run()
        found.append((outcome, time.process_time() - began))
    return found


@cache
def _stage() -> Stage:
    stage = make_stage()
    gc.freeze()  # The code and the stage stay for good: looking through them again and again would find nothing.
    return stage
