"""The pages as people use them, in a real Chromium: read, book, move, undo, by mouse, keyboard and without script."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.web.browser import AXE, launched, must_be_there, sign_in
from tests.web.scene import SALON, Scene, busy_day, database, opened

pytestmark = pytest.mark.xdist_group("browser")
ROOT = f"/salon/{SALON}"
DAY = "2026-11-24"
WIDE = {"width": 1360, "height": 1000}
NARROW = {"width": 320, "height": 800}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Opening = Callable[..., Page]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A salon on a busy Tuesday, for all tests of this file: each uses visits of its own."""
    must_be_there()
    with opened(database(tmp_path_factory.mktemp("web"))) as made:
        yield made


@pytest.fixture(scope="module")
def refs(scene: Scene) -> dict[str, str]:
    """The codes of the day's visits by customer."""
    return busy_day(scene)


@pytest.fixture(scope="module")
def chromium(scene: Scene) -> Iterator[Browser]:
    """One browser for all."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def passes(chromium: Browser, scene: Scene) -> dict[str, Any]:
    """The cookies of users who signed in, so that not every test has to."""
    found: dict[str, Any] = {}
    for login in ("jana", "anna", "oskar"):
        context = chromium.new_context()
        sign_in(context, scene.url, login)
        found[login] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: errors of scripts, breaches of the policy."""
    return []


