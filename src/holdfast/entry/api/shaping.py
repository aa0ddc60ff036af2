"""From values of the domain to the shapes of the API: names, local times, nothing decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.actions.look_up import BookingSeen, CallSeen, EventSeen, Finding, TaskSeen
from holdfast.actions.look_up_starts import Explained, FreeStarts, Way
from holdfast.core import refusals, service, tenant
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, VisitState
from holdfast.core.saga import Saga
from holdfast.core.service import Kind, Plan, PlanStep
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import WEEKDAYS, Hours
from holdfast.entry.api import shapes


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant on the salon's wall clock."""
    return at.astimezone(zone)


def local_or_none(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The same for one that may be missing."""
    return None if at is None else at.astimezone(zone)


def booking(seen: BookingSeen) -> shapes.Booking:
    """A booking."""
    visit, of, zone = seen.visit, seen.tenant, seen.tenant.timezone
    return shapes.Booking(
        ref=visit.ref,
        state=visit.state,
        service=of.services_named(visit.plan.services),
        staff=staff_names(visit.plan, of),
        start=local(visit.start, zone),
        end=local(visit.interval.end, zone),
        segments=_segments(seen),
        call_id=visit.call,
        customer=shapes.Customer(name=visit.customer.name, phone=visit.customer.phone),
        notes=visit.notes,
        price_cents=visit.plan.price_cents,
        price_from=visit.plan.price_from,
        is_test=visit.is_test,
        moving_to=local_or_none(visit.target.start if visit.target else None, zone),
        cancelling=visit.goal is Goal.ABSENT and visit.state is VisitState.PENDING,
        created_at=local(visit.created_at, zone),
        changed_at=local(visit.changed_at, zone),
    )


def staff_names(plan: Plan, of: Tenant) -> str:
    """Who does it, by display names."""
    return " und ".join(of.staff_name(key) for key in plan.staff)


def _segments(seen: BookingSeen) -> list[shapes.BookedSegment]:
    """The segments where the visit stands now; those of a move that is under way come when it is done."""
    standing = [saga for saga in seen.sagas if saga.generation == seen.visit.generation]
    entries = iter(sorted(standing, key=lambda saga: saga.segment))
    return [
        _segment(n, step, next(entries, None) if step.kind is Kind.BUSY else None, seen)
        for n, step in enumerate(seen.visit.plan.steps, start=1)
    ]


def _segment(n: int, step: PlanStep, entry: Saga | None, seen: BookingSeen) -> shapes.BookedSegment:
    span, of = step.interval(seen.visit.start), seen.tenant
    return shapes.BookedSegment(
        n=n,
        name=step.name,
        kind=step.kind,
        service=of.service_name(step.service),
        staff=of.staff_name(step.staff),
        start=local(span.start, of.timezone),
        end=local(span.end, of.timezone),
        calendar=entry.stage if entry else None,
        reference=entry.entry.reference if entry else None,
        uid=entry.uid if entry else None,
    )


def call(seen: CallSeen) -> shapes.Call:
    """A call."""
    return shapes.Call(**call_data(seen))


def call_data(seen: CallSeen) -> dict[str, Any]:
    """What the shapes of a call have in common."""
    known, zone = seen.call, seen.tenant.timezone
    return {
        "id": known.id,
        "platform": known.platform,
        "trust": known.trust.value,
        "number": known.number,
        "dialled": known.dialled,
        "agent_id": known.agent_id,
        "agent_version": known.agent_version,
        "started_at": local_or_none(known.started_at, zone),
        "ended_at": local_or_none(known.ended_at, zone),
        "ended_why": known.ended_why,
        "first_seen_at": local_or_none(known.created_at, zone),
        "last_seen_at": local_or_none(known.seen_at, zone),
        "is_test": known.is_test,
    }


def call_with_all(seen: CallSeen) -> shapes.CallWithAll:
    """A call with its bookings and findings."""
    return shapes.CallWithAll(
        **call_data(seen),
        bookings=[booking(one) for one in seen.bookings],
        findings=[finding(one, seen.tenant.timezone) for one in seen.findings],
    )


def finding(found: Finding, zone: ZoneInfo) -> shapes.Finding:
    """A finding."""
    return shapes.Finding(id=found.id, kind=found.kind, at=local(found.at, zone), call_id=found.call, data=found.data)


def event(seen: EventSeen) -> shapes.Event:
    """An event of a timeline."""
    one = seen.event
    return shapes.Event(
        id=one.id, at=local(one.at, seen.zone), kind=one.kind, ref=seen.ref, data=one.data, personal=one.personal
    )


def task(seen: TaskSeen) -> shapes.Task:
    """A task."""
    one, zone = seen.task, seen.zone
    personal = one.personal or {}
    return shapes.Task(
        id=one.id,
        kind=one.kind.value,
        state=one.state,
        text=one.words,
        call_id=one.call,
        ref=seen.ref,
        customer=shapes.TaskCustomer(name=personal.get("name"), phone=personal.get("phone"), wish=personal.get("wish")),
        due_at=local_or_none(one.due_at, zone),
        created_at=local(one.created_at, zone),
        closed_at=local_or_none(one.closed_at, zone),
    )


def free_starts(found: FreeStarts) -> shapes.FreeStarts:
    """Free starts."""
    return shapes.FreeStarts(
        service=found.tenant.services_named(found.services), items=[_free_start(s, found.tenant) for s in found.slots]
    )


def _free_start(slot: Slot, of: Tenant) -> shapes.FreeStart:
    return shapes.FreeStart(
        start=local(slot.start, of.timezone),
        end=local(slot.interval.end, of.timezone),
        staff=staff_names(slot.plan, of),
        staff_keys=list(slot.plan.staff),
        price_cents=slot.plan.price_cents,
    )


def explained(found: Explained) -> shapes.Explained:
    """Why a time is offered or not."""
    return shapes.Explained(
        service=found.tenant.services_named(found.services),
        at=local(found.at, found.tenant.timezone),
        free=any(not way.obstacles for way in found.ways),
        ways=[_way(way, found) for way in found.ways],
    )


def _way(way: Way, found: Explained) -> shapes.Way:
    return shapes.Way(
        staff=staff_names(way.slot.plan, found.tenant),
        staff_keys=list(way.slot.plan.staff),
        free=not way.obstacles,
        obstacles=[_obstacle(one, found) for one in way.obstacles],
    )


def _obstacle(one: refusals.Obstacle, found: Explained) -> shapes.Obstacle:
    ref = found.refs.get(one.occupant or "")
    return shapes.Obstacle(
        reason=one.reason,
        resource=one.resource,
        occupant=f"booking:{ref}" if ref else one.occupant,
        detail=one.detail,
        until=local_or_none(one.until, found.tenant.timezone),
    )


def staff_member(person: tenant.Staff, of: Tenant) -> shapes.StaffMember:
    """A member of staff."""
    return shapes.StaffMember(
        key=person.key,
        name=person.name,
        working_hours={day: _spans(hours) for day, hours in zip(WEEKDAYS, person.working_hours.days, strict=True)},
        time_off=[f"{span.first.isoformat()}..{span.last.isoformat()}" for span in person.time_off],
        services=[service.key for service in of.services if person.key in service.staff],
    )


def _spans(hours: Hours) -> list[str]:
    return [f"{_clock(span.start)}-{_clock(span.end)}" for span in hours]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def service_shape(one: service.Service) -> shapes.Service:
    """A service."""
    return shapes.Service(
        key=one.key,
        name=one.name,
        aliases=list(one.aliases),
        minutes=one.minutes,
        price_cents=one.price_cents,
        price_from=one.price_from,
        phone=one.phone,
        buffer_before=one.buffer_before,
        buffer_after=one.buffer_after,
        staff=list(one.staff),
        staff_override=_overrides(one.overrides),
        segments=[
            shapes.ServiceSegment(n=n, name=part.name or one.name, kind=part.kind, minutes=part.minutes)
            for n, part in enumerate(one.segments, start=1)
        ],
    )


def _overrides(overrides: Mapping[str, service.StaffOverride]) -> dict[str, shapes.StaffOverride]:
    return {
        key: shapes.StaffOverride(minutes=own.minutes, price_cents=own.price_cents) for key, own in overrides.items()
    }
