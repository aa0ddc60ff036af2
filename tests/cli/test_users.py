"""`holdfast user`: who may sign in; the first one is made here."""

import pytest

from tests.cli.conftest import SLUG, Terminal

PASSWORD = "Der Kamm liegt links oben"


@pytest.fixture
def salon(terminal: Terminal) -> Terminal:
    """A terminal with the sample salon in force."""
    terminal.fine("apply", terminal.sample(), "--yes")
    return terminal


def test_a_user_is_added_listed_and_shut_out(salon: Terminal) -> None:
    added = salon.run("user", "add", "jana", "--role", "owner", "--tenant", SLUG, "--name", "Jana", stdin=PASSWORD)
    assert added.exit_code == 0 and PASSWORD not in added.output
    (seen,) = salon.json("user", "list")
    assert (seen["login"], seen["name"], seen["has_password"], seen["everywhere"]) == ("jana", "Jana", True, False)
    assert [(place["slug"], place["role"]) for place in seen["places"]] == [(SLUG, "owner")]
    assert "password" not in seen, "not even a digest"
    assert salon.run("user", "remove", "jana").exit_code == 0
    assert salon.json("user", "list")[0]["closed_at"] is not None
    assert salon.run("user", "restore", "jana").exit_code == 0
    assert salon.json("user", "list")[0]["closed_at"] is None


def test_a_link_instead_of_a_password(salon: Terminal) -> None:
    made = salon.json("user", "add", "mia", "--role", "reception", "--tenant", SLUG, "--link")
    assert made["link"].startswith("http://127.0.0.1:8080/welcome/")
    assert salon.json("user", "list", "--tenant", SLUG)[0]["has_password"] is False
    again = salon.json("user", "link", "mia")
    assert again["link"] != made["link"]


def test_a_known_user_gets_one_more_role_and_loses_it(salon: Terminal) -> None:
    salon.fine("user", "add", "otto", "--role", "operator", stdin=PASSWORD)
    assert salon.json("user", "list")[0]["everywhere"] is True
    salon.fine("user", "add", "otto", "--role", "auditor", "--tenant", SLUG)
    assert salon.json("user", "list")[0]["places"][0]["role"] == "auditor"
    salon.fine("user", "remove", "otto", "--tenant", SLUG)
    assert salon.run("user", "remove", "otto", "--tenant", SLUG).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("add", "x", "--role", "owner", "--tenant", SLUG), PASSWORD),
        (("add", "jana", "--role", "owner"), PASSWORD),
        (("add", "jana", "--role", "owner", "--tenant", "no-such-salon"), PASSWORD),
        (("add", "jana", "--role", "queen", "--tenant", SLUG), PASSWORD),
        (("add", "jana", "--role", "owner", "--tenant", SLUG), "short"),
        (("link", "nobody"), ""),
        (("password", "nobody"), PASSWORD),
        (("remove", "nobody"), ""),
    ],
)
def test_what_cannot_be_is_refused_and_stores_nothing(salon: Terminal, arguments: tuple[str, ...], stdin: str) -> None:
    assert salon.run("user", *arguments, stdin=stdin).exit_code == 2
    assert salon.json("user", "list") == []
