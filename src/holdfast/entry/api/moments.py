"""Days and times as a client writes them: ISO 8601, with an offset or on the salon's wall clock."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import Query

from holdfast.entry.problems import Problem

EARLIEST_YEAR = 2000
LATEST_YEAR = 2199

DayText = Annotated[str | None, Query(max_length=40, description="A day, such as 2026-11-27.", examples=["2026-11-27"])]
MomentText = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A day, or a time with its offset or on the salon's wall clock: 2026-11-27T10:00:00+01:00.",
        examples=["2026-11-27"],
    ),
]


def day(text: str | None, name: str) -> date | None:
    """A day, None for none. Raises Problem 422."""
    return None if text is None else _checked(text, name, date.fromisoformat)


def moment(text: str | None, name: str) -> date | None:
    """A day, or a time (which is a datetime), None for none. Raises Problem 422."""
    return None if text is None else _checked(text, name, _day_or_time)


def time(text: str, name: str) -> datetime:
    """A time. Raises Problem 422."""
    found = _checked(text, name, datetime.fromisoformat)
    assert isinstance(found, datetime), "read as one"
    return found


def _day_or_time(text: str) -> date:
    return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)


def _checked(text: str, name: str, read: Callable[[str], date]) -> date:
    """What was read, in years that every calendar reaches."""
    try:
        found = read(text.strip().replace(" ", "+"))
    except ValueError:
        raise Problem(422, f"{name} is not a day or time such as 2026-11-27 or 2026-11-27T10:00:00+01:00") from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Problem(422, f"{name} lies outside the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return found
