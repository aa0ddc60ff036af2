"""One run of the kill test on one engine, from an empty database to the verdict."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.app import build
from holdfast.settings import Settings
from holdfast.store.engine import Store
from holdfast.testing.chaos.callers import Caller, Memory
from holdfast.testing.chaos.counts import missing
from holdfast.testing.chaos.kills import Kill, Killing
from holdfast.testing.chaos.luck import Luck
from holdfast.testing.chaos.nursery import Nursery, open_nursery
from holdfast.testing.chaos.outside import Outside, State, open_calendar, until_open
from holdfast.testing.chaos.record import Record, disagreements, read_record
from holdfast.testing.chaos.rest import Rest
from holdfast.testing.chaos.salon import ENVIRONMENT, salon_text
from holdfast.testing.chaos.verdict import Verdict

CALLERS = 6
WORKERS = 2
Tell = Callable[[str], None]
_DEFECTS = ('"event": "defect', '"event": "a round failed', "never retrieved", "Exception in ASGI application")
_OUTAGES = ("StoreUnreachable", "Contended")


@dataclass(frozen=True)
class Plan:
    """What a run is to be. `folder` exists and gets logs and what was seen; `database_url` is an empty database."""

    engine: str
    database_url: str
    kills: int
    seed: int
    folder: Path
    hasten: bool = False
    callers: int = CALLERS


@dataclass
class Report:
    """What a run came to."""

    engine: str
    kills: int
    seconds: float = 0.0
    breaches: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """Whether nothing was found, and everything hard really occurred."""
        return not self.breaches and not self.never


async def run(plan: Plan, tell: Tell, killed: Callable[[Kill, int], None]) -> Report:
    """Make the whole run; `tell` hears what goes on, `killed` of every kill. Raises DoesNotStart."""
    begun = time.monotonic()
    with open_calendar(plan.folder) as calendar_url:
        environment = {**ENVIRONMENT, "HOLDFAST_DATABASE_URL": plan.database_url}
        await _prepare(plan, calendar_url)
        workers = 0 if plan.engine == "sqlite" else WORKERS
        with open_nursery(plan.folder, environment, workers) as nursery, closing(Store(plan.database_url)) as store:
            # Each request on a connection of its own: none meets one that the fake has just closed for being idle.
            limits = httpx.Limits(max_keepalive_connections=0)
            async with httpx.AsyncClient(base_url=calendar_url, timeout=20, trust_env=False, limits=limits) as http:
                await until_open(http)
                report = await _Run(plan, nursery, Outside(calendar_url, http), store, tell, killed).whole()
    report.seconds = time.monotonic() - begun
    return report


async def _prepare(plan: Plan, calendar_url: str) -> None:
    """The schema and the salon."""
    settings = Settings(database_url=plan.database_url, secret_key=ENVIRONMENT["HOLDFAST_SECRET_KEY"])
    application = build(settings, environment=ENVIRONMENT)
    applied = await apply_tenant(application.desk, salon_text(calendar_url), "salon-lindenhof.toml")
    await application.close()
    assert applied.faults == (), applied.faults


@dataclass
class _Run:
    plan: Plan
    nursery: Nursery
    outside: Outside
    store: Store
    tell: Tell
    killed: Callable[[Kill, int], None]
    memory: Memory = field(default_factory=Memory)

    async def whole(self) -> Report:
        """Start, kill, rest, judge."""
        self.nursery.start_missing()
        await self.nursery.ready()
        luck = Luck(self.outside, random.Random(f"luck {self.plan.seed}"))
        chance = random.Random(f"kills {self.plan.seed}")
        killing = Killing(self.nursery, self.outside, self.store, self.memory, chance, self.killed)
        await self._under_load(luck, killing)
        dead = [kill.process for kill in killing.kills]
        rest = Rest(self.nursery, self.outside, self.store, self.plan.folder, self.tell, self.plan.hasten)
        wrong = await rest.come(dead)
        record, state = await read_record(self.store), await self.outside.state()
        differing = await disagreements(self.store, state.standing, datetime.now(UTC))
        verdict = Verdict(record, state, self.memory, frozenset(self.outside.touched), tuple(differing))
        counts = _counted(killing, luck, self.memory, record, state)
        breaches = [*wrong, *verdict.breaches(), *logged_defects(self.plan.folder)]
        report = Report(self.plan.engine, len(killing.kills), 0.0, breaches, [], dict(counts))
        report.never = missing(counts, report.kills)
        self._keep(killing.kills, state, report)
        return report

    async def _under_load(self, luck: Luck, killing: Killing) -> None:
        over = asyncio.Event()
        callers = [self._caller(n) for n in range(self.plan.callers)]
        async with asyncio.TaskGroup() as group:
            for caller in callers:
                group.create_task(caller.lives(over))
            group.create_task(luck.lasts(over))
            await killing.go_on(self.plan.kills)
            over.set()

    def _caller(self, place: int) -> Caller:
        return Caller(place, self.nursery.url, random.Random(f"caller {place} {self.plan.seed}"), self.memory)

    def _keep(self, kills: Sequence[Kill], state: State, report: Report) -> None:
        """What was seen, beside logs and database: removed with the folder where all is well."""
        _write(self.plan.folder / "kills.jsonl", [asdict(kill) for kill in kills])
        _write(self.plan.folder / "heard.jsonl", [asdict(heard) for heard in self.memory.heard])
        _write(self.plan.folder / "calendar.jsonl", [asdict(entry) for entry in state.entries])
        _write(self.plan.folder / "touched.jsonl", [self.outside.touched])
        _write(self.plan.folder / "report.jsonl", [asdict(report)])


def logged_defects(logs: Path) -> list[str]:
    """What processes logged as a defect of ours: whatever else dies, that never happens. A database that was too busy
    is no defect: the door says so, and the same is sent again."""
    lines = (line for file in sorted(logs.glob("*.log")) for line in file.read_text(errors="replace").splitlines())
    suspect = (line for line in lines if any(mark in line for mark in _DEFECTS))
    return [f"logged: {line[:1500]}" for line in suspect if not any(fault in line for fault in _OUTAGES)]


def _write(file: Path, rows: Sequence[Any]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows), encoding="utf-8")


def _counted(killing: Killing, luck: Luck, memory: Memory, record: Record, state: State) -> Counter[str]:
    """Everything that occurred, by name."""
    counts = killing.counted() + luck.happened + memory.counts
    counts.update({f"fault {fault}": n for fault, n in state.happened.items()})
    counts["mishaps"] = sum(state.happened.values())
    visits = list(record.visits.values())
    counts.update(
        {
            "joined": record.kinds["joined"],
            "answered byte for byte again": record.kinds["tool_repeated"],
            "already yours": record.kinds["already_yours"],
            "notice taken": record.kinds["calendar_notice"],
            "attempts": record.kinds["attempt"],
            "moved": sum(row.generation > 0 for row in visits),
            "undone by the calendar's no": sum((row.state, row.why) == ("undone", "refused") for row in visits),
            "cancelled by the caller": sum((row.state, row.why) == ("cancelled", "caller") for row in visits),
            "visits": len(visits),
            "visits that stand": sum(row.state == "confirmed" for row in visits),
            "entries that stand": sum(entry.reference is not None for entry in state.standing),
            "open drifts": len(record.drifts),
        }
    )
    return counts
