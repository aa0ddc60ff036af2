"""The fake Cal.com, seen by whoever stands outside: its doors under /fake, and what stood there when."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from holdfast.core.interval import Interval
from holdfast.testing.chaos.nursery import DoesNotStart, free_port

REFERENCE = "holdfast_ref"
_START_SECONDS = 60.0
_LIVING = ("accepted", "pending")


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking as the fake shows it, and from when until when it stood (None: it stands)."""

    uid: str
    reference: str | None
    host: str
    interval: Interval
    title: str
    since: datetime
    until: datetime | None

    @property
    def visit(self) -> str | None:
        """The visit that our reference names."""
        return self.reference.partition("/")[0] if self.reference else None

    def stood_within(self, first: datetime, last: datetime) -> bool:
        """Whether it stood at any moment of that time."""
        return self.since <= last and (self.until is None or self.until >= first)


@dataclass(frozen=True, slots=True)
class State:
    """Everything inside the fake at one moment."""

    entries: tuple[Entry, ...]
    late: int
    happened: dict[str, int]

    @property
    def standing(self) -> tuple[Entry, ...]:
        """What stands."""
        return tuple(entry for entry in self.entries if entry.until is None)


@dataclass
class Outside:
    """The doors of a running fake. `touched` are the visits that a person laid hands on there."""

    url: str
    http: httpx.AsyncClient
    touched: dict[str, list[str]] = field(default_factory=dict)

    async def state(self) -> State:
        """What is inside now."""
        data = (await self.http.get("/fake/state", timeout=20)).raise_for_status().json()
        entries = tuple(map(_entry, data["bookings"]))
        return State(entries, data["late"], dict(data["faults"]["happened"]))

    async def plan(self, rule: dict[str, Any]) -> None:
        """Plan a mishap."""
        (await self.http.post("/fake/faults", json=rule)).raise_for_status()

    async def heal(self) -> None:
        """No more mishaps; whatever was to take effect late, does."""
        (await self.http.delete("/fake/faults")).raise_for_status()
        while (await self.state()).late:  # noqa: ASYNC110 (it lies in another process)
            await asyncio.sleep(0.1)

    async def book(self, host: int, start: datetime, minutes: int) -> bool:
        """Somebody books past us; whether the calendar took it."""
        body = {"hostId": host, "start": start.isoformat(), "minutes": minutes}
        return (await self.http.post("/fake/bookings", json=body)).is_success

    async def cancel(self, entry: Entry) -> bool:
        """A person takes an entry of ours out."""
        return await self._edit(entry, "cancel", {})

    async def move(self, entry: Entry, start: datetime) -> bool:
        """A person puts an entry of ours elsewhere."""
        return await self._edit(entry, "move", {"start": start.isoformat()})

    async def _edit(self, entry: Entry, verb: str, body: dict[str, str]) -> bool:
        reply = await self.http.post(f"/fake/bookings/{entry.uid}/{verb}", json=body)
        if reply.is_success and entry.visit:
            self.touched.setdefault(entry.visit, []).append(f"{verb} {entry.reference}")
        return reply.is_success


def _entry(shape: dict[str, Any]) -> Entry:
    ended = None if shape["status"] in _LIVING else datetime.fromisoformat(shape["updatedAt"])
    return Entry(
        shape["uid"],
        shape["metadata"].get(REFERENCE),
        "staff:" + shape["hosts"][0]["username"],
        Interval(datetime.fromisoformat(shape["start"]), datetime.fromisoformat(shape["end"])),
        shape["title"],
        datetime.fromisoformat(shape["createdAt"]),
        ended,
    )


@contextmanager
def open_calendar(logs: Path) -> Iterator[str]:
    """A fake Cal.com of this salon, as a process of its own. Its address."""
    port = free_port()
    command = [sys.executable, "-m", "holdfast.testing.chaos.calendar", str(port)]
    with (
        (logs / "calendar.log").open("w") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


async def until_open(http: httpx.AsyncClient) -> None:
    """Wait until the fake answers. Raises DoesNotStart."""
    for _ in range(round(_START_SECONDS / 0.05)):
        try:
            await http.get("/fake/faults", timeout=1)
        except httpx.HTTPError:
            await asyncio.sleep(0.05)
        else:
            return
    raise DoesNotStart("the fake Cal.com does not answer")
