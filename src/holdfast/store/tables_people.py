"""The tables of the salon's own people: users, roles, sessions, what was looked at and done, who is absent.

Instants as in `holdfast.store.tables`. Of passwords, session tokens and links only digests are stored.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, SmallInteger, String, Table, Text, text

from holdfast.store.schema import PII, Number, metadata, tenant_column

user_account = Table(
    "user_account",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("login", String(100), nullable=False, unique=True, info=PII),
    Column("name", String(100), nullable=False, info=PII),
    Column("password", String(200), comment="argon2; null until a one-time link was used"),
    Column("everywhere", Boolean, nullable=False, comment="an operator of the whole installation"),
    Column("language", String(2), comment="of the pages; null: the browser's"),
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, comment="when the user was shut out"),
)

user_role = Table(
    "user_role",
    metadata,
    tenant_column(),
    Column("user_id", Number, ForeignKey("user_account.id"), primary_key=True),
    Column("role", String(12), nullable=False),
    Index("user_role_by_user", "user_id"),
)

user_session = Table(
    "user_session",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of the cookie's token"),
    Column("user_id", Number, ForeignKey("user_account.id"), nullable=False),
    Column("secret", String(64), nullable=False, comment="what forms carry, so that no other site can send them"),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Index("user_session_by_user", "user_id"),
    Index("user_session_by_end", "ends_at"),
)

user_link = Table(
    "user_link",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of the one-time link's token"),
    Column("user_id", Number, ForeignKey("user_account.id"), nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)

failed_sign_in = Table(
    "failed_sign_in",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, comment="digest of who tried, from where, or of both"),
    Column("at", BigInteger, nullable=False),
    Index("failed_sign_in_by_key", "key", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), comment="null: the installation"),
    Column("user_id", Number, comment="null: nobody signed in"),
    Column("at", BigInteger, nullable=False),
    Column("deed", String(40), nullable=False),
    Column("thing", String(128), comment="a reference code or another identifier, never a name or number"),
    Column("data", Text, nullable=False),
    Index("audit_by_tenant", "tenant_id", "id"),
    Index("audit_by_user", "user_id", "id"),
)

absence = Table(
    "absence",
    metadata,
    tenant_column(),
    Column("ref", String(24), primary_key=True),
    Column("staff", String(63), nullable=False),
    Column("kind", String(12), info=PII, comment="why somebody is not there; null: erased"),
    Column("first_day", String(10), nullable=False, comment="a local day, as 2026-11-27"),
    Column("last_day", String(10), nullable=False, comment="included"),
    Column("since_minute", SmallInteger, comment="of the only day, on the wall clock; null: whole days"),
    Column("until_minute", SmallInteger),
    Column("note", Text, info=PII),
    Column("entered_at", BigInteger, nullable=False),
    Column("entered_by", String(64), nullable=False, comment="user:NUMBER, key:ID or console"),
    Column("lifted_at", BigInteger),
    Column("lifted_by", String(64)),
    Index(
        "absence_standing",
        "tenant_id",
        "last_day",
        postgresql_where=text("lifted_at IS NULL"),
        sqlite_where=text("lifted_at IS NULL"),
    ),
)
