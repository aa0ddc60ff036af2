"""Bookings by day and answer times, against counting by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.figures import BookedAt, by_day, share_of, timings

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_visit_counts_on_the_local_day_on_which_it_was_booked() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    booked = [
        BookedAt(late, True, True),
        BookedAt(late, False, False),
        BookedAt(late - timedelta(hours=1), True, False),
    ]
    monday, tuesday = by_day(booked, date(2026, 11, 23), 2, BERLIN)
    assert (monday.by_phone, monday.by_staff, monday.gone, monday.total) == (1, 0, 1, 1)
    assert (tuesday.by_phone, tuesday.by_staff, tuesday.gone, tuesday.total) == (1, 1, 1, 2)
    assert by_day([BookedAt(late - timedelta(days=9), True, True)], date(2026, 11, 23), 1, BERLIN)[0].total == 0


@given(st.lists(st.integers(0, 10_000), min_size=1), st.sampled_from([0.5, 0.95, 1.0]))
def test_a_share_is_the_smallest_value_that_so_many_do_not_exceed(values: list[int], share: float) -> None:
    found = share_of(sorted(values), share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def test_the_most_frequent_tool_comes_first() -> None:
    found = timings([("book", 900), ("check", 10), ("check", 30), ("check", 20), ("again", 5)])
    assert [(one.name, one.count, one.p50, one.p95, one.worst) for one in found] == [
        ("check", 3, 20, 30, 30),
        ("again", 1, 5, 5, 5),
        ("book", 1, 900, 900, 900),
    ]
