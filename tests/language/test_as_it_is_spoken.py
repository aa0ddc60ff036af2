"""Times as they really come over a telephone: dialects, words that a recogniser split, second thoughts, second best."""

import subprocess
import sys
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Daypart, Question, QuestionKind, Reading, match_for_scoring, read
from holdfast.language.tables_de import WORDS as GERMAN
from holdfast.language.tokens import tokenize

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (26, 27, 28))

WEEKDAYS = (
    ("Mondaach", "Mondach", "Mäntig", "Montach"),
    ("Dienschdag", "Diensdach", "Zischtig", "Ziestig", "Dienst Tag"),
    ("Middwoch", "Mittwuch", "Mitwoch", "Mitt woch"),
    ("Dunnerschdag", "Dunnschtig", "Donnaschdag", "Donners Tag"),
    ("Freidaach", "Freitach", "Friitig", "frei Tag"),
    ("Samschdag", "Samsdach", "Samschtig", "Sams Tag"),
    ("Sonndach", "Sunntig", "Sonn Tag"),
)


@pytest.mark.parametrize(("weekday", "names"), list(enumerate(WEEKDAYS)))
def test_a_weekday_is_known_in_every_dialect_and_in_two_words(weekday: int, names: tuple[str, ...]) -> None:
    for name in names:
        answer = read(f"am {name}", NOW)
        assert isinstance(answer, Reading), name
        assert [day.weekday() for day in answer.dates] == [weekday], name


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("um viere", time(16)), ("um dreie", time(15)), ("um zehne", time(10)), ("um elfe", time(11)),
        ("am zehni", time(10)), ("am drü", time(15)), ("um zwoa", time(14)), ("gega drui", time(15)),
        ("um dreiviertl zehne", time(9, 45)), ("viertel über drei", time(15, 15)), ("halwer drei", time(14, 30)),
        ("neun Uhr dreißich", time(9, 30)), ("siebzehndreißig", time(17, 30)), ("um vier zehn Uhr", time(14)),
        ("dreiviertel achte abends", time(19, 45)),
    ],
)  # fmt: skip
def test_an_hour_is_known_in_every_dialect_and_in_two_words(said: str, at: time) -> None:
    assert read(said, NOW) == Reading(times=(at,))


ORDINARY = (
    "neuen neues führe zehen zähne treue häute tritte mittig sonstig heftig erwähnt jener erbend sexy sündig dunstig "
    "fertig sandig wichtig Vertrag Auftrag Betrag Vormieter Elbe Aster Sippe Jaguar Fußpflege Haarfarbe Strähne"
)


@pytest.mark.parametrize("word", ORDINARY.split())
def test_an_ordinary_word_that_sounds_like_one_of_time_is_none(word: str) -> None:
    assert read(f"{word} am Freitag", NOW) == Reading(dates=(FRIDAY,))


def test_no_two_words_of_the_table_sound_alike_and_mean_something_else() -> None:
    words = sorted([*GERMAN.words, *GERMAN.numbers, *GERMAN.ordinals], key=GERMAN.sounds.key)
    for one, other in pairwise(word for word in words if len(word) > 4 and word.isalpha() and word in GERMAN.by_sound):
        if GERMAN.sounds.key(one) == GERMAN.sounds.key(other):
            assert tokenize(one, GERMAN) == tokenize(other, GERMAN), (one, other)


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        (
            "Samstag, zur Not auch Freitag Nachmittag",
            Reading(dates=(SATURDAY,)),
            Reading(dates=(FRIDAY,), daypart=Daypart.AFTERNOON),
        ),
        (
            "Samstag um zehn, sonst Freitag um elf",
            Reading(dates=(SATURDAY,), times=(time(10),)),
            Reading(dates=(FRIDAY,), times=(time(11),)),
        ),
        (
            "Freitag um elf, notfalls nachmittags",
            Reading(dates=(FRIDAY,), times=(time(11),)),
            Reading(dates=(FRIDAY,), daypart=Daypart.AFTERNOON),
        ),
        ("lieber nachmittags als vormittags", Reading(daypart=Daypart.AFTERNOON), Reading(daypart=Daypart.FORENOON)),
    ],
)
def test_what_would_do_as_well_comes_second(said: str, first: Reading, second: Reading) -> None:
    answer = read(said, NOW)
    assert isinstance(answer, Reading), answer
    assert answer.otherwise == second
    assert (answer.dates, answer.times, answer.daypart) == (first.dates, first.times, first.daypart)


