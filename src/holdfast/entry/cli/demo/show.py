"""The calm call from its first line to its last: the house, the call, the calendar, the agreement."""

import secrets

from holdfast.actions.desk import Clock
from holdfast.actions.look_up import BookingSeen, WantedBookings, bookings
from holdfast.actions.witness import InCalendar, look_in_calendar
from holdfast.entry.cli.demo.agreement import Agreement, compare
from holdfast.entry.cli.demo.conversation import Conversation, Told
from holdfast.entry.cli.demo.house import House, open_house
from holdfast.entry.cli.demo.story import CallFailed
from holdfast.entry.cli.demo.telling import Screen
from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.testing.retell_caller import CallScript, SignedRetell

FROM_NUMBER = "+4915112345678"


async def show(screen: Screen, *, once: bool, port: int = 0, clock: Clock | None = None) -> bool:
    """The whole demonstration. Returns whether all witnesses agreed. Raises Refusal."""
    async with open_house(port, clock) as house:
        tenant = house.salon.salon.tenant
        screen.heading(f"A call to {tenant.name}")
        screen.remark("Minutes and seconds are those of the call, the milliseconds are measured.\n")
        told = await _call(house, screen)
        agreement = await _look(house, screen, told)
        if not once:
            farewell(house, screen)
            await house.server
        return not agreement.differences


async def _call(house: House, screen: Screen) -> Told:
    tenant = house.salon.salon.tenant
    platform = SignedRetell(house.http, tenant.slug, house.retell_key, house.clock.now)
    call_id = f"call_{secrets.token_hex(14)}"
    call = CallScript(platform, call_id, FROM_NUMBER, tenant.phone_numbers[0], passes=house.clock.passes)
    try:
        return await Conversation(call, tenant, screen).play(house.clock.now())
    except CallFailed as failed:
        raise Refusal(f"the demonstration broke off: {failed}", Code.OUTAGE) from failed
    finally:
        house.clock.catch_up()


async def _look(house: House, screen: Screen, told: Told) -> Agreement:
    """What stands in the database and in the calendar, looked up anew."""
    desk, tenant_id = house.application.desk, house.salon.row.id
    everything = (await bookings(desk, tenant_id, WantedBookings(50))).items
    booked = _booked(everything, told)
    found: InCalendar = await look_in_calendar(desk, tenant_id, booked)
    begins = booked.visit.start.astimezone(booked.tenant.timezone)
    screen.heading("What stands in the calendar now")
    screen.remark(f"{begins:%A, %d %B %Y}, for {booked.visit.customer.name}, booking code {booked.visit.ref}")
    screen.calendar(booked, found)
    screen.heading("Do they agree?")
    agreement = compare(told, booked, len(everything), found)
    screen.verdict(agreement)
    return agreement


def _booked(everything: tuple[BookingSeen, ...], told: Told) -> BookingSeen:
    for seen in everything:
        if seen.visit.ref == told.booked.get("ref"):
            return seen
    raise Refusal("the booking that the caller was told of is not stored", Code.DIFFERENCES)


def farewell(house: House, screen: Screen) -> None:
    """What can be tried while the server stays up; its address is the last line."""
    tenant = house.salon.salon.tenant
    screen.heading("The server stays up. Ctrl-C ends it and removes everything")
    screen.remark("The bookings, as a program reads them:")
    screen.plain(f"curl -H 'Authorization: Bearer {house.api_key}' {house.url}/api/v1/bookings")
    screen.remark(f"The salon's own file would be applied with: holdfast apply {tenant.slug}.toml")
    screen.plain()
    screen.plain(house.url)
