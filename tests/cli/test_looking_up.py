"""`holdfast booking`, `holdfast call`: what was booked, and what happened on the telephone."""

import pytest

from tests.cli.conftest import SLUG, Terminal
from tests.cli.played_call import CALLER, TEST_CALLER, book_by_telephone

CALL = "call_0123456789abcdef0123"


@pytest.fixture
def salon(on_each_engine: Terminal) -> Terminal:
    on_each_engine.fine("apply", on_each_engine.sample(), "--yes")
    return on_each_engine


def test_a_booking_is_listed_and_shown_with_its_segments_and_gaps(salon: Terminal) -> None:
    ref = book_by_telephone(CALL, service="Dauerwelle")
    assert ref in salon.fine("booking", "list", "--tenant", SLUG)
    listed = salon.json("booking", "list", "--tenant", SLUG)
    assert [(one["ref"], one["state"], one["service"]) for one in listed] == [(ref, "confirmed", "Dauerwelle")]
    shown = salon.json("booking", "show", ref.lower(), "--tenant", SLUG)
    assert [segment["kind"] for segment in shown["segments"]] == ["busy", "gap", "busy", "gap", "busy", "busy"]
    assert [bool(segment["uid"]) for segment in shown["segments"]] == [True, False, True, False, True, True]
    assert {segment["calendar"] for segment in shown["segments"]} == {"verified", None}
    assert "Haare wickeln" in salon.fine("booking", "show", ref, "--tenant", SLUG)


def test_bookings_of_one_day_are_those_that_start_on_it(salon: Terminal) -> None:
    ref = book_by_telephone(CALL)
    day = salon.json("booking", "list", "--tenant", SLUG)[0]["start"][:10]
    assert [one["ref"] for one in salon.json("booking", "list", "--tenant", SLUG, "--day", day)] == [ref]
    assert salon.json("booking", "list", "--tenant", SLUG, "--day", "2020-01-01") == []
    assert "nothing is booked" in salon.fine("booking", "list", "--tenant", SLUG, "--day", "2020-01-01")


def test_a_call_is_listed_and_its_timeline_shows_what_was_said(salon: Terminal) -> None:
    ref = book_by_telephone(CALL)
    assert [(one["id"], one["number"]) for one in salon.json("call", "list", SLUG)] == [(CALL, CALLER)]
    assert CALL in salon.fine("call", "list", SLUG)
    shown = salon.json("call", "show", SLUG, CALL)
    assert shown["bookings"] == [ref]
    kinds = [event["kind"] for event in shown["timeline"]]
    assert kinds[0] == "call_inbound"
    assert {"call_started", "tool_called", "held", "visit_decided", "answered", "call_ended"} <= set(kinds)
    offsets = [event["offset_ms"] for event in shown["timeline"]]
    assert offsets[0] == 0
    assert offsets == sorted(offsets)
    text = salon.fine("call", "show", SLUG, CALL)
    assert "fest eingetragen" in " ".join(text.split())


def test_test_visits_are_undone_and_others_stay(salon: Terminal) -> None:
    kept = book_by_telephone(CALL)
    book_by_telephone("call_test456789abcdef0123", TEST_CALLER)
    assert salon.json("call", "cleanup-tests", "--tenant", SLUG)["undone"] == 1
    states = {one["ref"]: one["state"] for one in salon.json("booking", "list", "--tenant", SLUG)}
    assert states.pop(kept) == "confirmed"
    assert set(states.values()) == {"cancelled"}
    assert "0 test visits were undone" in salon.fine("call", "cleanup-tests", "--tenant", SLUG)


@pytest.mark.parametrize(
    "verb",
    [
        ["booking", "show", "X9X9X", "--tenant", SLUG],
        ["call", "show", SLUG, "call_nowhere"],
        ["booking", "list", "--tenant", "another"],
        ["call", "list", "another"],
        ["call", "cleanup-tests", "--tenant", "another"],
        ["agent", "export", "another", "--url", "https://termine.example.test"],
    ],
)
def test_what_is_not_there_is_one_sentence(terminal: Terminal, verb: list[str]) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    result = terminal.run(*verb)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
