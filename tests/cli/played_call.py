"""A call played through the HTTP door into the database that the commands look at afterwards."""

import asyncio
import os
from datetime import UTC, datetime, timedelta

import httpx

from holdfast.app import build
from holdfast.entry.server import build_server
from holdfast.testing.clock import PinnedClock
from holdfast.testing.retell_caller import CallScript, SignedRetell
from tests.cli.conftest import RETELL_KEY, SLUG

CALLER = "+4915112345678"
TEST_CALLER = "+493099999901"
SALON = "+493012345678"


def book_by_telephone(
    call_id: str, number: str = CALLER, service: str = "Herrenhaarschnitt", told: str | None = None
) -> str:
    """Book the first thing that is free. Returns the booking code. `told`: what the agent says instead."""
    return asyncio.run(_book(call_id, number, service, told))


async def _book(call_id: str, number: str, service: str, told: str | None) -> str:
    clock = PinnedClock(datetime.now(UTC) - timedelta(minutes=3))
    application = build(clock=clock)
    transport = httpx.ASGITransport(build_server(application, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        platform = SignedRetell(http, SLUG, RETELL_KEY, clock.now)
        call = CallScript(
            platform, call_id, number, SALON, passes=lambda seconds: clock.advance(timedelta(seconds=seconds))
        )
        await call.rings()
        await call.starts()
        call.caller_says(f"Ich hätte gern einen Termin, {service}, sobald es geht.")
        offer = await call.tool("check_availability", service=service)
        call.agent_says(str(offer.data["say"]))
        call.caller_says("Ja, gern, auf Ada Beispiel.")
        booked = await call.tool("book", slot_id=offer.data["options"][0]["slot_id"], customer_name="Ada Beispiel")
        call.agent_says(told or str(booked.data["say"]))
        await call.ends()
    await application.close()
    assert os.environ["HOLDFAST_DATABASE_URL"], "the command line reads the same database"
    assert booked.data["state"] == "confirmed", booked.data
    return str(booked.data["ref"])


def call_and_vanish(call_id: str, number: str) -> None:
    """A call of some hours ago, of which the platform never told that it ended."""
    asyncio.run(_vanish(call_id, number))


async def _vanish(call_id: str, number: str) -> None:
    clock = PinnedClock(datetime.now(UTC) - timedelta(hours=3))
    application = build(clock=clock)
    transport = httpx.ASGITransport(build_server(application, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        call = CallScript(SignedRetell(http, SLUG, RETELL_KEY, clock.now), call_id, number, SALON)
        await call.tool("list_services")
    await application.close()
