"""The claim table on both engines: holds end by themselves, bookings stay, nobody sees another's (G1-G3, G9)."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.core.availability import Occupation
from holdfast.core.ids import TenantId
from holdfast.core.interval import CellWindow, cell_at
from holdfast.store import claims, tenants
from holdfast.store.engine import Store, TenantTx
from holdfast.store.tables import metadata
from holdfast.testing.builders import at

NOW = at("2026-11-27 09:00")
FIVE = timedelta(minutes=5)
SOON = NOW + FIVE
MIA, EMMA = "staff:mia", "staff:emma"
NUMBERS = itertools.count()
FIRST = cell_at(at("2026-11-27 10:00"))
Cells = list[tuple[str, int]]
T = TypeVar("T")


class Lost(Exception):
    """A claim was not to be had: undo the transaction."""


class Table:
    """The claims of one tenant, each act in a transaction of its own."""

    def __init__(self, store: Store, slug: str) -> None:
        """Make the tenant."""
        self.store = store
        self.tenant: TenantId = store.transact_now(lambda tx: tenants.put(tx, slug, {}, (), NOW)).id

    def place(
        self,
        cells: Cells,
        owner: str,
        until: datetime | None,
        now: datetime = NOW,
        own: str | None = None,
        freed: Cells | None = None,
    ) -> bool:
        """Claim all or nothing."""

        def body(tx: TenantTx) -> bool:
            if not claims.place(tx, sorted(cells), owner, until, now, own, freed or ()):
                raise Lost
            return True

        try:
            return self.run(body)
        except Lost:
            return False

    def release(self, cells: Cells, owner: str) -> None:
        """Give back."""
        self.run(lambda tx: claims.release(tx, sorted(cells), owner))

    def owners(self, now: datetime = NOW) -> dict[tuple[str, int], tuple[str, Occupation]]:
        """Who has which cell near ten o'clock."""
        window = CellWindow(FIRST - 50, 200)
        runs = self.run(lambda tx: claims.busy(tx, [MIA, EMMA], window, now))
        found = [((run.resource, cell), (run.owner, run.kind)) for run in runs for cell in run.cells]
        assert len(found) == len(dict(found)), "no cell is told twice"
        return dict(found)

    def run(self, body: Callable[[TenantTx], T]) -> T:
        """Anything in a transaction of this tenant."""
        return self.store.transact_now(lambda tx: body(tx.of(self.tenant)))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty database with its tables."""
    opened = Store(database_url)
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def table(store: Store) -> Table:
    """The claims of a salon."""
    return Table(store, "salon")


def cells(first: int = 0, count: int = 6, resource: str = MIA) -> Cells:
    """So many cells, counted from ten o'clock."""
    return [(resource, FIRST + n) for n in range(first, first + count)]


def test_a_hold_blocks_everybody_else_until_its_deadline_and_not_at_it(table: Table) -> None:
    assert table.place(cells(), "call:1", SOON)
    assert not table.place(cells(5), "call:2", SOON, SOON - timedelta(milliseconds=1))
    assert table.place(cells(5), "call:2", SOON + FIVE, SOON)


def test_an_expired_hold_is_not_shown_and_not_sold_twice(table: Table) -> None:
    table.place(cells(), "call:1", SOON)
    assert table.owners(SOON) == {}
    assert table.place(cells(), "call:2", SOON + FIVE, SOON)
    assert not table.place(cells(), "call:1", SOON + FIVE, SOON), "its former owner has no better right"
    assert set(table.owners(SOON).values()) == {("call:2", Occupation.HOLD)}


def test_a_call_turns_its_own_hold_into_a_booking(table: Table) -> None:
    table.place(cells(), "call:1", SOON)
    assert table.place(cells(), "v1", None, own="call:1")
    assert table.owners() == dict.fromkeys(cells(), ("v1", Occupation.VISIT))
    assert table.owners(NOW + timedelta(days=900)) == table.owners(), "a booking never ends by itself"


