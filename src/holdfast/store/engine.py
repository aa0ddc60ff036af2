"""Where durable facts live: one engine, short transactions, and nothing of the network inside them."""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar, overload

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from holdfast.core.ids import TenantId
from holdfast.store.fixed import Fixed, Rows
from holdfast.store.turns import NoTurn, turns_at

T = TypeVar("T")

LOCK_SECONDS = 1.5
"""How long a statement waits for a lock of PostgreSQL: well below the answer budget of 4 s."""
CONNECT_SECONDS = 3
"""How long PostgreSQL may take to let us in; an address with a `connect_timeout` of its own is heard."""
TURN_SECONDS = 3.0
"""How long a transaction waits to begin on SQLite, where one follows another: for its turn among the threads of this
process, and then for other processes to leave the file. Below the answer budget of 4 s."""
POLL_SECONDS = 0.1
"""How long SQLite itself polls for a busy file before it is asked anew. It polls ever more seldom, so that among
several processes the one that has waited longest would have the worst chances."""
TRIES = 25
PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.12
"""All tries together take about two seconds at most: half of the answer budget."""
POSTGRES_THREADS = 8
STATEMENTS_KEPT = 512
"""How many statements a connection of SQLite keeps compiled: more than there are, so that none is compiled twice."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_GIVE_UP_AT = "holdfast_give_up_at"


class StoreFault(Exception):
    """The store could not do its work.

    StoreFault
      StoreUnreachable   the database does not answer, or a lock was not to be had in time
      Contended          the transaction lost against others again and again
    """


class StoreUnreachable(StoreFault):
    """The database does not answer."""


class Contended(StoreFault):
    """Others were quicker, several times over; nothing was written."""


class Conflict(Exception):
    """Raised by a transaction body to undo everything and run once more on fresh facts (a claim was lost)."""


def to_ms(instant: datetime) -> int:
    """An instant as it is stored: whole milliseconds since 1970, UTC."""
    return (instant - _EPOCH) // _MILLISECOND


@lru_cache(maxsize=8192)
def from_ms(milliseconds: int) -> datetime:
    """A stored instant, aware, in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def from_ms_or_none(milliseconds: int | None) -> datetime | None:
    """A stored instant that may be missing."""
    return None if milliseconds is None else from_ms(milliseconds)


def to_ms_or_none(instant: datetime | None) -> int | None:
    """An instant that may be missing, as it is stored."""
    return None if instant is None else to_ms(instant)


@dataclass(frozen=True, slots=True)
class Tx:
    """One open transaction of the whole installation. Only tenants, keys and unassigned messages use it bare."""

    connection: Connection
    dialect: str

    def of(self, tenant_id: TenantId) -> "TenantTx":
        """The same transaction, bound to one tenant: what every tenant's query goes through (G9)."""
        return TenantTx(self.connection, self.dialect, tenant_id)

    @overload
    def run(self, statement: Fixed, values: Any = None) -> Rows: ...

    @overload
    def run(self, statement: sa.Executable, values: Any = None) -> sa.CursorResult[Any]: ...

    def run(self, statement: sa.Executable | Fixed, values: Any = None) -> sa.CursorResult[Any] | Rows:
        """Execute one statement; a list of values executes it for each and returns no rows."""
        if isinstance(statement, Fixed):
            if isinstance(values, list):
                return statement.run_many(self.connection, values)
            return statement.run(self.connection, values or {})
        result = self.connection.execute(statement, values)
        assert isinstance(result, sa.CursorResult)
        return result


@dataclass(frozen=True, slots=True)
class TenantTx:
    """One open transaction of one tenant. Every statement given to `run` binds `:tenant` to it, always."""

    connection: Connection
    dialect: str
    tenant_id: TenantId

    @overload
    def run(self, statement: Fixed, **values: Any) -> Rows: ...

    @overload
    def run(self, statement: sa.Executable, **values: Any) -> sa.CursorResult[Any]: ...

    def run(self, statement: sa.Executable | Fixed, **values: Any) -> sa.CursorResult[Any] | Rows:
        """Execute one statement, with this tenant's id bound as `tenant`, or as `tenant_id` of a new row."""
        bound = self._bound(statement, values)
        if isinstance(statement, Fixed):
            return statement.run(self.connection, bound)
        result = self.connection.execute(statement, bound)
        assert isinstance(result, sa.CursorResult)
        return result

    def run_many(self, statement: sa.Executable | Fixed, rows: list[dict[str, Any]]) -> None:
        """Execute one statement for each row; no rows come back."""
        if not rows:
            return
        bound = [self._bound(statement, row) for row in rows]
        if isinstance(statement, Fixed):
            statement.run_many(self.connection, bound)
        else:
            self.connection.execute(statement, bound if len(bound) > 1 else bound[0])

    def _bound(self, statement: sa.Executable | Fixed, values: dict[str, Any]) -> dict[str, Any]:
        assert "tenant" not in values, "the tenant comes from the transaction, never from an argument"
        assert "tenant_id" not in values, "the tenant comes from the transaction, never from an argument"
        return {**values, "tenant_id" if statement.is_insert else "tenant": self.tenant_id}


