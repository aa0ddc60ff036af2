"""A person moves a visit in the calendar, and before that is known the caller wants it changed: hers stands."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from holdfast.testing.calcom.foreign import move_foreign
from tests.scenarios.bad_luck import CUT, PERM
from tests.scenarios.outside import Outside, open_outside

IN_QUESTION = "hat sich im Kalender etwas geändert"


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


@pytest.mark.parametrize(("wish", "by"), [(CUT, 120), (PERM, 240)], ids=["in one piece", "in four"])
async def test_a_reschedule_never_undoes_what_a_person_moved(salon: Outside, wish: dict[str, str], by: int) -> None:
    """The caller's move is refused and no part of hers is touched; nobody calls the old time fixed; it is followed."""
    phone = salon.phone()
    await salon.book(phone, **wish)
    await salon.settle()
    for booking in reversed(salon.ours()):
        start = booking.start + timedelta(minutes=by)
        assert move_foreign(salon.fake.model, booking.uid, start, salon.door.clock.now())
    hers = [(one.start, one.end) for one in salon.ours()]
    asked = salon.asked("reschedule")
    moved = await phone.tool("reschedule", date="Freitag", time="zehn Uhr fünfzehn")
    assert (moved["state"], moved.get("reason")) == ("refused", "technical")
    await salon.settle()
    assert [(one.start, one.end) for one in salon.ours()] == hers
    assert salon.asked("reschedule") == asked
    told = await phone.tool("booking_status")
    assert told["state"] == "pending"
    assert IN_QUESTION in told["say"]
    now = int(salon.door.clock.now().timestamp() * 1000)
    assert await salon.read("SELECT 1 FROM reconcile_day WHERE due_at <= :now", now=now)
    assert [drift.kind for drift in (await salon.check()).repaired] == ["moved"]
    told = await phone.tool("booking_status")
    assert (told["state"], told["at"][11:16]) == ("confirmed", f"{10 + by // 60}:{by % 60:02}")
    assert [(one.start, one.end) for one in salon.ours()] == hers
