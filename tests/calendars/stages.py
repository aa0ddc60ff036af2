"""The adapters of the contract suite, each in a calendar that is all its own and can be spoilt.

A stage knows how a person writes into that calendar behind our back, and how its server falls silent.
"""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

import httpx

from holdfast.calendars.builtin import BuiltinCalendar
from holdfast.calendars.calcom import CalcomCalendar, CalcomConnection
from holdfast.calendars.caldav import CaldavCalendar, CaldavConnection
from holdfast.calendars.port import Calendar
from holdfast.core.ids import Reference, TenantId
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry
from holdfast.core.tenant import CalendarSettings, EventType, Tenant
from holdfast.store import tenants
from holdfast.store.engine import Store
from holdfast.testing.builders import BERLIN, at, person, salon, service
from holdfast.testing.calcom import SALON_KEY, FakeCalcom, UnluckyCalcom, salon_calcom, salon_event_types
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.clock import PinnedClock
from holdfast.testing.radicale import Radicale
from tests.calendars.calcom_recorded import ACCOUNTS, KEY, RecordedCalcom

NOW = at("2026-10-20 09:00")
MINUTES = 40
MIA, EMMA, FELIX = "staff:mia", "staff:emma", "staff:felix"
ROUND_THE_CLOCK = "00:00-24:00"
Answering = Callable[[httpx.Request], httpx.Response]
Spoilt = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]


class Stage(Protocol):
    """One adapter in a calendar of its own, for the tenant "salon" with Mia, Emma and Felix."""

    keeps_uid: bool
    """Whether an entry that is moved in time keeps its uid."""

    @property
    def calendar(self) -> Calendar:
        """The adapter that is tried."""
        ...

    def of_other_tenant(self) -> Calendar:
        """The same calendar as another tenant sees it who shares it."""
        ...

    async def write_foreign(self, host: str, start: datetime, minutes: int = MINUTES) -> None:
        """Somebody puts an entry of her own there, whatever else stands there."""
        ...


class OutsideStage(Stage, Protocol):
    """One whose calendar is reached over a network."""

    def through(self, transport: Spoilt) -> Calendar:
        """The same calendar over a spoilt line."""
        ...

    def denied(self) -> Calendar:
        """The same calendar, asked with credentials that it does not accept."""
        ...


def entry_at(start: str | datetime, host: str = MIA, visit: str = "v1", segment: int = 1, **more: str) -> Entry:
    """An entry of 40 minutes, which every stage can take."""
    begin = at(start) if isinstance(start, str) else start
    return Entry(
        reference=Reference(f"{visit}/{segment}"),
        host=host,
        interval=Interval(begin, begin + timedelta(minutes=MINUTES)),
        title=more.get("title", "Schnitt · A. Beispiel · Telefon · K7M4A"),
        attendee="Anna Beispiel",
        service="schnitt",
        part=1,
        ref=more.get("ref", "K7M4A"),
    )


def tenant_of(calendar: CalendarSettings, slug: str = "salon") -> Tenant:
    """A salon that works day and night."""
    staff = [person(key, ROUND_THE_CLOCK) for key in ("mia", "emma", "felix")]
    return salon(service(str(MINUTES)), staff=staff, zone=BERLIN, slug=slug, calendar=calendar)


@dataclass
class BuiltinStage:
    """The diary in our own database. Whoever is foreign there is another visit of ours."""

    url: str
    keeps_uid: bool = True
    store: Store = field(init=False)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        """Two tenants in one database."""
        self.store = Store(self.url)
        ids = [
            self.store.transact_now(lambda tx, slug=slug: tenants.put(tx, slug, {}, (), NOW)).id  # type: ignore[misc]
            for slug in ("salon", "other")
        ]
        self.calendar, self.other = self._of(ids[0]), self._of(ids[1])

    def _of(self, tenant: TenantId) -> BuiltinCalendar:
        return BuiltinCalendar(self.store, tenant, PinnedClock(NOW).now, lambda: f"uid{next(self.numbers)}")

    def of_other_tenant(self) -> Calendar:
        """See `Stage`."""
        return self.other

    async def write_foreign(self, host: str, start: datetime, minutes: int = MINUTES) -> None:
        """See `Stage`: another visit, whose entry is not this visit's."""
        entry = entry_at(start, host, visit=f"foreign{next(self.numbers)}")
        long = replace(entry, interval=Interval(start, start + timedelta(minutes=minutes)))
        await self.calendar.create([long])


