"""Numbers, dates, times, prices, codes and lists in words; what is said is read back to the same value."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import (
    Choice,
    Price,
    Reading,
    Voice,
    read,
    spoken_choices,
    spoken_date,
    spoken_minutes,
    spoken_names,
    spoken_price,
    spoken_ref,
    spoken_service,
    spoken_spans,
    spoken_time,
    spoken_when,
)
from holdfast.language.spoken_de import number as german
from holdfast.language.spoken_de import ordinal as german_ordinal
from holdfast.language.spoken_en import number as english
from holdfast.language.spoken_en import ordinal as english_ordinal
from holdfast.language.tables_de import WORDS
from holdfast.language.tidy import fold

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=BERLIN)
VOICES = {
    "de": Voice(today=NOW.date(), zone=BERLIN),
    "de halves": Voice(today=NOW.date(), zone=BERLIN, halves=True),
    "en": Voice(lang="en", today=NOW.date(), zone=BERLIN),
    "en halves": Voice(lang="en", today=NOW.date(), zone=BERLIN, halves=True),
}
DE, EN = VOICES["de"], VOICES["en"]
every_voice = pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)


@every_voice
def test_every_fifth_minute_of_the_day_is_read_back_to_itself(voice: Voice) -> None:
    for minute in range(0, 1440, 5):
        at = time(minute // 60, minute % 60)
        assert read(spoken_time(at, voice), NOW, voice.lang) == Reading(times=(at,)), spoken_time(at, voice)


@every_voice
def test_every_day_of_two_years_is_read_back_to_itself(voice: Voice) -> None:
    for ahead in range(730):
        day = NOW.date() + timedelta(ahead)
        for article in ("", "dem", "den"):
            said = spoken_date(day, voice, article=article)
            assert read(said, NOW, voice.lang) == Reading(dates=(day,)), said


@every_voice
def test_day_and_time_together_are_read_back(voice: Voice) -> None:
    for ahead in range(1, 366):
        at = NOW + timedelta(days=ahead, minutes=5 * ahead)
        said = spoken_when(at, voice)
        assert read(said, NOW, voice.lang) == Reading(dates=(at.date(),), times=(at.time(),)), said


def test_german_numbers_are_those_the_reader_knows() -> None:
    assert [WORDS.numbers[fold(german(value))] for value in range(100)] == list(range(100))


@pytest.mark.parametrize(
    ("value", "de", "en"),
    [
        (0, "null", "zero"),
        (1, "eins", "one"),
        (17, "siebzehn", "seventeen"),
        (21, "einundzwanzig", "twenty-one"),
        (100, "einhundert", "one hundred"),
        (101, "einhunderteins", "one hundred and one"),
        (999, "neunhundertneunundneunzig", "nine hundred and ninety-nine"),
        (1000, "eintausend", "one thousand"),
        (2026, "zweitausendsechsundzwanzig", "two thousand twenty-six"),
        (9999, "neuntausendneunhundertneunundneunzig", "nine thousand nine hundred and ninety-nine"),
    ],
)
def test_numbers_in_words(value: int, de: str, en: str) -> None:
    assert (german(value), english(value)) == (de, en)


@pytest.mark.parametrize(
    ("value", "de", "en"),
    [
        (1, "erster", "first"), (3, "dritter", "third"), (7, "siebter", "seventh"), (8, "achter", "eighth"),
        (12, "zwölfter", "twelfth"), (19, "neunzehnter", "nineteenth"), (20, "zwanzigster", "twentieth"),
        (21, "einundzwanzigster", "twenty-first"), (31, "einunddreißigster", "thirty-first"),
    ],
)  # fmt: skip
def test_places_in_a_row(value: int, de: str, en: str) -> None:
    assert (german_ordinal(value), english_ordinal(value)) == (de, en)


def test_a_date_says_its_weekday_and_its_year_only_where_it_is_another() -> None:
    assert spoken_date(date(2026, 11, 28), DE) == "Samstag, achtundzwanzigster November"
    assert spoken_date(date(2026, 11, 25), DE) == "heute, Mittwoch, fünfundzwanzigster November"
    assert spoken_date(date(2026, 11, 26), DE) == "morgen, Donnerstag, sechsundzwanzigster November"
    assert spoken_date(date(2026, 11, 28), DE, article="dem") == "am Samstag, dem achtundzwanzigsten November"
    assert spoken_date(date(2026, 11, 26), DE, article="dem") == "morgen, Donnerstag, den sechsundzwanzigsten November"
    assert spoken_date(date(2026, 11, 28), DE, article="den") == "Samstag, den achtundzwanzigsten November"
    assert spoken_date(date(2027, 1, 1), DE) == "Freitag, erster Januar zweitausendsiebenundzwanzig"


def test_a_time_is_said_in_full_or_in_halves_as_the_house_says() -> None:
    assert spoken_time(time(10, 30), DE) == "zehn Uhr dreißig"
    assert spoken_time(time(10, 30), VOICES["de halves"]) == "halb elf"
    assert spoken_time(time(1, 5), DE) == "ein Uhr fünf nachts"
    assert spoken_time(time(21, 1), DE) == "einundzwanzig Uhr eins"
    assert spoken_time(time(14, 30), EN) == "two thirty PM"
    assert spoken_time(time(12), EN) == "twelve noon"


@pytest.mark.parametrize(
    ("price", "de", "en"),
    [
        (Price(8500), "fünfundachtzig Euro", "eighty-five euros"),
        (Price(8500, from_=True), "ab fünfundachtzig Euro", "from eighty-five euros"),
        (Price(1250), "zwölf Euro fünfzig", "twelve euros fifty"),
        (Price(100), "ein Euro", "one euro"),
        (Price(50), "fünfzig Cent", "fifty cents"),
        (Price(0), "null Euro", "zero euros"),
    ],
)
def test_prices(price: Price, de: str, en: str) -> None:
    assert (spoken_price(price, DE), spoken_price(price, EN)) == (de, en)


@pytest.mark.parametrize(
    ("minutes", "de"),
    [
        (30, "dreißig Minuten"),
        (1, "eine Minute"),
        (60, "eine Stunde"),
        (135, "zwei Stunden und fünfzehn Minuten"),
        (0, "null Minuten"),
    ],
)
def test_lengths(minutes: int, de: str) -> None:
    assert spoken_minutes(minutes, DE) == de


def test_a_code_is_spelt_letter_by_letter() -> None:
    assert spoken_ref("K7M4A", DE) == "K, sieben, M, vier, A"
    assert spoken_ref("k7-m4a", EN) == "K, seven, M, four, A"


def test_a_day_and_a_name_that_offers_share_are_said_once() -> None:
    at = datetime(2026, 11, 27, 9, 0, tzinfo=BERLIN)
    same = [Choice(at, "Mia"), Choice(at.replace(hour=10, minute=30), "Mia"), Choice(at.replace(hour=11), "Mia")]
    assert spoken_choices(same, DE) == (
        "Freitag, siebenundzwanzigster November, um neun Uhr, zehn Uhr dreißig oder elf Uhr bei Mia"
    )
    two_names = [Choice(at, "Mia"), Choice(at.replace(hour=10), "Lisa")]
    assert spoken_choices(two_names, DE) == (
        "Freitag, siebenundzwanzigster November, um neun Uhr bei Mia oder um zehn Uhr bei Lisa"
    )
    two_days = [Choice(at), Choice(at + timedelta(1)), Choice(at + timedelta(4))]
    assert spoken_choices(two_days, DE) == (
        "Freitag, siebenundzwanzigster November, um neun Uhr, Samstag, achtundzwanzigster, um neun Uhr "
        "oder Dienstag, erster Dezember, um neun Uhr"
    )


def test_times_of_one_person_are_said_together() -> None:
    at = datetime(2026, 11, 27, 9, 0, tzinfo=BERLIN)
    by_two = [Choice(at, "Emma"), Choice(at.replace(hour=10), "Emma"), Choice(at.replace(hour=11), "Mia")]
    assert spoken_choices(by_two, DE) == (
        "Freitag, siebenundzwanzigster November, um neun Uhr und zehn Uhr bei Emma oder um elf Uhr bei Mia"
    )


def test_visits_are_said_with_what_is_done_and_who_does_it() -> None:
    at = datetime(2026, 11, 27, 14, 0, tzinfo=BERLIN)
    visits = [Choice(at, "Mia", "Damenhaarschnitt"), Choice(at.replace(hour=16), "Emma", "Ansatz + Längenausgleich")]
    assert spoken_choices(visits, DE, every=True) == (
        "Freitag, siebenundzwanzigster November, um vierzehn Uhr Damenhaarschnitt bei Mia "
        "und um sechzehn Uhr Ansatz und Längenausgleich bei Emma"
    )


def test_a_list_that_would_be_long_leaves_out_months_and_keeps_weekday_and_date() -> None:
    at = datetime(2026, 11, 26, 9, 15, tzinfo=BERLIN)
    offers = [Choice(at, "Mia"), Choice(at + timedelta(1), "Charlotte"), Choice(at + timedelta(5), "Mia")]
    assert spoken_choices(offers, DE) == (
        "Donnerstag, sechsundzwanzigster, um neun Uhr fünfzehn bei Mia, Freitag, siebenundzwanzigster, "
        "um neun Uhr fünfzehn bei Charlotte oder Dienstag, erster Dezember, um neun Uhr fünfzehn bei Mia"
    )


@pytest.mark.parametrize(
    ("name", "de", "en"),
    [
        ("Ansatz + Längenausgleich", "Ansatz und Längenausgleich", "Ansatz and Längenausgleich"),
        ("Waschen & Styling", "Waschen und Styling", "Waschen and Styling"),
        ("Balayage/Ombré", "Balayage oder Ombré", "Balayage or Ombré"),
        ("1/2 Kopf Strähnen", "1/2 Kopf Strähnen", "1/2 Kopf Strähnen"),
    ],
)
def test_signs_in_the_name_of_a_service_become_words(name: str, de: str, en: str) -> None:
    assert (spoken_service(name, "de"), spoken_service(name, "en")) == (de, en)


def test_lists_of_names_and_of_opening_hours() -> None:
    assert spoken_names(["A", "B", "C"], DE) == "A, B und C"
    assert spoken_names(["A", "B"], EN, either=True) == "A or B"
    assert spoken_names(list("ABCDEFGH"), DE) == "A, B, C, D, E, F und einiges mehr"
    assert spoken_spans([(time(9), time(13)), (time(14), time(18))], DE) == (
        "von neun bis dreizehn Uhr und von vierzehn bis achtzehn Uhr"
    )
