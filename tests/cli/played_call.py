"""A call played through the HTTP door into the database that the commands look at afterwards."""

import asyncio
import os

import httpx

from holdfast.app import build
from holdfast.entry.server import build_server
from holdfast.testing.retell_caller import CallScript, SignedRetell
from tests.cli.conftest import RETELL_KEY, SLUG

CALLER = "+4915112345678"
TEST_CALLER = "+493099999901"
SALON = "+493012345678"


def book_by_telephone(call_id: str, number: str = CALLER, service: str = "Herrenhaarschnitt") -> str:
    """Book the first thing that is free. Returns the booking code."""
    return asyncio.run(_book(call_id, number, service))


async def _book(call_id: str, number: str, service: str) -> str:
    application = build()
    transport = httpx.ASGITransport(build_server(application, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        call = CallScript(SignedRetell(http, SLUG, RETELL_KEY), call_id, number, SALON)
        await call.rings()
        await call.starts()
        call.caller_says(f"Ich hätte gern einen Termin, {service}, sobald es geht.")
        offer = await call.tool("check_availability", service=service)
        booked = await call.tool("book", slot_id=offer.data["options"][0]["slot_id"], customer_name="Ada Beispiel")
        await call.ends()
    await application.close()
    assert os.environ["HOLDFAST_DATABASE_URL"], "the command line reads the same database"
    assert booked.data["state"] == "confirmed", booked.data
    return str(booked.data["ref"])
