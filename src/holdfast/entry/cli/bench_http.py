"""Checks and bookings over HTTP: a server process, a load process, and a database, as in a real installation."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from holdfast.app import Application, build
from holdfast.entry.cli.bench_load import Caller, Job, Phase
from holdfast.entry.cli.bench_process import Serving, database_pids, serving
from holdfast.entry.cli.session import quiet_logs
from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.entry.voice.signature import signed
from holdfast.settings import Settings
from holdfast.testing.bench_salons import ENVIRONMENT, RETELL_KEY, FreeTime, apply_salons, free_times
from holdfast.testing.bench_statements import Sent, watched
from holdfast.testing.postgres import PostgresUnavailableError, find_binaries, start_postgres

DAYS_AHEAD = 150
CPU_TARGET_MS = 3.0
CHECKS_TARGET, BOOKINGS_TARGET = 250, 150
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    salons: int = 64
    callers: tuple[int, ...] = (1, 16, 64)
    seconds: float = 6.0


QUICK = Scale(salons=2, callers=(1, 2), seconds=0.2)


@dataclass(frozen=True, slots=True)
class Request:
    """What one kind of request sends to the database."""

    kind: str
    statements: int
    transactions: int


@dataclass(frozen=True, slots=True)
class OnEngine:
    """What was measured on one kind of database; `skipped` says why nothing was."""

    engine: str
    phases: tuple[Phase, ...] = ()
    requests: tuple[Request, ...] = ()
    skipped: str | None = None


def measure_http(engines: tuple[str, ...], scale: Scale, tell: Tell) -> list[OnEngine]:
    """Measure on each of these engines."""
    return [_on_engine(engine, scale, tell) for engine in engines]


def _on_engine(engine: str, scale: Scale, tell: Tell) -> OnEngine:
    if engine == POSTGRES and find_binaries() is None:
        return OnEngine(engine, skipped="its server is not installed here: apt-get install postgresql")
    try:
        with database(engine) as url:
            tell(f"{engine}: {scale.salons} salons")
            times = prepared(url, scale.salons)
            with serving(url) as server:
                phases = _loaded(server, times, scale, lambda phase: tell(f"{engine}: {in_words(phase)}"))
            return OnEngine(engine, tuple(phases), count_statements(url, times))
    except PostgresUnavailableError as problem:
        return OnEngine(engine, skipped=str(problem).splitlines()[0])


@contextmanager
def database(engine: str) -> Iterator[str]:
    """An empty database that is gone afterwards; its writes reach the disk, as in production."""
    if engine == POSTGRES:
        with start_postgres(fsync=True) as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'holdfast.db'}"


def opened(url: str) -> Application:
    """The application on this database, within this process."""
    return build(Settings(database_url=url), environment=ENVIRONMENT)


def prepared(url: str, salons: int) -> list[FreeTime]:
    """Put the salons into the database. Returns times that are free in each of them."""

    async def work() -> list[FreeTime]:
        application = opened(url)
        try:
            tenant = await apply_salons(application, salons)
        finally:
            await application.close()
        return free_times(tenant, datetime.now(UTC), DAYS_AHEAD)

    return asyncio.run(work())


def _loaded(server: Serving, times: list[FreeTime], scale: Scale, tell: Callable[[Phase], None]) -> list[Phase]:
    """Let the load process do its job, and hear of each phase as it ends."""
    said = [list(astuple(free)) for free in times]
    job = Job(
        server.host, server.port, scale.salons, said, list(scale.callers), scale.seconds, [server.pid], database_pids()
    )
    command = [sys.executable, "-m", "holdfast.entry.cli.bench_load"]
    phases = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as load:
        assert load.stdin is not None and load.stdout is not None, "it was started with pipes"
        load.stdin.write(json.dumps(asdict(job)))
        load.stdin.close()
        for line in load.stdout:
            phases.append(Phase(**json.loads(line)))
            tell(phases[-1])
    if load.returncode != 0:
        raise Refusal("the load process broke off", Code.OUTAGE)
    return phases


def in_words(phase: Phase) -> str:
    """One phase in a line, told while the others still run."""
    wrong = f", {phase.wrong} WRONG: {phase.example}" if phase.wrong else ""
    return f"{phase.kind}, {phase.callers} callers: {phase.per_second:.0f}/s, p50 {phase.p50_ms:.1f} ms{wrong}"


def count_statements(url: str, times: list[FreeTime]) -> tuple[Request, ...]:
    """What a check, a booking and the end of a call send to the database, the server within this process."""
    return asyncio.run(_count(url, times))


async def _count(url: str, times: list[FreeTime]) -> tuple[Request, ...]:
    from holdfast.entry.server import build_server  # Here, since it would slow the start of every other verb down.

    quiet_logs()
    application = opened(url)
    transport = httpx.ASGITransport(build_server(application, work=False))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://holdfast") as http:
            await _one_call(http, application, times[-1], number=0)  # the first one fills what is remembered
            return await _one_call(http, application, times[-2], number=1)
    finally:
        await application.close()


async def _one_call(
    http: httpx.AsyncClient, application: Application, free: FreeTime, number: int
) -> tuple[Request, ...]:
    caller = Caller(10**9 + number, 0, free.date, free.time, free.staff)

    async def sent(kind: str, part: str, body: bytes) -> tuple[Request, httpx.Response]:
        header = {"X-Retell-Signature": signed(body, RETELL_KEY, int(time.time() * 1000))}
        with watched(application.desk.store) as seen:
            response = await http.post(caller.path + part, content=body, headers=header)
        return Request(kind, _statements(seen), seen.transactions), response

    check, held = await sent("check", "/tools", caller.asking())
    book, _ = await sent("book", "/tools", caller.booking(held.json()))
    end, _ = await sent("end", "/events", caller.hanging_up())
    return check, book, end


def _statements(seen: Sent) -> int:
    """Without BEGIN, which only one of the engines is sent as a statement."""
    return sum(1 for statement in seen.statements if not statement.startswith("BEGIN"))
