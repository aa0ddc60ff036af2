"""Driving visits into, within and out of the calendar: act, look, record, until all is at rest.

A drive belongs to the application, not to the request that started it: a request only waits for it. Whatever a drive
does was put on record before (law 1), so a drive that dies is continued by anybody who takes its lease.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from holdfast.actions.absent_visits import close_needless
from holdfast.actions.acting import Results, Work, act, exchange_events
from holdfast.actions.desk import Desk
from holdfast.actions.following_up import owe_the_outcome
from holdfast.actions.meanwhile import call_in
from holdfast.actions.overtaken import follow_a_person
from holdfast.actions.renaming import is_rewritten, note_new_entries
from holdfast.calendars.port import CalendarFault
from holdfast.core.anew import after_any_look, looked_again_later
from holdfast.core.booking import Visit
from holdfast.core.course import Course, settle
from holdfast.core.ids import TenantId, VisitId
from holdfast.core.saga import (
    Cancel,
    Create,
    Entry,
    Listing,
    Move,
    Saga,
    Stage,
    after_reply,
    attempted,
    is_foreign_at,
)
from holdfast.core.tenant import Tenant
from holdfast.store import claims, mirror, reconcile_days, segments, timeline, visits
from holdfast.store.engine import StoreFault, TenantTx, Tx
from holdfast.store.mirror import StaleMirror
from holdfast.store.timeline import Event

LEASE = timedelta(seconds=30)
POLL_SECONDS = 0.05
LONGEST_DRIVE_SECONDS = 25.0

log = structlog.get_logger("holdfast.drive")


def begin(
    desk: Desk, tx: TenantTx, tenant: Tenant, visit: Visit, sagas: tuple[Saga, ...]
) -> tuple[Course, Work | None]:
    """Put the next attempts of a visit on record. What comes back must be acted on outside the transaction."""
    now = desk.clock.now()
    course = settle(visit, sagas, now)
    steps = course.steps(now)
    recorded = {saga.id: attempted(saga, step) for saga, step in steps if isinstance(step, Create | Move | Cancel)}
    current = tuple(recorded.get(saga.id, saga) for saga in course.sagas)
    course = Course(course.visit, current, course.released)
    if not steps:
        return course, None
    taken = tuple((recorded.get(saga.id, saga), step) for saga, step in steps)
    return course, Work(tx.tenant_id, tenant, course.visit, taken, current)


def advance(
    desk: Desk, tx: TenantTx, visit_id: VisitId, done: Results | None, *, unless_leased: bool = False
) -> Work | None:
    """Record what came of the last steps and which come next. None when the visit rests or has to wait, or, with
    `unless_leased`, when somebody drives it already: the drive reads the record before every step."""
    visit = visits.locked(tx, visit_id)
    now = desk.clock.now()
    if visit is None or (unless_leased and visits.is_leased(tx, visit_id, now)):
        return None
    tenant = desk.salon_known(tx).tenant
    before = segments.of_visit(tx, visit)
    siblings = [saga.entry for saga in before]
    learnt = tuple(_learn(saga, done, desk, tenant, siblings, visit.changed_at) for saga in before) if done else before
    course, work = begin(desk, tx, tenant, visit, learnt)
    segments.save(tx, tuple(new for old, new in zip(before, course.sagas, strict=True) if new != old))
    due = course.due_at(now)
    lease = (now + LEASE, desk.name) if work else (None, None)
    visits.save(tx, course.visit, due, *lease)
    claims.release(tx, course.released, visit_id)
    if (course.visit.state, course.visit.slot, course.visit.goal) != (visit.state, visit.slot, visit.goal):
        close_needless(tx, tenant, course.visit, now)
    if due is None and (course.visit, course.sagas) != (visit, before):
        _read_again(tx, tenant, course, now)
    _mirror(tx, tenant, course, done, now)
    follow_a_person(tx, tenant, course, done, now)
    if not is_rewritten(desk, tenant):
        note_new_entries(tx, visit, course, now)
    timeline.record(tx, _events(desk, visit, course, done, work))
    return work


def _mirror(tx: TenantTx, tenant: Tenant, course: Course, done: Results | None, now: datetime) -> None:
    """A "no" of the calendar, or somebody's entry over ours, shows that the mirror was out of date (R11): what was
    seen beside our claims is kept, and where nothing was seen that explains the "no", that day is fetched anew."""
    if done is None or not tenant.calendar.is_outside:
        return
    others = [seen for seen in (done.listing.entries if done.listing else ()) if seen.reference is None]
    refused = [saga for saga in course.sagas if saga.id in done.looked and saga.refusal is not None]
    if refused:
        mirror.add(tx, done.listing.entries if done.listing else ())
    for saga in refused:
        if not any(is_foreign_at(seen, saga.entry.host, saga.entry.interval) for seen in others):
            mirror.forget(tx, saga.entry.interval, now)


def _read_again(tx: TenantTx, tenant: Tenant, course: Course, now: datetime) -> None:
    """What came to rest is read once more when late effects and others' entries must have shown (reconciliation)."""
    if tenant.calendar.kind != "builtin":
        days = reconcile_days.days_of_spans(saga.entry.interval for saga in course.sagas)
        reconcile_days.mark_due(tx, days, now + timedelta(seconds=tenant.rules.settle_seconds))


