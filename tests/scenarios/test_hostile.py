"""Bad will at the door: whatever is sent, there is an answer; never a server error, half a write, or a trace."""

import asyncio
import itertools
import json
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.actions.tools import OLDER_ARGUMENTS, TOOLS
from holdfast.entry.bodies import LARGEST_BODY
from holdfast.testing.consistency import contradictions
from tests.scenarios.conftest import Door

ARGUMENTS = [
    *("slot_id", "service", "date", "time", "staff", "customer_name", "phone", "email", "notes", "ref", "reason"),
    *OLDER_ARGUMENTS,
]
STRANGE: list[Any] = [
    *(None, True, False, 0, -1, 3.5, 1e308, 10**30, [], {}, [[]], [None], {"a": {"b": []}}, ["x", 1], "", " ", "\t\n"),
    *("\x00", "a\x00b", "\ud800", "\udfff x", "😀" * 50, "e\u0301" * 300, "%s%n{0}{{}}", "'; DROP TABLE visit; --"),
    *("../../etc/passwd", "<script>alert(1)</script>", "\u202e\u200b\ufeff", "9" * 400, "null", "{{customer_name}}"),
]


def sound(text: str) -> dict[str, Any]:
    """A business answer: short, one line, `say` first, nothing of our insides."""
    assert len(text) < 600
    assert "\n" not in text
    answer: dict[str, Any] = json.loads(text)
    assert next(iter(answer)) == "say"
    assert answer["say"].strip()
    assert answer["state"] in ("held", "confirmed", "pending", "refused", "need_info", "cancelled", "info")
    assert answer["retry"] in ("no", "same", "ask")
    assert "Traceback" not in text
    return answer


async def counted(door: Door) -> list[int]:
    """How many calls, visits, offers and claims there are."""
    tables = ("call", "visit", "offer", "claim", "customer")
    return await door.application.desk.transact(
        lambda tx: [int(tx.run(sa.text(f"SELECT COUNT(*) FROM {table}")).scalar_one()) for table in tables]
    )


@pytest.mark.parametrize("tool", sorted(TOOLS))
async def test_strange_values_in_every_argument_get_a_sentence(door: Door, tool: str) -> None:
    phone = door.phone()
    sensible = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr", "customer_name": "Ada Beispiel"}
    for name in ARGUMENTS:
        for value in STRANGE:
            body = json.dumps({"name": tool, "args": {**sensible, name: value}, "call": phone.envelope()})
            response = await door.send("/retell/tools", body.encode())
            assert response.status_code == 200, (name, value, response.text)
            answer = sound(response.text)
            assert answer.get("reason") != "technical", (name, value)


BROKEN = [
    *(b"", b"{", b"[]", b"null", b"1", b'"text"', b"[[[[", b"{} {}", b"\xff\xfe", b"{'a':1}"),
    *(b"[" * 100_000, b'{"a":' * 5_000),
]


@pytest.mark.parametrize("path", ["/retell/tools", "/retell/tools/book", "/retell/events", "/retell/inbound"])
async def test_what_is_no_json_object_is_refused_with_a_problem(door: Door, path: str) -> None:
    for body in BROKEN:
        response = await door.send(path, body)
        assert response.status_code in (400, 422), (body[:20], response.text)
        assert response.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in response.text
    assert await counted(door) == [0, 0, 0, 0, 0]


async def test_an_envelope_of_wrong_types_gets_a_sentence(door: Door) -> None:
    calls: list[Any] = [None, [], "text", {}, {"call_id": 1}, {"call_id": ["x"]}, {"from_number": {}}]
    arguments: list[Any] = [None, [], "text", 1, True]
    for call, args in itertools.product(calls, arguments):
        for name in ("check_availability", 5, None, ["book"], {"a": 1}):
            response = await door.send("/retell/tools", {"name": name, "args": args, "call": call})
            assert response.status_code == 200, (name, args, call, response.text)
            sound(response.text)


async def test_strange_values_in_the_envelope_do_no_harm(door: Door) -> None:
    fields = [
        *("from_number", "to_number", "agent_id", "agent_version", "start_timestamp", "end_timestamp", "call_type"),
        *("transcript_object", "disconnection_reason", "metadata"),
    ]
    for field in fields:
        for value in STRANGE:
            phone = door.phone(**{field: value})
            body = json.dumps({"name": "list_services", "args": {}, "call": phone.envelope()}).encode()
            response = await door.send("/retell/tools", body)
            assert response.status_code == 200, (field, value, response.text)
            assert sound(response.text).get("reason") != "technical", (field, value)
            event = json.dumps({"event": "call_ended", "call": phone.envelope()}).encode()
            assert (await door.send("/retell/events", event)).status_code == 204, (field, value)
            ringing = json.dumps({"event": "call_inbound", "call_inbound": phone.envelope()}).encode()
            assert (await door.send("/retell/inbound", ringing)).status_code == 200, (field, value)


