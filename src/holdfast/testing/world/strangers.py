"""Other people at the calendar: they book past us, get in between a check and an insert, and change what is ours."""

import asyncio
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfast.core.ids import Reference
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry
from holdfast.testing.builders import at
from holdfast.testing.world.callers import DAYS, TIMES
from holdfast.testing.world.ledger import Ledger
from holdfast.testing.world.luck import Luck
from holdfast.testing.world.salon import STAFF
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.trace import Trace

_MINUTES = (15, 30, 45, 60)


@dataclass
class Strangers:
    """Everybody who changes the calendar and is not us."""

    ledger: Ledger
    luck: Luck
    chance: random.Random
    trace: Trace
    sometimes: Sometimes

    async def book_now_and_then(self) -> None:
        """Foreign bookings, until the luck is over."""
        await self._now_and_then(self.luck.weather.strangers, self._book)

    async def edit_now_and_then(self) -> None:
        """A person of the salon moves, cancels or lengthens entries of ours, until the luck is over."""
        await self._now_and_then(self.luck.weather.edits, self._edit)

    async def _now_and_then(self, a_minute: float, act: "object") -> None:
        while a_minute and not self.luck.is_over:
            await asyncio.sleep(self.chance.expovariate(a_minute / 60))
            if not self.luck.is_over:
                act()  # type: ignore[operator]

    def _book(self) -> None:
        start = self._start()
        span = Interval(start, start + timedelta(minutes=self.chance.choice(_MINUTES)))
        host = "staff:" + self.chance.choice(STAFF).lower()
        if self.ledger.is_free(host, span):
            self._put(host, span)

    def _start(self) -> datetime:
        day, time = self.chance.choice(DAYS)[1], self.chance.choice(TIMES)[1]
        return at(f"{day} {time}") + timedelta(minutes=self.chance.choice((0, 0, 15, 30)))

    def _put(self, host: str, span: Interval) -> None:
        self.ledger.insert(Entry(Reference(""), host, span, "somebody else"), foreign=True)

    def intrude(self, entry: Entry) -> None:
        """Get in after the check of one of our creates: at the same start, or overlapping without being equal."""
        span = entry.interval
        if self.chance.random() < 0.3:
            self._put(entry.host, span)
            return
        minutes = self.chance.choice((5, -5, -10))
        other = Interval(span.start + timedelta(minutes=minutes), span.end + timedelta(minutes=minutes))
        if other.overlaps(span) and self.ledger.is_free(entry.host, other):
            self._put(entry.host, other)

    def _edit(self) -> None:
        ours = [one for one in self.ledger.everything() if one.reference is not None]
        if not ours:
            return
        one = self.chance.choice(ours)
        span, lot = one.interval, self.chance.random()
        if lot < 0.3:
            self.ledger.touch(one)
            self.ledger.cancel(one.uid, by_person=True)
            self.sometimes.saw("cancelled by a person")
            return
        later = timedelta(minutes=self.chance.choice((-30, -15, 15, 30, 60)))
        longer = Interval(span.start, span.end + timedelta(minutes=15))
        to = longer if lot < 0.5 else Interval(span.start + later, span.end + later)
        if not self.ledger.is_free(one.host, to, one.uid):
            return
        self.ledger.touch(one)
        wanted = Entry(one.reference or Reference(""), one.host, to, one.title)
        moved = self.ledger.move(one.uid, replace(wanted, email=one.attendee), by_person=True)
        if moved is not None:
            self.sometimes.saw("lengthened by a person" if lot < 0.5 else "moved by a person")
