"""The usual gateway between a voice agent and a calendar, with its usual faults, to be watched beside ours.

It is what many write first, and each line of it sounds reasonable: put the appointment into the database, send the
bookings, keep the number that comes back, call a refusal "taken". Nothing in it is slower or clumsier than usual.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx

BOOKED = "Ihr Termin ist gebucht."
TAKEN = "Es tut mir leid, der Termin wurde gerade vergeben."
FAILED = "Es tut mir leid, da ist etwas schiefgegangen."
_VERSION = {"cal-api-version": "2024-08-13"}


@dataclass(frozen=True, slots=True)
class Part:
    """One booking of an appointment."""

    event_type: int
    start: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """What the gateway's database says about the appointment."""

    status: str
    sync: str
    external_id: int | None


@dataclass
class UsualGateway:
    """One salon's gateway; `calendar` is a client whose base address is a Cal.com, with the key in its headers."""

    calendar: httpx.AsyncClient
    parts: Sequence[Part]
    customer: str
    database: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    def __post_init__(self) -> None:
        """Its one table."""
        self.database.execute(
            "CREATE TABLE appointment (id INTEGER PRIMARY KEY, status TEXT, sync TEXT, external_id INTEGER)"
        )

    async def start_booking(self) -> str:
        """The tool: what the agent says."""
        self.database.execute(
            "INSERT OR IGNORE INTO appointment (id, status, sync) VALUES (762, 'confirmed', 'pending')"
        )
        statuses = await self._book_all()
        good = [status for status in statuses if status == 201]
        self._update("sync", "synced" if len(good) == len(self.parts) else "failed")
        if len(good) == len(self.parts):
            return BOOKED
        return TAKEN if 400 in statuses or 409 in statuses else FAILED

    async def sync_again(self) -> list[int | None]:
        """The button "synchronise": the same creates once more. The status of each answer."""
        statuses = await self._book_all()
        self._update("sync", "synced" if statuses == [201] * len(self.parts) else "failed")
        return statuses

    async def is_in_calendar(self) -> tuple[int, str]:
        """The look-up by the number that was kept: status and message."""
        answer = await self.calendar.get(f"/v2/bookings/{self.stored().external_id}", headers=_VERSION)
        return answer.status_code, str((answer.json().get("error") or {}).get("message", ""))

    def stored(self) -> Stored:
        """What its database says."""
        row = self.database.execute("SELECT status, sync, external_id FROM appointment").fetchone()
        return Stored(*row)

    async def _book_all(self) -> list[int | None]:
        return list(await asyncio.gather(*(self._book(part) for part in self.parts)))

    async def _book(self, part: Part) -> int | None:
        """One create: the status of its answer, None where none came. Of the identifiers the number is kept, and of
        several numbers the last one."""
        attendee = {"name": self.customer, "email": "kundin@guest.example", "timeZone": "Europe/Berlin"}
        body = {"eventTypeId": part.event_type, "start": part.start.isoformat(), "attendee": attendee}
        try:
            answer = await self.calendar.post("/v2/bookings", json=body, headers=_VERSION)
        except httpx.HTTPError:
            return None
        if answer.status_code == 201:
            self._update("external_id", answer.json()["data"]["id"])
        return answer.status_code

    def _update(self, column: str, value: object) -> None:
        self.database.execute(f"UPDATE appointment SET {column} = ?", (value,))


@dataclass(frozen=True, slots=True)
class OldOutcome:
    """What came of the same call: what the caller heard and when (seconds), and what was done about it by hand."""

    said: str
    after_seconds: float
    stored: Stored
    synced_again: tuple[int | None, ...]
    looked_up: tuple[int, str]


async def play_old_way(gateway: UsualGateway, limit: float, quick_again: Callable[[], object]) -> OldOutcome:
    """The platform sends the booking, cuts it off after `limit` seconds and sends it again; the gateway works on both.
    Afterwards, when the calendar is `quick_again`, somebody looks into it by hand."""
    clock = asyncio.get_running_loop()
    begun = clock.time()
    first = asyncio.create_task(gateway.start_booking())
    await asyncio.wait([first], timeout=limit)
    said = await (first if first.done() else gateway.start_booking())
    heard = clock.time() - begun
    await first
    quick_again()
    return OldOutcome(said, heard, gateway.stored(), tuple(await gateway.sync_again()), await gateway.is_in_calendar())
