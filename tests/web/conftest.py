"""The pages, asked without a browser: two salons behind one server on both engines, with a user in each role."""

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from holdfast.actions import sign_in as signing
from holdfast.actions.manage_users import NewUser, add_user
from holdfast.core.access import Role
from tests.entry.conftest import house
from tests.entry.house import OTHER, SALON, House
from tests.postgres_server import Databases

__all__ = ["house"]
PASSWORD = "Der Kamm liegt links oben"
USERS: dict[str, tuple[Role, str | None]] = {
    "jana": (Role.OWNER, SALON),
    "rita": (Role.RECEPTION, SALON),
    "otto": (Role.OPERATOR, SALON),
    "anna": (Role.AUDITOR, SALON),
    "nora": (Role.OWNER, OTHER),
    "oskar": (Role.OPERATOR, None),
}


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A database without a row: on SQLite, or on PostgreSQL where a test asks for it."""
    if getattr(request, "param", "sqlite") == "postgres":
        return str(request.getfixturevalue("postgres_database"))
    file = Path(request.getfixturevalue("sqlite_file"))
    shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


@dataclass
class Browser:
    """Somebody's browser as far as HTTP goes: cookies, and the secret that forms carry."""

    http: httpx.AsyncClient
    csrf: str = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """A page."""
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """A form, with what its page put into it."""
        return await self.http.post(path, data={"csrf": self.csrf, **(fields or {})}, headers=headers)

    async def sign_in(self, login: str, password: str = PASSWORD, next: str = "") -> httpx.Response:
        """Fill in the form of the sign-in."""
        gate = found(r'name="gate" value="([^"]+)"', (await self.get("/sign-in")).text)
        entered = {"gate": gate, "next": next, "login": login, "password": password}
        response = await self.http.post("/sign-in", data=entered)
        if response.status_code == 303:
            self.csrf = found(r'name="csrf" content="([^"]+)"', (await self.get("/account")).text)
        return response


def found(pattern: str, text: str) -> str:
    """What a pattern finds in a page."""
    match = re.search(pattern, text)
    assert match is not None, text[:2000]
    return match.group(1)


@dataclass
class Pages:
    """The house with its users, and their browsers."""

    house: House
    open: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self) -> Browser:
        """A browser that nobody signed in with yet."""
        server = self.house.http._transport
        self.open.append(httpx.AsyncClient(transport=server, base_url="http://salon"))
        return Browser(self.open[-1])

    async def of(self, login: str) -> Browser:
        """The browser of a user who signed in."""
        browser = self.browser()
        response = await browser.sign_in(login)
        assert response.status_code == 303, response.text
        return browser


CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A digest that costs nothing: these tests sign in hundreds of times. What is really used is tested by itself."""


@pytest.fixture
async def pages(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pages]:
    """The pages of both salons."""
    monkeypatch.setattr(signing, "hasher", lambda: CHEAP)
    for login, (role, slug) in USERS.items():
        await add_user(house.application.desk, NewUser(login, login.capitalize(), role, slug, PASSWORD))
    made = Pages(house)
    yield made
    for client in made.open:
        await client.aclose()


@pytest.fixture
def postgres_database(postgres_databases: Databases) -> Iterator[str]:
    """A database without a row, on PostgreSQL."""
    with postgres_databases.one() as url:
        yield url
