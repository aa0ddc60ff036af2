"""Many episodes: in this process or in several, merged in their order, with what they found."""

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

CHUNK = 10
MOST_KEPT = 20
"""How many failing episodes are kept with their breaches; the others are counted."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An episode in which something was that must not be."""

    episode: int
    calls: int
    breaches: tuple[Breach, ...]


@dataclass
class Report:
    """What a run came to. Virtual seconds, real CPU seconds."""

    seed: int
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
    failures: list[Failure] = field(default_factory=list)
    sometimes: dict[str, int] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    fingerprint: str = ""
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether nothing was found, and everything hard really occurred."""
        return not self.breaches and not self.never


@dataclass(frozen=True, slots=True)
class _Chunk:
    seed: int
    plan: tuple[tuple[int, int], ...]
    calendar: str


def plan_of(calls: int) -> list[tuple[int, int]]:
    """The episodes that so many calls make: each one's number and its calls."""
    whole, rest = divmod(calls, CALLS)
    sizes = [CALLS] * whole + ([rest] if rest else [])
    return list(enumerate(sizes))


def simulate(
    seed: int, calls: int, jobs: int = 1, tell: Callable[[Report], None] = lambda _: None, calendar: str = SIM
) -> Report:
    """Run as many episodes as so many calls make. `tell` hears how it stands after each. With another calendar than
    the world's own, it is not asked for what should have occurred: its luck has fewer ways."""
    report, seen, digest, began = Report(seed), Sometimes(), hashlib.sha256(), time.monotonic()
    for outcome in _outcomes(seed, plan_of(calls), jobs, calendar):
        digest.update(outcome.fingerprint.encode())
        seen.update(outcome.sometimes)
        _add(report, outcome)
        report.seconds = time.monotonic() - began
        tell(report)
    report.sometimes = dict(sorted(seen.items()))
    report.never = missing(seen, calls) if calendar == SIM else []
    report.fingerprint = digest.hexdigest()
    return report


def one_episode(seed: int, number: int, calls: int = CALLS, calendar: str = SIM) -> Outcome:
    """One episode alone, exactly as it was among others, with every line of its trace."""
    return Episode(_stage(), seed, number, calls, keep=None, calendar=calendar).run()


def _add(report: Report, outcome: Outcome) -> None:
    report.calls += outcome.calls
    report.episodes += 1
    report.tools += outcome.tools
    report.steps += outcome.steps
    report.commits += outcome.commits
    report.requests += outcome.requests
    report.virtual_seconds += outcome.seconds
    report.slowest_write = max(report.slowest_write, outcome.slowest)
    report.breaches += len(outcome.breaches)
    if outcome.breaches:
        report.failing += 1
        if len(report.failures) < MOST_KEPT:
            report.failures.append(Failure(outcome.number, outcome.calls, outcome.breaches))


def _outcomes(seed: int, plan: list[tuple[int, int]], jobs: int, calendar: str) -> Iterator[Outcome]:
    chunks = [_Chunk(seed, tuple(plan[first : first + CHUNK]), calendar) for first in range(0, len(plan), CHUNK)]
    if jobs <= 1:
        for chunk in chunks:
            yield from _run(chunk)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(_run, chunks):
            yield from found


def _run(chunk: _Chunk) -> list[Outcome]:
    return [
        Episode(_stage(), chunk.seed, number, calls, keep=0, calendar=chunk.calendar).run()
        for number, calls in chunk.plan
    ]


@cache
def _stage() -> Stage:
    return make_stage()
