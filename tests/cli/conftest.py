"""The command line in this process: an environment of its own, a database on either engine, a salon to look at."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from holdfast.entry.cli import app
from holdfast.sample import SALON, sample_tenant_file

SLUG = "salon-lindenhof"
RETELL_KEY = "key_test_0000"


@dataclass
class Terminal:
    """Runs commands as a person or a script would, without anybody at the keyboard."""

    folder: Path

    def run(self, *arguments: str | Path, stdin: str = "") -> Result:
        """Run a command; whatever it raises is a failure of the test."""
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        return result

    def fine(self, *arguments: str | Path, stdin: str = "") -> str:
        """The output of a command that must go well."""
        result = self.run(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str | Path, stdin: str = "") -> Any:
        """The JSON value of a command that must go well."""
        return json.loads(self.fine(*arguments, "--json", stdin=stdin))

    def write(self, name: str, text: str) -> Path:
        """A file in the test's folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def sample(self) -> Path:
        """The sample salon's file."""
        return self.write(SALON, sample_tenant_file())


def _environment(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    for name in ("HOST", "PORT", "PUBLIC_URL", "LOG"):
        monkeypatch.delenv(f"HOLDFAST_{name}", raising=False)
    monkeypatch.setenv("HOLDFAST_DATABASE_URL", url)
    monkeypatch.setenv("HOLDFAST_SECRET_KEY", "only for the tests of the command line")
    monkeypatch.setenv("RETELL_API_KEY", RETELL_KEY)
    monkeypatch.setenv("TERMINAL_WIDTH", "100")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal whose database is a new SQLite file."""
    _environment(monkeypatch, f"sqlite:///{tmp_path}/terminal.db")
    yield Terminal(tmp_path)
    structlog.reset_defaults()


@pytest.fixture
def on_each_engine(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """The same on SQLite and on PostgreSQL."""
    _environment(monkeypatch, empty_database_url)
    yield Terminal(tmp_path)
    structlog.reset_defaults()
