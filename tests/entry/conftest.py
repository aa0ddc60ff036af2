"""Two salons behind one server, on both engines, at ten o'clock on a Tuesday in Berlin."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from holdfast.app import build
from holdfast.entry.server import build_server
from holdfast.settings import Settings
from holdfast.testing.clock import PinnedClock
from tests.entry.house import House

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The server with both salons; nothing is booked."""
    clock = PinnedClock(TUESDAY_MORNING)
    settings = Settings(database_url=database_url, secret_key="only for tests")
    application = build(settings, environment={"RETELL_API_KEY": "key_test_0000"}, clock=clock)
    server = build_server(application, work=False)
    transport = httpx.ASGITransport(server)
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        house = House(http, clock, application)
        await house.move_in()
        yield house
    await server.state.sandboxes.close()
    await application.close()
