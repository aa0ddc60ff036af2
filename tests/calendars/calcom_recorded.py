"""Cal.com out of its recordings: every answer is one that the real server gave, filled with what was asked here.

The shapes, the odd keys and the texts of errors are the recorded ones; which of them is due is all that is decided
here, by the rules that the recordings show. What was never recorded (the doctor's schedules) is answered with 404.
"""

import copy
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx

from holdfast.core.interval import Interval
from tests.calendars.calcom_replay import recording

KEY = "cal_recorded"
MINUTES = 40
ACCOUNTS = {101: 2, 102: 3, 103: 4}
"""Event type -> the account that it books: Mia, Emma, Felix. Recorded is one account, whose number is filled in."""
Json = dict[str, Any]


def recorded(file: str, label: str) -> tuple[int, Json]:
    """Status and body of the recorded exchange of that label, the body to be filled."""
    (told,) = [one for one in recording(file)["exchanges"] if one["label"] == label]
    return int(told["status"]), copy.deepcopy(told["body"])


MADE = ("04_bookings_create", "create: success with metadata")
TAKEN = ("04_bookings_create", "create: slot taken by another attendee")
BAD_KEY = ("04_bookings_create", "create: bad api key")
NOT_THERE = ("05_bookings_read", "get unknown uid")
LIST = ("05_bookings_read", "list by attendeeEmail")
MOVED = ("07_reschedule_cancel", "reschedule to a free slot")
MOVED_AWAY = ("07_reschedule_cancel", "get old uid after reschedule")
MOVE_TAKEN = ("07_reschedule_cancel", "reschedule onto a taken slot")
MOVE_GONE = ("07_reschedule_cancel", "reschedule a cancelled booking")
CANCELLED = ("07_reschedule_cancel", "cancel")
CANCELLED_TWICE = ("07_reschedule_cancel", "cancel twice")
TYPES = ("01_seed_event_types", "get event types")
ONE_TYPE = ("01_seed_event_types", "get one event type")
ME = ("11_rate_limit", "GET /v2/me #1 with a key on the default limit")
NO_SLOTS = ("02_slots", "slots weekend (empty)")
NO_TYPE = ("01_seed_event_types", "get unknown event type")


