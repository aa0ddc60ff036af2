"""The API under /api/v1: what a program of the salon may read and change. Its shapes are those of /openapi.json."""

from fastapi import APIRouter

from holdfast.entry.api import (
    absences,
    availability,
    bookings,
    calls,
    catalogue,
    customers,
    drifts,
    repairs,
    slots,
    stats,
    tasks,
)


def api_routes() -> APIRouter:
    """All routes of the API."""
    routes = APIRouter()
    for part in (bookings, absences, repairs, stats, calls, slots, availability, catalogue, customers, tasks, drifts):
        routes.include_router(part.routes)
    return routes
