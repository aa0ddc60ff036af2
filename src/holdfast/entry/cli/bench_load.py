"""The load: many callers at once, each on a connection of its own, with signed requests. Runs as a process of its own.

`python -m holdfast.entry.cli.bench_load` reads a job as JSON on standard input and prints one line of JSON per phase.
It speaks just enough HTTP to keep a connection alive, so that the server is measured and not the client.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import uvloop

from holdfast.entry.cli.bench_process import cpu_seconds
from holdfast.entry.voice.signature import signed
from holdfast.testing.bench_salons import RETELL_KEY, THREE_PARTS, dialled_number, salon_slug

ENDING_CALLERS = 8


@dataclass(frozen=True, slots=True)
class Job:
    """Whom to call, how, and which processes to look at meanwhile. `first`: the number of the first call."""

    host: str
    port: int
    salons: int
    times: list[list[str]]
    callers: list[int]
    seconds: float
    server: list[int] = field(default_factory=list)
    database: list[int] = field(default_factory=list)
    first: int = 0


@dataclass(frozen=True, slots=True)
class Phase:
    """What one kind of work came to. CPU in milliseconds per request; `wrong`: answers other than expected."""

    kind: str
    callers: int
    done: int
    requests: int
    wrong: int
    seconds: float
    p50_ms: float
    p95_ms: float
    server_cpu_ms: float | None
    database_cpu_ms: float | None
    load_cpu_ms: float
    example: str = ""

    @property
    def per_second(self) -> float:
        """Checks, bookings or ended calls in a second."""
        return self.done / self.seconds


class Line(asyncio.Protocol):
    """One connection: one request at a time, answered before the next."""

    def __init__(self) -> None:
        """Not connected yet."""
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by the event loop: the answer is whole once its announced length is there."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        if len(body) >= int(length or 0) and self._answer is not None and not self._answer.done():
            self._buffer = b""
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((0, b"the connection was closed"))

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send signed bytes and wait for status and body of the answer."""
        assert self._transport is not None, "it is connected"
        signature = signed(body, RETELL_KEY, int(time.time() * 1000))
        head = f"POST {path} HTTP/1.1\r\nHost: holdfast\r\nContent-Type: application/json\r\n"
        head += f"X-Retell-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + body)
        return await self._answer

    def close(self) -> None:
        """Hang up the connection."""
        if self._transport is not None:
            self._transport.close()


async def connected(host: str, port: int) -> Line:
    """A connection to the server."""
    _, line = await asyncio.get_running_loop().create_connection(Line, host, port)
    return line


@dataclass(frozen=True, slots=True)
class Caller:
    """One call: which salon it goes to, and the time that is asked for."""

    number: int
    salon: int
    date: str
    time: str
    staff: str

    @property
    def path(self) -> str:
        """Where this call's requests go, without the last part."""
        return f"/t/{salon_slug(self.salon)}/retell"

    def envelope(self) -> dict[str, Any]:
        """The call object of Retell's requests."""
        return {
            "call_id": f"call_{self.number:016d}abcdef",
            "call_type": "phone_call",
            "direction": "inbound",
            "from_number": f"+49151{10_000_000 + self.number % 80_000_000}",
            "to_number": dialled_number(self.salon),
            "agent_id": "agent_of_the_measurement",
            "agent_version": 1,
            "call_status": "ongoing",
            "transcript_object": [],
        }

    def tool(self, name: str, args: dict[str, str]) -> bytes:
        """The bytes of a custom function."""
        return json.dumps({"name": name, "args": args, "call": self.envelope()}).encode()

    def asking(self) -> bytes:
        """Asks for its exact time, by its person."""
        args = {"service": THREE_PARTS, "date": self.date}
        return self.tool("check_availability", {**args, "time": self.time, "staff": self.staff})

    def asking_for_a_day(self) -> bytes:
        """Asks what is free on its day."""
        return self.tool("check_availability", {"service": THREE_PARTS, "date": self.date})

    def booking(self, held: dict[str, Any]) -> bytes:
        """Books the slot it was offered first."""
        return self.tool("book", {"slot_id": held["options"][0]["slot_id"], "customer_name": "Ada Beispiel"})

    def hanging_up(self) -> bytes:
        """The event at the end of the call, which frees what it holds."""
        now = int(time.time() * 1000)
        return json.dumps({"event": "call_ended", "call": self.envelope() | {"end_timestamp": now}}).encode()


