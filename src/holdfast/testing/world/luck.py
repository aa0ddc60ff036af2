"""Bad luck by seed: which exchange with the calendar goes wrong and how, and when the calendar is away altogether."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

SETTLE_SECONDS = 10.0
"""What the salon's file says (settle_seconds): a late effect shows within it after our own patience has ended."""
CLIENT_SECONDS = 11.0
"""How long a request of ours waits for its answer."""


class Fate(StrEnum):
    """What becomes of one request to the calendar."""

    GOOD = "good"
    SLOW = "slow"
    NOT_SENT = "not sent"
    LOST_REQUEST = "lost request"
    LOST_ANSWER = "lost answer"
    LATE = "late effect"
    VERY_LATE = "effect later than settled"
    ERROR_BEFORE = "5xx without effect"
    ERROR_AFTER = "5xx after effect"
    LIE = "success without effect"
    CLOSED = "refused as closed"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete page"
    STALE = "stale read"


_WRITES = {
    Fate.SLOW: 8, Fate.NOT_SENT: 4, Fate.LOST_REQUEST: 4, Fate.LOST_ANSWER: 6, Fate.LATE: 5, Fate.VERY_LATE: 1,
    Fate.ERROR_BEFORE: 3, Fate.ERROR_AFTER: 4, Fate.LIE: 2, Fate.CLOSED: 1,
}  # fmt: skip
_READS = {Fate.SLOW: 5, Fate.UNREADABLE: 6, Fate.INCOMPLETE: 4, Fate.STALE: 4}


@dataclass(frozen=True, slots=True)
class Weather:
    """How bad an episode is: shares of requests that go wrong, and how often processes die."""

    writes: float = 0.0
    reads: float = 0.0
    steps_to_live: float = 0.0
    commits_to_live: float = 0.0
    store: float = 0.0
    outages: int = 0
    revocations: int = 0
    strangers: float = 0.0
    races: float = 0.0
    edits: float = 0.0
    notices_lost: float = 0.0
    impatient: float = 0.0
    per_minute: int = 0
    """`steps_to_live`, `commits_to_live`: on average, 0 for ever. `strangers`: foreign bookings a minute. `races`: the
    share of our creates into whose check and insert somebody else gets in. `edits`: human edits a minute.
    `per_minute`: the calendar's rate limit, 0 for none."""


def weather_of(chance: random.Random) -> Weather:
    """The weather of an episode: one in eight is calm, the others are bad in different ways."""
    if chance.random() < 0.125:
        return Weather(strangers=0.5)
    bad = chance.choice((0.05, 0.15, 0.35))
    dying = chance.choice((0.0, 0.0, 4000.0, 1500.0, 600.0))
    return Weather(
        writes=bad * chance.choice((0.3, 1.0, 1.5)),
        reads=bad * chance.choice((0.2, 0.6, 1.0)),
        steps_to_live=dying,
        commits_to_live=dying / 12,
        store=chance.choice((0.0, 0.0, 0.003)),
        outages=chance.choice((0, 0, 1, 2)),
        revocations=chance.choice((0, 0, 0, 1)),
        strangers=chance.choice((0.5, 2.0, 6.0)),
        races=chance.choice((0.0, 0.03, 0.1)),
        edits=chance.choice((0.0, 0.0, 0.5, 1.5)),
        notices_lost=chance.choice((0.0, 0.3, 1.0)),
        impatient=chance.choice((0.1, 0.3, 0.6)),
        per_minute=chance.choice((0, 0, 0, 0, 0, 0, 0, 0, 60, 120)),
    )


@dataclass
class Luck:
    """Draws what goes wrong. `heal` ends it all; what is under way by then still comes."""

    chance: random.Random
    weather: Weather
    away: list[tuple[float, float]] = field(default_factory=list)
    revoked: list[tuple[float, float]] = field(default_factory=list)
    is_over: bool = False

    def plan(self, length: float) -> None:
        """Set the times at which the calendar is away or does not know our key."""
        for _ in range(self.weather.outages):
            begin = self.chance.uniform(0, length)
            self.away.append((begin, begin + self.chance.uniform(3, 40)))
        for _ in range(self.weather.revocations):
            begin = self.chance.uniform(0, length)
            self.revoked.append((begin, begin + self.chance.uniform(5, 60)))

    def heal(self) -> None:
        """From now on everything works."""
        self.is_over = True

    def is_away(self, now: float) -> bool:
        """Whether the calendar cannot be reached."""
        return not self.is_over and any(begin <= now < end for begin, end in self.away)

    def is_revoked(self, now: float) -> bool:
        """Whether the calendar refuses our key."""
        return not self.is_over and any(begin <= now < end for begin, end in self.revoked)

    def of_write(self) -> Fate:
        """The fate of one request that changes something."""
        return self._drawn(self.weather.writes, _WRITES)

    def of_read(self) -> Fate:
        """The fate of one request that reads."""
        return self._drawn(self.weather.reads, _READS)

    def happens(self, share: float) -> bool:
        """Whether something with this share of chance comes to pass now."""
        return not self.is_over and share > 0 and self.chance.random() < share

    def seconds(self, low: float, high: float) -> float:
        """A delay."""
        return self.chance.uniform(low, high)

    def _drawn(self, share: float, weights: dict[Fate, int]) -> Fate:
        if not self.happens(share):
            return Fate.GOOD
        return self.chance.choices(list(weights), list(weights.values()))[0]
