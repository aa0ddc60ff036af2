"""What callers say to offers: they take one of them, or would like it later, earlier or otherwise."""

from datetime import datetime
from typing import Any

import pytest

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.sample import sample_tenant_file
from tests.scenarios.conftest import Door, Phone

CUT = {"service": "Herrenhaarschnitt"}
NAME = {"customer_name": "Ada Beispiel"}


def starts(answer: dict[str, Any]) -> list[str]:
    """The starts of the options, as day and clock."""
    return [option["at"][5:16] for option in answer["options"]]


async def offer(phone: Phone, **wish: str) -> list[str]:
    """Ask what is free, Friday if nothing else is said; the starts that were offered."""
    answer = await phone.tool("check_availability", **CUT, **(wish or {"date": "Freitag"}))
    assert answer["state"] == "held", answer
    return starts(answer)


PLACES = [
    ("der Erste", 0),
    ("den zweiten", 1),
    ("Ihr erster Vorschlag, den nehm ich gerne", 0),
    ("den letzten", 2),
    ("der um elf", 2),
    ("Elfer", 2),
    ("den um zehn, bitte", 1),
    ("den frühesten", 0),
    ("den mittleren", 1),
]


@pytest.mark.parametrize("field", ["date", "time"])
async def test_the_offer_that_the_words_mean_is_named_before_it_is_booked(door: Door, field: str) -> None:
    phone = door.phone()
    for said, place in PLACES:
        offered = await offer(phone)
        assert offered == ["11-27T09:00", "11-27T10:00", "11-27T11:00"]
        again = await phone.tool("check_availability", **{field: said})
        assert (again["state"], starts(again)) == ("held", [offered[place]]), said
        assert "am freitag, dem siebenundzwanzigsten november, um" in again["say"].casefold()
    booked = await phone.tool("book", slot_id="ja gerne", **NAME)
    assert (booked["state"], booked["at"][5:16], booked["staff"]) == ("confirmed", "11-27T10:00", again["staff"])


@pytest.mark.parametrize("words", [{"slot_id": "den zweiten"}, {"date": "der zweite passt"}, {"time": "der um zehn"}])
async def test_book_takes_the_offer_that_the_words_mean(door: Door, words: dict[str, str]) -> None:
    phone = door.phone()
    await offer(phone)
    booked = await phone.tool("book", **words, **NAME)
    assert (booked["state"], booked["at"][5:16]) == ("confirmed", "11-27T10:00")


async def test_a_yes_takes_the_only_offer_and_of_several_it_is_asked_which(door: Door) -> None:
    one, several = door.phone(), door.phone("+4915155555555")
    offered = await offer(several, date="Montag")
    for place, said in enumerate(("passt", "ja gerne", "nehme ich", "den nehme ich", "Genau.", "machen wir")):
        only = await offer(one, date="Freitag", time=f"{9 + place}:00")
        booked = await one.tool("book", slot_id=said, customer_name="Ada Beispiel")
        assert (booked["state"], [booked["at"][5:16]]) == ("confirmed", only), said
        asked = await several.tool("book", slot_id=said, **NAME)
        assert (asked["state"], asked["field"], starts(asked)) == ("need_info", "slot_id", offered), said


async def test_the_one_by_a_person_is_asked_about_where_all_or_none_are_hers(door: Door) -> None:
    phone = door.phone()
    offered = await phone.tool("check_availability", service="Damenhaarschnitt", date="Mittwoch", staff="Emma")
    assert {option["staff"] for option in offered["options"]} == {"Emma"}
    for said in ("den bei Emma", "den bei Felix"):
        assert (await phone.tool("book", slot_id=said, **NAME))["state"] == "need_info", said


async def test_the_one_by_a_person_is_clear_where_one_person_does_one_of_them(door: Door) -> None:
    first, second = door.phone(), door.phone("+4915155555555")
    await first.tool("check_availability", **CUT, date="Freitag", time="neun Uhr", staff="Felix")
    answer = await second.tool("check_availability", **CUT, date="Freitag")
    by_name: dict[str, list[str]] = {}
    for option in answer["options"]:
        by_name.setdefault(option["staff"], []).append(option["at"])
    alone = next(name for name, times in by_name.items() if len(times) == 1)
    booked = await second.tool("book", slot_id=f"den bei {alone}", **NAME)
    assert (booked["state"], booked["staff"], booked["at"]) == ("confirmed", alone, by_name[alone][0])


@pytest.mark.parametrize("tool", ["check_availability", "book"])
async def test_later_times_are_later_than_all_that_were_offered(door: Door, tool: str) -> None:
    for place, said in enumerate(("lieber später", "geht es auch später?", "das ist mir zu früh", "etwas danach")):
        phone = door.phone(f"+491515555555{place}")
        offered = await offer(phone)
        words = {"slot_id": said, **NAME} if tool == "book" else {"time": said}
        later = await phone.tool(tool, **words)
        assert later["state"] == "held", said
        assert min(starts(later)) > max(offered)
        assert starts(later)[0].startswith("11-27"), "the same day while it has room"
        latest = await phone.tool("check_availability", time="noch später")
        assert min(starts(latest)) > max(starts(later))
        await phone.event("call_ended")


