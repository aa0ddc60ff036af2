"""The salon's rules for booking, as one value."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of the tenant file, section [rules]; the defaults are those of the outer interface (5.4)."""

    notice_minutes: int = 15
    horizon_days: int = 180
    hold_seconds: int = 300
    answer_budget_ms: int = 4000
    offers: int = 3
    grid_minutes: int = 15
    reconcile_seconds: int = 60
    mirror_max_age_seconds: int = 60
    settle_seconds: int = 10

    @property
    def notice(self) -> timedelta:
        """How long before its start a visit can still be booked by telephone."""
        return timedelta(minutes=self.notice_minutes)

    @property
    def hold_length(self) -> timedelta:
        """How long a hold lasts unless it is renewed."""
        return timedelta(seconds=self.hold_seconds)

    @property
    def longest_hold(self) -> timedelta:
        """The bound on renewing: three times the hold after the first one was placed."""
        return 3 * self.hold_length

    @property
    def patience(self) -> timedelta:
        """How long a caller may be kept waiting for the answer to a write."""
        return timedelta(milliseconds=self.answer_budget_ms)
