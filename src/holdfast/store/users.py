"""Users of the screens and their roles. A user belongs to the installation, a role to a salon."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.core.access import Role
from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms, from_ms_or_none, to_ms
from holdfast.store.tables import tenant, user_account, user_link, user_role


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. `everywhere`: an operator of the whole installation."""

    id: int
    login: str
    name: str
    everywhere: bool
    language: str | None
    created_at: datetime
    closed_at: datetime | None = None
    password: str | None = None
    """The argon2 digest; None until a one-time link was used."""


@dataclass(frozen=True, slots=True)
class Place:
    """A salon in which a user has a role."""

    tenant_id: TenantId
    slug: str
    role: Role


def by_login(tx: Tx, login: str) -> User | None:
    """The user of that login, shut out or not."""
    row = tx.run(sa.select(user_account).where(user_account.c.login == sa.bindparam("login")), {"login": login}).first()
    return _user(row) if row else None


def one(tx: Tx, user_id: int) -> User | None:
    """The user of that number."""
    row = tx.run(sa.select(user_account).where(user_account.c.id == sa.bindparam("one")), {"one": user_id}).first()
    return _user(row) if row else None


def everyone(tx: Tx) -> list[User]:
    """All users, by login."""
    return [_user(row) for row in tx.run(sa.select(user_account).order_by(user_account.c.login))]


def add(tx: Tx, login: str, name: str, password: str | None, everywhere: bool, now: datetime) -> int:
    """Put a new user on record. Returns the number."""
    row = {
        "login": login,
        "name": name,
        "password": password,
        "everywhere": everywhere,
        "language": None,
        "created_at": to_ms(now),
        "closed_at": None,
    }
    return int(tx.run(sa.insert(user_account).returning(user_account.c.id), row).scalar_one())


def _change(tx: Tx, user_id: int, **values: Any) -> None:
    tx.run(sa.update(user_account).where(user_account.c.id == user_id).values(**values))


def set_password(tx: Tx, user_id: int, password: str) -> None:
    """Keep the digest of a new password."""
    _change(tx, user_id, password=password)


def set_language(tx: Tx, user_id: int, language: str) -> None:
    """Keep in which language the user reads the pages."""
    _change(tx, user_id, language=language)


def set_everywhere(tx: Tx, user_id: int, everywhere: bool) -> None:
    """Make somebody an operator of the whole installation, or not one any more."""
    _change(tx, user_id, everywhere=everywhere)


def set_closed(tx: Tx, user_id: int, at: datetime | None) -> None:
    """Shut a user out, or (None) let them in again."""
    _change(tx, user_id, closed_at=None if at is None else to_ms(at))


def _upsert(insert: Any) -> Any:
    statement = insert(user_role)
    return statement.on_conflict_do_update(
        index_elements=[user_role.c.tenant_id, user_role.c.user_id], set_={"role": statement.excluded.role}
    )


_GIVE = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def give_role(tx: TenantTx, user_id: int, role: Role) -> None:
    """Give somebody a role in this salon, instead of the one they had."""
    tx.run_many(_GIVE[tx.dialect], [{"user_id": user_id, "role": role.value}])


def take_role(tx: TenantTx, user_id: int) -> bool:
    """Take somebody's role in this salon away. False where there was none."""
    gone = sa.delete(user_role).where(
        user_role.c.tenant_id == sa.bindparam("tenant"), user_role.c.user_id == sa.bindparam("who")
    )
    return tx.run(gone, who=user_id).rowcount == 1


def places_of(tx: Tx, user: User) -> tuple[Place, ...]:
    """The salons in which a user has a role, by name; for an operator everywhere that is each of them."""
    mine = sa.and_(user_role.c.tenant_id == tenant.c.id, user_role.c.user_id == sa.bindparam("who"))
    wanted = sa.select(tenant.c.id, tenant.c.slug, user_role.c.role).select_from(
        tenant.outerjoin(user_role, mine) if user.everywhere else tenant.join(user_role, mine)
    )
    rows = tx.run(wanted.order_by(tenant.c.slug), {"who": user.id})
    return tuple(Place(TenantId(r.id), r.slug, Role(r.role or Role.OPERATOR.value)) for r in rows)


def users_of(tx: TenantTx) -> list[tuple[User, Role]]:
    """Everybody who has a role in this salon, by login."""
    rows = tx.run(
        sa.select(user_account, user_role.c.role)
        .where(user_role.c.user_id == user_account.c.id, user_role.c.tenant_id == sa.bindparam("tenant"))
        .order_by(user_account.c.login)
    )
    return [(_user(row), Role(row.role)) for row in rows]


def add_link(tx: Tx, digest: str, user_id: int, ends_at: datetime) -> None:
    """Keep a one-time link; older ones of the same user end with it."""
    tx.run(sa.delete(user_link).where(user_link.c.user_id == user_id))
    tx.run(sa.insert(user_link), {"digest": digest, "user_id": user_id, "ends_at": to_ms(ends_at)})


def link_owner(tx: Tx, digest: str, now: datetime) -> User | None:
    """Whose link this is, None where it is none, is used, or too old."""
    wanted = (
        sa.select(user_account)
        .join(user_link, user_link.c.user_id == user_account.c.id)
        .where(user_link.c.digest == sa.bindparam("digest"), user_link.c.ends_at > to_ms(now))
        .where(user_account.c.closed_at.is_(None))
    )
    row = tx.run(wanted, {"digest": digest}).first()
    return _user(row) if row else None


def use_link(tx: Tx, digest: str) -> bool:
    """End a link. False when somebody else was quicker."""
    return tx.run(sa.delete(user_link).where(user_link.c.digest == digest)).rowcount == 1


def _user(row: Any) -> User:
    return User(
        row.id,
        row.login,
        row.name,
        bool(row.everywhere),
        row.language,
        from_ms(row.created_at),
        from_ms_or_none(row.closed_at),
        row.password,
    )
