"""A small salon in the fake calendar, on a pinned clock, and short ways to ask it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from holdfast.testing.builders import at, person, salon, service
from holdfast.testing.calcom import SALON_KEY, Cut, FakeCalcom, Request, Response, UnluckyCalcom, salon_calcom
from holdfast.testing.clock import PinnedClock

NOW = at("2026-11-26 12:00")
CUT, PERM = 101, 103
"""Event types: a cut of 30 minutes by Mia (by Emma it is 102), and the first part of a perm by Mia, 50 minutes."""

VERSIONS = {"/v2/slots": "2024-09-04", "/v2/bookings": "2024-08-13", "/v2/event-types": "2024-06-14"}
VERSIONS["/v2/schedules"] = "2024-06-11"


def little_salon() -> FakeCalcom:
    """Mia and Emma, a cut and a perm, open every day from nine to six."""
    tenant = salon(
        service("30", "schnitt", ("mia", "emma")), service("50 (15) 5 (10) 15", "welle", ("mia",)),
        staff=(person("mia"), person("emma")),
    )  # fmt: skip
    return salon_calcom(tenant)


def asked(
    method: str, target: str, body: object = None, *, key: str | None = SALON_KEY, version: str | None = "fitting"
) -> Request:
    """A request as a client of today would make it."""
    path, _, query = target.partition("?")
    family = next((said for start, said in VERSIONS.items() if path.startswith(start)), None)
    said = family if version == "fitting" else version
    headers: dict[str, str] = {"cal-api-version": said} if said else {}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return Request(method, path, query, headers, b"" if body is None else json.dumps(body).encode())


def wish(start: str, event_type: int = CUT, **more: Any) -> dict[str, Any]:
    """The body of a booking; `start` by the clock of Berlin."""
    attendee = {"name": "Ida", "email": "ida@guest.example", "timeZone": "Europe/Berlin"}
    return {"eventTypeId": event_type, "start": at(start).isoformat(), "attendee": attendee, **more}


def creation(start: str = "2026-11-27 10:00", event_type: int = CUT, **more: Any) -> Request:
    """The request that makes such a booking."""
    return asked("POST", "/v2/bookings", wish(start, event_type, **more))


@dataclass
class World:
    """The salon's fake with its faults, driven without an event loop: what it waits passes on the pinned clock."""

    unlucky: UnluckyCalcom = field(default_factory=lambda: UnluckyCalcom(little_salon()))
    clock: PinnedClock = field(default_factory=lambda: PinnedClock(NOW))

    @property
    def model(self) -> FakeCalcom:
        """The server itself."""
        return self.unlucky.model

    def outcome(self, request: Request) -> Response | Cut:
        """What the client gets, after all waits."""
        playing = self.unlucky.play(request, self.clock.now)
        while True:
            try:
                seconds = next(playing)
            except StopIteration as done:
                outcome: Response | Cut = done.value
                return outcome
            self.clock.advance(timedelta(seconds=seconds))

    def ask(self, request: Request) -> Response:
        """The same where an answer must come."""
        outcome = self.outcome(request)
        assert isinstance(outcome, Response), outcome
        return outcome

    def made(self, start: str = "2026-11-27 10:00", event_type: int = CUT, **more: Any) -> Mapping[str, Any]:
        """A booking that must be possible, as the server shows it."""
        answer = self.ask(creation(start, event_type, **more))
        assert answer.status == 201, answer.body
        data: Mapping[str, Any] = answer.json()["data"]
        return data

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        """The bookings that a list shows."""
        answer = self.ask(asked("GET", f"/v2/bookings?{query}"))
        assert answer.status == 200, answer.body
        data: list[dict[str, Any]] = answer.json()["data"]
        return data

    def starts(self, event_type: int = CUT, day: str = "2026-11-27") -> list[str]:
        """The free starts of one day, by the clock of Berlin."""
        query = f"eventTypeId={event_type}&start={day}&end={day}&timeZone=Europe/Berlin"
        answer = self.ask(asked("GET", f"/v2/slots?{query}"))
        assert answer.status == 200, answer.body
        return [slot["start"][11:16] for slot in answer.json()["data"].get(day, [])]

    def truth(self) -> list[tuple[datetime, str]]:
        """What really stands in the calendar: start and status of every booking."""
        return [(one.start, one.status) for one in self.model.ledger.bookings.values()]