async def test_earlier_times_are_earlier_and_near(door: Door) -> None:
    for place, said in enumerate(("was davor", "etwas früher", "das ist zu spät", "geht es auch früher?")):
        phone = door.phone(f"+491515555555{place}")
        offered = await offer(phone, date="Freitag", time="nachmittags")
        earlier = await phone.tool("check_availability", time=said)
        assert earlier["state"] == "held", said
        assert max(starts(earlier)) < min(offered)
        assert starts(earlier)[-1].startswith("11-27")


async def test_other_times_are_none_of_those_that_were_refused(door: Door) -> None:
    phone = door.phone()
    refused = set(await offer(phone))
    for said in ("haben Sie was anderes", "keiner davon", "das passt mir alles nicht", "andere Zeiten?"):
        other = await phone.tool("check_availability", date=said)
        assert other["state"] == "held", said
        assert not refused & set(starts(other))
        assert len(other["options"]) == 3
        refused |= set(starts(other))


async def test_an_hour_later_is_that_hour(door: Door) -> None:
    phone = door.phone()
    await offer(phone, date="Freitag", time="zehn Uhr")
    later = await phone.tool("check_availability", time="eine Stunde später")
    assert (later["state"], starts(later)) == ("held", ["11-27T11:00"])
    earlier = await phone.tool("check_availability", time="eine halbe Stunde früher")
    assert (earlier["state"], starts(earlier)) == ("held", ["11-27T10:30"])


async def test_a_day_or_the_same_day_limits_what_is_later(door: Door) -> None:
    phone = door.phone()
    await offer(phone, date="Freitag", time="nachmittags")
    same = await phone.tool("check_availability", time="am selben Tag etwas später")
    assert same["state"] == "held"
    assert {start[:5] for start in starts(same)} == {"11-27"}
    monday = await phone.tool("check_availability", date="lieber Montag, etwas früher")
    assert {start[:5] for start in starts(monday)} == {"11-30"}


async def test_nothing_later_on_that_day_says_so_and_names_the_offers_again(door: Door) -> None:
    phone = door.phone()
    offered = await offer(phone, date="Samstag", time="dreizehn Uhr")
    answer = await phone.tool("check_availability", time="am selben Tag später")
    assert (answer["state"], answer["reason"]) == ("refused", "nothing_free")
    assert answer["say"].startswith("Etwas Späteres habe ich leider nicht mehr frei.")
    assert starts(answer) == offered
    booked = await phone.tool("book", slot_id="dann nehme ich den", **NAME)
    assert (booked["state"], booked["at"][5:16]) == ("confirmed", "11-28T13:00")


async def test_a_time_without_its_day_is_of_the_day_that_was_offered(door: Door) -> None:
    phone = door.phone()
    await offer(phone)
    quarter = await phone.tool("check_availability", time="und um Viertel nach zwölf?")
    assert quarter["at"] == "2026-11-27T12:15:00+01:00"
    afternoon = await phone.tool("check_availability", time="nachmittags")
    assert {start[:5] for start in starts(afternoon)} == {"11-27"}
    assert all("13:00" <= start[6:] < "17:00" for start in starts(afternoon))


async def test_a_time_without_its_day_takes_the_offer_of_whichever_day_it_fits(door: Door) -> None:
    phone = door.phone()
    offered = await offer(phone, date="nächste Woche", time="zehn Uhr")
    assert len({start[:5] for start in offered}) == 3, "three days were offered"
    unclear = await phone.tool("check_availability", time="um elf")
    assert (unclear["state"], unclear["field"]) == ("need_info", "date"), "of which of the days?"
    second = await phone.tool("check_availability", date="der am Dienstag")
    assert starts(second)[0].startswith("12-01")


async def test_the_first_is_a_place_in_the_row_and_on_the_first_is_a_date(door: Door) -> None:
    place, day, none = door.phone(), door.phone("+4915155555555"), door.phone("+4915166666666")
    offered = await offer(place)
    assert starts(await place.tool("check_availability", date="den ersten")) == offered[:1]
    await offer(day)
    on_first = await day.tool("check_availability", **CUT, date="am ersten")
    assert {start[:5] for start in starts(on_first)} == {"12-01"}
    fresh = await none.tool("check_availability", **CUT, date="der erste")
    assert {start[:5] for start in starts(fresh)} == {"12-01"}, "nothing was offered yet"


async def test_a_place_that_is_also_a_date_of_an_offer_is_asked_about(door: Door) -> None:
    phone = door.phone()
    offered = await offer(phone, date="zweiter Dezember oder erster Dezember")
    assert {start[:5] for start in offered} == {"12-01", "12-02"}
    asked = await phone.tool("book", slot_id="den zweiten", **NAME)
    assert (asked["state"], starts(asked)) == ("need_info", offered)


