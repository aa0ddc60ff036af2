"""What stays open too long is told: a task, a signed webhook, an e-mail to a real mail server, and, where nobody looks,
the operator."""

import base64
import hmac
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.deliver import Alarming
from holdfast.core.alarm import PAUSES
from holdfast.post.outgoing import OutgoingPost
from holdfast.store import cases, drifts, tasks
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.tasks import TaskKind
from tests.scenarios.bad_luck import QUICK_BUDGET, Salon, open_salon
from tests.scenarios.repairing import tenant_of

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
CALL = "call_001abcdef0123456789"


@dataclass
class Receiver:
    """A web server that keeps what it gets; `statuses` are its next answers, then it is content."""

    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    url: str = ""

    def messages(self) -> list[dict[str, Any]]:
        """The bodies."""
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = kept.statuses.pop(0) if kept.statuses else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/inside")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}/holdfast?for=lindenhof"
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


class Mailbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.receivers: list[str] = []
        self.refusing = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusing:
            return "451 later, please"
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.receivers += envelope.rcpt_tos
        return "250 taken"


def authenticated(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"salon", b"geheim"))


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    kept = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:  # The controller wants to know its port.
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port, authenticator=authenticated, auth_require_tls=False)
    controller.start()
    yield kept, port
    controller.stop()


def with_alarms(receiver: Receiver, port: int) -> str:
    return (
        QUICK_BUDGET
        + f"""
[alarms]
after_minutes = 15
unseen_minutes = 120
digest_at = "18:00"
email = ["salon@lindenhof.example"]
operator_email = ["betrieb@holdfast.example"]
webhook = "{receiver.url}"
webhook_secret = "env:ALARM_SECRET"
[alarms.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
user = "salon"
password = "env:MAIL_PASSWORD"
sender = "telefon@lindenhof.example"
"""
    )


@dataclass
class House:
    """A salon with alarms, its receiver and its mailbox."""

    salon: Salon
    alarming: Alarming
    receiver: Receiver
    mailbox: Mailbox

    async def passes(self, minutes: float = 0) -> None:
        """Time passes, and the worker does what is due."""
        self.salon.door.clock.advance(timedelta(minutes=minutes, seconds=6))
        for _ in range(3):
            await self.alarming.start_due()
            await self.alarming.settle()
            self.salon.door.clock.advance(timedelta(seconds=1))

    async def has(self, what: Any) -> None:
        """Put something on record."""
        await self.salon.transact(lambda tx: what(tx.of(tenant_of(self.salon))))

    def subjects(self) -> list[str]:
        """What the letters are about."""
        return [str(letter["Subject"]) for letter in self.mailbox.letters]


@pytest.fixture
async def house(database_url: str, receiver: Receiver, mailbox: tuple[Mailbox, int]) -> AsyncIterator[House]:
    salon = await open_salon(database_url)
    desk = salon.application.desk
    object.__setattr__(desk, "environment", {**desk.environment, "ALARM_SECRET": SECRET, "MAIL_PASSWORD": "geheim"})
    applied = await apply_tenant(desk, with_alarms(receiver, mailbox[1]), "salon.toml")
    assert applied.faults == ()
    yield House(salon, Alarming(desk, OutgoingPost(loopback=True)), receiver, mailbox[0])
    await salon.close()


def a_case(now: Any, *, wrongly: bool) -> Any:
    return lambda tx: cases.open_case(tx, CALL, "own_echo", wrongly, now, now)


def a_drift(now: Any) -> Any:
    found = Drift("K7M4A", "moved", DriftState.OPEN, "moved/x", "call_back", now, now, host="staff:mia")
    return lambda tx: drifts.add(tx, found)


def now_of(house: House) -> Any:
    return house.salon.door.clock.now()


async def test_a_caller_told_wrongly_is_told_to_the_salon_at_once_and_once(house: House) -> None:
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    await house.passes(1)
    (letter,) = house.mailbox.letters
    assert letter["Subject"] == "Salon Lindenhof: Am Telefon wurde etwas Falsches gesagt"
    assert house.mailbox.receivers == ["salon@lindenhof.example"]
    text = letter.get_content()  # type: ignore[attr-defined]
    assert "Ursache: Das Nein galt dem eigenen Termin dieses Anrufs." in text
    assert "own_echo" not in text, "a code is nothing for the owner of a salon"
    assert f"holdfast repair plan {CALL}" in text
    (message,) = house.receiver.messages()
    assert message["type"] == "told_wrongly.open"
    assert message["data"]["call_id"] == CALL
    assert await house.salon.open_tasks() == ["person"]


