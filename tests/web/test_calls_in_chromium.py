"""The pages about calls as people use them, in a real Chromium: the incident is found, understood, repaired, undone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.web.browser import launched, must_be_there, sign_in
from tests.web.call_scene import AGREES, DIFFERS, NOTHING, QUIET, CallScene, opened_calls
from tests.web.scene import SALON, database
from tests.web.test_in_chromium import NARROW, WIDE, violations

pytestmark = pytest.mark.xdist_group("browser")
ROOT = f"/salon/{SALON}"
Opening = Callable[..., Page]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallScene]:
    """A salon whose calendar is a Cal.com, with four calls."""
    must_be_there()
    with opened_calls(database(tmp_path_factory.mktemp("calls"))) as made:
        yield made


@pytest.fixture(scope="module")
def chromium(scene: CallScene) -> Iterator[Browser]:
    """One browser for all."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def passes(chromium: Browser, scene: CallScene) -> dict[str, Any]:
    """The cookies of users who signed in."""
    found: dict[str, Any] = {}
    for login in ("jana", "anna", "otto"):
        context = chromium.new_context()
        sign_in(context, scene.url, login)
        found[login] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def looking(chromium: Browser, scene: CallScene, passes: dict[str, Any]) -> Iterator[Opening]:
    """Opens a page for a user; whatever the browser complained about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with" not in message.text:  # Told on the page.
            complaints.append(message.text)

    def look(address: str, login: str = "jana", **options: Any) -> Page:
        context = chromium.new_context(
            storage_state=passes[login], **{"viewport": WIDE, "locale": "de", "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{scene.url}{ROOT}/{address.format(ref=scene.refs[DIFFERS])}")
        return page

    yield look
    for context in contexts:
        context.close()
    assert complaints == []


WHY = "why-not?service=dauerwelle&staff=felix&day=2026-11-27&at=10:00"
PAGES = [
    "calls",
    f"calls/{DIFFERS}",
    f"calls/{AGREES}",
    f"calls/{DIFFERS}/repair",
    "visits/{ref}",
    "visits/{ref}/where",
]
PAGES += [WHY, "why-not", "calls?state=agree&day=2020-01-01"]


@pytest.mark.parametrize(
    ("path", "scheme"),
    [*((path, "light") for path in PAGES if AGREES not in path), (f"calls/{DIFFERS}", "dark"), ("calls", "dark")],
)
def test_axe_finds_nothing(looking: Opening, path: str, scheme: str) -> None:
    page = looking(path, color_scheme=scheme)
    for one in page.locator("main details").all()[:3]:
        one.evaluate("one => one.open = true")
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_out_of_a_narrow_page(looking: Opening, path: str) -> None:
    page = looking(path, viewport=NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], f"{wide} pixels"


def test_the_incident_is_found_and_understood(looking: Opening) -> None:
    page = looking("calls")
    expect(page.locator(".call-line")).to_have_count(4)
    page.click(".views a >> text=weicht ab")
    expect(page.locator(".call-line")).to_have_count(1)
    assert "state=differ" in page.url
    page.click(".call-who >> text=Ada Beispiel")
    expect(page.locator("h1")).to_contain_text("Ada Beispiel")
    expect(page.locator(".witness-differ")).to_contain_text("Geht zu dieser Zeit nicht")
    expect(page.locator(".witness-agree")).to_have_count(2)
    expect(page.locator(".span .odd-mark", has_text="Wiederholung")).to_have_count(1)
    expect(page.locator("#do .tell")).to_contain_text("Ihr Termin")


def test_what_is_searched_for_stays_out_of_the_address(looking: Opening) -> None:
    page = looking("calls")
    page.fill("#words", "Jonas")
    page.locator("#words").press("Enter")
    expect(page.locator(".call-line")).to_have_count(1)
    assert page.url.endswith("/calls/search")
    expect(page.locator("#words")).to_have_value("Jonas")


def test_evidence_leads_to_its_row_with_the_keyboard(looking: Opening) -> None:
    page = looking(f"calls/{DIFFERS}")
    page.locator(".pieces a[href^='#utterance']").first.focus()
    page.keyboard.press("Enter")
    row = page.locator(".span:target")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("vergeben")
    row.locator("a.odd-mark").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".conflicts li:target")).to_be_in_viewport()


def test_the_pages_speak_english(looking: Opening, scene: CallScene) -> None:
    page = looking(f"calls/{AGREES}", "otto")
    page.click(".menu summary")
    page.click("text=English")
    expect(page.locator("h1")).to_contain_text("appointment of Jonas Muster")
    expect(page.locator(".witnesses")).to_contain_text("The visit is booked")
    page.goto(f"{scene.url}{ROOT}/calls")
    expect(page.locator(".call-day").first).to_contain_text("Today, Tuesday")


def test_a_call_that_nobody_judged_is_judged_when_somebody_looks(looking: Opening) -> None:
    page = looking(f"calls/{QUIET}")
    expect(page.locator(".verdict-head")).to_be_visible()
    page = looking(f"calls/{NOTHING}")
    expect(page.locator(".witness")).to_have_count(3)


def test_whoever_only_looks_is_offered_no_deed(looking: Opening) -> None:
    page = looking(f"calls/{DIFFERS}", "anna")
    expect(page.locator("#do form")).to_have_count(0)
    page.click("#do a.primary")
    expect(page.locator("dialog .repair-steps")).to_be_visible()
    expect(page.locator("dialog form")).to_have_count(0)


def test_it_is_read_and_repaired_without_script(looking: Opening) -> None:
    page = looking(f"calls/{DIFFERS}", java_script_enabled=False)
    expect(page.locator(".span")).not_to_have_count(0)
    page.locator(".body summary").first.click()
    expect(page.locator(".body pre").first).to_be_visible()
    page.click("#do a.primary")
    expect(page.locator(".repair-steps li")).not_to_have_count(0)
    page.click("a[data-close]")
    expect(page.locator("#do")).to_be_visible()


def test_a_visit_is_proven_to_stand_in_the_calendar(looking: Opening) -> None:
    page = looking("visits/{ref}")
    page.click("#where a")
    expect(page.locator(".where")).to_contain_text("Ja, steht im Kalender.")
    expect(page.locator(".where .segments li")).to_have_count(4)


def test_the_same_rules_answer_why_not(looking: Opening) -> None:
    page = looking("why-not?service=dauerwelle&staff=felix&day=2026-11-27&at=10:00")
    expect(page.locator(".reasons")).to_contain_text("Felix hat da schon den Termin")
    page.locator(".near a").first.click()
    expect(page.locator("dialog #service")).to_have_value("dauerwelle")
    page.keyboard.press("Escape")
    page.select_option("#staff", "")
    page.fill("#at", "12:30")
    page.click("form.asking button")
    expect(page.locator(".big-answer")).to_contain_text("12:30 ist frei")


def test_repair_undo_and_leaving_it_at_that(looking: Opening) -> None:
    page = looking(f"calls/{DIFFERS}")
    page.click("#do a.primary")
    page.click("dialog button.primary")
    expect(page.locator("#do .fine")).to_contain_text("Repariert am")
    page.click("#do form[action$=undo] button")
    expect(page.locator("#do .fine")).to_have_count(0)
    page.click("#do .waive summary")
    page.fill("#why", "Die Kundin war heute selbst da")
    page.click("#do .waive button.grave")
    expect(page.locator("#do .fine")).to_contain_text("Geschlossen")
