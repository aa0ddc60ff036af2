"""The doctor: what an outside calendar lacks so that the catalogue can be booked there, and how to make it so (R25).

A look is a reading; what it finds is kept, so that what cannot be booked is not offered. Making what is missing is
asked for by a person, and never writes into the tenant file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from holdfast.actions.acting import exchange_events
from holdfast.actions.desk import Desk
from holdfast.actions.secrets import SecretKeyMissing, SecretUnreadable, open_reference
from holdfast.calendars.port import Calendar, CalendarBusy, CalendarDenied, CalendarUnreachable, Keyed, Subscribable
from holdfast.calendars.port import CalendarFault as CalendarFault  # What a door may catch; it knows no calendar.
from holdfast.core.gap import Gap
from holdfast.core.ids import TenantId
from holdfast.core.notice import TRIGGERS
from holdfast.core.provisioning import Elsewhere, Inspection, WantedEventType
from holdfast.core.provisioning_gaps import blocked, existing, gaps, missing
from holdfast.core.provisioning_limits import Limits, limits_found
from holdfast.core.tenant import EventType, Tenant
from holdfast.store import inspections, tenants, timeline
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.tenants import TenantRow

LOOK_EVERY = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=5)
"""How soon a look that failed is tried again, and how long another process leaves one alone that is being taken."""
_BATCH = 10

log = structlog.get_logger("holdfast.doctor")


@dataclass(frozen=True, slots=True)
class Notices:
    """How the calendar tells us of changes. `address` is where it must send them: whole where the installation knows
    its own address, else the path. `webhook` names the subscription we made, `failure` says why there is none."""

    address: str
    is_whole: bool
    has_secret: bool
    webhook: str | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """One tenant's calendar as the doctor found it. `wanted`: event types that are missing and could be made."""

    tenant: Tenant
    gaps: tuple[Gap, ...]
    wanted: tuple[WantedEventType, ...]
    at: datetime
    notices: Notices | None = None
    inspection: Inspection = Inspection()

    @property
    def hours_unseen(self) -> int:
        """How many event types keep their schedule to themselves, so that hours could not be compared."""
        named = {one.id for one in self.tenant.event_types}
        return sum(one.id in named and one.opens is None for one in self.inspection.event_types)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one event type that was wanted: made, or found made already, or why not."""

    wanted: WantedEventType
    event_type: EventType | None = None
    was_there: bool = False
    failure: str | None = None


async def examine(desk: Desk, row: TenantRow, *, subscribe: bool = False) -> Examined:
    """Look at a tenant's calendar and keep what was found; with `subscribe` also ask it to send its notices here, where
    the installation knows its own address. Raises CalendarFault where it cannot be read; then nothing is kept."""
    tenant = await desk.transact(lambda tx: desk.salon(tx.of(row.id)).tenant)
    calendar = desk.calendar_of(row.id, tenant, background=True)
    try:
        inspection = await calendar.inspect()
    except CalendarFault:
        await _keep_exchanges(desk, row.id, calendar)
        raise
    elsewhere = await _elsewhere(desk, row, tenant, calendar)
    now = desk.clock.now()
    found = gaps(tenant, inspection, now, elsewhere)
    limits = limits_found(tenant, inspection)
    notices = await _notices(desk, row, tenant, calendar if subscribe else None)
    await desk.transact(lambda tx: _keep(tx.of(row.id), found, limits, notices, now))
    await _keep_exchanges(desk, row.id, calendar)
    return Examined(tenant, found, missing(tenant, inspection), now, notices, inspection)


async def examine_tenant(desk: Desk, tenant_id: TenantId) -> Examined:
    """The same for a salon of which somebody looks at the set-up. Raises CalendarFault."""
    row = await desk.transact(lambda tx: next(row for row in tenants.everyone(tx) if row.id == tenant_id))
    return await examine(desk, row, subscribe=True)


async def _elsewhere(desk: Desk, row: TenantRow, tenant: Tenant, calendar: Calendar) -> Mapping[int, Elsewhere]:
    """Which of its event types another tenant here names as well, with the same address and key; the oldest one."""
    own = {one.id for one in tenant.event_types}
    if not own or not isinstance(calendar, Keyed):
        return {}

    def alike(tx: Tx) -> list[tuple[TenantRow, Tenant]]:
        others = ((other, desk.salon_of(tx, other).tenant) for other in tenants.everyone(tx) if other.id != row.id)
        found = [(other, theirs) for other, theirs in others if any(one.id in own for one in theirs.event_types)]
        return sorted(found, key=lambda one: one[0].id)

    shared: dict[int, Elsewhere] = {}
    for other, theirs in await desk.transact(alike):
        their_calendar = desk.calendar_of(other.id, theirs, background=True)
        if isinstance(their_calendar, Keyed) and their_calendar.connection_digest == calendar.connection_digest:
            for one in theirs.event_types:
                shared.setdefault(one.id, Elsewhere(other.slug, other.id < row.id))
    return shared


def _keep(tx: TenantTx, found: tuple[Gap, ...], limits: Limits, notices: Notices | None, now: datetime) -> None:
    inspections.keep(tx, blocked(found), limits, now)
    inspections.keep_webhook(tx, notices.webhook if notices else None)


async def _keep_exchanges(desk: Desk, tenant_id: TenantId, calendar: Calendar) -> None:
    """What went wrong between us and the calendar stays on record; a look every hour that went well is no event."""
    failed = [one for one in calendar.exchanges() if one.error or one.status is None or one.status >= 400]
    if failed:
        await desk.transact(lambda tx: timeline.record(tx.of(tenant_id), exchange_events(failed, None, None)))


async def _notices(desk: Desk, row: TenantRow, tenant: Tenant, calendar: Calendar | None) -> Notices | None:
    """Where the calendar has to send notices; with a `calendar` that can be told so, it is told."""
    if tenant.calendar.kind != "calcom":
        return None
    path = f"/t/{row.slug}/calendars/{tenant.calendar.key}/notices"
    public = desk.settings.public_url
    address = f"{public.rstrip('/')}{path}" if public else path
    secret, webhook = await desk.transact(lambda tx: _subscription(tx, desk, row, tenant))
    failure = None
    if calendar is not None and public and secret and isinstance(calendar, Subscribable):
        try:
            webhook = await calendar.ensure_webhook(address, secret, TRIGGERS)
        except CalendarFault as fault:
            webhook, failure = None, str(fault)[:200]
            log.warning("no webhook", tenant=row.slug, why=failure)
    return Notices(address, public is not None, secret is not None, webhook, failure)


def _subscription(tx: Tx, desk: Desk, row: TenantRow, tenant: Tenant) -> tuple[str | None, str | None]:
    """The webhook's secret, and under which name the calendar keeps the one that we asked for."""
    reference = tenant.calendar.options.get("webhook_secret")
    try:
        secret = open_reference(tx, desk, str(reference), row.slug) if reference else None
    except (SecretKeyMissing, SecretUnreadable):
        secret = None
    return secret, inspections.last(tx.of(row.id)).webhook


