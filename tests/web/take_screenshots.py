"""`make screenshots`: every page in both languages, as docs and README show them. WebP, so that they stay small."""

import base64
import re
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from tests.web.browser import launched, sign_in
from tests.web.call_scene import AGREES, DIFFERS, opened_calls
from tests.web.scene import SALON, Scene, busy_day, database, opened

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
ROOT = f"/salon/{SALON}"
WIDE = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}


def main(folder: Path = FOLDER) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, opened(database(Path(place))) as scene:
        refs = busy_day(scene)
        lost = sa.text("DELETE FROM calendar_entry WHERE title LIKE :ref")
        scene.change(lambda tx: tx.run(lost, {"ref": f"%{refs['Dora Muster']}"}))
        for language in ("de", "en"):
            with launched(language) as browser:
                _wide(browser, scene, refs, folder, language)
        with launched() as browser:
            _others(browser, scene, folder)
    _calls(folder)


def _calls(folder: Path) -> None:
    """The pages about calls, of a salon whose calendar is a Cal.com."""
    with tempfile.TemporaryDirectory() as place, opened_calls(database(Path(place))) as calls:
        pages = [("calls", "calls"), ("call", f"calls/{DIFFERS}"), ("call-agrees", f"calls/{AGREES}")]
        pages += [("repair", f"calls/{DIFFERS}/repair"), ("visit-story", f"visits/{calls.refs[DIFFERS]}")]
        pages += [("why-not", "why-not?service=dauerwelle&staff=felix&day=2026-11-27&at=10:00")]
        for language in ("de", "en"):
            with launched(language) as browser:
                context = browser.new_context(viewport=WIDE, locale=language, reduced_motion="reduce")  # type: ignore[arg-type]
                page = sign_in(context, calls.url)
                for name, address in pages:
                    page.goto(f"{calls.url}{ROOT}/{address}")
                    _shoot(page, folder / f"{name}-{language}")
                context.close()


