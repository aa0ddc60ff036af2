"""Reconciling: one UTC day of a calendar is read and compared with our record, and what follows is put on record.

  read ours     which visits touch the day, and which entries they want there
  ask           one listing of the whole span, then a look-up by identifiers of what it did not show
  record        in one transaction: visits that changed since are passed over; the rest is compared (`core.reconcile`)
  act           only through the sagas' own drives; the one exception is an entry of ours that stands twice

Absence is believed only when it was proven twice, the settling time apart: a difference is suspected at first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from holdfast.actions.acting import exchange_events
from holdfast.actions.desk import Desk
from holdfast.actions.reconcile_record import Ledger
from holdfast.calendars.port import Calendar, CalendarBusy, CalendarDenied, CalendarFault
from holdfast.core.booking import Goal
from holdfast.core.evidence import Evidence, Known, stands_at
from holdfast.core.ids import RemoteUid, TenantId, VisitId, visit_of
from holdfast.core.interval import Interval
from holdfast.core.notice import day_span
from holdfast.core.reconcile import Comparison, compare
from holdfast.core.saga import Saga, Seen, Sought, Stage
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant
from holdfast.store import calendar_state, drifts, reconcile_days, segments, tasks, timeline, visits
from holdfast.store.drifts import Drift
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.tasks import TaskKind

NEAR_DAYS = 31
LONGEST_TRAIL = 4
"""How many moves in a row are followed by identifier in one go."""
DENIED = "the calendar does not accept our credentials any more: renew them"

log = structlog.get_logger("holdfast.reconcile")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reconciling one day. `look_again`: when what was only suspected is to be looked at again; `due`:
    the visits that have to be driven now; `passed_over`: those that changed meanwhile."""

    day: int
    agreed: int = 0
    repaired: tuple[Drift, ...] = ()
    opened: tuple[Drift, ...] = ()
    still_open: tuple[Drift, ...] = ()
    closed: tuple[Drift, ...] = ()
    look_again: datetime | None = None
    due: tuple[VisitId, ...] = ()
    passed_over: int = 0
    doubles: tuple[RemoteUid, ...] = ()
    is_complete: bool = True
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ours:
    """What the record wants of a day, as it was before the calendar was asked. Of the visits `mentioned` something
    stands, or stood, on this day, wherever they are themselves."""

    tenant: Tenant
    day: Interval
    known: dict[VisitId, Known]
    mentioned: frozenset[VisitId] = frozenset()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Everybody who may have entries."""
        wanted = {saga.entry.host for one in self.known.values() for saga in one.wanted}
        return tuple(sorted({*wanted, *(staff_resource(person.key) for person in self.tenant.staff)}))

    @property
    def span(self) -> Interval:
        """The day, widened to whole visits."""
        spans = [saga.entry.interval for one in self._touching() for saga in one.wanted]
        start, end = (min(s.start for s in [self.day, *spans]), max(s.end for s in [self.day, *spans]))
        return Interval(start, end)

    def _touching(self) -> Iterable[Known]:
        for one in self.known.values():
            if one.visit.id in self.mentioned or any(saga.entry.interval.overlaps(self.day) for saga in one.wanted):
                yield one


async def reconcile_day(
    desk: Desk, tenant_id: TenantId, day: int, mentioned: Iterable[VisitId] = (), *, background: bool = True
) -> Outcome:
    """Reconcile one UTC day, counted from 1970. What must be driven is only named: the caller starts the drives. Visits
    `mentioned` were seen there although they may belong elsewhere.

    Raises CalendarFault, after it was noted; then nothing is concluded. Raises StoreFault.
    """
    ours = await desk.transact(lambda tx: _read_ours(desk, tx.of(tenant_id), day, mentioned))
    calendar = desk.calendar_of(tenant_id, ours.tenant, background=background)
    try:
        evidence = await _ask(calendar, ours)
    except CalendarBusy:
        raise
    except CalendarFault as fault:
        await note_fault(desk, tenant_id, fault)
        raise
    seen_by = calendar.exchanges()
    outcome = await desk.transact(lambda tx: _record(desk, tx.of(tenant_id), day, ours, evidence))
    if outcome.repaired or outcome.opened:
        visit = _only_visit(outcome)
        await desk.transact(lambda tx: timeline.record(tx.of(tenant_id), exchange_events(seen_by, None, visit)))
    if outcome.doubles:
        await _cancel_doubles(desk, tenant_id, calendar, outcome.doubles)
    return outcome


def _read_ours(desk: Desk, tx: TenantTx, day: int, mentioned: Iterable[VisitId]) -> _Ours:
    """The visits of that day, and those of which something is known to be amiss there."""
    span = day_span(day)
    amiss = frozenset(row.visit for row in drifts.live_in(tx, span) if row.visit is not None).union(mentioned)
    return _Ours(desk.salon(tx).tenant, span, _known(tx, {*segments.visits_in(tx, span), *amiss}), amiss)


def _known(tx: TenantTx, ids: Iterable[str]) -> dict[VisitId, Known]:
    found = visits.by_ids(tx, ids)
    sagas = segments.of_visits(tx, found)
    return {VisitId(key): Known(found[key], tuple(sagas[key])) for key in sorted(found)}


async def _ask(calendar: Calendar, ours: _Ours) -> Evidence:
    """The calendar's side: everything in the span, then whatever was not there by its identifiers, moves followed."""
    hosts, span = ours.hosts, ours.span
    listing = await calendar.list_entries(hosts, span)
    evidence = Evidence(span, frozenset(hosts), listing, keeps_cancelled=calendar.keeps_cancelled)
    unseen = [saga for one in ours.known.values() for saga in one.wanted if _is_unseen(saga, evidence)]
    if not unseen or not listing.complete:
        return evidence
    found: dict[RemoteUid, Seen] = {}
    complete, sought = True, [Sought(saga.entry, saga.uid) for saga in unseen]
    for _ in range(LONGEST_TRAIL):
        answer = await calendar.find_entries(sought)
        found |= {seen.uid: seen for seen in answer.entries}
        complete = complete and answer.complete
        listing = replace(listing, unreadable=tuple(dict.fromkeys((*listing.unreadable, *answer.unreadable))))
        evidence = replace(evidence, listing=listing, found=tuple(found.values()), found_complete=complete)
        sought = _leads(unseen, evidence)
        if not sought:
            break
    return evidence


