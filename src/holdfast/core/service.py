"""What a salon offers: services with their segments, and the plan that a visit carries once it is booked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import islice, product

from holdfast.core.interval import CELL_MINUTES, Interval, cell_after, cell_at

STAFF_PREFIX = "staff:"
MOST_SHARED_WAYS = 200
"""How many ways to share a visit between people are weighed: twenty people and four services would be 160,000."""


def staff_resource(staff_key: str) -> str:
    """The name under which a person is claimed; rooms and devices will have prefixes of their own."""
    return STAFF_PREFIX + staff_key


class Kind(StrEnum):
    """What happens in a segment: somebody works, or something acts by itself."""

    BUSY = "busy"
    GAP = "gap"


class ByPhone(StrEnum):
    """What the telephone agent may do with a service."""

    BOOK = "book"
    CALLBACK = "callback"
    KNOWN_CUSTOMERS = "known_customers"


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a service: staffed (busy) or a gap during which the staff serve others. Minutes."""

    kind: Kind
    minutes: int
    name: str = ""

    def __post_init__(self) -> None:
        assert self.minutes > 0 and self.minutes % CELL_MINUTES == 0, "lengths are multiples of five minutes"


@dataclass(frozen=True, slots=True)
class StaffOverride:
    """What differs when one member of staff does the service: its length, its price, or both."""

    minutes: int | None = None
    price_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Something that can be booked. `position` is its place in the catalogue; prices are in cents."""

    key: str
    name: str
    segments: tuple[Segment, ...]
    staff: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    price_cents: int | None = None
    price_from: bool = False
    phone: ByPhone = ByPhone.BOOK
    buffer_before: int = 0
    buffer_after: int = 0
    resources: tuple[str, ...] = ()
    overrides: Mapping[str, StaffOverride] = field(default_factory=dict)
    position: int = 0

    def __post_init__(self) -> None:
        assert self.segments, "a service has at least one segment"
        assert self.segments[0].kind is Kind.BUSY is self.segments[-1].kind, "a gap is never first or last"

    def segments_by(self, staff_key: str) -> tuple[Segment, ...]:
        """Its segments when `staff_key` does it (an override of minutes stands for a single busy segment)."""
        override = self.overrides.get(staff_key)
        if override is None or override.minutes is None:
            return self.segments
        return (replace(self.segments[0], minutes=override.minutes),)

    def price_by(self, staff_key: str) -> int | None:
        """Its price in cents when `staff_key` does it."""
        override = self.overrides.get(staff_key)
        own = override.price_cents if override else None
        return self.price_cents if own is None else own

    @property
    def minutes(self) -> int:
        """Its whole length from start to end, gaps included."""
        return sum(segment.minutes for segment in self.segments)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One segment of a planned visit, at `offset` minutes after its start.

    A busy step claims all its `resources`, `before` minutes earlier and `after` minutes longer (buffers).
    A gap claims nothing.
    """

    service: str
    name: str
    kind: Kind
    offset: int
    minutes: int
    staff: str
    resources: tuple[str, ...] = ()
    before: int = 0
    after: int = 0

    def interval(self, start: datetime) -> Interval:
        """When it happens if the visit starts at `start`."""
        begins = start + timedelta(minutes=self.offset)
        return Interval(begins, begins + timedelta(minutes=self.minutes))

    def cells(self, start: datetime) -> range:
        """The cells that it claims of its resources: those of its interval with the buffers."""
        begins = start + timedelta(minutes=self.offset - self.before)
        ends = start + timedelta(minutes=self.offset + self.minutes + self.after)
        return range(cell_at(begins), cell_after(ends))


