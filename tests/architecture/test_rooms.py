"""The rooms of the house: which module may know which. A room's reason stands beside it.

Each rule is a function from sources to a list of complaints; it is tried on the product's modules and, so
that it cannot rot into always agreeing, on a few lines that break it.
"""

import ast
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.sources import HOUSE, Module, house_modules, imports, lies_in

ANY = frozenset({"*"})


@dataclass(frozen=True)
class Room:
    """What the modules of one place may import besides themselves and the standard library."""

    reason: str
    house: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    not_packages: frozenset[str] = frozenset()


def _house(*places: str) -> frozenset[str]:
    return frozenset(f"{HOUSE}.{place}" for place in places)


STORE_PACKAGES = frozenset({"sqlalchemy", "alembic", "psycopg", "cryptography"})
WEB_AND_TERMINAL = frozenset({"fastapi", "starlette", "uvicorn", "typer", "rich"})
MAY_SEE_ADAPTERS = _house("app", "testing", "calendars")

# The most exact place counts: holdfast.calendars.builtin before holdfast.calendars.
ROOMS = {
    "holdfast": Room("The package itself holds the version, so that importing it costs nothing."),
    "holdfast.core": Room("The rules of booking are pure: same input, same answer, nothing to set up."),
    "holdfast.settings": Room("Read before everything else, by everything else.", _house("core")),
    "holdfast.language": Room(
        "Understanding words needs no database.",
        _house("core"),
        frozenset({"rapidfuzz", "babel", "cologne_phonetics", "phonenumbers"}),
    ),
    "holdfast.store": Room("Only the store knows that there is SQL.", _house("core"), STORE_PACKAGES),
    "holdfast.calendars": Room(
        "A foreign calendar is reached through the port alone, and knows nothing of ours.",
        _house("core"),
        frozenset({"httpx", "icalendar", "recurring_ical_events"}),
    ),
    "holdfast.calendars.builtin": Room(
        "The calendar of our own is the one that lies in our store.",
        _house("core", "calendars", "store"),
        frozenset({"httpx", "icalendar"}) | STORE_PACKAGES,
    ),
    "holdfast.post": Room(
        "What leaves the house goes through a port of its own, and knows nothing of ours.",
        _house("core"),
        frozenset({"httpx"}),
    ),
    "holdfast.actions": Room(
        "What can be done, whoever asks: by telephone, page or command, and with whichever calendar.",
        _house("core", "language", "store", "calendars.port", "post.port", "settings"),
        ANY,
        WEB_AND_TERMINAL,
    ),
    "holdfast.entry": Room(
        "The doors translate between the world and the actions, and decide nothing.",
        _house("core", "language", "actions", "settings", "app"),
        ANY,
        STORE_PACKAGES - {"cryptography"},
    ),
    "holdfast.entry.web.replays": Room(
        "A page among the others, which also plays a call again, as the command line does.",
        _house("core", "language", "actions", "settings", "app", "entry", "testing"),
        ANY,
        STORE_PACKAGES - {"cryptography"},
    ),
    "holdfast.entry.web.test_call": Room(
        "The page of the test call, which goes to an invented calendar and never to a real one.",
        _house("core", "language", "actions", "settings", "app", "entry", "testing.practice"),
        ANY,
        STORE_PACKAGES - {"cryptography"},
    ),
    "holdfast.entry.cli": Room(
        "A door like the others, which also starts the demonstration and the measurements.",
        _house("core", "language", "actions", "settings", "app", "entry", "sample", "testing"),
        ANY,
        STORE_PACKAGES - {"cryptography"},
    ),
    "holdfast.__main__": Room("python -m holdfast is the command line.", _house("entry")),
    "holdfast.testing": Room(
        "Tests and measurements set up anything, but do not walk through the doors.",
        _house("core", "language", "store", "calendars", "actions", "settings", "sample", "app"),
        ANY,
    ),
    "holdfast.sample": Room("A salon to show and to test with: text and nothing else."),
    "holdfast.app": Room("The one place where the parts are put together.", frozenset({HOUSE}), ANY),
}

# What would make the core's answers depend on the moment, the machine or luck, or make it do something.
IMPURE_MODULES = {"logging", "random", "time", "secrets", "os", "uuid", "asyncio"}
CLOCK_CALLS = {"now", "utcnow", "today"}

