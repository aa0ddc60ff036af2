"""A fake calendar made for a salon: a user per member of staff, an event type per thing that one of them does."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

from holdfast.core import tenant as tenant_module
from holdfast.core.service import Kind, Service
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import WeeklyHours
from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.model import FakeCalcom, add_key
from holdfast.testing.calcom.records import EventType, Hours, Override, Schedule, User
from holdfast.testing.calcom.working_hours import WEEKDAYS

SALON_KEY = "cal_fake_salon"
"""The key that sees every host of the salon."""

FIRST_INVENTED_ID = 101
_ACCOUNT_ID = 1
_SLOT_INTERVAL = 5


def salon_calcom(tenant: Tenant, *, key: str = SALON_KEY, limit: int = 120, seed: str = "holdfast") -> FakeCalcom:
    """A server with this salon in it, free all over: hours and days off of the staff as in the tenant.

    `key` belongs to an account that sees all hosts; each host also has a key of its own, `key_of_host(tenant, staff)`.
    Event types bear the ids of `tenant.event_types`; what has none there gets one from 101 on. Each has one fixed
    length, starts every five minutes, no notice and no buffers.
    """
    ledger = Ledger(seed=seed)
    staff_ids = {person.key: number for number, person in enumerate(tenant.staff, _ACCOUNT_ID + 1)}
    zone = str(tenant.timezone)
    owner = User(
        _ACCOUNT_ID, tenant.name, _slug(tenant.slug), f"{_slug(tenant.slug)}@salon.example", zone,
        manages=frozenset(staff_ids.values()),
    )  # fmt: skip
    add_key(ledger, owner, key, limit)
    for person in tenant.staff:
        _add_host(ledger, tenant, person, staff_ids[person.key], key_of_host(key, person.key), limit)
    for _, made in _numbered(tenant, staff_ids):
        ledger.event_types[made.id] = made
    return FakeCalcom(ledger)


def salon_event_types(tenant: Tenant) -> tuple[tenant_module.EventType, ...]:
    """The event types that `salon_calcom` makes for this tenant, as a tenant file would name them."""
    staff_ids = {person.key: number for number, person in enumerate(tenant.staff, _ACCOUNT_ID + 1)}
    return tuple(one for one, _ in _numbered(tenant, staff_ids))


def key_of_host(key: str, staff: str) -> str:
    """The key that sees this member of staff alone, in a salon whose key is `key`."""
    return f"{key}_{_slug(staff)}"


def _add_host(ledger: Ledger, tenant: Tenant, person: Staff, number: int, secret: str, limit: int) -> None:
    zone = str(tenant.timezone)
    name = _slug(person.key)
    user = User(number, person.name, name, f"{name}@salon.example", zone, default_schedule=number)
    add_key(ledger, user, secret, limit)
    ledger.schedules[number] = Schedule(
        number, number, "Working hours", zone, _hours(person.working_hours), tuple(_days_off(person))
    )


def _hours(weekly: WeeklyHours) -> tuple[Hours, ...]:
    return tuple(
        Hours((name,), span.start, span.end)
        for name, spans in zip(WEEKDAYS, weekly.days, strict=True)
        for span in spans
    )


def _days_off(person: Staff) -> Iterator[Override]:
    for off in person.time_off:
        for number in range((off.last - off.first).days + 1):
            yield Override(off.first + timedelta(days=number), 0, 0)


def _numbered(tenant: Tenant, staff_ids: dict[str, int]) -> Iterator[tuple[tenant_module.EventType, EventType]]:
    """Each event type as the tenant names it and as the server keeps it."""
    known = {(one.service, one.segment, one.staff): one.id for one in tenant.event_types}
    taken = set(known.values())
    invented = (number for number in count(FIRST_INVENTED_ID) if number not in taken)
    for service in tenant.services:
        for staff in (key for key in service.staff if key in staff_ids):
            for made, segment in _of_service(service, staff, staff_ids[staff]):
                given = known.get((service.key, segment, staff))
                number = next(invented) if given is None else given
                yield tenant_module.EventType(service.key, segment, staff, number), replace(made, id=number)


def _of_service(service: Service, staff: str, owner: int) -> Iterator[tuple[EventType, int]]:
    """One event type for each busy segment, with the segment's number counted from 1 among the busy ones."""
    busy = [segment for segment in service.segments_by(staff) if segment.kind is Kind.BUSY]
    for number, segment in enumerate(busy, 1):
        part = f" ({number}/{len(busy)})" if len(busy) > 1 else ""
        slug = _slug(service.key) + (f"-{number}" if len(busy) > 1 else "")
        place = {"type": "address", "address": "Im Salon", "public": True}
        yield (
            EventType(
                0, owner, f"{service.name}{part}", slug, segment.minutes,
                slot_interval=_SLOT_INTERVAL, notice=0, locations=(place,),
            ),
            number,
        )  # fmt: skip


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
