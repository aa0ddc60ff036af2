"""Whether one event type is what one busy segment done by one person needs: the doctor, pair by pair. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from holdfast.core.gap import Gap, GapKind, Pair, Severity
from holdfast.core.provisioning import Elsewhere, RemoteEventType
from holdfast.core.provisioning_hours import uncovered_days
from holdfast.core.tenant import Tenant


def _gap(kind: GapKind, severity: Severity, pair: Pair, problem: str, remedy: str) -> Gap:
    return Gap(kind, severity, problem, remedy, pair.service.key, pair.part, pair.staff, pair.event_type)


def absent(pair: Pair, tenant: Tenant) -> Gap:
    """Nobody made it, or it is gone."""
    make = f"Run holdfast doctor --tenant {tenant.slug} --apply and paste the [[event_type]] that it prints."
    if pair.event_type is None:
        problem = f"No [[event_type]] names an event type for {pair.name}."
        return _gap(GapKind.NO_EVENT_TYPE, Severity.BLOCKS, pair, problem, make)
    problem = f"Event type {pair.event_type} for {pair.name} does not exist in this calendar."
    return _gap(GapKind.UNKNOWN_EVENT_TYPE, Severity.BLOCKS, pair, problem, f"Correct its id. {make}")


def faults(
    pair: Pair, remote: RemoteEventType, people: tuple[str, ...], names: frozenset[str], tenant: Tenant
) -> Iterator[Gap]:
    """What keeps a pair from being booked at all. `people` are all who are named with this event type, `names` the
    names by which this calendar itself calls its accounts."""
    what = f"Event type {remote.id} for {pair.name}"
    minutes = pair.segment.minutes
    if remote.is_managed_parent:
        yield _gap(
            GapKind.MANAGED_PARENT,
            Severity.BLOCKS,
            pair,
            f"{what} is a managed parent, which cannot be booked.",
            f"Use the id of the child that {tenant.staff_name(pair.staff)}'s own account lists.",
        )
    others = [staff for staff in people if staff != pair.staff]
    if others:
        yield _gap(
            GapKind.SHARED_EVENT_TYPE,
            Severity.BLOCKS,
            pair,
            f"{what} stands for {', '.join(others)} as well: nobody could tell whose a booking is.",
            "Give each person event types in an account of their own.",
        )
    if _is_anothers(pair, remote, names, tenant):
        yield _gap(
            GapKind.WRONG_HOST,
            Severity.BLOCKS,
            pair,
            f"{what} books {', '.join(remote.hosts)}, but {pair.staff} is {', '.join(_accounts(tenant, pair.staff))}.",
            "Use the id of an event type of that account, or correct accounts in [calendar].",
        )
    if minutes not in remote.minutes:
        offered = ", ".join(map(str, remote.minutes)) or "no length"
        yield _gap(
            GapKind.WRONG_LENGTH,
            Severity.BLOCKS,
            pair,
            f"{what} offers {offered} minutes, the segment takes {minutes}.",
            f"Set its length to {minutes} minutes, or add that length to it.",
        )
    if remote.needs_confirmation:
        yield _gap(
            GapKind.NEEDS_CONFIRMATION,
            Severity.BLOCKS,
            pair,
            f"{what} asks somebody to confirm each booking, so none would stand while the caller waits.",
            "Turn the confirmation of that event type off.",
        )


def elsewhere_too(pair: Pair, other: Elsewhere) -> Gap:
    """Two tenants on one event type: it is of whoever had it first, and the other's callers are not booked there."""
    if other.was_first:
        problem = f"Event type {pair.event_type} for {pair.name} belongs to tenant {other.slug}."
        remedy = "Use an event type of this tenant's own."
        return _gap(GapKind.OTHER_TENANT, Severity.BLOCKS, pair, problem, remedy)
    problem = f"Tenant {other.slug} names event type {pair.event_type}, too, which is that for {pair.name}."
    remedy = f"Give {other.slug} an event type of its own; until then it offers no such bookings."
    return _gap(GapKind.OTHER_TENANT, Severity.WARNS, pair, problem, remedy)


