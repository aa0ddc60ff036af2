"""A document with something else in it: what the forms of the set-up page change. Pure.

Nothing is checked here. What comes out is written as a tenant file and read like any other, so that a form is held to
the very rules of `holdfast apply`, with the same faults.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from holdfast.core.tenant_file.differing import Change
from holdfast.core.tenant_file.salon import RULES
from holdfast.core.working_time import WEEKDAYS

Data = Mapping[str, Any]
_PRICE = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*(?:€|EUR|Euro)?", re.IGNORECASE)
_CONNECTIONS = ("calendar", "voice")
_RECEIVERS = ("alarms: smtp", "alarms: webhook")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_REFERENCE = re.compile(r"(?:env|secret):\S+")


def with_hours(data: Data, staff: str, name: str, hours: Mapping[str, str], time_off: str) -> dict[str, Any]:
    """The same with another name and other hours of somebody: by weekday, as "09:00-12:30, 13:00-18:00"; and days off,
    one in a line."""
    changed = deepcopy(dict(data))
    for person in changed.get("staff", ()):
        if person["key"] == staff:
            person["name"] = name
            written = {day: spans for day in WEEKDAYS if (spans := _parts(hours.get(day, "")))}
            _put(person, "working_hours", written)
            _put(person, "time_off", [line.strip() for line in time_off.splitlines() if line.strip()])
    return changed


def with_service(data: Data, key: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same with other words, prices, segments or people of a service. What is None in `fields` is left out of it;
    what belonged to a person or a segment that is gone goes with it."""
    changed = deepcopy(dict(data))
    for service in changed.get("service", ()):
        if service["key"] == key:
            _fill(service, fields)
            _forget_strangers(changed, service)
    return changed


