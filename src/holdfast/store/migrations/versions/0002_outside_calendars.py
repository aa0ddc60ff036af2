"""Calendars that are not ours: their mirror, their rate budget, what is reconciled when, and where they differ."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and let a segment say whose it is."""
    _create_rate_budget()
    _create_calendar_state()
    _create_drift()
    _create_mirror_day()
    _create_mirror_doubt()
    _create_mirror_entry()
    _create_reconcile_day()
    _create_reservation()
    _create_request()
    _widen_segment()


def _create_rate_budget() -> None:
    op.create_table(
        "rate_budget",
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="digest of the calendar's key: several tenants may share one",
        ),
        sa.Column("recent", sa.Text(), nullable=False, comment="second:requests of the last minute or so"),
        sa.Column("closed_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _create_calendar_state() -> None:
    op.create_table(
        "calendar_state",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column(
            "changes_until",
            sa.BigInteger(),
            nullable=True,
            comment="the latest change seen, by the calendar's own clock",
        ),
        sa.Column(
            "changes_seen",
            sa.Text(),
            nullable=True,
            comment="marks of the latest changes, so that none is taken up twice",
        ),
        sa.Column("changes_due_at", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True, comment="when it last answered well"),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.Column("inspected_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "inspect_due_at",
            sa.BigInteger(),
            nullable=True,
            comment="when the doctor looks again; pushed ahead by whoever looks",
        ),
        sa.Column("gaps", sa.Text(), nullable=True, comment="what cannot be booked there, as the doctor found it"),
        sa.Column(
            "limits",
            sa.Text(),
            nullable=True,
            comment="notice and horizon of the event types there, as the doctor found them",
        ),
        sa.Column("webhook", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_index("calendar_changes_due", "calendar_state", ["changes_due_at"], unique=False)
    op.create_index("calendar_inspect_due", "calendar_state", ["inspect_due_at"], unique=False)


def _create_drift() -> None:
    op.create_table(
        "drift",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column(
            "identity", sa.String(length=300), nullable=False, comment="what makes a second sight of it the same drift"
        ),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column("uid", sa.String(length=200), nullable=True),
        sa.Column("host", sa.String(length=80), nullable=True),
        sa.Column("start_at", sa.BigInteger(), nullable=True),
        sa.Column("end_at", sa.BigInteger(), nullable=True),
        sa.Column("proposal", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("personal", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_why", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant_id", "ref", name="drift_ref"),
    )
    op.create_index("drift_by_identity", "drift", ["tenant_id", "identity"], unique=False)
    op.create_index("drift_by_state", "drift", ["tenant_id", "state", "id"], unique=False)
    op.create_index("drift_by_visit", "drift", ["tenant_id", "visit_id"], unique=False)


def _create_mirror_day() -> None:
    op.create_table(
        "mirror_day",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("host", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="UTC days since 1970"),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False, comment="when that reading began"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "host", "day"),
    )


def _create_mirror_doubt() -> None:
    op.create_table(
        "mirror_doubt",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="UTC days since 1970"),
        sa.Column(
            "doubted_at", sa.BigInteger(), nullable=False, comment="no reading that began before shows the day as it is"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "day"),
    )


def _create_mirror_entry() -> None:
    op.create_table(
        "mirror_entry",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("host", sa.String(length=80), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=12),
            nullable=False,
            comment="entry: somebody else's; away: the calendar has no time there",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=True, comment="when the calendar says it was made"),
        sa.Column(
            "visit_id",
            sa.String(length=32),
            nullable=True,
            comment="of ours that stands where no claim of it does: which visit it is part of",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "host", "uid", "start_at"),
    )
    op.create_index("mirror_entry_by_start", "mirror_entry", ["tenant_id", "host", "start_at"], unique=False)
    op.create_index("mirror_entry_by_visit", "mirror_entry", ["tenant_id", "visit_id"], unique=False)


def _create_reconcile_day() -> None:
    op.create_table(
        "reconcile_day",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="UTC days since 1970"),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "day"),
    )
    op.create_index("reconcile_day_due", "reconcile_day", ["due_at"], unique=False)


def _create_reservation() -> None:
    op.create_table(
        "reservation",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("slot_id", sa.String(length=24), nullable=False),
        sa.Column("host", sa.String(length=80), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True, comment="somebody is giving it back"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "uid"),
    )
    op.create_index("reservation_by_slot", "reservation", ["tenant_id", "slot_id"], unique=False)
    op.create_index("reservation_until", "reservation", ["until_at"], unique=False)


def _create_request() -> None:
    op.create_index(
        "request_unanswered",
        "request",
        ["tenant_id", "visit_id"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
        sqlite_where=sa.text("answered_at IS NULL"),
    )


def _widen_segment() -> None:
    op.add_column(
        "segment",
        sa.Column(
            "service",
            sa.String(length=63),
            nullable=True,
            comment="whose segment it is: a visit may have several services",
        ),
    )
    op.add_column(
        "segment",
        sa.Column("part", sa.SmallInteger(), nullable=True, comment="which busy segment of that service, from 1"),
    )
    op.add_column(
        "segment",
        sa.Column(
            "stood",
            sa.Boolean(),
            nullable=True,
            comment="it got lost in the calendar after it had been there; null: no",
        ),
    )
    op.create_index("segment_by_start", "segment", ["tenant_id", "start_at"], unique=False)
    op.create_index("segment_by_uid", "segment", ["tenant_id", "uid"], unique=False)


def downgrade() -> None:
    """Forget all of it."""
    op.drop_index("segment_by_uid", table_name="segment")
    op.drop_index("segment_by_start", table_name="segment")
    op.drop_column("segment", "stood")
    op.drop_column("segment", "part")
    op.drop_column("segment", "service")
    op.drop_index(
        "request_unanswered",
        table_name="request",
        postgresql_where=sa.text("answered_at IS NULL"),
        sqlite_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index("reservation_until", table_name="reservation")
    op.drop_index("reservation_by_slot", table_name="reservation")
    op.drop_table("reservation")
    op.drop_index("reconcile_day_due", table_name="reconcile_day")
    op.drop_table("reconcile_day")
    op.drop_index("mirror_entry_by_visit", table_name="mirror_entry")
    op.drop_index("mirror_entry_by_start", table_name="mirror_entry")
    op.drop_table("mirror_entry")
    op.drop_table("mirror_doubt")
    op.drop_table("mirror_day")
    op.drop_index("drift_by_visit", table_name="drift")
    op.drop_index("drift_by_state", table_name="drift")
    op.drop_index("drift_by_identity", table_name="drift")
    op.drop_table("drift")
    op.drop_index("calendar_inspect_due", table_name="calendar_state")
    op.drop_index("calendar_changes_due", table_name="calendar_state")
    op.drop_table("calendar_state")
    op.drop_table("rate_budget")
