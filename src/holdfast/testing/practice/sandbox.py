"""One test call on a sandbox: a database of its own in a temporary folder, an invented Cal.com, one call.

Nothing of it can reach the real salon: the store is another file, the calendar lives in this process, and no key,
webhook or alarm of the salon was copied.
"""

import asyncio
import json
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog

from holdfast.actions.desk import Desk
from holdfast.actions.drive import drive_due
from holdfast.actions.look_up import NotFound, WantedBookings, bookings, events_of_call
from holdfast.actions.record_call import CallMessage, record_call_event
from holdfast.actions.request import ToolRequest
from holdfast.actions.reserve import release_ended
from holdfast.actions.tools import answer_tool
from holdfast.app import Application
from holdfast.core.call import Call
from holdfast.core.tenant import Tenant
from holdfast.store.engine import StoreFault
from holdfast.store.tenants import TenantRow
from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.faults import BEFORE_INSERT
from holdfast.testing.calcom.records import LIVE
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.practice.agent import Agent, Deed, End, Speak, Use
from holdfast.testing.practice.picture import Line, Picture, Speaker

MOST_LINES = 200
MOST_EVENTS = 400
_TICK_SECONDS = 0.25
_QUIET_TICK_SECONDS = 2.0
_LIVELY = timedelta(minutes=1)
"""So long after the last word somebody may be watching what goes on behind it."""
_SLOW_SECONDS = 7.0
_AWAY_SECONDS = 12.0

log = structlog.get_logger("holdfast.practice")


class Mishap(StrEnum):
    """Bad luck that can be ordered for the next entry made in the calendar."""

    SLOW = "slow"
    """The calendar takes longer than a caller can wait."""
    LOST = "lost"
    """The entry is made, and the answer never comes."""
    SNATCHED = "snatched"
    """Somebody books the same time by hand, a moment before ours arrives."""
    AWAY = "away"
    """The calendar cannot be reached for a while."""


