"""The fixtures give working, empty databases, and the server leaves nothing behind."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from holdfast.store import tenants
from holdfast.store.backup import holds_data
from holdfast.store.engine import Store
from holdfast.store.migrate import newest_revision, revision
from holdfast.store.tables import metadata
from holdfast.testing import postgres
from holdfast.testing.builders import at
from holdfast.testing.postgres import fast_folder, start_postgres
from tests.postgres_server import skip_postgres


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user reaches, and whose name leaves room for that of a socket."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_each_engine_answers(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_has_a_database_of_its_own(empty_database_url: str, attempt: int) -> None:
    engine = create_engine(empty_database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (attempt INTEGER)"))
    engine.dispose()


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_copy_of_the_schema_is_of_today_has_no_row_and_is_nobody_elses(database_url: str, attempt: int) -> None:
    store = Store(database_url)
    assert revision(store) == newest_revision()
    assert set(inspect(store.engine).get_table_names()) - {"alembic_version"} == set(metadata.tables)
    assert not holds_data(store)
    store.transact_now(lambda tx: tenants.put(tx, "salon", {}, (), at("2026-11-27 09:00")))
    assert holds_data(store)
    store.close()


@pytest.mark.skipif(skip_postgres(), reason="HOLDFAST_SKIP_POSTGRES=1")
@pytest.mark.parametrize("fsync", [True, False])
def test_a_server_is_stopped_and_removed_after_a_failure(
    fsync: bool, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder of its own for its folders: others may start servers meanwhile."""
    monkeypatch.setattr(postgres, "MEMORY", short_folder)
    monkeypatch.setattr(postgres, "MEMORY_BYTES", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    urls = []
    with pytest.raises(ZeroDivisionError), start_postgres(fsync=fsync) as url:
        urls.append(url)
        assert len(list(short_folder.glob("holdfast-postgres-*"))) == 1
        raise ZeroDivisionError

    plain = make_url(urls[0]).set(drivername="postgresql")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain.render_as_string(hide_password=False), connect_timeout=5)
    assert list(short_folder.iterdir()) == []


def test_databases_lie_in_memory_only_where_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "MEMORY", tmp_path)
    monkeypatch.setattr(postgres, "MEMORY_BYTES", shutil.disk_usage(tmp_path).total + 1)
    assert fast_folder() == Path(tempfile.gettempdir())
    monkeypatch.setattr(postgres, "MEMORY_BYTES", 1)
    assert fast_folder() == tmp_path
    monkeypatch.setattr(postgres, "MEMORY", tmp_path / "nowhere")
    assert fast_folder() == Path(tempfile.gettempdir())
