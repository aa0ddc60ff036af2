"""Case files in a few lines: a plain call that goes well or is refused, to be changed into what a test needs.

Every name, number and address is invented. Times are given in seconds of the call or as local clock times of its salon.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
BUSY = "User either already has booking at this time or is not available"


@dataclass
class Label:
    """What is true of a case, by the reading rules of the case files."""

    cause: str
    said: str
    stored: str
    calendar: str
    agree: bool
    accept: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    never: tuple[str, ...] = ("delete",)


@dataclass
class Story:
    """A call in the making."""

    begun: str = "2026-03-10T11:20:00"
    day: str = "2026-03-12"
    time: str = "14:00"
    minutes: int = 45
    zone: str = "Europe/Berlin"
    name: str = "Elif Beispiel"
    service: str = "Damenhaarschnitt"
    staff: str = "mia"
    host: str = "Mia Muster"
    call_id: str = "call_5f00aa11"
    row_id: str = "b100"
    key: str = "holdfast_ref"
    parts: Json = field(default_factory=dict)
    shift: float = 0.0
    """Seconds by which the calendar's clock is ahead."""

    def __post_init__(self) -> None:
        self.tz = ZoneInfo(self.zone)
        self.zero = datetime.fromisoformat(self.begun).replace(tzinfo=self.tz)
        call = {
            "call_id": self.call_id,
            "platform": "retell",
            "from_number": "+4915120000011",
            "to_number": "+493023125100",
            "started_at": self.at(0),
            "ended_at": self.at(60),
            "timezone": self.zone,
            "agent_version": 1,
            "tool_timeout_ms": 10000,
            "direction": "inbound",
            "test": False,
        }
        self.parts = {
            "schema": "holdfast.case/1",
            "call": call,
            "utterances": [],
            "tool_calls": [],
            "requests": [],
            "bookings": [],
            "calendar": [],
        }

    # times

    def at(self, second: float) -> str:
        return (self.zero + timedelta(seconds=second)).isoformat()

    def local(self, clock: str | None = None, day: str | None = None) -> str:
        return datetime.fromisoformat(f"{day or self.day}T{clock or self.time}:00").replace(tzinfo=self.tz).isoformat()

    def later(self, iso: str, minutes: float) -> str:
        moment = datetime.fromisoformat(iso)
        return (moment.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(self.tz).isoformat()

    def utc(self, iso: str) -> str:
        return datetime.fromisoformat(iso).astimezone(ZoneInfo("UTC")).isoformat().replace("+00:00", "Z")

    def stamp(self, second: float) -> str:
        """A stamp of the calendar's own clock."""
        return self.utc(self.at(second + self.shift))

    # parts

    def agent(self, second: float, text: str, until: float | None = None, cut: float | None = None) -> None:
        self._line("agent", second, text, until, cut)

    def caller(self, second: float, text: str, until: float | None = None) -> None:
        self._line("caller", second, text, until, None)

    def _line(self, role: str, second: float, text: str, until: float | None, cut: float | None) -> None:
        end = until if until is not None else second + max(1.0, len(text) / 16)
        line = {"role": role, "text": text, "start_s": second, "end_s": end, "interrupted_at_s": cut}
        self.parts["utterances"].append(line)
        self.parts["utterances"].sort(key=lambda one: one["start_s"])

    def tool(self, name: str, args: Json, begin: float, end: float, answer: Any, **more: Any) -> Json:
        tool = {
            "id": f"t{len(self.parts['tool_calls']) + 1}",
            "name": name,
            "args": args,
            "start_s": begin,
            "end_s": end,
            "received_at": self.at(begin + 0.1),
            "answered_at": self.at(end - 0.1),
            "http_status": 200,
            "answer": answer,
            "seen_by_platform": True,
        } | more
        self.parts["tool_calls"].append(tool)
        return tool

    def create(self, second: float, took: float = 0.7, status: int | None = 201, **more: Any) -> Json:
        start = more.pop("start", self.local())
        ref = more.pop("ref", self.row_id)
        event_type = more.pop("event_type", 311)
        uid = more.pop("uid", f"uid-{ref.replace('/', '-')}")
        message = more.pop("message", BUSY)
        body = {
            "eventTypeId": event_type,
            "start": self.utc(start),
            "attendee": {"name": self.name, "email": "kundin@example.org", "timeZone": self.zone},
            "metadata": {self.key: ref},
        }
        response: Any = None
        if status is not None and status < 300:
            response = {
                "status": "success",
                "data": {
                    "id": 9000 + len(self.parts["requests"]),
                    "uid": uid,
                    "status": "accepted",
                    "start": self.utc(start),
                },
            }
        elif status is not None:
            response = {"status": "error", "error": {"code": "BadRequestException", "message": message}}
        request = {
            "id": f"r{len(self.parts['requests']) + 1}",
            "at": self.at(second),
            "took_ms": int(took * 1000),
            "to": "calendar",
            "method": "POST",
            "path": "/v2/bookings",
            "request": body,
            "status": status,
            "response": response,
            "tool_call": "t2",
            "error": "timeout" if status is None else None,
        } | more
        self.parts["requests"].append(request)
        return request

    def ask(self, second: float, method: str, path: str, status: int | None, response: Any = None, **more: Any) -> Json:
        request = {
            "id": f"r{len(self.parts['requests']) + 1}",
            "at": self.at(second),
            "took_ms": 300,
            "to": "calendar",
            "method": method,
            "path": path,
            "request": {},
            "status": status,
            "response": response,
            "tool_call": None,
            "error": "timeout" if status is None else None,
        } | more
        self.parts["requests"].append(request)
        return request

    def row(self, state: str, second: float = 22.2, **more: Any) -> Json:
        start = more.pop("at", self.local())
        row = {
            "id": self.row_id,
            "state": state,
            "created_at": self.at(second),
            "changed_at": self.at(second + 1.5),
            "call_id": self.call_id,
            "service": self.service,
            "staff": self.staff,
            "customer": self.name,
            "start": start,
            "end": self.later(start, self.minutes),
            "remote_id": None,
            "remote_uid": None,
            "sync": "synced" if state == "confirmed" else "failed",
            "synced_at": None,
            "segments": [],
        } | more
        if row["state"] == "confirmed" and row["remote_uid"] is None and "remote_uid" not in more:
            row["remote_uid"], row["remote_id"] = f"uid-{row['id']}", 9000
        self.parts["bookings"].append(row)
        return row

    def entry(self, second: float | None = 23.0, **more: Any) -> Json:
        ref = more.pop("ref", self.row_id)
        start = more.pop("start", self.local())
        end = more.pop("end", None) or self.later(start, more.pop("minutes", self.minutes))
        made = more.pop("made", None) or self.stamp(second or 0)
        return {
            "id": more.pop("id", 9000),
            "uid": f"uid-{str(ref).replace('/', '-')}",
            "status": "accepted",
            "start": self.utc(start),
            "end": self.utc(end),
            "created_at": made,
            "updated_at": made,
            "host": self.host,
            "event_type_id": 311,
            "attendee": {"name": self.name, "email": "kundin@example.org", "phone": None},
            "metadata": {self.key: ref} if ref else {},
            "rescheduled_to_uid": None,
        } | more

    def foreign(self, made: str, **more: Any) -> Json:
        """Somebody else's booking."""
        person = {"name": "Ralf Fremd", "email": "r.fremd@example.net", "phone": None}
        given: Json = {
            "uid": "uid-fremd",
            "id": 7001,
            "attendee": person,
            "metadata": {},
            "made": self.utc(made),
        } | more
        return self.entry(ref=None, **given)

    def listing(
        self, *entries: Json, minutes: float = 20, complete: bool = True, day: str | None = None, **more: Any
    ) -> Json:
        first = self.local("00:00", day)
        listing = {
            "listed_at": self.later(self.at(0), minutes),
            "from": first,
            "to": self.later(first, 1440),
            "complete": complete,
            "bookings": list(entries),
        } | more
        self.parts["calendar"].append(listing)
        return listing

    def mirror(self, fetched: str, *busy: tuple[str, str], **more: Any) -> None:
        first = self.local("00:00")
        mirror = {
            "fetched_at": fetched,
            "from": first,
            "to": self.later(first, 1440),
            "staff": self.staff,
            "busy": [{"start": self.local(a), "end": self.local(b)} for a, b in busy],
            "used_by": "t1",
        } | more
        self.parts.setdefault("mirror", []).append(mirror)

    def catalog(self, **more: Any) -> Json:
        catalog = {
            "services": [{"key": "damen", "name": self.service, "minutes": self.minutes}],
            "staff": [{"key": self.staff, "name": self.host, "calendar_accounts": ["u21"]}],
            "event_types": [
                {
                    "id": 311,
                    "service": "damen",
                    "segment": 1,
                    "staff": self.staff,
                    "kind": "single",
                    "length": self.minutes,
                }
            ],
            "working_hours": {},
            "rules": {},
        } | more
        self.parts["catalog"] = catalog
        return catalog

    @property
    def last_tool(self) -> Json:
        tool: Json = self.parts["tool_calls"][-1]
        return tool

    @property
    def last_line(self) -> Json:
        line: Json = self.parts["utterances"][-1]
        return line

    def without(self, *parts: str) -> "Story":
        for part in parts:
            self.parts.pop(part, None)
        return self

    def case(self) -> Json:
        return deepcopy(self.parts)


WISH = "Guten Tag, Elif Beispiel, ich hätte gern einen Damenhaarschnitt am Donnerstag um vierzehn Uhr."
OFFER = "Donnerstag, der zwölfte März, vierzehn Uhr bei Mia ist frei. Soll ich das eintragen?"
BOOKED = "Sie sind für Donnerstag um vierzehn Uhr eingetragen."
TAKEN = "Das tut mir leid, vierzehn Uhr ist inzwischen vergeben."
FAILED = "Leider hat das Eintragen nicht geklappt."


def offered(s: Story, answer: Any = None) -> Story:
    """Up to the caller's yes."""
    s.agent(0.5, "Salon Lindenhof, guten Tag.")
    s.caller(3.0, WISH)
    args = {"service": s.service, "date": "Donnerstag", "time": "vierzehn Uhr"}
    s.tool(
        "check_availability", args, 10.0, 11.4, answer or {"say": "Donnerstag vierzehn Uhr ist frei.", "state": "held"}
    )
    s.agent(13.0, OFFER, 17.5)
    s.caller(18.5, "Ja, bitte.")
    return s


def book_args(s: Story) -> Json:
    return {"service": s.service, "date": "Donnerstag", "time": "vierzehn Uhr", "customer_name": s.name}


def booked(s: Story | None = None, say: str = BOOKED) -> Story:
    """All goes well."""
    s = offered(s or Story())
    s.tool(
        "book",
        book_args(s),
        22.0,
        25.0,
        {"say": "Donnerstag vierzehn Uhr ist eingetragen.", "state": "confirmed", "ref": "EB1"},
    )
    s.create(22.4)
    s.row("confirmed")
    s.agent(26.0, say, 30.0)
    s.listing(s.entry())
    return s


def refused(s: Story | None = None, say: str = TAKEN, state: str = "failed") -> Story:
    """Offered as free, then refused as busy; nothing of ours stands."""
    s = offered(s or Story())
    s.tool(
        "book",
        book_args(s),
        22.0,
        25.0,
        {"say": "Vierzehn Uhr ist vergeben.", "state": "refused", "reason": "slot_taken"},
    )
    s.create(22.4, status=400)
    s.row(state)
    s.agent(26.0, say, 30.0)
    s.listing()
    return s


def failed(s: Story | None = None, say: str = FAILED) -> Story:
    """Offered as free, then a technical no."""
    s = offered(s or Story())
    s.tool(
        "book",
        book_args(s),
        22.0,
        25.0,
        {"say": "Das hat technisch nicht geklappt.", "state": "refused", "reason": "technical"},
    )
    s.row("failed")
    s.agent(26.0, say, 30.0)
    s.listing()
    return s


Made = Callable[[], tuple[Story, Label]]
CASES: dict[str, Made] = {}


def case(function: Made) -> Made:
    """Register a labelled case by its function's name."""
    assert function.__name__ not in CASES, f"two cases are called {function.__name__}"
    CASES[function.__name__] = function
    return function


NO = ("taken", "failed", "absent", True)
GOOD = ("booked", "confirmed", "present", True)
LOST_ACTS = ("none", "callback", "notify")
LOST_NEVER = ("recreate", "adopt", "undo", "release", "delete")
STANDS_NEVER = ("recreate", "undo", "release", "delete")