@dataclass
class Sandbox:
    """A running sandbox."""

    application: Application
    row: TenantRow
    tenant: Tenant
    calendar: CalcomTransport
    folder: Path
    agent: Agent
    call: Call
    lines: list[Line] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    has_ended: bool = False
    turn: "asyncio.Task[None] | None" = None
    worker: "asyncio.Task[None] | None" = None
    requests: int = 0

    @property
    def desk(self) -> Desk:
        """The sandbox's own desk."""
        return self.application.desk

    @property
    def is_thinking(self) -> bool:
        """Whether the agent has not answered yet."""
        return self.turn is not None and not self.turn.done()

    async def begin(self) -> None:
        """The line is up, and the agent says who it is."""
        await self._tell("call_started")
        self._line(Speaker.AGENT, self.agent.first_words())
        self.worker = asyncio.create_task(self._work())
        await self._carry_out(self.agent.greets())

    def hear(self, text: str) -> bool:
        """The caller speaks; the agent begins to answer. False where the call is over, or it is still answering."""
        if self.has_ended or self.is_thinking or len(self.lines) >= MOST_LINES:
            return False
        self._line(Speaker.CALLER, text)
        deed = self.agent.hears(text, self.desk.clock.now())
        self.turn = asyncio.create_task(self._carry_out(deed))
        return True

    async def answered(self, seconds: float) -> None:
        """Wait for the agent's answer, at most so long."""
        if self.turn is not None:
            await asyncio.wait([self.turn], timeout=seconds)

    def order(self, mishap: Mishap) -> None:
        """Let the next entry made in the calendar meet bad luck. Ordering the same twice orders it once."""
        if mishap in self.mishaps:
            return
        faults = self.calendar.unlucky.faults
        match mishap:
            case Mishap.SLOW:
                faults.add(Fault.DELAY_AFTER, verb="create", seconds=_SLOW_SECONDS)
            case Mishap.LOST:
                faults.add(Fault.LOSE_ANSWER, verb="create", seconds=1.0)
            case Mishap.SNATCHED:
                faults.add(Fault.FOREIGN_BOOKING, verb="create", when=BEFORE_INSERT)
            case Mishap.AWAY:
                faults.add(Fault.OUTAGE, verb="create", seconds=_AWAY_SECONDS)
        self.mishaps.append(mishap)

    @property
    def waiting_mishaps(self) -> frozenset[Mishap]:
        """The bad luck that was ordered and has not struck yet."""
        struck = {one.rule.fault for one in self.calendar.unlucky.faults.armed if one.struck}
        return frozenset(one for one in self.mishaps if _FAULTS[one] not in struck)

    async def picture(self) -> Picture:
        """How it stands now."""
        try:
            events = (await events_of_call(self.desk, self.row.id, self.call.id, MOST_EVENTS, None)).items
        except NotFound:
            events = ()
        booked = (await bookings(self.desk, self.row.id, WantedBookings(10))).items
        entries = self.calendar.unlucky.model.ledger.bookings.values()
        standing = tuple(one for one in entries if one.status in LIVE)
        return Picture(tuple(self.lines), events, booked, standing)

    async def close(self) -> None:
        """End everything and remove the folder."""
        running = [task for task in (self.turn, self.worker) if task is not None and not task.done()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
        await self.application.close()
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def _carry_out(self, deed: Deed) -> None:
        """Do what the agent decided, and let it speak."""
        answer: dict[str, Any] = {}
        tool, took_ms = None, None
        if isinstance(deed, Use):
            tool, begun = deed.tool, perf_counter()
            answer = await self._use(deed)
            took_ms = round((perf_counter() - begun) * 1000)
            deed = self.agent.is_told(answer)
        assert isinstance(deed, Speak | End), "whatever a tool answers is spoken"
        state = answer.get("state")
        self._line(Speaker.AGENT, deed.text, tool, str(state) if state else None, took_ms)
        if isinstance(deed, End):
            await self.hang_up()

    async def _use(self, use: Use) -> dict[str, Any]:
        self.requests += 1
        body = json.dumps([self.call.id, self.requests, use.tool, dict(use.args)], ensure_ascii=False).encode()
        key = sha256(body).hexdigest()
        heard = next((one.text for one in reversed(self.lines) if one.speaker is Speaker.CALLER), "")
        request = ToolRequest(
            self.row, use.tool, dict(use.args), self.call, key, key, self.desk.clock.now(), last_words=heard
        )
        answer = json.loads(await answer_tool(request, self.desk, self.application.drives))
        assert isinstance(answer, dict), "an answer is one object"
        return answer

    async def hang_up(self) -> None:
        """The call is over: what it still held is free again."""
        if self.has_ended:
            return
        self.has_ended = True
        self.call = replace(self.call, ended_at=self.desk.clock.now(), ended_why="user_hangup")
        await self._tell("call_ended")

    async def _tell(self, event: str) -> None:
        body = json.dumps({"event": event, "call": {"call_id": self.call.id}}).encode()
        await record_call_event(self.desk, self.row, CallMessage(event, self.call, body, {}))

    def _line(
        self, who: Speaker, text: str, tool: str | None = None, state: str | None = None, took_ms: int | None = None
    ) -> None:
        self.lines.append(Line(who, text, self.desk.clock.now(), tool, state, took_ms))

    async def _work(self) -> None:
        """What a worker does beside a server: due steps, comparisons, holds that ended."""
        while True:
            try:
                await drive_due(self.desk, self.application.drives)
                await self.application.reconciling.start_due()
                await release_ended(self.desk)
            except StoreFault as fault:
                log.warning("a round failed", fault=type(fault).__name__)
            await asyncio.sleep(_TICK_SECONDS if self._is_lively else _QUIET_TICK_SECONDS)

    @property
    def _is_lively(self) -> bool:
        return self.desk.clock.now() - self.lines[-1].at < _LIVELY


_FAULTS = {
    Mishap.SLOW: Fault.DELAY_AFTER,
    Mishap.LOST: Fault.LOSE_ANSWER,
    Mishap.SNATCHED: Fault.FOREIGN_BOOKING,
    Mishap.AWAY: Fault.OUTAGE,
}
