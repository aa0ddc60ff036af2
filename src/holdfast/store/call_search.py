"""Finding calls: by how they stand, by whom and what they were about, by number, name and code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from holdfast.core.call import Call
from holdfast.core.ids import CallId, CustomerId
from holdfast.store import calls
from holdfast.store.engine import TenantTx, to_ms
from holdfast.store.tables import agent_seen, call, customer, offer, segment, timeline, verdict, visit

MOST_VERSIONS = 30
MOST_OF_A_NAME = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed into a search, read in every way that fits: a call is found by any of them."""

    number: str | None = None
    digits: str | None = None
    ids: tuple[CallId, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """Which calls are asked for: begun in [since, until). `judged`: True those that agree, False those that differ,
    None any; `unclear`: those that were not judged yet, or of which not all is known. `staff` and `service` by key."""

    since: datetime | None = None
    until: datetime | None = None
    judged: bool | None = None
    unclear: bool = False
    cause: str | None = None
    staff: str | None = None
    service: str | None = None
    agent_version: str | None = None
    found: Found | None = None


_newest = verdict.alias("newest")
_IN_FORCE = (
    sa.select(sa.func.max(_newest.c.id))
    .where(_newest.c.tenant_id == call.c.tenant_id, _newest.c.call_id == call.c.id)
    .correlate(call)
    .scalar_subquery()
)


def find(
    tx: TenantTx, sought: Sought, undecided: Iterable[str], before: tuple[int, str] | None, limit: int
) -> list[Call]:
    """Calls, newest first; `before` is where the last page ended. `undecided`: causes that say that nobody knows. Those
    that turned out to be another call are found under that one."""
    query = sa.select(call).where(call.c.tenant_id == sa.bindparam("tenant"), call.c.joined_to.is_(None))
    if before:
        query = query.where(sa.tuple_(call.c.created_at, call.c.id) < sa.tuple_(*before))
    if sought.since:
        query = query.where(call.c.created_at >= to_ms(sought.since))
    if sought.until:
        query = query.where(call.c.created_at < to_ms(sought.until))
    if sought.agent_version:
        query = query.where(call.c.agent_version == sought.agent_version)
    for fits in (*_by_verdict(sought, tuple(undecided)), *_by_content(sought), *_by_words(sought.found)):
        query = query.where(fits)
    return calls.read(tx, query.order_by(call.c.created_at.desc(), call.c.id.desc()).limit(limit))


def _by_verdict(sought: Sought, undecided: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    known = sa.or_(verdict.c.agree.is_(True), verdict.c.cause.not_in(undecided))
    wanted: list[sa.ColumnElement[bool]] = []
    if sought.judged is True:
        wanted.append(verdict.c.agree.is_(True))
    elif sought.judged is False:
        wanted += [verdict.c.agree.is_(False), verdict.c.cause.not_in(undecided)]
    if sought.cause:
        wanted.append(verdict.c.cause == sought.cause)
    fits = [_judged(*wanted)] if wanted else []
    return [*fits, ~_judged(known)] if sought.unclear else fits


def _judged(*wanted: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(verdict.c.id).where(verdict.c.id == _IN_FORCE, *wanted).correlate(call))


def _by_content(sought: Sought) -> list[sa.ColumnElement[bool]]:
    """By what was booked in a call, or offered: a plan names its people and services in quotes."""
    fits: list[sa.ColumnElement[bool]] = []
    if sought.staff:
        fits.append(_about(segment.c.host == f"staff:{sought.staff}", f'"staff:{sought.staff}"'))
    if sought.service:
        fits.append(_about(segment.c.service == sought.service, f'"{sought.service}"'))
    return fits


def _about(booked: sa.ColumnElement[bool], named: str) -> sa.ColumnElement[bool]:
    stands = sa.exists(
        sa.select(segment.c.n)
        .join(visit, sa.and_(visit.c.tenant_id == segment.c.tenant_id, visit.c.id == segment.c.visit_id))
        .where(visit.c.tenant_id == call.c.tenant_id, visit.c.call_id == call.c.id, booked)
        .correlate(call)
    )
    offered = sa.exists(
        sa.select(offer.c.slot_id)
        .where(
            offer.c.tenant_id == call.c.tenant_id,
            offer.c.call_id == call.c.id,
            offer.c.plan.contains(named, autoescape=True),
        )
        .correlate(call)
    )
    return sa.or_(stands, offered)


def _by_words(found: Found | None) -> list[sa.ColumnElement[bool]]:
    if found is None:
        return []
    ways: list[sa.ColumnElement[bool]] = [call.c.id.in_(found.ids)] if found.ids else []
    if found.number:
        ways.append(call.c.number == found.number)
    if found.digits:
        ways.append(call.c.number.contains(found.digits, autoescape=True))
    return [sa.or_(*ways)] if ways else [sa.false()]


def of_visits_of(tx: TenantTx, customers: Iterable[CustomerId]) -> tuple[CallId, ...]:
    """The calls in which the visits of these customers were made, newest first, a limited number."""
    known = customer.alias("known")
    same = sa.select(known.c.id).where(
        known.c.tenant_id == sa.bindparam("tenant"),
        sa.func.coalesce(known.c.merged_into, known.c.id).in_([int(one) for one in customers]),
    )
    rows = tx.run(
        sa.select(visit.c.call_id)
        .where(
            visit.c.tenant_id == sa.bindparam("tenant"),
            visit.c.customer_id.in_(same),
            visit.c.call_id.is_not(None),
        )
        .order_by(visit.c.created_at.desc())
        .limit(MOST_OF_A_NAME)
    )
    return tuple(dict.fromkeys(CallId(row.call_id) for row in rows))


def about_visit(tx: TenantTx, visit_id: str) -> tuple[CallId, ...]:
    """Every call in which something happened to a visit, in order of time."""
    rows = tx.run(
        sa.select(timeline.c.call_id, sa.func.min(timeline.c.id).label("first"))
        .where(
            timeline.c.tenant_id == sa.bindparam("tenant"),
            timeline.c.visit_id == visit_id,
            timeline.c.call_id.is_not(None),
        )
        .group_by(timeline.c.call_id)
        .order_by(sa.text("first"))
    )
    return tuple(CallId(row.call_id) for row in rows)


def versions(tx: TenantTx) -> tuple[str, ...]:
    """The versions of agents that called this salon, the newest first."""
    rows = tx.run(
        sa.select(agent_seen.c.version, sa.func.max(agent_seen.c.first_at).label("newest"))
        .where(agent_seen.c.tenant_id == sa.bindparam("tenant"))
        .group_by(agent_seen.c.version)
        .order_by(sa.text("newest DESC"))
        .limit(MOST_VERSIONS)
    )
    return tuple(row.version for row in rows)


def causes(tx: TenantTx, since: datetime) -> tuple[str, ...]:
    """Every cause that a verdict named since then, by code."""
    rows = tx.run(
        sa.select(verdict.c.cause)
        .where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.at >= to_ms(since))
        .distinct()
        .order_by(verdict.c.cause)
    )
    return tuple(row.cause for row in rows)
