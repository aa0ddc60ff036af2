"""The rate limiter: so many requests in a minute for each key or address; one too many blocks it for a minute."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)
BLOCK = timedelta(seconds=60)
TOO_MANY = "CustomThrottlerGuard - Too many requests. Please try again later."


@dataclass
class _Window:
    began: datetime
    count: int = 0
    blocked_until: datetime | None = None


@dataclass
class Throttle:
    """Counts by whoever asks. There is no Retry-After; reset is a number of seconds, not an instant."""

    windows: dict[str, _Window] = field(default_factory=dict)

    def count(self, who: str, limit: int, name: str, now: datetime) -> tuple[bool, dict[str, str]]:
        """Count one request: whether it is too many, and the headers that say so."""
        window = self.windows.get(who)
        if window is None or _is_over(window, now):
            window = self.windows[who] = _Window(now)
        window.count += 1
        if window.blocked_until is None and window.count > limit:
            window.blocked_until = now + BLOCK
        ends = window.blocked_until or window.began + WINDOW
        headers = {
            f"X-RateLimit-Limit-{name}": str(limit),
            f"X-RateLimit-Remaining-{name}": str(max(limit - window.count, 0)),
            f"X-RateLimit-Reset-{name}": str(math.ceil((ends - now).total_seconds())),
        }
        return window.blocked_until is not None, headers

    def block(self, who: str, limit: int, name: str, now: datetime) -> dict[str, str]:
        """Block at once, as if too many had come."""
        self.windows[who] = _Window(now, limit, now + BLOCK)
        return self.count(who, limit, name, now)[1]


def _is_over(window: _Window, now: datetime) -> bool:
    return now >= (window.blocked_until or window.began + WINDOW)
