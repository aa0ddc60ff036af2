"""Customers as a card file: notes, records merged into others, and what takes them apart again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two columns more, and the record of what was merged."""
    op.add_column("customer", sa.Column("notes", sa.Text(), nullable=True))
    op.add_column(
        "customer", sa.Column("merged_into", NUMBER, nullable=True, comment="the record that stands for this one")
    )
    op.create_index(
        "customer_by_merged",
        "customer",
        ["tenant_id", "merged_into"],
        postgresql_where=sa.text("merged_into IS NOT NULL"),
        sqlite_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_table(
        "customer_merge",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kept_id", NUMBER, nullable=False),
        sa.Column("gone_id", NUMBER, nullable=False),
        sa.Column("merged_at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("moved", sa.Text(), nullable=False, comment="visits and earlier merged records that went with it"),
        sa.Column("said", sa.Text(), nullable=False, comment="of the kept record: values before and after"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("customer_merge_by_kept", "customer_merge", ["tenant_id", "kept_id"], unique=False)


def downgrade() -> None:
    """Forget all of it."""
    op.drop_index("customer_merge_by_kept", table_name="customer_merge")
    op.drop_table("customer_merge")
    op.drop_index("customer_by_merged", table_name="customer")
    op.drop_column("customer", "merged_into")
    op.drop_column("customer", "notes")
