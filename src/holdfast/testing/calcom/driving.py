"""Playing requests on an event loop: what the model yields as seconds is slept, what it tells webhooks is sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from holdfast.testing.calcom.playing import Clock, Outcome, UnluckyCalcom
from holdfast.testing.calcom.records import Notice
from holdfast.testing.calcom.wire import Request

Sleep = Callable[[float], Awaitable[None]]
Deliver = Callable[[Notice], Awaitable[None]]


@dataclass
class Driver:
    """One server under one clock. Without `deliver` the notices gather in `undelivered`, in the order of sending."""

    unlucky: UnluckyCalcom
    clock: Clock
    sleep: Sleep
    deliver: Deliver | None = None
    undelivered: list[Notice] = field(default_factory=list)

    async def drive(self, request: Request) -> Outcome:
        """What the client gets for this request."""
        return await self.drive_with(request, self.sleep)

    async def drive_with(self, request: Request, sleep: Sleep) -> Outcome:
        """The same, sleeping in another way."""
        playing = self.unlucky.play(request, self.clock)
        while True:
            try:
                seconds = next(playing)
            except StopIteration as done:
                await self.flush()
                outcome: Outcome = done.value
                return outcome
            await self.flush()
            await sleep(seconds)

    async def flush(self) -> None:
        """Send whatever is to be sent by now."""
        for notice in self.unlucky.take_notices():
            if self.deliver is None:
                self.undelivered.append(notice)
            else:
                await self.deliver(notice)
