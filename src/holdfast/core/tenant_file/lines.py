"""On which line of a tenant file a key stands: the TOML reader forgets it, so the text is read again.

Good enough to point at a line, and never needed for more: a key inside an inline table gets the line
on which the table begins.
"""

import re
from collections.abc import Iterator

from holdfast.core.tenant_file.fault import Path

_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DOTTED = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"
_HEADER = re.compile(rf"\s*+(\[\[?+)[ \t]*+({_DOTTED})[ \t]*+\]")
_ASSIGNMENT = re.compile(rf"\s*+({_DOTTED})[ \t]*+=")
_PARTS = re.compile(_PART)
_LONG_QUOTES = re.compile(r'"""|\'\'\'')

# More dots in one key than any tenant file needs; the TOML reader takes quadratic time over them.
DEEP_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{12}}")


class LineIndex:
    """Finds the line of a place by the longest part of its path that stands at the beginning of a line."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._lists: dict[Path, int] = {}
        self._header: Path = ()
        for number, line in _outside_long_texts(text):
            self._take(number, line)

    def line_of(self, path: Path) -> int | None:
        """The line of `path`, or of what surrounds it; None where nothing of it is in the file."""
        for length in range(len(path), 0, -1):
            if (line := self._lines.get(path[:length])) is not None:
                return line
        return None

    def _take(self, number: int, line: str) -> None:
        if header := _HEADER.match(line):
            self._header = self._resolved(_parts(header[2]), is_list=header[1] == "[[")
            self._remember(self._header, number)
        elif assignment := _ASSIGNMENT.match(line):
            self._remember((*self._header, *_parts(assignment[1])), number)

    def _resolved(self, parts: tuple[str, ...], is_list: bool) -> Path:
        """A header as a path: after [[service]], "service" stands for the service that was begun last."""
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            if is_list and place == len(parts) - 1:
                self._lists[path] = self._lists.get(path, 0) + 1
            if path in self._lists:
                path = (*path, self._lists[path])
        return path

    def _remember(self, path: Path, number: int) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], number)


def _outside_long_texts(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines that do not begin inside a text of several lines."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            yield number, line
        inside ^= len(_LONG_QUOTES.findall(line)) % 2 == 1


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PARTS.findall(dotted))