async def test_a_megabyte_in_one_argument_is_served(door: Door) -> None:
    phone = door.phone()
    for name in ("service", "date", "customer_name", "notes", "ref", "slot_id", "phone"):
        answer = await phone.tool("book", **{name: "Freitag zehn Uhr " * 60_000})
        assert answer["state"] in ("need_info", "refused", "held", "info")


async def test_four_mebibytes_are_served_and_one_byte_more_is_refused(door: Door) -> None:
    phone = door.phone()
    message: dict[str, Any] = {"name": "list_services", "args": {}, "call": phone.envelope() | {"transcript": ""}}
    bare = len(json.dumps(message).encode())
    message["call"]["transcript"] = "x" * (LARGEST_BODY - bare)
    full = json.dumps(message).encode()
    assert len(full) == LARGEST_BODY
    assert (await door.send("/retell/tools", full)).status_code == 200
    refused = await door.send("/retell/tools", full + b" ")
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")


async def test_unknown_addresses_and_methods_are_refused_plainly(door: Door) -> None:
    message = {"name": "list_services", "args": {}, "call": door.phone().envelope()}
    for slug in ("nobody", "%00", "..", "x" * 300, "%F0%9F%98%80", "salon-lindenhof%00"):
        response = await door.http.post(f"/t/{slug}/retell/tools", json=message)
        assert response.status_code in (400, 401, 404), (slug, response.text)
        assert "Traceback" not in response.text
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        response = await door.http.request(method, "/t/salon-lindenhof/retell/tools")
        assert response.status_code == 405
    assert await counted(door) == [0, 0, 0, 0, 0]


async def test_an_unknown_tool_is_asked_about_and_found_out(door: Door) -> None:
    names = ["drop_table", "", "book; rm", "ü" * 100, "__class__", "check-availability", "_v2"]
    for name in names:
        answer = await door.phone().tool(name)
        assert (answer["state"], answer["field"]) == ("need_info", "tool"), name
    findings = await door.application.desk.transact(lambda tx: list(tx.run(sa.text("SELECT kind FROM finding"))))
    assert [row.kind for row in findings] == ["unknown_tool"] * len(names)


async def test_a_tool_in_the_address_may_hold_anything(door: Door) -> None:
    for name in ("%00", "book%00", "%F0%9F%98%80", "x" * 500, "%2e%2e"):
        response = await door.send(f"/retell/tools/{name}", {"service": "Dauerwelle"})
        assert response.status_code in (200, 400, 404, 405), (name, response.text)


WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["Freitag", "zehn Uhr", "der Erste", "Dauerwelle", "Felix", "Ada Beispiel", "halb drei", "31.02.", "25 Uhr"]
    ),
    st.sampled_from(STRANGE),
    st.integers(),
    st.floats(allow_nan=False),
    st.lists(st.text(max_size=5), max_size=3),
)
CALLS = st.lists(
    st.tuples(st.sampled_from(sorted(TOOLS)), st.dictionaries(st.sampled_from(ARGUMENTS), WORDS, max_size=5)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(calls=CALLS, hidden=st.booleans())
def test_whatever_a_model_makes_up_is_answered_soundly(fuzzed: "Fuzzed", calls: list[Any], hidden: bool) -> None:
    fuzzed.loop.run_until_complete(fuzzed.call(calls, hidden))


class Fuzzed:
    """The door on a loop of its own, since hypothesis calls plain functions."""

    def __init__(self, loop: asyncio.AbstractEventLoop, door: Door) -> None:
        self.loop, self.door = loop, door

    async def call(self, calls: list[Any], hidden: bool) -> None:
        """One call with made-up arguments; afterwards everything agrees."""
        phone = self.door.phone(None if hidden else "+4915112345678")
        for tool, args in calls:
            body = json.dumps({"name": tool, "args": args, "call": phone.envelope()}).encode()
            response = await self.door.send("/retell/tools", body)
            assert response.status_code == 200, response.text
            assert sound(response.text).get("reason") != "technical", (tool, args)
        now = self.door.clock.now()
        assert await self.door.application.desk.transact(lambda tx: contradictions(tx, now)) == []


@pytest.fixture
def fuzzed(database_url: str) -> Any:
    from tests.scenarios import conftest

    loop = asyncio.new_event_loop()
    opened = conftest.door.__wrapped__(database_url)  # type: ignore[attr-defined]
    door = loop.run_until_complete(anext(opened))
    yield Fuzzed(loop, door)
    loop.run_until_complete(anext(opened, None))  # Not aclose(): the fixture would be cut off before it closes.
    loop.close()
