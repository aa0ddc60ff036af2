"""`holdfast db`: a backup is whole or not there, and a restore brings everything back or changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from holdfast.store import backup as backing_up
from tests.cli.conftest import SLUG, Terminal
from tests.postgres_server import fresh_database


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, empty_database_url: str, tmp_path: Path) -> object:
    """Another, empty database on the same engine."""
    if empty_database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/other.db"
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        yield url


def furnish(terminal: Terminal) -> None:
    """Some data: a tenant with its file, a key, a secret."""
    terminal.fine("apply", terminal.sample(), "--yes")
    terminal.fine("key", "create", "--tenant", SLUG, "--name", "Büro")
    terminal.fine("secret", "set", "TOKEN", stdin="sealed")


def contents(terminal: Terminal) -> tuple[object, ...]:
    """What can be seen of the data from outside."""
    keys, secrets = terminal.json("key", "list"), terminal.json("secret", "list")
    return keys, secrets, terminal.run("apply", terminal.sample(), "--dry-run").stdout


def test_everything_comes_back_out_of_a_backup(
    on_each_engine: Terminal, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(on_each_engine)
    before = contents(on_each_engine)
    made = on_each_engine.json("db", "backup", on_each_engine.folder / "all.backup")
    assert made["bytes"] > 0
    monkeypatch.setenv("HOLDFAST_DATABASE_URL", empty_url)
    restored = on_each_engine.json("db", "restore", made["file"], "--yes")
    assert restored["schema"] == made["schema"]
    assert contents(on_each_engine) == before


def test_a_restored_database_counts_on_where_the_old_one_stopped(
    on_each_engine: Terminal, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(on_each_engine)
    on_each_engine.fine("db", "backup", on_each_engine.folder / "all.backup")
    monkeypatch.setenv("HOLDFAST_DATABASE_URL", empty_url)
    on_each_engine.fine("db", "restore", on_each_engine.folder / "all.backup", "--yes")
    second = on_each_engine.sample().read_text().replace(SLUG, "salon-zwei").replace("+493012345678", "+493012345670")
    on_each_engine.fine("apply", on_each_engine.write("zwei.toml", second), "--yes")
    assert on_each_engine.json("key", "create", "--tenant", "salon-zwei")["tenant"] == "salon-zwei"


def test_a_database_with_data_is_replaced_only_by_force(on_each_engine: Terminal) -> None:
    furnish(on_each_engine)
    file = on_each_engine.folder / "all.backup"
    on_each_engine.fine("db", "backup", file)
    before = contents(on_each_engine)
    on_each_engine.fine("secret", "set", "LATER", stdin="sealed")
    refused = on_each_engine.run("db", "restore", file, "--yes")
    assert refused.exit_code == 2
    assert "not empty" in refused.stderr
    assert len(on_each_engine.json("secret", "list")) == 2, "nothing was touched"
    on_each_engine.fine("db", "restore", file, "--yes", "--force")
    assert contents(on_each_engine) == before


def test_a_damaged_or_foreign_file_is_refused_before_anything_is_touched(on_each_engine: Terminal) -> None:
    furnish(on_each_engine)
    file = on_each_engine.folder / "all.backup"
    on_each_engine.fine("db", "backup", file)
    whole, before = file.read_bytes(), contents(on_each_engine)
    for wrong in (b"", b"no backup at all", whole[: len(whole) // 2]):
        file.write_bytes(wrong)
        result = on_each_engine.run("db", "restore", file, "--yes", "--force")
        assert result.exit_code == 2, wrong[:20]
        assert result.stderr.startswith("holdfast: ")
    assert contents(on_each_engine) == before


def test_a_backup_of_another_program_is_refused(terminal: Terminal) -> None:
    foreign = terminal.folder / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE tenant (id INTEGER)")
        connection.commit()
    result = terminal.run("db", "restore", foreign, "--yes")
    assert (result.exit_code, "is no backup of Holdfast" in result.stderr) == (2, True)


def test_a_backup_of_a_newer_version_is_refused(terminal: Terminal) -> None:
    furnish(terminal)
    file = terminal.folder / "all.backup"
    terminal.fine("db", "backup", file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    result = terminal.run("db", "restore", file, "--yes", "--force")
    assert (result.exit_code, "newer Holdfast" in result.stderr) == (2, True)


def test_a_backup_that_breaks_off_leaves_nothing_behind(
    on_each_engine: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(on_each_engine)
    file = on_each_engine.folder / "all.backup"
    file.write_text("the one of yesterday")

    def break_off(*_: object) -> str:
        raise backing_up.BackupFault("the disk is full")

    monkeypatch.setattr(backing_up, "revision_in", break_off)
    result = on_each_engine.run("db", "backup", file, "--force")
    assert (result.exit_code, result.stderr.strip()) == (2, "holdfast: the disk is full")
    assert file.read_text() == "the one of yesterday"
    assert not list(on_each_engine.folder.glob(".*.part"))


def test_a_backup_is_for_its_owner_alone_and_never_replaced_unasked(terminal: Terminal) -> None:
    furnish(terminal)
    file = terminal.folder / "all.backup"
    terminal.fine("db", "backup", file)
    assert file.stat().st_mode & 0o077 == 0
    assert terminal.run("db", "backup", file).exit_code == 2
    assert terminal.run("db", "backup", file, "--force").exit_code == 0


def test_without_anybody_to_agree_nothing_is_restored(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(terminal)
    file = terminal.folder / "all.backup"
    terminal.fine("db", "backup", file)
    monkeypatch.setenv("HOLDFAST_DATABASE_URL", f"sqlite:///{terminal.folder}/other.db")
    assert terminal.run("db", "restore", file).exit_code == 2
    assert terminal.json("key", "list") == []


def test_migrating_an_empty_database_makes_the_schema_and_again_changes_nothing(on_each_engine: Terminal) -> None:
    first = on_each_engine.json("db", "migrate")
    assert (first["before"], first["changed"]) == (None, True)
    second = on_each_engine.json("db", "migrate")
    assert (second["before"], second["changed"]) == (first["after"], False)


def test_a_missing_tool_is_an_outage_with_its_remedy(
    request: pytest.FixtureRequest, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        monkeypatch.setenv("HOLDFAST_DATABASE_URL", url)
        terminal.fine("db", "migrate")
        monkeypatch.setattr("shutil.which", lambda _name: None)
        result = terminal.run("db", "backup", terminal.folder / "all.backup")
    assert result.exit_code == 3
    assert "apt-get install postgresql-client" in result.stderr


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://nobody:secret-word@127.0.0.1:1/nothing", 3),
        ("sqlite:////nowhere/at/all.db", 3),
        ("mysql://somewhere", 2),
        ("sqlite:x", 2),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, url: str, code: int
) -> None:
    monkeypatch.setenv("HOLDFAST_DATABASE_URL", url)
    for verb in (["key", "list"], ["db", "migrate"], ["booking", "list", "--tenant", SLUG]):
        result = terminal.run(*verb)
        assert result.exit_code == code
        assert len(result.stderr.splitlines()) == 1
        assert "secret-word" not in result.output
