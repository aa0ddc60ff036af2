"""Another language is another table: a little Dutch, to see that the grammar knows no words of its own."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Daypart, Question, QuestionKind, Reading, read
from holdfast.language.habits import Habit
from holdfast.language.lexicon import AFTERNOON, EVENING, MORNING, build_words
from holdfast.language.reader import TABLES
from holdfast.language.signs import Sign

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Amsterdam"))
_NUMBERS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")

DUTCH = build_words(
    lang="nl",
    numbers={word: value for value, word in enumerate(_NUMBERS, 1)},
    ordinals={"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4},
    plain={
        Sign.AT: "om", Sign.ON: "op", Sign.HOURMARK: "uur", Sign.HALF: "half", Sign.QUARTER: "kwart",
        Sign.BEFORE: "voor", Sign.AFTER: "over", Sign.BETWEEN: "tussen", Sign.AND: "en", Sign.OR: "of",
        Sign.NOT: "niet", Sign.NEXT: "volgende", Sign.THIS: "deze", Sign.WEEK: "week weken", Sign.IN: "in",
        Sign.FROM: "vanaf", Sign.CORRECTION: "nee",
    },
    numbered={
        Sign.DAY: {0: "vandaag", 1: "morgen", 2: "overmorgen"},
        Sign.WEEKDAY: {
            0: "maandag", 1: "dinsdag", 2: "woensdag", 3: "donderdag", 4: "vrijdag", 5: "zaterdag", 6: "zondag",
        },
        Sign.MONTH: {11: "november", 12: "december"},
        Sign.PART: {MORNING: "ochtend ochtends", AFTERNOON: "middag middags", EVENING: "avond avonds"},
    },
    several={Sign.ASAP: "zo snel mogelijk"},
    valued={},
    nothing="goedemorgen",
    fillers="de het ik graag alstublieft",
    half_minutes=-30,
    habits=(Habit.UNITS_FIRST, Habit.FULL_HOUR),
)  # fmt: skip


@pytest.fixture(autouse=True)
def dutch_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES, "nl", DUTCH)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("morgen om drie uur", Reading(dates=(date(2026, 11, 26),), times=(time(15),))),
        ("goedemorgen, morgen graag", Reading(dates=(date(2026, 11, 26),))),
        ("om half vier", Reading(times=(time(15, 30),))),
        ("kwart voor elf", Reading(times=(time(10, 45),))),
        ("vijf over half vier", Reading(times=(time(15, 35),))),
        ("vrijdag tussen tien en twaalf", Reading(dates=(date(2026, 11, 27),), time_from=time(10), time_to=time(12))),
        ("volgende week dinsdag", Reading(dates=(date(2026, 12, 1),))),
        ("op vrijdagmiddag", Reading(dates=(date(2026, 11, 27),), daypart=Daypart.AFTERNOON)),
        ("de vierde december", Reading(dates=(date(2026, 12, 4),))),
        ("niet op maandag", Reading(exclude_weekdays=frozenset({0}))),
        ("maandag of dinsdag", Reading(dates=(date(2026, 11, 30), date(2026, 12, 1)))),
        ("maandag, nee, dinsdag", Reading(dates=(date(2026, 12, 1),))),
        ("in twee weken", Reading(dates=(date(2026, 12, 9),))),
        ("zo snel mogelijk", Reading(asap=True)),
        ("woensdaag", Reading(dates=(date(2026, 12, 2),))),
    ],
)
def test_dutch_is_read_by_the_same_rules(said: str, meant: Reading) -> None:
    assert read(said, NOW, "nl") == meant


def test_dutch_asks_where_german_asks() -> None:
    answer = read("volgende vrijdag", NOW, "nl")
    assert isinstance(answer, Question)
    assert answer.kind is QuestionKind.WHICH_WEEK
    assert [choice.dates[0] for choice in answer.choices] == [date(2026, 11, 27), date(2026, 12, 4)]
