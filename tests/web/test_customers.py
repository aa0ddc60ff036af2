"""The page Customers: found by name or number, noted about, merged and taken apart; looks are audited, names hidden."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from holdfast.core.ids import TenantId
from holdfast.store import visits
from holdfast.store.engine import Tx
from tests.entry.house import SALON
from tests.web.conftest import Browser, Pages, found

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
ROOT = f"/salon/{SALON}/customers"
NUMBER = "+4915112345699"


async def three(pages: Pages) -> None:
    """Berta and Cem share a number; Berta is on record a second time, with another one."""
    admitted = await pages.house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    tenant: TenantId = admitted.row.id

    def body(tx: Tx) -> None:
        for number, name, phone in ((1, "Berta Muster", NUMBER), (2, "Cem <Muster>", NUMBER), (3, "B. Muster", None)):
            visits.add_customer(tx.of(tenant), number, name, phone, None, pages.house.clock.now())

    await pages.house.application.desk.transact(body)


async def test_found_by_name_and_by_number_while_one_types_and_without_script(pages: Pages) -> None:
    await three(pages)
    rita = await pages.of("rita")
    part = await rita.post(f"{ROOT}/find", {"who": "muster"}, **{"HX-Request": "true"})
    assert re.findall(r'href="([^"]+)"', part.text) == [f"{ROOT}/3", f"{ROOT}/1", f"{ROOT}/2"]
    assert "Cem &lt;Muster&gt;" in part.text and "<html" not in part.text
    page = await rita.post(f"{ROOT}/find", {"who": "0151 123456 99"})
    assert "Berta Muster" in page.text and "B. Muster" not in page.text and "<html" in page.text
    assert "Ab drei Buchstaben" in (await rita.post(f"{ROOT}/find", {"who": "mu"}, **{"HX-Request": "true"})).text
    assert "Niemand gefunden" in (await rita.post(f"{ROOT}/find", {"who": "xyz"}, **{"HX-Request": "true"})).text


@BOTH
async def test_who_was_here_last_is_listed_with_the_day(pages: Pages) -> None:
    rita = await pages.of("rita")
    assert "noch niemand hier" in (await rita.get(ROOT)).text
    await pages.house.book(day="2026-11-27")
    assert "noch niemand hier" in (await rita.get(ROOT)).text, "who is still to come was not here"
    pages.house.clock.advance(timedelta(days=4))
    rita = await pages.of("rita")
    assert "Erika Beispiel" in (page := (await rita.get(ROOT)).text) and "zuletzt Fr. 27.11. 10:00" in page


async def test_the_card_shows_visits_with_how_they_went_and_who_shares_the_number(pages: Pages) -> None:
    await three(pages)
    booked = await pages.house.book()
    rita = await pages.of("rita")
    listed = await rita.post(f"{ROOT}/find", {"who": "erika"}, **{"HX-Request": "true"})
    card = await rita.get(found(r'href="([^"]+)"', listed.text))
    assert "Herrenhaarschnitt" in card.text and "steht" in card.text and str(booked["ref"]) in card.text
    shared = await rita.get(f"{ROOT}/1")
    assert "Cem &lt;Muster&gt;" in shared.text and f'{ROOT}/1/merge?gone=2"' in shared.text
    assert "B. Muster" not in shared.text
    for wrong in ("0", "99", "-1", str(2**80)):
        assert (await rita.get(f"{ROOT}/{wrong}")).status_code == 404
    assert (await rita.get(f"{ROOT}/berta")).status_code == 422


async def test_notes_are_kept_unless_somebody_else_wrote_meanwhile(pages: Pages) -> None:
    await three(pages)
    rita = await pages.of("rita")
    answer = await rita.post(f"{ROOT}/1/notes", {"notes": "mag <Kaffee>\r\nund Ruhe", "before": ""})
    assert answer.headers["location"] == f"{ROOT}/1?told=noted"
    card = await rita.get(answer.headers["location"])
    assert "mag &lt;Kaffee&gt;\nund Ruhe" in card.text and "Die Notizen sind gesichert" in card.text
    late = await rita.post(f"{ROOT}/1/notes", {"notes": "Tee", "before": ""})
    assert late.status_code == 409 and "inzwischen jemand anders" in late.text
    again = {"notes": "Tee", "before": "mag <Kaffee>\r\nund Ruhe"}
    assert (await rita.post(f"{ROOT}/1/notes", again)).status_code == 303


async def merge(rita: Browser, kept: int, gone: int) -> str:
    answer = await rita.post(f"{ROOT}/{kept}/merge", {"gone": str(gone)})
    assert answer.status_code == 303, answer.text
    return (await rita.get(f"{ROOT}/{kept}")).text


async def test_merging_is_shown_first_done_and_undone(pages: Pages) -> None:
    await three(pages)
    rita = await pages.of("rita")
    await rita.post(f"{ROOT}/3/notes", {"notes": "färbt rot", "before": ""})
    preview = await rita.get(f"{ROOT}/3/merge?gone=1")
    assert "Danach" in preview.text and "0151 123 456 99" in preview.text and "Umgekehrt" in preview.text
    assert "verschiedenen Menschen" not in preview.text
    assert "verschiedenen Menschen" in (await rita.get(f"{ROOT}/1/merge?gone=2")).text
    assert "derselbe Eintrag" in (await rita.get(f"{ROOT}/1/merge?gone=1")).text
    card = await merge(rita, 3, 1)
    assert "Berta Muster" in card and "Wieder trennen" in card and "0151 123 456 99" in card
    assert (await rita.get(f"{ROOT}/1")).headers["location"] == f"{ROOT}/3"
    twice = await rita.post(f"{ROOT}/2/merge", {"gone": "1"})
    assert twice.status_code == 409 and "schon in einem dritten aufgegangen" in twice.text
    undo = found(rf'action="({ROOT}/3/merges/\d+/undo)"', card)
    assert (await rita.post(undo)).headers["location"] == f"{ROOT}/3?told=apart"
    assert (await rita.get(f"{ROOT}/1")).status_code == 200
    again = await rita.post(undo)
    assert again.status_code == 409 and "schon wieder getrennt" in again.text


async def test_the_other_record_is_found_like_any_customer(pages: Pages) -> None:
    await three(pages)
    rita = await pages.of("rita")
    part = await rita.post(f"{ROOT}/1/merge/find", {"who": "muster"}, **{"HX-Request": "true"})
    assert re.findall(r'href="([^"]+)"', part.text) == [f"{ROOT}/1/merge?gone=3", f"{ROOT}/1/merge?gone=2"]
    whole = await rita.post(f"{ROOT}/1/merge/find", {"who": "muster"})
    assert "Berta Muster" in whole.text and f"{ROOT}/1/merge?gone=3" in whole.text


async def test_every_look_and_change_is_audited_by_number_alone(pages: Pages) -> None:
    await three(pages)
    rita = await pages.of("rita")
    with capture_logs() as logs:
        await rita.post(f"{ROOT}/find", {"who": "Berta Muster"})
        page = await rita.get(f"{ROOT}/1")
        await rita.post(f"{ROOT}/1/notes", {"notes": "Kaffee", "before": ""})
        await rita.get(f"{ROOT}/1/merge?gone=3")
        undo = found(rf'action="({ROOT}/1/merges/\d+/undo)"', await merge(rita, 1, 3))
        await rita.post(undo)
    assert "Berta" not in repr(logs) and NUMBER[3:] not in repr(logs) and "Kaffee" not in repr(logs)
    assert not [link for link in re.findall(r'(?:href|action)="(/[^"]*)"', page.text) if "Berta" in link]
    rows = await pages.house.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT deed, thing FROM audit WHERE thing IS NOT NULL ORDER BY id")))
    )
    deeds = [(row.deed, row.thing) for row in rows]
    expected = [("looked_at_customer", "1"), ("customer_noted", "1"), ("looked_at_customer", "3")]
    expected += [("customers_merged", "1"), ("looked_at_customer", "1"), ("merge_undone", "1")]
    assert deeds == expected


async def test_name_number_and_address_are_changed_by_the_rules_for_callers(pages: Pages) -> None:
    await three(pages)
    rita = await pages.of("rita")
    state = found(r'name="state" value="(\w+)"', (await rita.get(f"{ROOT}/3")).text)
    wrong = {"state": state, "name": " ", "phone": "drei Äpfel", "email": "nirgends"}
    refused = await rita.post(f"{ROOT}/3/details", wrong)
    assert refused.status_code == 422 and 'value="drei Äpfel"' in refused.text
    for fault in ("Ohne Namen", "keine Telefonnummer", "keine E-Mail-Adresse"):
        assert fault in refused.text
    right = {"state": state, "name": "Berta  Beispiel", "phone": "0151 123456 77", "email": "Berta@Beispiel.test"}
    assert (await rita.post(f"{ROOT}/3/details", right)).headers["location"] == f"{ROOT}/3?told=changed"
    page = (await rita.get(f"{ROOT}/3?told=changed")).text
    assert "<h1>Berta Beispiel</h1>" in page and "0151 123 456 77" in page and "Gesichert." in page
    assert (await rita.post(f"{ROOT}/3/details", right)).status_code == 409, "it is not as it was seen any more"


async def test_a_number_of_somebody_else_is_taken_only_knowingly(pages: Pages) -> None:
    """A number authorises on the telephone: Cem would be told of the visits of whoever gets his number."""
    await three(pages)
    rita = await pages.of("rita")
    state = found(r'name="state" value="(\w+)"', (await rita.get(f"{ROOT}/3")).text)
    fields = {"state": state, "name": "B. Muster", "phone": NUMBER, "email": ""}
    asked = await rita.post(f"{ROOT}/3/details", fields)
    assert asked.status_code == 422 and "ist schon jemand bekannt" in asked.text
    assert "<li>Berta Muster</li>" in asked.text and "ohne Nummer" in asked.text, "nothing is written yet"
    assert (await rita.post(f"{ROOT}/3/details", {**fields, "knowingly": "yes"})).status_code == 303
    rows = await pages.house.application.desk.transact(
        lambda tx: [row.data for row in tx.run(sa.text("SELECT data FROM audit WHERE deed = 'customer_changed'"))]
    )
    assert len(rows) == 1 and '"number_shared":true' in rows[0] and NUMBER[3:] not in rows[0]
