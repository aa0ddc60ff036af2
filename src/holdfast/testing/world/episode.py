"""One episode: a salon, a calendar, processes, callers, strangers and bad luck, from one seed."""

import asyncio
import random
from dataclasses import dataclass, field, replace
from typing import Any

from holdfast.actions.admit import Admitted
from holdfast.actions.budget import StoredBudget
from holdfast.actions.desk import Clock, Desk, Ids, Salon
from holdfast.actions.drive import drive_due
from holdfast.actions.reconcile_check import check
from holdfast.actions.reconcile_due import WATCH_EVERY
from holdfast.calendars.port import Exchange
from holdfast.core.ids import TenantId
from holdfast.settings import Settings
from holdfast.store import tenants
from holdfast.store.engine import StoreFault, to_ms
from holdfast.store.tenants import TenantRow
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.world.calcom import CalcomLedger, WorldFaults, calendars_of, transport_of
from holdfast.testing.world.callers import Callers
from holdfast.testing.world.checks import Breach, Checks
from holdfast.testing.world.database import Database, Door, DoorStore
from holdfast.testing.world.final import count_situations, final_breaches
from holdfast.testing.world.ledger import Ledger, Standing
from holdfast.testing.world.looking import LookingCalendar
from holdfast.testing.world.loop import WorldStuck, new_loop
from holdfast.testing.world.luck import Luck, Weather, weather_of
from holdfast.testing.world.notices import Notices
from holdfast.testing.world.platform import Platform, Sent
from holdfast.testing.world.process import Crashed, Process, SeededChance, Surroundings, VirtualClock
from holdfast.testing.world.quiet import Defects
from holdfast.testing.world.quiet import where as _where
from holdfast.testing.world.salon import KEY, SLUG, open_salon
from holdfast.testing.world.server import Server
from holdfast.testing.world.sim_calendar import SimCalendar
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.strangers import Strangers
from holdfast.testing.world.trace import Trace
from holdfast.testing.world.truth import Knowledge
from holdfast.testing.world.verdicts import DirectStore, Verdicts, judged

CALLS = 30
"""How many calls an episode has, unless fewer are left."""
ARRIVALS_SECONDS = 120.0
LONGEST_QUIET = 900.0
QUIET_SECONDS = 150.0
"""How long the outside stays quiet until the background must have found every difference: twice `reconcile_seconds`,
since a list of changes is asked for every minute, and the settling time in which what is suspected is seen again."""
TICK_SECONDS = 1.0
KINDS = frozenset({"builtin", "calcom"})
SIM, CALCOM = "sim", "calcom"


