"""Reconciliation in the background: what is found without anybody asking, when, and what a bad calendar does to it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.actions.drive import Drives
from holdfast.actions.purge import purge
from holdfast.actions.reconcile_check import check
from holdfast.actions.reconcile_due import LEASE, Reconciling, how_often
from holdfast.calendars.port import CalendarBusy, CalendarDenied, CalendarMisbehaved, CalendarUnreachable
from holdfast.core.interval import Interval
from holdfast.core.rules import Rules
from holdfast.core.saga import Listing
from holdfast.store import reconcile_days
from holdfast.store.drifts import DriftState
from holdfast.store.engine import Tx
from holdfast.store.reconcile_days import DueDay
from tests.scenarios.bad_luck import open_salon
from tests.scenarios.outside_calendar import OutsideCalendar
from tests.scenarios.reconciling import CUT, PERM, OutsideSalon, open_outside

HOUR = timedelta(hours=1)
FAR = {**CUT, "date": "18. Dezember"}


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[OutsideSalon]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def state_of(salon: OutsideSalon) -> tuple[bool, str | None]:
    """Whether the calendar is noted as failing, and how."""
    (row,) = await salon.read("SELECT answered_at, failed_at, failure FROM calendar_state")
    return row.failed_at is not None and row.failed_at > (row.answered_at or 0), row.failure


async def test_a_change_by_a_person_is_followed_within_the_time_promised(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked(FAR)
    await salon.background(20)
    salon.calendar.cancel_by_person(entry.uid)
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


async def test_where_the_calendar_cannot_tell_changes_a_near_day_is_read_again_and_again(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked({**CUT, "date": "heute", "time": "fünfzehn Uhr"})
    await salon.background(20)
    no_changes(salon.calendar)
    salon.calendar.cancel_by_person(entry.uid)
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


async def test_where_the_calendar_cannot_tell_changes_the_whole_next_month_is_read_like_today(
    salon: OutsideSalon,
) -> None:
    no_changes(salon.calendar)
    ref, (entry,) = await salon.booked(FAR)
    await salon.background(150)
    salon.calendar.cancel_by_person(entry.uid)
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


async def test_a_calendar_that_tells_its_changes_no_more_has_its_far_days_read_again(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked(FAR)
    await salon.background(400)
    before = salon.calendar.asked.count("list_entries")
    await salon.background(200)
    assert salon.calendar.asked.count("list_entries") == before, "the list of changes is enough"
    no_changes(salon.calendar)
    await salon.background(75)
    salon.calendar.cancel_by_person(entry.uid)
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


def no_changes(calendar: OutsideCalendar) -> None:
    """A calendar that has no list of changes."""

    async def none(since: object) -> None:
        del since

    calendar.list_changes = none  # type: ignore[method-assign]


async def test_a_foreign_overlap_is_seen_by_a_second_read_soon_after_it_was_told(salon: OutsideSalon) -> None:
    no_changes(salon.calendar)
    _, (entry,) = await salon.booked(FAR)
    salon.calendar.put(entry.host, Interval(entry.interval.start, entry.interval.start + HOUR), None, "privat")
    await salon.background(20)
    assert [drift.kind for drift in await salon.drifts()] == ["foreign_overlap"]


async def test_nothing_of_ours_is_ever_a_drift(salon: OutsideSalon) -> None:
    ref, _ = await salon.booked(PERM)
    await salon.background(30)
    await salon.phone().tool("reschedule", ref=ref, date="Freitag", time="14:15")
    await salon.background(30)
    await salon.phone().tool("cancel", ref=ref)
    await salon.background(120)
    assert await salon.drifts(None) == await salon.drifts(DriftState.SUSPECTED) == []
    assert await salon.read("SELECT day FROM reconcile_day") == []


@pytest.mark.parametrize(
    "fault", [CalendarUnreachable("down"), CalendarMisbehaved("HTML"), CalendarDenied("401")], ids=lambda f: str(f)
)
async def test_an_outage_is_noted_and_concludes_nothing(salon: OutsideSalon, fault: Exception) -> None:
    ref, (entry,) = await salon.booked()
    await salon.background(20)
    salon.calendar.fault = fault  # type: ignore[assignment]
    salon.calendar.lose(entry.uid)
    await salon.background(200)
    failing, failure = await state_of(salon)
    assert (failing, type(fault).__name__ in str(failure)) == (True, True)
    assert await salon.drifts(None) == await salon.drifts(DriftState.SUSPECTED) == []
    denied = isinstance(fault, CalendarDenied)
    assert len(await salon.task_texts()) == (1 if denied else 0)
    found = await salon.check()
    assert (type(found.fault), found.repaired) == (type(fault), [])
    salon.calendar.fault = None
    await salon.background(1300 if denied else 200)
    assert (await state_of(salon))[0] is False
    assert await salon.task_texts() == []
    assert (await salon.status(ref))[0] == "confirmed"
    assert len(salon.calendar.ours()) == 1


async def test_a_spent_budget_is_no_failure_and_the_day_is_read_later(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.cancel_by_person(entry.uid)
    salon.calendar.fault = CalendarBusy(7.0)
    await salon.background(60)
    assert await salon.read("SELECT failure FROM calendar_state WHERE failure IS NOT NULL") == []
    salon.calendar.fault = None
    await salon.background(75)
    assert (await salon.status(ref))[0] == "cancelled"


async def test_two_processes_and_a_live_move_at_once_make_no_twins(database_url: str) -> None:
    one = await open_outside(database_url)
    two = await open_outside(database_url, one.calendar, one.door.clock)
    refs = [(await one.booked({**CUT, "time": f"{hour} Uhr"}, f"+49151000000{hour}"))[0] for hour in (9, 11, 13, 15)]
    standing = one.calendar.ours()
    one.calendar.cancel_by_person(standing[0].uid)
    one.calendar.move_by_person(standing[1].uid, by=timedelta(minutes=45))
    one.calendar.lose(standing[2].uid)
    stranger = Interval(standing[3].interval.start + 4 * HOUR, standing[3].interval.end + 4 * HOUR)
    one.calendar.put("staff:felix", stranger, "v_unknown/1")
    for n in range(4):
        tenant_id = await one.tenant_id()
        checks = [
            check(salon.application.desk, salon.application.drives, tenant_id, pause=salon.pause)
            for salon in (one, two)
        ]
        moved = two.phone("+4915100000015", call_id=f"call_of_the_other_{n}").tool(
            "reschedule", date="Freitag", time="16:00"
        )
        await asyncio.gather(*checks, one.background(10), two.background(10), moved)
    await one.settle()
    found = await one.check()
    assert [drift.kind for drift in found.open] == ["orphan_there"]
    kinds = sorted((drift.kind, drift.closed_why) for drift in await one.drifts(DriftState.CLOSED))
    assert kinds == [
        ("cancelled_there", "cancelled_by_person"),
        ("missing_there", "created_again"),
        ("moved", "followed"),
    ]
    states = [(await one.phone().tool("booking_status", ref=ref, customer_name="Ada Beispiel")) for ref in refs]
    assert [(heard["state"], heard["at"][11:16]) for heard in states] == [
        ("cancelled", "09:00"),
        ("confirmed", "11:45"),
        ("confirmed", "13:00"),
        ("confirmed", "16:00"),
    ]
    one.calendar.cancel_by_person(next(s.uid for s in one.calendar.standing() if s.reference == "v_unknown/1"))
    await one.agrees_outside()
    await two.close()
    await one.close()


async def test_a_process_that_dies_while_it_compares_is_followed_by_another(database_url: str) -> None:
    salon = await open_outside(database_url)
    ref, (entry,) = await salon.booked()
    salon.calendar.cancel_by_person(entry.uid)
    salon.door.wait(11)
    gate = asyncio.Event()
    listed = salon.calendar.list_entries

    async def never(hosts, span):  # type: ignore[no-untyped-def]
        await gate.wait()
        return await listed(hosts, span)

    salon.calendar.list_entries = never  # type: ignore[method-assign]
    dying = Reconciling(salon.application.desk, Drives(salon.application.desk))
    assert await dying.start_due() > 0
    await asyncio.sleep(0.05)
    await dying.close()
    salon.calendar.list_entries = listed  # type: ignore[method-assign]
    await salon.background(150)
    assert (await salon.status(ref))[0] == "cancelled"
    await salon.close()


async def test_the_built_in_calendar_is_not_compared_by_itself(database_url: str) -> None:
    salon = await open_salon(database_url)
    await salon.book(salon.phone())
    await salon.work()
    assert await salon.read("SELECT 1 FROM reconcile_day") == []
    await salon.close()


async def test_what_is_over_is_forgotten(salon: OutsideSalon) -> None:
    _, (entry,) = await salon.booked()
    salon.calendar.cancel_by_person(entry.uid)
    await salon.check()
    await salon.booked()
    assert len(await salon.drifts(DriftState.CLOSED)) == 1
    salon.door.wait(100 * 24 * 3600)
    await purge(salon.application.desk)
    assert await salon.drifts(DriftState.CLOSED) == []
    assert await salon.read("SELECT 1 FROM reconcile_day") == []


def test_near_days_are_compared_often_and_far_ones_seldom() -> None:
    rules = Rules(reconcile_seconds=60)
    days = (-1, 0, 1, 2, 7, 8, 31, 32, 90)

    def minutes(*, lists_changes: bool) -> list[int]:
        return [
            how_often(20_000 + day, 20_000, rules, lists_changes=lists_changes) // timedelta(minutes=1) for day in days
        ]

    assert minutes(lists_changes=True) == [1, 1, 1, 10, 10, 60, 60, 360, 360]
    assert minutes(lists_changes=False) == [1, 1, 1, 1, 1, 1, 1, 360, 360]


async def test_a_suspicion_outlives_a_second_look_that_shows_only_half(salon: OutsideSalon) -> None:
    """Half a page neither confirms nor drops it, so the day is looked at again soon and not with the next change."""
    ref, entries = await salon.booked(PERM)
    await salon.background(20)
    salon.calendar.cancel_by_person(entries[1].uid)
    until = 0
    while not await salon.drifts(DriftState.SUSPECTED):
        await salon.background()
        assert (until := until + 1) < 30, "a person's change is seen within the time promised"
    shown = salon.calendar.list_entries

    async def half(hosts: Sequence[str], span: Interval) -> Listing:
        return replace(await shown(hosts, span), entries=(), complete=False)

    salon.calendar.list_entries = half  # type: ignore[method-assign]
    await salon.background(20)
    salon.calendar.list_entries = shown  # type: ignore[method-assign]
    await salon.background(120)
    assert [drift.visit for drift in await salon.drifts(DriftState.OPEN)], "it is seen by somebody (G7)"
    assert (await salon.status(ref))[0] == "pending"


async def test_a_day_whose_comparison_dies_is_compared_when_its_lease_ends(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked(FAR)
    await salon.background(20)
    salon.calendar.cancel_by_person(entry.uid)
    now, desk = salon.door.clock.now(), salon.application.desk
    far = reconcile_days.day_of(entry.interval.start)
    tenant_id = await salon.tenant_id()

    def taken(tx: Tx) -> list[DueDay]:
        reconcile_days.mark_due(tx.of(tenant_id), [far], now)
        return reconcile_days.lease_due(tx, now, now + LEASE, "a process that dies", 9)

    assert far in [one.day for one in await desk.transact(taken)]
    no_changes(salon.calendar)
    await salon.background(LEASE.total_seconds() + 40)
    assert (await salon.status(ref))[0] == "cancelled"
