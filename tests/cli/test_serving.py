"""`holdfast serve` and `holdfast work`, as processes: they say where they are, and end gently."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Terminal
from tests.postgres_server import fresh_database

COMMAND = [sys.executable, "-c", "from holdfast.entry.cli import main; main()"]


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a verb that stays."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_value(running: subprocess.Popen[str]) -> dict[str, object]:
    """The JSON value that it prints when it is ready."""
    assert running.stdout is not None
    text = ""
    for line in running.stdout:
        text += line
        if line.startswith("}"):
            break
    data = json.loads(text)
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_its_address_answers_and_ends_gently(tmp_path: Path, ending: signal.Signals) -> None:
    running = start("serve", "--port", "0", "--json", HOLDFAST_DATABASE_URL=f"sqlite:///{tmp_path}/serve.db")
    try:
        told = first_value(running)
        assert httpx.get(f"{told['url']}/healthz", trust_env=False, timeout=10).status_code == 200
        assert told["worker"] is True
    finally:
        running.send_signal(ending)
        _, errors = running.communicate(timeout=30)
    assert running.returncode == 0, errors
    assert "Traceback" not in errors


def test_serve_refuses_a_public_address_without_a_secret_key(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOLDFAST_SECRET_KEY")
    result = terminal.run("serve", "--host", "0.0.0.0", "--port", "0")
    assert (result.exit_code, "HOLDFAST_SECRET_KEY" in result.stderr) == (2, True)


def test_work_says_on_sqlite_that_serve_does_it_all(terminal: Terminal) -> None:
    result = terminal.run("work")
    assert (result.exit_code, "serve" in result.stderr) == (2, True)


def test_work_runs_on_postgresql_and_ends_gently(postgres_url: str) -> None:
    with fresh_database(postgres_url) as url:
        running = start("work", "--json", HOLDFAST_DATABASE_URL=url)
        try:
            told = first_value(running)
            assert told["working"] is True
            assert "***" in str(told["database"]), "the password is not shown"
        finally:
            running.send_signal(signal.SIGTERM)
            _, errors = running.communicate(timeout=30)
    assert running.returncode == 0, errors
