"""The figures out of real calls: what was said at the door, what stands in the calendar, what a verdict found."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from holdfast.actions.honesty import Stats, count_all, stats_of
from holdfast.core.honesty import Name
from holdfast.testing.faulty_calendar import Fault
from tests.scenarios.bad_luck import Salon, open_salon
from tests.scenarios.repairing import judged, tenant_of


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


async def stats(salon: Salon) -> Stats:
    now = salon.door.clock.now() + timedelta(seconds=1)
    return await stats_of(salon.application.desk, tenant_of(salon), now - timedelta(days=1), now)


def values(found: Stats) -> dict[Name, float | None]:
    return {one.name: one.value for one in found.figures}


async def test_a_calm_call_is_honest_in_every_figure(salon: Salon) -> None:
    await salon.book(salon.phone())
    found = values(await stats(salon))
    assert {name for name, value in found.items() if value} == set()


async def test_what_was_offered_and_then_refused_by_the_calendar_is_counted_once(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.TAKEN, segment=3)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "refused"
    found = await stats(salon)
    assert values(found)[Name.TOLD_FREE_BUT_REFUSED] == 1
    figure = next(one for one in found.figures if one.name is Name.TOLD_FREE_BUT_REFUSED)
    assert figure.calls == (phone.call_id,)


async def test_unseen_outcomes_repeats_and_verdicts_are_counted(salon: Salon) -> None:
    salon.faults.spoil("list_entries", Fault.UNREADABLE, times=3)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    await salon.settle()
    again = await phone.tool("check_availability", service="Herrenhaarschnitt", date="Donnerstag", time="zehn Uhr")
    slot = again["options"][0]["slot_id"]
    for _ in range(2):
        await phone.tool("book", slot_id=slot, customer_name="Ada Beispiel")
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    analysed = {"call_analysis": {"call_successful": True}}
    await phone.event("call_analyzed", **analysed)
    found = await stats(salon)
    assert values(found)[Name.UNKNOWN_OUTCOMES] == 1
    assert values(found)[Name.REPEATS] == 1
    assert values(found)[Name.TOLD_TAKEN_BUT_OURS] == 1
    assert (found.platform_says.successful, found.calls) == (1, 1)
    (group,) = found.groups
    assert (group.platform, group.agent_version) == ("retell", "4")


async def test_test_calls_count_nowhere(salon: Salon) -> None:
    await salon.book(salon.phone("+493099999901"))
    assert (await stats(salon)).calls == 0


async def test_the_installation_is_counted_by_platform_and_calendar_without_naming_a_salon(salon: Salon) -> None:
    phone = salon.phone()
    await salon.book(phone)
    await judged(salon, phone.call_id, "adopt", "taken", "confirmed", "present")
    counted = await count_all(salon.application.desk, timedelta(hours=24))
    assert counted.figures[Name.TOLD_TAKEN_BUT_OURS, "retell", "builtin"] == 1
    metrics = (await salon.clients[0].get("/metrics")).text
    assert 'holdfast_honesty{calendar="builtin",figure="told_taken_but_ours",platform="retell"} 1.0' in metrics
    assert "lindenhof" not in metrics
