"""The fixtures give working, empty databases, and the server leaves nothing behind."""

import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from holdfast.testing.postgres import start_postgres
from tests.postgres_server import skip_postgres


def test_each_engine_answers(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_has_a_database_of_its_own(database_url: str, attempt: int) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (attempt INTEGER)"))
    engine.dispose()


@pytest.mark.skipif(skip_postgres(), reason="HOLDFAST_SKIP_POSTGRES=1")
def test_a_server_is_stopped_and_removed_after_a_failure() -> None:
    before = set(Path(tempfile.gettempdir()).glob("holdfast-postgres-*"))

    urls = []
    with pytest.raises(ZeroDivisionError), start_postgres(fsync=True) as url:
        urls.append(url)
        raise ZeroDivisionError

    plain = make_url(urls[0]).set(drivername="postgresql")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain.render_as_string(hide_password=False), connect_timeout=5)
    assert set(Path(tempfile.gettempdir()).glob("holdfast-postgres-*")) == before
