"""`holdfast secret` and `holdfast key`: shown once or never, ended at once."""

import pytest

from holdfast.entry.cli import credentials
from holdfast.sample import sample_tenant_file
from tests.cli.conftest import RETELL_KEY, SLUG, Terminal

SECRET = "this must never be seen"


def test_a_secret_is_stored_listed_by_name_and_removed(on_each_engine: Terminal) -> None:
    stored = on_each_engine.run("secret", "set", "RETELL_KEY", "--tenant", SLUG, stdin=SECRET + "\n")
    listed = on_each_engine.run("secret", "list")
    as_data = on_each_engine.json("secret", "list")
    assert [(one["name"], one["tenant"]) for one in as_data] == [("RETELL_KEY", SLUG)]
    assert "RETELL_KEY" in listed.stdout
    removed = on_each_engine.run("secret", "remove", "RETELL_KEY", "--tenant", SLUG)
    assert [r.exit_code for r in (stored, listed, removed)] == [0, 0, 0]
    assert not any(SECRET in r.output for r in (stored, listed, removed))
    assert on_each_engine.json("secret", "list") == []


def test_a_stored_secret_is_what_a_tenant_file_names(terminal: Terminal) -> None:
    text = sample_tenant_file().replace("env:RETELL_API_KEY", "secret:RETELL_KEY")
    path = terminal.write("salon.toml", text)
    assert terminal.run("apply", path, "--yes").exit_code == 2
    terminal.fine("secret", "set", "RETELL_KEY", "--tenant", SLUG, stdin=RETELL_KEY)
    assert terminal.json("apply", path, "--yes")["result"] == "stored"


def test_at_a_terminal_the_secret_is_asked_for_and_not_echoed(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []

    def ask(prompt: str, *, password: bool) -> str:
        asked.append((prompt, password))
        return SECRET

    monkeypatch.setattr(credentials, "is_at_terminal", lambda: True)
    monkeypatch.setattr("rich.prompt.Prompt.ask", ask)
    result = terminal.run("secret", "set", "TOKEN")
    assert asked == [("Value of TOKEN", True)]
    assert (result.exit_code, SECRET in result.output) == (0, False)


@pytest.mark.parametrize(("name", "value"), [("TOKEN", ""), ("TOKEN", "\n"), ("a b", "x"), ("TOKEN", "x" * 10_001)])
def test_an_empty_or_endless_secret_or_a_strange_name_stores_nothing(terminal: Terminal, name: str, value: str) -> None:
    assert terminal.run("secret", "set", name, stdin=value).exit_code == 2
    assert terminal.json("secret", "list") == []


def test_the_value_cannot_be_given_as_an_argument(terminal: Terminal) -> None:
    assert terminal.run("secret", "set", "TOKEN", SECRET).exit_code == 2


def test_without_the_secret_key_nothing_is_sealed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOLDFAST_SECRET_KEY")
    result = terminal.run("secret", "set", "TOKEN", stdin=SECRET)
    assert result.exit_code == 2
    assert "HOLDFAST_SECRET_KEY is not set" in result.stderr
    assert SECRET not in result.output


def test_removing_what_is_not_there_says_so(terminal: Terminal) -> None:
    assert terminal.run("secret", "remove", "TOKEN").exit_code == 2


def test_a_key_is_shown_once_and_never_listed(on_each_engine: Terminal) -> None:
    on_each_engine.fine("apply", on_each_engine.sample(), "--yes")
    made = on_each_engine.json("key", "create", "--tenant", SLUG, "--name", "office")
    key_id, _, secret = made["key"].partition(".")
    assert key_id == made["id"]
    assert len(secret) >= 40
    listed = on_each_engine.run("key", "list", "--tenant", SLUG)
    assert key_id in listed.stdout
    assert secret not in listed.output
    assert on_each_engine.json("key", "list")[0]["tenant"] == SLUG


def test_a_revoked_key_stays_on_the_list_and_cannot_be_revoked_twice(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    made = terminal.json("key", "create", "--tenant", SLUG)
    assert terminal.json("key", "revoke", made["id"], "--tenant", SLUG)["revoked"] is True
    assert terminal.json("key", "list")[0]["revoked_at"] is not None
    assert terminal.run("key", "revoke", made["id"], "--tenant", SLUG).exit_code == 2


def test_the_key_alone_is_on_standard_output(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    result = terminal.run("key", "create", "--tenant", SLUG)
    assert len(result.stdout.split()) == 1
    assert "only time" in result.stderr


def test_an_unknown_tenant_is_refused_with_those_that_there_are(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    result = terminal.run("key", "create", "--tenant", "salon-lindenhoff")
    assert result.exit_code == 2
    assert f"there are: {SLUG}" in result.stderr
