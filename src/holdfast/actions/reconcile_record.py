"""What came of comparing, on record: differences suspected, repaired, left open or closed, and the visits changed.

Everything happens inside one transaction. Nothing is written to a calendar: what has to be, is put on the saga's road.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions.desk import Desk
from holdfast.core.aftermath import Aftermath, marked, repaired
from holdfast.core.availability import Occupation
from holdfast.core.booking import Goal
from holdfast.core.course import Claims, earliest_due
from holdfast.core.evidence import Known
from holdfast.core.ids import RemoteUid, VisitId
from holdfast.core.interval import CellWindow, Interval, instant_of
from holdfast.core.reconcile import Difference, Kind, Proposal, Repair
from holdfast.core.tenant import Tenant
from holdfast.store import claims, drifts, judging, reconcile_days, segments, tasks, timeline, visits
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import Conflict, TenantTx
from holdfast.store.judging import Prompt
from holdfast.store.tasks import TaskKind
from holdfast.store.timeline import Event

GONE = "gone"
CLAIMED = "claimed"
UNCLAIMED = "unclaimed/"
"""Begins the identity of a visit that stands where another one has the cells, too."""
_OFTEN_ENOUGH = {Repair.CREATE_AGAIN: 1, Repair.CANCEL_THERE: 3}
"""How often a repair is made by itself: what comes back after that is somebody's will, and a person decides."""
_REF_LENGTH = 5


