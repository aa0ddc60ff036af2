"""A fresh look into the calendar for a call that is judged: complete listings of every span it was about, on record.

It changes nothing there. What the listings do not show of the call's own entries is looked up by its identifiers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from holdfast.actions.acting import exchange_events
from holdfast.actions.case_record import Record, hosts_of, instant_in, spans_of
from holdfast.actions.desk import Desk
from holdfast.calendars.port import Calendar, CalendarFault
from holdfast.core.ids import RemoteUid, TenantId
from holdfast.core.interval import Interval
from holdfast.core.saga import Saga, Seen, Sought, Stage, find_entry
from holdfast.core.working_time import midnight
from holdfast.store import timeline
from holdfast.store.timeline import Event

MOST_SPANS = 4
LONGEST_SPAN = timedelta(days=8)
MOST_ENTRIES = 400
MOST_SOUGHT = 20
LISTED = "calendar_listed"
UNLISTED = "calendar_unlisted"
_TOGETHER = timedelta(days=1)
log = structlog.get_logger("holdfast.judge")


async def look_for(desk: Desk, tenant_id: TenantId, record: Record) -> bool:
    """List the calendar anew for everything the call was about, and keep what it shows on the call's timeline. False
    where it could not be read; that is on record, too."""
    days = whole_days(spans_of(record), record)
    if not days:
        return True
    calendar = desk.calendar_of(tenant_id, record.tenant, background=True)
    try:
        events = [await _listed(desk, calendar, record, span) for span in days[:MOST_SPANS]]
    except CalendarFault as fault:
        why = {"fault": type(fault).__name__, "why": str(fault)[:200]}
        log.warning("a call is judged without its calendar", call=record.call.id, **why)
        events = [Event(desk.clock.now(), UNLISTED, why, None, record.call.id)]
    read = all(event.kind == LISTED for event in events)
    failed = [one for one in calendar.exchanges() if one.error]
    kept = [*events, *exchange_events(failed, record.call.id, None)]
    await desk.transact(lambda tx: timeline.record(tx.of(tenant_id), kept))
    return read


def whole_days(spans: Iterable[Interval], record: Record) -> list[Interval]:
    """The spans as whole days of the salon, near ones together, those of the visits first."""
    zone = record.tenant.timezone
    merged: list[Interval] = []
    for span in sorted(spans, key=lambda one: one.start):
        start = midnight(span.start.astimezone(zone).date(), zone)
        last = (span.end - timedelta(microseconds=1)).astimezone(zone).date()
        end = midnight(last + timedelta(days=1), zone)
        before = merged[-1] if merged else None
        if before is not None and start <= before.end + _TOGETHER and end - before.start <= LONGEST_SPAN:
            merged[-1] = Interval(before.start, max(before.end, end))
        else:
            merged.append(Interval(start, end))
    own = [visit.interval for visit, _ in record.visits]
    return sorted(merged, key=lambda one: not any(one.overlaps(span) for span in own))


async def _listed(desk: Desk, calendar: Calendar, record: Record, span: Interval) -> Event:
    hosts, began = hosts_of(record), desk.clock.now()
    listing = await calendar.list_entries(hosts, span)
    unseen = [saga for saga in _sagas_in(record, span) if find_entry(saga.entry, listing.entries) is None]
    sought = [Sought(saga.entry, saga.uid) for saga in unseen]
    sought += _gone_since(record, span, {seen.uid for seen in listing.entries})
    found: Sequence[Seen] = ()
    if sought:
        found = (await calendar.find_entries(sought)).entries
    entries = {seen.uid: seen for seen in (*listing.entries, *found)}
    data = {
        "listed_at": began.isoformat(),
        "from": span.start.isoformat(),
        "to": span.end.isoformat(),
        "complete": listing.complete and len(entries) <= MOST_ENTRIES,
        "independent": calendar.is_independent,
        "entries": [entry_data(seen) for seen in list(entries.values())[:MOST_ENTRIES]],
    }
    return Event(desk.clock.now(), LISTED, data, None, record.call.id)


def _gone_since(record: Record, span: Interval, standing: set[RemoteUid]) -> list[Sought]:
    """Entries of the call's visits that an earlier look showed in this span and that are not there any more: what
    became of them is asked by their own uids."""
    entries = {saga.entry.reference: saga.entry for _, sagas in record.visits for saga in sagas}
    shown = {
        str(one["uid"]): one
        for event in record.events
        if event.kind == LISTED
        for one in event.data.get("entries", ())
        if not one.get("cancelled")
    }
    gone = []
    for uid, one in shown.items():
        entry = entries.get(one.get("reference"))
        start, end = instant_in(one.get("start")), instant_in(one.get("end"))
        if entry is None or start is None or end is None or RemoteUid(uid) in standing:
            continue
        if Interval(start, end).overlaps(span):
            gone.append(Sought(entry, RemoteUid(uid)))
    return gone[:MOST_SOUGHT]


def _sagas_in(record: Record, span: Interval) -> list[Saga]:
    """The newest generation of each segment of the call's visits that was ever sent, in this span."""
    latest = {(saga.visit, saga.segment): saga for _, sagas in record.visits for saga in sagas if _was_sent(saga)}
    return [saga for saga in latest.values() if saga.entry.interval.overlaps(span)]


def _was_sent(saga: Saga) -> bool:
    return saga.stage is not Stage.READY or saga.attempts > 0


def entry_data(seen: Seen) -> dict[str, Any]:
    """An entry as a listing showed it, without anything personal."""
    return {
        "uid": seen.uid,
        "number": seen.number,
        "reference": seen.reference,
        "host": seen.host,
        "start": seen.interval.start.isoformat(),
        "end": seen.interval.end.isoformat(),
        "created_at": _iso(seen.created_at),
        "updated_at": _iso(seen.updated_at),
        "event_type": seen.event_type,
        "cancelled": seen.is_cancelled,
        "moved_to": seen.moved_to,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
