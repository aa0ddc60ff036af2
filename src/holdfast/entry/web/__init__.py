"""The operator's screens: pages for owners, receptionists and whoever runs the installation. They decide nothing."""

from fastapi import APIRouter

from holdfast.entry.web import (
    absences,
    call_repairs,
    calls,
    customers,
    door,
    figures,
    live,
    lost,
    needs,
    needs_help,
    replays,
    salons,
    setup,
    setup_access,
    setup_catalogue,
    setup_change,
    test_call,
    today,
    visit_truth,
    visits,
    why_not,
)
from holdfast.entry.web.assets import asset_routes


def web_routes() -> APIRouter:
    """All pages. What catches every other address under a salon comes last."""
    routes = APIRouter()
    routes.include_router(asset_routes())
    office = (customers, figures, setup_access, setup_catalogue, setup_change, setup)
    for part in (
        door,
        salons,
        today,
        visit_truth,
        visits,
        absences,
        needs,
        needs_help,
        call_repairs,
        replays,
        calls,
        why_not,
        test_call,
        *office,
        live,
        lost,
    ):
        routes.include_router(part.routes)
    return routes
