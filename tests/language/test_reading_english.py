"""The same reader with the English table."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Daypart, Question, QuestionKind, Reading, read

WEDNESDAY = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("half past two", Reading(times=(time(14, 30),))),
        ("half two", Reading(times=(time(14, 30),))),
        ("quarter to three", Reading(times=(time(14, 45),))),
        ("quarter past ten", Reading(times=(time(10, 15),))),
        ("ten to eleven", Reading(times=(time(10, 50),))),
        ("at ten", Reading(times=(time(10),))),
        ("7 pm", Reading(times=(time(19),))),
        ("seven thirty p.m.", Reading(times=(time(19, 30),))),
        ("twelve oh three", Reading(times=(time(12, 3),))),
        ("tomorrow", Reading(dates=(date(2026, 11, 26),))),
        ("28th of November at ten", Reading(dates=(date(2026, 11, 28),), times=(time(10),))),
        ("this Friday at 3", Reading(dates=(date(2026, 11, 27),), times=(time(15),))),
        ("tonight at six", Reading(dates=(date(2026, 11, 25),), times=(time(18),))),
        ("Saturday week", Reading(dates=(date(2026, 12, 5),))),
        ("lunchtime tomorrow", Reading(dates=(date(2026, 11, 26),), daypart=Daypart.NOON)),
        ("between 2 and 4 pm", Reading(time_from=time(14), time_to=time(16))),
        ("Thursday or Friday", Reading(dates=(date(2026, 11, 26), date(2026, 11, 27)))),
        ("not on Monday", Reading(exclude_weekdays=frozenset({0}))),
        ("Tuesday no sorry Wednesday the second at eleven", Reading(dates=(date(2026, 12, 2),), times=(time(11),))),
        ("as soon as possible", Reading(asap=True)),
        ("first of January two thousand twenty-seven", Reading(dates=(date(2027, 1, 1),))),
    ],
)
def test_english_is_read_by_the_same_rules(said: str, meant: Reading) -> None:
    assert read(said, WEDNESDAY, "en") == meant


def test_next_friday_is_asked_in_english() -> None:
    answer = read("next Friday", WEDNESDAY, "en")
    assert isinstance(answer, Question)
    assert answer.kind is QuestionKind.WHICH_WEEK
    assert answer.say == "Do you mean Friday, the twenty-seventh of November, or the fourth of December?"


def test_half_two_is_not_the_same_hour_in_both_languages() -> None:
    assert read("halb zwei", WEDNESDAY, "de") == Reading(times=(time(13, 30),))
    assert read("half two", WEDNESDAY, "en") == Reading(times=(time(14, 30),))


def test_a_language_with_its_country_is_that_language_and_an_unknown_one_german() -> None:
    assert read("tomorrow", WEDNESDAY, "en-GB") == read("morgen", WEDNESDAY, "xx")
