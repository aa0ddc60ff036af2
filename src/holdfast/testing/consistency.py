"""Whether a database agrees with itself: visits, their entries in the built-in calendar, and the claims.

To be asked once everything has come to rest. Every contradiction is one sentence that names what it is about; no
sentence means that nothing was lost, doubled or left behind.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit, VisitState
from holdfast.core.ids import VisitId, reference_of
from holdfast.core.service import staff_resource
from holdfast.store import segments, tenants, visits
from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.plans import plan_of
from holdfast.store.tables import calendar_entry, claim, offer, visit

Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything of one tenant that has to agree."""

    visits: dict[str, Visit]
    due: dict[str, int | None]
    entries: dict[str, list[Any]]
    claims: dict[Cell, tuple[str, int | None]]
    held: dict[str, set[Cell]]


def contradictions(tx: Tx, now: datetime) -> list[str]:
    """What does not agree, over all tenants, as sentences. Empty is what it should be."""
    return [
        f"{row.slug}: {sentence}" for row in tenants.everyone(tx) for sentence in contradictions_of(tx.of(row.id), now)
    ]


def contradictions_of(tx: TenantTx, now: datetime) -> list[str]:
    """The same for one tenant."""
    facts = _read(tx, now)
    found = [sentence for one in facts.visits.values() for sentence in _about_visit(tx, one, facts)]
    return [*found, *_about_entries(facts), *_about_claims(facts, now)]


def _read(tx: TenantTx, now: datetime) -> _Facts:
    mine: sa.BindParameter[int] = sa.bindparam("tenant")
    rows = list(tx.run(sa.select(visit.c.id, visit.c.due_at).where(visit.c.tenant_id == mine)))
    entries: dict[str, list[Any]] = defaultdict(list)
    standing = calendar_entry.c.cancelled_at.is_(None)
    for row in tx.run(sa.select(calendar_entry).where(calendar_entry.c.tenant_id == mine, standing)):
        entries[str(row.reference)].append(row)
    held: dict[str, set[Cell]] = defaultdict(set)
    for row in tx.run(sa.select(offer).where(offer.c.tenant_id == mine, offer.c.expires_at > to_ms(now))):
        held[f"call:{row.call_id}"] |= set(plan_of(row.plan).claims(from_ms(row.start_at)))
    claims = tx.run(sa.select(claim).where(claim.c.tenant_id == mine))
    return _Facts(
        visits.by_ids(tx, [row.id for row in rows]),
        {row.id: row.due_at for row in rows},
        entries,
        {(row.resource, row.cell): (row.owner, row.expires_at) for row in claims},
        held,
    )


def _about_visit(tx: TenantTx, one: Visit, facts: _Facts) -> Iterator[str]:
    name = f"visit {one.id} ({one.ref}, {one.state.value}, wanted {one.goal.value})"
    if facts.due[one.id] is not None or one.state is VisitState.PENDING:
        stages = [f"{s.id}:{s.goal.value}/{s.stage.value}" for s in segments.of_visit(tx, one)]
        yield f"{name} has not come to rest: due {facts.due[one.id]}, {', '.join(stages)}"
        return
    if one.goal is Goal.PRESENT:
        yield from _standing_visit(name, one, facts)
    else:
        for row in _entries_of(one, facts):
            yield f"{name} is gone, but its entry {row.reference} still stands for {row.host}"


def _standing_visit(name: str, one: Visit, facts: _Facts) -> Iterator[str]:
    wanted = {
        (str(reference_of(VisitId(one.id), n)), staff_resource(step.staff), to_ms(step.interval(one.start).start))
        for n, step in enumerate(one.plan.busy_steps, start=1)
    }
    found = [(row.reference, row.host, row.start_at) for row in _entries_of(one, facts)]
    for missing in sorted(wanted - set(found)):
        yield f"{name} is told to stand, but its entry {missing} is not in the calendar"
    for surplus in sorted(set(found) - wanted):
        yield f"{name} has an entry in the wrong place: {surplus}"
    for double in sorted({entry for entry in found if found.count(entry) > 1}):
        yield f"{name} stands twice in the calendar: {double}"
    unclaimed = [cell for cell in one.slot.claims if facts.claims.get(cell) != (one.id, None)]
    if unclaimed:
        owners = sorted({str(facts.claims.get(cell)) for cell in unclaimed})
        yield f"{name} does not own {len(unclaimed)} of its cells, first {unclaimed[0]}; they belong to {owners}"


def _entries_of(one: Visit, facts: _Facts) -> list[Any]:
    mine = [rows for reference, rows in facts.entries.items() if reference.startswith(f"{one.id}/")]
    return [row for rows in mine for row in rows]


def _about_entries(facts: _Facts) -> Iterator[str]:
    for reference in facts.entries:
        if reference.partition("/")[0] not in facts.visits:
            yield f"entry {reference} belongs to no visit"


def _about_claims(facts: _Facts, now: datetime) -> Iterator[str]:
    left: dict[str, list[Cell]] = defaultdict(list)
    for cell, (owner, until) in facts.claims.items():
        if until is not None and until <= to_ms(now):
            continue
        if cell not in _rightful(owner, facts):
            left[owner].append(cell)
    for owner, cells in left.items():
        yield f"{len(cells)} cells are claimed by {owner} without a living visit or a live hold, first {min(cells)}"


def _rightful(owner: str, facts: _Facts) -> set[Cell]:
    """The cells that this owner may claim."""
    one = facts.visits.get(owner)
    if one is None:
        return facts.held.get(owner, set())
    if one.goal is Goal.ABSENT and facts.due[owner] is None:
        return set()
    slots: list[Slot] = [one.slot, *([one.target] if one.target else [])]
    return {cell for slot in slots for cell in slot.claims}
