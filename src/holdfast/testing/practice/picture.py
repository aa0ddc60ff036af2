"""How a sandbox stands at a moment: what was said, what is stored, what its calendar shows, and whether they agree."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from holdfast.actions.look_up import BookingSeen, EventSeen
from holdfast.core.booking import VisitState
from holdfast.testing.calcom.records import Booking


class Speaker(StrEnum):
    """Who speaks."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance; for the agent's, which tool its words come from, what came of it, and how many ms that took."""

    speaker: Speaker
    text: str
    at: datetime
    tool: str | None = None
    state: str | None = None
    took_ms: int | None = None


class Agreement(StrEnum):
    """Whether the caller was told what is stored, and whether that is what the calendar shows."""

    AGREE = "agree"
    UNDER_WAY = "under_way"
    """Not known yet, and nothing else was said."""
    UNTOLD = "untold"
    """Stored and calendar agree; the caller heard only that it is being seen to."""
    DIFFER = "differ"


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The latest visit of a call. `said`: the state that the caller heard last about it, None where nothing was said;
    `standing` of its `wanted` segments stand in the calendar."""

    booked: BookingSeen
    said: str | None
    standing: int
    wanted: int

    @property
    def agreement(self) -> Agreement:
        """Whether the three agree."""
        visit = self.booked.visit
        if visit.state is VisitState.PENDING or visit.target is not None:
            return Agreement.DIFFER if self.said in ("confirmed", "cancelled") else Agreement.UNDER_WAY
        stands = visit.state is VisitState.CONFIRMED
        if self.standing != (self.wanted if stands else 0):
            return Agreement.UNDER_WAY if not stands else Agreement.DIFFER
        told = {"confirmed"} if stands else {"cancelled", "refused"}
        return Agreement.AGREE if self.said in told else Agreement.UNTOLD


_ABOUT_VISITS = frozenset({"book", "reschedule", "cancel", "booking_status"})
_TELLING = frozenset({"confirmed", "pending", "cancelled", "refused"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A sandbox at a moment; `entries` are the living entries of its calendar, ours and everybody else's."""

    lines: tuple[Line, ...]
    events: tuple[EventSeen, ...]
    booked: tuple[BookingSeen, ...]
    entries: tuple[Booking, ...]

    @property
    def witnesses(self) -> Witnesses | None:
        """The three witnesses of the visit that was booked last, None before anything was."""
        if not self.booked:
            return None
        latest = max(self.booked, key=lambda one: (one.visit.created_at, one.visit.id))
        return Witnesses(latest, self._said(), self._standing(latest), len(latest.visit.plan.busy_steps))

    def _said(self) -> str | None:
        told = [one.state for one in self.lines if one.tool in _ABOUT_VISITS and one.state in _TELLING]
        return told[-1] if told else None

    def _standing(self, booked: BookingSeen) -> int:
        """How many living entries bear a reference of this visit."""
        own = f"{booked.visit.id}/"
        return sum(any(str(value).startswith(own) for value in one.metadata.values()) for one in self.entries)
