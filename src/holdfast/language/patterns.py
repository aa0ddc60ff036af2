"""Regular expressions that are compiled when the first text is held against them: importing compiles nothing."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """A regular expression with the methods of `re.Pattern` that are used here."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place that fits."""
        return self._compiled.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """What fits at `start`."""
        return self._compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The whole text, if it fits."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All that fits, from left to right."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """The texts of all that fits; only for patterns with at most one group."""
        found: list[str] = self._compiled.findall(text)
        return found

    def sub(self, put: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """The text with `put` in place of all that fits."""
        return self._compiled.sub(put, text, count)

    def split(self, text: str, most: int = 0) -> list[str]:
        """The texts between what fits; only for patterns without groups."""
        parts: list[str] = self._compiled.split(text, most)
        return parts
