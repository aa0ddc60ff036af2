"""An event loop without a clock or a network: time is a number that jumps, and the next step is drawn by seed.

Every step belongs to a *lane*: a simulated process, or the outside. Within a lane steps keep their order, as in any
event loop; which lane goes next is chance. What a process waits for (store, calendar) takes a seeded time, so its own
coroutines interleave by seed, too. Nothing sleeps, nothing runs on another thread.
"""

import asyncio
import contextvars
import heapq
import random
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


class WorldStuck(Exception):
    """Everybody waits for something that nobody will bring about."""


class Lane:
    """Steps that follow one another: those of one simulated process, or of the outside."""

    def __init__(self, name: str) -> None:
        """A lane with nothing to do."""
        self.name = name
        self.tag = name.encode()
        self.queue: deque[Step] = deque()
        self.tasks: list[asyncio.Task[Any]] = []
        self.context = contextvars.copy_context()
        self.context.run(LANE.set, self)

    def before_step(self) -> None:
        """Called before each step of the lane: where a process may die."""

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Remember a task of this lane; ended ones are forgotten now and then."""
        self.tasks.append(task)
        if len(self.tasks) > 64:
            self.tasks = [one for one in self.tasks if not self.let_go(one)]

    def let_go(self, task: asyncio.Task[Any]) -> bool:
        """Whether the task has ended, so that it need not be remembered."""
        return task.done()


LANE: contextvars.ContextVar[Lane] = contextvars.ContextVar("lane")


class Step(asyncio.TimerHandle):
    """One callback to be run, at once or at a time."""

    __slots__ = ("args", "at", "callback", "is_cancelled", "lane", "own_context")

    def __init__(
        self, callback: Callable[..., object], args: tuple[Any, ...], context: contextvars.Context, at: float
    ) -> None:
        """Bind a callback to the lane of its context."""
        self.callback, self.args, self.own_context, self.at = callback, args, context, at
        self.lane: Lane = context[LANE]
        self.is_cancelled = False

    def __repr__(self) -> str:
        """For failures."""
        return f"<step of {self.lane.name}: {self.callback}>"

    def cancel(self) -> None:
        """It will not run."""
        self.is_cancelled = True

    def cancelled(self) -> bool:
        """Whether it will not run."""
        return self.is_cancelled

    def when(self) -> float:
        """At which virtual second it is due."""
        return self.at


class WorldTask(asyncio.Task[T]):
    """A task that is counted: sets of tasks are then ordered alike in every run, whatever memory looks like."""

    def __init__(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        loop: "VirtualLoop",
        context: contextvars.Context | None,
    ) -> None:
        """Start a coroutine."""
        self.number = loop.numbered()
        super().__init__(coro, loop=loop, name="task", context=context)

    def __hash__(self) -> int:
        """Its number."""
        return self.number


class WorldFuture(asyncio.Future[T]):
    """The same for futures."""

    def __init__(self, loop: "VirtualLoop") -> None:
        """An open future."""
        self.number = loop.numbered()
        super().__init__(loop=loop)

    def __hash__(self) -> int:
        """Its number."""
        return self.number


class VirtualLoop(asyncio.AbstractEventLoop):
    """Runs steps until a coroutine is done. `tell_step` hears of every step before it is run."""

    def __init__(self, chance: random.Random, tell_step: Callable[[Lane, float], None]) -> None:
        """A loop at second 0."""
        self.now = 0.0
        self.steps = 0
        self.errors: list[dict[str, Any]] = []
        self._chance = chance
        self._tell_step = tell_step
        self._awake: list[Lane] = []
        self._timers: list[tuple[float, int, Step]] = []
        self._count = 0
        self.outside = Lane("outside")

    def numbered(self) -> int:
        """The next number for a task, a future or a timer."""
        self._count += 1
        return self._count

    def time(self) -> float:
        """Virtual seconds since the beginning."""
        return self.now

    def get_debug(self) -> bool:
        """Never."""
        return False

    def is_running(self) -> bool:
        """Whether it is turning just now."""
        return True

    def is_closed(self) -> bool:
        """It holds nothing that has to be closed."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep an error that nobody waited for."""
        self.errors.append(context)

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> Step:
        """Run a callback in its lane, after what waits there."""
        step = Step(callback, args, context or contextvars.copy_context(), self.now)
        self._wake(step)
        return step

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> Step:
        """Run a callback so many virtual seconds from now."""
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> Step:
        """Run a callback at a virtual second."""
        step = Step(callback, args, context or contextvars.copy_context(), when)
        heapq.heappush(self._timers, (when, self.numbered(), step))
        return step

    def create_future(self) -> asyncio.Future[Any]:
        """An open future."""
        return WorldFuture(self)

    def create_task(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: object = None,
        context: contextvars.Context | None = None,
    ) -> asyncio.Task[T]:
        """Start a coroutine; it belongs to the lane that starts it."""
        del name
        task = WorldTask(coro, self, context)
        lane = context[LANE] if context is not None else LANE.get()
        lane.adopt(task)
        return task

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Forbidden: nothing happens on threads here."""
        raise AssertionError(f"the world has no threads, yet {func} was to run on one")

    def run_until_complete(self, future: Any) -> Any:
        """Run a coroutine in the outside lane until it is done; whatever else is under way then stays as it is."""
        asyncio._set_running_loop(self)
        try:
            task = self.create_task(future, context=self.outside.context)
            turn, is_done = self._turn, task.done
            while not is_done():
                turn()
            return task.result()
        finally:
            asyncio._set_running_loop(None)

    def _wake(self, step: Step) -> None:
        lane = step.lane
        if not lane.queue:
            self._awake.append(lane)
        lane.queue.append(step)

    def _turn(self) -> None:
        awake = self._awake
        if not awake:
            self._jump()
            return
        count = len(awake)
        place = int(self._chance.random() * count) if count > 1 else 0
        lane = awake[place]
        queue = lane.queue
        step = queue.popleft()
        if not queue:
            last = awake.pop()
            if place < count - 1:
                awake[place] = last
        if step.is_cancelled:
            return
        self.steps += 1
        self._tell_step(lane, self.now)
        lane.before_step()
        step.own_context.run(step.callback, *step.args)

    def _jump(self) -> None:
        """To the next moment at which something is due."""
        timers = self._timers
        while timers and timers[0][2].is_cancelled:
            heapq.heappop(timers)
        if not timers:
            raise WorldStuck("nothing is ready and nothing is due")
        self.now = max(self.now, timers[0][0])
        while timers and timers[0][0] <= self.now:
            step = heapq.heappop(timers)[2]
            if not step.is_cancelled:
                self._wake(step)


def new_loop(chance: random.Random, tell_step: Callable[[Lane, float], None] = lambda lane, now: None) -> VirtualLoop:
    """A loop at second 0. What needs a network or a thread of a loop is not there: it raises NotImplementedError."""
    return VirtualLoop(chance, tell_step)  # type: ignore[abstract]
