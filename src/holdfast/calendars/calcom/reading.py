"""What Cal.com sends, read into values. It comes from outside: whatever is not shaped as measured is unreadable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from holdfast.core.ids import EventTypeId, RemoteNumber, RemoteUid
from holdfast.core.interval import Interval

GONE = frozenset({"cancelled", "rejected"})
"""Statuses of bookings that take no time. "pending" ones do: somebody may still confirm them."""
LONGEST_UID = 200


class Unreadable(Exception):
    """A value is missing, or of another kind than the contract says."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who is booked. Names in lower case; 0 and empty where Cal.com does not say."""

    id: int
    username: str = ""
    email: str = ""
    name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything this account may be called by."""
        return tuple(one for one in (str(self.id), self.username, self.email) if one not in ("", "0"))


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking in one version, as the 2024-08-13 shape shows it."""

    uid: RemoteUid
    number: RemoteNumber | None
    title: str
    status: str
    interval: Interval
    event_type: EventTypeId | None
    hosts: tuple[Account, ...]
    metadata: Mapping[str, str]
    attendee: str | None
    created_at: datetime | None
    updated_at: datetime | None
    moved_to: RemoteUid | None

    @property
    def is_gone(self) -> bool:
        """Whether it takes no time (any more)."""
        return self.status in GONE


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `unreadable` counts entries that could not be read and are missing here."""

    bookings: tuple[Booking, ...]
    total: int
    has_next: bool
    unreadable: int = 0


def instant(value: object) -> datetime:
    """An instant with an offset, in UTC. Raises Unreadable."""
    try:
        moment = datetime.fromisoformat(_text(value))
        if moment.utcoffset() is None:
            raise Unreadable(f"{value!r:.40} has no offset")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{value!r:.40} is no instant") from error


def span_of(start: object, end: object) -> Interval:
    """Two instants in their order. Raises Unreadable."""
    first, last = instant(start), instant(end)
    if first >= last:
        raise Unreadable(f"{first} to {last} is no span")
    return Interval(first, last)


def uid_of(value: object) -> RemoteUid:
    """A uid: a text that is no number, since numeric ids identify nothing here (R17). Raises Unreadable."""
    text = _text(value)
    if not text or text.isdigit() or len(text) > LONGEST_UID or "/" in text:
        raise Unreadable(f"{text!r:.40} is no uid")
    return RemoteUid(text)


def read_booking(value: object) -> Booking:
    """One booking. Raises Unreadable."""
    given = table(value)
    return Booking(
        uid=uid_of(given.get("uid")),
        number=RemoteNumber(_number(given["id"])) if "id" in given else None,
        title=str(given.get("title") or ""),
        status=_text(given.get("status")),
        interval=span_of(given.get("start"), given.get("end")),
        event_type=_event_type(given),
        hosts=tuple(read_account(host) for host in rows_of(given.get("hosts"))),
        metadata=_texts(given.get("metadata")),
        attendee=_attendee(given),
        created_at=_instant_or_none(given.get("createdAt")),
        updated_at=_instant_or_none(given.get("updatedAt")),
        moved_to=uid_of(given["rescheduledToUid"]) if given.get("rescheduledToUid") else None,
    )


def read_page(body: object) -> Page:
    """One page of a list of bookings. Raises Unreadable where it is none, as in the old shape of unknown versions."""
    whole = table(body)
    rows = whole.get("data")
    if not isinstance(rows, list):
        raise Unreadable(
            "a list of bookings came in the shape of 2024-04-15: this server does not know the version 2024-08-13, "
            "ignores filters and must not be trusted"
        )
    paging = table(whole.get("pagination"))
    bookings = tuple(_readable(rows))
    total = _number(paging.get("totalItems"))
    return Page(bookings, total, paging.get("hasNextPage") is True, len(rows) - len(bookings))


def _readable(rows: Iterable[object]) -> Iterable[Booking]:
    for row in rows:
        try:
            yield read_booking(row)
        except Unreadable:
            continue


def read_account(value: object) -> Account:
    """A host of a booking or an owner of an event type. Raises Unreadable."""
    given = table(value)
    return Account(
        id=_number(given.get("userId", given.get("id", 0)) or 0),
        username=str(given.get("username") or "").lower(),
        email=str(given.get("email") or "").lower(),
        name=str(given.get("name") or ""),
    )


def table(value: object) -> dict[str, Any]:
    """An object of JSON. Raises Unreadable."""
    if not isinstance(value, dict):
        raise Unreadable(f"a {type(value).__name__} came instead of an object")
    return value


def data_of(body: object) -> Any:
    """What a good answer carries. Raises Unreadable."""
    return table(body).get("data")


def _event_type(given: dict[str, Any]) -> EventTypeId | None:
    nested = given.get("eventType")
    number = nested.get("id") if isinstance(nested, dict) else given.get("eventTypeId")
    return EventTypeId(number) if isinstance(number, int) and not isinstance(number, bool) else None


def _attendee(given: dict[str, Any]) -> str | None:
    for row in rows_of(given.get("attendees")):
        if isinstance(row, dict) and row.get("email"):
            return str(row["email"])
    return None


def rows_of(value: object) -> list[Any]:
    """A list of JSON; whatever else comes instead is an empty one."""
    return value if isinstance(value, list) else []


def _texts(value: object) -> Mapping[str, str]:
    given = value if isinstance(value, dict) else {}
    return {key: text for key, text in given.items() if isinstance(text, str)}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"a {type(value).__name__} came instead of a text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"a {type(value).__name__} came instead of a number")
    return value


def _instant_or_none(value: object) -> datetime | None:
    return None if value is None else instant(value)