@dataclass
class RecordedCalcom(httpx.AsyncBaseTransport):
    """One server. `rows` are its bookings, in the recorded shape, oldest first."""

    rows: list[Json] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as recorded."""
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _answer(*recorded(*BAD_KEY))
        parts = request.url.path.removeprefix("/v2/").split("/")
        if parts[0] == "event-types" and request.method == "GET":
            return self._event_types(parts[1:])
        if parts[0] in ("me", "slots"):
            return _answer(*recorded(*(ME if parts[0] == "me" else NO_SLOTS)))
        if parts[0] != "bookings":
            return _answer(*recorded(*NO_TYPE))
        sent = json.loads(request.content) if request.method == "POST" else {}
        match request.method, parts[1:]:
            case "GET", []:
                return self._list({name: values[0] for name, values in parse_qs(request.url.query.decode()).items()})
            case "POST", []:
                return self.book(sent)
            case "GET", [uid]:
                row = self._row(uid)
                return (
                    _answer(*recorded(*NOT_THERE)) if row is None else _answer(200, {"status": "success", "data": row})
                )
            case _, [uid, "cancel"]:
                return self._cancel(uid, sent)
            case _, [uid, "reschedule"]:
                return self._move(uid, sent)
        return _answer(*recorded(*NO_TYPE))

    def book(self, sent: Json, minutes: int = MINUTES, is_checked: bool = True) -> httpx.Response:
        """A booking over the API, or, not `is_checked`, by somebody in the calendar."""
        start = datetime.fromisoformat(sent["start"]).astimezone(UTC)
        span = Interval(start, start + timedelta(minutes=minutes))
        account = ACCOUNTS[sent["eventTypeId"]]
        if is_checked and not self._is_free(span, account):
            return _answer(*recorded(*TAKEN))
        status, body = recorded(*MADE)
        row = self._filled(body["data"], span, account)
        row |= {"eventTypeId": sent["eventTypeId"], "metadata": sent.get("metadata", {})}
        row["eventType"]["id"] = sent["eventTypeId"]
        row["attendees"][0] |= sent["attendee"] | {"displayEmail": sent["attendee"]["email"]}
        row["title"] = f"Session {minutes} between Clinic Host and {sent['attendee']['name']}"
        self.rows.append(row)
        return _answer(status, {**body, "data": row})

    def _cancel(self, uid: str, sent: Json) -> httpx.Response:
        row = self._row(uid)
        if row is None:
            return _answer(*recorded(*NOT_THERE))
        if row["status"] == "cancelled":
            status, body = recorded(*CANCELLED_TWICE)
            return _answer(status, body)
        status, body = recorded(*CANCELLED)
        row |= {"status": body["data"]["status"], "cancellationReason": sent["cancellationReason"]}
        return _answer(status, {**body, "data": row})

    def _move(self, uid: str, sent: Json) -> httpx.Response:
        old = self._row(uid)
        if old is None or old["status"] == "cancelled":
            return _answer(*recorded(*(NOT_THERE if old is None else MOVE_GONE)))
        start = datetime.fromisoformat(sent["start"]).astimezone(UTC)
        span = Interval(start, start + timedelta(minutes=old["duration"]))
        if not self._is_free(span, old["hosts"][0]["id"], but=uid):
            return _answer(*recorded(*MOVE_TAKEN))
        status, body = recorded(*MOVED)
        kept = {
            name: copy.deepcopy(old[name]) for name in ("eventTypeId", "eventType", "metadata", "attendees", "title")
        }
        row = self._filled(body["data"], span, old["hosts"][0]["id"]) | kept | {"rescheduledFromUid": uid}
        old |= {"status": recorded(*MOVED_AWAY)[1]["data"]["status"], "rescheduledToUid": row["uid"]}
        self.rows.append(row)
        return _answer(status, {**body, "data": row})

    def _list(self, query: dict[str, str]) -> httpx.Response:
        """Only what lies wholly inside the bounds, as recorded; cancelled ones, too, unless a status is asked for."""
        found = [row for row in self.rows if _fits(row, query)]
        status, body = recorded(*LIST)
        body["pagination"] |= {"returnedItems": len(found), "totalItems": len(found)}
        return _answer(status, {**body, "data": found})

    def _event_types(self, rest: list[str]) -> httpx.Response:
        if not rest:
            status, body = recorded(*TYPES)
            return _answer(status, {**body, "data": [_event_type(body["data"][0], number) for number in ACCOUNTS]})
        if not rest[0].isdecimal() or int(rest[0]) not in ACCOUNTS:
            return _answer(*recorded(*NO_TYPE))
        status, body = recorded(*ONE_TYPE)
        return _answer(status, {**body, "data": _event_type(body["data"], int(rest[0]))})

    def _row(self, uid: str) -> Json | None:
        return next((row for row in self.rows if row["uid"] == uid), None)

    def _is_free(self, span: Interval, account: int, but: str = "") -> bool:
        others = (row for row in self.rows if row["status"] != "cancelled" and row["uid"] != but)
        return not any(row["hosts"][0]["id"] == account and _span(row).overlaps(span) for row in others)

    def _filled(self, row: Json, span: Interval, account: int) -> Json:
        number = len(self.rows) + 1
        row |= {"id": number, "uid": f"recorded{number}uid", "duration": int(span.length.total_seconds()) // 60}
        row |= {"start": _written(span.start), "end": _written(span.end)}
        row["hosts"][0] |= {"id": account, "username": f"clinic{account}", "email": f"host{account}@example.test"}
        return row


def _event_type(row: Json, number: int) -> Json:
    account = ACCOUNTS[number]
    made = copy.deepcopy(row) | {"id": number, "lengthInMinutes": MINUTES, "ownerId": account}
    made["users"][0] |= {"id": account, "username": f"clinic{account}"}
    return made


def _fits(row: Json, query: dict[str, str]) -> bool:
    span = _span(row)
    addresses = [one["email"] for one in row["attendees"]]
    return (
        ("afterStart" not in query or span.start >= datetime.fromisoformat(query["afterStart"]))
        and ("beforeEnd" not in query or span.end <= datetime.fromisoformat(query["beforeEnd"]))
        and ("attendeeEmail" not in query or query["attendeeEmail"] in addresses)
    )


def _span(row: Json) -> Interval:
    start, end = (datetime.fromisoformat(row[name]).astimezone(UTC) for name in ("start", "end"))
    return Interval(start, end)


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def _answer(status: int, body: Json) -> httpx.Response:
    return httpx.Response(status, json=body)
