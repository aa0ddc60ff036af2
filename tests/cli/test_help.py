"""`--help` teaches: every verb says what it does and shows an example."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from holdfast.entry.cli import app
from holdfast.entry.cli.session import in_words
from tests.cli.conftest import Terminal


def verbs(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every verb that does something, with the words that lead to it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from verbs(command, (*path, name))
        else:
            yield (*path, name), command


VERBS = list(verbs(typer.main.get_command(app)))


def test_the_verbs_of_the_design_are_all_there() -> None:
    names = {" ".join(path) for path, _ in VERBS}
    assert {"demo", "serve", "work", "apply", "secret set", "secret list", "secret remove"} <= names
    assert {"key create", "key list", "key revoke", "agent export", "booking list", "booking show"} <= names
    assert {"call list", "call show", "call cleanup-tests", "db migrate", "db backup", "db restore"} <= names


@pytest.mark.parametrize("path", [path for path, _ in VERBS], ids=" ".join)
def test_the_help_of_every_verb_shows_how_to_use_it(terminal: Terminal, path: tuple[str, ...]) -> None:
    shown = terminal.fine(*path, "--help")
    assert "Example" in shown
    assert f"holdfast {' '.join(path)}" in " ".join(shown.split())


@pytest.mark.parametrize("path", [path for path, _ in VERBS if path[0] not in ("demo", "bench")], ids=" ".join)
def test_every_verb_speaks_json(path: tuple[str, ...]) -> None:
    command = dict(VERBS)[path]
    assert any("--json" in parameter.opts for parameter in command.params)


def test_without_a_verb_the_help_is_shown(terminal: Terminal) -> None:
    result = terminal.run()
    assert result.exit_code == 2
    assert "holdfast demo" in result.output


def test_the_version_is_told(terminal: Terminal) -> None:
    assert terminal.fine("--version").startswith("holdfast ")


def test_a_mistyped_verb_is_wrong_use(terminal: Terminal) -> None:
    assert terminal.run("aply").exit_code == 2


def test_a_defect_is_told_in_one_sentence(terminal: Terminal) -> None:
    del terminal
    code, sentence = in_words(KeyError("x"))
    assert code == 3
    assert "please report it" in sentence


def test_a_debugger_gets_the_defect_itself(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    del terminal
    monkeypatch.setenv("HOLDFAST_LOG", "debug")
    with pytest.raises(KeyError):
        in_words(KeyError("x"))


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    command = f"{sys.executable} -c 'from holdfast.entry.cli import main; main()' agent export --help | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
