"""Customers, Figures and Set-up in a real Chromium: what axe says, and the ways people go, by mouse and keyboard."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.web.scene import SALON, Scene
from tests.web.test_in_chromium import (
    NARROW,
    Opening,
    chromium,
    complaints,
    looking,
    passes,
    refs,
    scene,
    violations,
)

__all__ = ["chromium", "complaints", "looking", "passes", "refs", "scene"]
pytestmark = pytest.mark.xdist_group("browser")
ROOT = f"/salon/{SALON}"
SETUP = ["", "/services", "/staff", "/calendar", "/agent", "/access", "/file", "/rules", "/staff/mia", "/new-service"]
PAGES = [
    "customers",
    "customers/{customer}",
    "figures",
    *(f"setup{part}" for part in SETUP),
    "setup/services/dauerwelle",
]
CUT_OFF = """[...document.querySelectorAll('main *')]
  .filter(one => !one.closest('.scroll, .tabs, svg, pre, textarea'))
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 120))"""
"""What reaches beyond the window, but for what scrolls by itself."""


@pytest.fixture(scope="module")
def customer(scene: Scene, refs: dict[str, str]) -> int:
    """Somebody with visits who shares a number, and into whom another record was merged."""
    scene.book("trockenschnitt", "felix", "2026-12-01 11:00", "Paul Muster", "+4915112345601")
    where = {"name": "Berta Muster", "tenant": scene.tenant}
    found = sa.text("SELECT id FROM customer WHERE tenant_id = :tenant AND name = :name")
    return int(scene.change(lambda tx: tx.run(found, where).scalar_one()))


DARK = ["customers/{customer}", "figures", "setup/services", "setup/agent"]


@pytest.mark.parametrize(("path", "scheme"), [*((path, "light") for path in PAGES), *((path, "dark") for path in DARK)])
def test_axe_finds_nothing(looking: Opening, customer: int, path: str, scheme: str) -> None:
    page = looking(f"{ROOT}/{path.format(customer=customer)}", color_scheme=scheme)
    expect(page.locator("h1")).not_to_have_text("Das ging nicht")
    for fold in page.locator("main details").all():
        fold.evaluate("one => one.open = true")
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_phone_or_at_400_percent(looking: Opening, customer: int) -> None:
    page = looking(f"{ROOT}/customers", viewport=NARROW)
    server = page.url.partition(ROOT)[0]
    for path in PAGES:
        page.goto(f"{server}{ROOT}/{path.format(customer=customer)}")
        assert page.evaluate(CUT_OFF) == [], path


def test_somebody_is_found_while_one_types_noted_about_merged_and_taken_apart(looking: Opening, customer: int) -> None:
    page = looking(f"{ROOT}/customers")
    expect(page.locator("#who")).to_be_focused()
    page.locator("#who").press_sequentially("bert")
    page.click("#found a")
    expect(page.locator("h1")).to_have_text("Berta Muster")
    page.fill("#notes", "mag Kaffee")
    page.click("text=Notizen sichern")
    expect(page.locator(".fine")).to_contain_text("Die Notizen sind gesichert")
    page.click("text=Zusammenführen >> nth=0")
    expect(page.locator(".fault")).to_contain_text("verschiedenen Menschen")
    assert violations(page) == []
    page.click("text=Ja, zusammenführen")
    expect(page.locator(".fine")).to_contain_text("Zusammengeführt")
    expect(page.locator(".headline")).to_contain_text("2 Termine")
    assert violations(page) == []
    page.click("text=Wieder trennen")
    expect(page.locator(".headline")).to_contain_text("1 Termin")
    assert "Berta" not in page.url and re.search(r"/customers/\d+", page.url)


def test_hours_are_changed_by_keyboard_with_the_difference_first(looking: Opening) -> None:
    page = looking(f"{ROOT}/setup/staff/emma")
    page.fill("#sat", "14:00-09:00")
    page.locator("#sat").press("Enter")
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults")).to_contain_text("geht über Mitternacht")
    assert violations(page) == []
    page.fill("#sat", "10:00-14:00")
    page.locator("#sat").press("Enter")
    expect(page.locator("table.changes ins")).to_have_text("10:00-14:00")
    expect(page.locator("table.changes del")).to_have_text("09:00-14:00")
    assert violations(page) == []
    page.click("text=Sichern")
    expect(page.locator(".fine")).to_contain_text("in Kraft")
    page.click("text=Team")
    expect(page.locator("main")).to_contain_text("10:00–14:00")


def test_a_key_is_shown_once_and_definitions_can_be_copied(looking: Opening) -> None:
    page = looking(f"{ROOT}/setup/access")
    page.fill("#key-name", "Kasse")
    page.click("text=Schlüssel machen")
    expect(page.locator("#key")).to_have_text(re.compile(r"^k\w{10}\.\w{40}$"))
    assert violations(page) == []
    page.goto(page.url.replace("/access/keys", "/agent"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("summary:has-text('check_availability')")
    page.click("button[data-copy='tool-check_availability']")
    expect(page.locator("button[data-copy='tool-check_availability']")).to_have_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText().then(JSON.parse)")
    assert copied["name"] == "check_availability" and copied["url"].endswith("/retell/tools/check_availability")


def test_figures_speak_english_and_print_their_tables_whole(looking: Opening) -> None:
    page = looking(f"{ROOT}/figures?days=90", locale="en", extra_http_headers={"Accept-Language": "en"})
    page.emulate_media(media="print")
    cut = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollHeight > one.clientHeight + 1).length"
    assert page.evaluate(cut) == 0
    assert page.locator("svg rect").count() > 0


def test_all_salons_fit_a_phone_and_lead_into_each(looking: Opening) -> None:
    page = looking("/salons", "oskar", viewport=NARROW)
    expect(page.locator("tbody tr")).to_have_count(2)
    assert violations(page) == [] and page.evaluate(CUT_OFF) == []
    page.get_by_role("link", name="Salon Lindenhof").click()
    expect(page.locator("h1")).to_be_visible()


def test_the_length_of_a_service_is_drawn_while_it_is_typed(looking: Opening) -> None:
    page = looking(f"{ROOT}/setup/services/dauerwelle")
    expect(page.locator("[data-total]")).to_have_text("135 Min.")
    page.fill("#minutes-1", "60")
    expect(page.locator("[data-total]")).to_have_text("145 Min.")
    page.fill("#minutes-7", "10")
    expect(page.locator("[data-drawing] rect")).to_have_count(7)
    page.click("text=Unterschied ansehen")
    expect(page.locator("h2", has_text="Das würde sich ändern")).to_be_visible()
    assert violations(page) == []
