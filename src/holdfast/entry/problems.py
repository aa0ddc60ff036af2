"""Problems as problem+json (RFC 9457): what is wrong in one sentence, never a stack trace, never a secret."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.look_up import NoSuchTime, NotFound, StoreFault
from holdfast.actions.tools import KeyReused

MEDIA_TYPE = "application/problem+json"
_SENTENCES = {404: "there is nothing at this address", 405: "this address does not know that method"}
_MOST_ERRORS = 20


class Problem(Exception):
    """Ends a request with a status and one sentence for its developer."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """`detail` is read by the developer of the caller."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem as a response; `more` are members of its own."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These problems as FastAPI documents responses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def on_problem(_request: Request, error: Exception) -> Response:
    """Turn a Problem into its response."""
    assert isinstance(error, Problem), "registered for Problem alone"
    return problem(error.status, error.detail, error.headers)


def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for HTTPException alone"
    detail = _SENTENCES.get(error.status_code) or str(error.detail)
    return problem(error.status_code, detail, dict(error.headers or {}))


def _on_invalid(_request: Request, error: Exception) -> Response:
    """What does not fit the schema: where and why, without repeating what was sent."""
    assert isinstance(error, RequestValidationError), "registered for RequestValidationError alone"
    wrong = [{"where": _place(found["loc"]), "why": found["msg"][:200]} for found in error.errors()[:_MOST_ERRORS]]
    return problem(422, "the request does not fit the schema", errors=wrong)


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part)[:60] for part in location)


def _on_not_found(_request: Request, error: Exception) -> Response:
    return problem(404, str(error))


def _on_no_such_time(_request: Request, error: Exception) -> Response:
    return problem(422, f"the clock of the salon never shows {error}")


def _on_key_reused(_request: Request, _error: Exception) -> Response:
    return problem(422, "this Idempotency-Key was used for another request")


def _on_changed(_request: Request, _error: Exception) -> Response:
    return problem(412, "it has changed since it was read; read it again")


def _on_store_fault(_request: Request, _error: Exception) -> Response:
    return problem(503, "the store does not answer; try again in a moment", {"Retry-After": "2"})


def add_problem_handlers(server: FastAPI) -> None:
    """Whatever ends a request early is told as a problem. The unexpected is caught further out (guard)."""
    server.add_exception_handler(Problem, on_problem)
    server.add_exception_handler(HTTPException, _on_http)
    server.add_exception_handler(RequestValidationError, _on_invalid)
    server.add_exception_handler(NotFound, _on_not_found)
    server.add_exception_handler(NoSuchTime, _on_no_such_time)
    server.add_exception_handler(KeyReused, _on_key_reused)
    server.add_exception_handler(ChangedMeanwhile, _on_changed)
    server.add_exception_handler(StoreFault, _on_store_fault)
