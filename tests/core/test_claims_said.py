"""What counts as said: claims by their sentence, only what was heard, and the last one that the caller goes home
with."""

import re
from dataclasses import replace
from datetime import date

import pytest

from holdfast.core.case import Line
from holdfast.core.claims_said import claims_in, read_conversation, says_yes
from holdfast.core.claims_said import reading as reading_module
from holdfast.core.claims_said.when import clocks_in, days_in
from holdfast.core.claims_said.words import plain, sentences
from tests.core.cases import everything
from tests.core.cases.phrases import ENGLISH, GERMAN

TUESDAY = date(2026, 3, 10)


@pytest.mark.parametrize(("text", "claim"), GERMAN)
def test_a_german_sentence_claims(text: str, claim: str | None) -> None:
    claims = claims_in(text, TUESDAY)
    assert (claims[-1].kind.value if claims else None) == claim


@pytest.mark.parametrize(("text", "claim"), ENGLISH)
def test_an_english_sentence_claims(text: str, claim: str | None) -> None:
    claims = claims_in(text, TUESDAY, True)
    assert (claims[-1].kind.value if claims else None) == claim


def test_the_quick_first_look_never_hides_a_claim() -> None:
    """STEMS only save time: without them the same claims are found."""
    spoken = [line["text"] for made in everything.CASES.values() for line in made()[0].parts.get("utterances", [])]
    german = [*spoken, *(text for text, _ in GERMAN)]
    for tables, texts in ((reading_module._GERMAN, german), (reading_module._ENGLISH, [text for text, _ in ENGLISH])):
        whole = replace(tables, stems={kind: re.compile("") for kind in tables.stems})
        for text in texts:
            for sentence in map(plain, sentences(text)):
                quick = [found[:2] for found in reading_module._claims_of_sentence(sentence, tables, False)]
                slow = [found[:2] for found in reading_module._claims_of_sentence(sentence, whole, False)]
                assert quick == slow, sentence


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("um vierzehn Uhr dreißig", 14 * 60 + 30),
        ("um halb drei", 2 * 60 + 30),
        ("um Viertel nach acht", 8 * 60 + 15),
        ("um Viertel vor zehn", 9 * 60 + 45),
        ("um 14:15", 14 * 60 + 15),
        ("gegen elf", 11 * 60),
        ("at half past two", 2 * 60 + 30),
        ("at 3 pm", 15 * 60),
        ("um ein Uhr", 60),
        ("um zwanzig nach neun", 9 * 60 + 20),
    ],
)
def test_a_time_is_read(text: str, minutes: int) -> None:
    assert [clock.minutes for clock in clocks_in(plain(text, "pm" in text or "past" in text))] == [minutes]


@pytest.mark.parametrize("text", ["bis fünf Prozent", "in zwei Wochen", "das kostet dreißig Euro", "zwei Personen"])
def test_other_numbers_are_no_times(text: str) -> None:
    assert clocks_in(plain(text)) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("am Donnerstag", {date(2026, 3, 12)}),
        ("am Dienstag", {date(2026, 3, 10), date(2026, 3, 17)}),
        ("nächsten Freitag", {date(2026, 3, 13), date(2026, 3, 20)}),
        ("diese Woche Freitag", {date(2026, 3, 13)}),
        ("nächste Woche Montag", {date(2026, 3, 16)}),
        ("übermorgen", {date(2026, 3, 12)}),
        ("morgen früh", {date(2026, 3, 11)}),
        ("am zwölften März", {date(2026, 3, 12)}),
        ("am 2.4.", {date(2026, 4, 2)}),
        ("am vierten Januar", {date(2027, 1, 4)}),
        ("2026-03-20", {date(2026, 3, 20)}),
        ("on April second", set()),
        ("on the fifth of April", {date(2026, 4, 5)}),
    ],
)
def test_a_day_is_read_with_all_it_can_mean(text: str, days: set[date]) -> None:
    assert {day for named in days_in(plain(text), TUESDAY) for day in named.dates} == days


@pytest.mark.parametrize(
    "text", ["Guten Morgen", "nicht am Freitag", "letzten Montag", "in zwei Wochen", "ab Mittwoch"]
)
def test_what_names_no_day_or_rules_it_out_is_none(text: str) -> None:
    assert days_in(plain(text), TUESDAY) == ()


def line(role: str, text: str, start: float, heard: str | None = None) -> Line:
    return Line(f"u{start}", role, text, text if heard is None else heard, start, start + 3)


def test_only_what_was_heard_is_said() -> None:
    whole = "Sie sind für Freitag um zehn eingetragen."
    heard = read_conversation(
        [line("agent", "Zehn Uhr ist frei.", 1), line("agent", whole, 5, "Sie sind für")], TUESDAY
    )
    assert heard.told == "free"
    assert [claim.kind for claim in heard.unheard] == ["booked"]


def test_another_time_offered_is_the_wish_only_once_it_was_chosen() -> None:
    lines = [line("agent", "Um elf ist leider besetzt. Ich hätte zehn Uhr oder vierzehn Uhr frei.", 1)]
    assert read_conversation(lines, TUESDAY).told == "taken"
    assert read_conversation([*lines, line("caller", "Nein, danke.", 5)], TUESDAY).told == "taken"
    assert read_conversation([*lines, line("caller", "Ja, zehn Uhr passt.", 5)], TUESDAY).told == "free"


def test_a_claim_that_was_taken_back_does_not_stand() -> None:
    lines = [
        line("agent", "Zehn Uhr ist frei.", 1),
        line("agent", "So, der Termin ist gebucht.", 5),
        line("agent", "Moment, ich muss mich korrigieren, es ist doch noch nicht gebucht.", 9),
    ]
    assert read_conversation(lines, TUESDAY).told == "free"


def test_a_claim_points_to_its_words() -> None:
    heard = read_conversation([line("agent", "Guten Tag. Freitag um zehn ist gebucht.", 4)], TUESDAY)
    assert heard.last is not None
    assert (heard.last.line, heard.last.at_s, heard.last.words) == ("u4", 4, "freitag um 10 ist gebucht.")


@pytest.mark.parametrize(
    ("text", "yes"), [("Ja, bitte.", True), ("Nein, lieber nicht.", False), ("Gern.", True), ("Was?", False)]
)
def test_a_yes_is_heard(text: str, yes: bool) -> None:
    assert says_yes(text) is yes
