"""`python -m holdfast.testing.chaos`: the kill test from the command line."""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.engine import make_url

from holdfast.testing.chaos.kills import Kill
from holdfast.testing.chaos.run import Plan, Report, run
from holdfast.testing.postgres import find_binaries, start_postgres

ENGINES = ("sqlite", "postgres")
SHOWN_BREACHES = 40
TELL_EVERY = 10
_console = Console(stderr=False, soft_wrap=True, highlight=False)


def main() -> int:
    """Run on each engine that was asked for. 0: all is well; 1: something was found, and its folder is kept."""
    wanted = _arguments()
    engines = ENGINES if wanted.engine == "both" else (wanted.engine,)
    share = [wanted.kills // len(engines) + (n < wanted.kills % len(engines)) for n in range(len(engines))]
    root = Path(tempfile.mkdtemp(prefix="holdfast-chaos-", dir=wanted.folder))
    reports = []
    try:
        for engine, kills in zip(engines, share, strict=True):
            reports.append(_one(engine, kills, wanted.seed, root / engine, hasten=wanted.hasten))
    finally:
        is_well = len(reports) == len(engines) and all(report.is_well for report in reports)
        _leave(root, wanted, is_well=is_well)
    return 0 if is_well else 1


def _leave(root: Path, wanted: argparse.Namespace, *, is_well: bool) -> None:
    """Remove what was kept, or say where it lies and how to run the same again."""
    if is_well:
        shutil.rmtree(root)
        return
    command = f"python -m holdfast.testing.chaos --kills {wanted.kills} --seed {wanted.seed} --engine {wanted.engine}"
    _console.print(f"Not well. Databases, logs and what was seen are kept in {root}\nAgain: {command}", markup=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m holdfast.testing.chaos",
        description="Kill real processes of Holdfast at random moments, with a faulty Cal.com and callers who go on"
        " calling; then everything must agree. SQLite: one serve. PostgreSQL: one serve and two work.",
    )
    parser.add_argument("--kills", type=int, default=200, help="how many, shared by the engines (200)")
    parser.add_argument("--seed", type=int, default=1, help="what luck, callers and kills are drawn from (1)")
    parser.add_argument("--engine", choices=("both", *ENGINES), default="both")
    parser.add_argument("--folder", help="where the folder of the run is made; else with the temporary files")
    parser.add_argument(
        "--hasten", action="store_true", help="end the leases of the dead at the end at once, instead of waiting 30 s"
    )
    return parser.parse_args()


def _one(engine: str, kills: int, seed: int, folder: Path, *, hasten: bool) -> Report:
    folder.mkdir(parents=True)
    with _database(engine, folder) as url:
        plan = Plan(engine, url, kills, seed, folder, hasten)
        report = _shown(plan)
        if not report.is_well and engine == "postgres":
            _dump(url, folder / "database.sql")
    return report


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'holdfast.db'}"
        return
    with start_postgres(fsync=False) as url:
        yield url.replace("postgresql+psycopg://", "postgresql://")


def _dump(url: str, file: Path) -> None:
    binaries = find_binaries()
    if binaries is not None and (binaries / "pg_dump").exists():
        address = make_url(url)
        plain = address.render_as_string(hide_password=False)
        subprocess.run([str(binaries / "pg_dump"), "--file", str(file), plain], check=False)


def _shown(plan: Plan) -> Report:
    """Run with a bar on a terminal and with lines in a log; then say what occurred and what was found."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console, disable=not _console.is_terminal) as progress:
        task = progress.add_task(f"{plan.engine}: kill -9", total=plan.kills)

        def killed(kill: Kill, number: int) -> None:
            progress.update(task, completed=number)
            if not _console.is_terminal and number % TELL_EVERY == 0:
                _say(
                    plan, f"{number} of {plan.kills} kills; the last struck {kill.name} with {len(kill.visits)} visits"
                )

        report = asyncio.run(run(plan, lambda line: _say(plan, line), killed))
    _tell(report)
    return report


def _say(plan: Plan, line: str) -> None:
    _console.print(f"{plan.engine}: {line}", markup=False)


def _tell(report: Report) -> None:
    for what, many in sorted(report.counts.items()):
        _console.print(f"  {many:6d}  {what}", markup=False)
    for sentence in [*report.breaches[:SHOWN_BREACHES], *report.never]:
        _console.print(f"  NOT WELL: {sentence}", markup=False)
    end = "all is well" if report.is_well else f"{len(report.breaches)} breaches, {len(report.never)} never occurred"
    _console.print(f"{report.engine}: {report.kills} kills in {report.seconds:.0f} s: {end}", markup=False)


if __name__ == "__main__":
    sys.exit(main())