async def make_missing(desk: Desk, row: TenantRow, examined: Examined) -> tuple[Made, ...]:
    """Make the event types that are missing, hidden, one after another. One that was made earlier, but was not pasted
    into the tenant file, is found and not made again. What fails is told, and the others are made all the same."""
    calendar = desk.calendar_of(row.id, examined.tenant, background=True)
    made = [await _make(calendar, wanted, examined.inspection) for wanted in examined.wanted]
    now = desk.clock.now()
    await desk.transact(lambda tx: inspections.want(tx.of(row.id), now))
    await _keep_exchanges(desk, row.id, calendar)
    return tuple(made)


async def _make(calendar: Calendar, wanted: WantedEventType, inspection: Inspection) -> Made:
    there = existing(wanted, inspection)
    if there is not None:
        return Made(wanted, _entry(wanted, there.id), was_there=True)
    try:
        new = await calendar.create_event_type(wanted)
    except CalendarFault as fault:
        return Made(wanted, failure=str(fault)[:200] or type(fault).__name__)
    return Made(wanted, _entry(wanted, new.id))


def _entry(wanted: WantedEventType, number: int) -> EventType:
    return EventType(wanted.service, wanted.segment, wanted.staff, number)


def outage_of(fault: CalendarFault) -> str:
    """Why a calendar cannot be read, in a sentence for whoever asked, with what to do where there is something."""
    said = str(fault)[:200] or type(fault).__name__
    match fault:
        case CalendarDenied():
            return f"it does not accept our credentials ({said}); renew the key or password that [calendar] names"
        case CalendarBusy():
            return f"its rate budget is spent; try again in {fault.retry_after:.0f} s"
        case CalendarUnreachable():
            return f"it does not answer ({said}); check base_url in [calendar], or wait until it is back"
        case _:
            return f"it answers outside its contract ({said})"


async def all_rows(desk: Desk) -> list[TenantRow]:
    """Every tenant, by name."""
    return await desk.transact(tenants.everyone)


async def want_examined(desk: Desk) -> None:
    """Have every outside calendar looked at that was not looked at in the last minutes: when a process begins."""
    now = desk.clock.now()
    can_subscribe = desk.settings.public_url is not None

    def body(tx: Tx) -> None:
        for row in tenants.everyone(tx):
            if not desk.salon_of(tx, row).tenant.calendar.is_outside:
                continue
            last = inspections.last(tx.of(row.id))
            is_old = last.at is None or now - last.at > LOOK_AGAIN
            if is_old or (can_subscribe and last.webhook is None):
                inspections.want(tx.of(row.id), now)

    await desk.transact(body)


async def examine_due(desk: Desk) -> int:
    """Look at the calendars that are due. Answers how many were read; one that cannot be read is due again soon."""
    now = desk.clock.now()
    soon = now + LOOK_AGAIN

    def due(tx: Tx) -> list[TenantRow]:
        taken = inspections.take_due(tx, now, soon, _BATCH)
        return [row for row in tenants.everyone(tx) if row.id in taken] if taken else []

    return sum([await _was_read(desk, row, soon) for row in await desk.transact(due)])


async def _was_read(desk: Desk, row: TenantRow, soon: datetime) -> bool:
    """Look at one calendar that was taken until `soon`, and not again for an hour if that went well."""
    try:
        await examine(desk, row, subscribe=True)
    except CalendarFault as fault:
        log.warning("calendar not inspected", tenant=row.slug, why=outage_of(fault))
        return False
    later = desk.clock.now() + LOOK_EVERY
    await desk.transact(lambda tx: inspections.postpone(tx.of(row.id), soon, later))
    return True
