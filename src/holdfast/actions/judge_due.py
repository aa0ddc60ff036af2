"""The calls that this process is judging: taken up when they are due, beside everything else, never holding it up."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from holdfast.actions.desk import Desk
from holdfast.actions.judge import judge
from holdfast.actions.look_up import NotFound
from holdfast.calendars.port import CalendarFault
from holdfast.core.call import Call
from holdfast.core.ids import CallId, TenantId
from holdfast.store import calls, judging, visits
from holdfast.store.engine import StoreFault, TenantTx, Tx
from holdfast.store.judging import SILENT_AFTER, Due, Prompt

AT_ONCE = 4
LOOK_EVERY = timedelta(seconds=1)
LEASE = timedelta(minutes=2)
LONGEST_SECONDS = 60.0
REST_WITHIN = timedelta(minutes=10)
"""How long a call waits for its visits to come to rest. Then it is judged as it is, and again when they do."""
AFTER_FAULT = timedelta(seconds=30)
log = structlog.get_logger("holdfast.judge")


@dataclass
class Judging:
    """The judgements that this process has under way."""

    desk: Desk
    running: dict[tuple[TenantId, str], asyncio.Task[None]] = field(default_factory=dict)
    looked_at: datetime | None = None
    broken_off: int = 0

    async def start_due(self) -> int:
        """Take up what is due, as far as there is room. Returns how many calls were begun with."""
        now = self.desk.clock.now()
        room = AT_ONCE - len(self.running)
        if room <= 0 or (self.looked_at is not None and now - self.looked_at < LOOK_EVERY):
            return 0
        self.looked_at = now
        until = now + LEASE
        due = await self.desk.transact(lambda tx: _take(self.desk, tx, now, until, room))
        for one in due:
            self._start(one, until)
        return len(due)

    def _start(self, one: Due, until: datetime) -> None:
        key = (one.tenant_id, one.call)
        task = asyncio.create_task(self._judge(one, until))
        self.running[key] = task
        task.add_done_callback(lambda _: self.running.pop(key, None))

    async def _judge(self, one: Due, until: datetime) -> None:
        """One call. Whatever goes wrong, it is due again later."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await judge(self.desk, one.tenant_id, one.call, one.prompt)
            await self.desk.transact(lambda tx: _done(self.desk, tx.of(one.tenant_id), one, until))
        except NotFound:
            await self.desk.transact(lambda tx: judging.done(tx.of(one.tenant_id), one.call, until))
        except (StoreFault, CalendarFault, TimeoutError) as fault:
            self.broken_off += 1
            log.warning("a judgement broke off; its lease will run out", call=one.call, fault=type(fault).__name__)
        except Exception:  # broad: a call that cannot be judged must not keep all others from it; it is logged whole
            self.broken_off += 1
            log.exception("a call could not be judged", call=one.call)
            await self.desk.transact(lambda tx: _give_up(tx, one, until))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self.running:
            await asyncio.wait(list(self.running.values()))
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Break off; what was under way is due again after the next start."""
        running = list(self.running.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)


MOST_TRIES = 5


def _give_up(tx: Tx, one: Due, until: datetime) -> None:
    """A defect is tried a few times more, since facts change; then the call is left unjudged, on record in the log."""
    if one.tries >= MOST_TRIES:
        judging.done(tx.of(one.tenant_id), one.call, until)


def _done(desk: Desk, tx: TenantTx, one: Due, until: datetime) -> None:
    """Judged; once more where its visits had not come to rest."""
    judging.done(tx, one.call, until)
    if not visits.are_at_rest_of_call(tx, _id(one)):
        now = desk.clock.now()
        judging.want(tx, [one.call], Prompt.CHANGED, now + REST_WITHIN, now)


def _take(desk: Desk, tx: Tx, now: datetime, until: datetime, room: int) -> list[Due]:
    """The calls that are due and can be judged now; the others are put off."""
    return [one for one in judging.take_due(tx, now, until, room) if _is_ready(desk, tx.of(one.tenant_id), one, until)]


def _is_ready(desk: Desk, tx: TenantTx, one: Due, until: datetime) -> bool:
    now, call = desk.clock.now(), calls.one(tx, _id(one))
    if call is None or call.joined_to is not None:
        judging.done(tx, one.call, until)
        return False
    later = _not_before(desk, tx, one, call, now)
    if later is not None and later > now:
        judging.put_off(tx, one.call, later)
        return False
    return True


def _not_before(desk: Desk, tx: TenantTx, one: Due, call: Call, now: datetime) -> datetime | None:
    """When it can be judged, where it is too early now: the call goes on, or its visits are still under way."""
    if one.prompt is Prompt.BEGUN and call.ended_at is None:
        return (call.seen_at or now) + SILENT_AFTER
    if now - one.since < REST_WITHIN and not visits.are_at_rest_of_call(tx, call.id):
        return now + timedelta(seconds=desk.salon(tx).tenant.rules.settle_seconds)
    return None


def _id(one: Due) -> CallId:
    return CallId(one.call)
