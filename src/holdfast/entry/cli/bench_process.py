"""Processes under measurement: a server as `holdfast serve` runs it, and what the operating system says they used."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.testing.bench_salons import ENVIRONMENT

_SERVE = "import typer; from holdfast.entry.cli.serving import serve; typer.run(serve)"
_PROC = Path("/proc")
_HOST = "127.0.0.1"
_START_SECONDS, _STOP_SECONDS = 30, 20


@dataclass(frozen=True, slots=True)
class Serving:
    """A server process and where it listens."""

    host: str
    port: int
    pid: int


@contextmanager
def serving(database_url: str) -> Iterator[Serving]:
    """Run `holdfast serve` on this database, on a free port; what it logs goes to a file, as in production."""
    environment = {**os.environ, **ENVIRONMENT, "HOLDFAST_DATABASE_URL": database_url}
    port = free_port()
    command = [sys.executable, "-c", _SERVE, "--host", _HOST, "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_until_ready(process, port)
            yield Serving(_HOST, port, process.pid)
        finally:
            _stop(process)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((_HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Refusal("the server under measurement did not start", Code.OUTAGE)


def _stop(process: subprocess.Popen[bytes]) -> None:
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
