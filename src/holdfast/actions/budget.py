"""The rate budget of a calendar's key, kept in our database so that all processes share it."""

from datetime import timedelta

import structlog

from holdfast.actions.desk import Desk
from holdfast.store import rate_budgets
from holdfast.store.engine import StoreFault, to_ms

PER_MINUTE = 120
"""What Cal.com grants an API key (measured), where the tenant file says nothing."""
STORE_PAUSE_SECONDS = 1.0

log = structlog.get_logger("holdfast.budget")


class StoredBudget:
    """Implements `calendars.port.Budget`. Every question is one short transaction of its own."""

    def __init__(self, desk: Desk, key_digest: str, per_minute: int = PER_MINUTE) -> None:
        """`key_digest` stands for address and key of the calendar: never the key itself."""
        self._desk = desk
        self._key = key_digest
        self._per_minute = per_minute

    async def take(self, count: int, *, background: bool) -> float:
        """See `Budget.take`. A database that does not answer grants nothing."""
        now = to_ms(self._desk.clock.now())
        try:
            return await self._desk.transact(
                lambda tx: rate_budgets.take(tx, self._key, self._per_minute, now, count, background=background)
            )
        except StoreFault as fault:
            log.warning("the rate budget could not be read", fault=type(fault).__name__)
            return STORE_PAUSE_SECONDS

    async def close(self, seconds: float) -> None:
        """See `Budget.close`. If it cannot be kept, the calendar will say again that it had too much."""
        until = to_ms(self._desk.clock.now() + timedelta(seconds=seconds))
        try:
            await self._desk.transact(lambda tx: rate_budgets.close(tx, self._key, until))
        except StoreFault as fault:
            log.warning("the rate budget could not be closed", fault=type(fault).__name__)
