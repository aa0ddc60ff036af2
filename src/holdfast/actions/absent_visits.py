"""The visits that an absence leaves without their person: found when it is entered, and called about one by one.

Each is a task of its own, so that each can be crossed out; together they are one thing that needs somebody. A task
closes by itself once its reason is gone: the absence was lifted, or the visit moved away or was cancelled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.core.absence import Absence, in_the_way
from holdfast.core.booking import Visit
from holdfast.core.interval import CellWindow
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant
from holdfast.store import absences, calls, claims, tasks, visits
from holdfast.store.absences import Entered
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import Task, TaskKind


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody who has to be called about a visit. `phone` is E.164, None where no number is known."""

    task: Task
    visit: Visit

    @property
    def phone(self) -> str | None:
        """The number to call."""
        return (self.task.personal or {}).get("phone") or self.visit.customer.phone


@dataclass(frozen=True, slots=True)
class Absent:
    """An absence with everybody who has still to be called because of it, by the start of the visit."""

    entered: Entered
    to_call: tuple[ToCall, ...]

    @property
    def absence(self) -> Absence:
        """What was entered."""
        return self.entered.absence


def touched(absence: Absence, visit: Visit, zone: ZoneInfo) -> bool:
    """Whether a living visit needs the absent person then, where it stands or where it is going."""
    slots = (visit.slot,) if visit.target is None else (visit.slot, visit.target)
    return visit.is_alive and any(in_the_way([absence], slot.plan, slot.start, zone) is not None for slot in slots)


def visits_during(tx: TenantTx, tenant: Tenant, absence: Absence, now: datetime) -> tuple[Visit, ...]:
    """The living visits that it leaves without their person and that are not over, by start. Tests need nobody."""
    window = CellWindow.around(absence.interval(tenant.timezone))
    owners = {busy.owner for busy in claims.busy(tx, [staff_resource(absence.staff)], window, now)}
    found = visits.by_ids(tx, owners).values()
    wanted = (v for v in found if not v.is_test and v.interval.end > now and touched(absence, v, tenant.timezone))
    return tuple(sorted(wanted, key=lambda visit: (visit.start, visit.id)))


def ask_to_call(tx: TenantTx, tenant: Tenant, absence: Absence, found: Iterable[Visit], now: datetime) -> None:
    """Put down for each of these visits that somebody has to call."""
    for visit in found:
        call = calls.one(tx, visit.call) if visit.call and not visit.customer.phone else None
        phone = visit.customer.phone or (call.number if call else None)
        personal = {"name": visit.customer.name, "phone": phone, "absent": tenant.staff_name(absence.staff)}
        text = tasks.with_absence(f"absent {visit.ref}: call about the visit", absence.ref)
        tasks.add(tx, TaskKind.ABSENCE, text, now, None, visit.id, None, personal)


def close_needless(tx: TenantTx, tenant: Tenant, visit: Visit, now: datetime) -> None:
    """Close what was put down about a visit that no absence touches any more."""
    for task in tasks.open_of_visits(tx, [visit.id], TaskKind.ABSENCE):
        if not _still_needed(task, visit, absences.by_refs(tx, [_ref(task)]), tenant.timezone):
            tasks.close(tx, task.id, now)


def absent_in(tx: TenantTx, tenant: Tenant) -> tuple[Absent, ...]:
    """Every absence because of which somebody has still to be called, the one with the soonest visit first."""
    open_tasks = tasks.open_of_kinds(tx, [TaskKind.ABSENCE])
    return _gathered(tx, tenant, open_tasks)


def absent_by(tx: TenantTx, tenant: Tenant, entered: Entered) -> Absent:
    """One absence with who has still to be called."""
    found = _gathered(tx, tenant, tasks.open_of_absence(tx, entered.absence.ref))
    return found[0] if found else Absent(entered, ())


def _gathered(tx: TenantTx, tenant: Tenant, open_tasks: list[Task]) -> tuple[Absent, ...]:
    about = visits.by_ids(tx, (task.visit for task in open_tasks if task.visit))
    known = absences.by_refs(tx, (_ref(task) for task in open_tasks))
    by_ref: dict[str, list[ToCall]] = {}
    for task in open_tasks:
        visit = about.get(task.visit or "")
        if visit is not None and _still_needed(task, visit, known, tenant.timezone):
            by_ref.setdefault(_ref(task), []).append(ToCall(task, visit))
    found = [Absent(known[ref], tuple(sorted(all_, key=_start))) for ref, all_ in by_ref.items()]
    return tuple(sorted(found, key=lambda one: (_start(one.to_call[0]), one.absence.ref)))


def _start(one: ToCall) -> tuple[datetime, str]:
    return one.visit.start, one.visit.id


def _ref(task: Task) -> str:
    return tasks.absence_of(task) or ""


def _still_needed(task: Task, visit: Visit, known: dict[str, Entered], zone: ZoneInfo) -> bool:
    entered = known.get(_ref(task))
    return entered is not None and entered.lifted_at is None and touched(entered.absence, visit, zone)
