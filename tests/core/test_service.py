"""Plans: how a visit would go, who does what, and what it claims."""

from datetime import timedelta

import pytest

from holdfast.core.interval import CELL_LENGTH, Interval, cell_at
from holdfast.core.service import Plan, StaffOverride, plan_visit, plans_for
from holdfast.testing.builders import at, service

TEN = at("2026-11-27 10:00")
PERM = service("50 (15) 5 (10) 15 40", key="perm", staff=["mia"], position=2)
CUT = service("30", key="cut", staff=["emma", "mia"], position=0, price_cents=3000)
DYE = service("20 (30) 20", key="dye", staff=["mia", "felix"], position=1, price_cents=5000)


def people(plans: tuple[Plan, ...]) -> list[tuple[str, ...]]:
    """Who does each plan."""
    return [plan.staff for plan in plans]


def test_a_composite_service_claims_its_busy_parts_and_never_its_gaps() -> None:
    plan = plans_for([PERM])[0]
    assert plan.minutes == PERM.minutes == 135
    assert [(step.offset, step.minutes) for step in plan.busy_steps] == [(0, 50), (65, 5), (80, 15), (95, 40)]
    claimed = {cell for _, cell in plan.claims(TEN)}
    gaps = Interval(TEN + timedelta(minutes=50), TEN + timedelta(minutes=65)).cells()
    assert not claimed & set(gaps)
    assert len(claimed) == (50 + 5 + 15 + 40) // 5


def test_a_buffer_is_claimed_with_the_first_and_the_last_part() -> None:
    plan = plans_for([service("10 (10) 10", staff=["mia"], buffer_before=5, buffer_after=15)])[0]
    cells = [cell - cell_at(TEN) for _, cell in plan.claims(TEN)]
    assert cells == [-1, 0, 1, 4, 5, 6, 7, 8]
    assert plan.interval(TEN) == Interval(TEN, TEN + 6 * CELL_LENGTH), "a buffer is no part of the visit"


def test_claims_are_sorted_and_name_no_cell_twice() -> None:
    both = plan_visit([(service("10", key="a", buffer_after=10), "mia"), (service("10", key="b"), "mia")])
    claims = both.claims(TEN)
    assert list(claims) == sorted(set(claims))
    assert len(claims) == 4, "the buffer of the first lies under the second"


def test_a_room_is_claimed_beside_the_person() -> None:
    plan = plans_for([service("10", staff=["mia"], resources=("room:1",))])[0]
    assert {resource for resource, _ in plan.claims(TEN)} == {"room:1", "staff:mia"}


def test_several_services_go_in_the_catalogues_order_by_one_person_before_they_are_shared() -> None:
    plans = plans_for([DYE, CUT])
    assert {plan.services for plan in plans} == {("cut", "dye")}
    assert people(plans) == [("mia",), ("emma", "mia"), ("emma", "felix"), ("mia", "felix")]
    assert plans[0].price_cents == 8000


def test_only_the_named_person_where_one_is_named_and_nobody_where_they_cannot() -> None:
    assert people(plans_for([CUT, DYE], "mia")) == [("mia",)]
    assert plans_for([CUT, DYE], "felix") == ()
    assert people(plans_for([CUT])) == [("emma",), ("mia",)]


def test_who_takes_longer_or_another_price_does_so_in_the_plan() -> None:
    cut = service("30", price_cents=3000, overrides={"mia": StaffOverride(45, 4000), "emma": StaffOverride(None, 3500)})
    assert [(plan.minutes, plan.price_cents) for plan in plans_for([cut])] == [(45, 4000), (30, 3500), (30, 3000)]


def test_of_an_unknown_price_no_sum_is_said() -> None:
    assert plan_visit([(CUT, "mia"), (PERM, "mia")]).price_cents is None


@pytest.mark.parametrize("spec", ["(10) 10", "10 (10)", ""])
def test_a_gap_is_never_first_or_last(spec: str) -> None:
    with pytest.raises(AssertionError):
        service(spec)
