"""Entries as iCalendar text (RFC 5545), as we put them into a collection."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from holdfast.calendars.caldav.naming import HASH, REFERENCE, TENANT, content_hash, uid_of
from holdfast.calendars.caldav.zone import timezone_of
from holdfast.core.ids import visit_of
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry

PRODUCT = "-//Holdfast//Holdfast//EN"
LONGEST_TITLE = 300


def new_text(entry: Entry, name: str, tenant: str, zone: ZoneInfo, now: datetime) -> bytes:
    """An entry as it is put in for the first time. Nobody is invited: some servers would send mails by themselves."""
    event = Event()
    event.add("UID", uid_of(name, tenant))
    event.add("CREATED", now)
    event.add("SEQUENCE", 0)
    event.add("SUMMARY", plain(entry.title))
    event.add("RELATED-TO", uid_of(visit_of(entry.reference), tenant))
    event.add("CATEGORIES", ["Holdfast", *([entry.service] if entry.service else [])])
    _say_when(event, entry, tenant, zone, now)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add_component(event)
    return _text_of(calendar, entry.interval, zone)


def moved_text(
    standing: Calendar, event: Event, entry: Entry, tenant: str, zone: ZoneInfo, now: datetime, *, is_ours: bool
) -> bytes:
    """A standing entry at another time. What a person wrote on it stays, also a title that is not ours."""
    if is_ours:
        _set(event, "SUMMARY", plain(entry.title))
    sequence = event.get("SEQUENCE", 0)
    _set(event, "SEQUENCE", (sequence if isinstance(sequence, int) else 0) + 1)
    event.pop("DURATION", None)
    _say_when(event, entry, tenant, zone, now)
    return _text_of(standing, entry.interval, zone)


def is_ours(event: Event, span: Interval) -> bool:
    """Whether the title is still the one that we wrote, when it stood in this span."""
    return str(event.get(HASH, "")) == content_hash(str(event.get("SUMMARY", "")), span)


def bears_old_title(event: Event, entry: Entry, span: Interval) -> bool:
    """Whether a title of ours, written when it stood in `span`, is not the wanted one. A person's title is hers."""
    return str(event.get("SUMMARY", "")) != plain(entry.title) and is_ours(event, span)


def plain(title: str) -> str:
    """A title in one line: whatever would end or hide a line becomes a blank."""
    line = "".join(sign if sign.isprintable() else " " for sign in title)
    return " ".join(line.split())[:LONGEST_TITLE]


def _say_when(event: Event, entry: Entry, tenant: str, zone: ZoneInfo, now: datetime) -> None:
    start, end = _as_written(entry.interval, zone)
    _set(event, "DTSTART", start)
    _set(event, "DTEND", end)
    _set(event, "DTSTAMP", now)
    _set(event, "LAST-MODIFIED", now)
    _set(event, "STATUS", "CONFIRMED")
    _set(event, "TRANSP", "OPAQUE")
    _set(event, REFERENCE, entry.reference)
    _set(event, TENANT, tenant)
    _set(event, HASH, content_hash(str(event["SUMMARY"]) if "SUMMARY" in event else "", entry.interval))


def _as_written(span: Interval, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end in local time; in UTC in the second of two equal hours, as that would be read as the first."""
    local = span.start.astimezone(zone), span.end.astimezone(zone)
    return (span.start, span.end) if any(moment.fold for moment in local) else local


def _text_of(calendar: Calendar, span: Interval, zone: ZoneInfo) -> bytes:
    calendar.subcomponents = [
        part for part in calendar.subcomponents if part.name != "VTIMEZONE" or part.get("TZID") != zone.key
    ]
    if zone.key != "UTC":
        years = span.start.astimezone(zone).year, span.end.astimezone(zone).year
        calendar.subcomponents.insert(0, timezone_of(zone, *years))
    text = calendar.to_ical()
    assert b"BEGIN:VEVENT" in text, "an empty calendar is never sent: some servers store it"
    return bytes(text)


def _set(event: Event, name: str, value: object) -> None:
    event.pop(name, None)
    event.add(name, value.astimezone(UTC) if name in ("DTSTAMP", "LAST-MODIFIED") else value)  # type: ignore[attr-defined]
