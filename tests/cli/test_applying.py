"""`holdfast apply`: the difference first, all faults at once, nothing stored unless somebody agreed."""

import json

import pytest

from holdfast.entry.cli import applying
from holdfast.sample import sample_tenant_file
from tests.cli.conftest import SLUG, Terminal


def test_a_new_salon_is_shown_and_stored_and_a_second_time_changes_nothing(on_each_engine: Terminal) -> None:
    first = on_each_engine.json("apply", on_each_engine.sample(), "--yes")
    assert (first["result"], first["version"], first["tenant"]) == ("stored", 1, SLUG)
    assert any(change["key"] == "service dauerwelle" and change["before"] is None for change in first["changes"])

    again = on_each_engine.run("apply", on_each_engine.sample())
    assert again.exit_code == 0
    assert "nothing to change (version 1)" in again.stdout


def test_a_changed_price_is_named_with_before_and_after(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    dearer = terminal.write("dearer.toml", sample_tenant_file().replace("price_cents = 8500", "price_cents = 9900"))
    shown = terminal.run("apply", dearer, "--dry-run")
    assert shown.exit_code == 1
    assert "8500 -> 9900" in shown.stdout
    assert "1 change, nothing stored" in shown.stdout
    assert terminal.run("apply", dearer, "--dry-run").exit_code == 1, "a dry run stores nothing"
    assert "in force as version 2" in terminal.fine("apply", dearer, "--yes")
    assert terminal.run("apply", dearer, "--dry-run").exit_code == 0


def test_every_fault_is_listed_with_its_line_and_nothing_is_stored(on_each_engine: Terminal) -> None:
    text = sample_tenant_file().replace('timezone = "Europe/Berlin"', 'timezone = "Europe/Nowhere"')
    wrong = on_each_engine.write("wrong.toml", text.replace("grid_minutes = 15", "grid_minutes = 7"))
    result = on_each_engine.run("apply", wrong, "--yes")
    assert result.exit_code == 2
    assert "tenant.timezone" in result.stderr
    assert "rules.grid_minutes" in result.stderr
    assert "wrong.toml:" in result.stderr
    assert "2 faults, nothing was stored" in result.stderr
    assert "there is none yet" in on_each_engine.run("booking", "list", "--tenant", SLUG).stderr


def test_faults_are_data_for_a_program(terminal: Terminal) -> None:
    wrong = terminal.write("wrong.toml", "[tenant]\nslug = 3\n")
    result = terminal.run("apply", wrong, "--json")
    assert result.exit_code == 2
    faults = json.loads(result.stdout)["faults"]
    assert {"tenant.slug", "tenant.name", "tenant.timezone"} <= {fault["key"] for fault in faults}
    assert all(fault["reason"] for fault in faults)


@pytest.mark.parametrize("json_or_not", [(), ("--json",)])
def test_without_anybody_to_agree_nothing_is_stored(terminal: Terminal, json_or_not: tuple[str, ...]) -> None:
    result = terminal.run("apply", terminal.sample(), *json_or_not)
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert "there is none yet" in terminal.run("booking", "list", "--tenant", SLUG).stderr


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("ja\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_at_a_terminal_it_asks_and_only_a_yes_stores(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr(applying, "is_at_terminal", lambda: True)
    result = terminal.run("apply", terminal.sample(), stdin=answer)
    assert result.exit_code == code
    assert "Apply this?" in result.stderr
    stored = terminal.run("booking", "list", "--tenant", SLUG)
    assert stored.exit_code == code


def test_a_file_that_is_not_there_is_one_sentence(terminal: Terminal) -> None:
    result = terminal.run("apply", "nowhere.toml", "--yes")
    assert result.exit_code == 2
    assert result.stderr.strip() == "holdfast: nowhere.toml: No such file or directory"


def test_a_file_in_another_encoding_is_one_sentence(terminal: Terminal) -> None:
    path = terminal.folder / "latin.toml"
    path.write_bytes("[tenant]\nname = 'Köln'".encode("latin-1"))
    result = terminal.run("apply", path, "--yes")
    assert (result.exit_code, "is not a text in UTF-8" in result.stderr) == (2, True)


def test_standard_input_can_be_applied(terminal: Terminal) -> None:
    assert terminal.json("apply", "-", "--yes", stdin=sample_tenant_file())["result"] == "stored"


def test_a_missing_secret_is_a_fault_and_its_name_is_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RETELL_API_KEY")
    result = terminal.run("apply", terminal.sample(), "--yes")
    assert result.exit_code == 2
    assert "RETELL_API_KEY is not set" in result.stderr