@dataclass
class Ledger:
    """One transaction's writing down. `known` are the visits as they stand, locked where anything is said of them."""

    desk: Desk
    tx: TenantTx
    tenant: Tenant
    now: datetime
    known: dict[VisitId, Known]
    rows: dict[str, Drift]
    after: dict[VisitId, Aftermath] = field(default_factory=dict)
    repaired: list[Drift] = field(default_factory=list)
    opened: list[Drift] = field(default_factory=list)
    still_open: list[Drift] = field(default_factory=list)
    closed: list[Drift] = field(default_factory=list)
    doubles: list[RemoteUid] = field(default_factory=list)
    look_again: list[datetime] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def settle(self) -> timedelta:
        """After which time what was seen is no stale or late thing any more."""
        return timedelta(seconds=self.tenant.rules.settle_seconds)

    def take_down(self, differences: Iterable[Difference]) -> None:
        """Record each difference by how often it was seen, and what follows of it."""
        for one in differences:
            row = self.rows.pop(one.identity, None)
            if one.repair is Repair.ADOPT:
                self._repair(one, None)
            elif row is None and one.kind is not Kind.FOREIGN_OVERLAP:
                self._suspect(one)
            elif row is not None and row.state is DriftState.OPEN:
                self._see_again(one, row)
            elif row is not None and self.now < row.opened_at + self.settle:
                self.look_again.append(row.opened_at + self.settle)
            elif one.repair is not None and self._may_repair(one):
                self._repair(one, row)
            else:
                self._open(one, row)

    def _suspect(self, one: Difference) -> None:
        drifts.add(self.tx, self._new(one, DriftState.SUSPECTED))
        self.look_again.append(self.now + self.settle)

    def _may_repair(self, one: Difference) -> bool:
        often = _OFTEN_ENOUGH.get(one.repair) if one.repair else None
        return often is None or drifts.repaired_before(self.tx, one.identity, str(one.repair)) < often

    def _see_again(self, one: Difference, row: Drift) -> None:
        drifts.save(self.tx, replace(row, seen_at=self.now, detail=self._detail(one)))
        self.still_open.append(row)
        if one.repair is Repair.CANCEL_DOUBLE and one.seen is not None:
            self.doubles.append(one.seen.uid)
        if one.repair is None:
            self._change(one, marked)

    def _repair(self, one: Difference, row: Drift | None) -> None:
        """Done without asking. What a saga has yet to write is done by its drive; the difference is closed by then."""
        if one.repair is Repair.CANCEL_DOUBLE:
            self._open(one, row)
            assert one.seen is not None, "what stands twice was seen"
            self.doubles.append(one.seen.uid)
            return
        self._change(one, repaired)
        state = self._new(one, DriftState.CLOSED, row)
        done = replace(state, closed_at=self.now, closed_why=str(one.repair))
        if one.repair is not Repair.ADOPT:
            self._put(done)
            self._tell(one, done)
        self.repaired.append(done)
        self._note("reconciled", one, done.ref)

    def _open(self, one: Difference, row: Drift | None) -> None:
        found = self._new(one, DriftState.OPEN, row)
        self._put(found)
        if one.repair is None:
            self._change(one, marked)
        self.opened.append(found)
        self._tell(one, found)
        self._note("drift_opened", one, found.ref)

    def _put(self, found: Drift) -> None:
        if found.id:
            drifts.save(self.tx, found)
        else:
            drifts.add(self.tx, found)

    def _new(self, one: Difference, state: DriftState, row: Drift | None = None) -> Drift:
        proposal = str(one.repair or one.proposal)
        if row is not None:
            return replace(row, state=state, proposal=proposal, seen_at=self.now, detail=self._detail(one))
        seen = one.seen
        personal = {"title": seen.title, "attendee": seen.attendee} if seen and seen.reference is None else None
        return Drift(
            ref=self._ref(),
            kind=str(one.kind),
            state=state,
            identity=one.identity,
            proposal=proposal,
            opened_at=self.now,
            seen_at=self.now,
            visit=one.visit,
            uid=seen.uid if seen else None,
            host=one.host,
            interval=one.interval,
            detail=self._detail(one),
            personal=personal,
        )

    def _ref(self) -> str:
        while not drifts.ref_is_free(self.tx, ref := self.desk.ids.ref(_REF_LENGTH)):
            continue
        return ref

    def _detail(self, one: Difference) -> dict[str, Any]:
        """What was wanted and what was seen, without anything personal."""
        detail: dict[str, Any] = {"wanted": _span(one.interval), "host": one.host, "segment": one.saga}
        detail |= {"gone": list(one.gone)} if one.gone else {}
        if one.seen is not None:
            seen = one.seen
            made = seen.created_at.isoformat() if seen.created_at else None
            detail["seen"] = {"uid": seen.uid, "number": seen.number, "host": seen.host, **_span(seen.interval)}
            detail["seen"] |= {"created_at": made, "is_cancelled": seen.is_cancelled, "reference": seen.reference}
        return detail

    # The visit

    def _change(self, one: Difference, how: Any) -> None:
        if one.visit is None or (how is marked and one.mark is None):
            return
        before = self.after.get(one.visit)
        current = before.known if before else self.known[one.visit]
        found: Aftermath = how(current, one, self.now)
        if before is not None:
            found = replace(
                found,
                wanted=found.wanted or before.wanted,
                freed=tuple(sorted({*before.freed, *found.freed})),
            )
        self.after[one.visit] = found

    def finish(self) -> tuple[VisitId, ...]:
        """Write the changed visits back. Returns those that have to be driven."""
        due = []
        for visit_id, found in sorted(self.after.items()):
            if found.known != self.known[visit_id]:
                due += self._save(visit_id, found)
        timeline.record(self.tx, self.events)
        self._judge_again()
        if self.tenant.calendar.kind != "builtin":
            spans = [saga.entry.interval for found in self.after.values() for saga in found.new]
            spans += [drift.interval for drift in self.opened if drift.interval]  # To be seen gone, wherever it is.
            reconcile_days.mark_due(self.tx, reconcile_days.days_of_spans(spans), self.now + self.settle)
        return tuple(due)

    def _judge_again(self) -> None:
        """The calls that all this concerns: what was true of them may not be any more."""
        rows = (*self.repaired, *self.opened, *self.closed)
        touched = {*self.after, *(row.visit for row in rows if row.visit is not None)}
        judging.want_again(self.tx, touched, Prompt.RECONCILED, self.now + self.settle, self.now)

    def _save(self, visit_id: VisitId, found: Aftermath) -> list[VisitId]:
        before = self.known[visit_id]
        everything = (*found.sagas, *found.new)
        rows = {saga.id for saga in before.sagas}
        segments.add(self.tx, tuple(saga for saga in everything if saga.id not in rows))
        segments.save(self.tx, tuple(saga for saga in everything if saga.id in rows and saga not in before.sagas))
        due_at = earliest_due(everything, self.now)
        visits.save(self.tx, found.visit, due_at)
        claims.release(self.tx, found.freed, visit_id)
        self._claim(visit_id, found.wanted)
        if found.visit.state is not before.visit.state:
            self._note_state(found)
        return [] if due_at is None else [visit_id]

    def _note_state(self, found: Aftermath) -> None:
        visit = found.visit
        data = {"state": visit.state.value, "generation": visit.generation, "start": visit.start.isoformat()}
        call = str(visit.call) if visit.call else None
        self.events.append(Event(self.now, "visit_" + visit.state.value, data, None, call, visit.id))

    # Its cells

    def _claim(self, visit_id: VisitId, wanted: Claims) -> None:
        """Claim what is free. What another visit has stays theirs, and the clash is left open for a person."""
        if not wanted:
            return
        blocked = claim_what_is_free(self.tx, visit_id, wanted, self.now)
        identity = UNCLAIMED + visit_id
        row = next((row for row in self.rows.values() if row.identity == identity), None)
        if blocked and row is None:
            self._clash(visit_id, identity, blocked)
        elif not blocked and row is not None:
            self._close(row, CLAIMED)

    def _clash(self, visit_id: VisitId, identity: str, blocked: Claims) -> None:
        resource, first = blocked[0]
        after = max(cell for name, cell in blocked if name == resource) + 1
        found = Drift(
            ref=self._ref(),
            kind=str(Kind.MOVED),
            state=DriftState.OPEN,
            identity=identity,
            proposal=str(Proposal.MOVE_WITH_CONSENT),
            opened_at=self.now,
            seen_at=self.now,
            visit=visit_id,
            host=resource,
            interval=Interval(instant_of(first), instant_of(after)),
            detail={"cells": len(blocked)},
        )
        drifts.add(self.tx, found)
        self.opened.append(found)
        self._task(visit_id, "was put where another booking is", found.ref)

    def claim_again(self) -> None:
        """Visits that did not get all their cells try again: what was in the way may be gone."""
        for row in [row for row in self.rows.values() if row.identity.startswith(UNCLAIMED)]:
            one = self.known.get(row.visit) if row.visit else None
            if one is None or row.visit in self.after:
                continue
            if one.visit.goal is Goal.ABSENT:
                self._close(row, GONE)
            else:
                self._claim(one.visit.id, one.visit.slot.claims)

    # What is over, and who must be told

    def close_what_is_gone(self, concluded: frozenset[VisitId], span: Interval, is_complete: bool) -> None:
        """Whatever was suspected or open and is not seen any more, where the evidence would show it."""
        for row in list(self.rows.values()):
            if row.identity.startswith(UNCLAIMED):
                continue
            known = row.visit in concluded if row.visit else is_complete
            if not (known and _lies_in(row.interval, span)) and not self._is_outdated(row):
                continue
            if row.state is DriftState.OPEN:
                self._close(row, GONE)
            else:
                drifts.forget(self.tx, row.id)

    def _is_outdated(self, row: Drift) -> bool:
        """Whether it is about a segment that is not wanted any more where it was."""
        one = self.known.get(row.visit) if row.visit else None
        if one is None or row.kind not in _ABOUT_WANTED:
            return False
        return row.detail.get("segment") not in {saga.id for saga in one.wanted}

    def _close(self, row: Drift, why: str) -> None:
        """What is over needs nobody any more: its task goes with it."""
        done = replace(row, state=DriftState.CLOSED, closed_at=self.now, closed_why=why)
        drifts.save(self.tx, done)
        tasks.close_of_drift(self.tx, row.ref, self.now)
        self.rows.pop(row.identity, None)
        self.closed.append(done)
        event = Event(self.now, "drift_closed", {"drift": row.ref, "kind": row.kind, "why": why}, visit=row.visit)
        self.events.append(event)

    def _tell(self, one: Difference, found: Drift) -> None:
        """Have a person see to it: the customer must know, or somebody must decide. Not about what is past."""
        if one.visit is None:
            self._task(None, f"entry {found.uid} in the calendar bears our reference and is not known", found.ref)
            return
        visit = self.known[one.visit].visit
        if one.repair in (Repair.CREATE_AGAIN, Repair.CANCEL_THERE, Repair.CANCEL_DOUBLE):
            if found.state is DriftState.OPEN and one.repair is not Repair.CANCEL_DOUBLE:
                self._task(one.visit, _sentence(one), found.ref)
        elif visit.interval.end > self.now and (one.repair is None or _matters(one, visit.start)):
            self._task(one.visit, _sentence(one), found.ref)

    def _task(self, visit_id: VisitId | None, sentence: str, drift: str) -> None:
        if visit_id is None:
            tasks.add(self.tx, TaskKind.PERSON, f"{sentence} (drift {drift})", self.now)
            return
        visit = self.known[visit_id].visit
        personal = {"name": visit.customer.name, "phone": visit.customer.phone}
        text = f"booking {visit.ref} {sentence} (drift {drift})"
        call = str(visit.call) if visit.call else None
        tasks.add(self.tx, TaskKind.PERSON, text, self.now, call, visit_id, None, personal)

    def _note(self, kind: str, one: Difference, drift: str) -> None:
        """For the timeline of the visit."""
        data: dict[str, Any] = {"kind": str(one.kind), "repair": str(one.repair) if one.repair else None}
        data |= {"drift": drift, **self._detail(one)}
        visit = self.known[one.visit].visit if one.visit else None
        call = str(visit.call) if visit and visit.call else None
        self.events.append(Event(self.now, kind, data, None, call, one.visit))


