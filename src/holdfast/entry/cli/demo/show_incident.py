"""The incident from its first line to its last: the slow calendar, the call, the proofs, and the usual way beside."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from holdfast.actions.desk import Clock
from holdfast.actions.look_up import EventSeen, NotFound, WantedBookings, bookings, events_of_call
from holdfast.actions.where import Whereabouts, where
from holdfast.entry.cli.demo.agreement import Agreement, compare_incident
from holdfast.entry.cli.demo.beside import Beside
from holdfast.entry.cli.demo.house import House, open_house
from holdfast.entry.cli.demo.incident import PLATFORM_LIMIT, Heard, Incident
from holdfast.entry.cli.demo.show import FROM_NUMBER, farewell
from holdfast.entry.cli.demo.slow_calendar import (
    SECONDS_OF_A_CREATE,
    SlowCalendar,
    open_slow_calendar,
    salon_at,
)
from holdfast.entry.cli.demo.story import CallFailed
from holdfast.entry.cli.demo.telling import Screen
from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.sample import CALCOM_KEY_VARIABLE, sample_with_calcom
from holdfast.testing.calcom import SALON_KEY
from holdfast.testing.retell_caller import CallScript, SignedRetell

_MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration came to."""

    heard: Heard
    found: Whereabouts
    ours: Agreement
    theirs: Agreement | None = None

    def data(self) -> dict[str, Any]:
        """The same for JSON."""
        visit = self.found.booked.visit
        return {
            "ref": visit.ref,
            "agree": not self.ours.differences,
            "waited_seconds": round(self.heard.waited_seconds, 3),
            "sentences": self.heard.sentences,
            "segments": [
                {"uid": one.saga.uid, "by_window": bool(one.in_window), "by_identifier": bool(one.by_identifier)}
                for one in self.found.segments
            ],
            "holdfast": self.ours,
            "old_way": self.theirs,
        }


async def show_incident(
    screen: Screen, *, once: bool, port: int = 0, clock: Clock | None = None, old_way: bool = False
) -> Shown:
    """The whole demonstration. Raises Refusal."""
    async with AsyncExitStack() as stack:
        calendar = await stack.enter_async_context(open_slow_calendar())
        beside = await _beside(stack) if old_way else None
        salon = sample_with_calcom(calendar.url)
        house = await stack.enter_async_context(open_house(port, clock, salon, {CALCOM_KEY_VARIABLE: SALON_KEY}))
        for one in (calendar, *([beside.calendar] if beside else [])):
            one.server.driver.clock = house.clock.now  # One clock for all.
        _introduce(screen, house)
        heard = await _call(house, screen, beside)
        shown = await _look(house, calendar, screen, heard, beside)
        if not once:
            farewell(house, screen)
            await house.server
        return shown


async def _beside(stack: AsyncExitStack) -> Beside:
    calendar = await stack.enter_async_context(open_slow_calendar())
    return Beside(calendar, salon_at(calendar.url))


def _introduce(screen: Screen, house: House) -> None:
    screen.heading(f"A call to {house.salon.salon.tenant.name} on a bad day")
    screen.remark(
        f"Its Cal.com takes {SECONDS_OF_A_CREATE:.0f} seconds for every booking, and one answer gets lost. Retell cuts"
        f" a request off after {PLATFORM_LIMIT:.0f} seconds and sends it again. All of it happens here and now.\n"
    )


async def _call(house: House, screen: Screen, beside: Beside | None) -> Heard:
    tenant = house.salon.salon.tenant
    platform = SignedRetell(house.http, tenant.slug, house.retell_key, house.clock.now)
    call_id = f"call_{secrets.token_hex(14)}"
    call = CallScript(platform, call_id, FROM_NUMBER, tenant.phone_numbers[0], passes=house.clock.passes)
    incident = Incident(call, tenant, screen, _news(house, call_id), beside.begin if beside else _nothing)
    try:
        return await incident.play(house.clock.now())
    except CallFailed as failed:
        raise Refusal(f"the demonstration broke off: {failed}", Code.OUTAGE) from failed
    finally:
        house.clock.catch_up()


def _nothing(_option: dict[str, str]) -> None:
    """Nobody plays beside."""


def _news(house: House, call_id: str) -> Callable[[], Awaitable[list[EventSeen]]]:
    """What has come onto the timeline of the call since it was asked last."""
    last = 0

    async def news() -> list[EventSeen]:
        nonlocal last
        after = (last, "") if last else None
        page = await events_of_call(house.application.desk, house.salon.row.id, call_id, _MOST_EVENTS, after)
        last = page.items[-1].event.id if page.items else last
        return list(page.items)

    return news


async def _look(house: House, calendar: SlowCalendar, screen: Screen, heard: Heard, beside: Beside | None) -> Shown:
    """Is it in the calendar? Asked of the calendar, with both proofs."""
    desk, tenant_id = house.application.desk, house.salon.row.id
    ref = str(heard.booked.get("ref"))
    creates = calendar.creates()
    calendar.quick_again()
    screen.heading(f"holdfast booking where {ref}")
    try:
        found = await where(desk, tenant_id, ref)
    except NotFound as missing:
        raise Refusal("the booking that the caller was told of is not stored", Code.DIFFERENCES) from missing
    screen.whereabouts(found)
    stored = len((await bookings(desk, tenant_id, WantedBookings(50))).items)
    ours = compare_incident(heard, found, stored, creates)
    if beside is None:
        screen.heading("Do they agree?")
        screen.verdict(ours)
        return Shown(heard, found, ours)
    theirs = beside.witnesses(await beside.outcome())
    screen.heading("The same call at the same moment, with the usual gateway")
    screen.side_by_side(ours, theirs)
    return Shown(heard, found, ours, theirs)
