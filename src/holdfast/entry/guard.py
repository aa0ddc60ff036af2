"""Around every request: what cannot be served is turned away, what goes wrong is told decently, what happened is noted.

One access line per request with its route, never its address or query: those may hold names and numbers.
"""

import secrets
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi.responses import Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from holdfast.entry.problems import problem

LONGEST_ADDRESS = 8 * 1024
LARGEST_HEADER = 8 * 1024
LARGEST_HEADERS = 32 * 1024
MOST_HEADERS = 100
GONE = 499
"""The status in the log when the client went away before the answer."""
UNMATCHED = "unmatched"
_SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

log = structlog.get_logger("holdfast.access")


@dataclass(frozen=True, slots=True)
class Served:
    """One request as it went. `door` and `route` are names of ours, so they hold nothing personal."""

    method: str
    door: str
    route: str
    status: int
    seconds: float
    tool_answer: tuple[str, str] | None = None


class Guard:
    """The outermost layer of the server."""

    def __init__(self, app: ASGIApp, note: Callable[[Served], None]) -> None:
        """Stand around `app`; every finished request is told to `note`."""
        self._app = app
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything that is no HTTP request is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        scope.setdefault("state", {})
        reply = _Reply(send)
        await self._serve(scope, receive, reply)
        served = _served(scope, reply.status or GONE, time.perf_counter() - began)
        self._note(served)
        log.info(
            "request",
            method=served.method,
            route=served.route,
            status=served.status,
            ms=round(served.seconds * 1000, 1),
        )

    async def _serve(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        refusal = refuse(scope)
        if refusal is not None:
            await refusal(scope, receive, reply)
            return
        try:
            await self._app(scope, receive, reply)
        except ClientDisconnect:
            return
        except Exception:  # broad: whatever defect this is, the client gets a number and the log everything
            incident = secrets.token_hex(4)
            log.exception("defect", incident=incident, route=_route(scope))
            if not reply.status:
                await problem(500, f"an error of ours; it is on record as {incident}", incident=incident)(
                    scope, receive, reply
                )


class _Reply:
    """Sends on what the application answers, with the headers of safety, and remembers the status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            _make_safe(message)
        await self._send(message)


def _make_safe(message: MutableMapping[str, Any]) -> None:
    headers = list(message.get("headers", ()))
    present = {name.lower() for name, _ in headers}
    missing = [(name.lower().encode(), value.encode()) for name, value in _SAFETY.items()]
    message["headers"] = headers + [(name, value) for name, value in missing if name not in present]


def refuse(scope: Scope) -> Response | None:
    """What a request is turned away with before anybody reads it; None for an ordinary one."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return problem(414, f"the address is longer than {LONGEST_ADDRESS} bytes")
    sizes = [len(name) + len(value) for name, value in headers]
    if len(sizes) > MOST_HEADERS or sum(sizes) > LARGEST_HEADERS or max(sizes, default=0) > LARGEST_HEADER:
        return problem(431, f"at most {MOST_HEADERS} headers, {LARGEST_HEADER} bytes each, {LARGEST_HEADERS} in all")
    if not _is_text(scope["path"]) or b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
        return problem(400, "the address holds characters that no text has")
    if any(b"\x00" in value for _, value in headers):
        return problem(400, "a header holds characters that no text has")
    return None


def _is_text(path: str) -> bool:
    """Whether a database could store it: no NUL, no half characters."""
    return "\x00" not in path and path.encode(errors="replace").decode() == path


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNMATCHED))


def _served(scope: Scope, status: int, seconds: float) -> Served:
    tags = getattr(scope.get("route"), "tags", None) or ["none"]
    method = scope["method"] if scope["method"] in _METHODS else "other"
    answer = scope["state"].get("tool_answer")
    return Served(method, str(tags[0]), _route(scope), status, seconds, answer)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