class Store:
    """The database. `transact` runs a plain function in one transaction on a thread made for it."""

    def __init__(self, url: str) -> None:
        """Open lazily; `url` is a SQLAlchemy address of SQLite or PostgreSQL."""
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)
        threads = 1 if self.is_sqlite else POSTGRES_THREADS
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")
        self._turns = turns_at(self.url.database) if self.is_sqlite else None
        self.faults: Counter[str] = Counter()
        """How often which fault ended a transaction, for whoever watches."""

    def transact_now(self, body: Callable[[Tx], T]) -> T:
        """Run `body` in one transaction, here and now. A lost claim, a deadlock or a busy lock runs it again.

        Raises Contended when it keeps losing, StoreUnreachable when the database does not answer.
        """
        try:
            return self._transact_in_turn(body)
        except StoreFault as fault:
            self.faults[type(fault).__name__] += 1
            raise

    def _transact_in_turn(self, body: Callable[[Tx], T]) -> T:
        """On SQLite, whoever shares the file in this process goes first if they came first."""
        give_up_at = time.monotonic() + TURN_SECONDS
        if self._turns is None:
            return self._try_to_transact(body, give_up_at)
        try:
            with self._turns.turn(TURN_SECONDS):
                return self._try_to_transact(body, give_up_at)
        except NoTurn as error:
            raise StoreUnreachable(f"busy: {error}") from error

    def _try_to_transact(self, body: Callable[[Tx], T], give_up_at: float) -> T:
        options = {_GIVE_UP_AT: give_up_at} if self.is_sqlite else {}
        for attempt in range(TRIES):
            self._step_back(attempt)
            try:
                with self.engine.connect().execution_options(**options) as connection, connection.begin():
                    return body(Tx(connection, self.engine.dialect.name))
            except Conflict:
                continue
            except (DBAPIError, sqlite3.OperationalError) as error:
                if attempt + 1 < TRIES and _worth_repeating(error):
                    continue
                if isinstance(error, OperationalError):
                    raise StoreUnreachable(str(error.orig)[:200]) from error
                raise
        raise Contended(f"lost {TRIES} times")

    def _step_back(self, attempt: int) -> None:
        """Those who lost against each other try again at different moments, each time later; on SQLite, where
        transactions follow one another, nobody needs to."""
        if attempt and not self.is_sqlite:
            time.sleep(random.uniform(0.2, 1.0) * min(PAUSE_SECONDS * attempt, LONGEST_PAUSE_SECONDS))

    async def transact(self, body: Callable[[Tx], T]) -> T:
        """The same off the event loop: one thread on SQLite (one writer), a bounded pool on PostgreSQL."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self.transact_now, body)

    def close(self) -> None:
        """Let running transactions end, then close all connections."""
        self._pool.shutdown(wait=True)
        self.engine.dispose()


def _worth_repeating(error: Exception) -> bool:
    """Deadlock, serialisation failure, or somebody quicker with the same key (PostgreSQL): running again sees them."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return code in ("40P01", "40001", "23505")


def _begin_immediate(connection: Connection) -> None:
    """Begin on SQLite as the one who writes. A file that another process has is asked for again after a short pause of
    random length, so that each gets its turn, until what is left of the transaction's time to wait is spent."""
    give_up_at = connection.get_execution_options().get(_GIVE_UP_AT, time.monotonic() + TURN_SECONDS)
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= give_up_at:
                raise
        else:
            return
        time.sleep(random.uniform(0.1, 1.0) * PAUSE_SECONDS)


def _is_busy(error: OperationalError) -> bool:
    """SQLite: somebody else has the file now. All else about a file does not get better by waiting."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY  # The low byte: the rest says how it came about.


def _sqlite_engine(url: sa.URL) -> Engine:
    engine = sa.create_engine(
        url,
        connect_args={"timeout": TURN_SECONDS, "check_same_thread": False, "cached_statements": STATEMENTS_KEPT},
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,  # An error is logged whole, and the values of a statement are personal (G11).
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # We say BEGIN ourselves: the driver would begin too late.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={POLL_SECONDS * 1000:.0f}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "begin", _begin_immediate)
    return engine


def _postgres_engine(url: sa.URL) -> Engine:
    options = f"-c lock_timeout={LOCK_SECONDS * 1000:.0f} -c statement_timeout=3000 -c timezone=UTC"
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=POSTGRES_THREADS,
        max_overflow=4,
        pool_pre_ping=False,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": options, **patience},
    )


def outage_in_words(error: BaseException) -> str | None:
    """Why the database cannot be used, in a few words for a person; None where the error is of another kind."""
    if isinstance(error, StoreUnreachable | Contended):
        return f"the database does not answer: {error}"
    if isinstance(error, OperationalError):
        lines = str(error.orig).strip().splitlines() or ["no reason given"]
        return f"the database cannot be used: {lines[0][:200]}"
    return None
