"""Event types of users and teams: made, listed, changed, deleted. Every change is in force at once."""

from dataclasses import replace
from typing import Any

from holdfast.testing.calcom.asking import Ask, Reply, success
from holdfast.testing.calcom.ledger import Ledger, following
from holdfast.testing.calcom.records import EventType, Team
from holdfast.testing.calcom.shapes import event_type_shape, team_event_type_shape
from holdfast.testing.calcom.validating import Kinds, check_kinds, rows
from holdfast.testing.calcom.wire import Json, refused, refused_values, wrong_value

TAKEN_SLUG = "User already has an event type with this slug."
_NAMED = {
    "title": "title",
    "slug": "slug",
    "lengthInMinutes": "minutes",
    "slotInterval": "slot_interval",
    "minimumBookingNotice": "notice",
    "beforeEventBuffer": "buffer_before",
    "afterEventBuffer": "buffer_after",
    "scheduleId": "schedule",
    "bookingRequiresAuthentication": "requires_auth",
    "hidden": "hidden",
}
_LISTS = {"lengthInMinutesOptions": "lengths", "locations": "locations", "bookingFields": "fields"}
_REQUIRED = {"lengthInMinutes": int, "title": str, "slug": str}
_MAY_BE_NULL = frozenset({"slotInterval", "scheduleId"})
_LONGEST = 24 * 60
_CAL_VIDEO: Json = {"type": "integration", "integration": "cal-video"}


def create_event_type(ask: Ask) -> Reply:
    """POST /v2/event-types. Raises Refused."""
    user = ask.known_user()
    _check_required(ask.body)
    slug = ask.body["slug"]
    if any(one.slug == slug and one.owner == user.id for one in ask.ledger.event_types.values()):
        raise refused(400, TAKEN_SLUG)
    made = _of(ask.body, following(ask.ledger.event_types), user.id)
    ask.ledger.event_types[made.id] = made
    return success(event_type_shape(ask.ledger, made), 201)


def _check_required(body: Json) -> None:
    errors = [
        wrong_value(body, name, "isDefined", f"{name} must be a {'number' if kind is int else 'string'}")
        for name, kind in _REQUIRED.items()
        if not isinstance(body.get(name), kind)
    ]
    if errors:
        raise refused_values(*errors)


_KINDS: Kinds = {
    "title": str, "slug": str, "lengthInMinutes": int, "slotInterval": int, "minimumBookingNotice": int,
    "beforeEventBuffer": int, "afterEventBuffer": int, "scheduleId": int, "bookingRequiresAuthentication": bool,
    "hidden": bool, "lengthInMinutesOptions": list, "confirmationPolicy": dict, "bookingWindow": dict,
}  # fmt: skip


def _changes(body: Json) -> Json:
    check_kinds(body, _KINDS)
    rows(body, "locations", {"type": str})
    rows(body, "bookingFields", {"type": str})
    _check_lengths(body)
    changes: Json = {
        field: body[name]
        for name, field in _NAMED.items()
        if body.get(name) is not None or (name in _MAY_BE_NULL and name in body)
    }
    changes |= {field: tuple(body[name] or ()) for name, field in _LISTS.items() if name in body}
    if "confirmationPolicy" in body:
        policy = body["confirmationPolicy"]
        changes["confirmation"] = None if not policy or policy.get("disabled") else dict(policy)
    return changes


def _of(body: Json, number: int, owner: int | None, **more: Any) -> EventType:
    required = {"id": number, "owner": owner, "title": "", "slug": "", "minutes": 0}
    return EventType(**{**required, **_changes(body), "settings": _settings(body), **more})


def _settings(body: Json) -> Json:
    ours = {*_NAMED, *_LISTS, "confirmationPolicy"}
    return {name: value for name, value in body.items() if name not in ours}


def _check_lengths(body: Json) -> None:
    lengths = [body.get("lengthInMinutes", 1), *(body.get("lengthInMinutesOptions") or ())]
    if not all(isinstance(one, int) and 0 < one <= _LONGEST for one in lengths):
        rule = f"lengths must not be less than 1 nor greater than {_LONGEST}"
        raise refused_values(wrong_value(body, "lengthInMinutes", "min", rule))


