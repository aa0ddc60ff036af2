"""Looking up free starts, and why a time is not free: from the very functions that decide; holds nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from holdfast.actions.bookable import limits_of, plans_bookable
from holdfast.actions.desk import Desk, holidays_of
from holdfast.actions.look_up import NotFound, ask, instant_at, refs_of
from holdfast.actions.mirroring import busy_of
from holdfast.core.availability import Facts, Slot, explain, facts_window, find_slots
from holdfast.core.ids import TenantId
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Plan, Service, plans_for
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import local_days, midnight
from holdfast.store import absences
from holdfast.store.engine import TenantTx

T = TypeVar("T")
_INSTANT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class WantedStarts:
    """Which free starts are asked for; services and staff by key or display name, no day: today."""

    services: Sequence[str]
    staff: str | None = None
    first: date | None = None
    days: int = 1


@dataclass(frozen=True, slots=True)
class FreeStarts:
    """The slots that could be offered, in order of time."""

    services: tuple[str, ...]
    slots: tuple[Slot, ...]
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class Way:
    """One way to staff a visit, and every rule that stands in its way at the asked time: none, and it is free."""

    slot: Slot
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a time is offered or not. `refs` are the codes of the visits that occupy it."""

    services: tuple[str, ...]
    at: datetime
    ways: tuple[Way, ...]
    refs: dict[str, str]
    tenant: Tenant


async def free_starts(desk: Desk, tenant_id: TenantId, wanted: WantedStarts) -> FreeStarts:
    """Every start that could be offered on these days. Raises NotFound."""
    return await ask(desk, tenant_id, lambda tx, tenant: _free_starts(tx, tenant, wanted, desk.clock.now()))


def _free_starts(tx: TenantTx, tenant: Tenant, wanted: WantedStarts, now: datetime) -> FreeStarts:
    services = _services_named(tenant, wanted.services)
    plans = plans_bookable(tx, tenant, _plans(tenant, services, wanted.staff))
    first = wanted.first or now.astimezone(tenant.timezone).date()
    asked = Interval(midnight(first, tenant.timezone), midnight(first + timedelta(days=wanted.days), tenant.timezone))
    slots = find_slots(plans, _facts(tx, tenant, plans, asked, now), [asked])
    return FreeStarts(_keys(services), tuple(sorted(slots, key=lambda slot: slot.start)), tenant)


async def explain_start(
    desk: Desk, tenant_id: TenantId, services: Sequence[str], staff: str | None, at: datetime
) -> Explained:
    """By which rules a time is not offered, for every way to staff it. Raises NotFound, NoSuchTime."""

    def question(tx: TenantTx, tenant: Tenant) -> Explained:
        wanted = _services_named(tenant, services)
        start = instant_at(at, tenant.timezone)
        ways = _ways(tx, tenant, _plans(tenant, wanted, staff), start, desk.clock.now())
        occupants = (obstacle.occupant for way in ways for obstacle in way.obstacles)
        return Explained(_keys(wanted), start, ways, refs_of(tx, occupants), tenant)

    return await ask(desk, tenant_id, question)


def _ways(tx: TenantTx, tenant: Tenant, plans: Sequence[Plan], start: datetime, now: datetime) -> tuple[Way, ...]:
    facts = _facts(tx, tenant, plans, Interval(start, start + _INSTANT), now)
    bookable = plans_bookable(tx, tenant, plans)
    return tuple(
        Way(slot, (*explain(slot, facts), *(() if slot.plan in bookable else (Obstacle(Reason.NOT_BOOKABLE),))))
        for slot in (Slot(plan, start) for plan in plans)
    )


def _services_named(tenant: Tenant, names: Sequence[str]) -> tuple[Service, ...]:
    """The services of these names, in the catalogue's order, none twice. Raises NotFound."""
    wanted = {service.key: service for service in (_service_named(tenant, name) for name in names)}
    return tuple(sorted(wanted.values(), key=lambda service: service.position))


def _keys(services: Sequence[Service]) -> tuple[str, ...]:
    return tuple(service.key for service in services)


def _plans(tenant: Tenant, services: Sequence[Service], staff: str | None) -> tuple[Plan, ...]:
    """Every way to staff these services; none where the named person does not do one of them. Raises NotFound."""
    person = _staff_named(tenant, staff) if staff is not None else None
    return plans_for(services, person.key if person else None)


def _only(found: Iterable[T]) -> T | None:
    """The one thing that was found; two of the same name are told apart by key alone."""
    first, *more = [*found, None]
    return first if len(more) == 1 else None


def _service_named(tenant: Tenant, name: str) -> Service:
    service = tenant.service(name) or _only(s for s in tenant.services if s.name.casefold() == name.casefold())
    if service is None:
        raise NotFound("service")
    return service


def _staff_named(tenant: Tenant, name: str) -> Staff:
    person = tenant.staff_member(name) or _only(p for p in tenant.staff if p.name.casefold() == name.casefold())
    if person is None:
        raise NotFound("member of staff")
    return person


def _facts(tx: TenantTx, tenant: Tenant, plans: Sequence[Plan], asked: Interval, now: datetime) -> Facts:
    """What is known for deciding about starts in `asked`, as somebody sees it who holds nothing."""
    window = CellWindow.around(facts_window(plans, asked))
    names = {name for plan in plans for step in plan.busy_steps for name in step.resources}
    days = tuple(day.day for day in local_days(window, tenant.timezone))
    busy = busy_of(tx, tenant, names, window, now)
    away = absences.standing(tx, days)
    return Facts(tenant, window, now, busy, holidays_of(tenant, days), limits_of(tx, tenant), away)
