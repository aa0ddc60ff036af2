"""The tests' side of PostgreSQL: when to do without, and a fresh database for each test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url


def skip_postgres() -> bool:
    """Only a person may do without PostgreSQL, and only by asking for it: never CI."""
    return os.environ.get("HOLDFAST_SKIP_POSTGRES") == "1" and not os.environ.get("CI")


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Create an empty database on the server, yield its SQLAlchemy URL, and drop it."""
    name = f"test_{uuid4().hex}"
    url = make_url(server_url)
    _execute(server_url, f'CREATE DATABASE "{name}"')
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        # FORCE ends the connections that a failed test left open.
        _execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(server_url: str, statement: str) -> None:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())
