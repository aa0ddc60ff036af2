"""From text to iCalendar objects: what strangers wrote is a calendar, or unreadable, and never anything worse."""

from icalendar import Calendar

from holdfast.calendars.caldav.unreadable import Unreadable


def parse(text: str) -> Calendar:
    """The text as a calendar with at least one event. Raises Unreadable."""
    calendar = parse_any(text)
    if not calendar.events:
        raise Unreadable("no event in it")
    return calendar


def parse_any(text: str) -> Calendar:
    """The text as a calendar of whatever. Raises Unreadable."""
    try:
        calendar = Calendar.from_ical(text)
    except Exception as error:  # broad: what a stranger wrote makes the parser raise whatever it happens to meet
        raise Unreadable(type(error).__name__) from error
    if not isinstance(calendar, Calendar):
        raise Unreadable("no calendar")
    return calendar
