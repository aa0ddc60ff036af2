"""Which offer was taken, and what else was wished for."""

from datetime import datetime

import pytest

from holdfast.language import (
    OfferHeard,
    means_another_person,
    means_anybody,
    means_same_day,
    pick_offer,
    wants_earlier,
    wants_later,
    wants_person,
)

OFFERS = [
    OfferHeard("a", datetime(2026, 11, 27, 10, 15), "Mia"),
    OfferHeard("b", datetime(2026, 11, 27, 11, 0), "Lisa"),
    OfferHeard("c", datetime(2026, 11, 28, 14, 30), "Mia"),
]


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("Der Erste.", "a"),
        ("den zweiten bitte", "b"),
        ("Ihr erster Vorschlag, den nehm ich gerne", "a"),
        ("Option zwei", "b"),
        ("der letzte", "c"),
        ("den mittleren", "b"),
        ("der um elf", "b"),
        ("Ja, Elfer ist okay.", "b"),
        ("Ja, zehn Uhr fünfzehn ist okay.", "a"),
        ("der um zehn", "a"),
        ("halb drei", "c"),
        ("bei Lisa", "b"),
        ("bei Mia am Samstag", "c"),
        ("am 28.11.", "c"),
    ],
)
def test_an_offer_is_taken_by_place_time_day_or_name(said: str, slot: str) -> None:
    assert pick_offer(said, OFFERS) == slot


@pytest.mark.parametrize(
    "said",
    [
        "bei Mia",
        "der vierte",
        "um neun",
        "nicht der erste",
        "der zweite um zehn",
        "Genau",
        "",
        "bei Mia am Freitag um elf",
    ],
)
def test_what_fits_none_or_several_or_is_denied_takes_nothing(said: str) -> None:
    assert pick_offer(said, OFFERS) is None


def test_a_yes_takes_the_only_offer_and_no_does_not() -> None:
    assert pick_offer("Genau", OFFERS[:1]) == "a"
    assert pick_offer("passt nicht", OFFERS[:1]) is None
    assert pick_offer("Genau", []) is None


@pytest.mark.parametrize(
    ("said", "slot"), [("the first one", "a"), ("the last", "c"), ("at eleven", "b"), ("half past two", "c")]
)
def test_offers_are_taken_in_english(said: str, slot: str) -> None:
    assert pick_offer(said, OFFERS, "en") == slot


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("ich möchte mit jemandem sprechen", True),
        ("kann ich einen Menschen haben", True),
        ("verbinden Sie mich", True),
        ("Kann ich mit einem Mitarbeiter sprechen?", True),
        ("real person", True),
        ("Mitarbeiter bitte", True),
        ("echte Person", True),
        ("kann ich mit einer Mitarbeiterin sprechen", True),
        ("I want to talk to someone", True),
        ("Sie müssen mich nicht verbinden", False),
        ("ich will einen Termin", False),
        ("", False),
    ],
)
def test_who_wants_a_human_being_is_understood(said: str, wanted: bool) -> None:
    assert wants_person(said) is wanted


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("noch jemand", True),
        ("für meine Tochter auch", True),
        ("eine zweite Person", True),
        ("auch für meinen Mann", True),
        ("für zwei Personen", True),
        ("for my daughter too", True),
        ("für meinen Mann", True),
        ("for my daughter", True),
        ("für meine Haare", False),
        ("für mich", False),
        ("für meine Tochter", True),
        ("einen Haarschnitt", False),
    ],
)
def test_a_further_person_is_noticed(said: str, meant: bool) -> None:
    assert means_another_person(said) is meant


@pytest.mark.parametrize(
    ("said", "later", "earlier"),
    [
        ("lieber später", True, False),
        ("geht es auch später?", True, False),
        ("nicht so früh", True, False),
        ("eine Stunde später", True, False),
        ("etwas früher", False, True),
        ("das ist zu spät", False, True),
        ("something earlier", False, True),
        ("später um elf", False, False),
        ("später als elf", False, False),
        ("ich rufe später an", False, False),
        ("nicht später", False, False),
        ("Freitag", False, False),
    ],
)
def test_a_wish_for_later_or_earlier_has_no_clock_time_of_its_own(said: str, later: bool, earlier: bool) -> None:
    assert (wants_later(said), wants_earlier(said)) == (later, earlier)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("das ist mir egal", True),
        ("wer gerade frei ist", True),
        ("Hauptsache es geht schnell", True),
        ("anyone", True),
        ("bei Mia", False),
        ("", False),
    ],
)
def test_who_has_no_wish_for_a_person_is_understood(said: str, meant: bool) -> None:
    assert means_anybody(said) is meant


def test_the_same_day_is_understood() -> None:
    assert means_same_day("am selben Tag")
    assert not means_same_day("am Dienstag")
