"""Statements that never change: compiled once for each engine, then handed to the driver as they are.

SQLAlchemy writes the SQL; what is spared is its work per execution, which on the road of a tool call (some thirty
statements for a booking) cost as much as our own code. `holdfast bench http` measures it.
"""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect


class _Made(NamedTuple):
    """The SQL for one engine, the order of its values where the driver takes them by position, its own constants."""

    text: str
    order: tuple[str, ...] | None
    constants: dict[str, Any]


class Fixed:
    """One statement made once, at import. Whatever it is given must be bound by name."""

    __slots__ = ("_made", "is_insert", "statement")

    def __init__(self, statement: Any) -> None:
        """`statement` must have no parts that depend on the values, such as an IN over a list."""
        self.statement = statement
        self.is_insert = bool(getattr(statement, "is_insert", False))
        self._made: dict[tuple[str, tuple[str, ...]], _Made] = {}

    def run(self, connection: Connection, rows: list[dict[str, Any]]) -> sa.CursorResult[Any]:
        """Execute it for one row, or for each of several; then no rows come back."""
        made = self._for(connection.dialect, tuple(rows[0]))
        values: list[Any] = [made.constants | row for row in rows] if made.constants else rows
        if made.order is not None:
            values = [tuple([row[name] for name in made.order]) for row in values]
        return connection.exec_driver_sql(made.text, values if len(values) > 1 else values[0])

    def _for(self, dialect: Dialect, names: tuple[str, ...]) -> "_Made":
        key = (dialect.name, names if self.is_insert else ())
        made = self._made.get(key)
        if made is None:
            columns = list(names) if self.is_insert else None
            compiled = self.statement.compile(dialect=dialect, column_keys=columns)
            assert not getattr(compiled, "post_compile_params", ()), "a fixed statement has no list in it"
            assert not getattr(compiled, "prefetch", ()), "every column is given its value"
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            order = tuple(compiled.positiontup) if compiled.positiontup is not None else None
            made = self._made[key] = _Made(str(compiled), order, constants)
        return made
