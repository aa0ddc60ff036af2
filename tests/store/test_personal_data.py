"""Personal data stands only in marked columns (G11): after a call full of it, every other column is searched for it."""

import json
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.actions.purge import purge
from holdfast.store.tables import metadata
from tests.scenarios.conftest import Door, door

__all__ = ["door"]

NAME = "Quirina Zwetschgenmandl"
NUMBER = "+4915177788899"
SPOKEN = "0151 66677788"
EMAIL = "quirina@zwetschgenmandl.example"
NOTES = "allergisch gegen Wasserstoffperoxid"
TRACES = [
    *("quirina", "zwetschgen", "77788899", "66677788", "wasserstoff", "peroxid"),
]
TELLING = {"name", "phone", "number", "email", "address", "attendee", "notes", "title", "personal", "answer", "packed"}
NOT_A_CALLERS = {
    "dialled_number.number": "the salon's own",
    "api_key.name": "what an operator calls a key",
    "secret.name": "what an operator calls a secret",
}


def is_marked(column: sa.Column[Any]) -> bool:
    return bool(column.info.get("pii"))


def unmarked() -> Iterator[sa.Column[Any]]:
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if not is_marked(column))


def test_every_column_that_sounds_personal_is_marked_or_explained() -> None:
    suspicious = {str(c) for c in unmarked() if TELLING & set(c.name.split("_"))}
    assert suspicious - set(NOT_A_CALLERS) == set()
    assert set(NOT_A_CALLERS) <= {str(column) for column in unmarked()}, "an explanation outlived its column"


async def talk(door: Door) -> None:
    """A call in which the caller tells everything, in every argument there is, through every tool."""
    transcript = [{"role": "user", "content": f"Hier ist {NAME}, {EMAIL}, {SPOKEN}, {NOTES}"}]
    phone = door.phone(NUMBER, transcript_object=transcript, transcript=transcript[0]["content"])
    await phone.event("call_started")
    await door.send("/retell/inbound", {"event": "call_inbound", "call_inbound": phone.envelope()})
    wish = {"service": f"Dauerwelle für {NAME}", "date": "Freitag", "time": "zehn Uhr", "notes": NOTES}
    await phone.tool("check_availability", **wish)
    await phone.tool("check_availability", **{**wish, "date": NAME})
    await phone.tool("check_availability", service=NAME, date=NAME, time=NAME, staff=NAME)
    offer = await phone.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr")
    slot = offer["options"][0]["slot_id"]
    contact = {"customer_name": NAME, "phone": SPOKEN, "email": EMAIL, "notes": NOTES}
    assert (await phone.tool("book", slot_id=slot, **contact))["state"] == "confirmed"
    await phone.tool("book", slot_id=NAME, **contact)
    await phone.tool("book", slot_id=slot, **{**contact, "notes": f"{NOTES}, wie immer"})
    for tool in ("booking_status", "find_bookings", "get_context", "list_services", "opening_hours"):
        await phone.tool(tool, customer_name=NAME, ref=NAME, date=NAME, reason=NOTES)
    await phone.tool("reschedule", date="Freitag", time="vierzehn Uhr", customer_name=NAME)
    await phone.tool("request_callback", phone=SPOKEN, customer_name=NAME, notes=NOTES, reason=NOTES)
    await phone.tool("cancel", customer_name=NAME, reason=NOTES)
    ended = {"end_timestamp": 1795509900000, "call_analysis": {"call_summary": f"{NAME} will {NOTES}"}}
    await phone.event("call_ended", **ended)
    await phone.event("call_analyzed", **ended)
    await phone.event("something_new", **ended)


async def found_in(door: Door, columns: list[sa.Column[Any]]) -> dict[str, list[str]]:
    """In which of these columns there is any trace of the caller."""

    def body(tx: Any) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for column in columns:
            for (value,) in tx.run(sa.select(column)):
                text = text_of(value).casefold()
                traces = [trace for trace in TRACES if trace in text]
                if traces:
                    found.setdefault(str(column), []).append(f"{traces}: {text[:200]}")
        return found

    return await door.application.desk.transact(body)


def text_of(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode()
    except zlib.error:
        return value.decode(errors="replace")


async def test_a_call_leaves_its_callers_data_only_in_marked_columns(door: Door) -> None:
    await talk(door)
    assert await found_in(door, list(unmarked())) == {}


async def test_the_search_would_find_it(door: Door) -> None:
    await talk(door)
    marked = [column for table in metadata.sorted_tables for column in table.columns if is_marked(column)]
    found = await found_in(door, marked)
    wanted = {"customer.name", "customer.phone", "customer.email", "visit.notes", "timeline.personal", "task.personal"}
    assert wanted | {"call.number", "raw_message.packed", "calendar_entry.attendee"} <= set(found)


async def test_a_number_spoken_by_a_recognised_caller_is_kept_where_staff_find_it(door: Door) -> None:
    phone = door.phone(NUMBER)
    offer = await phone.tool("check_availability", service="Dauerwelle", date="Freitag", time="zehn Uhr")
    contact = {"customer_name": NAME, "phone": SPOKEN}
    for _ in range(2):
        await phone.tool("book", slot_id=offer["options"][0]["slot_id"], **contact)
    rows = await door.application.desk.transact(lambda tx: list(tx.run(sa.text("SELECT notes FROM visit"))))
    assert [row.notes.count("+4915166677788") for row in rows] == [1]
    amended = await door.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT 1 FROM timeline WHERE kind = 'amended'")))
    )
    assert amended == [], "the very same words change nothing"


async def test_raw_messages_are_purged_when_their_time_is_over(door: Door) -> None:
    await talk(door)

    async def count() -> int:
        return await door.application.desk.transact(
            lambda tx: int(tx.run(sa.text("SELECT COUNT(*) FROM raw_message")).scalar_one())
        )

    before = await count()
    assert before > 10
    door.clock.advance(timedelta(days=29, hours=23))
    await purge(door.application.desk)
    assert await count() == before
    door.clock.advance(timedelta(hours=2))
    gone = await purge(door.application.desk)
    assert (gone.messages, await count()) == (before, 0)
    assert await found_in(door, [metadata.tables["request"].c.answer]) == {}, "stored answers go as well"


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_marked_columns_can_be_emptied_or_belong_to_rows_that_go(table: str) -> None:
    """A primary key or a key to others must never be personal: erasing it would break what refers to it."""
    for column in metadata.tables[table].columns:
        assert not (is_marked(column) and (column.primary_key or column.foreign_keys)), json.dumps(str(column))
