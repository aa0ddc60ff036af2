"""A clock that shows what it is told: time is data, so a test can stand at any instant."""

from datetime import UTC, datetime, timedelta


class PinnedClock:
    """Stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start`, any aware instant."""
        self._now = _in_utc(start)

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Let time pass; returns the new instant. Time never runs backwards."""
        assert by >= timedelta(0), "time only goes forward; set() jumps"
        return self.set(self._now + by)

    def set(self, to: datetime) -> datetime:
        """Jump to another instant, earlier or later; returns it in UTC."""
        self._now = _in_utc(to)
        return self._now


def _in_utc(instant: datetime) -> datetime:
    assert instant.utcoffset() is not None, "G12: an instant has an offset"
    return instant.astimezone(UTC)
