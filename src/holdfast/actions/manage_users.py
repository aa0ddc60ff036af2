"""Users of the screens: made, given roles, shut out. The first one is made at the terminal."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.sign_in import Visitor, digest_password
from holdfast.core.access import Role, password_fault, tidy_login
from holdfast.store import audit, sessions, tenants, users
from holdfast.store.audit import Entry
from holdfast.store.engine import Tx
from holdfast.store.users import Place, User

__all__ = ["NewUser", "Place", "User", "UserSeen", "add_user", "change_password", "list_users", "make_link"]
LINK_LIVES = timedelta(days=3)
_LOGIN = re.compile(r"[a-z0-9äöüß][a-z0-9äöüß._@+-]{1,99}")


class UserRefused(Exception):
    """What was asked for cannot be done; `why` is a word for the texts, the message a sentence for a terminal."""

    def __init__(self, why: str, sentence: str) -> None:
        """One word and one sentence."""
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is to be let in. Without a password a one-time link sets it; without a salon: an operator everywhere."""

    login: str
    name: str
    role: Role
    slug: str | None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class UserSeen:
    """A user with the salons in which they have a role, and how many browsers are signed in."""

    login: str
    name: str
    everywhere: bool
    created_at: datetime
    closed_at: datetime | None
    has_password: bool
    places: tuple[Place, ...]
    sessions: int


_SENTENCES = {
    "password_short": "a password has at least 12 characters",
    "password_long": "a password has at most 200 characters",
    "password_easy": "this password is too easy to guess",
}


def is_login(text: str) -> bool:
    """Whether a text can be a login."""
    return _LOGIN.fullmatch(text) is not None


async def add_user(desk: Desk, new: NewUser) -> None:
    """Make a user, or give a known one a role in one more salon. Raises UserRefused."""
    login = tidy_login(new.login)
    if not is_login(login):
        raise UserRefused("login", f"{new.login!r} is no login: 2 to 100 letters, digits and . _ @ + -")
    if new.slug is None and new.role is not Role.OPERATOR:
        raise UserRefused("tenant", "only an operator can be let in everywhere; for other roles name the salon")
    made = await _digest(login, new.password) if new.password is not None else None
    await desk.transact(lambda tx: _add(tx, desk, new, login, made))


async def _digest(login: str, password: str) -> str:
    if (fault := password_fault(password, login)) is not None:
        raise UserRefused(fault, _SENTENCES[fault])
    return await digest_password(password)


def _add(tx: Tx, desk: Desk, new: NewUser, login: str, password: str | None) -> None:
    now = desk.clock.now()
    row = tenants.by_slug(tx, new.slug) if new.slug is not None else None
    if new.slug is not None and row is None:
        raise UserRefused("tenant", f"there is no tenant {new.slug}")
    known = users.by_login(tx, login)
    if known is not None and password is not None:
        raise UserRefused("known", f"there is a user {login} already: leave the password out to add a role")
    user_id = known.id if known else users.add(tx, login, new.name or login, password, row is None, now)
    if row is None:
        users.set_everywhere(tx, user_id, True)
        audit.note_unbound(tx, Entry(now, "user_added", user_id, None, {"role": new.role.value}))
        return
    users.give_role(tx.of(row.id), user_id, new.role)
    audit.note(tx.of(row.id), Entry(now, "user_added", user_id, None, {"role": new.role.value}))


async def make_link(desk: Desk, login: str) -> str:
    """A one-time token with which a user sets a password; it lives for three days, and ends older ones.

    Raises UserRefused.
    """
    token = secrets.token_urlsafe(32)
    now = desk.clock.now()

    def body(tx: Tx) -> None:
        users.add_link(tx, sessions.digest_of(token), _known(tx, login).id, now + LINK_LIVES)

    await desk.transact(body)
    return token


def _known(tx: Tx, login: str) -> User:
    user = users.by_login(tx, tidy_login(login))
    if user is None:
        raise UserRefused("unknown", f"there is no user {login}")
    return user


async def set_password(desk: Desk, login: str, password: str) -> None:
    """Give a user another password; whoever is signed in under it has to sign in again. Raises UserRefused."""
    made = await _digest(tidy_login(login), password)

    def body(tx: Tx) -> None:
        user = _known(tx, login)
        users.set_password(tx, user.id, made)
        sessions.end_all(tx, user)
        audit.note_unbound(tx, Entry(desk.clock.now(), "password_set", user.id))

    await desk.transact(body)


async def change_password(desk: Desk, visitor: Visitor, password: str) -> None:
    """Give oneself another password; all other browsers are signed out. Raises UserRefused."""
    made = await _digest(visitor.user.login, password)

    def body(tx: Tx) -> None:
        users.set_password(tx, visitor.user.id, made)
        sessions.end_all(tx, visitor.user, visitor.session.digest)
        audit.note_unbound(tx, Entry(desk.clock.now(), "password_set", visitor.user.id))

    await desk.transact(body)


async def choose_language(desk: Desk, visitor: Visitor, language: str) -> None:
    """Keep in which language somebody reads the pages."""
    await desk.transact(lambda tx: users.set_language(tx, visitor.user.id, language))


async def shut_out(desk: Desk, login: str) -> int:
    """Shut a user out at once. Returns how many sessions that ended. Raises UserRefused."""

    def body(tx: Tx) -> int:
        user, now = _known(tx, login), desk.clock.now()
        users.set_closed(tx, user.id, now)
        audit.note_unbound(tx, Entry(now, "user_shut_out", user.id))
        return sessions.end_all(tx, user)

    return await desk.transact(body)


async def let_in_again(desk: Desk, login: str) -> None:
    """Take a shutting-out back. Raises UserRefused."""

    def body(tx: Tx) -> None:
        user = _known(tx, login)
        users.set_closed(tx, user.id, None)
        audit.note_unbound(tx, Entry(desk.clock.now(), "user_let_in", user.id))

    await desk.transact(body)


async def take_role(desk: Desk, login: str, slug: str) -> bool:
    """Take somebody's role in one salon away; it counts with the next click. False where there was none.

    Raises UserRefused.
    """

    def body(tx: Tx) -> bool:
        user, row = _known(tx, login), tenants.by_slug(tx, slug)
        if row is None:
            raise UserRefused("tenant", f"there is no tenant {slug}")
        taken = users.take_role(tx.of(row.id), user.id)
        audit.note(tx.of(row.id), Entry(desk.clock.now(), "role_taken", user.id))
        return taken

    return await desk.transact(body)


async def is_anybody_known(desk: Desk) -> bool:
    """Whether there is any user yet."""
    return bool(await desk.transact(users.everyone))


async def list_users(desk: Desk, slug: str | None = None) -> list[UserSeen]:
    """All users, or those with a role in one salon, by login."""

    def body(tx: Tx) -> list[UserSeen]:
        now = desk.clock.now()
        found = []
        for user in users.everyone(tx):
            places = users.places_of(tx, user)
            if slug is None or any(place.slug == slug for place in places):
                found.append(_seen(user, places, len(sessions.of_user(tx, user.id, now))))
        return found

    return await desk.transact(body)


def _seen(user: User, places: tuple[Place, ...], living: int) -> UserSeen:
    has_password = user.password is not None
    return UserSeen(
        user.login, user.name, user.everywhere, user.created_at, user.closed_at, has_password, places, living
    )
