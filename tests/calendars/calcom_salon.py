"""A salon whose calendar is the fake Cal.com inside this process: what the tests of the adapter stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from holdfast.calendars.calcom import CalcomCalendar, CalcomConnection
from holdfast.core.ids import RemoteUid, VisitId, reference_of
from holdfast.core.interval import Interval
from holdfast.core.saga import Created, Entry, Reply
from holdfast.core.tenant import CalendarSettings, Tenant
from holdfast.testing.builders import at, salon, service
from holdfast.testing.calcom import SALON_KEY, FakeCalcom, Faults, UnluckyCalcom, salon_calcom, salon_event_types
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.clock import PinnedClock

NOW = at("2026-11-24 12:00")
BASE = "http://calcom.test"
PERM = "50 (15) 5 (10) 15 40"


@dataclass
class CountedBudget:
    """A budget that grants so many requests and remembers what it was asked."""

    left: int = 10_000
    closed: list[float] = field(default_factory=list)
    asked: list[tuple[int, bool]] = field(default_factory=list)

    async def take(self, count: int, *, background: bool) -> float:
        """See `Budget.take`."""
        self.asked.append((count, background))
        if count > self.left:
            return 30.0
        self.left -= count
        return 0.0

    async def close(self, seconds: float) -> None:
        """See `Budget.close`."""
        self.closed.append(seconds)


def a_salon(options: Mapping[str, object] | None = None, **more: Any) -> Tenant:
    """A salon with a perm of four busy segments and a cut, all of it bookable in Cal.com."""
    services = (service(PERM, key="dauerwelle"), service("30", key="schnitt"))
    known = salon(*services, **more)
    calendar = CalendarSettings("calcom", "calcom", options or {})
    return salon(*services, calendar=calendar, event_types=salon_event_types(known), **more)


class World:
    """One salon, its fake server, and everything by which a test looks at both."""

    def __init__(self, tenant: Tenant | None = None, model: FakeCalcom | None = None, **connection: Any) -> None:
        """Start at NOW with an empty calendar."""
        self.tenant = tenant or a_salon()
        self.clock = PinnedClock(NOW)
        self.faults = Faults()
        self.model = model or salon_calcom(self.tenant)
        self.unlucky = UnluckyCalcom(self.model, self.faults)
        self.transport = CalcomTransport(self.unlucky, self.clock.now, self._sleep)
        self.connection = self.connect(**connection)
        self.budget = CountedBudget()
        self.calendar = self.calendar_of(self.tenant)

    def connect(
        self, key: str = SALON_KEY, transport: httpx.AsyncBaseTransport | None = None, **more: Any
    ) -> CalcomConnection:
        """Another connection to the same server."""
        return CalcomConnection(BASE, key, self.clock.now, transport=transport or self.transport, **more)

    def calendar_of(self, tenant: Tenant, *, background: bool = False) -> CalcomCalendar:
        """The calendar of a tenant on this connection."""
        return CalcomCalendar(self.connection, tenant, self.budget, self.clock.now, background)

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @property
    def sent(self) -> list[str]:
        """Verbs of everything the server was asked, in order."""
        return [one.verb for one in self.unlucky.log]


def entry(
    start: str | datetime = "2026-11-27 10:00",
    minutes: int = 30,
    *,
    visit: str = "v1",
    segment: int = 1,
    part: int = 1,
    service: str = "schnitt",
    staff: str = "mia",
    **more: Any,
) -> Entry:
    """One segment of Anna Beispiel's visit."""
    begins = at(start) if isinstance(start, str) else start
    fields: dict[str, Any] = {
        "title": "Schnitt · A. Beispiel · Telefon · K7M4A",
        "attendee": "Anna Beispiel",
        "phone": "+493012345601",
        "ref": "K7M4A",
    } | more
    return Entry(
        reference=reference_of(VisitId(visit), segment),
        host=f"staff:{staff}",
        interval=Interval(begins, begins + timedelta(minutes=minutes)),
        service=service,
        part=part,
        **fields,
    )


def perm(start: str = "2026-11-27 10:00", *, staff: str = "mia", visit: str = "v1", **more: Any) -> list[Entry]:
    """The four busy segments of a perm."""
    begins = at(start)
    shape = [(0, 50), (65, 5), (80, 15), (95, 40)]
    return [
        entry(
            begins + timedelta(minutes=offset), minutes,
            visit=visit, segment=n, part=n, service="dauerwelle", staff=staff, **more,
        )
        for n, (offset, minutes) in enumerate(shape, 1)
    ]  # fmt: skip


def uid_of(reply: Reply) -> RemoteUid:
    """The uid of something created."""
    assert isinstance(reply, Created), reply
    return reply.uid


def whole(entries: list[Entry]) -> Interval:
    """The span that all of them lie in."""
    return Interval(min(e.interval.start for e in entries), max(e.interval.end for e in entries))
