"""What was judged of calls: verdicts as a history, calls still to be judged, agents as they were seen."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and find the findings and messages of one call quickly."""
    _create_verdict()
    op.create_table(
        "to_judge",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("prompt", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "call_id"),
    )
    op.create_index("to_judge_due", "to_judge", ["due_at"], unique=False)
    op.create_table(
        "agent_seen",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("agent_id", sa.String(length=128), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("first_call", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "agent_id", "version"),
    )
    op.create_index("finding_by_call", "finding", ["tenant_id", "call_id", "id"], unique=False)
    op.create_index("raw_message_by_call", "raw_message", ["tenant_id", "call_id", "id"], unique=False)


def _create_verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False, comment="when the same was concluded last"),
        sa.Column("prompt", sa.String(length=20), nullable=False, comment="what had the call judged"),
        sa.Column("basis", sa.String(length=24), nullable=False, comment="where the words come from"),
        sa.Column("agree", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(length=12), nullable=False),
        sa.Column("stored", sa.String(length=12), nullable=False),
        sa.Column("calendar", sa.String(length=12), nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=False, comment="whether the calendar is a witness of its own"),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("causes", sa.Text(), nullable=False, comment="every code that holds, with a space between"),
        sa.Column("act", sa.String(length=30), nullable=False, comment="what should be done"),
        sa.Column(
            "digest", sa.String(length=32), nullable=False, comment="of what was concluded: another one is a change"
        ),
        sa.Column(
            "document", sa.Text(), nullable=True, comment="the whole verdict with its evidence, as in a case file"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("verdict_by_call", "verdict", ["tenant_id", "call_id", "id"], unique=False)
    op.create_index("verdict_by_time", "verdict", ["tenant_id", "at"], unique=False)


def downgrade() -> None:
    """Forget all of it."""
    op.drop_index("raw_message_by_call", table_name="raw_message")
    op.drop_index("finding_by_call", table_name="finding")
    op.drop_table("agent_seen")
    op.drop_index("to_judge_due", table_name="to_judge")
    op.drop_table("to_judge")
    op.drop_index("verdict_by_time", table_name="verdict")
    op.drop_index("verdict_by_call", table_name="verdict")
    op.drop_table("verdict")
