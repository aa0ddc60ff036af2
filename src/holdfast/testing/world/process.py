"""A simulated process: its own desk and drives on the shared database, and a life that can end at every await.

A crash first cuts the process's store and network, then rolls back what was open, then closes: a coroutine that is
dropped still runs its `finally`, and must not reach anything.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from holdfast.actions.desk import Clock, Desk
from holdfast.actions.drive import Drives
from holdfast.actions.reconcile_due import Reconciling
from holdfast.testing.world.database import Database, Door
from holdfast.testing.world.loop import Lane, VirtualLoop
from holdfast.testing.world.luck import Luck
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.trace import Trace

T = TypeVar("T")
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
"""Second 0 of every episode: a Tuesday, half past eight in Berlin."""


class Crashed(BaseException):
    """The process is dead; nothing it still tries has any effect. No `except Exception` stops it."""


class VirtualClock:
    """Tells the loop's time as an instant, a little wrong if a process's clock is."""

    def __init__(self, loop: VirtualLoop, skew: float = 0.0) -> None:
        """`skew`: how many seconds it is ahead."""
        self._loop = loop
        self._skew = skew
        self._told = (-1.0, MORNING)

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        second, instant = self._told
        if second != self._loop.now:
            second = self._loop.now
            instant = MORNING + timedelta(microseconds=round((second + self._skew) * 1e6))
            self._told = (second, instant)
        return instant


@dataclass(frozen=True, slots=True)
class SeededChance:
    """Numbers for identifiers, the same in every run of one seed."""

    random: random.Random

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, `bound`."""
        return int(self.random.random() * bound)


@dataclass
class Surroundings:
    """What every process of one episode lives in."""

    loop: VirtualLoop
    database: Database
    luck: Luck
    trace: Trace
    sometimes: Sometimes
    dying: random.Random
    crash_at: tuple[int, int] | None = None
    """`crash_at`: instead of chance, the n-th step, or the n-th commit, of all processes together is their last."""
    steps: int = 0
    commits: int = 0


class Process(Lane, Door):
    """One process. Made alive by `start`, ended by `crash`."""

    desk: Desk
    drives: Drives
    reconciling: Reconciling

    def __init__(self, name: str, around: Surroundings, make_desk: Callable[["Process", Clock], Desk]) -> None:
        """A process that has just begun, with nothing running."""
        super().__init__(name)
        self.around = around
        self.is_alive = True
        self.on_death: Callable[[Process], None] = lambda _: None
        weather = around.luck.weather
        self._steps_left = self._life(weather.steps_to_live)
        self._commits_left = self._life(weather.commits_to_live)
        self.desk = make_desk(self, VirtualClock(around.loop, around.dying.choice((0.0, 0.0, -0.4, 0.7))))
        self.drives = Drives(self.desk)
        self.reconciling = Reconciling(self.desk, self.drives)

    def _life(self, mean: float) -> int:
        return int(self.around.dying.expovariate(1 / mean)) + 1 if mean else -1

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let the process do something."""
        return self.around.loop.create_task(work, context=self.context)

    def let_go(self, task: asyncio.Task[Any]) -> bool:
        """Whether the task has ended; a defect that ended it is kept."""
        if not task.done():
            return False
        nobody_saw = bool(getattr(task, "_log_traceback", False))  # What somebody awaited is theirs to deal with.
        if nobody_saw and (error := task.exception()) is not None and not isinstance(error, Crashed):
            self.around.loop.errors.append({"message": "a task ended in a defect", "exception": error})
        return True

    def before_step(self) -> None:
        """Every await of the process is a moment at which it may die."""
        if not self.is_alive:
            return
        around = self.around
        around.steps += 1
        self._steps_left -= 1
        planned = around.crash_at is not None and around.crash_at[0] == around.steps
        if planned or (self._steps_left == 0 and not around.luck.is_over):
            self.crash("crash between steps")

    def crash(self, how: str) -> None:
        """Die: cut, then close."""
        self.is_alive = False
        self.around.sometimes.saw(how)
        if self.drives.running:
            self.around.sometimes.saw("crash between attempt and reply")
        self.around.trace.event(self.name, f"DIES: {how}")
        for task in self.tasks:
            task.cancel()
        self.on_death(self)

    def check(self) -> None:
        """See `Door.check`; the calendar asks it as well."""
        if not self.is_alive:
            raise Crashed

    def before_commit(self) -> None:
        """See `Door.before_commit`."""
        around = self.around
        around.commits += 1
        self._commits_left -= 1
        planned = around.crash_at is not None and around.crash_at[1] == around.commits
        if planned or (self._commits_left == 0 and not around.luck.is_over):
            self.crash("crash before commit")
            raise Crashed
        around.trace.event(self.name, "commits")

    def fault(self) -> str | None:
        """See `Door.fault`."""
        if not self.around.luck.happens(self.around.luck.weather.store):
            return None
        self.around.sometimes.saw("store failed")
        when = self.around.luck.chance.choice(("before", "after"))
        self.around.trace.event(self.name, f"the store fails {when} the commit")
        return when

    def delay(self) -> float:
        """See `Door.delay`: mostly a few milliseconds."""
        return self.around.luck.seconds(0.0005, 0.004)
