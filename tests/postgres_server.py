"""The tests' side of PostgreSQL: when to do without, and a fresh database for each test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NewType
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url


def skip_postgres() -> bool:
    """Only a person may do without PostgreSQL, and only by asking for it: never CI."""
    return os.environ.get("HOLDFAST_SKIP_POSTGRES") == "1" and not os.environ.get("CI")


Template = NewType("Template", str)
"""The name of a database that new ones are copies of. Nobody may be connected to it."""
EMPTY = Template("template1")


@contextmanager
def fresh_database(server_url: str, template: Template = EMPTY) -> Iterator[str]:
    """Create a database on the server, empty or a copy, yield its SQLAlchemy URL, and drop it."""
    name = f"test_{uuid4().hex}"
    url = make_url(server_url)
    with _connected(server_url) as server:
        # Copying the files is quicker than writing every page to the log, where nothing waits for the disk.
        how = " STRATEGY file_copy" if server.info.server_version >= 150000 else ""
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{how}'.encode())
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        # FORCE ends the connections that a failed test left open.
        with _connected(server_url) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _connected(server_url: str) -> psycopg.Connection[Any]:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
