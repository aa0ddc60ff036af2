"""Notices from a calendar in which people work, too: our echo costs nothing, what others do is looked at at once."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from holdfast.core.notice import TRIGGERS
from holdfast.testing.calcom import notices
from holdfast.testing.calcom.foreign import book_foreign, cancel_foreign, move_foreign
from holdfast.testing.calcom.records import Booking, Notice, Webhook
from tests.scenarios.bad_luck import FRIDAY_TEN
from tests.scenarios.conftest import KEY, SALON
from tests.scenarios.outside import SALON_TEXT, Outside, open_outside

FRIDAY = 20784
"""The day 2026-11-27, counted from 1970."""
WITH_SECRET = SALON_TEXT.replace('kind = "calcom"\n', 'kind = "calcom"\nwebhook_secret = "env:RETELL_API_KEY"\n')
PATIENT = WITH_SECRET.replace("answer_budget_ms = 500", "answer_budget_ms = 10000")
ADDRESS = f"http://salon/t/{SALON}/calendars/calcom/notices"


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url, text=PATIENT)
    opened.fake.model.ledger.webhooks["w1"] = Webhook("w1", ADDRESS, TRIGGERS, user=1, secret=KEY)
    yield opened
    await opened.close()


async def delivered(salon: Outside) -> list[Notice]:
    """What the calendar has to tell arrives at our door."""
    driver = salon.transport.driver
    salon.fake.outbox += salon.fake.model.take_notices()
    await driver.flush()
    notices, driver.undelivered = driver.undelivered, []
    for one in notices:
        response = await salon.door.http.post(one.url, content=one.body, headers=one.headers)
        assert response.status_code == 204, response.text
    return notices


async def due_now(salon: Outside) -> list[int]:
    """The days that are to be compared with the calendar at once."""
    now = int(salon.door.clock.now().timestamp() * 1000)
    return [r.day for r in await salon.read("SELECT day FROM reconcile_day WHERE due_at <= :now ORDER BY day", now=now)]


async def forgotten(salon: Outside) -> None:
    """As if all had been compared a moment ago."""
    await salon.transact(lambda tx: tx.connection.exec_driver_sql("DELETE FROM reconcile_day"))


async def told_of(salon: Outside) -> list[dict[str, Any]]:
    rows = await salon.read("SELECT data, visit_id FROM timeline WHERE kind = 'calendar_notice' ORDER BY id")
    return [json.loads(row.data) | {"visit": row.visit_id} for row in rows]


async def booked(salon: Outside) -> list[Booking]:
    answer = await salon.book(salon.phone())
    assert (answer["state"], answer["at"]) == ("confirmed", FRIDAY_TEN)
    return salon.ours()


async def test_our_own_echo_is_kept_and_makes_nothing_due(salon: Outside) -> None:
    await booked(salon)
    await forgotten(salon)
    assert len(await delivered(salon)) == 4
    assert await due_now(salon) == []
    told = await told_of(salon)
    assert [(one["trigger"], one["echo"], one["days"]) for one in told] == [("BOOKING_CREATED", True, 0)] * 4
    assert len({one["visit"] for one in told}) == 1
    (row,) = await salon.read("SELECT count(*) AS n FROM raw_message WHERE kind = 'notice'")
    assert row.n == 4


async def test_a_cancellation_in_the_calendar_is_known_by_its_uid_alone(salon: Outside) -> None:
    ours = await booked(salon)
    await delivered(salon)
    await forgotten(salon)
    assert cancel_foreign(salon.fake.model, ours[1].uid, salon.door.clock.now())
    (notice,) = await delivered(salon)
    assert b"holdfast_ref" not in notice.body, "Cal.com leaves the metadata out"
    assert await due_now(salon) == [FRIDAY]
    last = (await told_of(salon))[-1]
    assert (last["trigger"], last["uid"], last["echo"]) == ("BOOKING_CANCELLED", ours[1].uid, False)
    assert await salon.visits() == [("confirmed", "present")], "a notice is a hint: it changes nothing by itself"


async def test_a_move_in_the_calendar_makes_the_old_and_the_new_day_due(salon: Outside) -> None:
    ours = await booked(salon)
    await delivered(salon)
    await forgotten(salon)
    monday = ours[0].start + timedelta(days=3)
    new = move_foreign(salon.fake.model, ours[0].uid, monday, salon.door.clock.now())
    assert new is not None
    await delivered(salon)
    assert await due_now(salon) == [FRIDAY, FRIDAY + 3]
    last = (await told_of(salon))[-1]
    assert (last["uid"], last["former"]) == (new, ours[0].uid)


async def test_a_foreign_booking_is_seen_by_the_very_next_question(salon: Outside) -> None:
    """Without the notice the mirror would be believed for a minute."""
    wish = {"service": "Dauerwelle", "date": "Freitag", "time": "dreizehn Uhr", "staff": "Felix"}
    first = salon.phone()
    assert (await first.tool("check_availability", **wish))["state"] == "held"
    await first.event("call_ended", end_timestamp=int(salon.door.clock.now().timestamp() * 1000))
    begins = salon.door.clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=3)
    book_foreign(salon.fake.model, salon.event_type(1), begins, salon.door.clock.now())

    second = salon.phone("+4915177777777")
    assert (await second.tool("check_availability", **wish))["state"] == "held", "nobody has told us yet"
    await second.event("call_ended", end_timestamp=int(salon.door.clock.now().timestamp() * 1000))

    await delivered(salon)
    assert FRIDAY in await due_now(salon)
    answer = await salon.phone("+4915166666666").tool("check_availability", **wish)
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")


async def test_two_of_one_reference_are_no_echo(salon: Outside) -> None:
    """A late effect made a second entry with our reference: its notice is not taken for the first one's."""
    ours = await booked(salon)
    await delivered(salon)
    await forgotten(salon)
    ledger = salon.fake.model.ledger
    copy = replace(ours[0], uid="lateTwin", id=9999)
    ledger.bookings[copy.uid] = copy
    notices.announce(ledger, notices.CREATED, notices.told(ledger, copy), salon.door.clock.now())
    await delivered(salon)
    assert await due_now(salon) == [FRIDAY]
