"""What a call left open is told in that very call once it is known: with its next answer, or spoken into the call."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from holdfast.actions.deliver import Alarming
from holdfast.post.outgoing import OutgoingPost
from holdfast.testing.faulty_calendar import Fault
from tests.scenarios.bad_luck import QUICK_BUDGET, Salon, open_salon
from tests.scenarios.conftest import KEY, Phone

DONE = (
    "Gute Nachricht: Ihr Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr ist jetzt fest eingetragen."
)
DONE_NOT = (
    "Leider hat es mit dem Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr doch nicht geklappt."
)
CANCELLED = "Ihr Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr ist jetzt abgesagt."
OPEN_AT = "Heute haben wir von neun bis achtzehn Uhr geöffnet."


on_one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Platform:
    """The voice platform's own interface: it keeps what it is asked; `status` is what it answers."""

    got: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    url: str = ""


@pytest.fixture
def platform() -> Iterator[Platform]:
    kept = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_PATCH(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            kept.got.append(("PATCH", self.path, str(self.headers["authorization"]), body))
            self.send_response(kept.status)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
async def salon(database_url: str, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Salon]:
    """What leaves the house leaves it when `deliver` says so: a round of the worker that sees a fresh message would
    send it too, and may not reach this machine."""

    async def not_now() -> int:
        return 0

    text = QUICK_BUDGET.replace("[voice.retell]\n", f'[voice.retell]\napi_url = "{platform.url}"\n')
    opened = await open_salon(database_url, text=text)
    monkeypatch.setattr(opened.application.alarming, "start_due", not_now)
    yield opened
    await opened.close()


async def left_open(salon: Salon) -> tuple[Phone, asyncio.Event]:
    """A call that was told "einen Moment"; the calendar goes on once the event is set."""
    gate = asyncio.Event()
    salon.faults.spoil("create", Fault.SLOW_BEFORE, segment=1, gate=gate)
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "pending"
    return phone, gate


async def corrections(salon: Salon) -> list[tuple[str, str | None]]:
    rows = await salon.read("SELECT state, closed_how FROM correction ORDER BY id")
    return [(row.state, row.closed_how) for row in rows]


async def hangs_up(phone: Phone, *said: str) -> None:
    lines = [{"role": "agent", "content": text} for text in said]
    assert (await phone.event("call_ended", transcript_object=lines)).status_code == 204


async def deliver(salon: Salon) -> None:
    """One round of what leaves the house."""
    salon.door.wait(2)
    sending = Alarming(salon.application.desk, OutgoingPost(loopback=True))
    await sending.start_due()
    await sending.settle()


async def test_the_next_answer_of_the_same_call_begins_with_it(salon: Salon) -> None:
    phone, gate = await left_open(salon)
    assert (await phone.tool("opening_hours"))["say"] == OPEN_AT, "nobody knows yet how it ends"
    gate.set()
    await salon.settle()
    answer = await phone.tool("opening_hours")
    assert (answer["say"], answer["state"]) == (f"{DONE} {OPEN_AT}", "info")
    assert (await phone.tool("opening_hours", date="heute"))["say"] == OPEN_AT, "once is enough"
    assert (await corrections(salon), await salon.open_tasks()) == ([("handed", None)], ["follow_up"])
    await hangs_up(phone, answer["say"])
    assert (await corrections(salon), await salon.open_tasks()) == ([("closed", "heard")], [])


@on_one_engine
async def test_what_was_not_heard_in_the_call_is_owed_at_the_next(salon: Salon) -> None:
    phone, gate = await left_open(salon)
    gate.set()
    await salon.settle()
    await phone.tool("opening_hours")
    await hangs_up(phone, "Ich trage den Termin gerade ein.")
    assert (await corrections(salon), await salon.open_tasks()) == ([("open", None)], ["follow_up"])
    assert (await salon.phone().tool("get_context"))["say"].startswith("Noch zu Ihrem letzten Anruf")


@on_one_engine
async def test_who_asks_about_it_is_not_told_twice(salon: Salon) -> None:
    phone, gate = await left_open(salon)
    gate.set()
    await salon.settle()
    assert "Gute Nachricht" not in (await phone.tool("booking_status"))["say"]
    assert "Gute Nachricht" not in (await phone.tool("opening_hours"))["say"]
    assert await salon.open_tasks() == []


@on_one_engine
async def test_what_came_to_nothing_is_told_as_that(salon: Salon) -> None:
    salon.faults.spoil("create", Fault.REFUSED, segment=2)
    phone, gate = await left_open(salon)
    gate.set()
    await salon.settle()
    say = (await phone.tool("opening_hours"))["say"]
    assert say == f"{DONE_NOT} {OPEN_AT}"


@on_one_engine
async def test_a_cancellation_that_was_left_open_is_told_as_one(salon: Salon) -> None:
    phone = salon.phone()
    assert (await salon.book(phone))["state"] == "confirmed"
    gate = asyncio.Event()
    salon.faults.spoil("cancel", Fault.SLOW_BEFORE, segment=1, gate=gate)
    assert (await phone.tool("cancel"))["state"] == "pending"
    gate.set()
    await salon.settle()
    say = (await phone.tool("opening_hours"))["say"]
    assert say == f"{CANCELLED} {OPEN_AT}"
    await hangs_up(phone, "Auf Wiederhören.")
    assert (await salon.phone().tool("get_context"))["say"].startswith("Guten Tag"), "they wanted it gone, and it is"


async def test_the_platform_is_asked_to_say_it_while_the_call_goes_on(salon: Salon, platform: Platform) -> None:
    phone, gate = await left_open(salon)
    gate.set()
    await salon.settle()
    await deliver(salon)
    ((method, path, authorization, body),) = platform.got
    assert (method, path) == ("PATCH", f"/v2/update-live-call/{phone.call_id}")
    assert authorization == f"Bearer {KEY}"
    assert body["call_control"]["trigger_response"] is True
    assert DONE in body["call_control"]["additional_context"]
    assert await corrections(salon) == [("handed", None)]
    assert (await phone.tool("opening_hours"))["say"] == OPEN_AT, "it was said already"
    await deliver(salon)
    assert len(platform.got) == 1
    await hangs_up(phone, DONE)
    assert await corrections(salon) == [("closed", "heard")]


@on_one_engine
@pytest.mark.parametrize("how", ["ended", "told", "refused"])
async def test_nothing_is_said_into_a_call_that_ended_or_knows_it(salon: Salon, platform: Platform, how: str) -> None:
    phone, gate = await left_open(salon)
    gate.set()
    await salon.settle()
    if how == "ended":
        await hangs_up(phone, "Auf Wiederhören.")
    if how == "told":
        await phone.tool("booking_status")
    platform.status = 404
    await deliver(salon)
    assert len(platform.got) == (1 if how == "refused" else 0)
    salon.door.wait(timedelta(minutes=3).total_seconds())
    await deliver(salon)
    assert len(platform.got) == (1 if how == "refused" else 0), "a call that takes no words is not asked again"
    if how != "told":
        assert await salon.open_tasks() == ["follow_up"], "it is still owed"
