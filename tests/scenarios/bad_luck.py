"""A salon whose calendar, store and processes have bad luck: what the scenarios of bad luck share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.drive import Drives
from holdfast.app import Application, build
from holdfast.entry.server import build_server
from holdfast.entry.worker import Worker
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings
from holdfast.store.engine import StoreUnreachable, Tx
from holdfast.testing.clock import PinnedClock
from holdfast.testing.consistency import contradictions
from holdfast.testing.faulty_calendar import Faults
from tests.scenarios.conftest import KEY, TUESDAY_MORNING, Door, Phone

T = TypeVar("T")
FRIDAY_TEN = "2026-11-27T10:00:00+01:00"
OTHER_CALLER = "+4915155555555"
PERM = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
CUT = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
QUICK_BUDGET = sample_tenant_file().replace("answer_budget_ms = 4000", "answer_budget_ms = 600")


@dataclass
class Salon:
    """One process of a salon, its door, and its luck."""

    door: Door
    application: Application
    faults: Faults
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def phone(self, number: str | None = "+4915112345678", **extra: Any) -> Phone:
        """A new call."""
        return self.door.phone(number, **extra)

    async def book(self, phone: Phone, name: str = "Ada Beispiel", /, **wish: str) -> dict[str, Any]:
        """Check, and say yes to the first offer."""
        offer = await phone.tool("check_availability", **(wish or PERM))
        assert offer["state"] == "held", offer
        return await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name=name)

    async def work(self) -> None:
        """One round of the worker, and every drive to its end."""
        await Worker(self.application).round()
        drives = self.application.drives
        while drives.running:
            await asyncio.gather(*drives.running.values())
            await asyncio.sleep(0)  # An ended drive leaves the list only when the loop turns.

    async def settle(self) -> None:
        """Time passes until nothing is left to do."""
        for _ in range(100):
            await self.work()
            if not await self.read("SELECT 1 FROM visit WHERE due_at IS NOT NULL"):
                return
            self.door.wait(10)
        raise AssertionError(await self.read("SELECT id, state, goal, due_at FROM visit WHERE due_at IS NOT NULL"))

    async def transact(self, body: Callable[[Tx], T]) -> T:
        """A look into the database."""
        return await self.application.desk.transact(body)

    async def read(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a plain SELECT."""
        return await self.transact(lambda tx: list(tx.run(sa.text(statement), values)))

    async def entries(self) -> list[tuple[str, str]]:
        """Whose entries stand in the calendar: host and title, by time."""
        rows = await self.read("SELECT host, title FROM calendar_entry WHERE cancelled_at IS NULL ORDER BY start_at")
        return [(row.host, row.title) for row in rows]

    async def open_tasks(self) -> list[str]:
        """The kinds of tasks that are still open."""
        rows = await self.read("SELECT kind FROM task WHERE state = 'open' ORDER BY id")
        return [row.kind for row in rows]

    async def events(self, kind: str) -> int:
        """How many events of that kind stand on the timelines."""
        return len(await self.read("SELECT 1 FROM timeline WHERE kind = :kind", kind=kind))

    async def agrees(self) -> None:
        """Visits, entries and claims agree, now that all is at rest."""
        found = await self.transact(lambda tx: contradictions(tx, self.door.clock.now()))
        assert found == []

    def dies(self) -> None:
        """The process ends at once: its drives go no further, and nobody of it will look after anything."""
        for task in self.application.drives.running.values():
            task.cancel()

    async def close(self) -> None:
        """Shut down."""
        for client in self.clients:
            await client.aclose()
        await self.application.close()


async def open_salon(
    database_url: str,
    clock: PinnedClock | None = None,
    faults: Faults | None = None,
    text: str = QUICK_BUDGET,
    idle: bool = False,
) -> Salon:
    """A process of the salon with faults by plan. A second one on the same database is another process; an idle one
    dies between recording and acting: it never takes a step."""
    clock, faults = clock or PinnedClock(TUESDAY_MORNING), faults or Faults()
    settings = Settings(database_url=database_url, secret_key="only for tests")
    built = build(settings, environment={"RETELL_API_KEY": KEY}, clock=clock)
    application = Application(replace(built.desk, calendar_of=faults.around(built.desk.calendar_of, clock.now)))
    if idle:
        application.drives = idle_drives(application)
    applied = await apply_tenant(application.desk, text, "salon-lindenhof.toml")
    assert applied.faults == ()
    transport = httpx.ASGITransport(build_server(application, work=False))
    client = httpx.AsyncClient(transport=transport, base_url="http://salon")
    return Salon(Door(client, clock, application), application, faults, [client])


@dataclass
class StoreTrouble:
    """Lets transactions of a process fail: `before` nothing was done, `after` it was done and the answer got lost."""

    application: Application
    plan: list[str]
    seen: int = 0

    def arm(self) -> None:
        """From the next transaction on: "ok", "before" or "after", one word each, then all is well."""
        real = self.application.desk.store.transact_now

        def transact_now(body: Callable[[Tx], T]) -> T:
            fault = self.plan.pop(0) if self.plan else "ok"
            self.seen += 1
            if fault == "before":
                raise StoreUnreachable("planned")
            result = real(body)
            if fault == "after":
                raise StoreUnreachable("planned")
            return result

        self.application.desk.store.transact_now = transact_now  # type: ignore[method-assign]


def idle_drives(application: Application) -> Drives:
    """Drives that record everything and never take a step: the process that dies right after the commit."""

    class Idle(Drives):
        def start(self, *_args: Any, **_more: Any) -> Any:
            self.started += 1
            return None

        async def answer(self, *_args: Any, **_more: Any) -> None:
            return None

        async def wait(self, *_args: Any, **_more: Any) -> None:
            return None

    return Idle(application.desk)
