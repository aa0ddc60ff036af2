"""What the caller is to hear after a repair says what stands, and no more."""

import pytest

from holdfast.core.verdict import explain
from tests.core.cases.builder import Story, booked, failed
from tests.core.cases.everything import CASES


def told(story: Story) -> str:
    return str(explain(story.case()).as_dict()["repair"]["tell_caller"])


def _never_heard(s: Story) -> Story:
    """The answer to the last tool call was lost, and what it would have told was never said."""
    s.last_tool["seen_by_platform"] = False
    s.parts["utterances"] = [line for line in s.parts["utterances"] if line["start_s"] < 20]
    return s


def _cancelled() -> Story:
    s = Story()
    s.caller(3.0, "Elif Beispiel, ich möchte meinen Termin am Donnerstag um vierzehn Uhr absagen.")
    s.tool("cancel", {"ref": "EB1"}, 22.0, 24.0, {"say": "Abgesagt.", "state": "cancelled"})
    s.ask(22.4, "POST", "/v2/bookings/uid-b100/cancel", 200, {"status": "success"}, tool_call="t1")
    s.row("cancelled", -500000, call_id="call_0ld", changed_at=s.at(23.5))
    s.listing(s.entry(-500000, status="cancelled", updated_at=s.stamp(23)))
    return s


def test_a_cancellation_that_was_never_heard_is_told_as_one() -> None:
    assert "ist abgesagt, wie Sie es wollten" in told(_never_heard(_cancelled()))


def test_a_booking_that_was_never_heard_is_told_as_one() -> None:
    assert "ist fest für Sie eingetragen" in told(_never_heard(booked()))


def test_a_refusal_that_was_never_heard_promises_nothing() -> None:
    words = told(_never_heard(failed()))
    assert "fest für Sie eingetragen" not in words and "wie Sie es wollten" not in words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("left_open_then_booked_and_nobody_told", "am Telefon blieb das noch offen"),
        ("late_success_after_a_gateway_error", "zu spät geantwortet"),
        ("away_was_entered_between_offer_and_booking", "wurde eine Abwesenheit eingetragen"),
        ("real_race_other_host_noise", "jemand anderes genommen"),
    ],
)
def test_the_sentence_tells_how_it_came_about(name: str, words: str) -> None:
    story, _ = CASES[name]()
    assert words in str(explain(story.case()).as_dict()["sentence"])
