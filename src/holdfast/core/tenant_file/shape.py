"""Tables and lists of a tenant file: which keys they may have, and who reads each of them.

A *reader* takes a place and the value found there. It returns the value in its canonical form, or notes
what is wrong and returns None (TOML itself has no null).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.core.tenant_file.fault import Place, shown

Reader = Callable[[Place, object], Any]
Table = dict[str, Any]

MOST_UNKNOWN_KEYS = 20
FEW_KEYS = 14

# Keys that are easily written into the wrong section, and where they belong.
HOMES = {
    "closures": "[opening]",
    "special_days": "[opening]",
    "time_off": "[[staff]]",
    "working_hours": "[[staff]]",
    "api_keys": "[voice.retell]",
    "phone_numbers": "[tenant]",
    "timezone": "[tenant]",
    "bookings": "[tenant]",
    "next_weekday": "[language]",
    "grid_minutes": "[rules]",
    "notice_minutes": "[rules]",
    "horizon_days": "[rules]",
    "hold_seconds": "[rules]",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One key that a table may have."""

    read: Reader
    required: bool = False


Fields = Mapping[str, Field]


def as_table(place: Place, value: object) -> Table | None:
    """`value` if it is a table."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and len(place.path) == 1:
        place.fault(f"must be written once, as [{place.text}] in single brackets")
    else:
        place.fault(f"is {shown(value)}, must be a table: {{ key = value, … }}")
    return None


def read_table(place: Place, value: object, fields: Fields) -> Table | None:
    """A table with these `fields`, in their order; keys it does not have are faults."""
    table = as_table(place, value)
    if table is None:
        return None
    note_unknown_keys(place, table, fields)
    return read_fields(place, table, fields)


def read_fields(place: Place, table: Table, fields: Fields) -> Table:
    """The `fields` found in a table, read; other keys are left alone."""
    found: Table = {}
    for name, field in fields.items():
        if name not in table:
            if field.required:
                place.key(name).fault("is missing")
        elif (value := field.read(place.key(name), table[name])) is not None:
            found[name] = value
    return found


def note_unknown_keys(place: Place, table: Table, known: Iterable[str]) -> None:
    """A fault for each key that is not `known`, with what was probably meant."""
    names = tuple(known)
    unknown = [name for name in table if name not in names]
    for name in unknown[:MOST_UNKNOWN_KEYS]:
        what = "is an unknown key" if place.text else "is an unknown section"
        place.key(name).fault(what + _meant(place, name, names))
    if len(unknown) > MOST_UNKNOWN_KEYS:
        place.fault(f"has {len(unknown) - MOST_UNKNOWN_KEYS} more unknown keys")


def _meant(place: Place, name: str, known: tuple[str, ...]) -> str:
    if meant := place.suggest(name, known):
        return meant
    if home := HOMES.get(name):
        return f"; it belongs in {home}"
    return f"; the keys here are {', '.join(known)}" if len(known) <= FEW_KEYS else ""


def as_list(place: Place, value: object, most: int, wants: str) -> list[Any] | None:
    """`value` if it is a list of at most `most` items; `wants` says what such a list looks like."""
    if not isinstance(value, list):
        place.fault(f"is {shown(value)}, must be a list{wants}")
    elif len(value) > most:
        place.fault(f"has {len(value)} items, at most {most} are possible")
    else:
        return value
    return None


def list_of(read: Reader, most: int = 500, wants: str = "", least: int = 0) -> Reader:
    """A reader of lists, whose items `read` reads; `wants` shows what such a list looks like."""

    def read_list(place: Place, value: object) -> list[Any] | None:
        items = as_list(place, value, most, wants)
        if items is None:
            return None
        if len(items) < least:
            place.fault(f"is empty, at least {least} is needed,{wants}")
        return [got for n, item in enumerate(items, 1) if (got := read(place.item(n), item)) is not None]

    return read_list


def distinct(read: Reader) -> Reader:
    """A reader of lists in which nothing may stand twice."""

    def read_distinct(place: Place, value: object) -> Any:
        items = read(place, value)
        seen = set()
        for item in items or ():
            if item in seen:
                place.fault(f"{shown(item)} stands there twice")
            seen.add(item)
        return items

    return read_distinct


def entries_of(read_key: Callable[[Place, str], str | None], read: Reader, most: int = 500) -> Reader:
    """A reader of tables whose keys are free within a rule (dates, staff); the result is sorted by key."""

    def read_entries(place: Place, value: object) -> Table | None:
        table = as_table(place, value)
        if table is None:
            return None
        if len(table) > most:
            place.fault(f"has {len(table)} entries, at most {most} are possible")
            return None
        found = {}
        for name, entry in table.items():
            key = read_key(place.key(name), name)
            got = read(place.key(name), entry)
            if key is not None and got is not None:
                found[key] = got
        return dict(sorted(found.items()))

    return read_entries


def sections(place: Place, value: object, most: int) -> list[tuple[Place, Table]]:
    """The tables of a repeated section such as [[service]], each with its place."""
    if isinstance(value, dict):
        place.fault(f"must be written as [[{place.text}]] in double brackets, once for each")
        return []
    items = as_list(place, value, most, f" of sections, each begun by [[{place.text}]]")
    found = []
    for number, item in enumerate(items or (), 1):
        at = place.item(number, _label(item))
        if (table := as_table(at, item)) is not None:
            found.append((at, table))
    return found


def _label(item: object) -> object:
    """What makes a section easy to find: its key or its name."""
    return item.get("key", item.get("name")) if isinstance(item, dict) else None


def note_repeated(found: Iterable[tuple[Place, Table]], name: str) -> None:
    """A fault for each section whose `name` stands in an earlier one already."""
    seen: dict[str, Place] = {}
    for place, table in found:
        value = table.get(name)
        if not isinstance(value, str):
            continue
        if first := seen.get(value):
            place.key(name).fault(f"{shown(value)} is already the {name} of {first.text.split(' ')[0]}")
        seen.setdefault(value, place)
