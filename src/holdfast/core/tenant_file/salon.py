"""The salon itself: [tenant], [rules], [language], [opening], [tests]."""

from holdfast.core.tenant import Bookings, NextWeekday
from holdfast.core.tenant_file.fault import Place
from holdfast.core.tenant_file.outside import Outside
from holdfast.core.tenant_file.shape import (
    Field,
    Fields,
    Table,
    as_table,
    distinct,
    list_of,
    note_unknown_keys,
    read_fields,
)
from holdfast.core.tenant_file.times import WEEK, day_spans, special_days
from holdfast.core.tenant_file.values import choice, flag, matching, number, one_of_numbers, phone, text

LANGUAGES = ("de", "en")
ADDRESSES = ("sie", "du")

_slug = matching(
    "(?=.{2,63}$)[a-z0-9]+(?:-+[a-z0-9]+)*",
    "2 to 63 small letters a-z, digits and -, beginning and ending with a letter or digit",
)
_region = matching("[A-Z]{2}", 'a country in two capital letters, such as "DE"')
_seconds = number(1, 3600, "seconds")

RULES: Fields = {
    "notice_minutes": Field(number(0, 43_200, "minutes")),
    "horizon_days": Field(number(1, 730, "days")),
    "hold_seconds": Field(number(30, 3600, "seconds")),
    "answer_budget_ms": Field(number(500, 10_000, "milliseconds")),
    "offers": Field(number(1, 3)),
    "grid_minutes": Field(one_of_numbers(5, 10, 15, 20, 30, 60, unit="minutes")),
    "reconcile_seconds": Field(_seconds),
    "mirror_max_age_seconds": Field(_seconds),
    "settle_seconds": Field(_seconds),
}

LANGUAGE: Fields = {
    "next_weekday": Field(choice(NextWeekday)),
    "address": Field(choice(ADDRESSES)),
    "halves": Field(flag),
}

TESTS: Fields = {
    "numbers": Field(distinct(list_of(phone))),
    "agent_ids": Field(distinct(list_of(text()))),
    "web_calls": Field(flag),
    "undo_after_minutes": Field(number(1, 10_080, "minutes")),
}

# These belong to [opening], and mean the same in [tenant] or before the first section.
MOVABLE: Fields = {"closures": Field(day_spans), "special_days": Field(special_days)}


def _no_channel(place: Place, _: object) -> None:
    """No channel for messages exists yet, so none may be promised to callers."""
    place.fault("no channel for messages is known yet; leave the list empty")


def tenant_fields(outside: Outside) -> Fields:
    """The keys of [tenant]."""
    return {
        "slug": Field(_slug, required=True),
        "name": Field(text(), required=True),
        "language": Field(choice(LANGUAGES)),
        "timezone": Field(outside.timezone, required=True),
        "region": Field(_region),
        "holidays": Field(outside.holidays),
        "phone_numbers": Field(distinct(list_of(phone))),
        "bookings": Field(choice(Bookings)),
        "messages": Field(list_of(_no_channel)),
        "retention_days": Field(number(1, 3650, "days")),
    }


def read_tenant(root: Place, document: Table, outside: Outside) -> Table | None:
    """Reads [tenant], which every file has."""
    place = root.key("tenant")
    if "tenant" not in document:
        place.fault("this section is missing; it names the salon: slug, name and timezone")
        return None
    if (table := as_table(place, document["tenant"])) is None:
        return None
    fields = tenant_fields(outside)
    note_unknown_keys(place, table, (*fields, *MOVABLE))
    return read_fields(place, table, fields)


def read_opening(root: Place, document: Table) -> Table | None:
    """Reads [opening], with the closures and special days that stand elsewhere."""
    opening: Table = {}
    if "opening" in document and (table := as_table(root.key("opening"), document["opening"])) is not None:
        note_unknown_keys(root.key("opening"), table, (*WEEK, *MOVABLE))
        opening = read_fields(root.key("opening"), table, WEEK)
    for name, field in MOVABLE.items():
        found = _wherever(root, document, name)
        for place, _ in found[1:]:
            place.fault(f"stands there for the second time, it is already at {found[0][0].text}; keep one")
        if found and (value := field.read(*found[0])) is not None:
            opening[name] = value
    return opening or None


def _wherever(root: Place, document: Table, name: str) -> list[tuple[Place, object]]:
    """The places at which a movable key may stand and does."""
    homes = [(root, document)]
    homes += [(root.key(section), document.get(section, {})) for section in ("tenant", "opening")]
    return [(at.key(name), table[name]) for at, table in homes if isinstance(table, dict) and name in table]
