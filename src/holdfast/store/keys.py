"""API keys (only their digests) and secrets (only sealed)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms, from_ms_or_none, to_ms
from holdfast.store.tables import api_key, secret, tenant


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of one tenant. The key itself is shown once, when it is made."""

    id: str
    tenant_id: TenantId
    slug: str
    name: str
    created_at: datetime
    revoked_at: datetime | None = None


def digest(key: str) -> str:
    """What is stored of a key. Keys are long random strings, so a plain digest cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def add(tx: TenantTx, key_id: str, key: str, name: str, now: datetime) -> None:
    """Put a new key on record."""
    row = {"id": key_id, "name": name, "digest": digest(key), "created_at": to_ms(now), "revoked_at": None}
    tx.run_many(sa.insert(api_key), [row])


_FIND = sa.select(api_key, tenant.c.slug).where(api_key.c.tenant_id == tenant.c.id, api_key.c.id == sa.bindparam("id"))


def find(tx: Tx, key_id: str, key: str) -> ApiKey | None:
    """The living key, where id and key fit together."""
    row = tx.run(_FIND, {"id": key_id}).first()
    if row is None or row.revoked_at is not None or not hmac.compare_digest(row.digest, digest(key)):
        return None
    return ApiKey(row.id, TenantId(row.tenant_id), row.slug, row.name, from_ms(row.created_at))


def all_of(tx: TenantTx) -> list[ApiKey]:
    """Every key of a tenant, revoked ones included."""
    rows = tx.run(
        sa.select(api_key, tenant.c.slug)
        .where(api_key.c.tenant_id == tenant.c.id, api_key.c.tenant_id == sa.bindparam("tenant"))
        .order_by(api_key.c.created_at)
    )
    return [
        ApiKey(r.id, TenantId(r.tenant_id), r.slug, r.name, from_ms(r.created_at), from_ms_or_none(r.revoked_at))
        for r in rows
    ]


def revoke(tx: TenantTx, key_id: str, now: datetime) -> bool:
    """End a key at once. False when the tenant has no such living key."""
    done = tx.run(
        sa.update(api_key)
        .where(
            api_key.c.tenant_id == sa.bindparam("tenant"),
            api_key.c.id == sa.bindparam("the_id"),
            api_key.c.revoked_at.is_(None),
        )
        .values(revoked_at=sa.bindparam("at")),
        the_id=key_id,
        at=to_ms(now),
    )
    return done.rowcount == 1


def _upsert(insert: Any) -> Any:
    statement = insert(secret)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[secret.c.owner, secret.c.name], set_={"sealed": new.sealed, "changed_at": new.changed_at}
    )


_PUT = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def put_secret(tx: Tx, owner: str, name: str, sealed: bytes, now: datetime) -> None:
    """Store or replace a sealed secret."""
    tx.run(_PUT[tx.dialect], {"owner": owner, "name": name, "sealed": sealed, "changed_at": to_ms(now)})


def sealed_secret(tx: Tx, owner: str, name: str) -> bytes | None:
    """A sealed secret: the tenant's own, else the installation's."""
    rows = {
        row.owner: row.sealed
        for row in tx.run(sa.select(secret).where(secret.c.owner.in_([owner, ""]), secret.c.name == name))
    }
    return rows.get(owner, rows.get(""))


def secret_names(tx: Tx) -> list[tuple[str, str, datetime]]:
    """Whose secrets there are, and since when; never what they say."""
    rows = tx.run(sa.select(secret).order_by(secret.c.owner, secret.c.name))
    return [(row.owner, row.name, from_ms(row.changed_at)) for row in rows]


def remove_secret(tx: Tx, owner: str, name: str) -> bool:
    """Forget a secret. False when there is none of that name."""
    return tx.run(sa.delete(secret).where(secret.c.owner == owner, secret.c.name == name)).rowcount == 1
