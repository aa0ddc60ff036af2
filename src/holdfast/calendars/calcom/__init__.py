"""Cal.com v2, as measured: docs/reference/calcom.md says on what this adapter relies."""

from holdfast.calendars.calcom.adapter import CalcomCalendar
from holdfast.calendars.calcom.connection import CalcomConnection

__all__ = ["CalcomCalendar", "CalcomConnection"]
