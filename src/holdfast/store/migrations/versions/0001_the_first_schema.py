"""The first schema: tenants, calls, the guard, visits with their segments, and the built-in calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "tenant",
    "tenant_version",
    "dialled_number",
    "secret",
    "api_key",
    "call",
    "timeline",
    "raw_message",
    "request",
    "finding",
    "claim",
    "offer",
    "customer",
    "visit",
    "segment",
    "calendar_entry",
    "task",
)


def upgrade() -> None:
    """To this revision."""
    _create_tenant()
    _create_tenant_version()
    _create_dialled_number()
    _create_secret()
    _create_api_key()
    _create_call()
    _create_timeline()
    _create_raw_message()
    _create_request()
    _create_finding()
    _create_claim()
    _create_offer()
    _create_customer()
    _create_visit()
    _create_segment()
    _create_calendar_entry()
    _create_task()
    _keep_timeline_append_only()


def _create_tenant() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("slug"),
    )


def _create_tenant_version() -> None:
    op.create_table(
        "tenant_version",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
    )


def _create_dialled_number() -> None:
    op.create_table(
        "dialled_number",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), nullable=False),
    )


def _create_secret() -> None:
    op.create_table(
        "secret",
        sa.Column("owner", sa.String(63), primary_key=True, comment="a tenant's slug, or empty for the installation"),
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )


def _create_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
    )


def _create_call() -> None:
    op.create_table(
        "call",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("trust", sa.String(12), nullable=False),
        sa.Column("number", sa.String(32)),
        sa.Column("raw_number", sa.String(64)),
        sa.Column("dialled", sa.String(64)),
        sa.Column("agent_id", sa.String(128)),
        sa.Column("agent_version", sa.String(32)),
        sa.Column("started_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_why", sa.String(64)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("wrong_refs", sa.SmallInteger(), nullable=False),
        sa.Column("misunderstood", sa.SmallInteger(), nullable=False),
        sa.Column("asked", sa.String(200), comment="words about time that were asked back about last"),
        sa.Column("joined_to", sa.String(128), comment="the named call that a provisional one turned out to be"),
    )
    op.create_index("call_by_number", "call", ["tenant_id", "number", "created_at"], unique=False)
    op.create_index("call_by_time", "call", ["tenant_id", "created_at", "id"], unique=False)


def _create_timeline() -> None:
    op.create_table(
        "timeline",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("call_id", sa.String(128)),
        sa.Column("visit_id", sa.String(32)),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("personal", sa.Text()),
    )
    op.create_index("timeline_by_call", "timeline", ["tenant_id", "call_id", "id"], unique=False)
    op.create_index("timeline_by_visit", "timeline", ["tenant_id", "visit_id", "id"], unique=False)


def _create_raw_message() -> None:
    op.create_table(
        "raw_message",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id")),
        sa.Column("call_id", sa.String(128)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, comment="what makes a second delivery the same one"),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("delete_after", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("tenant_id", "key", name="raw_message_once"),
    )
    op.create_index("raw_message_to_delete", "raw_message", ["delete_after"], unique=False)


def _create_request() -> None:
    op.create_table(
        "request",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("call_id", sa.String(128), nullable=False),
        sa.Column("tool", sa.String(64), nullable=False),
        sa.Column(
            "fingerprint", sa.String(64), nullable=False, comment="of the body, where a client names the key itself"
        ),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("answer", sa.Text()),
        sa.Column("visit_id", sa.String(32)),
    )


def _create_finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id")),
        sa.Column("call_id", sa.String(128)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
    )
    op.create_index("finding_by_tenant", "finding", ["tenant_id", "id"], unique=False)


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("resource", sa.String(80), primary_key=True),
        sa.Column("cell", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.String(160), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), comment="null: booked"),
    )


def _create_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("slot_id", sa.String(24), primary_key=True),
        sa.Column("call_id", sa.String(128), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column(
            "named_at",
            sa.BigInteger(),
            nullable=False,
            comment="when it was told of last: a kept offer is told of again",
        ),
        sa.Column("provisional", sa.Boolean(), nullable=False),
    )
    op.create_index("offer_by_call", "offer", ["tenant_id", "call_id", "placed_at"], unique=False)
    op.create_index("offer_by_start", "offer", ["tenant_id", "start_at"], unique=False)


def _create_customer() -> None:
    op.create_table(
        "customer",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(32)),
        sa.Column("email", sa.String(200)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("customer_by_phone", "customer", ["tenant_id", "phone"], unique=False)


def _create_visit() -> None:
    op.create_table(
        "visit",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("call_id", sa.String(128)),
        sa.Column("customer_id", NUMBER, nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("goal", sa.String(12), nullable=False),
        sa.Column("why", sa.String(12)),
        sa.Column("target", sa.Text()),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("undo_at", sa.BigInteger(), comment="when a test visit is taken back by itself"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), comment="when its sagas need attention; null: at rest"),
        sa.Column("leased_until", sa.BigInteger()),
        sa.Column("leased_by", sa.String(40)),
    )
    op.create_index("visit_by_call", "visit", ["tenant_id", "call_id"], unique=False)
    op.create_index("visit_by_customer", "visit", ["tenant_id", "customer_id", "start_at"], unique=False)
    op.create_index("visit_by_start", "visit", ["tenant_id", "start_at", "id"], unique=False)
    op.create_index(
        "visit_due",
        "visit",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("visit_ref", "visit", ["tenant_id", "ref"], unique=True)
    op.create_index(
        "visit_to_undo",
        "visit",
        ["undo_at"],
        unique=False,
        postgresql_where=sa.text("undo_at IS NOT NULL"),
        sqlite_where=sa.text("undo_at IS NOT NULL"),
    )


def _create_segment() -> None:
    op.create_table(
        "segment",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("visit_id", sa.String(32), primary_key=True),
        sa.Column("generation", sa.Integer(), primary_key=True),
        sa.Column("n", sa.SmallInteger(), primary_key=True),
        sa.Column("host", sa.String(80), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("goal", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("unseen", sa.SmallInteger(), nullable=False),
        sa.Column("uid", sa.String(200)),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("refusal", sa.String(30)),
    )


def _create_calendar_entry() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("uid", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("host", sa.String(80), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("attendee", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", sa.BigInteger()),
    )
    op.create_index("calendar_entry_by_host", "calendar_entry", ["tenant_id", "host", "start_at"], unique=False)
    op.create_index("calendar_entry_by_reference", "calendar_entry", ["tenant_id", "reference"], unique=False)


def _create_task() -> None:
    op.create_table(
        "task",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("tenant_id", NUMBER, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("call_id", sa.String(128)),
        sa.Column("visit_id", sa.String(32)),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("personal", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
    )
    op.create_index("task_by_call", "task", ["tenant_id", "call_id", "kind"], unique=False)
    op.create_index("task_by_state", "task", ["tenant_id", "state", "id"], unique=False)
    op.create_index("task_by_visit", "task", ["tenant_id", "visit_id", "kind"], unique=False)


def _keep_timeline_append_only() -> None:
    """G10: what happened is never rewritten. Only the marked personal field may be emptied (G11)."""
    fixed = ("id", "tenant_id", "call_id", "visit_id", "at", "kind", "data")
    if op.get_bind().dialect.name == "sqlite":
        columns = ", ".join(fixed)
        op.execute(
            f"CREATE TRIGGER timeline_no_update BEFORE UPDATE OF {columns} ON timeline "
            "BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER timeline_only_erased BEFORE UPDATE OF personal ON timeline WHEN NEW.personal IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER timeline_no_delete BEFORE DELETE ON timeline "
            "BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION timeline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the timeline is append-only'; END $$"
    )
    columns = ", ".join(fixed)
    op.execute(
        f"CREATE TRIGGER timeline_no_change BEFORE DELETE OR UPDATE OF {columns} ON timeline "
        "FOR EACH ROW EXECUTE FUNCTION timeline_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER timeline_only_erased BEFORE UPDATE OF personal ON timeline "
        "FOR EACH ROW WHEN (NEW.personal IS NOT NULL) EXECUTE FUNCTION timeline_is_append_only()"
    )


def downgrade() -> None:
    """Back from it."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER timeline_only_erased ON timeline")
        op.execute("DROP TRIGGER timeline_no_change ON timeline")
        op.execute("DROP FUNCTION timeline_is_append_only()")
    for name in reversed(TABLES):
        op.drop_table(name)
