"""Days that are found by counting: feasts that move, the nth weekday of a month, calendar weeks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Question, QuestionKind, Reading, read
from holdfast.language.days import easter, nth_weekday

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 11, 25, 10, 20, tzinfo=BERLIN)
NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
PLACES = ("ersten", "zweiten", "dritten", "vierten")


@pytest.mark.parametrize(
    "sunday",
    [
        date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2024, 3, 31), date(2025, 4, 20),
        date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(2285, 3, 22),
    ],
)  # fmt: skip
def test_easter_is_where_the_calendar_has_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_the_nth_weekday_of_a_month_has_its_name_and_its_place() -> None:
    for year in range(2024, 2034):
        for month in range(1, 13):
            for weekday in range(7):
                found = [nth_weekday(year, month, weekday, nth) for nth in range(1, 6)]
                days = [day for day in found if day]
                assert [day.weekday() for day in days] == [weekday] * len(days)
                assert [(day.day - 1) // 7 for day in days] == list(range(len(days)))
                assert nth_weekday(year, month, weekday, -1) == days[-1]


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("place", range(4))
def test_the_nth_weekday_is_the_next_one_to_come(place: int, month: int) -> None:
    for weekday, name in enumerate(NAMES):
        answer = read(f"am {PLACES[place]} {name} im {MONTHS[month - 1]}", WEDNESDAY)
        assert isinstance(answer, Reading), answer
        (day,) = answer.dates
        assert (day.month, day.weekday(), (day.day - 1) // 7) == (month, weekday, place)
        assert WEDNESDAY.date() <= day < WEDNESDAY.date() + timedelta(372)


def test_a_calendar_week_is_the_next_of_its_number() -> None:
    for number in range(1, 54):
        answer = read(f"KW {number}", WEDNESDAY)
        assert isinstance(answer, Reading), answer
        assert answer.date_to is not None
        assert answer.date_to.isocalendar()[1:] == (number, 7)
        assert answer.date_to >= WEDNESDAY.date()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Karfreitag", date(2027, 3, 26)), ("Ostermontag um zehn", date(2027, 3, 29)),
        ("am ersten Advent", date(2026, 11, 29)),
        ("am vierten Advent", date(2026, 12, 20)), ("an Christi Himmelfahrt", date(2027, 5, 6)),
        ("zwei Tage vor Heiligabend", date(2026, 12, 22)), ("am Tag nach Neujahr", date(2027, 1, 2)),
        ("am letzten Freitag im Monat", date(2026, 11, 27)), ("am ersten Montag im Monat", date(2026, 12, 7)),
        ("letzter Tag im Februar 2028", date(2028, 2, 29)), ("in einem Jahr", date(2027, 11, 25)),
    ],
)  # fmt: skip
def test_days_around_others_are_counted(said: str, meant: date) -> None:
    answer = read(said, WEDNESDAY)
    assert isinstance(answer, Reading), answer
    assert answer.dates == (meant,)


@pytest.mark.parametrize("said", ["am fünften Freitag im Februar 2027", "letzter Montag im März 2020", "KW 54"])
def test_a_day_that_no_month_has_or_that_is_over_is_asked(said: str) -> None:
    assert isinstance(read(said, WEDNESDAY), Question)


@pytest.mark.parametrize(
    "said",
    [
        "Montag um zehn oder Dienstag um elf", "Montag ab neun und Dienstag ab vierzehn Uhr",
        "Montag vormittags, Dienstag nachmittags",
    ],
)  # fmt: skip
def test_times_of_one_day_are_never_mixed_with_those_of_another(said: str) -> None:
    answer = read(said, WEDNESDAY)
    assert isinstance(answer, Question)
    assert answer.kind is QuestionKind.WHICH_OPTION
    assert [choice.dates for choice in answer.choices] == [(date(2026, 11, 30),), (date(2026, 12, 1),)]
    assert len({(c.times, c.time_from, c.daypart) for c in answer.choices}) == 2
