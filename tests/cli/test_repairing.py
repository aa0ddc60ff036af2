"""`holdfast repair plan, apply, undo, waive` and `holdfast stats`, on a call told "taken" of its own visit."""

import json
from typing import Any

import pytest

from tests.cli.conftest import SLUG, Terminal
from tests.cli.played_call import book_by_telephone

CALL = "call_0123456789abcdef0123"
TAKEN = "Es tut mir leid, der Termin wurde gerade vergeben."


@pytest.fixture
def salon(on_each_engine: Terminal) -> Terminal:
    on_each_engine.fine("apply", on_each_engine.sample(), "--yes")
    book_by_telephone(CALL, told=TAKEN)
    on_each_engine.run("call", "explain", CALL)
    return on_each_engine


def told(terminal: Terminal, *arguments: str) -> tuple[int, Any]:
    result = terminal.run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_repair_is_shown_agreed_to_done_and_undone(salon: Terminal) -> None:
    code, plan = told(salon, "repair", "plan", CALL)
    assert (code, plan["cause"], plan["case"], plan["applied"]) == (1, "claim_against_tool", "open", None)
    assert "steht doch" in plan["tell_caller"]
    assert "delete" in {one["act"] for one in plan["never"]}
    refused = salon.run("repair", "apply", CALL)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1), "nobody is there to be asked"
    code, done = told(salon, "repair", "apply", CALL, "--token", plan["token"])
    assert (code, done["act"], done["new"]) == (0, plan["act"], True)
    assert told(salon, "repair", "apply", CALL, "--token", plan["token"])[1]["new"] is False
    assert salon.run("repair", "apply", CALL, "--token", "0" * 32).exit_code == 1, "not the plan as it is"
    assert told(salon, "repair", "plan", CALL)[1]["applied"] == done["id"]
    assert told(salon, "repair", "undo", CALL)[1]["outcome"] == "undone"
    again = salon.run("repair", "undo", CALL)
    assert (again.exit_code, again.stderr.count("\n")) == (2, 1)


def test_a_case_is_waived_with_a_reason(salon: Terminal) -> None:
    assert salon.run("repair", "waive", CALL, "--why", " ").exit_code == 2
    assert told(salon, "repair", "waive", CALL, "--why", "Kundin war da") == (0, {"call": CALL, "closed": "waived"})
    assert salon.run("repair", "waive", CALL, "--why", "Kundin war da").exit_code == 2
    assert told(salon, "repair", "plan", CALL)[1]["case"] == "waived"


def test_what_was_said_wrongly_is_counted_with_its_definition(salon: Terminal) -> None:
    _, (found,) = told(salon, "stats", "--tenant", SLUG)
    figures = {one["name"]: one for one in found["figures"]}
    assert figures["told_taken_but_ours"]["value"] == 1
    assert figures["told_taken_but_ours"]["calls"] == [CALL]
    assert figures["told_booked_but_absent"]["value"] == 0
    assert figures["minutes_to_repair"]["value"] is None, "the caller does not know yet"
    assert all(one["definition"] for one in found["figures"])
    assert "told_taken_but_ours" in salon.fine("stats", "--tenant", SLUG)


@pytest.mark.parametrize("verb", [["plan"], ["apply", "--yes"], ["undo"], ["waive", "--why", "so ist es"]])
def test_a_call_that_nobody_has_is_one_sentence(salon: Terminal, verb: list[str]) -> None:
    name, *options = verb
    for whose in ((), ("--tenant", SLUG)):
        result = salon.run("repair", name, "call_nowhere", *options, *whose)
        assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
