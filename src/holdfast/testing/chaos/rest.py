"""After the killing: the outside is healed, whoever is dead is started again, and everything comes to rest."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.store.engine import Store
from holdfast.testing.chaos.nursery import Nursery, gone
from holdfast.testing.chaos.outside import Outside
from holdfast.testing.chaos.record import count_due, end_leases
from holdfast.testing.chaos.salon import SETTLE_SECONDS

REST_SECONDS = 420.0
"""How long coming to rest may take: a lease is 30 seconds, the pause after several failures five minutes."""
CHECKS = 3
CHECK_SECONDS = 180.0


@dataclass
class Rest:
    """Heals, waits, checks. `hasten` ends the leases of the dead at once; else they are waited for as they are."""

    nursery: Nursery
    outside: Outside
    store: Store
    folder: Path
    tell: Callable[[str], None]
    hasten: bool

    async def come(self, dead: Sequence[int]) -> list[str]:
        """Come to rest and compare. What is wrong with that, as sentences."""
        await self.outside.heal()
        self.nursery.start_missing()
        await self.nursery.ready()
        if self.hasten:
            await end_leases(self.store, dead)
        begun = time.monotonic()
        wrong = await self._until_nothing_is_due()
        self.tell(f"at rest {time.monotonic() - begun:.0f} s after the last kill was healed")
        await asyncio.sleep(SETTLE_SECONDS + 1)  # What came to rest is read once more when late effects have shown.
        wrong += await self._check()
        wrong += await self._until_nothing_is_due()
        await self.nursery.end_gently()
        return wrong

    async def _until_nothing_is_due(self) -> list[str]:
        give_up_at = time.monotonic() + REST_SECONDS
        while due := await count_due(self.store):
            if time.monotonic() > give_up_at:
                return [f"{due} visits have not come to rest after {REST_SECONDS:.0f} s"]
            await asyncio.sleep(0.1)
        return []

    async def _check(self) -> list[str]:
        """`holdfast check` until it repairs nothing any more: the last one must find agreement, or what stays open."""
        for number in range(1, CHECKS + 1):
            report = await self._check_once(self.folder / f"check-{number}.json")
            if report is None:
                return [f"holdfast check {number} gave no result: see check-{number}.json"]
            if report["outage"]:
                return [f"holdfast check could not read the calendar: {report['outage']}"]
            repaired = [f"{one['kind']}: {one['closed_why']}" for one in report["repaired"]]
            self.tell(
                f"check {number}: {report['agreed']} entries agree, repaired {repaired}, {len(report['open'])} open"
            )
            if not repaired:
                return []
        return [f"holdfast check still repairs at its {CHECKS}rd time: {repaired}"]

    async def _check_once(self, file: Path) -> dict[str, Any] | None:
        process = self.nursery.run(file, "check", "--json")
        try:
            await gone(process, CHECK_SECONDS)
            tenant = _report_in(file)
        except (TimeoutError, ValueError, LookupError):
            return None
        return tenant


def _report_in(file: Path) -> dict[str, Any]:
    """The tenant's part of what `check --json` printed, after whatever warnings came before it."""
    text = file.read_text(encoding="utf-8")
    report: dict[str, Any] = json.loads(text[text.index("{") :])["tenants"][0]
    return report
