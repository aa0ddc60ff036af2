"""The tables of what is known of calendars that are not ours. Instants as in `holdfast.store.tables`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from holdfast.store.schema import PII, Number, metadata, tenant_column

mirror_entry = Table(
    "mirror_entry",
    metadata,
    tenant_column(),
    Column("host", String(80), primary_key=True),
    Column("uid", String(200), primary_key=True),
    Column("start_at", BigInteger, primary_key=True),
    Column("end_at", BigInteger, nullable=False),
    Column("kind", String(12), nullable=False, comment="entry: somebody else's; away: the calendar has no time there"),
    Column("created_at", BigInteger, comment="when the calendar says it was made"),
    Column("visit_id", String(32), comment="of ours that stands where no claim of it does: which visit it is part of"),
    Index("mirror_entry_by_start", "tenant_id", "host", "start_at"),
    Index("mirror_entry_by_visit", "tenant_id", "visit_id"),
)

mirror_day = Table(
    "mirror_day",
    metadata,
    tenant_column(),
    Column("host", String(80), primary_key=True),
    Column("day", Integer, primary_key=True, comment="UTC days since 1970"),
    Column("fetched_at", BigInteger, nullable=False, comment="when that reading began"),
)

mirror_doubt = Table(
    "mirror_doubt",
    metadata,
    tenant_column(),
    Column("day", Integer, primary_key=True, comment="UTC days since 1970"),
    Column("doubted_at", BigInteger, nullable=False, comment="no reading that began before shows the day as it is"),
)

rate_budget = Table(
    "rate_budget",
    metadata,
    Column("key", String(64), primary_key=True, comment="digest of the calendar's key: several tenants may share one"),
    Column("recent", Text, nullable=False, comment="second:requests of the last minute or so"),
    Column("closed_until", BigInteger, nullable=False),
)

reconcile_day = Table(
    "reconcile_day",
    metadata,
    tenant_column(),
    Column("day", Integer, primary_key=True, comment="UTC days since 1970"),
    Column("due_at", BigInteger, nullable=False),
    Column("checked_at", BigInteger),
    Column("leased_until", BigInteger),
    Column("leased_by", String(40)),
    Index("reconcile_day_due", "due_at"),
)

calendar_state = Table(
    "calendar_state",
    metadata,
    tenant_column(),
    Column("changes_until", BigInteger, comment="the latest change seen, by the calendar's own clock"),
    Column("changes_seen", Text, comment="marks of the latest changes, so that none is taken up twice"),
    Column("changes_due_at", BigInteger),
    Column("leased_until", BigInteger),
    Column("leased_by", String(40)),
    Column("answered_at", BigInteger, comment="when it last answered well"),
    Column("failed_at", BigInteger),
    Column("failure", String(200)),
    Column("inspected_at", BigInteger),
    Column("inspect_due_at", BigInteger, comment="when the doctor looks again; pushed ahead by whoever looks"),
    Column("gaps", Text, comment="what cannot be booked there, as the doctor found it"),
    Column("limits", Text, comment="notice and horizon of the event types there, as the doctor found them"),
    Column("webhook", String(64)),
    Index("calendar_changes_due", "changes_due_at"),
    Index("calendar_inspect_due", "inspect_due_at"),
)

drift = Table(
    "drift",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("ref", String(16), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("state", String(12), nullable=False),
    Column("identity", String(300), nullable=False, comment="what makes a second sight of it the same drift"),
    Column("visit_id", String(32)),
    Column("uid", String(200)),
    Column("host", String(80)),
    Column("start_at", BigInteger),
    Column("end_at", BigInteger),
    Column("proposal", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("personal", Text, info=PII),
    Column("opened_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("closed_why", String(40)),
    UniqueConstraint("tenant_id", "ref", name="drift_ref"),
    Index("drift_by_state", "tenant_id", "state", "id"),
    Index("drift_by_identity", "tenant_id", "identity"),
    Index("drift_by_visit", "tenant_id", "visit_id"),
)

reservation = Table(
    "reservation",
    metadata,
    tenant_column(),
    Column("uid", String(64), primary_key=True),
    Column("slot_id", String(24), nullable=False),
    Column("host", String(80), nullable=False),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Column("leased_until", BigInteger, comment="somebody is giving it back"),
    Index("reservation_by_slot", "tenant_id", "slot_id"),
    Index("reservation_until", "until_at"),
)
