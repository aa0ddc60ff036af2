"""For those who run it: health, metrics, problems, logs, and what is turned away at the door."""

import io
import itertools
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog

from holdfast.app import build
from holdfast.entry.logs import set_up_logs
from holdfast.entry.server import build_server
from holdfast.settings import Settings, refuse_public_start
from tests.entry.house import SALON, House


async def test_it_lives_and_is_ready(house: House) -> None:
    assert (await house.http.get("/healthz")).json() == {"status": "ok"}
    assert (await house.http.get("/readyz")).json() == {"status": "ready"}


async def test_it_is_not_ready_with_an_older_schema(house: House) -> None:
    from sqlalchemy import text

    await house.application.desk.transact(lambda tx: tx.run(text("UPDATE alembic_version SET version_num = '0000'")))
    response = await house.http.get("/readyz")
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")
    assert (await house.http.get("/healthz")).status_code == 200


async def test_without_a_store_it_says_so_and_counts_it(tmp_path: Path) -> None:
    application = build(Settings(database_url=f"sqlite:///{tmp_path}/a.db"))
    application.desk.store.engine.dispose()
    (tmp_path / "a.db").unlink()
    (tmp_path / "a.db").mkdir()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build_server(application)), base_url="http://x") as http:
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 503
        asked = await http.get("/api/v1/bookings", headers={"Authorization": "Bearer k.x"})
        assert (asked.status_code, asked.headers["retry-after"]) == (503, "2")
        assert asked.headers["content-type"] == "application/problem+json"
        metrics = (await http.get("/metrics")).text
    assert 'holdfast_store_faults_total{fault="StoreUnreachable"} 3.0' in metrics
    assert "holdfast_due_visits NaN" in metrics
    await application.close()


async def test_metrics_count_by_door_tool_and_state_and_name_nobody(house: House) -> None:
    booked = await house.book()
    await house.http.get("/nowhere")
    metrics = (await house.http.get("/metrics")).text
    assert 'holdfast_requests_total{door="rest",status="2xx"} 2.0' in metrics
    assert 'holdfast_requests_total{door="none",status="4xx"} 1.0' in metrics
    assert 'holdfast_request_seconds_count{door="rest",status="2xx"} 2.0' in metrics
    assert 'holdfast_tool_answers_total{reason="",state="confirmed",tool="book"} 1.0' in metrics
    assert 'holdfast_drives_total{what="started"} 1.0' in metrics
    assert 'holdfast_drives_total{what="broken_off"} 0.0' in metrics
    assert "holdfast_due_visits 0.0" in metrics
    for word in ("Erika", "+49", booked["ref"], booked["call_id"], SALON):
        assert word not in metrics


async def test_two_servers_count_apart(house: House, tmp_path: Path) -> None:
    await house.book()
    other = build(Settings(database_url=f"sqlite:///{tmp_path}/other.db"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build_server(other)), base_url="http://x") as http:
        assert 'door="rest"' not in (await http.get("/metrics")).text
    await other.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/", 404),
        ("GET", "/api/v1/bookings/", 404),
        ("GET", "/api/v2/bookings", 404),
        ("DELETE", "/api/v1/bookings", 405),
        ("GET", f"/t/{SALON}/tools/book", 405),
        ("BREW", "/healthz", 405),
        ("GET", "/api/v1/bookings?limit=many", 422),
        ("GET", "/api/v1/bookings?from=%00", 400),
        ("GET", "/api/v1/bookings/%00", 400),
        ("GET", "/api/v1/calls/%ED%A0%80", 404),
        ("GET", "/api/v1/calls/" + "x" * 500, 422),
        ("GET", "/api/v1/bookings?cursor=" + "x" * 9000, 414),
    ],
)
async def test_what_cannot_be_served_is_a_problem(house: House, method: str, path: str, status: int) -> None:
    response = await house.http.request(method, path, headers=house.bearer())
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("headers", [{"X-Long": "x" * 9000}, {f"X-{n}": "x" * 500 for n in range(99)}])
async def test_large_headers_are_turned_away(house: House, headers: dict[str, str]) -> None:
    assert (await house.http.get("/healthz", headers=headers)).status_code == 431


