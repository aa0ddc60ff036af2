"""Holds end by themselves, are renewed within bounds, and free only what no other offer needs (G2, G3)."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.availability import Slot
from holdfast.core.hold import Offer, cells_freed, find_offer, first_deadline, renewed, superseded
from holdfast.core.ids import CallId, SlotId
from holdfast.core.rules import Rules
from holdfast.core.service import plans_for
from holdfast.testing.builders import at, service
from holdfast.testing.clock import PinnedClock

NINE = at("2026-11-27 09:00")
RULES = Rules(hold_seconds=300, offers=3)
SECOND = timedelta(seconds=1)
CUT = service("30", key="cut", staff=["mia", "emma"])
PERM = service("20 (15) 20", key="perm", staff=["mia"])


def offer(start: str = "10:00", staff: str = "mia", placed_at: datetime = NINE, place: int = 0) -> Offer:
    """A cut that call one was offered."""
    slot = Slot(plans_for([CUT], staff)[0], at(f"2026-11-27 {start}"))
    deadline = first_deadline(placed_at, RULES)
    return Offer(SlotId(f"{start}{staff}{place}"), CallId("call_1"), slot, placed_at, deadline, place)


def test_a_hold_lasts_until_its_deadline_and_not_at_it() -> None:
    assert offer().is_live(NINE + 300 * SECOND - SECOND)
    assert not offer().is_live(NINE + 300 * SECOND)


def test_a_request_of_the_call_lets_its_hold_run_anew() -> None:
    assert renewed(offer(), NINE + 100 * SECOND, RULES).expires_at == NINE + 400 * SECOND


def test_however_often_it_is_renewed_a_hold_ends_three_times_its_length_after_it_was_placed() -> None:
    clock, held = PinnedClock(NINE), offer()
    while held.is_live(clock.now()):
        held = renewed(held, clock.now(), RULES)
        clock.advance(20 * SECOND)
    assert held.expires_at == clock.now() == NINE + 900 * SECOND


@given(st.lists(st.integers(0, 700), max_size=20))
def test_renewing_never_shortens_a_hold_and_never_wakes_one_that_has_ended(steps: list[int]) -> None:
    clock, held = PinnedClock(NINE), offer()
    for seconds in steps:
        now = clock.advance(seconds * SECOND)
        later = renewed(held, now, RULES)
        assert held.expires_at <= later.expires_at <= NINE + 3 * RULES.hold_length
        assert later.is_live(now) is held.is_live(now)
        held = later


def test_the_oldest_offers_go_when_a_call_is_offered_more_than_it_may_hold() -> None:
    old, same_time, young = offer("10:00"), offer("11:00", place=1), offer("12:00", placed_at=NINE + SECOND)
    assert superseded([young, same_time, old], fresh=0, rules=RULES) == ()
    assert superseded([young, same_time, old], fresh=1, rules=RULES) == (old,)
    assert superseded([young, same_time, old], fresh=2, rules=RULES) == (old, same_time)
    assert superseded([young], fresh=2, rules=RULES) == ()


@given(st.lists(st.integers(0, 9), max_size=6, unique=True), st.integers(0, 3))
def test_after_superseding_a_call_never_holds_more_than_it_may(ages: list[int], fresh: int) -> None:
    live = [offer(f"1{age}:00", placed_at=NINE + age * SECOND) for age in ages]
    gone = superseded(live, fresh, RULES)
    assert len(live) - len(gone) + fresh <= max(RULES.offers, fresh)
    assert len(gone) == max(len(live) + fresh - RULES.offers, 0) or len(gone) == len(live)
    assert not {one.placed_at for one in gone} - {one.placed_at for one in sorted(live, key=_age)[: len(gone)]}


def _age(one: Offer) -> datetime:
    return one.placed_at


def test_freeing_an_offer_keeps_the_cells_that_another_live_one_of_the_call_needs() -> None:
    first, second = offer("10:00"), offer("10:15")
    freed = cells_freed([first], [second])
    assert set(freed) == set(first.slot.claims) - set(second.slot.claims)
    assert len(freed) == 3, "a quarter of an hour of Mia's time"
    assert list(freed) == sorted(freed)


def test_freeing_all_offers_frees_every_cell_once() -> None:
    first, second = offer("10:00"), offer("10:15")
    assert cells_freed([first, second], []) == tuple(sorted({*first.slot.claims, *second.slot.claims}))
    assert cells_freed([first], [first]) == ()


def test_an_offer_with_another_person_shares_no_cells() -> None:
    assert cells_freed([offer("10:00", "mia")], [offer("10:00", "emma")]) == offer("10:00", "mia").slot.claims


def test_words_mean_the_offer_of_that_service_start_and_person() -> None:
    mia, emma = offer("10:00", "mia"), offer("10:00", "emma")
    ten = at("2026-11-27 10:00")
    assert find_offer([mia, emma], ("cut",), ten, "mia") == mia
    assert find_offer([mia, emma], ("cut",), ten, None) == emma, "the latest"
    assert find_offer([mia, emma], ("cut",), ten, "felix") is None
    assert find_offer([mia, emma], ("perm",), ten, None) is None
    assert find_offer([mia, emma], ("cut",), ten + 15 * 60 * SECOND, None) is None


def test_a_gap_is_not_held() -> None:
    slot = Slot(plans_for([PERM])[0], NINE)
    assert len(slot.claims) == 8, "forty minutes of work"
    assert slot.interval.length == timedelta(minutes=55)
