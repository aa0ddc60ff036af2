"""One look at a screen: who looks, in which salon, with which right; and how a page is made for them.

Every route says which right it asks for (`looks`, `open_to_all`); a test goes through all of them.
"""

import gzip
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from holdfast.actions.sign_in import Visitor, visitor_of
from holdfast.app import Application
from holdfast.core.access import Right
from holdfast.core.ids import TenantId
from holdfast.entry.api.keyholder import application_of
from holdfast.entry.bodies import read_body, storable_text
from holdfast.entry.web.templates import render
from holdfast.entry.web.words import Words, asked_for, words_in

LARGEST_FORM = 32 * 1024
MOST_FIELDS = 300
_WORTH_PACKING = 1024
SAFE_METHODS = ("GET", "HEAD")


class Turned(Exception):
    """A request that ends here: with a response ready made."""

    def __init__(self, response: Response) -> None:
        """What is answered."""
        super().__init__(str(response.status_code))
        self.response = response


class Refused(Exception):
    """A request that is answered with a page of one sentence: `key` of the texts, and a status."""

    def __init__(self, status: int, key: str) -> None:
        """Which status, and what the page says."""
        super().__init__(key)
        self.status = status
        self.key = key


@dataclass
class Screen:
    """What a page is made from. `visitor` None before somebody signed in; `tenant_id` None outside a salon."""

    request: Request
    application: Application
    words: Words
    visitor: Visitor | None = None
    slug: str = ""
    place_id: TenantId | None = None
    form: Mapping[str, str] | None = None

    @property
    def tenant_id(self) -> TenantId:
        """The salon that all answers are bound to."""
        assert self.place_id is not None, "only pages of a salon ask for it"
        return self.place_id

    @property
    def who(self) -> Visitor:
        """Who looks; only pages behind the sign-in ask for it."""
        assert self.visitor is not None, "this page is behind the sign-in"
        return self.visitor

    @property
    def by(self) -> str:
        """How the timeline names who did something: by number, which tells nobody a name."""
        return f"user:{self.who.user.id}"

    @property
    def is_fragment(self) -> bool:
        """Whether only a part of a page is asked for, by a page that is shown already."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def root(self) -> str:
        """The address under which the pages of this salon stand."""
        return f"/salon/{self.slug}"

    def field(self, name: str, most: int = 200) -> str:
        """What was entered in a field of the form, at most so many characters; empty where there is none."""
        return (self.form or {}).get(name, "").strip()[:most]

    def may(self, right: str) -> bool:
        """Whether who looks has this right here."""
        return self.visitor is not None and self.visitor.may(self.slug, Right(right))

    def page(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> Response:
        """A page, or the same without its frame where only a part is asked for."""
        nonce = secrets.token_urlsafe(16)
        secret = self.visitor.session.secret if self.visitor else None
        html = render(
            template,
            screen=self,
            t=self.words,
            nonce=nonce,
            csrf=masked(secret) if secret else "",
            frame="frame_none.html" if self.is_fragment else "frame.html",
            **values,
        )
        return html_response(self.request, html, nonce, status, headers)

    def done(self, template: str, what: Mapping[str, Any] | None = None, **values: Any) -> Response:
        """A part that tells what was done, and a sign to the page that shows it."""
        sign = json.dumps({"holdfast:done": dict(what or {})})
        return self.page(template, headers={"HX-Trigger": sign}, **values)

    def go(self, address: str) -> Response:
        """On to another page."""
        if self.is_fragment:
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)


def html_response(
    request: Request, html: str, nonce: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Text as a page: packed where the browser can unpack it, with the policy that lets nothing foreign run."""
    content = html.encode()
    more = {**policy(nonce, is_secure(request)), **(headers or {}), "Vary": "Accept-Encoding, HX-Request, Cookie"}
    if len(content) >= _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        content, more["Content-Encoding"] = gzip.compress(content, 5), "gzip"
    return Response(content, status, more, "text/html; charset=utf-8")


