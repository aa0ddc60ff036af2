"""The mirror: when a day is known, when it is in doubt, and whose what stands in it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.core.availability import Occupation
from holdfast.core.ids import Reference, RemoteUid
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.saga import Seen
from holdfast.store import mirror, tenants
from holdfast.store.engine import Store, TenantTx
from holdfast.store.tables import metadata

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FELIX = "staff:felix"
HOUR = Interval(NOON + timedelta(days=3), NOON + timedelta(days=3, hours=1))
DAYS = mirror.days_of(HOUR)
Run = Callable[[Callable[[TenantTx], None]], None]
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def run(database_url: str) -> Iterator[Run]:
    """Does something in one transaction of a tenant."""
    store = Store(database_url)
    metadata.create_all(store.engine)
    tenant = store.transact_now(lambda tx: tenants.put(tx, "salon", {}, (), NOON)).id
    yield lambda body: store.transact_now(lambda tx: body(tx.of(tenant)))
    store.close()


def read(tx: TenantTx, began: datetime, *entries: Seen) -> None:
    """A reading of that day that began then, and ends now."""
    mirror.put(tx, [FELIX], DAYS, entries, {}, began)


def known(tx: TenantTx) -> datetime | None:
    """Since when the day is known."""
    return mirror.fetched_at(tx, [FELIX], HOUR)


def seen(reference: str | None = None) -> Seen:
    """Something that stands there for an hour."""
    known_as = Reference(reference) if reference else None
    return Seen(RemoteUid("uid-1"), known_as, FELIX, HOUR, "", None, None, None, NOON, NOON)


def test_a_reading_that_began_before_the_doubt_does_not_end_it(run: Run) -> None:
    def body(tx: TenantTx) -> None:
        mirror.forget(tx, HOUR, NOON + MOMENT)
        read(tx, NOON)
        assert known(tx) is None
        read(tx, NOON + MOMENT)
        assert known(tx) == NOON + MOMENT

    run(body)


def test_a_doubt_ends_what_was_read_before_it(run: Run) -> None:
    def body(tx: TenantTx) -> None:
        read(tx, NOON)
        assert known(tx) == NOON
        mirror.forget(tx, HOUR, NOON)
        assert known(tx) is None
        read(tx, NOON)
        assert known(tx) == NOON, "a reading that begins when the doubt arises sees what caused it"

    run(body)


@pytest.mark.parametrize("first", [0, 1])
def test_the_latest_doubt_counts(run: Run, first: int) -> None:
    doubts = (NOON + timedelta(seconds=2), NOON + timedelta(seconds=1))

    def body(tx: TenantTx) -> None:
        mirror.forget(tx, HOUR, doubts[first])
        mirror.forget(tx, HOUR, doubts[1 - first])
        read(tx, NOON + timedelta(seconds=1))
        assert known(tx) is None

    run(body)


def test_a_doubt_is_about_its_day_alone(run: Run) -> None:
    def body(tx: TenantTx) -> None:
        mirror.forget(tx, Interval(HOUR.start + timedelta(days=1), HOUR.end + timedelta(days=1)), NOON + MOMENT)
        read(tx, NOON)
        assert known(tx) == NOON

    run(body)


def test_what_is_over_is_forgotten_with_its_doubts(run: Run) -> None:
    def body(tx: TenantTx) -> None:
        mirror.forget(tx, HOUR, NOON + timedelta(days=9))
        mirror.forget_past(tx, NOON + timedelta(days=5))
        read(tx, NOON + timedelta(days=8))
        assert known(tx) is not None

    run(body)


def test_a_reference_that_no_visit_bears_is_somebody_elses(run: Run) -> None:
    def body(tx: TenantTx) -> None:
        read(tx, NOON, seen("v_nobodys/1"))
        (found,) = mirror.busy(tx, [FELIX], CellWindow.around(HOUR))
        assert (found.kind, found.owner) == (Occupation.OUTSIDE, "outside:uid-1")

    run(body)


def test_what_is_over_is_dropped_and_what_is_ahead_is_kept(run: Run) -> None:
    def body(tx: TenantTx) -> None:
        window = CellWindow.around(HOUR)
        read(tx, NOON, seen())
        mirror.forget_past(tx, HOUR.start)
        assert (known(tx), len(mirror.busy(tx, [FELIX], window))) == (NOON, 1)
        mirror.forget_past(tx, HOUR.end + timedelta(days=1))
        assert (known(tx), mirror.busy(tx, [FELIX], window)) == (None, ())

    run(body)
