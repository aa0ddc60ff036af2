"""How a language's table is put together from lists of words; a new language needs one file of such lists."""

from collections.abc import Iterable, Iterator, Mapping

from .habits import Habit
from .reading import Daypart
from .tidy import fold
from .tokens import Sign, Signs, Words

PARTS = tuple(Daypart)
MORNING, FORENOON, NOON, AFTERNOON, EVENING, NIGHT = range(len(PARTS))


def build_words(
    *,
    lang: str,
    numbers: Mapping[str, int],
    ordinals: Mapping[str, int],
    plain: Mapping[Sign, str],
    numbered: Mapping[Sign, Mapping[int, str]],
    several: Mapping[Sign, str],
    valued: Mapping[str, Signs],
    nothing: str,
    fillers: str,
    half_minutes: int,
    habits: Iterable[Habit] = (),
    unsure_months: Iterable[int] = (),
    short: Mapping[str, Signs] | None = None,
    week_idiom: Mapping[int, int] | None = None,
    slips: tuple[tuple[str, str], ...] = (),
) -> Words:
    """The table of one language.

    `plain` and `numbered` list single words between blanks, `several` and `nothing` phrases between commas;
    `valued` gives phrases that stand for more than one sign, or a sign with its value.
    """
    phrases = dict(_phrases(several, valued, nothing))
    words = dict(_single(plain)) | dict(_with_numbers(numbered)) | dict(short or {})
    return Words(
        lang=lang,
        numbers={fold(word): value for word, value in numbers.items()},
        ordinals={fold(word): value for word, value in ordinals.items()},
        words=words | {phrase[0]: signs for phrase, signs in phrases.items() if len(phrase) == 1},
        phrases={phrase: signs for phrase, signs in phrases.items() if len(phrase) > 1},
        fillers=frozenset(fold(word) for word in fillers.split()),
        half_minutes=half_minutes,
        habits=frozenset(habits),
        unsure_months=frozenset(unsure_months),
        week_idiom=week_idiom or {},
        slips=slips,
    )


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
