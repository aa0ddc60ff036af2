"""The signature of Retell's requests, exactly as measured (contract retell.md, section 2)."""

import hashlib
import hmac
import re
from collections.abc import Iterable

WINDOW_MS = 300_000
_HEADER = re.compile(r"v=([0-9]+),d=([0-9a-f]{64})")


def signed(body: bytes, key: str, at_ms: int) -> str:
    """The header value that Retell would send for this body at this time (Unix milliseconds)."""
    return f"v={at_ms},d={_digest(body, key, str(at_ms))}"


def verify(body: bytes, header: str | None, keys: Iterable[str], now_ms: int) -> bool:
    """Whether one of the keys signed these very bytes within five minutes of now. Compares in constant time."""
    found = _HEADER.fullmatch(header) if header and len(header) < 200 else None
    if found is None:
        return False
    stamp, digest = found.groups()
    if len(stamp) > 16 or abs(now_ms - int(stamp)) > WINDOW_MS:
        return False
    return any(hmac.compare_digest(_digest(body, key, stamp), digest) for key in keys)


def _digest(body: bytes, key: str, stamp: str) -> str:
    return hmac.new(key.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
