"""Taking turns at a database file: the threads of this process go in one at a time, in the order in which they came.

SQLite lets one transaction write at a time, and who finds the file busy polls for it: luck decides who is next, and
among many somebody has none for seconds. So the threads of a process queue here first, and only the one at the head
meets other processes at the file.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary


class NoTurn(Exception):
    """The queue did not come to an end in time."""


class Turns:
    """The queue before one file. First come, first served; who waited too long leaves it without a turn."""

    def __init__(self) -> None:
        """Nobody is in, nobody waits."""
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Nobody else of this process is in meanwhile. Raises NoTurn where the turn does not come within
        `seconds`. Not to be taken again by who has it."""
        self._take(seconds)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, seconds: float) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            ticket = Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        is_called = False
        try:
            is_called = ticket.acquire(timeout=max(seconds, 0.0))
        finally:
            # Also for an interrupt in the middle of waiting: a ticket that nobody waits with would stop the queue.
            if not is_called:
                self._leave(ticket)
        if not is_called:
            raise NoTurn(f"no turn within {seconds:.1f} s")

    def _leave(self, ticket: Lock) -> None:
        with self._guard:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return
        self._pass_on()  # It was called in the very last moment.

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


_QUEUES: WeakValueDictionary[Path, Turns] = WeakValueDictionary()
_GUARD = Lock()


def turns_at(file: str | None) -> Turns:
    """The queue that everybody in this process who names this file shares; one's own for a database in memory."""
    if not file or file == ":memory:":
        return Turns()
    with _GUARD:
        return _QUEUES.setdefault(Path(file).resolve(), Turns())
