"""What the salon is connected with: [voice.…] the telephone agent, [calendar] where its visits stand."""

import re
from functools import partial

from holdfast.core.tenant_file.calendar_options import option_fields
from holdfast.core.tenant_file.fault import Place, nearest, shown
from holdfast.core.tenant_file.outside import SECRET_NAME, Outside
from holdfast.core.tenant_file.shape import (
    Field,
    Fields,
    Table,
    as_table,
    distinct,
    list_of,
    read_fields,
    read_table,
)
from holdfast.core.tenant_file.values import choice, key, matching, number, text

CALENDAR_KINDS = ("builtin", "calcom", "caldav")
CLEARLY_MEANT = 0.8
LONGEST_OPTION = 500
MOST_OPTIONS = 50

_address = matching(r"https?://[^\s/]+\S*", 'an address such as "https://api.cal.com"')
_OPTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,63}")
_option_text = text(LONGEST_OPTION)
_option_texts = list_of(_option_text)
_option_number = number(-(10**9), 10**9)


def read_voice(place: Place, value: object, outside: Outside) -> Table | None:
    """Reads [voice.retell]: the keys of the Retell workspaces whose calls are believed."""
    retell: Fields = {
        "api_keys": Field(distinct(list_of(outside.secret, wants=' such as ["env:RETELL_API_KEY"]'))),
        "agent_name": Field(text()),
        "tool_timeout_ms": Field(number(1_000, 600_000, "milliseconds")),
        "api_url": Field(_address),
    }
    return read_table(place, value, {"retell": Field(partial(read_table, fields=retell))})


def calendar_fields(outside: Outside) -> Fields:
    """The keys of [calendar] that we know; an adapter may have others."""
    return {
        "kind": Field(choice(CALENDAR_KINDS), required=True),
        "key": Field(key),
        "base_url": Field(_address),
        "api_key": Field(outside.secret),
        "webhook_secret": Field(outside.secret),
        "requests_per_minute": Field(number(1, 100_000)),
    }


def read_calendar(place: Place, value: object, outside: Outside, staff: tuple[str, ...] = ()) -> Table | None:
    """Reads [calendar] of a salon with these people. What no kind of calendar is known for is kept as it is, for its
    adapter, secrets by reference."""
    if (table := as_table(place, value)) is None:
        return None
    fields = {**calendar_fields(outside), **option_fields(table.get("kind"), staff)}
    calendar = read_fields(place, table, fields)
    others = sorted(name for name in table if name not in fields)
    if len(others) > MOST_OPTIONS:
        place.fault(f"has {len(others)} further keys, at most {MOST_OPTIONS} are possible")
    for name in others[:MOST_OPTIONS]:
        option = _read_option(place.key(name), name, table[name], fields, outside)
        if option is not None:
            calendar[name] = option
    if table.get("kind") == "calcom" and "api_key" not in table:
        place.key("api_key").fault('is missing; Cal.com is reached with a secret such as "env:CALCOM_API_KEY"')
    if table.get("kind") == "caldav" and "collections" in table and "base_url" not in table:
        place.key("base_url").fault('is missing; it is the server of the collections: "https://cloud.example.test"')
    return calendar


def _read_option(place: Place, name: str, value: object, known: Fields, outside: Outside) -> object:
    if meant := nearest(name, known, CLEARLY_MEANT):
        place.fault(f"is an unknown key; did you mean {shown(meant)}?")
        return None
    if not isinstance(value, dict) or SECRET_NAME.search(name):
        return _read_setting(place, name, value, outside)
    inner = {key: _read_setting(place.key(key), key, entry, outside) for key, entry in sorted(value.items())}
    return {key: setting for key, setting in inner.items() if setting is not None}


def _read_setting(place: Place, name: str, value: object, outside: Outside) -> object:
    """Reads one setting of an adapter: a text, a number, true or false, or a list of texts."""
    if not _OPTION_NAME.fullmatch(name):
        place.fault("cannot be the name of a setting, which has only letters, digits, - and _")
        return None
    if SECRET_NAME.search(name):
        return outside.secret(place, value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _option_number(place, value)
    return (_option_texts if isinstance(value, list) else _option_text)(place, value)
