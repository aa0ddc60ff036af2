"""API keys and the list of secrets: made, listed and ended. A key is shown once and kept only as its digest."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.actions.desk import Desk
from holdfast.core.ids import TenantId
from holdfast.store import keys, tenants
from holdfast.store.engine import Tx
from holdfast.store.keys import ApiKey

_ID_LENGTH = 10
_SECRET_LENGTH = 40


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: what is on record of it, and the key itself, which nobody can show again."""

    record: ApiKey
    key: str


@dataclass(frozen=True, slots=True)
class SecretName:
    """That a secret exists: whose (None: the installation's), its name, and since when; never what it says."""

    tenant: str | None
    name: str
    changed_at: datetime


async def create_key(desk: Desk, slug: str, name: str) -> NewKey | None:
    """Make a key for one tenant, as `<id>.<secret>`. None when there is no such tenant."""
    key_id = "k" + desk.ids.code(_ID_LENGTH)
    key = f"{key_id}.{desk.ids.code(_SECRET_LENGTH)}"
    now = desk.clock.now()

    def body(tx: Tx) -> NewKey | None:
        row = tenants.by_slug(tx, slug)
        if row is None:
            return None
        keys.add(tx.of(row.id), key_id, key, name, now)
        return NewKey(ApiKey(key_id, row.id, slug, name, now), key)

    return await desk.transact(body)


async def list_keys(desk: Desk, slug: str | None = None) -> list[ApiKey]:
    """Every key of one tenant or of all, revoked ones included, oldest first within a tenant."""

    def body(tx: Tx) -> list[ApiKey]:
        rows = [row for row in tenants.everyone(tx) if slug in (None, row.slug)]
        return [key for row in rows for key in keys.all_of(tx.of(row.id))]

    return await desk.transact(body)


async def revoke_key(desk: Desk, tenant_id: TenantId, key_id: str) -> bool:
    """End a key at once. False when the tenant has no such living key."""
    return await desk.transact(lambda tx: keys.revoke(tx.of(tenant_id), key_id, desk.clock.now()))


async def tenant_slugs(desk: Desk) -> list[str]:
    """The names of all tenants, to help whoever mistyped one."""
    return await desk.transact(lambda tx: [row.slug for row in tenants.everyone(tx)])


async def list_secrets(desk: Desk) -> list[SecretName]:
    """Which secrets there are."""
    found = await desk.transact(keys.secret_names)
    return [SecretName(owner or None, name, changed_at) for owner, name, changed_at in found]
