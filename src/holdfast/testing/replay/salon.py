"""The salon of a case file, as far as its catalogue tells; what it does not tell is assumed, and said."""

import re
from collections.abc import Mapping
from typing import Any

SLUG = "replayed"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ASSUMED_HOURS = "08:00-20:00"
_RULES = {
    "notice_minutes", "horizon_days", "grid_minutes", "hold_seconds", "answer_budget_ms", "mirror_max_age_seconds",
}  # fmt: skip

Data = Mapping[str, Any]


def document_of(case: Data, assumed: list[str]) -> dict[str, Any]:
    """The configuration to replay under, in the form in which a tenant file is stored. What had to be assumed is added
    to `assumed`, in words."""
    call, catalog = _table(case.get("call")), _table(case.get("catalog"))
    rules = _table(catalog.get("rules"))
    people = [one for one in _rows(catalog.get("staff")) if one.get("key")]
    hours = _table(catalog.get("working_hours"))
    if not hours:
        assumed.append(f"working hours are not in the file: every day {ASSUMED_HOURS} was assumed")
    usual = {day: [ASSUMED_HOURS] for day in WEEK}
    opening = _table(rules.get("opening_hours"))
    number = call.get("to_number")
    return {
        "tenant": {
            "slug": SLUG,
            "name": str(rules.get("name") or "Salon"),
            "language": str(call.get("language") or rules.get("language") or "de"),
            **({"region": rules["region"]} if isinstance(rules.get("region"), str) else {}),
            "timezone": str(call.get("timezone") or "Europe/Berlin"),
            "phone_numbers": [number] if isinstance(number, str) else [],
        },
        "rules": {name: value for name, value in rules.items() if name in _RULES and isinstance(value, int)},
        "opening": dict(opening) if opening else {},
        "calendar": {"kind": "recorded", "key": "recorded"},
        "staff": [
            {
                "key": key_of(one["key"]),
                "name": str(one.get("name") or one["key"]),
                "working_hours": dict(_table(hours.get(one["key"])) or usual),
            }
            for one in people
        ],
        "service": [_service(one, catalog, people) for one in _rows(catalog.get("services")) if one.get("segments")],
    }


def as_recorded(document: Data) -> dict[str, Any]:
    """A stored tenant document with the recorded calendar in the place of its own, and no call of it a test."""
    kept = {name: value for name, value in document.items() if name not in ("tests", "alarms", "voice")}
    kept["tenant"] = {**_table(document.get("tenant")), "slug": SLUG}
    return {**kept, "calendar": {"kind": "recorded", "key": "recorded"}}


def key_of(key: Any) -> str:
    """A key as a tenant file may have it."""
    return re.sub(r"[^a-z0-9_-]+", "-", str(key).lower()).strip("-_")[:63] or "x"


def staff_of(case: Data) -> dict[str, str]:
    """Which member of staff the calendar means, by key and by name. Where two bear a name, whoever can be booked."""
    catalog = _table(case.get("catalog"))
    bookable = {str(one.get("staff")) for one in _rows(catalog.get("event_types"))}
    found: dict[str, str] = {}
    for one in sorted(_rows(catalog.get("staff")), key=lambda one: str(one.get("key")) not in bookable):
        key = key_of(one.get("key"))
        for name in (one.get("key"), one.get("name"), *_rows_of_text(one.get("calendar_accounts"))):
            if name:
                found.setdefault(str(name), key)
        found.setdefault(f"staff:{one.get('key')}", key)
    return found


def _service(one: Data, catalog: Data, people: list[Data]) -> dict[str, Any]:
    by_types = [str(t.get("staff")) for t in _rows(catalog.get("event_types")) if t.get("service") == one.get("key")]
    staff = _rows_of_text(one.get("staff")) or list(dict.fromkeys(by_types)) or [str(p["key"]) for p in people]
    service: dict[str, Any] = {
        "key": key_of(one.get("key")),
        "name": str(one.get("name") or one.get("key")),
        "staff": [key_of(key) for key in staff],
        "segments": [_segment(part) for part in _rows(one.get("segments"))],
    }
    service |= {name: one[name] for name in ("buffer_before", "buffer_after") if isinstance(one.get(name), int)}
    if isinstance(one.get("price_cents"), int):
        service |= {"price_cents": one["price_cents"], "price_from": one.get("price_from") is True}
    aliases = _rows_of_text(one.get("aliases"))
    return {**service, "aliases": aliases} if aliases else service


def _segment(part: Data) -> dict[str, Any]:
    kind = "busy" if part.get("busy") else "gap"
    segment: dict[str, Any] = {kind: int(part.get(kind) or 5)}
    return {**segment, "name": str(part["name"])} if part.get("name") and kind == "busy" else segment


def _table(value: Any) -> Data:
    return value if isinstance(value, Mapping) else {}


def _rows(value: Any) -> list[Data]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _rows_of_text(value: Any) -> list[str]:
    return [str(one) for one in value if isinstance(one, str)] if isinstance(value, list) else []
