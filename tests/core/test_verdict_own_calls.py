"""What calls of our own taught: each class of mistaken verdict that the simulated world found, as a pair of "is" and
"is not"."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from holdfast.actions.case_tools import Served, _never_came
from holdfast.core.case import Line
from holdfast.core.case_answers import Aim, Meaning, aim_of, meaning_of
from holdfast.core.case_reading import read_case
from holdfast.core.claims_said import read_conversation
from holdfast.core.claims_said.when import clocks_in
from holdfast.core.transcript import Invocation
from holdfast.core.verdict import explain
from tests.core.cases.builder import Json, Story, book_args, booked, offered, refused

TUESDAY = date(2026, 3, 10)
OTHER = "call_6b11cc22"


def told(*lines: tuple[str, str]) -> str:
    """What the caller believes after these lines."""
    spoken = [Line(f"u{n}", role, text, text, 4.0 * n, 4.0 * n + 3) for n, (role, text) in enumerate(lines)]
    return read_conversation(spoken, TUESDAY).told.value


def three(story: Story) -> tuple[str, str, str, bool, str]:
    verdict = explain(story.case())
    w = verdict.witnesses
    return w.said, w.stored, w.calendar, verdict.agree, verdict.cause


def moved(story: Story, **row: Any) -> Story:
    """The visit stands at eleven now."""
    at = story.local("11:00")
    story.parts["bookings"], story.parts["calendar"] = [], []
    story.row("confirmed", at=at, previous_start=story.local(), ref="EB1", **row)
    story.listing(story.entry(start=at))
    return story


def rescheduled(state: str, say: str, clock: str = "11:00", **answer: Any) -> Story:
    """A call about an older visit, that asks to move it to eleven."""
    s = Story()
    s.caller(2.0, "Ich möchte meinen Termin auf Freitag um elf Uhr verschieben.")
    args = {"ref": "EB1", "date": "Freitag", "time": "elf Uhr"}
    s.tool("reschedule", args, 8.0, 9.0, {"say": say, "state": state, "ref": "EB1", "at": s.local(clock), **answer})
    s.agent(10.0, say, 14.0)
    s.row("confirmed", -90_000, call_id=OTHER, ref="EB1", changed_at=s.at(-80_000))
    s.listing(s.entry(-90_000))
    return s


# Two visits in one answer


def test_a_visit_that_is_still_being_entered_beside_the_one_told_of_is_not_the_wish() -> None:
    wish = ("caller", "Am Mittwoch um zehn Uhr, bitte.")
    done = "Ihr Termin am Mittwoch um zehn Uhr ist fest eingetragen."
    beside = " Ihr Termin am Donnerstag um vierzehn Uhr wird gerade noch eingetragen, bestätigt ist er noch nicht."
    assert told(wish, ("agent", done + beside)) == "booked"
    asked = ("caller", "Und der am Donnerstag um vierzehn Uhr?")
    assert told(asked, ("agent", done + beside)) == "pending"
    assert told(wish, ("agent", done), ("agent", beside)) == "pending"


def test_a_visit_of_the_callers_own_with_other_times_offered_refuses_the_wish() -> None:
    own = "Am Donnerstag um zehn Uhr haben Sie bei uns schon einen Termin."
    assert told(("agent", own + " Frei hätte ich um elf Uhr oder zwölf Uhr, was passt Ihnen?")) == "taken"
    assert told(("agent", own)) == "booked"
    assert told(("agent", "Sie haben einen Termin um zehn. Am Freitag um elf ist auch frei, passt das?")) == "free"


def test_a_second_visit_asked_about_says_nothing_of_the_wish() -> None:
    free = ("agent", "Um zehn Uhr ist frei. Soll ich das buchen?")
    there = "Für Freitag steht auf diesen Namen schon ein Termin, Herrenhaarschnitt."
    assert told(free, ("agent", there + " Soll ich trotzdem noch einen eintragen?")) == "free"
    assert told(free, ("agent", there)) == "booked"


def test_entered_beside_another_that_stays_is_entered() -> None:
    refusal = ("agent", "Ich komme gerade nicht in unseren Kalender, das hat leider nicht geklappt.")
    new = "Ihr zweiter Termin um zwölf Uhr ist fest eingetragen, der um zehn Uhr bleibt bestehen."
    assert told(refusal, ("agent", new)) == "booked"
    assert told(("agent", "Um elf ist leider vergeben. Ihr Termin um zehn bleibt bestehen.")) == "taken"


def test_two_hours_in_one_breath_are_two_hours() -> None:
    assert {clock.minutes for clock in clocks_in("um 11 uhr und 14 uhr")} == {660, 840}
    assert {clock.minutes for clock in clocks_in("um 11 uhr und 14 minuten")} == {674}


def test_the_visit_told_of_last_is_the_one_judged() -> None:
    s = booked()
    s.parts["bookings"][0]["ref"] = "EB1"
    second = {"say": "Ihr zweiter Termin um sechzehn Uhr ist eingetragen.", "state": "confirmed", "ref": "EB2"}
    s.caller(32.0, "Und noch einen um sechzehn Uhr, bitte.")
    s.tool("book", {**book_args(s), "time": "sechzehn Uhr"}, 35.0, 37.0, second)
    s.agent(38.0, second["say"], 42.0)
    s.row("cancelled", 36.0, id="b101", ref="EB2", at=s.local("16:00"), changed_by=OTHER)
    assert three(s)[:3] == ("booked", "cancelled", "absent")
    s.parts["tool_calls"][-1]["answer"] = {"say": "Sechzehn Uhr ist vergeben.", "state": "refused"}
    assert three(s)[1:3] == ("confirmed", "present")


# A move


def test_a_visit_moved_onto_its_own_time_is_where_it_was_said_to_be() -> None:
    say = "Ihr Termin ist auf Donnerstag um vierzehn Uhr verschoben."
    assert three(rescheduled("confirmed", say, "14:00"))[3:] == (True, "none")
    at_another = three(rescheduled("confirmed", "Ihr Termin ist auf Donnerstag um elf Uhr verschoben."))
    assert at_another[3] is False


def test_what_another_call_moved_since_is_not_this_ones_move() -> None:
    assert three(moved(booked(), changed_by="call_5f00aa11"))[1] == "moved"
    for by in (OTHER, "person"):
        assert three(moved(booked(), changed_by=by))[1] == "confirmed"
    assert three(moved(booked(), changed_by=OTHER))[4] == "none"


def test_a_day_wished_for_a_move_in_vain_is_no_wrong_day() -> None:
    in_vain = rescheduled("refused", "Freitag um elf Uhr ist leider vergeben.", reason="slot_taken")
    in_vain.parts["bookings"][0]["call_id"] = in_vain.call_id
    assert three(in_vain)[4] != "wrong_day"
    s = booked()
    s.parts["utterances"] = [line for line in s.parts["utterances"] if line["role"] == "agent"][2:]
    s.caller(3.0, "Ich hätte gern einen Damenhaarschnitt am Freitag um vierzehn Uhr.")
    assert three(s)[4] == "wrong_day"


def test_an_answer_that_a_visit_is_cancelled_covers_the_word() -> None:
    say = "Ihr Termin am Donnerstag um vierzehn Uhr ist abgesagt."
    s = rescheduled("cancelled", say, "14:00")
    s.parts["bookings"][0]["state"] = "cancelled"
    s.parts["calendar"][0]["bookings"][0]["status"] = "cancelled"
    assert three(s) == ("cancelled", "cancelled", "cancelled", True, "none")
    s.parts["tool_calls"][0]["answer"] = {"say": "Einen kleinen Moment noch.", "state": "pending", "ref": "EB1"}
    assert three(s)[4] == "claim_without_tool"


def test_a_move_that_was_answered_with_a_visit_already_there_moved_nothing() -> None:
    for reason, meaning in (("already_yours", Meaning.CONFIRMED), (None, Meaning.MOVED)):
        story = rescheduled("confirmed", "Den haben Sie schon.", reason=reason)
        tool = read_case(story.case()).tools
        assert tool is not None
        assert meaning_of(tool[0], Aim.MOVE, TUESDAY) is meaning
        assert aim_of(tool[0]) is Aim.MOVE


# Causes named although all agree


def test_an_answer_that_got_lost_did_no_harm_once_a_later_one_was_heard() -> None:
    s = offered(Story())
    pending = {"say": "Ich trage den Termin gerade ein.", "state": "pending", "ref": "EB1"}
    s.tool("book", book_args(s), 22.0, 25.0, pending, seen_by_platform=False)
    s.row("cancelled", ref="EB1")
    s.listing(s.entry(status="cancelled"))
    assert three(s)[4] == "barge_in_lost"
    gone = {"say": "Ihr Termin um vierzehn Uhr ist abgesagt.", "state": "cancelled", "ref": "EB1"}
    s.tool("cancel", {"ref": "EB1"}, 31.0, 32.0, gone)
    s.agent(33.0, gone["say"], 36.0)
    assert three(s) == ("cancelled", "cancelled", "cancelled", True, "none")


def test_a_race_that_was_lost_and_told_is_over_once_another_time_is_booked() -> None:
    s = refused()
    s.parts["calendar"] = []
    s.listing(s.foreign(s.at(19)))
    assert three(s)[4] == "real_race"
    s.caller(32.0, "Dann um sechzehn Uhr.")
    done = {"say": "Sechzehn Uhr ist eingetragen.", "state": "confirmed", "ref": "EB2"}
    s.tool("book", {**book_args(s), "time": "sechzehn Uhr"}, 35.0, 37.0, done)
    s.agent(38.0, "Sie sind für Donnerstag um sechzehn Uhr eingetragen.", 42.0)
    at = s.local("16:00")
    s.row("confirmed", 36.0, id="b101", ref="EB2", at=at)
    s.parts["calendar"] = []
    s.listing(s.foreign(s.at(19)), s.foreign(s.at(19), uid="uid-2", start=at), s.entry(36.0, ref="b101", start=at))
    assert three(s)[4] != "real_race"


def test_a_rule_of_ours_is_no_echo() -> None:
    s = refused()
    s.parts["requests"] = []
    s.create(22.4)
    s.parts["calendar"] = []
    s.listing(s.entry(22.8, status="cancelled", updated_at=s.stamp(26.0)))
    s.parts["tool_calls"][-1]["answer"] = {"say": "Um vierzehn Uhr ist vergeben.", "state": "refused"}
    s.last_tool["answer"]["reason"] = "slot_taken"
    assert three(s)[4] == "own_echo"
    s.last_tool["answer"]["reason"] = "closed"
    assert three(s)[4] != "own_echo"


def test_a_row_that_failed_once_its_bookings_were_gone_took_them_back() -> None:
    s = refused()
    s.parts["requests"] = [s.create(22.4)]
    s.parts["calendar"] = []
    s.listing(s.entry(22.8, status="cancelled", updated_at=s.stamp(25.0)))
    s.parts["bookings"][0]["changed_at"] = s.at(26.0)
    assert three(s)[:4] == ("taken", "failed", "cancelled", True)
    s.parts["bookings"][0]["changed_at"] = s.at(20.0)
    assert three(s)[3] is False


# Requests that never came


def test_an_invocation_that_never_came_is_not_paired_with_the_next_ones_request() -> None:
    lost = Invocation("1", "book", "custom", {"a": 1}, "Error: no answer in time")
    answered = replace(lost, id="2", result='{"say": "Um zehn."}')
    again = replace(lost, id="3", result='{"say": "Um elf."}')
    at = datetime(2026, 3, 10, tzinfo=UTC)
    came: list[Served] = []
    answers: list[Json] = [{"say": "Um zehn."}, {"say": "Um elf."}]
    came.extend(Served("book", {"a": 1}, at, "k", answer=answer) for answer in answers)
    assert _never_came(lost, came, [lost, answered, again])
    assert not _never_came(answered, came, [answered, again])
    assert not _never_came(lost, came, [lost, again])
