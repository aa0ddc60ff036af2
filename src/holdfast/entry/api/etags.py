"""Strong entity tags: equal exactly when every byte of the representation is. Changes name the one they saw."""

import hashlib
from typing import Annotated, Any

from fastapi import Header
from fastapi.responses import Response
from pydantic import BaseModel

from holdfast.entry.problems import Problem

IfMatch = Annotated[str | None, Header(description="The ETag of what is to be changed, as it was read.")]
IfNoneMatch = Annotated[str | None, Header(description="An ETag: if nothing has changed since, the answer is 304.")]
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing has changed since."}}
PRIVATE = {"Cache-Control": "private, no-cache"}


def bytes_of(shape: BaseModel) -> bytes:
    """A representation as it is sent."""
    return shape.model_dump_json().encode()


def etag_of(shape: BaseModel) -> str:
    """The entity tag of a representation."""
    return f'"{hashlib.sha256(bytes_of(shape)).hexdigest()[:32]}"'


def shown(shape: BaseModel, if_none_match: str | None = None) -> Response:
    """A representation as the response: with its tag, or 304 where the client has it already."""
    tag = etag_of(shape)
    headers = {"ETag": tag, **PRIVATE}
    if _names(if_none_match, tag, weakly=True):
        return Response(status_code=304, headers=headers)
    return Response(bytes_of(shape), media_type="application/json", headers=headers)


def listed(shape: BaseModel) -> Response:
    """A page of a list as the response."""
    return Response(bytes_of(shape), media_type="application/json", headers=PRIVATE)


def must_name(if_match: str | None) -> str:
    """The precondition of a change. Raises Problem 428 where there is none."""
    if if_match is None:
        raise Problem(428, "a change needs If-Match with the ETag of what is to be changed")
    return if_match


def is_named(if_match: str, shape: BaseModel) -> bool:
    """Whether the precondition names this very representation."""
    return _names(if_match, etag_of(shape), weakly=False)


def _names(header: str | None, tag: str, *, weakly: bool) -> bool:
    if header is None:
        return False
    named = [part.strip() for part in header.split(",")]
    if weakly:
        named = [part.removeprefix("W/") for part in named]
    return header.strip() == "*" or tag in named
