"""The test call as somebody uses it, in a real Chromium: by typing, by buttons, with bad luck, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

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
CALL = f"/salon/{SALON}/test-call"


def ring(page: Page, speaks: str = "de") -> None:
    """Begin a call afresh, whatever call there was."""
    page.select_option("#speaks", speaks)
    page.click(".tc-ring button, .tc-head button")
    expect(page.locator(".tc-agent")).to_have_count(2)


def say(page: Page, text: str) -> str:
    """Type a sentence, and wait for the answer. What was answered."""
    before = page.locator(".tc-agent").count()
    page.fill("#tc-text", text)
    page.press("#tc-text", "Enter")
    expect(page.locator(".tc-agent")).to_have_count(before + 1)
    expect(page.locator("#tc-text")).to_have_value("")
    return page.locator(".tc-agent").last.inner_text()


def truth(page: Page) -> str:
    """What the page says of the three witnesses."""
    return page.locator(".tc-truth h2").inner_text()


def test_a_booking_from_the_first_word_to_the_hang_up(looking: Opening, scene: Scene) -> None:
    page = looking(CALL)
    ring(page)
    assert "Computerstimme" in page.locator(".tc-agent").first.inner_text()
    assert "Soll ich das für Sie buchen?" in say(page, "Ich hätte gern eine Dauerwelle am Freitag um zehn")
    expect(page.locator(".tc-diary .other-hold").first).to_be_visible()
    assert truth(page) == "Noch ist nichts gebucht"
    assert "Auf welchen Namen" in say(page, "Ja, gern")
    assert "fest eingetragen" in say(page, "Ada Beispiel")
    expect(page.locator(".tc-truth h2")).to_have_text("Gesagt, gespeichert und im Kalender: alles stimmt überein")
    expect(page.locator(".tc-day h2")).to_have_text("Freitag, 27. November")
    expect(page.locator(".tc-diary .block:not(.gap)", has_text="Ada Beispiel")).to_have_count(4)
    expect(page.locator(".tc-from-calendar", has_text="eintragen → 201")).to_have_count(4)
    expect(page.locator(".tc-from-tool", has_text="book")).not_to_have_count(0)
    expect(page.locator(".tc-from-answer .tc-ms").last).to_have_text(re.compile(r"\d+ ms"))
    assert violations(page) == []
    page.click(".tc-end button")
    expect(page.locator(".tc-over")).to_contain_text("Aufgelegt")
    expect(page.locator("#tc-text")).to_have_count(0)
    page.reload()
    expect(page.locator(".tc-caller")).to_have_count(3)
    page.goto(f"{scene.url}/salon/{SALON}/today?day=2026-11-27")
    expect(page.locator(".block", has_text="Ada Beispiel")).to_have_count(0)


def test_a_slow_calendar_is_promised_nothing_until_it_is_read_back(looking: Opening) -> None:
    page = looking(CALL)
    ring(page)
    say(page, "Dauerwelle am Samstag um neun")
    page.click("#tc-mishap-slow")
    expect(page.locator("#tc-mishap-slow")).to_have_attribute("aria-pressed", "true")
    page.fill("#tc-text", "Ja, auf den Namen Ada Beispiel")
    page.press("#tc-text", "Enter")
    expect(page.locator("#tc-typing")).to_contain_text("sieht nach")
    expect(page.locator(".tc-agent").last).to_contain_text("einen kleinen Moment")
    expect(page.locator(".tc-truth h2")).to_have_text("Unterwegs: Versprochen ist noch nichts")
    expect(page.locator(".tc-truth h2")).to_have_text("Entschieden, aber am Telefon noch nicht gesagt: Fragen Sie nach")
    page.click("text=Steht mein Termin?")
    expect(page.locator(".tc-agent").last).to_contain_text("fest eingetragen")
    expect(page.locator(".tc-truth.tc-agree")).to_be_visible()


def test_in_english_somebody_is_quicker(looking: Opening) -> None:
    page = looking(CALL)
    page.click(".menu summary")
    page.click("text=English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ring(page, "en")
    assert "Shall I book that for you?" in say(page, "I'd like a haircut for women on Friday at ten")
    page.click("#tc-mishap-snatched")
    expect(page.locator("#tc-mishap-snatched")).to_have_attribute("aria-pressed", "true")
    assert "taken" in say(page, "Yes please, in the name of Ada Example")
    expect(page.locator(".tc-truth h2")).to_have_text("Said, stored and in the calendar: all agree")
    expect(page.locator(".tc-witnesses")).to_contain_text("0 of one segment stands")
    assert violations(page) == []
    page.click(".menu summary")
    page.click("text=Deutsch")


def test_axe_finds_nothing_in_the_dark(looking: Opening) -> None:
    page = looking(CALL, color_scheme="dark")
    assert violations(page) == []
    ring(page)
    page.click("#tc-mishap-lost")
    expect(page.locator("#tc-mishap-lost")).to_have_attribute("aria-pressed", "true")
    say(page, "Haben Sie morgen etwas für einen Herrenschnitt frei?")
    assert violations(page) == []


def test_a_narrow_screen_needs_no_sideways_scrolling(looking: Opening) -> None:
    page = looking(CALL, viewport=NARROW)
    ring(page)
    say(page, "Dauerwelle am Freitag um zehn")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_without_scripts_a_call_goes_on_all_the_same(looking: Opening) -> None:
    page = looking(CALL, java_script_enabled=False)
    ring(page)
    page.fill("#tc-text", "Dauerwelle am Freitag um elf")
    page.press("#tc-text", "Enter")
    expect(page.locator(".tc-agent").last).to_contain_text("Soll ich das für Sie buchen?")
    page.click("text=Ja, auf den Namen Ada Beispiel")
    expect(page.locator(".tc-agent").last).to_contain_text("fest eingetragen")
    expect(page.locator(".tc-truth.tc-agree")).to_be_visible()


def test_by_keyboard_alone(looking: Opening) -> None:
    page = looking(CALL)
    ring(page)
    expect(page.locator("#tc-text")).to_be_focused()
    page.keyboard.type("Wann haben Sie am Samstag offen?")
    page.keyboard.press("Enter")
    expect(page.locator(".tc-agent").last).to_contain_text("vierzehn Uhr")
    expect(page.locator("#tc-text")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator("#tc-mishap-lost").evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#tc-mishap-lost")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tc-mishap-lost")).to_be_focused()
