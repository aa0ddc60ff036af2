"""What happened, as lines and as one fingerprint: the same seed must give the same fingerprint everywhere."""

import hashlib
from collections import deque
from collections.abc import Callable

from holdfast.testing.world.loop import Lane


class Trace:
    """A running digest over every event of an episode, and its last lines."""

    def __init__(self, now: Callable[[], float], keep: int | None = 400) -> None:
        """`keep` lines are remembered, None: all of them."""
        self.lines: deque[str] = deque(maxlen=keep)
        self.events = 0
        self._now = now
        self._digest = hashlib.sha256()

    def step(self, lane: Lane, now: float) -> None:
        """One step of a lane: part of the fingerprint, not a line."""
        self._digest.update(b"%.6f %s\n" % (now, lane.tag))

    def event(self, who: str, what: str) -> None:
        """Something worth a line."""
        line = f"{self._now():9.3f} {who:<12} {what}"
        self._digest.update(line.encode())
        self.lines.append(line)
        self.events += 1

    def fingerprint(self) -> str:
        """The digest of everything up to now."""
        return self._digest.hexdigest()
