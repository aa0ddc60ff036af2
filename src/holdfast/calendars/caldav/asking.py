"""Requests of one calendar to its server: each is kept for the timeline (R4), and its outcome translated."""

import email.utils
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from holdfast.calendars.caldav.connection import Answer, AnswerLost, CaldavConnection
from holdfast.calendars.caldav.dav import Resource, error_names, read_multistatus
from holdfast.calendars.port import (
    CalendarBusy,
    CalendarDenied,
    CalendarMisbehaved,
    CalendarUnreachable,
    Exchange,
)

LONGEST_ERROR = 300
PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 3600.0
_XML = "application/xml; charset=utf-8"


class Now(Protocol):
    """Where the time comes from."""

    def __call__(self) -> datetime:
        """The present instant, in UTC."""
        ...


class Asking:
    """Sends over one connection and remembers what came of it, oldest first."""

    def __init__(self, connection: CaldavConnection, now: Now) -> None:
        """Begin with nothing sent."""
        self.base_url = connection.base_url
        self._connection = connection
        self._now = now
        self._kept: list[Exchange] = []

    def taken(self) -> Sequence[Exchange]:
        """The exchanges since this was asked last."""
        kept, self._kept = self._kept, []
        return kept

    async def send(
        self,
        verb: str,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        personal: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Send one request. Raises CalendarUnreachable, AnswerLost and CalendarMisbehaved like the connection."""
        at = self._now()
        status, error, known = None, None, dict(personal or {})
        try:
            answer = await self._connection.send(method, path, dict(headers or {}), body)
            status = answer.status
            if status >= 400:  # What it says may repeat what we sent, a customer's name for instance.
                error = ", ".join(sorted(error_names(answer.body))) or f"answered with {status}"
                known["answer"] = self._connection.redacted(answer.body[:LONGEST_ERROR].decode(errors="replace"))
            return answer
        except (CalendarUnreachable, CalendarMisbehaved, AnswerLost) as fault:
            error = f"{type(fault).__name__}: {fault}"
            raise
        finally:
            took = round((self._now() - at).total_seconds() * 1000)
            self._kept.append(Exchange(at, verb, method, path, status, took, dict(data or {}), known or None, error))

    def note(self, verb: str, path: str, error: str) -> None:
        """Keep what was wrong with one object in an answer."""
        self._kept.append(Exchange(self._now(), verb, "READ", path, None, 0, {}, None, error))

    async def read(self, verb: str, method: str, path: str, body: bytes = b"", depth: str | None = None) -> Answer:
        """Read something that answers 2xx, 404 or 410. Raises CalendarFault."""
        headers = {"Content-Type": _XML} if body else {}
        if depth is not None:
            headers["Depth"] = depth
        try:
            answer = await self.send(verb, method, path, body, headers)
        except AnswerLost as error:
            raise CalendarUnreachable(str(error)) from error
        raise_fault(answer)
        return answer

    async def report(self, verb: str, path: str, body: bytes) -> list[Resource]:
        """The answer to a REPORT on a collection. Raises CalendarFault; a missing collection is misbehaved, for no
        listing may look empty because there is nothing to list."""
        answer = await self.read(verb, "REPORT", path, body, depth="1")
        if answer.status != 207:
            raise CalendarMisbehaved(f"a REPORT on {path} was answered with {answer.status}")
        return read_multistatus(answer.body)


def raise_fault(answer: Answer) -> None:
    """Raise the CalendarFault that an answer to a reading is, if it is one."""
    status = answer.status
    if status in (401, 403, 407):
        raise CalendarDenied(f"answered with {status}")
    if status == 429:
        raise CalendarBusy(pause_asked_for(answer))
    if status >= 500:
        raise CalendarUnreachable(f"answered with {status}")
    if answer.is_html:
        raise CalendarMisbehaved("a page for people instead of a calendar's answer")
    if not (200 <= status < 300 or status in (404, 410)):
        raise CalendarMisbehaved(f"answered with {status}")


def pause_asked_for(answer: Answer) -> float:
    """For how many seconds it wants to be left alone."""
    text = answer.headers.get("retry-after", "")
    seconds = float(text) if text.isascii() and text.isdecimal() else PAUSE_SECONDS
    return min(seconds, LONGEST_PAUSE_SECONDS)


def clock_of(answer: Answer) -> datetime | None:
    """The server's own time in its answer."""
    try:
        told = email.utils.parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