async def test_what_fits_several_or_none_is_asked(door: Door) -> None:
    phone = door.phone()
    offered = await offer(phone)
    for said in ("den früheren", "nicht den ersten", "der zweite um elf"):
        asked = await phone.tool("book", slot_id=said, **NAME)
        assert (asked["state"], asked["field"], starts(asked)) == ("need_info", "slot_id", offered), said
    assert (await phone.tool("find_bookings"))["count"] == 0


async def test_what_is_refused_is_given_back_to_others(door: Door) -> None:
    phone, other = door.phone(), door.phone("+4915155555555")
    first = await phone.tool("check_availability", **CUT, date="Samstag", time="neun Uhr", staff="Emma")
    for _ in range(3):
        await phone.tool("check_availability", time="lieber später")
    again = await other.tool("check_availability", **CUT, date="Samstag", time="neun Uhr", staff="Emma")
    assert (again["state"], again["at"]) == ("held", first["at"])


async def test_a_visit_is_moved_later_than_it_is(door: Door) -> None:
    phone = door.phone()
    await offer(phone, date="Freitag", time="zehn Uhr")
    await phone.tool("book", slot_id="ja", **NAME)
    door.wait(3600)
    second = door.phone()
    later = await second.tool("reschedule", time="etwas später")
    assert later["state"] == "held"
    assert all("11-27T10:00" < start < "11-28" for start in starts(later))
    moved = await second.tool("reschedule", slot_id="den ersten")
    assert (moved["state"], moved["at"][5:16]) == ("confirmed", starts(later)[0])


async def test_once_it_is_booked_an_ordinal_is_a_date_again(door: Door) -> None:
    phone = door.phone()
    offered = await offer(phone, date="nächste Woche", time="zehn Uhr")
    assert offered == ["11-30T10:00", "12-01T10:00", "12-02T10:00"]
    await phone.tool("book", slot_id="den frühesten", **NAME)
    moved = await phone.tool("reschedule", time="um elf")
    assert (moved["state"], moved["at"][5:16]) == ("confirmed", "11-30T11:00"), "the day of the visit, not of an offer"
    later = await phone.tool("reschedule", time="etwas später")
    assert all("11-30T11:00" < start < "12-01" for start in starts(later))
    again = await phone.tool("reschedule", slot_id="den letzten")
    assert (again["state"], again["at"][5:16]) == ("confirmed", starts(later)[-1])
    dated = await phone.tool("check_availability", **CUT, date="der dritte")
    assert {start[:5] for start in starts(dated)} == {"12-03"}


async def test_a_visit_that_cannot_be_moved_there_is_said_to_stay(door: Door) -> None:
    phone = door.phone()
    await offer(phone, date="Freitag", time="zehn Uhr")
    await phone.tool("book", slot_id="ja", **NAME)
    refused = await phone.tool("reschedule", date="Sonntag", time="elf Uhr")
    assert (refused["state"], refused["reason"]) == ("refused", "closed")
    assert "Ihr jetziger Termin bleibt bestehen" in refused["say"], (
        "with three offers on other days there is no more room"
    )
    same = await phone.tool("reschedule", date="Freitag", time="zwanzig Uhr")
    assert "Ihr Termin um zehn Uhr bleibt bestehen" in same["say"], "the day was named just before"


async def test_english_callers_are_understood_in_the_same_way(door: Door) -> None:
    text = sample_tenant_file().replace('language = "de"', 'language = "en"', 1)
    assert (await apply_tenant(door.application.desk, text, "salon.toml")).faults == ()
    phone = door.phone()
    offered = await offer(phone, date="Friday")
    later = await phone.tool("check_availability", time="something later, please")
    assert min(starts(later)) > max(offered)
    other = await phone.tool("check_availability", time="do you have anything else?")
    assert not set(starts(other)) & {*offered, *starts(later)}
    booked = await phone.tool("book", slot_id="the second one", **NAME)
    assert (booked["state"], booked["at"][5:16]) == ("confirmed", starts(other)[1])


async def test_offers_are_named_with_weekday_and_date(door: Door) -> None:
    phone = door.phone()
    for words in ("Freitag", "nächste Woche um zehn", "Donnerstag oder Freitag", "morgen oder Samstag"):
        answer = await phone.tool("check_availability", **CUT, date=words)
        for option in answer["options"]:
            day = datetime.fromisoformat(option["at"])
            weekday = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")[day.weekday()]
            assert weekday in answer["say"], answer
            assert ORDINALS[day.day] in answer["say"], answer


ORDINALS = {
    25: "fünfundzwanzigsten",
    26: "sechsundzwanzigsten",
    27: "siebenundzwanzigsten",
    28: "achtundzwanzigsten",
    30: "dreißigsten",
    1: "ersten",
    2: "zweiten",
}
