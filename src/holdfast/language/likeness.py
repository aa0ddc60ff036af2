"""Second stage of reading, where a word is not in the table: what it may have been before a dialect or a recogniser
wrote it. Only words that no table has ever reach this; what it answers is a word of the table, or nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping

SURE_LENGTH = 6
"""From this length on a word is told from others although one of its letters is amiss."""

SHORTEST = 4
"""Shorter words sound like too many others."""


class SoundsLike:
    """How words of one language sound: `spellings` are patterns with what they sound like, applied in their order."""

    def __init__(self, spellings: tuple[tuple[str, str], ...]) -> None:
        self._spellings = spellings
        self._compiled: tuple[tuple[re.Pattern[str], str], ...] = ()

    def key(self, word: str) -> str:
        """Words with the same key sound the same."""
        if not self._compiled:
            self._compiled = tuple((re.compile(written), heard) for written, heard in self._spellings)
        for written, heard in self._compiled:
            word = written.sub(heard, word)
        return word

    def by_key(self, words: Iterable[str]) -> Mapping[str, str]:
        """The words by how they sound; of two that sound the same the first."""
        keyed: dict[str, str] = {}
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                keyed.setdefault(self.key(word), word)
        return keyed


def one_letter_off(word: str, keys: Iterable[str]) -> Iterator[str]:
    """Those of `keys` from which one letter is missing, doubled, wrong or swapped in `word`."""
    return (key for key in keys if key[:1] == word[:1] and _is_one_letter_off(word, key))


def _is_one_letter_off(word: str, key: str) -> bool:
    """One more letter at the end makes another word."""
    if len(word) < SURE_LENGTH - 1 or abs(len(word) - len(key)) > 1 or word.startswith(key):
        return False
    head = 0
    while head < min(len(word), len(key)) and word[head] == key[head]:
        head += 1
    left, right = word[head:], key[head:]
    if len(word) != len(key):
        longer, shorter = (left, right) if len(word) > len(key) else (right, left)
        return longer[1:] == shorter
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or swapped
