"""Killing at random moments, and what each kill struck: whose work was under way, and how far it had come."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from holdfast.store.engine import Store, Tx, to_ms
from holdfast.testing.chaos.callers import Memory
from holdfast.testing.chaos.nursery import Nursery
from holdfast.testing.chaos.outside import Outside

ANSWERS_IN_A_LIFE = 5
LONGEST_LIFE = 5.0
AIMED = 0.4
"""How many kills wait for a moment at which something is under way; the others come at any moment."""
LONGEST_AIM = 3.0

_UNDER_WAY = sa.text(
    "SELECT v.id AS visit, s.n AS n, s.stage AS stage, s.uid AS uid, s.goal AS goal FROM visit v LEFT JOIN segment s"
    " ON s.tenant_id = v.tenant_id AND s.visit_id = v.id AND s.stage IN ('sent', 'undoing')"
    " WHERE v.leased_by LIKE :whose AND v.leased_until > :now AND v.due_at IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill. `visits` were driven by the dead at that moment; of `attempts` no reply is on record, and of
    `effects` the calendar has done what was asked all the same."""

    at: datetime
    name: str
    process: int
    visits: tuple[str, ...]
    attempts: int
    effects: int


@dataclass
class Killing:
    """So many kills, spread at random over members of the house."""

    nursery: Nursery
    outside: Outside
    store: Store
    memory: Memory
    chance: random.Random
    tell: Callable[[Kill, int], None]
    kills: list[Kill] = field(default_factory=list)

    async def go_on(self, wanted: int) -> None:
        """Kill and start again, until there were so many. Where the machine is slow, lives last longer: if nobody got
        an answer in between, there would be nothing to lose."""
        while len(self.kills) < wanted:
            await self.nursery.ready()
            await asyncio.sleep(self.chance.uniform(0.05, 1.2))
            await self._grow_to((len(self.kills) + 1) * ANSWERS_IN_A_LIFE)
            victims = self._victims()[: wanted - len(self.kills)]
            if self.chance.random() < AIMED:
                await self._until_it_acts(victims[0])
            for name in victims:
                await self._kill(name)
            await asyncio.sleep(self.chance.choice((0.0, 0.0, 0.2, 0.8)))
            self.nursery.start_missing()

    def _victims(self) -> list[str]:
        names = list(self.nursery.members)
        if len(names) > 1 and self.chance.random() < 0.12:
            return names  # The whole house at once, as when a machine loses its power.
        return [self.chance.choice([names[0], *names])]

    async def _grow_to(self, answers: int) -> None:
        give_up_at = time.monotonic() + LONGEST_LIFE
        while self.memory.counts["answers"] < answers and time.monotonic() < give_up_at:  # noqa: ASYNC110 (a count)
            await asyncio.sleep(0.01)

    async def _until_it_acts(self, name: str) -> None:
        """Wait for a moment at which an attempt of this process is on record and its reply is not."""
        give_up_at = time.monotonic() + LONGEST_AIM
        while time.monotonic() < give_up_at:
            rows = await self._driven_by(self.nursery.living[name])
            if any(stage is not None for _, _, stage, _ in rows):
                break
            await asyncio.sleep(0.03)
        await asyncio.sleep(self.chance.uniform(0.0, 0.2))

    async def _driven_by(self, process: int) -> list[tuple[str, int, str | None, str | None]]:
        now = datetime.now(UTC)
        return await self.store.transact(lambda tx: _driven_by(tx, process, now))

    async def _kill(self, name: str) -> None:
        process = await self.nursery.kill(name)
        at = datetime.now(UTC)
        rows = await self._driven_by(process)
        state = await self.outside.state()
        standing = {entry.reference for entry in state.standing}
        sent = [(f"{visit}/{n}", stage, uid) for visit, n, stage, uid in rows if stage is not None]
        done = [one for one in sent if (one[0] in standing) == (one[1] == "sent") and not (one[1] == "sent" and one[2])]
        kill = Kill(at, name, process, tuple(dict.fromkeys(row[0] for row in rows)), len(sent), len(done))
        self.kills.append(kill)
        self.tell(kill, len(self.kills))

    def counted(self) -> Counter[str]:
        """What the kills struck."""
        found: Counter[str] = Counter({"kills": len(self.kills)})
        for kill in self.kills:
            found[f"kills of {'serve' if kill.name == 'serve' else 'work'}"] += 1
            found["killed while driving a visit"] += bool(kill.visits)
            found["killed between attempt and reply"] += bool(kill.attempts)
            found["killed after the effect, before it was on record"] += bool(kill.effects)
            found["visits left behind by the dead"] += len(kill.visits)
        return found


def _driven_by(tx: Tx, process: int, now: datetime) -> list[tuple[str, int, str | None, str | None]]:
    rows = tx.run(_UNDER_WAY, {"whose": f"%:{process}:%", "now": to_ms(now)})
    return [(row.visit, row.n, row.stage, row.uid) for row in rows]
