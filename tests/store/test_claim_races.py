"""Many at once at the same cells, on both engines: exactly the allowed number wins, and everybody gets an answer (G1).

Two hundred rounds an engine. Whoever asks is a thread with one of several stores (engines) on the same database, as
several processes would have them; one test uses real processes. After every round the table itself is checked: each
winner has all of its cells, nobody else has one. On SQLite only one of them writes at a time: there the fifty queue
before the file, where the processes of the last test meet (test_turns), and nobody may wait for it too long.
"""

import multiprocessing
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.core.interval import cell_at
from holdfast.core.service import plans_for
from holdfast.store import claims, tenants
from holdfast.store import tables as schema
from holdfast.store.engine import Store, Tx
from holdfast.testing.builders import at, service

pytestmark = pytest.mark.xdist_group("heavy")
CALLERS = 50
STORES = 4
NOW = at("2026-11-27 09:00")
LATER = NOW + timedelta(minutes=5)
TEN = at("2026-11-27 10:00")
FIRST = cell_at(TEN)
Cells = tuple[tuple[str, int], ...]


class Lost(Exception):
    """Somebody else has one of the cells: undo the transaction."""


@dataclass(frozen=True)
class Wish:
    """What one caller wants, all or nothing."""

    owner: str
    cells: Cells


class Race:
    """One database, several stores, fifty callers."""

    def __init__(self, url: str) -> None:
        """Open the stores and make the tables and one tenant."""
        self.stores = [Store(url) for _ in range(STORES)]
        schema.metadata.create_all(self.stores[0].engine)
        self.tenant: TenantId = self.stores[0].transact_now(lambda tx: tenants.put(tx, "salon", {}, (), NOW)).id
        self.callers = ThreadPoolExecutor(CALLERS)
        self.deadlocks: Counter[str] = Counter()
        for store in self.stores:
            sa.event.listen(store.engine, "handle_error", self._count)

    def _count(self, context: sa.ExceptionContext) -> None:
        self.deadlocks[str(getattr(context.original_exception, "sqlstate", context.original_exception))] += 1

    def close(self) -> None:
        """End the callers and the stores."""
        self.callers.shutdown()
        for store in self.stores:
            store.close()

    def at_once(self, acts: Sequence[Callable[[Store], bool]]) -> list[bool]:
        """Every act at the same moment, each by its own caller; every answer, and no fault, comes back."""
        gate = Barrier(len(acts))

        def run(place: int) -> bool:
            gate.wait(30)
            return acts[place](self.stores[place % STORES])

        return list(self.callers.map(run, range(len(acts)), timeout=60))

    def claim(self, wish: Wish, *, until: bool = False) -> Callable[[Store], bool]:
        """To claim what is wished, for good or (`until`) for five minutes."""
        return lambda store: claim(store, self.tenant, wish, until)

    def release(self, wish: Wish) -> Callable[[Store], bool]:
        """To give it back."""

        def act(store: Store) -> bool:
            store.transact_now(lambda tx: claims.release(tx.of(self.tenant), wish.cells, wish.owner))
            return True

        return act

    def swap(self, old: Wish, new: Wish) -> Callable[[Store], bool]:
        """To claim other cells and give the old ones back, in one transaction, as moving and re-offering do."""

        def body(tx: Tx) -> bool:
            if not claims.place(tx.of(self.tenant), new.cells, new.owner, LATER, NOW, freed=old.cells):
                raise Lost
            return True

        return lambda store: attempt(store, body)

    def table(self) -> dict[tuple[str, int], str]:
        """Who has which cell, expired or not. The key of the table sees to it that a cell has one owner."""
        query = sa.select(schema.claim.c.resource, schema.claim.c.cell, schema.claim.c.owner)
        rows = self.stores[0].transact_now(lambda tx: tx.run(query).fetchall())
        return {(row.resource, row.cell): row.owner for row in rows}

    def leave_expired_hold(self, wish: Wish) -> None:
        """Somebody held this until just now."""
        placed = self.stores[0].transact_now(
            lambda tx: claims.place(tx.of(self.tenant), wish.cells, wish.owner, NOW, NOW)
        )
        assert placed

    def clear(self) -> None:
        """Nobody has anything."""
        self.stores[0].transact_now(lambda tx: tx.run(sa.delete(schema.claim)))


def attempt(store: Store, body: Callable[[Tx], bool]) -> bool:
    """Whether the transaction went through; False where a cell was lost."""
    try:
        return store.transact_now(body)
    except Lost:
        return False


def claim(store: Store, tenant: TenantId, wish: Wish, until: bool = False) -> bool:
    """Whether all that is wished could be claimed."""

    def body(tx: Tx) -> bool:
        if not claims.place(tx.of(tenant), wish.cells, wish.owner, LATER if until else None, NOW):
            raise Lost
        return True

    return attempt(store, body)


@pytest.fixture
def race(database_url: str) -> Iterator[Race]:
    """A database to race at."""
    opened = Race(database_url)
    yield opened
    opened.close()


def owned(wishes: Sequence[Wish]) -> dict[tuple[str, int], str]:
    """The table as it must be when exactly these were granted."""
    return {cell: wish.owner for wish in wishes for cell in wish.cells}


def check(race: Race, wishes: Sequence[Wish], answers: Sequence[bool]) -> list[Wish]:
    """Winners share nothing, the table is theirs alone, and who lost, lost to a winner. Returns the winners."""
    assert len(answers) == len(wishes), "no request is lost"
    winners = [wish for wish, won in zip(wishes, answers, strict=True) if won]
    table = owned(winners)
    assert len(table) == sum(len(wish.cells) for wish in winners), "no cell is sold twice"
    assert race.table() == table, "winners have all of theirs, losers nothing"
    for wish, won in zip(wishes, answers, strict=True):
        assert won or any(cell in table for cell in wish.cells), f"{wish.owner} lost to nobody"
    return winners


