"""Apply a tenant file: checked as a whole, its difference shown, stored as a new version, in force at once."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from holdfast.actions.desk import Desk, holidays_known
from holdfast.actions.secrets import is_known
from holdfast.core.tenant_file import Change, Fault, TenantDocument, difference, read_tenant_file, tenant_of
from holdfast.store import inspections, tenants
from holdfast.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying came to: faults and nothing stored, or the changes. `version` is that in force afterwards."""

    slug: str = ""
    faults: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()
    version: int | None = None
    is_new: bool = False


async def preview_tenant(desk: Desk, text: str, file: str) -> Applied:
    """What applying this file would change; stores nothing."""
    return await desk.transact(lambda tx: apply_in(tx, desk, text, file, store=False))


async def apply_tenant(desk: Desk, text: str, file: str) -> Applied:
    """Check and store a tenant file. Applying the same file again changes nothing."""
    return await desk.transact(lambda tx: apply_in(tx, desk, text, file, store=True))


def apply_in(
    tx: Tx, desk: Desk, text: str, file: str, *, store: bool, secret_known: Callable[[str], bool] | None = None
) -> Applied:
    """The same within a transaction. `secret_known`: which references may stand in the file; else all that exist."""
    slug = slug_in(text)
    known = secret_known or (lambda ref: is_known(tx, desk, ref, slug))
    read = read_tenant_file(text, file, known, holidays_known=holidays_known)
    if not isinstance(read, TenantDocument):
        return Applied(faults=read)
    tenant = tenant_of(read.data)
    taken = tenants.numbers_taken(tx, tenant.phone_numbers, read.slug)
    if taken:
        return Applied(read.slug, tuple(_taken(file, number) for number in sorted(taken)))
    row = tenants.by_slug(tx, read.slug)
    old: dict[str, Any] | None = tenants.document(tx.of(row.id), row.version) if row else None
    changes = difference(old, read.data)
    if not store or (row is not None and not changes):
        return Applied(read.slug, (), changes, row.version if row else None, row is None)
    stored = tenants.put(tx, read.slug, dict(read.data), tenant.phone_numbers, desk.clock.now())
    if tenant.calendar.kind != "builtin":
        inspections.want(tx.of(stored.id), desk.clock.now())
    return Applied(read.slug, (), changes, stored.version, row is None)


def _taken(file: str, number: str) -> Fault:
    reason = f"{number} already reaches another tenant; a number belongs to one salon only"
    return Fault(file, "tenant.phone_numbers", reason)


def slug_in(text: str) -> str:
    """The slug as far as the text shows it: only to look for the tenant's own secrets before the file is checked."""
    try:
        tenant = tomllib.loads(text[:1_048_576]).get("tenant", {})
    except (ValueError, RecursionError):  # Whatever is wrong with it is told by the real reading.
        return ""
    slug = tenant.get("slug", "") if isinstance(tenant, dict) else ""
    return slug if isinstance(slug, str) else ""
