"""The schema. Instants are integers: milliseconds since 1970 in UTC (G12). `tenant_id` leads every key (G9, R30).

Personal data stands only in columns named here with `info=PII` (G11), in tables that erasure knows.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from holdfast.store.schema import PII, Number, metadata, tenant_column
from holdfast.store.tables_outside import (
    calendar_state,
    drift,
    mirror_day,
    mirror_doubt,
    mirror_entry,
    rate_budget,
    reconcile_day,
    reservation,
)

__all__ = [
    "PII",
    "Number",
    "api_key",
    "calendar_entry",
    "calendar_state",
    "call",
    "claim",
    "customer",
    "dialled_number",
    "drift",
    "finding",
    "metadata",
    "mirror_day",
    "mirror_doubt",
    "mirror_entry",
    "offer",
    "rate_budget",
    "raw_message",
    "reconcile_day",
    "request",
    "reservation",
    "secret",
    "segment",
    "task",
    "tenant",
    "tenant_version",
    "timeline",
    "visit",
]

tenant = Table(
    "tenant",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("slug", String(63), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("applied_at", BigInteger, nullable=False),
)

tenant_version = Table(
    "tenant_version",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("applied_at", BigInteger, nullable=False),
)

dialled_number = Table(
    "dialled_number",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("owner", String(63), primary_key=True, comment="a tenant's slug, or empty for the installation"),
    Column("name", String(100), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)

call = Table(
    "call",
    metadata,
    tenant_column(),
    Column("id", String(128), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("trust", String(12), nullable=False),
    Column("number", String(32), info=PII),
    Column("raw_number", String(64), info=PII),
    Column("dialled", String(64), info=PII),
    Column("agent_id", String(128)),
    Column("agent_version", String(32)),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ended_why", String(64)),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("is_test", Boolean, nullable=False, default=False),
    Column("wrong_refs", SmallInteger, nullable=False, default=0),
    Column("misunderstood", SmallInteger, nullable=False, default=0),
    Column("asked", String(200), info=PII, comment="words about time that were asked back about last"),
    Column("joined_to", String(128), comment="the named call that a provisional one turned out to be"),
    Index("call_by_number", "tenant_id", "number", "created_at"),
    Index("call_by_time", "tenant_id", "created_at", "id"),
)

timeline = Table(
    "timeline",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("call_id", String(128)),
    Column("visit_id", String(32)),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("data", Text, nullable=False),
    Column("personal", Text, info=PII),
    Index("timeline_by_call", "tenant_id", "call_id", "id"),
    Index("timeline_by_visit", "tenant_id", "visit_id", "id"),
)

raw_message = Table(
    "raw_message",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id")),
    Column("call_id", String(128)),
    Column("kind", String(40), nullable=False),
    Column("key", String(64), nullable=False, comment="what makes a second delivery the same one"),
    Column("received_at", BigInteger, nullable=False),
    Column("delete_after", BigInteger, nullable=False),
    Column("packed", LargeBinary, nullable=False, info=PII),
    UniqueConstraint("tenant_id", "key", name="raw_message_once"),
    Index("raw_message_to_delete", "delete_after"),
)

request = Table(
    "request",
    metadata,
    tenant_column(),
    Column("key", String(128), primary_key=True),
    Column("call_id", String(128), nullable=False),
    Column("tool", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False, comment="of the body, where a client names the key itself"),
    Column("received_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger),
    Column("answer", Text, info=PII),
    Column("visit_id", String(32)),
    Index(
        "request_unanswered",
        "tenant_id",
        "visit_id",
        postgresql_where=text("answered_at IS NULL"),
        sqlite_where=text("answered_at IS NULL"),
    ),
)

claim = Table(
    "claim",
    metadata,
    tenant_column(),
    Column("resource", String(80), primary_key=True),
    Column("cell", Integer, primary_key=True),
    Column("owner", String(160), nullable=False),
    Column("expires_at", BigInteger, comment="null: booked"),
)

offer = Table(
    "offer",
    metadata,
    tenant_column(),
    Column("slot_id", String(24), primary_key=True),
    Column("call_id", String(128), nullable=False),
    Column("start_at", BigInteger, nullable=False),
    Column("plan", Text, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("named_at", BigInteger, nullable=False, comment="when it was told of last: a kept offer is told of again"),
    Column("provisional", Boolean, nullable=False),
    Index("offer_by_call", "tenant_id", "call_id", "placed_at"),
    Index("offer_by_start", "tenant_id", "start_at"),
)

customer = Table(
    "customer",
    metadata,
    tenant_column(),
    Column("id", Number, primary_key=True),
    Column("name", String(200), nullable=False, info=PII),
    Column("phone", String(32), info=PII),
    Column("email", String(200), info=PII),
    Column("created_at", BigInteger, nullable=False),
    Index("customer_by_phone", "tenant_id", "phone"),
)

visit = Table(
    "visit",
    metadata,
    tenant_column(),
    Column("id", String(32), primary_key=True),
    Column("ref", String(16), nullable=False),
    Column("call_id", String(128)),
    Column("customer_id", Number, nullable=False),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("plan", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("goal", String(12), nullable=False),
    Column("why", String(12)),
    Column("target", Text),
    Column("generation", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("notes", Text, nullable=False, info=PII),
    Column("is_test", Boolean, nullable=False),
    Column("undo_at", BigInteger, comment="when a test visit is taken back by itself"),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, comment="when its sagas need attention; null: at rest"),
    Column("leased_until", BigInteger),
    Column("leased_by", String(40)),
    Index("visit_ref", "tenant_id", "ref", unique=True),
    Index("visit_by_call", "tenant_id", "call_id"),
    Index("visit_by_customer", "tenant_id", "customer_id", "start_at"),
    Index("visit_by_start", "tenant_id", "start_at", "id"),
    Index("visit_due", "due_at", postgresql_where=text("due_at IS NOT NULL"), sqlite_where=text("due_at IS NOT NULL")),
    Index(
        "visit_to_undo",
        "undo_at",
        postgresql_where=text("undo_at IS NOT NULL"),
        sqlite_where=text("undo_at IS NOT NULL"),
    ),
)

segment = Table(
    "segment",
    metadata,
    tenant_column(),
    Column("visit_id", String(32), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("n", SmallInteger, primary_key=True),
    Column("host", String(80), nullable=False),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("title", String(200), nullable=False, info=PII),
    Column("goal", String(12), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("unseen", SmallInteger, nullable=False),
    Column("uid", String(200)),
    Column("replaces", Boolean, nullable=False),
    Column("due_at", BigInteger),
    Column("refusal", String(30)),
    Column("service", String(63), comment="whose segment it is: a visit may have several services"),
    Column("part", SmallInteger, comment="which busy segment of that service, from 1"),
    Column("stood", Boolean, comment="it got lost in the calendar after it had been there; null: no"),
    Index("segment_by_uid", "tenant_id", "uid"),
    Index("segment_by_start", "tenant_id", "start_at"),
)

calendar_entry = Table(
    "calendar_entry",
    metadata,
    tenant_column(),
    Column("uid", String(64), primary_key=True),
    Column("reference", String(64), nullable=False),
    Column("host", String(80), nullable=False),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("title", String(200), nullable=False, info=PII),
    Column("attendee", String(200), nullable=False, info=PII),
    Column("created_at", BigInteger, nullable=False),
    Column("cancelled_at", BigInteger),
    Index("calendar_entry_by_host", "tenant_id", "host", "start_at"),
    Index("calendar_entry_by_reference", "tenant_id", "reference"),
)

task = Table(
    "task",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(12), nullable=False),
    Column("call_id", String(128)),
    Column("visit_id", String(32)),
    Column("due_at", BigInteger),
    Column("text", Text, nullable=False),
    Column("personal", Text, info=PII),
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Index("task_by_state", "tenant_id", "state", "id"),
    Index("task_by_call", "tenant_id", "call_id", "kind"),
    Index("task_by_visit", "tenant_id", "visit_id", "kind"),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id")),
    Column("call_id", String(128)),
    Column("kind", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    Index("finding_by_tenant", "tenant_id", "id"),
)
