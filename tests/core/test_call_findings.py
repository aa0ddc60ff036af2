"""What is odd about a call itself: each rule with a call that shows it and one that does not."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.call_findings import Heard, findings_of
from holdfast.core.identity import Trust
from holdfast.core.transcript import Invocation

ORDINARY: dict[str, Any] = {
    "platform": "retell",
    "trust": Trust.SIGNED,
    "has_number": True,
    "zone": ZoneInfo("Europe/Berlin"),
    "call_id": "call_0123456789abcdef",
    "started_at": datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    "requests": (("check_availability", {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr"}),),
    "invocations": (
        Invocation("1", "check_availability", "custom", {}),
        Invocation("2", "end_call", "end_call", {}),
    ),
    "variables": {"current_time_Europe/Berlin": "Tuesday, November 24, 2026 at 10:00:04 AM CET"},
    "served": frozenset({"check_availability"}),
}


def kinds(**changed: Any) -> dict[str, dict[str, Any]]:
    return dict(findings_of(Heard(**{**ORDINARY, **changed})))


def test_an_ordinary_call_has_none() -> None:
    assert kinds() == {}


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"requests": (("book", {"call_id": "call_001"}),)}, "placeholder_call_id"),
        ({"requests": (("book", {"call_id": "{{call_id}}"}),)}, "placeholder_call_id"),
        ({"requests": (("book", {"call_id": "call_ffffffffffffffff"}),)}, "placeholder_call_id"),
        ({"trust": Trust.PROVISIONAL}, "call_without_id"),
        ({"has_number": False}, "number_hidden"),
        ({"platform": "retell_web", "has_number": False}, "web_call"),
        ({"invocations": (Invocation("1", "book_appointment_cal", "book_appointment_cal", {}),)}, "tool_elsewhere"),
        ({"invocations": (Invocation("1", "send_mail", "custom", None),)}, "tool_elsewhere"),
        ({"requests": (("book", {"customer_name": "{{name}}"}),)}, "argument_unfilled"),
        ({"requests": (("book", {"customer_name": "None"}),)}, "argument_constant"),
        ({"requests": (("book", {"email": "test@example.com"}),)}, "argument_constant"),
        ({"requests": (("book", {"datetime": "2026-11-27T10:00:00-08:00"}),)}, "argument_time_zone"),
        ({"variables": {"current_time": "Tuesday, November 24, 2026 at 01:00 AM PST"}}, "agent_time_zone"),
    ],
)
def test_each_oddity_is_found(changed: dict[str, Any], kind: str) -> None:
    assert set(kinds(**changed)) == {kind}


@pytest.mark.parametrize(
    "changed",
    [
        {"requests": (("book", {"call_id": "call_0123456789abcdef"}),)},
        {"requests": (("book", {"notes": "unknown", "datetime": "2026-11-27T10:00:00+01:00"}),)},
        {"variables": {"current_time": "um zehn"}},
        {"variables": {"current_time": "10:07"}},
        {"variables": {"opening_time": "01:00"}},
    ],
)
def test_what_only_looks_odd_is_none(changed: dict[str, Any]) -> None:
    assert kinds(**changed) == {}


def test_a_web_call_is_no_hidden_number() -> None:
    assert "number_hidden" not in kinds(platform="retell_web", has_number=False)


def test_how_far_the_agents_clock_is_off_is_told_past_midnight_too() -> None:
    evening = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    assert kinds(started_at=evening, variables={"current_time": "00:31"}) == {}
    assert kinds(started_at=evening, variables={"current_time": "11:31 PM"})["agent_time_zone"]["minutes_off"] == -59


def test_findings_hold_nothing_that_a_person_said() -> None:
    found = kinds(requests=(("book", {"customer_name": "{{Erika Beispiel}}", "call_id": "Erika Beispiel"}),))
    assert "Erika" not in repr(found)
