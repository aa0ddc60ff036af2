"""The modules of the product as the architecture tests see them: names, text and syntax trees."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = "holdfast"


@dataclass(frozen=True)
class Module:
    """One module: its full name, whether it is a package's ``__init__``, and what is written in it."""

    name: str
    text: str
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @property
    def lines(self) -> list[str]:
        """Its lines, the first one at index 0."""
        return self.text.splitlines()

    def __str__(self) -> str:
        return self.name


@cache
def house_modules() -> tuple[Module, ...]:
    """All modules under src/holdfast, by name."""
    source = ROOT / "src"
    modules = []
    for path in sorted((source / HOUSE).rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules.append(Module(name, path.read_text(encoding="utf-8"), is_package))
    return tuple(modules)


def lies_in(name: str, places: Iterable[str]) -> bool:
    """Say whether a module is one of the places or lies below one."""
    return any(name == place or name.startswith(place + ".") for place in places)


def imports(module: Module, known: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield line and full name of each module imported, anywhere: in functions and for types alone, too.

    ``from package import name`` means the module package.name where that is among the known ones.
    """
    known = set(known)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            for alias in node.names:
                full = f"{origin}.{alias.name}"
                yield node.lineno, full if full in known else origin


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    package = parts if module.is_package else parts[:-1]
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])
