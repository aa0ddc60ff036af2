"""What needs a person in a salon: open differences, open tasks and calls that differ, worst first, each once."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from holdfast.actions.absent_visits import Absent, absent_in
from holdfast.actions.desk import Desk
from holdfast.actions.look_up import NotFound, ask
from holdfast.actions.reconcile import DENIED
from holdfast.core.booking import Goal, Visit
from holdfast.core.ids import CallId, TenantId
from holdfast.core.needs import (
    Gravity,
    Help,
    Place,
    Plight,
    gravity_of_case,
    gravity_of_drift,
    gravity_of_task,
    helps_for,
)
from holdfast.core.tenant import Tenant
from holdfast.store import cases, drifts, tasks, verdicts, visits
from holdfast.store.cases import Case
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import Task, TaskKind
from holdfast.store.verdicts import Judgement

_MOST = 200
_OF_DRIFT = re.compile(r"\(drift (\w+)\)$")
_OF_RENAMING = ": in the calendar stands the old name"
_STATE = re.compile(r"(pending|confirmed|cancelled|undone) ")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing for a person to do. `kind` is a word of the texts: of a drift its kind, of a task `task_…`, of a call
    `case`. A drift that is closed is one of which somebody does not know yet. `cause`: why the call differs that it
    came of; `helps`: what can be done about it, the likeliest first."""

    kind: str
    place: Place
    drift: Drift | None = None
    task: Task | None = None
    visit: Visit | None = None
    case: Case | None = None
    cause: str | None = None
    helps: tuple[Help, ...] = ()

    @property
    def key(self) -> str:
        """What names it in an address; a call has an address of its own."""
        if self.drift is not None and self.is_open_drift:
            return f"d-{self.drift.ref}"
        return f"t-{self.task.id}" if self.task is not None else ""

    @property
    def is_open_drift(self) -> bool:
        """Whether record and calendar still differ."""
        return self.drift is not None and self.drift.state is DriftState.OPEN

    @property
    def call(self) -> CallId | None:
        """The call that it came of, or is about."""
        if self.case is not None:
            return CallId(self.case.call)
        return CallId(self.task.call) if self.task is not None and self.task.call else None

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
    """Everything that needs a person at an instant. `absent`: who of the staff is not there, each with everybody who
    has to be called because of it, as one thing; `calls` are those calls, one by one."""

    items: tuple[Need, ...]
    tenant: Tenant
    now: datetime
    absent: tuple[Absent, ...] = ()
    calls: tuple[Need, ...] = ()

    @property
    def count(self) -> int:
        """How many things need somebody."""
        return len(self.items) + len(self.absent)


async def look_at_needs(desk: Desk, tenant_id: TenantId) -> Needs:
    """What needs a person now, worst first."""
    return await ask(desk, tenant_id, lambda tx, tenant: needs_in(tx, tenant, desk.clock.now()))


async def look_at_need(desk: Desk, tenant_id: TenantId, key: str) -> tuple[Need, Needs]:
    """One of them, and all of them. Raises NotFound where nothing of that key needs anybody any more."""
    found = await look_at_needs(desk, tenant_id)
    one = next((need for need in (*found.items, *found.calls) if need.key and need.key == key), None)
    if one is None:
        raise NotFound("need")
    return one, found


def needs_in(tx: TenantTx, tenant: Tenant, now: datetime) -> Needs:
    """The same within a transaction."""
    differences = drifts.page(tx, 0, _MOST, DriftState.OPEN)
    open_tasks = tasks.page(tx, 0, _MOST, "open")
    by_drift = {found: task for task in open_tasks if (found := _drift_of(task)) is not None}
    shown = {one.ref for one in differences}
    others = [one for one in open_tasks if _drift_of(one) not in shown and one.kind is not TaskKind.ABSENCE]
    open_cases = {one.call: one for one in cases.open_since(tx, now)[:_MOST]}
    rest = set(open_cases) - {one.call for one in open_tasks if one.call}
    concerned = [*(one.visit for one in differences), *(one.visit for one in open_tasks)]
    about = visits.by_ids(tx, {str(visit) for visit in concerned if visit})
    items: list[Need] = [_of_drift(one, by_drift.get(one.ref), about) for one in differences]
    items += [_of_task(tx, one, about, open_cases, now) for one in others]
    items += [_of_case(open_cases[call], next(iter(visits.of_call(tx, CallId(call))), None)) for call in sorted(rest)]
    judged = verdicts.of_calls(tx, {need.call for need in items if need.call})
    items = [_with_help(need, judged.get(need.call or ""), now) for need in items]
    absent = absent_in(tx, tenant)
    to_call = [one for each in absent for one in each.to_call]
    calls = [_of_task(tx, one.task, {one.visit.id: one.visit}, {}, now) for one in to_call]
    called = tuple(_with_help(need, None, now) for need in calls)
    return Needs(tuple(sorted(items, key=_place_of)), tenant, now, absent, called)


def _place_of(need: Need) -> Place:
    return need.place


def _with_help(need: Need, judged: Judgement | None, now: datetime) -> Need:
    visit, drift = need.visit, need.drift
    plight = Plight(
        need.kind,
        visit is not None,
        visit is not None and visit.goal is Goal.PRESENT,
        visit is not None and visit.start <= now,
        need.phone is not None,
        need.task is not None and (drift is None or drift.state is DriftState.CLOSED),
        drift is not None and drift.state is DriftState.CLOSED,
    )
    cause = judged.cause if judged is not None and not judged.agree else None
    return replace(need, cause=cause, helps=helps_for(plight))


def _drift_of(task: Task) -> str | None:
    found = _OF_DRIFT.search(task.text)
    return found.group(1) if found else None


def _of_drift(one: Drift, task: Task | None, about: dict[str, Visit]) -> Need:
    at = one.interval.start if one.interval else one.opened_at
    place = Place(gravity_of_drift(one.kind), at, one.opened_at)
    return Need(one.kind, place, one, task, about.get(one.visit or ""))


def _of_task(tx: TenantTx, one: Task, about: dict[str, Visit], open_cases: dict[str, Case], now: datetime) -> Need:
    visit = about.get(one.visit or "")
    place = Place(gravity_of_task(one.due_at, now), one.due_at or one.created_at, one.created_at)
    ref = _drift_of(one)
    drift = drifts.by_ref(tx, ref) if ref else None
    if drift is not None:
        return Need(drift.kind, place, drift, one, visit)
    case = open_cases.get(one.call or "")
    if case is not None and one.kind is TaskKind.PERSON and visit is None and tasks.correction_of(one) is None:
        return Need("case", replace(place, gravity=_of_case(case, None).place.gravity), None, one, None, case)
    return Need(f"task_{_word(one, visit)}", place, None, one, visit)


def _of_case(one: Case, visit: Visit | None) -> Need:
    gravity = gravity_of_case(one.told_wrongly, one.repaired_at is not None)
    return Need("case", Place(gravity, one.happened_at, one.opened_at), None, None, visit, one)


def _word(one: Task, visit: Visit | None) -> str:
    """What kind of task it is, by what was put down when it was made; how a visit ended, by how it stands now."""
    if one.kind is TaskKind.FOLLOW_UP:
        state = _STATE.match(one.text)
        word = visit.state.value if visit is not None else state.group(1) if state else ""
        return f"tell_{word}" if word else "tell"
    if tasks.correction_of(one) is not None:
        return "tell_truth"
    if one.kind is TaskKind.PERSON:
        if one.text == DENIED:
            return "credentials"
        return "rename" if _OF_RENAMING in one.text else "person"
    return str(one.kind.value)
