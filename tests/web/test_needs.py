"""The page What needs me, against a calendar that people really touched: each act with its preview and its way back."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.actions.reconcile_check import check
from holdfast.core.ids import TenantId
from holdfast.store import cases, tasks
from holdfast.store.engine import Tx
from holdfast.store.tasks import TaskKind
from tests.entry.house import SALON
from tests.web.conftest import Browser, Pages, found

ROOT = f"/salon/{SALON}/needs"
BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
PART = {"HX-Request": "true"}
CANCEL = "UPDATE calendar_entry SET cancelled_at = created_at"
LOSE = "DELETE FROM calendar_entry"


async def tenant_of(pages: Pages) -> TenantId:
    """The first salon."""
    admitted = await pages.house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    return admitted.row.id


async def in_calendar(pages: Pages, words: str, **values: Any) -> list[Any]:
    """Somebody does something in the calendar itself."""

    def body(tx: Tx) -> list[Any]:
        done = tx.run(sa.text(words), values)
        return list(done) if done.returns_rows else []

    return await pages.house.application.desk.transact(body)


async def entries(pages: Pages) -> list[Any]:
    """What stands there."""
    return await in_calendar(pages, "SELECT * FROM calendar_entry WHERE cancelled_at IS NULL ORDER BY start_at")


async def compare(pages: Pages) -> None:
    """Record and calendar are compared, as often as it takes."""

    async def pause(seconds: float) -> None:
        pages.house.clock.advance(timedelta(seconds=seconds))

    application = pages.house.application
    await check(application.desk, application.drives, await tenant_of(pages), pause=pause)


async def press(browser: Browser, page: str, path: str) -> str:
    """Do what a preview shows."""
    token = found(r'name="token" value="(\w+)"', page)
    done = await browser.post(path, {"token": token}, **PART)
    assert done.status_code == 200, done.text
    return done.text


@BOTH
async def test_what_was_deleted_in_the_calendar_is_entered_again_and_that_is_undone(pages: Pages) -> None:
    booked = await pages.house.book()
    await in_calendar(pages, CANCEL)
    await compare(pages)
    rita = await pages.of("rita")
    page = (await rita.get(ROOT)).text
    assert "wurde im Kalender abgesagt. Weiß Erika Beispiel davon?" in page
    assert "Ursache: Jemand hat den Eintrag im Kalender abgesagt." in page
    mend = found(rf'href="({ROOT}/of/t-\d+/mend/recreate)"', page)
    preview = (await rita.get(mend, **PART)).text
    assert f"Termin {booked['ref']} wieder aufnehmen" in preview and re.search(
        r"eintragen: 10:00–\d\d:\d\d bei \w+<", preview
    )
    assert await entries(pages) == [], "nothing is done by looking"
    told = await press(rita, preview, mend)
    assert "Erika Beispiel, Fr. 27.11. 10:00: steht im Kalender." in told
    (entry,) = await entries(pages)
    assert booked["ref"] in entry.title
    assert (await pages.house.read(f"/bookings/{booked['ref']}"))["state"] == "confirmed"
    again = found(rf'action="({ROOT}/visits/\w+/unmend)"', told)
    assert "ist wieder wie vorher" in (await rita.post(again, None, **PART)).text
    assert await entries(pages) == []
    assert (await rita.post(again, None, **PART)).status_code == 409, "there is nothing left to take back"


async def test_what_was_lost_again_and_again_is_entered_by_a_click(pages: Pages) -> None:
    booked = await pages.house.book()
    for _ in range(2):  # The first time it is put in by itself; what is lost after that is somebody's will, perhaps.
        await in_calendar(pages, LOSE)
        await compare(pages)
    rita = await pages.of("rita")
    page = (await rita.get(ROOT)).text
    assert "Dringend" in page and "Ursache: Der Eintrag stand im Kalender und ist dort verschwunden" in page
    mend = found(rf'href="({ROOT}/of/d-\w+/mend/recreate)"', page)
    preview = (await rita.get(mend, **PART)).text
    assert "Rückgängig geht danach nur durch Absagen" in preview
    told = await press(rita, preview, mend)
    assert "10:00: steht im Kalender." in told and "unmend" not in told
    assert [booked["ref"] in one.title for one in await entries(pages)] == [True]
    assert "Nichts braucht Sie" in (await rita.get(ROOT)).text


async def test_a_preview_that_is_out_of_date_changes_nothing(pages: Pages) -> None:
    await pages.house.book()
    await in_calendar(pages, CANCEL)
    await compare(pages)
    rita = await pages.of("rita")
    mend = found(rf'href="({ROOT}/of/t-\d+/mend/recreate)"', (await rita.get(ROOT)).text)
    answer = await rita.post(mend, {"token": "0" * 32}, **PART)
    assert answer.status_code == 409 and "etwas geändert" in answer.text
    assert await entries(pages) == []
    assert (await rita.get(f"{mend[:-8]}take_out")).status_code == 409, "what does not help here is not on offer"


async def test_what_a_person_put_back_is_taken_over_or_out(pages: Pages) -> None:
    booked = await pages.house.book()
    (entry,) = await entries(pages)
    await in_calendar(pages, CANCEL)
    await compare(pages)
    await in_calendar(pages, "UPDATE calendar_entry SET cancelled_at = NULL")
    await compare(pages)
    rita = await pages.of("rita")
    page = (await rita.get(ROOT)).text
    assert "Der Eintrag ist von uns, doch der Termin dazu ist abgesagt oder kam nicht zustande." in page
    out = found(rf'href="({ROOT}/of/d-\w+/mend/take_out)"', page)
    preview = (await rita.get(out, **PART)).text
    assert "aus dem Kalender nehmen: 10:00–" in preview
    told = await press(rita, preview, out)
    assert "ist aus dem Kalender genommen" in told and await entries(pages) == []
    again = found(rf'action="({ROOT}/visits/\w+/unmend)"', told)
    assert "wie vorher" in (await rita.post(again, None, **PART)).text
    assert [one.title for one in await entries(pages)] == [entry.title], "undone, it stands again"
    assert (await pages.house.read(f"/bookings/{booked['ref']}"))["state"] == "confirmed"


async def test_a_lost_time_is_made_good_while_one_telephones(pages: Pages) -> None:
    booked = await pages.house.book()
    await in_calendar(pages, CANCEL)
    await compare(pages)
    rita = await pages.of("rita")
    sheet = found(rf'href="({ROOT}/of/t-\d+)" data-sheet', (await rita.get(ROOT)).text)
    page = (await rita.get(sheet, **PART)).text
    assert "Guten Tag, Erika Beispiel, hier ist Salon Lindenhof." in page
    assert "Ihr Termin am Freitag, 27. November um 10:00 Uhr steht bei uns nicht mehr im Kalender." in page
    assert re.search(r"Ich könnte Ihnen Mittwoch, 25. November um \d\d:\d\d Uhr bei \w+, .* oder .* anbieten", page)
    slot = found(r'name="slot" value="(2026-11-2[56] [^"]+)"', page)
    told = (await rita.post(f"{sheet}/take", {"slot": slot, "service": "x"}, **PART)).text
    assert "Erika Beispiel ist eingetragen" in told
    assert "Nichts braucht Sie" in (await rita.get(ROOT)).text, "who agreed to a new time knows"
    made = next(one for one in (await pages.house.read("/bookings"))["items"] if one["ref"] != booked["ref"])
    assert (made["state"], made["service"]) == ("confirmed", "Herrenhaarschnitt")
    task = found(r'name="task" value="(\d+)"', told)
    await rita.post(found(r'action="([^"]+/cancel)"', told), {"task": task}, **PART)
    assert "Weiß Erika Beispiel davon?" in (await rita.get(ROOT)).text, "taken back, it needs somebody again"


async def test_a_caller_who_waits_for_a_call_is_booked_and_a_time_that_is_gone_is_told(pages: Pages) -> None:
    call = pages.house.new_call()
    wish = {"customer_name": "Lena Muster", "notes": "Pony schneiden"}
    await pages.house.answer("request_callback", wish, **call)
    rita = await pages.of("rita")
    sheet = found(rf'href="({ROOT}/of/t-\d+)" data-sheet', (await rita.get(ROOT)).text)
    page = (await rita.get(sheet, **PART)).text
    assert "Sie hatten um einen Rückruf gebeten, es ging um: Pony schneiden." in page
    assert "Wählen Sie die Leistung" in page
    page = (await rita.get(f"{sheet}?service=trockenschnitt&first=2026-11-26&staff=emma", **PART)).text
    slots = re.findall(r'name="slot" value="([^"]+)"', page)
    assert slots and all(slot.startswith("2026-1") and slot.endswith(" emma") for slot in slots)
    fields = {"slot": slots[0], "service": "trockenschnitt", "name": "Lena Muster"}
    other = {**fields, "slot": slots[0].replace(slots[0][11:16], "03:00")}
    refused = await rita.post(f"{sheet}/take", other, **PART)
    assert refused.status_code == 409 and "geht gerade nicht mehr" in refused.text
    assert "Lena Muster ist eingetragen" in (await rita.post(f"{sheet}/take", fields, **PART)).text
    assert "Nichts braucht Sie" in (await rita.get(ROOT)).text


@BOTH
async def test_opening_a_task_counts_as_seeing_it_and_told_can_be_taken_back(pages: Pages) -> None:
    tenant = await tenant_of(pages)
    now = pages.house.clock.now()
    personal = {"name": "Lena Muster", "phone": "+4915112345607"}
    desk = pages.house.application.desk
    await desk.transact(
        lambda tx: tasks.add(tx.of(tenant), TaskKind.CALLBACK, "call back", now, None, None, None, personal)
    )
    rita = await pages.of("rita")
    page = (await rita.get(ROOT)).text
    assert len(await desk.transact(lambda tx: tasks.unseen_since(tx.of(tenant), now))) == 1
    await rita.get(found(rf'href="({ROOT}/of/t-\d+)" data-sheet', page), **PART)
    assert await desk.transact(lambda tx: tasks.unseen_since(tx.of(tenant), now)) == []
    told = (await rita.post(found(rf'action="({ROOT}/tasks/\d+/close)"', page), None, **PART)).text
    assert "Nichts braucht Sie" in (await rita.get(ROOT)).text
    await rita.post(found(rf'action="({ROOT}/tasks/\d+/reopen)"', told), None, **PART)
    assert "Lena Muster wartet auf einen Rückruf." in (await rita.get(ROOT)).text


async def test_a_call_that_differs_needs_somebody_until_its_case_is_closed(pages: Pages) -> None:
    made, tenant, now = await pages.house.book(), await tenant_of(pages), pages.house.clock.now()
    call = str(made["call_id"])
    await pages.house.application.desk.transact(
        lambda tx: cases.open_case(tx.of(tenant), call, "own_echo", True, now, now)
    )
    rita = await pages.of("rita")
    page = (await rita.get(ROOT)).text
    assert "Erika Beispiel, Anruf" in page and "Dringend" in page
    assert f'href="/salon/{SALON}/calls/{call}/repair" data-sheet' in page
    assert f'href="/salon/{SALON}/calls/{call}"' in page or "Termin ansehen" in page
    await pages.house.application.desk.transact(lambda tx: cases.close(tx.of(tenant), call, "agreed", now))
    assert "Nichts braucht Sie" in (await rita.get(ROOT)).text