def test_of_two_days_the_one_preferred_is_named_first() -> None:
    assert read("Samstag, wenn nicht, dann Freitag", NOW) == Reading(dates=(SATURDAY, FRIDAY))
    assert read("der Samstag wäre mir lieber als der Freitag", NOW) == Reading(dates=(SATURDAY, FRIDAY))


@pytest.mark.parametrize(
    "said",
    [
        "vormittags oder abends nach sechs", "Freitag Nachmittag oder um elf", "vor zehn oder nach vier",
        "nach zehn oder vor neun",
    ],
)  # fmt: skip
def test_hours_of_one_side_are_never_lent_to_the_other(said: str) -> None:
    answer = read(said, NOW)
    assert isinstance(answer, Question)
    assert answer.kind is QuestionKind.WHICH_OPTION
    assert len(answer.choices) == 2


@pytest.mark.parametrize(
    ("said", "lang", "meant"),
    [
        ("Montag vierzehn Uhr, nein, da hab ich Schule, Freitag vierzehn Uhr", "de", (FRIDAY, time(14))),
        ("am Freitag, stopp, Freitag bin ich ja weg, Donnerstag um elf", "de", (THURSDAY, time(11))),
        ("zwischen zwei und drei am Freitag, sagen wir halb drei", "de", (FRIDAY, time(14, 30))),
        ("Thursday, scratch that, Friday at two thirty", "en", (FRIDAY, time(14, 30))),
    ],
)
def test_the_second_thought_counts(said: str, lang: str, meant: tuple[date, time]) -> None:
    assert read(said, NOW, lang) == Reading(dates=(meant[0],), times=(meant[1],))


def test_a_day_that_was_ruled_out_is_not_the_one_of_the_same_name() -> None:
    assert read("nicht diesen Samstag, den Samstag drauf", NOW) == Reading(dates=(date(2026, 12, 5),))
    assert read("nicht diesen Freitag, nächsten Freitag", NOW) == Reading(dates=(date(2026, 12, 4),))


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("Freitag nach der Hochzeit", "de"), ("vor der Taufe am Samstag", "de"), ("am Samstag ist Hochzeit", "de"),
        ("Freitag um neun zehn", "de"), ("Freitag in vierzehn Dingsbums", "de"), ("am Tag danach", "de"),
        ("whenever my sister comes", "en"), ("tomorrow, no, the day after", "en"),
    ],
)  # fmt: skip
def test_a_time_that_only_the_caller_knows_is_asked(said: str, lang: str) -> None:
    assert isinstance(read(said, NOW, lang), Question)


@pytest.mark.parametrize(
    "said",
    [
        "mein Name ist März, Freitag um zehn", "Freitag um zehn bei Frau Sonntag", "Herr Mittwoch, Freitag um zehn",
        "die Farbe sieben Punkt drei, Freitag um zehn", "haben Sie vor dem Haus Parkplätze? Freitag um zehn",
        "zu meinem Geburtstag, Freitag um zehn", "Freitag gleich als Erstes um zehn",
    ],
)  # fmt: skip
def test_what_is_no_time_is_left_alone(said: str) -> None:
    assert read(said, NOW) == Reading(dates=(FRIDAY,), times=(time(10),))


@pytest.mark.parametrize(("said", "lang"), [("nach der Arbeit", "de"), ("nach Feierabend", "de"), ("after work", "en")])
def test_after_work_is_the_evening(said: str, lang: str) -> None:
    assert read(said, NOW, lang) == Reading(daypart=Daypart.EVENING)


def test_riding_ponies_is_no_haircut() -> None:
    services = [{"id": "pony", "name": "Pony schneiden"}, {"id": "bart", "name": "Bart trimmen"}]
    assert match_for_scoring("Ponys reiten", services) != "pony"
    assert match_for_scoring("Pony snaiden", services) == "pony"


COST = """
import sys, time
def cost(statement):
    began = time.process_time()
    exec(statement)
    return time.process_time() - began
usual = cost("import dataclasses, datetime, json, re, typing, zoneinfo")
print(cost("import holdfast.language") / usual, *sorted(set(sys.modules) & {"rapidfuzz", "phonenumbers", "babel"}))
"""


def test_importing_the_language_costs_nothing_worth_naming() -> None:
    runs = [subprocess.run([sys.executable, "-c", COST], capture_output=True, text=True, check=True) for _ in range(3)]
    told = [run.stdout.split() for run in runs]
    assert min(float(ratio) for ratio, *_ in told) < 1
    assert all(not loaded for _, *loaded in told)
