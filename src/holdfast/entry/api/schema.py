"""/openapi.json, made exact: every problem is a problem+json, and says so."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from holdfast.entry.api.shapes import Problem
from holdfast.entry.problems import documented

_DESCRIPTION = (
    "Appointments that hold. Voice agents call tools under /t/{tenant}; programs of the salon read and change under "
    "/api/v1 with an API key as bearer token. Every problem is told as application/problem+json."
)
_ABOUT_FASTAPI = ("HTTPValidationError", "ValidationError")


def describe(server: FastAPI) -> None:
    """Let the server tell the exact schema."""

    def openapi() -> dict[str, Any]:
        if server.openapi_schema is None:
            made = get_openapi(
                title=server.title, version=server.version, description=_DESCRIPTION, routes=server.routes
            )
            server.openapi_schema = _exact(made)
        return server.openapi_schema

    server.openapi = openapi  # type: ignore[method-assign]


def _exact(schema: dict[str, Any]) -> dict[str, Any]:
    for path in schema["paths"].values():
        for operation in path.values():
            operation["responses"] = _responses(operation["responses"])
    shapes = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in _ABOUT_FASTAPI:
        shapes.pop(name, None)
    shapes["Problem"] = Problem.model_json_schema()
    return schema


def _responses(responses: dict[str, Any]) -> dict[str, Any]:
    """The same, with what any address may answer: 400 for unusable characters, 414 and 431 for too much of them."""
    told = {status: response for status, response in responses.items() if status < "400"}
    problems = sorted({int(status) for status in responses if status >= "400"} | {400, 414, 431, 503})
    return told | {str(status): response for status, response in documented(*problems).items()}
