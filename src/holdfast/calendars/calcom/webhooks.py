"""Telling Cal.com where to send its notices."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from holdfast.calendars.calcom.asking import Asking, Told
from holdfast.calendars.calcom.reading import Unreadable, data_of, table
from holdfast.calendars.port import CalendarMisbehaved

TRIGGERS = ("BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED", "BOOKING_REQUESTED", "BOOKING_REJECTED")
PATH = "/v2/webhooks"
PAGE = 250


async def ensure_webhook(asking: Asking, url: str, secret: str, triggers: Sequence[str] = TRIGGERS) -> str:
    """The id of the webhook that sends these notices to `url`, signed with `secret`: found there, put right if need be,
    or made. Raises CalendarFault."""
    listed = await asking.read("webhook", PATH, {"take": str(PAGE)}, None, Told(is_secret=True))
    body = {"active": True, "subscriberUrl": url, "triggers": list(triggers), "secret": secret}
    ours = [one for one in _rows(listed) if one.get("subscriberUrl") == url]
    told = Told({"subscriberUrl": url, "triggers": list(triggers)}, is_secret=True)
    if not ours:
        return _id_of(await asking.change("webhook", "POST", PATH, body, None, told))
    for spare in ours[1:]:
        await asking.change("webhook", "DELETE", _path_of(spare), None, None, told)
    if not _is_right(ours[0], secret, triggers):
        await asking.change("webhook", "PATCH", _path_of(ours[0]), body, None, told)
    return _id_of({"data": ours[0]})


def _path_of(webhook: dict[str, Any]) -> str:
    return f"{PATH}/{quote(str(webhook.get('id')), safe='')}"


def _is_right(found: dict[str, Any], secret: str, triggers: Sequence[str]) -> bool:
    told = found.get("triggers")
    has_all = isinstance(told, list) and set(triggers) <= {str(one) for one in told}
    return has_all and found.get("active") is True and found.get("secret") == secret


def _rows(body: object) -> list[dict[str, Any]]:
    try:
        rows = data_of(body)
    except Unreadable as error:
        raise CalendarMisbehaved(f"webhooks came in another shape: {error}") from error
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _id_of(body: object) -> str:
    try:
        return str(table(data_of(body))["id"])
    except (Unreadable, KeyError) as error:
        raise CalendarMisbehaved("Cal.com did not say which webhook it made") from error
