"""Which half of the day an hour of one to twelve means, judged by when the salon is open."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Question, QuestionKind, Reading, read

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)
EVERY_DAY = range(7)


def open_between(first: int, last: int) -> dict[int, list[tuple[int, int]]]:
    return {weekday: [(first * 60, last * 60)] for weekday in EVERY_DAY}


@pytest.mark.parametrize(
    ("said", "hours", "meant"),
    [
        ("um acht", (9, 21), time(20)),
        ("um acht", (8, 18), time(8)),
        ("um sieben", (9, 20), time(19)),
        ("acht Uhr", (9, 21), time(20)),
        ("acht Uhr", (8, 21), time(8)),
        ("drei Uhr", (9, 18), time(15)),
        ("um zehn", (9, 18), time(10)),
    ],
)
def test_an_hour_at_which_only_one_half_is_open_is_that_half(said: str, hours: tuple[int, int], meant: time) -> None:
    assert read(said, MONDAY, opening=open_between(*hours)) == Reading(times=(meant,))


def test_an_hour_open_in_both_halves_is_asked() -> None:
    answer = read("um acht", MONDAY, opening=open_between(8, 21))
    assert isinstance(answer, Question)
    assert answer.kind is QuestionKind.HALF_OF_DAY
    assert answer.choices == (Reading(times=(time(8),)), Reading(times=(time(20),)))


@pytest.mark.parametrize(("said", "meant"), [("um neun", time(9)), ("um drei", time(15)), ("um eins", time(13))])
def test_an_hour_closed_in_both_halves_is_the_usual_one_so_that_the_caller_hears_closed(said: str, meant: time) -> None:
    assert read(said, MONDAY, opening=open_between(10, 12)) == Reading(times=(meant,))


def test_the_hours_of_the_day_named_decide() -> None:
    opening = open_between(9, 18) | {3: [(12 * 60, 21 * 60)]}
    assert read("Donnerstag um acht", MONDAY, opening=opening) == Reading(
        dates=(date(2026, 11, 26),), times=(time(20),)
    )
    assert read("Freitag um acht", MONDAY, opening=opening) == Reading(dates=(date(2026, 11, 27),), times=(time(8),))


def test_today_an_hour_that_is_over_means_the_later_half() -> None:
    assert read("heute um acht", MONDAY) == Reading(dates=(MONDAY.date(),), times=(time(20),))


@pytest.mark.parametrize("opening", [{}, {0: []}, {0: [(540, 540)]}])
def test_a_salon_that_is_never_open_still_gives_a_reading(opening: dict[int, list[tuple[int, int]]]) -> None:
    assert read("um zehn", MONDAY, opening=opening) == Reading(times=(time(10),))
