"""One account on one CalDAV server, reached by HTTP. It sends, and tells apart what surely never arrived."""

import asyncio
import base64
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from holdfast.calendars.port import CalendarMisbehaved, CalendarUnreachable

LONGEST_BODY = 16 * 1024 * 1024
MOST_CONNECTIONS = 8
KEEP_ALIVE_SECONDS = 4.0
"""Less than the five seconds after which many servers close an idle connection: nothing is sent into a closing one."""
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


class AnswerLost(Exception):
    """The request went out and no answer came that could be read: it may have had its effect, or have it yet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered, its body in full. Names of headers in lower case."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str | None:
        """The version of the object, in the quotation marks it came in. None where the server sent none."""
        return self.headers.get("etag")

    @property
    def is_html(self) -> bool:
        """Whether it is a page for people: then somebody else answered than the calendar."""
        start = self.body[:200].lstrip().lower()
        return "html" in self.headers.get("content-type", "").lower() or start.startswith((b"<!doctype html", b"<html"))


class CaldavConnection:
    """The connections of one process to one account, kept open and shared by all calendars of that account.

    It follows no redirect, since the password would go along. `patience_seconds` bounds one whole exchange,
    `connect_seconds` the part of it before anything is sent. Close it with `close`, or use it in `async with`.
    """

    def __init__(
        self,
        base_url: str,
        username: str,
        password: str,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        patience_seconds: float = 15.0,
        connect_seconds: float = 4.0,
    ) -> None:
        """Prepare; nothing is sent yet. Raises ValueError when `base_url` is no http or https address."""
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of a CalDAV server begins with https:// or http://")
        # A name and password within the address would also appear wherever the address does.
        netloc = parts.netloc.rpartition("@")[2]
        self.origin = f"{parts.scheme}://{netloc}"
        self.base_url = self.origin + parts.path
        self._patience = patience_seconds
        token = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._secrets = tuple(secret for secret in (password, token) if secret)
        self._http = httpx.AsyncClient(
            auth=httpx.BasicAuth(username, password),
            transport=transport,
            timeout=httpx.Timeout(patience_seconds, connect=connect_seconds),
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=KEEP_ALIVE_SECONDS),
            headers={"Accept-Encoding": "identity", "User-Agent": "Holdfast"},
        )

    async def send(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """Send one request to a path of this server.

        Raises CalendarUnreachable when it surely never arrived, AnswerLost when that is not sure, CalendarMisbehaved
        when the answer is longer than any calendar's.
        """
        try:
            request = self._http.build_request(method, self.origin + path, headers=headers, content=body)
            async with asyncio.timeout(self._patience):
                return await self._exchange(request)
        except _NEVER_SENT as error:
            raise CalendarUnreachable(type(error).__name__) from error
        except (httpx.HTTPError, httpx.StreamError, TimeoutError) as error:
            raise AnswerLost(type(error).__name__) from error

    async def _exchange(self, request: httpx.Request) -> Answer:
        response = await self._http.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LONGEST_BODY:
                    raise CalendarMisbehaved(f"an answer of more than {LONGEST_BODY} bytes")
        finally:
            await response.aclose()
        return Answer(response.status_code, bytes(body), {key.lower(): text for key, text in response.headers.items()})

    def redacted(self, text: str) -> str:
        """The text without our password, should it be repeated there."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    async def close(self) -> None:
        """Close what is open. Nothing can be sent afterwards."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
