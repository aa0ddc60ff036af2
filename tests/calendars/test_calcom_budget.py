"""The stored rate budget in front of a server that blocks a key for a minute after one request too many."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from holdfast.actions.budget import StoredBudget
from holdfast.actions.desk import Desk
from holdfast.calendars.calcom import CalcomCalendar
from holdfast.calendars.port import CalendarBusy
from holdfast.core.saga import Created, NotSent
from holdfast.settings import Settings
from holdfast.store.engine import Store
from holdfast.store.tables import metadata
from holdfast.testing.builders import span
from holdfast.testing.calcom import Fault
from tests.calendars.calcom_salon import World, perm

FRIDAY = span("2026-11-27 00:00", "2026-11-28 00:00")


class Processes:
    """Two processes of one installation, on one database and one key."""

    def __init__(self, path: Path) -> None:
        """Start both."""
        self.world = World()
        self.store = Store(f"sqlite:///{path}/holdfast.db")
        metadata.create_all(self.store.engine)
        desks = [self._desk(name) for name in ("one", "two")]
        self.budgets = [StoredBudget(desk, self.world.connection.digest) for desk in desks]
        self.first, self.second = (self.calendar(budget) for budget in self.budgets)

    def _desk(self, name: str) -> Desk:
        def calendar_of(*_: object, **__: object) -> CalcomCalendar:
            return self.first

        return Desk(self.store, Settings(), calendar_of, self.world.clock, name=name)

    def calendar(self, budget: StoredBudget, *, background: bool = False) -> CalcomCalendar:
        """A calendar of one of them."""
        return CalcomCalendar(
            self.world.connect(), self.world.tenant, budget, self.world.clock.now, background=background
        )


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Two processes of one installation."""
    made = Processes(tmp_path)
    yield made
    made.store.close()


async def test_two_processes_never_ask_too_often(processes: Processes) -> None:
    world, waited = processes.world, 0
    for n in range(400):
        calendar = processes.first if n % 2 else processes.second
        world.clock.advance(timedelta(milliseconds=70 * (n % 5)))
        try:
            await calendar.list_entries(["staff:mia"], FRIDAY)
        except CalendarBusy as busy:
            waited += 1
            world.clock.advance(timedelta(seconds=busy.retry_after))
    asked = [one.at for one in world.unlucky.log]
    for first in asked:
        assert sum(first <= one < first + timedelta(seconds=60) for one in asked) <= 120
    assert waited > 0
    assert len(asked) > 240


async def test_background_work_never_takes_the_callers_share(processes: Processes) -> None:
    behind = processes.calendar(processes.budgets[1], background=True)
    with pytest.raises(CalendarBusy):
        for _ in range(120):
            await behind.list_entries(["staff:mia"], FRIDAY)
    assert len(processes.world.unlucky.log) == 72
    assert all(isinstance(one, Created) for one in await processes.first.create(perm()))


async def test_one_process_that_is_told_to_stop_stops_all(processes: Processes) -> None:
    world = processes.world
    await processes.first.list_entries(["staff:mia"], FRIDAY)
    world.faults.add(Fault.TOO_MANY, verb="list")
    with pytest.raises(CalendarBusy):
        await processes.first.list_entries(["staff:mia"], FRIDAY)
    before = len(world.unlucky.log)
    assert await processes.second.create(perm()) == [NotSent()] * 4
    assert len(world.unlucky.log) == before
    world.clock.advance(timedelta(seconds=61))
    assert all(isinstance(one, Created) for one in await processes.second.create(perm()))


async def test_a_database_that_does_not_answer_grants_nothing(processes: Processes) -> None:
    metadata.drop_all(processes.store.engine)
    assert await processes.budgets[0].take(1, background=False) > 0
    await processes.budgets[0].close(60.0)
