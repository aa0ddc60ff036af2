"""What has to be told follows the visit as it stands now; what counts as told is what was heard."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from holdfast.core.booking import Customer, Goal, Visit, VisitState
from holdfast.core.correction import Line, Nothing, Told, Truth, truth_now, was_spoken
from holdfast.core.ids import CallId, CustomerId, VisitId
from holdfast.core.service import plans_for
from holdfast.testing.builders import at, service

NOW = at("2026-11-24 10:00")
START = at("2026-11-27 10:00")


def visit(**changed: object) -> Visit:
    plan = plans_for([service("30", key="cut")])[0]
    standing = Visit(
        id=VisitId("v_1"),
        ref="K7M4A",
        call=CallId("call_1"),
        customer=Customer(CustomerId(1), "Ada Beispiel"),
        plan=plan,
        start=START,
        state=VisitState.CONFIRMED,
        goal=Goal.PRESENT,
        created_at=NOW,
        changed_at=NOW,
    )
    return replace(standing, **changed)  # type: ignore[arg-type]


GONE = {"state": VisitState.UNDONE, "goal": Goal.ABSENT}
LATER = {"start": START + timedelta(hours=1)}


@pytest.mark.parametrize(
    ("told", "changed", "wanted"),
    [
        (Told.TAKEN, {}, Truth.STANDS),
        (Told.FAILED, {}, Truth.STANDS),
        (Told.NOTHING, {}, Truth.STANDS),
        (Told.TAKEN, GONE, Nothing.CAME_TRUE),
        (Told.PENDING, {}, Truth.DONE),
        (Told.PENDING, GONE, Truth.NOT_BOOKED),
        (Told.PENDING, {"state": VisitState.PENDING}, Nothing.OPEN),
        (Told.BOOKED, {}, Nothing.CAME_TRUE),
        (Told.BOOKED, GONE, Truth.NOT_BOOKED),
        (Told.BOOKED, LATER, Truth.OTHER_TIME),
        (Told.MOVED, LATER, Truth.OTHER_TIME),
        (Told.CANCELLED, {}, Truth.NOT_CANCELLED),
        (Told.CANCELLED, GONE, Nothing.CAME_TRUE),
        (Told.TAKEN, {"start": NOW - timedelta(hours=1)}, Nothing.OVER),
    ],
)
def test_what_is_told_follows_the_visit(told: Told, changed: dict[str, object], wanted: object) -> None:
    assert truth_now(told, START, visit(**changed), in_question=False, now=NOW) is wanted


@pytest.mark.parametrize("told", Told)
def test_nothing_is_told_of_what_a_person_has_yet_to_decide(told: Told) -> None:
    assert truth_now(told, START, visit(), in_question=True, now=NOW) is Nothing.OPEN


def test_a_time_that_was_not_understood_is_not_called_another_one() -> None:
    unknown: datetime | None = None
    assert truth_now(Told.BOOKED, unknown, visit(**LATER), in_question=False, now=NOW) is Nothing.CAME_TRUE


WORDS = "Ihr Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr steht doch. Möchten Sie ihn behalten?"


@pytest.mark.parametrize(
    ("lines", "heard"),
    [
        ([WORDS], True),
        (["Guten Tag, hier spricht der Assistent.", WORDS, "Gern."], True),
        ([WORDS[:60], WORDS[60:]], True),
        (["Also: " + WORDS.replace("doch", "nun doch")], True),
        ([WORDS[:40]], False),
        (["Guten Tag, was kann ich für Sie tun?"], False),
        (["Ihr Termin"] * 20 + ["am Freitag um zehn Uhr"] * 5, False),
        ([], False),
    ],
)
def test_it_counts_as_told_when_most_of_its_words_were_heard_together(lines: list[str], heard: bool) -> None:
    assert was_spoken(WORDS, [Line(True, text) for text in lines]) is heard


def test_what_the_caller_says_is_not_what_the_agent_said() -> None:
    assert was_spoken(WORDS, [Line(False, WORDS)]) is False
