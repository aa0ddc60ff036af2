"""A real Chromium, as Debian packages it, driven by Playwright. Nothing leaves this machine.

``python -m tests.web.browser`` makes sure that it is there, and npm with it, where that may be installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.scene import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).resolve().parents[2]
HTMX = ROOT / "src/holdfast/entry/web/static/vendor/htmx.min.js"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


def chromium() -> str | None:
    """Where Chromium is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure() -> None:
    """Install what is missing where we may: root on Debian. Else the tests say that they were left out."""
    missing = [name for name, there in (("chromium", chromium()), ("npm", shutil.which("npm"))) if not there]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.stderr.write(f"the pages are not tested in a browser: apt-get install {' '.join(missing)}\n")
        return
    sys.stderr.write(f"==> installing {' and '.join(missing)} from the system's packages\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL, check=True)


def must_be_there() -> None:
    """Skip, and say what to do, where a browser or what the pages load is missing."""
    if chromium() is None:
        pytest.skip("NOT TESTED IN A BROWSER: apt-get install chromium")
    for file in (HTMX, AXE):
        if not file.is_file():
            pytest.skip(
                f"NOT TESTED IN A BROWSER: {file.name} is missing: apt-get install npm && make node_modules/.dev-ready"
            )


@contextmanager
def launched(language: str = "de-DE") -> Iterator[Browser]:
    """A browser with a profile of its own, itself in that language."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[*FLAGS, f"--lang={language}"],
            env={**os.environ, "LANGUAGE": language},
            headless=True,
        )
        try:
            yield browser
        finally:
            browser.close()


def sign_in(context: BrowserContext, url: str, login: str = "jana") -> Page:
    """A page of somebody who signed in."""
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/salon/**")
    return page


if __name__ == "__main__":
    ensure()
