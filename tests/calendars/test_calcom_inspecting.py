"""What the doctor learns from Cal.com, what is made there on request, and what a shared connection shares."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from holdfast.calendars.port import CalendarDenied, CalendarMisbehaved, Subscribable
from holdfast.core.provisioning import WantedEventType
from holdfast.core.tenant import EventType, Tenant
from holdfast.testing.builders import at, span
from holdfast.testing.calcom import Fault, key_of_host
from holdfast.testing.calcom.event_types import add_managed
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.records import Team, User
from tests.calendars.calcom_salon import World, a_salon, entry

FRIDAY = span("2026-11-27 00:00", "2026-11-28 00:00")
HOOK = "https://salon.example/t/salon/calendars/calcom/notices"
TRIGGERS = ("BOOKING_CREATED", "BOOKING_CANCELLED")


async def test_everything_bookable_is_shown_with_its_hours() -> None:
    world = World()
    found = await world.calendar.inspect()
    assert found.needs_event_types
    assert found.faults == ()
    assert {one.id for one in world.tenant.event_types} <= {one.id for one in found.event_types}
    wanted = next(e.id for e in world.tenant.event_types if (e.service, e.segment, e.staff) == ("dauerwelle", 2, "mia"))
    shown = next(one for one in found.event_types if one.id == wanted)
    assert (shown.minutes, shown.hosts, shown.notice_minutes, shown.step_minutes) == ((5,), ("mia",), 0, 5)
    assert set(found.accounts) >= {"mia", "emma", "felix"}
    assert found.zone == "Europe/Berlin"


async def test_the_hours_of_the_keys_own_schedules_are_shown() -> None:
    world = World()
    world.connection = world.connect(key_of_host("cal_fake_salon", "mia"))
    found = await world.calendar_of(world.tenant).inspect()
    shown = next(one for one in found.event_types if one.hosts == ("mia",))
    assert shown.zone == "Europe/Berlin"
    assert shown.opens is not None
    assert shown.opens[4] == ((9 * 60, 18 * 60),)


async def test_the_calendars_own_clock_is_shown() -> None:
    world = World()
    world.faults.add(Fault.CLOCK_OFF, minutes=5, times=0)
    found = await world.calendar.inspect()
    assert found.clock is not None
    assert found.clock - world.clock.now() == timedelta(minutes=5)


async def test_a_managed_parent_is_shown_as_one() -> None:
    world = World()
    ledger = world.model.ledger
    ledger.teams[1] = Team(1, "Team", "team", (2, 3))
    parent, *_ = add_managed(ledger, ledger.teams[1], {"title": "X", "slug": "x", "lengthInMinutes": 30})
    tenant = replace(world.tenant, event_types=(*world.tenant.event_types, EventType("neu", 1, "mia", parent.id)))
    found = await world.calendar_of(tenant).inspect()
    assert next(one for one in found.event_types if one.id == parent.id).is_managed_parent


async def test_what_is_configured_but_gone_is_simply_not_there() -> None:
    world = World()
    gone = world.tenant.event_types[0].id
    del world.model.ledger.event_types[gone]
    found = await world.calendar.inspect()
    assert gone not in {one.id for one in found.event_types}


async def test_a_server_of_another_version_is_a_fault_in_words() -> None:
    world = World()

    def old(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v2/bookings":
            return httpx.Response(200, json={"status": "success", "data": {"bookings": []}})
        if request.url.path == "/v2/slots":
            return httpx.Response(404, json={"statusCode": 404, "message": "Cannot GET /v2/slots?x"})
        if request.url.path == "/v2/me":
            return httpx.Response(200, json={"status": "success", "data": {"id": 2, "username": "clinic"}})
        return httpx.Response(200, json={"status": "success", "data": {"eventTypeGroups": []}})

    world.connection = world.connect(transport=httpx.MockTransport(old))
    found = await world.calendar_of(a_salon()).inspect()
    assert len(found.faults) == 3
    assert "2024-08-13" in found.faults[0]
    assert "2024-09-04" in found.faults[1]
    assert "2024-06-14" in found.faults[2]


async def test_a_wrong_key_is_denied() -> None:
    world = World()
    world.connection = world.connect("cal_wrong")
    with pytest.raises(CalendarDenied):
        await world.calendar_of(world.tenant).inspect()


async def test_a_missing_event_type_is_made_hidden_and_never_in_the_way() -> None:
    world = World()
    world.connection = world.connect(key_of_host("cal_fake_salon", "mia"))
    wanted = WantedEventType("schnitt", 1, "mia", "Schnitt", "holdfast-schnitt-1", 30)
    made = await world.calendar_of(world.tenant).create_event_type(wanted)
    assert (made.minutes, made.is_hidden, made.notice_minutes, made.step_minutes) == ((30,), True, 0, 5)
    assert (made.before_minutes, made.after_minutes, made.needs_confirmation) == (0, 0, False)
    assert world.model.ledger.event_types[made.id].locations[0]["address"] == "Salon"
    assert world.model.ledger.event_types[made.id].settings["customName"] == "{Scheduler}"


async def test_no_event_type_is_made_in_somebody_elses_account() -> None:
    world = World()
    world.connection = world.connect(key_of_host("cal_fake_salon", "mia"))
    wanted = WantedEventType("schnitt", 1, "emma", "Schnitt", "holdfast-schnitt-1", 30)
    before = len(world.model.ledger.event_types)
    tenant = replace(world.tenant, calendar=replace(world.tenant.calendar, options={"accounts": {"emma": "emma"}}))
    with pytest.raises(CalendarMisbehaved, match="emma"):
        await world.calendar_of(tenant).create_event_type(wanted)
    assert len(world.model.ledger.event_types) == before


async def test_a_slug_that_is_taken_is_a_fault_in_words() -> None:
    world = World()
    world.connection = world.connect(key_of_host("cal_fake_salon", "mia"))
    taken = next(one.slug for one in world.model.ledger.event_types.values() if one.owner == 2)
    with pytest.raises(CalendarMisbehaved, match="slug"):
        await world.calendar_of(world.tenant).create_event_type(
            WantedEventType("schnitt", 1, "mia", "Schnitt", taken, 30)
        )


async def test_the_webhook_is_made_once_and_put_right() -> None:
    world = World()
    assert isinstance(world.calendar, Subscribable)
    first = await world.calendar.ensure_webhook(HOOK, "s1", TRIGGERS)
    assert await world.calendar.ensure_webhook(HOOK, "s1", TRIGGERS) == first
    assert await world.calendar.ensure_webhook(HOOK, "s2", (*TRIGGERS, "BOOKING_RESCHEDULED")) == first
    (kept,) = world.model.ledger.webhooks.values()
    assert (kept.id, kept.url, kept.secret, kept.active) == (first, HOOK, "s2", True)
    assert set(kept.triggers) == {*TRIGGERS, "BOOKING_RESCHEDULED"}
    assert all("s2" not in repr(one.data) and "s2" not in repr(one.personal) for one in world.calendar.exchanges())


async def test_of_two_webhooks_for_one_address_one_goes() -> None:
    world = World()
    first = await world.calendar.ensure_webhook(HOOK, "s1", TRIGGERS)
    kept = world.model.ledger.webhooks[first]
    world.model.ledger.webhooks["other"] = replace(kept, id="other")
    await world.calendar.ensure_webhook(HOOK, "s1", TRIGGERS)
    assert len(world.model.ledger.webhooks) == 1


def with_accounts(tenant: Tenant, **accounts: object) -> Tenant:
    """The same salon with further accounts."""
    return replace(tenant, calendar=replace(tenant.calendar, options={"accounts": accounts}))


async def test_a_persons_second_account_takes_their_time() -> None:
    world = World()
    ledger = world.model.ledger
    ledger.users[9] = User(9, "Mia privat", "mia-privat", "mia@privat.example")
    ledger.users[1] = replace(ledger.users[1], manages=ledger.users[1].manages | {9})
    cut = next(one for one in ledger.event_types.values() if one.owner == 2)
    ledger.event_types[900] = replace(cut, id=900, owner=9, slug="privat")
    made = book_foreign(world.model, 900, at("2026-11-27 10:00"), world.clock.now())
    assert (await world.calendar.list_entries(["staff:mia"], FRIDAY)).entries == ()
    for name in ("mia-privat", "Mia@Privat.example", "9"):
        calendar = world.calendar_of(with_accounts(world.tenant, mia=[name]))
        listing = await calendar.list_entries(["staff:mia"], FRIDAY)
        assert [(one.uid, one.host, one.reference) for one in listing.entries] == [(made.uid, "staff:mia", None)]


async def test_who_is_who_is_looked_up_once_in_the_life_of_a_connection() -> None:
    world = World()
    for _ in range(3):
        await world.calendar_of(world.tenant).list_entries(["staff:mia"], FRIDAY)
    assert world.sent == ["event_types", "list", "list", "list"]


async def test_the_same_reading_at_the_same_time_is_one_request() -> None:
    world = World()
    await world.calendar.list_entries(["staff:mia"], FRIDAY)
    world.faults.add(Fault.DELAY_BEFORE, verb="list", seconds=0.5)
    before = len(world.budget.asked)
    calendars = [world.calendar_of(world.tenant) for _ in range(5)]
    listings = await asyncio.gather(*(one.list_entries(["staff:mia"], FRIDAY) for one in calendars))
    assert world.sent.count("list") == 2
    assert len(world.budget.asked) - before == 1
    assert all(one == listings[0] for one in listings)


async def test_a_reading_after_a_write_never_joins_one_from_before() -> None:
    world = World()
    await world.calendar.list_entries(["staff:mia"], FRIDAY)
    gate, waits = asyncio.Event(), asyncio.Event()

    async def hold(seconds: float) -> None:
        if not waits.is_set():
            waits.set()
            await gate.wait()

    world.transport.driver.sleep = hold
    world.faults.add(Fault.DELAY_AFTER, verb="list", seconds=0.5)
    early = asyncio.create_task(world.calendar.list_entries(["staff:mia"], FRIDAY))
    await waits.wait()
    await world.calendar.create([entry()])
    late = await world.calendar_of(world.tenant).list_entries(["staff:mia"], FRIDAY)
    assert len(late.entries) == 1
    gate.set()
    assert (await early).entries == ()


async def test_four_creates_are_under_way_together() -> None:
    world = World()
    await world.calendar.list_entries(["staff:mia"], FRIDAY)
    under_way, most = 0, 0

    async def count(seconds: float) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(20):
            await asyncio.sleep(0)
        under_way -= 1

    world.transport.driver.sleep = count
    world.unlucky.latency = 0.7
    entries = [entry(f"2026-11-27 {hour}:00", visit=f"v{hour}") for hour in range(10, 17)]
    replies = await world.calendar.create(entries)
    assert len({type(one) for one in replies}) == 1
    assert most == 4
