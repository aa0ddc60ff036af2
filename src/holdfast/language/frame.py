"""What a reading is set against, and what it is while something about it is open."""

from dataclasses import dataclass
from datetime import date, datetime

from .clocks import Opening
from .reading import QuestionKind, Reading

Doubt = tuple[QuestionKind, tuple[Reading, ...]]
"""What has to be asked, before it is put into words."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a reading is set against: the moment of speaking, opening hours, the house's habit for "next"."""

    now: datetime
    opening: Opening | None
    ask_next: bool

    @property
    def today(self) -> date:
        """The day on which the words are spoken."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """The minute of today at which the words are spoken."""
        return self.now.hour * 60 + self.now.minute