# Names that say nothing of what a thing is; they are where everything ends up.
EMPTY_WORDS = {
    "manager", "handler", "processor", "helper", "util", "common", "base", "misc",
    "managers", "handlers", "processors", "helpers", "utils",
}  # fmt: skip

KNOWN = frozenset(module.name for module in house_modules())
ALL_MODULES = pytest.mark.parametrize("module", house_modules(), ids=str)


def room_of(name: str) -> str | None:
    """Return the most exact room that the module lies in; modules beside the rooms have none."""
    places = [place for place in ROOMS if lies_in(name, [place]) and (place != HOUSE or name == HOUSE)]
    return max(places, key=len, default=None)


def forbidden_imports(module: Module, known: Iterable[str] = KNOWN) -> list[str]:
    """Complain about each import that the module's room does not allow."""
    place = room_of(module.name)
    if place is None:
        return [f"{module.name} lies in no room: give it one in ROOMS, with a reason"]
    room = ROOMS[place]
    complaints = []
    for line, target in imports(module, known):
        top = target.split(".")[0]
        if top == HOUSE:
            allowed = target == HOUSE or lies_in(target, {place} | room.house)
        elif top in sys.stdlib_module_names:
            allowed = True
        else:
            allowed = (room.packages == ANY or top in room.packages) and top not in room.not_packages
        if not allowed:
            complaints.append(f"{module.name}:{line} imports {target}. {place}: {room.reason}")
    return complaints


def adapters_seen(module: Module, known: Iterable[str] = KNOWN) -> list[str]:
    """Complain about each import of a calendar's adapter, but for those who choose among them."""
    if lies_in(module.name, MAY_SEE_ADAPTERS):
        return []
    adapters = (
        (line, target)
        for line, target in imports(module, known)
        if target.startswith(f"{HOUSE}.calendars.") and not lies_in(target, _house("calendars.port"))
    )
    return [f"{module.name}:{line} imports the adapter {target}" for line, target in adapters]