def test_nobody_turns_the_hold_of_another_into_a_booking(table: Table) -> None:
    table.place(cells(), "call:1", SOON)
    assert not table.place(cells(), "v2", None, own="call:2")
    assert not table.place(cells(), "v2", None)
    assert set(table.owners().values()) == {("call:1", Occupation.HOLD)}


@pytest.mark.parametrize("owner", ["call:1", "v1", "v2"])
def test_a_booked_cell_is_never_taken_over_not_even_by_its_owner(table: Table, owner: str) -> None:
    table.place(cells(), "v1", None)
    long_after = NOW + timedelta(days=900)
    assert not table.place(cells(), owner, long_after + FIVE, long_after)
    assert not table.place(cells(), owner, None, long_after)


def test_what_is_lost_leaves_nothing_behind(table: Table) -> None:
    table.place(cells(3, 1), "v1", None)
    before = table.owners()
    assert not table.place(cells() + cells(resource=EMMA), "call:2", SOON)
    assert table.owners() == before


def test_a_hold_is_renewed_by_claiming_it_again(table: Table) -> None:
    table.place(cells(), "call:1", SOON)
    assert table.place(cells(), "call:1", SOON + FIVE)
    assert not table.place(cells(), "call:2", SOON + FIVE, SOON)


def test_offers_of_one_call_may_overlap(table: Table) -> None:
    assert table.place(cells(0), "call:1", SOON)
    assert table.place(cells(3), "call:1", SOON)
    assert set(table.owners()) == {*cells(0), *cells(3)}


def test_only_the_named_cells_of_their_owner_are_given_back(table: Table) -> None:
    table.place(cells(0, 3), "call:1", SOON)
    table.place(cells(3, 3), "call:2", SOON)
    table.release(cells(1, 4), "call:1")
    assert table.owners() == {
        **dict.fromkeys(cells(0, 1), ("call:1", Occupation.HOLD)),
        **dict.fromkeys(cells(3, 3), ("call:2", Occupation.HOLD)),
    }


def test_what_another_has_cannot_be_given_back(table: Table) -> None:
    table.place(cells(), "v1", None)
    before = table.owners()
    table.release(cells(), "call:2")
    table.release([], "v1")
    assert table.owners() == before


def test_given_back_a_time_is_free_at_once(table: Table) -> None:
    table.place(cells(), "v1", None)
    table.release(cells(), "v1")
    assert table.owners() == {}
    assert table.place(cells(), "call:2", SOON)


@pytest.mark.parametrize("new_owner", ["call:1", "v1"])
def test_cells_are_given_back_in_exchange_for_others(table: Table, new_owner: str) -> None:
    table.place(cells(0, 6), "call:1", SOON)
    assert table.place(cells(4, 6), new_owner, None, own="call:1", freed=cells(0, 6))
    assert table.owners() == dict.fromkeys(cells(4, 6), (new_owner, Occupation.VISIT))


def test_where_the_others_are_taken_nothing_is_given_back(table: Table) -> None:
    table.place(cells(0, 3), "call:1", SOON)
    table.place(cells(3, 3), "v2", None)
    before = table.owners()
    assert not table.place(cells(3, 1), "call:1", SOON, freed=cells(0, 3))
    assert table.owners() == before


def test_in_exchange_only_ones_own_is_given_back(table: Table) -> None:
    table.place(cells(0, 3), "v2", None)
    table.place(cells(3, 3), "v1", None)
    assert table.place(cells(6, 1), "v1", None, own="call:1", freed=cells(0, 6)), "nor what is booked"
    assert [owner for owner, _ in table.owners().values()] == ["v2"] * 3 + ["v1"] * 4


def test_no_cells_are_always_to_be_had(table: Table) -> None:
    assert table.place([], "call:1", SOON)


