"""`holdfast db`: the database as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from holdfast.actions.back_up import (
    back_up_database,
    check_backup,
    database_named,
    migrate_database,
    restore_database,
)
from holdfast.entry.cli.session import Verbs, run_bare
from holdfast.entry.cli.terminal import AsJson, Refusal, agreed_to, is_at_terminal, out, print_json
from holdfast.settings import read_settings

db = typer.Typer(cls=Verbs, no_args_is_help=True, help="The database: bring it up to date, back it up, restore it.")
_Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]


@db.command("migrate")
def migrate(as_json: AsJson = False) -> None:
    """Bring the database to the schema of this version; data is kept. Servers do the same when they start.

    Example:

      holdfast db migrate
    """
    settings = read_settings()
    done = run_bare(migrate_database(settings))
    if as_json:
        print_json({"before": done.before, "after": done.after, "changed": done.before != done.after})
    elif done.before == done.after:
        out().print(f"{database_named(settings)} is up to date (schema {done.after})", markup=False)
    else:
        was = f"from schema {done.before}" if done.before else "from nothing"
        out().print(f"{database_named(settings)} was brought {was} to schema {done.after}", markup=False)


@db.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; it holds personal data, keep it safe.")],
    force: _Force = False,
    as_json: AsJson = False,
) -> None:
    """Copy the whole database into one file, while everything goes on.

    SQLite gives a SQLite file; PostgreSQL gives an archive of pg_dump. The file appears only when it is whole.

    Example:

      holdfast db backup "holdfast-$(date +%F).backup"
    """
    if file.exists() and not force:
        raise Refusal(f"{file} exists already; --force replaces it once the new backup is whole")
    schema = run_bare(back_up_database(read_settings(), file))
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "bytes": size, "schema": schema})
    else:
        out().print(f"{file} holds everything ({size:,} bytes, schema {schema})", markup=False)


@db.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that holdfast db backup made.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: _Force = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the database. Stop servers and workers first.

    The file is checked before anything is touched; a database that holds data is replaced only with --force; and
    the exchange happens wholly or not at all.

    Example:

      holdfast db restore holdfast-2026-11-27.backup --yes
    """
    settings = read_settings()
    schema, holds_data = run_bare(check_backup(settings, file))
    if holds_data and not force:
        raise Refusal("the database is not empty, and everything in it would be replaced; --force does that")
    if not yes:
        _agree(f"Put {file} (schema {schema}) in the place of {database_named(settings)}?")
    done = run_bare(restore_database(settings, file, force=force))
    if as_json:
        print_json({"file": str(file), "schema": done.before, "migrated_to": done.after})
    else:
        out().print(f"{database_named(settings)} now holds what {file} held (schema {done.after})", markup=False)


def _agree(question: str) -> None:
    if not is_at_terminal():
        raise Refusal("nothing was restored: nobody is at the terminal to agree; --yes restores")
    if not agreed_to(question):
        raise Refusal("nothing was restored")