async def test_no_header_breaks_anything(house: House) -> None:
    names = ("Authorization", "X-Call-Id", "X-Caller-Number", "X-Called-Number", "If-Match", "If-None-Match",
             "X-Retell-Signature", "Idempotency-Key")  # fmt: skip
    for name, value in itertools.product(names, (b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"x" * 300)):
        own = [(b"authorization", house.bearer()["Authorization"].encode())] if name != "Authorization" else []
        headers = httpx.Headers([*own, (name.encode(), value)])
        for method, path in (
            ("POST", f"/t/{SALON}/tools/find_bookings"),
            ("POST", f"/t/{SALON}/retell/tools"),
            ("GET", "/api/v1/staff/mia"),
            ("POST", "/api/v1/bookings/K7M4A/cancel"),
        ):
            body = b"{}" if method == "POST" else None
            response = await house.http.request(method, path, headers=headers, content=body)
            assert response.status_code < 500, (name, value, path, response.text)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\x00\ud800b"])
async def test_no_event_of_a_platform_breaks_anything(house: House, text: str) -> None:
    from holdfast.entry.voice.signature import signed

    call = dict.fromkeys(("from_number", "to_number", "agent_id", "agent_version", "disconnection_reason"), text)
    message = {"event": "call_ended", "call": {"call_id": "call_001abcdef", "call_status": text, text: text, **call}}
    body = json.dumps(message).encode()
    stamp = int(house.clock.now().timestamp() * 1000)
    headers = {"X-Retell-Signature": signed(body, "key_test_0000", stamp)}
    response = await house.http.post(f"/t/{SALON}/retell/events", content=body, headers=headers)
    assert response.status_code == 204
    assert (await house.get("/calls/call_001abcdef/timeline")).status_code == 200


async def test_a_defect_is_told_with_a_number_and_nothing_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("holdfast.actions.look_up.bookings", broken)
    with structlog.testing.capture_logs() as lines:
        response = await house.get("/bookings")
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    (defect,) = [line for line in lines if line["event"] == "defect"]
    assert defect["incident"] == response.json()["incident"]
    assert defect["exc_info"]


async def test_the_schema_tells_problems_and_the_bearer_key(house: House) -> None:
    schema = (await house.http.get("/openapi.json")).json()
    assert schema["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    cancel = schema["paths"]["/api/v1/bookings/{ref}/cancel"]["post"]
    assert cancel["security"] == [{"HTTPBearer": []}]
    assert {"200", "401", "404", "412", "428"} <= set(cancel["responses"])
    told = {
        tuple(response["content"])
        for path in schema["paths"].values()
        for operation in path.values()
        for status, response in operation["responses"].items()
        if status >= "400"
    }
    assert told == {("application/problem+json",)}
    assert "HTTPValidationError" not in json.dumps(schema)


# Logs


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Whatever a test does to the process's logging is undone."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, structlog.get_config())
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.configure(**before[2])


def logged(level: str) -> list[dict[str, object]]:
    """What a few lines come to at a level."""
    stream = io.StringIO()
    set_up_logs(Settings(log=level), stream)
    log = structlog.get_logger("holdfast.test")
    log.debug("fine")
    log.warning("reply lost", visit="v1", **{"pii.phone": "+4915112345678"})
    logging.getLogger("another.package").warning("theirs", extra={"pii.name": "Erika"})
    try:
        raise ValueError("why")
    except ValueError:
        log.exception("broke")
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.usefixtures("own_logging")
def test_logs_are_json_lines_without_anything_personal() -> None:
    lost, theirs, broke = logged("info")
    assert (lost["event"], lost["level"], lost["visit"]) == ("reply lost", "warning", "v1")
    assert "pii.phone" not in lost
    assert theirs["event"] == "theirs"
    assert "ValueError: why" in str(broke["exception"])


@pytest.mark.usefixtures("own_logging")
def test_only_a_debugger_sees_personal_fields() -> None:
    fine, lost, *_ = logged("debug")
    assert (fine["event"], lost["pii.phone"]) == ("fine", "+4915112345678")


async def test_the_access_line_names_the_route_and_never_the_query(house: House) -> None:
    with structlog.testing.capture_logs() as lines:
        await house.get("/bookings/K7M4A?customer=Erika")
        await house.http.get("/Erika")
    known, unknown = [line for line in lines if line["event"] == "request"]
    assert (known["method"], known["route"], known["status"]) == ("GET", "/api/v1/bookings/{ref}", 404)
    assert unknown["route"] == "unmatched"
    assert "Erika" not in str(lines)
    assert "K7M4A" not in str(lines)


@pytest.mark.parametrize(
    ("host", "key", "starts"),
    [
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("localhost", None, True),
        ("0.0.0.0", None, False),
        ("::", None, False),
        ("192.0.2.7", "short", False),
        ("salon.example", None, False),
        ("0.0.0.0", "a-long-enough-random-text", True),
    ],
)
def test_nobody_serves_the_public_without_a_secret_key(host: str, key: str | None, starts: bool) -> None:
    assert (refuse_public_start(Settings(host=host, secret_key=key)) is None) is starts
