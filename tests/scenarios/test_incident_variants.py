"""The incident with other luck: what the calendar does to one of four bookings, and what the caller may hear of it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from holdfast.core.reconcile import Kind
from holdfast.testing.calcom import SALON_KEY, Fault
from holdfast.testing.calcom.faults import AFTER, BEFORE_INSERT
from holdfast.testing.calcom.foreign import book_foreign
from tests.scenarios.bad_luck import PERM
from tests.scenarios.outside import Outside, open_outside
from tests.scenarios.test_incident import stands_once


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def nothing_of_ours(salon: Outside) -> None:
    """All of it was taken back, and nobody was ever told that it stands."""
    assert salon.ours() == []
    assert not [say for say in await salon.spoken() if "fest eingetragen" in say]
    assert (await salon.visits())[0] == ("undone", "absent")


@pytest.mark.parametrize(
    "luck",
    [
        {"fault": Fault.LOSE_ANSWER},
        {"fault": Fault.STATUS_AFTER_EFFECT, "status": 500},
        {"fault": Fault.STATUS_AFTER_EFFECT, "status": 502},
        {"fault": Fault.HTML_INSTEAD_OF_JSON},
        {"fault": Fault.HTML_INSTEAD_OF_JSON, "status": 503},
        {"fault": Fault.CUT_BODY},
    ],
    ids=lambda luck: f"{luck['fault'].value} {luck.get('status', '')}",
)
async def test_an_answer_that_says_nothing_is_looked_up(salon: Outside, luck: dict[str, object]) -> None:
    fault = Fault(str(luck["fault"]))
    salon.goes_wrong(fault, verb="create", event_type=salon.event_type(3), status=luck.get("status"))
    phone = salon.phone()
    answer = await salon.book(phone)
    assert answer["state"] == "confirmed", "it was looked up at once"
    assert salon.asked("create") == 4
    assert salon.fake.faults.happened[fault] == 1
    await salon.settle()
    await stands_once(salon)


async def test_all_four_answers_get_lost(salon: Outside) -> None:
    salon.goes_wrong(Fault.LOSE_ANSWER, verb="create", times=0)
    assert (await salon.book(salon.phone()))["state"] == "confirmed"
    assert salon.asked("create") == 4
    await stands_once(salon)


@pytest.mark.parametrize("fault", [Fault.LOSE_REQUEST, Fault.SUCCESS_WITHOUT_EFFECT])
async def test_what_does_not_stand_is_never_spoken_of_as_fixed(salon: Outside, fault: Fault) -> None:
    salon.goes_wrong(fault, verb="create", event_type=salon.event_type(3))
    phone = salon.phone()
    answer = await salon.book(phone)
    assert (answer["state"], len(salon.ours())) == ("pending", 3)
    assert (await phone.tool("booking_status"))["state"] == "pending"
    assert not [say for say in await salon.spoken() if "fest eingetragen" in say]
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    assert salon.asked("create") == 5, "only what was proven absent was created again"
    await stands_once(salon)


async def test_an_effect_that_comes_late_is_found_and_not_doubled(salon: Outside) -> None:
    salon.goes_wrong(Fault.LATE_EFFECT, verb="create", event_type=salon.event_type(3), seconds=8)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    assert salon.asked("create") == 4
    await stands_once(salon)


async def test_cancelling_again_is_answered_only_after_another_look(salon: Outside) -> None:
    """An effect later than anybody waits for puts a part in again that was proven gone."""
    phone = salon.phone()
    booked = await salon.book(phone)
    await salon.settle()
    late = salon.ours()[2]
    assert (await phone.tool("cancel", ref=booked["ref"]))["state"] == "cancelled"
    assert salon.ours() == []
    salon.door.wait(60)
    now = salon.door.clock.now()
    book_foreign(salon.fake.model, late.event_type, late.start, now, metadata=dict(late.metadata))
    assert len(salon.ours()) == 1
    assert (await salon.phone().tool("cancel", ref=booked["ref"], customer_name="Ada Beispiel"))["state"] == "cancelled"
    assert salon.ours() == []


async def test_four_refusals_of_a_second_create_are_understood_as_our_own(salon: Outside) -> None:
    """22:15:46 of the incident: the answers got lost, the calendar shows an old copy of itself for a while, everything
    is created again, and is refused since our own bookings stand there."""
    phone = salon.phone()
    args = await salon.offer(phone)
    salon.goes_wrong(Fault.LOSE_ANSWER, verb="create", times=4)
    until = salon.door.clock.now() + timedelta(seconds=25)
    salon.goes_wrong(Fault.STALE_READS, verb="list", seconds=600, times=0, ends=until)
    assert (await phone.tool("book", **args))["state"] == "pending"
    await salon.settle()
    refused = [one for one in await salon.exchanges() if one["verb"] == "create" and one["status"] == 400]
    assert len(refused) == 4, "each of them was refused, with the text that means busy, closed or already ours"
    assert all("already has booking" in one["error"] for one in refused)
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    await stands_once(salon)


@pytest.mark.parametrize("moment", [BEFORE_INSERT, "before_check"])
async def test_a_real_race_that_is_lost_is_told_as_what_it_is(salon: Outside, moment: str) -> None:
    salon.goes_wrong(Fault.FOREIGN_BOOKING, verb="create", event_type=salon.event_type(3), when=moment)
    phone = salon.phone()
    answer = await salon.book(phone)
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")
    assert answer["options"], "others are held before they are named"
    await salon.settle()
    await nothing_of_ours(salon)
    assert [one.attendee["name"] for one in salon.bookings()] == ["Fremde Kundin"]
    booked = await phone.tool("book", slot_id=answer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"


async def test_a_foreign_booking_that_overlaps_is_seen_before_anything_is_told_and_ours_yields(salon: Outside) -> None:
    salon.goes_wrong(Fault.FOREIGN_BOOKING, verb="create", event_type=salon.event_type(4), when=AFTER, minutes=20)
    answer = await salon.book(salon.phone())
    assert salon.fake.faults.happened[Fault.FOREIGN_BOOKING] == 1
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")
    await salon.settle()
    await nothing_of_ours(salon)
    assert len(salon.bookings()) == 1


async def test_a_foreign_booking_that_overlaps_later_is_an_open_drift(salon: Outside) -> None:
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "confirmed"
    last = salon.ours()[-1]
    salon.somebody_books(last.event_type, last.start + timedelta(minutes=20), 30)
    checked = await salon.check()
    assert Kind.FOREIGN_OVERLAP in {drift.kind for drift in checked.open}
    assert (await phone.tool("booking_status"))["state"] == "confirmed", "nothing is taken away from the caller"
    assert len(salon.ours()) == 4


async def test_synchronising_by_hand_creates_nothing(salon: Outside) -> None:
    """22:15:46 of the incident: the button that made four refusals out of four bookings that stood there."""
    salon.goes_wrong(Fault.LOSE_ANSWER, verb="create", times=0)
    await salon.book(salon.phone())
    await salon.settle()
    assert (await salon.check()).is_fine
    assert salon.asked("create") == 4
    await stands_once(salon)


async def test_who_hangs_up_while_it_is_pending_finds_it_done(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_AFTER, verb="create", seconds=11, times=0)
    phone = salon.phone()
    args = await salon.offer(phone)
    await salon.hurry()
    assert (await phone.tool("book", **args))["state"] == "pending"
    ended = await phone.event("call_ended", disconnection_reason="user_hangup")
    assert ended.status_code == 204
    await salon.settle()
    await stands_once(salon)
    again = salon.phone()
    assert (await again.tool("booking_status"))["state"] == "confirmed"
    assert await salon.open_tasks() == [], "now the caller knows"


async def test_who_hangs_up_while_it_is_pending_is_called_back_if_it_came_to_nothing(salon: Outside) -> None:
    salon.goes_wrong(Fault.DELAY_BEFORE, verb="create", seconds=7)
    salon.goes_wrong(Fault.FOREIGN_BOOKING, verb="create", event_type=salon.event_type(3), when=BEFORE_INSERT)
    phone = salon.phone()
    args = await salon.offer(phone)
    await salon.hurry()
    assert (await phone.tool("book", **args))["state"] == "pending"
    await phone.event("call_ended", disconnection_reason="user_hangup")
    await salon.settle()
    await nothing_of_ours(salon)
    assert await salon.open_tasks() == ["follow_up"]


async def test_a_revoked_key_loses_nothing(salon: Outside) -> None:
    phone = salon.phone()
    args = await salon.offer(phone)
    salon.fake.model.revoke(SALON_KEY)
    answer = await phone.tool("book", **args)
    assert answer["state"] == "pending"
    for _ in range(5):
        salon.door.wait(10)
        await salon.work()
    assert (await phone.tool("booking_status"))["state"] == "pending"
    assert await salon.open_tasks() == ["follow_up"], "a person sees it"
    assert not [say for say in await salon.spoken() if "vergeben" in say or "fest eingetragen" in say]
    salon.fake.model.revoke(SALON_KEY, revoked=False)
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    await stands_once(salon)


async def test_with_a_revoked_key_nothing_is_called_free(salon: Outside) -> None:
    salon.fake.model.revoke(SALON_KEY)
    phone = salon.phone()
    for _ in range(2):
        answer = await phone.tool("check_availability", **PERM)
        assert (answer["state"], answer["reason"]) == ("refused", "calendar_unreachable")
        assert "options" not in answer
    assert not [say for say in await salon.spoken() if "vergeben" in say]


@pytest.mark.parametrize(
    "luck",
    [{"fault": Fault.HTML_INSTEAD_OF_JSON}, {"fault": Fault.CUT_BODY}, {"fault": Fault.STATUS_INSTEAD, "status": 503}],
    ids=lambda luck: str(luck["fault"].value),
)
async def test_a_listing_that_cannot_be_read_proves_nothing(salon: Outside, luck: dict[str, object]) -> None:
    phone = salon.phone()
    args = await salon.offer(phone)
    salon.goes_wrong(Fault(str(luck["fault"])), verb="list", status=luck.get("status"), times=2)
    answer = await phone.tool("book", **args)
    assert (answer["state"], len(salon.ours())) == ("pending", 4)
    await salon.settle()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    assert salon.asked("create") == 4
    await stands_once(salon)
