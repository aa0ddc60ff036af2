"""iCalendar text of anybody's as entries seen: what takes time, and what is ours."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from holdfast.calendars.caldav.naming import reference_on
from holdfast.calendars.caldav.parsing import parse
from holdfast.calendars.caldav.places import LONGEST_UID
from holdfast.calendars.caldav.recurring import instances, is_recurring
from holdfast.calendars.caldav.times import instant_of, span_of
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Seen

LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """How one tenant's collections are read: times without a zone are the salon's, whole days are its local days."""

    zone: ZoneInfo
    tenant: str

    def taking_time(self, path: str, host: str, text: str, span: Interval) -> list[Seen]:
        """What of one object touches the span and takes time of the host: not what is cancelled or marked as free,
        unless it is ours, for that stands. A series is taken apart. Raises Unreadable."""
        found = []
        for event, uid, is_first in self._occurrences(path, parse(text), span):
            seen = self._seen(event, uid, host, is_first)
            if seen is None or seen.is_cancelled or not seen.interval.overlaps(span):
                continue
            if seen.reference is not None or _word(event, "TRANSP") != "TRANSPARENT":
                found.append(seen)
        return found

    def standing(self, path: str, host: str, text: str) -> Seen | None:
        """The object itself wherever it is in time, cancelled or not. None if it takes no time. Raises Unreadable."""
        return self._seen(main_event(parse(text)), RemoteUid(path), host, is_first=True)

    def _occurrences(self, path: str, calendar: Calendar, span: Interval) -> Iterator[tuple[Event, RemoteUid, bool]]:
        if not is_recurring(calendar):
            for number, event in enumerate(calendar.events):
                yield event, _uid(path, str(number) if number else ""), True
            return
        begin = span_of(main_event(calendar), self.zone)
        for event in instances(calendar, span, self.zone):
            at = span_of(event, self.zone)
            is_first = at is not None and begin is not None and at.start == begin.start
            yield event, _uid(path, "" if is_first or at is None else f"{at.start:%Y%m%dT%H%M%SZ}"), is_first

    def _seen(self, event: Event, uid: RemoteUid, host: str, is_first: bool) -> Seen | None:
        """The later ones of a series that a person made out of an entry of ours are hers, not ours."""
        span = span_of(event, self.zone)
        if span is None:
            return None
        return Seen(
            uid=uid,
            reference=reference_on(event, self.tenant) if is_first else None,
            host=host,
            interval=span,
            title=_text(event, "SUMMARY")[:LONGEST_TITLE],
            created_at=instant_of(event, "CREATED"),
            updated_at=instant_of(event, "LAST-MODIFIED"),
            is_cancelled=_word(event, "STATUS") == "CANCELLED",
        )


def main_event(calendar: Calendar) -> Event:
    """The event itself, not the changed occurrences of a series that may stand beside it."""
    events = calendar.events
    return next((event for event in events if "RECURRENCE-ID" not in event), events[0])


def _text(event: Event, name: str) -> str:
    value = event.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value)


def _word(event: Event, name: str) -> str:
    return _text(event, name).strip().upper()


def _uid(path: str, occurrence: str) -> RemoteUid:
    """The path, and which occurrence. One too long to be kept is none of ours, and is known by its fingerprint."""
    uid = f"{path}#{occurrence}" if occurrence else path
    return RemoteUid(uid if len(uid) <= LONGEST_UID else "sha256:" + hashlib.sha256(uid.encode()).hexdigest())
