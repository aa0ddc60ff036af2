"""Who of the staff is not there, as the salon entered it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table more."""
    op.create_table(
        "absence",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("ref", sa.String(24), nullable=False),
        sa.Column("staff", sa.String(63), nullable=False),
        sa.Column("kind", sa.String(12), nullable=True, comment="why somebody is not there; null: erased"),
        sa.Column("first_day", sa.String(10), nullable=False, comment="a local day, as 2026-11-27"),
        sa.Column("last_day", sa.String(10), nullable=False, comment="included"),
        sa.Column(
            "since_minute",
            sa.SmallInteger(),
            nullable=True,
            comment="of the only day, on the wall clock; null: whole days",
        ),
        sa.Column("until_minute", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=False, comment="user:NUMBER, key:ID or console"),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "ref"),
    )
    op.create_index(
        "absence_standing",
        "absence",
        ["tenant_id", "last_day"],
        unique=False,
        postgresql_where=sa.text("lifted_at IS NULL"),
        sqlite_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_index("absence_standing", table_name="absence")
    op.drop_table("absence")
