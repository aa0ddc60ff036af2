"""The catalogue of the sample salon: what several of its services mean is asked, and "ohne" keeps its meaning."""

import pytest

from holdfast.language import ServiceName, ServiceQuestion, ServicesHeard, match_services

SAMPLE = [
    ServiceName("kinder", "Kinderhaarschnitt", ("Kinderschnitt", "Haarschnitt für Kinder")),
    ServiceName("damen", "Damenhaarschnitt", ("Damenschnitt", "Frauenhaarschnitt")),
    ServiceName("herren", "Herrenhaarschnitt", ("Herrenschnitt", "Männerhaarschnitt")),
    ServiceName("ansatz", "Ansatzfärbung", ("Ansatz färben", "Ansatzfarbe", "Ansatz nachfärben")),
    ServiceName("dauerwelle", "Dauerwelle", ("Dauer Welle", "Locken machen lassen")),
    ServiceName("ausgleich", "Ansatz + Längenausgleich", ("Ansatz und Längenausgleich", "Längenausgleich")),
    ServiceName("balayage", "Balayage/Ombré", ("Balayage", "Ombré")),
    ServiceName("umfaerbung", "Komplette Umfärbung/Blondierung", ("Komplette Umfärbung", "Umfärbung", "Blondierung")),
    ServiceName("trocken", "Trockenschnitt", ("Schneiden ohne Waschen", "Haare trocken schneiden")),
    ServiceName("styling", "Waschen & Styling", ("Waschen und Styling", "Waschen und Föhnen", "Föhnen")),
    ServiceName("beratung", "Beratung", ("Beratungsgespräch", "Beratungstermin", "Farbberatung")),
    ServiceName("straehnen", "Strähnen-Paket", ("Strähnen", "Strähnchen", "Foliensträhnen")),
]
CUTS = ("kinder", "damen", "herren")


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Färben", ServiceQuestion(("ansatz", "umfaerbung"))),
        ("Haare färben", ServiceQuestion(("ansatz", "umfaerbung"))),
        ("Ansatz", ServiceQuestion(("ansatz", "ausgleich"))),
        ("Haare schneiden", ServiceQuestion(CUTS)),
        ("Waschen, Schneiden, Föhnen", ServiceQuestion(CUTS, heard=("styling",))),
        ("waschen schneiden", ServiceQuestion(CUTS, heard=("styling",))),
    ],
)
def test_what_several_services_mean_is_asked_and_never_chosen_in_silence(said: str, question: ServiceQuestion) -> None:
    assert match_services(said, SAMPLE) == question


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Schneiden ohne Waschen", "trocken"),
        ("Haarschnitt ohne Waschen", "trocken"),
        ("Damenhaarschnitt ohne Waschen", "damen"),
        ("Haare waschen", "styling"),
        ("Ansatz nachfärben lassen", "ansatz"),
        ("Blondieren", "umfaerbung"),
        ("Farbberatung", "beratung"),
    ],
)
def test_what_only_one_service_means_is_that_service(said: str, key: str) -> None:
    assert match_services(said, SAMPLE) == ServicesHeard((key,))


def test_what_is_not_offered_keeps_the_spelling_of_the_caller() -> None:
    assert match_services("Damenhaarschnitt und Pediküre", SAMPLE) == ServicesHeard(("damen",), ("Pediküre",))
