"""The sandboxes of test calls: nothing reaches the real salon, nobody reaches another one's, none stays for long."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.core.tenant_file import TenantDocument, read_tenant_file
from holdfast.entry.web.test_call import open_sandboxes
from holdfast.sample import SALON as SAMPLE
from holdfast.sample import sample_with_calcom
from holdfast.testing.practice import Agreement, Mishap, Sandbox, Sandboxes, Speaker
from holdfast.testing.practice.salon import ENVIRONMENT, sandbox_document
from tests.entry.house import OTHER, SALON, House
from tests.web.conftest import Pages

CALL = f"/salon/{SALON}/test-call"
BOOKING = ("Eine Dauerwelle am Freitag um zehn", "Ja, auf den Namen Ada Beispiel")
OWN = {"audit", "user_account", "user_role", "user_session", "user_link", "failed_sign_in"}
"""What signing in and looking writes down about users; everything else belongs to the salon."""


@pytest.fixture
async def sandboxes(house: House) -> AsyncIterator[Sandboxes]:
    """The sandboxes beside the house's desk."""
    made = open_sandboxes(house.application)
    yield made
    await made.close()


def contents(folder: Path) -> list[bytes]:
    """What every file under a folder holds."""
    return [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]


async def tenant_of(house: House, slug: str = SALON) -> TenantId:
    admitted = await house.application.doorkeeper.by_slug(slug)
    assert admitted is not None
    return admitted.row.id


async def say(box: Sandbox, *lines: str) -> str:
    """Say some lines; the last answer."""
    for line in lines:
        assert box.hear(line)
        await box.answered(8)
    assert box.lines[-1].speaker is Speaker.AGENT
    return box.lines[-1].text


async def everything(house: House) -> dict[str, list[str]]:
    """Every row of the real store that is a salon's."""

    def body(tx: Any) -> dict[str, list[str]]:
        names = [name for name in sa.inspect(tx.connection).get_table_names() if name not in OWN]
        assert {"visit", "claim", "call", "event"} & set(names), names
        return {name: sorted(map(repr, tx.run(sa.text(f'SELECT * FROM "{name}"')))) for name in names}

    return await house.application.desk.transact(body)


async def test_a_whole_call_changes_nothing_in_the_real_salon(pages: Pages) -> None:
    await pages.house.book(day="2026-11-27", time="12:00")
    jana = await pages.of("jana")
    before = await everything(pages.house)
    assert (await jana.post(CALL, {"speaks": "de"})).status_code == 303
    for line in BOOKING:
        assert (await jana.post(f"{CALL}/say", {"text": line})).status_code == 303
    page = await jana.get(CALL)
    assert "fest eingetragen" in page.text and "alles stimmt überein" in page.text
    assert (await jana.post(f"{CALL}/say", {"text": "Ich möchte absagen"})).status_code == 303
    assert (await jana.post(f"{CALL}/say", {"text": "Ja"})).status_code == 303
    assert (await jana.post(f"{CALL}/end")).status_code == 303
    assert "Aufgelegt" in (await jana.get(CALL)).text
    assert await everything(pages.house) == before


async def test_names_of_the_real_salon_stay_there(pages: Pages) -> None:
    """Its people's visits are taken time in the copy, and nobody's name is in it."""
    await pages.house.book(day="2026-11-27", time="10:00", service="Herrenhaarschnitt")
    jana = await pages.of("jana")
    await jana.post(CALL)
    await jana.post(f"{CALL}/say", {"text": "Ein Herrenhaarschnitt am Freitag um zehn"})
    page = await jana.get(CALL)
    assert "im Kalender belegt" in page.text
    assert "Erika" not in page.text
    server = pages.house.http._transport.app  # type: ignore[attr-defined]
    box = server.state.sandboxes.of(await tenant_of(pages.house), await user_of(pages, "jana"))
    assert box is not None
    kept = contents(box.folder)
    assert kept and not any(b"Erika" in content for content in kept)


async def user_of(pages: Pages, login: str) -> int:
    rows = await pages.house.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT id FROM user_account WHERE login = :login"), {"login": login}))
    )
    return int(rows[0].id)


async def test_nobody_sees_the_call_of_another_user_or_salon(pages: Pages) -> None:
    oskar, jana, nora = await pages.of("oskar"), await pages.of("jana"), await pages.of("nora")
    await oskar.post(CALL)
    await oskar.post(f"{CALL}/say", {"text": BOOKING[0]})
    assert BOOKING[0] in (await oskar.get(CALL)).text
    assert BOOKING[0] not in (await jana.get(CALL)).text, "another user of the same salon"
    assert BOOKING[0] not in (await oskar.get(CALL.replace(SALON, OTHER))).text, "the same user in another salon"
    assert (await jana.post(f"{CALL}/say", {"text": "Hallo"})).status_code == 409
    for path in (CALL, f"{CALL}/live"):
        assert (await nora.get(path)).status_code == 404


async def test_who_may_only_look_makes_no_call(pages: Pages) -> None:
    anna = await pages.of("anna")
    assert (await anna.get(CALL)).status_code == 403
    assert (await anna.post(CALL)).status_code == 403
    assert "test-call" not in (await anna.get(f"/salon/{SALON}/today")).text


async def test_beginning_is_on_record_and_needs_the_secret_of_the_form(pages: Pages) -> None:
    jana = await pages.of("jana")
    assert (await jana.post(CALL, {"csrf": ""})).status_code == 403
    await jana.post(CALL)
    rows = await pages.house.application.desk.transact(lambda tx: list(tx.run(sa.text("SELECT deed FROM audit"))))
    assert [row.deed for row in rows].count("began_test_call") == 1