def _learn(saga: Saga, done: Results, desk: Desk, tenant: Tenant, siblings: Sequence[Entry], since: datetime) -> Saga:
    now = desk.clock.now()
    reply = done.replies.get(saga.id)
    if reply is not None:
        saga = after_reply(saga, reply, now)
    if saga.id in done.looked and saga.stage in (Stage.SENT, Stage.UNDOING, Stage.REFUSED):
        listing = done.listing or Listing((), complete=False)
        saga = after_any_look(saga, listing, now, timedelta(seconds=tenant.rules.settle_seconds), siblings)
        if not listing.complete and saga.stage in (Stage.SENT, Stage.UNDOING):
            saga = looked_again_later(saga, since, now, done.busy)
    return saga


def _in_the_way(sagas: Iterable[Saga], done: Results | None) -> list[dict[str, str | None]]:
    """Who has the time that the calendar did not give us: on record with the "no" itself (R2)."""
    listing = done.listing.entries if done and done.listing else ()
    refused = [saga.entry for saga in sagas if saga.refusal is not None]
    return [
        {
            "uid": seen.uid,
            "host": seen.host,
            "start": seen.interval.start.isoformat(),
            "end": seen.interval.end.isoformat(),
            "created_at": seen.created_at.isoformat() if seen.created_at else None,
        }
        for seen in listing
        if any(is_foreign_at(seen, entry.host, entry.interval) for entry in refused)
    ]


def _events(desk: Desk, before: Visit, course: Course, done: Results | None, work: Work | None) -> list[Event]:
    after = course.visit
    in_the_way = _in_the_way(course.sagas, done)
    now = desk.clock.now()
    call = str(after.call) if after.call else None
    found = []
    if done:
        replies = {str(saga): type(reply).__name__ for saga, reply in done.replies.items()}
        seen = None if done.listing is None else len(done.listing.entries)
        data = {"replies": replies, "looked": sorted(done.looked), "entries_seen": seen, "in_the_way": in_the_way}
        found.extend(exchange_events(done.exchanges, call, after.id))
        found.append(Event(now, "calendar_answered", data, None, call, after.id))
    if (after.state, after.generation) != (before.state, before.generation):
        change = {"state": after.state.value, "generation": after.generation, "start": after.start.isoformat()}
        found.append(Event(now, "visit_" + after.state.value, dict(change), None, call, after.id))
    return [*found, *attempt_events(work, now)]


def attempt_events(work: Work | None, now: datetime) -> list[Event]:
    """What is about to be tried, for the timeline: written before it is tried, like the attempt itself (G6)."""
    if work is None:
        return []
    steps = {str(saga.id): type(step).__name__ for saga, step in work.steps}
    attempts = {str(saga.id): saga.attempts for saga, _ in work.steps}
    call = str(work.visit.call) if work.visit.call else None
    return [Event(now, "attempt", {"steps": steps, "attempts": attempts}, None, call, work.visit.id)]


class Waiting:
    """One request that waits for a drive: told at the drive's last step, in the same transaction, or not at all.

    Whoever comes first, the drive or the end of the caller's patience, decides; the other one then keeps quiet.
    """

    def __init__(self, tell: Callable[[Tx], str]) -> None:
        """`tell` makes and records the answer inside a transaction."""
        self._tell = tell
        self._lock = threading.Lock()
        self._open = True
        self.is_told = False

    def tell(self, tx: Tx) -> str | None:
        """The answer, recorded; None when nobody waits any more. A transaction that runs again tells again."""
        with self._lock:
            if not self._open:
                return None
            self.is_told = True
        try:
            return self._tell(tx)
        except StaleMirror:  # The answer needs to know more than this transaction can; whoever waits makes it.
            self.is_told = False
            return None

    def give_up(self) -> bool:
        """Stop waiting. False when the answer is being written at this moment, so that it is to be awaited."""
        with self._lock:
            self._open = self.is_told
            return not self.is_told


