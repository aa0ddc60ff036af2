"""Single values of a case file, each read with suspicion: what is not as it should be is None. Pure."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.core.interval import Interval

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
LONGEST_TEXT = 20_000
NO_LENGTH = timedelta(0)


def text_of(value: Any) -> str | None:
    """A short text, or None; numbers become text, since identifiers come as either."""
    if isinstance(value, str):
        return value.strip() or None if len(value) <= LONGEST_TEXT else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    return None


def number_of(value: Any) -> float | None:
    """A finite number, also from text."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if len(value) > 40:
            return None
        value = value.strip().replace(",", ".")
    if not isinstance(value, int | float | str) or (isinstance(value, int) and abs(value) > 10**15):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e15 else None


def seconds_of(value: Any) -> float | None:
    """Audio seconds within a day."""
    number = number_of(value)
    return number if number is not None and -60 <= number <= 86_400 else None


def flag_of(value: Any) -> bool | None:
    """True or false, also from text and numbers."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
            value.strip().lower()
        )
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    return None


def mapping_of(value: Any) -> Mapping[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def instant_of(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """An instant in UTC from ISO 8601 or epoch seconds. Without an offset it is local time of the tenant."""
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is not None:
        if not math.isfinite(number):
            return None
        seconds = number / 1000 if abs(number) > 1e11 else number
        return datetime.fromtimestamp(seconds, UTC) if 6.4e8 < seconds < 4.1e9 else None
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 40:
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    try:
        instant = read.replace(tzinfo=zone).astimezone(UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return instant if EARLIEST <= instant <= LATEST else None


def span_of(start: datetime | None, end: datetime | None) -> Interval | None:
    """A span of time, or None where it is none."""
    return Interval(start, end) if start is not None and end is not None and start < end else None


def zone_of(value: Any) -> tuple[tzinfo, str] | None:
    """A time zone by its name."""
    name = text_of(value)
    if name is None or len(name) > 64:
        return None
    try:
        return ZoneInfo(name), name
    except (OSError, ValueError, LookupError):
        return None


def length_of(value: Any, unit: float = 1.0) -> timedelta | None:
    """A length of time in units of so many seconds, never negative, at most ten days."""
    number = number_of(value)
    if number is None or not 0 <= number * unit <= 864_000:
        return None
    return timedelta(seconds=number * unit)


def day_of(value: Any) -> date | None:
    """A calendar day."""
    if not isinstance(value, str) or len(value.strip()) < 10:
        return None
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return day if 1990 <= day.year < 2100 else None
