"""How a language's table is put together from lists of words; a new language needs one file of such lists."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from .habits import Habit
from .reading import Daypart
from .signs import Sign, Signs
from .tidy import fold
from .vocabulary import Vocabulary, Words

K = TypeVar("K")
V = TypeVar("V")

PARTS = tuple(Daypart)
MORNING, FORENOON, NOON, AFTERNOON, EVENING, NIGHT = range(len(PARTS))


def build_words(
    *,
    lang: str,
    numbers: Mapping[str, int] | Callable[[], Mapping[str, int]],
    ordinals: Mapping[str, int] | Callable[[], Mapping[str, int]],
    plain: Mapping[Sign, str],
    numbered: Mapping[Sign, Mapping[int, str]],
    several: Mapping[Sign, str],
    valued: Mapping[str, Signs] | Callable[[], Mapping[str, Signs]],
    nothing: str,
    fillers: str,
    half_minutes: int,
    habits: Iterable[Habit] = (),
    unsure_months: Iterable[int] = (),
    short: Mapping[str, Signs] | Callable[[], Mapping[str, Signs]] = MappingProxyType({}),
    week_idiom: Mapping[int, int] | None = None,
    slips: tuple[tuple[str, str], ...] = (),
    unlike: str = "",
) -> Words:
    """The table of one language; its words are put together when the first sentence is read.

    `plain` and `numbered` list single words between blanks, `several` and `nothing` phrases between commas;
    `valued` gives phrases that stand for more than one sign, or a sign with its value. What has to be reckoned may be
    given as a function.
    """

    def vocabulary() -> Vocabulary:
        phrases = dict(_phrases(several, _now(valued), nothing))
        words = dict(_single(plain)) | dict(_with_numbers(numbered)) | dict(_now(short))
        return Vocabulary(
            numbers={fold(word): value for word, value in _now(numbers).items()},
            ordinals={fold(word): value for word, value in _now(ordinals).items()},
            words=words | {phrase[0]: signs for phrase, signs in phrases.items() if len(phrase) == 1},
            phrases={phrase: signs for phrase, signs in phrases.items() if len(phrase) > 1},
            fillers=frozenset(fold(word) for word in fillers.split()),
            unlike=frozenset(fold(word) for word in unlike.split()),
        )

    return Words(
        lang=lang,
        build=vocabulary,
        half_minutes=half_minutes,
        habits=frozenset(habits),
        unsure_months=frozenset(unsure_months),
        week_idiom=week_idiom or {},
        slips=slips,
    )


def _now(given: Mapping[K, V] | Callable[[], Mapping[K, V]]) -> Mapping[K, V]:
    return given() if callable(given) else given


def _single(plain: Mapping[Sign, str]) -> Iterator[tuple[str, Signs]]:
    for sign, words in plain.items():
        yield from ((fold(word), ((sign, 0),)) for word in words.split())


def _with_numbers(numbered: Mapping[Sign, Mapping[int, str]]) -> Iterator[tuple[str, Signs]]:
    for sign, named in numbered.items():
        for value, words in named.items():
            yield from ((fold(word), ((sign, value),)) for word in words.split())


def _phrases(
    several: Mapping[Sign, str], valued: Mapping[str, Signs], nothing: str
) -> Iterator[tuple[tuple[str, ...], Signs]]:
    for sign, listed in several.items():
        yield from ((words, ((sign, 0),)) for words in _listed(listed))
    for listed, signs in valued.items():
        yield from ((words, signs) for words in _listed(listed))
    yield from ((words, ()) for words in _listed(nothing))


def _listed(phrases: str) -> Iterator[tuple[str, ...]]:
    return (tuple(fold(phrase).split()) for phrase in phrases.split(","))