@dataclass
class Drives:
    """The drives of this process. A request that wants to know joins the running one."""

    desk: Desk
    running: dict[VisitId, asyncio.Task[str | None]] = field(default_factory=dict)
    started: int = 0
    broken_off: int = 0

    def start(
        self, tenant_id: TenantId, visit_id: VisitId, work: Work | None = None, waiting: Waiting | None = None
    ) -> asyncio.Task[str | None]:
        """Drive a visit, or join the drive that is under way. Work that is on record as begun is always taken up,
        if need be after a drive that is just ending."""
        before = self.running.get(visit_id)
        if before is not None and not before.done() and work is None:
            return before
        self.started += 1
        task = asyncio.create_task(self._drive(tenant_id, visit_id, work, waiting, before))
        self.running[visit_id] = task
        task.add_done_callback(lambda _: self._ended(visit_id, task))
        return task

    def _ended(self, visit_id: VisitId, task: asyncio.Task[str | None]) -> None:
        if self.running.get(visit_id) is task:
            del self.running[visit_id]

    async def answer(
        self, tenant_id: TenantId, visit_id: VisitId, work: Work, seconds: float, tell: Callable[[Tx], str]
    ) -> str | None:
        """Drive a visit and give the answer that its last step recorded; None when that takes longer than `seconds`."""
        waiting = Waiting(tell)
        task = self.start(tenant_id, visit_id, work, waiting)
        await asyncio.wait([task], timeout=max(seconds, 0))
        if not task.done() and waiting.give_up():
            return None
        return await task

    async def wait(self, tenant_id: TenantId, visit_id: VisitId, seconds: float) -> None:
        """Wait until the visit rests, at most so long. Works across processes: the row tells."""
        deadline = asyncio.get_running_loop().time() + seconds
        task = self.running.get(visit_id)
        if task is not None:
            await asyncio.wait([task], timeout=max(seconds, 0))
            return
        while asyncio.get_running_loop().time() < deadline:
            if await self.desk.transact(lambda tx: at_rest(tx, tenant_id, visit_id)):
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _drive(
        self,
        tenant_id: TenantId,
        visit_id: VisitId,
        work: Work | None,
        waiting: Waiting | None,
        before: asyncio.Task[str | None] | None,
    ) -> str | None:
        """Step after step until the visit rests or must wait. A fault ends the drive, never the record:
        the lease runs out and the due step is taken up again."""
        text: str | None = None
        try:
            async with asyncio.timeout(LONGEST_DRIVE_SECONDS):
                if before is not None:
                    await asyncio.wait([before])
                if work is None:
                    work, text = await self._advance(tenant_id, visit_id, None, waiting)
                while work is not None:
                    results = await act(self.desk, work, background=waiting is None)
                    work, text = await self._advance(tenant_id, visit_id, results, waiting)
        except (StoreFault, CalendarFault, TimeoutError) as fault:
            self.broken_off += 1
            log.warning("drive broke off; its lease will run out", visit=visit_id, fault=type(fault).__name__)
        return text

    async def _advance(
        self, tenant_id: TenantId, visit_id: VisitId, done: Results | None, waiting: Waiting | None
    ) -> tuple[Work | None, str | None]:
        def body(tx: Tx) -> tuple[Work | None, str | None]:
            work = advance(self.desk, tx.of(tenant_id), visit_id, done)
            if work is not None or not at_rest(tx, tenant_id, visit_id):
                return work, None
            told = waiting.tell(tx) if waiting is not None else None
            if told is None:
                bound = tx.of(tenant_id)
                owe_the_outcome(self.desk, bound, visit_id)
                call_in(bound, self.desk.salon_known(bound).tenant, visit_id, self.desk.clock.now())
            return None, told

        return await self.desk.transact(body)

    async def close(self, seconds: float = 5.0) -> None:
        """Let running drives end; what does not end in time is continued from the record after the next start."""
        if self.running:
            await asyncio.wait(list(self.running.values()), timeout=seconds)
        for task in list(self.running.values()):
            task.cancel()


def at_rest(tx: Tx, tenant_id: TenantId, visit_id: VisitId) -> bool:
    """Whether nothing is left to do about a visit."""
    return visits.is_at_rest(tx.of(tenant_id), visit_id)


async def drive_due(desk: Desk, drives: Drives, limit: int = 16) -> int:
    """Take up what is due and leased to nobody: recovery is this, the ordinary path. Returns how many."""
    now = desk.clock.now()
    due = await desk.transact(lambda tx: visits.lease_due(tx, now, now + LEASE, desk.name, limit))
    for found in due:
        drives.start(TenantId(found.tenant_id), found.visit_id)
    return len(due)
