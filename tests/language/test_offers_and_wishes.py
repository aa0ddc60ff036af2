"""Which offer was taken, and what else was wished for."""

from datetime import datetime

import pytest

from holdfast.language import OfferHeard, means_another_person, pick_offer, wants_person

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
        ("für mich", False),
        ("für meine Tochter", False),
        ("einen Haarschnitt", False),
    ],
)
def test_a_further_person_is_noticed(said: str, meant: bool) -> None:
    assert means_another_person(said) is meant
