"""One clock: audio seconds and the calendar's stamps on ours, and every disagreement shown."""

from datetime import timedelta

from holdfast.core.case_facts import Facts
from holdfast.core.case_reading import read_case
from holdfast.core.timeline import moments_of, read_clocks
from tests.core.cases.builder import Story, booked


def test_audio_seconds_are_tied_by_what_both_sides_saw() -> None:
    s = booked()
    clocks = read_clocks(read_case(s.case()))
    assert clocks.from_pairs == 2
    assert clocks.audio(22.0) is not None
    assert abs((clocks.audio(22.0) or s.zero) - (s.zero + timedelta(seconds=22.1))) < timedelta(seconds=0.2)
    assert clocks.error_s < 0.5
    assert clocks.disagreements == ()


def test_a_calendar_that_is_ahead_is_brought_back() -> None:
    clocks = read_clocks(read_case(booked(Story(shift=75)).case()))
    (one,) = clocks.disagreements
    assert (one.first, one.second) == ("calendar", "own")
    assert timedelta(seconds=70) < clocks.calendar_ahead < timedelta(seconds=80)


def test_what_lies_within_tolerance_is_no_disagreement() -> None:
    clocks = read_clocks(read_case(booked(Story(shift=2.5)).case()))
    assert clocks.disagreements == ()
    assert clocks.calendar_ahead == timedelta(0)


def test_a_pair_that_does_not_fit_the_others_is_shown() -> None:
    s = booked()
    s.tool("find_bookings", {}, 40, 41, {"say": "Donnerstag.", "state": "info"}, received_at=s.at(70))
    disagreements = read_clocks(read_case(s.case())).disagreements
    assert [one.refs[0] for one in disagreements] == [("tool_call", "t3")]


def test_a_row_before_its_own_tool_call_is_shown() -> None:
    s = booked()
    s.parts["bookings"][0]["created_at"] = s.at(12.0)
    assert [one.refs[0][0] for one in read_clocks(read_case(s.case())).disagreements] == ["booking"]


def test_the_timeline_is_complete_and_in_order() -> None:
    facts = Facts(read_case(booked().case()))
    moments = moments_of(facts.case, facts.clocks)
    known = [moment.at for moment in moments if moment.at is not None]
    assert known == sorted(known)
    kinds = {moment.source for moment in moments}
    assert kinds == {"utterance", "tool_call", "request", "booking", "calendar"}
    assert len([moment for moment in moments if moment.source == "utterance"]) == 5
