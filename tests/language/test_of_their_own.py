"""Hours and days that are the caller's own, or told of, are never taken for the wish; opposites stay opposites."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Question, Reading, read

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (26, 27, 28))


@pytest.mark.parametrize(
    ("said", "lang", "meant"),
    [
        ("um drei muss ich wieder weg", "de", Reading(time_to=time(15))),
        ("Freitag, um zwölf muss ich los", "de", Reading(dates=(FRIDAY,), time_to=time(12))),
        ("Freitag um zehn, um zwölf muss ich los", "de", Reading(dates=(FRIDAY,), times=(time(10),))),
        ("I need to leave by three", "en", Reading(time_to=time(15))),
        ("bis zum zehnten Dezember bin ich im Urlaub", "de", Reading(date_from=date(2026, 12, 11))),
        ("I'm away until the tenth of December", "en", Reading(date_from=date(2026, 12, 11))),
        ("ab Samstag bin ich verreist", "de", Reading(date_to=FRIDAY)),
        ("ich arbeite bis vier", "de", Reading(time_from=time(16))),
        ("ab vier kann ich nicht mehr", "de", Reading(time_to=time(16))),
        ("vor elf geht bei mir nichts", "de", Reading(time_from=time(11))),
        ("früher als zehn geht nicht", "de", Reading(time_from=time(10))),
        ("letztes Mal war ich um zehn da, diesmal bitte um elf", "de", Reading(times=(time(11),))),
        ("zehn Uhr ist mir zu früh, elf wär gut", "de", Reading(times=(time(11),))),
        ("am Sonntag haben Sie ja zu, also Samstag", "de", Reading(dates=(SATURDAY,))),
        ("von zehn auf elf verschieben", "de", Reading(times=(time(11),))),
        ("move it from ten to eleven", "en", Reading(times=(time(11),))),
        ("the eleven o'clock one", "en", Reading(times=(time(11),))),
    ],
)
def test_what_is_told_of_is_not_what_is_wished_for(said: str, lang: str, meant: Reading) -> None:
    answer = read(said, NOW, lang)
    assert answer == meant, answer


@pytest.mark.parametrize(
    "said",
    [
        "vom dritten bis zehnten Dezember bin ich weg",
        "zehn ist zu früh",
        "Samstag, also nicht diesen, den danach",
        "den Termin um eine Stunde nach hinten",
        "Freitag um zehn geht nicht",
    ],
)
def test_what_leaves_no_time_to_look_for_is_asked(said: str) -> None:
    assert isinstance(read(said, NOW), Question)


@pytest.mark.parametrize(
    ("said", "lang", "out"),
    [
        ("Freitag ja, aber nicht zwischen zwölf und zwei", "de", (time(12), time(14))),
        ("Friday but not between twelve and two", "en", (time(12), time(14))),
        ("Freitag, aber nicht um zehn", "de", (time(10), time(10, 1))),
        ("am Freitag, nur nicht mittags", "de", (time(11), time(14))),
    ],
)
def test_hours_within_a_day_are_ruled_out(said: str, lang: str, out: tuple[time, time]) -> None:
    assert read(said, NOW, lang) == Reading(dates=(FRIDAY,), exclude_times=(out,))


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("nachmittags, aber nicht nach vier", (time(13), time(16))),
        ("Freitag vormittags, aber nicht vor zehn", (time(10), time(12))),
        ("abends nach sechs", (time(18), time(21))),
    ],
)
def test_an_open_window_stays_within_the_part_of_the_day(said: str, window: tuple[time, time]) -> None:
    answer = read(said, NOW)
    assert isinstance(answer, Reading)
    assert answer.window() == window
