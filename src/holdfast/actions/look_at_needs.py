"""What needs a person in a salon: open differences and open tasks, worst first, each once."""

import re
from dataclasses import dataclass
from datetime import datetime

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import ask
from holdfast.actions.reconcile import DENIED
from holdfast.core.booking import Visit
from holdfast.core.ids import TenantId
from holdfast.core.needs import Gravity, Place, gravity_of_drift, gravity_of_task
from holdfast.core.tenant import Tenant
from holdfast.store import drifts, tasks, visits
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import Task, TaskKind

_MOST = 200
_OF_DRIFT = re.compile(r"\(drift (\w+)\)$")
_OF_RENAMING = ": in the calendar stands the old name"
_STATE = re.compile(r"(pending|confirmed|cancelled|undone) ")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing for a person to do. `kind` is a word of the texts: of a drift its kind, of a task `task_…`."""

    kind: str
    place: Place
    drift: Drift | None = None
    task: Task | None = None
    visit: Visit | None = None

    @property
    def is_grave(self) -> bool:
        """Whether it may not wait."""
        return self.place.gravity in (Gravity.PROMISE_BROKEN, Gravity.OVERDUE)

    @property
    def name(self) -> str | None:
        """Whom it is about."""
        told = (self.task.personal or {}).get("name") if self.task else None
        return told or (self.visit.customer.name if self.visit else None)

    @property
    def phone(self) -> str | None:
        """The number to call, E.164."""
        told = (self.task.personal or {}).get("phone") if self.task else None
        return told or (self.visit.customer.phone if self.visit else None)

    @property
    def wish(self) -> str | None:
        """What the caller asked for, as heard."""
        return (self.task.personal or {}).get("wish") if self.task else None


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything that needs a person at an instant."""

    items: tuple[Need, ...]
    tenant: Tenant
    now: datetime


async def look_at_needs(desk: Desk, tenant_id: TenantId) -> Needs:
    """What needs a person now, worst first."""
    return await ask(desk, tenant_id, lambda tx, tenant: needs_in(tx, tenant, desk.clock.now()))


def needs_in(tx: TenantTx, tenant: Tenant, now: datetime) -> Needs:
    """The same within a transaction."""
    differences = drifts.page(tx, 0, _MOST, DriftState.OPEN)
    open_tasks = tasks.page(tx, 0, _MOST, "open")
    ids = {str(visit) for visit in [*(one.visit for one in differences), *(one.visit for one in open_tasks)] if visit}
    about = visits.by_ids(tx, ids)
    by_drift = {found: task for task in open_tasks if (found := _drift_of(task)) is not None}
    items = [_of_drift(one, by_drift.get(one.ref), about) for one in differences]
    shown = {one.ref for one in differences}
    items += [_of_task(one, about, now) for one in open_tasks if _drift_of(one) not in shown]
    return Needs(tuple(sorted(items, key=lambda need: need.place)), tenant, now)


def _drift_of(task: Task) -> str | None:
    found = _OF_DRIFT.search(task.text)
    return found.group(1) if found else None


def _of_drift(one: Drift, task: Task | None, about: dict[str, Visit]) -> Need:
    at = one.interval.start if one.interval else one.opened_at
    place = Place(gravity_of_drift(one.kind), at, one.opened_at)
    return Need(one.kind, place, one, task, about.get(one.visit or ""))


def _of_task(one: Task, about: dict[str, Visit], now: datetime) -> Need:
    at = one.due_at or one.created_at
    place = Place(gravity_of_task(one.due_at, now), at, one.created_at)
    return Need(f"task_{_word(one)}", place, None, one, about.get(one.visit or ""))


def _word(one: Task) -> str:
    """What kind of task it is, by what was put down when it was made."""
    if one.kind is TaskKind.FOLLOW_UP:
        state = _STATE.match(one.text)
        return f"tell_{state.group(1)}" if state else "tell"
    if one.kind is TaskKind.PERSON:
        if one.text == DENIED:
            return "credentials"
        return "rename" if _OF_RENAMING in one.text else "person"
    return str(one.kind.value)
