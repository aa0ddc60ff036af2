"""Plays the recorded exchanges of a real server against the model, and says where the answers differ.

Identifiers and instants that a server makes up are mapped: the first time a recorded one is met, the model's at the
same place is taken for it, and from then on only that one is right.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.model import FakeCalcom, add_key
from holdfast.testing.calcom.records import Key, Team, User
from holdfast.testing.calcom.wire import Request, Response

RECORDINGS = Path(__file__).parent / "recordings"
SECRETS = {"key": "cal_bench", "limited": "cal_limited", "unknown": "cal_nope"}
TOLERANCE = timedelta(seconds=10)
MOMENTS = {"createdAt", "updatedAt", "timestamp", "reservationUntil"}
MADE_UP = {"oneTimePassword", "uid", "reservationUid", "bookingUid", "rescheduledToUid", "rescheduledFromUid"}
STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class Exchange:
    """One recorded request with the real server's answer."""

    file: str
    number: int
    told: dict[str, Any]

    @property
    def name(self) -> str:
        """File and number, such as 04/17."""
        return f"{self.file[:2]}/{self.number}"

    @property
    def at(self) -> datetime:
        """When it was made, by the recorded clock."""
        return datetime.fromisoformat(self.told["at"])


def exchanges() -> Iterator[Exchange]:
    """All recorded exchanges but races and deliveries, in the order in which they were made."""
    files = [(path.stem, recording(path.stem).get("exchanges", [])) for path in RECORDINGS.glob("*.json")]
    for file, told in sorted((one for one in files if one[1]), key=lambda one: str(one[1][0]["at"])):
        yield from (Exchange(file, number, one) for number, one in enumerate(told))


def recording(name: str) -> dict[str, Any]:
    """One file of recordings."""
    recorded = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(recorded, dict)
    return recorded


def recorded_server() -> FakeCalcom:
    """The server as it was when the recording began: two users, a team of both, no schedule, nothing booked."""
    ledger = Ledger()
    clinic = User(2, "Clinic Host", "clinic", "host@example.test", "Europe/Lisbon")
    add_key(ledger, clinic, SECRETS["key"], 1_000_000, "Bench")
    ledger.keys[SECRETS["limited"]] = Key(SECRETS["limited"], clinic.id)
    ledger.users[3] = User(3, "Other Host", "other", "other@example.test", "Europe/Lisbon")
    ledger.teams[1] = Team(1, "Clinic Team", "clinic-team", (3, 2))
    return FakeCalcom(ledger)


