"""Signing in at the screens: password against digest, guessing slowed down, a session that lives on the server.

The digest is computed outside any transaction: it takes as long as it must, and holds no lock meanwhile.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from holdfast.actions.desk import Desk
from holdfast.core.access import LONGEST_PASSWORD, Right, Role, may, tidy_login
from holdfast.core.ids import TenantId
from holdfast.store import audit, sessions, users
from holdfast.store.audit import Entry
from holdfast.store.engine import Tx
from holdfast.store.sessions import Session, digest_of
from holdfast.store.users import Place, User

IDLE = timedelta(hours=12)
"""A session that nobody uses so long ends by itself: a working day."""
LONGEST = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=1)
COUNTED = timedelta(minutes=15)
"""Within which time failed sign-ins are counted."""
MOST_BY_PAIR = 5
MOST_BY_LOGIN = 50
MOST_BY_ADDRESS = 20
_TOKEN_BYTES = 32
_AT_ONCE = 2
"""A digest takes 64 MiB for a moment; so many are computed at once."""


class NotSignedIn(StrEnum):
    """Why somebody is not let in. Which of login and password was wrong is never told."""

    WRONG = "wrong"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just begun. `token` goes into the cookie and is known to nobody else."""

    token: str
    user: User


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the screen: the user, the session, and the salons with a role in each."""

    user: User
    session: Session
    places: tuple[Place, ...]

    def role_in(self, slug: str) -> Role | None:
        """The role in a salon, None without one."""
        place = self.place(slug)
        return place.role if place else None

    def place(self, slug: str) -> Place | None:
        """The salon of that name, if there is a role in it."""
        return next((place for place in self.places if place.slug == slug), None)

    def may(self, slug: str, right: Right) -> bool:
        """Whether the visitor has this right in that salon."""
        return may(self.role_in(slug), right)


@lru_cache(maxsize=1)
def hasher() -> PasswordHasher:
    """argon2id with the library's defaults (RFC 9106, low memory)."""
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """A digest to compare with where there is no such user: it takes as long, and never fits."""
    return hasher().hash(secrets.token_urlsafe(_TOKEN_BYTES))


async def sign_in(desk: Desk, login: str, password: str, address: str) -> SignedIn | NotSignedIn:
    """Let somebody in who knows login and password; `address` is where they come from, for slowing guesses down."""
    login = tidy_login(login)[:100]
    now = desk.clock.now()
    pair, by_login, by_address = _keys(login, address)
    limits = ((pair, MOST_BY_PAIR), (by_login, MOST_BY_LOGIN), (by_address, MOST_BY_ADDRESS))

    def before(tx: Tx) -> User | NotSignedIn | None:
        if any(sessions.failures(tx, key, now - COUNTED) >= most for key, most in limits):
            return NotSignedIn.TOO_OFTEN
        sessions.note_failures(tx, (pair, by_login, by_address), now)  # Taken back below: guesses at once count too.
        return users.by_login(tx, login)

    user = await desk.transact(before)
    if isinstance(user, NotSignedIn):
        return user
    known = user if user is not None and user.closed_at is None else None
    fits = await _fits(known.password if known else None, password)
    if known is None or not fits:
        await desk.transact(lambda tx: audit.note_unbound(tx, Entry(now, "sign_in_failed", user.id if user else None)))
        return NotSignedIn.WRONG
    return await desk.transact(lambda tx: _begin(tx, known, now, (pair, by_login, by_address)))


def _keys(login: str, address: str) -> tuple[str, str, str]:
    return f"pair:{address}:{login}", f"login:{login}", f"address:{address}"


@lru_cache(maxsize=1)
def _hashing() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="digest")


async def digest_password(password: str) -> str:
    """The digest of a password, computed off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_hashing(), hasher().hash, password)


async def _fits(digest: str | None, password: str) -> bool:
    known = password[: LONGEST_PASSWORD + 1]
    found = await asyncio.get_running_loop().run_in_executor(_hashing(), _verify, digest, known)
    return found and digest is not None


def _verify(digest: str | None, password: str) -> bool:
    try:
        return hasher().verify(digest or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


def _begin(tx: Tx, user: User, now: datetime, keys: tuple[str, ...]) -> SignedIn:
    """Begin a session. Every sign-in gets a new one: nobody can plant a token beforehand."""
    for key in keys:
        sessions.forget_failures(tx, key)
    sessions.forget(tx, now, now - COUNTED)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    sessions.add(tx, Session(digest_of(token), user.id, secrets.token_hex(32), now, now, now + IDLE))
    audit.note_unbound(tx, Entry(now, "signed_in", user.id))
    return SignedIn(token, user)


async def sign_in_by_link(desk: Desk, token: str, password: str) -> SignedIn | None:
    """Set the first password with a one-time link and sign in. None where the link is used, unknown or too old."""
    digest, now = digest_of(token), desk.clock.now()
    made = await digest_password(password)

    def body(tx: Tx) -> SignedIn | None:
        user = users.link_owner(tx, digest, now)
        if user is None or not users.use_link(tx, digest):
            return None
        users.set_password(tx, user.id, made)
        sessions.end_all(tx, user)
        audit.note_unbound(tx, Entry(now, "password_set", user.id))
        return _begin(tx, user, now, ())

    return await desk.transact(body)


async def link_owner(desk: Desk, token: str) -> User | None:
    """Whose one-time link this is, None where it leads nowhere."""
    return await desk.transact(lambda tx: users.link_owner(tx, digest_of(token), desk.clock.now()))


async def visitor_of(desk: Desk, token: str) -> Visitor | None:
    """Who has this token in their cookie, None where the session ended."""
    digest, now = digest_of(token), desk.clock.now()

    def body(tx: Tx) -> Visitor | None:
        session = sessions.find(tx, digest, now)
        user = users.one(tx, session.user_id) if session else None
        if session is None or user is None:
            return None
        if now - session.seen_at >= SEEN_EVERY:
            sessions.seen(tx, digest, now, min(now + IDLE, session.created_at + LONGEST))
        return Visitor(user, session, users.places_of(tx, user))

    return await desk.transact(body)


async def note_look(desk: Desk, visitor: Visitor, tenant_id: TenantId, deed: str, thing: str | None = None) -> None:
    """Write down that somebody looked at personal data, or did something, in a salon."""
    entry = Entry(desk.clock.now(), deed, visitor.user.id, thing)
    await desk.transact(lambda tx: audit.note(tx.of(tenant_id), entry))
