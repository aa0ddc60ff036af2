"""What holds of every sentence a caller hears, whatever is put into it: short, speakable, without a technical word."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import get_day_names, get_month_names

from holdfast.language import Choice, Phrase, Price, Reading, Voice, speak, spoken_date, spoken_price, spoken_time
from holdfast.language.phrases_de import SENTENCES as GERMAN
from holdfast.language.phrases_en import SENTENCES as ENGLISH
from holdfast.language.speech import fields_of
from tests.language.test_sentences import VALUES

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 25)
SENTENCES = {"de": GERMAN, "en": ENGLISH}
TECHNICAL = {
    "de": "slot system server datenbank fehler daten id api timeout synchronisieren status json termin-id utc "
    "null none undefined parameter feld argument anfrage token webhook technisch technischer stornierung",
    "en": "slot system server database error data id api timeout sync status json utc null none undefined parameter "
    "field argument request token webhook technical unavailable invalid",
}
HOURS = {"hour": "at", "hours": "choices", "kept_hour": "kept", "other_hour": "other"}
HALVES = re.compile(r"\b(?:halb|viertel|dreiviertel|half past|quarter)\b", re.IGNORECASE)
END = re.compile(r"[.?!]+(?:\s|$)")

DAYS = [datetime(2026, 11, 25, 16, 45), datetime(2026, 11, 26, 9, 15), datetime(2026, 12, 1, 17, 30)]
TIMES = [
    datetime(2026, 11, 25, 11, 30),
    datetime(2026, 11, 26, 12, 0),
    datetime(2026, 11, 29, 9, 45),
    datetime(2026, 12, 31, 13, 15),
]


def _choices(*pairs: tuple[datetime, str | None]) -> list[Choice]:
    return [Choice(at.replace(tzinfo=BERLIN), staff) for at, staff in pairs]


def _every() -> Iterator[Mapping[str, Any]]:
    """Values as they come up: today and tomorrow, one person or two, one offer or three on three days."""
    offers = [
        _choices((DAYS[0], "Mia")),
        _choices((TIMES[0], "Mia"), (TIMES[0].replace(hour=14), "Emma")),
        _choices((DAYS[0], "Mia"), (DAYS[1], "Charlotte"), (DAYS[2], "Mia")),
    ]
    for at, choices in zip(TIMES, [*offers, offers[0]], strict=True):
        yield VALUES | {
            "at": at.replace(tzinfo=BERLIN),
            "date": at.date(),
            "kept": at.replace(hour=10, tzinfo=BERLIN),
            "other": at.replace(hour=10, tzinfo=BERLIN),
            "service": "Ansatz + Längenausgleich",
            "staff": "Mia und Emma" if at.day == 29 else "Mia",
            "price": Price(8550, from_=at.day == 26),
            "ref": "K7M4A",
            "refs": ["K7M4A", "R2XWN"],
            "choices": choices,
            "readings": [Reading(dates=(date(2026, 11, 27),)), Reading(dates=(date(2026, 12, 4),))],
            "names": ["Mia", "Emma"],
            "name": "Ada Beispiel",
            "minutes": 135,
            "holiday": "Erster Weihnachtstag",
            "spans": [(time(9), time(13)), (time(14, 30), time(18))],
            "field": "customer_name",
        }


def _spoken(phrase: Phrase, lang: str, address: str, halves: bool = False) -> Iterator[str]:
    """Every wording of a phrase with all the values, in one address."""
    voice = Voice(lang=lang, address=address, halves=halves, today=TODAY, zone=BERLIN)
    for values in _every():
        for wording in SENTENCES[lang][phrase]:
            fields = {HOURS.get(name, name) for name in fields_of(wording)}
            needed = {name: value for name, value in values.items() if name in fields}
            day = {"said_day": values["at"].date()} if HOURS.keys() & fields_of(wording) else {}
            yield speak(phrase, voice, **needed, **day)


every_voice = pytest.mark.parametrize(("lang", "address"), [("de", "sie"), ("de", "du"), ("en", "sie")])


def _phrases() -> list[Phrase]:
    return list(Phrase)


@every_voice
def test_nobody_hears_more_than_two_sentences_a_technical_word_a_digit_or_the_year(lang: str, address: str) -> None:
    banned = set(TECHNICAL[lang].split())
    for phrase in _phrases():
        for text in _spoken(phrase, lang, address):
            assert len(END.findall(text)) <= 2, text
            assert not banned & {word.casefold() for word in re.findall(r"[\w-]+", text)}, text
            assert not re.search(r"\d", text), text
            assert "zweitausendsechsundzwanzig" not in text, text
            assert "twenty-six" not in text or "two thousand" not in text, text


@every_voice
def test_halves_and_quarters_are_said_only_where_the_house_says_so(lang: str, address: str) -> None:
    for phrase in _phrases():
        assert not any(HALVES.search(text) for text in _spoken(phrase, lang, address))
    assert any(HALVES.search(text) for text in _spoken(Phrase.ASK_TO_MOVE, lang, address, halves=True))


@every_voice
def test_commas_and_blanks_stand_as_they_are_written(lang: str, address: str) -> None:
    for phrase in _phrases():
        for text in _spoken(phrase, lang, address):
            assert not re.search(r" [,.?!:]|[,:][.,?!]|  |\.\.|\b(\w{2,}) \1\b", text), text


def test_a_house_that_says_du_never_says_sie() -> None:
    for phrase in _phrases():
        for text in _spoken(phrase, "de", "du"):
            assert not re.search(r"(?<![.?!] )(?<!^)\b(?:Sie|Ihnen|Ihr|Ihre|Ihrem|Ihren)\b", text), text


@pytest.mark.parametrize(("lang", "locale"), [("de", "de"), ("en", "en")])
def test_days_and_months_are_called_as_everybody_calls_them(lang: str, locale: str) -> None:
    voice = Voice(lang=lang, today=TODAY, zone=BERLIN)
    for month in range(1, 13):
        for day in range(1, 8):
            spoken = spoken_date(date(2027, month, day), voice)
            assert get_day_names("wide", locale=locale)[date(2027, month, day).weekday()] in spoken
            assert get_month_names("wide", locale=locale)[month] in spoken


def test_a_price_of_any_size_is_said_in_words() -> None:
    for lang in ("de", "en"):
        for cents in (5, 99, 100, 1_999, 12_550, 999_900, 1_234_567, 99_999_999):
            assert not re.search(r"\d", spoken_price(Price(cents), Voice(lang=lang, today=TODAY, zone=BERLIN)))


def test_a_time_of_the_night_is_never_taken_for_one_of_the_day() -> None:
    voice = Voice(today=TODAY, zone=BERLIN)
    said = [spoken_time(time(hour, minute), voice) for hour in range(24) for minute in range(0, 60, 5)]
    assert len(set(said)) == len(said)
