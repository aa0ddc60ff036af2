"""Which service of the catalogue a caller means."""

import pytest

from holdfast.language import ServiceName, ServiceQuestion, ServicesHeard, match_services

CATALOGUE = [
    ServiceName("kinder", "Kinderhaarschnitt"),
    ServiceName("damen", "Damenhaarschnitt", ("Damenschnitt",)),
    ServiceName("herren", "Herrenhaarschnitt", ("Männerhaarschnitt",)),
    ServiceName("ansatz", "Ansatzfärbung"),
    ServiceName("ausgleich", "Ansatz + Längenausgleich"),
    ServiceName("dauerwelle", "Dauerwelle", ("Dauer Welle",)),
    ServiceName("balayage", "Balayage/Ombré"),
    ServiceName("wsf", "Waschen, Schneiden, Föhnen"),
]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Herrenhaarschnitt", "herren"),
        ("Herrenhaar schnitt", "herren"),
        ("Herrenhaarschnitttermin", "herren"),
        ("Männerhaarschnitt", "herren"),
        ("Herrn Haarschnitt", "herren"),
        ("Ja, ich bräuchte einen Damenschnitt für morgen.", "damen"),
        ("Ja, ich hätte gern n Termin für morgen elf Uhr fürn Herrenhaarschnitt.", "herren"),
        ("Ich hätte gern für morgen eine Dauerwelle gebucht für acht Uhr", "dauerwelle"),
        ("Tauerwelle", "dauerwelle"),
        ("Ansatz-Längenausgleich", "ausgleich"),
        ("Ansatzfärbung bei Emma, morgen 9 Uhr", "ansatz"),
        ("einen Haarschnitt für meine Frau", "damen"),
        ("Haare schneiden für Herren", "herren"),
        ("men's haircut", "herren"),
        ("waschen schneiden föhnen", "wsf"),
        ("Frau Sommer möchte einen Herrenhaarschnitt", "herren"),
    ],
)
def test_one_service_is_found_however_it_was_heard(said: str, key: str) -> None:
    answer = match_services(said, CATALOGUE)
    assert isinstance(answer, ServicesHeard)
    assert answer.keys == (key,)


def test_several_services_come_in_the_order_of_the_catalogue() -> None:
    for said in (
        "Ansatzfärbung und Damenhaarschnitt",
        "Damenhaarschnitt Ansatzfärbung",
        "Damenhaarschnitt mit Ansatzfärbung",
    ):
        assert match_services(said, CATALOGUE) == ServicesHeard(("damen", "ansatz"))


@pytest.mark.parametrize(
    ("said", "choices"),
    [
        ("Haarschnitt", ("kinder", "damen", "herren")),
        ("Haare schneiden", ("kinder", "damen", "herren")),
        ("Haarschnitt für meinen Sohn", ("kinder", "herren")),
        ("Damenhaarschnitt für meinen Mann", ("damen", "herren")),
        ("Ansatz", ("ansatz", "ausgleich")),
    ],
)
def test_what_may_be_several_is_asked(said: str, choices: tuple[str, ...]) -> None:
    answer = match_services(said, CATALOGUE)
    assert isinstance(answer, ServiceQuestion | ServicesHeard)
    found = answer.choices if isinstance(answer, ServiceQuestion) else answer.keys
    assert found == choices


def test_a_question_about_one_part_keeps_the_part_that_is_clear() -> None:
    answer = match_services("Dauerwelle und Haare schneiden", CATALOGUE)
    assert answer == ServiceQuestion(("kinder", "damen", "herren"), heard=("dauerwelle",))


def test_what_is_not_offered_beside_what_is_does_not_get_lost() -> None:
    assert match_services("Damenhaarschnitt und Tattoo", CATALOGUE) == ServicesHeard(("damen",), ("Tattoo",))


@pytest.mark.parametrize(
    "said", ["Tattoo", "Zahnreinigung", "Solarium", "", "ja genau", "Termin bei Mia", "Freitag um zehn", "Mann"]
)
def test_what_is_like_nothing_offered_is_none_and_never_a_default(said: str) -> None:
    assert match_services(said, CATALOGUE) is None


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("Haarschnitt für einen Herrn", "damen"),
        ("Schnitt für eine Dame", "herren"),
        ("Haare schneiden beim Kind", "herren"),
        ("Herrenharschnitt", "damen"),
        ("Tamenhaarschnitt", "herren"),
    ],
)
def test_the_person_named_is_never_contradicted(said: str, never: str) -> None:
    answer = match_services(said, CATALOGUE)
    assert answer is not None
    found = answer.choices if isinstance(answer, ServiceQuestion) else answer.keys
    assert found
    assert never not in found


def test_a_service_for_men_is_not_what_a_salon_for_women_offers() -> None:
    assert match_services("Herrenhaarschnitt", [ServiceName("damen", "Damenhaarschnitt")]) is None


def test_without_a_catalogue_nothing_is_found() -> None:
    assert match_services("Herrenhaarschnitt", []) is None
