"""The rules of the house that no linter knows: each test says why there is one.

As in test_rooms, a rule is a function from a source to complaints, and is tried on lines that break it.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Module, house_modules, lies_in

LONGEST_FUNCTION = 60
LONGEST_FILE = 400

# In pieces, or this file would break its own rule.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb.debian" + ".org"]
MACHINE_PATHS = ["/" + "work/", "/" + "root/"]
PLACE_OF_ONE_MACHINE = re.compile(
    "|".join(re.escape(word) for word in HOSTS + MACHINE_PATHS)
    # In a lock or requirements file, a line that says where packages come from.
    + r"|^\s*(-{2}index-url|-{2}extra-index-url|-{2}find-links|-i|-f)[ =]\S*[/:]",
    re.MULTILINE,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[Module], list[str]]
ALL_MODULES = pytest.mark.parametrize("module", house_modules(), ids=str)


def missing_docstrings(module: Module) -> list[str]:
    """Complain about each public module, class, function and method that says nothing of itself."""
    public_module = not any(part.startswith("_") for part in module.name.split("."))
    complaints = [] if ast.get_docstring(module.tree) or not public_module else [module.name]
    complaints += [f"{module.name}:{node.lineno} {node.name}" for node in _undocumented(module.tree)]
    return complaints


def _undocumented(parent: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in parent.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        # The other half of a pair is described by the first: setters by their property, overloads by the one.
        decorators = {ast.unparse(decorator).split(".")[-1] for decorator in node.decorator_list}
        if not ast.get_docstring(node) and not decorators & {"overload", "setter", "deleter", "override"}:
            yield node
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node)


def unexplained_broad_excepts(module: Module) -> list[str]:
    """Complain about each ``except`` for everything that has no ``# broad: reason`` at it or above it."""
    complaints = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            broad = any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in caught)
            here = "\n".join(module.lines[max(node.lineno - 2, 0) : node.lineno])
            if broad and not re.search(r"# broad: *\S", here):
                complaints.append(f"{module.name}:{node.lineno} catches everything and does not say why")
    return complaints


def too_long(module: Module) -> list[str]:
    """Complain about files and functions that do not fit into one look."""
    complaints = []
    if len(module.lines) > LONGEST_FILE:
        complaints.append(f"{module.name} has {len(module.lines)} lines, more than {LONGEST_FILE}")
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                complaints.append(f"{module.name}:{node.lineno} {node.name} has {length} lines")
    return complaints


def unplaced_todos(module: Module) -> list[str]:
    """Complain about each TODO that does not name the document where the matter is kept."""
    return [
        f"{module.name}:{number} {line.strip()}"
        for number, line in enumerate(module.lines, 1)
        if re.search(r"\bTODO\b", line) and "(docs/" not in line
    ]


def transactions_past_the_store(module: Module) -> list[str]:
    """Complain about each engine's ``begin`` or ``connect`` outside the store.

    An engine is known by its name or by the annotation of the argument.
    """
    if lies_in(module.name, ["holdfast.store"]):
        return []
    engines = {
        node.arg
        for node in ast.walk(module.tree)
        if isinstance(node, ast.arg) and node.annotation and "Engine" in ast.unparse(node.annotation)
    }
    complaints = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr in {"begin", "connect"} and ("engine" in owner.lower() or owner in engines):
                complaints.append(f"{module.name}:{node.lineno} {owner}.{node.func.attr}: use transact")
    return complaints


def waits_in_transactions(module: Module) -> list[str]:
    """Complain about each body of ``transact`` that can wait: an async function, or a block with await."""
    waiting = {node.name for node in ast.walk(module.tree) if isinstance(node, ast.AsyncFunctionDef)}
    complaints = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _is_transact(node):
            bodies = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(isinstance(body, ast.Name) and body.id in waiting for body in bodies):
                complaints.append(f"{module.name}:{node.lineno} transact is given an async function")
        elif isinstance(node, ast.With | ast.AsyncWith):
            opens = any(isinstance(i.context_expr, ast.Call) and _is_transact(i.context_expr) for i in node.items)
            if opens and any(isinstance(n, ast.Await) for part in node.body for n in ast.walk(part)):
                complaints.append(f"{module.name}:{node.lineno} waits inside a transaction")
    return complaints


def _is_transact(call: ast.Call) -> bool:
    return ast.unparse(call.func).split(".")[-1] == "transact"


def places_of_one_machine(text: str) -> list[str]:
    """Return what the text says of where one machine keeps things or gets packages from."""
    return [match.group().strip() for match in PLACE_OF_ONE_MACHINE.finditer(text)]


