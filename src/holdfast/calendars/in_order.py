"""Moving entries one after another, where one may need the room that the one before left."""

from collections.abc import Awaitable, Callable, Sequence

from holdfast.calendars.port import Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.saga import Created, NotSent, RefusedBy, Reply

NOT_TRIED = NotSent(0.0)
"""Nothing was tried, and it may be tried at once: no attempt at all."""


async def in_order(movements: Sequence[Movement], move: Callable[[Movement], Awaitable[Reply]]) -> list[Reply]:
    """What `move` answers to each, in the order given, up to the first certain "no". What follows is surely not sent:
    a visit of which one part cannot go stays whole where it is. Nor is what would meet an entry of its own visit that
    has not surely gone: the "taken" that it would get is about us."""
    replies: list[Reply] = []
    gone: set[RemoteUid] = set()
    for movement in movements:
        refused = any(isinstance(reply, RefusedBy) for reply in replies)
        reply = NOT_TRIED if refused or not movement.after <= gone else await move(movement)
        if isinstance(reply, Created):
            gone.add(movement.uid)
        replies.append(reply)
    return replies
