"""A CalDAV server as calendar of record, a collection for each person (docs/reference/caldav.md)."""

from holdfast.calendars.caldav.adapter import CaldavCalendar
from holdfast.calendars.caldav.connection import CaldavConnection

__all__ = ["CaldavCalendar", "CaldavConnection"]
