"""`holdfast bench`: what the promises of speed are measured with."""

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from holdfast.entry.cli.bench_availability import TARGET_MS, Timing, measure_availability
from holdfast.entry.cli.bench_growth import QUICK_GROWTH, TARGET_RATIO, Grown, Growth, GrowthScale, measure_growth
from holdfast.entry.cli.bench_http import (
    BOOKINGS_TARGET,
    CHECKS_TARGET,
    CPU_TARGET_MS,
    POSTGRES,
    QUICK,
    SQLITE,
    OnEngine,
    Scale,
    Tell,
    measure_http,
)
from holdfast.entry.cli.bench_language import P99_TARGET_MS, SHOWN_MISSES, Understood, measure_language
from holdfast.entry.cli.bench_load import Phase
from holdfast.entry.cli.terminal import AsJson, Code, out, print_json, print_table

ROUNDS, QUICK_ROUNDS = 60, 3


class What(StrEnum):
    """What can be measured."""

    AVAILABILITY = "availability"
    HTTP = "http"
    GROWTH = "growth"
    LANGUAGE = "language"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when it was measured: figures of two machines cannot be compared.

    `load` is how many processes wanted to run in the minute before: more than a little, and the figures are too high.
    """

    at: datetime
    cores: int
    load: float
    python: str
    system: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured; None: not asked for."""

    machine: Machine
    availability: list[Timing] | None = None
    http: list[OnEngine] | None = None
    growth: list[Grown] | None = None
    language: Understood | None = None

    @property
    def wrong(self) -> int:
        """How many answers were other than expected."""
        return sum(measured.wrong for measured in self._answered)

    @property
    def example(self) -> str:
        """One of them."""
        return next((measured.example for measured in self._answered if measured.wrong), "")

    @property
    def _answered(self) -> list[Phase | Growth]:
        phases = [phase for engine in self.http or [] for phase in engine.phases]
        return [*phases, *(kind for engine in self.growth or [] for kind in engine.kinds)]


