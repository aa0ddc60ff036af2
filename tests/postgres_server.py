"""The tests' side of PostgreSQL: when to do without, and a fresh database for each test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NewType
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from holdfast.store.migrate import newest_revision
from holdfast.store.tables import metadata


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
        _copy(server, name, template)
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        # FORCE ends the connections that a failed test left open.
        with _connected(server_url) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


class Databases:
    """Databases of today's schema without a row, each for one test at a time.

    Emptying one takes a fiftieth of the time of copying one. One that somebody is still connected to after its test is
    given up and dropped, as is one that cannot be emptied.
    """

    def __init__(self, server_url: str, template: Template) -> None:
        """`template` is the name of a database that `migrate` made on that server."""
        self._server_url = server_url
        self._template = template
        self._free: list[tuple[str, psycopg.Connection[Any]]] = []

    @contextmanager
    def one(self) -> Iterator[str]:
        """The SQLAlchemy URL of an empty database that is nobody else's."""
        name, broom = self._free.pop() if self._free else self._new()
        try:
            yield make_url(self._server_url).set(database=name).render_as_string(hide_password=False)
        finally:
            if _is_left(broom) and _is_emptied(broom):
                self._free.append((name, broom))
            else:
                self._drop(name, broom)

    def close(self) -> None:
        """Drop them all."""
        while self._free:
            self._drop(*self._free.pop())

    def _new(self) -> tuple[str, psycopg.Connection[Any]]:
        name = f"test_{uuid4().hex}"
        with _connected(self._server_url) as server:
            _copy(server, name, self._template)
        url = make_url(self._server_url).set(database=name)
        return name, _connected(url.render_as_string(hide_password=False))

    def _drop(self, name: str, broom: psycopg.Connection[Any]) -> None:
        broom.close()
        with _connected(self._server_url) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


_revision = cache(newest_revision)


def _is_left(broom: psycopg.Connection[Any]) -> bool:
    """Whether the test and its processes have closed their connections."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    row = broom.execute(others).fetchone()
    return row is not None and row[0] == 0


def _is_emptied(broom: psycopg.Connection[Any]) -> bool:
    """Take out all rows but the revision, and let the numbers begin at one again. A schema that is no more what it was
    is not mended."""
    tables = {str(name) for (name,) in broom.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    if tables != {*metadata.tables, "alembic_version"}:
        return False
    if broom.execute("SELECT version_num FROM alembic_version").fetchall() != [(_revision(),)]:
        return False
    sequences = [
        name for (name,) in broom.execute("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")
    ]
    broom.execute(
        ";".join(
            [
                "SET session_replication_role = replica",  # Foreign keys may wait: all of it goes.
                *(f'DELETE FROM "{name}"' for name in metadata.tables),
                *(f'ALTER SEQUENCE "{name}" RESTART' for name in sequences),
            ]
        ).encode()
    )
    return True


def _copy(server: psycopg.Connection[Any], name: str, template: Template) -> None:
    # Copying the files is quicker than writing every page to the log, where nothing waits for the disk.
    how = " STRATEGY file_copy" if server.info.server_version >= 150000 else ""
    server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{how}'.encode())


def _connected(server_url: str) -> psycopg.Connection[Any]:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
