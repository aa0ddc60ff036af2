"""Two calls from one number at one moment: the older one ends while the newer one takes over what it holds."""

import asyncio
import threading
import time
from datetime import timedelta

from holdfast.actions.record_call import free_holds
from holdfast.store import calls, tenants
from holdfast.store.engine import Tx
from holdfast.testing.consistency import contradictions
from tests.scenarios.conftest import Door, Phone

WISH = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}


async def end_slowly(door: Door, phone: Phone, has_begun: threading.Event) -> None:
    """The report that a call has ended, in a transaction that takes its time to commit."""
    now = door.clock.now()

    def body(tx: Tx) -> None:
        bound = tx.of(next(iter(tenants.everyone(tx))).id)
        known = calls.one(bound, phone.call_id)
        assert known is not None
        calls.touch(bound, known, now)  # Locked, as every request of a call begins.
        assert free_holds(bound, known.id, now) > 0
        has_begun.set()
        time.sleep(0.5)

    await door.application.desk.transact(body)


async def test_what_the_older_call_frees_is_not_taken_over_without_its_offer(door: Door) -> None:
    older, newer, third = door.phone(), door.phone(), door.phone()
    assert (await older.tool("check_availability", **WISH))["state"] == "held"
    has_begun = threading.Event()
    ending = asyncio.create_task(end_slowly(door, older, has_begun))
    await asyncio.to_thread(has_begun.wait, 10)
    await newer.event("call_started")
    await ending
    now = door.clock.now() + timedelta(seconds=1)
    assert await door.application.desk.transact(lambda tx: contradictions(tx, now)) == []
    assert (await third.tool("check_availability", **WISH))["state"] == "held", "nobody else is said to have it"


async def test_what_a_call_beside_this_one_booked_and_moved_is_still_this_callers_visit(door: Door) -> None:
    """Both were offered one time; the visit made of it has moved on since, and is no reason for a second one."""
    older, newer = door.phone(), door.phone()
    [offer] = (await older.tool("check_availability", **WISH))["options"]
    assert (await newer.tool("check_availability", **WISH))["options"] == [offer]
    name = "Carla Muster"
    booked = await older.tool("book", slot_id=offer["slot_id"], customer_name=name)
    moved = await older.tool("reschedule", ref=booked["ref"], customer_name=name, date="Samstag", time="zehn Uhr")
    assert (booked["state"], moved["state"]) == ("confirmed", "confirmed")
    told = await newer.tool("book", slot_id=offer["slot_id"], customer_name=name)
    assert (told["state"], told["reason"], told["ref"]) == ("confirmed", "already_yours", booked["ref"])
    assert told["at"] == moved["at"]
    third = await newer.tool("check_availability", **WISH)
    again = await newer.tool("book", slot_id=third["options"][0]["slot_id"], customer_name=name)
    assert again["ref"] != booked["ref"], "asked for once more, it is a wish of its own"
