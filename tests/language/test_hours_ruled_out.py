"""Hours that were ruled out are never meant: "nicht vormittags"."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Question, Reading, read, read_for_scoring

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("said", "dates", "windows"),
    [
        ("nicht vormittags", (), ((time(0), time(12)),)),
        ("am Freitag, aber nicht vormittags", (date(2026, 11, 27),), ((time(0), time(12)),)),
        ("morgen, nicht nachmittags", (date(2026, 11, 26),), ((time(12), time(17)),)),
        ("abends geht nicht", (), ((time(17), time(23, 59)),)),
    ],
)
def test_a_part_of_the_day_that_is_denied_is_excluded_and_never_meant(
    said: str, dates: tuple[date, ...], windows: tuple[tuple[time, time], ...]
) -> None:
    assert read(said, NOW) == Reading(dates=dates, exclude_times=windows)


def test_a_day_and_its_part_denied_together_are_asked_about() -> None:
    assert isinstance(read("Freitag vormittags geht nicht", NOW), Question)


def test_in_english_as_well() -> None:
    friday = Reading(dates=(date(2026, 11, 27),), exclude_times=((time(12), time(17)),))
    assert read("Friday but not in the afternoon", NOW, "en") == friday


def test_hours_ruled_out_are_never_scored_as_if_nothing_had_been_said() -> None:
    assert read_for_scoring("nicht vormittags", NOW.isoformat(), "de") == {"ambiguous": True, "alternatives": []}