@dataclass(frozen=True)
class Plan:
    """How one visit would go, person by person and minute by minute. Stamped on the visit when it is booked (R14),
    so that a later change of the catalogue never rewrites what a customer was promised."""

    services: tuple[str, ...]
    steps: tuple[PlanStep, ...]
    price_cents: int | None = None
    price_from: bool = False

    @property
    def minutes(self) -> int:
        """From start to end, gaps included."""
        return self.steps[-1].offset + self.steps[-1].minutes

    @cached_property
    def busy_steps(self) -> tuple[PlanStep, ...]:
        """The steps that claim somebody."""
        return tuple(step for step in self.steps if step.kind is Kind.BUSY)

    @cached_property
    def turns(self) -> tuple[tuple[PlanStep, int], ...]:
        """The busy steps, each with its number among the busy ones of its service, from 1; of a service that the visit
        holds twice, each time from 1."""
        times, whole = Counter(self.services), Counter(step.service for step in self.busy_steps)
        count: Counter[str] = Counter()
        found = []
        for step in self.busy_steps:
            once = max(whole[step.service] // max(times[step.service], 1), 1)
            found.append((step, count[step.service] % once + 1))
            count[step.service] += 1
        return tuple(found)

    @cached_property
    def staff(self) -> tuple[str, ...]:
        """Who works in it, in the order of their first turn."""
        return tuple(dict.fromkeys(step.staff for step in self.steps))

    def interval(self, start: datetime) -> Interval:
        """The whole visit, gaps included, buffers not."""
        return Interval(start, start + timedelta(minutes=self.minutes))

    def claims(self, start: datetime) -> tuple[tuple[str, int], ...]:
        """Every (resource, cell) it takes, sorted, no cell twice: what the claim table guards."""
        cells = {
            (resource, cell) for step in self.busy_steps for cell in step.cells(start) for resource in step.resources
        }
        return tuple(sorted(cells))


def plan_service(service: Service, staff_key: str, offset: int = 0) -> tuple[PlanStep, ...]:
    """The steps of one service done by one person, beginning `offset` minutes into the visit."""
    segments = service.segments_by(staff_key)
    steps = []
    for place, segment in enumerate(segments):
        busy = segment.kind is Kind.BUSY
        steps.append(
            PlanStep(
                service=service.key,
                name=segment.name or service.name,
                kind=segment.kind,
                offset=offset,
                minutes=segment.minutes,
                staff=staff_key,
                resources=(staff_resource(staff_key), *service.resources) if busy else (),
                before=service.buffer_before if place == 0 else 0,
                after=service.buffer_after if place == len(segments) - 1 else 0,
            )
        )
        offset += segment.minutes
    return tuple(steps)


def plan_visit(assigned: Iterable[tuple[Service, str]]) -> Plan:
    """The plan of several services in one visit, one after another, each with the person who does it."""
    steps: list[PlanStep] = []
    prices: list[int | None] = []
    services: list[Service] = []
    for service, staff_key in assigned:
        offset = steps[-1].offset + steps[-1].minutes if steps else 0
        steps.extend(plan_service(service, staff_key, offset))
        prices.append(service.price_by(staff_key))
        services.append(service)
    known = [price for price in prices if price is not None]
    return Plan(
        services=tuple(service.key for service in services),
        steps=tuple(steps),
        price_cents=sum(known) if len(known) == len(prices) else None,
        price_from=any(service.price_from for service in services),
    )


def plans_for(services: Iterable[Service], staff_key: str | None = None) -> tuple[Plan, ...]:
    """Every way to staff a visit of these services, best first: in the catalogue's order, by one person
    where somebody can do all, and only then shared. `staff_key` limits it to that person.

    Empty when nobody (or not the named person) does one of them.
    """
    ordered = sorted(services, key=lambda service: service.position)
    if staff_key is not None:
        able = all(staff_key in service.staff for service in ordered)
        return (plan_visit((service, staff_key) for service in ordered),) if able else ()
    alone = [key for key in ordered[0].staff if all(key in service.staff for service in ordered)]
    plans = [plan_visit((service, key) for service in ordered) for key in alone]
    if len(ordered) > 1:
        plans.extend(plan_visit(pairs) for pairs in islice(_shared(ordered), MOST_SHARED_WAYS))
    return tuple(plans)


def _shared(ordered: list[Service]) -> Iterable[tuple[tuple[Service, str], ...]]:
    """The assignments in which at least two people take part, in the order in which the catalogue names them."""
    ways = product(*([(service, key) for key in service.staff] for service in ordered))
    return (way for way in ways if len({key for _, key in way}) > 1)
