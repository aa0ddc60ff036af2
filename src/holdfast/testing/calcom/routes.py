"""Which path leads where, under which word a fault plan knows it, and what an old version makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.testing.calcom import account, bookings, event_types, legacy, listing, slots
from holdfast.testing.calcom.asking import Ask, Begin, Reply, Step

BOOKINGS, SLOTS, EVENT_TYPES, SCHEDULES = "2024-08-13", "2024-09-04", "2024-06-14", "2024-06-11"


@dataclass(frozen=True)
class Route:
    """One method of one path. `old` answers where the version header does not name `version`; None: no such path."""

    verb: str
    begin: Begin
    version: str | None = None
    old: Begin | None = None


@dataclass(frozen=True)
class Match:
    """A route with the names out of the path."""

    route: Route
    names: Mapping[str, str]


def _old_create(ask: Ask) -> Reply | Step:
    raise legacy.refuse_create(ask)


_BOOKINGS: dict[str, Route] = {
    "POST /v2/bookings": Route("create", bookings.begin_create, BOOKINGS, _old_create),
    "GET /v2/bookings": Route("list", listing.list_bookings, BOOKINGS, legacy.list_bookings),
    "GET /v2/bookings/{uid}": Route("get", bookings.show, BOOKINGS, legacy.show),
    "POST /v2/bookings/{uid}/cancel": Route("cancel", bookings.begin_cancel, BOOKINGS, legacy.begin_cancel),
    "POST /v2/bookings/{uid}/reschedule": Route("reschedule", bookings.begin_move, BOOKINGS),
    "POST /v2/bookings/{uid}/confirm": Route("confirm", bookings.begin_confirm, BOOKINGS),
    "POST /v2/bookings/{uid}/decline": Route("decline", bookings.begin_decline, BOOKINGS),
}
_SLOTS: dict[str, Route] = {
    "GET /v2/slots": Route("slots", slots.list_slots, SLOTS),
    "POST /v2/slots/reservations": Route("reservation", slots.begin_reserve, SLOTS),
    "GET /v2/slots/reservations/{uid}": Route("reservation", slots.show_reservation, SLOTS),
    "PATCH /v2/slots/reservations/{uid}": Route("reservation", slots.begin_reserve, SLOTS),
    "DELETE /v2/slots/reservations/{uid}": Route("reservation", slots.begin_release, SLOTS),
}
_TYPES: dict[str, Route] = {
    "POST /v2/event-types": Route("event_types", event_types.create_event_type, EVENT_TYPES),
    "GET /v2/event-types": Route(
        "event_types", event_types.list_event_types, EVENT_TYPES, event_types.list_event_types
    ),
    "GET /v2/event-types/{id}": Route("event_types", event_types.show_event_type, EVENT_TYPES, legacy.show_event_type),
    "PATCH /v2/event-types/{id}": Route("event_types", event_types.change_event_type, EVENT_TYPES),
    "DELETE /v2/event-types/{id}": Route("event_types", event_types.delete_event_type, EVENT_TYPES),
    "POST /v2/teams": Route("teams", event_types.create_team),
    "POST /v2/teams/{team}/event-types": Route("event_types", event_types.create_team_event_type),
    "GET /v2/teams/{team}/event-types": Route("event_types", event_types.list_team_event_types),
}
_ACCOUNT: dict[str, Route] = {
    "GET /v2/me": Route("me", account.show_me),
    "POST /v2/schedules": Route("schedules", account.create_schedule, SCHEDULES),
    "GET /v2/schedules": Route("schedules", account.list_schedules, SCHEDULES),
    "GET /v2/schedules/{id}": Route("schedules", account.show_schedule, SCHEDULES),
    "PATCH /v2/schedules/{id}": Route("schedules", account.change_schedule, SCHEDULES),
    "DELETE /v2/schedules/{id}": Route("schedules", account.delete_schedule, SCHEDULES),
}
_WEBHOOKS: dict[str, Route] = {
    f"{method} {place}{tail}": Route("webhooks", begin)
    for place in ("/v2/webhooks", "/v2/event-types/{id}/webhooks")
    for method, tail, begin in (
        ("POST", "", account.create_webhook),
        ("GET", "", account.list_webhooks),
        ("GET", "/{webhook}", account.show_webhook),
        ("PATCH", "/{webhook}", account.change_webhook),
        ("DELETE", "/{webhook}", account.delete_webhook),
    )
}
ROUTES = {**_BOOKINGS, **_SLOTS, **_TYPES, **_ACCOUNT, **_WEBHOOKS}
_SPLIT = [(pattern.split(" ")[0], pattern.split(" ")[1].split("/"), route) for pattern, route in ROUTES.items()]


def match(method: str, path: str) -> Match | None:
    """The route of a request, None where the server has none; words of a path go before names."""
    parts = path.rstrip("/").split("/")
    best: Match | None = None
    for wanted, pattern, route in _SPLIT:
        if wanted != method or len(pattern) != len(parts):
            continue
        names = _names(pattern, parts)
        if names is not None and (best is None or len(names) < len(best.names)):
            best = Match(route, names)
    return best


def _names(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    names = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{"):
            names[wanted[1:-1]] = part
        elif wanted != part:
            return None
    return names
