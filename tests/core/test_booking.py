"""One intention, one visit: what is the same wish, what is another, and which visit is meant (G5)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from holdfast.core.availability import Slot
from holdfast.core.booking import (
    Customer,
    Goal,
    Visit,
    VisitState,
    Wish,
    future,
    overlapping,
    same_intention,
)
from holdfast.core.ids import CallId, CustomerId, VisitId
from holdfast.core.service import plans_for
from holdfast.testing.builders import at, service

TEN, ELEVEN = at("2026-11-27 10:00"), at("2026-11-27 11:00")
CUT = service("30", key="cut", staff=["mia", "emma"], position=1)
DYE = service("20 (30) 20", key="dye", staff=["mia", "felix"], position=0)
WANTED = Wish(("cut",), TEN)


def visit(
    start: datetime = TEN, *, id: str = "v1", staff: str = "mia", state: VisitState = VisitState.CONFIRMED
) -> Visit:
    """A cut of Anna's."""
    return Visit(
        VisitId(id), "K7M4A", CallId("call_1"), Customer(CustomerId(1), "Anna"), plans_for([CUT], staff)[0],
        start, state, Goal.PRESENT, TEN - timedelta(days=2), TEN - timedelta(days=2),
    )  # fmt: skip


def gone(one: Visit) -> Visit:
    """The same visit, being cancelled."""
    return replace(one, goal=Goal.ABSENT, state=VisitState.PENDING)


@pytest.mark.parametrize("state", [VisitState.PENDING, VisitState.CONFIRMED])
def test_the_same_services_at_the_same_start_are_the_same_intention(state: VisitState) -> None:
    assert same_intention(WANTED, [visit(state=state)]) == visit(state=state)


def test_the_same_person_named_is_the_same_intention_and_another_one_is_not() -> None:
    assert same_intention(replace(WANTED, staff="mia"), [visit()]) == visit()
    assert same_intention(replace(WANTED, staff="emma"), [visit()]) is None


def test_somebody_who_comes_along_is_another_intention() -> None:
    assert same_intention(replace(WANTED, another_person=True), [visit()]) is None


@pytest.mark.parametrize("wish", [replace(WANTED, start=ELEVEN), replace(WANTED, services=("dye",))])
def test_another_start_or_service_is_another_intention(wish: Wish) -> None:
    assert same_intention(wish, [visit()]) is None


@pytest.mark.parametrize("state", [VisitState.CANCELLED, VisitState.UNDONE])
def test_what_is_cancelled_or_refused_ends_an_intention(state: VisitState) -> None:
    assert same_intention(WANTED, [visit(state=state)]) is None
    assert same_intention(WANTED, [gone(visit())]) is None
    assert same_intention(WANTED, [gone(visit()), visit(id="v2")]) == visit(id="v2"), "it may be wished again"


def test_a_visit_on_the_move_answers_to_both_of_its_times() -> None:
    moving = replace(visit(), target=Slot(visit().plan, ELEVEN))
    assert same_intention(WANTED, [moving]) == same_intention(replace(WANTED, start=ELEVEN), [moving]) == moving


def test_a_shared_visit_is_meant_by_naming_any_of_its_people() -> None:
    shared = next(plan for plan in plans_for([CUT, DYE]) if plan.staff == ("felix", "emma"))
    both = replace(visit(), plan=shared)
    wish = Wish(("dye", "cut"), TEN)
    assert [same_intention(replace(wish, staff=who), [both]) for who in ("felix", "emma", "mia")] == [both, both, None]


def test_visits_overlap_where_their_times_do_and_touching_is_not_overlapping() -> None:
    slot = Slot(visit().plan, TEN + timedelta(minutes=15))
    assert overlapping(slot, [visit()]) == visit()
    assert overlapping(replace(slot, start=TEN + timedelta(minutes=30)), [visit()]) is None
    assert overlapping(slot, [gone(visit())]) is None


def test_future_visits_are_those_not_begun_earliest_first() -> None:
    later, sooner = visit(ELEVEN, id="v2"), visit(TEN)
    assert future([later, gone(visit(id="v3")), sooner], TEN - timedelta(seconds=1)) == (sooner, later)
    assert future([later, sooner], TEN) == (later,)
