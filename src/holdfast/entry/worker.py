"""The worker: takes up due steps, undoes test visits whose time is over, and forgets what may not be kept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from holdfast.actions.doctor import examine_due, want_examined
from holdfast.actions.drive import drive_due
from holdfast.actions.purge import purge, undo_tests
from holdfast.actions.reserve import release_ended
from holdfast.app import Application

TICK_SECONDS = 0.25
PURGE_EVERY = timedelta(hours=24)
TESTS_EVERY = timedelta(seconds=30)
RELEASE_EVERY = timedelta(seconds=1)
DOCTOR_TICK_SECONDS = 2.0
"""How soon after `holdfast apply` a calendar is looked at."""

log = structlog.get_logger("holdfast.worker")


class Worker:
    """Runs beside the server, or alone (`holdfast work`); any number of them share one PostgreSQL."""

    def __init__(self, application: Application) -> None:
        """Work for this application."""
        self._application = application
        self._stopping = asyncio.Event()
        self._purged_at: datetime | None = None
        self._tests_at: datetime | None = None
        self._released_at: datetime | None = None

    def stop(self) -> None:
        """Ask it to end after the current round."""
        self._stopping.set()

    async def run(self) -> None:
        """Round after round until stopped. Beside the rounds, so that no slow calendar holds them up, the doctor."""
        doctor = asyncio.create_task(self._examine())
        await self._repeat(self.round, TICK_SECONDS)
        doctor.cancel()
        await asyncio.gather(doctor, return_exceptions=True)

    async def _examine(self) -> None:
        """Look at every outside calendar at the start, after its file was applied, and every hour."""
        desk, has_begun = self._application.desk, False

        async def look() -> None:
            nonlocal has_begun
            if not has_begun:
                await want_examined(desk)
                has_begun = True
            await examine_due(desk)

        await self._repeat(look, DOCTOR_TICK_SECONDS)

    async def _repeat(self, work: Callable[[], Awaitable[object]], seconds: float) -> None:
        """The same work again and again. One that fails is logged, and the next one tries again."""
        while not self._stopping.is_set():
            try:
                await work()
            except Exception:  # broad: the worker must outlive any fault of one round; it is logged whole
                log.exception("a round failed")
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds)
            except TimeoutError:
                continue

    async def round(self) -> None:
        """One look at what is due."""
        desk, now = self._application.desk, self._application.desk.clock.now()
        await drive_due(desk, self._application.drives)
        await self._application.reconciling.start_due()
        await self._application.judging.start_due()
        await self._application.alarming.start_due()
        if self._released_at is None or now - self._released_at >= RELEASE_EVERY:
            self._released_at = now
            await release_ended(desk)
        if self._tests_at is None or now - self._tests_at >= TESTS_EVERY:
            self._tests_at = now
            await undo_tests(desk, self._application.drives)
        if self._purged_at is None or now - self._purged_at >= PURGE_EVERY:
            self._purged_at = now
            await purge(desk)
