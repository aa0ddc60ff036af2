"""Statements that never change: compiled once for each engine, then handed to the driver as they are.

SQLAlchemy writes the SQL, opens the connection and names what goes wrong. What is spared is its work per execution, on
the way in and on the way back, which on the road of a tool call (some thirty statements for a booking) cost more than
the database. `holdfast bench http` measures it.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

_LIST = re.compile(r"__\[POSTCOMPILE_(\w+)\]")
"""Where SQLAlchemy leaves room for the values of an `IN`."""


class Rows:
    """What came back, read whole: rows whose values go by name, and (`rowcount`) how many rows were written."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        """Rows as they are given out."""
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """Every row, in order."""
        return iter(self._rows)

    def fetchall(self) -> list[Any]:
        """Every row, in order."""
        return self._rows

    def first(self) -> Any:
        """The first row, None where there is none."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row."""
        assert len(self._rows) == 1, f"{len(self._rows)} rows where there must be one"
        return self._rows[0]

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]


class _Made(NamedTuple):
    """The SQL for one engine, how a row of values becomes what its driver takes, and its own constants."""

    text: str
    in_order: Callable[[dict[str, Any]], Any] | None
    constants: dict[str, Any]
    shapes: list[Callable[[Any], Any]]
    """How a row that comes back gets its names: known when the first one did."""

    def bound(self, row: dict[str, Any]) -> Any:
        """A row of values as the driver takes it."""
        values = self.constants | row if self.constants else row
        return values if self.in_order is None else self.in_order(values)


class Fixed:
    """One statement made once, at import. Whatever it is given must be bound by name. An `IN` takes a list, bound with
    `expanding=True`: it is made for a few lengths, and the last value is said again until one fits."""

    __slots__ = ("_lists", "_made", "is_insert", "statement")

    def __init__(self, statement: Any) -> None:
        """`statement` must not depend on the values in any other way."""
        self.statement = statement
        self.is_insert = bool(getattr(statement, "is_insert", False))
        self._lists = tuple(
            sorted(
                bind.key
                for bind in sa.sql.visitors.iterate(statement)
                if isinstance(bind, sa.BindParameter) and bind.expanding
            )
        )
        self._made: dict[object, _Made] = {}

    def run(self, connection: Connection, row: dict[str, Any]) -> Rows:
        """Execute it for one row of values."""
        if self._lists:
            row = self._spread(row)
        made = self._for(connection.dialect, row)
        return _executed(connection, made, made.bound(row), is_many=False)

    def run_many(self, connection: Connection, rows: list[dict[str, Any]]) -> Rows:
        """Execute it for each of several rows of values; no rows come back."""
        if len(rows) == 1:
            return self.run(connection, rows[0])
        assert not self._lists, "a list is for one row of values"
        made = self._for(connection.dialect, rows[0])
        return _executed(connection, made, [made.bound(row) for row in rows], is_many=True)

    def _spread(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with a name for each value of its lists, their numbers rounded up to a power of two."""
        row = dict(row)
        for name in self._lists:
            given = list(row.pop(name)) or [None]  # Nothing is in (NULL).
            count = _rounded(len(given))
            given += given[-1:] * (count - len(given))
            row |= {f"{name}_{n}": value for n, value in enumerate(given)}
        return row

    def _for(self, dialect: Dialect, row: dict[str, Any]) -> "_Made":
        key = (dialect.name, *row) if self.is_insert or self._lists else dialect.name
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(dialect, row)
        return made

    def _make(self, dialect: Dialect, row: dict[str, Any]) -> "_Made":
        compiled = self.statement.compile(dialect=dialect, column_keys=list(row) if self.is_insert else None)
        assert not getattr(compiled, "prefetch", ()), "every column is given its value"
        sizes = {name: sum(1 for given in row if _is_of(given, name)) for name in self._lists}
        constants = {name: value for name, value in compiled.params.items() if value is not None and name not in row}
        text, order = str(compiled), compiled.positiontup
        mark = "%({})s" if order is None else "?"
        text = _LIST.sub(lambda m: ", ".join(mark.format(name) for name in _names(m[1], sizes[m[1]])), text)
        assert "POSTCOMPILE" not in text, "a fixed statement has no other part that depends on its values"
        in_order = None
        if order is not None:
            in_order = _picker([n for name in order for n in _names(name, sizes.get(name))])
        return _Made(text, in_order, constants, [])


def _names(name: str, size: int | None) -> list[str]:
    """What the values of a list are called; of anything else, its own name."""
    return [name] if size is None else [f"{name}_{n}" for n in range(size)]


def _is_of(given: str, name: str) -> bool:
    head, _, number = given.rpartition("_")
    return head == name and number.isdigit()


def _rounded(count: int) -> int:
    return 1 << (count - 1).bit_length()


def _picker(order: list[str]) -> Callable[[dict[str, Any]], Any]:
    """Takes the values of a row in an order, as a tuple."""
    if len(order) > 1:
        return itemgetter(*order)
    return lambda row: tuple([row[name] for name in order])


def _executed(connection: Connection, made: _Made, values: Any, *, is_many: bool) -> Rows:
    if connection.engine._has_events and connection.dispatch.before_cursor_execute:
        # Somebody watches what is sent (`holdfast.testing.bench_statements`): there they listen.
        result = connection.exec_driver_sql(made.text, values)
        return _taken(result.cursor, made) if result.returns_rows else Rows([], result.rowcount)
    cursor: Any = None
    try:
        cursor = connection.connection.cursor()
        (cursor.executemany if is_many else cursor.execute)(made.text, values)
        return _taken(cursor, made)
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, made.text, values, cursor, None)


def _taken(cursor: Any, made: _Made) -> Rows:
    """Everything that a cursor has."""
    if cursor.description is None:
        return Rows([], cursor.rowcount)
    if not made.shapes:
        names = [column[0] for column in cursor.description]
        made.shapes.append(partial(tuple.__new__, namedtuple("Row", names, rename=True)))
    rows = list(map(made.shapes[0], cursor.fetchall()))
    return Rows(rows, cursor.rowcount)
