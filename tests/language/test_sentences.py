"""Every sentence, word for word: a change of wording shows in sentences.tsv and is meant."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Choice, Phrase, Price, Question, Reading, Voice, read, speak
from holdfast.language.phrases_de import SENTENCES as GERMAN
from holdfast.language.phrases_en import SENTENCES as ENGLISH
from holdfast.language.speech import fields_of

BERLIN = ZoneInfo("Europe/Berlin")
TABLE = Path(__file__).with_name("sentences.tsv")
AT = datetime(2026, 11, 27, 10, 30, tzinfo=BERLIN)
SAME_DAY = [Choice(AT.replace(hour=hour, minute=minute), "Mia") for hour, minute in ((9, 0), (10, 30), (14, 45))]
THREE_DAYS = [
    Choice(datetime(2026, 11, 26, 9, 15, tzinfo=BERLIN), "Mia"),
    Choice(datetime(2026, 11, 27, 10, 45, tzinfo=BERLIN), "Lisa"),
    Choice(datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN), "Mia"),
]
VALUES: dict[str, Any] = {
    "at": AT,
    "date": date(2026, 12, 1),
    "kept": AT.replace(hour=14),
    "other": AT.replace(hour=14),
    "service": "Herrenhaarschnitt",
    "staff": "Mia",
    "price": Price(3000),
    "ref": "K7M4A",
    "refs": ["K7M4A", "R2XWN"],
    "choices": SAME_DAY,
    "readings": [Reading(dates=(date(2026, 11, 27),)), Reading(dates=(date(2026, 12, 4),))],
    "names": ["Herrenhaarschnitt", "Damenhaarschnitt", "Dauerwelle"],
    "name": "Lisa",
    "minutes": 55,
    "holiday": "Erster Weihnachtstag",
    "spans": [(time(9), time(13)), (time(14), time(18))],
    "field": "date",
    "email": "lisa.muster@beispiel.de",
}
SPARSE = {"at", "staff", "price", "minutes", "holiday", "name", "ref", "service"}


def voice(lang: str, address: str = "sie") -> Voice:
    return Voice(lang=lang, address=address, today=date(2026, 11, 25), zone=BERLIN)


def spoken(phrase: Phrase, lang: str, address: str, left_out: frozenset[str] = frozenset()) -> str:
    return speak(phrase, voice(lang, address), **{k: v for k, v in VALUES.items() if k not in left_out})


def every_sentence() -> list[tuple[str, str, str, str]]:
    """Phrase, language, address and text; with a `-` the shortest wording, that says least."""
    rows = []
    for lang, sentences in (("de", GERMAN), ("en", ENGLISH)):
        for phrase in Phrase:
            addresses = ("sie", "du") if lang == "de" else ("sie",)
            rows += [(phrase.value, lang, address, spoken(phrase, lang, address)) for address in addresses]
            shortest = frozenset(VALUES) - fields_of(sentences[phrase][-1])
            rows.append((phrase.value, lang, "-", spoken(phrase, lang, "sie", shortest)))
    return rows


def test_every_sentence_is_spoken_as_it_stands_in_the_table() -> None:
    written = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    assert every_sentence() == written


@pytest.mark.parametrize("sentences", [GERMAN, ENGLISH], ids=["de", "en"])
def test_every_phrase_has_a_sentence_in_both_languages(sentences: dict[Phrase, tuple[str, ...]]) -> None:
    assert set(sentences) == set(Phrase)


@pytest.mark.parametrize("phrase", Phrase)
def test_both_languages_need_the_same_values_at_least(phrase: Phrase) -> None:
    assert fields_of(GERMAN[phrase][-1]) == fields_of(ENGLISH[phrase][-1])


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("phrase", Phrase)
def test_a_sentence_is_short_complete_and_free_of_marks(phrase: Phrase, lang: str) -> None:
    text = spoken(phrase, lang, "sie")
    assert text[0].isupper()
    assert text[-1] in ".?"
    assert len(text) <= 230
    assert sum(text.count(mark) for mark in ".?!") <= 2
    assert not set("{}<>|_\n") & set(text)
    assert not any(character.isdigit() for character in text), "a voice may read digits in its own way"


@pytest.mark.parametrize("lang", ["de", "en"])
def test_three_options_on_three_days_with_two_names_are_still_bearable(lang: str) -> None:
    for phrase in (Phrase.OFFER_CHOICES, Phrase.HELD_WINDOW, Phrase.CANCEL_WHICH, Phrase.WHICH_VISIT):
        assert len(speak(phrase, voice(lang), choices=THREE_DAYS, service="Dauerwelle")) < 230
        nameless = [Choice(choice.at) for choice in THREE_DAYS]
        assert len(speak(phrase, voice(lang), choices=nameless, service="Dauerwelle")) < 230


def test_du_is_said_throughout_where_the_house_says_du() -> None:
    for phrase in Phrase:
        text = spoken(phrase, "de", "du")
        assert not {"Sie", "Ihnen", "Ihr", "Ihrem"} & set(text.replace(",", " ").replace(".", " ").split()[1:]), text


def test_nothing_but_a_confirmation_says_that_a_visit_is_entered() -> None:
    certain = {name for name in Phrase if "fest eingetragen" in spoken(name, "de", "sie")}
    assert certain == {
        Phrase.CONFIRMED,
        Phrase.CONFIRMED_SECOND,
        Phrase.CONFIRMED_SEVERAL,
        Phrase.STATUS_CONFIRMED,
        Phrase.CORRECTION_DONE,
        Phrase.MEANWHILE_DONE,
    }


def test_what_is_pending_is_never_spoken_of_as_taken_or_booked() -> None:
    for phrase in (Phrase.PENDING, Phrase.MOVED_PENDING, Phrase.CANCEL_PENDING, Phrase.STATUS_PENDING):
        assert not {"vergeben", "gebucht", "abgesagt", "verschoben"} & set(spoken(phrase, "de", "sie").split())


@pytest.mark.parametrize("phrase", Phrase)
def test_no_sentence_promises_a_message_nobody_sends(phrase: Phrase) -> None:
    text = (spoken(phrase, "de", "sie") + spoken(phrase, "en", "sie")).lower()
    assert not any(word in text for word in ("sms", "e-mail", "whatsapp", "bestätigung per"))


def test_a_sentence_without_its_values_is_a_mistake_of_the_program() -> None:
    with pytest.raises(LookupError, match="held_asked"):
        speak(Phrase.HELD_ASKED, voice("de"))


def test_an_instant_in_utc_is_spoken_on_the_wall_clock_of_the_salon() -> None:
    at = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    assert speak(Phrase.ASK_TO_BOOK, voice("de"), at=at, service="Dauerwelle") == (
        "Das wäre am Freitag, dem siebenundzwanzigsten November, um zehn Uhr dreißig, Dauerwelle. "
        "Soll ich das so buchen?"
    )


def test_a_name_with_braces_is_only_a_name() -> None:
    text = speak(Phrase.TRANSFER, voice("de"), name="{at:when} <Sie|du>")
    assert text == "Soll ich Sie mit {at:when} <Sie|du> verbinden?"


ON_ONE_DAY = {"choices": SAME_DAY, "said_day": AT.date()}
SINGLE = {"choices": SAME_DAY[:1]}
CHRISTMAS = {"date": date(2026, 12, 25), "holiday": "Erster Weihnachtstag"}


@pytest.mark.parametrize(
    ("phrase", "values", "text"),
    [
        (
            Phrase.OFFER_CHOICES,
            ON_ONE_DAY,
            "Frei hätte ich um neun Uhr, zehn Uhr dreißig oder vierzehn Uhr fünfundvierzig bei Mia, was passt Ihnen?",
        ),
        (
            Phrase.OFFER_CHOICES,
            SINGLE | {"said_day": AT.date()},
            "Frei hätte ich um neun Uhr bei Mia, passt Ihnen das?",
        ),
        (
            Phrase.OFFER_CHOICES,
            SINGLE | {"said_day": date(2026, 12, 1)},
            "Frei hätte ich Freitag, den siebenundzwanzigsten November, um neun Uhr bei Mia, passt Ihnen das?",
        ),
        (
            Phrase.HELD_WINDOW,
            SINGLE | {"service": "Waschen & Styling", "price": Price(4000)},
            "Ja, Waschen und Styling für vierzig Euro ginge am Freitag, dem siebenundzwanzigsten November, "
            "um neun Uhr bei Mia, passt Ihnen das?",
        ),
        (
            Phrase.REFUSED_CLOSED,
            {"date": date(2026, 11, 29)},
            "Am Sonntag, dem neunundzwanzigsten November, haben wir leider geschlossen.",
        ),
        (
            Phrase.REFUSED_HOLIDAY,
            CHRISTMAS,
            "Am Freitag, dem fünfundzwanzigsten Dezember, ist der Erste Weihnachtstag, "
            "da haben wir leider geschlossen.",
        ),
        (Phrase.CLOSED_TODAY, {"holiday": "Karfreitag"}, "Heute ist Karfreitag, da haben wir geschlossen."),
        (
            Phrase.CONFIRMED_SECOND,
            {"at": AT, "ref": "K7", "other": AT.replace(hour=14), "said_day": AT.date()},
            "Ihr zweiter Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr dreißig ist fest "
            "eingetragen, der um vierzehn Uhr dreißig bleibt bestehen. Der Buchungscode ist K, sieben.",
        ),
        (
            Phrase.KEPT_CHOICES,
            {"kept": AT, **ON_ONE_DAY},
            "Ihr Termin um zehn Uhr dreißig bleibt bestehen, frei hätte ich um neun Uhr, zehn Uhr dreißig oder "
            "vierzehn Uhr fünfundvierzig bei Mia, was passt Ihnen?",
        ),
        (
            Phrase.STATUS_PENDING,
            {"at": AT, "said_day": AT.date()},
            "Ihr Termin um zehn Uhr dreißig wird gerade noch eingetragen, bestätigt ist er noch nicht.",
        ),
        (
            Phrase.CALLBACK_NOTED,
            {"at": datetime(2026, 11, 25, 11, 15, tzinfo=BERLIN)},
            "Wir rufen Sie spätestens heute um elf Uhr fünfzehn zurück.",
        ),
        (
            Phrase.CALLBACK_NOTED,
            {"at": datetime(2026, 11, 26, 11, 15, tzinfo=BERLIN)},
            "Wir rufen Sie spätestens morgen, Donnerstag, um elf Uhr fünfzehn zurück.",
        ),
        (
            Phrase.ASK_FIELD,
            {"field": "customer_name"},
            "Mir fehlt noch etwas, der Name. Können Sie mir das bitte noch sagen?",
        ),
    ],
)
def test_a_sentence_says_what_is_known_and_nothing_twice(phrase: Phrase, values: dict[str, Any], text: str) -> None:
    assert speak(phrase, voice("de"), **values) == text


def test_an_offer_that_would_be_too_long_leaves_the_service_out() -> None:
    far = [Choice(datetime(2027, month, 27, 19, 45, tzinfo=BERLIN), "Charlotte") for month in (1, 2, 4)]
    far[1] = Choice(far[1].at, "Emma")
    text = speak(Phrase.HELD_WINDOW, voice("de"), choices=far, service="Ansatz + Längenausgleich", price=Price(7500))
    assert text.startswith("Frei hätte ich")
    assert len(text) < 230


def test_a_question_about_the_week_is_put_in_the_address_of_the_house() -> None:
    now = datetime(2026, 11, 25, 10, 20, tzinfo=BERLIN)
    asked = read("nächsten Freitag um zehn", now, address="du")
    assert isinstance(asked, Question)
    assert asked.say == "Meinst du Freitag, den siebenundzwanzigsten November, oder den vierten Dezember?"
