"""The diary as it is read and arranged: hours, gaps, the clock change, people who left, a store that is gone."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.book_by_staff import StaffWish, book_by_staff
from holdfast.actions.look_at_diary import both, look_at_diary
from holdfast.core.ids import TenantId
from holdfast.entry.web.picture import picture_of
from holdfast.entry.web.words import words_in
from holdfast.sample import sample_tenant_file
from holdfast.store import calendar_state
from holdfast.store.engine import StoreUnreachable, Tx
from holdfast.testing.builders import at, hours
from tests.entry.house import SALON, House
from tests.web.conftest import Pages, found

FRIDAY = date(2026, 11, 27)


async def tenant(house: House) -> TenantId:
    admitted = await house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    return admitted.row.id


async def book(house: House, service: str, staff: str, start: str, name: str = "Erika Beispiel") -> str:
    wish = StaffWish((service,), staff, at(start), name, knowingly=True)
    booked = await book_by_staff(house.application.desk, house.application.drives, await tenant(house), wish, "user:1")
    assert booked.seen is not None, booked.refused
    return booked.seen.visit.ref


def test_hours_are_those_of_both() -> None:
    assert both(hours("09:00-13:00", "14:00-18:00"), hours("10:00-15:00")) == hours("10:00-13:00", "14:00-15:00")
    assert both(hours("09:00-12:00"), hours("12:00-18:00")) == ()


async def test_a_composite_visit_is_one_colour_with_a_gap_that_others_fill(house: House) -> None:
    perm = await book(house, "balayage-ombre", "emma", "2026-11-27 10:00")
    cut = await book(house, "trockenschnitt", "emma", "2026-11-27 11:00", "Max Muster")
    diary = await look_at_diary(house.application.desk, await tenant(house), FRIDAY)
    picture = picture_of(diary, words_in("de"), None, by_day=False)
    assert (picture.first_minute, picture.hours) == (540, 9)
    (lane,) = picture.columns[1].lanes
    mine = [block for block in lane.blocks if block.ref == perm]
    assert [(block.row, block.rows, block.is_gap) for block in sorted(mine, key=lambda block: block.row)] == [
        *((13, 12, False), (25, 6, True), (31, 4, False), (35, 8, False)),
    ]
    assert len({block.classes.split()[1] for block in mine}) == 1
    (other,) = [block for block in lane.blocks if block.ref == cut]
    assert (other.row, other.rows) == (25, 6), "it stands in the gap"
    assert lane.blocks[0].is_gap, "drawn first, so that it lies behind"


async def test_everything_that_ends_is_shaded_and_told_in_words(house: House) -> None:
    diary = await look_at_diary(house.application.desk, await tenant(house), date(2026, 11, 26))
    picture = picture_of(diary, words_in("de"), None, by_day=False)
    assert (picture.first_minute, picture.hours) == (540, 11)
    mia, emma, felix = picture.columns
    assert [(shade.kind, shade.row, shade.rows) for shade in mia.lanes[0].shades] == [("closed", 1, 24)]
    assert [shade.kind for shade in emma.lanes[0].shades] == ["break", "closed"]
    assert (mia.note, emma.note) == ("11:00–20:00", "9:00–13:00, 13:30–18:00")
    holiday = await look_at_diary(house.application.desk, await tenant(house), date(2026, 12, 25))
    drawn = picture_of(holiday, words_in("de"), None, by_day=False)
    assert {column.note for column in drawn.columns} == {"Erster Weihnachtstag"}
    assert all(column.is_off for column in drawn.columns)
    off = await look_at_diary(house.application.desk, await tenant(house), date(2026, 12, 28))
    assert picture_of(off, words_in("en"), None, by_day=False).columns[0].note == "away"
    assert felix.note == "9:00–18:00"


@pytest.mark.parametrize(("day", "row"), [(date(2026, 10, 25), 1), (date(2027, 3, 28), 1)])
async def test_the_nights_of_the_clock_change_are_drawn_by_the_wall_clock(house: House, day: date, row: int) -> None:
    await book(house, "trockenschnitt", "felix", f"{day} 10:00")
    diary = await look_at_diary(house.application.desk, await tenant(house), day)
    picture = picture_of(diary, words_in("de"), "felix", by_day=True)
    (block,) = picture.columns[0].lanes[0].blocks
    assert (picture.first_minute, block.row, block.rows, block.time) == (600, row, 6, "10:00")


async def test_who_left_the_file_is_shown_while_something_is_booked(house: House) -> None:
    await book(house, "trockenschnitt", "felix", "2026-11-27 10:00")
    text = sample_tenant_file()
    begins = text.index('[[staff]]\nkey = "felix"')
    without = text[:begins] + text[text.index("# Unsere Leistungen") :]
    for old, new in (
        ('"mia", "emma", "felix"', '"mia", "emma"'),
        ('"felix", "emma", "mia"', '"emma", "mia"'),
        ('"felix", "mia"', '"mia"'),
        ('"felix", "mia", "emma"', '"mia", "emma"'),
        ('"emma", "felix"', '"emma"'),
        ("staff_override = { felix", "# staff_override = { felix"),
    ):
        without = without.replace(old, new)
    applied = await apply_tenant(house.application.desk, without, "salon.toml")
    assert applied.faults == ()
    diary = await look_at_diary(house.application.desk, await tenant(house), FRIDAY)
    picture = picture_of(diary, words_in("de"), None, by_day=False)
    assert [(column.key, len(column.lanes[0].blocks)) for column in picture.columns] == [
        *(("mia", 0), ("emma", 0), ("felix", 1)),
    ]


async def test_a_store_that_is_gone_is_told_on_a_page(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    jana = await pages.of("jana")

    async def gone(*_: object) -> object:
        raise StoreUnreachable("gone")

    monkeypatch.setattr(type(pages.house.application.desk), "transact", gone)
    page = await jana.get(f"/salon/{SALON}/today")
    assert page.status_code == 503
    assert "Die Datenbank antwortet gerade nicht" in page.text
    assert page.headers["content-type"].startswith("text/html")


async def test_a_defect_is_told_with_a_number_and_without_a_trace(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    jana = await pages.of("jana")

    async def broken(*_: object) -> object:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr("holdfast.entry.web.today.look_at_truth", broken)
    page = await jana.get(f"/salon/{SALON}/today")
    assert page.status_code == 500
    assert "Fehlernummer" in page.text and "secret" not in page.text and "Traceback" not in page.text


async def test_the_line_counts_what_happened_today(pages: Pages) -> None:
    await pages.house.book()
    jana = await pages.of("jana")
    line = (await jana.get(f"/salon/{SALON}/today/line")).text
    assert "1 Anruf<" in line and "1 Termin gebucht" in line and "alle stimmen überein" in line
    assert "nichts braucht Sie" in line
    pages.house.clock.advance(timedelta(days=1))
    later = await pages.of("jana")
    assert "Heute noch keine Anrufe" in (await later.get(f"/salon/{SALON}/today/line")).text


async def test_the_line_says_that_the_calendar_is_silent_and_an_attempt_is_no_proof(pages: Pages) -> None:
    await pages.house.book()
    jana, salon, desk = await pages.of("jana"), await tenant(pages.house), pages.house.application.desk
    pages.house.clock.advance(timedelta(minutes=7))
    now = pages.house.clock.now()
    told = '{"replies":{"v/0/1":"NotSent"},"looked":[],"entries_seen":null,"in_the_way":[]}'

    def silence(tx: Tx) -> None:
        values = {"tenant": salon, "at": int(now.timestamp() * 1000), "told": told}
        row = "INSERT INTO timeline (tenant_id, at, kind, data) VALUES (:tenant, :at, 'calendar_answered', :told)"
        tx.run(sa.text(row), values)
        calendar_state.note_answered(tx.of(salon), now - timedelta(minutes=6))
        calendar_state.note_failed(tx.of(salon), now, "no answer")

    before = (await jana.get(f"/salon/{SALON}/today/line")).text
    await desk.transact(silence)
    line = (await jana.get(f"/salon/{SALON}/today/line")).text
    assert "antwortet nicht" not in before and "Der Kalender antwortet nicht, zuletzt" in line and "kommt nach" in line
    assert found(r'data-age="(\d+)"', line) == found(r'data-age="(\d+)"', before)
    assert "line-differs" in line


@pytest.mark.parametrize(
    "query", ["day=never", "day=9999-12-31", "view=month", "view=person&person=nobody", "day=%00", "person=../../x"]
)
async def test_whatever_an_address_says_there_is_a_page(pages: Pages, query: str) -> None:
    jana = await pages.of("jana")
    response = await jana.get(f"/salon/{SALON}/today?{query}")
    assert response.status_code == (400 if "%00" in query else 200)