@dataclass
class Replay:
    """The model on its way through the recordings, with what stands for what."""

    model: FakeCalcom = field(default_factory=recorded_server)
    ours: dict[str, str] = field(default_factory=dict)
    now: datetime | None = None
    values: int = 0

    def play(self, exchange: Exchange) -> list[str]:
        """Every difference between the recorded answer and the model's; empty where they agree."""
        self.now = max(self.now or exchange.at, exchange.at)
        self._fill(exchange)
        answer = self.model.answer(self._request(exchange.told), self.now)
        if exchange.told["status"] is None:
            return []
        if answer.status != exchange.told["status"]:
            return [f"status {answer.status} instead of {exchange.told['status']}: {answer.body.decode()[:200]}"]
        differences = self._limit(exchange, answer)
        recorded = unfolded(exchange.told["body"])
        return differences + list(self._compare("", recorded, _folded_like(recorded, answer.json())))

    def _fill(self, exchange: Exchange) -> None:
        """The recording of the rate limit leaves out the requests 3 to 119."""
        if exchange.told["label"].startswith("GET /v2/me #120 "):
            for _ in range(117):
                self.model.answer(self._request(exchange.told), self.now or exchange.at)

    def compare_notice(self, recorded: Any, ours: Any) -> list[str]:
        """Every difference between a recorded delivery's body and one of the model's."""
        return list(self._compare("", recorded, ours))

    def _request(self, told: dict[str, Any]) -> Request:
        path, _, query = self._mapped(told["path"]).partition("?")
        headers = {"cal-api-version": told["version"]} if told["version"] else {}
        if told["auth"]:
            headers["Authorization"] = f"Bearer {SECRETS[told['auth']]}"
        sent = told["sent"]
        body = b"" if sent is None else self._mapped(json.dumps(sent)).encode()
        return Request(told["method"], path, query, headers, body)

    def _mapped(self, text: str) -> str:
        for recorded, ours in self.ours.items():
            text = text.replace(recorded, ours)
        return text

    def _limit(self, exchange: Exchange, answer: Response) -> list[str]:
        """The headers of the rate limit: with their values where the recording is about them, else whether any."""
        ours = {
            name.lower().removeprefix("x-ratelimit-").rpartition("-")[0]: int(value)
            for name, value in answer.headers.items()
            if name.lower().startswith("x-ratelimit-")
        }
        wanted = exchange.told["limit"]
        if isinstance(wanted, bool):
            return [] if bool(ours) is wanted else [f"headers of the limit: {ours}"]
        return [] if ours == wanted else [f"headers of the limit: {ours} instead of {wanted}"]

    def _compare(self, place: str, recorded: Any, ours: Any) -> Iterator[str]:
        if isinstance(recorded, dict) and isinstance(ours, dict):
            if recorded.keys() != ours.keys():
                missing, more = sorted(recorded.keys() - ours.keys()), sorted(ours.keys() - recorded.keys())
                yield f"{place}: missing {missing}, too many {more}"
            for key in sorted(recorded.keys() & ours.keys(), key=lambda key: (key not in MADE_UP, key)):
                yield from self._compare_named(f"{place}.{key}", key, recorded, ours)
        elif isinstance(recorded, list) and isinstance(ours, list):
            if len(recorded) != len(ours):
                yield f"{place}: {len(ours)} items instead of {len(recorded)}"
            for number, (one, other) in enumerate(zip(recorded, ours, strict=False)):
                yield from self._compare(f"{place}[{number}]", one, other)
        else:
            self.values += 1
            wanted = self._mapped(recorded) if isinstance(recorded, str) else recorded
            if wanted != ours:
                yield f"{place}: {ours!r} instead of {wanted!r}"

    def _compare_named(self, place: str, key: str, recorded: Any, ours: Any) -> Iterator[str]:
        one, other = recorded[key], ours[key]
        if key in MOMENTS and isinstance(one, str) and isinstance(other, str):
            self.values += 1
            if abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) > TOLERANCE:
                yield f"{place}: {other} instead of about {one}"
            return
        made_up = key in MADE_UP or (key in ("id", "bookingId") and self._is_made_up(recorded))
        if made_up and one is not None and other is not None and str(one) not in self.ours:
            if isinstance(one, str):
                self.ours[one] = str(other)
            elif key == "bookingId" or "uid" in recorded:
                self.values += 1
                return
        yield from self._compare(place, one, other)

    @staticmethod
    def _is_made_up(recorded: dict[str, Any]) -> bool:
        """Whether the id of this object is one that a server makes up: of a booking or a webhook."""
        return "uid" in recorded or "bookingUid" in recorded or "subscriberUrl" in recorded


def unfolded(body: Any) -> Any:
    """A recorded body with its lists of slots written out again."""
    if not (isinstance(body, dict) and set(body) == {"slots"}):
        return body
    days = {}
    for day, told in body["slots"].items():
        days[day] = [_slot(day, start, told) for first, last in told["runs"] for start in _steps(first, last)]
    return {"data": days, "status": "success"}


def _steps(first: str, last: str) -> Iterator[str]:
    moment, end = (datetime.strptime(text, "%H:%M") for text in (first, last))
    while moment <= end:
        yield moment.strftime("%H:%M")
        moment += STEP


def _slot(day: str, start: str, told: dict[str, Any]) -> dict[str, str]:
    slot = {"start": f"{day}T{start}:00.000{told['zone']}"}
    if told["minutes"]:
        end = datetime.fromisoformat(f"{day}T{start}") + timedelta(minutes=told["minutes"])
        slot["end"] = end.strftime("%Y-%m-%dT%H:%M:00.000") + told["zone"]
    return slot


def _folded_like(recorded: Any, ours: Any) -> Any:
    """The model's body with left out what the recording leaves out."""
    data = ours.get("data") if isinstance(ours, dict) else None
    if isinstance(data, dict) and "bookings" in data:
        for one in data["bookings"]:
            one["eventType"]["bookingFields"] = "(left out)"
    if isinstance(data, dict) and "locationOptions" in data and isinstance(recorded, dict):
        return {**ours, "data": {"eventType": sorted(data["eventType"]), "keys": sorted(data)}}
    return ours
