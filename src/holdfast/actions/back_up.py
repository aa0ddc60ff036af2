"""Looking after the database as a whole: bring it up to date, back it up, put it back, say why it cannot be used."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import ArgumentError

from holdfast.settings import Settings
from holdfast.store import backup
from holdfast.store.backup import BackupFault, ToolMissing
from holdfast.store.engine import Store, outage_in_words
from holdfast.store.migrate import migrate, newest_revision, revision

__all__ = [
    "BackupFault",
    "Migrated",
    "ToolMissing",
    "back_up_database",
    "check_backup",
    "database_named",
    "is_sqlite",
    "is_wrong_address",
    "migrate_database",
    "outage_in_words",
    "restore_database",
]


@dataclass(frozen=True, slots=True)
class Migrated:
    """Where the schema stood before (None: the database was empty), and where it stands now."""

    before: str | None
    after: str


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = Store(settings.database_url)
    try:
        yield store
    finally:
        store.close()


def database_named(settings: Settings) -> str:
    """The database in words, without its password."""
    with _opened(settings) as store:
        return store.url.render_as_string(hide_password=True)


def is_sqlite(settings: Settings) -> bool:
    """Whether the one serving process does all the work: SQLite has one writer."""
    return settings.database_url.startswith("sqlite")


def is_wrong_address(error: BaseException) -> bool:
    """Whether HOLDFAST_DATABASE_URL is no address at all."""
    return isinstance(error, ArgumentError)


async def migrate_database(settings: Settings) -> Migrated:
    """Bring the database to today's schema; data is kept."""

    def work() -> Migrated:
        with _opened(settings) as store:
            before = revision(store)
            migrate(store)
            return Migrated(before, newest_revision())

    return await asyncio.to_thread(work)


async def back_up_database(settings: Settings, target: Path) -> str:
    """Copy the whole database into one file. Returns the schema's revision in it. Raises BackupFault."""

    def work() -> str:
        with _opened(settings) as store:
            return backup.back_up(store, target)

    return await asyncio.to_thread(work)


async def restore_database(settings: Settings, source: Path, *, force: bool) -> Migrated:
    """Put a backup in the place of the database, then bring it to today's schema. Raises BackupFault."""

    def work() -> Migrated:
        with _opened(settings) as store:
            brought = backup.restore(store, source, force=force)
            migrate(store)
            return Migrated(brought, newest_revision())

    return await asyncio.to_thread(work)


async def check_backup(settings: Settings, source: Path) -> tuple[str, bool]:
    """The revision in a backup, proven whole, and whether the database that it would replace holds data."""

    def work() -> tuple[str, bool]:
        with _opened(settings) as store:
            return backup.revision_in(store, source), backup.holds_data(store)

    return await asyncio.to_thread(work)
