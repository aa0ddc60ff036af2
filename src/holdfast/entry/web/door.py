"""In and out: the sign-in, the one-time link, signing out, and what concerns the user alone."""

import secrets
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from holdfast.actions import manage_users
from holdfast.actions.manage_users import UserRefused
from holdfast.actions.sign_in import NotSignedIn, SignedIn, link_owner, sign_in, sign_in_by_link
from holdfast.actions.sign_out import sign_out
from holdfast.core.access import password_fault
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, must_be_secure, open_to_all, set_cookie, signed_in
from holdfast.entry.web.words import LANGUAGES

routes = page_routes()
Anybody = Annotated[Screen, Depends(open_to_all)]
User = Annotated[Screen, Depends(signed_in)]
_YEAR = 365 * 24 * 3600
_GATE = "gate"
"""The cookie that a sign-in form repeats, so that no other site can sign a browser in under a user of its own."""


@routes.get("/")
async def start(screen: Anybody) -> Response:
    """To the first salon of whoever is signed in, else to the sign-in."""
    if screen.visitor is None:
        return screen.go("/sign-in")
    if not screen.visitor.places:
        return screen.page("no_salon.html")
    return screen.go(f"/salon/{screen.visitor.places[0].slug}/today")


@routes.get("/sign-in")
async def ask(screen: Anybody, next: str = "") -> Response:
    """The form."""
    if screen.visitor is not None:
        return screen.go(_safe(next))
    is_first = not await manage_users.is_anybody_known(screen.application.desk)
    return _form(screen, next, "sign_in_nobody" if is_first else "")


@routes.post("/sign-in")
async def enter(screen: Anybody) -> Response:
    """Let somebody in, or say that it did not fit, and not why."""
    _must_repeat_the_gate(screen)
    address = screen.request.client.host if screen.request.client else ""
    login = screen.field("login", 100)
    password = (screen.form or {}).get("password", "")
    found = await sign_in(screen.application.desk, login, password, address)
    if isinstance(found, NotSignedIn):
        status = 429 if found is NotSignedIn.TOO_OFTEN else 401
        return _form(screen, screen.field("next"), f"sign_in_{found.value}", status, login)
    return _in(screen, found, screen.field("next"))


def _in(screen: Screen, found: SignedIn, next: str) -> Response:
    response = set_cookie(screen.request, screen.go(_safe(next)), found.token)
    response.delete_cookie(_GATE, path="/")
    return _in_language(response, found.user.language) if found.user.language else response


def _in_language(response: Response, language: str) -> Response:
    response.set_cookie("language", language, max_age=_YEAR, path="/", samesite="lax", httponly=True)
    return response


def _safe(next: str) -> str:
    """Where to go after the sign-in: a page of ours, nothing else."""
    return next if next.startswith("/salon/") and "//" not in next and "\\" not in next else "/"


def _form(screen: Screen, next: str, fault: str = "", status: int = 200, login: str = "") -> Response:
    response = screen.page(
        "sign_in.html", status, gate=(gate := secrets.token_urlsafe(24)), next=_safe(next), fault=fault, login=login
    )
    return _with_gate(screen.request, response, gate)


def _with_gate(request: Request, response: Response, gate: str) -> Response:
    response.set_cookie(
        _GATE, gate, max_age=3600, path="/", secure=must_be_secure(request), httponly=True, samesite="strict"
    )
    return response


def _must_repeat_the_gate(screen: Screen) -> None:
    kept = screen.request.cookies.get(_GATE, "")
    if not kept or not secrets.compare_digest(kept.encode(), screen.field(_GATE).encode()):
        raise Refused(403, "refused_stale")


@routes.get("/welcome/{token}")
async def welcome(screen: Anybody, token: str) -> Response:
    """The page of a one-time link: choose a password."""
    user = await link_owner(screen.application.desk, token)
    if user is None:
        raise Refused(410, "refused_link")
    return _welcome(screen, user.login)


def _welcome(screen: Screen, login: str, fault: str = "", status: int = 200) -> Response:
    gate = secrets.token_urlsafe(24)
    return _with_gate(screen.request, screen.page("welcome.html", status, gate=gate, login=login, fault=fault), gate)


@routes.post("/welcome/{token}")
async def choose_password(screen: Anybody, token: str) -> Response:
    """Set the password and let the user in. The link is used up."""
    _must_repeat_the_gate(screen)
    user = await link_owner(screen.application.desk, token)
    if user is None:
        raise Refused(410, "refused_link")
    password = (screen.form or {}).get("password", "")
    fault = password_fault(password, user.login)
    if fault is None and password != (screen.form or {}).get("again", ""):
        fault = "password_differs"
    if fault is not None:
        return _welcome(screen, user.login, fault, 422)
    found = await sign_in_by_link(screen.application.desk, token, password)
    if found is None:
        raise Refused(410, "refused_link")
    return _in(screen, found, "")


@routes.post("/sign-out")
async def leave(screen: User) -> Response:
    """End the session; with `everywhere` all sessions of the user."""
    await sign_out(screen.application.desk, screen.who, everywhere=screen.field("everywhere") == "yes")
    return set_cookie(screen.request, screen.go("/sign-in"), None)


@routes.post("/language")
async def language(screen: Anybody) -> Response:
    """Read the pages in another language from now on."""
    chosen = screen.field("language", 2)
    if chosen not in LANGUAGES:
        raise Refused(422, "refused_form")
    if screen.visitor is not None:
        await manage_users.choose_language(screen.application.desk, screen.visitor, chosen)
    back = screen.field("back", 500)
    response = screen.go(back if back.startswith("/") and "//" not in back and "\\" not in back else "/")
    return _in_language(response, chosen)


@routes.get("/account")
async def account(screen: User) -> Response:
    """One's own password and sessions."""
    return screen.page("account.html", fault="", done=False)


@routes.post("/account/password")
async def new_password(screen: User) -> Response:
    """Another password; all other browsers are signed out."""
    form = screen.form or {}
    address = screen.request.client.host if screen.request.client else ""
    proven = await sign_in(screen.application.desk, screen.who.user.login, form.get("old", ""), address)
    if isinstance(proven, NotSignedIn):
        return screen.page("account.html", 422, fault=f"sign_in_{proven.value}", done=False)
    if form.get("password", "") != form.get("again", ""):
        return screen.page("account.html", 422, fault="password_differs", done=False)
    try:
        await manage_users.change_password(screen.application.desk, screen.who, form.get("password", ""))
    except UserRefused as refused:
        return screen.page("account.html", 422, fault=refused.why, done=False)
    return screen.page("account.html", fault="", done=True)