def bench(
    what: Annotated[What, typer.Argument(help="What to measure.")] = What.ALL,
    quick: Annotated[bool, typer.Option("--quick", help="Only see that it works; the figures say nothing.")] = False,
    postgres: Annotated[bool, typer.Option("--postgres", help="Measure growth on PostgreSQL, too.")] = False,
    rows: Annotated[
        list[Path] | None, typer.Option("--rows", metavar="FILE", help="Spoken times to read, instead of our own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure speed: free times, calls over HTTP, and growth; and how well spoken times are read.

    Takes minutes; uses databases of its own. Ends with 1 when an answer was not the expected one; spoken times that
    were not understood are a score, not a fault.

    Examples:

      holdfast bench

      holdfast bench http --json

      holdfast bench growth --postgres

      holdfast bench language --rows sentences.jsonl
    """
    with telling() as tell:
        report = measured(what, quick, postgres, tell, rows or ())
    if as_json:
        print_json(report)
    else:
        show(report)
    if report.wrong:
        raise typer.Exit(Code.DIFFERENCES)


def measured(what: What, quick: bool, postgres: bool, tell: Tell, rows: Sequence[Path] = ()) -> Report:
    """Measure what is asked for; `rows` are files of spoken times, none: our own."""
    machine = _machine()
    asked = set(What) if what is What.ALL else {what}
    availability = http = growth = language = None
    if What.AVAILABILITY in asked:
        tell("availability")
        availability = measure_availability(QUICK_ROUNDS if quick else ROUNDS)
    if What.HTTP in asked:
        http = measure_http((SQLITE, POSTGRES), QUICK if quick else Scale(), tell)
    if What.GROWTH in asked:
        engines = (SQLITE, POSTGRES) if postgres else (SQLITE,)
        growth = measure_growth(engines, QUICK_GROWTH if quick else GrowthScale(), tell)
    if What.LANGUAGE in asked:
        tell("language")
        language = measure_language(rows, 1 if quick else 3)
    return Report(machine, availability, http, growth, language)


def _machine() -> Machine:
    load = round(os.getloadavg()[0], 1)
    system = f"{platform.system()} {platform.machine()}"
    return Machine(datetime.now(UTC), os.cpu_count() or 0, load, platform.python_version(), system)


@contextmanager
def telling() -> Iterator[Tell]:
    """Says on standard error what is going on: one line that changes for a person, plain lines in a pipe."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        yield lambda sentence: console.print(sentence, markup=False)
        return
    with console.status("measuring") as status:
        yield lambda sentence: status.update(sentence.replace("[", r"\["))


def show(report: Report) -> None:
    """The report as tables."""
    machine = report.machine
    where = f"{machine.cores} cores, Python {machine.python}, {machine.system}"
    out().print(f"{where}, {machine.at:%Y-%m-%d}, load {machine.load} before", markup=False)
    if report.availability is not None:
        _show_availability(report.availability)
    for engine in report.http or []:
        _show_engine(engine)
    if report.growth is not None:
        _show_growth(report.growth)
    if report.language is not None:
        _show_language(report.language)
    if report.wrong:
        out().print(
            f"{report.wrong} answers were not the expected ones, such as: {report.example}", style="red", markup=False
        )


def _heading(text: str) -> None:
    out().print(f"\n{text}", style="bold", markup=False)


def _show_availability(timings: list[Timing]) -> None:
    _heading(f"Availability: 20 people, 30 days, 2,000 visits (wanted: {TARGET_MS:.0f} ms)")
    rows = [(t.question, t.found, _ms(t.median_ms), _ms(t.p95_ms), _ms(t.cpu_ms)) for t in timings]
    print_table(("question", "found", "median ms", "p95 ms", "CPU ms"), rows, "nothing was measured")


def _show_engine(engine: OnEngine) -> None:
    _heading(
        f"HTTP on {engine.engine} (wanted on PostgreSQL: {CHECKS_TARGET} checks/s, {BOOKINGS_TARGET} bookings/s; "
        f"{CPU_TARGET_MS:.0f} ms CPU per call)"
    )
    if engine.skipped:
        out().print(f"skipped: {engine.skipped}", style="yellow", markup=False)
        return
    rows = [_phase_row(phase) for phase in engine.phases]
    print_table(_PHASE_HEADINGS, rows, "nothing was measured")
    told = [f"{r.kind}: {r.statements} statements in {r.transactions} transactions" for r in engine.requests]
    out().print("; ".join(told), markup=False)


def _phase_row(phase: Phase) -> tuple[object, ...]:
    speed = f"{phase.per_second:.0f}", f"{phase.p50_ms:.1f}", f"{phase.p95_ms:.1f}"
    cpu = _ms(phase.server_cpu_ms), _ms(phase.database_cpu_ms), _ms(phase.load_cpu_ms)
    return phase.kind, phase.callers, *speed, *cpu, phase.wrong


_PHASE_HEADINGS = (
    "request", "callers", "per second", "p50 ms", "p95 ms", "server CPU ms", "database CPU ms", "load CPU ms", "wrong",
)  # fmt: skip


def _ms(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _show_growth(grown: list[Grown]) -> None:
    for engine in grown:
        _heading(
            f"Growth on {engine.engine}: {engine.few:,} and {engine.many:,} stored visits, "
            f"filled in {engine.fill_seconds:.0f} s (wanted: {TARGET_RATIO:.1f})"
        )
        if engine.skipped:
            out().print(f"skipped: {engine.skipped}", style="yellow", markup=False)
            continue
        rows = [
            (k.kind, f"{k.few_ms:.2f}", f"{k.many_ms:.2f}", f"{k.ratio:.2f}", _ms(k.cpu_ratio), k.wrong)
            for k in engine.kinds
        ]
        print_table(("request", "ms, few", "ms, many", "ratio", "CPU ratio", "wrong"), rows, "nothing was measured")


def _show_language(understood: Understood) -> None:
    _heading(f"Language: {understood.rows} spoken times (wanted: p99 below {P99_TARGET_MS:.0f} ms)")
    groups = [*understood.by_kind, *understood.by_source, *understood.by_language, understood.all]
    rows = [(g.name, g.rows, g.accepted, g.silent, g.asked, g.needless) for g in groups]
    print_table(_LANGUAGE_HEADINGS, rows, "nothing was measured")
    out().print(
        f"p50 {understood.p50_ms:.2f} ms, p99 {understood.p99_ms:.2f} ms (CPU {understood.cpu_p99_ms:.2f} ms), "
        f"import {understood.import_s:.2f} s",
        markup=False,
    )
    for miss in understood.misses[:SHOWN_MISSES]:
        out().print(f"{miss.id}: {miss.text!r} should be {miss.wanted}, was {miss.got}", markup=False)
    if len(understood.misses) > SHOWN_MISSES:
        out().print(f"and {len(understood.misses) - SHOWN_MISSES} more", markup=False)


_LANGUAGE_HEADINGS = ("rows", "n", "right %", "silently wrong %", "asked where due %", "asked needlessly %")
