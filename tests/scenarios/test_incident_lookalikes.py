"""What looks like the incident and is not: real races, old copies, forgotten tests; and settings nobody foresaw.

The same surface, another cause: the answer names the true one, or nobody's fault is claimed.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.actions.purge import undo_tests
from holdfast.testing.calcom import Fault
from tests.scenarios.bad_luck import CUT, FRIDAY_TEN, OTHER_CALLER, PERM
from tests.scenarios.outside import SALON_TEXT, Outside, open_outside
from tests.scenarios.test_incident import stands_once

TEN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
TESTER = "+493099999901"


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def is_truthfully_taken(salon: Outside, answer: dict[str, object]) -> None:
    """Somebody else has it: said with others that are held, and nothing of ours is left."""
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")
    assert answer["options"]
    await salon.settle()
    assert salon.ours() == []


async def test_somebody_books_in_the_gap_between_check_and_booking(salon: Outside) -> None:
    """The report's own theory. Here it is true: a foreign booking was made inside the gap."""
    phone = salon.phone()
    args = await salon.offer(phone)
    salon.door.wait(10)
    salon.somebody_books(salon.event_type(1), TEN, 50)
    salon.door.wait(7.6)
    await is_truthfully_taken(salon, await phone.tool("book", **args))
    assert len(salon.bookings()) == 1


async def test_a_copy_that_grew_old_during_the_talk_is_read_again_before_booking(salon: Outside) -> None:
    phone = salon.phone()
    args = await salon.offer(phone)
    salon.door.wait(30)
    salon.somebody_books(salon.event_type(2), TEN + timedelta(minutes=65), 5)
    salon.door.wait(40)
    await is_truthfully_taken(salon, await phone.tool("book", **args))
    assert salon.asked("create") == 0, "seen before anything was sent"


async def test_the_calendar_itself_shows_an_old_copy(salon: Outside) -> None:
    salon.somebody_books(salon.event_type(1), TEN, 50)
    salon.door.wait(30)
    salon.goes_wrong(Fault.STALE_READS, seconds=60, times=0)
    answer = await salon.book(salon.phone())
    assert (answer["state"], answer["reason"]) == ("refused", "staff_away")
    assert answer["options"]
    assert not [say for say in await salon.spoken() if "vergeben" in say], "of somebody whom nobody saw"
    salon.fake.faults.clear()
    await salon.settle()
    assert salon.ours() == []


async def test_a_test_call_that_is_still_there_blocks_and_is_gone_in_time(salon: Outside) -> None:
    tester = salon.phone(TESTER)
    assert (await salon.book(tester))["state"] == "confirmed"
    phone = salon.phone()
    refused = await phone.tool("check_availability", **PERM)
    assert (refused["state"], refused["reason"]) == ("refused", "slot_taken")
    salon.door.wait(3601)
    await undo_tests(salon.application.desk, salon.application.drives)
    await salon.settle()
    assert salon.ours() == []
    assert (await salon.book(salon.phone()))["state"] == "confirmed"


async def test_a_forgotten_test_booking_that_nobody_knows_of_is_only_busy_time(salon: Outside) -> None:
    made = salon.somebody_books(salon.event_type(1), TEN, 50)
    ledger = salon.fake.model.ledger
    ledger.bookings[made.uid] = replace(made, metadata={"holdfast_ref": "v_gone/1", "holdfast_tenant": "somebody"})
    refused = await salon.phone().tool("check_availability", **PERM)
    assert (refused["state"], refused["reason"]) == ("refused", "slot_taken")
    assert refused["options"]


async def test_a_calendar_in_another_zone_shows_the_same_instants(salon: Outside) -> None:
    ledger = salon.fake.model.ledger
    for user in list(ledger.users.values()):
        ledger.users[user.id] = replace(user, time_zone="America/New_York")
    phone = salon.phone()
    answer = await salon.book(phone)
    assert (answer["state"], answer["at"]) == ("confirmed", FRIDAY_TEN)
    assert salon.ours()[0].start == TEN
    await stands_once(salon)


