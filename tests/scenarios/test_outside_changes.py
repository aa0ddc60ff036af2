"""Changing a visit that stands in a Cal.com: another name, another person, a quarter of an hour later, a "no" midway.

No request of Cal.com changes an attendee, and a reschedule keeps event type and length: what it cannot do is done by a
person, or by new bookings that stand before the old ones go.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.records import Booking
from tests.scenarios.outside import Outside, open_outside

QUARTER = timedelta(minutes=15)


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def names_to_write(salon: Outside) -> list[tuple[str, str]]:
    """What a person has to do by hand: the words, and what is personal about it."""
    rows = await salon.read("SELECT text, personal FROM task WHERE state = 'open' AND kind = 'person' ORDER BY id")
    return [(row.text, row.personal) for row in rows]


def spans(bookings: list[Booking]) -> list[tuple[datetime, timedelta]]:
    """Start and length of each."""
    return [(one.start, one.end - one.start) for one in bookings]


def hosts(salon: Outside) -> list[int | None]:
    """Whose event types our bookings stand under."""
    types = salon.fake.model.ledger.event_types
    return [types[one.event_type].owner for one in salon.ours()]


async def booked(salon: Outside) -> tuple[dict[str, str], list[Booking]]:
    """A perm with Felix, and how it stands; the arguments with which it was booked."""
    phone = salon.phone()
    wish = await salon.offer(phone)
    answer = await phone.tool("book", **wish)
    assert (answer["state"], len(salon.ours())) == ("confirmed", 4)
    return {**wish, "ref": answer["ref"]}, salon.ours()


# Another name


async def test_another_name_is_left_to_a_person_and_the_visit_keeps_its_place(salon: Outside) -> None:
    phone = salon.phone()
    wish = await salon.offer(phone)
    ref = (await phone.tool("book", **wish))["ref"]
    before, asked = salon.ours(), len(salon.fake.log)
    amended = await phone.tool("book", **{**wish, "customer_name": "Anna Beispiel"})
    assert (amended["state"], amended["ref"]) == ("confirmed", ref)
    assert "läuft jetzt auf Anna Beispiel" in amended["say"]
    assert "Im Kalender schreibt der Salon den Namen noch um" in amended["say"]
    assert (salon.ours(), len(salon.fake.log)) == (before, asked), "nothing was asked of the calendar for a name"
    ((text, personal),) = await names_to_write(salon)
    assert text == f"{ref}: in the calendar stands the old name; write the new one there"
    assert '"Anna Beispiel"' in personal
    assert '"Ada Beispiel"' in personal
    assert (await phone.tool("find_bookings", customer_name="Anna Beispiel"))["ref"] == ref
    await salon.settle()
    assert salon.ours() == before


async def test_a_third_name_changes_the_task_and_the_first_one_ends_it(salon: Outside) -> None:
    phone = salon.phone()
    wish = await salon.offer(phone)
    await phone.tool("book", **wish)
    for name in ("Anna Beispiel", "Bruno Beispiel"):
        assert (await phone.tool("book", **{**wish, "customer_name": name}))["state"] == "confirmed"
    ((_, personal),) = await names_to_write(salon)
    assert ("Bruno" in personal, "Anna" in personal, '"Ada Beispiel"' in personal) == (True, False, True)
    back = await phone.tool("book", **wish)
    assert back["state"] == "confirmed"
    assert "noch um" not in back["say"]
    assert await names_to_write(salon) == []


@pytest.mark.parametrize("tool", ["cancel", "reschedule"])
async def test_what_bears_the_old_name_no_more_needs_no_task(salon: Outside, tool: str) -> None:
    phone = salon.phone()
    wish = await salon.offer(phone)
    ref = (await phone.tool("book", **wish))["ref"]
    await phone.tool("book", **{**wish, "customer_name": "Anna Beispiel"})
    answer = await phone.tool(tool, ref=ref, **({"time": "vierzehn Uhr"} if tool == "reschedule" else {}))
    assert answer["state"] in ("cancelled", "confirmed"), answer
    await salon.settle()
    assert await names_to_write(salon) == []
    assert [one for one in salon.ours() if "A. Beispiel" not in one.title] == []


async def test_a_reschedule_keeps_the_old_name_and_the_task(salon: Outside) -> None:
    phone = salon.phone()
    wish = await salon.offer(phone)
    ref = (await phone.tool("book", **{**wish, "customer_name": "Berta Beispiel"}))["ref"]
    await phone.tool("book", **{**wish, "customer_name": "Anna Beispiel"})
    assert (await phone.tool("reschedule", ref=ref, time="viertel nach zehn"))["state"] == "confirmed"
    await salon.settle()
    assert len(await names_to_write(salon)) == 1
    assert len([one for one in salon.ours() if "B. Beispiel" in one.title]) == 4


# Another time, another person


async def test_a_quarter_later_moves_the_last_segment_first(salon: Outside) -> None:
    wish, before = await booked(salon)
    creates, asked = salon.asked("create"), len(salon.fake.log)
    moved = await salon.phone().tool("reschedule", ref=wish["ref"], time="viertel nach zehn")
    assert (moved["state"], moved["at"][11:16]) == ("confirmed", "10:15")
    assert spans(salon.ours()) == [(start + QUARTER, length) for start, length in spans(before)]
    assert (salon.asked("create"), salon.asked("reschedule")) == (creates, 4)
    order = [one.request.path for one in salon.fake.log[asked:] if one.verb == "reschedule"]
    assert order == [f"/v2/bookings/{one.uid}/reschedule" for one in reversed(before)]
    await salon.settle()
    assert (await salon.check()).is_fine, "nothing is left behind"


async def test_a_quarter_earlier_moves_the_first_segment_first(salon: Outside) -> None:
    wish, before = await booked(salon)
    asked = len(salon.fake.log)
    moved = await salon.phone().tool("reschedule", ref=wish["ref"], time="viertel vor zehn")
    assert (moved["state"], moved["at"][11:16]) == ("confirmed", "09:45")
    order = [one.request.path for one in salon.fake.log[asked:] if one.verb == "reschedule"]
    assert order == [f"/v2/bookings/{one.uid}/reschedule" for one in before]


@pytest.mark.parametrize("time", ["zehn Uhr", "viertel nach zehn", "vierzehn Uhr"])
async def test_another_person_is_entered_anew_before_the_old_entries_go(salon: Outside, time: str) -> None:
    wish, before = await booked(salon)
    asked = len(salon.fake.log)
    phone = salon.phone()
    moved = await phone.tool("reschedule", ref=wish["ref"], time=time, staff="Mia")
    assert (moved["state"], moved["staff"]) == ("confirmed", "Mia"), moved
    await salon.settle()
    verbs = [one.verb for one in salon.fake.log[asked:] if one.verb in ("create", "cancel", "reschedule")]
    assert verbs == ["create"] * 4 + ["cancel"] * 4, "the new ones stand before the old ones go"
    mia = salon.fake.model.ledger.event_types[salon.event_type(1, "mia")].owner
    assert hosts(salon) == [mia] * 4
    assert not {one.uid for one in before} & {one.uid for one in salon.ours()}
    assert (await salon.check()).is_fine


async def test_a_move_refused_midway_is_brought_back(salon: Outside) -> None:
    wish, before = await booked(salon)
    while_it_acts = before[0].end  # Felix is free there, and the first segment wants to go there, last of all.
    salon.somebody_books(salon.event_type(1, service="herrenhaarschnitt"), while_it_acts, 10)
    moved = await salon.phone().tool("reschedule", ref=wish["ref"], time="viertel nach zehn")
    assert moved["state"] == "refused", moved
    await salon.settle()
    assert spans(salon.ours()) == spans(before)
    assert (await salon.phone().tool("booking_status", ref=wish["ref"]))["at"][11:16] == "10:00"
    assert (await salon.check()).is_fine


@pytest.mark.parametrize("fault", [Fault.LOSE_ANSWER, Fault.LOSE_REQUEST])
async def test_a_reschedule_that_gets_lost_arrives_all_the_same(salon: Outside, fault: Fault) -> None:
    wish, before = await booked(salon)
    salon.goes_wrong(fault, verb="reschedule", event_type=salon.event_type(3))
    moved = await salon.phone().tool("reschedule", ref=wish["ref"], time="viertel nach zehn")
    assert moved["state"] in ("confirmed", "pending"), moved
    await salon.settle()
    assert spans(salon.ours()) == [(start + QUARTER, length) for start, length in spans(before)]
    assert (await salon.check()).is_fine


async def test_a_promised_visit_is_not_taken_back_because_part_of_it_cannot_come_back(salon: Outside) -> None:
    """Somebody stands where the last segment was by the time it should come back: the others stay, a person decides."""
    wish, before = await booked(salon)
    salon.somebody_books(salon.event_type(1, service="herrenhaarschnitt"), before[3].start, 10)
    phone = salon.phone()
    assert (await phone.tool("reschedule", ref=wish["ref"], time="viertel nach zehn"))["state"] == "refused"
    await salon.settle()
    assert spans(salon.ours()) == spans(before[:3])
    assert [drift.kind for drift in (await salon.check()).open] == ["missing_there"]
    assert (await phone.tool("booking_status", ref=wish["ref"]))["state"] == "pending"
    assert "person" in await salon.open_tasks()
