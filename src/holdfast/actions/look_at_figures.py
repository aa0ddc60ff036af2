"""The page of figures: honesty, bookings by day, answer times by tool, and how the calendar is. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.honesty import Stats, stats_of
from holdfast.actions.look_up import ask
from holdfast.actions.tools import tool_named
from holdfast.core.figures import DayCount, Timing, by_day, timing, timings
from holdfast.core.ids import TenantId
from holdfast.core.interval import Interval
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import midnight
from holdfast.store import diary, figures, inspections
from holdfast.store.engine import TenantTx

SPANS = (7, 30, 90)
OTHER_TOOL = "other"


@dataclass(frozen=True, slots=True)
class CalendarHealth:
    """How the calendar was over the span. `exchanges` None: nothing was sent to it. `inspected_at` and `faulty` are the
    doctor's last look at an outside calendar, and how many pairs of segment and person it keeps from being booked."""

    is_outside: bool
    exchanges: Timing | None
    failed: int
    differences: tuple[tuple[str, int, int], ...]
    """By kind: how many came up, and how many of them are closed."""
    open_now: int
    proven_at: datetime | None
    inspected_at: datetime | None
    faulty: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page shows of the last `days` local days, today among them."""

    tenant: Tenant
    now: datetime
    days: int
    stats: Stats
    booked: tuple[DayCount, ...]
    answers: tuple[Timing, ...]
    calendar: CalendarHealth


async def look_at_figures(desk: Desk, tenant_id: TenantId, days: int) -> Figures:
    """The figures of so many days up to now."""
    now = desk.clock.now()
    tenant = await ask(desk, tenant_id, lambda tx, tenant: tenant)
    first = now.astimezone(tenant.timezone).date() - timedelta(days=days - 1)
    since, until = midnight(first, tenant.timezone), now + timedelta(milliseconds=1)
    stats = await stats_of(desk, tenant_id, since, until)

    def question(tx: TenantTx, tenant: Tenant) -> Figures:
        booked = by_day(figures.booked(tx, since, until), first, days, tenant.timezone)
        answered = ((tool_named(name) or OTHER_TOOL, took) for name, took in figures.answers(tx, since, until))
        calendar = _calendar(tx, tenant, since, until)
        return Figures(tenant, now, days, stats, booked, timings(answered), calendar)

    return await ask(desk, tenant_id, question)


def _calendar(tx: TenantTx, tenant: Tenant, since: datetime, until: datetime) -> CalendarHealth:
    sent = figures.exchanges(tx, since, until)
    kinds: dict[str, tuple[int, int]] = {}
    for one in figures.differences(tx, since, until):
        came, closed = kinds.get(one.kind, (0, 0))
        kinds[one.kind] = (came + 1, closed + (one.closed_at is not None))
    counts = diary.counts(tx, Interval(until - timedelta(days=1), until))
    known = [at for at in (counts.proven_at, counts.seen_at) if at is not None]
    last = inspections.last(tx)
    return CalendarHealth(
        tenant.calendar.is_outside,
        timing("calendar", [one.took_ms for one in sent]) if sent else None,
        sum(one.failed for one in sent),
        tuple((kind, came, closed) for kind, (came, closed) in sorted(kinds.items())),
        counts.open_drifts,
        max(known, default=None),
        last.at,
        len({pair[:3] for pair in last.faulty}),
    )