def test_tenants_never_see_nor_block_each_other(store: Store, table: Table) -> None:
    other = Table(store, "other")
    assert table.place(cells(), "v1", None)
    assert other.owners() == {}
    assert other.place(cells(), "v1", None), "the same resource, cells and owner, in another salon"
    other.release(cells(), "v1")
    assert set(table.owners()) == set(cells())


def test_past_claims_are_forgotten_and_others_kept(store: Store, table: Table) -> None:
    other = Table(store, "other")
    for salon in (table, other):
        salon.place(cells(), "v1", None)
    dropped = store.transact_now(lambda tx: claims.forget_past(tx.of(table.tenant), FIRST + 2))
    assert dropped == 2
    assert set(table.owners()) == set(cells(2, 4))
    assert set(other.owners()) == set(cells())


def test_only_what_lies_in_the_window_is_told(table: Table) -> None:
    table.place(cells(), "v1", None)
    runs = table.run(lambda tx: claims.busy(tx, [MIA], CellWindow(FIRST + 2, 3), NOW))
    assert [(run.resource, run.cells) for run in runs] == [(MIA, range(FIRST + 2, FIRST + 5))]
    assert table.run(lambda tx: claims.busy(tx, [EMMA], CellWindow(FIRST, 9), NOW)) == ()
    assert table.run(lambda tx: claims.busy(tx, [], CellWindow(FIRST, 9), NOW)) == ()


def test_what_one_owner_holds_between_its_bookings_is_told_as_held(table: Table) -> None:
    for first, until in ((0, None), (1, SOON), (2, None)):
        table.place(cells(first, 1), "v1", until)
    kinds = [table.owners()[cell][1] for cell in cells(0, 3)]
    assert kinds == [Occupation.VISIT, Occupation.HOLD, Occupation.VISIT]


OWNERS = st.sampled_from(["call:1", "call:2", "v1", "v2"])
SPANS = st.tuples(st.sampled_from([MIA, EMMA]), st.integers(0, 8), st.integers(1, 5))
ACTS = st.tuples(
    st.sampled_from(["hold", "book", "release"]), OWNERS, st.lists(SPANS, min_size=1, max_size=3), st.integers(0, 300)
)


class Model:
    """The same rules over a dictionary."""

    def __init__(self) -> None:
        """Nothing is claimed."""
        self.claims: dict[tuple[str, int], tuple[str, datetime | None]] = {}

    def place(self, wanted: Cells, owner: str, until: datetime | None, now: datetime, own: str) -> bool:
        """Claim all or nothing."""
        for cell in wanted:
            holder, ends = self.claims.get(cell, (own, now))
            if ends is None or (ends > now and holder != own):
                return False
        self.claims |= dict.fromkeys(wanted, (owner, until))
        return True

    def release(self, wanted: Cells, owner: str) -> None:
        """Give back what is one's own."""
        self.claims = {c: claim for c, claim in self.claims.items() if c not in wanted or claim[0] != owner}

    def owners(self, now: datetime) -> dict[tuple[str, int], tuple[str, Occupation]]:
        """Who has which cell."""
        return {
            cell: (owner, Occupation.HOLD if ends else Occupation.VISIT)
            for cell, (owner, ends) in self.claims.items()
            if ends is None or ends > now
        }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=12))
def test_whatever_is_done_the_table_says_what_a_dictionary_says(
    store: Store, acts: list[tuple[str, str, list[tuple[str, int, int]], int]]
) -> None:
    table, model, now = Table(store, f"salon{next(NUMBERS)}"), Model(), NOW
    for act, owner, spans, seconds in acts:
        now += timedelta(seconds=seconds)
        wanted = sorted({cell for resource, first, count in spans for cell in cells(first, count, resource)})
        if act == "release":
            table.release(wanted, owner)
            model.release(wanted, owner)
        else:
            until = now + FIVE if act == "hold" else None
            own = owner.replace("v", "call:")
            assert table.place(wanted, owner, until, now, own) is model.place(wanted, owner, until, now, own)
        assert table.owners(now) == model.owners(now)
