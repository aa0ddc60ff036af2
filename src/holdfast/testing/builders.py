"""Small builders of tenants, services and facts, so that a test names only what it is about.

>>> perm = service("50 (15) 5 (10) 15 40", key="dauerwelle")
>>> [segment.minutes for segment in perm.segments]
[50, 15, 5, 10, 15, 40]
>>> at("2026-11-27 10:00").isoformat()
'2026-11-27T09:00:00+00:00'
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.core.availability import Busy, Facts, Occupation, facts_window
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.rules import Rules
from holdfast.core.service import Kind, Plan, Segment, Service, staff_resource
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import (
    WEEKDAYS,
    DateSpan,
    DaySpan,
    Hours,
    Opening,
    WeeklyHours,
    midnight,
    utc_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
STAFF = ("mia", "emma", "felix")
SHOP_HOURS = "09:00-18:00"
LONG_BEFORE = timedelta(days=7)


def at(wall: str, zone: ZoneInfo = BERLIN, *, second_time: bool = False) -> datetime:
    """The UTC instant at which the wall clock shows "2026-11-27 10:00"; `second_time` of an hour that comes twice."""
    local = datetime.fromisoformat(wall).replace(fold=int(second_time))
    instant = utc_of(local.date(), local.timetz(), zone)
    assert instant is not None, f"the clock in {zone} never shows {wall}"
    return instant


def on(day: str) -> date:
    """The date "2026-11-27"."""
    return date.fromisoformat(day)


def span(start: str, end: str, zone: ZoneInfo = BERLIN) -> Interval:
    """From one wall-clock time to another."""
    return Interval(at(start, zone), at(end, zone))


def hours(*spans: str) -> Hours:
    """The hours of one day, such as hours("09:00-12:00", "13:00-24:00")."""
    return tuple(DaySpan(*(_minute(time) for time in text.split("-"))) for text in spans)


def _minute(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def week(*spans: str, **days: Iterable[str]) -> WeeklyHours:
    """The same hours every day, but for the named days: week("09:00-18:00", sat=["09:00-14:00"], sun=[])."""
    assert set(days) <= set(WEEKDAYS), "days are mon, tue, …"
    return WeeklyHours(tuple(hours(*days.get(day, spans)) for day in WEEKDAYS))


def days_off(*spans: str) -> tuple[DateSpan, ...]:
    """Whole days, such as days_off("2026-12-24..2027-01-01", "2026-11-27")."""
    return tuple(DateSpan(on(text.partition("..")[0]), on(text.rpartition("..")[2])) for text in spans)


def person(key: str, *working: str, time_off: Iterable[str] = (), **days: Iterable[str]) -> Staff:
    """Somebody who works, by default every day during the shop's hours."""
    return Staff(key, key.capitalize(), week(*(working or (SHOP_HOURS,)), **days), days_off(*time_off))


def segments(spec: str) -> tuple[Segment, ...]:
    """Segments out of a short text: minutes of work, and in brackets minutes of a gap."""
    parts = re.findall(r"(\()?(\d+)\)?", spec)
    return tuple(Segment(Kind.GAP if bracket else Kind.BUSY, int(minutes)) for bracket, minutes in parts)


def service(spec: str, key: str = "schnitt", staff: Iterable[str] = STAFF, **more: Any) -> Service:
    """A service out of a short text such as "50 (15) 5 (10) 15 40"; `more` are fields of `Service`."""
    return Service(key, more.pop("name", key.capitalize()), segments(spec), tuple(staff), **more)


def salon(
    *services: Service,
    staff: Iterable[Staff | str] = STAFF,
    zone: ZoneInfo = BERLIN,
    opening: Opening | None = None,
    rules: Mapping[str, int] | None = None,
    **more: Any,
) -> Tenant:
    """A salon in Berlin with Mia, Emma and Felix. Without `opening` only their own hours bind; `rules` and `more`
    change single fields of `Rules` and `Tenant`."""
    return Tenant(
        slug=more.pop("slug", "salon"),
        name=more.pop("name", "Salon"),
        timezone=zone,
        staff=tuple(one if isinstance(one, Staff) else person(one) for one in staff),
        services=services or (service("30"),),
        rules=Rules(**(rules or {})),
        opening=opening or Opening(),
        **more,
    )


def taken(
    staff: str,
    start: str | datetime,
    minutes: int,
    owner: str = "somebody",
    kind: Occupation = Occupation.VISIT,
    zone: ZoneInfo = BERLIN,
) -> Busy:
    """A member of staff is claimed from `start` on; a resource of another kind is named with its prefix."""
    begins = at(start, zone) if isinstance(start, str) else start
    resource = staff if ":" in staff else staff_resource(staff)
    return Busy(resource, Interval(begins, begins + timedelta(minutes=minutes)).cells(), kind, owner)


def held(staff: str, start: str | datetime, minutes: int, owner: str = "call:other") -> Busy:
    """The same as `taken`, by a hold."""
    return taken(staff, start, minutes, owner, Occupation.HOLD)


def facts(
    tenant: Tenant,
    *days: str,
    now: str | datetime | None = None,
    busy: Iterable[Busy] = (),
    holidays: Mapping[date, str] | None = None,
    plans: Iterable[Plan] = (),
) -> Facts:
    """What is known about whole local days (one, or first and last), asked a week before unless `now` says otherwise.

    The window is widened by what `plans` need.
    """
    asked = whole_days(tenant.timezone, *days)
    at_now = at(now, tenant.timezone) if isinstance(now, str) else now or asked.start - LONG_BEFORE
    window = CellWindow.around(facts_window(plans, asked))
    return Facts(tenant, window, at_now, tuple(busy), holidays or {})


def whole_days(zone: ZoneInfo, *days: str) -> Interval:
    """From the midnight that begins the first of `days` to the one that ends the last."""
    return Interval(midnight(on(days[0]), zone), midnight(on(days[-1]) + timedelta(days=1), zone))
