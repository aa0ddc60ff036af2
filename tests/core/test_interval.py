"""Half-open spans, their cells, and masks against plain sets of cells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.interval import (
    CELL_LENGTH,
    CellWindow,
    Interval,
    cell_after,
    cell_at,
    instant_of,
    on_a_cell,
    runs,
)
from holdfast.testing.builders import BERLIN, at, span

TEN = at("2026-11-27 10:00")
MICROSECOND = timedelta(microseconds=1)
instants = st.datetimes(datetime(1960, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
masks = st.integers(0, 2**40)


def test_a_span_is_in_utc_and_never_empty() -> None:
    for start, end in ((TEN, TEN), (TEN.astimezone(BERLIN), TEN + CELL_LENGTH), (TEN.replace(tzinfo=None), TEN)):
        with pytest.raises(AssertionError):
            Interval(start, end)


def test_what_touches_does_not_overlap() -> None:
    first, second = span("2026-11-27 10:00", "2026-11-27 11:00"), span("2026-11-27 11:00", "2026-11-27 12:00")
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert first.overlaps(Interval(first.end - MICROSECOND, second.end))


@given(instants)
def test_a_cell_holds_the_instants_from_its_start_to_the_next(instant: datetime) -> None:
    assert instant_of(cell_at(instant)) <= instant < instant_of(cell_at(instant) + 1)
    assert instant_of(cell_after(instant) - 1) < instant <= instant_of(cell_after(instant))
    assert on_a_cell(instant) is (instant_of(cell_at(instant)) == instant)


@pytest.mark.parametrize(("late", "cells"), [(timedelta(0), 6), (MICROSECOND, 7), (timedelta(minutes=5), 6)])
def test_what_is_not_on_the_five_minutes_claims_more_never_less(late: timedelta, cells: int) -> None:
    assert len(Interval(TEN + late, TEN + late + timedelta(minutes=30)).cells()) == cells


@given(masks, st.integers(1, 45))
def test_runs_are_where_so_many_set_cells_begin(mask: int, length: int) -> None:
    expected = [n for n in range(41) if all(mask >> place & 1 for place in range(n, n + length))]
    assert list(CellWindow(0, 41).cells_in(runs(mask, length))) == expected


@given(st.integers(-50, 50), st.integers(1, 60), st.integers(-80, 80), st.integers(0, 60))
def test_a_mask_has_exactly_the_cells_inside_its_window(first: int, count: int, start: int, length: int) -> None:
    window = CellWindow(first, count)
    inside = sorted(set(range(start, start + length)) & set(range(first, first + count)))
    assert list(window.cells_in(window.mask(range(start, start + length)))) == inside
