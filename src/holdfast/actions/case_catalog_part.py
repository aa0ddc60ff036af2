"""The salon's own settings as a case file tells them: services, people, event types, hours, rules."""

from collections.abc import Iterable
from typing import Any

from holdfast.core.service import Kind, Segment, Service
from holdfast.core.tenant import EventType, Tenant
from holdfast.core.working_time import WEEKDAYS, DateSpan, Hours
from holdfast.store.absences import Entered


def catalog(
    tenant: Tenant, faulty: frozenset[tuple[str, int, str, int]], absences: Iterable[Entered] = ()
) -> dict[str, Any]:
    """The catalogue in force. An event type that the doctor found amiss is marked. Absences that were entered since
    stand beside the planned time off, with the moment they were entered, and without a reason."""
    away = list(absences)
    rules: dict[str, Any] = {
        "name": tenant.name,
        "notice_minutes": tenant.rules.notice_minutes,
        "horizon_days": tenant.rules.horizon_days,
        "grid_minutes": tenant.rules.grid_minutes,
        "hold_seconds": tenant.rules.hold_seconds,
        "answer_budget_ms": tenant.rules.answer_budget_ms,
        "mirror_max_age_seconds": tenant.rules.mirror_max_age_seconds,
        "language": tenant.language,
        "region": tenant.region,
        "closures": _days(tenant.opening.closures),
    }
    weekly = tenant.opening.weekly
    if weekly is not None:
        rules["opening_hours"] = _hours(weekly.days)
    return {
        "services": [_service(one) for one in tenant.services],
        "staff": [
            {
                "key": person.key,
                "name": person.name,
                "calendar_accounts": [],
                "time_off": [
                    *_days(person.time_off),
                    *(_away(tenant, one) for one in away if one.absence.staff == person.key),
                ],
            }
            for person in tenant.staff
        ],
        "event_types": [_event_type(tenant, one, faulty) for one in tenant.event_types],
        "working_hours": {person.key: _hours(person.working_hours.days) for person in tenant.staff},
        "rules": rules,
        "phone_numbers": list(tenant.phone_numbers),
    }


def _days(spans: Iterable[DateSpan]) -> list[str]:
    return [f"{span.first.isoformat()}..{span.last.isoformat()}" for span in spans]


def _away(tenant: Tenant, one: Entered) -> dict[str, str]:
    span, zone = one.absence.interval(tenant.timezone), tenant.timezone
    return {
        "from": span.start.astimezone(zone).isoformat(),
        "to": span.end.astimezone(zone).isoformat(),
        "entered_at": one.at.astimezone(zone).isoformat(timespec="milliseconds"),
    }


def _hours(days: Iterable[Hours]) -> dict[str, list[str]]:
    return {
        day: [f"{_clock(span.start)}-{_clock(span.end)}" for span in hours]
        for day, hours in zip(WEEKDAYS, days, strict=True)
        if hours
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _service(one: Service) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "minutes": one.minutes,
        "segments": [_part(part) for part in one.segments],
        "composite": len(one.segments) > 1,
        "buffer_before": one.buffer_before,
        "buffer_after": one.buffer_after,
        "staff": list(one.staff),
        "aliases": list(one.aliases),
        "price_cents": one.price_cents,
        "price_from": one.price_from,
    }


def _part(part: Segment) -> dict[str, Any]:
    if part.kind is Kind.GAP:
        return {"gap": part.minutes}
    return {"name": part.name, "busy": part.minutes} if part.name else {"busy": part.minutes}


def _event_type(tenant: Tenant, one: EventType, faulty: frozenset[tuple[str, int, str, int]]) -> dict[str, Any]:
    service = tenant.service(one.service)
    busy = [part for part in service.segments_by(one.staff) if part.kind is Kind.BUSY] if service else []
    return {
        "id": one.id,
        "service": one.service,
        "segment": one.segment,
        "staff": one.staff,
        "kind": "single",
        "length": busy[one.segment - 1].minutes if 0 < one.segment <= len(busy) else None,
        "faulty": (one.service, one.segment, one.staff, one.id) in faulty,
    }
