"""The mirror of an outside calendar, read when deciding and fetched anew when it is too old to be believed (R11)."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog

from holdfast.actions.acting import exchange_events
from holdfast.actions.desk import Desk, Reading
from holdfast.calendars.port import Calendar, CalendarFault, CalendarMisbehaved
from holdfast.core.availability import Busy, Facts, Occupation, Slot, facts_window
from holdfast.core.ids import TenantId
from holdfast.core.interval import CellWindow, Interval, instant_of
from holdfast.core.saga import Listing
from holdfast.core.service import STAFF_PREFIX
from holdfast.core.tenant import Tenant
from holdfast.store import claims, mirror, timeline
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.mirror import StaleMirror

AHEAD = timedelta(days=4)
"""A question about one day fetches the next ones with it: the same request, and the alternatives lie there."""

_MOST_FETCHES = 4
"""A question may widen its window twice, and must then be answered, blind if need be."""

MOST_TOLD = 40
"""Of so many things in the mirror the record of an answer tells at most."""

T = TypeVar("T")
log = structlog.get_logger("holdfast.mirror")


class CalendarUnread(Exception):
    """Raised while deciding when the calendar could not be read: nothing may then be called free (design 5.2)."""


def busy_of(
    tx: TenantTx, tenant: Tenant, resources: Iterable[str], window: CellWindow, now: datetime
) -> tuple[Busy, ...]:
    """Everything that occupies one of these resources: our visits and holds, and what the calendar has beside them."""
    names = sorted(set(resources))
    ours = claims.busy(tx, names, window, now)
    return (*ours, *mirror.busy(tx, _people(names), window)) if tenant.calendar.is_outside else ours


def known_since(
    tx: TenantTx, tenant: Tenant, resources: Iterable[str], span: Interval, now: datetime
) -> datetime | None:
    """Since when the mirror is as it is; None for a calendar that needs none. Raises StaleMirror when that is longer
    ago than the tenant's rules allow, CalendarUnread where nobody of whom it is asked could be read."""
    if not tenant.calendar.is_outside:
        return None
    people = _people(resources)
    fetched = mirror.fetched_at(tx, people, span)
    oldest = now - timedelta(seconds=tenant.rules.mirror_max_age_seconds)
    if people and (fetched is None or fetched < oldest):
        raise StaleMirror(people, span)
    if people and mirror.are_unread(tx, people, span):
        raise CalendarUnread
    return fetched


def seen_outside(
    busy: Iterable[Busy], resources: Iterable[str], window: CellWindow, fetched_at: datetime
) -> dict[str, Any]:
    """What the mirror told of these people, for the record: identifiers and times, nothing personal."""
    outside = [one for one in busy if one.kind in (Occupation.OUTSIDE, Occupation.AWAY) and one.cells]
    return {
        "fetched_at": fetched_at.isoformat(),
        "from": window.interval.start.isoformat(),
        "to": window.interval.end.isoformat(),
        "hosts": list(_people(resources)),
        "busy": [
            [one.resource, instant_of(one.cells[0]).isoformat(), instant_of(one.cells[-1] + 1).isoformat(), one.owner]
            for one in outside[:MOST_TOLD]
        ],
        "all": len(outside) <= MOST_TOLD,
    }


def taken_outside(slot: Slot, facts: Facts) -> bool:
    """Whether something has been put into the calendar where this held slot should stand: by others, or a visit that a
    person moved there. What is claimed through us can't be: these cells are held."""
    return any(busy.kind is not Occupation.HOLD and _touches(busy, slot) for busy in facts.busy)


def moved_visits_at(tx: TenantTx, slot: Slot) -> frozenset[str]:
    """The visits of which the calendar was seen to have a part where this slot should stand, and their claims are not:
    a person moved it there. However long ago that was seen."""
    window = CellWindow.around(facts_window((slot.plan,), slot.interval))
    seen = mirror.busy(tx, _people(resource for resource, _ in slot.claims), window)
    return frozenset(busy.owner for busy in seen if busy.kind is Occupation.VISIT and _touches(busy, slot))


def _touches(busy: Busy, slot: Slot) -> bool:
    return any(resource == busy.resource and cell in busy.cells for resource, cell in slot.claims)


