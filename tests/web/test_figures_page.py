"""The page Figures: what was counted stands in chart and table, with the definition beside it, in both languages."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.figures import DayCount, by_day
from holdfast.core.honesty import DEFINITIONS, Name
from holdfast.core.service import Kind, Segment, Service
from holdfast.core.working_time import DaySpan
from holdfast.entry.web.charts import HEIGHT, columns_of, hours_text, segments_of, step_for
from holdfast.entry.web.words import words_in
from tests.entry.house import SALON
from tests.web.conftest import Pages

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
PAGE = f"/salon/{SALON}/figures"


def cells(text: str, row: str) -> list[str]:
    """The cells of a table's row, by its heading."""
    match = re.search(rf'<th scope="row">{row}.*?</th>(.*?)</tr>', text, re.S)
    assert match is not None, row
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", match[1], re.S)]


@BOTH
async def test_bookings_and_answers_are_counted(pages: Pages) -> None:
    await pages.house.book(time="10:00")
    second = await pages.house.book(time="13:00")
    await pages.house.post(f"/bookings/{second['ref']}/cancel", if_match="*")
    anna = await pages.of("anna")
    page = (await anna.get(PAGE)).text
    assert cells(page, "Zusammen") == ["2", "0", "1"]
    assert cells(page, "Di. 24.11.") == ["2", "0", "1"] and cells(page, "Mo. 23.11.") == ["0", "0", "0"]
    assert cells(page, "Was ist frei\\?")[0] == "2" and cells(page, "Buchen")[0] == "2"
    assert "2 Anrufe in 30 Tagen" in page and page.count('class="fill-phone"') >= 1
    assert cells(page, "Anrufe") == ["2"]
    pages.house.clock.advance(timedelta(days=8))
    anna = await pages.of("anna")
    week = (await anna.get(f"{PAGE}?days=7")).text
    assert cells(week, "Zusammen") == ["0", "0", "0"] and "hat kein Werkzeug geantwortet" in week
    assert cells((await anna.get(f"{PAGE}?days=nonsense")).text, "Zusammen") == ["2", "0", "1"]


@pytest.mark.parametrize("name", list(Name))
def test_each_figure_is_defined_in_both_languages(name: Name) -> None:
    assert words_in("en")(f"def_{name.value}") == DEFINITIONS[name], "the words of API and command line"
    assert len(words_in("de")(f"def_{name.value}")) > 40 and words_in("de")(f"fig_{name.value}")


async def test_every_figure_stands_with_its_definition(pages: Pages) -> None:
    anna = await pages.of("anna")
    page = (await anna.get(PAGE)).text
    assert page.count('<li class="tile') == len(Name)
    for name in Name:
        assert words_in("de")(f"def_{name.value}") in page


def test_columns_fill_their_height_and_stay_within() -> None:
    today = by_day([], date(2026, 11, 24), 1, ZoneInfo("Europe/Berlin"))
    empty = columns_of(today, words_in("de"))
    assert empty.pieces == () and [tick.text for tick in empty.ticks] == ["0", "1"]
    days = [DayCount(today[0].day + timedelta(days=n), n, 2 * n, 0) for n in range(30)]
    chart = columns_of(days, words_in("en"))
    assert all(piece.x >= 0 and piece.x + piece.width <= 100.01 for piece in chart.pieces)
    assert all(piece.y >= -0.01 and piece.y + piece.height <= HEIGHT + 0.01 for piece in chart.pieces)
    assert len(chart.labels) <= 7 and chart.labels[-1].text == words_in("en").day(days[-1].day, "short")
    assert [step_for(n) for n in (0, 3, 4, 5, 40, 41)] == [1, 1, 1, 2, 10, 20]


def test_a_service_is_drawn_as_long_as_it_is() -> None:
    parts = (Segment(Kind.BUSY, 50), Segment(Kind.GAP, 15), Segment(Kind.BUSY, 5))
    pieces = segments_of(Service("d", "D", parts, ("mia",), buffer_after=10), 160)
    assert [(piece.kind, round(piece.width * 1.6)) for piece in pieces] == [
        ("busy", 50),
        ("gap", 15),
        ("busy", 5),
        ("buffer", 10),
    ]
    assert pieces[1].x == pieces[0].width and pieces[2].label == "", "too short for its number"
    assert hours_text((DaySpan(540, 750), DaySpan(780, 1440))) == "09:00–12:30, 13:00–24:00"
