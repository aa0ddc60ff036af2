"""Rows of spoken times: an utterance, when it was said, and every reading that its wording leaves open.

One JSON object a line. `expected` and the entries of `accept` use the fields that `read_for_scoring` answers in;
an empty one says that nothing is to be read, so that a question is right. `ask`: a receptionist would ask back.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One utterance; `reference` is ISO 8601 with its offset, the instant at which it was said."""

    id: str
    lang: str
    text: str
    reference: str
    kind: str
    source: str
    readings: tuple[Fields, ...]
    ask: bool

    @property
    def is_clear(self) -> bool:
        """Whether the wording leaves one reading only, so that nobody need ask."""
        return len(self.readings) == 1 and bool(self.readings[0])


def own_rows() -> list[Row]:
    """The rows that come with Holdfast: salon callers and mails, German and English."""
    return list(_rows(files(__package__).joinpath("rows.jsonl").read_text(encoding="utf-8")))


def rows_of(path: Path) -> list[Row]:
    """The rows of a file in the same form. Raises OSError, ValueError or KeyError where it is none."""
    return list(_rows(path.read_text(encoding="utf-8")))


def _rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        if line.strip():
            fields = json.loads(line)
            yield Row(
                id=fields["id"],
                lang=fields["lang"],
                text=fields["text"],
                reference=fields["reference"],
                kind=fields["kind"],
                source=fields["source"],
                readings=(fields["expected"], *fields.get("accept", [])),
                ask=bool(fields.get("ask")),
            )
