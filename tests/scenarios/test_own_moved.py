"""A person changed the caller's own visit in the calendar: nobody hears "taken" about their own, nor that it stands or
is being entered while it does neither. Before the reconciliation saw it, and after."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from holdfast.core.interval import Interval
from holdfast.store import mirror
from holdfast.testing.calcom.foreign import cancel_foreign, move_foreign
from holdfast.testing.calcom.records import Booking
from tests.scenarios.bad_luck import CUT, PERM
from tests.scenarios.conftest import Phone
from tests.scenarios.outside import Outside, open_outside

TWO_HOURS, HALF_AN_HOUR = timedelta(hours=2), timedelta(minutes=30)
NOON = {**CUT, "time": "zwölf Uhr"}
UNTRUE = re.compile("vergeben|trage|fest eingetragen|bereits|verschoben")
"""What is not so of a visit that a person changed."""


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


async def booked(salon: Outside, phone: Phone, **wish: str) -> dict[str, str]:
    """A visit, and with which words it was booked."""
    wanted = await salon.offer(phone, **wish)
    assert (await phone.tool("book", **wanted))["state"] == "confirmed"
    await salon.settle()
    return wanted


def moved(salon: Outside, one: Booking, by: timedelta) -> datetime:
    """A person drags it; where it stands now."""
    assert move_foreign(salon.fake.model, one.uid, one.start + by, salon.door.clock.now())
    return one.start + by


async def in_question(salon: Outside, phone: Phone, **wish: str) -> dict[str, str]:
    """A perm of which a person took one part out, and the reconciliation saw it."""
    wanted = await booked(salon, phone, **wish)
    assert cancel_foreign(salon.fake.model, salon.ours()[1].uid, salon.door.clock.now())
    await salon.check()
    return wanted


async def says_what_changed(salon: Outside, heard: dict[str, Any]) -> None:
    """The caller hears what is true, and somebody will be in touch indeed."""
    assert "um zehn Uhr hat sich im Kalender etwas geändert. Jemand aus dem Team klärt das" in heard["say"], heard
    assert UNTRUE.search(heard["say"]) is None, heard
    assert "follow_up" in await salon.open_tasks()


# Where it stands now, before the reconciliation saw it


async def test_where_a_person_put_it_nothing_is_taken_for_its_own_caller(salon: Outside) -> None:
    await booked(salon, salon.phone(), **CUT)
    moved(salon, salon.ours()[0], TWO_HOURS)
    salon.door.wait(61)
    heard = await salon.phone().tool("check_availability", **NOON)
    assert (heard["state"], heard["reason"]) == ("pending", "already_yours")
    await says_what_changed(salon, heard)


async def test_for_everybody_else_it_is_taken(salon: Outside) -> None:
    await booked(salon, salon.phone(), **CUT)
    moved(salon, salon.ours()[0], TWO_HOURS)
    salon.door.wait(61)
    for number in ("+4915155555555", None):
        heard = await salon.phone(number).tool("check_availability", **NOON)
        assert (heard["state"], heard["reason"]) == ("refused", "slot_taken")
        assert "geändert" not in heard["say"]


@pytest.mark.parametrize("tool", ["check_availability", "booking_status", "find_bookings"])
async def test_where_it_stood_it_is_not_told_as_fixed_once_that_is_known(salon: Outside, tool: str) -> None:
    await booked(salon, salon.phone(), **CUT)
    moved(salon, salon.ours()[0], TWO_HOURS)
    salon.door.wait(61)
    phone = salon.phone()
    await phone.tool("check_availability", **{**CUT, "time": "elf Uhr"})  # So that the calendar is read.
    heard = await phone.tool(tool, **(CUT if tool == "check_availability" else {}))
    assert heard["state"] == "pending"
    await says_what_changed(salon, heard)


@pytest.mark.parametrize("time", ["zwölf Uhr", "elf Uhr"])
async def test_what_a_person_moved_is_not_moved_before_that_is_settled(salon: Outside, time: str) -> None:
    """Nor is the time to which it was moved called taken."""
    await booked(salon, salon.phone(), **CUT)
    there = moved(salon, salon.ours()[0], TWO_HOURS)
    salon.door.wait(61)
    phone = salon.phone()
    heard = await phone.tool("reschedule", date="Freitag", time=time)
    assert (heard["state"], heard["reason"]) == ("refused", "policy")
    await says_what_changed(salon, heard)
    assert [one.start for one in salon.ours()] == [there]
    await salon.check()
    told = await phone.tool("booking_status")
    assert (told["state"], told["at"][11:16]) == ("confirmed", "12:00")
    again = await phone.tool("check_availability", **NOON)
    assert (again["state"], again["reason"]) == ("confirmed", "already_yours"), "nothing of the old knowledge is left"


async def test_a_held_time_that_the_own_visit_was_moved_to_is_not_booked_over_it(salon: Outside) -> None:
    await booked(salon, salon.phone(), **CUT)
    phone = salon.phone()
    wanted = await salon.offer(phone, **{**PERM, "time": "zwölf Uhr"})
    moved(salon, salon.ours()[0], TWO_HOURS)
    salon.door.wait(61)
    heard = await phone.tool("book", **wanted)
    assert (heard["state"], heard["reason"]) == ("refused", "already_yours")
    await says_what_changed(salon, heard)
    assert len(salon.ours()) == 1


async def test_a_no_of_the_calendar_for_the_own_visit_is_not_called_taken(salon: Outside) -> None:
    """The mirror is young enough to be believed, and does not know of it: the calendar says no."""
    await booked(salon, salon.phone(), **CUT)
    phone = salon.phone()
    wanted = await salon.offer(phone, **{**PERM, "time": "zwölf Uhr"})
    moved(salon, salon.ours()[0], TWO_HOURS)
    heard = await phone.tool("book", **wanted)
    assert (heard["state"], heard["reason"]) == ("refused", "already_yours")
    await says_what_changed(salon, heard)
    await salon.settle()
    assert len(salon.ours()) == 1


# After it: a person has yet to decide


async def test_in_question_it_is_neither_fixed_nor_being_entered(salon: Outside) -> None:
    phone = salon.phone()
    wanted = await in_question(salon, phone)
    for tool, words in (
        ("booking_status", {}),
        ("find_bookings", {}),
        ("check_availability", PERM),
        ("book", wanted),
        ("book", {**wanted, "customer_name": "Anna Beispiel"}),
        ("book", {**wanted, "notes": "bitte einen Kaffee"}),
    ):
        heard = await phone.tool(tool, **words)
        assert heard["state"] == "pending", (tool, heard)
        await says_what_changed(salon, heard)
    assert len(salon.ours()) == 3


async def test_in_question_it_is_in_the_way_of_another_service_by_its_true_name(salon: Outside) -> None:
    await in_question(salon, salon.phone())
    heard = await salon.phone().tool("check_availability", **CUT)
    assert (heard["state"], heard["reason"]) == ("refused", "already_yours")
    await says_what_changed(salon, heard)
    assert heard["options"]


@pytest.mark.parametrize("time", ["zwölf Uhr", "zwölf Uhr fünfzehn", "zwölf Uhr dreißig"])
async def test_a_part_moved_alone_is_not_called_taken(salon: Outside, time: str) -> None:
    await booked(salon, salon.phone(), **PERM)
    moved(salon, salon.ours()[3], HALF_AN_HOUR)
    await salon.check()
    salon.door.wait(61)
    heard = await salon.phone().tool("check_availability", **{**CUT, "time": time})
    assert (heard["state"], heard["reason"]) == ("refused", "already_yours")
    await says_what_changed(salon, heard)
    assert heard["options"]


async def test_a_second_visit_does_not_promise_that_the_first_one_stays(salon: Outside) -> None:
    phone = salon.phone()
    await in_question(salon, phone)
    later = await salon.offer(phone, **{**CUT, "time": "fünfzehn Uhr"})
    heard = await phone.tool("book", **later)
    assert heard["state"] == "confirmed"
    assert "bleibt bestehen" not in heard["say"]
    assert "um zehn Uhr hat sich im Kalender etwas geändert" in heard["say"]


async def test_found_beside_one_that_stands_it_is_told_apart(salon: Outside) -> None:
    phone = salon.phone()
    await in_question(salon, phone)
    await booked(salon, phone, **{**CUT, "time": "fünfzehn Uhr"})
    heard = await phone.tool("find_bookings")
    listed, _, rest = heard["say"].partition(".")
    assert ("fünfzehn Uhr" in listed, "zehn Uhr " in listed.replace("fünfzehn Uhr", "")) == (True, False)
    assert "um zehn Uhr hat sich im Kalender etwas geändert" in rest


# A notice while the calendar is being read


async def test_a_reading_older_than_the_notice_is_not_believed(salon: Outside, monkeypatch: Any) -> None:
    """It was asked for before somebody entered something, and its answer arrives after the notice about it."""
    model = salon.fake.model
    put = mirror.put

    def overtaken(tx: Any, *read: Any) -> None:
        monkeypatch.setattr(mirror, "put", put)
        salon.door.clock.set(salon.door.clock.now() + timedelta(milliseconds=5))
        start = datetime.fromisoformat("2026-11-27T09:00:00+00:00")
        salon.somebody_books(salon.event_type(1), start, 50)
        mirror.forget(tx, Interval(start, start + HALF_AN_HOUR), salon.door.clock.now())
        put(tx, *read)

    monkeypatch.setattr(mirror, "put", overtaken)
    heard = await salon.phone().tool("check_availability", **PERM)
    assert (heard["state"], heard["reason"]) == ("refused", "slot_taken")
    assert model.ledger.bookings
