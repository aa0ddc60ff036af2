"""All salons at a glance, for whoever runs several: one row each, the worst first. Nothing personal is in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.look_at_needs import needs_in
from holdfast.actions.reconcile import DENIED
from holdfast.actions.sign_in import Visitor
from holdfast.core.access import Role
from holdfast.core.interval import Interval
from holdfast.core.needs import Gravity, Health
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import midnight
from holdfast.store import calendar_state, calls, diary, keys, tasks
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.tasks import TaskKind
from holdfast.store.users import Place

_RECENT_CALLS = 20


@dataclass(frozen=True, slots=True)
class SalonRow:
    """How one salon stands. `failing_since`: since when its calendar cannot be read; `is_denied`: it does not accept
    our key; `proven_at`: when record and calendar were last seen to agree or differ; `keys`: living API keys."""

    tenant: Tenant
    health: Health
    calls_today: int
    last_call: datetime | None
    agent_version: str | None
    differences: int
    overdue: int
    waiting: int
    proven_at: datetime | None
    failing_since: datetime | None
    is_denied: bool
    keys: int

    @property
    def is_outside(self) -> bool:
        """Whether the visits stand in a calendar of somebody else."""
        return self.tenant.calendar.is_outside


@dataclass(frozen=True, slots=True)
class Salons:
    """The rows at an instant."""

    now: datetime
    rows: tuple[SalonRow, ...]


def operated(visitor: Visitor) -> tuple[Place, ...]:
    """The salons that somebody runs: everywhere, or where they are an operator."""
    return tuple(place for place in visitor.places if place.role is Role.OPERATOR)


async def look_at_salons(desk: Desk, visitor: Visitor) -> Salons:
    """Every salon that the visitor runs, the worst first."""
    now = desk.clock.now()
    rows = [await _looked(desk, place, now) for place in operated(visitor)]
    return Salons(now, tuple(sorted(rows, key=lambda row: (row.health, -row.differences, row.tenant.name))))


async def _looked(desk: Desk, place: Place, now: datetime) -> SalonRow:
    return await desk.transact(lambda tx: _row(desk, tx, place, now))


def _row(desk: Desk, tx: Tx, place: Place, now: datetime) -> SalonRow:
    bound = tx.of(place.tenant_id)
    tenant = desk.salon(bound).tenant
    day = now.astimezone(tenant.timezone).date()
    today = Interval(midnight(day, tenant.timezone), midnight(day + timedelta(days=1), tenant.timezone))
    counts, state = diary.counts(bound, today), calendar_state.one(bound)
    needs = needs_in(bound, tenant, now)
    overdue = sum(need.place.gravity is Gravity.OVERDUE for need in needs.items)
    grave = any(need.is_grave for need in needs.items)
    denied = tasks.is_open(bound, TaskKind.PERSON, DENIED)
    last, version = _last_calls(bound)
    proofs = [at for at in (counts.proven_at, counts.seen_at) if at is not None]
    return SalonRow(
        tenant,
        Health.of(is_failing=state.is_failing or denied, is_grave=grave, waits=needs.count > 0),
        counts.calls,
        last,
        version,
        counts.open_drifts,
        overdue,
        needs.count,
        max(proofs, default=None),
        state.failed_at if state.is_failing else None,
        denied,
        sum(key.revoked_at is None for key in keys.all_of(bound)),
    )


def _last_calls(tx: TenantTx) -> tuple[datetime | None, str | None]:
    """When somebody called last, and the version of the agent that answered; test calls do not count."""
    recent = [one for one in calls.page(tx, None, _RECENT_CALLS) if not one.is_test]
    version = next((one.agent_version for one in recent if one.agent_version), None)
    return (recent[0].created_at if recent else None), version
