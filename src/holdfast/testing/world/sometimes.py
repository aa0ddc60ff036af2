"""What must really have occurred: a simulation that never met the hard situations has proven nothing."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

EXPECTED: Final[Mapping[str, int]] = {
    "already yours": 500,
    "budget spent": 2000,
    "calendar away": 500,
    "cancelled by a person": 2000,
    "confirmed at once": 100,
    "crash before commit": 500,
    "crash between attempt and reply": 500,
    "crash between steps": 500,
    "drift closed: moved": 4000,
    "drift open: cancelled_there": 4000,
    "drift open: length_differs": 6000,
    "drift open: moved": 2000,
    "follow-up closed": 500,
    "follow-up on record": 500,
    "four segments verified": 200,
    "hold expired": 1000,
    "hung up in the middle": 500,
    "key revoked": 2000,
    "late effect": 1000,
    "late effect after undo": 10000,
    "lengthened by a person": 4000,
    "lost a race for a slot": 1000,
    "moved by a person": 2000,
    "notice doubled": 500,
    "notice lost": 500,
    "overlap yielded": 1000,
    "own echo in a notice": 500,
    "own echo refused": 10000,
    "pending told": 200,
    "platform repeated": 200,
    "read: incomplete page": 500,
    "read: stale read": 500,
    "read: unreadable": 500,
    "refused by the calendar": 1000,
    "repeat answered by another process": 500,
    "repeat joined": 500,
    "store failed": 2000,
    "task for a person": 1000,
    "undone": 1000,
    "visit cancelled": 500,
    "visit moved": 500,
    "visit moved onto its own time": 500,
    "write: 5xx after effect": 1000,
    "write: 5xx without effect": 1000,
    "write: effect later than settled": 6000,
    "write: lost answer": 500,
    "write: lost request": 500,
    "write: not sent": 500,
    "write: refused as closed": 2000,
    "write: slow": 500,
    "write: success without effect": 2000,
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
