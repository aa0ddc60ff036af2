"""Whatever comes in, a value comes out, and soon."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.language import (
    OfferHeard,
    Question,
    Reading,
    ServiceName,
    is_hidden_number,
    match_services,
    means_another_person,
    pick_offer,
    read,
    read_customer_name,
    read_email,
    read_phone,
    same_name,
    wants_person,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=BERLIN)
SERVICES = [ServiceName("h", "Herrenhaarschnitt"), ServiceName("d", "Dauerwelle", ("Dauer Welle",))]
OFFERS = [OfferHeard("a", datetime(2026, 11, 27, 10), "Mia"), OfferHeard("b", datetime(2026, 11, 27, 11), "Lisa")]

SPOKEN = (
    "morgen heute nicht oder und am um ab bis von zwischen nächsten diesen Woche Wochen in einer zwei acht zehn 10 28. "
    "28.11. 31.02. 99 2026 12345 Uhr halb viertel vor nach Freitag Montag, So. Mai erster zwanzigsten früh abends "
    "außer lieber nee letzten gestern später in Tagen Stunden - / : , . 10:30 25:99 9999-99-99 Anfang Ende Monat "
    "übernächste Weihnachten tausend p.m. am half past second first may to"
)
sentences = st.lists(st.sampled_from(SPOKEN.split()), max_size=14).map(" ".join)
moments = st.datetimes(datetime(1971, 1, 2), datetime(2400, 1, 1)).map(lambda at: at.replace(tzinfo=BERLIN))
openings = st.none() | st.dictionaries(
    st.integers(0, 6), st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440)), max_size=2)
)


@given(st.text() | sentences, moments, st.sampled_from(["de", "en", "", "fr"]), openings)
def test_reading_never_fails(
    text: str, now: datetime, lang: str, opening: dict[int, list[tuple[int, int]]] | None
) -> None:
    answer = read(text, now, lang, opening)
    assert isinstance(answer, Reading | Question)
    if isinstance(answer, Reading):
        assert not answer.is_empty()
        assert all(day >= now.date() for day in answer.dates), "a day that is over is asked about"
        assert answer.date_from is None or answer.date_to is None or answer.date_from <= answer.date_to
    else:
        assert answer.say


@given(sentences, moments)
def test_reading_has_no_memory(text: str, now: datetime) -> None:
    assert read(text, now) == read(text, now)


@given(st.text() | sentences)
def test_all_other_ears_never_fail(text: str) -> None:
    match_services(text, SERVICES)
    read_customer_name(text, ["Mia"])
    same_name(text, "Jonas Ahrens")
    read_phone(text, "DE")
    is_hidden_number(text)
    read_email(text)
    pick_offer(text, OFFERS)
    wants_person(text)
    means_another_person(text)


MONSTERS = {
    "a megabyte": "morgen um zehn " * 70_000,
    "a megabyte of digits": "1" * 1_000_000,
    "a megabyte of blanks": " " * 1_000_000,
    "many hours": "zehn oder " * 300,
    "many numbers": "1 " * 2_000,
    "control characters": "\x00\x07\x1b morgen\u202e um\u200b zehn\r\n",
    "emoji": "💇‍♀️ morgen 🕙 um zehn 🙏",
    "a ligature that grows": "\ufdfa" * 2_000,
    "half a character": "\ud800 morgen",
    "marks without letters": "\u0301" * 2_000,
    "long word": "a" * 2_000 + "punkt" * 400,
}


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS)
def test_monsters_are_answered_like_anything_else(text: str) -> None:
    assert isinstance(read(text, NOW), Reading | Question)
    match_services(text, SERVICES)
    read_customer_name(text, ["Mia"])
    same_name(text, text[:50])
    read_phone(text, "DE")
    read_email(text)
    pick_offer(text, OFFERS)


def test_words_are_found_among_control_characters_and_emoji() -> None:
    meant = read("morgen um zehn", NOW)
    assert read(MONSTERS["control characters"], NOW) == meant
    assert read(MONSTERS["emoji"], NOW) == meant


@pytest.mark.parametrize("night", [datetime(2026, 3, 29, 1, 30), datetime(2026, 10, 25, 1, 30)])
def test_nights_of_the_clock_change_give_wall_clock_values(night: datetime) -> None:
    now = night.replace(tzinfo=BERLIN)
    for minutes in range(0, 180, 5):
        at = (night + timedelta(minutes=minutes)).time()
        assert isinstance(read(f"heute um {at:%H:%M}", now), Reading | Question)
    later = read("in zwei Stunden", now)
    assert isinstance(later, Reading)
    local = (now.astimezone(UTC) + timedelta(hours=2)).astimezone(BERLIN)
    assert (later.dates, later.times) == ((local.date(),), (local.time(),))
