"""What a person did to a visit in the calendar while we were changing it: the days concerned are compared at once."""

from datetime import datetime

from holdfast.actions.acting import Results
from holdfast.core.booking import Goal
from holdfast.core.course import Course
from holdfast.core.interval import Interval
from holdfast.core.saga import Saga, Seen, Stage, stray_of
from holdfast.core.tenant import Tenant
from holdfast.store import mirror, reconcile_days
from holdfast.store.engine import TenantTx


def follow_a_person(tx: TenantTx, tenant: Tenant, course: Course, done: Results | None, now: datetime) -> None:
    """Have the days compared at `now`, and read anew before an offer, where a look showed entries that a person moved
    or took out: reconciliation follows her."""
    if done is None or not tenant.calendar.is_outside:
        return
    spans = [span for saga in course.sagas if saga.id in done.looked for span in _overtaken(saga, course, done)]
    reconcile_days.mark_due(tx, reconcile_days.days_of_spans(spans), now)
    for span in spans:
        mirror.forget(tx, span, now)


def _overtaken(saga: Saga, course: Course, done: Results) -> list[Interval]:
    """Where a segment was wanted, and where a person put it; nothing where no person is to be seen."""
    if saga.goal is Goal.ABSENT or saga.stage not in (Stage.SENT, Stage.ALTERED, Stage.UNDONE):
        return []
    entries: tuple[Seen, ...] = done.listing.entries if done.listing else ()
    stray = stray_of(saga, entries, [one.entry for one in course.sagas])
    if stray is None:
        return [saga.entry.interval] if saga.stage is Stage.UNDONE else []
    return [saga.entry.interval, stray.interval]
