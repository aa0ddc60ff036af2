"""What a tool's decision can be: an answer at once, or a visit to drive before anybody is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from holdfast.actions.acting import Work
from holdfast.actions.answer import Answer
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit
from holdfast.core.ids import SagaId, VisitId, reference_of
from holdfast.core.saga import Entry, Saga
from holdfast.core.service import Plan, staff_resource
from holdfast.core.tenant import Tenant


class Deed(StrEnum):
    """What a write wants done."""

    BOOK = "book"
    AMEND = "amend"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Driving:
    """A decision on record whose effect must be seen before it is told. `work` None: join what is under way, `since`
    when the caller has been waiting for it."""

    deed: Deed
    visit: VisitId
    work: Work | None = None
    asked: Slot | None = None
    since: datetime | None = None


Decision = Answer | Driving


def sagas_of(
    visit: Visit, slot: Slot, tenant: Tenant, generation: int = 0, replacing: tuple[Saga, ...] = ()
) -> tuple[Saga, ...]:
    """One saga for each busy segment of a visit at a slot. With `replacing`, each turns an old entry into its own."""
    steps = slot.plan.busy_steps
    old = {saga.segment: saga.id for saga in replacing}
    return tuple(
        Saga(
            id=SagaId(f"{visit.id}/{generation}/{n}"),
            visit=visit.id,
            segment=n,
            entry=Entry(
                reference=reference_of(visit.id, n),
                host=staff_resource(step.staff),
                interval=step.interval(slot.start),
                title=title(visit, slot.plan, n, tenant),
                attendee=visit.customer.name,
                phone=visit.customer.phone,
                email=visit.customer.email,
                service=step.service,
                part=slot.plan.turns[n - 1][1],
                ref=visit.ref,
            ),
            goal=Goal.PRESENT,
            replaces=old.get(n),
            generation=generation,
        )
        for n, step in enumerate(steps, start=1)
    )


def title(visit: Visit, plan: Plan, n: int, tenant: Tenant) -> str:
    """What staff read in the calendar: "Dauerwelle 2/4 Fixierung · A. Beispiel · Telefon · K7M4A"; "Salon" where one of
    them booked it."""
    step = plan.busy_steps[n - 1]
    service = tenant.service_name(step.service)
    count = f" {n}/{len(plan.busy_steps)}" if len(plan.busy_steps) > 1 else ""
    part = f" {step.name}" if step.name and step.name != service else ""
    test = "TEST · " if visit.is_test else ""
    origin = "Telefon" if visit.call else "Salon"
    return f"{test}{service}{count}{part} · {short_name(visit.customer.name)} · {origin} · {visit.ref}"[:200]


def short_name(name: str) -> str:
    """First name as an initial, last name whole: enough for the diary, no more."""
    first, _, rest = name.partition(" ")
    return f"{first[:1]}. {rest}" if rest else first