def _is_unseen(saga: Saga, evidence: Evidence) -> bool:
    """Whether the listing should show it and does not, or shows it elsewhere than wanted; what is not sent yet is
    nobody's to find."""
    mine = evidence.by_reference.get(saga.entry.reference, ())
    if saga.stage is Stage.READY or not (mine or evidence.covers(saga.entry)):
        return False
    return not any(stands_at(seen, saga.entry) for seen in mine)


def _leads(unseen: Sequence[Saga], evidence: Evidence) -> list[Sought]:
    """What an entry became when it was moved, and has not been looked up yet."""
    leads = []
    for saga in unseen:
        uid, passed = saga.uid, set()
        while uid is not None and uid not in passed and (seen := evidence.last_seen.get(uid)) is not None:
            passed.add(uid)
            uid = seen.moved_to if seen.is_cancelled else None
        if uid is not None and passed and uid not in passed:
            leads.append(Sought(saga.entry, uid))
    return leads


# On record


def _record(desk: Desk, tx: TenantTx, day: int, ours: _Ours, evidence: Evidence) -> Outcome:
    """Locks in the order in which everybody does: the calendar's state, visits, claims, days."""
    now = desk.clock.now()
    was_failing = note_answer(tx, now)
    mentioned = {visit_of(reference) for reference in evidence.by_reference}
    standing = _known(tx, {*ours.known, *mentioned})
    usable = {key: one for key, one in standing.items() if _is_usable(tx, one, ours.known.get(key), now)}
    comparison = _compare(usable, standing, evidence, now)
    rows = _rows(tx, usable, ours.day, evidence)
    about = {one.visit for one in comparison.differences if one.visit} | {row.visit for row in rows if row.visit}
    changed = _lock(tx, sorted(about & set(usable)), usable)
    if changed:
        usable = {key: one for key, one in usable.items() if key not in changed}
        comparison = _compare(usable, standing, evidence, now)
    ledger = Ledger(desk, tx, ours.tenant, now, usable, {r.identity: r for r in rows if r.visit not in changed})
    ledger.take_down(comparison.differences)
    ledger.claim_again()
    ledger.close_what_is_gone(comparison.concluded, evidence.span, evidence.is_complete)
    due = ledger.finish()
    if was_failing:
        compare_all_near(tx, now)
    reconcile_days.compared(tx, day, now)
    return Outcome(
        day,
        comparison.agreed,
        tuple(ledger.repaired),
        tuple(ledger.opened),
        tuple(ledger.still_open),
        tuple(ledger.closed),
        min(ledger.look_again, default=None),
        due,
        len(standing) - len(usable),
        tuple(ledger.doubles),
        evidence.is_complete,
        evidence.listing.unreadable,
    )


