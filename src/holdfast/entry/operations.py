"""For those who run it: does it live, is it ready, how does it do. No label names a person, a tenant or a call."""

import json
from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import BaseModel

from holdfast.actions.look_up import StoreFault, waiting, why_not_ready
from holdfast.actions.tools import tool_named
from holdfast.app import Application
from holdfast.entry.guard import Served
from holdfast.entry.measured_honesty import HonestyMetrics
from holdfast.entry.problems import documented, problem

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.7, 1.0, 2.0, 4.0, 8.0)


class Health(BaseModel):
    """That it is well."""

    status: str


class Metrics:
    """What is counted in this process, in a registry of its own."""

    def __init__(self, application: Application) -> None:
        """Count for this application."""
        self.registry = CollectorRegistry()
        self._application = application
        self.requests = Counter(
            "holdfast_requests", "Requests by door and class of status.", ["door", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "holdfast_request_seconds",
            "How long requests took, by door and class of status.",
            ["door", "status"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.answers = Counter(
            "holdfast_tool_answers",
            "Answers by tool, state and reason.",
            ["tool", "state", "reason"],
            registry=self.registry,
        )
        self.due = Gauge("holdfast_due_visits", "Visits whose next step is due.", registry=self.registry)
        self.oldest = Gauge(
            "holdfast_oldest_due_seconds", "How long the oldest of them is due.", registry=self.registry
        )
        self.honesty = HonestyMetrics(application, self.registry)
        self.registry.register(_Happened(application))

    def note(self, served: Served) -> None:
        """Count one request."""
        labels = (served.door, f"{served.status // 100}xx")
        self.requests.labels(*labels).inc()
        self.seconds.labels(*labels).observe(served.seconds)
        if served.tool_answer is not None:
            tool, text = served.tool_answer
            answer = json.loads(text)
            self.answers.labels(tool_named(tool) or "unknown", answer["state"], answer.get("reason", "")).inc()

    async def text(self) -> bytes:
        """Everything counted, and what is waiting at this moment."""
        try:
            now = await waiting(self._application.desk)
        except StoreFault:  # Counted as such; what waits is not known then.
            self.due.set(float("nan"))
            self.oldest.set(float("nan"))
        else:
            self.due.set(now.visits)
            self.oldest.set(now.oldest.total_seconds())
            await self.honesty.read()
        return generate_latest(self.registry)


class _Happened(Collector):
    """What the parts of the application count themselves."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def collect(self) -> Iterable[Metric]:
        drives, store = self._application.drives, self._application.desk.store
        happened = CounterMetricFamily("holdfast_drives", "Drives by what became of them.", labels=["what"])
        happened.add_metric(["started"], drives.started)
        happened.add_metric(["broken_off"], drives.broken_off)
        yield happened
        faults = CounterMetricFamily(
            "holdfast_store_faults", "Transactions that the store could not do.", labels=["fault"]
        )
        for fault, times in sorted(store.faults.items()):
            faults.add_metric([fault], times)
        yield faults


def operations_routes(application: Application, metrics: Metrics) -> APIRouter:
    """The routes for operations."""
    routes = APIRouter(tags=["operations"])

    @routes.get("/healthz", response_model=Health)
    async def healthz() -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok"})

    @routes.get("/readyz", response_model=Health, responses=documented(503))
    async def readyz() -> Response:
        """The store answers, and its schema is the newest; else 503."""
        reason = await why_not_ready(application.desk)
        return JSONResponse({"status": "ready"}) if reason is None else problem(503, reason, {"Retry-After": "2"})

    @routes.get("/metrics", response_class=PlainTextResponse)
    async def measured() -> Response:
        """What was counted, for Prometheus."""
        return Response(await metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes
