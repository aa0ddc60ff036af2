"""How well and how fast spoken times are read: over the rows that come with Holdfast, or over others."""

import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.language import read_for_scoring
from holdfast.testing.spoken_times import Figures, Judged, Row, figures, judge_rows, own_rows, rows_of
from holdfast.testing.spoken_times.judging import by

P99_TARGET_MS = 5.0
SHOWN_MISSES = 20
_IMPORT = (
    "import dataclasses, datetime, json, re, time; began = time.process_time(); from holdfast.language import read; "
    "print(time.process_time() - began)"
)


@dataclass(frozen=True, slots=True)
class Miss:
    """A row whose answer is not one of its readings."""

    id: str
    text: str
    wanted: Mapping[str, Any]
    got: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Understood:
    """Shares by kind and by source, and what one reading takes; times in milliseconds, the import in seconds.

    `p50_ms` and `p99_ms` are of wall time in this process, where others may run, `cpu_p99_ms` of its processor time.
    """

    rows: int
    all: Figures
    by_kind: list[Figures]
    by_source: list[Figures]
    by_language: list[Figures]
    p50_ms: float
    p99_ms: float
    cpu_p99_ms: float
    import_s: float
    misses: list[Miss]


def measure_language(paths: Sequence[Path], rounds: int = 3) -> Understood:
    """Judge the reader over the rows of `paths`, or over our own; all is timed `rounds` times, the best counts.

    Raises Refusal where a file is no file of rows.
    """
    rows = _rows_of(paths)
    judged = judge_rows(rows, read_for_scoring)
    wall, cpu = _timed(rows, rounds)
    return Understood(
        rows=len(rows),
        all=figures("all", judged),
        by_kind=by(lambda row: row.kind, judged),
        by_source=by(lambda row: row.source, judged),
        by_language=by(lambda row: row.lang, judged),
        p50_ms=round(statistics.median(wall), 3),
        p99_ms=_percentile(wall, 99),
        cpu_p99_ms=_percentile(cpu, 99),
        import_s=_import_seconds(rounds),
        misses=[_miss(one) for one in judged if not one.accepted],
    )


def _rows_of(paths: Sequence[Path]) -> list[Row]:
    try:
        rows = [row for path in paths for row in rows_of(path)] if paths else own_rows()
    except (OSError, ValueError, KeyError) as fault:
        raise Refusal(f"cannot read the rows: {fault}", Code.USAGE) from fault
    if not rows:
        raise Refusal("there are no rows in these files", Code.USAGE)
    return rows


def _miss(one: Judged) -> Miss:
    return Miss(one.row.id, one.row.text, one.row.readings[0], one.answer)


def _timed(rows: Sequence[Row], rounds: int) -> tuple[list[float], list[float]]:
    wall, cpu = [], []
    for row in rows:
        took = [_once(row) for _ in range(rounds)]
        wall.append(min(seconds for seconds, _ in took) * 1000)
        cpu.append(min(seconds for _, seconds in took) * 1000)
    return sorted(wall), sorted(cpu)


def _once(row: Row) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    read_for_scoring(row.text, row.reference, row.lang)
    return time.perf_counter() - began, time.process_time() - used


def _percentile(values: Sequence[float], per_cent: int) -> float:
    """The value that so many per cent of the sorted `values` do not exceed."""
    return round(values[min(len(values) - 1, len(values) * per_cent // 100)], 3)


def _import_seconds(rounds: int) -> float:
    """The processor time that loading the reader costs a fresh process, the best of so many; `import holdfast.language`
    alone loads nothing."""
    seconds = []
    for _ in range(rounds):
        done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True)
        seconds.append(float(done.stdout))
    return round(min(seconds), 3)
