"""One real SQLite database in memory, shared by the simulated processes, and each process's door to it."""

import asyncio
import math
import sqlite3
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from holdfast.store.engine import STATEMENTS_KEPT, TRIES, Conflict, Contended, Store, StoreUnreachable, Tx
from holdfast.store.migrate import migrate

T = TypeVar("T")


class Database:
    """The file that all processes share. `restore` brings it back to how `keep` found it."""

    def __init__(self) -> None:
        """A migrated, empty database."""
        self.raw = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS_KEPT
        )
        self.raw.execute("PRAGMA foreign_keys=ON")
        self.raw.execute("PRAGMA synchronous=OFF")
        self.engine = sa.create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)
        self._template = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        migrate(_Migrated(self.engine))
        self._connection = Connection(self.engine)  # One for good: it takes the place of the store's own.
        self._connection.begin()  # To SQLAlchemy it is one long transaction; what begins and ends in it is ours to say.
        self._tx = Tx(self._connection, "sqlite")
        self.commits = 0
        """Counted, so that whoever looked knows whether anything can have changed since."""
        self._glances: dict[str, tuple[int, float]] = {}

    def keep(self) -> None:
        """Remember everything as it is now."""
        self.raw.backup(self._template)

    def restore(self) -> None:
        """Bring everything back to what was kept."""
        self._template.backup(self.raw)
        self.commits += 1

    def transact(self, body: Callable[[Tx], T]) -> T:
        """One transaction; nobody else can have begun one, since its body does not wait."""
        self.raw.execute("BEGIN IMMEDIATE")
        try:
            result = body(self._tx)
        except BaseException:  # broad: whatever ends the body, nothing of it may stay
            self.raw.execute("ROLLBACK")
            raise
        self.raw.execute("COMMIT")
        self.commits += 1
        return result

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """A look from outside, for workers that ask whether anything is due and for the checks."""
        return self.raw.execute(statement, values).fetchall()

    def next_due(self, glance: str) -> float:
        """The one number that a glance asks for, none being as good as never; asked anew once something was written."""
        known = self._glances.get(glance)
        if known is None or known[0] != self.commits:
            (found,) = self.rows(glance)[0]
            known = self._glances[glance] = self.commits, math.inf if found is None else found
        return known[1]

    def look(self, body: Callable[[Tx], T]) -> T:
        """The same with the functions of the store; what it writes is undone."""
        self.raw.execute("BEGIN IMMEDIATE")
        try:
            return body(self._tx)
        finally:
            self.raw.execute("ROLLBACK")

    def close(self) -> None:
        """Let it go."""
        self._connection.close()
        self.raw.close()
        self._template.close()


class _Migrated(Store):
    """As much of a store as migrating needs."""

    def __init__(self, engine: Engine) -> None:
        self.is_sqlite = True
        self.engine = engine


class Door:
    """What a process's store asks of the world around it."""

    def check(self) -> None:
        """Raises once the process is dead: its store is cut."""

    def before_commit(self) -> None:
        """Called when a body has ended well: the last moment at which the process can die without having written."""

    def fault(self) -> str | None:
        """Whether this transaction fails: "before" or "after" its commit, or (None) not."""
        return None

    def delay(self) -> float:
        """Seconds that the way to the store takes."""
        return 0.0


class DoorStore(Store):
    """The store of one process: bodies run here and now, and a process that is cut gets no further."""

    def __init__(self, database: Database, door: Door) -> None:
        """A door to the shared database."""
        self.url = sa.make_url("sqlite://")
        self.is_sqlite = True
        self.engine = database.engine
        self.faults: Counter[str] = Counter()
        self._database = database
        self._door = door

    def transact_now(self, body: Callable[[Tx], T]) -> T:
        """Run `body` in one transaction. Raises Contended, StoreUnreachable, and what ends a dying process."""
        self._door.check()
        fault = self._door.fault()
        for _ in range(TRIES):
            try:
                result = self._database.transact(partial(self._run, body, fault))
            except Conflict:
                continue
            if fault == "after":
                raise StoreUnreachable("planned: after the commit")
            return result
        raise Contended(f"lost {TRIES} times")

    def _run(self, body: Callable[[Tx], T], fault: str | None, tx: Tx) -> T:
        result = body(tx)
        self._door.before_commit()
        if fault == "before":
            raise StoreUnreachable("planned: before the commit")
        return result

    async def transact(self, body: Callable[[Tx], T]) -> T:
        """The same after the way to the store, and with the way back: at both the process may die."""
        self._door.check()
        await asyncio.sleep(self._door.delay())
        result = self.transact_now(body)
        await asyncio.sleep(self._door.delay() / 2)
        self._door.check()
        return result

    def close(self) -> None:
        """Nothing to close: the database is everybody's."""
