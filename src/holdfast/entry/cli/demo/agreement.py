"""Do the three witnesses agree: what the caller was told, what is stored, and what the calendar shows?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.actions.look_up import BookingSeen
from holdfast.actions.witness import InCalendar
from holdfast.core.booking import VisitState
from holdfast.entry.cli.demo.conversation import Told


@dataclass(frozen=True, slots=True)
class Agreement:
    """What each witness says, and everything in which they differ: nothing, where all is well."""

    said: str
    stored: str
    calendar: str
    differences: tuple[str, ...]


def compare(told: Told, booked: BookingSeen, bookings: int, found: InCalendar) -> Agreement:
    """Put the witnesses side by side. `bookings` is how many the database holds in all."""
    zone, visit = booked.tenant.timezone, booked.visit
    staff = " und ".join(booked.tenant.staff_name(key) for key in visit.plan.staff)
    stored = (visit.ref, booked.tenant.services_named(visit.plan.services), staff, visit.start)
    checks = {
        "the booking was not confirmed to the caller": told.booked.get("state") == "confirmed",
        "the caller was told something else than is stored": _as_told(told.booked) == stored,
        "the repeated request got another booking": told.repeated.get("ref") == visit.ref,
        "the read-back told something else": _as_told(told.status) == stored
        and told.status.get("state") == "confirmed",
        "what is stored is not confirmed": visit.state is VisitState.CONFIRMED,
        f"the database holds {bookings} bookings instead of one": bookings == 1,
        "the calendar shows something else than is stored": found.agrees,
    }
    seen = [entry for _, entry in found.segments if entry is not None]
    spans = (
        f", {_clock(min(e.interval.start for e in seen), zone)} to {_clock(max(e.interval.end for e in seen), zone)}"
    )
    return Agreement(
        said=f"{_words(*_as_told(told.booked), zone)}, {told.booked.get('state')}",
        stored=f"{_words(*stored, zone)}, {visit.state.value}",
        calendar=f"{len(seen)} of {len(found.segments)} segments stand there{spans if seen else ''}",
        differences=tuple(difference for difference, is_fine in checks.items() if not is_fine),
    )


def _as_told(answer: dict[str, Any]) -> tuple[str, str, str, datetime | None]:
    at = datetime.fromisoformat(answer["at"]) if answer.get("at") else None
    return str(answer.get("ref")), str(answer.get("service")), str(answer.get("staff")), at


def _words(ref: str, service: str, staff: str, at: datetime | None, zone: Any) -> str:
    when = f"{at.astimezone(zone):%a %d %b %Y, %H:%M}" if at else "no time"
    return f"{service} with {staff}, {when}, code {ref}"


def _clock(at: datetime, zone: Any) -> str:
    return f"{at.astimezone(zone):%H:%M}"
