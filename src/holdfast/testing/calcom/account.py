"""What belongs to an account: itself, its schedules, its webhooks."""

from dataclasses import replace
from datetime import date

from holdfast.testing.calcom.asking import Ask, Reply, success
from holdfast.testing.calcom.ledger import following
from holdfast.testing.calcom.records import Hours, Override, Schedule, User, Webhook
from holdfast.testing.calcom.shapes import schedule_shape, user_shape, webhook_shape
from holdfast.testing.calcom.validating import Kinds, check_kinds, rows
from holdfast.testing.calcom.wire import Json, read_instant, refused, refused_values, wrong_value
from holdfast.testing.calcom.working_hours import is_zone


def show_me(ask: Ask) -> Reply:
    """GET /v2/me. Raises Refused."""
    return success(user_shape(ask.known_user()))


_WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_USUAL: Json = {"days": list(_WORKDAYS), "startTime": "09:00", "endTime": "17:00"}


def _minute(text: str) -> int:
    """A time such as 09:30 in minutes. Raises Refused."""
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) * 60 + int(minute) <= 24 * 60):
        raise refused(400, f"{text} must be a valid time in format HH:MM")
    return int(hour) * 60 + int(minute)


def _hours(body: Json) -> tuple[Hours, ...]:
    found = rows(body, "availability", {"days": list, "startTime": str, "endTime": str})
    return tuple(
        Hours(tuple(map(str, row["days"])), _minute(row["startTime"]), _minute(row["endTime"])) for row in found
    )


def _overrides(body: Json) -> tuple[Override, ...]:
    found = rows(body, "overrides", {"date": str, "startTime": str, "endTime": str})
    return tuple(Override(_day(row["date"]), _minute(row["startTime"]), _minute(row["endTime"])) for row in found)


def _day(text: str) -> date:
    moment = read_instant(text[:10])
    if moment is None:
        raise refused(400, f"{text} must be a valid date")
    return moment.date()


def _check_zone(body: Json) -> None:
    check_kinds(body, {"name": str, "timeZone": str})
    if "timeZone" in body and not is_zone(body["timeZone"]):
        raise refused_values(wrong_value(body, "timeZone", "isTimeZone", "timeZone must be a valid IANA time-zone"))


def create_schedule(ask: Ask) -> Reply:
    """POST /v2/schedules. Raises Refused."""
    user = ask.known_user()
    body = ask.body
    errors = [
        wrong_value(body, name, "isDefined", f"{name} should not be null or undefined")
        for name in ("name", "timeZone", "isDefault")
        if body.get(name) is None
    ]
    if errors:
        raise refused_values(*errors)
    _check_zone(body)
    number = following(ask.ledger.schedules)
    made = Schedule(
        number, user.id, body["name"], body["timeZone"], _hours({"availability": [_USUAL], **body}), _overrides(body)
    )
    ask.ledger.schedules[number] = made
    if body["isDefault"] or user.default_schedule is None:
        ask.ledger.change_user(user.id, default_schedule=number)
    return success(_shape(ask, made), 201)


def _shape(ask: Ask, schedule: Schedule) -> Json:
    owner = ask.ledger.users[schedule.owner]
    return schedule_shape(schedule, is_default=owner.default_schedule == schedule.id)


def list_schedules(ask: Ask) -> Reply:
    """GET /v2/schedules: those of the users the key sees."""
    user = ask.known_user()
    return success([_shape(ask, one) for one in ask.ledger.schedules.values() if one.owner in user.sees])


def show_schedule(ask: Ask) -> Reply:
    """GET /v2/schedules/{id} or /v2/schedules/default. Raises Refused."""
    return success(_shape(ask, _schedule(ask, ask.known_user())))


def _schedule(ask: Ask, user: User) -> Schedule:
    name = ask.names["id"]
    found = ask.ledger.schedules.get((user.default_schedule or 0) if name == "default" else ask.number("id"))
    if found is None or found.owner not in user.sees:
        raise refused(404, f"Schedule with ID={name} does not exist.")
    return found


