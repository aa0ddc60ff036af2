"""The worker: takes up due steps, undoes test visits whose time is over, and forgets what may not be kept."""

import asyncio
from datetime import datetime, timedelta

import structlog

from holdfast.actions.drive import drive_due
from holdfast.actions.purge import purge, undo_tests
from holdfast.app import Application

TICK_SECONDS = 0.25
PURGE_EVERY = timedelta(hours=24)
TESTS_EVERY = timedelta(seconds=30)

log = structlog.get_logger("holdfast.worker")


class Worker:
    """Runs beside the server, or alone (`holdfast work`); any number of them share one PostgreSQL."""

    def __init__(self, application: Application) -> None:
        """Work for this application."""
        self._application = application
        self._stopping = asyncio.Event()
        self._purged_at: datetime | None = None
        self._tests_at: datetime | None = None

    def stop(self) -> None:
        """Ask it to end after the current round."""
        self._stopping.set()

    async def run(self) -> None:
        """Round after round until stopped. A round that fails is logged, and the next one tries again."""
        while not self._stopping.is_set():
            try:
                await self.round()
            except Exception:  # broad: the worker must outlive any fault of one round; it is logged whole
                log.exception("a round failed")
            try:
                await asyncio.wait_for(self._stopping.wait(), TICK_SECONDS)
            except TimeoutError:
                continue

    async def round(self) -> None:
        """One look at what is due."""
        desk, now = self._application.desk, self._application.desk.clock.now()
        await drive_due(desk, self._application.drives)
        if self._tests_at is None or now - self._tests_at >= TESTS_EVERY:
            self._tests_at = now
            await undo_tests(desk, self._application.drives)
        if self._purged_at is None or now - self._purged_at >= PURGE_EVERY:
            self._purged_at = now
            await purge(desk)
