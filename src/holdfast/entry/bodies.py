"""Reading request bodies: bounded, and JSON only where JSON is promised."""

import json
from typing import Any

from fastapi import Request

from holdfast.entry.problems import Problem

LARGEST_BODY = 4 * 1024 * 1024


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
    """The body as a JSON object. Raises Problem 400."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "the body is not JSON") from error
    if not isinstance(value, dict):
        raise Problem(400, "the body is not a JSON object")
    return value