def change_schedule(ask: Ask) -> Reply:
    """PATCH /v2/schedules/{id}. Raises Refused."""
    user = ask.known_user()
    found = _schedule(ask, user)
    body = ask.body
    _check_zone(body)
    changed = replace(
        found,
        name=body.get("name", found.name),
        time_zone=body.get("timeZone", found.time_zone),
        availability=_hours(body) if "availability" in body else found.availability,
        overrides=_overrides(body) if "overrides" in body else found.overrides,
    )
    ask.ledger.schedules[found.id] = changed
    if body.get("isDefault"):
        ask.ledger.change_user(found.owner, default_schedule=found.id)
    return success(_shape(ask, changed))


def delete_schedule(ask: Ask) -> Reply:
    """DELETE /v2/schedules/{id}. Raises Refused."""
    found = _schedule(ask, ask.known_user())
    del ask.ledger.schedules[found.id]
    return Reply(200, {"status": "success"})


_WEBHOOK: Kinds = {"subscriberUrl": str, "triggers": list, "secret": str, "payloadTemplate": str, "active": bool}


def create_webhook(ask: Ask) -> Reply:
    """POST /v2/webhooks, or of one event type. Raises Refused."""
    user = ask.known_user()
    body = ask.body
    check_kinds(body, _WEBHOOK)
    if not isinstance(body.get("subscriberUrl"), str) or not isinstance(body.get("triggers"), list):
        name = "triggers" if isinstance(body.get("subscriberUrl"), str) else "subscriberUrl"
        raise refused_values(wrong_value(body, name, "isDefined", f"{name} should not be null or undefined"))
    of_type = ask.number("id") if "id" in ask.names else None
    made = Webhook(
        id=ask.ledger.new_uuid(),
        url=body["subscriberUrl"],
        triggers=tuple(map(str, body["triggers"])),
        user=user.id if of_type is None else None,
        event_type=of_type,
        active=bool(body.get("active", True)),
        secret=body.get("secret"),
        template=body.get("payloadTemplate"),
    )
    ask.ledger.webhooks[made.id] = made
    return success(webhook_shape(made), 201)


def list_webhooks(ask: Ask) -> Reply:
    """GET /v2/webhooks, or those of one event type."""
    user = ask.known_user()
    webhooks = ask.ledger.webhooks.values()
    if "id" in ask.names:
        return success([webhook_shape(one) for one in webhooks if one.event_type == ask.number("id")])
    return success([webhook_shape(one) for one in webhooks if one.user == user.id])


def show_webhook(ask: Ask) -> Reply:
    """GET one webhook. Raises Refused."""
    return success(webhook_shape(_webhook(ask)))


def _webhook(ask: Ask) -> Webhook:
    ask.known_user()
    found = ask.ledger.webhooks.get(ask.names["webhook"])
    if found is None:
        raise refused(404, f"Webhook ({ask.names['webhook']}) not found")
    return found


def change_webhook(ask: Ask) -> Reply:
    """PATCH one webhook. Raises Refused."""
    found, body = _webhook(ask), {name: value for name, value in ask.body.items() if value is not None}
    check_kinds(body, _WEBHOOK)
    changed = replace(
        found,
        url=body.get("subscriberUrl", found.url),
        triggers=tuple(map(str, body.get("triggers", found.triggers))),
        active=bool(body.get("active", found.active)),
        secret=body.get("secret", found.secret),
        template=body.get("payloadTemplate", found.template),
    )
    ask.ledger.webhooks[found.id] = changed
    return success(webhook_shape(changed))


def delete_webhook(ask: Ask) -> Reply:
    """DELETE one webhook; a second time there is none. Raises Refused."""
    found = _webhook(ask)
    del ask.ledger.webhooks[found.id]
    return success(webhook_shape(found))
