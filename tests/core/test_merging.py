"""Two records made into one lose nothing, and are what they were when they are taken apart."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.booking import Customer
from holdfast.core.ids import CustomerId
from holdfast.core.merging import LONGEST_NOTES, Card, MergeBar, bar_to_merging, merged, taken_apart

AT = datetime(2026, 11, 24, tzinfo=UTC)


def card(number: int, phone: str | None = None, email: str | None = None, notes: str = "") -> Card:
    return Card(Customer(CustomerId(number), f"Person {number}", phone, email), notes, AT)


cards = st.builds(
    card,
    st.integers(1, 3),
    st.sampled_from([None, "+491511", "+491522"]),
    st.sampled_from([None, "a@b.example", "c@d.example"]),
    st.sampled_from(["", "Kaffee", "färbt rot"]),
)


@given(cards, cards)
def test_nothing_is_lost_and_everything_comes_back(kept: Card, gone: Card) -> None:
    bar = bar_to_merging(kept, gone)
    if bar is not None:
        assert bar is MergeBar.SAME and kept.customer.id == gone.customer.id
        return
    result, said = merged(kept, gone)
    assert result.customer.name == kept.customer.name
    assert result.customer.phone == (kept.customer.phone or gone.customer.phone)
    assert kept.notes in result.notes and gone.notes in result.notes
    assert taken_apart(result, said) == kept
    noted = replace(result, notes="anders")
    assert taken_apart(noted, said).notes == "anders", "what somebody wrote since stays"


def test_what_stands_against_it() -> None:
    gone = replace(card(2), merged_into=CustomerId(3))
    assert bar_to_merging(card(1), gone) is MergeBar.GONE_ALREADY
    assert bar_to_merging(gone, card(1)) is MergeBar.KEPT_IS_GONE
    long = "x" * LONGEST_NOTES
    assert bar_to_merging(card(1, notes=long), card(2, notes="y")) is MergeBar.TOO_LONG
    assert bar_to_merging(card(1, notes=long), card(2, notes="x")) is None
