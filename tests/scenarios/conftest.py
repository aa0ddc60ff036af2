"""A salon behind the real HTTP door: signed Retell requests in, answers out, on both engines."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.app import Application, build
from holdfast.entry.server import build_server
from holdfast.entry.voice.signature import signed
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings
from holdfast.testing.clock import PinnedClock

KEY = "key_test_0000"
TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin
CALLER = "+4915112345678"
SALON = "salon-lindenhof"


@dataclass
class Phone:
    """One call to the salon. `say` is what the caller says before the next tool call."""

    door: "Door"
    call_id: str
    number: str | None = CALLER
    extra: dict[str, Any] = field(default_factory=dict)

    def envelope(self) -> dict[str, Any]:
        """The call object of Retell's requests."""
        call: dict[str, Any] = {
            "call_id": self.call_id,
            "call_type": "phone_call",
            "direction": "inbound",
            "from_number": self.number,
            "to_number": self.door.dialled,
            "agent_id": "agent_t",
            "agent_version": 4,
            "call_status": "ongoing",
            "transcript_object": [],
        }
        return call | self.extra

    async def tool(self, name: str, /, **args: Any) -> dict[str, Any]:
        """Call a tool and read its answer, which is always HTTP 200."""
        response = await self.post(name, args)
        assert response.status_code == 200, response.text
        assert len(response.text) < 600, response.text
        assert "\n" not in response.text
        answer: dict[str, Any] = response.json()
        assert next(iter(answer)) == "say"
        return answer

    async def post(self, name: str, args: dict[str, Any]) -> httpx.Response:
        """The same, as the raw response."""
        return await self.door.send("/retell/tools", {"name": name, "args": args, "call": self.envelope()})

    async def event(self, kind: str, **fields: Any) -> httpx.Response:
        """Send a call event."""
        return await self.door.send("/retell/events", {"event": kind, "call": self.envelope() | fields})


@dataclass
class Door:
    """The salon's HTTP door."""

    http: httpx.AsyncClient
    clock: PinnedClock
    application: Application
    slug: str = SALON
    dialled: str = "+493012345678"
    calls: int = 0

    def phone(self, number: str | None = CALLER, call_id: str | None = None, **extra: Any) -> Phone:
        """A new call."""
        self.calls += 1
        return Phone(self, call_id or f"call_{self.calls:03d}abcdef0123456789", number, extra)

    async def send(
        self, path: str, message: Any, key: str = KEY, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send signed bytes."""
        body = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
        self.clock.advance(timedelta(milliseconds=7))
        stamp = int(self.clock.now().timestamp() * 1000)
        return await self.send_bytes(path, body, {"X-Retell-Signature": signed(body, key, stamp), **(headers or {})})

    async def send_bytes(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Send bytes just so."""
        return await self.http.post(f"/t/{self.slug}{path}", content=body, headers=headers)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(seconds=seconds))


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    clock = PinnedClock(TUESDAY_MORNING)
    application = build(
        Settings(database_url=database_url, secret_key="only for tests"),
        environment={"RETELL_API_KEY": KEY},
        clock=clock,
    )
    applied = await apply_tenant(application.desk, sample_tenant_file(), "salon-lindenhof.toml")
    assert applied.faults == ()
    server = build_server(application, work=False)
    transport = httpx.ASGITransport(server)
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        yield Door(http, clock, application)
    await application.close()