def _compare(
    usable: dict[VisitId, Known], standing: dict[VisitId, Known], evidence: Evidence, now: datetime
) -> Comparison:
    passed_over = frozenset(standing) - frozenset(usable)
    return compare([usable[key] for key in sorted(usable)], passed_over, evidence, now)


def _is_usable(tx: TenantTx, one: Known, before: Known | None, now: datetime) -> bool:
    """Whether nothing happened to it since the calendar was asked, and nothing is under way but looking.

    A visit that only the calendar named was not read before: one decided since could not be told from a gone one.
    """
    if before is None:
        return one.is_at_rest and one.visit.goal is Goal.ABSENT and not visits.is_leased(tx, one.visit.id, now)
    if one != before or visits.is_leased(tx, one.visit.id, now):
        return False
    return one.is_at_rest or one.is_searching


def _rows(tx: TenantTx, usable: dict[VisitId, Known], day: Interval, evidence: Evidence) -> tuple[Drift, ...]:
    """What is suspected or open about these visits, and about entries of that day that are nobody's."""
    of_visits = drifts.live_of(tx, usable, [seen.uid for seen in evidence.standing])
    of_day = (row for row in drifts.live_in(tx, day) if row.visit is None)
    return tuple({row.id: row for row in (*of_visits, *of_day)}.values())


def _lock(tx: TenantTx, ids: Sequence[VisitId], usable: dict[VisitId, Known]) -> frozenset[VisitId]:
    """Lock the visits of which something will be written, one after another in order. Those that changed in the
    meantime are returned: nothing is said of them now."""
    for key in ids:
        visits.locked(tx, key)
    fresh = _known(tx, ids)
    return frozenset(key for key in ids if fresh.get(key) != usable[key])


def _only_visit(outcome: Outcome) -> VisitId | None:
    about = {drift.visit for drift in (*outcome.repaired, *outcome.opened)}
    return about.pop() if len(about) == 1 else None


# The calendar itself


def note_answer(tx: TenantTx, now: datetime) -> bool:
    """Record that a calendar could be read. Whether it could not before.

    Locks its state: whoever concludes something from a reading records alone.
    """
    was_failing = calendar_state.locked(tx).is_failing
    if was_failing:
        tasks.close_by_text(tx, TaskKind.PERSON, DENIED, now)
    calendar_state.note_answered(tx, now)
    return was_failing


def compare_all_near(tx: TenantTx, now: datetime) -> None:
    """After an outage all that is near is compared at once: notices and changes got lost."""
    today = reconcile_days.day_of(now)
    reconcile_days.mark_due(tx, reconcile_days.known(tx, today - 1, today + NEAR_DAYS), now)


async def _cancel_doubles(desk: Desk, tenant_id: TenantId, calendar: Calendar, uids: Sequence[RemoteUid]) -> None:
    """Take out entries of ours that stand beside their own twin. Their drift stays open until they are not seen."""
    replies = await calendar.cancel(uids)
    now = desk.clock.now()
    data = {uid: type(reply).__name__ for uid, reply in zip(uids, replies, strict=True)}
    log.info("twins cancelled", replies=data)
    told = timeline.Event(now, "twins_cancelled", {"replies": data})
    events = [told, *exchange_events(calendar.exchanges(), None, None)]
    await desk.transact(lambda tx: timeline.record(tx.of(tenant_id), events))


async def note_fault(desk: Desk, tenant_id: TenantId, fault: CalendarFault) -> None:
    """Record that a calendar could not be read. Renewing credentials is a person's task, and there is one of it."""
    now = desk.clock.now()

    def body(tx: Tx) -> None:
        bound = tx.of(tenant_id)
        calendar_state.locked(bound)
        calendar_state.note_failed(bound, now, f"{type(fault).__name__}: {fault}")
        if isinstance(fault, CalendarDenied) and not tasks.is_open(bound, TaskKind.PERSON, DENIED):
            tasks.add(bound, TaskKind.PERSON, DENIED, now)

    await desk.transact(body)
    log.warning("the calendar could not be read", tenant=tenant_id, fault=type(fault).__name__)