@pytest.fixture
def looking(
    chromium: Browser, scene: Scene, passes: dict[str, Any], complaints: list[str], refs: dict[str, str]
) -> Iterator[Opening]:
    """Opens a page for a user; whatever the browser complained about fails the test."""
    contexts: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with" not in message.text:  # Told on the page.
            complaints.append(message.text)

    def look(address: str, login: str = "jana", **options: Any) -> Page:
        options = {"viewport": WIDE, "locale": "de", "reduced_motion": "reduce", **options}
        context = chromium.new_context(storage_state=passes.get(login), **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{scene.url}{address}")
        return page

    yield look
    for context in contexts:
        context.close()
    assert complaints == []


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page, for WCAG 2.2 AA and good practice."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


PAGES = ["today", "today?view=week", "today?view=person&person=felix", "needs", "today/print", "visits/new"]


ALL = [*PAGES, "visits/{ref}", "visits/{ref}/move", "nowhere", "/account", "/sign-in"]
IN_THE_DARK = ["today", "needs", "visits/{ref}", "/sign-in"]


@pytest.mark.parametrize(
    ("path", "scheme"), [*((path, "light") for path in ALL), *((path, "dark") for path in IN_THE_DARK)]
)
def test_axe_finds_nothing(looking: Opening, refs: dict[str, str], path: str, scheme: str) -> None:
    address = path if path.startswith("/") else f"{ROOT}/{path.format(ref=refs['Berta Muster'])}"
    page = looking(address, "jana" if path != "/sign-in" else "", color_scheme=scheme)
    if path == "nowhere":
        expect(page.locator("h1")).to_have_text("Das ging nicht")
    assert violations(page) == []


def test_axe_finds_nothing_in_the_sheets(looking: Opening, refs: dict[str, str]) -> None:
    page = looking(f"{ROOT}/today?day={DAY}")
    page.click(f"#v-{refs['Dora Muster']}-0")
    expect(page.locator("dialog .facts")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.click(".bar a.primary")
    page.select_option("#service", "herrenhaarschnitt")
    page.select_option("#staff", "mia")
    page.fill("#at", "10:45")
    page.locator("#at").blur()
    expect(page.locator("#weighed .fault")).to_contain_text("Mia hat da schon den Termin")
    expect(page.locator("#weighed .chips button")).not_to_have_count(0)
    page.locator("#who").press_sequentially("must")
    expect(page.locator(".choices")).to_be_visible()
    assert violations(page) == []


def test_the_pages_speak_both_languages(looking: Opening) -> None:
    page = looking(f"{ROOT}/today?day={DAY}&view=week", "anna")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.click(".menu summary")
    page.click("text=English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "view=week" in page.url, "the place is kept"
    page.set_viewport_size({"width": 820, "height": 1180})
    height = page.evaluate("document.querySelector('.top').offsetHeight")
    assert height <= 120, "on a tablet the head takes two rows"
    expect(page.locator(".pages")).to_contain_text("What needs me")
    page.click(".menu summary")
    page.click("text=Deutsch")
    expect(page.locator(".pages")).to_contain_text("Was mich braucht")


def test_a_new_visit_by_click_and_its_undo(looking: Opening, scene: Scene) -> None:
    page = looking(f"{ROOT}/today?day=2026-11-30")
    lane = page.locator(".rows[data-staff=felix]").bounding_box()
    assert lane is not None
    page.mouse.click(lane["x"] + 60, lane["y"] + 2 * 96 + 10)
    expect(page.locator("#at")).to_have_value("11:00")
    expect(page.locator("#staff")).to_have_value("felix")
    page.select_option("#service", "trockenschnitt")
    expect(page.locator("#weighed .fine")).to_contain_text("11:00")
    page.locator("#who").press_sequentially("Petra Beispiel")
    page.click("dialog button.primary")
    expect(page.locator(".toast")).to_contain_text("Petra Beispiel ist eingetragen")
    expect(page.locator("dialog")).not_to_be_visible()
    block = page.locator(".block", has_text="Petra Beispiel")
    expect(block).to_have_count(1)
    page.click(".toast button")
    expect(page.locator(".toast")).to_contain_text("abgesagt")
    expect(block).to_have_count(0)


def test_a_known_customer_is_found_by_three_letters_and_a_walk_in_needs_no_name(looking: Opening) -> None:
    page = looking(f"{ROOT}/visits/new?day=2026-11-30&at=14:00&staff=felix&service=trockenschnitt")
    page.locator("#who").press_sequentially("fri")
    page.click("text=Frida Muster")
    page.click("main button.primary >> nth=-1")
    expect(page.locator(".toast")).to_contain_text("Frida Muster")
    page.goto(page.url.replace("at=14:00", "at=15:00"))
    page.click("main button.primary >> nth=-1")
    expect(page.locator(".toast")).to_contain_text("Laufkundschaft")


def test_what_stands_in_the_way_is_overridden_knowingly_but_never_a_claim(looking: Opening, scene: Scene) -> None:
    page = looking(f"{ROOT}/visits/new?day=2026-12-06&at=10:00&staff=mia&service=trockenschnitt")
    page.dispatch_event("#at", "change")
    expect(page.locator("#weighed .fault")).to_contain_text("geschlossen")
    page.click("main button.primary >> nth=-1")
    expect(page.locator("#weighed .fault")).to_be_visible()
    page.check("[name=knowingly]")
    page.fill("#who", "Quentin Muster")
    page.click("main button.primary >> nth=-1")
    expect(page.locator(".toast")).to_contain_text("Quentin Muster ist eingetragen")
    page.goto(page.url)
    page.dispatch_event("#at", "change")
    expect(page.locator("#weighed .fault")).to_contain_text("Mia hat da schon den Termin")
    expect(page.locator("[name=knowingly]")).to_have_count(0)


def drag(page: Page, ref: str, staff: str, clock: float) -> None:
    """Take a visit and hold it over a person's lane at an hour of the day; it is not let go."""
    block = page.locator(f"#v-{ref}-0").bounding_box()
    lane = page.locator(f".rows[data-staff={staff}]").bounding_box()
    assert block is not None and lane is not None
    page.mouse.move(block["x"] + 40, block["y"] + 5)
    page.mouse.down()
    page.mouse.move(block["x"] + 50, block["y"] + 12)
    page.mouse.move(lane["x"] + 40, lane["y"] + (clock - 9) * 96 + 5, steps=4)


def test_dragging_shows_the_conflict_before_dropping_and_can_be_undone(looking: Opening, scene: Scene) -> None:
    ref = scene.book("trockenschnitt", "mia", "2026-12-01 10:00", "Rosa Beispiel")
    scene.book("herrenhaarschnitt", "emma", "2026-12-01 11:00", "Sven Muster")
    page = looking(f"{ROOT}/today?day=2026-12-01")
    drag(page, ref, "emma", 11.25)
    ghost = page.locator(".ghost")
    expect(ghost).to_contain_text("Emma hat da schon den Termin")
    expect(ghost).to_have_class("ghost is-taken")
    page.mouse.up()
    expect(page.locator(f".rows[data-staff=mia] #v-{ref}-0")).to_be_visible()
    drag(page, ref, "emma", 13)
    expect(page.locator(".ghost")).to_have_class("ghost is-free")
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text("Rosa Beispiel ist verschoben")
    expect(page.locator(f".rows[data-staff=emma] #v-{ref}-0")).to_contain_text("13:00")
    page.click(".toast button")
    expect(page.locator(f".rows[data-staff=mia] #v-{ref}-0")).to_contain_text("10:00")


def test_a_finger_held_on_a_visit_moves_it_and_a_finger_that_goes_on_scrolls(looking: Opening, scene: Scene) -> None:
    ref = scene.book("trockenschnitt", "mia", "2026-12-11 10:00", "Zoe Beispiel")
    page = looking(f"{ROOT}/today?day=2026-12-11", has_touch=True, viewport={"width": 900, "height": 900})
    link = page.locator(f"#v-{ref}-0")
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    box = link.bounding_box()
    assert box is not None
    x, y = box["x"] + 40, box["y"] + 12
    touch("touchStart", x, y)
    touch("touchMove", x, y - 60)
    page.wait_for_timeout(500)
    expect(page.locator(".ghost")).to_have_count(0)
    touch("touchEnd")
    page.locator(".diary").evaluate("one => one.scrollTop = 0")
    box = link.bounding_box()
    lane = page.locator(".rows[data-staff=mia]").bounding_box()
    assert box is not None and lane is not None
    x, y = box["x"] + 40, box["y"] + 12
    touch("touchStart", x, y)
    expect(page.locator("body")).to_have_class("is-dragging")
    touch("touchMove", x, y + 40)
    touch("touchMove", x, y + 96)
    expect(page.locator(".ghost")).to_have_class("ghost is-free")
    expect(page.locator(".ghost")).to_contain_text("11:00")
    touch("touchEnd")
    expect(page.locator(".toast")).to_contain_text("Zoe Beispiel ist verschoben")
    expect(link).to_contain_text("11:00")
    page.click(".toast button")
    expect(link).to_contain_text("10:00")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_everything_can_be_done_with_the_keyboard(looking: Opening, scene: Scene) -> None:
    ref = scene.book("trockenschnitt", "mia", "2026-12-02 10:00", "Theo Beispiel")
    page = looking(f"{ROOT}/today?day=2026-12-02")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(f"#v-{ref}-0").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog .facts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"#v-{ref}-0")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("dialog a[data-sheet]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#at")).to_be_visible()
    page.fill("#at", "12:00")
    page.locator("#at").press("Enter")
    expect(page.locator(f"#v-{ref}-0")).to_contain_text("12:00")
    expect(page.locator(".toast button")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#service")).to_be_focused()


def test_cancelling_and_not_having_come(looking: Opening, scene: Scene) -> None:
    ref = scene.book("trockenschnitt", "felix", f"{DAY} 09:00", "Uta Muster")
    page = looking(f"{ROOT}/today?day={DAY}")
    page.click(f"#v-{ref}-0")
    page.get_by_role("button", name="Nicht gekommen").click()
    expect(page.locator(".toast")).to_contain_text("nicht gekommen")
    expect(page.locator(f".block.absent #v-{ref}-0")).to_be_visible()
    page.click(f"#v-{ref}-0")
    page.click("dialog summary")
    page.click("text=Ja, absagen")
    expect(page.locator(".toast")).to_contain_text("ist abgesagt")
    expect(page.locator(f"#v-{ref}-0")).to_have_count(0)
    page.click(".toast button")
    expect(page.locator(".block", has_text="Uta Muster")).to_have_count(1)


def test_news_show_by_themselves(looking: Opening, scene: Scene) -> None:
    page = looking(f"{ROOT}/today?day=2026-12-03")
    expect(page.locator("#live")).to_contain_text("Live")
    scene.book("trockenschnitt", "emma", "2026-12-03 10:00", "Vera Beispiel")
    expect(page.locator(".block", has_text="Vera Beispiel")).to_be_visible(timeout=3000)
    needs = looking(f"{ROOT}/needs")
    expect(needs.locator("#live")).to_contain_text("Live")
    scene.callback("Willi Muster", "+4915112345620", "Beratung", f"{DAY} 12:00")
    need = needs.locator(".need", has_text="Willi Muster")
    expect(need).to_be_visible(timeout=3000)
    need.get_by_role("link", name="Zeiten anbieten").click()
    expect(needs.locator("dialog blockquote")).to_contain_text("Guten Tag, Willi Muster, hier ist Salon Lindenhof.")
    assert violations(needs) == []
    needs.select_option("dialog #service", "trockenschnitt")
    times = needs.locator("dialog .times .chips button")
    expect(times.first).to_be_visible()
    assert violations(needs) == []
    times.first.click()
    expect(needs.locator(".toast")).to_contain_text("Willi Muster ist eingetragen")
    expect(need).to_have_count(0)
    needs.click(".toast button")
    expect(need).to_be_visible()
    need.get_by_role("button", name="Erledigt").click()
    expect(need).to_have_count(0)


def test_what_a_caller_is_being_offered_shows_while_it_is_held(looking: Opening, scene: Scene) -> None:
    page = looking(f"{ROOT}/today?day=2026-12-09")
    expect(page.locator("#live")).to_contain_text("Live")
    scene.offer("Trockenschnitt", "Emma", "2026-12-09", "10:00")
    expect(page.locator(".rows[data-staff=emma] .other-hold")).to_contain_text("am Telefon", timeout=3000)
    page.goto(f"{scene.url}{ROOT}/visits/new?day=2026-12-09&at=10:15&staff=emma&service=trockenschnitt")
    page.dispatch_event("#at", "change")
    expect(page.locator("#weighed .fault")).to_contain_text("gerade am Telefon reserviert")
    expect(page.locator("[name=knowingly]")).to_have_count(0)


CROWDED = """[...document.querySelectorAll('.column-head a')].flatMap(one => {
  const box = one.getBoundingClientRect(), head = one.closest('.column-head').getBoundingClientRect();
  const others = [...one.closest('.column-head').querySelectorAll('a')].filter(other => other !== one);
  const under = other => { const b = other.getBoundingClientRect();
    return box.left < b.right && b.left < box.right && box.top < b.bottom && b.top < box.bottom; };
  return box.height >= 24 && box.bottom <= head.bottom && !others.some(under) ? [] : [one.outerHTML.slice(0, 120)];
})"""
"""Links above a column of the diary that are low, cut off, or lie under one another."""


def test_mia_is_ill_in_two_clicks_and_time_is_blocked_in_two(looking: Opening, scene: Scene) -> None:
    scene.book("trockenschnitt", "mia", "2026-12-10 15:00", "Yara Beispiel", "0151 12345621")
    page = looking(f"{ROOT}/today?day=2026-12-10")
    head = page.locator(".column", has=page.locator(".rows[data-staff=mia]")).locator(".column-head p")
    page.click("#away-mia")
    expect(page.locator("dialog .quick button.primary")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Mia ist krank gemeldet (Do. 10.12.). Ein Termin")
    expect(head).to_contain_text("krank")
    assert violations(page) == []
    assert page.evaluate(CROWDED) == []
    needs = looking(f"{ROOT}/needs")
    group = needs.locator(".need-group")
    expect(group).to_contain_text("Yara Beispiel")
    expect(group.locator("a[href='tel:+4915112345621']")).to_be_visible()
    assert violations(needs) == []
    needs.set_viewport_size({"width": 320, "height": 800})
    assert needs.evaluate("document.documentElement.scrollWidth") <= 320
    group.get_by_role("link", name="Worte und Zeiten").click()
    expect(needs.locator("dialog blockquote")).to_contain_text("Mia ist da leider nicht im Haus")
    needs.keyboard.press("Escape")
    page.click(".toast button")
    expect(page.locator(".toast")).to_contain_text("Mia ist wieder da")
    expect(head).not_to_contain_text("krank")
    expect(group).to_have_count(0, timeout=3000)
    lane = page.locator(".rows[data-staff=felix]").bounding_box()
    assert lane is not None
    page.mouse.move(lane["x"] + 60, lane["y"] + 96 + 3)
    page.mouse.down()
    page.mouse.move(lane["x"] + 62, lane["y"] + 96 + 60, steps=4)
    expect(page.locator(".ghost")).to_contain_text("10:00–10:45")
    page.mouse.up()
    expect(page.locator("#block-until")).to_have_value("10:45")
    page.click("dialog .block-time button")
    away = page.locator(".rows[data-staff=felix] .away")
    expect(away).to_contain_text("gesperrt")
    away.locator("a").click()
    expect(page.locator("dialog .facts")).to_contain_text("10:00–10:45")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.click("dialog .acts button")
    expect(away).to_have_count(0)


def test_whoever_only_looks_is_offered_nothing_else(looking: Opening, refs: dict[str, str]) -> None:
    page = looking(f"{ROOT}/today?day={DAY}", "anna")
    expect(page.locator(".bar a.primary")).to_have_count(0)
    page.click(f"#v-{refs['Berta Muster']}-0")
    expect(page.locator("dialog .facts")).to_be_visible()
    expect(page.locator("dialog form, dialog .acts")).to_have_count(0)


@pytest.mark.parametrize("path", [*PAGES, "visits/{ref}"])
def test_nothing_runs_out_of_a_narrow_page(looking: Opening, refs: dict[str, str], path: str) -> None:
    """320 pixels: a small phone, or a wide screen at 400 % (WCAG 1.4.10)."""
    page = looking(f"{ROOT}/{path.format(ref=refs['Berta Muster'])}", viewport=NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], f"{wide} pixels"


def test_without_script_every_page_and_form_works(looking: Opening, scene: Scene) -> None:
    page = looking(f"{ROOT}/today?day=2026-12-04", java_script_enabled=False)
    page.click(".bar a.primary")
    page.select_option("#service", "trockenschnitt")
    page.fill("#at", "10:00")
    page.fill("#who", "Xenia Beispiel")
    page.click("main button.primary >> nth=-1")
    page.click(".block a >> nth=0")
    expect(page.locator("main")).to_contain_text("Xenia Beispiel")
    page.click("main summary.button")
    page.click("text=Ja, absagen")
    expect(page.locator(".block")).to_have_count(0)


def test_the_first_view_is_light(chromium: Browser, scene: Scene, passes: dict[str, Any], refs: dict[str, str]) -> None:
    context = chromium.new_context(storage_state=passes["jana"])
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda r: sizes.update({r.url: r.sizes()["responseBodySize"]}))
    page.goto(f"{scene.url}{ROOT}/today?day={DAY}", wait_until="load")
    context.close()
    assert len(sizes) >= 4
    assert sum(sizes.values()) <= 150 * 1024, sizes
