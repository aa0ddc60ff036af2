"""Who waits for a SQLite file gets a turn: in order within a process, and in time beside other processes."""

import multiprocessing
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.store import engine
from holdfast.store.engine import Store, StoreUnreachable, Tx
from holdfast.store.turns import NoTurn, Turns, turns_at

pytestmark = pytest.mark.xdist_group("heavy")
WAIT = 20.0
"""Seconds for what comes at once, on a machine however busy."""


class Queue:
    """Threads that take turns, let in and made to queue one after another."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.came: list[str] = []
        self.threads: list[threading.Thread] = []

    def join(self, name: str, seconds: float = WAIT) -> None:
        """Somebody stands in the queue when this returns."""
        before = self.length()

        def wait() -> None:
            try:
                with self.turns.turn(seconds):
                    self.came.append(name)
            except NoTurn:
                self.came.append(f"{name} left")

        self.threads.append(threading.Thread(target=wait))
        self.threads[-1].start()
        while self.length() == before:
            time.sleep(0.001)

    def length(self) -> int:
        """How many wait."""
        return len(self.turns._waiting)

    def end(self) -> list[str]:
        """Who came, in order, once nobody waits any more."""
        for thread in self.threads:
            thread.join(WAIT)
            assert not thread.is_alive()
        return self.came


def test_first_come_first_served() -> None:
    queue = Queue(Turns())
    with queue.turns.turn(WAIT):
        for n in range(20):
            queue.join(f"{n}")
        assert queue.came == []
    assert queue.end() == [f"{n}" for n in range(20)]


def test_who_waited_too_long_leaves_and_holds_nobody_up() -> None:
    queue = Queue(Turns())
    with queue.turns.turn(WAIT):
        queue.join("impatient", 0.05)
        queue.join("patient")
        queue.threads[0].join(WAIT)
        assert queue.came == ["impatient left"]
    assert queue.end() == ["impatient left", "patient"]
    with queue.turns.turn(0):
        """It is free."""


def test_without_time_to_wait_only_a_free_place_is_taken() -> None:
    turns = Turns()
    with turns.turn(-1), pytest.raises(NoTurn), turns.turn(-1):
        raise AssertionError("somebody is in")


def test_a_fault_inside_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn(0):
        raise ZeroDivisionError
    with turns.turn(0):
        """It is free."""


def test_a_turn_that_comes_when_one_is_just_leaving_is_passed_on() -> None:
    """Many whose patience ends at the very moment at which it is their turn: no turn is lost or given twice."""
    turns, inside, most = Turns(), 0, 0
    came: list[bool] = []

    def wait(n: int) -> None:
        nonlocal inside, most
        try:
            with turns.turn(0.0005 * (n % 7)):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1
                came.append(True)
        except NoTurn:
            came.append(False)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(wait, range(800)))
    assert (len(came), most, inside) == (800, 1, 0)
    assert {True, False} == set(came)
    with turns.turn(0):
        """It is free."""


def test_who_names_the_same_file_shares_its_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = turns_at("a.db")
    assert turns_at(f"{tmp_path}/x/../a.db") is here
    assert turns_at("b.db") is not here
    assert turns_at(":memory:") is not turns_at(":memory:")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A file with one table."""
    opened = Store(f"sqlite:///{tmp_path}/holdfast.db")
    opened.transact_now(lambda tx: tx.run(sa.text("CREATE TABLE mark (n INTEGER)")))
    yield opened
    opened.close()


def mark(tx: Tx) -> None:
    tx.run(sa.text("INSERT INTO mark VALUES (1)"))


def mark_ten_times(tx: Tx) -> None:
    for _ in range(10):
        mark(tx)


def marks(store: Store) -> int:
    found: int = store.transact_now(lambda tx: tx.run(sa.text("SELECT COUNT(*) FROM mark")).scalar_one())
    return found


def test_a_file_that_another_process_has_for_a_while_is_waited_for(store: Store) -> None:
    """Longer than SQLite itself polls. The stranger's own connection stands for the process: it is in no queue."""
    with closing(sqlite3.connect(store.url.database or "", check_same_thread=False, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        leaves = threading.Timer(engine.POLL_SECONDS * 4, lambda: stranger.execute("ROLLBACK"))
        leaves.start()
        store.transact_now(mark)
        leaves.join()
    assert marks(store) == 1
    assert store.faults == {}


def refused(store: Store) -> tuple[float, str]:
    """How long a transaction waited until it was refused, in seconds, and what was said."""
    begun = time.monotonic()
    with pytest.raises(StoreUnreachable) as said:
        store.transact_now(mark)
    return time.monotonic() - begun, str(said.value)


def test_a_file_that_stays_busy_is_unreachable_in_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TURN_SECONDS", 0.4)
    with closing(sqlite3.connect(store.url.database or "", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        seconds, said = refused(store)
    assert (marks(store), said) == (0, "database is locked")
    assert seconds > 0.35
    assert store.faults == {"StoreUnreachable": 1}


def test_a_queue_that_does_not_move_is_unreachable_in_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also through another store of this process on the same file."""
    monkeypatch.setattr(engine, "TURN_SECONDS", 0.2)
    beside = Store(store.url.render_as_string())
    with turns_at(store.url.database).turn(0):
        seconds, said = refused(beside)
    beside.close()
    assert (marks(store), said) == (0, "busy: no turn within 0.2 s")
    assert seconds > 0.15
    assert beside.faults == {"StoreUnreachable": 1}


def test_what_queueing_took_is_not_waited_for_once_more_at_the_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "TURN_SECONDS", 10.0)
    with closing(sqlite3.connect(store.url.database or "", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with pytest.raises(sa.exc.OperationalError), store.engine.connect() as connection:
            connection.execution_options(**{engine._GIVE_UP_AT: begun}).begin()
    assert time.monotonic() - begun < 5


def work_in_a_process(url: str, times: int, gate: Any, done: Any) -> None:
    """One of several processes that begin a transaction as soon as their last one has ended."""
    store = Store(url)
    gate.wait(60)
    for _ in range(times):
        store.transact_now(mark_ten_times)
    store.close()
    done.put(dict(store.faults))


def test_processes_that_never_pause_let_each_other_in(store: Store) -> None:
    """On the disk, where a commit takes its time: nobody has the file so often that somebody else gets nothing."""
    spawn = multiprocessing.get_context("spawn")
    gate, done = spawn.Barrier(4), spawn.Queue()
    arguments = (store.url.render_as_string(), 200, gate, done)
    workers = [spawn.Process(target=work_in_a_process, args=arguments) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    assert [done.get(timeout=10) for _ in workers] == [{}] * 4
    assert marks(store) == 4 * 200 * 10


def test_the_whole_wait_leaves_time_for_an_answer() -> None:
    assert engine.TURN_SECONDS + engine.POLL_SECONDS + engine.PAUSE_SECONDS < 4, "the answer budget"
