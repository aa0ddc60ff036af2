"""Real processes under load, killed with SIGKILL at random moments: then nothing is lost, doubled or half-done."""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.app import build
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings
from holdfast.store.engine import Store, Tx, to_ms
from holdfast.testing.consistency import contradictions
from holdfast.testing.retell_caller import sign
from tests.scenarios.conftest import KEY, SALON
from tests.scenarios.kill_server import AheadClock

pytestmark = pytest.mark.xdist_group("heavy")
KILLS = 22
ANSWERS_IN_A_LIFE = 8
CALLERS = 6
AHEAD_AT_THE_END = 90.0
SERVICES = ("Dauerwelle", "Herrenhaarschnitt", "Damenhaarschnitt und Ansatzfärbung", "Trockenschnitt")


@dataclass
class Nursery:
    """Where server processes come from."""

    process: subprocess.Popen[str]
    ports: list[int]
    living: dict[int, int] = field(default_factory=dict)

    def start(self, port: int, ahead: float = 0.0) -> None:
        """A new server on that port."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"start {port} {ahead}\n")
        self.process.stdin.flush()
        self.living[port] = int(self.process.stdout.readline())

    def kill(self, port: int) -> None:
        """Without any warning."""
        os.kill(self.living.pop(port), signal.SIGKILL)

    async def ready(self, port: int) -> None:
        """Wait until it answers."""
        async with httpx.AsyncClient() as http:
            for _ in range(2000):
                try:
                    await http.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
                except httpx.HTTPError:
                    await asyncio.sleep(0.02)
                else:
                    return
        raise AssertionError("the server does not come up")


def free_port() -> int:
    """A port below those that the system gives to whoever asks for any: between two lives of its server nobody else
    on this machine gets it by chance."""
    for port in random.SystemRandom().sample(range(20000, 32000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@pytest.fixture
def nursery(database_url: str) -> Iterator[Nursery]:
    """One process on SQLite, two on PostgreSQL."""
    command = [sys.executable, "-m", "tests.scenarios.kill_server", database_url, KEY]
    ports = [free_port() for _ in range(1 if database_url.startswith("sqlite") else 2)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        nursery = Nursery(process, ports)
        yield nursery
        for port in list(nursery.living):
            nursery.kill(port)
        process.kill()


@dataclass
class Promises:
    """What callers heard before the line went dead, by reference."""

    confirmed: dict[str, str] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    answers: int = 0
    lost: int = 0

    async def grow_to(self, answers: int) -> None:
        """Wait until so many answers have come in all, but not for ever."""
        for _ in range(1000):
            if self.answers >= answers:
                return
            await asyncio.sleep(0.01)


@dataclass
class Caller:
    """Somebody who books, moves and cancels, again and again, whatever happens to the line."""

    number: str
    ports: list[int]
    luck: random.Random
    promises: Promises
    calls: int = 0

    async def lives(self, until: asyncio.Event) -> None:
        """Call after call."""
        async with httpx.AsyncClient(timeout=8) as http:
            while not until.is_set():
                self.calls += 1
                await self._call(http, f"call_{self.number[-4:]}x{self.calls:06d}")

    async def _call(self, http: httpx.AsyncClient, call_id: str) -> None:
        day = (datetime.now(UTC) + timedelta(days=self.luck.randint(2, 40))).date().isoformat()
        time = f"{self.luck.randint(9, 16):02d}:{self.luck.choice(('00', '15', '30', '45'))}"
        wish = {"service": self.luck.choice(SERVICES), "date": day, "time": time}
        offer = await self._tool(http, call_id, "check_availability", wish)
        if not offer or not offer.get("options"):
            return
        slot = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
        booked: dict[str, Any] = {}
        for _ in range(self.luck.choice((1, 1, 2))):
            booked = await self._tool(http, call_id, "book", slot)
            self._heard(booked)
        ref = booked.get("ref")
        if ref and self.luck.random() < 0.35:
            later = f"{self.luck.randint(9, 15):02d}:30"
            self._heard(await self._tool(http, call_id, "reschedule", {"ref": ref, "date": day, "time": later}))
        if ref and self.luck.random() < 0.25:
            self._heard(await self._tool(http, call_id, "cancel", {"ref": ref}), asked_to_cancel=True)

    def _heard(self, answer: dict[str, Any], *, asked_to_cancel: bool = False) -> None:
        """The last thing heard about a visit. Once it was asked to go, nothing is promised about it any more."""
        ref = answer.get("ref", "")
        if answer.get("state") == "confirmed" and not asked_to_cancel:
            self.promises.confirmed[ref] = answer["at"]
        elif asked_to_cancel or answer.get("state") != "confirmed":
            self.promises.confirmed.pop(ref, None)
        if answer.get("state") == "cancelled":
            self.promises.cancelled.add(ref)

    async def _tool(self, http: httpx.AsyncClient, call_id: str, name: str, args: dict[str, Any]) -> dict[str, Any]:
        call = {"call_id": call_id, "from_number": self.number, "to_number": "+493012345678"}
        body = json.dumps({"name": name, "args": args, "call": call}).encode()
        url = f"http://127.0.0.1:{self.luck.choice(self.ports)}/t/{SALON}/retell/tools"
        if name in ("reschedule", "cancel"):  # What is asked for now may happen although its answer never comes.
            self.promises.confirmed.pop(args["ref"], None)
        try:
            reply = await http.post(
                url, content=body, headers={"X-Retell-Signature": sign(body, KEY, datetime.now(UTC))}
            )
        except httpx.HTTPError as error:
            self.promises.lost += not isinstance(error, httpx.ConnectError)
            await asyncio.sleep(0.02)
            return {}
        self.promises.answers += 1
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer


async def prepare(database_url: str) -> None:
    """The schema and the salon."""
    application = build(Settings(database_url=database_url, secret_key="t"), environment={"RETELL_API_KEY": KEY})
    text = sample_tenant_file().replace("answer_budget_ms = 4000", "answer_budget_ms = 2000")
    assert (await apply_tenant(application.desk, text, "salon-lindenhof.toml")).faults == ()
    await application.close()


async def kill_again_and_again(nursery: Nursery, promises: Promises, luck: random.Random) -> None:
    """At random moments, each time another process if there are two. Where the machine is slow, lives last longer:
    if nobody got an answer before the end, there would be nothing to lose."""
    for n in range(KILLS):
        port = nursery.ports[n % len(nursery.ports)]
        await nursery.ready(port)
        await asyncio.sleep(luck.uniform(0.1, 0.9))
        if promises.answers < n * ANSWERS_IN_A_LIFE:
            await promises.grow_to(n * ANSWERS_IN_A_LIFE)
            await asyncio.sleep(luck.uniform(0.0, 0.1))
        nursery.kill(port)
        nursery.start(port)


async def come_to_rest(nursery: Nursery, store: Store) -> None:
    """One last start, by a clock at which the leases of the dead have run out; wait until nothing is due."""
    for port in list(nursery.living):
        nursery.kill(port)
    nursery.start(nursery.ports[0], AHEAD_AT_THE_END)
    await nursery.ready(nursery.ports[0])
    for _ in range(600):
        due = await store.transact(lambda tx: tx.run(sa.text("SELECT COUNT(*) FROM visit WHERE due_at IS NOT NULL")))
        if due.scalar_one() == 0:
            return
        await asyncio.sleep(0.05)


def broken_promises(tx: Tx, promises: Promises) -> list[str]:
    """What callers were told and is not so."""
    rows = {row.ref: row for row in tx.run(sa.text("SELECT ref, state, start_at FROM visit"))}
    told = [
        f"{ref} was confirmed for {at} and is {rows[ref].state} at {rows[ref].start_at}"
        for ref, at in promises.confirmed.items()
        if rows[ref].state != "confirmed" or rows[ref].start_at != to_ms(datetime.fromisoformat(at))
    ]
    gone = [f"{ref} was cancelled and is {rows[ref].state}" for ref in promises.cancelled]
    return told + [line for line in gone if not line.endswith("is cancelled")]


async def test_after_kill_nine_at_any_moment_nothing_is_lost_doubled_or_half_done(
    database_url: str, nursery: Nursery
) -> None:
    await prepare(database_url)
    luck, promises, over = random.Random(7), Promises(), asyncio.Event()
    for port in nursery.ports:
        nursery.start(port)
        await nursery.ready(port)
    callers = [Caller(f"+49151234{n:05d}", nursery.ports, random.Random(n), promises) for n in range(CALLERS)]
    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(caller.lives(over))
        await kill_again_and_again(nursery, promises, luck)
        over.set()
    with contextlib.closing(Store(database_url)) as store:
        await come_to_rest(nursery, store)
        now = AheadClock(AHEAD_AT_THE_END).now()
        assert await store.transact(lambda tx: contradictions(tx, now)) == []
        assert await store.transact(lambda tx: broken_promises(tx, promises)) == []
    assert promises.lost >= 5, "the line did go dead in the middle of things"
    assert len(promises.confirmed) > 12, "and there was something to lose"