@dataclass
class CaldavStage:
    """A real Radicale."""

    server: Radicale
    keeps_uid: bool = True
    folder: str = field(default_factory=lambda: uuid4().hex)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    connections: list[CaldavConnection] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A collection for each of the staff."""
        self.paths = {key: self.server.make_calendar(f"{self.folder}-{key}") for key in ("mia", "emma", "felix")}
        self.calendar = self.of("salon")

    def of(self, slug: str, transport: httpx.AsyncBaseTransport | None = None, password: str = "") -> CaldavCalendar:
        """The calendar of a tenant over a connection of its own."""
        server = self.server
        connection = CaldavConnection(server.url, server.username, password or server.password, transport)
        self.connections.append(connection)
        settings = CalendarSettings("caldav", "caldav", {"collections": self.paths})
        return CaldavCalendar(connection, tenant_of(settings, slug), PinnedClock(NOW).now)

    def of_other_tenant(self) -> Calendar:
        """See `Stage`."""
        return self.of("other")

    async def write_foreign(self, host: str, start: datetime, minutes: int = MINUTES) -> None:
        """See `Stage`: as her own program would write it."""
        uid = f"private-{next(self.numbers)}"
        self.put(host, uid, f"DTSTART:{_utc(start)}", f"DTEND:{_utc(start + timedelta(minutes=minutes))}")

    def put(self, host: str, uid: str, *lines: str) -> str:
        """Put an event with these lines into a collection, as a person's own program would; its path."""
        path = f"{self.paths[host.partition(':')[2]]}{uid}.ics"
        event = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261001T000000Z", "SUMMARY:privat", *lines, "END:VEVENT"]
        self.server.put(path, "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *event, "END:VCALENDAR", ""]))
        return path

    def through(self, transport: Spoilt) -> Calendar:
        """See `OutsideStage`."""
        return self.of("salon", transport(httpx.AsyncHTTPTransport()))

    def denied(self) -> Calendar:
        """See `OutsideStage`."""
        return self.of("salon", password="wrong")


@dataclass
class Unlimited:
    """A rate budget without an end."""

    async def take(self, count: int, *, background: bool) -> float:
        """See `Budget.take`."""
        return 0.0

    async def close(self, seconds: float) -> None:
        """See `Budget.close`."""


@dataclass
class CalcomStage:
    """The fake Cal.com in this process."""

    keeps_uid: bool = False
    connections: list[CalcomConnection] = field(default_factory=list)
    clock: PinnedClock = field(default_factory=lambda: PinnedClock(NOW))

    def __post_init__(self) -> None:
        """A server with the salon in it."""
        bare = tenant_of(CalendarSettings("calcom", "calcom"))
        self.tenant = replace(bare, event_types=salon_event_types(bare))
        self.model: FakeCalcom = salon_calcom(self.tenant, limit=100_000)
        self.transport = CalcomTransport(UnluckyCalcom(self.model), self.clock.now, self._sleep)
        self.calendar = self.of("salon")

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    def of(self, slug: str, transport: httpx.AsyncBaseTransport | None = None, key: str = SALON_KEY) -> CalcomCalendar:
        """The calendar of a tenant over a connection of its own."""
        now = self.clock.now
        connection = CalcomConnection("http://cal.example", key, now, transport=transport or self.transport)
        self.connections.append(connection)
        return CalcomCalendar(connection, replace(self.tenant, slug=slug), Unlimited(), now)

    def of_other_tenant(self) -> Calendar:
        """See `Stage`."""
        return self.of("other")

    async def write_foreign(self, host: str, start: datetime, minutes: int = MINUTES) -> None:
        """See `Stage`: a booking over Cal.com's own page."""
        kind = next(one.id for one in self.tenant.event_types if f"staff:{one.staff}" == host)
        book_foreign(self.model, kind, start, self.clock.now(), minutes=minutes)

    def through(self, transport: Spoilt) -> Calendar:
        """See `OutsideStage`."""
        return self.of("salon", transport(self.transport))

    def denied(self) -> Calendar:
        """See `OutsideStage`."""
        return self.of("salon", key="cal_wrong")


@dataclass
class RecordedStage:
    """Cal.com as it was recorded."""

    keeps_uid: bool = False
    connections: list[CalcomConnection] = field(default_factory=list)
    server: RecordedCalcom = field(default_factory=RecordedCalcom)

    def __post_init__(self) -> None:
        """The salon's event types are those of the recordings, one for each account."""
        bare = tenant_of(CalendarSettings("calcom", "calcom"))
        keys = ("mia", "emma", "felix")
        types = tuple(EventType("schnitt", 1, key, number) for key, number in zip(keys, ACCOUNTS, strict=True))
        self.tenant = replace(bare, event_types=types)
        self.calendar = self.of("salon")

    def of(self, slug: str, transport: httpx.AsyncBaseTransport | None = None, key: str = KEY) -> CalcomCalendar:
        """The calendar of a tenant over a connection of its own."""
        now = PinnedClock(NOW).now
        connection = CalcomConnection("http://cal.example", key, now, transport=transport or self.server)
        self.connections.append(connection)
        return CalcomCalendar(connection, replace(self.tenant, slug=slug), Unlimited(), now)

    def of_other_tenant(self) -> Calendar:
        """See `Stage`."""
        return self.of("other")

    async def write_foreign(self, host: str, start: datetime, minutes: int = MINUTES) -> None:
        """See `Stage`: a booking without metadata of ours."""
        kind = next(one.id for one in self.tenant.event_types if f"staff:{one.staff}" == host)
        attendee = {"name": "Fremde Kundin", "email": "fremd@example.test"}
        self.server.book({"eventTypeId": kind, "start": start.isoformat(), "attendee": attendee}, minutes, False)

    def through(self, transport: Spoilt) -> Calendar:
        """See `OutsideStage`."""
        return self.of("salon", transport(self.server))

    def denied(self) -> Calendar:
        """See `OutsideStage`."""
        return self.of("salon", key="cal_wrong")


@dataclass
class Spoiling(httpx.AsyncBaseTransport):
    """A line that passes requests on but for those that `before` or `after` spoil, by raising or by answering."""

    inner: httpx.AsyncBaseTransport
    before: Answering | None = None
    after: Answering | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Spoil it before it arrives, or when all has been done."""
        if self.before is not None:
            return self.before(request)
        response = await self.inner.handle_async_request(request)
        if self.after is None or request.method in ("GET", "REPORT", "PROPFIND"):
            return response
        await response.aread()
        await response.aclose()
        return self.after(request)


def unreachable(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    """Nobody answers at that address."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    return Spoiling(inner, before=refuse)


def silent_after(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    """Every write has its effect and its answer is lost."""

    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut", request=request)

    return Spoiling(inner, after=cut)


def failing_after(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    """Every write has its effect and is answered with 502."""
    return Spoiling(inner, after=lambda request: httpx.Response(502, text="Bad Gateway", request=request))


def page_for_people(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    """Somebody in between answers everything with a page that says 200."""
    return Spoiling(
        inner, before=lambda request: httpx.Response(200, html="<html><body>Anmelden</body></html>", request=request)
    )


AnyStage = BuiltinStage | CaldavStage | CalcomStage | RecordedStage


@asynccontextmanager
async def closing(stage: AnyStage) -> AsyncIterator[Stage]:
    """The stage, its connections closed at the end."""
    try:
        yield stage
    finally:
        if isinstance(stage, BuiltinStage):
            stage.store.close()
        else:
            for connection in stage.connections:
                await connection.close()


def _utc(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"
