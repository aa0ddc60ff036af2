"""How a call is spoken to, and the values that are spoken of."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The language of a call, its address ("sie" or "du"), its day and zone; `halves`: "halb elf" is spoken."""

    lang: str = "de"
    address: str = "sie"
    halves: bool = False
    today: date
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Price:
    """A price in cents; `from_`: the least it costs."""

    cents: int
    from_: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One time that is offered or on record, with who would do it and what it is where that is to be said."""

    at: datetime
    staff: str | None = None
    service: str | None = None
