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
