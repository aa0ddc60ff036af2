"""Pages of lists: how many, where they went on, and what a client may send back to go on there."""

import base64
import json
from typing import Annotated

from fastapi import Depends, Query

from holdfast.actions.look_up import Position
from holdfast.entry.bodies import storable_text
from holdfast.entry.problems import Problem

LARGEST_NUMBER = 2**62
LONGEST_NAME = 200

Limit = Annotated[int, Query(ge=1, le=200, description="How many items a page holds at most.")]
Cursor = Annotated[str | None, Query(max_length=600, description="The `next_cursor` of the page before.")]


class Page:
    """Which page is asked for."""

    def __init__(self, limit: Limit = 50, cursor: Cursor = None) -> None:
        """As the query says."""
        self.limit = limit
        self.cursor = cursor

    def position(self, of: str) -> Position | None:
        """Where the page before ended, None for the first. Raises Problem 400 for what no page gave."""
        return None if self.cursor is None else position_of(self.cursor, of)


PageOf = Annotated[Page, Depends()]


def cursor_of(position: Position | None, of: str) -> str | None:
    """Where a page ended, as a text that clients need not understand."""
    if position is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([of, *position]).encode()).decode().rstrip("=")


def position_of(cursor: str, of: str) -> Position:
    """What such a text stands for. Raises Problem 400: clients send anything."""
    try:
        data = json.loads(base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), b"-_", validate=True))
    except (ValueError, RecursionError):
        data = None
    match data:
        case [str(kind), int(number), str(name)] if kind == of and _is_plausible(number, name):
            return number, name
    raise Problem(400, "the cursor is not one that this list gave")


def _is_plausible(number: int, name: str) -> bool:
    return 0 <= number < LARGEST_NUMBER and len(name) <= LONGEST_NAME and storable_text(name) == name
