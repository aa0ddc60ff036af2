"""What the doctor found in a tenant's calendar, and when it looks again. One row for each tenant."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms_or_none, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import calendar_state

_WANT = Fixed(
    sa.text(
        "INSERT INTO calendar_state (tenant_id, inspect_due_at) VALUES (:tenant, :at)"
        " ON CONFLICT (tenant_id) DO UPDATE SET inspect_due_at = excluded.inspect_due_at"
    )
)
_KEEP = Fixed(
    sa.text(
        "INSERT INTO calendar_state (tenant_id, gaps, limits, inspected_at, inspect_due_at)"
        " VALUES (:tenant, :found, :limits, :at, :at) ON CONFLICT (tenant_id) DO UPDATE"
        " SET gaps = excluded.gaps, limits = excluded.limits, inspected_at = excluded.inspected_at"
    )
)
_POSTPONE = Fixed(
    sa.update(calendar_state)
    .where(
        calendar_state.c.tenant_id == sa.bindparam("tenant"), calendar_state.c.inspect_due_at == sa.bindparam("still")
    )
    .values(inspect_due_at=sa.bindparam("at"))
)
_WEBHOOK = Fixed(
    sa.update(calendar_state)
    .where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
    .values(webhook=sa.bindparam("subscribed"))
)
_ONE = Fixed(
    sa.select(
        calendar_state.c.gaps, calendar_state.c.limits, calendar_state.c.inspected_at, calendar_state.c.webhook
    ).where(calendar_state.c.tenant_id == sa.bindparam("tenant"))
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """The last inspection. `faulty`: service, busy segment, person and event type of what may not be offered;
    `webhook`: under which name the calendar sends us its notices, None where nobody subscribed to them; `limits`: by
    event type, how many minutes ahead it must and how many days ahead it can be booked (None: any number)."""

    at: datetime | None = None
    faulty: frozenset[tuple[str, int, str, int]] = frozenset()
    webhook: str | None = None
    limits: Mapping[int, tuple[int, int | None]] = field(default_factory=dict)


def want(tx: TenantTx, at: datetime) -> None:
    """Have the calendar inspected at `at`."""
    tx.run(_WANT, at=to_ms(at))


def keep(
    tx: TenantTx,
    faulty: frozenset[tuple[str, int, str, int]],
    limits: Mapping[int, tuple[int, int | None]],
    at: datetime,
) -> None:
    """Keep what was found (see `Inspected`). When to look again stays as it is."""
    rows = [[number, *limit] for number, limit in sorted(limits.items())]
    tx.run(_KEEP, found=dump(sorted(faulty)), limits=dump(rows), at=to_ms(at))


def postpone(tx: TenantTx, still: datetime, at: datetime) -> None:
    """Look again at `at`, unless somebody asked for it meanwhile: then it is not due at `still` any more."""
    tx.run(_POSTPONE, still=to_ms(still), at=to_ms(at))


def keep_webhook(tx: TenantTx, webhook: str | None) -> None:
    """Keep under which name the calendar sends notices to us."""
    tx.run(_WEBHOOK, subscribed=webhook)


def last(tx: TenantTx) -> Inspected:
    """The last inspection; an empty one where there was none."""
    row: Any = tx.run(_ONE).first()
    if row is None:
        return Inspected()
    faulty = frozenset((service, part, staff, number) for service, part, staff, number in json.loads(row.gaps or "[]"))
    limits = {number: (notice, horizon) for number, notice, horizon in json.loads(row.limits or "[]")}
    return Inspected(from_ms_or_none(row.inspected_at), faulty, row.webhook, limits)


def take_due(tx: Tx, now: datetime, until: datetime, limit: int) -> list[TenantId]:
    """The tenants whose calendar is to be inspected now. Each is due again at `until`, unless `keep` says otherwise:
    so of several processes one looks, and one that dies loses nothing."""
    due = (
        sa.select(calendar_state.c.tenant_id)
        .where(calendar_state.c.inspect_due_at <= to_ms(now))
        .order_by(calendar_state.c.inspect_due_at, calendar_state.c.tenant_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [TenantId(row.tenant_id) for row in tx.run(due)]
    for tenant_id in found:
        want(tx.of(tenant_id), until)
    return found