_SENTENCES = {
    Kind.MISSING_THERE: "is not in the calendar any more and could not be put in again: call the customer",
    Kind.CANCELLED_THERE: "was cancelled in the calendar: make sure that the customer knows",
    Kind.ORPHAN_THERE: "left an entry in the calendar that it does not explain: adopt or cancel it",
    Kind.MOVED: "was moved in the calendar: make sure that the customer knows the new time",
    Kind.LENGTH_DIFFERS: "has another length in the calendar: decide which one counts",
    Kind.FOREIGN_OVERLAP: "shares its time with somebody else's entry: move one of them, with consent",
    Kind.OURS_TWICE: "stands in the calendar more than once: cancel one entry",
}

_IN_PART = "stands in the calendar only in part, as some of it was taken out: decide on all of it and call the customer"


def _sentence(one: Difference) -> str:
    """What a person is told of it."""
    return _IN_PART if one.gone else _SENTENCES[one.kind]


_ABOUT_WANTED = frozenset(map(str, (Kind.MISSING_THERE, Kind.CANCELLED_THERE, Kind.MOVED, Kind.LENGTH_DIFFERS)))


def _matters(one: Difference, start: datetime) -> bool:
    """Whether the customer has to know: not that a visit became longer or shorter where its start stays."""
    return one.kind is not Kind.LENGTH_DIFFERS or (one.seen is not None and one.seen.interval.start != start)


