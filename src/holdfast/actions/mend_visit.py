"""Mending a visit that record and calendar show differently, because a person of the salon says so: put in again what
is missing of it, take over what stands there, or take out what nobody wants. Shown first, done as shown, or not at all.

The ladder is that of repairs (`core.mending`): the calendar is read anew, and what stands is taken over, never made
twice. A call needs no part in it: the salon's own visits go astray, too.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from holdfast.actions.acting import Work
from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives, advance
from holdfast.actions.look_up import BookingSeen, NotFound, booking
from holdfast.actions.purge import set_absent
from holdfast.actions.reconcile_check import reconcile_booking
from holdfast.actions.repair_apply import STANDS, RepairBarred, restore
from holdfast.actions.repair_words import BARS, THERE, spoken_in
from holdfast.actions.where import Whereabouts, where
from holdfast.calendars.port import CalendarFault
from holdfast.core.booking import Goal, Visit, Why
from holdfast.core.correction import Told
from holdfast.core.ids import TenantId
from holdfast.core.mending import Act, Bar, Patient, There, barred, fitting, gone_for_now, to_be_taken_out
from holdfast.core.saga import Saga, Seen, is_at_rest
from holdfast.store import segments, timeline, visits
from holdfast.store.drifts import DriftState
from holdfast.store.engine import TenantTx
from holdfast.store.timeline import Event

TAKE_OUT = "take_out"
"""What is done to entries of a visit that nobody wants; beside it, the acts of `core.mending`."""


@dataclass(frozen=True, slots=True)
class Mending:
    """What would be done to a visit now. `act`: adopt, complete, recreate or take_out; `standing`: the entries of it
    that were seen, by segment; `parts`: the spans that would be entered. `bar`, `because`: why it must not be done."""

    booked: BookingSeen
    act: str
    there: There
    standing: tuple[tuple[Saga, Seen], ...]
    parts: tuple[Saga, ...]
    token: str
    shown: str
    bar: Bar | None = None
    because: str | None = None

    @property
    def visit(self) -> Visit:
        """The visit as it stood when this was looked at."""
        return self.booked.visit


async def plan_restoring(desk: Desk, tenant_id: TenantId, ref: str, language: str) -> Mending:
    """What putting a visit into the calendar (again) would do. Nothing is changed. Raises NotFound, StoreFault."""
    seen = await where(desk, tenant_id, ref)
    unmarked = await _unmarked(desk, tenant_id, seen)
    standing = _at_their_place(seen, unmarked)
    there = _there(seen, standing)
    one = Patient(Told.UNKNOWN, there, seen.booked.visit, seen.booked.sagas)
    act = fitting(Act.RECREATE, one)
    bar = barred(act, one, desk.clock.now())
    missing = tuple(part.saga for part in seen.segments if part.saga.id not in {saga.id for saga, _ in standing})
    if bar is None and any(part.elsewhere is not None for part in seen.segments):
        bar = Bar.MOVED_BY_PERSON  # Put in at its own time, it would stand twice.
    return _mending(seen, act.value, there, standing, missing, bar, language)


async def plan_taking_out(desk: Desk, tenant_id: TenantId, ref: str, language: str) -> Mending:
    """What taking a visit that nobody wants out of the calendar would do. Raises NotFound, StoreFault."""
    seen = await where(desk, tenant_id, ref)
    unmarked = await _unmarked(desk, tenant_id, seen)
    standing = (*_at_their_place(seen, unmarked), *_elsewhere(seen))
    bar = None
    if seen.booked.visit.goal is Goal.PRESENT:
        bar = Bar.PROMISED
    elif seen.fault is not None or not seen.is_complete:
        bar = Bar.CALENDAR_UNREAD
    elif not standing:
        bar = Bar.NOTHING_STANDS
    return _mending(seen, TAKE_OUT, _there(seen, standing), standing, (), bar, language)


def _mending(
    seen: Whereabouts,
    act: str,
    there: There,
    standing: tuple[tuple[Saga, Seen], ...],
    parts: tuple[Saga, ...],
    bar: Bar | None,
    language: str,
) -> Mending:
    lang, visit = spoken_in(language), seen.booked.visit
    rests_on: list[object] = [act, visit.id, visit.version, visit.goal, visit.state, visit.start.isoformat(), there]
    rests_on += [[saga.id, saga.goal, saga.stage, saga.uid] for saga in seen.booked.sagas]
    rests_on += [[saga.id, one.uid] for saga, one in standing]
    token = hashlib.sha256(json.dumps(rests_on, default=str).encode()).hexdigest()[:32]
    because = BARS[lang][bar] if bar else None
    return Mending(seen.booked, act, there, standing, parts, token, THERE[lang][there.value], bar, because)


def _there(seen: Whereabouts, standing: Iterable[tuple[Saga, Seen]]) -> There:
    found = {saga.id for saga, _ in standing}
    if seen.fault is not None or not (seen.is_complete or len(found) == len(seen.segments)):
        return There.UNKNOWN
    if len(found) >= len(seen.segments):
        return There.ALL
    return There.PART if found or any(part.elsewhere for part in seen.segments) else There.NONE


def _at_their_place(seen: Whereabouts, unmarked: dict[str, Seen]) -> tuple[tuple[Saga, Seen], ...]:
    """The segments that stand where they should, each with its entry."""
    found = []
    for part in seen.segments:
        one = part.in_window or (part.by_identifier if part.stands else None) or unmarked.get(part.saga.id)
        if one is not None:
            found.append((part.saga, one))
    return tuple(found)


def _elsewhere(seen: Whereabouts) -> tuple[tuple[Saga, Seen], ...]:
    return tuple((part.saga, part.elsewhere) for part in seen.segments if part.elsewhere is not None)


async def _unmarked(desk: Desk, tenant_id: TenantId, seen: Whereabouts) -> dict[str, Seen]:
    """Entries without our reference that a difference holds for ours, if they stand where a segment was, by a listing
    of this moment; by saga."""
    known = {drift.uid: drift for drift in seen.drifts if drift.state is DriftState.OPEN and drift.uid is not None}
    left = [part.saga for part in seen.segments if not part.stands]
    if not known or not left or seen.fault is not None:
        return {}
    calendar = desk.calendar_of(tenant_id, seen.booked.tenant)
    found: dict[str, Seen] = {}
    try:
        for saga in left:
            listing = await calendar.list_entries([saga.entry.host], saga.entry.interval)
            same = (one for one in listing.entries if one.uid in known and not one.is_cancelled)
            at_place = next((one for one in same if one.interval == saga.entry.interval), None)
            found |= {saga.id: at_place} if at_place is not None else {}
    except CalendarFault:
        return {}
    return found


# Doing it


async def mend(desk: Desk, drives: Drives, tenant_id: TenantId, ref: str, act: str, token: str, by: str) -> BookingSeen:
    """Do what was shown under that token, wait for the calendar as long as a caller would, and compare once more.

    Raises NotFound, ChangedMeanwhile, RepairBarred, StoreFault.
    """
    plan = plan_taking_out if act == TAKE_OUT else plan_restoring
    shown = await plan(desk, tenant_id, ref, "de")
    if shown.token != token:
        raise ChangedMeanwhile
    if shown.bar is not None:
        raise RepairBarred(shown.bar, shown.because or "")
    work = await desk.transact(lambda tx: _mend(desk, tx.of(tenant_id), shown, by))
    return await _see_through(desk, drives, tenant_id, shown.visit, work)


async def _see_through(desk: Desk, drives: Drives, tenant_id: TenantId, visit: Visit, work: Work | None) -> BookingSeen:
    if work is not None:
        drives.start(tenant_id, visit.id, work)
    await drives.wait(tenant_id, visit.id, desk.salons[tenant_id].tenant.rules.patience.total_seconds())
    await reconcile_booking(desk, drives, tenant_id, visit.ref)  # Its fault changes nothing: the worker looks again.
    return await booking(desk, tenant_id, visit.ref)


def _mend(desk: Desk, tx: TenantTx, shown: Mending, by: str) -> Work | None:
    now, tenant = desk.clock.now(), desk.salon(tx).tenant
    visit = visits.locked(tx, shown.visit.id)
    if visit is None or visit != shown.visit or segments.of_visit(tx, visit) != shown.booked.sagas:
        raise ChangedMeanwhile
    data = {"act": shown.act, "by": by[:80], "goal": visit.goal.value, "why": visit.why.value if visit.why else None}
    timeline.record(tx, [Event(now, "repair_applied", data, None, None, visit.id)])
    if shown.act == TAKE_OUT:
        segments.save(tx, tuple(to_be_taken_out(saga, seen.uid, now) for saga, seen in shown.standing))
        visits.save(tx, replace(visit, version=visit.version + 1, changed_at=now), now)
        return advance(desk, tx, visit.id, None, unless_leased=True)
    known = shown.booked.sagas
    if visit.goal is Goal.PRESENT:
        known = tuple(gone_for_now(saga) if saga in shown.parts else saga for saga in known)
        segments.save(tx, tuple(saga for saga in known if saga not in shown.booked.sagas))
    unmarked = {saga.segment: seen.uid for saga, seen in shown.standing if seen.reference is None}
    gone = frozenset(saga.segment for saga in shown.parts)  # Twice by reconciling, and now once more.
    return restore(desk, tx, tenant, visit, known, now, unmarked, gone=gone)


# Taking it back


async def unmend(desk: Desk, drives: Drives, tenant_id: TenantId, ref: str, by: str) -> BookingSeen:
    """Take back what was done to a visit last: what nobody wanted before goes again, what was taken out comes back.
    What completed a promise stays. Raises NotFound, RepairBarred, StoreFault."""
    seen = await booking(desk, tenant_id, ref)
    work = await desk.transact(lambda tx: _unmend(desk, tx.of(tenant_id), seen.visit, by))
    return await _see_through(desk, drives, tenant_id, seen.visit, work)


def _unmend(desk: Desk, tx: TenantTx, before: Visit, by: str) -> Work | None:
    now, tenant = desk.clock.now(), desk.salon(tx).tenant
    visit, last = visits.locked(tx, before.id), _last_of(timeline.of_visit(tx, before.id))
    if last is None or visit is None:
        raise NotFound("repair")
    if not can_be_undone(str(last.data.get("act")), Goal(str(last.data.get("goal")))):
        raise RepairBarred(Bar.PROMISED, STANDS[spoken_in(tenant.language)])
    timeline.record(tx, [Event(now, "repair_undone", {"act": last.data["act"], "by": by[:80]}, None, None, visit.id)])
    if last.data["act"] == TAKE_OUT:
        if visit.start <= now:
            raise RepairBarred(Bar.OVER, BARS[spoken_in(tenant.language)][Bar.OVER])
        sagas = segments.of_visit(tx, visit)
        gone = frozenset(saga.segment for saga in sagas) if all(map(is_at_rest, sagas)) else frozenset()
        return restore(desk, tx, tenant, visit, sagas, now, gone=gone)
    set_absent(desk, tx, visit.id, Why(last.data.get("why") or Why.PERSON.value), now)
    return advance(desk, tx, visit.id, None, unless_leased=True)


def can_be_undone(act: str, goal: Goal) -> bool:
    """Whether a mending of a visit that was wanted or not (`goal`, before) can be taken back."""
    return act == TAKE_OUT or goal is Goal.ABSENT


def _last_of(events: Iterable[Event]) -> Event | None:
    """The last mending that was not taken back yet; repairs of calls have their own way back."""
    last = None
    for event in events:
        if event.kind in ("repair_applied", "repair_undone") and "repair" not in event.data:
            last = event if event.kind == "repair_applied" else None
    return last
