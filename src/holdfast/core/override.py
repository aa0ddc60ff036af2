"""What the salon's own people may override knowingly, and what nobody can.

Staff may book at short notice, outside hours, on a day off or off the grid: they know their salon. What somebody has
already claimed is claimed, for them too (G1). Source: issue 6, page Today.
"""

from collections.abc import Iterable

from holdfast.core.refusals import Obstacle, Reason

_THEIRS_TO_DECIDE = frozenset(
    {
        Reason.TOO_SHORT_NOTICE,
        Reason.PAST,
        Reason.BEYOND_HORIZON,
        Reason.CLOSED,
        Reason.HOLIDAY,
        Reason.DOES_NOT_FIT,
        Reason.STAFF_AWAY,
    }
)
_UNSAID = frozenset({Reason.TOO_SHORT_NOTICE})
"""The notice binds callers: somebody standing at the counter needs none, and nobody is asked about it."""


def standing_in_the_way(obstacles: Iterable[Obstacle], knowingly: bool) -> tuple[Obstacle, ...]:
    """What keeps a member of staff from booking; `knowingly`: they have seen what speaks against it and want it."""
    return tuple(
        one
        for one in obstacles
        if one.reason not in _UNSAID and not (knowingly and one.reason in _THEIRS_TO_DECIDE and one.occupant is None)
    )


def may_be_overridden(obstacles: Iterable[Obstacle]) -> bool:
    """Whether all of it is theirs to decide."""
    return all(one.reason in _THEIRS_TO_DECIDE and one.occupant is None for one in obstacles)
