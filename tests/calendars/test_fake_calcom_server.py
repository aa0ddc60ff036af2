"""The fake calendar over a real socket and as a transport: races, cut connections, webhooks, its own doors."""

import asyncio
import hmac
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from uvicorn import Config, Server

from holdfast.testing.builders import at
from holdfast.testing.calcom import SALON_KEY, FakeCalcom, Fault, Faults, UnluckyCalcom
from holdfast.testing.calcom.server import ConnectionCut, build_fake
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.clock import PinnedClock
from tests.calendars.calcom_world import CUT, NOW, little_salon, wish

BOOKINGS = {"Authorization": f"Bearer {SALON_KEY}", "cal-api-version": "2024-08-13"}
FAR = "2030-11-27 10:00"


async def begun(server: Server) -> None:
    """Wait until it answers."""
    for _ in range(1000):
        if server.started:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the server did not start")


@asynccontextmanager
async def served(model: FakeCalcom, faults: Faults | None = None, latency: float = 0.0) -> AsyncIterator[str]:
    """The address of a server that runs meanwhile."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = Config(build_fake(model, faults, latency=latency), log_config=None, date_header=False)
    server = Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    await begun(server)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


def client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=BOOKINGS, trust_env=False, timeout=10)


async def test_concurrent_requests_really_race() -> None:
    async with served(little_salon(), latency=0.2) as url, client(url) as http:
        starts = [FAR, FAR, "2030-11-27 10:05", "2030-11-27 10:10"]
        answers = await asyncio.gather(*(http.post("/v2/bookings", json=wish(start)) for start in starts))
        assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409]
        assert (await http.post("/v2/bookings", json=wish("2030-11-27 10:15"))).status_code == 400
        assert answers[0].headers["date"].endswith("GMT")


async def test_a_cut_connection_leaves_the_effect() -> None:
    faults = Faults()
    faults.add(Fault.LOSE_ANSWER, verb="create")
    faults.add(Fault.OUTAGE, verb="me", seconds=60)
    async with served(little_salon(), faults) as url, client(url) as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post("/v2/bookings", json=wish(FAR))
        with pytest.raises(httpx.TransportError):
            await http.get("/v2/me")
        assert len((await http.get("/v2/bookings")).json()["data"]) == 1


async def test_who_gives_up_waiting_does_not_stop_it() -> None:
    async with served(little_salon(), latency=0.3) as url, client(url) as http:
        with pytest.raises(httpx.ReadTimeout):
            await http.post("/v2/bookings", json=wish(FAR), timeout=0.1)
        await asyncio.sleep(0.5)
        assert len((await http.get("/v2/bookings")).json()["data"]) == 1


@asynccontextmanager
async def receiver(got: list[tuple[dict[str, str], bytes]], status: int) -> AsyncIterator[str]:
    """A webhook's receiver that answers with a status."""

    async def app(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        if scope["type"] == "http":
            body = (await receive())["body"]
            got.append(({name.decode(): value.decode() for name, value in scope["headers"]}, body))
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(Config(app, log_config=None, lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    await begun(server)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
    finally:
        server.should_exit = True
        await running


@pytest.mark.parametrize("status", [200, 500])
async def test_webhooks_are_signed_and_sent_once(status: int) -> None:
    got: list[tuple[dict[str, str], bytes]] = []
    async with receiver(got, status) as hook, served(little_salon()) as url, client(url) as http:
        body = {"active": True, "subscriberUrl": hook, "secret": "s3", "triggers": ["BOOKING_CREATED"]}
        assert (await http.post("/v2/webhooks", json=body)).status_code == 201
        await http.post("/v2/bookings", json=wish(FAR))
        await http.post("/fake/bookings", json={"eventTypeId": CUT, "start": "2030-11-28T10:00:00Z"})
        for _ in range(100):
            await asyncio.sleep(0.02)
            if len(got) == 2:
                break
        await asyncio.sleep(0.1)
        assert len(got) == 2, "there is no second try"
        for headers, raw in got:
            assert headers["x-cal-signature-256"] == hmac.new(b"s3", raw, sha256).hexdigest()
            assert headers["x-cal-webhook-version"] == "2021-10-20"
            assert json.loads(raw)["triggerEvent"] == "BOOKING_CREATED"


async def test_a_receiver_that_is_not_there_is_no_fault() -> None:
    app = build_fake(little_salon())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://fake", headers=BOOKINGS) as http:
        body = {"active": True, "subscriberUrl": "http://127.0.0.1:1/", "triggers": ["BOOKING_CREATED"]}
        await http.post("/v2/webhooks", json=body)
        assert (await http.post("/v2/bookings", json=wish(FAR))).status_code == 201
        for _ in range(100):
            await asyncio.sleep(0.02)
            if app.refused:
                break
        assert app.refused == ["BOOKING_CREATED to http://127.0.0.1:1/: ConnectError"]
        app.unlucky.faults.add(Fault.LOSE_REQUEST)
        with pytest.raises(ConnectionCut):
            await http.get("/v2/me")
        await app.close()


@pytest.fixture
async def inside() -> AsyncIterator[tuple[httpx.AsyncClient, CalcomTransport, PinnedClock]]:
    """The fake within this process; sleeping moves the pinned clock."""
    clock = PinnedClock(NOW)

    async def sleep(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    transport = CalcomTransport(UnluckyCalcom(little_salon()), clock.now, sleep)
    async with httpx.AsyncClient(transport=transport, base_url="http://fake", headers=BOOKINGS) as http:
        yield http, transport, clock


Inside = tuple[httpx.AsyncClient, CalcomTransport, PinnedClock]


async def test_the_transport_keeps_the_clients_time_limit(inside: Inside) -> None:
    http, transport, clock = inside
    transport.unlucky.faults.add(Fault.DELAY_AFTER, verb="create", seconds=4)
    transport.unlucky.faults.add(Fault.DELAY_BEFORE, verb="create", seconds=30, nth=2)
    assert (await http.post("/v2/bookings", json=wish("2026-11-27 10:00"), timeout=5)).status_code == 201
    assert clock.now() == NOW + timedelta(seconds=4)
    with pytest.raises(httpx.ReadTimeout):
        await http.post("/v2/bookings", json=wish("2026-11-27 11:00"), timeout=5)
    await transport.settle()
    assert clock.now() == NOW + timedelta(seconds=34)
    assert len((await http.get("/v2/bookings")).json()["data"]) == 2, "the effect came all the same"


async def test_the_transport_cuts_and_refuses(inside: Inside) -> None:
    http, transport, _ = inside
    transport.unlucky.faults.add(Fault.LOSE_ANSWER, verb="create")
    transport.unlucky.faults.add(Fault.OUTAGE, verb="list", seconds=5)
    with pytest.raises(httpx.RemoteProtocolError):
        await http.post("/v2/bookings", json=wish("2026-11-27 10:00"))
    with pytest.raises(httpx.ConnectError):
        await http.get("/v2/bookings")
    assert len(transport.unlucky.model.ledger.bookings) == 1


async def test_the_transport_keeps_notices_where_nobody_delivers_them(inside: Inside) -> None:
    http, transport, _ = inside
    body = {"active": True, "subscriberUrl": "http://127.0.0.1:1/", "triggers": ["BOOKING_CREATED"]}
    await http.post("/v2/webhooks", json=body)
    await http.post("/v2/bookings", json=wish("2026-11-27 10:00"))
    assert [notice.trigger for notice in transport.driver.undelivered] == ["BOOKING_CREATED"]


async def test_the_doors_of_the_fake(inside: Inside) -> None:
    http, transport, clock = inside
    assert (await http.post("/fake/faults", json={"fault": "status_instead", "verb": "me", "status": 502})).is_success
    assert (await http.get("/v2/me")).status_code == 502
    assert (await http.get("/fake/faults")).json()["happened"] == {"status_instead": 1}
    assert (await http.delete("/fake/faults")).json()["rules"] == []
    start = at("2026-11-27 10:00")
    made = (
        await http.post("/fake/bookings", json={"eventTypeId": CUT, "start": start.isoformat(), "minutes": 50})
    ).json()
    assert made["duration"] == 50
    assert (await http.post("/v2/bookings", json=wish("2026-11-27 10:40"))).status_code == 400
    same = await http.post("/fake/bookings", json={"hostId": 2, "start": start.isoformat(), "minutes": 50})
    assert (same.status_code, same.json()) == (409, {"error": "booking_conflict_error"})
    later = {"start": "2026-11-27T13:00:00Z", "hostId": 3}
    moved = (await http.post(f"/fake/bookings/{made['uid']}/move", json=later)).json()
    assert (moved["rescheduledFromUid"], moved["hosts"][0]["username"]) == (made["uid"], "emma")
    assert (await http.post(f"/fake/bookings/{moved['uid']}/cancel")).json()["status"] == "cancelled"
    state = (await http.get("/fake/state")).json()
    assert [one["status"] for one in state["bookings"]] == ["cancelled", "cancelled"]
    assert (await http.post("/fake/keys/revoke", json={"key": SALON_KEY})).json()["changed"] == 1
    assert (await http.get("/v2/me")).status_code == 401
    assert (await http.post("/fake/keys/restore")).is_success
    assert (await http.get("/v2/me")).status_code == 200
    asked = (await http.get("/fake/requests")).json()["requests"]
    assert [one["verb"] for one in asked] == ["me", "create", "me", "me"]
    assert (await http.delete("/fake/requests")).json() == {"requests": []}
    assert transport.unlucky.log == [] and clock.now() == NOW


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/fake/nothing", None, 404),
        ("POST", "/fake/faults", {"fault": "sunshine"}, 400),
        ("POST", "/fake/faults", "x", 400),
        ("POST", "/fake/bookings", {"eventTypeId": 999, "start": "2026-11-27T10:00:00Z"}, 400),
        ("POST", "/fake/bookings", {"eventTypeId": CUT, "start": "soon"}, 400),
        ("POST", "/fake/bookings", {"eventTypeId": CUT, "start": "2026-11-27T10:00:00Z", "minutes": "x"}, 400),
        ("POST", "/fake/bookings", {"eventTypeId": [1], "start": "2026-11-27T10:00:00Z"}, 400),
        ("POST", "/fake/bookings/none/cancel", {}, 400),
        ("POST", "/fake/bookings/none/fly", {}, 400),
        ("POST", "/fake/keys/revoke", {"key": "none"}, 400),
        ("POST", "/fake/keys/revoke", [], 400),
    ],
)
async def test_the_doors_say_what_is_wrong(inside: Inside, method: str, path: str, body: object, status: int) -> None:
    http, _, _ = inside
    answer = await http.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]