def import_cycle(modules: Iterable[Module]) -> list[str]:
    """Return the modules of one cycle of imports, or nothing."""
    modules = list(modules)
    known = {module.name for module in modules}
    graph = {
        module.name: {target for _, target in imports(module, known) if target in known} - {module.name}
        for module in modules
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def impurities(module: Module) -> list[str]:
    """Complain about what a pure module cannot have: waiting, logging, luck, clocks, the system."""
    complaints = [
        f"{module.name}:{line} imports {target}"
        for line, target in imports(module, KNOWN)
        if target.split(".")[0] in IMPURE_MODULES
    ]
    clocks = {"datetime", "date"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "datetime":
            clocks |= {alias.asname for alias in node.names if alias.asname and alias.name in clocks}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            complaints.append(f"{module.name}:{node.lineno} waits")
        elif isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS:
            owner = ast.unparse(node.value).split(".")[-1]
            if owner in clocks:
                complaints.append(f"{module.name}:{node.lineno} reads the clock: {owner}.{node.attr}")
    return complaints


def empty_names(module: Module) -> list[str]:
    """Complain about modules and classes named after no thing of the trade."""
    complaints = [
        f"the module {module.name} is called {word}"
        for part in module.name.split(".")
        for word in part.lower().split("_")
        if word in EMPTY_WORDS
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", node.name)}
            if words & EMPTY_WORDS or (node.name.endswith("Service") and node.name != "Service"):
                complaints.append(f"{module.name}:{node.lineno} has a class called {node.name}")
    return complaints


@ALL_MODULES
def test_imports_stay_in_their_rooms(module: Module) -> None:
    """A part that knows little can be understood, tested and replaced by itself."""
    assert forbidden_imports(module) == []


@ALL_MODULES
def test_only_the_app_chooses_a_calendar(module: Module) -> None:
    """Who knows an adapter depends on it; then another calendar would mean other actions."""
    assert adapters_seen(module) == []


def test_imports_make_no_cycle() -> None:
    """Modules in a cycle are one module, which nobody can read from its beginning."""
    assert import_cycle(house_modules()) == []


@pytest.mark.parametrize("module", [m for m in house_modules() if room_of(m.name) == "holdfast.core"], ids=str)
def test_the_core_is_pure(module: Module) -> None:
    """The rules get the time and all else as arguments: every answer can be repeated and explained."""
    assert impurities(module) == []


@ALL_MODULES
def test_names_say_what_a_thing_is(module: Module) -> None:
    """The only Service is the one that a customer books: no layer of that name, no drawer for the rest."""
    assert empty_names(module) == []


# The rules themselves: what follows must be complained about, or pass.

TREE = {"holdfast.core.slots", "holdfast.store.rows", "holdfast.calendars.port", "holdfast.calendars.caldav"}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("holdfast.core.a", "import sqlalchemy"),
        ("holdfast.core.a", "from holdfast.store import rows"),
        ("holdfast.core.a", "from ..store import rows"),
        ("holdfast.core.a", "def f():\n    import httpx"),
        ("holdfast.language.a", "import holdfast.store.rows"),
        ("holdfast.store.a", "from holdfast.actions.book import book"),
        ("holdfast.calendars.caldav", "from holdfast.store import rows"),
        ("holdfast.actions.a", "from holdfast.calendars import caldav"),
        ("holdfast.actions.a", "from holdfast.calendars.caldav import CalDav"),
        ("holdfast.actions.a", "from fastapi import Request"),
        (
            "holdfast.entry.web.a",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import holdfast.store",
        ),
        ("holdfast.entry.cli", "from holdfast.store import rows"),
        ("holdfast.entry.web.a", "from holdfast.testing import postgres"),
        ("holdfast.settings", "import pydantic"),
        ("holdfast.testing.a", "from holdfast.entry import cli"),
        ("holdfast.drawer", ""),
    ],
)
def test_a_wrong_import_is_seen(name: str, source: str) -> None:
    assert len(forbidden_imports(Module(name, source), TREE)) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "holdfast.core.a",
            "from datetime import date\nfrom .slots import Slot\nfrom holdfast import __version__",
        ),
        ("holdfast.language.a", "import rapidfuzz\nfrom holdfast.core import slots"),
        ("holdfast.calendars.builtin", "from holdfast.store import rows\nfrom . import port"),
        ("holdfast.actions.a", "from holdfast.calendars import port\nfrom holdfast.store import rows"),
        ("holdfast.entry.cli.bench", "from holdfast.testing import postgres\nimport rich"),
        ("holdfast.app", "import holdfast.entry.web\nfrom holdfast.calendars import caldav"),
    ],
)
def test_a_right_import_passes(name: str, source: str) -> None:
    module = Module(name, source)
    assert forbidden_imports(module, TREE) == []
    assert adapters_seen(module, TREE) == []


def test_an_adapter_is_seen() -> None:
    assert adapters_seen(Module("holdfast.entry.web.a", "from holdfast.calendars import caldav"), TREE)


def test_a_cycle_is_seen() -> None:
    there = Module("holdfast.core.a", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import b")
    back = Module("holdfast.core.b", "def f():\n    from holdfast.core.a import g")
    assert set(import_cycle([there, back])) == {"holdfast.core.a", "holdfast.core.b"}
    assert import_cycle([there, Module("holdfast.core.b", "import ast")]) == []


@pytest.mark.parametrize(
    "source",
    [
        "import logging",
        "from time import monotonic",
        "import os.path",
        "async def f(): ...",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime as dt\nx = dt.datetime.utcnow()",
        "from datetime import date as Day\nf = Day.today",
    ],
)
def test_an_impurity_is_seen(source: str) -> None:
    assert len(impurities(Module("holdfast.core.a", source))) == 1


def test_a_time_that_is_given_is_pure() -> None:
    source = "from datetime import datetime, time\ndef f(now: datetime): return now.date(), rules.today"
    assert impurities(Module("holdfast.core.a", source)) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("holdfast.core.utils", ""),
        ("holdfast.core.date_helper", ""),
        ("holdfast.common.a", ""),
        ("holdfast.core.a", "class BookingService: ..."),
        ("holdfast.core.a", "class Base: ..."),
        ("holdfast.core.a", "class HTTPHandler: ..."),
    ],
)
def test_an_empty_name_is_seen(name: str, source: str) -> None:
    assert len(empty_names(Module(name, source))) == 1


def test_a_name_of_the_trade_passes() -> None:
    source = "class Service: ...\nclass Database: ...\nclass ServiceHours: ..."
    assert empty_names(Module("holdfast.core.service", source)) == []