def list_event_types(ask: Ask) -> Reply:
    """GET /v2/event-types: those of the key's user; or one user's, for everybody, by username and eventSlug."""
    asked = ask.request.parameters
    ledger = ask.ledger
    if "username" in asked:
        owners = {user.id for user in ledger.users.values() if user.username == asked["username"]}
        found = [one for one in ledger.event_types.values() if one.owner in owners and not one.hidden]
    else:
        sees = ask.user.sees if ask.user else frozenset()
        found = [one for one in ledger.event_types.values() if one.owner in sees]
    if "eventSlug" in asked:
        found = [one for one in found if one.slug == asked["eventSlug"]]
    return success([event_type_shape(ledger, one, listed=True) for one in found])


def show_event_type(ask: Ask) -> Reply:
    """GET /v2/event-types/{id}. Raises Refused."""
    found = _named(ask)
    if found.is_managed_parent:
        return success(team_event_type_shape(ask.ledger, found))
    return success(event_type_shape(ask.ledger, found))


def _named(ask: Ask) -> EventType:
    found = ask.ledger.event_types.get(ask.number("id"))
    if found is None:
        raise refused(404, f"Event type with id {ask.names['id']} not found")
    return found


def change_event_type(ask: Ask) -> Reply:
    """PATCH /v2/event-types/{id}: a managed child can be changed like any other. Raises Refused."""
    ask.known_user()
    found = _named(ask)
    changed = replace(found, **_changes(ask.body), settings=found.settings | _settings(ask.body))
    ask.ledger.event_types[changed.id] = changed
    return success(event_type_shape(ask.ledger, changed))


def delete_event_type(ask: Ask) -> Reply:
    """DELETE /v2/event-types/{id}; its bookings stay. Raises Refused."""
    ask.known_user()
    found = _named(ask)
    ask.ledger.deleted[found.id] = ask.ledger.event_types.pop(found.id)
    shape = {"id": found.id, "lengthInMinutes": found.minutes, "title": found.title, "slug": found.slug}
    return success(shape)


def create_team_event_type(ask: Ask) -> Reply:
    """POST /v2/teams/{team}/event-types: a managed one answers with the parent and a child per member."""
    ask.known_user()
    team = _team(ask)
    _check_required(ask.body)
    return success([team_event_type_shape(ask.ledger, one) for one in add_managed(ask.ledger, team, ask.body)], 201)


def add_managed(ledger: Ledger, team: Team, body: Json) -> list[EventType]:
    """Store a managed event type of the team: first the parent, then a child for each member."""
    body = {"locations": [_CAL_VIDEO], **body, "metadata": {"managedEventConfig": {}}}
    made = [_of(body, following(ledger.event_types), None, team=team.id, hosts=team.members)]
    for number, member in enumerate(team.members, made[0].id + 1):
        made.append(_of(body, number, member, parent=made[0].id))
    ledger.event_types.update({one.id: one for one in made})
    return made


def list_team_event_types(ask: Ask) -> Reply:
    """GET /v2/teams/{team}/event-types: the parents alone."""
    ask.known_user()
    team = _team(ask)
    found = [one for one in ask.ledger.event_types.values() if one.team == team.id]
    return success([team_event_type_shape(ask.ledger, one, listed=True) for one in found])


def _team(ask: Ask) -> Team:
    found = ask.ledger.teams.get(ask.number("team"))
    if found is None:
        raise refused(404, "Team not found")
    return found


def create_team(ask: Ask) -> Reply:
    """POST /v2/teams: without working billing the answer is 500, and the team is there all the same."""
    user = ask.known_user()
    number = following(ask.ledger.teams)
    name = str(ask.body.get("name", ""))
    ask.ledger.teams[number] = Team(number, name, str(ask.body.get("slug", name.lower())), (user.id,))
    raise refused(500, "Internal server error")
