"""How often an outside calendar was asked lately: one row per key, shared by all processes (design 6).

Requests are counted by the second in which they were granted, and everything granted in the last `WINDOW_SECONDS`
counts against the limit. So no sixty seconds ever hold more than the limit, wherever the calendar's own minute begins:
measured, Cal.com blocks a key for a whole minute after one request too many.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from holdfast.store.engine import Tx
from holdfast.store.fixed import Fixed
from holdfast.store.tables import rate_budget

WINDOW_SECONDS = 63
"""A minute, and three seconds in which requests granted apart may arrive together."""
LIVE_SHARE = 0.4
"""What background work leaves to the caller on the line."""
SHORTEST_WAIT_MS = 50


_ENSURE = {
    "sqlite": Fixed(sqlite_insert(rate_budget).on_conflict_do_nothing()),
    "postgresql": Fixed(postgres_insert(rate_budget).on_conflict_do_nothing()),
}
_OF_KEY = sa.select(rate_budget.c.recent, rate_budget.c.closed_until).where(rate_budget.c.key == sa.bindparam("of"))
_ONE = Fixed(_OF_KEY)
_LOCKED = Fixed(_OF_KEY.with_for_update())
_CHANGE = sa.update(rate_budget).where(rate_budget.c.key == sa.bindparam("of"))
_USE = Fixed(_CHANGE.values(recent=sa.bindparam("text")))
_CLOSE = Fixed(_CHANGE.values(closed_until=sa.bindparam("until")))


def take(tx: Tx, key: str, per_minute: int, now: int, count: int = 1, *, background: bool = False) -> float:
    """Take `count` requests at `now` (milliseconds since 1970). 0.0: they may be sent; else nothing was taken, and the
    seconds until enough may be free. Background work gets only what leaves `LIVE_SHARE` of the limit.

    More at once than a minute holds is never granted: such a caller asks for less.
    """
    row = _locked(tx, key)
    if row.closed_until > now:
        return _seconds(row.closed_until - now)
    recent = _recent(row.recent, now)
    limit = int(per_minute * (1 - LIVE_SHARE)) if background else per_minute
    excess = sum(recent.values()) + count - limit
    if excess > 0:
        return _seconds(_freed_at(recent, excess, now) - now)
    recent[now // 1000] = recent.get(now // 1000, 0) + count
    text = " ".join(f"{second}:{used}" for second, used in sorted(recent.items()))
    tx.run(_USE, {"of": key, "text": text})
    return 0.0


def close(tx: Tx, key: str, until: int) -> None:
    """Grant nothing before `until` (milliseconds since 1970). An earlier end than one known already changes nothing."""
    row = _locked(tx, key)
    if until > row.closed_until:
        tx.run(_CLOSE, {"of": key, "until": until})


def used(tx: Tx, key: str, now: int) -> int:
    """How many requests count against the limit at `now`."""
    row = tx.run(_ONE, {"of": key}).first()
    return sum(_recent(row.recent if row else "", now).values())


def _locked(tx: Tx, key: str) -> Any:
    """The row of a key, made if need be, locked against everybody else until the transaction ends."""
    tx.run(_ENSURE[tx.dialect], {"key": key, "recent": "", "closed_until": 0})
    return tx.run(_LOCKED, {"of": key}).one()


def _recent(text: str, now: int) -> dict[int, int]:
    """What still counts. A second that another process's clock put into the future counts, too."""
    pairs = (pair.split(":") for pair in text.split())
    oldest = now // 1000 - WINDOW_SECONDS
    return {int(second): int(count) for second, count in pairs if int(second) >= oldest}


def _freed_at(recent: dict[int, int], excess: int, now: int) -> int:
    """When so many requests will have left the window; a whole window from now if they never do."""
    for second, count in sorted(recent.items()):
        excess -= count
        if excess <= 0:
            return (second + WINDOW_SECONDS + 1) * 1000
    return now + WINDOW_SECONDS * 1000


def _seconds(milliseconds: int) -> float:
    return max(milliseconds, SHORTEST_WAIT_MS) / 1000
