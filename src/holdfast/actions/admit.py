"""At the door: which salon is meant, and with which keys its callers sign. Nothing about a caller is decided here."""

from dataclasses import dataclass, field

from holdfast.actions.desk import Desk, Salon
from holdfast.actions.secrets import SecretKeyMissing, SecretUnreadable, open_reference
from holdfast.core.ids import TenantId
from holdfast.store import keys, tenants, timeline
from holdfast.store.engine import StoreFault, Tx
from holdfast.store.keys import ApiKey
from holdfast.store.tenants import TenantRow

REMEMBERED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Admitted:
    """A salon, the keys of its voice platform and the secret of its calendar's notices, as of a moment ago."""

    row: TenantRow
    salon: Salon
    retell_keys: tuple[str, ...]
    notice_secret: str | None = None


@dataclass
class Doorkeeper:
    """Looks salons up for the doors, and remembers them for a second: every request needs this before anything else."""

    desk: Desk
    _known: dict[str, tuple[float, Admitted | None]] = field(default_factory=dict)

    async def by_slug(self, slug: str, *, afresh: bool = False) -> Admitted | None:
        """The salon of that name. `afresh` asks the store even if it was asked a moment ago."""
        now = self.desk.clock.now().timestamp()
        known = self._known.get(slug)
        if known is not None and not afresh and 0 <= now - known[0] < REMEMBERED_SECONDS:
            return known[1]
        try:
            found = await self.desk.transact(lambda tx: self._load(tx, tenants.by_slug(tx, slug)))
        except StoreFault:  # Whom we knew a while ago may still be told that we are in trouble, in their own words.
            if known is None or known[1] is None:
                raise
            return known[1]
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[slug] = (now, found)
        return found

    async def by_number(self, number: str) -> Admitted | None:
        """The salon that answers a dialled number."""
        return await self.desk.transact(lambda tx: self._load(tx, tenants.by_number(tx, number)))

    async def everyone(self) -> list[Admitted]:
        """Every salon."""

        def body(tx: Tx) -> list[Admitted]:
            return [found for row in tenants.everyone(tx) if (found := self._load(tx, row)) is not None]

        return await self.desk.transact(body)

    def _load(self, tx: Tx, row: TenantRow | None) -> Admitted | None:
        if row is None:
            return None
        salon = self.desk.salon_of(tx, row)
        opened = (self._open(tx, reference, row.slug) for reference in salon.tenant.retell.api_keys)
        notice_secret = salon.tenant.calendar.options.get("webhook_secret")
        secret = self._open(tx, notice_secret, row.slug) if isinstance(notice_secret, str) else None
        return Admitted(row, salon, tuple(key for key in opened if key), secret)

    def _open(self, tx: Tx, reference: str, slug: str) -> str | None:
        try:
            return open_reference(tx, self.desk, reference, slug)
        except (SecretKeyMissing, SecretUnreadable):
            return None

    async def other_owner(self, tenant_id: TenantId, number: str) -> bool:
        """Whether a dialled number belongs to another salon than this one; then that is a finding, and nothing else."""

        def body(tx: Tx) -> bool:
            owner = tenants.by_number(tx, number)
            if owner is None or owner.id == tenant_id:
                return False
            timeline.note_finding(tx.of(tenant_id), "number_of_another_tenant", self.desk.clock.now(), {})
            return True

        return await self.desk.transact(body)

    async def by_key(self, bearer: str) -> ApiKey | None:
        """The API key that a bearer token is, None where it is none or was revoked."""
        key_id = bearer.partition(".")[0]
        return await self.desk.transact(lambda tx: keys.find(tx, key_id, bearer))