def _wide(browser: Browser, scene: Scene, refs: dict[str, str], folder: Path, language: str) -> None:
    context = browser.new_context(viewport=WIDE, locale=language, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{scene.url}/sign-in")
    _shoot(page, folder / f"sign-in-{language}")
    page.close()
    page = sign_in(context, scene.url)
    for name, address in (
        ("today", "today"),
        ("week", "today?view=week"),
        ("person", "today?view=person&person=mia"),
        ("needs", "needs"),
        ("print", "today/print"),
        ("customers", "customers"),
        ("figures", "figures"),
        ("setup", "setup"),
        ("services", "setup/services"),
        ("service", "setup/services/dauerwelle"),
        ("staff", "setup/staff"),
        ("calendar", "setup/calendar"),
        ("agent", "setup/agent"),
        ("access", "setup/access"),
    ):
        page.goto(f"{scene.url}{ROOT}/{address}")
        _shoot(page, folder / f"{name}-{language}")
    _needs_and_customers(page, scene, folder, language)
    page.goto(f"{scene.url}{ROOT}/today")
    page.click(f"#v-{refs['Berta Muster']}-0")
    page.wait_for_selector("dialog[open] .facts")
    _shoot(page, folder / f"visit-{language}")
    page.click("dialog a[data-sheet]")
    page.wait_for_selector("dialog #at")
    _shoot(page, folder / f"move-{language}")
    page.goto(f"{scene.url}{ROOT}/today")
    page.click(".bar a.primary")
    page.wait_for_selector("dialog #service")
    page.select_option("#service", "herrenhaarschnitt")
    page.select_option("#staff", "mia")
    page.fill("#at", "10:45")
    page.dispatch_event("#at", "change")
    page.wait_for_selector("#weighed .fault")
    page.locator("#who").press_sequentially("must")
    page.wait_for_selector(".choices")
    _shoot(page, folder / f"new-visit-{language}")
    _absence(page, scene, folder, language)
    _test_call(page, scene, folder, language)
    context.close()


def _absence(page: Page, scene: Scene, folder: Path, language: str) -> None:
    """Mia is ill, for as long as the picture is taken."""
    page.goto(f"{scene.url}{ROOT}/today")
    page.click("#away-mia")
    page.click("dialog .quick button >> nth=0")
    page.wait_for_selector(".head-away")
    _shoot(page, folder / f"absence-{language}")
    page.click(".toast button")
    page.wait_for_selector(".head-away", state="detached")


def _needs_and_customers(page: Page, scene: Scene, folder: Path, language: str) -> None:
    """What helps with a difference: words and times for the telephone, the preview; a customer's card; all salons."""
    page.goto(f"{scene.url}{ROOT}/needs")
    page.click(".need a[href$=recreate]")
    page.wait_for_selector("dialog #mending")
    _shoot(page, folder / f"needs-preview-{language}")
    page.goto(f"{scene.url}{ROOT}/needs")
    page.locator(".need a[data-sheet]", has_text=re.compile("Zeiten|times")).first.click()
    page.wait_for_selector("dialog .times button")
    _shoot(page, folder / f"needs-times-{language}")
    page.goto(f"{scene.url}{ROOT}/customers")
    page.click("main a[href*='/customers/']")
    page.wait_for_selector("#notes")
    _shoot(page, folder / f"customer-{language}")
    operator = sign_in(page.context.browser.new_context(viewport=WIDE, locale=language), scene.url, "oskar")  # type: ignore[arg-type,union-attr]
    operator.goto(f"{scene.url}/salons")
    _shoot(operator, folder / f"salons-{language}")
    operator.context.close()


def _test_call(page: Page, scene: Scene, folder: Path, language: str) -> None:
    """A perm, booked in a test call while an answer of the calendar gets lost."""
    said = {
        "de": ("Ich hätte gern eine Dauerwelle am Freitag um zehn", "Ja, auf den Namen Ada Beispiel"),
        "en": ("I'd like a Dauerwelle on Friday at ten", "Yes please, in the name of Ada Beispiel"),
    }[language]
    page.goto(f"{scene.url}{ROOT}/test-call")
    page.select_option("#speaks", language)
    page.click(".tc-ring button, .tc-head button")
    for n, line in enumerate(said):
        page.fill("#tc-text", line)
        page.press("#tc-text", "Enter")
        page.wait_for_selector(f".tc-agent >> nth={n + 2}")
        if n == 0:
            page.click("#tc-mishap-lost")
            page.wait_for_selector("#tc-mishap-lost[aria-pressed=true]")
    page.wait_for_selector(".tc-agree")
    _shoot(page, folder / f"test-call-{language}")


def _others(browser: Browser, scene: Scene, folder: Path) -> None:
    dark = browser.new_context(viewport=WIDE, locale="de", color_scheme="dark", reduced_motion="reduce")  # type: ignore[arg-type]
    page = sign_in(dark, scene.url)
    _shoot(page, folder / "today-dark")
    page.goto(f"{scene.url}{ROOT}/needs")
    _shoot(page, folder / "needs-dark")
    dark.close()
    phone = browser.new_context(viewport=PHONE, locale="de", has_touch=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = sign_in(phone, scene.url)
    _shoot(page, folder / "today-phone")
    page.goto(f"{scene.url}{ROOT}/needs")
    _shoot(page, folder / "needs-phone")
    phone.close()


def _shoot(page: Page, file: Path) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    taken = base64.b64encode(page.screenshot()).decode()
    drawing = page.context.new_page()
    drawing.goto("about:blank")
    drawn = drawing.evaluate(_AS_WEBP, f"data:image/png;base64,{taken}")
    drawing.close()
    file.with_suffix(".webp").write_bytes(base64.b64decode(drawn.partition(",")[2]))


_AS_WEBP = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", 0.72);
}"""
"""The browser itself packs the picture: a third of what it would be otherwise, and nothing more to install."""


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
