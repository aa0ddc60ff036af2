"""docs/guarantees.md names code and tests: all of them must exist, else a promise hangs in the air."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:src|tests)/[\w/.]+\.py(?:::\w+)?)`", PAGE)))


def defined_in(path: Path) -> set[str]:
    """Every function, class and constant that a module defines at its top."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


@pytest.mark.parametrize("number", range(1, 13))
def test_every_guarantee_has_a_row_with_code_and_test(number: int) -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| G{number} "))
    assert "`src/" in row, "a promise needs code"
    assert "`tests/" in row, "a promise needs a test"


@pytest.mark.parametrize("named", NAMED)
def test_what_the_page_names_exists(named: str) -> None:
    file, _, name = named.partition("::")
    assert (ROOT / file).is_file()
    assert not name or name in defined_in(ROOT / file)
