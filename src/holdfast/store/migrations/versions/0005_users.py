"""The people at the screens: users, roles, sessions, one-time links, failed sign-ins, and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSAL = "the audit is append-only"


def upgrade() -> None:
    """Make the tables, and let nobody rewrite the audit."""
    _create_users()
    _create_sessions()
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("tenant_id", NUMBER, nullable=True, comment="null: the installation"),
        sa.Column("user_id", NUMBER, nullable=True, comment="null: nobody signed in"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column(
            "thing",
            sa.String(length=128),
            nullable=True,
            comment="a reference code or another identifier, never a name or number",
        ),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_by_tenant", "audit", ["tenant_id", "id"], unique=False)
    op.create_index("audit_by_user", "audit", ["user_id", "id"], unique=False)
    _guard_the_audit()


def _create_users() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "password", sa.String(length=200), nullable=True, comment="argon2; null until a one-time link was used"
        ),
        sa.Column("everywhere", sa.Boolean(), nullable=False, comment="an operator of the whole installation"),
        sa.Column("language", sa.String(length=2), nullable=True, comment="of the pages; null: the browser's"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True, comment="when the user was shut out"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "user_role",
        sa.Column("tenant_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "user_id"),
    )
    op.create_index("user_role_by_user", "user_role", ["user_id"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "user_session",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of the cookie's token"),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column(
            "secret",
            sa.String(length=64),
            nullable=False,
            comment="what forms carry, so that no other site can send them",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("user_session_by_user", "user_session", ["user_id"], unique=False)
    op.create_index("user_session_by_end", "user_session", ["ends_at"], unique=False)
    op.create_table(
        "user_link",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of the one-time link's token"),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "failed_sign_in",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("key", sa.String(length=64), nullable=False, comment="digest of who tried, from where, or of both"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("failed_sign_in_by_key", "failed_sign_in", ["key", "at"], unique=False)


def _guard_the_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )


def downgrade() -> None:
    """Forget all of it."""
    op.drop_index("audit_by_user", table_name="audit")
    op.drop_index("audit_by_tenant", table_name="audit")
    op.drop_table("audit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_is_append_only()")
    op.drop_index("failed_sign_in_by_key", table_name="failed_sign_in")
    op.drop_table("failed_sign_in")
    op.drop_table("user_link")
    op.drop_index("user_session_by_end", table_name="user_session")
    op.drop_index("user_session_by_user", table_name="user_session")
    op.drop_table("user_session")
    op.drop_index("user_role_by_user", table_name="user_role")
    op.drop_table("user_role")
    op.drop_table("user_account")
