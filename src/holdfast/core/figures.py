"""Bookings by day and answer times, counted from facts. Pure; every figure says what exactly it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class BookedAt:
    """A visit that somebody booked at that instant. `stands`: it was not cancelled or taken back since."""

    at: datetime
    by_phone: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many visits were booked on one local day, by telephone and by staff; `gone` of them do not stand any more."""

    day: date
    by_phone: int
    by_staff: int
    gone: int

    @property
    def total(self) -> int:
        """All that were booked."""
        return self.by_phone + self.by_staff


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took, in milliseconds: half of it at most `p50`, all but one in twenty at most `p95`."""

    name: str
    count: int
    p50: int
    p95: int
    worst: int


def by_day(booked: Iterable[BookedAt], first: date, days: int, zone: ZoneInfo) -> tuple[DayCount, ...]:
    """The visits by the day on which they were booked; a day without any has zeros."""
    found: dict[date, list[BookedAt]] = {first + timedelta(days=ahead): [] for ahead in range(days)}
    for one in booked:
        day = one.at.astimezone(zone).date()
        if day in found:
            found[day].append(one)
    return tuple(
        DayCount(
            day,
            sum(one.by_phone for one in those),
            sum(not one.by_phone for one in those),
            sum(not one.stands for one in those),
        )
        for day, those in found.items()
    )


def timings(measured: Iterable[tuple[str, int]]) -> tuple[Timing, ...]:
    """Lengths in milliseconds by name, the most frequent name first."""
    found: dict[str, list[int]] = {}
    for name, took in measured:
        found.setdefault(name, []).append(took)
    made = [timing(name, lengths) for name, lengths in found.items()]
    return tuple(sorted(made, key=lambda one: (-one.count, one.name)))


def timing(name: str, lengths: Sequence[int]) -> Timing:
    """One line of it; there must be something to count."""
    ordered = sorted(lengths)
    return Timing(name, len(ordered), share_of(ordered, 0.5), share_of(ordered, 0.95), ordered[-1])


def share_of(ordered: Sequence[int], share: float) -> int:
    """The value that such a share of these ordered values does not exceed (nearest rank)."""
    assert ordered and 0 < share <= 1, "of nothing there is no share"
    return ordered[ceil(share * len(ordered)) - 1]
