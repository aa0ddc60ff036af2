"""The set-up of a salon from the screens: the tenant file as it is in force, a change shown before it is saved.

The same reading, faults and difference as `holdfast apply`. Two things are asked for besides: the file stays that of
its salon, and where secrets are sent is changed only by whoever runs the installation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from holdfast.actions.apply_tenant import Applied, apply_in, slug_in
from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.desk import Desk
from holdfast.actions.sign_in import Visitor
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import Fault, tenant_file_text
from holdfast.core.tenant_file.editing import references_in, sends_secrets_elsewhere
from holdfast.store import audit, inspections, tenants
from holdfast.store.audit import Entry
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.inspections import Inspected

FILE = "tenant file"
LARGEST_FILE = 400_000
"""Characters of a tenant file that the screens take; two hundred people and five hundred services have fewer."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A salon as it is set up. `data` is the document in force, `text` the same as a file; `inspected` the doctor's
    last look into an outside calendar."""

    tenant: Tenant
    data: dict[str, Any]
    version: int
    applied_at: datetime
    inspected: Inspected

    @property
    def text(self) -> str:
        """The document as the text of a tenant file."""
        return tenant_file_text(self.data)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a text would change: its faults, or the difference to `version`."""

    text: str
    applied: Applied
    version: int
    setup: SetUp


async def look_at_setup(desk: Desk, tenant_id: TenantId) -> SetUp:
    """The set-up in force."""
    return await desk.transact(lambda tx: _setup(desk, tx.of(tenant_id)))


def _setup(desk: Desk, tx: TenantTx) -> SetUp:
    salon = desk.salon(tx)
    data = tenants.document(tx, salon.version)
    return SetUp(salon.tenant, data, salon.version, tenants.applied_at(tx), inspections.last(tx))


async def propose_setup(
    desk: Desk, visitor: Visitor, tenant_id: TenantId, change: Callable[[dict[str, Any]], dict[str, Any]] | str
) -> Proposed:
    """What a text, or a change of the document in force, would come to. Stores nothing."""

    def body(tx: Tx) -> Proposed:
        now = _setup(desk, tx.of(tenant_id))
        text = change if isinstance(change, str) else tenant_file_text(change(now.data))
        return Proposed(text, _weighed(tx, desk, visitor, now, text, store=False), now.version, now)

    return await desk.transact(body)


async def save_setup(desk: Desk, visitor: Visitor, tenant_id: TenantId, text: str, version: int) -> Proposed:
    """Put a text in force, if the set-up is still the one that was seen; the change is audited with it.

    Faults: nothing is stored. Raises ChangedMeanwhile.
    """

    def body(tx: Tx) -> Proposed:
        bound = tx.of(tenant_id)
        tenants.lock(bound)
        now = _setup(desk, bound)
        if now.version != version:
            raise ChangedMeanwhile
        applied = _weighed(tx, desk, visitor, now, text, store=True)
        if applied.version is not None and applied.version != version:
            changed = sorted({change.key for change in applied.changes})[:50]
            data = {"version": applied.version, "changed": changed}
            entry = Entry(desk.clock.now(), "setup_saved", visitor.user.id, f"version {applied.version}", data)
            audit.note(bound, entry)
        return Proposed(text, applied, version, _setup(desk, bound))

    return await desk.transact(body)


def _weighed(tx: Tx, desk: Desk, visitor: Visitor, now: SetUp, text: str, *, store: bool) -> Applied:
    if len(text) > LARGEST_FILE:
        return Applied(faults=(Fault(FILE, "", f"has more than {LARGEST_FILE} characters"),))
    slug = slug_in(text)
    if slug not in ("", now.tenant.slug):
        reason = f"must stay {now.tenant.slug}: it names the salon in every address"
        return Applied(now.tenant.slug, (Fault(FILE, "tenant.slug", reason),))
    known = None if visitor.user.everywhere else references_in(now.data).__contains__
    found = apply_in(tx, desk, text, FILE, store=False, secret_known=known)
    assert found.faults or found.slug == now.tenant.slug, "a text without faults names its salon"
    barred = () if visitor.user.everywhere else sends_secrets_elsewhere(found.changes)
    if barred:
        reason = "decides where a secret is sent; whoever runs Holdfast changes it, with holdfast apply"
        return replace(found, faults=tuple(Fault(FILE, change.key, reason) for change in barred))
    if found.faults or not store:
        return found
    return apply_in(tx, desk, text, FILE, store=True, secret_known=known)