async def test_the_webhook_is_signed_by_the_scheme_and_the_same_message_keeps_its_id(house: House) -> None:
    house.receiver.statuses = [503]
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    await house.passes()
    first, second = house.receiver.got
    for headers, body in (first, second):
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        digest = hmac.new(b"0123456789abcdef0123456789abcdef", signed, sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert int(second[0]["webhook-timestamp"]) > int(first[0]["webhook-timestamp"])
    rows = await house.salon.read("SELECT way, state, attempts, outcome FROM delivery WHERE way = 'webhook'")
    assert [(row.state, row.attempts, row.outcome) for row in rows] == [("delivered", 2, "HTTP 204")]


async def test_what_the_receiver_never_takes_is_given_up_on_record(house: House) -> None:
    house.receiver.statuses = [500] * 50
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    for pause in PAUSES:
        await house.passes(pause.total_seconds() / 60)
    rows = await house.salon.read("SELECT state, attempts FROM delivery WHERE kind = 'told_wrongly.open'")
    assert [(row.state, row.attempts) for row in rows] == [("failed", len(PAUSES) + 1)]
    assert len(await house.salon.read("SELECT 1 FROM finding WHERE kind = 'delivery_failed'")) >= 1


async def test_a_redirect_is_not_followed(house: House) -> None:
    house.receiver.statuses = [302]
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    assert len(house.receiver.got) == 1
    await house.passes()
    assert len(house.receiver.got) == 2, "it counts as declined, and is tried again at its own address"


async def test_a_mail_server_that_wants_it_later_gets_it_later(house: House) -> None:
    house.mailbox.refusing = True
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    assert house.mailbox.letters == []
    house.mailbox.refusing = False
    await house.passes(1)
    assert len(house.mailbox.letters) == 1


async def test_a_difference_waits_for_its_bound_and_then_for_the_digest(house: House) -> None:
    await house.has(a_drift(now_of(house)))
    await house.passes(13)
    assert house.receiver.got == []
    await house.passes(3)
    (message,) = house.receiver.messages()
    assert (message["type"], message["data"]["drift"]) == ("difference.open", "K7M4A")
    assert await house.salon.open_tasks() == ["person"]
    assert house.mailbox.letters == [], "it is still morning"
    await house.passes(8 * 60)
    mine = [letter for letter in house.mailbox.letters if letter["To"] == "salon@lindenhof.example"]
    assert [str(letter["Subject"]) for letter in mine] == ["Salon Lindenhof: Was heute offen ist (1)"]
    await house.passes(24 * 60)
    mine = [letter for letter in house.mailbox.letters if letter["To"] == "salon@lindenhof.example"]
    assert len(mine) == 1, "once mailed, it is not mailed every day"


async def test_what_is_over_is_told_to_the_webhook_and_can_be_raised_again(house: House) -> None:
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    await house.has(lambda tx: cases.close(tx, CALL, "heard", now_of(house)))
    await house.passes(1)
    assert [message["type"] for message in house.receiver.messages()] == ["told_wrongly.open", "alarm.closed"]
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes(1)
    assert house.receiver.messages()[-1]["type"] == "told_wrongly.open"


async def test_a_promised_callback_is_mailed_at_once_with_name_and_number(house: House) -> None:
    phone = house.salon.phone()
    await phone.tool("request_callback", customer_name="Ada Beispiel", service="Dauerwelle")
    await house.passes()
    (letter,) = house.mailbox.letters
    assert letter["Subject"] == "Salon Lindenhof: Bitte zurückrufen"
    assert "Ada Beispiel, +4915112345678" in letter.get_content()  # type: ignore[attr-defined]
    (message,) = house.receiver.messages()
    assert message["type"] == "callback.open"
    assert "Beispiel" not in json.dumps(message), "nothing personal goes into a webhook"


async def test_a_task_that_nobody_saw_goes_to_the_operator(house: House) -> None:
    await house.has(lambda tx: tasks.add(tx, TaskKind.PERSON, "Termin prüfen", now_of(house)))
    await house.has(lambda tx: tasks.add(tx, TaskKind.PERSON, "Schon gesehen", now_of(house)))

    def see(tx: TenantTx) -> None:
        tasks.see(tx, [tasks.page(tx, 0, 10, None)[1].id], now_of(house))

    await house.has(see)
    await house.passes(115)
    assert house.mailbox.letters == []
    await house.passes(10)
    assert house.mailbox.receivers == ["betrieb@holdfast.example"]
    assert "Termin prüfen" in house.mailbox.letters[0].get_content()  # type: ignore[attr-defined]
    await house.passes(10)
    assert len(house.mailbox.letters) == 1
    assert len(await house.salon.read("SELECT 1 FROM finding WHERE kind = 'task_unseen'")) == 1


async def test_an_address_that_the_salon_took_away_gets_nothing_any_more(house: House) -> None:
    house.receiver.statuses = [503]
    await house.has(a_case(now_of(house), wrongly=True))
    await house.passes()
    applied = await apply_tenant(house.salon.application.desk, QUICK_BUDGET, "salon.toml")
    assert applied.faults == ()
    await house.passes(1)
    assert len(house.receiver.got) == 1
    rows = await house.salon.read("SELECT state FROM delivery WHERE way = 'webhook'")
    assert [row.state for row in rows] == ["failed"]


async def test_a_salon_without_alarms_still_gets_its_task(database_url: str) -> None:
    salon = await open_salon(database_url)
    alarming = Alarming(salon.application.desk, OutgoingPost())

    def body(tx: Tx) -> None:
        now = salon.door.clock.now()
        cases.open_case(tx.of(tenant_of(salon)), CALL, "own_echo", True, now, now)

    await salon.transact(body)
    await alarming.start_due()
    await alarming.settle()
    assert await salon.open_tasks() == ["person"]
    assert await salon.read("SELECT 1 FROM delivery") == []
    await salon.close()
