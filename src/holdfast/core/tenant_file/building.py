"""The stored document made into the value that decisions are taken from.

Only for documents that `read_tenant_file` accepted: nothing is checked again here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.core.rules import Rules
from holdfast.core.service import ByPhone, Kind, Segment, Service, StaffOverride
from holdfast.core.tenant import (
    AlarmSettings,
    Bookings,
    CalendarSettings,
    CallTests,
    EventType,
    Handover,
    LanguageSettings,
    NextWeekday,
    RetellSettings,
    SmtpSettings,
    Staff,
    Tenant,
)
from holdfast.core.working_time import WEEKDAYS, DateSpan, DaySpan, Hours, Opening, WeeklyHours

Data = Mapping[str, Any]
SpecialDays = dict[date | tuple[int, int], Hours]


def tenant_of(data: Data) -> Tenant:
    """The tenant that a stored document describes."""
    salon = data["tenant"]
    return Tenant(
        timezone=ZoneInfo(salon["timezone"]),
        staff=tuple(map(_staff, data.get("staff", ()))),
        services=tuple(_service(entry, place) for place, entry in enumerate(data.get("service", ()))),
        phone_numbers=tuple(salon.get("phone_numbers", ())),
        bookings=Bookings(salon.get("bookings", Bookings.ON)),
        message_channels=tuple(salon.get("messages", ())),
        rules=Rules(**data.get("rules", {})),
        opening=_opening(data.get("opening", {})),
        speech=_speech(data.get("language", {})),
        retell=_retell(data.get("voice", {}).get("retell", {})),
        calendar=_calendar(data.get("calendar", {})),
        tests=_tests(data.get("tests", {})),
        alarms=_alarms(data.get("alarms", {})),
        handovers=tuple(map(_handover, data.get("handover", ()))),
        event_types=tuple(EventType(**entry) for entry in data.get("event_type", ())),
        **_given(salon, "slug", "name", "language", "region", "holidays", "retention_days"),
    )


def _given(entry: Data, *names: str) -> dict[str, Any]:
    """What the document gives of these; the rest keeps the default of the value itself."""
    return {name: entry[name] for name in names if name in entry}


def _tuples(entry: Data, *names: str) -> dict[str, Any]:
    return {name: tuple(entry[name]) for name in names if name in entry}


def _staff(entry: Data) -> Staff:
    return Staff(
        key=entry["key"],
        name=entry["name"],
        working_hours=_weekly(entry.get("working_hours", {})),
        time_off=_date_spans(entry.get("time_off", ())),
    )


def _service(entry: Data, place: int) -> Service:
    overrides = entry.get("staff_override", {})
    return Service(
        segments=tuple(map(_segment, entry["segments"])),
        phone=ByPhone(entry.get("phone", ByPhone.BOOK)),
        overrides={staff: StaffOverride(**override) for staff, override in overrides.items()},
        position=place,
        **_given(entry, "key", "name", "price_cents", "price_from", "buffer_before", "buffer_after"),
        **_tuples(entry, "staff", "aliases", "resources"),
    )


def _segment(entry: Data) -> Segment:
    kind = Kind.BUSY if "busy" in entry else Kind.GAP
    return Segment(kind, entry[kind.value], entry.get("name", ""))


def _opening(entry: Data) -> Opening:
    written = any(day in entry for day in WEEKDAYS)
    return Opening(
        weekly=_weekly(entry) if written else None,
        closures=_date_spans(entry.get("closures", ())),
        special_days=_special_days(entry.get("special_days", {})),
    )


def _weekly(entry: Data) -> WeeklyHours:
    return WeeklyHours(tuple(_hours(entry.get(day, ())) for day in WEEKDAYS))


def _hours(spans: Iterable[str]) -> Hours:
    return tuple(DaySpan(*map(_minute, span.split("-"))) for span in spans)


def _minute(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def _date_spans(spans: Iterable[str]) -> tuple[DateSpan, ...]:
    return tuple(_date_span(span) for span in spans)


def _date_span(span: str) -> DateSpan:
    first, _, last = span.partition("..")
    return DateSpan(date.fromisoformat(first), date.fromisoformat(last or first))


def _special_days(entry: Data) -> SpecialDays:
    return {_special_day(day): _hours(spans) for day, spans in entry.items()}


def _special_day(day: str) -> date | tuple[int, int]:
    if len(day) > len("MM-DD"):
        return date.fromisoformat(day)
    month, number = day.split("-")
    return int(month), int(number)


def _speech(entry: Data) -> LanguageSettings:
    return LanguageSettings(
        next_weekday=NextWeekday(entry.get("next_weekday", NextWeekday.ASK)),
        **_given(entry, "address", "halves"),
    )


def _retell(entry: Data) -> RetellSettings:
    return RetellSettings(**_tuples(entry, "api_keys"), **_given(entry, "agent_name", "tool_timeout_ms", "api_url"))


def _calendar(entry: Data) -> CalendarSettings:
    kind = entry.get("kind", CalendarSettings().kind)
    options = {name: value for name, value in entry.items() if name not in ("kind", "key")}
    return CalendarSettings(kind=kind, key=entry.get("key", kind), options=options)


def _tests(entry: Data) -> CallTests:
    return CallTests(**_tuples(entry, "numbers", "agent_ids"), **_given(entry, "web_calls", "undo_after_minutes"))


def _alarms(entry: Data) -> AlarmSettings:
    return AlarmSettings(
        smtp=SmtpSettings(**entry["smtp"]) if "smtp" in entry else None,
        **_tuples(entry, "email", "operator_email"),
        **_given(entry, "after_minutes", "unseen_minutes", "digest_at", "webhook", "webhook_secret"),
    )


def _handover(entry: Data) -> Handover:
    hours = entry.get("hours")
    return Handover(entry["name"], entry["phone"], None if hours is None else _weekly(hours))
