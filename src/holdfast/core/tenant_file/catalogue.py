"""What the salon offers: [[service]], and [[event_type]] for calendars that know services by numbers."""

from collections.abc import Iterable, Iterator
from functools import partial

from holdfast.core.service import STAFF_PREFIX, ByPhone
from holdfast.core.tenant_file.fault import Place, shown
from holdfast.core.tenant_file.people import MOST_STAFF
from holdfast.core.tenant_file.segments import (
    OVERRIDE,
    note_length,
    note_override_lengths,
    price_cents,
    segments,
    whole_length,
)
from holdfast.core.tenant_file.shape import (
    Field,
    Fields,
    Table,
    distinct,
    entries_of,
    list_of,
    note_repeated,
    read_table,
    sections,
)
from holdfast.core.tenant_file.values import choice, flag, key, known_key, minutes, number, text

MOST_SERVICES = 500
MOST_EVENT_TYPES = 5000
MOST_ALIASES = 100
LONGEST_BUFFER = 240
LARGEST_ID = 2**53

Keys = tuple[str, ...]

_aliases = list_of(text(), MOST_ALIASES, ' such as ["Dauer Welle"]')
_buffer = minutes(0, LONGEST_BUFFER)


def _resource(place: Place, value: object) -> str | None:
    """Reads the free name of a room or device that a service takes."""
    name: str | None = text(63)(place, value)
    if name is not None and name.startswith(STAFF_PREFIX):
        place.fault(f"{shown(name)} would be a person; name those under staff, and here rooms and devices")
        return None
    return name


def service_fields(staff: Keys) -> Fields:
    """The keys of a [[service]], in a salon with these members of staff."""
    one_of_staff = known_key("staff", staff)
    return {
        "key": Field(key, required=True),
        "name": Field(text(), required=True),
        "aliases": Field(_aliases),
        "price_cents": Field(price_cents),
        "price_from": Field(flag),
        "phone": Field(choice(ByPhone)),
        "staff": Field(distinct(list_of(one_of_staff, MOST_STAFF, ' such as ["mia"]', least=1)), required=True),
        "segments": Field(segments),
        "minutes": Field(whole_length),
        "buffer_before": Field(_buffer),
        "buffer_after": Field(_buffer),
        "staff_override": Field(entries_of(one_of_staff, partial(read_table, fields=OVERRIDE))),
        "resources": Field(distinct(list_of(_resource, 20))),
    }


def read_services(place: Place, value: object, staff: Keys) -> list[Table]:
    """Reads [[service]]; their order is the order of the catalogue."""
    found = sections(place, value, MOST_SERVICES)
    note_repeated(found, "key")
    _note_shared_names(found)
    fields = service_fields(staff)
    return [_read_service(at, table, fields) for at, table in found]


def _read_service(place: Place, written: Table, fields: Fields) -> Table:
    service = read_table(place, written, fields) or {}
    if (length := service.pop("minutes", None)) is not None:
        service.setdefault("segments", length)
    note_length(place, written, service)
    note_override_lengths(place, service)
    _note_strangers(place, service)
    if service.get("price_from") and "price_cents" not in written:
        place.key("price_from").fault("needs price_cents: the price from which it starts")
    return {name: service[name] for name in fields if name in service}


def _note_strangers(place: Place, service: Table) -> None:
    """A person with a length or price of their own must be among those who do the service."""
    for staff in service.get("staff_override", {}):
        if "staff" in service and staff not in service["staff"]:
            place.key("staff_override").key(staff).fault(
                f"{shown(staff)} is not in this service's staff, so nothing can differ for them"
            )


def _note_shared_names(found: Iterable[tuple[Place, Table]]) -> None:
    """A caller who says a name must mean one service."""
    owners: dict[str, Place] = {}
    for service, table in found:
        for place, name in _names(service, table):
            owner = owners.setdefault(_as_heard(name), service)
            if owner is not service:
                place.fault(f"{shown(name)} already stands for {owner.text}; what callers say must mean one service")


def _names(service: Place, table: Table) -> Iterator[tuple[Place, str]]:
    if isinstance(name := table.get("name"), str):
        yield service.key("name"), name
    if isinstance(aliases := table.get("aliases"), list):
        for nth, alias in enumerate(aliases[:MOST_ALIASES], 1):
            if isinstance(alias, str):
                yield service.key("aliases").item(nth), alias


def _as_heard(name: str) -> str:
    """A name without what nobody hears: case, spaces, hyphens."""
    return "".join(filter(str.isalnum, name.casefold())) or name


def read_event_types(
    place: Place, value: object, services: Iterable[Table], service_keys: Keys, staff: Keys
) -> list[Table]:
    """Reads [[event_type]]. A missing one is no fault here: `doctor` lists what a calendar still lacks."""
    busy = {service.get("key", ""): _busy_segments(service) for service in services}
    fields: Fields = {
        "service": Field(known_key("service", service_keys), required=True),
        "segment": Field(number(1, 100), required=True),
        "staff": Field(known_key("staff", staff), required=True),
        "id": Field(number(1, LARGEST_ID), required=True),
    }
    found = [(at, read_table(at, table, fields) or {}) for at, table in sections(place, value, MOST_EVENT_TYPES)]
    taken: dict[tuple[object, ...], Place] = {}
    for at, event_type in found:
        _note_segment(at, event_type, busy)
        _note_second(at, event_type, taken)
    return [event_type for _, event_type in found]


def _busy_segments(service: Table) -> int:
    return sum("busy" in part for part in service.get("segments", ()))


def _note_segment(place: Place, event_type: Table, busy: dict[str, int]) -> None:
    wanted, count = event_type.get("segment", 0), busy.get(event_type.get("service", ""), 0)
    if count and wanted > count:
        plural = "s" if count > 1 else ""
        place.key("segment").fault(f"is {wanted}, but the service has {count} busy segment{plural} (gaps do not count)")


def _note_second(place: Place, event_type: Table, taken: dict[tuple[object, ...], Place]) -> None:
    target = tuple(event_type.get(name) for name in ("service", "segment", "staff"))
    if None in target:
        return
    first = taken.setdefault(target, place)
    if first is not place:
        place.fault(f"service, segment and staff are those of {first.text}; each has one event type")
