"""Which offer was taken, and what else was wished for."""

from datetime import date, datetime

import pytest

from holdfast.language import (
    OfferHeard,
    means_another_person,
    means_anybody,
    means_same_day,
    names_a_place,
    pick_offer,
    shift_meant,
    wants_earlier,
    wants_later,
    wants_other,
    wants_person,
)

OFFERS = [
    OfferHeard("a", datetime(2026, 11, 27, 10, 15), "Mia"),
    OfferHeard("b", datetime(2026, 11, 27, 11, 0), "Lisa"),
    OfferHeard("c", datetime(2026, 11, 28, 14, 30), "Mia"),
]


TODAY = date(2026, 11, 25)


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
        ("der Elfer-Termin", "b"),
        ("den Elf-Uhr-Termin", "b"),
        ("den frühesten", "a"),
        ("den spätesten bitte", "c"),
        ("den vorletzten", "b"),
        ("lieber den zweiten", "b"),
        ("der am Nachmittag", "c"),
        ("nach zwölf", "c"),
        ("in drei Tagen", "c"),
    ],
)
def test_an_offer_is_taken_by_place_time_day_or_name(said: str, slot: str) -> None:
    assert pick_offer(said, OFFERS, today=TODAY) == slot


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
        "den früheren",
        "Der erste passt mir nicht",
        "den bei Felix",
        "lieber später",
        "was davor",
        "haben Sie was anderes",
        "morgen",
    ],
)
def test_what_fits_none_or_several_or_is_denied_takes_nothing(said: str) -> None:
    assert pick_offer(said, OFFERS, today=TODAY) is None


def test_a_yes_takes_the_only_offer_and_no_does_not() -> None:
    assert pick_offer("Genau", OFFERS[:1]) == "a"
    assert pick_offer("passt nicht", OFFERS[:1]) is None
    assert pick_offer("Genau", []) is None


@pytest.mark.parametrize(
    "said",
    ["ja gerne", "passt", "nehme ich", "ja, den nehm ich", "machen wir", "in Ordnung", "klingt gut", "Okay, super"],
)
def test_every_plain_yes_takes_the_only_offer(said: str) -> None:
    assert pick_offer(said, OFFERS[:1]) == "a"
    assert pick_offer(said, OFFERS) is None


@pytest.mark.parametrize(
    "said",
    [
        "ja, aber lieber später",
        "Okay, was anderes",
        "ja, was haben Sie sonst noch",
        "Ja, ich hätte gern etwas am Nachmittag",
        "ja, bei Felix",
        "ja, am Samstag",
        "ja um elf",
        "gern, aber nicht vormittags",
        "passt das auch mit Strähnen?",
    ],
)
def test_a_yes_with_another_wish_takes_nothing(said: str) -> None:
    assert pick_offer(said, OFFERS[:1], today=TODAY) is None


def test_of_two_the_former_and_the_latter_are_clear() -> None:
    for said, slot in (("den früheren", "a"), ("der spätere passt", "b"), ("ersteren", "a"), ("the later one", "b")):
        assert pick_offer(said, OFFERS[:2], "en" if "one" in said else "de") == slot


def test_the_first_is_a_place_and_on_the_first_a_day_of_the_month() -> None:
    offers = [
        OfferHeard("x", datetime(2026, 12, 2, 9, 0), "Mia"),
        OfferHeard("y", datetime(2026, 12, 1, 9, 0), "Mia"),
        OfferHeard("z", datetime(2026, 12, 3, 9, 0), "Mia"),
    ]
    assert pick_offer("am ersten", offers) == "y"
    assert pick_offer("den ersten Dezember", offers) == "y"
    assert pick_offer("den ersten", offers) is None, "the first in the row, or the one on the first?"
    assert pick_offer("den dritten", offers) == "z", "it is both"
    assert pick_offer("den ersten", OFFERS) == "a"
    assert pick_offer("am ersten", OFFERS) is None
    assert [names_a_place(said) for said in ("den ersten", "am ersten", "den ersten Dezember", "Freitag")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("haben Sie was anderes", True),
        ("Haben Sie andere Zeiten?", True),
        ("keiner davon", True),
        ("das passt mir leider nicht", True),
        ("einen anderen Termin", True),
        ("do you have anything else", True),
        ("none of those", True),
        ("that doesn't work", True),
        ("haben Sie Freitag noch was frei", False),
        ("etwas anderes um elf", False),
        ("passt", False),
        ("anders als letztes Mal kurz", False),
        ("", False),
    ],
)
def test_a_wish_for_something_else_is_understood(said: str, wanted: bool) -> None:
    assert wants_other(said) is wanted


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("eine Stunde später", 60),
        ("eine halbe Stunde früher", -30),
        ("zwei Stunden später", 120),
        ("später", None),
        ("eine Stunde", None),
    ],
)
def test_by_how_much_later_or_earlier(said: str, minutes: int | None) -> None:
    assert shift_meant(said) == minutes


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
        ("was davor", False, True),
        ("etwas danach", True, False),
        ("den früheren", False, False),
        ("einen früheren", False, True),
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
