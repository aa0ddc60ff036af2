"""A salon whose calendar is not ours, and what the scenarios of reconciliation ask of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.reconcile_check import Checked, check
from holdfast.app import Application, build
from holdfast.core.booking import Goal
from holdfast.core.ids import TenantId, reference_of
from holdfast.core.saga import Seen
from holdfast.core.service import staff_resource
from holdfast.entry.server import build_server
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings
from holdfast.store import drifts, visits
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import to_ms
from holdfast.testing.clock import PinnedClock
from holdfast.testing.faulty_calendar import Faults
from tests.scenarios.bad_luck import CUT, PERM, Salon
from tests.scenarios.conftest import KEY, TUESDAY_MORNING, Door
from tests.scenarios.outside_calendar import OutsideCalendar

__all__ = ["CUT", "PERM", "OutsideSalon", "open_outside"]


@dataclass
class OutsideSalon(Salon):
    """The salon of the scenarios of bad luck, over a calendar in which people work, too."""

    calendar: OutsideCalendar = None  # type: ignore[assignment]

    async def pause(self, seconds: float) -> None:
        """Time passes."""
        self.door.wait(seconds)

    async def check(self, **wanted: Any) -> Checked:
        """`holdfast check`, with the clock put forward instead of waiting."""
        desk, drives = self.application.desk, self.application.drives
        return await check(desk, drives, await self.tenant_id(), pause=self.pause, **wanted)

    async def tenant_id(self) -> TenantId:
        """The salon's id."""
        (row,) = await self.read("SELECT id FROM tenant WHERE slug = 'salon-lindenhof'")
        return TenantId(row.id)

    async def background(self, seconds: float = 0) -> None:
        """Rounds of the worker, and every comparison and drive of them to its end, while that time passes."""
        for _ in range(int(seconds // 5) + 1):
            await self.work()
            await self.application.reconciling.settle()
            await self.work()
            self.door.wait(5)

    async def booked(
        self, wish: dict[str, str] | None = None, number: str = "+4915112345678"
    ) -> tuple[str, list[Seen]]:
        """Book by telephone; the code, and what stands in the calendar of it."""
        before = {seen.uid for seen in self.calendar.standing()}
        answer = await self.book(self.phone(number), "Ada Beispiel", **(wish or CUT))
        assert answer["state"] == "confirmed", answer
        return answer["ref"], [seen for seen in self.calendar.standing() if seen.uid not in before]

    async def drifts(self, state: DriftState | None = DriftState.OPEN) -> list[Drift]:
        """What is open."""
        tenant_id = await self.tenant_id()
        return await self.transact(lambda tx: drifts.page(tx.of(tenant_id), 0, 100, state))

    async def status(self, ref: str) -> tuple[str, str]:
        """State and start, as the caller hears them."""
        heard = await self.phone().tool("booking_status", ref=ref, customer_name="Ada Beispiel")
        return heard["state"], heard["at"][11:16]

    async def agrees_outside(self) -> None:
        """Visits, claims and what stands in the outside calendar agree: each wanted segment stands exactly once and
        owns its cells, and nothing else of ours is anywhere."""
        tenant_id, now = await self.tenant_id(), self.door.clock.now()
        rows = await self.read("SELECT id FROM visit")
        found = await self.transact(lambda tx: visits.by_ids(tx.of(tenant_id), [row.id for row in rows]))
        wanted = {
            (str(reference_of(one.id, n)), staff_resource(step.staff), step.interval(one.start))
            for one in found.values()
            if one.goal is Goal.PRESENT
            for n, step in enumerate(one.plan.busy_steps, start=1)
        }
        standing = [(str(seen.reference), seen.host, seen.interval) for seen in self.calendar.ours()]
        assert sorted(standing) == sorted(wanted)
        cells = await self.read(
            "SELECT resource, cell, owner FROM claim WHERE expires_at IS NULL OR expires_at > :now", now=to_ms(now)
        )
        booked = {(row.resource, row.cell): row.owner for row in cells if not row.owner.startswith("call:")}
        rightful = {claim: one.id for one in found.values() if one.goal is Goal.PRESENT for claim in one.slot.claims}
        assert booked == rightful

    async def task_texts(self) -> list[str]:
        """What is to be done by a person."""
        rows = await self.read("SELECT text FROM task WHERE state = 'open' AND kind = 'person' ORDER BY id")
        return [row.text for row in rows]


async def open_outside(
    database_url: str,
    calendar: OutsideCalendar | None = None,
    clock: PinnedClock | None = None,
    wrap: Callable[[Any], Any] = lambda maker: maker,
) -> OutsideSalon:
    """A process of the salon over such a calendar; a second one on the same database and calendar is another one."""
    clock = clock or PinnedClock(TUESDAY_MORNING)
    calendar = calendar or OutsideCalendar(clock.now)
    settings = Settings(database_url=database_url, secret_key="only for tests")
    built = build(settings, environment={"RETELL_API_KEY": KEY, "CALENDAR": "secret"}, clock=clock)
    application = Application(replace(built.desk, calendar_of=wrap(calendar.maker)))
    text = sample_tenant_file().replace('kind = "builtin"', CALENDAR)
    assert CALENDAR in text
    applied = await apply_tenant(application.desk, text, "salon-lindenhof.toml")
    assert applied.faults == ()
    transport = httpx.ASGITransport(build_server(application, work=False))
    client = httpx.AsyncClient(transport=transport, base_url="http://salon")
    return OutsideSalon(Door(client, clock, application), application, Faults(), [client], calendar)


CALENDAR = """kind = "caldav"
base_url = "http://127.0.0.1:1/"
username = "salon"
password = "env:CALENDAR"
collections = { mia = "/salon/mia/", emma = "/salon/emma/", felix = "/salon/felix/" }
"""