def _fill(service: dict[str, Any], fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            service.pop(name, None)
        else:
            service[name] = value


def _forget_strangers(changed: dict[str, Any], service: Mapping[str, Any]) -> None:
    """Own lengths and prices of people who do not do it any more, and event types of what is no part of it."""
    staff = service.get("staff", ())
    if "staff_override" in service and isinstance(service, dict):
        kept = {name: own for name, own in service["staff_override"].items() if name in staff}
        _put(service, "staff_override", kept)
    parts = sum("busy" in part for part in service.get("segments", ()))
    _keep_event_types(
        changed, lambda one: one["service"] != service["key"] or (one["staff"] in staff and one["segment"] <= parts)
    )


def _keep_event_types(changed: dict[str, Any], keeps: Callable[[Mapping[str, Any]], bool]) -> None:
    if "event_type" in changed:
        _put(changed, "event_type", [one for one in changed["event_type"] if keeps(one)])


def with_new_service(data: Data, fields: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The same with one more service, at the end of the catalogue, and the key that it gets for its name."""
    changed = deepcopy(dict(data))
    key = key_for(str(fields.get("name", "")), (one["key"] for one in changed.get("service", ())))
    new: dict[str, Any] = {"key": key}
    _fill(new, fields)
    changed["service"] = [*changed.get("service", ()), new]
    return _in_order(data, changed), key


def without_service(data: Data, key: str) -> dict[str, Any]:
    """The same without a service, and without its event types."""
    changed = deepcopy(dict(data))
    _put(changed, "service", [one for one in changed.get("service", ()) if one["key"] != key])
    _keep_event_types(changed, lambda one: one["service"] != key)
    return changed


def with_new_person(data: Data, name: str) -> tuple[dict[str, Any], str]:
    """The same with one more person, who works when the salon is open until something else is said, and their key."""
    changed = deepcopy(dict(data))
    key = key_for(name, (one["key"] for one in changed.get("staff", ())))
    opening = changed.get("opening", {})
    hours = {day: list(opening[day]) for day in WEEKDAYS if opening.get(day)}
    person: dict[str, Any] = {"key": key, "name": name}
    _put(person, "working_hours", hours)
    changed["staff"] = [*changed.get("staff", ()), person]
    return _in_order(data, changed), key


def without_person(data: Data, key: str) -> dict[str, Any]:
    """The same without a person, who does none of the services any more."""
    changed = deepcopy(dict(data))
    _put(changed, "staff", [one for one in changed.get("staff", ()) if one["key"] != key])
    for service in changed.get("service", ()):
        service["staff"] = [name for name in service.get("staff", ()) if name != key]
        _forget_strangers(changed, service)
    return changed


def segments_typed(rows: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Segments as a form has them, each busy or gap, a name, and minutes; rows without both are left out."""
    return [
        {**({"name": name.strip()} if name.strip() else {}), "gap" if kind == "gap" else "busy": _number(minutes)}
        for kind, name, minutes in rows
        if name.strip() or minutes.strip()
    ]


def number_typed(text: str) -> int | str | None:
    """A number where one was typed, None where nothing or a zero was; else what was written."""
    return _number(text) or None


def key_for(name: str, known: Iterable[str]) -> str:
    """The key that goes with a name: small letters and digits, another one than those that are `known`."""
    bare = unicodedata.normalize("NFKD", name.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:55] or "neu"
    taken = set(known)
    others = (f"{plain}-{n}" for n in range(2, len(taken) + 3))
    return next(key for key in (plain, *others) if key not in taken)


def with_rules(data: Data, rules: Mapping[str, str]) -> dict[str, Any]:
    """The same with other rules. A rule that is left empty has its usual value."""
    changed = deepcopy(dict(data))
    known = dict(changed.get("rules", {}))
    for name in RULES:
        if name in rules:
            _put(known, name, _number(rules[name]))
    _put(changed, "rules", known)
    return _in_order(data, changed)


def with_opening(data: Data, hours: Mapping[str, str], closures: str) -> dict[str, Any]:
    """The same with other opening hours, and closed days, one in a line."""
    changed = deepcopy(dict(data))
    opening = dict(changed.get("opening", {}))
    for day in WEEKDAYS:
        spans = _parts(hours.get(day, ""))
        if spans or day in opening:
            opening[day] = spans
    _put(opening, "closures", [line.strip() for line in closures.splitlines() if line.strip()])
    _put(changed, "opening", opening)
    return _in_order(data, changed)


def _in_order(before: Data, after: dict[str, Any]) -> dict[str, Any]:
    """The sections in the order they had; new ones come after those that were there."""
    names = [name for name in before if name in after]
    return {name: after[name] for name in (*names, *(key for key in after if key not in names))}


def _put(table: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", [], {}, None):
        table.pop(name, None)
    else:
        table[name] = value


def _parts(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in re.split(r"[,;]", text)) if part]


def _number(text: str) -> int | str:
    """A number where it is one; else what was written, for the reading to find fault with."""
    tidy = text.strip()
    return int(tidy) if re.fullmatch(r"-?\d{1,9}", tidy, re.ASCII) else tidy


def cents(text: str) -> int | str | None:
    """A price as people write it, in cents; None where there is none, what was written where it is no price."""
    tidy = text.strip()
    if not tidy:
        return None
    found = _PRICE.fullmatch(tidy)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else tidy


def words_in_lines(text: str) -> list[str] | None:
    """Several words, one in a line; None where there are none."""
    return [line.strip() for line in text.splitlines() if line.strip()] or None


def references_in(value: object) -> frozenset[str]:
    """Every reference to a secret in a document."""
    match value:
        case str():
            return frozenset({value}) if _REFERENCE.fullmatch(value) else frozenset()
        case Mapping():
            return _union(value.values())
        case list() | tuple():
            return _union(value)
        case _:
            return frozenset()


def _union(values: Iterable[object]) -> frozenset[str]:
    return frozenset().union(*(references_in(entry) for entry in values))


def sends_secrets_elsewhere(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that decide where a secret of the installation is sent: the calendar, the voice platform, the mail
    server, the webhook. Only whoever runs the installation may make them."""

    def decides(change: Change) -> bool:
        return change.key.partition(":")[0] in _CONNECTIONS or change.key.startswith(_RECEIVERS)

    return tuple(change for change in changes if decides(change))
