"""What is owed to callers and operators: corrections, cases, repairs, alarms, what leaves the house, and seen tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and let a task say when somebody saw it."""
    _create_correction()
    _create_call_case()
    _create_repair()
    _create_alarm()
    _create_delivery()
    op.add_column("task", sa.Column("seen_at", sa.BigInteger(), nullable=True, comment="when a person first saw it"))


def _create_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column(
            "call_id", sa.String(length=128), nullable=False, comment="the call whose caller believes something untrue"
        ),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column(
            "number", sa.String(length=32), nullable=True, comment="by which the caller is recognised; null: hidden"
        ),
        sa.Column("told", sa.String(length=12), nullable=False, comment="what was heard"),
        sa.Column("told_start", sa.BigInteger(), nullable=True, comment="for when it was heard, where that is known"),
        sa.Column("sentence", sa.Text(), nullable=True, comment="what to tell, where no visit says it"),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("handed_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "handed_call", sa.String(length=128), nullable=True, comment="the call whose agent was given the words"
        ),
        sa.Column("handed_words", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_how", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("correction_by_number", "correction", ["tenant_id", "number", "state"], unique=False)
    op.create_index("correction_by_visit", "correction", ["tenant_id", "visit_id"], unique=False)
    op.create_index("correction_by_call", "correction", ["tenant_id", "call_id"], unique=False)
    op.create_index("correction_handed", "correction", ["tenant_id", "handed_call"], unique=False)


def _create_call_case() -> None:
    op.create_table(
        "call_case",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("told_wrongly", sa.Boolean(), nullable=False),
        sa.Column(
            "happened_at", sa.BigInteger(), nullable=False, comment="when the caller heard it, or the call ended"
        ),
        sa.Column("opened_at", sa.BigInteger(), nullable=False, comment="when it was found"),
        sa.Column("repaired_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_how", sa.String(length=20), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("why", sa.Text(), nullable=True, comment="why a person waived it, in their words"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "call_id"),
    )
    op.create_index("call_case_open", "call_case", ["tenant_id", "closed_at", "opened_at"], unique=False)


def _create_repair() -> None:
    op.create_table(
        "repair",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False, comment="of what was seen when it was decided"),
        sa.Column("applied_by", sa.String(length=80), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False, comment="its steps, and what is needed to undo them"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("repair_by_call", "repair", ["tenant_id", "call_id", "applied_at"], unique=False)


def _create_alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("identity", sa.String(length=200), nullable=False, comment="drift:REF, case:CALL or task:ID"),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="since when it is open"),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("task_id", NUMBER, nullable=True),
        sa.Column("escalated_at", sa.BigInteger(), nullable=True),
        sa.Column("mailed_at", sa.BigInteger(), nullable=True, comment="null: waits for the daily digest"),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "identity"),
    )
    op.create_index("alarm_open", "alarm", ["tenant_id", "closed_at"], unique=False)


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column(
            "message_id",
            sa.String(length=40),
            nullable=False,
            comment="the same for every attempt, so that it counts once",
        ),
        sa.Column("way", sa.String(length=12), nullable=False, comment="webhook, mail or live"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("receiver", sa.String(length=500), nullable=False, comment="an address of the salon or its operator"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome", sa.String(length=200), nullable=True, comment="of the last attempt: a status, or why it failed"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "delivery_due",
        "delivery",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("delivery_by_tenant", "delivery", ["tenant_id", "id"], unique=False)


def downgrade() -> None:
    """Forget all of it."""
    op.drop_column("task", "seen_at")
    for name in ("delivery_by_tenant", "delivery_due"):
        op.drop_index(name, table_name="delivery")
    op.drop_table("delivery")
    op.drop_index("alarm_open", table_name="alarm")
    op.drop_table("alarm")
    op.drop_index("repair_by_call", table_name="repair")
    op.drop_table("repair")
    op.drop_index("call_case_open", table_name="call_case")
    op.drop_table("call_case")
    for name in ("correction_handed", "correction_by_call", "correction_by_visit", "correction_by_number"):
        op.drop_index(name, table_name="correction")
    op.drop_table("correction")