def policy(nonce: str, secure: bool) -> dict[str, str]:
    """What a browser may do with a page: only our scripts, named one by one; no style in an element; no frame."""
    rules = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    found = {
        "Content-Security-Policy": "; ".join(rules),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    return {**found, "Strict-Transport-Security": "max-age=31536000"} if secure else found


def is_secure(request: Request) -> bool:
    """Whether the browser reaches us over TLS: by itself, or through what stands before us (HOLDFAST_PUBLIC_URL)."""
    public = application_of(request).desk.settings.public_url or ""
    return request.url.scheme == "https" or public.startswith("https://")


def must_be_secure(request: Request) -> bool:
    """Whether cookies are only for TLS: always, but for a server that only this machine reaches."""
    return is_secure(request) or application_of(request).desk.settings.is_public


def cookie_name(request: Request) -> str:
    """The cookie of the session. The prefix has the browser refuse one that another host or an open line planted."""
    return "__Host-holdfast" if must_be_secure(request) else "holdfast"


def set_cookie(request: Request, response: Response, token: str | None) -> Response:
    """Give the browser its session, or take it away."""
    secure = must_be_secure(request)
    if token is None:
        response.delete_cookie(cookie_name(request), path="/", secure=secure, httponly=True, samesite="lax")
    else:
        response.set_cookie(
            cookie_name(request), token, max_age=14 * 24 * 3600, path="/", secure=secure, httponly=True, samesite="lax"
        )
    return response


def masked(secret: str) -> str:
    """The secret of a session's forms, another text on every page: packing a page then gives nothing of it away."""
    mask = secrets.token_bytes(len(secret) // 2)
    return (mask + bytes(a ^ b for a, b in zip(mask, bytes.fromhex(secret), strict=True))).hex()


def unmasked(sent: str) -> str:
    """What a form carried, without its mask; empty where it is no such text."""
    try:
        both = bytes.fromhex(sent)
    except ValueError:
        return ""
    half = len(both) // 2
    return bytes(a ^ b for a, b in zip(both[:half], both[half : 2 * half], strict=True)).hex()


def comes_from_us(request: Request) -> bool:
    """Whether a browser sent this from one of our own pages, as far as its headers tell. Older ones send none."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == request.headers.get("host")


async def read_form(request: Request, largest: int = LARGEST_FORM) -> dict[str, str]:
    """The fields of a form; of one that comes twice the last. Raises Problem 413."""
    text = (await read_body(request, largest)).decode(errors="replace")
    fields = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return {storable_text(name): storable_text(values[-1]) for name, values in fields.items()}


async def screen_of(request: Request, largest: int = LARGEST_FORM) -> Screen:
    """The screen of whoever asks, signed in or not; a form may have so many bytes."""
    application = application_of(request)
    token = request.cookies.get(cookie_name(request), "")
    visitor = await visitor_of(application.desk, token) if 20 <= len(token) <= 100 else None
    chosen = visitor.user.language if visitor else request.cookies.get("language")
    language = chosen or asked_for(request.headers.get("accept-language", "")) or "de"
    screen = Screen(request, application, words_in(language), visitor)
    if request.method not in SAFE_METHODS:
        if not comes_from_us(request):
            raise Refused(403, "refused_origin")
        try:
            screen.form = await read_form(request, largest)
        except ValueError as error:
            raise Refused(400, "refused_form") from error
    return screen


def looks(right: Right, largest: int = LARGEST_FORM) -> Callable[[Request, str], Any]:
    """What a route of a salon depends on: somebody who is signed in and has this right there.

    A salon without a role in it does not exist, as far as anybody can tell.
    """

    async def checked(request: Request, tenant: str) -> Screen:
        screen = await screen_of(request, largest)
        _must_be_signed_in(screen)
        place = screen.who.place(tenant)
        if place is None:
            raise Refused(404, "refused_nothing")
        screen.slug, screen.place_id = place.slug, place.tenant_id
        if not screen.who.may(tenant, right):
            raise Refused(403, "refused_right")
        return screen

    checked.right = right  # type: ignore[attr-defined]
    return checked


def _must_be_signed_in(screen: Screen) -> None:
    request = screen.request
    if screen.visitor is None:
        where = quote(request.url.path, safe="/") if request.method in SAFE_METHODS and not screen.is_fragment else ""
        raise Turned(screen.go(f"/sign-in?next={where}" if where else "/sign-in"))
    if request.method not in SAFE_METHODS:
        sent = unmasked((screen.form or {}).get("csrf", ""))
        if not secrets.compare_digest(sent, screen.visitor.session.secret):
            raise Refused(403, "refused_stale")


async def signed_in(request: Request) -> Screen:
    """What a route depends on that only concerns the user, not a salon."""
    screen = await screen_of(request)
    _must_be_signed_in(screen)
    return screen


signed_in.right = "signed_in"  # type: ignore[attr-defined]


async def open_to_all(request: Request) -> Screen:
    """What a route depends on that anybody may ask, signed in or not."""
    return await screen_of(request)


open_to_all.right = "open"  # type: ignore[attr-defined]