def _files_of_the_repository() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git repository: nothing says which files belong to it")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@ALL_MODULES
def test_public_things_have_docstrings(module: Module) -> None:
    """Whoever uses a thing reads what it promises, not how it works."""
    assert missing_docstrings(module) == []


@ALL_MODULES
def test_catching_everything_has_a_reason(module: Module) -> None:
    """A broad except swallows the errors of tomorrow, too; at the edges it is right, and says so."""
    assert unexplained_broad_excepts(module) == []


@ALL_MODULES
def test_functions_and_files_are_short(module: Module) -> None:
    """What is longer than a screen does more than one thing."""
    assert too_long(module) == []


@ALL_MODULES
def test_todos_point_to_a_document(module: Module) -> None:
    """A TODO in the code alone is forgotten there."""
    assert unplaced_todos(module) == []


@ALL_MODULES
def test_transactions_are_made_by_the_store(module: Module) -> None:
    """transact retries, locks and publishes as it must; a transaction past it does none of that."""
    assert transactions_past_the_store(module) == []


@ALL_MODULES
def test_nothing_waits_inside_a_transaction(module: Module) -> None:
    """A transaction that waits for the network holds its locks that long, and runs again when retried."""
    assert waits_in_transactions(module) == []


def test_no_file_names_a_place_of_one_machine() -> None:
    """The repository is for every machine: each has its own folders and its own source of packages."""
    found = {}
    for path in _files_of_the_repository():
        complaints = places_of_one_machine(path.read_bytes().decode("utf-8", errors="ignore"))
        if complaints:
            found[str(path.relative_to(ROOT))] = complaints[:3]
    assert found == {}


# The rules themselves: what follows must be complained about, or pass.


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (missing_docstrings, "x = 1"),
        (missing_docstrings, '"""M."""\ndef f(): ...'),
        (missing_docstrings, '"""M."""\nasync def f(): ...'),
        (missing_docstrings, '"""M."""\nclass C:\n    """C."""\n    def f(self): ...'),
        (unexplained_broad_excepts, "try: f()\nexcept Exception: pass"),
        (unexplained_broad_excepts, "try: f()\nexcept: pass"),
        (unexplained_broad_excepts, "try: f()\nexcept (OSError, BaseException): pass"),
        (unexplained_broad_excepts, "try: f()\nexcept Exception:  # broad:\n    pass"),
        (too_long, "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION),
        (too_long, "x = 1\n" * (LONGEST_FILE + 1)),
        (unplaced_todos, "# TODO later"),
        (transactions_past_the_store, "with engine.begin() as c: ..."),
        (transactions_past_the_store, "c = self._engine.connect()"),
        (transactions_past_the_store, "def f(database: Engine):\n    database.begin()"),
        (waits_in_transactions, "async def body(c): ...\ntransact(engine, body)"),
        (waits_in_transactions, "async def f():\n    with store.transact() as c:\n        await g()"),
    ],
)
def test_a_broken_rule_is_seen(rule: Rule, source: str) -> None:
    assert len(rule(Module("holdfast.actions.a", source))) == 1


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (missing_docstrings, '"""M."""\ndef _f(): ...\nclass _C:\n    def f(self): ...'),
        (
            unexplained_broad_excepts,
            "try: f()\n# broad: a plug-in may raise anything\nexcept Exception: pass",
        ),
        (unexplained_broad_excepts, "try: f()\nexcept Exception:  # broad: logged and shown\n    pass"),
        (unexplained_broad_excepts, "try: f()\nexcept OSError: pass"),
        (too_long, "def f():\n" + "    x = 1\n" * (LONGEST_FUNCTION - 1)),
        (unplaced_todos, "# TODO (docs/later.md): more"),
        (transactions_past_the_store, "import sqlite3\nsqlite3.connect('x')\nclient.connect()"),
        (waits_in_transactions, "def body(c): ...\nasync def f():\n    await to_thread(transact, body)"),
    ],
)
def test_a_kept_rule_passes(rule: Rule, source: str) -> None:
    assert rule(Module("holdfast.actions.a", source)) == []


@pytest.mark.parametrize(
    "text",
    [
        *(f"see {path}main" for path in MACHINE_PATHS),
        *(f"https://{host}/simple" for host in HOSTS),
        "-" + "-index-url https://example.test/simple",
        "-" + "-extra-index-url https://example.test/simple",
        "six==1\n-" + "-find-links ./wheels/",
    ],
)
def test_a_place_of_one_machine_is_seen(text: str) -> None:
    assert len(places_of_one_machine(text)) == 1


def test_other_places_pass() -> None:
    assert places_of_one_machine("uv --no-emit-index-url, src/network/, http://127.0.0.1:8000/") == []
