"""Where the demonstration takes place: a fresh database in a temporary folder, the sample salon, a real server."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx

from holdfast.actions.admit import Admitted
from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.desk import Clock, SystemClock
from holdfast.actions.manage_keys import create_key
from holdfast.app import Application, build
from holdfast.entry.cli.serving import address_of, http_server, leave_sigterm_to_the_server, listen
from holdfast.entry.cli.terminal import Code, Refusal
from holdfast.sample import SALON, sample_tenant_file
from holdfast.settings import Settings

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI
    from uvicorn import Server

HOST = "127.0.0.1"
_START_SECONDS = 10.0
_BEHIND = timedelta(minutes=4)


class CallClock:
    """A clock that lets a call of a minute pass at once, so that the record looks as after a real one.

    It begins some minutes in the past, moves on as the people speak, and shows the right time when they are done.
    """

    def __init__(self, real: Clock) -> None:
        """Run on the ticks of a real clock."""
        self._real = real
        self._behind = _BEHIND

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self._real.now() - self._behind

    def passes(self, seconds: float) -> None:
        """So many seconds were spoken."""
        self._behind = max(self._behind - timedelta(seconds=seconds), timedelta(0))

    def catch_up(self) -> None:
        """The call is over: from now on the real time."""
        self._behind = timedelta(0)


@dataclass
class House:
    """The running demonstration."""

    application: Application
    salon: Admitted
    clock: CallClock
    http: httpx.AsyncClient
    url: str
    retell_key: str
    api_key: str
    server: asyncio.Task[None]


@asynccontextmanager
async def open_house(
    port: int,
    clock: Clock | None = None,
    text: str | None = None,
    environment: Mapping[str, str] | None = None,
    door: "APIRouter | None" = None,
) -> AsyncIterator[House]:
    """Set everything up, and take it all down again. `text` is the salon's tenant file, the sample's unless given;
    `environment` holds the secrets that it refers to, besides the key of Retell; `door` is one more way in."""
    call_clock = CallClock(clock or SystemClock())
    with tempfile.TemporaryDirectory(prefix="holdfast-demo-", ignore_cleanup_errors=True) as folder:
        listening = listen(HOST, port)
        retell_key = "key_" + secrets.token_hex(16)
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'demo.db'}",
            host=HOST,
            port=listening.getsockname()[1],
            secret_key=secrets.token_urlsafe(32),
            log="warning",
        )
        known = {"RETELL_API_KEY": retell_key, **(environment or {})}
        application = build(settings, environment=known, clock=call_clock)
        salon, api_key = await _furnish(application, text or sample_tenant_file())
        server = http_server(application)
        if door is not None:
            cast("FastAPI", server.config.app).include_router(door)
        url = address_of(listening)
        leave_sigterm_to_the_server()
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await until_started(server, serving)
            async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
                yield House(application, salon, call_clock, http, url, retell_key, api_key, serving)
        finally:
            server.should_exit = True
            await asyncio.wait([serving])


async def _furnish(application: Application, text: str) -> tuple[Admitted, str]:
    """The salon, and a key with which it can be looked at."""
    applied = await apply_tenant(application.desk, text, SALON)
    if applied.faults:
        raise Refusal(f"the sample salon is not valid: {applied.faults[0]}", Code.OUTAGE)
    made = await create_key(application.desk, applied.slug, "demo")
    salon = await application.doorkeeper.by_slug(applied.slug, afresh=True)
    assert made is not None, "the salon was applied just now"
    assert salon is not None, "the salon was applied just now"
    return salon, made.key


async def until_started(server: "Server", serving: asyncio.Task[None]) -> None:
    """Wait until a server answers. Raises Refusal where it does not."""
    for _ in range(int(_START_SECONDS / 0.02)):
        if server.started:
            return
        if serving.done():
            break
        await asyncio.sleep(0.02)
    raise Refusal("the server of the demonstration did not start", Code.OUTAGE)
