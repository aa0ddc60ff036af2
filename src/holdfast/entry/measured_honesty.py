"""The figures of honesty for Prometheus: of the last day, by platform and calendar. No tenant and no call is named."""

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge

from holdfast.actions.honesty import Counted, count_all
from holdfast.actions.look_up import StoreFault
from holdfast.app import Application
from holdfast.core.honesty import DEFINITIONS

WITHIN = timedelta(hours=24)
READ_EVERY = timedelta(seconds=60)


class HonestyMetrics:
    """Gauges that are counted anew at most once a minute, however often somebody looks."""

    def __init__(self, application: Application, registry: CollectorRegistry) -> None:
        """Count for this application."""
        self._desk = application.desk
        self._read_at: datetime | None = None
        about = "; ".join(f"{name.value}: {text}" for name, text in DEFINITIONS.items())
        self._figures = Gauge(
            "holdfast_honesty",
            f"Figures of honesty over the calls of the last 24 hours, of a median the highest value. {about}",
            ["figure", "platform", "calendar"],
            registry=registry,
        )
        self._cases = Gauge("holdfast_open_cases", "Calls whose caller does not know the truth yet.", registry=registry)
        self._unseen = Gauge("holdfast_unseen_tasks", "Open tasks that nobody has seen yet.", registry=registry)
        self._deliveries = Gauge("holdfast_deliveries", "Outgoing messages by state.", ["state"], registry=registry)

    async def read(self) -> None:
        """Count anew where that is due; a store that does not answer leaves the last figures."""
        now = self._desk.clock.now()
        if self._read_at is not None and now - self._read_at < READ_EVERY:
            return
        try:
            counted = await count_all(self._desk, WITHIN)
        except StoreFault:
            return
        self._read_at = now
        self._show(counted)

    def _show(self, counted: Counted) -> None:
        self._figures.clear()
        for (name, platform, calendar), value in counted.figures.items():
            self._figures.labels(name.value, platform, calendar).set(value)
        self._cases.set(counted.open_cases)
        self._unseen.set(counted.unseen_tasks)
        self._deliveries.labels("waiting").set(counted.waiting_deliveries)
        self._deliveries.labels("failed").set(counted.failed_deliveries)
