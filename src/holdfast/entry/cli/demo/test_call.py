"""The sample salon in a browser on this machine, opened on the page of the test call, without an account."""

import os
import secrets
import sys
import webbrowser
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from holdfast.actions.book_by_staff import StaffWish, book_by_staff
from holdfast.actions.look_at_diary import Diary, look_at_diary
from holdfast.actions.manage_users import NewUser, add_user
from holdfast.actions.sign_in import NotSignedIn, sign_in
from holdfast.core.access import Role
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import utc_of
from holdfast.entry.api.keyholder import application_of
from holdfast.entry.cli.demo.house import House, open_house
from holdfast.entry.cli.demo.telling import Screen
from holdfast.entry.web.screen import set_cookie
from holdfast.sample import SALON

_LOGIN = "demo"
_DAYS = 7
_TIMES = (time(9, 30), time(13, 30), time(15, 30))
_NAMES = ("Berta Muster", "Cem Beispiel", "Dora Muster", "Emil Beispiel", "Frida Muster", "Greta Beispiel")
_SERVICES = ("damenhaarschnitt", "herrenhaarschnitt", "dauerwelle", "kinderhaarschnitt")


async def show_test_call(screen: Screen, *, port: int, opens_browser: bool) -> None:
    """Serve the salon until Ctrl-C. Raises Refusal."""
    token, password = secrets.token_urlsafe(16), secrets.token_urlsafe(24)
    async with open_house(port, door=_door(token, password)) as house:
        house.clock.catch_up()
        tenant = house.salon.salon.tenant
        await add_user(house.application.desk, NewUser(_LOGIN, "Demo", Role.OWNER, tenant.slug, password))
        await _fill_diary(house)
        address = f"{house.url}/demo/{token}"
        _tell(screen, tenant, address)
        if opens_browser and has_desktop(os.environ, sys.platform):
            webbrowser.open(address)
        await house.server


def has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a browser that is opened here appears before whoever sits at this terminal: not over ssh."""
    if environment.get("SSH_CONNECTION") or environment.get("CI"):
        return False
    shows = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return shows or platform in ("darwin", "win32")


def _door(token: str, password: str) -> APIRouter:
    """The way in of this demonstration: whoever knows its address, on this very machine, is its owner."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/demo/{given}")
    async def enter(request: Request, given: str) -> Response:
        """Sign in and go to the test call."""
        if not secrets.compare_digest(given.encode(), token.encode()):
            return Response(status_code=404)
        found = await sign_in(application_of(request).desk, _LOGIN, password, "demo")
        if isinstance(found, NotSignedIn):
            return Response("please try again in a minute", 429)
        slug = SALON.removesuffix(".toml")
        return set_cookie(request, RedirectResponse(f"/salon/{slug}/test-call", 303), found.token)

    return routes


def _tell(screen: Screen, tenant: Tenant, address: str) -> None:
    screen.heading(f"{tenant.name} is open: call it from your browser")
    screen.remark(
        "You type what a caller says; a rule-based agent answers with the real tools, and every step is shown beside"
        " it. Let the calendar be slow or lose an answer, and see what the caller is told."
    )
    screen.remark("The call that Holdfast was made for, played in this terminal: holdfast demo --once --old-way")
    screen.remark("Ctrl-C ends it and removes everything. The address works on this machine only:\n")
    screen.plain(address)


async def _fill_diary(house: House) -> None:
    """Some visits of invented people in the next days, so that the salon looks like one."""
    desk, tenant_id = house.application.desk, house.salon.row.id
    today = house.clock.now().astimezone(house.salon.salon.tenant.timezone).date()
    diary = await look_at_diary(desk, tenant_id, today, _DAYS)
    for wish in _wishes(diary):
        await book_by_staff(desk, house.application.drives, tenant_id, wish, "demo")


def _wishes(diary: Diary) -> Iterator[StaffWish]:
    """Two of three times of everybody who works, by turns; what does not fit is refused and left out."""
    turn = 0
    for day in diary.days:
        for one in day.people:
            for at in _TIMES:
                turn += 1
                start = _instant(diary.tenant, day.day, at)
                if one.hours and turn % 3 and start is not None:
                    service = _SERVICES[turn % len(_SERVICES)]
                    yield StaffWish((service,), one.person.key, start, _NAMES[turn % len(_NAMES)], "", "")


def _instant(tenant: Tenant, day: date, at: time) -> datetime | None:
    return utc_of(day, at, tenant.timezone)
