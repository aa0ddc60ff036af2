"""Fixtures of all tests: databases of both kinds."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy.engine import make_url

from holdfast.store.engine import Store
from holdfast.store.migrate import migrate
from holdfast.testing.postgres import fast_folder, start_postgres
from tests.postgres_server import Databases, Template, fresh_database, skip_postgres

# No deadline: on a busy machine it fails tests that are right. In CI, hypothesis has a profile that agrees.
settings.register_profile("holdfast", deadline=None)
if not os.environ.get("CI"):
    settings.load_profile("holdfast")

# What a failing test logged is read by a person: short tracebacks, no values of local variables.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL server that lives as long as the test session, or as one worker of it."""
    if skip_postgres():
        pytest.skip("NOT TESTED ON POSTGRESQL, as HOLDFAST_SKIP_POSTGRES=1 asked for")
    with start_postgres(fsync=False) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[Template]:
    """A database of today's schema on that server, to be copied."""
    with fresh_database(postgres_url) as url:
        migrated(url)
        yield Template(make_url(url).database or "")


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str, postgres_template: Template) -> Iterator[Databases]:
    """Empty databases of today's schema on that server."""
    databases = Databases(postgres_url, postgres_template)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[Path]:
    """Where the tests keep their SQLite files: in memory where there is room. What they try is the guard, not the
    disk: what a transaction wrote must outlive the process, not a power cut."""
    with tempfile.TemporaryDirectory(prefix="holdfast-sqlite-", dir=fast_folder()) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_template(sqlite_folder: Path) -> Path:
    """A file of today's schema, to be copied."""
    file = sqlite_folder / "template.db"
    migrated(f"sqlite:///{file}")
    return file


def migrated(url: str) -> None:
    """Bring an empty database to today's schema and leave it."""
    store = Store(url)
    migrate(store)
    store.close()


@pytest.fixture
def sqlite_file(sqlite_folder: Path) -> Iterator[Path]:
    """The name of a file that is not there yet, in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=sqlite_folder) as folder:
        yield Path(folder) / "holdfast.db"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The SQLAlchemy URL of a database without a table; a test that takes it runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('sqlite_file')}"
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The SQLAlchemy URL of a database of today's schema without a row; a test that takes it runs on both engines.

    It is a copy of one that `migrate` made, or one that was emptied: migrating takes longer than most tests.
    """
    if request.param == "sqlite":
        file = request.getfixturevalue("sqlite_file")
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    with request.getfixturevalue("postgres_databases").one() as url:
        yield url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where it is seen when half of the tests was left out."""
    if skip_postgres():
        terminalreporter.write_line("HOLDFAST_SKIP_POSTGRES=1: nothing was tested on PostgreSQL", red=True)
