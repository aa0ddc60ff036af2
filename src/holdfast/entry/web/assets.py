"""What the pages load besides themselves: our style and script, and what was fetched from npm at set-up.

All of it is read once, packed once, and named by its content: it may be kept for ever. Where nothing was fetched, the
pages work without it, less lively.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_NAMES = (
    "app.css",
    "calls.css",
    "office.css",
    "app.js",
    "office.js",
    "test_call.css",
    "test_call.js",
    "icon.svg",
    "vendor/htmx.min.js",
)
_FOR_EVER = "public, max-age=31536000, immutable"
CELLS = "cells.css"
_MOST_ROWS = 24 * 12
_MOST_LANES = 24


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    address: str
    media_type: str
    plain: bytes
    packed: bytes


def _asset(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:12]
    media_type = _TYPES[Path(name).suffix]
    return Asset(f"/static/{digest}/{name}", media_type, content, gzip.compress(content, 9, mtime=0))


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Every file there is, by name."""
    found = {name: _asset(name, (FOLDER / name).read_bytes()) for name in _NAMES if (FOLDER / name).is_file()}
    return {**found, CELLS: _asset(CELLS, cells_css().encode())}


def address_of(name: str) -> str | None:
    """Where a file is to be had, None where it was not fetched."""
    asset = assets().get(name)
    return asset.address if asset else None


def cells_css() -> str:
    """Places in the diary as classes, since a strict policy lets no element bring a style of its own: r7 begins in
    the seventh row (five minutes each), h9 is nine rows high, t9 is a picture of nine hours, l3 has three lanes."""
    rows = (f".r{n}{{grid-row-start:{n}}}.h{n}{{grid-row-end:span {n}}}" for n in range(1, _MOST_ROWS + 1))
    hours = (f".t{n}{{grid-template-rows:repeat({n * 12},var(--cell))}}" for n in range(1, 25))
    lanes = (
        f".l{n}{{grid-template-columns:repeat({n},minmax(0,1fr))}}.c{n}{{grid-column:{n}}}"
        f".w{n}{{flex-grow:{n};min-width:{max(n * 4.25, 6)}rem}}"
        for n in range(1, _MOST_LANES + 1)
    )
    return "".join((*rows, *hours, *lanes))


def asset_routes() -> APIRouter:
    """The route of the files; open to everybody, they hold nothing of anybody."""
    routes = APIRouter(tags=["web"], include_in_schema=False)

    @routes.get("/static/{digest}/{name:path}")
    async def static(request: Request, digest: str, name: str) -> Response:
        """One file. Under another digest than its own there is nothing."""
        asset = assets().get(name)
        if asset is None or asset.address != f"/static/{digest}/{name}":
            return Response(status_code=404)
        packs = "gzip" in request.headers.get("accept-encoding", "")
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"} | (
            {"Content-Encoding": "gzip"} if packs else {}
        )
        return Response(asset.packed if packs else asset.plain, 200, headers, asset.media_type)

    return routes
