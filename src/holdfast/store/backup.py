"""Backing the database up into one file, and back: never half of either.

SQLite is copied with its online backup while others work on it; PostgreSQL through the system's pg_dump and
pg_restore. A backup is written beside its name and renamed when it is whole and checked; a restore is checked
before anything is touched, and happens in one transaction.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from holdfast.store.engine import Store
from holdfast.store.migrate import alembic_config
from holdfast.store.tables import metadata

_PAGES_AT_ONCE = 1000
_LOCKED_SECONDS = 10.0
_REVISION_TABLE = "alembic_version"


class BackupFault(Exception):
    """A backup or a restore that was not done; the message says why in one sentence. Nothing was changed."""


class ToolMissing(BackupFault):
    """A program of PostgreSQL's is not installed here."""


def back_up(store: Store, target: Path) -> str:
    """Copy the whole database into `target`, replacing it only once the copy is whole. Returns its revision."""
    if not target.parent.is_dir():
        raise BackupFault(f"there is no folder {target.parent}")
    if store.is_sqlite:
        _source_file(store)
    with _written_beside(target) as beside:
        _copy_sqlite(store, beside) if store.is_sqlite else _dump_postgres(store, beside)
        return revision_in(store, beside)


def restore(store: Store, source: Path, *, force: bool = False) -> str:
    """Put a backup in the place of the database. Returns the revision that it brought along.

    Raises BackupFault, before anything is touched, for a file that is no whole backup of this kind of database, for
    one of a newer version, and (unless `force`) where the database holds data.
    """
    brought = revision_in(store, source)
    if not force and holds_data(store):
        raise BackupFault("the database is not empty, and everything in it would be replaced; --force does that")
    if store.is_sqlite:
        _restore_sqlite(store, source)
    else:
        _restore_postgres(store, source)
    return brought


def holds_data(store: Store) -> bool:
    """Whether any table holds a row, but for the note of the schema's revision."""
    with store.engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != _REVISION_TABLE]
        return any(
            connection.execute(sa.select(sa.literal(1)).select_from(sa.table(n)).limit(1)).first() for n in names
        )


def revision_in(store: Store, backup: Path) -> str:
    """The schema's revision in a backup file, once the file is proven whole and ours. Raises BackupFault."""
    if not backup.is_file():
        raise BackupFault(f"there is no file {backup}")
    revision = _revision_in_sqlite(backup) if store.is_sqlite else _revision_in_dump(store, backup)
    if revision is None:
        raise BackupFault(f"{backup.name} is no backup of Holdfast: it names no schema revision")
    if revision not in {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}:
        raise BackupFault(f"{backup.name} was made by a newer Holdfast (schema {revision}); update Holdfast first")
    return revision


@contextmanager
def _written_beside(target: Path) -> Iterator[Path]:
    """A file beside `target`, readable only by its owner, that takes its name if all goes well, else is gone."""
    beside = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
    beside.touch(mode=0o600, exist_ok=False)
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        beside.unlink(missing_ok=True)


def _source_file(store: Store) -> Path:
    name = store.url.database
    if not name or name == ":memory:" or not Path(name).is_file():
        raise BackupFault(f"there is no database file {name or '(in memory)'} yet: nothing to back up")
    return Path(name)


def _copy_sqlite(store: Store, beside: Path) -> None:
    with closing(_opened(_source_file(store))) as source, closing(sqlite3.connect(beside)) as copy:
        source.backup(copy, pages=_PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode=DELETE")  # One file, nothing beside it.


def _restore_sqlite(store: Store, source: Path) -> None:
    """Page by page into the living file, in one transaction of SQLite's own: whoever reads sees all or nothing."""
    store.engine.dispose()
    target = Path(store.url.database or "")
    with closing(_opened(source)) as backup, closing(sqlite3.connect(target, timeout=_LOCKED_SECONDS)) as living:
        try:
            backup.backup(living)
            living.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            raise BackupFault(f"the database is in use ({error}); stop the server and restore again") from error


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_LOCKED_SECONDS)


def _revision_in_sqlite(backup: Path) -> str | None:
    try:
        with closing(_opened(backup)) as opened:
            found = [row[0] for row in opened.execute("PRAGMA integrity_check")]
            orphans = opened.execute("PRAGMA foreign_key_check").fetchone()
            if found != ["ok"] or orphans is not None:
                raise BackupFault(f"{backup.name} is damaged: SQLite's integrity check does not pass")
            return _only_revision([str(row[0]) for row in opened.execute(f"SELECT version_num FROM {_REVISION_TABLE}")])
    except sqlite3.OperationalError:  # It has no such table.
        return None
    except sqlite3.DatabaseError as error:
        raise BackupFault(f"{backup.name} is no SQLite database, or a damaged one") from error


def _only_revision(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _dump_postgres(store: Store, beside: Path) -> None:
    options = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=30s"]
    _run_tool(store, "pg_dump", [*options, f"--file={beside}", f"--dbname={_address(store)}"])


def _restore_postgres(store: Store, source: Path) -> None:
    store.engine.dispose()
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run_tool(store, "pg_restore", [*options, f"--dbname={_address(store)}", str(source)])


def _revision_in_dump(store: Store, backup: Path) -> str | None:
    """Reads the whole archive, so that one cut off in the middle is found out."""
    _run_tool(store, "pg_restore", ["--file=/dev/null", str(backup)])
    listed = _run_tool(store, "pg_restore", ["--list", str(backup)])
    missing = [name for name in ("tenant", _REVISION_TABLE) if f"TABLE DATA public {name} " not in listed]
    if missing:
        return None
    script = _run_tool(store, "pg_restore", ["--data-only", f"--table={_REVISION_TABLE}", "--file=-", str(backup)])
    _, _, copied = script.partition(" FROM stdin;\n")
    return _only_revision([line for line in copied.partition("\\.")[0].splitlines() if line])


def _address(store: Store) -> str:
    """The database as PostgreSQL's programs want it named; its password goes by the environment, not the command."""
    bare = sa.URL.create("postgresql", store.url.username, None, store.url.host, store.url.port, store.url.database)
    return bare.set(query=store.url.query).render_as_string(hide_password=False)


def _run_tool(store: Store, name: str, arguments: list[str]) -> str:
    program = shutil.which(name)
    if program is None:
        raise ToolMissing(f"{name} is not installed: apt-get install postgresql-client")
    password = {"PGPASSWORD": str(store.url.password)} if store.url.password else {}
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "5", "LC_ALL": "C", **password}
    done = subprocess.run([program, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise BackupFault(f"{name} failed: {said[0].removeprefix(f'{name}: ').removeprefix('error: ')[:300]}")
    return done.stdout.decode(errors="replace")


assert _REVISION_TABLE not in metadata.tables, "Alembic keeps its table to itself"
