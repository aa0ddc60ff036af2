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


@pytest.mark.parametrize(
    ("said", "lang", "at"),
    [
        ("vierzen Uhr", "de", time(14)), ("zehn Uhr fünfzen", "de", time(10, 15)), ("zwanig Uhr", "de", time(20)),
        ("zwölf Uhr fünfunvierzig", "de", time(12, 45)), ("zehn Uhr dreißg", "de", time(10, 30)),
        ("forteen thirty", "en", time(14, 30)), ("fiften past ten", "en", time(10, 15)),
    ],
)  # fmt: skip
def test_a_number_with_one_letter_amiss_is_still_that_number(said: str, lang: str, at: time) -> None:
    assert read(said, NOW, lang) == Reading(times=(at,))


@pytest.mark.parametrize(
    ("said", "lang", "minutes"),
    [
        ("eine Stunde und eine Viertelstunde", "de", 75), ("zwei Stunden und eine halbe Stunde", "de", 150),
        ("fünfviertel Stunden", "de", 75), ("an hour and a quarter", "en", 75), ("two hours and a half", "en", 150),
        ("an hour and three quarters", "en", 105), ("one and a quarter hours", "en", 75),
    ],
)  # fmt: skip
def test_quarters_and_halves_are_added_to_whole_hours(said: str, lang: str, minutes: int) -> None:
    assert read(said, NOW, lang) == Reading(minutes=minutes)


@pytest.mark.parametrize(
    ("said", "lang", "start", "end"),
    [
        ("ich habe bis zwei Schule, also danach", "de", time(14), None),
        ("um drei hab ich einen Arzttermin, davor würde passen", "de", None, time(15)),
        ("ab zwei hab ich Pause, vorher wäre gut", "de", None, time(14)),
        ("I have yoga at three, after that", "en", time(15), None),
        ("bis elf, danach muss ich los", "de", None, time(11)),
        ("ich hätte gern was bis vierzehn Uhr, danach geht auch", "de", None, time(14)),
    ],
)
def test_behind_or_before_an_hour_of_the_callers_own(
    said: str, lang: str, start: time | None, end: time | None
) -> None:
    assert read(said, NOW, lang) == Reading(time_from=start, time_to=end)


def test_beside_an_hour_of_the_callers_own_the_day_stays() -> None:
    assert read("Freitag arbeite ich bis vier, danach", NOW) == Reading(dates=(FRIDAY,), time_from=time(16))
    said = "am Freitag um drei hab ich einen Arzttermin, davor würde passen"
    assert read(said, NOW) == Reading(dates=(FRIDAY,), time_to=time(15))
    said = "nicht am Samstag, am Freitag arbeite ich bis vier, danach"
    assert read(said, NOW) == Reading(dates=(FRIDAY,), time_from=time(16))


def test_what_follows_a_visit_does_not_move_it() -> None:
    assert read("ich komme um zehn, danach kann ich zur Arbeit", NOW) == Reading(times=(time(10),))
    assert isinstance(read("ich arbeite bis zwei, davor", NOW), Question)


@pytest.mark.parametrize(
    ("said", "lang", "first", "last"),
    [
        ("spätestens am siebenundzwanzigsten", "de", None, FRIDAY), ("Freitag spätestens", "de", None, FRIDAY),
        ("frühestens am siebenundzwanzigsten", "de", FRIDAY, None), ("Friday at the latest", "en", None, FRIDAY),
        ("Freitag oder später", "de", FRIDAY, None), ("Friday at the earliest", "en", FRIDAY, None),
    ],
)  # fmt: skip
def test_a_bound_may_stand_on_either_side_of_its_day(
    said: str, lang: str, first: date | None, last: date | None
) -> None:
    assert read(said, NOW, lang) == Reading(date_from=first, date_to=last)
    assert read("Freitag frühestens um zehn", NOW) == Reading(dates=(FRIDAY,), time_from=time(10))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("let's say Thursday, no, Friday", Reading(dates=(FRIDAY,))),
        ("no Fridays please", Reading(exclude_weekdays=frozenset({4}))),
        ("any evening but Friday", Reading(daypart=Daypart.EVENING, exclude_weekdays=frozenset({4}))),
        ("weekday evenings", Reading(daypart=Daypart.EVENING, exclude_weekdays=frozenset({5, 6}))),
        ("Friday from four", Reading(dates=(FRIDAY,), time_from=time(16))),
        ("three, no, four on Friday", Reading(dates=(FRIDAY,), times=(time(16),))),
        ("two to three on Friday", Reading(dates=(FRIDAY,), time_from=time(14), time_to=time(15))),
        ("Thursday fortnight", Reading(dates=(date(2026, 12, 10),))),
        ("first thing on Friday", Reading(dates=(FRIDAY,), daypart=Daypart.FORENOON)),
    ],
)
def test_small_words_of_english_are_not_lost(said: str, meant: Reading) -> None:
    assert read(said, NOW, "en") == meant


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("Thursday no Friday", "en"), ("Friday from fourteen", "en"), ("move it from four on Friday to five", "en"),
        ("Freitag von vier oder Samstag", "de"), ("Freitag drei Wochen Urlaub", "de"),
    ],
)  # fmt: skip
def test_a_number_or_denial_that_may_be_two_things_is_asked(said: str, lang: str) -> None:
    assert isinstance(read(said, NOW, lang), Question)


def test_a_bare_hour_on_a_day_is_not_lost() -> None:
    assert read("vier am Freitag", NOW) == Reading(dates=(FRIDAY,), times=(time(16),))
    assert read("zwei Termine am Freitag", NOW) == Reading(dates=(FRIDAY,))


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
