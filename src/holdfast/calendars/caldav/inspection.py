"""Whether the collections of a tenant are there, are calendars, and may be written (for the doctor, R25)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from holdfast.calendars.caldav import dav
from holdfast.calendars.caldav.asking import Asking, clock_of
from holdfast.calendars.caldav.parsing import parse_any
from holdfast.calendars.caldav.places import Collection, Places
from holdfast.calendars.caldav.reading import Reader
from holdfast.calendars.caldav.unreadable import Unreadable
from holdfast.core.interval import Interval
from holdfast.core.provisioning import Inspection

AHEAD = timedelta(days=60)
_WRITE = frozenset({"all", "write", "bind", "write-content"})
_RIGHTS = dav.DAV + "current-user-privilege-set"
_KINDS = dav.CAL + "supported-calendar-component-set"
_ZONE = dav.CAL + "calendar-timezone"
_TYPE = dav.DAV + "resourcetype"
_NAME = dav.DAV + "displayname"


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one collection is, and what is wrong with it."""

    name: str = ""
    zone: str | None = None
    clock: datetime | None = None
    faults: tuple[str, ...] = ()


async def inspect(asking: Asking, places: Places, reader: Reader) -> Inspection:
    """Look at every collection, one after another. Raises CalendarFault when the server itself cannot be asked."""
    looked = [(place, await _look(asking, place, reader)) for place in places.collections]
    faults = [*places.faults, *_of_address(asking.base_url), *(fault for _, one in looked for fault in one.faults)]
    return Inspection(
        needs_event_types=False,
        accounts={place.path: one.name or place.host for place, one in looked},
        zone=next((one.zone for _, one in looked if one.zone), None),
        clock=next((one.clock for _, one in looked if one.clock), None),
        faults=tuple(faults),
        notes={
            "collections": [{"host": place.host, "path": place.path} for place in places.collections],
            "faulty": sorted({place.host for place, one in looked if one.faults}),
        },
    )


async def _look(asking: Asking, place: Collection, reader: Reader) -> _Looked:
    query = dav.propfind(_TYPE, _NAME, _RIGHTS, _KINDS, _ZONE)
    answer = await asking.read("inspect", "PROPFIND", place.path, query, depth="0")
    clock = clock_of(answer)
    if answer.status != 207:
        return _Looked(clock=clock, faults=(f"there is no collection {place.path} ({place.host})",))
    found = dav.read_multistatus(answer.body)
    if not found:
        return _Looked(clock=clock, faults=(f"the server tells nothing about {place.path} ({place.host})",))
    faults = _faults(found[0], place)
    if not faults:
        faults = await _unreadable(asking, place, reader, clock)
    return _Looked(found[0].text(_NAME), _zone(found[0]), clock, tuple(faults))


def _faults(found: dav.Resource, place: Collection) -> list[str]:
    kinds = found.properties.get(_TYPE)
    if kinds is None or kinds.find(dav.CAL + "calendar") is None:
        return [f"{place.path} ({place.host}) is no calendar collection"]
    faults = []
    components = found.properties.get(_KINDS)
    named = [one.get("name", "") for one in components] if components is not None else []
    if named and "VEVENT" not in named:
        faults.append(f"{place.path} ({place.host}) takes no events, only {', '.join(named)[:100]}")
    rights = found.properties.get(_RIGHTS)
    if rights is not None and place.is_target:
        granted = {right.tag.rpartition("}")[2] for privilege in rights for right in privilege}
        if not granted & _WRITE:
            faults.append(f"{place.path} ({place.host}) may be read but not written with this account")
    return faults


async def _unreadable(asking: Asking, place: Collection, reader: Reader, clock: datetime | None) -> list[str]:
    """Objects of the next weeks that nobody can read: as long as they are there, no listing is complete."""
    if clock is None:
        return []
    span = Interval(clock, clock + AHEAD)
    faults = []
    for resource in await asking.report("inspect", place.path, dav.query_by_time(span)):
        try:
            reader.taking_time(resource.href, place.host, resource.text(dav.CAL + "calendar-data"), span)
        except Unreadable as error:
            faults.append(
                f"{resource.href[:200]} ({place.host}) cannot be read ({error}) and hides whether time is free"
            )
    return faults


def _zone(found: dav.Resource) -> str | None:
    """The name of the zone that the collection says it is in."""
    text = found.text(_ZONE)
    if not text:
        return None
    try:
        zones = parse_any(text).timezones
    except Unreadable:
        return None
    return str(zones[0].get("TZID", "")) or None if zones else None


def _of_address(base_url: str) -> list[str]:
    parts = urlsplit(base_url)
    if parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost"):
        return []
    return ["base_url begins with http://, so the password travels where others can read it"]
