"""Do the three witnesses agree: what the caller was told, what is stored, and what the calendar shows?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.actions.look_up import BookingSeen
from holdfast.actions.where import Whereabouts
from holdfast.actions.witness import InCalendar
from holdfast.core.booking import VisitState
from holdfast.core.saga import Seen
from holdfast.entry.cli.demo.conversation import Told
from holdfast.entry.cli.demo.incident import Heard


@dataclass(frozen=True, slots=True)
class Agreement:
    """What each witness says, and everything in which they differ: nothing, where all is well."""

    said: str
    stored: str
    calendar: str
    differences: tuple[str, ...]


def compare(told: Told, booked: BookingSeen, bookings: int, found: InCalendar) -> Agreement:
    """Put the witnesses side by side. `bookings` is how many the database holds in all."""
    visit, stored = booked.visit, _stored(booked)
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
    return _witnesses(told.booked, booked, [seen for _, seen in found.segments], checks)


def compare_incident(heard: Heard, found: Whereabouts, bookings: int, creates: int) -> Agreement:
    """The same for the incident. `creates` is how many bookings the calendar was asked for in all."""
    booked, first, last = found.booked, heard.booked, heard.status
    visit, wanted = booked.visit, len(found.segments)
    proven = [one.in_window is not None and one.by_identifier is not None for one in found.segments]
    checks = {
        "the caller was told that her own booking is taken": not any("vergeben" in say for say in heard.sentences),
        "the first answer was neither pending nor confirmed": first.get("state") in ("pending", "confirmed"),
        "the booking was not confirmed to the caller": last.get("state") == "confirmed",
        "the caller was told something else than is stored": _as_told(last) == _stored(booked),
        "the first answer had another code": first.get("ref") == visit.ref,
        "what is stored is not confirmed": visit.state is VisitState.CONFIRMED,
        f"the database holds {bookings} bookings instead of one": bookings == 1,
        f"the calendar was asked for {creates} bookings instead of {wanted}": creates == wanted,
        "the calendar shows something else than is stored": found.agrees,
        f"only {sum(proven)} of {wanted} segments were found by identifier and by window": all(proven),
    }
    return _witnesses(last, booked, [one.in_window for one in found.segments], checks)


def _stored(booked: BookingSeen) -> tuple[str, str, str, datetime | None]:
    visit = booked.visit
    staff = " und ".join(booked.tenant.staff_name(key) for key in visit.plan.staff)
    return visit.ref, booked.tenant.services_named(visit.plan.services), staff, visit.start


def _witnesses(
    said: dict[str, Any], booked: BookingSeen, found: Sequence[Seen | None], checks: dict[str, bool]
) -> Agreement:
    zone, visit = booked.tenant.timezone, booked.visit
    seen = [entry for entry in found if entry is not None]
    spans = ""
    if seen:
        first, last = min(entry.interval.start for entry in seen), max(entry.interval.end for entry in seen)
        spans = f", {_clock(first, zone)} to {_clock(last, zone)}"
    return Agreement(
        said=f"{_words(*_as_told(said), zone)}, {said.get('state')}",
        stored=f"{_words(*_stored(booked), zone)}, {visit.state.value}",
        calendar=f"{len(seen)} of {len(found)} segments stand there{spans}",
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
