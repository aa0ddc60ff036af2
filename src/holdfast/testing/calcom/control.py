"""The doors of the fake itself, under /fake: change the plan, act as a person in the calendar, look inside."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from holdfast.testing.calcom.faults import PlanInvalid
from holdfast.testing.calcom.foreign import book_foreign, cancel_foreign, move_foreign
from holdfast.testing.calcom.playing import UnluckyCalcom
from holdfast.testing.calcom.shapes import booking_shape
from holdfast.testing.calcom.validating import check_kinds
from holdfast.testing.calcom.wire import Json, Refused, Request, Response, instant, read_instant

PREFIX = "/fake"


class _Wrong(Exception):
    """A request to a door of the fake that cannot be understood."""


def control(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Response:
    """Answer a request under /fake. Errors are {"error": …} with 400, 404 or 409."""
    unlucky.catch_up(now)
    method, path = request.method, request.path.removeprefix(PREFIX).strip("/")
    try:
        if path.startswith("bookings/") and method == "POST":
            return _answer(_change_booking(unlucky, path, _object(request), now))
        door = _DOORS.get(f"{method} {path}")
        if door is None:
            return _answer({"error": f"there is no {method} {request.path}", "doors": sorted(_DOORS)}, 404)
        return _answer(door(unlucky, request, now))
    except (_Wrong, PlanInvalid) as error:
        return _answer({"error": str(error)}, 400)
    except Refused as error:
        return _answer({"error": error.error.get("message", "")}, error.status)


def _answer(body: Json, status: int = 200) -> Response:
    raw = json.dumps(body, ensure_ascii=False, default=str).encode()
    return Response(status, {"Content-Type": "application/json; charset=utf-8"}, raw)


def _object(request: Request) -> Json:
    body = request.json
    if not isinstance(body, dict):
        raise _Wrong("the body is an object")
    return body


def _add_faults(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    unlucky.faults.load(request.json)
    return unlucky.faults.shown()


def _clear_faults(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    unlucky.faults.clear()
    return unlucky.faults.shown()


def _show_faults(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    return unlucky.faults.shown()


def _show_state(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    return state(unlucky, now)


def state(unlucky: UnluckyCalcom, now: datetime) -> Json:
    """Everything inside, for JSON; `now` is the fake's clock."""
    ledger = unlucky.model.ledger
    return {
        "now": instant(now),
        "bookings": [booking_shape(ledger, one) for one in ledger.bookings.values()],
        "event_types": [
            {"id": one.id, "title": one.title, "minutes": one.minutes, "host": one.owner}
            for one in ledger.event_types.values()
        ],
        "reservations": [{"uid": one.uid, "until": instant(one.until)} for one in ledger.reservations.values()],
        "webhooks": [{"url": one.url, "active": one.active} for one in ledger.webhooks.values()],
        "keys": [{"user": one.user, "revoked": one.revoked} for one in ledger.keys.values()],
        "late": len(unlucky.late),
        "requests": len(unlucky.log),
        "faults": unlucky.faults.shown(),
    }


def _requests(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    return {"requests": [one.shown() for one in unlucky.log]}


def _forget_requests(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    unlucky.log.clear()
    return {"requests": []}


def _moment(body: Json, name: str = "start") -> datetime:
    moment = read_instant(body.get(name))
    if moment is None:
        raise _Wrong(f"{name} is an instant such as 2026-11-27T10:00:00Z")
    return moment


def _book(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    body = _object(request)
    ledger = unlucky.model.ledger
    wanted = body.get("eventTypeId")
    if wanted is None and "hostId" in body:
        wanted = next((one.id for one in ledger.event_types.values() if one.owner == body["hostId"]), None)
    if not isinstance(wanted, int) or wanted not in ledger.event_types:
        raise _Wrong("eventTypeId (or hostId) names nothing here")
    check_kinds(body, {"minutes": int, "name": str, "metadata": dict})
    more: dict[str, Any] = {name: body[name] for name in ("minutes", "name", "metadata") if name in body}
    made = book_foreign(unlucky.model, wanted, _moment(body), now, **more)
    unlucky.outbox += unlucky.model.take_notices()
    return booking_shape(ledger, made)


def _change_booking(unlucky: UnluckyCalcom, path: str, body: Json, now: datetime) -> Json:
    uid, _, action = path.removeprefix("bookings/").partition("/")
    if action == "cancel":
        done: object = cancel_foreign(unlucky.model, uid, now)
    elif action == "move":
        done = move_foreign(unlucky.model, uid, _moment(body), now, host=body.get("hostId"))
    else:
        raise _Wrong("a person can cancel or move a booking")
    if not done:
        raise _Wrong(f"no booking {uid} is in force")
    unlucky.outbox += unlucky.model.take_notices()
    found = unlucky.model.ledger.bookings[done if isinstance(done, str) else uid]
    return booking_shape(unlucky.model.ledger, found)


def _revoke(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    return _set_keys(unlucky, _object(request), revoked=True)


def _restore(unlucky: UnluckyCalcom, request: Request, now: datetime) -> Json:
    return _set_keys(unlucky, _object(request), revoked=False)


def _set_keys(unlucky: UnluckyCalcom, body: Json, *, revoked: bool) -> Json:
    keys = [body["key"]] if "key" in body else list(unlucky.model.ledger.keys)
    changed = [unlucky.model.revoke(str(key), revoked=revoked) for key in keys]
    if not all(changed):
        raise _Wrong("there is no such key")
    return {"changed": len(changed), "revoked": revoked}


_Door = Callable[[UnluckyCalcom, Request, datetime], Json]
_DOORS: dict[str, _Door] = {
    "POST faults": _add_faults,
    "DELETE faults": _clear_faults,
    "GET faults": _show_faults,
    "GET state": _show_state,
    "GET requests": _requests,
    "DELETE requests": _forget_requests,
    "POST bookings": _book,
    "POST keys/revoke": _revoke,
    "POST keys/restore": _restore,
}
