"""A salon that keeps its calendar in a Cal.com: the fake, in this process, with bad luck by plan.

One second of the fake takes a twentieth of a second here. Where the calendar is slow on purpose, the caller's patience
is made smaller, too, once the offer was made: four seconds of the fake are left of it. Elsewhere there is plenty, so
that a busy machine changes nothing.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.drive import drive_due
from holdfast.actions.reconcile_check import Checked, check
from holdfast.app import Application, build
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.entry.server import build_server
from holdfast.sample import CALCOM_KEY_VARIABLE, sample_with_calcom
from holdfast.settings import Settings
from holdfast.store.engine import Tx
from holdfast.testing.calcom import SALON_KEY, Fault, Faults, UnluckyCalcom, salon_calcom
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.records import LIVE, Booking
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.clock import PinnedClock
from tests.scenarios.bad_luck import PERM
from tests.scenarios.conftest import KEY, TUESDAY_MORNING, Door, Phone

T = TypeVar("T")
ADDRESS = "http://calcom.example"
SCALE = 20
"""So many seconds of the fake pass in one of ours."""
_PATIENT, _IMPATIENT = "answer_budget_ms = 10000", "answer_budget_ms = 500"
SALON_TEXT = sample_with_calcom(ADDRESS, 600).replace("answer_budget_ms = 4000", _PATIENT)


async def scaled_sleep(seconds: float) -> None:
    """Let so many seconds of the fake pass."""
    await asyncio.sleep(seconds / SCALE)


@dataclass
class Outside:
    """One process of a salon with an outside calendar, its door, and the server of that calendar."""

    door: Door
    application: Application
    transport: CalcomTransport
    client: httpx.AsyncClient
    text: str = SALON_TEXT
    others: list["Outside"] = field(default_factory=list)

    @property
    def fake(self) -> UnluckyCalcom:
        """The server with its luck."""
        return self.transport.unlucky

    def goes_wrong(self, fault: Fault, **wishes: Any) -> None:
        """Plan a mishap; `wishes` are fields of the fake's `Rule`."""
        self.fake.faults.add(fault, **wishes)

    def event_type(self, segment: int, staff: str = "felix", service: str = "dauerwelle") -> int:
        """The event type of a busy segment, counted from 1."""
        wanted = (service, segment, staff)
        return next(t.id for t in self.tenant.event_types if (t.service, t.segment, t.staff) == wanted)

    @property
    def tenant(self) -> Tenant:
        """The salon as it is configured."""
        return self.application.desk.salons[self.tenant_id].tenant

    @property
    def tenant_id(self) -> TenantId:
        """Its number."""
        return next(iter(self.application.desk.salons))

    def phone(self, number: str | None = "+4915112345678", **extra: Any) -> Phone:
        """A new call."""
        return self.door.phone(number, **extra)

    async def hurry(self) -> None:
        """From now on answers come after a fifth of a second."""
        await self._apply(self.text.replace(_PATIENT, _IMPATIENT))

    async def take_time(self) -> None:
        """From now on they may take their time again."""
        await self._apply(self.text)

    async def _apply(self, text: str) -> None:
        applied = await apply_tenant(self.application.desk, text, "salon-lindenhof.toml")
        assert (applied.faults, len(applied.changes)) == ((), 1)
        for process in (self, *self.others):
            await process.application.doorkeeper.by_slug(applied.slug, afresh=True)

    async def offer(self, phone: Phone, **wish: str) -> dict[str, str]:
        """Check, and what `book` would be given after a yes to the first offer."""
        offer = await phone.tool("check_availability", **(wish or PERM))
        assert offer["state"] == "held", offer
        return {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}

    async def book(self, phone: Phone, **wish: str) -> dict[str, Any]:
        """Check, and say yes to the first offer."""
        return await phone.tool("book", **await self.offer(phone, **wish))

    def bookings(self) -> list[Booking]:
        """What stands in the calendar, of ours and of others, by start."""
        live = (one for one in self.fake.model.ledger.bookings.values() if one.status in LIVE)
        return sorted(live, key=lambda one: (one.start, one.id))

    def ours(self) -> list[Booking]:
        """What stands there of ours."""
        return [one for one in self.bookings() if "holdfast_ref" in one.metadata]

    def asked(self, verb: str) -> int:
        """How often the calendar was asked for something."""
        return sum(one.verb == verb for one in self.fake.log)

    async def work(self) -> None:
        """Take up what is due, and every drive to its end."""
        drives = self.application.drives
        await drive_due(self.application.desk, drives)
        while drives.running:
            await asyncio.gather(*drives.running.values())
            await asyncio.sleep(0)  # An ended drive leaves the list only when the loop turns.

    async def settle(self) -> None:
        """Time passes until nothing is under way, here and there."""
        for _ in range(100):
            await self.transport.settle()
            await self.work()
            if not await self.read("SELECT 1 FROM visit WHERE due_at IS NOT NULL"):
                return
            self.door.wait(10)
        raise AssertionError(await self.read("SELECT id, state, goal, due_at FROM visit WHERE due_at IS NOT NULL"))

    async def check(self) -> Checked:
        """`holdfast check`, on the clock of these tests."""

        async def pause(seconds: float) -> None:
            self.door.wait(seconds)

        desk = self.application.desk
        return await check(desk, self.application.drives, self.tenant_id, pause=pause)

    def somebody_books(self, event_type: int, start: datetime, minutes: int) -> Booking:
        """A person puts something into the calendar."""
        return book_foreign(self.fake.model, event_type, start, self.door.clock.now(), minutes=minutes)

    async def transact(self, body: Callable[[Tx], T]) -> T:
        """A look into the database."""
        return await self.application.desk.transact(body)

    async def read(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a plain SELECT."""
        return await self.transact(lambda tx: list(tx.run(sa.text(statement), values)))

    async def visits(self) -> list[tuple[str, str]]:
        """State and goal of every visit, oldest first."""
        return [(row.state, row.goal) for row in await self.read("SELECT state, goal FROM visit ORDER BY created_at")]

    async def open_tasks(self) -> list[str]:
        """The kinds of tasks that are still open."""
        return [row.kind for row in await self.read("SELECT kind FROM task WHERE state = 'open' ORDER BY id")]

    async def spoken(self) -> list[str]:
        """Every sentence that a caller was answered, by any process, in order."""
        rows = await self.read("SELECT personal FROM timeline WHERE kind = 'answered' ORDER BY id")
        return [str(_object(row.personal)["say"]) for row in rows]

    async def exchanges(self) -> list[dict[str, Any]]:
        """Every exchange with the calendar that stands on the timelines, in order."""
        rows = await self.read("SELECT data FROM timeline WHERE kind = 'calendar_exchange' ORDER BY at, id")
        return [_object(row.data) for row in rows]

    async def segments(self) -> list[Any]:
        """The segments of all visits."""
        return await self.read("SELECT * FROM segment ORDER BY visit_id, generation, n")

    async def another(self) -> "Outside":
        """Another process on the same database and the same calendar."""
        url = self.application.desk.settings.database_url
        found = await open_outside(url, self.door.clock, transport=self.transport)
        self.others.append(found)
        return found

    async def close(self) -> None:
        """Shut all processes down, and let nothing be left under way."""
        for other in self.others:
            await other.close()
        await self.client.aclose()
        await self.application.close()
        await self.transport.settle()


def _object(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    assert isinstance(found, dict)
    return found


async def open_outside(
    database_url: str,
    clock: PinnedClock | None = None,
    text: str = SALON_TEXT,
    transport: CalcomTransport | None = None,
) -> Outside:
    """A process of the salon. Without `transport` the calendar is new and empty."""
    clock = clock or PinnedClock(TUESDAY_MORNING)
    settings = Settings(database_url=database_url, secret_key="only for tests")
    transport = transport or CalcomTransport(
        UnluckyCalcom(salon_calcom(_tenant_in(text), limit=6000), Faults()), clock.now, scaled_sleep
    )
    environment = {"RETELL_API_KEY": KEY, CALCOM_KEY_VARIABLE: SALON_KEY}
    application = build(settings, environment=environment, clock=clock, transport=transport)
    applied = await apply_tenant(application.desk, text, "salon-lindenhof.toml")
    assert applied.faults == ()
    await application.doorkeeper.by_slug(applied.slug, afresh=True)
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(build_server(application, work=False)), base_url="http://salon"
    )
    return Outside(Door(client, clock, application), application, transport, client, text)


def _tenant_in(text: str) -> Tenant:
    read = read_tenant_file(text, "salon-lindenhof.toml", lambda _reference: True)
    assert isinstance(read, TenantDocument)
    return tenant_of(read.data)
