"""Event types and schedules of Cal.com as the doctor wants to see them (R25), and how a missing one is made."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.calendars.calcom.reading import Account, Unreadable, read_account, rows_of, table
from holdfast.core.ids import EventTypeId
from holdfast.core.provisioning import RemoteEventType, WantedEventType

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEP_MINUTES = 5
_LIMITS = (
    "bookingWindow",
    "seats",
    "bookingLimitsCount",
    "bookingLimitsDuration",
    "bookerActiveBookingsLimit",
    "recurrence",
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Opening hours by weekday (0 = Monday) in local minutes of `zone`."""

    id: int
    owner: int
    is_default: bool
    zone: str
    opens: Mapping[int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class EventTypeDetails:
    """One event type as it was at `seen_at`. `shows_all`: its list of slots leaves nothing out but busy time."""

    id: EventTypeId
    title: str
    slug: str
    minutes: tuple[int, ...]
    owners: tuple[Account, ...]
    notice: timedelta
    horizon_days: int | None
    before_minutes: int
    after_minutes: int
    needs_confirmation: bool
    is_managed_parent: bool
    is_hidden: bool
    step_minutes: int
    schedule: int | None
    shows_all: bool
    seen_at: datetime


def read_event_type(value: object, now: datetime) -> EventTypeDetails:
    """One event type in the shape of 2024-06-14. Raises Unreadable, also where it has the shape of another version."""
    given = table(value)
    minutes = given.get("lengthInMinutes")
    if not isinstance(given.get("id"), int) or not isinstance(minutes, int) or minutes <= 0:
        raise Unreadable("an event type came in another shape than that of 2024-06-14")
    lengths = [one for one in rows_of(given.get("lengthInMinutesOptions")) if isinstance(one, int)]
    before, after = _whole(given.get("beforeEventBuffer")), _whole(given.get("afterEventBuffer"))
    is_parent = given.get("schedulingType") == "managed" and given.get("parentEventTypeId") is None
    is_open = not any(_is_limited(given.get(name)) for name in _LIMITS)
    first_only = given.get("onlyShowFirstAvailableSlot") is True or bool(given.get("offsetStart"))
    return EventTypeDetails(
        id=EventTypeId(given["id"]),
        title=str(given.get("title") or ""),
        slug=str(given.get("slug") or ""),
        minutes=tuple(dict.fromkeys([minutes, *lengths])),
        owners=_owners(given),
        notice=timedelta(minutes=_whole(given.get("minimumBookingNotice"))),
        horizon_days=_horizon(given.get("bookingWindow")),
        before_minutes=before,
        after_minutes=after,
        needs_confirmation=_is_limited(given.get("confirmationPolicy")),
        is_managed_parent=is_parent and given.get("ownerId") is None,
        is_hidden=given.get("hidden") is True,
        step_minutes=_whole(given.get("slotInterval")) or minutes,
        schedule=given["scheduleId"] if isinstance(given.get("scheduleId"), int) else None,
        shows_all=is_open and not first_only and not before and not after and not is_parent,
        seen_at=now,
    )


def read_event_types(rows: object, now: datetime) -> tuple[EventTypeDetails, ...]:
    """A list of event types; single ones that cannot be read are left out. Raises Unreadable where none can, as in the
    shape of another version."""
    if not isinstance(rows, list):
        raise Unreadable("event types came in another shape than that of 2024-06-14")
    found = []
    for row in rows:
        with suppress(Unreadable):
            found.append(read_event_type(row, now))
    if rows and not found:
        read_event_type(rows[0], now)
    return tuple(found)


def _owners(given: Mapping[str, Any]) -> tuple[Account, ...]:
    """Whose time it takes: the owner, or the hosts of a type of a team."""
    rows = [*rows_of(given.get("users")), *rows_of(given.get("hosts"))]
    found = [read_account(row) for row in rows if isinstance(row, dict)]
    owner = given.get("ownerId")
    if isinstance(owner, int) and all(account.id != owner for account in found):
        found.append(Account(owner))
    return tuple(found)


def _is_limited(value: object) -> bool:
    """Whether such a setting is in force: absent, null and {"disabled": true} are not."""
    return isinstance(value, dict) and bool(value) and value.get("disabled") is not True


def _horizon(window: object) -> int | None:
    """How many days ahead it can be booked; business days are counted as days, which is never too many."""
    if not isinstance(window, dict) or not _is_limited(window):
        return None
    return window["value"] if isinstance(window.get("value"), int) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def read_schedule(value: object) -> Schedule:
    """One schedule in the shape of 2024-06-11. Raises Unreadable."""
    given = table(value)
    opens: dict[int, list[tuple[int, int]]] = {}
    for row in rows_of(given.get("availability")):
        hours = table(row)
        span = (_minute(hours.get("startTime")), _minute(hours.get("endTime")))
        for name in rows_of(hours.get("days")):
            if name in WEEKDAYS and span[0] < span[1]:
                opens.setdefault(WEEKDAYS.index(name), []).append(span)
    return Schedule(
        id=_whole(given.get("id")),
        owner=_whole(given.get("ownerId")),
        is_default=given.get("isDefault") is True,
        zone=str(given.get("timeZone") or ""),
        opens={day: tuple(sorted(spans)) for day, spans in sorted(opens.items())},
    )


def _minute(value: object) -> int:
    found = re.fullmatch(r"(\d\d):(\d\d)(?::\d\d)?", value) if isinstance(value, str) else None
    if found is None:
        raise Unreadable(f"{value!r:.20} is no time of day")
    return int(found[1]) * 60 + int(found[2])


def shown_to_doctor(details: EventTypeDetails, schedules: Iterable[Schedule]) -> RemoteEventType:
    """An event type as the doctor compares it, with the hours of its schedule where they can be seen."""
    hours = _hours(details, tuple(schedules))
    return RemoteEventType(
        id=details.id,
        title=details.title,
        slug=details.slug,
        minutes=details.minutes,
        hosts=tuple(account.username or str(account.id) for account in details.owners),
        notice_minutes=details.notice // timedelta(minutes=1),
        horizon_days=details.horizon_days,
        before_minutes=details.before_minutes,
        after_minutes=details.after_minutes,
        needs_confirmation=details.needs_confirmation,
        is_managed_parent=details.is_managed_parent,
        is_hidden=details.is_hidden,
        step_minutes=details.step_minutes,
        opens=hours.opens if hours else None,
        zone=hours.zone if hours else None,
    )


def _hours(details: EventTypeDetails, schedules: Sequence[Schedule]) -> Schedule | None:
    if details.schedule is not None:
        return next((one for one in schedules if one.id == details.schedule), None)
    owners = [account.id for account in details.owners]
    return next((one for one in schedules if one.is_default and one.owner in owners), None)


def body_of_new(wanted: WantedEventType, place: str) -> dict[str, Any]:
    """A request for a hidden event type that never stands in the way: five-minute steps, no notice, no buffers.

    `place` is where the visit takes place: without one, Cal.com would make a video call of it. `customName` makes it
    call a booking like its attendee, who bears the title for staff (see `writing`).
    """
    return {
        "title": wanted.title[:200],
        "slug": wanted.slug,
        "lengthInMinutes": wanted.minutes,
        "slotInterval": STEP_MINUTES,
        "minimumBookingNotice": 0,
        "beforeEventBuffer": 0,
        "afterEventBuffer": 0,
        "hidden": True,
        "customName": "{Scheduler}",
        "locations": [{"type": "address", "address": place[:200], "public": True}],
    }
