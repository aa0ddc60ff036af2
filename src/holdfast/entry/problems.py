"""Problems as problem+json (RFC 9457): what is wrong in one sentence, never a stack trace, never a secret."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request with a status and one sentence for its developer."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """`detail` is read by the developer of the caller."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem as a response."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def on_problem(_request: Request, error: Exception) -> Response:
    """Turn a Problem into its response."""
    assert isinstance(error, Problem), "registered for Problem alone"
    return problem(error.status, error.detail, error.headers)