def _is_anothers(pair: Pair, remote: RemoteEventType, names: frozenset[str], tenant: Tenant) -> bool:
    """Whether it books an account that is surely not this person's. An account has several names (user name, e-mail
    address, number), so a name that the calendar does not use for any proves nothing."""
    hosts = {host.lower() for host in remote.hosts}
    own = {name.lower() for name in _accounts(tenant, pair.staff)}
    if not hosts or not own or hosts & own:
        return False
    others = {name.lower() for one in tenant.staff if one.key != pair.staff for name in _accounts(tenant, one.key)}
    return own <= names or hosts <= others


def _accounts(tenant: Tenant, staff: str) -> tuple[str, ...]:
    """The accounts of one person, as the tenant file names them: one, or several of the same person."""
    accounts = tenant.calendar.options.get("accounts")
    named = accounts.get(staff) if isinstance(accounts, Mapping) else None
    if isinstance(named, str | int):
        return (str(named),)
    return tuple(map(str, named)) if isinstance(named, list | tuple) else ()


def limits(pair: Pair, remote: RemoteEventType, tenant: Tenant, now: datetime) -> Iterator[Gap]:
    """Rules that the calendar has of its own, beside those of the tenant file."""
    what, rules = f"Event type {remote.id} for {pair.name}", tenant.rules
    if remote.notice_minutes > rules.notice_minutes:
        yield _gap(
            GapKind.NOTICE,
            Severity.WARNS,
            pair,
            f"{what} wants {remote.notice_minutes} minutes of notice, the salon {rules.notice_minutes}: what is offered"
            " between the two is refused by the calendar.",
            f"Set its minimum notice to {rules.notice_minutes} minutes (120 is the calendar's default).",
        )
    if remote.horizon_days is not None and remote.horizon_days < rules.horizon_days:
        yield _gap(
            GapKind.HORIZON,
            Severity.WARNS,
            pair,
            f"{what} can be booked {remote.horizon_days} days ahead, the salon books {rules.horizon_days}.",
            "Take the limit off the event type, or lower horizon_days in [rules].",
        )
    yield from _buffers(pair, remote, what)
    yield from _hours(pair, remote, tenant, what, now)


def _buffers(pair: Pair, remote: RemoteEventType, what: str) -> Iterator[Gap]:
    """Buffers of its own shrink what can be booked; longer than the gap to the neighbouring segment, they keep a visit
    from being booked in whole."""
    before, after = remote.before_minutes, remote.after_minutes
    if not before and not after:
        return
    in_the_way = (pair.free_before is not None and before > pair.free_before) or (
        pair.free_after is not None and after > pair.free_after
    )
    yield _gap(
        GapKind.BUFFERS,
        Severity.BLOCKS if in_the_way else Severity.WARNS,
        pair,
        f"{what} keeps {before} minutes before and {after} after free"
        + (", where the next segment of the same visit stands." if in_the_way else ", which we know nothing of."),
        "Set its buffers to 0; buffer_before and buffer_after of the [[service]] are ours.",
    )


def _hours(pair: Pair, remote: RemoteEventType, tenant: Tenant, what: str, now: datetime) -> Iterator[Gap]:
    if remote.opens is None:
        return
    zone = tenant.timezone.key
    if remote.zone and remote.zone != zone:
        problem = (
            f"The schedule of event type {remote.id} for {pair.name} is kept in {remote.zone}, the salon in {zone}."
        )
        remedy = f"Set the schedule's time zone to {zone}."
        yield _gap(GapKind.SCHEDULE_ZONE, Severity.WARNS, pair, problem, remedy)
    days, any_covered = uncovered_days(tenant, pair.staff, remote, now)
    if days:
        person = tenant.staff_name(pair.staff)
        yield _gap(
            GapKind.HOURS,
            Severity.WARNS if any_covered else Severity.BLOCKS,
            pair,
            f"The schedule of {what[0].lower()}{what[1:]} does not cover {person}'s hours on {', '.join(days)}.",
            "Let the schedule cover the working hours, or correct working_hours in the tenant file.",
        )
