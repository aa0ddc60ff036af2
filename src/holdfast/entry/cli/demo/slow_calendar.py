"""The calendar of the incident: a fake Cal.com on a port of its own, slow to answer, and once not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.entry.cli.demo.house import HOST, until_started
from holdfast.entry.cli.serving import address_of, leave_sigterm_to_the_server, listen
from holdfast.sample import SALON, sample_with_calcom
from holdfast.testing.calcom import Fault, Faults, salon_calcom
from holdfast.testing.calcom.records import LIVE, Booking
from holdfast.testing.calcom.server import FakeServer, build_fake

SECONDS_BEFORE_EFFECT = 2.0
SECONDS_OF_A_CREATE = 11.0
SECONDS_UNTIL_LOST = 3.0
"""After the effect."""
_LOST_SEGMENT = 3
_FIRST_NUMBER = 13_068_988


@dataclass(frozen=True, slots=True)
class SlowCalendar:
    """A running fake and where it is reached."""

    server: FakeServer
    url: str
    _quick: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, seconds: float) -> None:
        """Let time pass in real seconds, at most until it is quick again."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quick.wait(), seconds)

    def standing(self) -> list[Booking]:
        """What stands in it, by start."""
        live = (one for one in self.server.unlucky.model.ledger.bookings.values() if one.status in LIVE)
        return sorted(live, key=lambda one: one.start)

    def creates(self) -> int:
        """How many bookings it was asked for."""
        return sum(one.verb == "create" for one in self.server.unlucky.log)

    def quick_again(self) -> None:
        """No more bad luck; what is still under way ends at once."""
        self.server.unlucky.faults.clear()
        self._quick.set()


@asynccontextmanager
async def open_slow_calendar() -> AsyncIterator[SlowCalendar]:
    """Serve it, and take it down again. A booking is there after two seconds, and the answer to it after eleven; that
    to one segment of the perm never comes."""
    from uvicorn import Config, Server  # Here, since most verbs need no server, and loading one takes half a second.

    listening = listen(HOST, 0)
    url = address_of(listening)
    salon = salon_at(url)
    model = salon_calcom(salon)
    model.ledger.last_booking = _FIRST_NUMBER - 1
    fake = build_fake(model, _bad_luck(salon))
    calendar = SlowCalendar(fake, url)
    fake.driver.sleep = calendar.sleep
    server = Server(Config(fake, log_config=None, access_log=False, date_header=False, timeout_graceful_shutdown=1))
    leave_sigterm_to_the_server()
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await until_started(server, serving)
        yield calendar
    finally:
        calendar.quick_again()
        server.should_exit = True
        await asyncio.wait([serving])


def salon_at(url: str) -> Tenant:
    """The sample salon, with its calendar in the Cal.com at this address."""
    read = read_tenant_file(sample_with_calcom(url), SALON, lambda _reference: True)
    assert isinstance(read, TenantDocument), "the sample is valid"
    return tenant_of(read.data)


def _bad_luck(tenant: Tenant) -> Faults:
    faults = Faults()
    faults.add(Fault.DELAY_BETWEEN, verb="create", seconds=SECONDS_BEFORE_EFFECT, times=0)
    late = SECONDS_OF_A_CREATE - SECONDS_BEFORE_EFFECT
    for one in tenant.event_types:
        if one.service == "dauerwelle" and one.segment == _LOST_SEGMENT:
            faults.add(Fault.LOSE_ANSWER, verb="create", event_type=one.id, seconds=SECONDS_UNTIL_LOST)
        else:
            faults.add(Fault.DELAY_AFTER, verb="create", event_type=one.id, seconds=late, times=0)
    return faults
