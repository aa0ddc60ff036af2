"""Whole calls with their words: the platform's transcript, on the clock of these tests, and what came of them."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from holdfast.actions.judge import Judged, verdict_in_force
from holdfast.store import verdicts
from holdfast.store.verdicts import Judgement
from holdfast.testing.retell_caller import CallScript, SignedRetell
from tests.scenarios.bad_luck import PERM
from tests.scenarios.conftest import CALLER, KEY, SALON
from tests.scenarios.outside import SCALE, Outside

YES = "Ja, bitte."
OFFERED = "Guten Tag, ich hätte gern eine Dauerwelle, am Freitag um zehn Uhr bei Felix."


@dataclass
class Told:
    """One call to a salon with an outside calendar."""

    salon: Outside
    script: CallScript

    async def begins(self) -> None:
        """It rings, and both say hello."""
        await self.script.rings()
        await self.script.starts()
        self.script.agent_says("Guten Tag, Salon Lindenhof, ich bin ein Sprachcomputer. Was darf ich für Sie tun?")

    async def asks(self, words: str = OFFERED, **wish: str) -> dict[str, Any]:
        """The caller asks for a time, and hears what the tool answered."""
        self.script.caller_says(words)
        answer = (await self.script.tool("check_availability", **(wish or PERM))).data
        self.script.agent_says(str(answer["say"]))
        return answer

    async def books(self, offer: dict[str, Any], name: str = "Ada Beispiel") -> dict[str, Any]:
        """The caller says yes, and hears what the tool answered."""
        self.script.caller_says(f"{YES} Auf {name}.")
        slot = offer["options"][0]["slot_id"]
        answer = (await self.script.tool("book", slot_id=slot, customer_name=name)).data
        self.script.agent_says(str(answer["say"]))
        return answer

    async def books_twice(self, offer: dict[str, Any], *, same_bytes: bool) -> dict[str, Any]:
        """The caller says yes; the platform gives its request up after three seconds and sends it again, signed anew or
        byte for byte. The agent hears what the second one was answered."""
        script = self.script
        script.caller_says(f"{YES} Auf Ada Beispiel.")
        args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
        message = script._invoked("book", args)
        first = asyncio.create_task(script.platform.send("tools/book", message))
        await asyncio.sleep(3.0 / SCALE)
        if not same_bytes:
            self.salon.door.wait(3)
        second = await script.platform.send("tools/book", message)
        script._result(second)
        await first
        script.agent_says(str(second.data["say"]))
        return second.data

    async def ends(self) -> None:
        """Both say goodbye, and the platform tells of it."""
        self.script.caller_says("Danke, auf Wiederhören.")
        assert (await self.script.ends()).status == 204
        await self.script.is_analyzed("ein Anruf")

    async def whole(self, **wish: str) -> dict[str, Any]:
        """A call in which a visit is booked, from ringing to hanging up; the answer of `book`."""
        await self.begins()
        booked = await self.books(await self.asks(**wish))
        await self.ends()
        return booked


def call_to(salon: Outside, call_id: str = "call_0001told0123456789", number: str | None = CALLER) -> Told:
    """A new call, of which nothing has happened yet."""
    clock = salon.door.clock
    platform = SignedRetell(salon.client, SALON, KEY, clock.now)
    dialled = salon.door.dialled
    script = CallScript(platform, call_id, number, dialled, passes=lambda s: clock.advance(timedelta(seconds=s)))
    return Told(salon, script)


async def judged(salon: Outside, call: Told) -> Judged:
    """The verdict in force once everything that is due was done."""
    await rounds(salon)
    return await verdict_in_force(salon.application.desk, salon.tenant_id, call.script.call_id)


async def rounds(salon: Outside, seconds: float = 40.0, step: float = 5.0) -> None:
    """The worker's rounds for a while, as far as they concern judging."""
    passed = 0.0
    while passed < seconds:
        salon.door.wait(step)
        passed += step
        await salon.work()
        await salon.application.judging.start_due()
        await salon.application.judging.settle()


async def history(salon: Outside, call: Told) -> list[Judgement]:
    """Every verdict on the call, the one in force first."""
    return await salon.transact(lambda tx: verdicts.history(tx.of(salon.tenant_id), call.script.call_id))
