"""Acting: take the steps that are on record, outside any transaction, and look what stands there afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from holdfast.actions.desk import Desk
from holdfast.calendars.port import Calendar, CalendarBusy, CalendarFault, Exchange, Movement
from holdfast.core.booking import Visit
from holdfast.core.course import in_the_way
from holdfast.core.ids import RemoteUid, SagaId, TenantId
from holdfast.core.interval import Interval
from holdfast.core.saga import (
    Cancel,
    Create,
    Created,
    Listing,
    Look,
    Move,
    RefusedBy,
    Reply,
    Saga,
    Sought,
    Step,
    Unknown,
    find_entry,
)
from holdfast.core.tenant import Tenant
from holdfast.store.timeline import Event

log = structlog.get_logger("holdfast.acting")


@dataclass(frozen=True, slots=True)
class Work:
    """Steps that are on record as attempted and must now be taken, with the calendar uids that moves start from."""

    tenant_id: TenantId
    tenant: Tenant
    visit: Visit
    steps: tuple[tuple[Saga, Step], ...]
    sagas: tuple[Saga, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What the calendar answered to the steps, and what a listing afterwards showed. None: it could not be read, and
    `busy` is how long the rate budget has no room for it."""

    replies: dict[SagaId, Reply] = field(default_factory=dict)
    looked: frozenset[SagaId] = frozenset()
    listing: Listing | None = None
    busy: timedelta = timedelta(0)
    exchanges: Sequence[Exchange] = ()


async def act(desk: Desk, work: Work, *, background: bool = False) -> Results:
    """Take the steps, then look once over the whole span: what is not seen is not told (G4). What the span does not
    show is looked up by what identifies it, too: the second proof of absence (design 1)."""
    calendar = desk.calendar_of(work.tenant_id, work.tenant, background=background)
    replies: dict[SagaId, Reply] = {}
    for kind in (Create, Move, Cancel):
        chosen = [(saga, step) for saga, step in work.steps if isinstance(step, kind)]
        if chosen:
            answers = await _write(calendar, kind, chosen, work)
            replies |= {saga.id: answer for (saga, _), answer in zip(chosen, answers, strict=True)}
    looked = frozenset(saga.id for saga, step in work.steps if _must_look(saga, step, replies.get(saga.id)))
    listing, busy = None, timedelta(0)
    try:
        listing = await _look(calendar, work, looked, replies) if looked else None
    except CalendarFault as fault:
        busy = timedelta(seconds=fault.retry_after if isinstance(fault, CalendarBusy) else 0)
        log.warning("calendar could not be read", visit=work.visit.id, fault=type(fault).__name__)
    return Results(replies, looked, listing, busy, calendar.exchanges())


def _must_look(saga: Saga, step: Step, reply: Reply | None) -> bool:
    """After everything that may have had an effect, and after a "no": what stands there says whose it is (R2)."""
    return isinstance(step, Look) or isinstance(reply, Created | Unknown | RefusedBy)


async def _write(
    calendar: Calendar, kind: type[Step], chosen: Sequence[tuple[Saga, Step]], work: Work
) -> Sequence[Reply]:
    if kind is Create:
        return await calendar.create([saga.entry for saga, _ in chosen])
    if kind is Move:
        movements = [_movement(saga, work.sagas) for saga, _ in chosen]
        return await _move_in_order(calendar, movements, work)
    return await calendar.cancel([step.uid for _, step in chosen if isinstance(step, Cancel)])


def _movement(saga: Saga, sagas: Sequence[Saga]) -> Movement:
    """From where the replaced saga's entry was left to where this one is wanted."""
    old = next((one for one in sagas if one.id == saga.replaces), None)
    assert old is not None, "what is moved is on record"
    assert old.uid is not None, "what is moved has an identifier"
    return Movement(old.uid, saga.entry, old.entry.interval, in_the_way(saga, sagas))


async def _move_in_order(calendar: Calendar, movements: list[Movement], work: Work) -> Sequence[Reply]:
    """Later moves go last segment first, earlier ones first segment first, so that none meets its own sibling."""
    later = work.visit.target is not None and work.visit.target.start > work.visit.start
    if not later:
        return await calendar.move(movements)
    return list(reversed(await calendar.move(movements[::-1])))


async def _look(calendar: Calendar, work: Work, looked: frozenset[SagaId], replies: Mapping[SagaId, Reply]) -> Listing:
    """Raises CalendarFault."""
    spans = [saga.entry.interval for saga in work.sagas]
    whole = Interval(min(span.start for span in spans), max(span.end for span in spans))
    hosts = sorted({saga.entry.host for saga in work.sagas})
    listing = await calendar.list_entries(hosts, whole)
    unseen = [saga for saga in work.sagas if saga.id in looked and not find_entry(saga.entry, listing.entries)]
    if not unseen or not listing.complete:
        return listing
    found = await calendar.find_entries([Sought(saga.entry, _uid_of(saga, replies)) for saga in unseen])
    return listing.joined(found)


def _uid_of(saga: Saga, replies: Mapping[SagaId, Reply]) -> RemoteUid | None:
    reply = replies.get(saga.id)
    return reply.uid if isinstance(reply, Created) else saga.uid


def exchange_events(exchanges: Sequence[Exchange], call: str | None, visit: str | None) -> list[Event]:
    """What was sent to a calendar and answered, for the timeline, each at the moment it was sent (R4)."""
    return [
        Event(
            one.at,
            "calendar_exchange",
            {
                "verb": one.verb,
                "method": one.method,
                "path": one.path,
                "status": one.status,
                "took_ms": one.took_ms,
                "error": one.error,
                **one.data,
            },
            dict(one.personal) if one.personal else None,
            call,
            visit,
        )
        for one in exchanges
    ]
