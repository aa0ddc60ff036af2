"""Moving entries one after another, where one may need the room that the one before left."""

from collections.abc import Awaitable, Callable, Sequence

from holdfast.calendars.port import Movement
from holdfast.core.saga import NotSent, RefusedBy, Reply

NOT_TRIED = NotSent(0.0)
"""Nothing was tried, and it may be tried at once: no attempt at all."""


async def in_order(movements: Sequence[Movement], move: Callable[[Movement], Awaitable[Reply]]) -> list[Reply]:
    """What `move` answers to each, in the order given, up to the first certain "no". What follows is surely not sent:
    a visit of which one part cannot go stays whole where it is."""
    replies: list[Reply] = []
    for movement in movements:
        if any(isinstance(reply, RefusedBy) for reply in replies):
            replies.append(NOT_TRIED)
        else:
            replies.append(await move(movement))
    return replies
