"""What the calendar tells by itself: a notice for each change, late, doubled, out of order, or never."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from holdfast.actions.admit import Admitted
from holdfast.actions.take_notice import take_notice
from holdfast.core.notice import CANCELLED, CREATED, RESCHEDULED
from holdfast.store.engine import StoreFault
from holdfast.testing.world.ledger import Standing
from holdfast.testing.world.loop import VirtualLoop
from holdfast.testing.world.luck import Luck
from holdfast.testing.world.process import Process
from holdfast.testing.world.sometimes import Sometimes

_KINDS = {"created": CREATED, "moved": RESCHEDULED, "cancelled": CANCELLED}


@dataclass
class Notices:
    """Sends each notice to some serving process, if anybody opens the door: a calendar does not try again."""

    loop: VirtualLoop
    luck: Luck
    sometimes: Sometimes
    salon: Admitted
    serving: Callable[[], Process | None]

    def changed(self, what: str, one: Standing, old: Standing | None) -> None:
        """The calendar changed: a notice goes out, perhaps twice, perhaps never."""
        if self.luck.happens(self.luck.weather.notices_lost):
            self.sometimes.saw("notice lost")
            return
        body = json.dumps({"triggerEvent": _KINDS[what], "payload": _payload(what, one, old)}).encode()
        for _ in range(2 if self.luck.happens(0.1) else 1):
            delay = self.luck.seconds(0.05, 3.0)
            self.loop.call_later(delay, self._send, body, context=self.loop.outside.context)

    def _send(self, body: bytes) -> None:
        process = self.serving()
        if process is not None:
            process.spawn(self._take(process, body))

    async def _take(self, process: Process, body: bytes) -> None:
        try:
            taken = await take_notice(process.desk, self.salon, body)
        except StoreFault:
            return
        if not taken.is_new:
            self.sometimes.saw("notice doubled")
        elif taken.is_echo:
            self.sometimes.saw("own echo in a notice")
        await asyncio.sleep(0)


def _payload(what: str, one: Standing, old: Standing | None) -> dict[str, Any]:
    told: dict[str, Any] = {"uid": one.uid, "bookingId": one.number}
    if what != "cancelled" and one.reference is not None:
        told["metadata"] = {"holdfast": one.reference}
    told |= {"startTime": one.interval.start.isoformat(), "endTime": one.interval.end.isoformat()}
    if old is not None:
        told |= {"rescheduleUid": old.uid}
    return told