@dataclass
class Load:
    """The calls of one job, one after another through all salons and times."""

    job: Job
    turn: int = 0
    spent: list[float] = field(default_factory=list)
    wrong: int = 0
    example: str = ""
    to_end: list[Caller] = field(default_factory=list)

    def next_caller(self) -> Caller:
        """A call to the next salon, for a time that nobody was given before."""
        turn, self.turn = self.turn, self.turn + 1
        job = self.job
        date, clock, staff = job.times[turn // job.salons % len(job.times)]
        return Caller(job.first + turn, turn % job.salons, date, clock, staff)

    async def asked(self, line: Line, caller: Caller, body: bytes, state: str, counted: bool) -> dict[str, Any]:
        """Send a tool call; its time counts where it is what is measured."""
        begin = time.perf_counter()
        status, text = await line.post(caller.path + "/tools", body)
        if counted:
            self.spent.append((time.perf_counter() - begin) * 1000)
        answer: dict[str, Any] = json.loads(text) if status == 200 else {}
        if answer.get("state") != state:
            self.wrong += 1
            self.example = self.example or f"{status} {text[:300].decode(errors='replace')}"
        return answer

    async def check(self, line: Line) -> int:
        """One call that asks for a time. Returns how many requests that were."""
        caller = self.next_caller()
        await self.asked(line, caller, caller.asking(), "held", counted=True)
        self.to_end.append(caller)
        return 1

    async def check_day(self, line: Line) -> int:
        """One call that asks for a day."""
        caller = self.next_caller()
        await self.asked(line, caller, caller.asking_for_a_day(), "held", counted=True)
        self.to_end.append(caller)
        return 1

    async def book(self, line: Line) -> int:
        """One call that asks for a time and books it."""
        caller = self.next_caller()
        held = await self.asked(line, caller, caller.asking(), "held", counted=False)
        if held.get("options"):
            await self.asked(line, caller, caller.booking(held), "confirmed", counted=True)
        self.to_end.append(caller)
        return 2

    async def hang_up(self, line: Line) -> int:
        """End one of the calls."""
        caller = self.to_end.pop()
        begin = time.perf_counter()
        status, text = await line.post(caller.path + "/events", caller.hanging_up())
        self.spent.append((time.perf_counter() - begin) * 1000)
        if status != 204:
            self.wrong += 1
            self.example = self.example or f"{status} {text[:300].decode(errors='replace')}"
        return 1


Deed = Callable[[Line], Awaitable[int]]


async def run_phase(load: Load, kind: str, deed: Deed, callers: int, until: Callable[[], bool]) -> Phase:
    """So many callers do the same again and again until it is enough."""
    lines = [await connected(load.job.host, load.job.port) for _ in range(callers)]
    load.spent, load.wrong, load.example = [], 0, ""
    before, own, begin = _used(load.job), time.process_time(), time.perf_counter()
    counts = await asyncio.gather(*(_repeat(deed, line, until) for line in lines))
    seconds = time.perf_counter() - begin
    own, after = time.process_time() - own, _used(load.job)
    for line in lines:
        line.close()
    done, requests = sum(times for times, _ in counts), max(sum(sent for _, sent in counts), 1)
    server, database = (_per_request(b, a, requests) for b, a in zip(before, after, strict=True))
    spent = sorted(load.spent) or [0.0]
    p95 = spent[int(len(spent) * 0.95)]
    middle, per_request = statistics.median(spent), own / requests * 1000
    counted = (done, requests, load.wrong, seconds, middle, p95, server, database, per_request)
    return Phase(kind, callers, *counted, load.example)


def _used(job: Job) -> tuple[float | None, float | None]:
    return cpu_seconds(job.server), cpu_seconds(job.database) if job.database else None


def _per_request(before: float | None, after: float | None, requests: int) -> float | None:
    return None if before is None or after is None else (after - before) / requests * 1000


async def _repeat(deed: Deed, line: Line, until: Callable[[], bool]) -> tuple[int, int]:
    times = requests = 0
    while not until():
        requests += await deed(line)
        times += 1
    return times, requests


def for_seconds(seconds: float) -> Callable[[], bool]:
    """Enough once so much time has passed; each caller is allowed one round at least by then."""
    deadline = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= deadline


async def run_job(job: Job, tell: Callable[[Phase], None]) -> None:
    """Checks, days and bookings with each number of callers; after each, every call is ended."""
    load = Load(job)
    for callers in job.callers:
        kinds: list[tuple[str, Deed]] = [("check", load.check), ("day", load.check_day), ("book", load.book)]
        for kind, deed in kinds:
            await run_phase(load, kind, deed, callers, for_seconds(job.seconds / 4))  # warms up
            tell(await run_phase(load, kind, deed, callers, for_seconds(job.seconds)))
            ended = await run_phase(load, "end", load.hang_up, ENDING_CALLERS, lambda: not load.to_end)
            if kind == "book":
                tell(ended)


def main() -> None:
    """Do the job that stands on standard input."""

    def tell(phase: Phase) -> None:
        sys.stdout.write(json.dumps(asdict(phase)) + "\n")
        sys.stdout.flush()

    uvloop.run(run_job(Job(**json.load(sys.stdin)), tell))


if __name__ == "__main__":
    main()
