"""Reservations of Cal.com: they hide a slot from its pages and lists, and lock nothing (measured). Advice, no more."""

from collections.abc import Sequence
from urllib.parse import quote

from holdfast.calendars.calcom.asking import Asking, Told
from holdfast.calendars.calcom.connection import SLOTS
from holdfast.calendars.calcom.options import Options
from holdfast.calendars.calcom.reading import Unreadable, data_of, table
from holdfast.calendars.calcom.writing import minutes_of, written
from holdfast.calendars.port import CalendarBusy, CalendarFault
from holdfast.core.ids import ReservationUid
from holdfast.core.saga import Entry

PATH = "/v2/slots/reservations"
LONGEST_MINUTES = 1440


async def reserve(
    asking: Asking, options: Options, entries: Sequence[Entry], minutes: int
) -> list[ReservationUid | None]:
    """Hide the slots of these entries for so many minutes, as far as Cal.com lets us; None for each that it does not.
    A "no" proves nothing and is passed over; once the rate budget is spent, no more is asked. Never raises."""
    placed: list[ReservationUid | None] = []
    for entry in entries:
        try:
            placed.append(await _reserve(asking, options, entry, minutes))
        except CalendarBusy:
            break
        except (CalendarFault, Unreadable):
            placed.append(None)
    return [*placed, *[None] * (len(entries) - len(placed))]


async def _reserve(asking: Asking, options: Options, entry: Entry, minutes: int) -> ReservationUid | None:
    event_type = options.event_type_of(entry)
    if event_type is None:
        return None
    details = asking.connection.event_types.get(event_type)
    body: dict[str, object] = {
        "eventTypeId": event_type,
        "slotStart": written(entry.interval.start),
        "reservationDuration": max(1, min(minutes, LONGEST_MINUTES)),
    }
    if details is not None and len(details.minutes) > 1:
        body["slotDuration"] = minutes_of(entry)
    answer = await asking.change("reserve", "POST", PATH, body, SLOTS, Told(body))
    uid = table(data_of(answer)).get("reservationUid")
    return ReservationUid(uid) if isinstance(uid, str) and uid else None


async def release(asking: Asking, uids: Sequence[ReservationUid]) -> list[ReservationUid]:
    """Show the slots again; those that were certainly released. What is left ends by itself. Never raises."""
    released = []
    for uid in uids:
        told = Told({"reservation": uid})
        try:
            await asking.change("release", "DELETE", f"{PATH}/{quote(uid, safe='')}", None, SLOTS, told)
        except CalendarBusy:
            break
        except CalendarFault:
            continue
        released.append(uid)
    return released
