"""Growth: checks and bookings of salons beside 1,000 and beside 1,000,000 stored visits, in turn, as a ratio."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass

from holdfast.entry.cli.bench_http import POSTGRES, Tell, database, opened, prepared
from holdfast.entry.cli.bench_load import Job, Load, Phase, run_phase
from holdfast.entry.cli.bench_process import Serving, serving
from holdfast.testing.bench_fill import fill
from holdfast.testing.bench_salons import FreeTime, salon_slug
from holdfast.testing.postgres import find_binaries

TARGET_RATIO = 1.3
KINDS = ("check", "day", "book", "end")
_AFTERNOON = "13:00"


@dataclass(frozen=True, slots=True)
class GrowthScale:
    """How much is stored, and how often is asked."""

    few: int = 1_000
    many: int = 1_000_000
    salons: int = 50
    rounds: int = 10
    calls: int = 30


QUICK_GROWTH = GrowthScale(few=20, many=200, salons=2, rounds=1, calls=2)


@dataclass(frozen=True, slots=True)
class Growth:
    """One kind of request beside few and beside many visits: medians in milliseconds, and the ratio round by round."""

    engine: str
    kind: str
    few_ms: float
    many_ms: float
    ratio: float
    cpu_ratio: float | None
    wrong: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Grown:
    """What was measured on one kind of database; `skipped` says why nothing was."""

    engine: str
    few: int
    many: int
    fill_seconds: float = 0.0
    kinds: tuple[Growth, ...] = ()
    skipped: str | None = None


def measure_growth(engines: tuple[str, ...], scale: GrowthScale, tell: Tell) -> list[Grown]:
    """Measure on each of these engines."""
    return [_on_engine(engine, scale, tell) for engine in engines]


def _on_engine(engine: str, scale: GrowthScale, tell: Tell) -> Grown:
    if engine == POSTGRES and find_binaries() is None:
        return Grown(engine, scale.few, scale.many, skipped="its server is not installed here")
    with ExitStack() as stack:
        few, times, _ = stack.enter_context(_filled(engine, scale.few, scale, tell))
        many, _, seconds = stack.enter_context(_filled(engine, scale.many, scale, tell))
        tell(f"{engine}: measuring in turn")
        small, large = asyncio.run(_in_turn((few, many), times, scale))
        kinds = tuple(_compared(engine, kind, small[kind], large[kind]) for kind in KINDS)
        return Grown(engine, scale.few, scale.many, seconds, kinds)


@contextmanager
def _filled(
    engine: str, visits: int, scale: GrowthScale, tell: Tell
) -> Iterator[tuple[Serving, list[FreeTime], float]]:
    """A server on a database that holds so many visits, times that are free there, and how long filling took."""
    with database(engine) as url:
        times = [free for free in prepared(url, scale.salons) if free.time >= _AFTERNOON]
        begin = time.perf_counter()
        _fill(url, visits, scale.salons, lambda done: tell(f"{engine}: {done:,} of {visits:,} visits stored"))
        seconds = time.perf_counter() - begin
        with serving(url) as server:
            yield server, times, seconds


def _fill(url: str, visits: int, salons: int, tell_count: Callable[[int], None]) -> None:
    async def work() -> None:
        application = opened(url)
        found = [await application.doorkeeper.by_slug(salon_slug(number)) for number in range(salons)]
        known = [(salon.row.id, salon.salon.tenant) for salon in found if salon is not None]
        try:
            await asyncio.to_thread(fill, application.desk.store, known, visits, tell_count)
        finally:
            await application.close()

    asyncio.run(work())


Phases = dict[str, list[Phase]]


async def _in_turn(servers: tuple[Serving, Serving], times: list[FreeTime], scale: GrowthScale) -> list[Phases]:
    """Round by round on the one and on the other, so that a machine that gets slower slows both. The first warms up."""
    said = [list(astuple(free)) for free in times]
    loads = [Load(Job(server.host, server.port, scale.salons, said, [1], 0, [server.pid])) for server in servers]
    phases: list[Phases] = [{kind: [] for kind in KINDS} for _ in servers]
    for number in range(scale.rounds + 1):
        for load, found in zip(loads, phases, strict=True):
            for phase in await _round(load, scale.calls):
                if number:
                    found[phase.kind].append(phase)
    return phases


async def _round(load: Load, calls: int) -> list[Phase]:
    found = []
    for kind, deed in (("check", load.check), ("day", load.check_day), ("book", load.book)):
        last = load.turn + calls
        found.append(await run_phase(load, kind, deed, 1, lambda last=last: load.turn >= last))  # type: ignore[misc]
        ended = await run_phase(load, "end", load.hang_up, 1, lambda: not load.to_end)
        found += [ended] if kind == "book" else []
    return found


def _compared(engine: str, kind: str, few: list[Phase], many: list[Phase]) -> Growth:
    ratios = [large.p50_ms / small.p50_ms for small, large in zip(few, many, strict=True) if small.p50_ms]
    return Growth(
        engine,
        kind,
        statistics.median(phase.p50_ms for phase in few),
        statistics.median(phase.p50_ms for phase in many),
        statistics.median(ratios or [0.0]),
        _cpu_ratio(few, many),
        sum(phase.wrong for phase in (*few, *many)),
        next((phase.example for phase in (*few, *many) if phase.wrong), ""),
    )


def _cpu_ratio(few: list[Phase], many: list[Phase]) -> float | None:
    small = sum(phase.server_cpu_ms or 0.0 for phase in few)
    return sum(phase.server_cpu_ms or 0.0 for phase in many) / small if small else None
