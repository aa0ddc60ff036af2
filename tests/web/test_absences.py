"""The pages about who is not there, without a browser: forms, faults, what is drawn, what is on record."""

from datetime import date, timedelta

import sqlalchemy as sa

from holdfast.actions.look_at_diary import look_at_diary
from holdfast.core.ids import TenantId
from holdfast.entry.web.absences import block_at
from holdfast.entry.web.picture import picture_of
from holdfast.entry.web.words import words_in
from tests.entry.house import SALON
from tests.web.conftest import Browser, Pages, found

ROOT = f"/salon/{SALON}"
FRIDAY = date(2026, 11, 27)
SICK = {"staff": "mia", "kind": "sick", "first": "2026-11-27", "last": "2026-11-27"}


async def tenant(pages: Pages) -> TenantId:
    admitted = await pages.house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    return admitted.row.id


async def code(browser: Browser, day: str = "2026-11-27") -> str:
    return found(r"/absences/(a_\w+)", (await browser.get(f"{ROOT}/today?day={day}")).text)


async def test_an_absence_is_entered_seen_and_lifted_by_plain_forms(pages: Pages) -> None:
    rita = await pages.of("rita")
    asked = (await rita.get(f"{ROOT}/absences/new?staff=mia&day=2026-11-27")).text
    assert "Mia ist krank" in asked and "Bis Sa. 28.11." in asked and "Bis So. 29.11." in asked
    done = await rita.post(f"{ROOT}/absences", {**SICK, "note": "Grippe"})
    assert (done.status_code, done.headers["location"]) == (303, f"{ROOT}/today?day=2026-11-27")
    ref = await code(rita)
    card = (await rita.get(f"{ROOT}/absences/{ref}")).text
    assert "Grippe" in card and "ganztägig" in card and "Niemand muss" in card
    fragment = await rita.post(f"{ROOT}/absences/{ref}/lift", None, **{"HX-Request": "true"})
    assert "Mia ist wieder da." in fragment.text and "holdfast:done" in fragment.headers["hx-trigger"]
    assert ref not in (await rita.get(f"{ROOT}/today?day=2026-11-27")).text
    assert "Aufheben" not in (await rita.get(f"{ROOT}/absences/{ref}")).text

    def deeds(tx: object) -> list[tuple[str, str]]:
        rows = tx.run(sa.text("SELECT deed, thing FROM audit WHERE thing = :ref ORDER BY id"), {"ref": ref})  # type: ignore[attr-defined]
        return [(row.deed, row.thing) for row in rows]

    told = await pages.house.application.desk.transact(deeds)
    assert [deed for deed, _ in told] == [
        *("absence_entered", "looked_at_absence", "absence_lifted", "looked_at_absence"),
    ]


async def test_what_is_wrong_is_said_where_it_was_entered_and_the_rest_of_today_begins_now(pages: Pages) -> None:
    rita = await pages.of("rita")
    for fields, said in (
        ({"last": "2026-11-26"}, "Der letzte Tag liegt vor dem ersten."),
        ({"staff": ""}, "Bitte wählen Sie, wer nicht da ist."),
        ({"since": "12:00"}, "Bitte geben Sie beide Uhrzeiten an, oder keine."),
        ({"since": "noon", "until": "13:00"}, "Da fehlt noch eine Angabe"),
        ({"kind": "bored"}, "Da fehlt noch eine Angabe"),
        ({"first": "soon"}, "Da fehlt noch eine Angabe"),
    ):
        answer = await rita.post(f"{ROOT}/absences", {**SICK, **fields})
        assert answer.status_code == 409 and said in answer.text, fields
    assert "/absences/a_" not in (await rita.get(f"{ROOT}/today?day=2026-11-27")).text
    today = pages.house.clock.now().date()
    asked = (await rita.get(f"{ROOT}/absences/new?staff=mia&day={today - timedelta(days=3)}")).text
    assert 'name="first" value="' + today.isoformat() in asked, "nobody becomes ill in the past"
    await rita.post(f"{ROOT}/absences", {"staff": "mia", "kind": "sick", "first": today.isoformat(), "last": "rest"})
    card = (await rita.get(f"{ROOT}/absences/{await code(rita, today.isoformat())}")).text
    assert f"{pages.house.clock.now() + timedelta(hours=1):%H:%M}–24:00" in card


async def test_the_diary_shows_who_is_not_there(pages: Pages) -> None:
    rita = await pages.of("rita")
    await rita.post(f"{ROOT}/absences", {**SICK, "last": "2026-12-02"})
    block = {"staff": "emma", "kind": "blocked", "first": "2026-11-27", "since": "10:00", "until": "11:30"}
    await rita.post(f"{ROOT}/absences", {**block, "note": "Zahnarzt"})
    diary = await look_at_diary(pages.house.application.desk, await tenant(pages), FRIDAY)
    picture = picture_of(diary, words_in("de"), None, by_day=False)
    mia, emma, _ = picture.columns
    assert (mia.note, mia.is_off) == ("krank bis Mi. 2.12.", True) and mia.absence
    (whole,), (part,) = mia.lanes[0].aways, emma.lanes[0].aways
    assert (whole.kind, whole.row, whole.rows) == ("sick", 1, 108)
    assert (part.kind, part.row, part.rows, part.note, part.time) == ("blocked", 13, 18, "Zahnarzt", "10:00–11:30")
    assert [shade.kind for shade in mia.lanes[0].shades] == [], "it is not shaded twice"
    week = await look_at_diary(pages.house.application.desk, await tenant(pages), date(2026, 11, 23), 7)
    friday = picture_of(week, words_in("en"), None, by_day=True).columns[4]
    assert [lane.staff for lane in friday.lanes] == ["mia", "emma", "felix"]
    why = f"{ROOT}/why-not?service=damenhaarschnitt&staff=mia&day=2026-11-27&at=10:00"
    assert "Für Mia ist da eingetragen: nicht da." in (await rita.get(why)).text


async def test_free_time_is_blocked_up_to_the_next_visit(pages: Pages) -> None:
    await pages.house.book("10:00", "Herrenhaarschnitt")
    diary = await look_at_diary(pages.house.application.desk, await tenant(pages), FRIDAY)
    staff = diary.visits[0].visit.plan.staff[0]
    cut = block_at(diary, staff, FRIDAY, "09:15", "")
    assert cut is not None and cut.chosen == "10:00" and cut.ends[0] == "09:30" and cut.ends[-1] == "24:00"
    assert block_at(diary, staff, FRIDAY, "09:15", "09:45").chosen == "09:45"  # type: ignore[union-attr]
    assert block_at(diary, staff, FRIDAY, "23:55", "").ends == ("24:00",)  # type: ignore[union-attr]
    for nonsense in (("nobody", "09:15"), (staff, "25:00"), (staff, "09:13")):
        assert block_at(diary, nonsense[0], FRIDAY, nonsense[1], "") is None
    anna = await pages.of("anna")
    assert "/absences/new" not in (await anna.get(f"{ROOT}/today")).text
    assert (await anna.post(f"{ROOT}/absences", SICK)).status_code == 403
