"""The rate budget on both engines: no sixty seconds ever hold more than the limit, whoever asks (R22)."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.store import rate_budgets
from holdfast.store.engine import Store
from holdfast.store.tables import metadata

KEYS = (f"key{n}" for n in itertools.count())
MINUTE = 60_000
START = 1_795_000_000_000


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty database."""
    made = Store(database_url)
    metadata.create_all(made.engine)
    yield made
    made.close()


def take(store: Store, key: str, now: int, count: int = 1, limit: int = 120, *, background: bool = False) -> float:
    """Ask once, in a transaction of its own, as a process does."""
    return store.transact_now(lambda tx: rate_budgets.take(tx, key, limit, now, count, background=background))


def test_a_whole_minutes_worth_is_granted_and_no_more(store: Store) -> None:
    key = next(KEYS)
    assert all(take(store, key, START) == 0.0 for _ in range(120))
    wait = take(store, key, START)
    assert 60 <= wait <= 64
    assert take(store, key, START + int(wait * 1000)) == 0.0


def test_whoever_waits_as_told_is_granted_in_the_end(store: Store) -> None:
    key = next(KEYS)
    for n in range(120):
        assert take(store, key, START + n * 500) == 0.0
    now = START + MINUTE
    wait = take(store, key, now, 4)
    assert wait > 0
    assert take(store, key, now + int(wait * 1000), 4) == 0.0


def test_background_work_leaves_a_share_to_the_caller(store: Store) -> None:
    key = next(KEYS)
    granted = sum(take(store, key, START, background=True) == 0.0 for _ in range(120))
    assert granted == 72
    assert sum(take(store, key, START) == 0.0 for _ in range(120)) == 48


def test_when_calls_need_more_background_work_gets_nothing(store: Store) -> None:
    key = next(KEYS)
    assert all(take(store, key, START) == 0.0 for _ in range(80))
    assert take(store, key, START, background=True) > 0


def test_several_at_once_are_granted_together_or_not_at_all(store: Store) -> None:
    key = next(KEYS)
    assert all(take(store, key, START) == 0.0 for _ in range(118))
    assert take(store, key, START, 4) > 0
    assert take(store, key, START, 2) == 0.0


def test_more_than_a_minute_holds_is_never_granted(store: Store) -> None:
    assert take(store, next(KEYS), START, 121) > 0


def test_a_closed_budget_grants_nothing_until_it_opens(store: Store) -> None:
    key = next(KEYS)
    store.transact_now(lambda tx: rate_budgets.close(tx, key, START + 30_000))
    store.transact_now(lambda tx: rate_budgets.close(tx, key, START + 10_000))
    assert take(store, key, START) == 30.0
    assert take(store, key, START + 29_999) > 0
    assert take(store, key, START + 30_000) == 0.0


def test_keys_do_not_disturb_each_other(store: Store) -> None:
    one, other = next(KEYS), next(KEYS)
    assert all(take(store, one, START) == 0.0 for _ in range(120))
    assert take(store, other, START) == 0.0


ASKING = st.lists(
    st.tuples(
        st.integers(0, 8_000),  # milliseconds since the last question
        st.integers(1, 6),
        st.booleans(),
        st.integers(-1_500, 1_500),  # how wrong this process's clock is
    ),
    min_size=1,
    max_size=120,
)


@given(asking=ASKING, limit=st.integers(5, 20))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sixty_seconds_ever_hold_more_than_the_limit(
    store: Store, asking: list[tuple[int, int, bool, int]], limit: int
) -> None:
    """Several processes, whose clocks differ by up to three seconds, take turns at one row."""
    key = next(KEYS)
    now = START
    granted: list[int] = []
    for pause, count, background, skew in asking:
        now += pause
        if take(store, key, now + skew, count, limit, background=background) == 0.0:
            granted += [now] * count
    for first in granted:
        assert sum(first <= one < first + MINUTE for one in granted) <= limit


def test_processes_that_ask_at_the_same_moment_share_one_limit(store: Store) -> None:
    key = next(KEYS)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: take(store, key, START, limit=40), range(100)))
    assert waits.count(0.0) == 40
