"""Migrations build the very database that the tables describe, go back, and leave the guards that no code can skip."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from holdfast.core.ids import TenantId
from holdfast.store import tenants, timeline
from holdfast.store.engine import Store, Tx
from holdfast.store.migrate import migrate, newest_revision, revision
from holdfast.store.tables import metadata
from holdfast.store.timeline import Event
from holdfast.testing.builders import at

NOW = at("2026-11-27 09:00")


@pytest.fixture
def store(empty_database_url: str) -> Iterator[Store]:
    """An empty database."""
    opened = Store(empty_database_url)
    yield opened
    opened.close()


def tables_of(store: Store) -> set[str]:
    return set(sa.inspect(store.engine).get_table_names()) - {"alembic_version"}


def test_migrating_an_empty_database_builds_what_the_tables_say(store: Store) -> None:
    assert migrate(store) is True
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    assert tables_of(store) == set(metadata.tables)


def test_migrating_twice_changes_nothing(store: Store) -> None:
    migrate(store)
    assert migrate(store) is False
    assert revision(store) == newest_revision()


def test_every_step_goes_back_to_nothing_and_up_again(store: Store) -> None:
    migrate(store)
    migrate(store, "base")
    assert tables_of(store) == set()
    assert revision(store) is None
    migrate(store)
    assert tables_of(store) == set(metadata.tables)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_primary_keys_and_indexes_are_those_of_the_tables(store: Store) -> None:
    migrate(store)
    inspector = sa.inspect(store.engine)
    for table in metadata.sorted_tables:
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key.columns], table.name
        built = {index["name"] for index in inspector.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= built, table.name


FIXED = ("id", "tenant_id", "call_id", "visit_id", "at", "kind", "data")


@pytest.mark.parametrize(
    "change", [f"UPDATE timeline SET {name} = {name}_new" for name in FIXED] + ["DELETE FROM timeline"]
)
def test_the_timeline_refuses_to_be_rewritten(store: Store, change: str) -> None:
    migrate(store)
    store.transact_now(_one_event)
    values = {"id": "77", "tenant_id": "tenant_id + 1", "at": "1"}
    name = change.partition("SET ")[2].partition(" ")[0]
    statement = change.replace(f"{name}_new", values.get(name, "'other'")) if name else change
    with pytest.raises(sa.exc.DBAPIError), store.engine.begin() as connection:
        connection.execute(sa.text(statement))
    (event,) = store.transact_now(lambda tx: timeline.of_call(tx.of(TenantId(1)), "call_1"))
    assert (event.kind, event.data, event.visit) == ("told", {"state": "held"}, "v_1")


def test_what_is_personal_on_the_timeline_can_be_erased_and_not_replaced(store: Store) -> None:
    migrate(store)
    store.transact_now(_one_event)
    with pytest.raises(sa.exc.DBAPIError), store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE timeline SET personal = 'somebody else'"))
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE timeline SET personal = NULL"))
    (event,) = store.transact_now(lambda tx: timeline.of_call(tx.of(TenantId(1)), "call_1"))
    assert event.personal is None


def _one_event(tx: Tx) -> Any:
    row = tenants.put(tx, "salon", {}, (), NOW)
    event = Event(NOW, "told", {"state": "held"}, {"say": "Guten Tag"}, "call_1", "v_1")
    timeline.record(tx.of(row.id), [event])
    return row
