"""Whatever is said about time limits what is offered; several days are offered side by side."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.scenarios.conftest import Door

CUT = {"service": "Herrenhaarschnitt"}
LATE_ENOUGH = time(23, 59)

THIS_WEEK = [date(2026, 11, day) for day in range(24, 30)]
NEXT_WEEK = [date(2026, 11, 30), *(date(2026, 12, day) for day in range(1, 7))]
THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)

LIMITS: dict[str, tuple[list[date] | None, time, time]] = {
    "Freitag zwischen zehn und zwölf": ([FRIDAY], time(10), time(12)),
    "Freitag ab vier": ([FRIDAY], time(16), LATE_ENOUGH),
    "Freitag bis elf Uhr": ([FRIDAY], time(0), time(11)),
    "am Donnerstag nach Feierabend": ([THURSDAY], time(17), LATE_ENOUGH),
    "Freitag vormittags": ([FRIDAY], time(9), time(12)),
    "am Freitag, aber nicht vormittags": ([FRIDAY], time(12), LATE_ENOUGH),
    "Samstag, nicht so früh am Morgen, ab zehn": ([SATURDAY], time(10), LATE_ENOUGH),
    "nächste Woche": (NEXT_WEEK, time(0), LATE_ENOUGH),
    "Ende nächster Woche": (NEXT_WEEK[3:6], time(0), LATE_ENOUGH),
    "nächste Woche, aber nicht vormittags": (NEXT_WEEK, time(12), LATE_ENOUGH),
    "nächste Woche nachmittags": (NEXT_WEEK, time(13), time(17)),
    "nächste Woche um zehn": (NEXT_WEEK, time(10), time(10, 1)),
    "diese Woche noch": (THIS_WEEK, time(0), LATE_ENOUGH),
    "Donnerstag oder Freitag": ([THURSDAY, FRIDAY], time(0), LATE_ENOUGH),
    "zwischen zehn und zwölf": (None, time(10), time(12)),
    "ab vier": (None, time(16), LATE_ENOUGH),
    "nach Feierabend": (None, time(17), LATE_ENOUGH),
    "vormittags": (None, time(9), time(12)),
    "nicht vormittags": (None, time(12), LATE_ENOUGH),
    "so bald wie möglich, aber nicht vormittags": (None, time(12), LATE_ENOUGH),
    "egal wann": (None, time(0), LATE_ENOUGH),
    "so bald wie möglich": (None, time(0), LATE_ENOUGH),
}
NEVER_ON = {
    "nicht am Montag": {0},
    "vormittags, aber nicht Dienstag": {1},
    "Dienstag und Mittwoch gehen nicht": {1, 2},
    "nächste Woche außer Montag": {0},
}


def begins(answer: dict[str, Any]) -> list[datetime]:
    """The starts of the options on the salon's wall clock."""
    return [datetime.fromisoformat(option["at"]) for option in answer["options"]]


async def check(door: Door, said: str, **more: str) -> dict[str, Any]:
    """Ask in a call of its own, from a number that nobody else has."""
    number = f"+4915155{door.calls:06d}"
    return await door.phone(number).tool("check_availability", **{**CUT, "date": said, **more})


async def test_a_window_limits_what_is_offered(door: Door) -> None:
    for said, (days, since, until) in LIMITS.items():
        answer = await check(door, said)
        assert answer["state"] == "held", (said, answer)
        assert answer["options"], said
        for at in begins(answer):
            assert days is None or at.date() in days, (said, answer)
            assert since <= at.time() < until, (said, answer)


async def test_an_excluded_day_is_never_offered(door: Door) -> None:
    for said, weekdays in NEVER_ON.items():
        answer = await check(door, said)
        assert answer["state"] == "held", (said, answer)
        assert not weekdays & {at.weekday() for at in begins(answer)}, said


async def test_of_several_days_some_of_each_are_offered(door: Door) -> None:
    for said, days in (
        ("Donnerstag oder Freitag", {THURSDAY, FRIDAY}),
        ("Donnerstag nachmittags oder Freitag vormittags", {THURSDAY, FRIDAY}),
        ("Mittwoch, Donnerstag oder Samstag", {date(2026, 11, 25), THURSDAY, SATURDAY}),
    ):
        answer = await check(door, said)
        assert answer["state"] == "held", (said, answer)
        assert {at.date() for at in begins(answer)} == days, said
    mixed = await check(door, "Donnerstag nachmittags oder Freitag vormittags")
    assert all((at.date() == THURSDAY) == (at.hour >= 13) for at in begins(mixed))


async def test_what_is_preferred_is_offered_more_often_than_what_would_do_as_well(door: Door) -> None:
    offered = begins(await check(door, "Samstag, zur Not auch Freitag Nachmittag"))
    assert sorted(at.date() for at in offered) == [FRIDAY, SATURDAY, SATURDAY]
    assert all(at.time() >= time(13) for at in offered if at.date() == FRIDAY)
    assert any(at.time() < time(13) for at in offered if at.date() == SATURDAY)


async def test_of_several_clock_times_the_first_that_is_free_is_offered(door: Door) -> None:
    answer = await check(door, "Sonntag um zehn oder Dienstag um elf")
    assert (answer["state"], answer["at"][:16]) == ("held", "2026-12-01T11:00")
    earlier = await check(door, "Montag um zehn oder Dienstag um elf")
    assert (earlier["state"], earlier["at"][:16]) == ("held", "2026-11-30T10:00")
    booked = await door.phone().tool("book", **CUT, date="Sonntag um zehn oder Samstag um elf", customer_name="Ada B")
    assert (booked["state"], booked["at"][:16]) == ("held", "2026-11-28T11:00"), "asked before it is written"


async def test_what_is_full_or_closed_is_made_good_near_by_and_within_what_was_ruled_out(door: Door) -> None:
    evening = await check(door, "Freitag abends, nach acht")
    assert evening["state"] in ("refused", "need_info")
    sunday = await check(door, "Sonntag, aber nicht vormittags")
    assert (sunday["state"], sunday["reason"]) == ("refused", "closed")
    assert all(at.time() >= time(12) for at in begins({"options": sunday.get("options", [])}))


async def test_a_window_that_is_over_is_never_widened_in_silence(door: Door) -> None:
    answer = await check(door, "heute zwischen acht und neun")
    assert (answer["state"], answer.get("reason")) != ("held", None)
    assert not answer.get("options")


@pytest.mark.parametrize("said", ["um zehn", "halb elf"])
async def test_a_clock_time_alone_is_asked_for_its_day(door: Door, said: str) -> None:
    answer = await check(door, "", time=said)
    assert (answer["state"], answer["field"]) == ("need_info", "date")


async def test_what_was_ruled_out_stays_out_when_a_visit_is_moved(door: Door) -> None:
    phone = door.phone("+4915155999001")
    offer = await phone.tool("check_availability", **CUT, date="Freitag um zehn")
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    refused = await phone.tool("reschedule", date="Sonntag", time="aber nicht vormittags")
    assert (refused["state"], refused["reason"]) == ("refused", "closed")
    assert "bleibt bestehen" in refused["say"]
    assert begins(refused)
    assert all(at.time() >= time(12) for at in begins(refused))


async def test_a_day_beyond_the_horizon_is_named(door: Door) -> None:
    answer = await check(door, "in sechs Monaten")
    assert answer["reason"] == "beyond_horizon"
    assert answer["say"].startswith("Für Montag, den vierundzwanzigsten Mai zweitausendsiebenundzwanzig, nehmen wir")
