"""When somebody has to be told, how soon, and when a message is tried again. Pure."""

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum


class AlarmKind(StrEnum):
    """What it is about."""

    TOLD_WRONGLY = "told_wrongly"
    """A caller believes something untrue."""
    CASE = "case"
    DIFFERENCE = "difference"
    CALLBACK = "callback"
    UNSEEN = "unseen"
    """A task that nobody has looked at."""


AT_ONCE = frozenset({AlarmKind.TOLD_WRONGLY, AlarmKind.CALLBACK})
"""What is mailed at once; the rest waits for the daily digest."""

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
)
"""After which time a message is tried again, attempt by attempt; then it is given up, on record."""
LONGEST_PAUSE = timedelta(hours=24)


def next_try(attempts: int, now: datetime, retry_after: float | None = None) -> datetime | None:
    """When a message is tried again after so many attempts, None where it is given up. A receiver that asks for a
    longer pause gets it, up to a day."""
    if attempts > len(PAUSES):
        return None
    pause = PAUSES[attempts - 1]
    if retry_after is not None:
        pause = max(pause, min(timedelta(seconds=retry_after), LONGEST_PAUSE))
    return now + pause


def digest_moment(wall: str, zone: tzinfo, now: datetime) -> datetime:
    """The moment of today's digest on the salon's wall clock; in the night of a clock change the first of two."""
    hour, minute = map(int, wall.split(":"))
    local = now.astimezone(zone)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
