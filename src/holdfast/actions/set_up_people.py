"""Who may sign in at a salon's screens: made, given another role, shown the door, by somebody of that salon.

Nobody gives or takes a role that has rights which they do not have themselves (`core.access.may_give`). A login that is
known elsewhere is not touched: its password and its other salons are not this salon's business.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import NotFound
from holdfast.actions.manage_users import LINK_LIVES, UserRefused, is_login
from holdfast.actions.sign_in import Visitor
from holdfast.core.access import Role, may_give, tidy_login
from holdfast.core.ids import TenantId
from holdfast.store import audit, keys, sessions, users
from holdfast.store.audit import Entry
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.keys import ApiKey
from holdfast.store.users import User

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody with a role here. `may_change`: who looks may change or take the role, and make a link."""

    user: User
    role: Role
    is_self: bool
    may_change: bool
    may_link: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class Access:
    """Who and what may come in: people, API keys, and the roles that who looks may give."""

    people: tuple[PersonSeen, ...]
    keys: tuple[ApiKey, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """A one-time link for somebody; `token` is shown once."""

    login: str
    token: str


async def look_at_access(desk: Desk, visitor: Visitor, tenant_id: TenantId) -> Access:
    """Everybody with a role in the salon, and its keys."""

    def body(tx: Tx) -> Access:
        bound, now = tx.of(tenant_id), desk.clock.now()
        people = tuple(
            _seen(tx, visitor, tenant_id, user, role, len(sessions.of_user(tx, user.id, now)))
            for user, role in users.users_of(bound)
        )
        return Access(people, tuple(keys.all_of(bound)), _givable(visitor, tenant_id))

    return await desk.transact(body)


def _seen(tx: Tx, visitor: Visitor, tenant_id: TenantId, user: User, role: Role, living: int) -> PersonSeen:
    is_self = user.id == visitor.user.id
    may_change = not is_self and role in _givable(visitor, tenant_id) and not user.everywhere
    may_link = may_change and all(place.tenant_id == tenant_id for place in users.places_of(tx, user))
    return PersonSeen(user, role, is_self, may_change, may_link, living)


def _givable(visitor: Visitor, tenant_id: TenantId) -> tuple[Role, ...]:
    if visitor.user.everywhere:
        return tuple(Role)
    own = next((place.role for place in visitor.places if place.tenant_id == tenant_id), None)
    return tuple(role for role in Role if may_give(own, role))


async def invite(desk: Desk, visitor: Visitor, tenant_id: TenantId, login: str, name: str, role: Role) -> Invited:
    """Make a user with a role here, and a one-time link to set the password with. Raises UserRefused."""
    wanted, token = tidy_login(login), secrets.token_urlsafe(32)
    if not is_login(wanted):
        raise UserRefused("login", "this is no login")

    def body(tx: Tx) -> Invited:
        bound, now = tx.of(tenant_id), desk.clock.now()
        if role not in _givable(visitor, tenant_id):
            raise UserRefused("role", "this role is not yours to give")
        if users.by_login(tx, wanted) is not None:
            raise UserRefused("taken", "this login is taken")
        user_id = users.add(tx, wanted, " ".join(name.split())[:LONGEST_NAME] or wanted, None, False, now)
        users.give_role(bound, user_id, role)
        users.add_link(tx, sessions.digest_of(token), user_id, now + LINK_LIVES)
        _note(desk, bound, visitor, "user_added", user_id, role=role.value)
        return Invited(wanted, token)

    return await desk.transact(body)


async def link_anew(desk: Desk, visitor: Visitor, tenant_id: TenantId, user_id: int) -> Invited:
    """A new one-time link for somebody who is only here; older ones end. Raises NotFound, UserRefused."""
    token = secrets.token_urlsafe(32)

    def body(tx: Tx) -> Invited:
        person = _person(tx, desk, visitor, tenant_id, user_id, lambda seen: seen.may_link)
        users.add_link(tx, sessions.digest_of(token), user_id, desk.clock.now() + LINK_LIVES)
        _note(desk, tx.of(tenant_id), visitor, "link_made", user_id)
        return Invited(person.user.login, token)

    return await desk.transact(body)


async def change_role(desk: Desk, visitor: Visitor, tenant_id: TenantId, user_id: int, role: Role | None) -> None:
    """Give somebody another role here, or (None) take it away; it counts with the next click.

    Raises NotFound, UserRefused.
    """

    def body(tx: Tx) -> None:
        bound = tx.of(tenant_id)
        _person(tx, desk, visitor, tenant_id, user_id, lambda seen: seen.may_change)
        if role is None:
            users.take_role(bound, user_id)
            _note(desk, bound, visitor, "role_taken", user_id)
            return
        if role not in _givable(visitor, tenant_id):
            raise UserRefused("role", "this role is not yours to give")
        users.give_role(bound, user_id, role)
        _note(desk, bound, visitor, "role_given", user_id, role=role.value)

    await desk.transact(body)


def _person(
    tx: Tx, desk: Desk, visitor: Visitor, tenant_id: TenantId, user_id: int, may: Callable[[PersonSeen], bool]
) -> PersonSeen:
    for user, role in users.users_of(tx.of(tenant_id)):
        if user.id == user_id:
            seen = _seen(tx, visitor, tenant_id, user, role, 0)
            if not may(seen):
                raise UserRefused("role", "this is not yours to change")
            return seen
    raise NotFound("user")


def _note(desk: Desk, tx: TenantTx, visitor: Visitor, deed: str, user_id: int, **data: str) -> None:
    audit.note(tx, Entry(desk.clock.now(), deed, visitor.user.id, f"user {user_id}", dict(data)))
