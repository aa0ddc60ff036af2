"""All salons: whoever runs several sees each, the worst first, and nobody else sees that there is such a page."""

import re
from datetime import timedelta

import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.store import calendar_state, tasks
from holdfast.store.tasks import TaskKind
from tests.entry.house import OTHER, SALON
from tests.web.conftest import Pages


async def tenant_of(pages: Pages, slug: str) -> TenantId:
    admitted = await pages.house.application.doorkeeper.by_slug(slug)
    assert admitted is not None
    return admitted.row.id


def rows(page: str) -> list[str]:
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in body.split("<tr ")[1:]]


async def test_the_worst_salon_comes_first(pages: Pages) -> None:
    desk, now = pages.house.application.desk, pages.house.clock.now()
    oskar = await pages.of("oskar")
    await pages.house.book()
    first, other = rows((await oskar.get("/salons")).text)
    assert "health-3" in first and "Salon Lindenhof" in first, "none needs anybody: by name"
    assert "heute" in first and "alles in Ordnung" in first and "noch keiner" in other
    nordstern = await tenant_of(pages, OTHER)
    late = now - timedelta(hours=1)
    await desk.transact(
        lambda tx: tasks.add(tx.of(nordstern), TaskKind.CALLBACK, "call back", late, None, None, late, None)
    )
    first, _ = rows((await oskar.get("/salons")).text)
    assert "Salon Nordstern" in first and "dringend" in first
    lindenhof = await tenant_of(pages, SALON)

    def silent(tx: object) -> None:
        bound = tx.of(lindenhof)  # type: ignore[attr-defined]
        calendar_state.locked(bound)
        calendar_state.note_failed(bound, now, "no answer")

    await desk.transact(silent)
    first, _ = rows((await oskar.get("/salons")).text)
    assert "Salon Lindenhof" in first and "Kalender nicht lesbar" in first and "stumm seit" in first


async def test_only_what_one_runs_is_shown(pages: Pages) -> None:
    otto = await pages.of("otto")
    page = (await otto.get("/salons")).text
    assert "Salon Lindenhof" in page and "Nordstern" not in page
    for login in ("jana", "rita", "anna", "nora"):
        browser = await pages.of(login)
        assert (await browser.get("/salons")).status_code == 404
        assert "/salons" not in (await browser.get("/account")).text
    assert (await pages.browser().get("/salons")).status_code == 303


async def test_nothing_personal_is_in_it(pages: Pages) -> None:
    await pages.house.book()
    page = (await (await pages.of("oskar")).get("/salons")).text
    numbers = await pages.house.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT phone FROM customer")).scalars())
    )
    assert "Erika" not in page and numbers and not any(number[4:] in page for number in numbers)
