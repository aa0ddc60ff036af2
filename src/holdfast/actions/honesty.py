"""The figures of honesty for a tenant, or for the whole installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import Listed, Position
from holdfast.core.honesty import Figure, Group, Name, Opinion, figures, findings_in, grouped, opinion_of
from holdfast.core.ids import TenantId
from holdfast.store import alarms, cases, facts, tasks, tenants
from holdfast.store.alarms import Delivery
from holdfast.store.engine import Tx

LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of one tenant over the calls that began in [since, until)."""

    slug: str
    calendar: str
    since: datetime
    until: datetime
    calls: int
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    platform_says: Opinion
    open_cases: int
    findings: Mapping[str, int] = field(default_factory=dict)
    """What was odd about how many calls."""


async def stats_of(desk: Desk, tenant_id: TenantId, since: datetime, until: datetime) -> Stats:
    """The figures of one tenant. Reads only."""

    def body(tx: Tx) -> Stats:
        bound = tx.of(tenant_id)
        tenant = desk.salon(bound).tenant
        found = facts.of_calls(bound, max(since, until - LONGEST), until)
        budget = tenant.rules.patience
        return Stats(
            tenant.slug,
            tenant.calendar.kind,
            since,
            until,
            len(found),
            figures(found, budget),
            grouped(found, budget),
            opinion_of(found),
            len(cases.open_since(bound, until)),
            findings_in(found),
        )

    return await desk.transact(body)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the installation shows for watching: figures by platform and calendar, and what is waiting."""

    figures: dict[tuple[Name, str, str], float]
    open_cases: int
    unseen_tasks: int
    waiting_deliveries: int
    failed_deliveries: int


async def count_all(desk: Desk, within: timedelta) -> Counted:
    """The figures over all tenants' calls of the last time, by platform and calendar: no tenant is named."""
    now = desk.clock.now()

    def body(tx: Tx) -> Counted:
        sums: dict[tuple[Name, str, str], float] = {}
        open_cases = unseen = 0
        for row in tenants.everyone(tx):
            bound = tx.of(row.id)
            tenant = desk.salon_of(tx, row).tenant
            for group in grouped(facts.of_calls(bound, now - within, now), tenant.rules.patience):
                for one in group.figures:
                    key = (one.name, group.platform, tenant.calendar.kind)
                    value = one.value if one.worst is None else one.worst
                    if value is not None:
                        sums[key] = sums.get(key, 0) + value if one.worst is None else max(sums.get(key, 0), value)
            open_cases += len(cases.open_since(bound, now))
            unseen += tasks.count_unseen(bound)
        waiting, failed = alarms.deliveries(tx)
        return Counted(sums, open_cases, unseen, waiting, failed)

    return await desk.transact(body)


async def deliveries_of(desk: Desk, tenant_id: TenantId, limit: int, before: Position | None) -> Listed[Delivery]:
    """The log of what left the house, newest first."""
    place = before[0] if before else None
    found = await desk.transact(lambda tx: alarms.page(tx.of(tenant_id), place, limit + 1))
    kept = tuple(found[:limit])
    return Listed(kept, (kept[-1].id, "") if len(found) > limit else None)
