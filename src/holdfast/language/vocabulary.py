"""The words of one language: which sign each has, and how it sounds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .habits import Habit
from .likeness import SURE_LENGTH, SoundsLike
from .signs import Sign, Signs, first_sign

SPELLED_OUT = frozenset({Sign.WEEKDAY, Sign.MONTH, Sign.PART, Sign.DAY})
"""What is told although a letter is amiss."""

HEARD = (
    SPELLED_OUT
    | {Sign.MORGEN, Sign.EARLY, Sign.NEXT, Sign.COMING, Sign.AFTER_NEXT, Sign.WEEK, Sign.WEEKEND}
    | {Sign.HALF, Sign.QUARTER, Sign.THREE_QUARTER, Sign.FEAST, Sign.EASTER}
)
"""What is told although it is only written as it sounds."""


_TEENS_BEGIN, _LAST_DAY, _LAST_MINUTE = 13, 31, 59


class Vocabulary(NamedTuple):
    """The words of one language; their keys are folded (`tidy.fold`). `unlike` only sound like words of time."""

    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    words: Mapping[str, Signs]
    phrases: Mapping[tuple[str, ...], Signs]
    fillers: frozenset[str]
    unlike: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language's table, built when its first word is looked up. A new language is one more table."""

    lang: str
    build: Callable[[], Vocabulary]
    half_minutes: int  # "halb drei" is thirty minutes before three, "half three" thirty after
    habits: frozenset[Habit] = frozenset()
    unsure_months: frozenset[int] = frozenset()  # whose names are other words as well: "may"
    week_idiom: Mapping[int, int] = field(default_factory=dict)  # "in acht Tagen" is one week
    slips: tuple[tuple[str, str], ...] = ()  # patterns of letters, each with what it sounds like

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Number words with their values."""
        return self._vocabulary.numbers

    @cached_property
    def ordinals(self) -> Mapping[str, int]:
        """Places in a row with their numbers."""
        return self._vocabulary.ordinals

    @cached_property
    def words(self) -> Mapping[str, Signs]:
        """Single words with their signs."""
        return self._vocabulary.words

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], Signs]:
        """Phrases of two words and more with their signs."""
        return self._vocabulary.phrases

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Words that say nothing wherever they stand."""
        return self._vocabulary.fillers

    @cached_property
    def unlike(self) -> frozenset[str]:
        """Words that only sound like words of time."""
        return self._vocabulary.unlike

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self.build()

    @cached_property
    def spelled_out(self) -> tuple[str, ...]:
        """The long names of days, months and parts of the day: a slip of one letter can be told."""
        return tuple(w for w, signs in self.words.items() if len(w) >= SURE_LENGTH and first_sign(signs) in SPELLED_OUT)

    @cached_property
    def counted_out(self) -> tuple[str, ...]:
        """The long number words of minutes, later hours and days: a slip of one letter can be told as well."""
        numbers = [w for w, value in self.numbers.items() if _TEENS_BEGIN <= value <= _LAST_MINUTE]
        ordinals = [w for w, value in self.ordinals.items() if _TEENS_BEGIN <= value <= _LAST_DAY]
        return tuple(w for w in (*numbers, *ordinals) if len(w) > SURE_LENGTH)

    @cached_property
    def sounds(self) -> SoundsLike:
        """How the words of this language sound."""
        return SoundsLike(self.slips)

    @cached_property
    def by_sound(self) -> Mapping[str, str]:
        """The words of time by how they sound: numbers, places and the names of days and their parts."""
        named = (word for word, signs in self.words.items() if first_sign(signs) in HEARD)
        return self.sounds.by_key((*named, *self.numbers, *self.ordinals)) if self.slips else {}