@pytest.mark.parametrize("minutes", [-5, 5])
async def test_a_calendar_whose_clock_is_five_minutes_off(salon: Outside, minutes: int) -> None:
    salon.goes_wrong(Fault.CLOCK_OFF, minutes=minutes, times=0)
    salon.goes_wrong(Fault.LOSE_ANSWER, verb="create", event_type=salon.event_type(3))
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "confirmed"
    await salon.settle()
    assert (await salon.check()).is_fine
    assert salon.asked("create") == 4
    await stands_once(salon)


async def test_an_event_type_that_cal_com_does_not_know_is_not_booked_and_not_called_taken(database_url: str) -> None:
    salon = await open_outside(database_url)
    try:
        del salon.fake.model.ledger.event_types[salon.event_type(3)]
        phone = salon.phone()
        answer = await phone.tool("check_availability", **PERM)
        if answer["state"] == "held":
            answer = await phone.tool("book", slot_id=answer["options"][0]["slot_id"], customer_name="Ada Beispiel")
        assert answer["state"] == "refused"
        assert answer["reason"] in ("not_bookable", "staff_cannot", "nothing_free")
        await salon.settle()
        assert salon.ours() == []
        assert not [say for say in await salon.spoken() if "vergeben" in say or "fest eingetragen" in say]
    finally:
        await salon.close()


async def test_a_customers_address_is_sent_in_lower_case_and_found_again(database_url: str) -> None:
    text = SALON_TEXT.replace('kind = "calcom"\n', 'kind = "calcom"\ncustomer_mail = "first"\n')
    salon = await open_outside(database_url, text=text)
    try:
        salon.goes_wrong(Fault.LOSE_ANSWER, verb="create", times=0)
        phone = salon.phone()
        args = await salon.offer(phone)
        answer = await phone.tool("book", **args, email="Ada.Beispiel@Example.ORG")
        assert answer["state"] == "confirmed"
        addresses = [one.attendee["email"] for one in salon.ours()]
        assert addresses[0] == "ada.beispiel@example.org"
        assert [one for one in addresses if one != one.lower()] == []
        assert addresses.count(addresses[0]) == 1, "Cal.com writes to the customer once, not four times"
    finally:
        await salon.close()


async def test_a_hidden_caller_without_address_is_booked_and_no_number_is_invented(salon: Outside) -> None:
    answer = await salon.book(salon.phone(None))
    assert answer["state"] == "confirmed"
    for booking in salon.ours():
        assert "phoneNumber" not in booking.attendee
        assert booking.attendee["email"].endswith(".test")
    await salon.settle()
    await stands_once(salon)


async def test_two_callers_of_one_placeholder_stay_two_persons(salon: Outside) -> None:
    """Nothing is adopted across two persons who share a number, or the address of nobody."""
    first = await salon.book(salon.phone(None))
    salon.goes_wrong(Fault.LOSE_ANSWER, verb="create", times=0)
    second = await salon.book(salon.phone(None), **{**CUT, "time": "fünfzehn Uhr"})
    assert (first["state"], second["state"]) == ("confirmed", "confirmed")
    assert first["ref"] != second["ref"]
    await salon.settle()
    assert (await salon.check()).is_fine
    stored = [row.uid for row in await salon.segments()]
    assert sorted(stored) == sorted(one.uid for one in salon.ours())
    assert len(set(stored)) == 5


async def test_the_other_caller_gets_what_was_given_back(salon: Outside) -> None:
    salon.goes_wrong(Fault.STATUS_INSTEAD, verb="create", event_type=salon.event_type(3), status=404)
    phone = salon.phone()
    answer = await salon.book(phone)
    assert answer["state"] == "refused"
    await salon.settle()
    assert salon.ours() == []
    await phone.event("call_ended", disconnection_reason="user_hangup")
    booked = await salon.book(salon.phone(OTHER_CALLER))
    assert (booked["state"], booked["at"]) == ("confirmed", FRIDAY_TEN)
