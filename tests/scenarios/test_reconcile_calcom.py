"""Reconciliation over the fake Cal.com: another uid after every move, cancelled bookings that stay in the lists."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from holdfast.entry.worker import Worker
from holdfast.testing.calcom.foreign import cancel_foreign, move_foreign
from holdfast.testing.calcom.records import Booking
from tests.scenarios.bad_luck import CUT, PERM
from tests.scenarios.outside import Outside, open_outside

HOUR = timedelta(hours=1)


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def booked(salon: Outside, **wish: str) -> tuple[str, list[Booking]]:
    """Book by telephone and wait for it; the code and the bookings in Cal.com."""
    answer = await salon.book(salon.phone(), **wish)
    await salon.settle()
    assert await salon.visits() == [("confirmed", "present")]
    return answer["ref"], salon.ours()


async def status(salon: Outside, ref: str) -> tuple[str, str]:
    """State and start, as the caller hears them."""
    heard = await salon.phone().tool("booking_status", ref=ref)
    return heard["state"], heard["at"][11:16]


async def test_four_bookings_agree(salon: Outside) -> None:
    await booked(salon, **PERM)
    found = await salon.check()
    assert (found.fault, found.is_fine, found.agreed) == (None, True, 4)


async def test_what_a_person_cancelled_is_cancelled(salon: Outside) -> None:
    ref, (booking,) = await booked(salon, **CUT)
    assert cancel_foreign(salon.fake.model, booking.uid, salon.door.clock.now())
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("cancelled_there", "cancelled_by_person")]
    assert (await status(salon, ref))[0] == "cancelled"
    assert salon.bookings() == []


async def test_one_of_four_cancelled_stays_open_and_all_of_them_is_respected(salon: Outside) -> None:
    ref, bookings = await booked(salon, **PERM)
    cancel_foreign(salon.fake.model, bookings[1].uid, salon.door.clock.now())
    assert [drift.kind for drift in (await salon.check()).open] == ["cancelled_there"]
    assert (await status(salon, ref))[0] == "pending"
    for booking in (bookings[0], bookings[2], bookings[3]):
        cancel_foreign(salon.fake.model, booking.uid, salon.door.clock.now())
    assert (await salon.check()).open == ()
    assert (await status(salon, ref))[0] == "cancelled"


@pytest.mark.parametrize("wish", [CUT, PERM], ids=["one booking", "four bookings"])
async def test_what_a_person_moved_is_followed_to_its_new_uid(salon: Outside, wish: dict[str, str]) -> None:
    ref, bookings = await booked(salon, **wish)
    for booking in bookings:
        move_foreign(salon.fake.model, booking.uid, booking.start + 24 * HOUR, salon.door.clock.now())
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("moved", "followed")]
    assert await salon.visits() == [("confirmed", "present")]
    heard = await salon.phone().tool("booking_status", ref=ref)
    assert heard["at"] == "2026-11-28T10:00:00+01:00"
    stored = {row.uid for row in await salon.segments() if row.goal == "present"}
    assert stored == {booking.uid for booking in salon.ours()}
    assert (await salon.check()).is_fine
    await salon.phone().tool("cancel", ref=ref)
    await salon.settle()
    assert salon.ours() == []


async def test_somebody_else_s_booking_over_ours_is_open(salon: Outside) -> None:
    _, (booking,) = await booked(salon, **CUT)
    other = salon.somebody_books(salon.event_type(1), booking.start + timedelta(minutes=10), 50)
    found = await salon.check()
    assert [(drift.kind, drift.uid) for drift in found.open] == [("foreign_overlap", other.uid)]
    assert {one.uid for one in salon.bookings()} == {booking.uid, other.uid}


async def test_our_own_moves_and_cancellations_are_no_drift(salon: Outside) -> None:
    ref, _ = await booked(salon, **PERM)
    await salon.phone().tool("reschedule", ref=ref, date="Freitag", time="10:15")
    await salon.settle()
    assert (await salon.check()).is_fine
    await salon.phone().tool("reschedule", ref=ref, date="Freitag", time="14:00")
    await salon.settle()
    assert (await salon.check()).is_fine
    await salon.phone().tool("cancel", ref=ref)
    await salon.settle()
    assert (await salon.check()).is_fine
    assert await salon.read("SELECT kind FROM drift") == []


async def test_the_list_of_changes_leads_the_worker_to_far_days(salon: Outside) -> None:
    ref, (booking,) = await booked(salon, **{**CUT, "date": "18. Dezember"})
    for _ in range(4):
        await round_of(salon)
    cancel_foreign(salon.fake.model, booking.uid, salon.door.clock.now())
    for _ in range(16):
        await round_of(salon)
    assert (await status(salon, ref))[0] == "cancelled"


async def round_of(salon: Outside) -> None:
    """Five seconds, and what the worker does in them."""
    await Worker(salon.application).round()
    await salon.application.reconciling.settle()
    await salon.work()
    salon.door.wait(5)


async def test_a_revoked_key_is_one_task_and_no_drift(salon: Outside) -> None:
    await booked(salon, **CUT)
    for key in [key.secret for key in salon.fake.model.ledger.keys.values()]:
        salon.fake.model.revoke(key)
    for _ in range(3):
        assert type((await salon.check()).fault).__name__ == "CalendarDenied"
    rows = await salon.read("SELECT text FROM task WHERE kind = 'person' AND state = 'open'")
    assert len(rows) == 1
    assert await salon.read("SELECT 1 FROM drift") == []
