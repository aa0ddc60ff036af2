"""Asking Cal.com in one tenant's name: within the rate budget, with every exchange on record, faults translated."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from holdfast.calendars.calcom.answers import Answer, fault_of
from holdfast.calendars.calcom.connection import BOOKINGS, CalcomConnection, NoAnswer, NothingSent
from holdfast.calendars.calcom.reading import Page, Unreadable, read_page
from holdfast.calendars.port import Budget, CalendarBusy, CalendarMisbehaved, CalendarUnreachable, Exchange

LONGEST_KEPT = 20_000
"""How much of a body is kept, in characters."""
PAGE = 250
"""The most that Cal.com gives on one page."""
MOST_PAGES = 40
MOST_SHOWN = 60
"""Of how many bookings on a page the uids are kept on the timeline."""


class Missing(CalendarMisbehaved):
    """What was asked for by its identifier is not there. Proves nothing by itself: it may be the wrong identifier."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write: an answer, or why there is none. `sent` False: it surely never reached the server, since
    our own budget was spent where `retry_after` says for how many seconds."""

    answer: Answer | None
    sent: bool
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about an exchange on the timeline: `data` is nobody's personal data, `personal` may be.
    `is_secret`: the answer repeats a secret, so none of it is kept."""

    data: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    is_secret: bool = False


class Asking:
    """One tenant's voice on a shared connection."""

    def __init__(self, connection: CalcomConnection, budget: Budget, *, background: bool) -> None:
        """`background` work leaves a share of the budget to calls."""
        self.connection = connection
        self.budget = budget
        self.background = background
        self.places = asyncio.Semaphore(connection.at_once)
        self._exchanges: list[Exchange] = []

    def exchanges(self) -> tuple[Exchange, ...]:
        """Everything since this was asked last, oldest first."""
        found = tuple(sorted(self._exchanges, key=lambda one: one.at))
        self._exchanges.clear()
        return found

    async def is_granted(self, count: int) -> bool:
        """Whether `count` requests may be sent now; then they count as sent."""
        return await self.budget.take(count, background=self.background) <= 0

    async def write(
        self, verb: str, path: str, body: Mapping[str, Any], told: Told, *, granted: bool = False
    ) -> Written:
        """Send one change to a booking. Never raises: whether it was sent, and what was answered, is all there is."""
        wait = 0.0 if granted else await self.budget.take(1, background=self.background)
        if wait > 0:
            self._note(verb, "POST", path, self.connection.now(), None, told, "budget")
            return Written(None, sent=False, retry_after=wait)
        async with self.places:
            at = self.connection.now()
            try:
                answer = await self.connection.write("POST", path, body, BOOKINGS)
            except NothingSent as error:
                self._note(verb, "POST", path, at, None, told, f"not sent: {error}")
                return Written(None, sent=False)
            except NoAnswer as error:
                self._note(verb, "POST", path, at, None, told, f"no answer: {error}")
                return Written(None, sent=True)
        self._note(verb, "POST", path, at, answer, told, _problem(answer))
        await self._heed(answer)
        return Written(answer, sent=True)

    async def change(
        self, verb: str, method: str, path: str, body: Mapping[str, Any] | None, version: str | None, told: Told
    ) -> Any:
        """Send one change to something else than a booking; the good answer's body. Raises CalendarFault."""
        await self._grant()
        at = self.connection.now()
        try:
            answer = await self.connection.write(method, path, body, version)
        except (NothingSent, NoAnswer) as error:
            self._note(verb, method, path, at, None, told, f"{type(error).__name__}: {error}")
            raise CalendarUnreachable(f"Cal.com gave no answer: {error}") from error
        self._note(verb, method, path, at, answer, told, _problem(answer))
        return await self._body_of(answer)

    async def read(
        self, verb: str, path: str, query: Mapping[str, str], version: str | None, told: Told | None = None
    ) -> Any:
        """The body of a good answer. Raises CalendarFault; a 404 as `Missing`."""
        return await self._body_of(await self.ask(verb, path, query, version, told))

    async def ask(
        self, verb: str, path: str, query: Mapping[str, str], version: str | None, told: Told | None = None
    ) -> Answer:
        """The answer to a reading, good or not. Raises CalendarUnreachable, CalendarBusy."""
        if self.connection.flying(path, query, version) is None:
            await self._grant()
        at = self.connection.now()
        told = told or Told(dict(query))
        try:
            answer = await self.connection.read(path, query, version)
        except (NothingSent, NoAnswer) as error:
            self._note(verb, "GET", path, at, None, told, f"{type(error).__name__}: {error}")
            raise CalendarUnreachable(f"Cal.com gave no answer: {error}") from error
        self._note(verb, "GET", path, at, answer, told, _problem(answer))
        return answer

    async def _grant(self) -> None:
        wait = await self.budget.take(1, background=self.background)
        if wait > 0:
            raise CalendarBusy(wait)

    async def _body_of(self, answer: Answer) -> Any:
        await self._heed(answer)
        if answer.status == 429:
            raise CalendarBusy(answer.blocked_seconds)
        if answer.status == 404:
            raise Missing(answer.message[:200] or "404")
        if not answer.is_good:
            raise fault_of(answer)
        if answer.body is None:
            raise CalendarMisbehaved(f"Cal.com answered with something that is no JSON: {answer.text[:80]!r}")
        return answer.body

    async def _heed(self, answer: Answer) -> None:
        if answer.status == 429:
            await self.budget.close(answer.blocked_seconds)

    async def page(self, verb: str, query: Mapping[str, str], told: Told | None = None) -> Page:
        """One page of bookings. Raises CalendarFault."""
        body = await self.read(verb, "/v2/bookings", query, BOOKINGS, told)
        try:
            page = read_page(body)
        except Unreadable as error:
            self.connection.is_checked = False
            raise CalendarMisbehaved(str(error)) from error
        self.connection.is_checked = True
        return page

    async def check(self) -> None:
        """Make sure once that the server knows our version of bookings, before anything is written (R22).
        Raises CalendarFault."""
        if not self.connection.is_checked:
            await self.page("check", {"take": "1"})

    def _note(
        self, verb: str, method: str, path: str, at: datetime, answer: Answer | None, told: Told, error: str | None
    ) -> None:
        took = (self.connection.now() - at) // timedelta(milliseconds=1)
        personal = dict(told.personal)
        if answer is not None and not told.is_secret and (method != "GET" or error):
            personal["answer"] = answer.text[:LONGEST_KEPT]
        status = answer.status if answer else None
        data = {**told.data, **(_shown(answer) if answer and path.startswith("/v2/bookings") else {})}
        self._exchanges.append(Exchange(at, verb, method, path, status, took, data, personal or None, error))


def _shown(answer: Answer) -> dict[str, Any]:
    """Which bookings an answer is about: identifiers and status, nothing personal."""
    data = answer.body.get("data") if isinstance(answer.body, dict) else None
    if isinstance(data, dict):
        return {f"shown_{name}": data[name] for name in ("uid", "status", "start") if isinstance(data.get(name), str)}
    rows = [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []
    return {"shown": len(rows), "shown_uids": [str(row.get("uid")) for row in rows[:MOST_SHOWN]]} if rows else {}


def _problem(answer: Answer) -> str | None:
    if answer.is_good:
        return None if answer.body is not None else "no JSON"
    if answer.status in (401, 403):
        return f"denied: {answer.message[:200]}"
    return answer.message[:300] or f"{answer.status} without a readable message"
