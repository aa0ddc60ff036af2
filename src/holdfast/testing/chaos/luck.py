"""What goes wrong at the calendar meanwhile: mishaps by plan, other people's bookings, a person's edits.

Everything is drawn from one seed; when each mishap strikes depends on the machine, as the kills do.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.faults import AFTER, BEFORE_CHECK, BEFORE_INSERT
from holdfast.testing.chaos.outside import Outside
from holdfast.testing.chaos.salon import SETTLE_SECONDS

ZONE = ZoneInfo("Europe/Berlin")
FARTHEST_DAY = 24
_WRITES = ("create", "create", "create", "create", "reschedule", "cancel")
_READS = ("list", "list", "slots")
_LATER_THAN_SETTLED = 0.15
"""How many of the late effects come only after the time within which we believe they come."""


def some_day(chance: random.Random) -> date:
    """A day on which somebody wants to come."""
    return datetime.now(UTC).astimezone(ZONE).date() + timedelta(days=chance.randint(2, FARTHEST_DAY))


@dataclass
class Luck:
    """Bad luck until it is told to stop. `happened` counts what people did in the calendar."""

    outside: Outside
    chance: random.Random
    happened: Counter[str] = field(default_factory=Counter)

    async def lasts(self, until: asyncio.Event) -> None:
        """Mishaps, strangers and edits side by side."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_now_and_then(self._mishap, 0.5, self.chance, until))
            group.create_task(_now_and_then(self._stranger, 4.0, self.chance, until))
            group.create_task(_now_and_then(self._edit, 15.0, self.chance, until))

    async def _mishap(self) -> None:
        await self.outside.plan(self.rule())

    def rule(self) -> dict[str, Any]:
        """One mishap to come."""
        fault = self.chance.choices(list(_MENU), [weight for weight, _ in _MENU.values()])[0]
        _, wishes = _MENU[fault]
        return {"fault": fault.value, "nth": self.chance.randint(1, 2), **wishes(self.chance)}

    async def _stranger(self) -> None:
        at = datetime.combine(some_day(self.chance), time(self.chance.randint(9, 16), 0), ZONE)
        start = at + timedelta(minutes=self.chance.choice((0, 15, 30)))
        booked = await self.outside.book(self.chance.randint(2, 4), start, self.chance.choice((15, 30, 60)))
        self.happened["booked by others"] += booked

    async def _edit(self) -> None:
        """A person of the salon cancels or moves what stands there of ours."""
        ours = [entry for entry in (await self.outside.state()).standing if entry.reference]
        if not ours:
            return
        entry = self.chance.choice(ours)
        if self.chance.random() < 0.4:
            self.happened["cancelled by a person"] += await self.outside.cancel(entry)
            return
        later = timedelta(minutes=self.chance.choice((-30, -15, 15, 30, 60)))
        self.happened["moved by a person"] += await self.outside.move(entry, entry.interval.start + later)


async def _now_and_then(
    act: Callable[[], Awaitable[None]], every: float, chance: random.Random, until: asyncio.Event
) -> None:
    while not until.is_set():
        try:
            await asyncio.wait_for(until.wait(), chance.expovariate(1 / every))
        except TimeoutError:
            try:
                await act()
            except httpx.TransportError:
                continue  # The fake is busy; there will be other mishaps.


def _write(chance: random.Random) -> dict[str, Any]:
    return {"verb": chance.choice(_WRITES)}


def _late(chance: random.Random) -> dict[str, Any]:
    late = SETTLE_SECONDS * (2.0 if chance.random() < _LATER_THAN_SETTLED else chance.uniform(0.1, 0.8))
    return {**_write(chance), "seconds": round(late, 2)}


def _slow(chance: random.Random) -> dict[str, Any]:
    return {**_write(chance), "seconds": round(chance.uniform(0.3, 4.0), 2), "times": chance.randint(1, 3)}


def _lost(chance: random.Random) -> dict[str, Any]:
    return {**_write(chance), "seconds": round(chance.uniform(0.0, 1.0), 2), "times": chance.randint(1, 2)}


def _failing(chance: random.Random) -> dict[str, Any]:
    return {**_write(chance), "status": chance.choice((500, 502, 503))}


def _failing_read(chance: random.Random) -> dict[str, Any]:
    return {"verb": chance.choice((*_READS, "create")), "status": chance.choice((500, 503))}


def _spoilt(chance: random.Random) -> dict[str, Any]:
    return {"verb": chance.choice(("create", "cancel", "list"))}


def _outage(chance: random.Random) -> dict[str, Any]:
    status = {"status": 503} if chance.random() < 0.4 else {}
    return {"seconds": round(chance.uniform(0.3, 2.5), 2), **status}


def _stale(chance: random.Random) -> dict[str, Any]:
    return {"verb": "list", "seconds": round(chance.uniform(0.5, 2.0), 2)}


def _foreign(chance: random.Random) -> dict[str, Any]:
    moment = chance.choice((BEFORE_CHECK, BEFORE_INSERT, BEFORE_INSERT, AFTER))
    return {"verb": "create", "when": moment, "minutes": chance.choice((0, 5, 5, -5, 10))}


def _notices(chance: random.Random) -> dict[str, Any]:
    return {"verb": chance.choice(("create", "reschedule", "cancel")), "times": chance.randint(1, 3)}


_MENU: dict[Fault, tuple[int, Callable[[random.Random], dict[str, Any]]]] = {
    Fault.LOSE_ANSWER: (6, _lost),
    Fault.LOSE_REQUEST: (3, _lost),
    Fault.STATUS_AFTER_EFFECT: (4, _failing),
    Fault.STATUS_INSTEAD: (3, _failing_read),
    Fault.DELAY_BEFORE: (3, _slow),
    Fault.DELAY_BETWEEN: (2, _slow),
    Fault.DELAY_AFTER: (5, _slow),
    Fault.LATE_EFFECT: (5, _late),
    Fault.OUTAGE: (1, _outage),
    Fault.FOREIGN_BOOKING: (4, _foreign),
    Fault.SUCCESS_WITHOUT_EFFECT: (2, _write),
    Fault.STALE_READS: (2, _stale),
    Fault.HTML_INSTEAD_OF_JSON: (1, _spoilt),
    Fault.CUT_BODY: (2, _spoilt),
    Fault.DROP_NOTICES: (3, _notices),
    Fault.DUPLICATE_NOTICES: (2, _notices),
    Fault.REORDER_NOTICES: (1, _notices),
}
"""How often each mishap is drawn, and what it is made of."""
