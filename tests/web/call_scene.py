"""Calls to a salon that keeps its calendar in a Cal.com: one that agrees, the incident, and one that ended in nothing.

The Cal.com is the fake, in this process; the calls come through the real door, signed. What the agent says in the
incident is not what it was answered: that is why it differs.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from holdfast.actions.drive import drive_due
from holdfast.actions.judge import judge_now
from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.sample import sample_with_calcom
from holdfast.testing.calcom import Fault, Faults, UnluckyCalcom, salon_calcom
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.retell_caller import CallScript, Reply, SignedRetell
from tests.web.scene import SALON, RunningClock, Scene, opened

RETELL_KEY = "key_test_0000"
DIALLED = "+493012345678"
SCALE = 40
"""So many seconds of the fake pass in one of ours."""
AGREES = "call_0a11agree00112233445566"
DIFFERS = "call_0b22differ00112233445566"
NOTHING = "call_0c33nothing0112233445566"
QUIET = "call_0d44quiet000112233445566"
TEXT = sample_with_calcom("http://calcom.example", 600)
_MORNING = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds / SCALE)


@dataclass
class CallScene:
    """The scene with its calendar, and the codes of the visits that its calls made."""

    scene: Scene
    transport: CalcomTransport
    refs: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.scene.url

    def goes_wrong(self, fault: Fault, **wishes: Any) -> None:
        """Plan a mishap of the calendar."""
        self.transport.unlucky.faults.add(fault, **wishes)

    def settle(self) -> None:
        """Let everything that is under way come to rest, here and there."""

        async def rest() -> None:
            application = self.scene.application
            await self.transport.settle()
            for _ in range(8):
                await drive_due(application.desk, application.drives)
                while application.drives.running:
                    await asyncio.gather(*application.drives.running.values())
                    await asyncio.sleep(0)
                self.scene.clock.advance(timedelta(seconds=12))

        self.scene.run(rest())

    def judge(self, call_id: str) -> None:
        """Have a call judged."""
        self.scene.run(judge_now(self.scene.application.desk, self.scene.tenant, call_id))


@contextmanager
def opened_calls(database_url: str) -> Iterator[CallScene]:
    """The scene, with its four calls played and judged."""
    clock = RunningClock(_MORNING)
    transport = CalcomTransport(UnluckyCalcom(salon_calcom(_tenant()), Faults()), clock.now, _sleep)
    with opened(database_url, _MORNING, clock=clock, text=TEXT, transport=transport) as scene:
        calls = CallScene(scene, transport)
        _quiet(calls)
        _nothing(calls)
        _agreeing(calls)
        _incident(calls)
        yield calls


def _tenant() -> Tenant:
    read = read_tenant_file(TEXT, "salon-lindenhof.toml", lambda _reference: True)
    assert isinstance(read, TenantDocument)
    return tenant_of(read.data)


def _script(calls: CallScene, http: httpx.AsyncClient, call_id: str, number: str | None) -> CallScript:
    clock = calls.scene.clock
    platform = SignedRetell(http, SALON, RETELL_KEY, clock.now)
    return CallScript(
        platform, call_id, number, DIALLED, "agent_lindenhof", passes=lambda s: clock.advance(timedelta(seconds=s))
    )


def _play(calls: CallScene, talk: Any, call_id: str, number: str | None) -> Any:
    """A call from ringing on, on a loop of its own; the seconds it takes pass on the clock."""

    async def played() -> Any:
        async with httpx.AsyncClient(base_url=calls.url, timeout=30) as http:
            script = _script(calls, http, call_id, number)
            await script.rings()
            await script.starts()
            script.agent_says("Guten Tag, Salon Lindenhof, hier spricht die digitale Assistenz. Was darf ich tun?")
            return await talk(script)

    return asyncio.run(played())


def _say(script: CallScript, reply: Reply) -> dict[str, Any]:
    script.agent_says(str(reply.data["say"]))
    return reply.data


async def _offered(script: CallScript, words: str, **wish: str) -> dict[str, Any]:
    script.caller_says(words)
    return _say(script, await script.tool("check_availability", **wish))


def _agreeing(calls: CallScene) -> None:
    """Booked, told, stored and shown alike."""

    async def talk(script: CallScript) -> str:
        offer = await _offered(
            script,
            "Hallo, ich hätte gern einen Herrenhaarschnitt bei Emma, am Donnerstag um elf.",
            service="Herrenhaarschnitt",
            staff="Emma",
            date="2026-11-26",
            time="11:00",
        )
        script.caller_says("Ja, bitte. Auf Jonas Muster.")
        slot = offer["options"][0]["slot_id"]
        booked = _say(script, await script.tool("book", slot_id=slot, customer_name="Jonas Muster"))
        script.caller_says("Danke, auf Wiederhören.")
        await script.ends()
        await script.is_analyzed("Ein Termin wurde gebucht.")
        return str(booked["ref"])

    calls.refs[AGREES] = _play(calls, talk, AGREES, "+4915112345611")
    calls.settle()
    calls.judge(AGREES)


def _incident(calls: CallScene) -> None:
    """The calendar takes eleven seconds, the platform asks again, and the agent says that the time is taken."""

    async def talk(script: CallScript) -> str:
        offer = await _offered(
            script,
            "Guten Tag, ich hätte gern eine Dauerwelle, am Freitag um zehn Uhr bei Felix.",
            service="Dauerwelle",
            staff="Felix",
            date="Freitag",
            time="zehn Uhr",
        )
        calls.goes_wrong(Fault.DELAY_BETWEEN, verb="create", seconds=90.0, times=0)
        script.caller_says("Ja, bitte buchen Sie das. Auf Ada Beispiel.")
        args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
        message = script._invoked("book", args)
        first = asyncio.create_task(script.platform.send("tools/book", message))
        await asyncio.sleep(1.0)
        second = await script.platform.send("tools/book", message)
        await first
        script._result(second)
        script.agent_says("Es tut mir leid, dieser Termin am Freitag um zehn Uhr ist leider schon vergeben.")
        script.caller_says("Schade. Dann melde ich mich noch einmal. Auf Wiederhören.")
        await script.ends()
        await script.is_analyzed("Kein Termin.")
        return str(second.data["ref"])

    calls.refs[DIFFERS] = _play(calls, talk, DIFFERS, "+4915112345608")
    calls.transport.unlucky.faults.clear()
    calls.settle()
    calls.judge(DIFFERS)


def _nothing(calls: CallScene) -> None:
    """Somebody else has the time; the caller wants no other, and everybody knows it."""
    felix = next(
        t.id for t in _tenant().event_types if (t.service, t.segment, t.staff) == ("trockenschnitt", 1, "felix")
    )
    start = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    book_foreign(calls.transport.unlucky.model, felix, start, calls.scene.clock.now(), minutes=30)

    async def talk(script: CallScript) -> None:
        await _offered(
            script,
            "Haben Sie am Donnerstag um fünfzehn Uhr bei Felix etwas frei für einen Trockenschnitt?",
            service="Trockenschnitt",
            staff="Felix",
            date="Donnerstag",
            time="15 Uhr",
        )
        script.caller_says("Nein danke, dann lieber nicht. Auf Wiederhören.")
        await script.ends()
        await script.is_analyzed("Kein Termin.")

    _play(calls, talk, NOTHING, None)
    calls.settle()
    calls.judge(NOTHING)


def _quiet(calls: CallScene) -> None:
    """Somebody rang and hung up; nobody judged it yet."""

    async def talk(script: CallScript) -> None:
        await script.ends()

    _play(calls, talk, QUIET, "+4915112345699")
