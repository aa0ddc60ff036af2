"""What keeps the catalogue from being booked in an outside calendar: the doctor's judgement (R25). Pure.

Whatever `gaps` lists says what is wrong and what to do. A gap that *blocks* belongs to one busy segment done by one
person; that pair is not offered. A gap that *warns* lets bookings through, but sooner or later somebody is surprised.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256

from holdfast.core.gap import Gap, GapKind, Pair, Severity, pairs
from holdfast.core.ids import EventTypeId
from holdfast.core.provisioning import Elsewhere, Inspection, RemoteEventType, WantedEventType
from holdfast.core.provisioning_pairs import absent, elsewhere_too, faults, limits
from holdfast.core.service import Kind, Plan, Service, staff_resource
from holdfast.core.tenant import EventType, Staff, Tenant

LARGEST_SKEW_SECONDS = 60
LONGEST_LISTED_MINUTES = 480
"""How long an entry may be that listings still show, unless longest_minutes in [calendar] says otherwise."""
Faulty = tuple[str, int, str, int]
"""Service, busy segment, person, and the event type found wrong: named with it, a corrected file counts at once.
"" and 0: everything that this person does."""


def gaps(
    tenant: Tenant, inspection: Inspection, now: datetime, elsewhere: Mapping[int, Elsewhere] | None = None
) -> tuple[Gap, ...]:
    """Everything that is missing or wrong, what is about the whole salon first, then pair by pair. `elsewhere`: the
    event types that other tenants name, too."""
    return (*_of_the_salon(tenant, inspection, now), *_of_the_pairs(tenant, inspection, now, elsewhere or {}))


def blocked(found: Iterable[Gap]) -> frozenset[Faulty]:
    """What may not be offered, as `bookable_plans` wants it."""
    return frozenset(
        (gap.service or "", gap.segment or 0, gap.staff, gap.event_type or 0)
        for gap in found
        if gap.severity is Severity.BLOCKS
        and gap.staff is not None
        and (gap.event_type is not None or gap.kind is GapKind.COLLECTION)
    )


def bookable_plans(plans: Iterable[Plan], tenant: Tenant, faulty: frozenset[Faulty]) -> tuple[Plan, ...]:
    """The plans for whose every busy step the calendar has what it needs, as far as the tenant file and the last
    inspection (`faulty`, see `blocked`) tell."""
    match tenant.calendar.kind:
        case "calcom":
            return _with_event_types(plans, tenant, faulty)
        case "caldav":
            collections = tenant.calendar.options.get("collections")
            named = set(collections) if isinstance(collections, Mapping) else set()
            usable = named - {staff for service, _, staff, _ in faulty if not service}
            return tuple(plan for plan in plans if all(step.staff in usable for step in plan.busy_steps))
        case _:
            return tuple(plans)


def _with_event_types(plans: Iterable[Plan], tenant: Tenant, faulty: frozenset[Faulty]) -> tuple[Plan, ...]:
    named = {(e.service, e.segment, e.staff): e.id for e in tenant.event_types}
    people: dict[int, set[str]] = {}
    for event_type in tenant.event_types:
        people.setdefault(event_type.id, set()).add(event_type.staff)

    def is_bookable(plan: Plan) -> bool:
        for step, part in plan.turns:
            number = named.get((step.service, part, step.staff))
            if number is None or len(people[number]) > 1:
                return False
            if (step.service, part, step.staff, number) in faulty:
                return False
        return True

    return tuple(plan for plan in plans if is_bookable(plan))


def missing(tenant: Tenant, inspection: Inspection) -> tuple[WantedEventType, ...]:
    """The event types that should be made: of pairs without one, or whose own does not exist (any more)."""
    there = {remote.id for remote in inspection.event_types}
    lacking = (pair for pair in pairs(tenant) if pair.event_type is None or pair.event_type not in there)
    return tuple(_wanted(pair, tenant) for pair in lacking) if inspection.needs_event_types else ()


def existing(wanted: WantedEventType, inspection: Inspection) -> RemoteEventType | None:
    """The one that was made for it earlier, if it still fits: its short name says so."""
    alike = (remote for remote in inspection.event_types if remote.slug == wanted.slug)
    return next((one for one in alike if wanted.minutes in one.minutes and not one.is_managed_parent), None)


def _wanted(pair: Pair, tenant: Tenant) -> WantedEventType:
    """Its short name is made of the pair and the length alone, so that it is found again; the end keeps apart what
    reads the same ("a-1" part 2 and "a" part 1 of "2-…")."""
    mark = sha256(repr(pair.key).encode()).hexdigest()[:4]
    name = f" {pair.part} {pair.segment.name}".rstrip() if len(pair.service.segments) > 1 else ""
    return WantedEventType(
        service=pair.service.key,
        segment=pair.part,
        staff=pair.staff,
        title=f"{pair.service.name}{name} · {tenant.staff_name(pair.staff)}"[:200],
        slug=f"holdfast-{pair.service.key}-{pair.part}-{pair.staff}-{pair.segment.minutes}-{mark}".replace("_", "-"),
        minutes=pair.segment.minutes,
    )


def _of_the_salon(tenant: Tenant, inspection: Inspection, now: datetime) -> Iterator[Gap]:
    for fault in inspection.faults:
        remedy = "Correct [calendar] in the tenant file, or the calendar itself."
        yield Gap(GapKind.CONNECTION, Severity.BLOCKS, f"{fault[:1].upper()}{fault[1:].rstrip('.')}.", remedy)
    yield from _of_collections(tenant, inspection)
    if inspection.clock is not None:
        skew = (inspection.clock - now).total_seconds()
        if abs(skew) > LARGEST_SKEW_SECONDS:
            side = "ahead of" if skew > 0 else "behind"
            problem = f"The calendar's clock is {abs(skew):.0f} s {side} ours."
            yield _salon_gap(
                GapKind.CLOCK, problem, "Let this machine set its clock by NTP; tell the calendar's operator."
            )
    zone = tenant.timezone.key
    if inspection.zone and inspection.zone != zone:
        problem = f"The calendar account lives in {inspection.zone}, the salon in {zone}."
        yield _salon_gap(GapKind.ACCOUNT_ZONE, problem, f"Set the account's time zone to {zone}.")
    yield from _of_options(tenant, inspection)
    yield from _same_names(tenant.staff)


def _of_collections(tenant: Tenant, inspection: Inspection) -> Iterator[Gap]:
    """People whose part of the calendar cannot be read or written: nobody is booked with them until then."""
    faulty = inspection.notes.get("faulty")
    for person in tenant.staff:
        if isinstance(faulty, list) and staff_resource(person.key) in faulty:
            problem = f"{person.name} ({person.key}) is not offered to callers while that is so."
            remedy = f"Correct what stands for {person.key} in [calendar.collections], or the rights of the account."
            yield Gap(GapKind.COLLECTION, Severity.BLOCKS, problem, remedy, staff=person.key)


def _of_options(tenant: Tenant, inspection: Inspection) -> Iterator[Gap]:
    """Settings of [calendar] that do not go with what stands in the calendar."""
    if inspection.notes.get("customer_mail") == "first" and any(_busy_count(one) > 1 for one in tenant.services):
        yield _salon_gap(
            GapKind.MAILS,
            "The calendar writes to the customer about the first segment of a visit; the links in that mail move or"
            " cancel this segment alone.",
            'Set customer_mail = "never" in [calendar], or turn the calendar\'s mails to attendees off.',
        )
    longest, known = inspection.notes.get("longest_minutes"), tenant.calendar.options.get("longest_minutes")
    limit = known if isinstance(known, int) else LONGEST_LISTED_MINUTES
    if isinstance(longest, int) and longest > limit:
        yield _salon_gap(
            GapKind.LONG_ENTRIES,
            f"The calendar has event types of {longest} minutes; entries longer than {limit} may not be seen.",
            f"Set longest_minutes = {-(-longest // 5) * 5} in [calendar].",
        )


def _salon_gap(kind: GapKind, problem: str, remedy: str, staff: str | None = None) -> Gap:
    return Gap(kind, Severity.WARNS, problem, remedy, staff=staff)


def _busy_count(service: Service) -> int:
    return sum(segment.kind is Kind.BUSY for segment in service.segments)


def _same_names(staff: Iterable[Staff]) -> Iterator[Gap]:
    """Two records of one name: perhaps one person entered twice, and surely a caller who cannot tell them apart."""
    first: dict[str, Staff] = {}
    for person in staff:
        other = first.setdefault(" ".join(person.name.casefold().split()), person)
        if other is not person:
            yield _salon_gap(
                GapKind.SAME_NAME,
                f'"{other.key}" and "{person.key}" are both called {person.name}.',
                "If they are one person, keep one [[staff]] (one person may have several accounts); else give them"
                " names that callers can tell apart.",
                person.key,
            )


def _of_the_pairs(
    tenant: Tenant, inspection: Inspection, now: datetime, elsewhere: Mapping[int, Elsewhere]
) -> Iterator[Gap]:
    if not inspection.needs_event_types:
        return
    remote = {event_type.id: event_type for event_type in inspection.event_types}
    everyone = pairs(tenant)
    people = _people(everyone)
    names = frozenset(name.lower() for one in inspection.event_types for name in one.hosts)
    names |= {name.lower() for name in inspection.accounts}
    for pair in everyone:
        found = remote.get(pair.event_type) if pair.event_type is not None else None
        if found is None:
            yield absent(pair, tenant)
            continue
        if found.id in elsewhere:
            yield elsewhere_too(pair, elsewhere[found.id])
        yield from faults(pair, found, people[found.id], names, tenant)
        yield from limits(pair, found, tenant, now)
    yield from _shared_accounts(everyone, remote, tenant)


def _people(everyone: Iterable[Pair]) -> dict[EventTypeId, tuple[str, ...]]:
    """Who is named with each event type."""
    people: dict[EventTypeId, dict[str, None]] = {}
    for pair in everyone:
        if pair.event_type is not None:
            people.setdefault(pair.event_type, {})[pair.staff] = None
    return {number: tuple(staff) for number, staff in people.items()}


def _shared_accounts(
    everyone: Iterable[Pair], remote: Mapping[EventTypeId, RemoteEventType], tenant: Tenant
) -> Iterator[Gap]:
    """Two people who are booked in one account: it never takes both at the same time."""
    owner: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for pair in everyone:
        found = remote.get(pair.event_type) if pair.event_type is not None else None
        for host in found.hosts if found and not found.is_managed_parent else ():
            first = owner.setdefault(host, pair.staff)
            if first != pair.staff and (first, pair.staff) not in told:
                told.add((first, pair.staff))
                yield _salon_gap(
                    GapKind.SHARED_ACCOUNT,
                    f'"{first}" and "{pair.staff}" are both booked in the account {host}: while one works, the calendar'
                    " refuses the other.",
                    f"Give {tenant.staff_name(pair.staff)} an account of their own, with event types of its own.",
                    pair.staff,
                )


def event_type_lines(made: Iterable[EventType]) -> str:
    """Event types as they stand in a tenant file (TOML), ready to be pasted."""
    return "\n".join(
        f'[[event_type]]\nservice = "{one.service}"\nsegment = {one.segment}\nstaff = "{one.staff}"\nid = {one.id}\n'
        for one in made
    )
