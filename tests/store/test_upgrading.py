"""A database of the release before, with data in it, comes up to today's schema with all of it, and goes back."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.store.engine import Store
from holdfast.store.migrate import migrate

BEFORE = "0002"


@pytest.fixture
def store(empty_database_url: str) -> Iterator[Store]:
    """A database as the release before left it, with one row in every table."""
    opened = Store(empty_database_url)
    migrate(opened, BEFORE)
    with opened.engine.begin() as connection:
        _fill(connection)
    yield opened
    opened.close()


def _fill(connection: sa.Connection) -> None:
    """One row everywhere, every column filled by its type: what a release knew, not what this code knows."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        row = {column.name: _value(column) for column in table.columns}
        connection.execute(table.insert().values(row))


def _value(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Boolean):
        return False
    if isinstance(column.type, sa.Integer | sa.Numeric):
        return 1
    if isinstance(column.type, sa.LargeBinary):
        return b"{}"
    if column.name in ("data", "document", "config", "plan", "body", "personal"):
        return "{}"
    return "x"


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Everything in it."""
    found = {}
    with store.engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                found[table.name] = [dict(row._mapping) for row in connection.execute(table.select())]
    return found


def test_everything_that_was_there_is_there_afterwards(store: Store) -> None:
    before = rows(store)
    assert len(before) > 15
    assert all(len(those) == 1 for those in before.values())
    migrate(store)
    after = rows(store)
    assert set(before) <= set(after)
    for name, (old,) in before.items():
        (new,) = after[name]
        assert {column: new[column] for column in old if column in new} == {
            column: value for column, value in old.items() if column in new
        }, name
        assert set(old) <= set(new), f"a column of {name} is gone"
    migrate(store, BEFORE)
    assert rows(store) == before
