"""Reading request bodies: bounded, and JSON only where JSON is promised."""

import json
import re
from typing import Any

from fastapi import Request

from holdfast.entry.problems import Problem

LARGEST_BODY = 4 * 1024 * 1024
DEEPEST = 64
"""How deeply a body may nest; real ones need six levels."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAY_HIDE_UNSTORABLE = (b"\\u", b"\x00", b"\xed")


async def read_body(request: Request, largest: int = LARGEST_BODY) -> bytes:
    """The whole body, at most `largest` bytes. Raises Problem 413 for more, without reading it all."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and len(announced) < 20 and int(announced) > largest:
        raise Problem(413, f"the body is larger than {largest} bytes")
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise Problem(413, f"the body is larger than {largest} bytes")
        parts.append(part)
    return b"".join(parts)


def json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object, its texts such that a database can keep them. Raises Problem 400."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "the body is not JSON") from error
    if not isinstance(value, dict):
        raise Problem(400, "the body is not a JSON object")
    doubtful = any(mark in body for mark in _MAY_HIDE_UNSTORABLE)
    storable = _storable(value, doubtful, DEEPEST)
    assert isinstance(storable, dict), "an object stays one"
    return storable


def _storable(value: Any, doubtful: bool, depth: int) -> Any:
    """The same value without NUL and half characters, which not every database can store. Raises Problem 400."""
    if depth == 0:
        raise Problem(400, f"the body nests more than {DEEPEST} levels")
    if isinstance(value, dict):
        return {storable_text(key) if doubtful else key: _storable(v, doubtful, depth - 1) for key, v in value.items()}
    if isinstance(value, list):
        return [_storable(item, doubtful, depth - 1) for item in value]
    return storable_text(value) if doubtful and isinstance(value, str) else value


def storable_text(text: str) -> str:
    """A text without NUL and half characters."""
    return _UNSTORABLE.sub("\ufffd", text)