_DUE_VISITS = "SELECT min(max(due_at, coalesce(leased_until, 0))) FROM visit"
_DUE_COMPARISONS = (
    "SELECT min(max(due_at, coalesce(leased_until, 0))) FROM reconcile_day",
    "SELECT min(max(changes_due_at, coalesce(leased_until, 0))) FROM calendar_state",
)
"""The glances of an idle process: each asks from when on a round would find anything."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What many episodes share: the database they start from and the tenant as it was read once."""

    database: Database
    tenant: TenantRow
    salon: Salon


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an episode came to."""

    number: int
    calls: int
    tools: int
    seconds: float
    steps: int
    commits: int
    requests: int
    slowest: float
    fingerprint: str
    breaches: tuple[Breach, ...]
    sometimes: Sometimes
    lines: tuple[str, ...] = ()
    verdicts: Verdicts | None = None


def make_stage() -> Stage:
    """A database with the salon in it."""
    database = Database()
    loop = new_loop(random.Random(0))
    desk = _desk(DoorStore(database, Door()), "setup", VirtualClock(loop), random.Random(0), {}, None)
    applied = loop.run_until_complete(open_salon(desk))
    assert not applied.faults, applied.faults
    row = database.look(lambda tx: tenants.by_slug(tx, SLUG))
    assert row is not None, "it was applied"
    salon = database.look(lambda tx: desk.salon_of(tx, row))
    database.keep()
    return Stage(database, row, salon)


def _desk(
    store: DoorStore, name: str, clock: Clock, ids: random.Random, salons: dict[TenantId, Salon], calendar: Any
) -> Desk:
    return Desk(
        store=store,
        settings=Settings(database_url="sqlite://", secret_key="only for the world"),
        calendar_of=calendar,
        clock=clock,
        ids=Ids(SeededChance(ids)),
        name=name,
        environment={KEY: "world"},
        calendar_kinds=KINDS,
        salons=salons,
    )


@dataclass
class Episode:
    """Builds the world of one seed and runs it to its end."""

    stage: Stage
    seed: int
    number: int
    calls: int = CALLS
    weather: Weather | None = None
    crash_at: tuple[int, int] | None = None
    keep: int | None = 400
    calendar: str = SIM
    """"sim": the world's own calendar behind the port; "calcom": the real adapter in front of the fake Cal.com."""
    workers: int = 2
    arrivals: float = ARRIVALS_SECONDS
    """Within how many seconds the calls come in."""
    judge_share: float = 0.0
    """In which share of the episodes every call is judged at the end; drawn by seed and number alone."""
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the parts together."""
        self.stage.database.restore()
        self.is_judged = self._chance("verdicts").random() < self.judge_share
        self.sometimes = Sometimes()
        self.trace = Trace(lambda: self.loop.now, self.keep)
        self.loop = new_loop(self._chance("loop"), self.trace.step)
        weather = self.weather or weather_of(self._chance("weather"))
        self.luck = Luck(self._chance("luck"), weather)
        self.luck.plan(self.arrivals)
        self.clock = VirtualClock(self.loop)
        self.ledger, self.transport = self._calendar()
        self.server = Server(self.loop, self.ledger, self.luck, self.trace, self.sometimes)
        self.strangers = Strangers(self.ledger, self.luck, self._chance("strangers"), self.trace, self.sometimes)
        self.server.per_minute, self.server.overrun = weather.per_minute, self._breach
        self.server.intruders.append(self.strangers.intrude)
        self.checks = Checks(self.stage.database, self.ledger, self.sometimes)
        self.around = Surroundings(
            self.loop, self.stage.database, self.luck, self.trace, self.sometimes, self._chance("dying"), self.crash_at
        )
        self.platform = Platform(
            self.loop,
            self.luck,
            self.trace,
            self.sometimes,
            self.stage.tenant,
            self.clock.now,
            self._serving,
            self._answered,
            self._failed,
            self.is_judged,
        )
        self.callers = Callers(self.platform, self._chance("callers"), self.sometimes, weather.impatient)
        salon = Admitted(self.stage.tenant, self.stage.salon, ())
        self.notices = Notices(self.loop, self.luck, self.sometimes, salon, self._serving)
        self._ids = self._chance("ids")

    def _calendar(self) -> tuple[Ledger, CalcomTransport | None]:
        if self.calendar == SIM:
            return Ledger(self.clock.now, self._changed), None
        ledger = CalcomLedger(self.clock.now, self._changed)
        model = ledger.serve(self.stage.salon.tenant, f"{self.seed}/{self.number}")
        faults = WorldFaults(self.luck, self.loop, self.sometimes)
        return ledger, transport_of(model, faults, self.clock)

    def _chance(self, stream: str) -> random.Random:
        return random.Random(f"{self.seed}/{self.number}/{stream}")

    def run(self) -> Outcome:
        """From the first call until everything has come to rest, and what was found on the way."""
        with Defects() as defects:
            try:
                self.loop.run_until_complete(self._story())
            except WorldStuck as stuck:
                self._breach(str(stuck))
        for sentence in defects.found:
            self._breach(f"a defect: {sentence}")
        for error in self.loop.errors:
            if not isinstance(error.get("exception"), Crashed):
                self._breach(f"nobody caught {error.get('message')}: {error.get('exception')!r}")
        outcome = Outcome(
            self.number,
            self.calls,
            self.checks.answers,
            self.loop.now,
            self.loop.steps,
            self.around.commits,
            self.server.requests,
            self.checks.slowest,
            self.trace.fingerprint(),
            tuple(self.checks.breaches),
            self.sometimes,
            tuple(self.trace.lines),
        )
        return replace(outcome, verdicts=self._judged()) if self.is_judged else outcome

    def _judged(self) -> Verdicts:
        """The calls judged once everything is over: it adds nothing to the trace, and changes nothing of the run."""
        calendar = LookingCalendar(self.ledger)
        salons, ids = {self.stage.tenant.id: self.stage.salon}, self._chance("judge")
        store = DirectStore(self.stage.database)
        desk = _desk(store, "judge", self.clock, ids, salons, lambda *_, **__: calendar)
        knowledge = Knowledge(self.stage.database, self.ledger)
        with Defects() as defects:
            found: Verdicts = self.loop.run_until_complete(
                judged(desk, self.stage.tenant.id, self.platform.calls, knowledge)
            )
        assert not defects.found, defects.found
        return found

    def _breach(self, sentence: str) -> None:
        self.checks.breaches.append(Breach(sentence, self.loop.now))

    async def _story(self) -> None:
        for kind, count in (("serve", 2), ("work", self.workers)):
            for n in range(1, count + 1):
                self._start(kind, n, 1)
        for act in (self.strangers.book_now_and_then, self.strangers.edit_now_and_then):
            self.loop.create_task(act())
        await asyncio.gather(*self._arrivals())
        self.luck.heal()
        self.trace.event("outside", "is quiet from now on")
        await self._come_to_rest()
        await self._reconciled()
        await self._come_to_rest()
        for sentence, visit in final_breaches(self.stage.database, self.ledger, self.clock.now()):
            self.checks.breaches.append(Breach(sentence, self.loop.now, None, visit))
        count_situations(self.stage.database, self.sometimes)
        for process in self.processes:
            for task in process.tasks:
                process.let_go(task)

    def _arrivals(self) -> list[asyncio.Task[None]]:
        chance = self._chance("arrivals")
        tasks, wish, second = [], None, 0.0
        for _ in range(self.calls):
            if wish is not None and chance.random() < 0.2:  # Somebody else wants the very same, at the same moment.
                second += chance.uniform(0.0, 0.5)
            else:
                second, wish = chance.uniform(0.0, self.arrivals), self.callers.wish()
            tasks.append(self.loop.create_task(self._arrive(second, wish if chance.random() < 0.6 else None)))
        return tasks

    async def _arrive(self, second: float, wish: dict[str, str] | None) -> None:
        await asyncio.sleep(second)
        await self.callers.one(wish)

    def _start(self, kind: str, n: int, life: int) -> None:
        process = Process(f"{kind}{n}.{life}", self.around, self._make_desk)
        process.on_death = lambda _: self._died(process, kind, n, life)
        self.processes.append(process)
        self.trace.event(process.name, "starts")
        process.spawn(self._work(process))

    def _died(self, process: Process, kind: str, n: int, life: int) -> None:
        self.processes.remove(process)
        delay = self.luck.seconds(0.5, 20.0)
        self.loop.call_later(delay, self._start, kind, n, life + 1, context=self.loop.outside.context)

    def _make_desk(self, process: Process, clock: Clock) -> Desk:
        store = DoorStore(self.stage.database, process)
        salons = {self.stage.tenant.id: self.stage.salon}

        def calendar_of(tenant_id: TenantId, tenant: Any, *, background: bool = False) -> SimCalendar:
            del tenant_id, tenant
            limit = self.luck.weather.per_minute
            budget = StoredBudget(process.desk, "world", limit) if limit else None
            noted: list[Exchange] | None = [] if self.is_judged else None
            return SimCalendar(self.server, process.name, process.check, budget, background, noted)

        if self.transport is None:
            return _desk(store, process.name, clock, self._ids, salons, calendar_of)
        calendars = calendars_of(process, clock, self.transport, self.trace, self.loop)
        return _desk(store, process.name, clock, self._ids, salons, calendars)

    async def _work(self, process: Process) -> None:
        """What every process does beside answering: take up due steps. Asking whether there are any costs no more
        than a glance, so that an idle process is cheap."""
        while True:
            await asyncio.sleep(TICK_SECONDS * self.luck.seconds(0.8, 1.2))
            try:
                if self._is_due(process, _DUE_VISITS):
                    await drive_due(process.desk, process.drives)
                if self._must_watch(process) or self._is_due(process, *_DUE_COMPARISONS):
                    await process.reconciling.start_due()
            except StoreFault:
                self.trace.event(process.name, "a round failed")

    def _is_due(self, process: Process, *glances: str) -> bool:
        now = to_ms(process.desk.clock.now())
        return any(self.stage.database.next_due(glance) <= now for glance in glances)

    def _must_watch(self, process: Process) -> bool:
        watched = process.reconciling.watched_at
        return watched is None or process.desk.clock.now() - watched >= WATCH_EVERY

    async def _come_to_rest(self) -> None:
        end = self.loop.now + LONGEST_QUIET
        while self.loop.now < end:
            busy = any(process.drives.running for process in self.processes)
            if not busy and not self.stage.database.rows("SELECT 1 FROM visit WHERE due_at IS NOT NULL LIMIT 1"):
                return
            await asyncio.sleep(2.0)

    async def _reconciled(self) -> None:
        """Ours and theirs agree once the outside is quiet: by itself after a while, or by `holdfast check` (G7)."""
        await asyncio.sleep(max(self.server.quiet_at - self.loop.now, 0.0))
        if self.luck.chance.random() < 0.5:
            await asyncio.sleep(QUIET_SECONDS)
            return
        is_checked = await self._checked()
        while not is_checked:
            await asyncio.sleep(1.0)
            is_checked = await self._checked()

    async def _checked(self) -> bool:
        """Whether a process could be asked to check, and lived to the end of it."""
        process = self._serving()
        if process is None:
            return False
        self.trace.event(process.name, "holdfast check")
        task = process.spawn(check(process.desk, process.drives, self.stage.tenant.id))
        await asyncio.wait([task])
        if task.cancelled() or not process.is_alive:
            return False
        checked = task.result()
        self.trace.event(process.name, f"checked: {checked.agreed} agree, {len(checked.open)} open drifts")
        return True

    def _serving(self) -> Process | None:
        able = [process for process in self.processes if process.name.startswith("serve")]
        return self.luck.chance.choice(able) if able else None

    def _answered(self, sent: Sent, text: str) -> None:
        self.checks.answer(sent, text, self.loop.now, self.clock.now())

    def _failed(self, sent: Sent, error: Exception) -> None:
        sentence = f"{sent.tool} ended in {error!r}{_where(error)}"
        self.checks.breaches.append(Breach(sentence, self.loop.now, sent.call.id))

    def _changed(self, what: str, one: Standing, old: Standing | None) -> None:
        whose = one.reference or "foreign"
        by = " by a person" if one.by_person else ""
        self.trace.event("calendar", f"{what} {one.uid} {whose} {one.host} {one.interval.start:%d.%H:%M}{by}")
        if what != "cancelled" and one.reference is not None:
            self._look_for_doubles(one)
            self._count(one, old)
        self.notices.changed(what, one, old)

    def _count(self, one: Standing, old: Standing | None) -> None:
        visit = str(one.reference).partition("/")[0]
        if self.stage.database.rows("SELECT 1 FROM visit WHERE id = ? AND goal = 'absent'", visit):
            self.sometimes.saw("late effect after undo")
        if old is not None and not one.by_person and old.interval.overlaps(one.interval):
            self.sometimes.saw("visit moved onto its own time")

    def _look_for_doubles(self, new: Standing) -> None:
        """G1 in the calendar: no two visits of ours stand over each other, unless a person put them there, or an effect
        came when its time was long given back: that must be found, and be gone or an open drift in the end."""
        visit = str(new.reference).partition("/")[0]
        late = self.ledger.unawaited
        for other in self.ledger.standing([new.host], new.interval):
            if other is new or other.reference is None or other.reference in self.ledger.touched:
                continue
            if new.reference in self.ledger.touched or other.reference.partition("/")[0] == visit:
                continue
            if new.reference in late or other.reference in late:
                self.sometimes.saw("effect nobody waited for, over another visit")
            else:
                self._breach(f"{new.reference} was put over {other.reference} at {new.host}")
