"""What all pages share: a router whose faults end as pages, never as a trace."""

import secrets
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.look_up import NoSuchTime, NotFound, StoreFault
from holdfast.entry.problems import Problem
from holdfast.entry.web.screen import Refused, Turned, html_response
from holdfast.entry.web.templates import render
from holdfast.entry.web.words import asked_for, words_in

log = structlog.get_logger("holdfast.web")
Answering = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route whose every end is a page of ours."""

    def get_route_handler(self) -> Answering:
        """The route's own answer, with whatever goes wrong told on a page."""
        answering = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answering(request)
            except Turned as turned:
                return turned.response
            except ClientDisconnect:
                raise
            # broad: a person at a screen reads a sentence, whatever went wrong
            except Exception as error:  # noqa: BLE001
                return _told(request, error)

        return answered


def _told(request: Request, error: Exception) -> Response:
    status, key, incident = _meaning(error)
    if incident:
        log.exception("defect on a page", incident=incident, route=str(getattr(request.scope.get("route"), "path", "")))
    nonce = secrets.token_urlsafe(16)
    told = request.cookies.get("language") or asked_for(request.headers.get("accept-language", ""))
    words = words_in(told or "de")
    is_part = request.headers.get("hx-request") == "true"
    html = render("trouble.html", t=words, nonce=nonce, status=status, key=key, incident=incident, is_part=is_part)
    return html_response(request, html, nonce, status)


def _meaning(error: Exception) -> tuple[int, str, str]:
    """Which status, which sentence, and for a defect the number under which the log has it."""
    if isinstance(error, Refused):
        return error.status, error.key, ""
    if isinstance(error, NotFound | HTTPException):
        return 404, "refused_nothing", ""
    if isinstance(error, NoSuchTime):
        return 422, "refused_time", ""
    if isinstance(error, RequestValidationError):
        return 422, "refused_form", ""
    if isinstance(error, ChangedMeanwhile):
        return 409, "refused_changed", ""
    if isinstance(error, Problem):
        return error.status, "refused_form", ""
    if isinstance(error, StoreFault):
        return 503, "refused_store", ""
    return 500, "refused_defect", secrets.token_hex(4)


def page_routes() -> APIRouter:
    """A router for pages: none of them is part of the described API."""
    return APIRouter(tags=["web"], include_in_schema=False, route_class=PageRoute)