def staffed(spec: str, minutes: int, who: str, owner: str, chair: str = "") -> Wish:
    """A visit by a plan, so many minutes after ten."""
    resources = (chair,) if chair else ()
    plan = plans_for([service(spec, staff=[who], resources=resources)])[0]
    return Wish(owner, plan.claims(TEN + timedelta(minutes=minutes)))


def test_of_fifty_at_the_same_slot_exactly_one_wins(race: Race) -> None:
    """Sixty rounds; every third over a hold that has expired."""
    for n in range(60):
        race.clear()
        if n % 3 == 0:
            race.leave_expired_hold(staffed("30", 0, "mia", "call:stale"))
        wishes = [staffed("30", 0, "mia", f"v{who}") for who in range(CALLERS)]
        assert len(check(race, wishes, race.at_once([race.claim(wish) for wish in wishes]))) == 1
    assert race.deadlocks == {}


def test_overlapping_unequal_slots_are_never_both_sold(race: Race) -> None:
    """Fifty rounds: starts five minutes apart, lengths from 15 to 60 minutes, two people."""
    chance = random.Random(1)
    most = 0
    for _ in range(50):
        race.clear()
        wishes = [
            staffed(
                chance.choice(["15", "30", "45", "60"]),
                5 * chance.randrange(24),
                chance.choice(["mia", "emma"]),
                f"v{n}",
            )
            for n in range(CALLERS)
        ]
        most = max(most, len(check(race, wishes, race.at_once([race.claim(wish) for wish in wishes]))))
    assert most > 2, "several can win, side by side"
    assert race.deadlocks == {}


def test_visits_of_several_segments_that_share_cells_win_whole_or_not_at_all(race: Race) -> None:
    """Fifty rounds: gaps into which others fit, and a chair that all of them share."""
    chance = random.Random(2)
    for _ in range(50):
        race.clear()
        wishes = [
            staffed(
                chance.choice(["50 (15) 5 (10) 15 40", "20 (30) 20", "15"]),
                5 * chance.randrange(30),
                chance.choice(["mia", "emma", "felix"]),
                f"v{n}",
                chance.choice(["", "room:chair"]),
            )
            for n in range(CALLERS)
        ]
        check(race, wishes, race.at_once([race.claim(wish) for wish in wishes]))
    assert race.deadlocks == {}


def test_while_some_give_back_renew_and_take_over_others_win_only_what_is_free(race: Race) -> None:
    """Forty rounds. Ten have a hold each: some release it, some renew it, some book it, some swap it for another time
    in the same transaction, while forty others want everything."""
    chance = random.Random(3)
    for _ in range(40):
        race.clear()
        holds = [staffed("20 (15) 20", 60 * n, "mia", f"call:{n}") for n in range(10)]
        assert all(race.at_once([race.claim(hold, until=True) for hold in holds]))
        others = [staffed("60", 30 * chance.randrange(20), "mia", f"v{n}") for n in range(40)]
        swaps = [staffed("20 (15) 20", 60 * chance.randrange(10) + 5, "mia", f"call:{n}") for n in range(6, 10)]
        acts = [
            *(race.release(hold) for hold in holds[:3]),
            *(race.claim(hold, until=True) for hold in holds[3:5]),
            race.claim(holds[5]),
            *(race.swap(hold, swap) for hold, swap in zip(holds[6:], swaps, strict=True)),
            *(race.claim(wish) for wish in others),
        ]
        answers = race.at_once(acts)
        assert all(answers[:6]), "who holds something can give it back, renew it and book it"
        moved = [swap if won else hold for hold, swap, won in zip(holds[6:], swaps, answers[6:10], strict=True)]
        winners = [wish for wish, won in zip(others, answers[10:], strict=True) if won]
        granted = [*holds[3:6], *moved, *winners]
        assert len(owned(granted)) == sum(len(wish.cells) for wish in granted), "no cell is sold twice"
        assert race.table() == owned(granted), "whole or not at all"
    assert race.deadlocks == {}


def work_in_a_process(url: str, tenant: TenantId, name: str, rounds: int, gate: Any, answers: Any) -> None:
    """One of several processes that want the same slot in every round."""
    store = Store(url)
    won = []
    for n in range(rounds):
        gate.wait(30)
        wish = staffed("30", 10 * n, "mia", f"{name}/{n}")
        won.append(claim(store, tenant, wish))
    store.close()
    answers.put((name, won))


def test_processes_on_one_database_never_sell_a_cell_twice(race: Race) -> None:
    """Four processes, forty rounds; the slot of a round overlaps those of the rounds before and after."""
    url = race.stores[0].url.render_as_string(hide_password=False)
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(4), spawn.Queue()
    workers = [
        spawn.Process(target=work_in_a_process, args=(url, race.tenant, f"p{n}", 40, gate, answers)) for n in range(4)
    ]
    for worker in workers:
        worker.start()
    said = [answers.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0
    won = [staffed("30", 10 * n, "mia", f"{name}/{n}") for name, all_won in said for n, ok in enumerate(all_won) if ok]
    assert race.table() == owned(won)
    assert len(race.table()) == 6 * len(won), "no cell is sold twice"
    assert len(won) == 14, "every third round somebody wins: two overlap its slot"
