"""Talking to whoever sits at the terminal, or to the program that reads our output.

Results go to standard output, as tables or (--json) as one JSON value; everything else goes to standard error.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum, IntEnum
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

PIPE_WIDTH = 120
"""Columns where the output goes into a pipe or a file."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text.")]
TenantOption = Annotated[str, typer.Option("--tenant", metavar="SLUG", help="The tenant's slug.")]


class Code(IntEnum):
    """What the exit code says (design 5.3)."""

    FINE = 0
    DIFFERENCES = 1
    USAGE = 2
    OUTAGE = 3


class Refusal(Exception):
    """Ends the command with one sentence on standard error and an exit code."""

    def __init__(self, sentence: str, code: Code = Code.USAGE) -> None:
        """`sentence` says what is wrong and, where it can, what to do."""
        super().__init__(sentence)
        self.code = code


def out() -> Console:
    """Standard output as it is now: colours for a person, plain text in a pipe, where no window bounds the lines."""
    is_bounded = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, soft_wrap=False, width=None if is_bounded else PIPE_WIDTH)


def say(sentence: str) -> None:
    """One sentence for the person, on standard error, so that a pipe carries results alone."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, markup=False)


def fail(sentence: str, code: Code) -> NoReturn:
    """Say what is wrong and end."""
    say(f"holdfast: {sentence}")
    raise typer.Exit(code)


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """A value as JSON knows it: instants in ISO 8601, dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Iterable):
        return [plain(inner) for inner in value]
    return str(value)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], nothing: str) -> None:
    """Rows under their headings; `nothing` is said where there are none."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) if cell is not None else "-" for cell in row))
    out().print(table if table.row_count else nothing)


def is_at_terminal() -> bool:
    """Whether a person can answer a question."""
    return sys.stdin.isatty()


def agreed_to(question: str) -> bool:
    """Whether the person at the terminal says yes; anything else is a no."""
    Console(stderr=True).print(f"{question} [bold]\\[y/N][/bold] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "j", "ja")