def _people(resources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in resources if name.startswith(STAFF_PREFIX)}))


async def fetch(
    desk: Desk, tenant_id: TenantId, tenant: Tenant, hosts: Sequence[str], span: Interval, call: str | None = None
) -> bool:
    """Read the calendar for these hosts and keep what others have there. False where it could not be read; who alone
    could not be read among others is not offered."""
    days = mirror.days_of(Interval(span.start, max(span.end, span.start + AHEAD)))
    whole = mirror.span_of(days)
    calendar = desk.calendar_of(tenant_id, tenant)
    began = desk.clock.now()
    try:
        listing, absences = await _read(calendar, hosts, whole)
    except CalendarFault as fault:
        log.warning("the mirror could not be fetched", tenant=tenant.slug, fault=type(fault).__name__)
        listing, absences = Listing((), complete=False), {}

    def body(tx: TenantTx) -> bool:
        timeline.record(tx, exchange_events(calendar.exchanges(), call, None))
        read = [host for host in hosts if listing.is_whole_of(host)]
        if read:
            mirror.put(tx, read, days, listing.entries, absences, began)
            mirror.put_unread(tx, [host for host in hosts if host not in read], days, began)
        return bool(read)

    return await desk.transact(lambda tx: body(tx.of(tenant_id)))


async def _read(
    calendar: Calendar, hosts: Sequence[str], span: Interval
) -> tuple[Listing, Mapping[str, Sequence[Interval]]]:
    listing, absences = await asyncio.gather(calendar.list_entries(hosts, span), _absences(calendar, hosts, span))
    return listing, absences


async def _absences(calendar: Calendar, hosts: Sequence[str], span: Interval) -> Mapping[str, Sequence[Interval]]:
    """What else the calendar knows of absences. An answer it should not give costs this, not the whole question: the
    entries themselves are the proof."""
    try:
        return await calendar.absences(hosts, span)
    except CalendarMisbehaved as fault:
        log.warning("absences could not be read", fault=str(fault)[:200])
        return {}


async def decide_on_fresh_facts(
    desk: Desk, tenant_id: TenantId, body: Callable[[Tx, bool], T], patience: Callable[[], float], call: str | None
) -> T:
    """Run a transaction that decides, and have the mirror fetched where it is too old for it: then it runs anew.

    `body` is told whether it has to decide blind, since the calendar could not be read within `patience` seconds;
    a blind one asks for nothing more.
    """
    blind = False
    for _ in range(_MOST_FETCHES):
        try:
            return await desk.transact(partial(_run, body, blind))
        except StaleMirror as stale:
            tenant = desk.salons[tenant_id].tenant
            blind = not await _fetched_within(patience(), desk, tenant_id, tenant, stale, call)
    return await desk.transact(partial(_run, body, True))


def _run(body: Callable[[Tx, bool], T], blind: bool, tx: Tx) -> T:
    return body(tx, blind)


async def _fetched_within(
    seconds: float, desk: Desk, tenant_id: TenantId, tenant: Tenant, stale: StaleMirror, call: str | None
) -> bool:
    """Whether the mirror could be fetched in time. What takes longer goes on by itself: what it reads is kept.

    Where just that is being read already, since the call began, it is waited for and not read a second time.
    """
    wanted = Reading(tenant_id, stale.hosts, stale.span)
    task = next((task for task, reading in desk.errands.items() if reading and reading.covers(wanted)), None)
    if task is None:
        task = send(desk, fetch(desk, tenant_id, tenant, stale.hosts, stale.span, call), wanted)
    await asyncio.wait([task], timeout=max(seconds, 0.0))
    if task.done():
        return task.result()
    log.warning("the calendar was too slow for the caller", tenant=tenant.slug)
    return False


def send(desk: Desk, errand: Coroutine[Any, Any, bool], reading: Reading | None = None) -> asyncio.Task[bool]:
    """Let something go on by itself, behind the answer. A fault ends it, is logged, and reaches nobody."""
    task = asyncio.create_task(errand)
    desk.errands[task] = reading
    task.add_done_callback(lambda done: _ended(desk, done))
    return task


def _ended(desk: Desk, task: asyncio.Task[bool]) -> None:
    desk.errands.pop(task, None)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.warning("an errand broke off", fault=type(error).__name__)
