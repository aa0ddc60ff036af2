"""What must really have occurred: a simulation that never met the hard situations has proven nothing."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

EXPECTED: Final[Mapping[str, int]] = {
    "confirmed at once": 20,
    "pending told": 100,
    "refused by the calendar": 200,
    "own echo refused": 500,
    "overlap yielded": 1000,
    "late effect": 500,
    "late effect after undo": 2000,
    "write: lost answer": 200,
    "write: lost request": 200,
    "write: 5xx after effect": 300,
    "write: success without effect": 500,
    "read: stale read": 300,
    "read: incomplete page": 300,
    "calendar away": 500,
    "key revoked": 1000,
    "crash between steps": 200,
    "crash before commit": 300,
    "crash between attempt and reply": 500,
    "platform repeated": 100,
    "repeat joined": 200,
    "repeat joined across processes": 500,
    "already yours": 100,
    "hold expired": 500,
    "hung up in the middle": 100,
    "visit moved": 100,
    "visit moved onto its own time": 500,
    "visit cancelled": 50,
    "lost a race for a slot": 100,
    "four segments verified": 50,
    "store failed": 1000,
}
"""Each hard situation, and from how many calls on it must have occurred."""


class Sometimes(Counter[str]):
    """How often each situation occurred."""

    def saw(self, what: str) -> None:
        """It occurred once more."""
        self[what] += 1


def missing(seen: Mapping[str, int], calls: int) -> list[str]:
    """The situations that a run of so many calls should have met and did not."""
    return [what for what, least in EXPECTED.items() if calls >= least and not seen.get(what)]
