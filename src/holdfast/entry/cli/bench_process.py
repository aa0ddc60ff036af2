"""Processes under measurement: a server as `holdfast serve` runs it, and what the operating system says they used."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.testing.bench_salons import ENVIRONMENT

_SERVE = "import typer; from holdfast.entry.cli.serving import serve; typer.run(serve)"
_PROC = Path("/proc")
_STOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Serving:
    """A server process and where it listens."""

    host: str
    port: int
    pid: int


@contextmanager
def serving(database_url: str) -> Iterator[Serving]:
    """Run `holdfast serve` on this database, on a free port."""
    environment = {**os.environ, **ENVIRONMENT, "HOLDFAST_DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", _SERVE, "--port", "0", "--host", "127.0.0.1", "--json"]
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        address = urlsplit(_announced(process))
        yield Serving(address.hostname or "", address.port or 0, process.pid)
    finally:
        _stop(process)


def _announced(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None, "it was started with a pipe"
    text = ""
    for line in process.stdout:
        text += line
        if line.rstrip() == "}":
            return str(json.loads(text)["url"])
    raise Refusal("the server under measurement did not start", Code.OUTAGE)


def _stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cpu_seconds(pids: list[int]) -> float | None:
    """Processor time that these processes and their children used so far, None where the system does not tell."""
    if not _PROC.joinpath("self/stat").exists():
        return None
    return sum(_cpu_of(pid) + sum(_cpu_of(child) for child in children(pid)) for pid in pids)


def _cpu_of(pid: int) -> float:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # It ended a moment ago.
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    found: list[int] = []
    for task in (_PROC / str(pid) / "task").glob("*/children"):
        try:
            found.extend(int(child) for child in task.read_text().split())
        except OSError:  # The thread ended a moment ago.
            continue
    return found


def database_pids() -> list[int]:
    """The PostgreSQL server that this process started, if any."""
    return [pid for pid in children(os.getpid()) if _name_of(pid) == "postgres"]


def _name_of(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""