def _span(interval: Interval) -> dict[str, str]:
    return {"start": interval.start.isoformat(), "end": interval.end.isoformat()}


def _lies_in(interval: Interval | None, span: Interval) -> bool:
    return interval is not None and span.contains(interval)


def claim_what_is_free(tx: TenantTx, visit_id: VisitId, wanted: Claims, now: datetime) -> Claims:
    """Claim for a visit what no other visit has; a call's hold yields to what stands in the calendar. Returns what
    could not be had. Raises Conflict where somebody was quicker, for another run on fresh facts."""
    window = CellWindow.around(
        Interval(instant_of(min(c for _, c in wanted)), instant_of(max(c for _, c in wanted) + 1))
    )
    owners: dict[tuple[str, int], tuple[str, bool]] = {}
    for busy in claims.busy(tx, {resource for resource, _ in wanted}, window, now):
        booked = busy.kind is Occupation.VISIT
        owners |= {(busy.resource, cell): (busy.owner, booked) for cell in busy.cells}
    blocked = tuple(cell for cell in wanted if owners.get(cell, ("", False))[1] and owners[cell][0] != visit_id)
    holders = sorted({owner for cell in wanted if (owner := owners.get(cell, ("", True))[0]) and owner != visit_id})
    free = [cell for cell in wanted if cell not in owners]
    parts = [("", free), *((h, [c for c in wanted if owners.get(c) == (h, False)]) for h in holders)]
    for holder, cells in parts:
        if cells and not claims.place(tx, cells, visit_id, None, now, own=holder or None):
            raise Conflict
    return blocked