async def test_the_page_that_goes_on_gets_only_what_is_new(pages: Pages) -> None:
    jana = await pages.of("jana")
    await jana.post(CALL)
    first = await jana.get(f"{CALL}/live", **{"HX-Request": "true"})
    assert first.status_code == 200 and "KI-Assistent" in first.text
    address = first.text.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert (await jana.get(address, **{"HX-Request": "true"})).status_code == 204
    said = await jana.post(f"{CALL}/say", {"text": "Hallo"}, **{"HX-Request": "true"})
    assert (said.status_code, said.headers["hx-trigger"]) == (204, "holdfast:heard")
    news = await jana.get(address, **{"HX-Request": "true"})
    assert "Hallo" in news.text and "KI-Assistent" not in news.text
    assert (await jana.get(f"{CALL}/live")).status_code == 303, "without a script there is the whole page"


def test_what_could_reach_somebody_is_not_copied() -> None:
    text = sample_with_calcom("https://cal.example.com").replace(
        "[tests]", '[alarms]\nwebhook = "https://alarm.example.com/x"\nwebhook_secret = "env:ALARM_SECRET"\n\n[tests]'
    )
    read = read_tenant_file(text, SAMPLE, lambda _reference: True)
    data = read.data if isinstance(read, TenantDocument) else {}
    assert {"alarms", "voice", "handover", "tests"} & set(data), read
    copied = sandbox_document(data, "en")
    assert not {"alarms", "voice", "handover", "tests"} & set(copied)
    assert "cal.example.com" not in repr(copied)
    assert copied["calendar"]["base_url"] == "http://calcom.invalid"
    assert copied["tenant"] == {**data["tenant"], "language": "en"}
    assert [one["id"] for one in copied["event_type"]], "everything can be booked"
    assert set(ENVIRONMENT) == {"CALCOM_API_KEY"}


async def test_a_sandbox_asks_nobody_but_its_own_calendar(house: House, sandboxes: Sandboxes) -> None:
    box = await sandboxes.begin(await tenant_of(house), 1, "de")
    await say(box, *BOOKING)
    verbs = [one.verb for one in box.calendar.unlucky.log]
    assert verbs.count("create") == 4, "each segment of the perm, by the invented Cal.com"
    assert box.desk.store is not house.application.desk.store


async def test_an_answer_that_got_lost_is_found_by_reading_back(house: House, sandboxes: Sandboxes) -> None:
    box = await sandboxes.begin(await tenant_of(house), 1, "de")
    box.order(Mishap.LOST)
    assert box.waiting_mishaps == {Mishap.LOST}
    assert "fest eingetragen" in await say(box, *BOOKING)
    witnesses = (await box.picture()).witnesses
    assert witnesses is not None
    assert (witnesses.said, witnesses.standing, witnesses.agreement) == ("confirmed", 4, Agreement.AGREE)
    assert box.waiting_mishaps == frozenset()


async def test_somebody_who_is_quicker_is_named_and_nothing_of_ours_stays(house: House, sandboxes: Sandboxes) -> None:
    box = await sandboxes.begin(await tenant_of(house), 1, "de")
    box.order(Mishap.SNATCHED)
    assert "vergeben" in await say(box, *BOOKING)
    witnesses = (await box.picture()).witnesses
    assert witnesses is not None
    assert (witnesses.said, witnesses.standing, witnesses.agreement) == ("refused", 0, Agreement.AGREE)


async def test_a_calendar_that_is_away_is_promised_nothing(house: House, sandboxes: Sandboxes) -> None:
    box = await sandboxes.begin(await tenant_of(house), 1, "de")
    box.order(Mishap.AWAY)
    answer = await say(box, *BOOKING)
    assert "fest eingetragen" not in answer and "vergeben" not in answer
    witnesses = (await box.picture()).witnesses
    assert witnesses is not None
    assert (witnesses.said, witnesses.agreement) == ("pending", Agreement.UNDER_WAY)


async def test_what_nobody_uses_is_removed(house: House, sandboxes: Sandboxes) -> None:
    tenant = await tenant_of(house)
    box = await sandboxes.begin(tenant, 1, "de")
    folder = box.folder
    assert sandboxes.of(tenant, 1, only_looks=True) is box and folder.is_dir()
    await sandboxes.remove_idle()
    assert sandboxes.of(tenant, 1) is box, "it is used"
    sandboxes.idle_seconds = -1.0
    await sandboxes.remove_idle()
    assert sandboxes.of(tenant, 1) is None
    assert not folder.exists()


async def test_there_are_never_too_many(house: House, sandboxes: Sandboxes) -> None:
    tenant, sandboxes.most = await tenant_of(house), 2
    first = await sandboxes.begin(tenant, 1, "de")
    await sandboxes.begin(tenant, 2, "de")
    assert sandboxes.of(tenant, 1) is first
    await sandboxes.begin(tenant, 3, "de")
    assert sandboxes.of(tenant, 2) is None, "the one that was used longest ago gave way"
    assert sandboxes.of(tenant, 1) is first
    again, _ = await asyncio.gather(sandboxes.begin(tenant, 1, "de"), sandboxes.begin(tenant, 1, "en"))
    assert len(sandboxes.kept) == 2 and not first.folder.exists()
    assert again.tenant.language == "de"


async def test_closing_leaves_nothing_behind(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = open_sandboxes(house.application)
    box = await made.begin(await tenant_of(house), 1, "de")
    assert contents(tmp_path)
    box.hear(BOOKING[0])
    await made.close()
    assert contents(tmp_path) == []
