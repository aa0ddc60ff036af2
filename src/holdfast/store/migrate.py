"""Bringing a database to today's schema. Several processes may start at once; only one does the work."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from holdfast.store.engine import Store

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x686F6C64


def alembic_config() -> Config:
    """Alembic's settings: our folder of versions, no file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def revision(store: Store) -> str | None:
    """The revision at which the database stands, None for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this code needs."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def migrate(store: Store, to: str = "head") -> bool:
    """Bring the database to a revision. False when it stood there already. Data is kept."""
    if to == "head" and revision(store) == newest_revision():
        return False
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            connection.execute(sa.text("SET lock_timeout = 0"))
            connection.execute(sa.text("SET statement_timeout = 0"))
            connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        config = alembic_config()
        config.attributes["connection"] = connection
        going_down = to not in ("head", "heads") and to < (revision_of(connection) or "")
        (command.downgrade if going_down or to == "base" else command.upgrade)(config, to)
        if not store.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
        connection.commit()  # Asking for the revision has begun a transaction, which Alembic then leaves to us.
    return True


def revision_of(connection: sa.Connection) -> str | None:
    """The revision at which a connected database stands."""
    return MigrationContext.configure(connection).get_current_revision()
