"""What is wrong with a tenant file, and the place in the file where it is wrong."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST_FAULTS = 1000  # A file with more is not a tenant file; the rest would only bury the first.
MOST_SUGGESTIONS = 100  # Looking for the nearest word is slow.
LONGEST_SHOWN = 40
HUGE = 10**15

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a tenant file: where it is, and in plain words what it is and what is wanted instead."""

    file: str
    key: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.reason}" if self.key else f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Note:
    """A fault before its line is known."""

    path: Path
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader stands in the document. All places of one reading share their `notes`."""

    notes: list[Note]
    path: Path = ()
    text: str = ""

    def key(self, name: str) -> "Place":
        """The place of a key of this table."""
        written = name if _BARE_KEY.fullmatch(name) else shown(name)
        return Place(self.notes, (*self.path, name), f"{self.text}.{written}" if self.text else written)

    def item(self, place: int, label: object = None) -> "Place":
        """The place of the n-th item of this list, counted from 1; its own key makes it easier to find."""
        named = f" {shown(label)}" if isinstance(label, str) else ""
        return Place(self.notes, (*self.path, place), f"{self.text}[{place}]{named}")

    def fault(self, reason: str) -> None:
        """Note that something is wrong here. Reading goes on: all faults are listed at once."""
        if len(self.notes) < MOST_FAULTS:
            self.notes.append(Note(self.path, self.text, reason))

    def suggest(self, word: str, known: Iterable[str]) -> str:
        """'; did you mean "x"?', or nothing where no known word is near."""
        near = nearest(word, known) if len(self.notes) < MOST_SUGGESTIONS else None
        return f"; did you mean {shown(near)}?" if near else ""


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that somebody who wrote `word` most likely meant."""
    written = {name.casefold(): name for name in known}
    folded = word.casefold()[:LONGEST_SHOWN]
    near = difflib.get_close_matches(folded, written, n=1, cutoff=likeness)
    return written[near[0]] if near else None


def is_visible(char: str) -> bool:
    """Whether a character may stand in a text: no control characters, line ends or halves of a pair."""
    return unicodedata.category(char) not in _UNSEEN


def shown(value: object) -> str:
    """A value as a fault may quote it: short, on one line, and never the inside of a list or table."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{_shortened(value)}"'
        case int() if abs(value) >= HUGE:
            return "a huge number"
        case int() | float():
            return str(value)
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:  # TOML's dates and times
            return str(value)


def _shortened(text: str) -> str:
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut)
