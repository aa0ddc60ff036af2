"""The call this project was born from, played again: in each of its four variants today's code says what is so."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from holdfast.testing.replay import Replay, replay

OWN, TEST = "call_aaaaaaaaaaaaaaaa", "call_bbbbbbbbbbbbbbbb"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "cases"
TEN, MINUTES = "2025-11-28T10:00:00+01:00", ((0, 50), (65, 70), (80, 95), (95, 135))


def entry(number: int, begin: int, end: int, created_at: str, **marks: str) -> dict[str, Any]:
    """One booking of the calendar, from `begin` to `end` minutes after ten."""
    return {
        "id": number,
        "uid": f"uid-{number}",
        "status": "accepted",
        "start": f"2025-11-28T{9 + begin // 60:02d}:{begin % 60:02d}:00+00:00",
        "end": f"2025-11-28T{9 + end // 60:02d}:{end % 60:02d}:00+00:00",
        "created_at": created_at,
        "host": "Felix Muster",
        "attendee": {"name": "Ada Beispiel", "email": "ada@example.org"},
        "metadata": marks,
    }


def case(*entries: dict[str, Any]) -> dict[str, Any]:
    """Check, offer, yes, book: and the answer was "vergeben", eleven seconds later."""
    parts = [
        {"name": "Wickeln", "busy": 50}, {"gap": 15}, {"name": "Fixierung", "busy": 5}, {"gap": 10},
        {"name": "Auswaschen", "busy": 15}, {"name": "Schneiden", "busy": 40},
    ]  # fmt: skip
    checked = {"id": "t1", "name": "check_availability_v17", "start_s": 28.0, "end_s": 29.5, "http_status": 200}
    booked = {"id": "t2", "name": "start_booking", "start_s": 47.2, "end_s": 58.4, "http_status": 200}
    wish = {"dienstleistung": "Dauerwelle", "datum": "nächster Freitag", "uhrzeit": "zehn Uhr"}
    return {
        "schema": "holdfast.case/1",
        "call": {
            "call_id": OWN,
            "platform": "retell",
            "from_number": "+4930555500001",
            "to_number": "+4930555500002",
            "started_at": "2025-11-23T22:04:50+01:00",
            "timezone": "Europe/Berlin",
            "tool_timeout_ms": 5000,
        },
        "tool_calls": [
            {**checked, "args": wish, "answer": {"success": True, "data": {"available": True}}},
            {
                **booked,
                "args": {"datetime": "2025-11-28 10:00", "service_name": "Dauerwelle", "customer_name": "Ada Beispiel"},
                "answer": {"success": False, "error": "Dieser Termin wurde gerade vergeben."},
            },
        ],
        "bookings": [{"id": "762", "call_id": OWN, "state": "confirmed", "start": TEN}],
        "calendar": [{"listed_at": "2025-11-23T22:23:00+01:00", "complete": True, "bookings": list(entries)}],
        "catalog": {
            "services": [{"key": "dauerwelle", "name": "Dauerwelle", "segments": parts}],
            "staff": [{"key": "felix", "name": "Felix Muster"}],
        },
    }


ECHO = case(
    *(
        entry(n, begin, end, f"2025-11-23T21:05:{34 + 2 * n}.000Z", crm_appointment_id="762")
        for n, (begin, end) in enumerate(MINUTES)
    )
)
RACE = case(entry(1, 15, 70, "2025-11-23T21:05:26.410Z", source="booking-page"))
STALE = case(entry(1, 15, 70, "2025-11-23T20:58:10.120Z", source="booking-page"))
EARLIER = case(
    *(
        entry(n, begin, end, f"2025-11-23T20:52:{31 + n}.000Z", crm_appointment_id="761", call_id=TEST)
        for n, (begin, end) in enumerate(MINUTES)
    )
)


def outcomes(found: Replay) -> list[tuple[str, str]]:
    return [(one.then.value, one.now.value) for one in found.tools]


def test_its_own_echo_is_not_called_taken_any_more() -> None:
    found = replay(ECHO)
    assert outcomes(found) == [("offered", "offered"), ("denied", "done")]
    assert (found.still_happens, found.booked, len(found.entries)) == (False, 1, 4)
    assert "fest eingetragen" in (found.tools[-1].say or "")


def test_a_true_race_is_still_lost_and_nothing_of_ours_is_left() -> None:
    found = replay(RACE)
    assert outcomes(found) == [("offered", "offered"), ("denied", "denied")]
    assert (found.still_happens, found.booked) == (True, 0)
    assert sum(note.startswith("created") for note in found.entries) == sum(
        note.startswith("cancelled") for note in found.entries
    )
    assert "vergeben" in (found.tools[-1].say or "")
    assert "was passt Ihnen" in (found.tools[-1].say or ""), "other times are held"


@pytest.mark.parametrize("variant", [STALE, EARLIER], ids=["stale copy", "earlier test"])
def test_what_stood_there_before_is_not_offered_any_more(variant: dict[str, Any]) -> None:
    found = replay(variant)
    assert found.tools[0].now.value == "denied"
    assert (found.still_happens, found.booked, found.entries) == (False, 0, ())


@pytest.mark.parametrize("variant", [ECHO, RACE, STALE, EARLIER])
def test_the_same_case_is_answered_byte_for_byte_alike(variant: dict[str, Any]) -> None:
    first, second = replay(variant), replay(deepcopy(variant))
    assert [one.text for one in first.tools] == [one.text for one in second.tools]
    assert first == second


def test_a_recorded_answer_of_ours_is_compared_byte_for_byte_but_for_its_codes() -> None:
    first = replay(ECHO)
    ours = deepcopy(ECHO)
    for tool, played in zip(ours["tool_calls"], first.tools, strict=True):
        tool["answer"] = json.loads(played.text or "")
    assert [one.is_alike for one in replay(ours).tools] == [True, True]
    ours["tool_calls"][1]["answer"]["say"] += " Bis dann!"
    changed = replay(ours)
    assert [one.is_alike for one in changed.tools] == [True, False]
    assert changed.tools[1].differs


def test_what_the_platform_sent_twice_is_one_visit() -> None:
    slow = deepcopy(ECHO)
    slow["call"]["tool_timeout_ms"] = 1000
    found = replay(slow)
    assert found.tools[-1].times == 2
    assert found.tools[-1].now.value in ("done", "open")
    assert (found.still_happens, found.booked, len(found.entries)) == (False, 1, 4)


def test_what_cannot_be_replayed_is_said() -> None:
    odd = deepcopy(RACE)
    odd["tool_calls"].insert(0, {"id": "t0", "name": "get_current_context", "args": {}, "start_s": 1.9})
    odd["calendar"][0]["bookings"][0]["host"] = "Unbekannt"
    found = replay(odd)
    assert "get_current_context is no tool of ours and was not replayed" in found.not_replayed
    assert any("could not be placed" in note for note in found.not_replayed)
    assert any("working hours" in note for note in found.not_replayed)
    assert found.tools[0].text is None


@pytest.mark.parametrize(
    "broken", [{}, {"call": {}}, {"call": {"call_id": "x"}}, {"call": {"call_id": "x", "started_at": "gestern"}}]
)
def test_a_case_without_its_beginning_is_refused_by_name(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"call\."):
        replay(broken)


def test_a_catalogue_that_no_salon_can_have_is_refused_by_name() -> None:
    odd = deepcopy(ECHO)
    odd["call"]["timezone"] = "Mars/Olympus"
    with pytest.raises(ValueError, match="catalog"):
        replay(odd)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled cases lie beside the repository")
@pytest.mark.parametrize(
    ("name", "still"), [("272edd18", False), ("272edd18-b", True), ("272edd18-c", False), ("272edd18-d", False)]
)
def test_the_recorded_incident_itself(name: str, still: bool) -> None:
    recorded = json.loads((SHARED / f"{name}.json").read_text(encoding="utf-8"))["case"]
    assert replay(recorded).still_happens is still
