"""An answer to a question about time chooses among what was asked."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Question, Reading, pick_reading, read

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
THIS_WEEK, NEXT_WEEK = Reading(dates=(date(2026, 11, 27),)), Reading(dates=(date(2026, 12, 4),))


def test_the_week_question_asks_between_these_two() -> None:
    asked = read("nächsten Freitag", NOW)
    assert isinstance(asked, Question)
    assert asked.choices == (THIS_WEEK, NEXT_WEEK)


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("der erste", THIS_WEEK),
        ("den ersten", THIS_WEEK),
        ("den in dieser Woche", THIS_WEEK),
        ("am 27.", THIS_WEEK),
        ("diesen Freitag", THIS_WEEK),
        ("der spätere", NEXT_WEEK),
        ("vierter Dezember", NEXT_WEEK),
        ("Freitag, den vierten Dezember", NEXT_WEEK),
        ("nächste Woche", NEXT_WEEK),
        ("der zweite", NEXT_WEEK),
        ("Freitag", None),
        ("nicht den ersten", None),
        ("am 28.", None),
        ("ja", None),
        ("", None),
    ],
)
def test_a_day_is_chosen_by_its_place_its_week_or_its_date(said: str, chosen: Reading | None) -> None:
    assert pick_reading(said, (THIS_WEEK, NEXT_WEEK), "de", NOW) == chosen


@pytest.mark.parametrize(
    ("said", "hour"), [("abends", 20), ("morgens", 8), ("um zwanzig Uhr", 20), ("der frühere", 8), ("um acht", None)]
)
def test_a_half_of_the_day_is_chosen(said: str, hour: int | None) -> None:
    halves = (Reading(times=(time(8),)), Reading(times=(time(20),)))
    assert pick_reading(said, halves, "de", NOW) == (Reading(times=(time(hour),)) if hour else None)


def test_a_first_of_the_month_beside_a_first_place_is_unclear() -> None:
    choices = (Reading(dates=(date(2026, 11, 24),)), Reading(dates=(date(2026, 12, 1),)))
    assert pick_reading("der erste", choices, "de", NOW) is None
    assert pick_reading("erster Dezember", choices, "de", NOW) == choices[1]


def test_what_was_no_choice_is_not_chosen() -> None:
    assert pick_reading("der erste", (THIS_WEEK,), "de", NOW) is None


@pytest.mark.parametrize(
    ("said", "day"), [("Freitag in acht Tagen", date(2026, 12, 4)), ("Freitag in vierzehn Tagen", date(2026, 12, 11))]
)
def test_so_many_days_after_a_weekday_are_weeks_after_the_coming_one(said: str, day: date) -> None:
    assert read(said, NOW) == Reading(dates=(day,))


@pytest.mark.parametrize("said", ["nach der Schule", "Freitag nach der Schule", "nach der Hochzeit", "after school"])
def test_a_time_only_the_caller_knows_is_asked(said: str) -> None:
    assert isinstance(read(said, NOW, "en" if said.isascii() and "after" in said else "de"), Question)
