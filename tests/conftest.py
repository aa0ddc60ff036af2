"""Fixtures of all tests: databases of both kinds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from holdfast.testing.postgres import start_postgres
from tests.postgres_server import fresh_database, skip_postgres

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
    """The SQLAlchemy URL of a PostgreSQL server that lives as long as the test session."""
    if skip_postgres():
        pytest.skip("NOT TESTED ON POSTGRESQL, as HOLDFAST_SKIP_POSTGRES=1 asked for")
    with start_postgres(fsync=False) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database; a test that takes it runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/holdfast.db"
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        yield url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where it is seen when half of the tests was left out."""
    if skip_postgres():
        terminalreporter.write_line("HOLDFAST_SKIP_POSTGRES=1: nothing was tested on PostgreSQL", red=True)
