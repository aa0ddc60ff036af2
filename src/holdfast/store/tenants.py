"""Tenants and every version of their configuration. A version is never changed; a new one is added."""

import json
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.plans import dump
from holdfast.store.tables import dialled_number, tenant, tenant_version


class TenantRow(NamedTuple):
    """Which tenant, and which version of its file is in force."""

    id: TenantId
    slug: str
    version: int


_BY_SLUG = sa.select(tenant.c.id, tenant.c.slug, tenant.c.version).where(tenant.c.slug == sa.bindparam("slug"))
_BY_NUMBER = sa.select(tenant.c.id, tenant.c.slug, tenant.c.version).where(
    tenant.c.id == dialled_number.c.tenant_id, dialled_number.c.number == sa.bindparam("number")
)
_EVERYONE = Fixed(sa.select(tenant.c.id, tenant.c.slug, tenant.c.version).order_by(tenant.c.slug))
_VERSION = Fixed(sa.select(tenant.c.version).where(tenant.c.id == sa.bindparam("tenant")))
_DOCUMENT = sa.select(tenant_version.c.document).where(
    tenant_version.c.tenant_id == sa.bindparam("tenant"), tenant_version.c.version == sa.bindparam("version")
)


def by_slug(tx: Tx, slug: str) -> TenantRow | None:
    """The tenant of that name."""
    row = tx.run(_BY_SLUG, {"slug": slug}).first()
    return TenantRow(TenantId(row.id), row.slug, row.version) if row else None


def by_number(tx: Tx, number: str) -> TenantRow | None:
    """The tenant that answers this dialled number."""
    row = tx.run(_BY_NUMBER, {"number": number}).first()
    return TenantRow(TenantId(row.id), row.slug, row.version) if row else None


def everyone(tx: Tx) -> list[TenantRow]:
    """All tenants, by name."""
    rows = tx.run(_EVERYONE)
    return [TenantRow(TenantId(row.id), row.slug, row.version) for row in rows]


def version(tx: TenantTx) -> int:
    """The version of this tenant's configuration that is in force now."""
    return int(tx.run(_VERSION).scalar_one())


def document(tx: TenantTx, number: int) -> dict[str, Any]:
    """One version of the configuration, as applied."""
    data: dict[str, Any] = json.loads(tx.run(_DOCUMENT, version=number).scalar_one())
    return data


def applied_at(tx: TenantTx) -> datetime:
    """Since when the configuration in force is so."""
    wanted = sa.select(tenant.c.applied_at).where(tenant.c.id == sa.bindparam("tenant"))
    return from_ms(tx.run(wanted).scalar_one())


def lock(tx: TenantTx) -> None:
    """Let nobody else change the configuration until the transaction ends."""
    tx.run(sa.select(tenant.c.id).where(tenant.c.id == sa.bindparam("tenant")).with_for_update())


def number_owner(tx: TenantTx, number: str) -> TenantId | None:
    """Which tenant a dialled number belongs to, None when to nobody."""
    found = tx.run(sa.select(dialled_number.c.tenant_id).where(dialled_number.c.number == number)).scalar()
    return None if found is None else TenantId(found)


def put(tx: Tx, slug: str, data: dict[str, Any], numbers: tuple[str, ...], now: datetime) -> TenantRow:
    """Store a new version and put it in force, together with the numbers that reach it."""
    at = to_ms(now)
    found = by_slug(tx, slug)
    number = found.version + 1 if found else 1
    if found:
        tx.run(sa.update(tenant).where(tenant.c.id == found.id).values(version=number, applied_at=at))
        tenant_id = found.id
    else:
        tenant_id = tx.run(
            sa.insert(tenant).returning(tenant.c.id), {"slug": slug, "version": number, "applied_at": at}
        ).scalar_one()
    tx.run(
        sa.insert(tenant_version),
        {"tenant_id": tenant_id, "version": number, "document": dump(data), "applied_at": at},
    )
    tx.run(sa.delete(dialled_number).where(dialled_number.c.tenant_id == tenant_id))
    if numbers:
        tx.run(sa.insert(dialled_number), [{"number": number, "tenant_id": tenant_id} for number in numbers])
    return TenantRow(TenantId(tenant_id), slug, number)


def numbers_taken(tx: Tx, numbers: tuple[str, ...], slug: str) -> dict[str, str]:
    """Which of these numbers reach another tenant already, and which one."""
    rows = tx.run(
        sa.select(dialled_number.c.number, tenant.c.slug).where(
            tenant.c.id == dialled_number.c.tenant_id, dialled_number.c.number.in_(numbers), tenant.c.slug != slug
        )
    )
    return {row.number: row.slug for row in rows}
